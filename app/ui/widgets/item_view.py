"""The list of items as one sees it: fixed row heights, group rows, chips, a bar at the chosen row, digits by any input.

Digits arrive as key events or, with an input method switched on, as committed text; both end in ``digit``.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.services.views import ItemRow
from app.ui.models.items import EXCERPT_ROLE, GROUP_ROLE, ITEM_ROLE, ItemModel, group_numbers, marks_of
from app.ui.parts.chips import draw_chip, verdict_look
from app.ui.parts.hits import draw_found
from app.ui.parts.inputs import digit_of
from app.ui.parts.ring import RingedTree
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

WIDTH = {"id": 60, "cls": 34, "marks": 22, "verdict": 94, "by": 60, "path": 200}


class _Row(QStyledItemDelegate):
    """Paints one cell from the ItemRow; the row's ground comes from :meth:`ItemView.drawRow`."""

    def __init__(self, view: ItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, HEIGHT["row"])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        row = index.data(ITEM_ROLE)
        if not isinstance(row, ItemRow):
            if index.column() == 0:
                painter.setPen(look.colour("text3"))
                painter.drawText(option.rect.adjusted(12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, "…")
            return
        model = index.model()
        assert isinstance(model, ItemModel)
        column = model.columns()[index.column()]
        current = self._view.currentIndex().row() == index.row()
        painter.save()
        rect: QRect = option.rect
        if column == "verdict":
            chip = verdict_look(row.verdict, conflict=row.conflict)
            draw_chip(painter, rect.adjusted(4, 0, -8, 0), chip, stretch=True)
        elif column == "marks":
            x = rect.right() - 18
            for icon, token, _word in reversed(marks_of(row)):
                scale = self._view.devicePixelRatioF()
                painter.drawPixmap(x, rect.center().y() - 7, look.pixmap(icon, token, 15, scale))
                x -= 17
        else:
            text = str(index.data() or "")
            font = look.font(13, bold=current and column == "name")
            font.setStrikeOut(row.deleted and column in ("id", "name"))
            painter.setFont(font)
            painter.setPen(look.colour("text2" if column in ("id", "by", "path") or row.deleted else "text"))
            left = 12 if index.column() == 0 else 4
            room = rect.adjusted(left, 0, -4, 0)
            if column == "name":
                marks = len(marks_of(row))  # the place for one mark is free, the others take some of the name's
                room.setRight(room.right() + (WIDTH["marks"] if not marks else -17 * (marks - 1)))
            if column == "cls":
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
            elif model.words and column in ("id", "name"):
                draw_found(painter, room, text, model.words)
                excerpt = str(index.data(EXCERPT_ROLE) or "") if column == "name" else ""
                if excerpt:
                    room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(text) + 12)
                    painter.setFont(look.font(12))
                    painter.setPen(look.colour("text2"))
                    draw_found(painter, room, excerpt, model.words)
            else:
                shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


