"""What the room sees: one item, both sides, the options, the verdict as it stands; drawn to any size, never scrolled.

Laid out in units of a screen 720 high and painted larger or smaller with it, so that no text is ever under 20 px on a
projector of 1280×720. What doesn't fit goes to numbered pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.codes import CLASS_LABEL, CLASS_SIGN, VERDICT, VERDICTS, Verdict
from app.ui.meeting.texts import Flow, Para, fitting, spoken, today, two_lines, ways
from app.ui.parts.requirement import MARKED_AT_MOST, marked_share
from app.ui.theme import look
from app.ui.work.meetings import Slide

HIGH, NARROW = 720, 1040  # units: the height, and the least width things are laid out in
EDGE = 40
SMALLEST = 20
TOP, CARDS, BAND, FOOT = 60, 148, 501, 575
HOME = "H"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MID = Qt.AlignmentFlag.AlignCenter
Page = tuple[str, list[tuple[Flow, float, tuple[float, float]]]]
"""Heading of a page over the whole width ("" = two sides), and [(text, left edge, top and bottom in the text)]."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every item. ``left``: seconds that are left, below 0 over time, None while nobody counts."""

    name: str = ""
    date: str = ""
    total: int = 0
    homework: int = 0
    left: int | None = None


def rest_word(left: int) -> str:
    """残り 3分, 残り 40秒, 超過 2分."""
    if left < 0:
        return f"超過 {-left // 60 + 1}分"
    return f"残り {left // 60}分" if left >= 60 else f"残り {left}秒"


