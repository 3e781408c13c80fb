"""The list of conflicts: two lines each, what it is about and who wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.ui.parts.text import tip

if TYPE_CHECKING:
    from app.services.conflicts import Line

LINE_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


def names(who: Sequence[str]) -> str:
    """市民課 佐藤 花子 と 税務課 鈴木 一: who wrote, as it is spoken."""
    return " と ".join(w.replace("/", " ") for w in who)


class ConflictModel(QAbstractListModel):
    """Lines in the order given."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Another list."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """The conflict of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, rid: str, atom: str) -> int:
        """The row of a conflict, -1 when it isn't there (any more)."""
        return next((n for n, line in enumerate(self._lines) if (line.rid, line.atom) == (rid, atom)), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row())
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(f"{line.title}\n{line.about}　{names(line.who)}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"競合　{line.title}　{line.about}　{names(line.who)}"
        return None
