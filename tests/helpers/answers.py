"""What people do to a sheet in a spreadsheet program before they send it back: by heading and id, as they would."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheets import KEY_TITLE, PAGE


class Answered:
    """A copy of a sheet, open for editing; saved when the block ends. Rows are 1-based as people see them."""

    def __init__(self, sent: Path, out: Path, *, writer: str = "田中 一郎") -> None:
        out.parent.mkdir(parents=True, exist_ok=True)
        self.path = Path(shutil.copy(sent, out))
        self.book = openpyxl.load_workbook(self.path)
        self.sheet: Worksheet = self.book.worksheets[0]
        if writer:
            self.write_beside("記入者", writer)

    def __enter__(self) -> Answered:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.book.save(self.path)

    @property
    def top(self) -> int:
        """The first row under the heading."""
        return next(c.row for row in self.sheet.iter_rows() for c in row if c.value == KEY_TITLE) + 1

    @property
    def key_column(self) -> int:
        """The hidden column."""
        return next(c.column for row in self.sheet.iter_rows() for c in row if c.value == KEY_TITLE)

    def column(self, title: str) -> int:
        """A column by its heading."""
        rows = self.sheet.iter_rows(min_row=self.top - 2, max_row=self.top - 1)
        return next(c.column for row in rows for c in row if c.value == title)

    def row(self, title: str, text: str) -> int:
        """The row in whose column of that heading a text stands."""
        column = self.column(title)
        return next(r for r in range(self.top, self.sheet.max_row + 1) if self.sheet.cell(r, column).value == text)

    def last(self) -> int:
        """The last row with a key."""
        return max(r for r in range(self.top, self.sheet.max_row + 1) if self.sheet.cell(r, self.key_column).value)

    def put(self, row: int, title: str, text: str | int | None) -> None:
        """Types into a cell."""
        self.type(row, self.column(title), text)

    def get(self, row: int, title: str) -> str:
        """What stands in a cell."""
        return str(self.sheet.cell(row, self.column(title)).value or "")

    def write_beside(self, label: str, text: str) -> None:
        """Fills in a field of the block over the table."""
        at = next(c for row in self.sheet.iter_rows(max_row=12) for c in row if c.value == label)
        merged = next((m for m in self.sheet.merged_cells.ranges if at.coordinate in m), None)
        self.sheet.cell(at.row, (merged.max_col if merged else at.column) + 1).value = text

    def lines(self) -> dict[int, list[object]]:
        """The rows with a key, as values."""
        width = self.sheet.max_column
        return {r: [self.sheet.cell(r, c).value for c in range(1, width + 1)] for r in range(self.top, self.last() + 1)}

    def sort(self, title: str, *, reverse: bool = False, keys_too: bool = True) -> None:
        """Sorts the rows; ``keys_too`` False as when somebody marks only what is to be seen."""
        at, key = self.column(title) - 1, self.key_column - 1
        lines = self.lines()
        order = sorted(lines.values(), key=lambda line: str(line[at] or ""), reverse=reverse)
        for (row, old), new in zip(lines.items(), order, strict=True):
            for n, value in enumerate(new):
                self.type(row, n + 1, old[n] if n == key and not keys_too else value)

    def type(self, row: int, column: int, value: object) -> None:
        """A value into a cell; the cells of our sheets are text, so = begins no formula."""
        cell = self.sheet.cell(row, column)
        cell.value = value  # type: ignore[assignment]
        if isinstance(value, str):
            cell.data_type = "s"

    def insert_column(self, before: str, heading: str, fill: str = "") -> None:
        """A column of somebody's own before another, the merged cells over the table taken apart as Excel would move
        them."""
        at, top, last = self.column(before), self.top, self.last()
        self._split()
        self.sheet.insert_cols(at)
        self.sheet.cell(top - 1, at).value = heading
        for row in range(top, last + 1):
            self.sheet.cell(row, at).value = fill or None

    def delete_column(self, title: str) -> None:
        """Takes a column out."""
        at = self.column(title)
        self._split()
        self.sheet.delete_cols(at)

    def move_column(self, title: str, before: str) -> None:
        """Cuts a column and inserts it elsewhere."""
        self._split()
        source = self.column(title)
        values = {r: self.sheet.cell(r, source).value for r in range(1, self.sheet.max_row + 1)}
        self.sheet.delete_cols(source)
        at = self.column(before)
        self.sheet.insert_cols(at)
        for row, value in values.items():
            self.sheet.cell(row, at).value = value

    def _split(self) -> None:
        """openpyxl moves cells and leaves merged ranges where they were; Excel takes them along."""
        for merged in list(self.sheet.merged_cells.ranges):
            self.sheet.unmerge_cells(str(merged))

    def insert_row(self, before: int) -> int:
        """An empty row; the merged cells below go with it, as Excel would move them."""
        self._split()
        self.sheet.insert_rows(before)
        return before

    def drop_keys(self) -> None:
        """The hidden column is lost."""
        self.sheet.delete_cols(self.key_column)

    def drop_page(self) -> None:
        """The sheet nobody sees is lost."""
        del self.book[PAGE]


def resaved(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The files as LibreOffice saves them."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    made = [folder / path.name for path in paths]
    assert all(path.is_file() for path in made), done.stderr
    return made
