"""The conflicts at the left; digits choose a value, Return goes to the reason."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
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

from app.ui.models.conflicts import LINE_ROLE, ConflictModel, names
from app.ui.parts.chips import ChipLook, chip_width, draw_chip
from app.ui.parts.inputs import digit_of
from app.ui.theme import look

_HEIGHT = 52


class _Entry(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(120, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        line = index.data(LINE_ROLE)
        rect: QRect = option.rect
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(14, 4, -10, -4)
        chip = ChipLook("≠", line.about, "verdict_gap_ground", "verdict_gap_ink")
        painter.setFont(look.font(12))
        width = min(chip_width(chip, painter.fontMetrics()), room.width() // 2)
        top = QRect(room.left(), room.top(), room.width() - width - 8, room.height() // 2)
        draw_chip(painter, QRect(room.right() - width, room.top(), width, room.height() // 2), chip)
        self._text(painter, top, line.title, "text", bold=chosen)
        below = QRect(room.left(), room.top() + room.height() // 2, room.width(), room.height() // 2)
        self._text(painter, below, names(line.who), "text2", size=12)
        painter.restore()

    @staticmethod
    def _text(painter: QPainter, room: QRect, text: str, token: str, *, size: int = 13, bold: bool = False) -> None:
        painter.setFont(look.font(size, bold=bold))
        painter.setPen(look.colour(token))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class ConflictList(QListView):
    """``chosen`` for the current conflict, ``digit`` for the number of a value, ``reason`` on Return."""

    chosen = Signal(object)
    digit = Signal(int)
    reason = Signal()

    def __init__(self, model: ConflictModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines = model
        self.setModel(model)
        self.setItemDelegate(_Entry(self))
        self.setAccessibleName("競合の一覧")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self._lines.line(current.row()) if current.isValid() else None)

    def choose(self, row: int) -> None:
        """Puts the mark on a line, or on the last one."""
        if self._lines.rowCount():
            self.setCurrentIndex(self._lines.index(min(max(row, 0), self._lines.rowCount() - 1), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = digit_of(event.text())
        if digit and digit != "0":
            self.digit.emit(int(digit))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.reason.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Digits are keys here, not a search."""
