"""Chips: sign, word and colour always together; painted in tables, shown as widgets elsewhere by the same code."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.codes import CLASS_LABEL, CLASS_SIGN, UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICT
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT, RADIUS

_PAD = 6
_GAP = 3


@dataclass(frozen=True, slots=True)
class ChipLook:
    """What a chip shows: ``outline`` "" none, "solid" or "dash"."""

    sign: str
    word: str
    ground: str
    ink: str
    outline: str = ""
    sign_ink: str = ""


def verdict_look(code: str | None, *, conflict: bool = False) -> ChipLook:
    """The chip of a verdict code; ``None`` is 未判定, a conflict wears the gap's colours."""
    if conflict:
        return ChipLook("≠", "競合", "verdict_gap_ground", "verdict_gap_ink")
    if code is None:
        return ChipLook(UNJUDGED_SIGN, UNJUDGED_LABEL, "verdict_none_ground", "verdict_none_ink", "dash")
    verdict = VERDICT[code]
    ground, ink = f"verdict_{code}_ground", f"verdict_{code}_ink"
    return ChipLook(verdict.sign, verdict.short, ground, ink)


def class_look(cls: str | None) -> ChipLook:
    """The outlined chip of an implementation class."""
    if cls is None:
        return ChipLook("", "類型の定めなし", "surface", "text2", "solid")
    return ChipLook(CLASS_SIGN[cls], CLASS_LABEL[cls], "surface", "text", "solid")


def state_look(word: str, tone: str, sign: str = "") -> ChipLook:
    """A tinted state chip; ``tone`` one of warn, error, done, soft, neutral."""
    if tone == "soft":
        return ChipLook(sign, word, "soft", "accent")
    if tone == "neutral":
        return ChipLook(sign, word, "sunken", "text2")
    return ChipLook(sign, word, f"{tone}_ground", f"{tone}_text")


def chip_width(chip: ChipLook, metrics: QFontMetrics) -> int:
    """Width a chip needs with its padding."""
    sign = metrics.horizontalAdvance(chip.sign) + _GAP if chip.sign else 0
    return _PAD * 2 + sign + metrics.horizontalAdvance(chip.word)


def draw_chip(painter: QPainter, rect: QRect, chip: ChipLook, *, stretch: bool = False) -> None:
    """Draws a chip left-aligned and vertically centred in ``rect``; ``stretch`` fills the width as list cells do."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(look.font(12))
    metrics = painter.fontMetrics()
    width = rect.width() if stretch else min(chip_width(chip, metrics), rect.width())
    height = min(HEIGHT["chip"], rect.height())
    box = QRectF(rect.left(), rect.top() + (rect.height() - height) // 2, width, height)
    if chip.outline:
        pen = QPen(look.colour("line2"), 1)
        if chip.outline == "dash":
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        box = box.adjusted(0.5, 0.5, -0.5, -0.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(chip.ground))
    painter.drawRoundedRect(box, RADIUS["control"], RADIUS["control"])
    painter.setPen(look.colour(chip.ink))
    left = rect.left() + _PAD
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    if chip.sign:
        advance = metrics.horizontalAdvance(chip.sign)
        painter.drawText(QRect(left, rect.top(), advance + 2, rect.height()), flags, chip.sign)
        left += advance + _GAP
    room = rect.left() + width - left
    painter.drawText(QRect(left, rect.top(), int(room), rect.height()), flags, chip.word)
    painter.restore()


class Chip(QWidget):
    """A chip as a widget; not clickable, read out by its accessible name."""

    def __init__(self, chip: ChipLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip = chip
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_look(chip)

    def set_look(self, chip: ChipLook) -> None:
        """Shows another chip."""
        self._chip = chip
        self.setAccessibleName(chip.word)
        self.updateGeometry()
        self.update()

    def word(self) -> str:
        """The word it shows."""
        return self._chip.word

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._chip, QFontMetrics(look.font(12))) + 1, HEIGHT["chip"])

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_chip(painter, self.rect(), self._chip)
        painter.end()
