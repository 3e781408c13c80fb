"""The grid: keys and mouse as in a spreadsheet, the first columns frozen, nothing half-composed ever taken."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QScrollBar, QTableView, QVBoxLayout, QWidget

from app.ui.models.survey import SurveyModel
from app.ui.parts.text import amp
from app.ui.survey.columns import FrozenColumns, dress_header
from app.ui.survey.editor import ARROW, CellDelegate, CellLine
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Grid(QTableView):
    """``wanted`` names what a key asks for: copy, cut, paste, clear, fill, revert; ``gone`` when F6 leaves it."""

    current_changed = Signal()
    wanted = Signal(str)
    gone = Signal(bool)

    def __init__(self, model: SurveyModel, bar: QScrollBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = model
        self._composing = False
        self._anchor = (0, 0)
        self._sort = (-1, Qt.SortOrder.AscendingOrder)
        self.setProperty("grid", True)
        self.setModel(model)
        self._delegate = CellDelegate(self)
        self._delegate.left.connect(self.step)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(f"{model.list.title}の一覧")
        self.setAccessibleDescription("打つと書き換わります。Enter で下、Tab で右、F6 で表の外へ移ります。")
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setWordWrap(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(HEIGHT["grid_row"])
        rows.setMinimumSectionSize(HEIGHT["grid_row"])
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setFixedWidth(44)
        rows.setHighlightSections(False)
        dress_header(self.horizontalHeader(), HEIGHT["header"])
        self.horizontalHeader().sectionClicked.connect(self._sorted)
        self.frozen = FrozenColumns(self, model.columns, bar)
        self.frozen.moved.connect(self.viewport().update)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._recall)
        self._kept: tuple[str, int] = ("", 0)

    # where one is

    def _remember(self) -> None:
        index = self.currentIndex()
        line = self.lines.line(index.row())
        if line is not None:
            self._kept = (line.key, index.column())

    def _recall(self) -> None:
        key, column = self._kept
        row = self.lines.row_of(key)
        if self.lines.rowCount():
            columns = self.frozen.shown()
            self.go(max(row, 0), column if column in columns else columns[0])

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self.viewport().update()
        self.current_changed.emit()

    def go(self, row: int, column: int, *, extend: bool = False) -> None:
        """Makes a cell current and brings it in sight; ``extend`` grows the chosen block to it."""
        row = min(max(row, 0), self.lines.rowCount() - 1)
        if row < 0:
            return
        target = self.lines.index(row, column)
        if not extend:
            self._anchor = (row, column)
        top, left = self._anchor
        block = QItemSelection(
            self.lines.index(min(top, row), min(left, column)), self.lines.index(max(top, row), max(left, column))
        )
        chosen = self.selectionModel()
        chosen.setCurrentIndex(target, QItemSelectionModel.SelectionFlag.NoUpdate)
        chosen.select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(target)

    def choose(self, block: tuple[int, int, int, int], current: tuple[int, int]) -> None:
        """A block with its current cell."""
        top, left, bottom, right = block
        self.go(top, left)
        self.go(bottom, right, extend=True)
        self._anchor = (top, left)
        target = self.lines.index(*current)
        self.selectionModel().setCurrentIndex(target, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollTo(target)

    def scrollTo(
        self, index: QModelIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if index.isValid():
            self.frozen.show(index.column())
            super().scrollTo(index.siblingAtColumn(self.frozen.fixed()[0]), hint)

    def step(self, rows: int, columns: int, *, extend: bool = False) -> None:
        """By rows and columns; sideways over the edge it goes on in the next row."""
        index = self.currentIndex()
        shown = self.frozen.shown()
        if not index.isValid() or index.column() not in shown:
            self.go(0, shown[0])
            return
        row, place = index.row() + rows, shown.index(index.column()) + columns
        if not 0 <= place < len(shown) and not extend and columns:
            row, place = row + (1 if place > 0 else -1), 0 if place > 0 else len(shown) - 1
            if not 0 <= row < self.lines.rowCount():
                return
        self.go(row, shown[min(max(place, 0), len(shown) - 1)], extend=extend)

    def block(self) -> tuple[int, int, int, int]:
        """(top, left, bottom, right) of the chosen cells, in rows and model columns; (0, 0, −1, −1) when none."""
        ranges = self.selectionModel().selection()
        if ranges.isEmpty():
            index = self.currentIndex()
            return (index.row(), index.column()) * 2 if index.isValid() else (0, 0, -1, -1)
        return (
            min(r.top() for r in ranges),
            min(r.left() for r in ranges),
            max(r.bottom() for r in ranges),
            max(r.right() for r in ranges),
        )

    def columns_in(self, left: int, right: int) -> list[int]:
        """The columns of a block, without those left out."""
        return [c for c in self.frozen.shown() if left <= c <= right]

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._composing:  # the keys belong to the input method until it commits
            return
        if self._command(event) or self._move(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def _command(self, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers()
        for sequence, word in (
            (QKeySequence.StandardKey.Copy, "copy"),
            (QKeySequence.StandardKey.Cut, "cut"),
            (QKeySequence.StandardKey.Paste, "paste"),
        ):
            if event.matches(sequence):
                self.wanted.emit(word)
                return True
        if held == CTRL and key == Qt.Key.Key_D:
            self.wanted.emit("fill")
        elif held == CTRL and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit("spread")
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not held:
            self.wanted.emit("clear")
        elif key == Qt.Key.Key_Escape:
            self.wanted.emit("revert")
        elif key == Qt.Key.Key_F2:
            self.open_text()
        elif key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and held & ALT):
            self.open_choices()
        elif key == Qt.Key.Key_F6:
            self.gone.emit(bool(held & SHIFT))
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            shown = self.frozen.shown()
            self._anchor = (0, shown[0])
            self.go(self.lines.rowCount() - 1, shown[-1], extend=True)
        else:
            return False
        return True

    def _move(self, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers()
        extend, far = bool(held & SHIFT), bool(held & CTRL)
        if held & ALT:
            return False
        index, shown = self.currentIndex(), self.frozen.shown()
        page = max(1, self.viewport().height() // HEIGHT["grid_row"] - 1)
        last = self.lines.rowCount() - 1
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if extend else 1, 0)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.step(0, -1 if extend or key == Qt.Key.Key_Backtab else 1)
        elif key in MOVES and far:
            rows, columns = MOVES[key]
            row = index.row() if not rows else (0 if rows < 0 else last)
            column = index.column() if not columns else shown[0 if columns < 0 else -1]
            self.go(row, column, extend=extend)
        elif key in MOVES:
            self.step(*MOVES[key], extend=extend)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.go(index.row() + (page if key == Qt.Key.Key_PageDown else -page), index.column(), extend=extend)
        elif key == Qt.Key.Key_Home:
            self.go(0 if far else index.row(), shown[0], extend=extend)
        elif key == Qt.Key.Key_End:
            self.go(last if far else index.row(), shown[-1], extend=extend)
        else:
            return False
        return True

    def focusNextPrevChild(self, _next: bool) -> bool:
        return False  # Tab goes from cell to cell; F6 leaves the grid

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        started = bool(event.preeditString())
        if event.commitString() and not self._composing and self._editor() is None:
            self.open_text()  # committed at once, without a composition before it
            editor = self._editor()
            if editor is not None:
                editor.typed_over = True
                editor.clear()
                editor.setFocus()
                editor.insert(event.commitString())
            event.accept()
            return
        self._composing = started
        super().inputMethodEvent(event)

    def _editor(self) -> CellLine | None:
        found = self.indexWidget(self.currentIndex()) if self.currentIndex().isValid() else None
        return found if isinstance(found, CellLine) else None

    def open_text(self) -> None:
        """F2: the cell's text with the cursor behind it."""
        if self.edit(self.currentIndex(), QAbstractItemView.EditTrigger.AllEditTriggers, None):
            editor = self._editor()
            if editor is not None:
                editor.open_at_end()

    def open_choices(self) -> None:
        """The pull-down of the current cell, where it has one; otherwise its text."""
        index = self.currentIndex()
        choices = self.lines.choices(index.column()) if index.isValid() else ()
        if not choices or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.open_text()
            return
        menu = QMenu(self)
        menu.setAccessibleName(self.lines.columns[index.column()].label)
        menu.aboutToHide.connect(menu.deleteLater)
        now = str(index.data() or "")
        for word in (*choices, ""):
            action = menu.addAction(amp(word) or "（空にする）")
            action.setIcon(look.icon("check", "accent") if word and word == now else look.icon("check", "surface"))
            action.triggered.connect(lambda _c=False, word=word, at=index: self.lines.setData(at, word))
            if word and word == now:
                menu.setActiveAction(action)
        rect = self.visualRect(index)
        menu.setMinimumWidth(rect.width())
        menu.popup(self.viewport().mapToGlobal(rect.bottomLeft() + QPoint(0, 1)))

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            if event.modifiers() & SHIFT:
                self.go(index.row(), index.column(), extend=True)
                return
            rect, again = self.visualRect(index), index == self.currentIndex()
            if again and self.lines.choices(index.column()) and event.position().x() > rect.right() - ARROW:
                self.open_choices()
                return
            self._anchor = (index.row(), index.column())
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        sideways = delta.x() or (delta.y() if event.modifiers() & SHIFT else 0)
        if sideways:
            bar = self.frozen.bar()
            bar.setValue(bar.value() + (1 if sideways < 0 else -1))
            event.accept()
            return
        super().wheelEvent(event)

    def _sorted(self, column: int) -> None:
        """A header pressed: up, down, the order of the list again."""
        before, order = self._sort
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        self._sort = (column, up) if before != column else (column, down) if order == up else (-1, up)
        self.horizontalHeader().setSortIndicator(*self._sort)
        self.lines.sort(*self._sort)

    # painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frozen.arrange()

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        self._composing = False
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self.frozen.divided():
            last = self.frozen.fixed()[-1]
            x = self.columnViewportPosition(last) + self.columnWidth(last) - 1
            painter.setPen(QPen(look.colour("line2"), 1))
            painter.drawLine(x, 0, x, min(self.verticalHeader().length(), self.viewport().height()))
        outline = self._outline()
        if outline is not None:
            painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "soft_line"), 2))
            painter.drawRect(outline)
        painter.end()

    def _outline(self) -> QRect | None:
        """Around a block of several cells, as far as it is in sight."""
        top, left, bottom, right = self.block()
        seen = [c for c in self.columns_in(left, right) if not self.isColumnHidden(c)]
        if not seen or (top, left) == (bottom, right) or bottom < 0:
            return None
        y = self.rowViewportPosition(top)
        end = self.rowViewportPosition(bottom) + self.rowHeight(bottom)
        x = self.columnViewportPosition(seen[0])
        width = sum(self.columnWidth(c) for c in seen)
        return QRect(x, y, width - 1, end - y - 1).adjusted(0 if x else 1, 0 if y > 0 else 1, 0, 0)


class GridPage(QWidget):
    """A grid with the bar that scrolls its columns."""

    def __init__(self, model: SurveyModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QScrollBar(Qt.Orientation.Horizontal, self)
        bar.setAccessibleName("列を横に送る")
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.grid = Grid(model, bar, self)
        column.addWidget(self.grid, 1)
        column.addWidget(bar)
