"""The list of findings: severity, place, what, how handled, decided or not; sorted by severity, F8 goes on."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.parts.chips import draw_chip, state_look
from app.ui.parts.ring import RingedTree
from app.ui.parts.text import tip
from app.ui.theme import look

LEVELS = {
    "error": ("直す", "error", "error", "error_line"),
    "warning": ("確かめる", "warn", "warning", "warn_line"),
    "info": ("お知らせ", "neutral", "info", "text2"),
}
HEADERS = ("重さ", "場所", "見つかったこと", "どうするか", "状態")
_WIDTHS = {0: 112, 1: 150, 3: 190, 4: 84}
_LINE = Qt.ItemDataRole.UserRole
_ROW = 30
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One line. ``open`` is True while it still must be decided."""

    level: str
    place: str
    what: str
    how: str
    state: str
    open: bool


class FindingModel(QAbstractTableModel):
    """Lines in the order given; the owner sorts and filters (a file has at most some hundred findings)."""

    def __init__(self, parent: Any = None, *, headers: Sequence[str] = HEADERS) -> None:
        super().__init__(parent)
        self._headers = tuple(headers)
        self._lines: list[FindingLine] = []

    def set_lines(self, lines: Sequence[FindingLine]) -> None:
        """Another list; the same length only redraws, so that the choice stays."""
        if len(lines) == len(self._lines) and lines:
            self._lines = list(lines)
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(HEADERS) - 1))
            return
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def line(self, row: int) -> FindingLine | None:
        """The line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(HEADERS):
            if role == Qt.ItemDataRole.DisplayRole:
                return self._headers[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == _LINE:
            return line
        texts = (LEVELS[line.level][0], line.place, line.what, line.how, line.state)
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(texts[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "　".join(texts) if index.column() == 0 else texts[index.column()]
        return None


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        line: FindingLine = index.data(_LINE)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column() == 0:
            word, tone, icon, token = LEVELS[line.level]
            scale = option.widget.devicePixelRatioF() if option.widget is not None else 1.0
            picture = look.pixmap(icon, token, 16, scale)
            painter.drawPixmap(rect.left() + 12, rect.center().y() - 7, picture)
            draw_chip(painter, rect.adjusted(34, 0, -4, 0), state_look(word, tone))
        else:
            bold = index.column() == 2 and line.level == "error"
            painter.setFont(look.font(13, bold=bold or (index.column() == 4 and line.open)))
            token = "text"
            if index.column() == 1:
                token = "text2"
            elif index.column() == 4:
                token = "error_text" if line.open else "done_text" if line.state.startswith("✓") else "text2"
            painter.setPen(look.colour(token))
            room = rect.adjusted(4, 0, -8, 0)
            text = str(index.data())
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class FindingView(RingedTree):
    """``chosen`` follows the current row; ``digit`` picks an offered repair, by key or by input method."""

    chosen = Signal(int)
    digit = Signal(int)

    def __init__(self, model: FindingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings = model
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName("見つかったことの一覧")
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(28)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row())

    def choose(self, row: int) -> None:
        """Makes a row current."""
        if 0 <= row < self._findings.rowCount():
            self.setCurrentIndex(self._findings.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        folded = unicodedata.normalize("NFKC", event.text())
        if len(folded) == 1 and folded in "123456789":
            self.digit.emit(int(folded))
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        folded = unicodedata.normalize("NFKC", event.commitString())
        if len(folded) == 1 and folded in "123456789":
            self.digit.emit(int(folded))
        event.accept()
