"""Ranking short Japanese texts (BM25 over weighed terms): no dictionary, no model, explainable, offline.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6 for fields: the
counts of all fields are weighed and added before they are saturated. Terms: :mod:`app.services.terms`.
"""

from __future__ import annotations

import heapq
import math
import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.services.synonyms import Synonyms
from app.services.terms import ID, Part, terms, weight

K1, B = 2.0, 0.9
WEIGHTIEST = 24
"""A question's best possible score is that of so many of its weightiest terms: nobody repeats all of a long text."""
HALF = 0.5
"""… of which a document that says them about as often as an average one gets so much (saturation)."""
LIFT = 0.5
"""What a neighbour that somebody has already confirmed is worth, as a share of the best possible score."""
BUDGET = 40_000
"""Entries a question looks at before frequent terms are looked up only for the likeliest documents."""
SHORTLIST = 200
DENSE = 512
"""So many frequent terms are also kept by document (4 bytes each), which makes looking them up quick."""
UNSEEN = 50
"""Documents taken to exist beside those here: a word that all of three documents have is not therefore a common one."""
WORD = re.compile("[\u3005\u4e00-\u9fff]{2,6}")


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked document. ``score``: 0–99 against the question's own best possible."""

    document: int
    score: int


Question = Mapping[str, float]
"""Term → weight in the question."""


class Index:
    """An inverted index over short documents, each a sequence of parts. Built once, asked often."""

    def __init__(self, documents: Sequence[Sequence[Part]], synonyms: Synonyms) -> None:
        self.synonyms = synonyms
        self.size = len(documents)
        self.vocabulary = set(synonyms.stems)
        """Words that stand alone somewhere: compounds are taken apart into these when a match is explained."""
        self._postings: dict[str, tuple[array[int], array[float]]] = {}
        self._worth: dict[str, float] = {}
        self._dense: dict[str, array[float]] = {}
        known: dict[str, dict[str, float]] = {}
        documents_of: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        counts_of: defaultdict[str, array[float]] = defaultdict(lambda: array("f"))
        lengths = array("d")
        for number, parts in enumerate(documents):
            count: dict[str, float] = {}
            for part in parts:
                held = known.get(part.text)
                if held is None:
                    held = known[part.text] = terms(part.text, synonyms)
                    self.vocabulary.update(WORD.findall(part.text))
                value, once = part.weight, part.once
                for term, times in held.items():
                    count[term] = count.get(term, 0.0) + (value if once else value * times)
            length = 0.0
            for term, n in count.items():
                documents_of[term].append(number)
                counts_of[term].append(n)
                length += n * weight(term) if term[0] != ID else 0.0
            lengths.append(length)
        average = (sum(lengths) / len(lengths) if lengths else 0.0) or 1.0
        norms = [K1 * (1 - B + B * length / average) for length in lengths]
        for term, among in documents_of.items():
            self._worth[term] = self._rarity(len(among)) * weight(term) * (K1 + 1)
            saturated = [n / (n + norms[d]) for d, n in zip(among, counts_of.pop(term), strict=True)]
            self._postings[term] = (among, array("f", saturated))

    def question(self, parts: Sequence[Part]) -> Question:
        """The terms of a text to ask for; those no document has are kept, since they lower its best possible score."""
        out: dict[str, float] = {}
        for part in parts:
            for term, times in terms(part.text, self.synonyms).items():
                out[term] = max(out.get(term, 0.0), part.weight * (1.0 if part.once else math.sqrt(times)))
        return out

    def worth(self, term: str) -> float:
        """What a term adds at most; of one that no document has, as much as of one that a single document has."""
        found = self._worth.get(term)
        if found is not None:
            return found
        return self._rarity(1) * weight(term) * (K1 + 1)

    def _rarity(self, documents: int) -> float:
        return math.log(1 + (self.size + UNSEEN - documents + 0.5) / (documents + 0.5))

    def best(self, question: Question) -> float:
        """The score of a document that holds all that matters of a question. Ids come on top: few texts name any."""
        worth = (self.worth(t) * w for t, w in question.items() if t[0] != ID)
        return HALF * sum(heapq.nlargest(WEIGHTIEST, worth))

    def rank(
        self,
        question: Question,
        *,
        limit: int,
        without: Collection[int] = (),
        lifts: Mapping[int, float] | None = None,
        least: int = 1,
    ) -> list[Hit]:
        """The best documents, ties in document order; none whose score is below ``least``.

        ``lifts``: document → 0–1, how near it is to what was confirmed before; it can only raise.
        """
        best = self.best(question)
        if not best:
            return []
        totals = self._totals(question)
        for document, lift in (lifts or {}).items():
            totals[document] = totals.get(document, 0.0) + lift * LIFT * best
        left_out = set(without)
        ranked = heapq.nsmallest(
            limit, ((-s, d) for d, s in totals.items() if d not in left_out and 100 * s >= least * best)
        )
        return [Hit(d, min(99, round(-100 * s / best))) for s, d in ranked]

    def _totals(self, question: Question) -> dict[int, float]:
        """Document → score; with many documents only of those likeliest by the rarer terms, and exact for these."""
        known = sorted((len(self._postings[t][0]), t) for t in question if t in self._postings)
        scores = [0.0] * self.size
        looked = 0
        rest: list[str] = []
        for length, term in known:
            if looked and looked + length > BUDGET:
                rest.append(term)
                continue
            looked += length
            factor = question[term] * self._worth[term]
            for document, part in zip(*self._postings[term], strict=True):
                scores[document] += factor * part
        if not rest:
            return {d: s for d, s in enumerate(scores) if s > 0}
        bar = max(heapq.nlargest(SHORTLIST, scores)[-1], 1e-12)
        chosen = [d for d, s in enumerate(scores) if s >= bar][:SHORTLIST]
        totals = [scores[d] for d in chosen]
        for term in rest:
            factor = question[term] * self._worth[term]
            parts = self._spread(term)
            totals = [total + factor * parts[d] for total, d in zip(totals, chosen, strict=True)]
        return dict(zip(chosen, totals, strict=True))

    def _spread(self, term: str) -> array[float]:
        """Document → what a term adds, before its rarity. Kept: what is asked here is what many documents have."""
        found = self._dense.get(term)
        if found is None:
            found = array("f", bytes(4 * self.size))
            for document, part in zip(*self._postings[term], strict=True):
                found[document] = part
            while len(self._dense) >= DENSE:
                self._dense.pop(next(iter(self._dense)))
            self._dense[term] = found
        return found
