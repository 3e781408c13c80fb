"""A plain table of current functions, in the same form as the list of requirements."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.services.views import CurrentRow
from app.ui.models.current import CurrentModel
from app.ui.parts.ring import RingedTree
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, HEIGHT["row"])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        painter.setFont(look.font(13, bold=chosen and index.column() == 1))
        painter.setPen(look.colour("text" if index.column() == 1 else "text2"))
        room = rect.adjusted(12 if index.column() == 0 else 4, 0, -4, 0)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class CurrentTable(RingedTree):
    """Emits ``current_row`` for the chosen line and ``taken`` on Return or double click."""

    current_row = Signal(object)
    taken = Signal()

    def __init__(self, model: CurrentModel, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(HEIGHT["header"])
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for place, width in ((0, 80), (2, 116)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(place, width)
        self.doubleClicked.connect(lambda _index: self.taken.emit())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.current_row.emit(self._rows.row(current.row()) if current.isValid() else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
            return
        super().keyPressEvent(event)

    def chosen(self) -> CurrentRow | None:
        """The function of the current line."""
        return self._rows.row(self.currentIndex().row())

    def choose_first(self) -> None:
        """Puts the mark on the first line."""
        if self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))
