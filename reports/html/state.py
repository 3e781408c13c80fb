"""The state of a comparison as one page: how far, what came out per 大項目, what needs somebody.

The page is what a section head prints or mails: self-contained, light colours whatever the theme, no meaning by colour
alone, every text escaped, nothing active.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from reports.dates import wareki_time
from reports.files import publish_bytes
from reports.html.bars import BAR_HEIGHT, GROUP_WIDTH, WHOLE_WIDTH, segments
from reports.html.marks import Mark
from reports.html.render import render

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
    """One line of a list. ``sign`` is that of its implementation class, ``code`` its verdict ("" = 未判定)."""

    id: str
    sign: str
    section: str
    name: str
    code: str
    detail: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of items with the sentence that says why they stand there."""

    title: str
    note: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class StatePage:
    """Everything the page shows. ``facts``: (label, value) of the head; ``marks`` in their order, 未判定 last;
    ``colours``: token name → "#RRGGBB" of the light theme; ``classes``: (sign, word) of the implementation classes."""

    title: str
    facts: Sequence[tuple[str, str]]
    marks: Sequence[Mark]
    classes: Sequence[tuple[str, str]]
    groups: Sequence[Group]
    lists: Sequence[ItemList]
    colours: Mapping[str, str]
    printed_at: datetime
    filter_note: str = ""
    remarks: Sequence[str] = field(default_factory=tuple)

    @property
    def counts(self) -> dict[str, int]:
        """Items per verdict code over all groups."""
        return {m.code: sum(g.counts.get(m.code, 0) for g in self.groups) for m in self.marks}


def write_state(page: StatePage, out: Path) -> Path:
    """Write the page to ``out`` and return it.

    Raises ExportProblem when the file cannot be written, ValueError for a colour that is none or a verdict code that
    has no mark.
    """
    return publish_bytes(out, render_state(page).encode("utf-8"))


def render_state(page: StatePage) -> str:
    """The page as text. The same input gives the same text."""
    known = {m.code for m in page.marks}
    unknown = {c for g in page.groups for c in g.counts} | {i.code for part in page.lists for i in part.items}
    if unknown - known:
        raise ValueError(f"verdicts without a mark: {sorted(unknown - known)}")
    used = [m for m in page.marks if page.counts[m.code]]
    total = sum(page.counts.values())
    return render(
        _TEMPLATE,
        page.colours,
        page=page,
        used=used,
        total=total,
        judged=total - page.counts.get("", 0),
        mark={m.code: m for m in page.marks},
        number={m.code: n for n, m in enumerate(page.marks, 1)},
        whole=segments(page.counts, page.marks, page.colours, WHOLE_WIDTH),
        bars=[segments(g.counts, page.marks, page.colours, GROUP_WIDTH) for g in page.groups],
        whole_width=WHOLE_WIDTH,
        group_width=GROUP_WIDTH,
        bar_height=BAR_HEIGHT,
        printed=wareki_time(page.printed_at),
    )
