"""The order of boxes within the layers of a drawing: few crossings, found by median sweeps and neighbour swaps.

After Gansner, Koutsofios, North and Vo, "A Technique for Drawing Directed Graphs" (1993), section 3, with several
starts instead of one and the best of them sifted. Deterministic: the same graph always gives the same order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from random import Random

from app.core.sifting import sift

SWEEPS = 16
QUIET = 5  # sweeps without a gain after which a start is given up
SWAP_ROUNDS = 4
EFFORT, MIN_STARTS, MAX_STARTS = 580, 2, 7  # starts are tried as long as the graph is small enough for it


class Proper:
    """The graph with every long edge split at each layer it crosses; edges within a layer are kept aside."""

    def __init__(self, count: int, layers: Sequence[int], edges: Sequence[tuple[int, int]]) -> None:
        self.count = count
        self.layer = list(layers)
        self.chains: dict[tuple[int, int], list[int]] = {}
        self.up: list[list[int]] = [[] for _ in range(count)]  # neighbours one layer to the left
        self.down: list[list[int]] = [[] for _ in range(count)]
        self.flat: list[tuple[int, int]] = []
        for a, b in edges:
            self._add(a, b)

    def _add(self, a: int, b: int) -> None:
        if self.layer[a] == self.layer[b]:
            self.flat.append((a, b))
            self.chains[a, b] = [a, b]
            return
        first, last = (a, b) if self.layer[a] < self.layer[b] else (b, a)
        if (b, a) in self.chains:  # there and back share one line of bends
            self.chains[a, b] = self.chains[b, a][::-1]
            return
        chain = [first]
        for layer in range(self.layer[first] + 1, self.layer[last]):
            bend = len(self.layer)
            self.layer.append(layer)
            self.up.append([])
            self.down.append([])
            self._join(chain[-1], bend)
            chain.append(bend)
        self._join(chain[-1], last)
        chain.append(last)
        self.chains[a, b] = chain if first == a else chain[::-1]

    def _join(self, left: int, right: int) -> None:
        self.down[left].append(right)
        self.up[right].append(left)


def order_of(graph: Proper, hint: Sequence[float] | None) -> list[list[int]]:
    """The nodes of each layer from top to bottom, with few crossings: the best of several starts.

    A picture that grows (``hint``) keeps its earlier order, and what is new goes between.
    """
    depth = max(graph.layer, default=-1) + 1
    if hint is not None:
        return _hinted(graph, depth, hint)
    best: list[list[int]] = []
    fewest = -1
    tries = max(MIN_STARTS, min(MAX_STARTS, EFFORT // max(1, len(graph.layer))))
    for start in range(tries):
        found, crossings = _improve(graph, _start(graph, depth, start))
        if fewest < 0 or crossings < fewest:
            best, fewest = found, crossings
        if not fewest:
            return best
    if best:
        place = [0] * len(graph.layer)
        for row in best:
            for n, node in enumerate(row):
                place[node] = n
        sift(best, graph.up, graph.down, place)
    return best


def _start(graph: Proper, depth: int, number: int) -> list[list[int]]:
    """A first order, so that what hangs together lies together: breadth or depth first, from the left or the right.

    Further numbers begin from other nodes, drawn by a fixed sequence: the same graph always gives the same picture.
    """
    order: list[list[int]] = [[] for _ in range(depth)]
    seen = [False] * len(graph.layer)
    leftwards, deep = number % 2 == 1, number // 2 % 2 == 1
    roots = sorted(range(len(graph.layer)), key=lambda n: (-graph.layer[n] if leftwards else graph.layer[n], n))
    draw_from = Random(number)
    if number >= 4:
        draw_from.shuffle(roots)
    for root in roots:
        queue = deque([root])
        while queue:
            node = queue.pop() if deep else queue.popleft()
            if seen[node]:
                continue
            seen[node] = True
            order[graph.layer[node]].append(node)
            near = [*graph.down[node], *graph.up[node]] if not leftwards else [*graph.up[node], *graph.down[node]]
            queue.extend(n for n in near if not seen[n])
    return order


def _hinted(graph: Proper, depth: int, hint: Sequence[float]) -> list[list[int]]:
    """The earlier order; new boxes and bends where those they are tied to stand, those tied to nobody at the end."""
    unknown = float("inf")
    height = [*hint, *([unknown] * (len(graph.layer) - graph.count))]
    waiting = [n for n, h in enumerate(height) if h == unknown]
    while waiting:
        told = {}
        for node in waiting:
            near = [height[o] for o in (*graph.up[node], *graph.down[node]) if height[o] != unknown]
            if near:
                told[node] = sum(near) / len(near)
        if not told:
            break
        for node, at in told.items():
            height[node] = at
        waiting = [n for n in waiting if n not in told]
    order: list[list[int]] = [[] for _ in range(depth)]
    for node in sorted(range(len(graph.layer)), key=lambda n: (height[n], n)):
        order[graph.layer[node]].append(node)
    return order


def _improve(graph: Proper, order: list[list[int]]) -> tuple[list[list[int]], int]:
    order = [list(row) for row in order]
    place = [0] * len(graph.layer)
    for row in order:
        for n, node in enumerate(row):
            place[node] = n
    best = [list(row) for row in order]
    fewest = _all_crossings(graph, order, place)
    quiet = 0
    for sweep in range(SWEEPS):
        if not fewest or quiet >= QUIET:
            break
        rightwards = sweep % 2 == 0
        neighbours = graph.up if rightwards else graph.down
        rows = range(1, len(order)) if rightwards else range(len(order) - 2, -1, -1)
        for r in rows:
            _sort_row(order[r], neighbours, place, stable=sweep % 4 < 2)
        _swap(graph, order, place, level=sweep % 4 >= 2)
        crossings = _all_crossings(graph, order, place)
        if crossings < fewest:
            best, fewest, quiet = [list(row) for row in order], crossings, 0
        else:
            quiet += 1
    return best, fewest


def _sort_row(row: list[int], neighbours: list[list[int]], place: list[int], *, stable: bool) -> None:
    """Each node to the median of its neighbours; nodes without neighbours keep their place."""
    keyed: list[tuple[float, int, int]] = []
    for n, node in enumerate(row):
        near = neighbours[node]
        if len(near) == 1:
            keyed.append((place[near[0]], n if stable else -n, node))
        elif near:
            keyed.append((_median(sorted([place[o] for o in near])), n if stable else -n, node))
    keyed.sort()
    movable = iter(keyed)
    for n, node in enumerate(row):
        if neighbours[node]:
            row[n] = next(movable)[2]
    for n, node in enumerate(row):
        place[node] = n


def _median(near: Sequence[int]) -> float:
    """The weighted median of Gansner and others: between the two middle ones, nearer to the denser side."""
    size = len(near)
    middle = size // 2
    if size % 2:
        return near[middle]
    if size == 2:
        return (near[0] + near[1]) / 2
    left, right = near[middle - 1] - near[0], near[-1] - near[middle]
    if left + right == 0:
        return (near[middle - 1] + near[middle]) / 2
    return (near[middle - 1] * right + near[middle] * left) / (left + right)


def _swap(graph: Proper, order: list[list[int]], place: list[int], *, level: bool) -> None:
    """Exchanges neighbours in a row while that removes crossings; with ``level`` once also where it costs nothing."""
    for _ in range(SWAP_ROUNDS):
        better = False
        for row in order:
            for n in range(len(row) - 1):
                a, b = row[n], row[n + 1]
                gain = _pair(graph.up[a], graph.up[b], place) + _pair(graph.down[a], graph.down[b], place)
                if gain > 0 or (level and not gain):
                    row[n], row[n + 1] = b, a
                    place[a], place[b] = n + 1, n
                    better = better or gain > 0
        if not better:
            return
        level = False


def _pair(upper: Sequence[int], lower: Sequence[int], place: Sequence[int]) -> int:
    """Crossings saved if the node with neighbours ``upper`` went below the one with ``lower``."""
    if not upper or not lower:
        return 0
    if len(upper) == 1 and len(lower) == 1:  # bends have one neighbour on each side, and most nodes of a row are bends
        at, other = place[upper[0]], place[lower[0]]
        return 1 if at > other else -1 if at < other else 0
    saved = 0
    places = [place[b] for b in lower]
    for a in upper:
        at = place[a]
        for other in places:
            if at > other:
                saved += 1
            elif at < other:
                saved -= 1
    return saved


def _all_crossings(graph: Proper, order: Sequence[Sequence[int]], place: Sequence[int]) -> int:
    return sum(_crossings(row, graph.down, place) for row in order[:-1])


def _crossings(row: Sequence[int], down: Sequence[Sequence[int]], place: Sequence[int]) -> int:
    """Crossings between a row and the next: inversions among the ends, found by sorted insertion."""
    seen: list[int] = []
    total = 0
    for node in row:
        near = down[node]
        if len(near) == 1:
            end = place[near[0]]
            at = bisect_right(seen, end)
            total += len(seen) - at
            seen.insert(at, end)
        elif near:
            for end in sorted([place[o] for o in near]):
                at = bisect_right(seen, end)
                total += len(seen) - at
                seen.insert(at, end)
    return total
