"""How far each business or chapter is: a bar of verdicts with their signs, the numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.codes import UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICTS
from app.services.home import Progress
from app.ui.parts.text import tip
from app.ui.theme import look
from app.ui.theme.tokens import contrast

_ROW, _BAR, _TITLE, _WHO, _NUMBERS, _RATE = 26, 14, 168, 110, 92, 52


def _readable_on(fill: QColor) -> QColor:
    """The ink, of the two there are, that stands out more from a fill."""
    inks = [look.colour("text"), look.colour("surface")]
    return max(inks, key=lambda ink: contrast(ink.name(), fill.name()))


class ProgressBars(QWidget):
    """``chosen`` carries the key of the row that was pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, name: str = "業務ごとの進み") -> None:
        super().__init__(parent)
        self._rows: tuple[Progress, ...] = ()
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        look.notifier().changed.connect(self.update)

    def show_rows(self, rows: Sequence[Progress]) -> None:
        """Other rows."""
        self._rows = tuple(rows)
        self._current = min(self._current, max(0, len(rows) - 1))
        self.setFixedHeight(max(1, len(rows)) * _ROW)
        lines = [f"{r.title} {r.judged} / {r.total}" for r in rows]
        self.setAccessibleDescription("、".join(lines[:60]))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, max(1, len(self._rows)) * _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        first, last = event.rect().top() // _ROW, event.rect().bottom() // _ROW
        for n in range(first, min(last, len(self._rows) - 1) + 1):
            self._paint_row(painter, QRect(0, n * _ROW, self.width(), _ROW), self._rows[n], n)
        painter.end()

    def _paint_row(self, painter: QPainter, rect: QRect, row: Progress, n: int) -> None:
        if self.hasFocus() and n == self._current:
            painter.fillRect(rect, look.colour("selection"))
            painter.fillRect(QRect(0, rect.top(), 3, rect.height()), look.colour("accent"))
        left, middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, rect.center().y()
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setFont(look.font(13))
        painter.setPen(look.colour("text"))
        title = row.title if row.title == row.key else f"{row.key} {row.title}"
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, _TITLE - 16)
        painter.drawText(QRect(12, rect.top(), _TITLE - 12, _ROW), left, shown)
        at = _TITLE
        if any(r.department for r in self._rows):
            painter.setFont(look.font(12))
            painter.setPen(look.colour("text2"))
            who = painter.fontMetrics().elidedText(row.department, Qt.TextElideMode.ElideRight, _WHO - 8)
            painter.drawText(QRect(at, rect.top(), _WHO, _ROW), left, who)
            at += _WHO
        bar = QRect(at, middle - _BAR // 2, max(40, rect.width() - at - _NUMBERS - _RATE - 12), _BAR)
        self._paint_bar(painter, bar, row)
        painter.setFont(look.font(12))
        painter.setPen(look.colour("text2"))
        numbers = QRect(bar.right(), rect.top(), _NUMBERS, _ROW)
        painter.drawText(numbers, right, f"{row.judged:,} / {row.total:,}")
        painter.setFont(look.font(12, bold=True))
        painter.setPen(look.colour("text"))
        share = f"{row.judged * 100 // row.total}%" if row.total else "－"
        painter.drawText(QRect(numbers.right(), rect.top(), _RATE, _ROW), right, share)

    @staticmethod
    def _paint_bar(painter: QPainter, bar: QRect, row: Progress) -> None:
        at = float(bar.left())
        parts = [(v.code, v.sign) for v in VERDICTS] + [("", "")]
        for code, sign in parts:
            count = row.verdicts.get(code, 0)
            if not count or not row.total:
                continue
            width = bar.width() * count / row.total
            box = QRect(round(at), bar.top(), max(2, round(at + width) - round(at) - 1), bar.height())
            at += width
            name = code or "none"
            fill = look.colour("surface" if not code else f"verdict_{name}_{'ground' if code == 'fit' else 'bar'}")
            painter.fillRect(box, fill)
            edge = "verdict_fit_bar" if code == "fit" else "line2" if not code else f"verdict_{name}_bar"
            painter.setPen(QPen(look.colour(edge), 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
            if sign and box.width() >= 16:
                painter.setFont(look.font(12))
                painter.setPen(_readable_on(fill))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)

    def _row_at(self, y: int) -> int | None:
        n = y // _ROW
        return n if 0 <= n < len(self._rows) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        n = self._row_at(int(event.position().y()))
        if n is None:
            return
        row = self._rows[n]
        words = [f"{v.sign} {v.short} {row.verdicts[v.code]:,}" for v in VERDICTS if row.verdicts.get(v.code)]
        if row.verdicts.get(""):
            words.append(f"{UNJUDGED_SIGN} {UNJUDGED_LABEL} {row.verdicts['']:,}")
        self.setToolTip(tip(f"{row.title}\n" + "　".join(words)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        n = self._row_at(int(event.position().y()))
        if n is not None:
            self._current = n
            self.update()
            self.chosen.emit(self._rows[n].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and 0 <= self._current + step < len(self._rows):
            self._current += step
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._rows:
            self.chosen.emit(self._rows[self._current].key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)
        self.update()
