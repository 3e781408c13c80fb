"""How the departments' books are put on paper: cells placed one by one, counted as they are written.

Nothing of the product is imported here: what a book holds is known from its builder and its hand-written table alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Fmt:
    """A number or a date shown in a format: Fmt(120, '0"枚"') looks like 120枚."""

    value: float | datetime.date
    format: str


@dataclass(frozen=True)
class Struck:
    """A cell that is struck out as a whole."""

    text: str


@dataclass(frozen=True)
class Rich:
    """Runs of a cell: (text, struck out); at least two."""

    runs: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Formula:
    """A formula with the result that was saved with it."""

    text: str
    result: str | float


Value = str | int | float | Fmt | Struck | Rich | Formula


def column(letters: str) -> int:
    """A → 0, AA → 26."""
    n = 0
    for ch in letters:
        n = n * 26 + ord(ch) - 64
    return n - 1


def place(ref: str) -> tuple[int, int]:
    """B5 → (4, 1)."""
    head = ref.rstrip("0123456789")
    return int(ref[len(head) :]) - 1, column(head)


@dataclass
class Page:
    """One sheet: what stands where (0-based), and how it looks."""

    name: str
    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: Sequence[int] = ()  # 1-based, as seen in the sheet
    hidden_columns: Sequence[str] = ()
    filter: str = ""

    def put(self, where: str, value: Value) -> Page:
        """A value into a cell, or into a range that is merged for it."""
        first, _, last = where.partition(":")
        top, left = place(first)
        if value != "":
            self.cells[top, left] = value
        if last:
            self.merges.append((top, left, *place(last)))
        return self

    def rows(self, first: str, *lines: Sequence[Value]) -> Page:
        """Rows of values from a cell on; "" leaves a cell empty."""
        top, left = place(first)
        for r, line in enumerate(lines, top):
            for c, value in enumerate(line, left):
                if value != "":
                    self.cells[r, c] = value
        return self

    def lines(self, row: int, ranges: Sequence[str], *lines: Sequence[Value]) -> Page:
        """Rows whose cells are merged over the given columns each ("B:F"), from a row on."""
        for r, line in enumerate(lines, row):
            for span, value in zip(ranges, line, strict=True):
                left, _, right = span.partition(":")
                self.put(f"{left}{r}:{right}{r}" if right else f"{left}{r}", value)
        return self

    def merged(self, *ranges: str) -> Page:
        """Ranges merged around what stands there already."""
        for span in ranges:
            first, _, last = span.partition(":")
            self.merges.append((*place(first), *place(last)))
        return self


Record = dict[str, Any]


@dataclass(frozen=True)
class Book:
    """``records``: what a person reads in it, all fields but numbers the program gives. ``profile``: the one step a
    person takes where its headings are unknown. ``left``: cells that must be left out → a word of the reason."""

    file: str
    odd: str
    list: str
    pages: Sequence[Page]
    records: Sequence[Record]
    profile: Mapping[str, Any] | None = None
    business: str = ""
    table: int = 0
    left: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()  # cells whose value isn't understood
    encoding: str = ""  # of a text file
    shown: str = ""  # list a person has open; "" = the program finds it

    @property
    def count(self) -> int:
        """Cells that hold something, in all sheets."""
        return sum(len(p.cells) for p in self.pages)


BOOKS: list[Callable[[], Book]] = []


def book(build: Callable[[], Book]) -> Callable[[], Book]:
    """Registers a book."""
    BOOKS.append(build)
    return build


def write(made: Book, folder: Path) -> Path:
    """Writes the book; the ending of its name decides on a text file or a workbook."""
    path = folder / made.file
    if path.suffix in (".csv", ".tsv"):
        return _text(path, made)
    import xlsxwriter

    out = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/m/d"})
    for page in made.pages:
        _sheet(out, page)
    out.close()
    return path


def _text(path: Path, made: Book) -> Path:
    cells = made.pages[0].cells
    separator = "\t" if path.suffix == ".tsv" else ","
    lines = []
    for r in range(max(r for r, _ in cells) + 1):
        width = max((c for row, c in cells if row == r), default=-1) + 1
        texts = [str(cells.get((r, c), "")) for c in range(width)]
        lines.append(separator.join(f'"{t}"' if any(x in t for x in ",\n\t") else t for t in texts))
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(made.encoding))
    return path


def _sheet(out: Any, page: Page) -> None:
    sheet = out.add_worksheet(page.name)
    if page.hidden:
        sheet.hide()
    for top, left, bottom, right in page.merges:
        sheet.merge_range(top, left, bottom, right, "")
    struck = out.add_format({"font_strikeout": True})
    for (r, c), value in page.cells.items():
        if isinstance(value, Fmt):
            look = out.add_format({"num_format": value.format})
            if isinstance(value.value, datetime.date):
                sheet.write_datetime(r, c, datetime.datetime.combine(value.value, datetime.time()), look)
            else:
                sheet.write_number(r, c, value.value, look)
        elif isinstance(value, Struck):
            sheet.write_string(r, c, value.text, struck)
        elif isinstance(value, Rich):
            parts: list[Any] = []
            for text, out_of in value.runs:
                parts += [struck, text] if out_of else [text]
            sheet.write_rich_string(r, c, *parts)
        elif isinstance(value, Formula):
            sheet.write_formula(r, c, value.text, None, value.result)
        elif isinstance(value, str):
            sheet.write_string(r, c, value)
        else:
            sheet.write_number(r, c, value)
    for row in page.hidden_rows:
        sheet.set_row(row - 1, None, None, {"hidden": True})
    for letters in page.hidden_columns:
        sheet.set_column(f"{letters}:{letters}", None, None, {"hidden": True})
    if page.filter:
        sheet.autofilter(page.filter)
