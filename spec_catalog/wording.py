"""What changed in a Japanese text, in pieces a reader takes in at a glance: words, numbers, brackets, no confetti.

Words are matched first (runs of one character class); what lies between is then joined, trimmed to the word that
changed, and moved to where a sentence or a bracket begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from spec_catalog.text import CONTENT, TOKENS

_MANY_TOKENS = 4_000  # beyond it differences are found line by line first: the word matching is quadratic
_WEAK = 3  # characters without a content word: shorter ones between two changes are read as part of the change
_SLIDE = 400  # characters an insertion is moved at most
_OPENING, _CLOSING = frozenset("（(「『【〔［《〈"), frozenset("）)」』】〕］》〉")
_ENDS = frozenset("。\n")
_WHOLE = ("katakana", "latin", "digit")  # never cut inside


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a difference: ``op`` is "same", "deleted" (only in the old text) or "added"."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of both texts: the same on both sides, or changed."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        return self.old == self.new


def diff(old: str, new: str) -> tuple[Segment, ...]:
    """Differences of two texts; "same" and "deleted" make up ``old``, "same" and "added" make up ``new``.

    Between two "same" pieces what is deleted comes before what is added.
    """
    if old == new:
        return (Segment("same", old),) if old else ()
    parts = _joined(_matched(old, new))
    parts = _joined(_without_weak(parts))
    parts = _joined(p for part in parts for p in ([part] if part.same else _trimmed(part)))
    parts = _joined(_slid(parts))
    return tuple(_segments(_joined(_without_weak(parts))))


def _segments(parts: Sequence[_Part]) -> Iterator[Segment]:
    for part in parts:
        if part.same:
            yield Segment("same", part.new)
            continue
        if part.old:
            yield Segment("deleted", part.old)
        if part.new:
            yield Segment("added", part.new)


def _joined(parts: Iterator[_Part] | Sequence[_Part]) -> list[_Part]:
    """Neighbours of one sort made one, empty ones left out."""
    out: list[_Part] = []
    for part in parts:
        if not part.old and not part.new:
            continue
        while out and out[-1].same == part.same:  # joined changes may turn out to be the same on both sides
            part = _Part(out[-1].old + part.old, out[-1].new + part.new)
            out.pop()
        out.append(part)
    return out


# --- matching --------------------------------------------------------------------------------------------------------


def _matched(old: str, new: str) -> Iterator[_Part]:
    words_old, words_new = ([m.group() for m in TOKENS.finditer(t)] for t in (old, new))
    if max(len(words_old), len(words_new)) <= _MANY_TOKENS:
        yield from _opcodes(words_old, words_new)
        return
    for part in _opcodes(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if not part.same and max(len(part.old), len(part.new)) <= 2 * _MANY_TOKENS:
            yield from _opcodes(*([m.group() for m in TOKENS.finditer(t)] for t in (part.old, part.new)))
        else:
            yield part


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[_Part]:
    """Equal ends are taken off first, which most amendments have."""
    head = 0
    while head < len(old) and head < len(new) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    yield _Part("".join(old[:head]), "".join(new[:head]))
    for _, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        yield _Part("".join(a[i:j]), "".join(b[k:m]))
    yield _Part("".join(old[len(old) - tail :]), "".join(new[len(new) - tail :]))


# --- joining ---------------------------------------------------------------------------------------------------------


def _without_weak(parts: Sequence[_Part]) -> Iterator[_Part]:
    """A particle or a comma between two changes says nothing by itself: it becomes part of the change."""
    for at, part in enumerate(parts):
        inside = 0 < at < len(parts) - 1
        if inside and part.same and _weak(part.new):
            yield from (_Part(part.old, ""), _Part("", part.new))
        else:
            yield part


def _weak(text: str) -> bool:
    return len(text) <= _WEAK and "\n" not in text and not any(m.lastgroup in CONTENT for m in TOKENS.finditer(text))


# --- trimming --------------------------------------------------------------------------------------------------------


def _trimmed(part: _Part) -> list[_Part]:
    """A replaced stretch without what both sides begin and end with, cut only where a reader would cut."""
    old, new = part.old, part.new
    if not old or not new:
        return [part]
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    one_sided = head + tail == shorter
    while head and not all(_may_cut(t, head, t[:head][::-1], one_sided) for t in (old, new)):
        head -= 1
    while tail and not all(_may_cut(t, len(t) - tail, t[len(t) - tail :], one_sided) for t in (old, new)):
        tail -= 1
    return [
        _Part(old[:head], new[:head]),
        _Part(old[head : len(old) - tail], new[head : len(new) - tail]),
        _Part(old[len(old) - tail :], new[len(new) - tail :]),
    ]


def _may_cut(text: str, at: int, kept: str, one_sided: bool) -> bool:
    """Whether a change may begin or end at ``at``. ``kept``: what stays unmarked, read away from the cut.

    Between classes always; inside words of katakana, Latin letters and digits never; inside kana only when nothing is
    replaced (写しを → 写し等を, but なる → ならない as a whole); inside kanji where at least a word of two stays.
    """
    if at in (0, len(text)):
        return True
    before, behind = _class(text, at - 1), _class(text, at)
    if before == "digit" and (behind == "latin" or text[at] in "%％"):  # a number and its unit
        return False
    if before != behind or before in ("other", "space"):
        return True
    if before in _WHOLE or before == "hiragana" or one_sided:
        return one_sided and before not in _WHOLE
    return next((n for n, ch in enumerate(kept) if _class_of(ch) != "kanji"), len(kept)) >= 2


def _class(text: str, at: int) -> str:
    """The class of a character where it stands: a point between digits belongs to the number."""
    if (
        text[at] in ".．,，"
        and 0 < at < len(text) - 1
        and {_class_of(text[at - 1]), _class_of(text[at + 1])} == {"digit"}
    ):
        return "digit"
    return _class_of(text[at])


def _class_of(ch: str) -> str:
    match = TOKENS.match(ch)
    return str(match.lastgroup) if match else "other"


# --- placing ---------------------------------------------------------------------------------------------------------


def _slid(parts: Sequence[_Part]) -> Iterator[_Part]:
    """An insertion or deletion moved along equal characters to where a sentence, a bracket or a word begins."""
    out = list(parts)
    for at in range(1, len(out) - 1):
        part = out[at]
        if part.same or (part.old and part.new):
            continue
        piece = part.old or part.new
        before, behind = out[at - 1].new, out[at + 1].new
        shift = _best_shift(before, piece, behind)
        if not shift:
            continue
        whole = before + piece + behind
        start = len(before) + shift
        moved = whole[start : start + len(piece)]
        out[at - 1] = _Part(whole[:start], whole[:start])
        out[at] = _Part(moved, "") if part.old else _Part("", moved)
        rest = whole[start + len(piece) :]
        out[at + 1] = _Part(rest, rest)
    yield from out


def _best_shift(before: str, piece: str, behind: str) -> int:
    whole = before + piece + behind
    start, length = len(before), len(piece)
    low = 0
    while low > -min(len(before), _SLIDE) and whole[start + low - 1] == whole[start + length + low - 1]:
        low -= 1
    high = 0
    while high < min(len(behind), _SLIDE) and whole[start + high] == whole[start + length + high]:
        high += 1
    shifts = sorted(range(low, high + 1), key=abs)
    return max(shifts, key=lambda s: _fitness(whole, start + s, start + s + length))


def _fitness(whole: str, start: int, end: int) -> int:
    """How well a mark from ``start`` to ``end`` reads."""
    first, last = whole[start], whole[end - 1]
    value = 0
    if start == 0 or whole[start - 1] in _ENDS:
        value += 4
    if last in _ENDS or end == len(whole):
        value += 3
    if first in _OPENING and last in _CLOSING:
        value += 8
    if first in _CLOSING:
        value -= 6
    if last in _OPENING:
        value -= 6
    if last == "、":
        value += 1
    if first == "、":
        value -= 1
    for at in (start, end):
        if 0 < at < len(whole) and _class(whole, at - 1) == _class(whole, at) and _class(whole, at) != "other":
            value -= 5 if _class(whole, at) in _WHOLE else 2
        elif 0 < at < len(whole) and _class(whole, at - 1) == "digit" and _class(whole, at) == "latin":
            value -= 5
    return value
