"""Which items of the old edition may live on under other ids in the new one: candidates for a person to confirm.

Texts are compared by shingles (runs of four key characters) through an index, so the work grows with what is alike, not
with every pair. Nothing here is decided: an id that goes is gone until somebody says where it went.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spec_catalog.text import match_key

_SHINGLE = 4  # key characters
_COMMON = 40  # a shingle that stands in more texts than this tells nothing (…できること。)
_SHORTEST = 10  # characters of a key below which likeness is chance
_RENUMBERED = 60  # per cent of both texts in common
_COVERED = 60  # per cent of the whole that its parts together hold
_PART = 60  # per cent of a part that stands in the whole
_SHARE = 15  # per cent of the whole that a part must add
_LIKELIEST = 12  # texts looked at more closely, by shingles in common


@dataclass(frozen=True, slots=True)
class Piece:
    """One side of one item: ``kept`` says that its id is in both editions (its text changed)."""

    node: str
    text: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """``kind`` renumbered · split · joined; ``sources`` are nodes of the old edition, ``results`` of the new one.

    ``score`` 1–100: how much of the text is found again. ``reason`` says it in Japanese.
    """

    kind: str
    sources: tuple[str, ...]
    results: tuple[str, ...]
    score: int
    reason: str


def candidates(gone: Sequence[Piece], come: Sequence[Piece]) -> tuple[Candidate, ...]:
    """What may have become of the items that went or changed. ``gone``: old texts of removed and changed items;
    ``come``: new texts of added and changed ones. Every node stands in one candidate at most, the likeliest.

    Of a kept item only what its other edition lacks counts, so an id that merely changed its wording is no candidate.
    """
    old, new = _prepared(gone, come), _prepared(come, gone)
    found = [
        *_renumbered(old, new),
        *(_candidate("split", w, p, s) for w, p, s in _wholes(old, new)),
        *(_candidate("joined", w, p, s) for w, p, s in _wholes(new, old)),
    ]
    taken: set[tuple[str, str]] = set()
    out: list[Candidate] = []
    for one in sorted(found, key=lambda c: (-c.score, c.kind != "renumbered", c.sources, c.results)):
        nodes = {*(("old", n) for n in one.sources), *(("new", n) for n in one.results)}
        if not nodes & taken:
            taken |= nodes
            out.append(one)
    return tuple(sorted(out, key=lambda c: (c.sources, c.results)))


@dataclass(frozen=True, slots=True)
class _Text:
    """``own``: the shingles that the item's other edition lacks (all of them when the id is new or gone)."""

    node: str
    kept: bool
    all: frozenset[str]
    own: frozenset[str]


def _prepared(pieces: Sequence[Piece], others: Sequence[Piece]) -> list[_Text]:
    other = {p.node: _shingles(p.text) for p in others if p.kept}
    out = []
    for piece in pieces:
        shingles = _shingles(piece.text)
        if len(shingles) > _SHORTEST - _SHINGLE:
            own = shingles - other.get(piece.node, frozenset()) if piece.kept else shingles
            out.append(_Text(piece.node, piece.kept, shingles, own))
    return out


def _shingles(text: str) -> frozenset[str]:
    key = match_key(text)
    return frozenset(key[n : n + _SHINGLE] for n in range(len(key) - _SHINGLE + 1))


def _index(texts: Iterable[_Text]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        for shingle in text.own:
            index[shingle].append(at)
    return index


def _likeliest(text: _Text, index: Mapping[str, list[int]]) -> list[int]:
    """The texts of the index that share most telling shingles with this one, most first."""
    shared: dict[int, int] = defaultdict(int)
    for shingle in text.own:
        places = index.get(shingle, ())
        if len(places) <= _COMMON:
            for at in places:
                shared[at] += 1
    return sorted(shared, key=lambda at: (-shared[at], at))[:_LIKELIEST]


def _renumbered(old: Sequence[_Text], new: Sequence[_Text]) -> list[Candidate]:
    """Ids that went, each with the new id whose text is most alike, where each is the other's one best."""
    gone, come = [t for t in old if not t.kept], [t for t in new if not t.kept]
    index = _index(come)
    scores: dict[tuple[int, int], int] = {}
    best_old: dict[int, list[int]] = defaultdict(list)
    best_new: dict[int, list[int]] = defaultdict(list)
    for a, text in enumerate(gone):
        for b in _likeliest(text, index):
            common = len(text.all & come[b].all)
            score = _percent(common, len(text.all) + len(come[b].all) - common)
            if score >= _RENUMBERED:
                scores[a, b] = score
                best_old[a].append(score)
                best_new[b].append(score)
    return [
        Candidate("renumbered", (gone[a].node,), (come[b].node,), score, f"本文の {score}％ が同じです。")
        for (a, b), score in scores.items()
        if all(max(of) == score and of.count(score) == 1 for of in (best_old[a], best_new[b]))
    ]


def _wholes(wholes: Sequence[_Text], parts: Sequence[_Text]) -> list[tuple[_Text, list[_Text], int]]:
    """Texts that two or more texts of the other edition together hold: (whole, parts, per cent covered).

    Of a kept whole its other edition is the first of the parts.
    """
    index = _index(parts)
    by_node = {t.node: t for t in parts}
    out = []
    for whole in wholes:
        likely = [
            parts[at]
            for at in _likeliest(whole, index)
            if parts[at].node != whole.node and _percent(len(whole.all & parts[at].own), len(parts[at].own)) >= _PART
        ]
        chosen: list[_Text] = []
        covered: set[str] = set()
        missing = whole.own
        if whole.kept and whole.node in by_node:
            chosen.append(by_node[whole.node])
        for part in likely:
            adds = (missing & part.own) - covered
            if _percent(len(adds), len(whole.all)) >= _SHARE:
                chosen.append(part)
                covered |= adds
        score = _percent(len(covered), len(missing))
        if len(chosen) >= 2 and score >= _COVERED:
            out.append((whole, chosen, score))
    return out


def _candidate(kind: str, whole: _Text, parts: Sequence[_Text], score: int) -> Candidate:
    nodes = tuple(p.node for p in parts)
    if kind == "split":
        reason = f"旧い本文の {score}％ が、新しい {len(nodes)} 項目に分かれて見つかります。"
        return Candidate(kind, (whole.node,), nodes, score, reason)
    reason = f"新しい本文の {score}％ が、旧い {len(nodes)} 項目から見つかります。"
    return Candidate(kind, nodes, (whole.node,), score, reason)


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 0
