"""A list of published items as a page to print or pass on: chapters, class signs, texts, our verdicts, source named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.dates import wareki_time
from reports.files import publish_bytes
from reports.html.render import render

_TEMPLATE = "listing.html.j2"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item. ``sign`` and ``cls`` are its class for our size class, ``verdict`` sign and word."""

    id: str
    sign: str
    cls: str
    name: str
    text: str
    applies: str
    note: str
    verdict: str
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """Items under one heading, "" for none."""

    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole page. ``about``: the edition in words; ``narrowed``: by what the list was narrowed, "" for nothing."""

    title: str
    municipality: str
    about: str
    narrowed: str
    chapters: Sequence[Chapter]
    printed_at: datetime

    @property
    def count(self) -> int:
        """How many items."""
        return sum(len(c.entries) for c in self.chapters)


def page(listing: Listing, colours: Mapping[str, str]) -> str:
    """The page as HTML without script."""
    return render(_TEMPLATE, colours, page=listing, printed=wareki_time(listing.printed_at))


def write_listing(out: Path, listing: Listing, colours: Mapping[str, str]) -> Path:
    """Writes the page; raises ReportProblem when the place can't be written."""
    return publish_bytes(out, page(listing, colours).encode("utf-8"))
