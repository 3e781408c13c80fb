"""The progress of all businesses on one page: for the assembly and the mayor, or for the prefecture (団体カルテ).

Distributions instead of averages: rates of steps say nothing about work, and the page says so itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.dates import wareki_time
from reports.files import publish_bytes
from reports.html.render import render

_TEMPLATE = "progress.html.j2"
WIDTH = 320  # px of a bar of 40 steps


@dataclass(frozen=True, slots=True)
class Status:
    """A status with its sign, word and the colours of its bar (token names)."""

    code: str
    sign: str
    word: str
    fill: str
    line: str


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A business. ``counts``: status → steps; ``rate`` 完了率 as text; ``facts``: what else is said of it; ``marks``:
    what contradicts or is missing."""

    name: str
    counts: Mapping[str, int]
    rate: str
    facts: Sequence[str]
    marks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A further table: ``note`` says what it is, ``empty`` what stands there without rows."""

    title: str
    note: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    empty: str


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """Everything the page shows. ``colours``: token name → "#RRGGBB" of the light theme. ``summary``: big numbers with
    their words."""

    form: str
    title: str
    facts: Sequence[tuple[str, str]]
    summary: Sequence[tuple[str, str]]
    comment: str
    statuses: Sequence[Status]
    caveat: str
    rows: Sequence[ProgressRow]
    tables: Sequence[Table]
    municipality: str
    printed_at: datetime
    colours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: place and width in px."""

    x: float
    width: float
    status: Status
    count: int


def bar(row: ProgressRow, statuses: Sequence[Status]) -> list[Segment]:
    """The pieces of a business's bar in the order of the statuses; together they are WIDTH wide."""
    total = sum(row.counts.values()) or 1
    out, x = [], 0.0
    for status in statuses:
        count = row.counts.get(status.code, 0)
        if count:
            width = WIDTH * count / total
            out.append(Segment(round(x, 2), round(width, 2), status, count))
            x += width
    return out


def render_progress(page: ProgressPage) -> str:
    """The page as HTML."""
    return render(
        _TEMPLATE,
        page.colours,
        page=page,
        bars=[bar(row, page.statuses) for row in page.rows],
        width=WIDTH,
        printed=wareki_time(page.printed_at),
    )


def write_progress(page: ProgressPage, out: Path) -> Path:
    """Writes the page; ``out``. Raises ExportProblem when the file cannot be written."""
    return publish_bytes(out, render_progress(page).encode("utf-8"))
