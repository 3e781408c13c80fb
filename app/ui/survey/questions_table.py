"""The answers side by side: departments × questions, and under it who still owes what, each leading to its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.core.questionnaires import Questionnaire, State
from app.services.questionnaires import Owed, Row, owed
from app.ui.parts.empty import EmptyState
from app.ui.parts.ring import draw_ring
from app.ui.parts.text import SectionHeader, tip
from app.ui.survey.questions_card import remark_shown
from app.ui.theme import look

Index = QModelIndex | QPersistentModelIndex
OWED_HEADS = ("所属", "対象", "問", "質問", "まだ要るもの")
_HEIGHT, _PAD, _LEAST = 28, 8, 140


def cell_words(state: State) -> str:
    """A cell of the table; what is owed always in words."""
    if not state.shown:
        return ""
    if state.given.conflict:
        return "≠ 食い違う回答"
    if not state.given.answered:
        return "未回答" if state.missing else "－"
    text = remark_shown(state)
    return f"{text}　▲ {'、'.join(state.missing)}" if state.missing else text


class AnswerModel(QAbstractTableModel):
    """Departments × questions; the department stands in the vertical heading."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._heads: tuple[str, ...] = ()

    def show_rows(self, questionnaire: Questionnaire, rows: Sequence[Row]) -> None:
        """Another table."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._heads = tuple(q.name for q in questionnaire.questions)
        self.endResetModel()

    def state(self, index: Index) -> tuple[Row, State] | None:
        """The row and question of a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        return row, row.states[index.column()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        if not 0 <= section < (len(self._heads) if across else len(self._rows)):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if across:
            return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else tip(self._heads[section])
        row = self._rows[section]
        return f"{' '.join(t for t in (row.department.name, row.subject_label) if t)}　{row.done} / {row.total}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = self.state(index)
        if found is None:
            return None
        row, state = found
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_words(state)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(cell_words(state))
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = "error_text" if state.given.conflict else "warn_text" if state.missing else "text"
            return QColor(look.colour(tone))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.department.name}　{self._heads[index.column()]}　{cell_words(state) or 'たずねない'}"
        return None


class OwedModel(QAbstractTableModel):
    """Who still owes what, and why."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._owed: tuple[Owed, ...] = ()

    def show_owed(self, found: Sequence[Owed]) -> None:
        """Another list."""
        self.beginResetModel()
        self._owed = tuple(found)
        self.endResetModel()

    def owed(self, index: Index) -> Owed | None:
        """What a line is about."""
        return self._owed[index.row()] if index.isValid() and index.row() < len(self._owed) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._owed)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(OWED_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(OWED_HEADS):
            if role == Qt.ItemDataRole.DisplayRole:
                return OWED_HEADS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = self.owed(index)
        if found is None:
            return None
        texts = (
            found.department.name, found.subject_label, found.question.id, found.question.text, "、".join(found.why),
        )  # fmt: skip
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()].replace("\n", " ")
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(texts[index.column()])
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == len(OWED_HEADS) - 1:
            return QColor(look.colour("warn_text"))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "　".join(t for t in texts if t) if index.column() == 0 else texts[index.column()]
        return None


class _Cell(QStyledItemDelegate):
    """A text with air at its left, as the headings have it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        painter.save()
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.colour("selection"))
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole) or look.colour("text"))
        painter.setFont(look.font(13))
        room = rect.adjusted(_PAD, 0, -6, 0)
        text = str(index.data() or "").replace("\n", " ")
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


class JumpTable(QTableView):
    """A table whose lines lead somewhere: Return or a double click; Tab leaves it."""

    jumped = Signal(QModelIndex)

    def __init__(self, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAccessibleDescription("Enter でその欄へ行きます。")
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setItemDelegate(_Cell(self))
        self.setProperty("grid", True)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.verticalHeader().setDefaultSectionSize(_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.doubleClicked.connect(self.jumped)
        look.notifier().changed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.jumped.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model() is not None and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        draw_ring(self)

    def sizeHint(self) -> QSize:
        return QSize(600, 200)


class TablePage(QWidget):
    """``wanted`` (department, subject, question) when a person wants to go to a field."""

    wanted = Signal(str, str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sized = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        column.addWidget(self._split)
        self.answers = AnswerModel(self)
        self.owed = OwedModel(self)
        self.table = JumpTable(self, name="所属と質問の表")
        self.table.setModel(self.answers)
        self.table.jumped.connect(self._cell)
        self.list = JumpTable(self, name="未回答の一覧")
        self.list.setModel(self.owed)
        self.list.setShowGrid(False)
        self.list.verticalHeader().hide()
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.jumped.connect(self._line)
        for place, width in enumerate((150, 150, 44, 420)):
            self.list.setColumnWidth(place, width)
        self.list.setColumnWidth(4, 360)
        self.list.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.table_head = SectionHeader("所属 × 質問", self)
        self.owed_head = SectionHeader("未回答", self, count=0)
        self._split.addWidget(_pane(self.table_head, self.table, self))
        self._none = EmptyState("check", "未回答はありません", "どの所属も、要るものに答えています。", self)
        self._below = QStackedWidget(self)
        self._below.addWidget(self.list)
        self._below.addWidget(self._none)
        self._split.addWidget(_pane(self.owed_head, self._below, self))
        self._split.setSizes([300, 260])

    def show_rows(self, questionnaire: Questionnaire, rows: Sequence[Row]) -> None:
        """The table as it is now."""
        here = self.table.currentIndex()
        self.answers.show_rows(questionnaire, rows)
        if self._sized != questionnaire.id:  # headings are never shortened
            self._sized = questionnaire.id
            for place in range(self.answers.columnCount()):
                width = self.table.horizontalHeader().sectionSizeHint(place) + 2 * _PAD
                self.table.setColumnWidth(place, max(_LEAST, width))
        if here.isValid():
            self.table.setCurrentIndex(self.answers.index(here.row(), here.column()))
        found = owed(rows)
        self.owed.show_owed(found)
        self.owed_head.set_count(len(found))
        self._below.setCurrentIndex(0 if found or not rows else 1)
        self.list.setColumnHidden(1, not any(r.subject_label for r in rows))

    def _cell(self, index: QModelIndex) -> None:
        found = self.answers.state(index)
        if found is not None and found[1].shown:
            row, state = found
            self.wanted.emit(row.department.rid, row.subject, state.question.id)

    def _line(self, index: QModelIndex) -> None:
        found = self.owed.owed(index)
        if found is not None:
            self.wanted.emit(found.department.rid, found.subject, found.question.id)


def _pane(head: QWidget, body: QWidget, parent: QWidget) -> QFrame:
    pane = QFrame(parent)
    pane.setProperty("ground", "surface")
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    bar = QFrame(pane)
    bar.setProperty("ground", "sunken")
    bar.setProperty("edge", "bottom")
    row = QVBoxLayout(bar)
    row.setContentsMargins(10, 4, 12, 4)
    head.setParent(bar)
    row.addWidget(head)
    column.addWidget(bar)
    body.setParent(pane)
    column.addWidget(body, 1)
    return pane
