"""Two texts side by side, paragraph by paragraph: which belong together, and what changed inside them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from spec_catalog.text import match_key
from spec_catalog.wording import Segment, diff

_ALIKE = 0.4  # of two paragraphs in a changed stretch; below it they are read as one that went and one that came


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the comparison. A side is () where the other has no counterpart.

    The old side holds "same" and "deleted" segments, the new one "same" and "added".
    """

    old: tuple[Segment, ...]
    new: tuple[Segment, ...]

    @property
    def changed(self) -> bool:
        """True when the two sides differ."""
        return any(s.op != "same" for s in (*self.old, *self.new))


def aligned(old: str, new: str) -> tuple[Pair, ...]:
    """The paragraphs (lines) of both texts beside each other. Joined by line ends each side gives its text back."""
    a, b = old.split("\n") if old else [], new.split("\n") if new else []
    matcher = SequenceMatcher(None, [match_key(x) for x in a], [match_key(x) for x in b], autojunk=False)
    out: list[Pair] = []
    for op, i, j, m, n in matcher.get_opcodes():
        if op == "equal":
            out += (_pair(x, y) for x, y in zip(a[i:j], b[m:n], strict=True))
        else:
            out += _changed(a[i:j], b[m:n])
    return tuple(out)


def _pair(old: str, new: str) -> Pair:
    segments = diff(old, new)
    first = tuple(s for s in segments if s.op != "added")
    second = tuple(s for s in segments if s.op != "deleted")
    return Pair(first or (Segment("same", old),), second or (Segment("same", new),))


def _changed(old: list[str], new: list[str]) -> list[Pair]:
    """A stretch that differs: paragraphs that are alike stay beside each other, in order."""
    out: list[Pair] = []
    at = 0
    for text in old:
        found = max(range(at, len(new)), key=lambda n: _likeness(text, new[n]), default=None)
        if found is None or _likeness(text, new[found]) < _ALIKE:
            out.append(Pair((Segment("deleted", text),), ()))
            continue
        out += (Pair((), (Segment("added", t),)) for t in new[at:found])
        out.append(_pair(text, new[found]))
        at = found + 1
    out += (Pair((), (Segment("added", t),)) for t in new[at:])
    return out


def _likeness(a: str, b: str) -> float:
    """0–1, by runs of characters in common; equal empty lines are alike."""
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a or b else 1.0
