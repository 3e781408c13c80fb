"""The board: a row for each business, a column for each of the 40 steps; digits record a status."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.services.pmo import Cell, Row
from app.ui.parts.inputs import digit_of
from app.ui.parts.text import tip
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT
from app.ui.work.pmo import Board

SIGNS = {"done": "済", "working": "中", "waiting": "未", "out": "外", "": "－"}
KEYS = ("done", "working", "waiting", "out")
_TOKENS = {"done": ("done_ground", "done_text"), "working": ("soft", "accent"), "waiting": ("surface", "text2"),
           "out": ("sunken", "text3")}  # fmt: skip
_PHASE_LINE = frozenset({13, 29, 39})  # columns before which a phase ends
WIDE = 34
CELL_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class BoardModel(QAbstractTableModel):
    """Twenty businesses or so; everything is at hand."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.board: Board | None = None

    def put(self, board: Board) -> None:
        """Another state; the marks stay while the businesses are the same."""
        same = self.board is not None and [r.business for r in self.board.rows] == [r.business for r in board.rows]
        if same:
            self.board = board
            if board.rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(board.rows) - 1, len(board.steps) - 1))
                self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(board.rows) - 1)
            return
        self.beginResetModel()
        self.board = board
        self.endResetModel()

    def row(self, place: int) -> Row | None:
        """A business."""
        rows = self.board.rows if self.board is not None else ()
        return rows[place] if 0 <= place < len(rows) else None

    def cell(self, index: Index) -> Cell | None:
        """A business in a step."""
        row = self.row(index.row())
        return row.cells[index.column()] if row is not None and 0 <= index.column() < len(row.cells) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.board is None else len(self.board.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.board is None else len(self.board.steps)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.board is None:
            return None
        if orientation == Qt.Orientation.Horizontal:
            step = self.board.steps[section]
            return {
                Qt.ItemDataRole.DisplayRole: step.code,
                Qt.ItemDataRole.ToolTipRole: tip(step.title),
                Qt.ItemDataRole.AccessibleTextRole: step.title,
            }.get(Qt.ItemDataRole(role))
        row = self.board.rows[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.name}　{float(row.rates.done) * 100:.0f}%"
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell, row = self.cell(index), self.row(index.row())
        if cell is None or row is None or self.board is None:
            return None
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return SIGNS[cell.status]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            said = spoken(self.board, row, cell)
            return tip(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None


def spoken(board: Board, row: Row, cell: Cell) -> str:
    """What a cell says aloud, and in its tooltip."""
    title = next(s.title for s in board.steps if s.code == cell.step)
    said = [row.name, title, board.labels.get(cell.status, "まだ入っていません")]
    if cell.proposed and cell.proposed != cell.status:
        said.append(f"提案 {board.labels[cell.proposed]}（{cell.why}）")
    if cell.against:
        said.append(cell.against)
    return "　".join(said)


class _Cell(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        cell: Cell = index.data(CELL_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = cell.status or cell.proposed
        ground, ink = _TOKENS.get(shown, ("surface", "text3"))
        box = QRectF(rect).adjusted(2, 3, -2, -3)
        if cell.status:
            painter.setPen(QPen(look.colour("line"), 1) if shown in ("waiting", "out") else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(ground))
            painter.drawRoundedRect(box, 3, 3)
        elif cell.proposed:
            pen = QPen(look.colour("line2"), 1)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 3, 3)
        painter.setFont(look.font(12, bold=bool(cell.status)))
        painter.setPen(look.colour(ink if cell.status else "text3"))
        text = SIGNS[shown] if shown else "－"
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        if cell.against:
            painter.setPen(QPen(look.colour("error_line"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 3, 3)
            painter.setFont(look.font(12, bold=True))
            painter.setPen(look.colour("error_text"))
            painter.drawText(QRect(rect.right() - 9, rect.top(), 9, 14), Qt.AlignmentFlag.AlignCenter, "!")
        if index.column() in _PHASE_LINE:
            painter.setPen(QPen(look.colour("line2"), 1))
            painter.drawLine(rect.left(), rect.top(), rect.left(), rect.bottom())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -1))
        painter.restore()


class BoardView(QTableView):
    """``recorded`` carries a status for the chosen cells, ``opened`` the cell whose form is wanted."""

    recorded = Signal(str)
    opened = Signal()
    looked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.model_ = BoardModel(self)
        self.setModel(self.model_)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName("業務ごとの 40 ステップ")
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setDefaultSectionSize(WIDE)
        head.setMinimumSectionSize(WIDE)
        side = self.verticalHeader()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(HEIGHT["row"])
        side.setFixedWidth(230)
        side.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(lambda _i: self.opened.emit())

    def put(self, board: Board) -> None:
        """Another state."""
        self.model_.put(board)
        if not self.currentIndex().isValid() and board.rows:
            self.setCurrentIndex(self.model_.index(0, 0))
        self.looked.emit()

    def chosen(self) -> list[tuple[Row, Cell]]:
        """The chosen cells."""
        out = []
        for index in sorted(self.selectedIndexes(), key=lambda i: (i.row(), i.column())):
            row, cell = self.model_.row(index.row()), self.model_.cell(index)
            if row is not None and cell is not None:
                out.append((row, cell))
        return out

    def current(self) -> tuple[Row, Cell] | None:
        """The cell with the mark."""
        row, cell = self.model_.row(self.currentIndex().row()), self.model_.cell(self.currentIndex())
        return (row, cell) if row is not None and cell is not None else None

    def go_to(self, business: str, step: str) -> None:
        """Puts the mark on a cell."""
        board = self.model_.board
        if board is None:
            return
        row = next((n for n, r in enumerate(board.rows) if r.business == business), -1)
        column = next((n for n, s in enumerate(board.steps) if s.code == step), -1)
        if row >= 0 and column >= 0:
            self.setCurrentIndex(self.model_.index(row, column))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.looked.emit()

    def _digit(self, digit: str) -> bool:
        if digit == "0":
            self.recorded.emit("")
        elif digit and 1 <= int(digit) <= len(KEYS):
            self.recorded.emit(KEYS[int(digit) - 1])
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if plain and self._digit(digit_of(event.text())):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._digit(digit_of(event.commitString()))
