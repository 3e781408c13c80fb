"""What changed from one edition to the next, as papers show it: plain data, made by the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reports.pieces import Marked


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field of an item, old and new, with what changed marked."""

    title: str
    old: Marked
    new: Marked


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """One item. ``kinds`` in Japanese (＋追加, 本文 …); ``mark`` ＋ － or "" for its heading."""

    id: str
    name: str
    section: str
    kinds: Sequence[str]
    fields: Sequence[ChangedField]
    mark: str = ""
    verdict: str = ""
    triage: str = ""


@dataclass(frozen=True, slots=True)
class ChangePaper:
    """All that changed. ``counts``: kind → how many items; ``candidates``: sentences about splits and new numbers."""

    title: str
    municipality: str
    business: str
    id_title: str  # 機能ID
    old_edition: str
    new_edition: str
    counts: Sequence[tuple[str, int]]
    items: Sequence[ChangedItem]
    candidates: Sequence[str]
    printed_at: datetime
    colours: Mapping[str, str] = field(default_factory=dict)
