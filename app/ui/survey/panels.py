"""Around the grid: the line for the current cell, the banner after a paste, the list of cells to check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.services.survey_cells import Repair
from app.ui.parts.banner import Banner, ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.inputs import digit_of
from app.ui.parts.ring import RingedTree
from app.ui.parts.text import Elided, KeyBox, Label, SectionHeader, tip
from app.ui.theme import look

ROW, SEEN = 32, 3
HEADERS = ("場所", "書かれたもの", "確かめること", "直し方")
LINE_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class CellStrip(QFrame):
    """Which cell is current, its whole text, its problem and the ways out. ``repaired`` carries the repair."""

    repaired = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self.setFixedHeight(34)
        self.setAccessibleName("いまのセル")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        self.place = Elided("", self, tone="text2")
        self.place.setProperty("rank", "remark")
        self.place.setFixedWidth(180)
        self.place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(self.place)
        line = QFrame(self)
        line.setProperty("ground", "line")
        line.setFixedSize(1, 20)
        row.addWidget(line)
        self.value = Elided("", self, hug=True)
        row.addWidget(self.value)
        self._icon = ThemedIcon("error", "error_line", self)
        row.addWidget(self._icon)
        self.problem = Elided("", self, tone="error", hug=True)
        row.addWidget(self.problem)
        self.hint = Label("", self, tone="text2", size="remark")
        row.addWidget(self.hint)
        self._keys = KeyBox("Alt+↓", self)
        row.addWidget(self._keys)
        row.addStretch(1)
        self._buttons: list[Button] = []
        self._row = row

    def show_cell(
        self, place: str, value: str, problem: str, repairs: Sequence[Repair], *, hint: str = "", key: str = ""
    ) -> None:
        """Another cell. ``key`` is the key the hint is about."""
        self.place.set_whole(place)
        self.value.set_whole(value)
        self.value.setProperty("bold", bool(problem))
        self.value.setProperty("tone", "error" if problem else "")
        self.value.style().unpolish(self.value)
        self.value.style().polish(self.value)
        self.value.set_whole(value)
        self.problem.set_whole(problem)
        for widget in (self._icon, self.problem):
            widget.setVisible(bool(problem))
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self._keys.setVisible(bool(key))
        self._keys.setText(key)
        self._fill(repairs)

    def _fill(self, repairs: Sequence[Repair]) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for place, repair in enumerate(repairs):
            kind = "normal" if place == 0 else "quiet"
            button = Button(repair.word, self, kind=kind, press=_Pressed(self.repaired.emit, repair))
            button.setProperty("compact", True)
            self._row.addWidget(button)
            self._buttons.append(button)
            button.show()

    def buttons(self) -> list[Button]:
        """The ways out, the likeliest first."""
        return list(self._buttons)


class _Pressed:
    def __init__(self, emit: Callable[[object], None], repair: Repair) -> None:
        self._emit, self._repair = emit, repair

    def __call__(self) -> None:
        self._emit(self._repair)


class PasteBanner(Banner):
    """What came of a paste; the buttons lead to what is left to check, and back."""

    def __init__(
        self,
        what: str,
        where: str,
        parent: QWidget | None,
        *,
        check: bool,
        before: Callable[[], object],
        after: Callable[[], object],
        undo: Callable[[], object],
        dismiss: Callable[[], object],
    ) -> None:
        super().__init__("warn" if check else "done", what, where, parent, dismiss=dismiss)
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        made: list[QWidget] = []
        if check:
            made += [Button("前へ", self, press=before), Button("次へ", self, key="F8", press=after)]
        made.append(Button("貼り付けを元に戻す", self, kind="link", press=undo))
        for place, widget in enumerate(made):
            row.insertWidget(2 + place, widget)


@dataclass(frozen=True, slots=True)
class PendingLine:
    """One cell to check. ``row`` −1: the filter hides it."""

    row: int
    column: int
    key: str
    place: str
    text: str
    problem: str
    repairs: tuple[Repair, ...]


class PendingModel(QAbstractTableModel):
    """The cells to check, in the order of the grid."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._lines: list[PendingLine] = []

    def set_lines(self, lines: Sequence[PendingLine]) -> None:
        """Another list; the same length only redraws."""
        if lines and len(lines) == len(self._lines):
            self._lines = list(lines)
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(HEADERS) - 1))
            return
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def line(self, row: int) -> PendingLine | None:
        """The line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def lines(self) -> list[PendingLine]:
        """All of them."""
        return list(self._lines)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section] if 0 <= section < len(HEADERS) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        words = "　".join(f"{n} {r.word}" for n, r in enumerate(line.repairs, 1))
        texts = (line.place, line.text, line.problem, words)
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(texts[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "　".join(texts) if index.column() == 0 else texts[index.column()]
        return None


def repair_boxes(room: QRect, line: PendingLine) -> list[tuple[QRect, Repair]]:
    """Where the repairs of a line stand, from the right; those without room are left to the strip above the grid."""
    metrics = QFontMetrics(look.font(12))
    found: list[tuple[QRect, Repair]] = []
    width = [metrics.horizontalAdvance(r.word) + 18 for r in line.repairs]
    shown = len(line.repairs)
    while shown > 1 and sum(width[:shown]) + 8 * (shown - 1) > room.width():
        shown -= 1
    x = room.right() - sum(width[:shown]) - 8 * max(0, shown - 1)
    for place in range(shown):
        box = QRect(x, room.top() + (room.height() - 24) // 2, width[place], 24)
        found.append((box, line.repairs[place]))
        x += width[place] + 8
    return found


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        line: PendingLine = index.data(LINE_ROLE)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column() == 3:
            for place, (box, repair) in enumerate(repair_boxes(rect.adjusted(4, 0, -12, 0), line)):
                painter.setPen(QPen(look.colour("line2"), 1))
                painter.setBrush(look.colour("surface"))
                if place == 0:
                    painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
                painter.setFont(look.font(12))
                painter.setPen(look.colour("text" if place == 0 else "text2"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, repair.word)
        else:
            left = 12
            if index.column() == 0:
                scale = option.widget.devicePixelRatioF() if option.widget is not None else 1.0
                picture = look.pixmap("error", "error_line", 16, scale)
                painter.drawPixmap(rect.left() + 12, rect.center().y() - 7, picture)
                left = 36
            painter.setFont(look.font(13, bold=index.column() == 1))
            painter.setPen(look.colour("error_text" if index.column() == 1 else "text"))
            room = rect.adjusted(left, 0, -8, 0)
            text = str(index.data()).replace("\n", " ")
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class PendingView(RingedTree):
    """``chosen`` follows the current line, ``repaired`` (line, repair) comes from a digit or a press."""

    chosen = Signal(object)
    repaired = Signal(object, object)

    def __init__(self, model: PendingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = model
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName("確かめるセルの一覧")
        self.setAccessibleDescription("数字の 1 から 3 で直し方を選びます。")
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setHeaderHidden(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.set_width(1286)

    def set_width(self, width: int) -> None:
        """Columns for a width."""
        for column, share in ((0, 0), (1, 0.13), (3, 0.32)):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.header().resizeSection(column, min(max(int(width * share), 236 if not column else 120), 460))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        line = self._cells.line(current.row()) if current.isValid() else None
        if line is not None and self.hasFocus():
            self.chosen.emit(line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place: QPoint = event.position().toPoint()
        index = self.indexAt(place)
        line = self._cells.line(index.row()) if index.isValid() else None
        if line is not None and index.column() == 3:
            for box, repair in repair_boxes(self.visualRect(index).adjusted(4, 0, -12, 0), line):
                if box.contains(place):
                    self.repaired.emit(line, repair)
                    return
        super().mousePressEvent(event)
        if line is not None:
            self.chosen.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._digit(event.text()):
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._digit(event.commitString())
        event.accept()

    def _digit(self, text: str) -> bool:
        digit = digit_of(text)
        line = self._cells.line(self.currentIndex().row())
        if not digit or line is None or not 1 <= int(digit) <= len(line.repairs):
            return False
        self.repaired.emit(line, line.repairs[int(digit) - 1])
        return True


class PendingPanel(QFrame):
    """The list with its head; hidden while there is nothing to check."""

    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame(self)
        head.setProperty("ground", "sunken")
        head.setProperty("edge", "top")
        head.setFixedHeight(34)
        row = QHBoxLayout(head)
        row.setContentsMargins(10, 0, 12, 0)
        row.setSpacing(8)
        self.head = SectionHeader("確かめるセル", head, count=0)
        row.addWidget(self.head)
        row.addWidget(Label("直すまで、このセルは書き込んでいません", head, tone="text2", size="remark"))
        row.addWidget(KeyBox("F8", head))
        row.addStretch(1)
        row.addWidget(Button("CSVに書き出す…", head, kind="quiet", compact=True, press=self.export_wanted.emit))
        column.addWidget(head)
        self.model = PendingModel(self)
        self.view = PendingView(self.model, self)
        column.addWidget(self.view)
        self._seen = SEEN
        self.hide()

    def set_seen(self, rows: int) -> None:
        """How many lines are in sight at most."""
        self._seen = rows
        self._fit()

    def show_lines(self, lines: Sequence[PendingLine]) -> None:
        """Another list."""
        self.model.set_lines(lines)
        self.head.set_count(len(lines))
        self.setVisible(bool(lines))
        self._fit()

    def mark(self, key: str, column: int) -> None:
        """Shows which line is the current cell's, without a signal."""
        lines = self.model.lines()
        place = next((n for n, ln in enumerate(lines) if (ln.key, ln.column) == (key, column)), -1)
        if place != self.view.currentIndex().row() and not self.view.hasFocus():
            self.view.setCurrentIndex(self.model.index(place, 0) if place >= 0 else QModelIndex())

    def _fit(self) -> None:
        self.view.setFixedHeight(ROW * min(max(self.model.rowCount(), 1), self._seen))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self.view.set_width(self.width())
