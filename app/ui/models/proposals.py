"""Proposed pairs with a tick each: today on the left, the nearest published item on the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.ui.parts.requirement import shown_id
from app.ui.parts.text import tip

if TYPE_CHECKING:
    from app.services.proposals import Proposal

HEADERS = ("", "現行", "近さ", "標準の候補", "理由")
TICK, CURRENT, SCORE, ITEM, WHY = range(len(HEADERS))
Index = QModelIndex | QPersistentModelIndex


class ProposalModel(QAbstractTableModel):
    """``ticked`` tells that another number is chosen."""

    ticked = Signal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[Proposal] = []
        self._on: set[int] = set()

    def set_rows(self, rows: Sequence[Proposal]) -> None:
        """Another list, nothing ticked."""
        self.beginResetModel()
        self._rows, self._on = list(rows), set()
        self.endResetModel()
        self.ticked.emit()

    def tick(self, places: Iterable[int], on: bool) -> None:
        """Ticks lines, or takes their ticks off."""
        wanted = [p for p in places if 0 <= p < len(self._rows)]
        self._on = self._on | set(wanted) if on else self._on - set(wanted)
        if wanted:
            self.dataChanged.emit(self.index(min(wanted), TICK), self.index(max(wanted), WHY))
        self.ticked.emit()

    def is_ticked(self, place: int) -> bool:
        """Whether a line is chosen."""
        return place in self._on

    def at_least(self, score: int) -> list[int]:
        """The lines whose nearness reaches ``score``."""
        return [n for n, row in enumerate(self._rows) if row.candidate.score >= score]

    def chosen(self) -> tuple[tuple[str, str], ...]:
        """(NODE, current item) of the ticked lines."""
        return tuple((self._rows[n].candidate.item.node, self._rows[n].current.rid) for n in sorted(self._on))

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

    def texts(self, place: int) -> tuple[str, ...]:
        """What the columns of a line say."""
        row = self._rows[place]
        item = row.candidate.item
        current = f"{row.current.number}　{row.current.name}".strip("　")
        return ("", current, str(row.candidate.score), f"{shown_id(item)}　{item.name}", "／".join(row.candidate.why))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == TICK:
            return Qt.CheckState.Checked if index.row() in self._on else Qt.CheckState.Unchecked
        texts = self.texts(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(texts[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = "選んだ" if index.row() in self._on else "選んでいない"
            return "　".join((said, *texts[1:])) if index.column() == TICK else texts[index.column()]
        return None
