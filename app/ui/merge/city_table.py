"""The table of 団体: each municipality's verdict as a chip, one line per item, what was decided together last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.models.cities import LINE_ROLE, OWN, MatrixModel
from app.ui.parts.chips import chip_width, draw_chip, verdict_look
from app.ui.parts.ring import RingedTree
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

if TYPE_CHECKING:
    from app.services.city_matrix import Cell, Line

ID, CLASS, NAME = range(len(OWN))
_WIDTHS = {ID: 96, CLASS: 40}
CITY, NARROW_CITY, JOINT_WIDTH, NAME_LEAST = 164, 104, 200, 150
FEW = 4  # so many columns have room for the name of an edition


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, HEIGHT["row"])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        line: Line | None = index.data(LINE_ROLE)
        column, last = index.column(), index.model().columnCount() - 1
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.colour("selection"))
            if column == ID:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        if line is not None and NAME < column < last:
            self._cell(painter, rect.adjusted(4, 0, -6, 0), line.cells[column - len(OWN)])
        elif line is not None and column == last and line.joint is not None:
            self._joint(painter, rect.adjusted(4, 0, -6, 0), line, str(index.data()))
        else:
            here = line is None or line.here
            token = "text3" if column == last else "text" if column == NAME and here else "text2"
            room = rect.adjusted(12 if column == ID else 4, 0, -6, 0)
            self._text(painter, room, str(index.data() or ""), token)
        painter.restore()

    def _cell(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        if cell.state == "missing":
            self._text(painter, room.adjusted(6, 0, 0, 0), "未回答", "text3")
            return
        chip = verdict_look(cell.verdict, conflict=cell.state == "conflict")
        draw_chip(painter, room, chip)
        left = room.left() + chip_width(chip, QFontMetrics(look.font(12))) + 4
        rest = QRect(left, room.top(), room.right() - left, room.height())
        if cell.off:
            self._text(painter, rest, "※", "text2" if cell.reasoned else "error_text", bold=not cell.reasoned)
            rest.setLeft(rest.left() + 16)
        if cell.edition:
            wide = QFontMetrics(look.font(12)).horizontalAdvance(cell.edition) <= rest.width()
            self._text(painter, rest, cell.edition if wide else "版", "warn_text", size=12)

    def _joint(self, painter: QPainter, room: QRect, line: Line, text: str) -> None:
        joint = line.joint
        assert joint is not None
        if joint.conflict or joint.verdict:
            chip = verdict_look(joint.verdict or None, conflict=joint.conflict)
            draw_chip(painter, room, chip)
            room.setLeft(room.left() + chip_width(chip, QFontMetrics(look.font(12))) + 6)
            text = text.partition("　")[2]
        self._text(painter, room, text, "text2")

    @staticmethod
    def _text(painter: QPainter, room: QRect, text: str, token: str, *, size: int = 13, bold: bool = False) -> None:
        painter.setFont(look.font(size, bold=bold))
        painter.setPen(look.colour(token))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class MatrixTable(RingedTree):
    """``current_row`` when another line is chosen; ``taken`` on Return or double click."""

    current_row = Signal()
    taken = Signal()

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName("団体ごとの判定の一覧")
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        header.setFixedHeight(HEIGHT["header"])
        self.doubleClicked.connect(lambda _index: self.taken.emit())

    def fit(self) -> None:
        """Column widths: names take what is left, and cities scroll where there are too many."""
        header, count = self.header(), len(self._rows.columns())
        last = self._rows.columnCount() - 1
        wide = CITY if count <= FEW else NARROW_CITY
        taken = sum(_WIDTHS.values()) + count * wide + JOINT_WIDTH
        for section in range(last + 1):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
            width = _WIDTHS.get(section, JOINT_WIDTH if section == last else wide)
            if section == NAME:
                width = max(NAME_LEAST, self.viewport().width() - taken)
            header.resizeSection(section, width)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self.fit()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.current_row.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
            return
        super().keyPressEvent(event)

    def choose(self, place: int) -> None:
        """Puts the mark on a line."""
        if 0 <= place < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(place, 0))

    def chosen(self) -> list[int]:
        """The rows of the selection, in their order."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})
