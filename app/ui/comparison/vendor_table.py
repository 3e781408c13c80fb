"""The table of ベンダとの一致: our verdict and each answer as chips, one line per item."""

from __future__ import annotations

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

from app.services.vendor_words import UNANSWERED, chip_of
from app.ui.comparison.vendor_cards import agreement_look
from app.ui.models.agreement import OWN, ROW_ROLE, AgreementModel, AgreementRow
from app.ui.parts.chips import ChipLook, chip_width, draw_chip, verdict_look
from app.ui.parts.ring import RingedTree
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

ID, CLASS, NAME, VERDICT_PLACE = range(len(OWN))
_WIDTHS = {ID: 122, CLASS: 36, VERDICT_PLACE: 92}
SIGN = 18  # signs are of different widths: the words behind them stand level
ANSWER, WIDE_ANSWER = 172, 250
_INK = {"error": "error_text", "warning": "warn_text"}


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, HEIGHT["row"])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        row: AgreementRow = index.data(ROW_ROLE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        column, last = index.column(), index.model().columnCount() - 1
        painter.save()
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            if column == ID:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        if column == VERDICT_PLACE:
            draw_chip(painter, rect.adjusted(4, 0, -6, 0), verdict_look(row.row.verdict, conflict=row.row.conflict))
        elif VERDICT_PLACE < column < last:
            self._answer(painter, rect, row, column - len(OWN), chosen)
        else:
            token = "text" if column == NAME else "text2"
            if column == last:
                token = "text" if chosen else _INK.get(row.about()[0], "text2")
            self._text(painter, rect.adjusted(12 if column == ID else 4, 0, -6, 0), str(index.data()), token)
        painter.restore()

    def _answer(self, painter: QPainter, rect: QRect, row: AgreementRow, place: int, chosen: bool) -> None:
        line = row.lines[place]
        if line is None:
            return
        room = rect.adjusted(4, 0, -8, 0)
        if line.state not in ("fits", "unanswered"):  # settled is pale, what needs a person stands out
            whole = agreement_look(line.state)
            chip = ChipLook(whole.sign, "", whole.ground, whole.ink)
            width = chip_width(chip, QFontMetrics(look.font(12)))
            draw_chip(painter, QRect(room.left(), room.top(), width, room.height()), chip)
        room.setLeft(room.left() + 30)
        sign, _, word = chip_of(line.answer.answer).partition(" ")
        token = "text3" if line.answer.answer == UNANSWERED and not chosen else "text"
        self._text(painter, room, sign, token)
        said = "　".join(t for t in (word, line.answer.when) if t)
        self._text(painter, room.adjusted(SIGN, 0, 0, 0), said, token)

    @staticmethod
    def _text(painter: QPainter, room: QRect, text: str, token: str) -> None:
        painter.setFont(look.font(13))
        painter.setPen(look.colour(token))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class AgreementTable(RingedTree):
    """``current_row`` for the chosen line, ``taken`` on Return or double click."""

    current_row = Signal(object)
    taken = Signal()

    def __init__(self, model: AgreementModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._wide, self._packages = False, 0
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName("ベンダの回答と判定の一覧")
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(HEIGHT["header"])
        self.doubleClicked.connect(lambda _index: self.taken.emit())

    def set_wide(self, wide: bool) -> None:
        """Wide windows give the answers more room."""
        self._wide = wide
        self.set_packages(self._packages)

    def set_packages(self, count: int) -> None:
        """Column widths for so many packages."""
        self._packages = count
        header = self.header()
        last = self._rows.columnCount() - 1
        for section in range(last + 1):
            if section in (NAME, last):
                header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
                continue
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(section, _WIDTHS.get(section, WIDE_ANSWER if self._wide else ANSWER))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.current_row.emit(self._rows.row(current.row()) if current.isValid() else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
            return
        super().keyPressEvent(event)

    def chosen(self) -> AgreementRow | None:
        """The item of the current line."""
        return self._rows.row(self.currentIndex().row())

    def choose(self, place: int) -> None:
        """Puts the mark on a line."""
        if 0 <= place < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(place, 0))
