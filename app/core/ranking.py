"""Layers for a drawing: the integer ranks that make the edges of an acyclic graph shortest in total.

Network simplex after Gansner, Koutsofios, North and Vo, "A Technique for Drawing Directed Graphs" (1993), section 2.
With unit weights the cut value of a tree edge is the sum of (out − in) over its tail's side, so a pivot costs O(V + E).
"""

from __future__ import annotations

from collections.abc import Sequence

PIVOTS = 400  # a bound for hostile graphs; ordinary ones need a fraction of it


def ranks(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """A rank per node, smallest 0, with rank[b] ≥ rank[a] + 1 for every edge (a, b). The edges must hold no cycle."""
    rank = _longest_path(count, edges)
    around: list[list[int]] = [[] for _ in range(count)]
    for e, (a, b) in enumerate(edges):
        around[a].append(e)
        around[b].append(e)
    seen = [False] * count
    for root in range(count):
        if not seen[root] and around[root]:
            part = _component(root, edges, around, seen)
            _shorten(part, edges, around, rank)
            lowest = min(rank[n] for n in part)
            for n in part:
                rank[n] -= lowest
    return rank


def _longest_path(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    out: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for a, b in edges:
        out[a].append(b)
        waiting[b] += 1
    rank = [0] * count
    ready = [n for n in range(count) if not waiting[n]]
    while ready:
        node = ready.pop()
        for other in out[node]:
            rank[other] = max(rank[other], rank[node] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return rank


def _component(
    root: int, edges: Sequence[tuple[int, int]], around: Sequence[Sequence[int]], seen: list[bool]
) -> list[int]:
    part = [root]
    seen[root] = True
    for node in part:
        for e in around[node]:
            for other in edges[e]:
                if not seen[other]:
                    seen[other] = True
                    part.append(other)
    return part


def _shorten(
    part: Sequence[int], edges: Sequence[tuple[int, int]], around: Sequence[Sequence[int]], rank: list[int]
) -> None:
    own = sorted({e for n in part for e in around[n]})
    balance = dict.fromkeys(part, 0)
    for e in own:
        a, b = edges[e]
        balance[a] += 1
        balance[b] -= 1
    tree = _tight_tree(part, edges, around, own, rank)
    for _ in range(PIVOTS):
        order, parent_edge = _walk(part[0], edges, tree)
        total = dict(balance)
        leaving, cut = -1, 0
        for node in reversed(order):
            e = parent_edge[node]
            if e < 0:
                continue
            a, b = edges[e]
            parent = b if a == node else a
            value = total[node] if a == node else -total[node]
            total[parent] += total[node]
            if value < cut:
                leaving, cut = e, value
        if leaving < 0:
            return
        tree[edges[leaving][0]].remove(leaving)
        tree[edges[leaving][1]].remove(leaving)
        tail = set(_walk(edges[leaving][0], edges, tree)[0])
        entering, slack = -1, 0
        for e in own:
            a, b = edges[e]
            if a not in tail and b in tail and (entering < 0 or rank[b] - rank[a] - 1 < slack):
                entering, slack = e, rank[b] - rank[a] - 1
        for node in tail:
            rank[node] -= slack
        tree[edges[entering][0]].append(entering)
        tree[edges[entering][1]].append(entering)


def _tight_tree(
    part: Sequence[int],
    edges: Sequence[tuple[int, int]],
    around: Sequence[Sequence[int]],
    own: Sequence[int],
    rank: list[int],
) -> dict[int, list[int]]:
    """A spanning tree of edges that are as short as can be; ranks are moved until there is one."""
    tree: dict[int, list[int]] = {n: [] for n in part}
    inside = {part[0]}
    stack = [part[0]]
    while len(inside) < len(part):
        while stack:
            node = stack.pop()
            for e in around[node]:
                a, b = edges[e]
                other = b if a == node else a
                if other not in inside and rank[b] - rank[a] == 1:
                    inside.add(other)
                    tree[a].append(e)
                    tree[b].append(e)
                    stack.append(other)
        if len(inside) == len(part):
            break
        nearest = min(
            (e for e in own if (edges[e][0] in inside) != (edges[e][1] in inside)),
            key=lambda e: rank[edges[e][1]] - rank[edges[e][0]],
        )
        a, b = edges[nearest]
        slack = rank[b] - rank[a] - 1
        shift = slack if a in inside else -slack
        for node in inside:
            rank[node] += shift
        stack = [a if a in inside else b]
    return tree


def _walk(root: int, edges: Sequence[tuple[int, int]], tree: dict[int, list[int]]) -> tuple[list[int], dict[int, int]]:
    """(nodes from the root outwards, the tree edge to each one's parent; −1 for the root)."""
    order = [root]
    parent_edge = {root: -1}
    for node in order:
        for e in tree[node]:
            a, b = edges[e]
            other = b if a == node else a
            if other not in parent_edge:
                parent_edge[other] = e
                order.append(other)
    return order, parent_edge
