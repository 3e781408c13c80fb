"""The register as rows under headings: one row per issue, grouped by state or by department."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.core.choices import ISSUE_STATUSES
from app.ui.parts.text import tip
from app.ui.work.register import IssueLine

LINE_ROLE = Qt.ItemDataRole.UserRole
HEAD_ROLE = Qt.ItemDataRole.UserRole + 1
BY = (("status", "状態"), ("department", "所管課"))
Index = QModelIndex | QPersistentModelIndex


def spoken(line: IssueLine) -> str:
    """The whole line for a screen reader."""
    parts = [
        line.number,
        line.title,
        ISSUE_STATUSES.get(line.status, line.status),
        "法令上要確認" if line.unlawful else "",
        "競合" if line.conflict else "",
        line.business_name,
        line.disposition or "対応方針なし",
        line.department,
        line.owner,
        f"期限 {line.due}{' 超過' if line.late else ''}" if line.due else "",
    ]
    return "　".join(p for p in parts if p)


class IssueModel(QAbstractTableModel):
    """Headings (title, count) and issues; a few hundred rows at most, so the order is kept here."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[IssueLine | tuple[str, int]] = []

    def set_lines(self, lines: Sequence[IssueLine], by: str) -> None:
        """Another list, grouped by "status" or "department"."""
        groups: dict[str, list[IssueLine]] = {}
        if by == "status":
            groups = {code: [] for code in ISSUE_STATUSES}
        for line in lines:
            groups.setdefault(line.status if by == "status" else line.department, []).append(line)
        if by == "department":
            groups = dict(sorted(groups.items(), key=lambda pair: (not pair[0], pair[0])))
        self.beginResetModel()
        self._rows = []
        for code, members in groups.items():
            if members:
                word = ISSUE_STATUSES.get(code, code) if by == "status" else code or "所管課が決まっていない"
                self._rows += [(word, len(members)), *members]
        self.endResetModel()

    def line(self, row: int) -> IssueLine | None:
        """The issue of a row; None for a heading."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, IssueLine) else None

    def place_of(self, rid: str) -> int:
        """The row of an issue, −1 if it isn't here."""
        return next((n for n, r in enumerate(self._rows) if isinstance(r, IssueLine) and r.rid == rid), -1)

    def lines(self) -> list[IssueLine]:
        """The issues from top to bottom."""
        return [row for row in self._rows if isinstance(row, IssueLine)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and section == 0 and role == Qt.ItemDataRole.DisplayRole:
            return "課題"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.line(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags  # a heading: the arrow keys pass over it
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if isinstance(row, tuple):
            if role == HEAD_ROLE:
                return row
            return f"{row[0]} {row[1]}件" if role == Qt.ItemDataRole.DisplayRole else None
        if role == LINE_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.number} {row.title}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(spoken(row).replace("　", "\n"))
        return None
