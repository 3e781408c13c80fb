"""What an untrusted table file becomes: sparse grids of displayed values, so that layouts never touch a file format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost (source: design/safety.md, "Untrusted workbooks"). Bytes, seconds, counts."""

    file_bytes: int = 100 * 1024 * 1024
    members: int = 2_000
    inflated_bytes: int = 500 * 1024 * 1024
    ratio: int = 100  # inflated : packed, looked at once ``ratio_from`` is exceeded
    ratio_from: int = 50 * 1024 * 1024
    memory_bytes: int = 1024 * 1024 * 1024
    seconds: float = 55.0  # of the reading process; with start and account the whole stays below 60
    sheets: int = 200
    columns: int = 300  # columns that hold something; a single cell at XFD is one column
    cells: int = 5_000_000
    merges: int = 200_000
    characters: int = 300_000_000  # displayed text of all cells: one shared string may be shown a million times


@dataclass(frozen=True, slots=True)
class Cell:
    """One non-empty cell as displayed. ``text`` = everything shown, ``valid`` = without struck-out runs."""

    text: str
    valid: str
    struck_text: str = ""  # struck-out runs; separate places are joined by a line break
    red: bool = False  # at least one run is red

    @property
    def struck(self) -> bool:
        """True when nothing but white space is left outside the strike-through."""
        return bool(self.struck_text) and not self.valid.strip()


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, inclusive, 1-based. Never expanded: a whole-sheet merge is one object."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        """True when the cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def ref(self) -> str:
        """``B5:C6``."""
        return f"{ref(self.top, self.left)}:{ref(self.bottom, self.right)}"


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader saw that a person may want to know (code, Japanese message, place)."""

    code: str
    message: str
    sheet: str = ""
    cell: str = ""
    level: str = "info"


@runtime_checkable
class PackedRows(Protocol):
    """Cells that can be had by whole rows (workbook/cells.py)."""

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """(row, {column: cell}), ascending."""
        ...


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. ``cells`` maps (row, column), both 1-based, to non-empty cells only, in reading order.

    ``count`` is the number of non-empty cells according to the independent raw pass, ``uncached_count`` that of
    formulas without a saved result; where these stand is in ``uncached``.
    """

    name: str
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[tuple[int, int], ...] = ()  # inclusive ranges
    hidden_columns: tuple[tuple[int, int], ...] = ()
    filter: str = ""
    count: int = 0
    uncached: tuple[tuple[int, int], ...] = ()
    uncached_count: int = 0

    def text(self, row: int, column: int) -> str:
        """The displayed text, "" where there is nothing."""
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Rows that hold something, ascending: (row number, {column: cell})."""
        if isinstance(self.cells, PackedRows):
            yield from self.cells.rows()
            return
        by_row: dict[int, dict[int, Cell]] = {}
        for (r, c), cell in self.cells.items():
            by_row.setdefault(r, {})[c] = cell
        for r in sorted(by_row):
            yield r, by_row[r]

    def row_hidden(self, row: int) -> bool:
        """True for a hidden (or filtered-out) row."""
        return any(a <= row <= b for a, b in self.hidden_rows)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as read: ``kind`` is "xlsx" or "csv", ``sha256`` that of the very bytes that were parsed."""

    path: str
    file: str
    kind: str
    sha256: str
    sheets: tuple[Grid, ...] = ()
    notes: tuple[Note, ...] = ()

    def sheet(self, name: str) -> Grid | None:
        """The sheet of that name."""
        return next((s for s in self.sheets if s.name == name), None)


def letters(column: int) -> str:
    """1 → A, 27 → AA, 16384 → XFD."""
    out = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def number(column: str) -> int:
    """A → 1, XFD → 16384. Raises ValueError for anything that is no column name."""
    if not (column.isascii() and column.isalpha()) or len(column) > 3:
        raise ValueError(f"not a column: {column!r}")
    n = 0
    for ch in column.upper():
        n = n * 26 + ord(ch) - 64
    return n


def ref(row: int, column: int) -> str:
    """(5, 2) → ``B5``."""
    return f"{letters(column)}{row}"


def position(cell: str) -> tuple[int, int]:
    """``B5`` → (5, 2). Raises ValueError for anything that is no cell address within the sheet's limits."""
    text = cell.replace("$", "")
    head = text.rstrip("0123456789")
    tail = text[len(head) :]
    if not tail or not tail.isascii():
        raise ValueError(f"not a cell: {cell!r}")
    row, column = int(tail[:9]), number(head)
    if not (1 <= row <= MAX_ROW and len(tail) <= 9 and 1 <= column <= MAX_COLUMN):
        raise ValueError(f"outside the sheet: {cell!r}")
    return row, column
