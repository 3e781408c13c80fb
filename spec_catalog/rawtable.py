"""Any department's own list as a plain table: where it begins, what its headings say, and every cell accounted for.

The layouts know published documents; an office's list of its functions or forms follows nobody's layout, so its columns
are mapped by a person, who needs to see them first.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from spec_catalog.layouts.header import HEIGHT, SEARCH_ROWS, joined_names
from spec_catalog.layouts.table import REASON_ABOVE, REASON_BLANK, REASON_HEADER, REASON_SENTINEL, SENTINELS
from spec_catalog.model import SheetAccount, Skipped
from spec_catalog.problems import InputProblem
from spec_catalog.text import match_key
from spec_catalog.workbook import Cell, Grid, Limits, Merge, Note, Workbook, letters, read_workbook, ref

_LONG = 40  # characters; longer texts are remarks or values, not headings
_NUMBER = re.compile(r"[\d０-９.,，．/年月日:\-－％%¥円 ]+")
REASON_REPEATED = "繰り返された見出し"


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as displayed. All rows are as long as ``headers``; ``numbers`` are their rows in the sheet, 1-based.

    ``columns``: sheet columns (1-based) of the headings. ``first_row``: the first data row. ``account``: its
    ``imported`` cells are those of the table. Values merged downward are repeated within their merge.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first_row: int
    sheet: str
    notes: tuple[Note, ...] = ()
    numbers: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    account: SheetAccount = field(default_factory=lambda: SheetAccount("", 0, 0))
    file: str = ""
    sha256: str = ""
    sheets: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> str:
        """The sheet's address of ``rows[row][column]``."""
        return ref(self.numbers[row], self.columns[column])


def read_table(
    path: Path | str,
    *,
    header_row: int | None = None,
    sheet: str | None = None,
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
) -> RawTable:
    """Read one sheet of an .xlsx, .xlsm, .csv or .tsv file. ``header_row``: the last row of the heading, if known.

    Without ``sheet`` the visible sheet with the most filled cells. Raises InputProblem for files that are refused;
    "no_sheet" for an unknown sheet, "no_table" where nothing looks like a table.
    """
    return table_of(read_workbook(path, limits=limits, cancel=cancel), header_row=header_row, sheet=sheet)


def table_of(workbook: Workbook, *, header_row: int | None = None, sheet: str | None = None) -> RawTable:
    """The same for a workbook already read."""
    grid = _sheet(workbook, sheet)
    found = (header_row, header_row) if header_row is not None else _heading(grid)
    if found is None:
        raise InputProblem(
            "no_table",
            "表の見出しが見つかりません。",
            file=workbook.file,
            sheet=grid.name,
            hint="見出しの行番号を指定するか、一行に一件ずつ並んだ表のあるシートを指定してください。",
        )
    top, bottom = found
    if header_row is not None and header_row > 0:
        top = _upward(grid, header_row)
    return _Reading(workbook, grid, top, bottom).table()


def _sheet(workbook: Workbook, name: str | None) -> Grid:
    if name is not None:
        grid = workbook.sheet(name)
        if grid is not None:
            return grid
        names = "、".join(s.name for s in workbook.sheets)
        raise InputProblem(
            "no_sheet",
            f"シート「{name}」がありません。",
            file=workbook.file,
            hint=f"このブックのシートは {names} です。",
        )
    filled = [g for g in workbook.sheets if len(g.cells)]
    if not filled:
        raise InputProblem(
            "no_table",
            "文字の入ったセルがありません。",
            file=workbook.file,
            hint="表のあるファイルか確かめてください。",
        )
    return max(filled, key=lambda g: (not g.hidden, len(g.cells)))


def _labels(cells: dict[int, Cell]) -> int:
    """How many short texts a row has that are neither numbers nor end marks."""
    texts = (" ".join(c.text.split()) for c in cells.values())
    return sum(1 for t in texts if t and len(t) <= _LONG and t not in SENTINELS and not _NUMBER.fullmatch(t))


def _heading(grid: Grid) -> tuple[int, int] | None:
    """(first, last row) of the heading: the first row nearly as full of labels as any, with its merges."""
    first = [(r, cells) for r, cells in islice(grid.rows(), SEARCH_ROWS)]
    counts = {r: _labels(cells) for r, cells in first}
    width = Counter(len(cells) for _, cells in first)
    most = max(counts.values(), default=0)
    if most < 2 or not width:
        return None
    row = next(r for r, _ in first if counts[r] >= max(2, 0.6 * most))
    tall = [m.bottom for m in grid.merges if m.top == row and row < m.bottom < row + HEIGHT]
    bottom = max(tall, default=row)
    wide = [m for m in grid.merges if m.top == m.bottom == row and m.right > m.left]
    if not tall and wide and _under(grid, wide, row + 1):
        bottom = row + 1
    return _upward(grid, row), bottom


def _under(grid: Grid, wide: Sequence[Merge], row: int) -> bool:
    """Whether every wide heading has headings of its own below it."""
    parts = [[grid.text(row, c).strip() for c in range(m.left, m.right + 1)] for m in wide]
    return all(
        sum(bool(t) for t in p) >= 2 and all(len(t) <= _LONG and not _NUMBER.fullmatch(t) for t in p if t)
        for p in parts
    )


