"""The verdict keys: digit, sign in its colour, word; the one that stands is framed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.core.codes import UNJUDGED_KEY, UNJUDGED_SIGN, VERDICTS, Verdict
from app.ui.parts.buttons import draw_key
from app.ui.parts.text import tip
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

SIMPLE = tuple(v for v in VERDICTS if v.simple)


class VerdictKey(QAbstractButton):
    """One key. ``tight`` drops the key box's frame so that ten fit at 125 %."""

    def __init__(self, verdict: Verdict | None, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verdict = verdict
        self._digit = verdict.key if verdict else UNJUDGED_KEY
        self._sign = verdict.sign if verdict else UNJUDGED_SIGN
        self._tight = False
        self._proposed = False
        self.setText(word)
        self.setCheckable(True)
        self.setFixedHeight(HEIGHT["verdict_key"])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{self._digit} {verdict.label if verdict else word}")
        self.setToolTip(tip(f"{verdict.label if verdict else '未判定に戻す'}（キー {self._digit}）"))
        look.notifier().changed.connect(self.update)

    def set_proposed(self, proposed: bool) -> None:
        """The facts lead here: a line under the word, and a word for those who don't see it."""
        if proposed != self._proposed:
            self._proposed = proposed
            self.setAccessibleDescription("事実から決まる候補" if proposed else "")
            self.update()

    def proposed(self) -> bool:
        """True while the facts lead here."""
        return self._proposed

    def set_tight(self, tight: bool) -> None:
        """Less room around the parts."""
        self._tight = tight
        self.updateGeometry()
        self.update()

    def _left(self) -> int:
        return (4 if self._tight else 6) + (10 if self._tight else 18)

    def nextCheckState(self) -> None:
        """Pressing records; which one is framed follows from what was recorded."""

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(look.font(13, bold=True))
        sign = 18 if self._tight else 20
        return QSize(
            self._left() + (4 if self._tight else 6) + sign + metrics.horizontalAdvance(self.text()) + 6,
            HEIGHT["verdict_key"],
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        edge = "accent" if on or self.hasFocus() else ("line2" if self.isEnabled() else "line")
        width = 2 if on or self.hasFocus() else 1
        ground = "selection" if self.isDown() else "hover" if self.underMouse() and self.isEnabled() else "surface"
        painter.setPen(QPen(look.colour(edge), width))
        painter.setBrush(look.colour(ground if self.isEnabled() else "sunken"))
        half = width / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(half, half, -half, -half), 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 1))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(4, 4, -4, -4), 3, 3)
        middle = self.height() // 2
        ink = "text" if self.isEnabled() else "text3"
        if self._tight:
            painter.setFont(look.font(12))
            painter.setPen(look.colour("text2"))
            painter.drawText(QRect(4, 0, 10, self.height()), Qt.AlignmentFlag.AlignCenter, self._digit)
        else:
            draw_key(painter, QRect(6, middle - 10, 18, 20), self._digit, "text2", "line2")
        left = self._left() + (4 if self._tight else 6)
        code = self.verdict.code if self.verdict else "none"
        token = "text3" if code == "none" or not self.isEnabled() else f"verdict_{code}_bar"
        painter.setFont(look.font(14, bold=True))
        painter.setPen(look.colour(token))
        sign = 18 if self._tight else 20
        painter.drawText(QRect(left, 0, sign, self.height()), Qt.AlignmentFlag.AlignVCenter, self._sign)
        painter.setFont(look.font(13, bold=True))
        painter.setPen(look.colour(ink))
        room = QRect(left + sign, 0, self.width() - left - sign, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._proposed:
            width = painter.fontMetrics().horizontalAdvance(self.text())
            painter.setPen(QPen(look.colour("accent"), 2))
            line = middle + 11
            painter.drawLine(left + sign, line, min(left + sign + width, self.width() - 6), line)
        painter.end()


def make_keys(detailed: bool, parent: QWidget) -> list[VerdictKey]:
    """The keys of a preset: 簡易 1 3 4 0, 詳細 1–9 0; same digits and colours in both."""
    if detailed:
        keys = [VerdictKey(v, v.short, parent) for v in VERDICTS]
        return [*keys, VerdictKey(None, "戻す", parent)]
    return [*(VerdictKey(v, v.simple, parent) for v in SIMPLE), VerdictKey(None, "未判定に戻す", parent)]
