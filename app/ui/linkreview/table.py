"""The table of 連携検討表: keys as in a spreadsheet, two lines of text a row, proposals apart from what is written."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.core.cliptable import parse_text, write_text
from app.services.link_review_rows import EDITABLE, ReviewLine
from app.ui.models.review import CODES, LINE_ROLE, PLACE, PROPOSED_ROLE, TITLES, ReviewModel
from app.ui.parts.inputs import TextLine
from app.ui.parts.text import amp
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

ROW = 44
PAD = 6
WIDTHS = {
    "id": 72, "branch": 40, "source": 74, "level1": 120, "level2": 100, "text": 150, "class": 44, "io": 32,
    "counterpart": 92, "need": 64, "current_id": 140, "partner": 100, "method": 84, "timing": 78, "note": 130,
}  # fmt: skip
"""Pixels; the heading of every column fits in two lines."""
NARROW = ("level2",)
"""Left out of sight where there is no room; the line beneath says them."""
_NOT_FIRST, _NOT_LAST = "、。，．）」』ー", "（「『"
_CENTRED = ("branch", "class", "io", "need")


class _Line(TextLine):
    """The editor of a cell. ``over``: opened by typing, so that up and down leave it."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, name=name)
        self.over = True
        self.setProperty("cell", True)


class _Cell(QStyledItemDelegate):
    """``left`` asks the table to go on by (rows, columns) once the text has been taken."""

    left = Signal(int, int)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:
        return _Line(parent, TITLES[index.column()])

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        assert isinstance(editor, _Line)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: ReviewModel, index: QModelIndex) -> None:
        assert isinstance(editor, _Line)
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: QModelIndex) -> None:
        rect = option.rect
        room = (editor.parentWidget().width() if editor.parentWidget() else rect.right()) - rect.left()
        editor.setGeometry(rect.left(), rect.top(), min(max(rect.width(), 220), room), rect.height())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(editor, _Line) and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return not editor.composing() and self._key(editor, event)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
            return False
        return super().eventFilter(editor, event)

    def _key(self, editor: _Line, event: QKeyEvent) -> bool:
        key, back = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                editor.insert("\n")
            else:
                self._take(editor, -1 if back else 1, 0)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._take(editor, 0, -1 if back or key == Qt.Key.Key_Backtab else 1)
        elif editor.over and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._take(editor, -1 if key == Qt.Key.Key_Up else 1, 0)
        else:
            return False
        return True

    def _take(self, editor: _Line, rows: int, columns: int) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.left.emit(rows, columns)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        line: ReviewLine = index.data(LINE_ROLE)
        code = CODES[index.column()]
        view = option.widget
        current = isinstance(view, QTableView) and view.currentIndex() == index
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.colour("soft"))
        elif code == "need" and line.warnings and not line.within:
            painter.fillRect(rect, look.colour("warn_ground"))
        elif code not in EDITABLE:
            painter.fillRect(rect, look.colour("sunken"))
        text, token, bold = self._said(line, code, proposed=bool(index.data(PROPOSED_ROLE)))
        painter.setPen(look.colour(token))
        painter.setFont(look.font(13, bold=bold))
        room = rect.adjusted(PAD, 2, -PAD, -2)
        flags = Qt.AlignmentFlag.AlignVCenter
        flags |= Qt.AlignmentFlag.AlignHCenter if code in _CENTRED else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, flags, two_lines(text, painter.fontMetrics(), room.width()))
        if current:
            active = view is not None and view.hasFocus()
            painter.setPen(QPen(look.colour("accent" if active else "line2"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    @staticmethod
    def _said(line: ReviewLine, code: str, *, proposed: bool) -> tuple[str, str, bool]:
        """(text, colour token, bold) of a cell."""
        text = line.texts[code]
        if code == "need":
            if line.within:
                return f"{text}\n適用外".strip(), "text2", False
            if line.conflict:
                return "≠ 競合", "verdict_gap_ink", True
            mark = "⚠ " if line.warnings else ""
            return (f"{mark}{text}", "warn_text" if mark else "text", True) if text else ("未検討", "text2", False)
        if proposed:
            return f"候補 {text}", "accent", False
        return text, "text" if code in EDITABLE or code in ("id", "text") else "text2", False


def two_lines(text: str, metrics: QFontMetrics, width: int) -> str:
    """A text in at most two lines of a width, the second shortened where it is longer."""
    flat = " ".join(text.split("\n")) if text.count("\n") > 1 else text
    first, _, second = flat.partition("\n")
    if metrics.horizontalAdvance(first) > width:
        count = len(first)
        while count > 1 and metrics.horizontalAdvance(first[:count]) > width:
            count -= max(1, (metrics.horizontalAdvance(first[:count]) - width) // (metrics.maxWidth() or 1))
        while count > 1 and (first[count] in _NOT_FIRST or first[count - 1] in _NOT_LAST):
            count -= 1
        first, second = first[:count], f"{first[count:]} {second}".strip()
    return f"{first}\n{metrics.elidedText(second, Qt.TextElideMode.ElideRight, width)}" if second else first


class ReviewTable(QTableView):
    """``line_changed`` with the current linkage; ``gone`` when F6 leaves the table."""

    line_changed = Signal(object)
    gone = Signal()

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = model
        self._composing = False
        self.setProperty("grid", True)
        self.setModel(model)
        self._cell = _Cell(self)
        self._cell.left.connect(self.step)
        self.setItemDelegate(self._cell)
        self.setAccessibleName("連携検討表")
        self.setAccessibleDescription("検討要否から備考までを書けます。Enter で下、Tab で右、F6 で表の外へ移ります。")
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(ROW)
        rows.setMinimumSectionSize(ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()
        header = self.horizontalHeader()
        header.setFixedHeight(HEIGHT["header"] + 16)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for code, width in WIDTHS.items():
            self.setColumnWidth(PLACE[code], width)
        self._spread()

    def _spread(self) -> None:
        """What room is left goes to the longest texts."""
        shown = [c for c in CODES if not self.isColumnHidden(PLACE[c])]
        rest = self.viewport().width() - sum(WIDTHS[c] for c in shown)
        for code in ("text", "note", "current_id"):
            self.setColumnWidth(PLACE[code], WIDTHS[code] + max(0, rest) // 3)

    def resizeEvent(self, event: QEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def set_narrow(self, narrow: bool) -> None:
        """Leaves out what the line beneath says as well."""
        for code in NARROW:
            self.setColumnHidden(PLACE[code], narrow)
        self._spread()

    def chosen(self) -> list[ReviewLine]:
        """The linkages of the chosen cells, in order; the current one while none is chosen."""
        rows = sorted({i.row() for i in self.selectionModel().selectedIndexes()} or {self.currentIndex().row()})
        return [line for row in rows if (line := self.lines.line(row)) is not None]

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self.viewport().update()
        self.line_changed.emit(self.lines.line(current.row()) if current.isValid() else None)

    def go(self, row: int, column: int) -> None:
        """Makes a cell current."""
        row = min(max(row, 0), self.lines.rowCount() - 1)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row, column))

    def step(self, rows: int, columns: int) -> None:
        """By rows and shown columns; over the right edge on in the next row, at what can be written."""
        index = self.currentIndex()
        shown = [n for n in range(len(CODES)) if not self.isColumnHidden(n)]
        if not index.isValid():
            self.go(0, PLACE["need"])
            return
        place = shown.index(index.column()) + columns if index.column() in shown else 0
        row = index.row() + rows
        if columns > 0 and place >= len(shown):
            row, place = row + 1, shown.index(PLACE["need"])
        self.go(row, shown[max(0, min(place, len(shown) - 1))])

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._composing:  # the keys belong to the input method until it commits
            return
        if self._command(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def _command(self, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers()
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif held == control and key == Qt.Key.Key_D:
            self.fill_down()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not held:
            self.clear()
        elif key == Qt.Key.Key_F2:
            self.open_text()
        elif key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and held & Qt.KeyboardModifier.AltModifier):
            self.open_choices()
        elif key == Qt.Key.Key_F6:
            self.gone.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if held & shift else 1, 0)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.step(0, -1 if held & shift or key == Qt.Key.Key_Backtab else 1)
        else:
            return False
        return True

    def focusNextPrevChild(self, _next: bool) -> bool:
        return False  # Tab goes from cell to cell; F6 leaves the table

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)

    def open_text(self) -> None:
        """F2: the cell's text with the cursor behind it."""
        if self.edit(self.currentIndex(), QAbstractItemView.EditTrigger.AllEditTriggers, None):
            editor = self.indexWidget(self.currentIndex())
            if isinstance(editor, _Line):
                editor.over = False
                editor.end(False)

    def open_choices(self) -> None:
        """The pull-down of 検討要否; elsewhere the text."""
        index = self.currentIndex()
        if not index.isValid() or not self.lines.choices(index.column()):
            self.open_text()
            return
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return
        menu = QMenu(self)
        menu.setAccessibleName(TITLES[index.column()])
        menu.aboutToHide.connect(menu.deleteLater)
        words = {"〇": "検討が必要", "×": "検討が不要", "-": "該当なし"}
        for sign in (*self.lines.choices(index.column()), ""):
            action = menu.addAction(amp(f"{sign}　{words[sign]}") if sign else "（未検討に戻す）")
            action.triggered.connect(lambda _c=False, sign=sign, at=index: self.lines.setData(at, sign))
            if sign == index.data():
                menu.setActiveAction(action)
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft() + QPoint(0, 1)))

    # blocks

    def _block(self) -> list[tuple[int, int]]:
        """The chosen cells that are shown, row by row."""
        found = {(i.row(), i.column()) for i in self.selectionModel().selectedIndexes()}
        if not found and self.currentIndex().isValid():
            found = {(self.currentIndex().row(), self.currentIndex().column())}
        return sorted(cell for cell in found if not self.isColumnHidden(cell[1]))

    def copy(self) -> None:
        """The chosen cells as a table for other programs."""
        rows: dict[int, list[str]] = {}
        for row, column in self._block():
            rows.setdefault(row, []).append(str(self.lines.index(row, column).data() or ""))
        QGuiApplication.clipboard().setText(write_text(list(rows.values())))

    def paste(self) -> None:
        """A table from the current cell on; published columns stay as they are. One cell fills all that are chosen."""
        table = parse_text(QGuiApplication.clipboard().text())
        cells = self._block()
        if not cells or not any(any(row) for row in table):
            return
        if len(table) == 1 and len(table[0]) == 1:
            self.lines.put(dict.fromkeys(cells, table[0][0]))
            return
        top, left = cells[0]
        shown = [n for n in range(left, len(CODES)) if not self.isColumnHidden(n)]
        self.lines.put(
            {
                (top + down, column): text
                for down, row in enumerate(table)
                for column, text in zip(shown, row, strict=False)
                if top + down < self.lines.rowCount()
            }
        )

    def fill_down(self) -> None:
        """The first row of the block into the rows below; a single row takes what stands above it."""
        cells = self._block()
        if not cells:
            return
        top, bottom = cells[0][0], cells[-1][0]
        source = top if bottom > top else top - 1
        if source >= 0:
            self.lines.put({(r, c): str(self.lines.index(source, c).data() or "") for r, c in cells if r > source})

    def clear(self) -> None:
        """Empties the chosen cells."""
        self.lines.put(dict.fromkeys(self._block(), ""))
