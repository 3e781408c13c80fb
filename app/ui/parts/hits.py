"""What was searched, marked where it stands: the same folding as the search itself, so ｶﾅ marks カナ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from app.ui.theme import look
from spec_catalog.text import match_key, match_key_map


def words_of(text: str) -> tuple[str, ...]:
    """The match keys of the words a person typed."""
    return tuple(key for word in text.split() if (key := match_key(word)))


def places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in a text: (start, end) in its characters, in order, never overlapping."""
    key, offsets = match_key_map(text)
    ends = (*offsets[1:], len(text)) if offsets else ()
    found: list[tuple[int, int]] = []
    for word in words:
        at = key.find(word)
        while at >= 0:
            last = at + len(word) - 1
            end = next((e for e in ends[last:] if e > offsets[last]), len(text))
            found.append((offsets[at], end))
            at = key.find(word, at + len(word))
    out: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def draw_found(painter: QPainter, room: QRect, text: str, words: Sequence[str]) -> None:
    """One line of text, shortened at its end, with a ground behind what was searched."""
    if room.width() < 24:
        return
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    cut = len(shown) - 1 if shown != text else len(text)
    pen = painter.pen()
    for start, end in places(text[:cut], words):
        left = room.left() + metrics.horizontalAdvance(shown[:start])
        width = metrics.horizontalAdvance(shown[:end]) - metrics.horizontalAdvance(shown[:start])
        box = QRect(left, room.center().y() - metrics.height() // 2 + 1, width, metrics.height())
        painter.fillRect(box, look.colour("differing_word"))
    painter.setPen(pen)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
