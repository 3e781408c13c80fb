"""Which texts of a list are nearly the same: every pair above a likeness, found without comparing all with all.

Likeness is Dice's coefficient over the character pairs of the match key. Two sets that are alike enough must share one
of their rarest elements (prefix filtering, Chaudhuri, Ganti, Kaushik 2006), so only those pairs are compared.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

Bigrams = frozenset[str]


def bigrams(key: str) -> Bigrams:
    """The character pairs of a match key, repeated ones told apart by how often they came; one character itself."""
    if len(key) < 2:
        return frozenset((key,)) if key else frozenset()
    seen: Counter[str] = Counter()
    out = []
    for place in range(len(key) - 1):
        pair = key[place : place + 2]
        out.append(f"{pair}{seen[pair] or ''}")
        seen[pair] += 1
    return frozenset(out)


def dice(one: Bigrams, other: Bigrams) -> float:
    """0 … 1: twice what is shared over what both have. Nothing is like nothing."""
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def alike(keys: Sequence[str], least: float) -> list[tuple[int, int, float]]:
    """All pairs of places whose keys are at least so much alike (0 < ``least`` ≤ 1), most alike first, then by place.

    Empty keys are like nothing.
    """
    sets = [bigrams(k) for k in keys]
    how_often = Counter(b for s in sets for b in s)
    index: dict[str, list[int]] = {}
    found: list[tuple[int, int, float]] = []
    for place, own in enumerate(sets):
        if not own:
            continue
        rarest = sorted(own, key=lambda b: (how_often[b], b))
        shared_least = math.ceil(least / (2 - least) * len(own) - 1e-9)
        candidates: set[int] = set()
        for b in rarest[: len(own) - shared_least + 1]:
            candidates.update(index.get(b, ()))
            index.setdefault(b, []).append(place)
        for other in candidates:
            likeness = dice(own, sets[other])
            if likeness >= least:
                found.append((other, place, likeness))
    return sorted(found, key=lambda f: (-f[2], f[0], f[1]))
