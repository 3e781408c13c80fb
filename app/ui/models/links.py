"""The linkages of a picture as table rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.services.link_sheet import HEADERS, cells
from app.services.link_table import LinkRow
from app.ui.parts.text import tip

STATE_COLUMN = 8
ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


texts = cells


class LinkModel(QAbstractTableModel):
    """Sortable by any column; a few hundred rows at most, so the order is kept here."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[LinkRow] = []

    def set_rows(self, rows: Sequence[LinkRow]) -> None:
        """Another picture's linkages."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, place: int) -> LinkRow | None:
        """The linkage of a row."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, node: str) -> int:
        """The row of a linkage, −1 if it isn't there."""
        return next((n for n, r in enumerate(self._rows) if r.node == node), -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By the shown text of a column."""
        self.beginResetModel()
        self._rows.sort(key=lambda r: texts(r)[column], reverse=order == Qt.SortOrder.DescendingOrder)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(HEADERS):
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADERS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return texts(row)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(texts(row)[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            whole = "　".join(f"{h} {t}" for h, t in zip(HEADERS, texts(row), strict=True) if t)
            return whole if index.column() == 0 else texts(row)[index.column()]
        return None
