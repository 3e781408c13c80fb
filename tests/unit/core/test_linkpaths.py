"""Ways, circles and reach against a model that tries everything."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import linkpaths
from app.core.linkgraph import DATA, Edge, LinkGraph, Node, build
from tests.helpers import town_model

NAMES = "abcdefg"
ARROWS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=16)


def town(arrows: list[tuple[str, str]]) -> LinkGraph:
    nodes = [Node(n, f"{n}システム", "system", f"{n}課") for n in NAMES]
    return build(nodes, [Edge(a, b, DATA, "", "current", (f"{a}{b}",)) for a, b in arrows if a != b])


@settings(max_examples=150, deadline=None)
@given(ARROWS, st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 6))
def test_ways_and_reach_equal_trying_everything(
    arrows: list[tuple[str, str]], start: str, end: str, within: int
) -> None:
    graph = town(arrows)
    pairs = [(a, b) for a, b in arrows if a != b]
    reached = town_model.reach(pairs, start)
    assert linkpaths.reachable(graph, start) == reached
    assert linkpaths.reachable(graph, start, backwards=True) == town_model.reach([(b, a) for a, b in pairs], start)
    shortest = linkpaths.shortest(graph, start, end)
    assert len(shortest) == (reached[end] + 1 if end in reached else 0)
    assert all(pair in pairs for pair in itertools.pairwise(shortest))
    if start != end:
        found, more = linkpaths.ways(graph, start, end, within=within)
        assert not more
        assert set(found) == town_model.all_ways(pairs, start, end, within)
        assert [len(p) for p in found] == sorted(len(p) for p in found)
        assert len(set(found)) == len(found)
        edges = linkpaths.edges_of(graph, found)
        assert {(e.source, e.target) for e in edges} == {pair for p in found for pair in itertools.pairwise(p)}


@settings(max_examples=150, deadline=None)
@given(ARROWS)
def test_circles_equal_mutual_reach(arrows: list[tuple[str, str]]) -> None:
    graph = town(arrows)
    pairs = [(a, b) for a, b in arrows if a != b]
    found = linkpaths.circles(graph)
    assert {frozenset(m) for m in found} == town_model.circles(pairs)
    assert [len(m) for m in found] == sorted((len(m) for m in found), reverse=True)
    inside = {n for m in found for n in m}
    for node in NAMES:
        way = linkpaths.circle_of(graph, node)
        assert bool(way) == (node in inside)
        if way:
            assert way[0] == way[-1] == node
            assert len(set(way)) == len(way) - 1
            steps = [town_model.reach(pairs, o).get(node, 99) for a, o in pairs if a == node]
            assert len(way) - 1 == 1 + min(steps)
            assert all(pair in pairs for pair in itertools.pairwise(way))


def test_more_ways_than_are_shown_are_said() -> None:
    graph = town([(a, b) for a in NAMES for b in NAMES if a != b])
    found, more = linkpaths.ways(graph, "a", "g", within=6, most=10)
    assert (len(found), more) == (10, True)
    with pytest.raises(KeyError):
        linkpaths.shortest(graph, "a", "z")


def test_names_are_found_by_any_part_the_likeliest_first() -> None:
    nodes = [
        Node("system:1", "後期高齢者医療システム", "system", "保険年金課"),
        Node("system:2", "医療", "system"),
        Node("system:3", "医療費助成", "system", "子育て支援課"),
        Node("business:025", "後期高齢者医療", "business"),
    ]
    graph = build(nodes, [])
    assert [n.id for n in linkpaths.find(graph, "医療")] == ["system:2", "system:3", "business:025", "system:1"]
    assert [n.id for n in linkpaths.find(graph, "医療 子育て")] == ["system:3"]
    assert [n.id for n in linkpaths.find(graph, "025")] == ["business:025"]
    assert linkpaths.find(graph, " ") == []


def test_a_part_keeps_what_lies_between_its_nodes() -> None:
    graph = town([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])
    found = linkpaths.part(graph, ["a", "c", "d"])
    assert [(e.source, e.target) for e in found.edges] == [("c", "a"), ("c", "d")]
