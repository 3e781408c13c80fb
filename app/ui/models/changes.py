"""The list of what changed between two editions, and of verdicts to be confirmed: a few thousand lines in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.codes import UNJUDGED_LABEL, VERDICT
from app.ui.parts.chips import ChipLook, draw_chip, verdict_look
from app.ui.parts.inputs import digit_of
from app.ui.parts.ring import RingedTree
from app.ui.parts.text import tip
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
HEADERS = ("ID", "変更", "名称", "仕分け", "いまの判定")
_WIDTHS = {0: 78, 1: 82, 3: 52, 4: 96}
LOOKS = {
    "＋": ("added_word", "added_ink"),
    "－": ("deleted_word", "deleted_ink"),
    "≠": ("differing_word", "differing_ink"),
    "↕": ("soft", "accent"),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line. ``words``: (sign, word) of what happened, the first is shown."""

    node: str
    id: str
    name: str
    words: tuple[tuple[str, str], ...]
    verdict: str | None
    conflict: bool
    grade: str = ""  # or what else the fourth column says: あと132日
    removed: bool = False


def change_look(sign: str, word: str) -> ChipLook:
    """The chip of a kind of change."""
    ground, ink = LOOKS.get(sign, ("sunken", "text2"))
    return ChipLook(sign, word, ground, ink)


class ChangeModel(QAbstractTableModel):
    """Lines in the order given. ``fourth`` is the heading of the column beside the verdict."""

    def __init__(self, parent: Any = None, *, fourth: str = "仕分け") -> None:
        super().__init__(parent)
        self._fourth = fourth
        self._lines: list[ChangeLine] = []

    def set_lines(self, lines: Sequence[ChangeLine]) -> None:
        """Another list; the same nodes only redraw, so that the choice stays."""
        if [x.node for x in lines] == [x.node for x in self._lines]:
            self._lines = list(lines)
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(HEADERS) - 1))
            return
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def line(self, row: int) -> ChangeLine | None:
        """The line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, node: str) -> int:
        """The row of a node, -1 when it isn't in the list."""
        return next((n for n, line in enumerate(self._lines) if line.node == node), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._fourth if section == 3 else HEADERS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row())
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        verdict = "競合" if line.conflict else VERDICT[line.verdict].short if line.verdict else UNJUDGED_LABEL
        changed = "・".join(word for _sign, word in line.words)
        texts = (line.id, changed, " ".join(line.name.split()), line.grade, verdict)
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            fourth = f"{self._fourth} {line.grade or 'なし'}"
            return "　".join(p for p in (line.id, changed, line.name, fourth, verdict) if p)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(texts[index.column()])
        return None


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        return QSize(40, HEIGHT["row"] + 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        line = index.data(LINE_ROLE)
        if not isinstance(line, ChangeLine):
            return
        rect: QRect = option.rect
        column = index.column()
        painter.save()
        if column == 1 and line.words:
            draw_chip(painter, rect.adjusted(0, 0, -6, 0), change_look(*line.words[0]))
        elif column == 4:
            draw_chip(
                painter, rect.adjusted(4, 0, -8, 0), verdict_look(line.verdict, conflict=line.conflict), stretch=True
            )
        else:
            font = look.font(13, bold=column == 3 and len(line.grade) == 1)
            font.setStrikeOut(line.removed and column == 2)
            painter.setFont(font)
            painter.setPen(look.colour("text2" if column in (0, 3) or line.removed else "text"))
            room = rect.adjusted(12 if column == 0 else 2, 0, -6, 0)
            flags = Qt.AlignmentFlag.AlignVCenter
            flags |= Qt.AlignmentFlag.AlignHCenter if column == 3 else Qt.AlignmentFlag.AlignLeft
            metrics = painter.fontMetrics()
            text = metrics.elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, flags, text)
        painter.restore()


class ChangeView(RingedTree):
    """The list; ``went`` carries the node of the current line, ``letter`` a key pressed (K, R, G, A–D)."""

    went = Signal(str)
    letter = Signal(str)

    def __init__(self, model: ChangeModel, parent: QWidget | None = None, *, name: str, fourth: int = 52) -> None:
        super().__init__(parent)
        self._lines = model
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setIndentation(0)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setSectionsMovable(False)
        header.setFixedHeight(HEIGHT["header"])
        for column in range(len(HEADERS)):
            if column in _WIDTHS:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(column, fourth if column == 3 else _WIDTHS[column])
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        line = self._lines.line(current.row()) if current.isValid() else None
        self.went.emit(line.node if line else "")

    def node(self) -> str:
        """The node of the current line."""
        line = self._lines.line(self.currentIndex().row())
        return line.node if line else ""

    def selected(self) -> list[str]:
        """Nodes of the chosen lines in the order of the list."""
        rows = sorted(i.row() for i in self.selectionModel().selectedRows(0))
        return [line.node for r in rows if (line := self._lines.line(r)) is not None]

    def go(self, node: str) -> bool:
        """Makes a node current."""
        row = self._lines.row_of(node)
        if row >= 0:
            self.setCurrentIndex(self._lines.index(row, 0))
        return row >= 0

    def step(self, by: int) -> None:
        """The next or the line before."""
        row = self.currentIndex().row() + by
        if 0 <= row < self._lines.rowCount():
            self.setCurrentIndex(self._lines.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        text = event.text().upper()
        if plain and len(text) == 1 and text.isascii() and text.isalpha() and not digit_of(text):
            self.letter.emit(text)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are keys here, not a search."""

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height())
        if self.selectionModel().isSelected(index):
            painter.fillRect(rect, look.colour("selection"))
        header, cell = self.header(), QStyleOptionViewItem(option)
        for column in range(len(HEADERS)):
            if not self.isColumnHidden(column):
                left, width = header.sectionViewportPosition(column), header.sectionSize(column)
                cell.rect = QRect(left, rect.top(), width, rect.height())
                self.itemDelegate().paint(painter, cell, self._lines.index(index.row(), column))
        if self.currentIndex().row() == index.row():
            painter.fillRect(QRect(0, rect.top(), 3, rect.height()), look.colour("accent"))

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex) -> None:
        """No branches: it is a flat list."""
