"""The cells of a sheet packed by rows: a sheet of five million numbers must not cost a gigabyte of dictionary."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import ItemsView, Iterator, Mapping
from operator import lt

from spec_catalog.workbook.grid import Cell

Position = tuple[int, int]


class Cells(Mapping[Position, Cell]):
    """(row, column) → cell, in reading order whatever the order in the file. Immutable once built.

    ``twice`` is how many cells were dropped because a later one had the same address.
    """

    __slots__ = ("_columns", "_rows", "_values", "twice")

    def __init__(self) -> None:
        self._rows: dict[int, tuple[int, int]] = {}  # row → the slice of the two sequences below
        self._columns = array("H")
        self._values: list[Cell] = []
        self.twice = 0

    def __getitem__(self, key: Position) -> Cell:
        start, end = self._rows[key[0]]
        at = bisect_left(self._columns, key[1], start, end)
        if at < end and self._columns[at] == key[1]:
            return self._values[at]
        raise KeyError(key)

    def __iter__(self) -> Iterator[Position]:
        for row, (start, end) in self._rows.items():
            for i in range(start, end):
                yield row, self._columns[i]

    def __len__(self) -> int:
        return len(self._values)

    def items(self) -> ItemsView[Position, Cell]:
        """Positions and cells without looking each of them up."""
        return _Items(self)

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """(row, {column: cell}), ascending."""
        for row, (start, end) in self._rows.items():
            yield row, dict(zip(self._columns[start:end], self._values[start:end], strict=True))


class _Items(ItemsView[Position, Cell]):
    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self._cells = cells

    def __iter__(self) -> Iterator[tuple[Position, Cell]]:
        return zip(iter(self._cells), self._cells._values, strict=True)


class CellsBuilder:
    """Takes cells as they come; files in reading order, which all but odd ones are, are never sorted."""

    def __init__(self) -> None:
        self._cells = Cells()
        self._row = self._column = self._start = 0
        self._loose: dict[Position, Cell] | None = None
        self._added = 0

    def add(self, row: int, column: int, cell: Cell) -> None:
        """One cell. A later one at the same address wins."""
        self._added += 1
        if self._loose is not None:
            self._loose[row, column] = cell
            return
        if row == self._row and column > self._column:
            pass
        elif row > self._row:
            self._end_row()
            self._row, self._start = row, len(self._cells._values)
        else:
            self._end_row()
            self._loose = dict(self._cells.items())
            self._loose[row, column] = cell
            return
        self._column = column
        self._cells._columns.append(column)
        self._cells._values.append(cell)

    def add_row(self, row: int, columns: list[int], cells: list[Cell]) -> None:
        """Cells of one row, which may have been begun before."""
        ascending = row >= self._row and all(map(lt, columns, columns[1:]))
        if self._loose is not None or not ascending or (row == self._row and columns[0] <= self._column):
            for column, cell in zip(columns, cells, strict=True):
                self.add(row, column, cell)
            return
        if row > self._row:
            self._end_row()
            self._row, self._start = row, len(self._cells._values)
        self._added += len(cells)
        self._column = columns[-1]
        self._cells._columns.extend(columns)
        self._cells._values.extend(cells)

    def _end_row(self) -> None:
        if self._row:
            self._cells._rows[self._row] = (self._start, len(self._cells._values))

    def build(self) -> Cells:
        """The finished cells."""
        if self._loose is None:
            self._end_row()
            return self._cells
        ordered = CellsBuilder()
        for row, column in sorted(self._loose):
            ordered.add(row, column, self._loose[row, column])
        cells = ordered.build()
        cells.twice = self._added - len(cells)
        return cells
