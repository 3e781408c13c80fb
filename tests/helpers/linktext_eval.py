"""Linkage sentences written by hand with what a person reads in them: how much of it the parser finds rightly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "linktext"
FIELDS = ("subject", "partner", "purpose", "data", "operation")
_WAY = {"I": True, "O": False, "-": None}


@dataclass(frozen=True, slots=True)
class Expected:
    """One sentence as a person reads it. ``inward``: the data comes from the partner."""

    text: str
    parts: tuple[str, ...]
    inward: bool | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a parser found of one sentence, in the same shape."""

    parts: tuple[str, ...]
    inward: bool | None
    confidence: int


@dataclass(frozen=True, slots=True)
class Score:
    """``precision`` and ``recall`` in percent per field; ``whole``: sentences with every field and the way right;
    ``ways``: those with the way right; ``wrong``: the others; ``sure``/``sure_right``: sentences the parser is 80 %
    sure of, and how many of them are wholly right."""

    sentences: int
    precision: dict[str, float]
    recall: dict[str, float]
    whole: int
    ways: int
    sure: int
    sure_right: int
    wrong: tuple[tuple[Expected, Reading], ...]


def sentences(name: str) -> list[Expected]:
    """A file of sentences: "sentences", or "held_out", which nobody looks into when the rules are mended."""
    out = []
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            text, *parts, way = line.split("|")
            out.append(Expected(text.replace("⏎", "\n"), tuple(parts), _WAY[way]))
    return out


def same(one: str, other: str) -> bool:
    """Whether two readings of a part say the same: blanks play no part."""
    return re.sub(r"\s+", "", one) == re.sub(r"\s+", "", other)


def score(expected: Sequence[Expected], read: Callable[[str], Reading]) -> Score:
    """Reads every sentence and counts."""
    stated, wanted, right = (dict.fromkeys(FIELDS, 0) for _ in range(3))
    wrong, ways, sure, sure_right = [], 0, 0, 0
    for sentence in expected:
        found = read(sentence.text)
        for field, want, got in zip(FIELDS, sentence.parts, found.parts, strict=True):
            stated[field] += bool(got)
            wanted[field] += bool(want)
            right[field] += bool(want) and same(want, got)
        ways += found.inward == sentence.inward
        whole = found.inward == sentence.inward and all(map(same, sentence.parts, found.parts))
        if not whole:
            wrong.append((sentence, found))
        sure += found.confidence >= 80
        sure_right += found.confidence >= 80 and whole
    return Score(
        len(expected),
        {f: 100 * right[f] / max(1, stated[f]) for f in FIELDS},
        {f: 100 * right[f] / max(1, wanted[f]) for f in FIELDS},
        len(expected) - len(wrong), ways, sure, sure_right, tuple(wrong),
    )  # fmt: skip
