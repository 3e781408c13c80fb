"""The agenda of a meeting as a list: what each item is, what stands on it, what was recorded; letters are commands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QInputMethodEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.codes import CLASS_LABEL, VERDICT
from app.ui.meeting.keys import command, command_of
from app.ui.parts.chips import ChipLook, chip_width, draw_chip, verdict_look
from app.ui.parts.ring import RingedTree
from app.ui.parts.text import tip
from app.ui.theme import look
from app.ui.work.meetings import TopicLine

LINE_ROLE = Qt.ItemDataRole.UserRole
ROW = 50
Index = QModelIndex | QPersistentModelIndex


def state_of(line: TopicLine) -> str:
    """What was recorded of an item, in words."""
    words = [w for w, on in (("決定", line.decided), (f"持帰り{line.home}", line.home)) if on]
    return "・".join(words) or ("記録あり" if line.touched else "")


def spoken(line: TopicLine) -> str:
    """The line for a screen reader."""
    verdict = VERDICT[line.verdict].label if line.verdict in VERDICT else "未判定"
    parts = (f"{line.place} 件目", line.number, line.name, CLASS_LABEL.get(line.cls, ""), verdict, state_of(line))
    return "　".join(p for p in parts if p)


class AgendaModel(QAbstractListModel):
    """A few dozen items, in the order of the agenda."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[TopicLine] = []

    def set_lines(self, lines: Sequence[TopicLine]) -> None:
        """Another agenda, or the same one as it stands now: then nothing moves."""
        if [x.about for x in lines] == [x.about for x in self._lines] and lines:
            self._lines = list(lines)
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def line(self, row: int) -> TopicLine | None:
        """The item of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{line.place} {line.number} {line.name}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(line)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(spoken(line).replace("　", "\n"))
        return None


class _Row(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        line: TopicLine | None = index.data(LINE_ROLE)
        if line is None:
            return
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("line"))
        middle = Qt.AlignmentFlag.AlignVCenter
        top = QRect(rect.left() + 44, rect.top() + 4, rect.width() - 56, 22)
        painter.setFont(look.font(13, bold=chosen))
        painter.setPen(look.colour("text2"))
        number = QRect(rect.left() + 10, rect.top(), 26, rect.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignRight | middle, str(line.place))
        painter.setPen(look.colour("text"))
        painter.drawText(
            top, middle, painter.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideRight, top.width())
        )
        below = QRect(top.left(), rect.top() + 26, top.width(), 20)
        painter.setFont(look.font(12))
        painter.setPen(look.colour("text2"))
        words = "　".join(p for p in (line.number, state_of(line)) if p)
        chip: ChipLook = verdict_look(line.verdict or None)
        wide = chip_width(chip, QFontMetrics(look.font(12)))
        room = below.width() - wide - 8
        painter.drawText(below, middle, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room))
        draw_chip(painter, QRect(below.right() - wide, below.top(), wide, below.height()), chip)
        painter.restore()


class AgendaView(RingedTree):
    """``placed`` carries the place from 1; ``pressed`` a command of the keys."""

    placed = Signal(int)
    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = AgendaModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(_Row(self))
        self.setAccessibleName("議題")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(RingedTree.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        look.notifier().changed.connect(self.viewport().update)

    def place(self) -> int:
        """The item at hand, from 1; 0 when there is none."""
        return self.currentIndex().row() + 1 if self.currentIndex().isValid() else 0

    def go(self, place: int) -> None:
        """To an item; beyond the ends nothing happens."""
        if 1 <= place <= self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(place - 1, 0))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.placed.emit(self.place())

    def keyboardSearch(self, _search: str) -> None:
        """Letters are commands here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if wanted := command_of(event):
            self.pressed.emit(wanted)
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Only what is committed counts."""
        for character in event.commitString():
            if wanted := command(character):
                self.pressed.emit(wanted)
        event.accept()