class SlideView(QWidget):
    """Paints a :class:`Slide`. ``least``: the smallest scale, for the small copy on the PC itself."""

    def __init__(self, parent: QWidget | None = None, *, least: float = 0.0) -> None:
        super().__init__(parent)
        self._least = least
        self._head = Head()
        self._slide: Slide | None = None
        self._detailed = False
        self._hidden = False
        self._page = 0
        self._laid: tuple[float, list[Page]] | None = None
        self.sizes: set[float] = set()  # of the texts drawn last, in pixels
        self.cut: list[str] = []  # texts that had to be shortened and stand whole nowhere
        self.shortened: list[str] = []  # those that stand whole on a page of their own
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(480, 300))
        self.setAccessibleName("投影する画面")
        look.notifier().changed.connect(self._again)

    # contents

    def show_head(self, head: Head) -> None:
        """The line above; called every second while time runs."""
        if head != self._head:
            self._head = head
            self.update()

    def show_slide(self, slide: Slide | None, *, detailed: bool) -> None:
        """Another item (its first page), or the same one as it stands now."""
        if slide is None or self._slide is None or slide.place != self._slide.place:
            self._page = 0
        self._slide, self._detailed = slide, detailed
        self.setAccessibleDescription(spoken(slide) if slide is not None else "")
        self._again()

    def set_hidden(self, hidden: bool) -> None:
        """Shows nothing but the meeting's name, or the item again."""
        self._hidden = hidden
        self.update()

    def hidden_now(self) -> bool:
        """True while the item is hidden."""
        return self._hidden

    def turn(self, by: int) -> bool:
        """Another page of the same item; False where there is none."""
        wanted = self._page + by
        if not 0 <= wanted < self.pages():
            return False
        self._page = wanted
        self.update()
        return True

    def page(self) -> int:
        """The page that shows, from 0."""
        return self._page

    def pages(self) -> int:
        """How many pages the item has at this size."""
        return max(1, len(self._layout()))

    def _again(self) -> None:
        self._laid = None
        self.update()

    # layout

    def scale(self) -> float:
        """Pixels per unit."""
        return max(self._least, min(self.height() / HIGH, self.width() / NARROW))

    def _units(self) -> tuple[float, float]:
        return self.width() / self.scale(), self.height() / self.scale()

    def _band(self) -> bool:
        return bool(self._slide and (self._slide.point or self._slide.ways))

    def _layout(self) -> list[Page]:
        """The pages: (heading of a page over the whole width, [(text, left, page of it)])."""
        width, height = self._units()
        if self._laid is not None and self._laid[0] == width * 10_000 + height:
            return self._laid[1]
        pages = self._make_pages(width, height) if self._slide is not None else []
        self._laid = (width * 10_000 + height, pages)
        self._page = min(self._page, max(0, len(pages) - 1))
        return pages

    def _bottom(self, height: float) -> float:
        return height - HIGH + (BAND - 16 if self._band() else FOOT - 15)

    def _make_pages(self, width: float, height: float) -> list[Page]:
        slide = self._slide
        assert slide is not None
        room = self._bottom(height) - CARDS - 72
        inner = (width - 2 * EDGE - 20) / 2 - 48
        marks = slide.marks if marked_share(slide.standard, slide.marks) <= MARKED_AT_MOST else ()
        standard = [Para(slide.standard or slide.note or "本文はありません。", marks=marks if slide.standard else ())]
        left, right = fitting(standard, inner, room), fitting(today(slide), inner, room)
        pages_left, pages_right = left.pages(room), right.pages(room)
        found = []
        for n in range(max(len(pages_left), len(pages_right))):
            sides = []
            for flow, pages, x in ((left, pages_left, EDGE + 24), (right, pages_right, width / 2 + 10 + 24)):
                if n < len(pages):
                    sides.append((flow, x, pages[n]))
            found.append(("", sides))
        if slide.ways:
            flow = Flow(ways(slide), width - 2 * EDGE - 48)
            found += [("対応案", [(flow, EDGE + 24, page)]) for page in flow.pages(room)]
        band = width - 2 * EDGE - 48 - 70 - (130 if slide.ways else 0)
        long = [
            Para(text)
            for text, size, room_ in ((slide.name, 22, self._name_room(width)[0].width()), (slide.point, 20, band))
            if not two_lines(text, size, room_)[2]
        ]
        if long:
            flow = Flow(long, width - 2 * EDGE - 48)
            found += [("名称・論点", [(flow, EDGE + 24, page)]) for page in flow.pages(room)]
        return found

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.scale(self.scale(), self.scale())
        self.sizes, self.cut, self.shortened = set(), [], []
        width, height = self._units()
        if self._hidden or self._slide is None:
            title = self._head.name or "会議"
            self._text(painter, QRectF(EDGE, height / 2 - 60, width - 80, 60), title, 40, bold=True, align=_MID)
            word = "表示を止めています" if self._hidden else "議題がありません"
            self._text(painter, QRectF(EDGE, height / 2 + 10, width - 80, 40), word, 24, tone="text2", align=_MID)
        else:
            self._draw_head(painter, width)
            self._draw_title(painter, width, self._slide)
            self._draw_cards(painter, width, height, self._slide)
            if self._band():
                self._draw_band(painter, width, height, self._slide)
            self._draw_foot(painter, width, height, self._slide)
        painter.end()

    def _text(
        self,
        painter: QPainter,
        room: QRectF,
        text: str,
        size: int,
        *,
        tone: str = "text",
        bold: bool = False,
        align: Qt.AlignmentFlag = _LEFT,
        smaller: tuple[int, ...] = (),
    ) -> float:
        """One line in its place, in the largest of ``size`` and ``smaller`` that fits; the width it takes."""
        for tried in (size, *smaller):
            font = look.font(tried, bold=bold)
            metrics = QFontMetricsF(font)
            wide = metrics.horizontalAdvance(text)
            if wide <= room.width() + 0.5:
                break
        else:
            self.cut.append(text)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            wide = metrics.horizontalAdvance(text)
        if text:
            self.sizes.add(tried * self.scale())
        painter.setFont(font)
        painter.setPen(look.colour(tone))
        painter.drawText(room, align, text)
        return wide

    def _draw_head(self, painter: QPainter, width: float) -> None:
        head = self._head
        painter.fillRect(QRectF(0, 0, width, TOP), look.colour("sunken"))
        painter.fillRect(QRectF(0, TOP - 1, width, 1), look.colour("line"))
        right = width - EDGE

        def put(text: str, tone: str, *, bold: bool = False) -> None:
            nonlocal right
            right -= self._text(painter, QRectF(0, 0, right, TOP), text, 20, tone=tone, bold=bold, align=_RIGHT)

        put(f"持ち帰り {head.homework}", "text2")
        right -= 30
        if head.left is not None:
            put(rest_word(head.left), "error_text" if head.left < 0 else "text", bold=True)
            right -= 30
            painter.drawPixmap(QRectF(right, 19, 22, 22).toRect(), look.pixmap("clock", "text2", 22, 2.0))
            right -= 30
        place = self._slide.place if self._slide else 0
        bar = QRectF(right - 200, 25, 200, 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("line"))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(look.colour("accent"))
        painter.drawRoundedRect(QRectF(bar.left(), 25, 200 * place / max(1, head.total), 10), 3, 3)
        right = bar.left() - 16
        put(f"{place} / {head.total} 件目", "text", bold=True)
        name = "　".join(t for t in ("会議", head.name, head.date) if t)
        self._text(painter, QRectF(EDGE, 0, right - EDGE - 24, TOP), name, 20, tone="text2")

    def _draw_title(self, painter: QPainter, width: float, slide: Slide) -> None:
        if self.pages() > 1:
            word = f"{self._page + 1} / {self.pages()} ページ"
            self._text(painter, QRectF(0, 86, width - EDGE, 42), word, 20, tone="text2", align=_RIGHT)
        self._text(painter, QRectF(EDGE, 86, 400, 44), slide.number, 30, tone="text2", bold=True)
        room, chip = self._name_room(width)
        left = room.left() + 24 + self._lines(painter, room, slide.name, (40, 32, 26), 22)
        if chip:
            box = QRectF(left, 90, chip, 35)
            painter.setPen(QPen(look.colour("line2"), 1))
            painter.setBrush(look.colour("surface"))
            painter.drawRoundedRect(box, 4, 4)
            self._text(painter, box, _class_word(slide), 20, align=_MID)

    def _name_room(self, width: float) -> tuple[QRectF, float]:
        """The place of the name between id and page number, and the width of the chip behind it."""
        slide = self._slide
        assert slide is not None
        sign = _class_word(slide)
        chip = QFontMetricsF(look.font(20)).horizontalAdvance(sign) + 26 if sign else 0.0
        left = EDGE + 20 + QFontMetricsF(look.font(30, bold=True)).horizontalAdvance(slide.number)
        right = width - EDGE - 150 - (chip + 24 if chip else 0)
        return QRectF(left, 76, right - left, 66), chip

    def _lines(self, painter: QPainter, room: QRectF, text: str, sizes: tuple[int, ...], small: int) -> float:
        """In one line of ``sizes`` or two of ``small``; the width it takes. What is longer has a page of its own."""
        for size in sizes:
            if QFontMetricsF(look.font(size, bold=True)).horizontalAdvance(text) <= room.width():
                return self._text(painter, room, text, size, bold=True)
        first, second, whole = two_lines(text, small, room.width())
        half = room.height() / 2
        tall = QRectF(room.left(), room.top() + 1, room.width(), half)
        wide = self._text(painter, tall, first, small, bold=True)
        wide = max(wide, self._text(painter, tall.translated(0, half - 1), second, small, bold=True))
        if not whole:
            self.shortened.append(text)
        return wide

    def _draw_cards(self, painter: QPainter, width: float, height: float, slide: Slide) -> None:
        bottom = self._bottom(height)
        heading, sides = self._layout()[self._page]
        half = (width - 2 * EDGE - 20) / 2
        cards = (
            [(QRectF(EDGE, CARDS, width - 2 * EDGE, bottom - CARDS), heading)]
            if heading
            else [
                (QRectF(EDGE, CARDS, half, bottom - CARDS), f"標準　{slide.edition}".strip()),
                (QRectF(EDGE + half + 20, CARDS, half, bottom - CARDS), "現行"),
            ]
        )
        for card, word in cards:
            painter.setPen(QPen(look.colour("line"), 1))
            painter.setBrush(look.colour("surface"))
            painter.drawRoundedRect(card, 8, 8)
            room = QRectF(card.left() + 24, card.top() + 14, card.width() - 48, 36)
            self._text(painter, room, word, 20, tone="text2", bold=True)
        for flow, left, page in sides:
            self.sizes |= {s * self.scale() for s in flow.sizes}
            flow.draw(painter, left, CARDS + 56, page)

    def _draw_band(self, painter: QPainter, width: float, height: float, slide: Slide) -> None:
        box = QRectF(EDGE, height - HIGH + BAND, width - 2 * EDGE, 59)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("soft"))
        painter.drawRoundedRect(box, 6, 6)
        word = "論点" if slide.point else "対応案"
        text = slide.point or "　".join(w.title for w in slide.ways)
        left = box.left() + 24
        left += 18 + self._text(painter, QRectF(left, box.top(), 120, 59), word, 20, tone="accent", bold=True)
        right = box.right() - 24
        if slide.point and slide.ways:
            told = f"対応案 {len(slide.ways)} 件"
            right -= 20 + self._text(
                painter, QRectF(left, box.top(), right - left, 59), told, 20, tone="text2", align=_RIGHT
            )
        self._lines(painter, QRectF(left, box.top(), right - left, 59), text, (24, 22, 20), 20)

    def _draw_foot(self, painter: QPainter, width: float, height: float, slide: Slide) -> None:
        top = height - HIGH + FOOT
        painter.fillRect(QRectF(0, top, width, height - top), look.colour("surface"))
        painter.fillRect(QRectF(0, top - 1, width, 2), look.colour("line"))
        keys = chips(self._detailed)
        row = top + (8 if self._detailed else 14)
        left = EDGE + 20 + self._text(painter, QRectF(EDGE, row, 300, 36), "ここで決める", 20, tone="text2", bold=True)
        right = width - EDGE
        if slide.decider:
            word = f"決めた人　{slide.decider}"
            right -= 20 + self._text(
                painter, QRectF(width / 2, row, width / 2 - EDGE, 36), word, 20, tone="text2", align=_RIGHT
            )
        if said := _beside(slide, keys):  # a verdict none of the keys shows
            left += 20 + self._text(painter, QRectF(left, row, 300, 36), f"判定　{said}", 20, bold=True)
        left += 10 + self._text(painter, QRectF(left, row, 120, 36), "対応方針", 20, tone="text2")
        standing = slide.disposition or "まだ決まっていません"
        tone = "text" if slide.disposition else "text2"
        self._text(painter, QRectF(left, row, right - left, 36), standing, 22, tone=tone, bold=bool(slide.disposition))
        across = 5 if self._detailed else len(keys)
        high, first = (41, row + 38) if self._detailed else (64, top + 60)
        wide = (width - 2 * EDGE - 15 * (across - 1)) / across
        for n, verdict in enumerate(keys):
            box = QRectF(EDGE + (wide + 15) * (n % across), first + (n // across) * (high + 6), wide, high)
            self._draw_chip(painter, box, verdict, slide)

    def _draw_chip(self, painter: QPainter, box: QRectF, verdict: Verdict | None, slide: Slide) -> None:
        code = verdict.code if verdict else "ask"
        on = slide.home if verdict is None else slide.verdict == code and not slide.conflict
        painter.setPen(QPen(look.colour("accent" if on else "line2"), 3 if on else 1))
        painter.setBrush(look.colour(f"verdict_{code}_ground" if on else "surface"))
        painter.drawRoundedRect(box, 6, 6)
        edge = min(34.0, box.height() - 9)
        key = QRectF(box.left() + 12, box.center().y() - edge / 2, edge, edge)
        painter.setPen(QPen(look.colour("line2"), 1))
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(key, 4, 4)
        self._text(painter, key, verdict.key if verdict else HOME, 20, bold=True, align=_MID)
        sign = QRectF(key.right() + 10, box.top(), 30, box.height())
        self._text(
            painter, sign, verdict.sign if verdict else "？", 26, tone=f"verdict_{code}_bar", bold=True, align=_MID
        )
        word = (verdict.short if self._detailed else verdict.simple) if verdict else "持ち帰る"
        room = QRectF(sign.right() + 6, box.top(), box.right() - sign.right() - 12, box.height())
        self._text(painter, room, word, 20 if self._detailed else 24, bold=True, smaller=(20,))


def _class_word(slide: Slide) -> str:
    return f"{CLASS_SIGN.get(slide.cls, '')} {CLASS_LABEL.get(slide.cls, '')}".strip()


def _beside(slide: Slide, keys: list[Verdict | None]) -> str:
    if slide.conflict:
        return "≠ 競合"
    found = VERDICT.get(slide.verdict)
    return f"{found.sign} {found.short}" if found is not None and found not in keys else ""


def chips(detailed: bool) -> list[Verdict | None]:
    """The keys below: the preset's verdicts, and 持ち帰る (None)."""
    return [*(v for v in VERDICTS if detailed or v.simple), None]
