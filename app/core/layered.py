"""A layered drawing of a directed graph, left to right the way data flows, with few crossings. Pure Python, no Qt.

After Sugiyama: break cycles, choose layers, split long edges, order each layer by median sweeps and neighbour swaps,
then place. Deterministic: the same graph always gives the same picture.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.ordering import Proper, order_of
from app.core.ranking import ranks

BEND_GAP = 0.6  # of the distance between boxes: what a line keeps from a box and from another line


@dataclass(frozen=True, slots=True)
class Box:
    """What is to be placed: its id and its size in pixels."""

    id: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """``positions``: id → centre (x, y). ``routes``: for each edge of the input, in its order, the points it passes,
    from source to target. ``layers``: ids per layer from left to right, top to bottom. ``size``: (width, height)."""

    positions: Mapping[str, tuple[float, float]]
    routes: tuple[tuple[tuple[float, float], ...], ...]
    layers: tuple[tuple[str, ...], ...]
    size: tuple[float, float]


def draw(
    boxes: Sequence[Box],
    edges: Sequence[tuple[str, str]],
    *,
    layer_of: Mapping[str, int] | None = None,
    order_hint: Mapping[str, float] | None = None,
    gap_x: float = 120,
    gap_y: float = 16,
) -> Picture:
    """Place the boxes. Edges whose ends aren't among them raise KeyError; loops and repeated edges are drawn as given.

    ``layer_of`` fixes layers (hop distance in a neighbourhood); ``order_hint`` starts from earlier heights, so that a
    picture that grows keeps its shape.
    """
    index = {b.id: n for n, b in enumerate(boxes)}
    pairs = [(index[a], index[b]) for a, b in edges]
    count = len(boxes)
    simple = sorted({(a, b) for a, b in pairs if a != b})
    if layer_of is None:
        layers = ranks(count, _acyclic(count, simple))
    else:
        lowest = min((layer_of[b.id] for b in boxes), default=0)
        layers = [layer_of[b.id] - lowest for b in boxes]
    graph = Proper(count, layers, simple)
    hint = [order_hint.get(b.id, float("inf")) for b in boxes] if order_hint else None
    order = order_of(graph, hint)
    return _place(boxes, pairs, graph, order, gap_x, gap_y, hint)


def _acyclic(count: int, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The edges with as few as possible turned round (greedy feedback arcs after Eades, Lin and Smyth)."""
    out: list[set[int]] = [set() for _ in range(count)]
    into: list[set[int]] = [set() for _ in range(count)]
    for a, b in edges:
        out[a].add(b)
        into[b].add(a)
    left: list[int] = []
    right: list[int] = []
    rest = set(range(count))

    def take(node: int) -> None:
        rest.discard(node)
        for other in out[node]:
            into[other].discard(node)
        for other in into[node]:
            out[other].discard(node)

    while rest:
        changed = True
        while changed:
            changed = False
            for node in sorted(rest):
                if not out[node]:
                    right.append(node)
                    take(node)
                    changed = True
            for node in sorted(rest):
                if not into[node]:
                    left.append(node)
                    take(node)
                    changed = True
        if rest:
            node = max(sorted(rest), key=lambda n: len(out[n]) - len(into[n]))
            left.append(node)
            take(node)
    rank = {n: i for i, n in enumerate(left + right[::-1])}
    return sorted({(a, b) if rank[a] < rank[b] else (b, a) for a, b in edges})


def _place(
    boxes: Sequence[Box],
    pairs: Sequence[tuple[int, int]],
    graph: Proper,
    order: Sequence[Sequence[int]],
    gap_x: float,
    gap_y: float,
    hint: Sequence[float] | None,
) -> Picture:
    height = [b.height for b in boxes] + [0.0] * (len(graph.layer) - len(boxes))
    y = _heights(graph, order, height, gap_y, hint)
    widest = [max((boxes[n].width for n in row if n < len(boxes)), default=0.0) for row in order]
    centre: list[float] = []
    edge = 0.0
    for width in widest:
        centre.append(edge + width / 2)
        edge += width + gap_x
    x = [centre[layer] for layer in graph.layer]
    routes = []
    for a, b in pairs:
        chain = graph.chains.get((a, b), [a, b])
        routes.append(tuple((x[n], y[n]) for n in chain))
    bottom = max((y[n] + boxes[n].height / 2 for n in range(len(boxes))), default=0.0)
    return Picture(
        {b.id: (x[n], y[n]) for n, b in enumerate(boxes)},
        tuple(routes),
        tuple(tuple(boxes[n].id for n in row if n < len(boxes)) for row in order),
        (max(edge - gap_x, 0.0), bottom),
    )


def _heights(
    graph: Proper, order: Sequence[Sequence[int]], height: Sequence[float], gap: float, hint: Sequence[float] | None
) -> list[float]:
    """Vertical centres: each node drawn to its neighbours' middle, never nearer to the next than ``gap``.

    What was there before (``hint``) stays where it was; only what has to make room for something new moves.
    """
    kept = {n: h for n, h in enumerate(hint or ()) if h != float("inf")}
    y = [0.0] * len(height)
    for row in order:
        at = 0.0
        for node in row:
            y[node] = at + height[node] / 2
            at += height[node] + gap
    for sweep in range(10):
        neighbours = graph.up if sweep % 2 == 0 else graph.down
        for row in order:
            wished = []
            for node in row:
                if node in kept:
                    wished.append(kept[node])
                    continue
                near = neighbours[node] or (graph.down if sweep % 2 == 0 else graph.up)[node]
                wished.append(sum(y[o] for o in near) / len(near) if near else y[node])
            _spread(row, wished, height, gap, y)
    top = min((y[n] - height[n] / 2 for n in range(len(y))), default=0.0)
    return [v - top for v in y]


def _spread(row: Sequence[int], wished: Sequence[float], height: Sequence[float], gap: float, y: list[float]) -> None:
    """Least-squares places in the given order with minimum distances (pool adjacent violators)."""
    offsets: list[float] = []
    total = 0.0
    for n, node in enumerate(row):
        if n:
            above = height[row[n - 1]]
            total += above / 2 + (gap if above and height[node] else gap * BEND_GAP) + height[node] / 2
        offsets.append(total)
    blocks: list[list[float]] = []  # [sum, count]
    for n in range(len(row)):
        blocks.append([wished[n] - offsets[n], 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            value, size = blocks.pop()
            blocks[-1][0] += value
            blocks[-1][1] += size
    n = 0
    for value, size in blocks:
        for _ in range(int(size)):
            y[row[n]] = value / size + offsets[n]
            n += 1


def crossings(routes: Iterable[Sequence[tuple[float, float]]]) -> int:
    """How often two routes cross away from a common end, by geometry: the figure to compare drawings with."""
    lines = [(n, a, b) for n, route in enumerate(routes) for a, b in itertools.pairwise(route)]
    total = 0
    for i, (n, a, b) in enumerate(lines):
        for m, c, d in lines[i + 1 :]:
            if n != m and not {a, b} & {c, d} and _cross(a, b, c, d):
                total += 1
    return total


def _cross(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> bool:
    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
