"""Running text of the projector: laid out once in its own units, cut into pages at whole lines, nothing ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QBrush,
    QFontMetricsF,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from app.core.codes import CLASS_LABEL, VERDICTS
from app.ui.theme import look
from app.ui.work.meetings import Slide

LINE = 1.62


@dataclass(frozen=True, slots=True)
class Para:
    """A piece of text. ``marks``: (start, end) of the words only the standard has; ``gap``: room above it."""

    text: str
    size: int = 26
    tone: str = "text"
    bold: bool = False
    marks: tuple[tuple[int, int], ...] = ()
    gap: int = 0


class Flow:
    """Paragraphs in a width."""

    def __init__(self, paragraphs: Sequence[Para], width: float) -> None:
        self._doc = QTextDocument()
        self._doc.setDocumentMargin(0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._doc.setDefaultTextOption(option)
        self._doc.setUndoRedoEnabled(False)
        cursor = QTextCursor(self._doc)
        for n, para in enumerate(paragraphs):
            self._add(cursor, para, first=n == 0)
        self._doc.setTextWidth(width)
        self.sizes = {p.size for p in paragraphs}
        self.plain = self._doc.toPlainText()

    @staticmethod
    def _add(cursor: QTextCursor, para: Para, *, first: bool) -> None:
        block = QTextBlockFormat()
        block.setLineHeight(round(para.size * LINE), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        block.setTopMargin(para.gap)
        block.setBottomMargin(6)
        form = QTextCharFormat()
        form.setFont(look.font(para.size, bold=para.bold))
        form.setForeground(QBrush(look.colour(para.tone)))
        if first:
            cursor.setBlockFormat(block)
            cursor.setBlockCharFormat(form)
        else:
            cursor.insertBlock(block, form)
        base = cursor.position()
        marked = QTextCharFormat()
        marked.setBackground(QBrush(look.colour("differing_word")))
        marked.setForeground(QBrush(look.colour("differing_ink")))
        cursor.insertText(para.text, form)
        end = cursor.position()
        for start, stop in para.marks:
            cursor.setPosition(base + _utf16(para.text, start))
            cursor.setPosition(base + _utf16(para.text, stop), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(marked)
        cursor.setPosition(end)

    def pages(self, height: float) -> list[tuple[float, float]]:
        """(top, bottom) of each page no higher than ``height``, cut between lines; one empty page for no text."""
        found: list[tuple[float, float]] = []
        top: float | None = None
        last = 0.0
        for line_top, line_bottom in self._lines():
            if top is None:
                top = line_top
            elif line_bottom - top > height:
                found.append((top, last))
                top = line_top
            last = line_bottom
        return [*found, (top or 0.0, last)]

    def _lines(self) -> list[tuple[float, float]]:
        out = []
        block = self._doc.begin()
        layout = self._doc.documentLayout()
        while block.isValid():
            place = layout.blockBoundingRect(block)
            inner = block.layout()
            high = block.blockFormat().lineHeight()
            for n in range(inner.lineCount()):
                top = place.top() + inner.lineAt(n).y()
                out.append((top, top + high))
            block = block.next()
        return out

    def draw(self, painter: QPainter, left: float, top: float, page: tuple[float, float]) -> None:
        """One page with its first line at (left, top)."""
        painter.save()
        painter.translate(left, top - page[0])
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, page[0], self._doc.textWidth(), page[1] - page[0])
        painter.setClipRect(context.clip)
        self._doc.documentLayout().draw(painter, context)
        painter.restore()


def _utf16(text: str, place: int) -> int:
    """A position counted in characters as Qt counts it, in UTF-16 units."""
    return len(text[:place].encode("utf-16-le")) // 2


def two_lines(text: str, size: int, width: float) -> tuple[str, str, bool]:
    """(first line, second line, whether that is all of it) in bold; the second ends in … where it isn't."""
    metrics = QFontMetricsF(look.font(size, bold=True))
    line = " ".join(text.split("\n"))
    if metrics.horizontalAdvance(line) <= width:
        return line, "", True
    cut = len(line)
    while cut > 1 and metrics.horizontalAdvance(line[:cut]) > width:
        cut -= 1
    first, rest = line[:cut], line[cut:]
    shown = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
    return first, shown, shown == rest


def fitting(paragraphs: list[Para], width: float, room: float) -> Flow:
    """In the usual size, or somewhat smaller where that saves a page."""
    flow = Flow(paragraphs, width)
    if len(flow.pages(room)) == 1:
        return flow
    smaller = [replace(p, size=min(p.size, 22)) for p in paragraphs]
    return Flow(smaller, width)


def today(slide: Slide) -> list[Para]:
    """The right side: what is mapped, and under it what the vendors answered."""
    out = []
    for n, (name, summary) in enumerate(slide.today):
        out.append(Para(name, size=22, tone="text2", bold=True, gap=10 if n else 0))
        if summary.strip():
            out.append(Para(summary))
    if not slide.today:
        out.append(Para("対応付けた現行はありません。" if slide.judged else "現行の記録はありません。", tone="text2"))
    if slide.vendors:
        out.append(Para("ベンダの回答", size=20, tone="text2", bold=True, gap=12))
        out += [Para(f"{name}　{answer}", size=22) for name, answer in slide.vendors]
    return out


def ways(slide: Slide) -> list[Para]:
    """The options, one under the other."""
    out = []
    for n, way in enumerate(slide.ways):
        locked = f"　選べません（{way.locked}）" if way.locked else ""
        out.append(Para(way.title + locked, size=24, bold=True, tone="text2" if locked else "text", gap=12 if n else 0))
        if way.content:
            out.append(Para(way.content, size=22))
        if way.lines:
            out.append(Para("　".join(f"{label}：{text}" for label, text in way.lines), size=20, tone="text2"))
    return out


def spoken(slide: Slide) -> str:
    """The item for a screen reader."""
    parts = [
        f"{slide.place} 件目", slide.number, slide.name, CLASS_LABEL.get(slide.cls, ""), f"標準：{slide.standard}",
        *(f"現行：{name} {summary}" for name, summary in slide.today),
        *(f"ベンダの回答：{name} {answer}" for name, answer in slide.vendors),
        f"論点：{slide.point}" if slide.point else "", f"対応方針：{slide.disposition}" if slide.disposition else "",
        next((f"判定：{v.label}" for v in VERDICTS if v.code == slide.verdict), "未判定"),
    ]  # fmt: skip
    return "　".join(p for p in parts if p)
