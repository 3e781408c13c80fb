"""Decisions on paper: one sheet each with 決裁欄 and 文書番号, or all of them as a book with contents.

Portrait, as an office memo; what was replaced stays in the book and says by what. Every text is escaped, nothing is
active, and nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.dates import wareki, wareki_time
from reports.files import publish_bytes
from reports.html.render import render

_TEMPLATE = "decisions.html.j2"


@dataclass(frozen=True, slots=True)
class Way:
    """One option that was considered. ``facts``: (label, text); ``taken``: it was decided on."""

    title: str
    content: str
    facts: Sequence[tuple[str, str]]
    taken: bool


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """One decision. ``state``: いまの決定, 置き換え済み; ``marks``: (word, sentence) that needs attention today.

    ``anchor``: unique in the page, letters and digits; ``ladder``: (rung, why nothing on it would do); ``earlier``:
    sentences on what this one replaced.
    """

    anchor: str
    number: str
    title: str
    state: str
    disposition: str
    date: str
    by: str
    facts: Sequence[tuple[str, str]]
    reason: str
    content: str
    detail: str
    requirements: Sequence[tuple[str, str, str]]  # id, name, text
    ways: Sequence[Way]
    ladder: Sequence[tuple[str, str]]
    earlier: Sequence[str]
    marks: Sequence[tuple[str, str]] = ()
    document: str = ""


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """``approval``: the boxes to sign in, () for the book. ``colours``: token name → "#RRGGBB" of the light theme."""

    form: str
    title: str
    municipality: str
    facts: Sequence[tuple[str, str]]
    approval: Sequence[str]
    entries: Sequence[DecisionEntry]
    colours: Mapping[str, str]
    printed_at: datetime


def write_decisions(page: DecisionPage, out: Path) -> Path:
    """Write the page to ``out`` and return it.

    Raises ExportProblem when the file cannot be written, ValueError for a colour that is none.
    """
    return publish_bytes(out, render_decisions(page).encode("utf-8"))


def render_decisions(page: DecisionPage) -> str:
    """The page as text. The same input gives the same text."""
    return render(
        _TEMPLATE,
        page.colours,
        page=page,
        date=wareki(page.printed_at),
        printed=wareki_time(page.printed_at),
    )
