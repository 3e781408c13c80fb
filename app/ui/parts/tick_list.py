"""A list whose lines are ticked by a click anywhere on them or by Space; the boxes are drawn by us."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.parts.ticks import draw_tick
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT


class _Entry(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(100, HEIGHT["grid_row"])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        usable = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        painter.save()
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect, look.colour("selection"))
        left = rect.left() + 8
        if state is not None:
            draw_tick(painter, left, rect.center().y(), on=Qt.CheckState(state) == Qt.CheckState.Checked)
            left += 28
        painter.setFont(look.font(13))
        painter.setPen(look.colour("text" if usable else "text3"))
        room = QRect(left, rect.top(), rect.right() - left - 6, rect.height())
        text = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class TickList(QListWidget):
    """``itemChanged`` tells of a tick; a line that is not enabled stays as it is."""

    def __init__(self, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setProperty("framed", True)
        self.setAccessibleName(name)
        self.setItemDelegate(_Entry(self))
        self.itemClicked.connect(self._switch)

    def add(self, text: str, *, usable: bool = True, ticks: bool = True) -> QListWidgetItem:
        """A line, not ticked. ``ticks`` False: a line without a box."""
        item = QListWidgetItem(text, self)
        flags = item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable  # the style's own box isn't where ours is drawn
        item.setFlags(flags if usable else flags & ~Qt.ItemFlag.ItemIsEnabled)
        if ticks:
            item.setCheckState(Qt.CheckState.Unchecked)
        return item

    def _switch(self, item: QListWidgetItem) -> None:
        if item.data(Qt.ItemDataRole.CheckStateRole) is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentItem() is not None:
            self._switch(self.currentItem())
            return
        super().keyPressEvent(event)