class ItemView(RingedTree):
    """A flat tree view (it can paint whole rows). ``current_key`` follows the chosen line."""

    current_key = Signal(object)  # int | None
    digit = Signal(str)
    fields = Signal()  # Return
    record = Signal()  # Ctrl+Return
    letter = Signal(str)  # a letter without modifiers, upper case, or " " (full-width ones too)

    def __init__(self, model: ItemModel, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self._items = model
        self.setModel(model)
        self.setItemDelegate(_Row(self))
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setIndentation(0)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScroll(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(HEIGHT["header"])
        for place, column in enumerate(model.columns()):
            if column == "name":
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(place, WIDTH[column] + (8 if place == 0 else 0))
        # Without an input context the digits of a switched-on input method come as plain keys, one press each;
        # what an input method commits all the same is taken in inputMethodEvent.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        look.notifier().changed.connect(self.viewport().update)

    # choosing

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self.current_key.emit(self._items.key_at(current.row()) if current.isValid() else None)

    def key(self) -> int | None:
        """The key of the current line."""
        index = self.currentIndex()
        return self._items.key_at(index.row()) if index.isValid() else None

    def selected_keys(self) -> list[int]:
        """Keys of the chosen lines in list order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows(0))
        return [key for row in rows if (key := self._items.key_at(row)) is not None]

    def choose(self, key: int) -> bool:
        """Makes a key current with three lines to spare; the list stands still when it is visible already."""
        place = self._items.place_of(key)
        if place is None:
            self._items.open_all()
            place = self._items.place_of(key)
        if place is None:
            return False
        self.setCurrentIndex(self._items.index(place, 0))
        self.keep_in_sight(place)
        return True

    def keep_in_sight(self, row: int) -> None:
        """Scrolls by as little as needed."""
        self.executeDelayedItemsLayout()  # the bar's range is that of the old list until then
        line, height = HEIGHT["row"], self.viewport().height()
        bar, top = self.verticalScrollBar(), row * line
        spare = min(2 * line, max(0, (height - line) // 2) // line * line)
        if top - spare < bar.value():
            bar.setValue(max(0, top - spare))
        elif top + line + spare > bar.value() + height:
            bar.setValue(-((height - top - line - spare) // line) * line)  # whole lines at the top

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.keep_in_sight(self.currentIndex().row())

    def scrollTo(self, index: QModelIndex, hint: object = None) -> None:
        if index.isValid():
            self.keep_in_sight(index.row())

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Open group rows are passed over: the next key press shall meet a requirement."""
        found = super().moveCursor(action, modifiers)
        step = {"MoveUp": -1, "MovePrevious": -1, "MovePageUp": -1, "MoveEnd": -1}.get(action.name, 1)
        row = found.row() if found.isValid() else -1
        while 0 <= row < self._items.rowCount() and self._items.key_at(row) is None and self._items.is_open(row):
            row += step
        if 0 <= row < self._items.rowCount():
            return self._items.index(row, 0)
        return self.currentIndex()

    # keys and input method

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.currentIndex().row()
            if self._items.group_at(row) is not None:
                self._items.toggle(row)
            elif modifiers == Qt.KeyboardModifier.ControlModifier:
                self.record.emit()
            elif modifiers == Qt.KeyboardModifier.NoModifier:
                self.fields.emit()
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and modifiers == Qt.KeyboardModifier.NoModifier:
            self._fold(event.key() == Qt.Key.Key_Left)
            return
        if modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier) and event.text():
            if digit := digit_of(event.text()):
                self.digit.emit(digit)
                return
            folded = unicodedata.normalize("NFKC", event.text()).upper()
            if (
                modifiers == Qt.KeyboardModifier.NoModifier
                and len(folded) == 1
                and folded.isascii()
                and (folded.isalpha() or folded == " ")
            ):
                self.letter.emit(folded)
                return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Typing letters never jumps in the list: letters are commands here."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Only what is committed counts; a pre-edit text triggers nothing."""
        for character in unicodedata.normalize("NFKC", event.commitString()):
            if digit := digit_of(character):
                self.digit.emit(digit)
        event.accept()

    def _fold(self, close: bool) -> None:
        row = self.currentIndex().row()
        head = self._items.group_row_above(row) if row >= 0 else None
        if head is None or self._items.is_open(head) != close:
            return
        if close:
            self.setCurrentIndex(self._items.index(head, 0))
        self._items.toggle(head)
        if not close:
            self.setCurrentIndex(self._items.index(min(head + 1, self._items.rowCount() - 1), 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._items.group_at(index.row()) is not None:
            self._items.toggle(index.row())
            return
        super().mousePressEvent(event)

    # painting

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height())
        group = index.data(GROUP_ROLE)
        if group is not None:
            current = self.currentIndex().row() == index.row()
            painter.fillRect(rect, look.colour("selection" if current else "sunken"))
            scale = self.devicePixelRatioF()
            icon = "down" if self._items.is_open(index.row()) else "right"
            painter.drawPixmap(rect.left() + 8, rect.center().y() - 5, look.pixmap(icon, "text2", 11, scale))
            painter.setFont(look.font(13, bold=True))
            painter.setPen(look.colour("text2"))
            numbers = group_numbers(group)
            metrics = painter.fontMetrics()
            room = rect.width() - 24 - 24 - metrics.horizontalAdvance(numbers)
            title = metrics.elidedText(group.title, Qt.TextElideMode.ElideRight, room)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(rect.adjusted(24, 0, 0, 0), flags, title)
            left = 24 + metrics.horizontalAdvance(title) + 16
            painter.setFont(look.font(12))
            painter.drawText(rect.adjusted(left, 0, 0, 0), flags, numbers)
            return
        selected = self.selectionModel().isSelected(index)
        if selected:
            painter.fillRect(rect, look.colour("selection"))
        # Each cell by the delegate alone: the style would lay its own gradient under a chosen row.
        header, cell = self.header(), QStyleOptionViewItem(option)
        for column in range(len(self._items.columns())):
            if not self.isColumnHidden(column):
                left, width = header.sectionViewportPosition(column), header.sectionSize(column)
                cell.rect = QRect(left, rect.top(), width, rect.height())
                self.itemDelegate().paint(painter, cell, self._items.index(index.row(), column))
        if self.currentIndex().row() == index.row():
            painter.fillRect(QRect(0, rect.top(), 3, rect.height()), look.colour("accent"))

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex) -> None:
        """No branches: it is a flat list."""

    def set_id_kind(self, kind: str) -> None:
        """Room for the ids of a kind of item: 7 digits for requirements and forms, more for the others."""
        self.header().resizeSection(0, WIDTH["id"] + 8 if kind in ("req", "form") else WIDTH["id"] + 32)

    def row_point(self, key: int) -> QPoint:
        """The middle of a line in viewport co-ordinates, for tests that click."""
        place = self._items.place_of(key)
        assert place is not None
        return self.visualRect(self._items.index(place, 2)).center()
