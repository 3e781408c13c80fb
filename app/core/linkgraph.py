"""One graph of who passes what to whom, kept apart by origin (standard, current, plan) and overlaid in one picture.

An edge runs the way the data flows (照会: partner → subject, 提供・通知: subject → partner) and is labelled with the
operation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

ORIGINS = ("standard", "current", "plan")
DIRECTIONS = ("in", "out", "both")
DATA = "データ"
TYPES = (DATA, "時期", "定義", "権限", "通知", "契約", "トリガ")
"""How one thing hangs on another (survey practice §8.6); published and current linkages pass data."""
NODE_TYPES = ("business", "system", "function", "form", "department", "vendor", "outside")


@dataclass(frozen=True, slots=True)
class Node:
    """A business, system, function, form, department, vendor or outside body; ``id`` is its NODE text."""

    id: str
    label: str
    type: str
    department: str = ""  # the owning department's name, "" = not in the survey


@dataclass(frozen=True, slots=True)
class Edge:
    """Data that flows from ``source`` to ``target``. ``items``: the NODE texts it comes from."""

    source: str
    target: str
    type: str
    label: str
    origin: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class LinkGraph:
    """Nodes by id, and edges in a stable order: one per (source, target, type, label, origin)."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]

    @cached_property
    def out(self) -> Mapping[str, Sequence[str]]:
        """Node → whom it gives to, each once."""
        return _ways((e.source, e.target) for e in self.edges)

    @cached_property
    def into(self) -> Mapping[str, Sequence[str]]:
        """Node → whom it receives from, each once."""
        return _ways((e.target, e.source) for e in self.edges)

    @cached_property
    def at(self) -> Mapping[str, Sequence[int]]:
        """Node → the numbers of the edges that end there, either way."""
        found: dict[str, list[int]] = {}
        for n, edge in enumerate(self.edges):
            found.setdefault(edge.source, []).append(n)
            if edge.target != edge.source:
                found.setdefault(edge.target, []).append(n)
        return found

    def directed(self) -> nx.MultiDiGraph:
        """For queries; the edges' numbers are their keys."""
        graph = nx.MultiDiGraph()
        graph.add_nodes_from(self.nodes)
        for n, edge in enumerate(self.edges):
            graph.add_edge(edge.source, edge.target, key=n)
        return graph


