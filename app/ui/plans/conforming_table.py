"""The table of 適合確認: one line for every item in force, with what was seen now or of an earlier edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.codes import CLASS_SIGN
from app.services.conformity import STATES, Line
from app.ui.parts.chips import ChipLook, draw_chip, state_look
from app.ui.parts.inputs import digit_of
from app.ui.parts.line_table import ROW_ROLE, LineModel, LineTable
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

HEADERS = ("機能ID", "項番", "機能", "類型", "状態", "結果", "画面・操作", "確かめる手順", "確認者", "確認日")
ID, SECTION, NAME, CLASS, STATE, RESULT, PLACE, SCENARIO, BY, ON = range(len(HEADERS))
WIDTHS = (90, 70, 0, 48, 104, 104, 150, 190, 150, 100)
_TONES = {"checked": "done", "changed": "warn", "carry": "soft", "open": "neutral"}
_BAD = ("unfit", "conditional")


class ConformityModel(LineModel[Line]):
    """The items of a business; ``words``: what a result is called."""

    headers = HEADERS

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.words: Mapping[str, str] = {}

    def key(self, line: Line) -> str:
        """Its NODE."""
        return line.node

    def texts(self, line: Line) -> tuple[str, ...]:
        """A line's cells."""
        now = line.values if line.state == "checked" else line.before if line.earlier else line.values
        result = self.words.get(now["result"], now["result"])
        if line.earlier and line.state != "checked":
            result = f"{result}（{line.earlier}）"
        return (
            line.node.partition(":")[2], line.section, line.name, CLASS_SIGN.get(line.cls, ""), STATES[line.state],
            result, now["place"], now["scenario"], now["by"], now["on"],
        )  # fmt: skip


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, HEIGHT["row"])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        line: Line = index.data(ROW_ROLE)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.colour("selection"))
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        text = str(index.data())
        chip = _chip(line, index.column(), text)
        room = rect.adjusted(12 if index.column() == 0 else 6, 0, -4, 0)
        if chip is not None:
            draw_chip(painter, room.adjusted(0, 3, 0, -3), chip)
        else:
            painter.setFont(look.font(13))
            faint = index.column() in (ID, SECTION) or (line.earlier and line.state != "checked")
            painter.setPen(look.colour("text2" if faint else "text"))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


def _chip(line: Line, column: int, text: str) -> ChipLook | None:
    if column == STATE:
        return state_look(text, _TONES[line.state])
    if column == RESULT and line.state == "checked" and text:
        bad = line.values["result"] in _BAD
        return state_look(text, "error" if bad else "done")
    return None


class ConformityTable(LineTable):
    """``digit`` carries a digit typed on the chosen lines, ``opened`` the line whose form is wanted."""

    digit = Signal(str)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.model_ = ConformityModel()
        super().__init__(self.model_, WIDTHS, parent, name="適合確認の一覧")
        self.model_.setParent(self)
        self.setItemDelegate(_Cell(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.doubleClicked.connect(lambda _i: self._open())

    def put(self, lines: Sequence[Line]) -> None:
        """Other lines; the mark stays on the item it was on."""
        held = self.line()
        self.model_.put(lines)
        place = self.model_.place_of(held.node) if held is not None else -1
        if not self.currentIndex().isValid() and lines:
            self.setCurrentIndex(self.model_.index(max(0, place), 0))

    def set_compact(self, compact: bool) -> None:
        """Leaves out what the form says as well."""
        for column in (SECTION, SCENARIO, BY):
            self.setColumnHidden(column, compact)

    def line(self) -> Line | None:
        """The line with the mark."""
        return self.model_.line(self.currentIndex().row())

    def chosen(self) -> list[Line]:
        """The chosen lines in their order."""
        rows = sorted(i.row() for i in self.selectionModel().selectedRows())
        return [x for n in rows if (x := self.model_.line(n)) is not None]

    def step_on(self) -> None:
        """To the next line that nobody has looked at, if there is one."""
        for n in range(self.currentIndex().row() + 1, self.model_.rowCount()):
            line = self.model_.line(n)
            if line is not None and line.state != "checked":
                self.setCurrentIndex(self.model_.index(n, 0))
                return

    def _open(self) -> None:
        line = self.line()
        if line is not None:
            self.opened.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = digit_of(event.text())
        if digit and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.digit.emit(digit)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        digit = digit_of(event.commitString())
        if digit:
            self.digit.emit(digit)
