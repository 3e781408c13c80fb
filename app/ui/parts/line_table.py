"""A table of lines: one record a line, a text a cell, the whole line said aloud in its first cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from app.ui.parts.ring import RingedTree
from app.ui.parts.text import tip
from app.ui.theme.tokens import HEIGHT

ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
Line = TypeVar("Line")


class LineModel(QAbstractTableModel, Generic[Line]):
    """Some thousand lines at most, all at hand. Who derives from it says what a line's cells are."""

    headers: tuple[str, ...] = ()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def texts(self, line: Line) -> tuple[str, ...]:
        """A line's cells, one for each of ``headers``."""
        raise TypeError("a model of lines says what its cells are")

    def key(self, line: Line) -> str:
        """What tells a line from the others."""
        raise TypeError("a model of lines says what tells them apart")

    def hint(self, line: Line, column: int) -> str:
        """The tooltip of a cell."""
        return self.texts(line)[column]

    def put(self, lines: Sequence[Line]) -> None:
        """Other lines; the same ones with other values stay where they are."""
        if [self.key(x) for x in lines] == [self.key(x) for x in self._lines]:
            self._lines = list(lines)
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(self.headers) - 1))
            return
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def line(self, place: int) -> Line | None:
        """The line at a place."""
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def place_of(self, key: str) -> int:
        """Where a line stands, −1 if it doesn't."""
        return next((n for n, x in enumerate(self._lines) if self.key(x) == key), -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By the shown text of a column; −1 leaves the order as it came."""
        if column < 0:
            return
        self.beginResetModel()
        self._lines.sort(key=lambda x: self.texts(x)[column], reverse=order == Qt.SortOrder.DescendingOrder)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.headers):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.headers[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row())
        if line is None:
            return None
        if role == ROW_ROLE:
            return line
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.hint(line, index.column()))
        texts = self.texts(line)
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            whole = "　".join(f"{h} {t}" for h, t in zip(self.headers, texts, strict=True) if t)
            return whole if index.column() == 0 else texts[index.column()]
        return None


class LineTable(RingedTree):
    """A view of such lines. ``widths``: of its columns in px, 0 takes the rest."""

    def __init__(
        self, model: LineModel[Any], widths: Sequence[int], parent: QWidget | None, *, name: str, sortable: bool = False
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setFixedHeight(HEIGHT["header"])
        if sortable:
            header.setSectionsClickable(True)
            header.setSortIndicatorShown(True)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.setSortingEnabled(True)
        for place, width in enumerate(widths):
            fixed = QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(place, fixed)
            if width:
                header.resizeSection(place, width)
