"""Ranking Japanese texts by shared character bigrams (BM25): no dictionary, no model, explainable, offline.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with overlapping bigrams of the
match key as terms, so that words need no segmentation and spelling variants of width and kana agree.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spec_catalog.text import match_key

K1, B = 1.2, 0.6
_STOP = frozenset(
    {"する", "こと", "でき", "きる", "るこ", "と。", "して", "ある", "れる", "また", "いる", "とし", "たり", "など"}
)
"""Bigrams that stand in nearly every requirement and say nothing; BM25 would only nearly ignore them."""


def bigrams(text: str) -> list[str]:
    """The overlapping bigrams of a text's match key, stop bigrams left out."""
    key = match_key(text)
    return [b for b in (key[i : i + 2] for i in range(len(key) - 1)) if b not in _STOP]


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked document. ``score``: 0–100 against the query's own best possible; ``words``: what they share."""

    document: int
    score: int
    words: tuple[str, ...]


class Index:
    """An inverted index over short documents, each a sequence of (text, weight) fields. Built once, asked often."""

    def __init__(self, documents: Sequence[Sequence[tuple[str, float]]]) -> None:
        self._texts = [[t for t, _ in fields] for fields in documents]
        self._postings: dict[str, list[tuple[int, float]]] = {}
        lengths: list[float] = []
        counts: list[dict[str, float]] = []
        for fields in documents:
            count: dict[str, float] = {}
            for text, weight in fields:
                for term, times in Counter(bigrams(text)).items():
                    count[term] = count.get(term, 0.0) + times * weight
            counts.append(count)
            lengths.append(sum(count.values()))
        average = sum(lengths) / len(lengths) if lengths else 1.0
        for document, count in enumerate(counts):
            norm = K1 * (1 - B + B * lengths[document] / (average or 1.0))
            for term, n in count.items():
                self._postings.setdefault(term, []).append((document, n * (K1 + 1) / (n + norm)))
        total = len(documents)
        self._idf = {t: math.log(1 + (total - len(p) + 0.5) / (len(p) + 0.5)) for t, p in self._postings.items()}

    def rank(self, text: str, *, limit: int, among: Iterable[int] | None = None) -> list[Hit]:
        """The best documents for a text, ties in document order; none that shares nothing."""
        allowed = None if among is None else set(among)
        scores: dict[int, float] = {}
        best = 0.0
        for term in sorted(set(bigrams(text))):
            idf = self._idf.get(term)
            if idf is None:
                continue
            best += idf * (K1 + 1)
            for document, weight in self._postings[term]:
                if allowed is None or document in allowed:
                    scores[document] = scores.get(document, 0.0) + idf * weight
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        return [Hit(d, min(99, round(100 * s / best)) if best else 0, self._shared(text, d)) for d, s in ranked]

    def _shared(self, text: str, document: int, most: int = 4) -> tuple[str, ...]:
        """The longest runs of characters both have, weightiest first: the words that matched."""
        theirs = {b for t in self._texts[document] for b in bigrams(t)}
        key = match_key(text)
        runs: dict[str, float] = {}
        start = -1
        for i in range(len(key)):
            matched = i < len(key) - 1 and key[i : i + 2] in theirs
            if matched and start < 0:
                start = i
            elif not matched and start >= 0:
                run = key[start : i + 1]
                weight = sum(self._idf.get(run[n : n + 2], 0.0) for n in range(len(run) - 1))
                runs[run] = max(runs.get(run, 0.0), weight)
                start = -1
        chosen = sorted(runs, key=lambda r: (-runs[r], r))[:most]
        return tuple(chosen)
