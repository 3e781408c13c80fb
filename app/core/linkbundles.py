"""The edges between two nodes overlaid into one line, and what state it is in: what the picture and its table show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.core.linkgraph import DATA, Edge, LinkGraph

SIGNS = {"both": "＝", "standard": "＋", "current": "◆", "gap": "▲", "moving": "⇄", "outside": "？",
         "via": "≡", "direct": "→"}  # fmt: skip
STATES = {
    "both": "標準と現行",
    "standard": "標準だけ",
    "current": "現行だけ",
    "gap": "差異あり",
    "moving": "過渡期",
    "outside": "調査外",
    "via": "共通基盤経由",
    "direct": "共通基盤を介さない",
}
"""State of a line → its word; the last two are those of the map of the whole town (大分市)."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The edges between two nodes in one direction, overlaid."""

    source: str
    target: str
    state: str
    operations: tuple[str, ...]
    items: tuple[str, ...]


def overlay(graph: LinkGraph, *, gaps: Collection[str] = (), moving: Mapping[str, str] | None = None) -> list[Bundle]:
    """Standard and current edges between the same ends laid over one another, in the order of the graph.

    ``gaps``: items whose verdict is a difference; ``moving``: items that live through a transition. An edge to somebody
    whose owner isn't in the survey is "outside".
    """
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in graph.edges:
        found.setdefault((edge.source, edge.target), []).append(edge)
    surveyed = any(n.department for n in graph.nodes.values())
    differing, shifting = frozenset(gaps), frozenset(moving or ())
    return [_bundle(ends, edges, graph, differing, shifting, surveyed) for ends, edges in found.items()]


def _bundle(
    ends: tuple[str, str],
    edges: Sequence[Edge],
    graph: LinkGraph,
    gaps: frozenset[str],
    moving: frozenset[str],
    surveyed: bool,
) -> Bundle:
    items = tuple(dict.fromkeys(i for e in edges for i in e.items))
    origins = {e.origin for e in edges}
    if gaps & set(items):
        state = "gap"
    elif surveyed and any(graph.nodes[end].type == "outside" for end in ends):
        state = "outside"
    elif moving & set(items):
        state = "moving"
    elif {"standard", "current"} <= origins:
        state = "both"
    else:
        state = "current" if "current" in origins else "standard"
    operations = tuple(dict.fromkeys(e.label for e in edges if e.label and e.origin == "standard"))
    operations += tuple(dict.fromkeys(e.type for e in edges if e.type != DATA))
    return Bundle(*ends, state, operations, items)