def _ways(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for one, other in pairs:
        found.setdefault(one, {})[other] = None
    return {node: list(others) for node, others in found.items()}


def build(nodes: Iterable[Node], edges: Iterable[Edge]) -> LinkGraph:
    """Joins edges that say the same, collecting their items. Raises KeyError when an end is no node."""
    by_id = {n.id: n for n in nodes}
    joined: dict[tuple[str, str, str, str, str], list[str]] = {}
    for edge in edges:
        for end in (edge.source, edge.target):
            if end not in by_id:
                raise KeyError(end)
        items = joined.setdefault((edge.source, edge.target, edge.type, edge.label, edge.origin), [])
        items.extend(i for i in edge.items if i not in items)
    return LinkGraph(by_id, tuple(Edge(*key, tuple(items)) for key, items in joined.items()))


def neighbourhood(graph: LinkGraph, around: str, *, depth: int = 1, direction: str = "both") -> LinkGraph:
    """What is within ``depth`` steps of a node: ``in`` = what reaches it, ``out`` = what it reaches, ``both`` = either.

    Edges: those whose target reaches the node in fewer than ``depth`` steps, or whose source is reached in fewer.
    Nobody is drawn in by turning round: another receiver of the same data is not a neighbour. Raises KeyError for an
    unknown node.
    """
    up, down = _upstream(graph, around, depth, direction), _downstream(graph, around, depth, direction)
    near = {n for i in up.keys() | down.keys() for n in graph.at.get(i, ())}
    kept = (graph.edges[n] for n in sorted(near))
    edges = tuple(e for e in kept if up.get(e.target, depth) < depth or down.get(e.source, depth) < depth)
    return LinkGraph({i: n for i, n in graph.nodes.items() if i in up or i in down}, edges)


def hops(graph: LinkGraph, around: str, *, depth: int, direction: str = "both") -> dict[str, int]:
    """Signed distance of every node within ``depth``: negative upstream (it reaches ``around``), positive downstream.

    A node on both sides counts as the nearer one, upstream when equal.
    """
    up, down = _upstream(graph, around, depth, direction), _downstream(graph, around, depth, direction)
    steps = {node: -distance for node, distance in up.items()}
    for node, distance in down.items():
        if node not in up or distance < up[node]:
            steps[node] = distance
    return steps


def _upstream(graph: LinkGraph, around: str, depth: int, direction: str) -> dict[str, int]:
    return {} if direction == "out" else _distances(graph, around, depth, graph.into)


def _downstream(graph: LinkGraph, around: str, depth: int, direction: str) -> dict[str, int]:
    return {} if direction == "in" else _distances(graph, around, depth, graph.out)


def _distances(graph: LinkGraph, around: str, depth: int, ways: Mapping[str, Sequence[str]]) -> dict[str, int]:
    if around not in graph.nodes:
        raise KeyError(around)
    found = {around: 0}
    front = [around]
    for step in range(1, depth + 1):
        following: list[str] = []
        for node in front:
            for other in ways.get(node, ()):
                if other not in found:
                    found[other] = step
                    following.append(other)
        front = following
    return found


@dataclass(frozen=True, slots=True)
class Touched:
    """An edge touched by a change, in how many steps."""

    edge: Edge
    steps: int


def impact(graph: LinkGraph, changed: Collection[str], *, depth: int = 1) -> dict[str, list[Touched]]:
    """The edges touched when these nodes (or edges' items) change, grouped by the owning department at the other end.

    "" groups those whose owner isn't in the survey: they come first, since nobody has been told. One edge may concern
    the departments of both its ends; a department is named for every end that isn't itself what changed.
    """
    nodes = {c for c in changed if c in graph.nodes}
    reached = set(nodes)
    front = set(nodes)
    items = set(changed) - nodes
    touched = {n: 1 for n, edge in enumerate(graph.edges) if not items.isdisjoint(edge.items)} if items else {}
    for step in range(1, depth + 1):
        following: set[str] = set()
        for node in front:
            for n in graph.at.get(node, ()):
                touched.setdefault(n, step)
                following |= {graph.edges[n].source, graph.edges[n].target} - reached
        reached |= following
        front = following
    groups: dict[str, list[Touched]] = {}
    for n, steps in sorted(touched.items(), key=lambda pair: (pair[1], pair[0])):
        edge = graph.edges[n]
        others = [e for e in (edge.source, edge.target) if e not in nodes] or [edge.source, edge.target]
        for department in dict.fromkeys(graph.nodes[e].department for e in others):
            groups.setdefault(department, []).append(Touched(edge, steps))
    return dict(sorted(groups.items(), key=lambda pair: (pair[0] != "", pair[0])))


def grouped(graph: LinkGraph, group_of: Mapping[str, Node]) -> LinkGraph:
    """The graph with nodes folded into groups (functions into systems …); edges within a group vanish."""
    nodes = {n.id: n for n in (group_of.get(i, node) for i, node in graph.nodes.items())}

    def end(node: str) -> str:
        return group_of[node].id if node in group_of else node

    edges = [
        Edge(end(e.source), end(e.target), e.type, e.label, e.origin, e.items)
        for e in graph.edges
        if end(e.source) != end(e.target)
    ]
    return build(nodes.values(), edges)


def pairs(edges: Sequence[Edge]) -> list[tuple[str, str]]:
    """(source, target) of each edge, for drawing."""
    return [(e.source, e.target) for e in edges]
