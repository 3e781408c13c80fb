"""A list of entries of two lines with a chip at the right: what came in, who is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.parts.chips import ChipLook, chip_width, draw_chip
from app.ui.parts.text import tip
from app.ui.theme import look

Index = QModelIndex | QPersistentModelIndex
_ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class TwoLines:
    """One entry; ``key`` tells it from the others, ``right`` stands at the end of the first line without a chip."""

    key: str
    title: str
    below: str = ""
    chip: ChipLook | None = None
    right: str = ""
    right_tone: str = "text2"

    def said(self) -> str:
        """As a screen reader says it."""
        parts = (self.title, self.chip.word if self.chip else self.right, self.below)
        return "　".join(p for p in parts if p)


class _Model(QAbstractListModel):
    hungry = Signal()  # the view is near the end, and there is more

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[TwoLines] = []
        self.open_end = False

    def put(self, entries: Sequence[TwoLines]) -> None:
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def add(self, entries: Sequence[TwoLines]) -> None:
        self.beginInsertRows(QModelIndex(), len(self.entries), len(self.entries) + len(entries) - 1)
        self.entries += entries
        self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def canFetchMore(self, parent: Index) -> bool:
        return self.open_end and not parent.isValid()

    def fetchMore(self, _parent: Index) -> None:
        self.open_end = False  # asked once; whoever answers says whether there is more
        self.hungry.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == _ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(f"{entry.title}\n{entry.below}" if entry.below else entry.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.said()
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._height = height

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: TwoLines = index.data(_ENTRY)
        rect: QRect = option.rect
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(14, 4, -10, -4)
        half = room.height() // 2 if entry.below else room.height()
        top = QRect(room.left(), room.top(), room.width(), half)
        painter.setFont(look.font(12))
        if entry.chip is not None:
            width = min(chip_width(entry.chip, painter.fontMetrics()), room.width() // 2)
            draw_chip(painter, QRect(room.right() - width, top.top(), width, half), entry.chip)
            top.setRight(room.right() - width - 8)
        elif entry.right:
            width = painter.fontMetrics().horizontalAdvance(entry.right)
            painter.setPen(look.colour(entry.right_tone))
            painter.drawText(top, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.right)
            top.setRight(room.right() - width - 8)
        _text(painter, top, entry.title, "text", bold=chosen)
        if entry.below:
            below = QRect(room.left(), room.top() + half, room.width(), half)
            _text(painter, below, entry.below, "text2", size=12)
        painter.restore()


def _text(painter: QPainter, room: QRect, text: str, token: str, *, size: int = 13, bold: bool = False) -> None:
    painter.setFont(look.font(size, bold=bold))
    painter.setPen(look.colour(token))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class TwoLineList(QListView):
    """``chosen`` carries the key of the current entry, ``entered`` the key on Return or a double click.

    ``hungry`` comes when somebody scrolls to the end of a list that goes on (``put`` or ``add`` with ``more``).
    """

    chosen = Signal(str)
    entered = Signal(str)
    hungry = Signal()

    def __init__(self, name: str, parent: QWidget, *, height: int = 52) -> None:
        super().__init__(parent)
        self._quiet = False
        self._model = _Model(self)
        self.setModel(self._model)
        self._model.hungry.connect(self.hungry)
        self.setItemDelegate(_Painter(height, self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.doubleClicked.connect(lambda index: self.entered.emit(self._model.entries[index.row()].key))

    def put(self, entries: Sequence[TwoLines], *, more: bool = False) -> None:
        """Another list; the mark stays on the entry of the same key, and nobody is told that it moved."""
        now = self.key()
        self._quiet = True
        self._model.open_end = more
        self._model.put(entries)
        self.choose(now)
        self._quiet = False

    def add(self, entries: Sequence[TwoLines], *, more: bool) -> None:
        """Further entries at the end."""
        self._model.open_end = more
        if entries:
            self._model.add(entries)

    def entries(self) -> list[TwoLines]:
        """What is listed."""
        return list(self._model.entries)

    def key(self) -> str:
        """The key of the current entry, "" without one."""
        row = self.currentIndex().row()
        return self._model.entries[row].key if 0 <= row < len(self._model.entries) else ""

    def choose(self, key: str) -> bool:
        """Puts the mark on an entry; False when it isn't there."""
        row = next((n for n, entry in enumerate(self._model.entries) if entry.key == key), -1)
        if row >= 0:
            self.setCurrentIndex(self._model.index(row, 0))
        return row >= 0

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if not self._quiet:
            self.chosen.emit(self.key())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.key():
            self.entered.emit(self.key())
        else:
            super().keyPressEvent(event)