def _upward(grid: Grid, row: int) -> int:
    """The top row of a heading whose last full row is ``row``: group headings above it reach over several columns."""
    columns = [c for (r, c) in grid.cells if r == row]
    if not columns:
        return row
    left, right = min(columns), max(columns)
    top = row
    while top > 1 and row - top < HEIGHT - 1:
        above = [m for m in grid.merges if m.top <= top - 1 <= m.bottom and left <= m.left and m.right <= right]
        groups = [m for m in above if m.left < m.right and (m.left, m.right) != (left, right)]
        if not groups:
            break
        top -= 1
    return top


class _Reading:
    """One pass over one sheet."""

    def __init__(self, workbook: Workbook, grid: Grid, top: int, bottom: int) -> None:
        self._workbook, self._grid, self._top, self._bottom = workbook, grid, top, bottom
        self._skipped: dict[tuple[int, int], str] = {}
        self._taken = 0
        self._tall: dict[int, list[tuple[int, int]]] = {}
        for m in grid.merges:
            if m.top > bottom and m.bottom > m.top:
                self._tall.setdefault(m.left, []).append((m.top, m.bottom))

    def table(self) -> RawTable:
        """Headings, rows, account."""
        grid = self._grid
        rows = [(n, cells) for n, cells in grid.rows() if self._is_data(n, cells)]
        names = self._names()
        self._drop_sentinels(rows, names)
        used = sorted({c for _, cells in rows for c in cells} | set(names))
        headers = _distinct([names.get(c) or f"（{letters(c)}列）" for c in used])
        heading = {c: match_key(t) for c, t in names.items()}
        out: list[tuple[str, ...]] = []
        numbers: list[int] = []
        for number, cells in rows:
            if self._repeated(cells, heading):
                self._skip(number, cells, REASON_REPEATED)
                continue
            out.append(tuple(self._text(number, c, cells) for c in used))
            numbers.append(number)
            self._taken += len(cells)
        skipped = tuple(Skipped(ref(r, c), reason) for (r, c), reason in sorted(self._skipped.items()))
        return RawTable(
            headers=tuple(headers),
            rows=tuple(out),
            first_row=numbers[0] if numbers else self._bottom + 1,
            sheet=grid.name,
            notes=self._notes(),
            numbers=tuple(numbers),
            columns=tuple(used),
            account=SheetAccount(grid.name, grid.count, self._taken, skipped),
            file=self._workbook.file,
            sha256=self._workbook.sha256,
            sheets=tuple(s.name for s in self._workbook.sheets),
        )

    def _drop_sentinels(self, rows: list[tuple[int, dict[int, Cell]]], names: dict[int, str]) -> None:
        """A column without heading that holds nothing but the table's end marks."""
        bare: dict[int, set[str]] = {}
        for _, cells in rows:
            for column in cells.keys() - names.keys():
                bare.setdefault(column, set()).add(cells[column].text.strip())
        ends = {c for c, texts in bare.items() if texts <= set(SENTINELS)}
        for number, cells in rows:
            for column in ends & cells.keys():
                self._skipped[number, column] = REASON_SENTINEL
                del cells[column]

    def _names(self) -> dict[int, str]:
        if self._bottom < 1:
            return {}
        span = range(self._top, self._bottom + 1)
        merges = [m for m in self._grid.merges if m.top in span or m.bottom in span]
        small = {(r, c): cell for (r, c), cell in self._grid.cells.items() if r in span}
        return joined_names(Grid(self._grid.name, small, tuple(merges)), list(span), merges)

    def _skip(self, number: int, cells: dict[int, Cell], reason: str) -> None:
        self._skipped.update(((number, c), reason) for c in cells)

    def _is_data(self, number: int, cells: dict[int, Cell]) -> bool:
        """Whether the row is data; cells of white space are taken out of ``cells`` and accounted for."""
        if number <= self._bottom:
            self._skip(number, cells, REASON_ABOVE if number < self._top else REASON_HEADER)
            return False
        if all(c.text.strip() in SENTINELS for c in cells.values()):
            self._skip(number, cells, REASON_SENTINEL)
            return False
        for column in [c for c, cell in cells.items() if not cell.text.strip()]:
            self._skipped[number, column] = REASON_BLANK
            del cells[column]
        return bool(cells)

    def _repeated(self, cells: dict[int, Cell], heading: dict[int, str]) -> bool:
        same = [c for c, cell in cells.items() if len(cell.text) <= 120 and heading.get(c) == match_key(cell.text)]
        return len(same) >= 2 and 2 * len(same) > len(cells)

    def _text(self, number: int, column: int, cells: dict[int, Cell]) -> str:
        if (cell := cells.get(column)) is not None:
            return cell.text
        for top, bottom in self._tall.get(column, ()):
            if top < number <= bottom:
                return self._grid.text(top, column)
        return ""

    def _notes(self) -> tuple[Note, ...]:
        own = [n for n in self._workbook.notes if n.sheet in ("", self._grid.name)]
        others = [s.name for s in self._workbook.sheets if s is not self._grid and len(s.cells)]
        if others:
            shown = "、".join(others)
            own.append(Note("other_sheets", f"ほかのシートは読んでいません：{shown}", self._grid.name))
        return tuple(own)


def _distinct(names: list[str]) -> list[str]:
    """The same heading twice gets a number, so that a mapping can name one."""
    seen: Counter[str] = Counter()
    out = []
    for name in names:
        seen[name] += 1
        out.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return out
