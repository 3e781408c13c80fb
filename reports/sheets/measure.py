"""How many lines a text takes in a column, so that rows are made high enough before any program shows them.

LibreOffice does not grow rows whose height is fixed, Excel grows none on opening; so the height is computed from the
East Asian width of each character. Estimates lean to the generous side: an empty half line is better than a cut one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache

PX_PER_PT = 96 / 72
LINE_FACTOR = 1.5  # line height / font size of the tallest font we may meet (Noto Sans CJK JP 1.448), in whole pixels
_PADDING_PX = 5  # what the office programs leave free at both sides of a cell together
_SHRUNK = 0.97  # LibreOffice makes columns up to 3 % narrower than asked for
_LONG_WORD = re.compile(r"[!-~]{6,}")
_PIECE = re.compile(r"[!-~]+|.", re.DOTALL)
_NARROW = 12.0  # em
_NOT_FIRST = frozenset("、。，．・：；？！）］｝」』】〕〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_NOT_LAST = frozenset("（［｛「『【〔〈《")


class _Widths(dict[str, float]):
    """Width of a character in em, computed once per character. Latin letters of proportional fonts are averages."""

    def __missing__(self, char: str) -> float:
        if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
            width = 0.0  # variation selectors and other marks take no room
        elif unicodedata.east_asian_width(char) in "WFA":
            width = 1.0
        elif char in "WM@%mw":
            width = 0.95
        elif char.isupper():
            width = 0.72
        elif char.isspace():
            width = 0.4
        else:
            width = 0.62
        self[char] = width
        return width


_WIDTHS = _Widths()


def em(text: str) -> float:
    """Width of one line of text in units of its font size."""
    return sum(map(_WIDTHS.__getitem__, text))


@cache
def capacity(width_px: float, size_pt: float) -> float:
    """How many em fit into one line of a column."""
    return max(1.0, (width_px * _SHRUNK - _PADDING_PX) / (size_pt * PX_PER_PT))


def line_count(text: str, width_px: float, size_pt: float, *, bold: bool = False) -> int:
    """Lines the text takes when wrapped in a column ``width_px`` wide; at least 1."""
    room = capacity(width_px, size_pt) / (1.06 if bold else 1.0)
    if "\n" not in text:
        return _paragraph_lines(text, room)
    return sum([_paragraph_lines(p, room) for p in text.split("\n")])


def row_height(lines: int, size_pt: float) -> float:
    """Height in points of a row with so many lines, rounded up to the quarter points the programs keep."""
    return math.ceil((lines * size_pt * LINE_FACTOR + 3) * 4) / 4


def _paragraph_lines(paragraph: str, room: float) -> int:
    if len(paragraph) <= room:  # no character is wider than one em
        return 1
    width = em(paragraph)
    if width <= room:
        return 1
    if room < _NARROW:
        return _lines_at_most(paragraph, room)
    if not _LONG_WORD.search(paragraph):
        # A line may end one character early, because 。、」 must not begin the next one.
        return math.ceil(width / max(1.0, room - 1.0))
    return len(wrap(paragraph, room))


def _lines_at_most(paragraph: str, room: float) -> int:
    """Lines in a narrow column, where one character more or less a line matters: broken as a program would that keeps
    。、」 from beginning a line and 「（ from ending one (Excel does, LibreOffice doesn't and needs no more lines)."""
    lines, used, last = 1, 0.0, ""
    for piece in _PIECE.findall(paragraph):
        width = _WIDTHS[piece] if len(piece) == 1 else em(piece)
        if used + width <= room:
            used, last = used + width, piece
            continue
        if width > room:  # a word longer than the line
            lines += math.ceil((width - (room - used)) / max(1.0, room - 1.0))
            used, last = room, piece
            continue
        lines += 1
        carried = em(last) if used and (piece in _NOT_FIRST or last in _NOT_LAST) else 0.0
        used, last = (carried if carried + width <= room else 0.0) + width, piece
    return lines + lines // 7  # the width of letters is an average: a long cell can lose a line by it


def wrap(paragraph: str, room: float) -> list[str]:
    """The lines of one paragraph: broken between any two wide characters, between Latin words, inside long ones."""
    lines: list[str] = []
    line, used, most = "", 0.0, max(1.0, room - 1.0)
    for piece in _PIECE.findall(paragraph):
        width = _WIDTHS[piece] if len(piece) == 1 else em(piece)
        if used + width <= most:
            line, used = line + piece, used + width
            continue
        if width <= room - 1.0:
            lines.append(line)
            line, used = piece, width
            continue
        for char in piece:  # a word longer than the line
            if line and used + _WIDTHS[char] > most:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + char, used + _WIDTHS[char]
    return [*lines, line]


def head(text: str, lines: int, width_px: float, size_pt: float) -> str:
    """The beginning of ``text`` that fits into so many lines; never cut inside a character with its marks."""
    room = capacity(width_px, size_pt)
    taken = 0
    kept: list[str] = []
    for paragraph in text.split("\n"):
        wrapped = wrap(paragraph, room)
        if taken + len(wrapped) > lines:
            kept.append("".join(wrapped[: lines - taken]))
            break
        kept.append(paragraph)
        taken += len(wrapped)
    shortened = "\n".join(kept)
    while shortened and len(shortened) < len(text) and _joins(text[len(shortened)]):
        shortened = shortened[:-1]
    return shortened


def _joins(char: str) -> bool:
    """Whether the character belongs to the one before it (mark, variation selector, joiner)."""
    return bool(unicodedata.combining(char)) or unicodedata.category(char) in {"Mn", "Me", "Cf"}
