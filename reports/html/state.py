"""The state of a comparison as one page: how far, what came out per 大項目, what needs somebody.

The page is what a section head prints or mails: self-contained, light colours whatever the theme, no meaning by colour
alone, every text escaped, nothing active.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reports.bars import BAR_HEIGHT, GROUP_WIDTH, WHOLE_WIDTH, segments
from reports.dates import wareki_time
from reports.files import publish_bytes
from reports.html.render import render
from reports.marks import Mark

_TEMPLATE = "state.html.j2"


@dataclass(frozen=True, slots=True)
class Group:
    """One 大項目: ``counts`` items per verdict code ("" = 未判定)."""

    name: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All items."""
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        """Items with a verdict."""
        return self.total - self.counts.get("", 0)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list. ``sign`` is that of its implementation class, ``code`` its verdict ("" = 未判定).

    ``mark`` stands in the verdict's place where there is something else to say: ≠ 競合.
    """

    id: str
    sign: str
    section: str
    name: str
    code: str
    detail: str = ""
    by: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of items with the sentence that says why they stand there."""

    title: str
    note: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of published document: ``title`` 機能要件, ``id_title`` 機能ID, ``group_title`` 大項目; ``notes`` are
    sentences under its bar."""

    title: str
    id_title: str
    group_title: str
    groups: Sequence[Group]
    lists: Sequence[ItemList]
    notes: Sequence[str] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Items per verdict code over all groups."""
        total: dict[str, int] = {}
        for group in self.groups:
            for code, n in group.counts.items():
                total[code] = total.get(code, 0) + n
        return total


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One issue of the list; ``marks``: 期限超過, 法令上要確認, ≠ 競合."""

    number: str
    title: str
    department: str
    disposition: str
    due: str
    status: str
    marks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Issues:
    """The register in short: ``states``: (name, how many) in their order; ``lines``: those that aren't finished."""

    states: Sequence[tuple[str, int]]
    lines: Sequence[IssueLine]

    @property
    def total(self) -> int:
        """All issues."""
        return sum(n for _, n in self.states)


@dataclass(frozen=True, slots=True)
class StatePage:
    """Everything the page shows. ``facts``: (label, value) of the head; ``marks`` in their order, 未判定 last;
    ``colours``: token name → "#RRGGBB" of the light theme; ``classes``: (sign, word) of the implementation classes."""

    title: str
    facts: Sequence[tuple[str, str]]
    marks: Sequence[Mark]
    classes: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    colours: Mapping[str, str]
    printed_at: datetime
    issues: Issues | None = None
    filter_note: str = ""
    remarks: Sequence[str] = ()


def write_state(page: StatePage, out: Path) -> Path:
    """Write the page to ``out`` and return it.

    Raises ExportProblem when the file cannot be written, ValueError for a colour that is none or a verdict code that
    has no mark.
    """
    return publish_bytes(out, render_state(page).encode("utf-8"))


def render_state(page: StatePage) -> str:
    """The page as text. The same input gives the same text."""
    known = {m.code for m in page.marks}
    items = (i for part in page.parts for found in part.lists for i in found.items)
    unknown = {c for part in page.parts for c in part.counts} | {i.code for i in items}
    if unknown - known:
        raise ValueError(f"verdicts without a mark: {sorted(unknown - known)}")
    return render(
        _TEMPLATE,
        page.colours,
        page=page,
        parts=[_drawn(page, part) for part in page.parts],
        mark={m.code: m for m in page.marks},
        number={m.code: n for n, m in enumerate(page.marks, 1)},
        whole_width=WHOLE_WIDTH,
        group_width=GROUP_WIDTH,
        bar_height=BAR_HEIGHT,
        printed=wareki_time(page.printed_at),
    )


def _drawn(page: StatePage, part: Part) -> dict[str, Any]:
    """What the template needs of one part: its counts and bars."""
    counts = {m.code: part.counts.get(m.code, 0) for m in page.marks}
    total = sum(counts.values())
    return {
        "part": part,
        "counts": counts,
        "used": [m for m in page.marks if counts[m.code]],
        "total": total,
        "judged": total - counts.get("", 0),
        "whole": segments(counts, page.marks, page.colours, WHOLE_WIDTH),
        "bars": [segments(g.counts, page.marks, page.colours, GROUP_WIDTH) for g in part.groups],
    }
