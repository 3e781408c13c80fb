"""A table as it was read: its records, the cells each of their texts comes from, and the reasons for all others."""

from __future__ import annotations

from dataclasses import dataclass, field

from spec_catalog.raw.heads import Head

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One record: its row, its texts by column of the table, and the sheet cells each text comes from."""

    number: int
    texts: tuple[str, ...]
    places: tuple[tuple[Place, ...], ...]


@dataclass(slots=True)
class Area:
    """A table as read. ``taken``: cells that are texts of records; ``skipped``: cells of it that aren't → reason;
    ``left``: rows that are no records: (row, reason, what they say)."""

    sheet: str
    head: Head
    headers: tuple[str, ...]
    columns: tuple[int, ...]
    lines: tuple[Line, ...]
    title: str = ""
    last: int = 0
    skipped: dict[Place, str] = field(default_factory=dict)
    left: list[tuple[int, str, str]] = field(default_factory=list)
    struck: list[tuple[Place, str]] = field(default_factory=list)
    card: bool = False  # a form with one record, not a table
    hidden: bool = False  # stands in a hidden sheet
    unit: str = ""  # of its numbers, as it stands over the table
    units: dict[str, str] = field(default_factory=dict)  # heading → unit, as a row of its own says
    old: str = ""  # the newer table of the same sort, where this is of an earlier year

    @property
    def taken(self) -> set[Place]:
        """Cells of records, and what they share (merges, groups, the block above)."""
        return {p for line in self.lines for places in line.places for p in places}
