"""Questions to the link graph: the way from one to another, circles, what is reached, where a name stands.

All follow the data: an edge is passed from its source to its target. Each answer is found in time that grows with the
part of the graph it looks at, so that a screen may ask while somebody types.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence

from app.core.linkgraph import Edge, LinkGraph, Node
from spec_catalog.text import match_key

Path = tuple[str, ...]
MOST = 200  # ways shown; a graph with more says so and is asked with fewer steps


def shortest(graph: LinkGraph, start: str, end: str) -> Path:
    """The nodes of one shortest way from ``start`` to ``end``, () when there is none. Raises KeyError."""
    _known(graph, start, end)
    if start == end:
        return (start,)
    came = {start: ""}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for other in graph.out.get(node, ()):
            if other in came:
                continue
            came[other] = node
            if other == end:
                path = [end]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return tuple(reversed(path))
            waiting.append(other)
    return ()


def ways(graph: LinkGraph, start: str, end: str, *, within: int, most: int = MOST) -> tuple[list[Path], bool]:
    """All ways of at most ``within`` steps that pass no node twice, the shortest first; True when there are more.

    Raises KeyError for an unknown node.
    """
    _known(graph, start, end)
    if start == end:
        return [(start,)], False
    left = _distances(graph.into, end, within)
    found: list[Path] = []
    for length in range(left.get(start, within + 1), within + 1):
        for path in _exactly(graph, start, end, length, left):
            if len(found) == most:
                return found, True
            found.append(path)
    return found, False


def _exactly(graph: LinkGraph, start: str, end: str, length: int, left: Mapping[str, int]) -> Iterator[Path]:
    """The ways of exactly ``length`` steps; ``left``: steps that still lead to the end, so no dead end is entered."""
    path = [start]
    on_path = {start}
    waiting = [iter(graph.out.get(start, ()))]
    while waiting:
        other = next(waiting[-1], None)
        if other is None:
            waiting.pop()
            on_path.discard(path.pop())
            continue
        rest = length - len(path)
        if other in on_path or left.get(other, length + 1) > rest:
            continue
        if other == end:
            if not rest:
                yield (*path, end)
        elif rest:
            path.append(other)
            on_path.add(other)
            waiting.append(iter(graph.out.get(other, ())))


def reachable(graph: LinkGraph, start: str, *, backwards: bool = False) -> dict[str, int]:
    """Every node that data of ``start`` comes to (or that it comes from), with the fewest steps; itself with 0.

    Raises KeyError for an unknown node.
    """
    _known(graph, start)
    return _distances(graph.into if backwards else graph.out, start, len(graph.nodes))


def circles(graph: LinkGraph) -> list[Path]:
    """The groups whose members all reach one another, largest first: whoever changes there hears of it again."""
    out: list[Path] = []
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in graph.nodes:  # Tarjan, without recursion: a town of many systems is one long path
        if root in index:
            continue
        walk = [(root, iter(graph.out.get(root, ())))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while walk:
            node, others = walk[-1]
            for other in others:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    walk.append((other, iter(graph.out.get(other, ()))))
                    break
                if other in on_stack and index[other] < low[node]:
                    low[node] = index[other]
            else:
                walk.pop()
                if walk and low[node] < low[walk[-1][0]]:
                    low[walk[-1][0]] = low[node]
                if low[node] == index[node]:
                    at = stack.index(node) if len(stack) < 64 else len(stack) - 1 - stack[::-1].index(node)
                    members = stack[at:]
                    del stack[at:]
                    on_stack.difference_update(members)
                    if len(members) > 1:
                        out.append(tuple(members))
    place = {node: n for n, node in enumerate(graph.nodes)}
    return sorted((tuple(sorted(m, key=place.__getitem__)) for m in out), key=lambda m: (-len(m), place[m[0]]))


def circle_of(graph: LinkGraph, node: str) -> Path:
    """A shortest way from a node back to itself, () when there is none; its first node is repeated at the end."""
    _known(graph, node)
    best: Path = ()
    back = _distances(graph.into, node, len(graph.nodes))
    for other in sorted((o for o in graph.out.get(node, ()) if o in back and o != node), key=back.__getitem__)[:1]:
        best = (node, *shortest(graph, other, node))
    return best


def edges_of(graph: LinkGraph, paths: Sequence[Path]) -> tuple[Edge, ...]:
    """The edges that a number of ways pass, in the order of the graph."""
    wanted = {pair for path in paths for pair in itertools.pairwise(path)}
    numbers = {n for a, _b in wanted for n in graph.at.get(a, ())}
    return tuple(graph.edges[n] for n in sorted(numbers) if (graph.edges[n].source, graph.edges[n].target) in wanted)


def part(graph: LinkGraph, nodes: Collection[str]) -> LinkGraph:
    """The graph between some of its nodes."""
    wanted = set(nodes)
    numbers = sorted({n for i in wanted for n in graph.at.get(i, ())})
    edges = (graph.edges[n] for n in numbers)
    return LinkGraph(
        {i: n for i, n in graph.nodes.items() if i in wanted},
        tuple(e for e in edges if e.source in wanted and e.target in wanted),
    )


def find(graph: LinkGraph, text: str, *, most: int = 20) -> list[Node]:
    """Nodes whose name, owner or id hold every word: those called so first, then those that begin so, then the rest."""
    words = [w for w in map(match_key, text.split()) if w]
    if not words:
        return []
    whole = match_key(text)
    found = []
    for n, node in enumerate(graph.nodes.values()):
        name = match_key(node.label)
        if all(w in name or w in match_key(node.department) or w in node.id for w in words):
            found.append((name != whole, not name.startswith(words[0]), len(name), n, node))
    return [node for *_, node in sorted(found, key=lambda f: f[:4])[:most]]


def _known(graph: LinkGraph, *nodes: str) -> None:
    for node in nodes:
        if node not in graph.nodes:
            raise KeyError(node)


def _distances(neighbours: Mapping[str, Sequence[str]], start: str, most: int) -> dict[str, int]:
    found = {start: 0}
    front = [start]
    step = 0
    while front and step < most:
        step += 1
        following = []
        for node in front:
            for other in neighbours.get(node, ()):
                if other not in found:
                    found[other] = step
                    following.append(other)
        front = following
    return found
