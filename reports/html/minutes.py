"""The minutes of a meeting as a page to read, sign and file: what was decided on each item, when and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.dates import wareki, wareki_time
from reports.files import publish_bytes
from reports.html.render import render

_TEMPLATE = "minutes.html.j2"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing recorded. ``at``: ISO time; ``shown``: the time as read; ``what``: sign and word of a verdict,
    disposition, text; ``more``: (label, text) under it; ``person``: who decided or said it; ``by``: who recorded it."""

    at: str
    shown: str
    kind: str
    what: str
    person: str
    by: str
    more: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class MinutesTopic:
    """One item of the agenda with everything recorded of it; ``point``: 論点."""

    place: int
    id: str
    sign: str
    name: str
    point: str
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Homework:
    """One line of the 持ち帰り."""

    place: str
    id: str
    text: str
    person: str
    due: str
    done: str


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """Everything the page shows. ``colours``: token name → "#RRGGBB" of the light theme."""

    form: str
    title: str
    municipality: str
    document_number: str
    facts: Sequence[tuple[str, str]]
    approval: Sequence[str]
    attendees: Sequence[str]
    topics: Sequence[MinutesTopic]
    general: Sequence[Said]
    homework: Sequence[Homework]
    colours: Mapping[str, str]
    printed_at: datetime


def write_minutes(page: MinutesPage, out: Path) -> Path:
    """Write the page to ``out`` and return it. Raises ExportProblem when the file cannot be written."""
    return publish_bytes(out, render_minutes(page).encode("utf-8"))


def render_minutes(page: MinutesPage) -> str:
    """The page as text. The same input gives the same text."""
    return render(
        _TEMPLATE, page.colours, page=page, date=wareki(page.printed_at), printed=wareki_time(page.printed_at)
    )
