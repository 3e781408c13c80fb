"""The timeline: months above, systems beneath. A date is pulled with the mouse or moved with ← →, never recorded."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QScrollBar, QVBoxLayout, QWidget

from app.core.moves import odd_year
from app.core.transition import Plan
from app.ui.parts.ring import RingedTree
from app.ui.theme import look
from app.ui.transition.bars import NAMES, Bars
from app.ui.transition.rows import Row, TimelineModel, rows_of
from app.ui.transition.scale import NARROWEST, Scale, beginning, key, number, span_of, year_word

_GRIP = 9  # px at either side of a date where it can be taken hold of
HEAD = 43


class Months(QWidget):
    """Two header lines: the year with 和暦, and the month."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEAD)
        self.scale = Scale(2026 * 12, 12, NAMES, 60)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("sunken"))
        scale = self.scale
        for n in range(scale.count):
            day = beginning(scale.first + n)
            x = int(scale.left + n * scale.month)
            if n == 0 or day.month == 1:
                painter.setPen(QPen(look.colour("line2"), 1))
                painter.drawLine(x, 0, x, HEAD)
                painter.setFont(look.font(12, bold=True))
                painter.setPen(look.colour("text"))
                left = min(12 - day.month + 1, scale.count - n) * scale.month
                text = painter.fontMetrics().elidedText(year_word(day.year), Qt.TextElideMode.ElideNone, int(left) - 8)
                if painter.fontMetrics().horizontalAdvance(text) < left - 8:
                    painter.drawText(QRect(x + 8, 2, int(left) - 8, 20), Qt.AlignmentFlag.AlignVCenter, text)
            else:
                painter.setPen(QPen(look.colour("line"), 1))
                painter.drawLine(x, 24, x, HEAD)
            painter.setFont(look.font(12))
            painter.setPen(look.colour("text2"))
            room = QRect(x, 22, int(scale.month), 20)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, f"{day.month}月")
        painter.setPen(look.colour("line"))
        painter.drawLine(0, HEAD - 1, self.width(), HEAD - 1)


class Systems(RingedTree):
    """The rows. ``moved`` carries a system and a month (2026-03) on trial; ``asked`` wants a date typed."""

    chosen = Signal(str)
    moved = Signal(str, str)
    asked = Signal(str)
    let_go = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = TimelineModel(self)
        self.setModel(self.rows)
        self.bars = Bars(self)
        self.setItemDelegate(self.bars)
        self.setAccessibleName("移行の時期（システムごと）")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.writable = True

    def system(self) -> str:
        """The chosen system, "" while none is."""
        row = self.rows.row(self.currentIndex().row())
        return row.move.id if row is not None and row.move is not None else ""

    def choose(self, system: str) -> None:
        """Puts the mark on a system."""
        place = self.rows.place_of(system)
        if place >= 0:
            self.setCurrentIndex(self.rows.index(place, 0))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self.system())

    # dates

    def _row_at(self, y: float) -> Row | None:
        index = self.indexAt(self.viewport().rect().topLeft() + QRect(5, int(y), 1, 1).topLeft())
        return self.rows.row(index.row()) if index.isValid() else None

    def _grip(self, event: QMouseEvent) -> Row | None:
        """The row whose date is under the mouse."""
        row = self._row_at(event.position().y())
        if not self.writable or row is None or row.move is None or row.move.shift.settled is None:
            return None
        x = self.bars.scale.x(row.move.shift.settled.first)
        return row if abs(x - event.position().x()) <= _GRIP else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self._grip(event) if event.button() == Qt.MouseButton.LeftButton else None
        if row is not None and row.move is not None and row.move.shift.settled is not None:
            self.bars.dragged = (row.move.id, number(row.move.shift.settled.first))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.bars.dragged is None:
            hand = Qt.CursorShape.SizeHorCursor if self._grip(event) is not None else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(hand)
            return
        scale = self.bars.scale
        month = min(max(scale.at(event.position().x()), scale.first), scale.first + scale.count - 1)
        if month != self.bars.dragged[1]:
            self.bars.dragged = (self.bars.dragged[0], month)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.bars.dragged is not None:
            system, month = self.bars.dragged
            self.bars.dragged = None
            self.viewport().update()
            row = self.rows.row(self.rows.place_of(system))
            settled = row.move.shift.settled if row is not None and row.move is not None else None
            if settled is not None and number(settled.first) != month:
                self.moved.emit(system, key(month))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.writable and self.system():
            self.asked.emit(self.system())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = event.key()
        if pressed in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(-1 if pressed == Qt.Key.Key_Left else 1)
        elif pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.writable and self.system():
            self.asked.emit(self.system())
        elif pressed == Qt.Key.Key_Escape:
            if self.bars.dragged is not None:
                self.bars.dragged = None
                self.viewport().update()
            else:
                self.let_go.emit()
        else:
            super().keyPressEvent(event)

    def _step(self, months: int) -> None:
        row = self.rows.row(self.currentIndex().row())
        if not self.writable or row is None or row.move is None:
            return
        settled = row.move.shift.settled
        if settled is None:
            self.asked.emit(row.move.id)
            return
        wanted = number(settled.first) + months
        if odd_year(key(wanted)) is None:
            self.moved.emit(row.move.id, key(wanted))


class Timeline(QWidget):
    """Months, systems, and a bar to move along where not all months have room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.months = Months(self)
        column.addWidget(self.months)
        self.systems = Systems(self)
        column.addWidget(self.systems, 1)
        self.along = QScrollBar(Qt.Orientation.Horizontal, self)
        self.along.setAccessibleName("月を送る")
        self.along.valueChanged.connect(lambda _v: self._lay())
        column.addWidget(self.along)
        self._span = (number(date.today()), number(date.today()) + 11)

    def show_plan(self, plan: Plan, by: str, today: date) -> None:
        """Another plan, or the same with dates on trial; the months stay where they are while they hold everything."""
        first, last = span_of(plan, today)
        self._span = (first, last)
        bars = self.systems.bars
        bars.plan, bars.today = plan, today
        held = self.systems.system()
        self.systems.rows.set_rows(rows_of(plan, by))
        self.systems.choose(held)
        self._lay()

    def _lay(self) -> None:
        first, last = self._span
        room = max(120, self.systems.viewport().width() - NAMES)
        total = last - first + 1
        fits = max(3, min(total, int(room // NARROWEST)))
        self.along.setVisible(fits < total)
        blocked = self.along.blockSignals(True)
        self.along.setRange(0, max(0, total - fits))
        self.along.setPageStep(fits)
        self.along.blockSignals(blocked)
        scale = Scale(first + self.along.value(), fits, NAMES, room / fits)
        self.systems.bars.scale = self.months.scale = scale
        self.months.update()
        self.systems.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()
