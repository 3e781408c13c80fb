"""What of a Japanese text is compared when texts are ranked: pairs of characters, kanji, synonyms and ids, weighed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.services.synonyms import Synonyms, kind_of
from spec_catalog.text import match_key

IDS = re.compile(r"(?<!\d)\d{7}(?!\d)|\d{3}o\d{3}(?:-\d{2})?|(?<![\d.])\d{1,2}(?:\.\d{1,2}){1,4}(?![\d.])")
"""機能ID and 帳票ID, 連携ID with or without branch, 項番 such as 4.1.3.0.1, in a match key."""

SYNONYM, ID = "#", "@"
"""First characters of terms that are no characters of the text; neither is ever part of a pair."""

# Chosen with tests/data/pairs/develop.json alone; docs/benchmarks.md has the results.
PAIR, MIXED, KANA, SINGLE, GROUP, NUMBER = 1.0, 0.25, 0.3, 1.0, 2.0, 20.0
"""Weight of two characters that carry meaning, of one of them with a hiragana, of two hiragana (にて, けれ), of a
single kanji (so that 除票 meets 消除), of a group of synonyms, of an id."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document or of a question. ``once``: a word counts once however often it stands there."""

    text: str
    weight: float = 1.0
    once: bool = False


def terms(text: str, synonyms: Synonyms) -> dict[str, float]:
    """Term → how often the text holds it. Terms never reach over a line's end or a punctuation mark."""
    out: Counter[str] = Counter()
    groups: dict[str, float] = {}
    for line in text.splitlines():
        key = match_key(line)
        if not key:
            continue
        for found in IDS.findall(key):
            out[ID + found] += 1
        key = IDS.sub(" ", key)
        out.update(map("".join, pairwise(key)))
        out.update(key)
        for group, times in synonyms.groups(key).items():
            groups[f"{SYNONYM}:{group}"] = groups.get(f"{SYNONYM}:{group}", 0.0) + times
    return {**{t: float(n) for t, n in out.items() if weight(t)}, **groups}


@lru_cache(maxsize=1 << 17)
def weight(term: str) -> float:
    """How much a term counts beside its rarity; 0 for what is no term."""
    if len(term) > 1 and term[0] == ID:
        return NUMBER
    if len(term) > 2:
        return GROUP
    kinds = [kind_of(c) for c in term]
    if "other" in kinds or "space" in kinds:
        return 0.0
    if len(kinds) == 1:
        return SINGLE if kinds[0] == "kanji" else 0.0
    hiragana = kinds.count("hiragana")
    return (PAIR, MIXED, KANA)[hiragana]
