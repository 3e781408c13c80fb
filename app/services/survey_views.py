"""What an import of a department's book would do, as the window and the command line show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.services.survey_values import CellProblem
from spec_catalog.model import SheetAccount


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row to take over: ``values`` by column code; ``rid`` of the record it is, "" = none.

    ``action``: new, update, same (nothing differs), add (a further record), skip. ``changed``: what differs;
    ``twin``: the row of the book that says the same record, 0 = none. ``key`` names the row within the book.
    """

    number: int
    values: dict[str, Any]
    rid: str
    action: str = "new"
    changed: Mapping[str, Any] = field(default_factory=dict)
    twin: int = 0
    sheet: str = ""

    @property
    def key(self) -> str:
        """Sheet and row."""
        return f"{self.sheet}!{self.number}"


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is not taken over: where it stands, why, what it says."""

    row: int
    reason: str
    sheet: str = ""
    text: str = ""

    @property
    def place(self) -> str:
        """For a person."""
        return f"{self.sheet} {self.row} 行目" if self.sheet else f"{self.row} 行目"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. ``mapping``: heading → column code ("" = to 備考, "-" = not taken over); ``left``: rows
    left out; ``account``: the whole book, its ``imported`` cells being those that end in a record; of these ``noted``
    go to 備考. ``said``: what was assumed."""

    list: str
    file: str
    sheet: str
    mapping: dict[str, str]
    rows: tuple[ImportRow, ...]
    problems: tuple[CellProblem, ...]
    left: tuple[Left, ...]
    account: SheetAccount
    header_row: int
    noted: int = 0
    said: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    headers: tuple[str, ...] = ()

    def count(self, *actions: str) -> int:
        """Rows with these actions."""
        return sum(r.action in actions for r in self.rows)

    @property
    def new(self) -> int:
        """Records that would be made."""
        return self.count("new", "add")

    @property
    def updated(self) -> int:
        """Records that would be changed."""
        return self.count("update")

    @property
    def same(self) -> int:
        """Rows that say nothing new."""
        return self.count("same")

    @property
    def taking(self) -> int:
        """Rows that would be written."""
        return self.new + self.updated

    def unknown(self) -> dict[str, tuple[str, ...]]:
        """Column code → words nobody has given a meaning yet, as written."""
        out: dict[str, dict[str, None]] = {}
        for p in self.problems:
            if p.unknown:
                out.setdefault(p.code, {})[p.text.strip()] = None
        return {code: tuple(found) for code, found in out.items()}

    def profile(self) -> dict[str, Any]:
        """The mapping as a profile file."""
        made: dict[str, Any] = {"list": self.list, "sheet": self.sheet, "header_row": self.header_row}
        made["columns"] = self.mapping
        if self.values:
            made["values"] = {code: dict(found) for code, found in self.values.items()}
        return made
