"""How a row of the timeline is drawn: today's system grey, the standard one soft blue, both alive hatched amber."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.core.transition import Plan
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT
from app.ui.transition.rows import ROW_ROLE, Row
from app.ui.transition.scale import Scale, beginning, month_word, number

NAMES = 196  # px of the column of names
GROUP, SYSTEM = 22, HEIGHT["grid_row"]
_MID = Qt.AlignmentFlag.AlignVCenter


class Bars(QStyledItemDelegate):
    """``scale``, ``plan`` and ``today`` are set by the view before anything is drawn."""

    def __init__(self, parent: object) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self.scale = Scale(2026 * 12, 12, NAMES, 60)
        self.plan: Plan | None = None
        self.today = date.today()
        self.dragged: tuple[str, int] | None = None  # system and month while a date is pulled

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        row: Row = index.data(ROW_ROLE)
        return QSize(40, GROUP if row.move is None else SYSTEM)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        row: Row = index.data(ROW_ROLE)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, rect, row, chosen)
        painter.setClipRect(QRectF(self.scale.left, rect.top(), self.scale.right - self.scale.left, rect.height()))
        self._grid(painter, rect)
        self._bands(painter, rect)
        if row.move is not None:
            self._system(painter, rect, row)
        self._now(painter, rect)
        if row.first:
            self._words_of_band(painter, rect)
        painter.restore()

    # ground

    def _ground(self, painter: QPainter, rect: QRect, row: Row, chosen: bool) -> None:
        if row.move is None:
            painter.fillRect(rect, look.colour("sunken"))
        elif chosen:
            painter.fillRect(QRect(rect.left(), rect.top(), NAMES, rect.height()), look.colour("selection"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        painter.setPen(look.colour("text2" if row.move is None else "text"))
        painter.setFont(look.font(12 if row.move is None else 13, bold=row.move is None or chosen))
        room = rect.adjusted(10 if row.move is None else 18, 0, 0, 0)
        room.setRight(NAMES - 6)
        text = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _MID, text)
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(NAMES - 1, rect.top(), NAMES - 1, rect.bottom())

    def _grid(self, painter: QPainter, rect: QRect) -> None:
        for n in range(1, self.scale.count):
            x = self.scale.left + n * self.scale.month
            january = (self.scale.first + n) % 12 == 0
            painter.setPen(QPen(look.colour("line2" if january else "line"), 1))
            painter.drawLine(int(x), rect.top(), int(x), rect.bottom())

    def _bands(self, painter: QPainter, rect: QRect) -> None:
        for band in self.plan.bands if self.plan is not None else ():
            if band.end is None:
                continue
            left, right = self.scale.inside(band.start), self.scale.inside(band.end)
            box = QRectF(left, rect.top(), right - left, rect.height())
            painter.fillRect(box, look.colour("warn_ground"))
            _hatch(painter, box, "warn_line", 90)
            painter.setPen(QPen(look.colour("warn_line"), 1, Qt.PenStyle.DashLine))
            for x in (left, right):
                painter.drawLine(int(x), rect.top(), int(x), rect.bottom())

    def _words_of_band(self, painter: QPainter, rect: QRect) -> None:
        """今日 and 過渡期 on the first heading; what would cover another is moved aside."""
        painter.setFont(look.font(12, bold=True))
        metrics = painter.fontMetrics()
        taken: list[QRectF] = []
        now = f"今日 {self.today:%m/%d}"
        if self.scale.left <= self.scale.x(self.today) <= self.scale.right:
            width = metrics.horizontalAdvance(now) + 12
            x = min(max(self.scale.x(self.today) - width / 2, self.scale.left + 2), self.scale.right - width - 2)
            box = QRectF(x, rect.top() + 2, width, rect.height() - 4)
            painter.setPen(look.colour("error_line"))
            painter.setBrush(look.colour("surface"))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(look.colour("error_text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, now)
            taken.append(box)
        for band in self.plan.bands if self.plan is not None else ():
            if band.end is None:
                continue
            until = f"{band.end:%m}" if band.end.year == band.start.year else f"{band.end:%Y-%m}"
            text = f"過渡期 {band.start:%Y-%m} ～ {until}"
            width = metrics.horizontalAdvance(text) + 12
            x = min(self.scale.inside(band.start) + 2, self.scale.right - width)
            for other in taken:
                if x < other.right() + 4 and other.left() < x + width + 4:
                    x = other.right() + 6
            box = QRectF(x, rect.top() + 1, width, rect.height() - 2)
            if box.right() > self.scale.right:
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("warn_ground"))
            painter.drawRect(box)
            painter.setPen(look.colour("warn_text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            taken.append(box)

    def _now(self, painter: QPainter, rect: QRect) -> None:
        x = self.scale.x(self.today)
        painter.setPen(QPen(look.colour("error_line"), 1.5))
        painter.drawLine(int(x), rect.top(), int(x), rect.bottom())

    # a system

    def _system(self, painter: QPainter, rect: QRect, row: Row) -> None:
        move = row.move
        assert move is not None
        scale = self.scale
        top, high = rect.top() + 4.0, rect.height() - 9.0
        span = move.shift.settled
        month = self.dragged[1] if self.dragged is not None and self.dragged[0] == move.id else None
        start = beginning(month) if month is not None else span.first if span is not None else None
        x = scale.inside(start) if start is not None else scale.right
        before = move.before.settled if move.before is not None else span if month is not None else None
        recorded = scale.inside(before.first) if before is not None else x
        old = QRectF(scale.left + 2, top, min(x, recorded) - scale.left - 3, high)
        if old.width() > 1:
            painter.setPen(look.colour("line2"))
            painter.setBrush(look.colour("line"))
            painter.drawRect(old)
            self._write(painter, old.adjusted(8, 0, -4, 0), "現行", "text")
        if start is None:
            self._open(painter, row, top, high)
        elif month is not None or move.before is not None:
            self._trial(painter, x, recorded, before.first if before is not None else None, start, top, high)
        else:
            uncertain = span is not None and span.precision not in ("day", "part", "month")
            new = QRectF(x, top, scale.right - x - 4, high)
            painter.setPen(
                QPen(look.colour("soft_line"), 1, Qt.PenStyle.DashLine if uncertain else Qt.PenStyle.SolidLine)
            )
            painter.setBrush(look.colour("soft"))
            if new.width() > 3:
                painter.drawRect(new)
                painter.fillRect(QRectF(x, top - 1, 3, high + 2), look.colour("accent"))
                word = move.shift.text if uncertain else self._month(start)
                self._write(painter, new.adjusted(12, 0, -4, 0), f"標準準拠　{word}", "text")
        self._signs(painter, row, top, high)

    def _month(self, day: date) -> str:
        shown = {beginning(self.scale.first + n).year for n in range(self.scale.count)}
        return f"{day.month}月" if len(shown) < 3 else month_word(day)

    def _open(self, painter: QPainter, row: Row, top: float, high: float) -> None:
        """Nobody knows the end: hatched from today (or the first move of others) to the edge."""
        move, scale = row.move, self.scale
        assert move is not None
        box = QRectF(scale.inside(self.today), top, scale.right - scale.inside(self.today) - 2, high)
        _hatch(painter, box, "error_line", 200)
        said = move.shift.text or "未定"
        words = f"？ 移行時期 {said}" + (f"　特定移行支援システム（{move.difficult}）" if move.difficult else "")
        painter.setFont(look.font(12, bold=True))
        room = box.adjusted(20, -1, -8, 1)
        text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, max(0, int(room.width()) - 16))
        room.setWidth(painter.fontMetrics().horizontalAdvance(text) + 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("error_ground"))
        painter.drawRoundedRect(room, 3, 3)
        painter.setPen(look.colour("error_text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _trial(
        self, painter: QPainter, x: float, recorded: float, before: date | None, start: date, top: float, high: float
    ) -> None:
        """The only filled bar: from the date on trial on, with the stretch it is moved by in dashes."""
        accent, ink = look.colour("accent"), look.colour("on_accent")
        new = QRectF(x, top - 1, self.scale.right - x - 4, high + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        if new.width() > 3:
            painter.drawRect(new)
            painter.setFont(look.font(12, bold=True))
            painter.setPen(ink)
            room = new.adjusted(14, 0, -4, 0)
            text = f"標準準拠　{self._month(start)}（試し）"
            painter.drawText(
                room, _MID, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
            )
        gap = QRectF(min(x, recorded), top - 1, abs(x - recorded), high + 2)
        if gap.width() > 4:
            painter.setPen(QPen(accent, 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(look.colour("surface") if x > recorded else Qt.BrushStyle.NoBrush)
            painter.drawRect(gap)
            months = number(start) - number(before) if before is not None else 0
            text = f"{months}か月 遅らせる →" if months > 0 else f"← {-months}か月 早める" if months < 0 else ""
            painter.setFont(look.font(12, bold=True))
            if painter.fontMetrics().horizontalAdvance(text) + 8 < gap.width():
                painter.setPen(accent if x > recorded else ink)
                painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(QPen(look.colour("surface"), 2))
        painter.setBrush(accent)
        painter.drawEllipse(QRectF(x - 7, top + high / 2 - 7, 14, 14))

    def _signs(self, painter: QPainter, row: Row, top: float, high: float) -> None:
        """When it is lifted, when the contract ends; an end before the move stands out."""
        move = row.move
        assert move is not None
        lift, end = move.lift.settled, move.contract_end.settled
        if lift is not None and self.scale.left < self.scale.x(lift.first) < self.scale.right:
            x = self.scale.x(lift.first)
            painter.setPen(QPen(look.colour("line2"), 1))
            painter.setBrush(look.colour("surface"))
            text = "リフト"
            painter.setFont(look.font(12))
            box = QRectF(x, top + 1, painter.fontMetrics().horizontalAdvance(text) + 8, high - 2)
            painter.drawRect(box)
            painter.setPen(look.colour("text2"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        if end is not None and row.gap and self.scale.left < self.scale.x(end.last) < self.scale.right:
            x = self.scale.x(end.last)
            painter.setPen(QPen(look.colour("error_line"), 2))
            painter.drawLine(int(x), int(top - 2), int(x), int(top + high + 2))
            painter.setFont(look.font(12, bold=True))
            text = "契約終了"
            width = painter.fontMetrics().horizontalAdvance(text) + 8
            box = QRectF(x - width, top, width, high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("error_ground"))
            painter.drawRect(box)
            painter.setPen(look.colour("error_text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _write(self, painter: QPainter, room: QRectF, text: str, token: str) -> None:
        painter.setFont(look.font(12))
        metrics: QFontMetrics = painter.fontMetrics()
        if room.width() >= metrics.horizontalAdvance(text[:2]) + 4:
            painter.setPen(look.colour(token))
            painter.drawText(room, _MID, metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room.width())))


def _hatch(painter: QPainter, box: QRectF, token: str, alpha: int) -> None:
    colour = look.colour(token)
    colour.setAlpha(alpha)
    painter.setBrushOrigin(0, 0)
    painter.fillRect(box, QBrush(colour, Qt.BrushStyle.BDiagPattern))
