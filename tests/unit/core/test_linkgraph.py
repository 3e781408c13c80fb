"""The link graph against small pictures and a brute-force model that shares no code with it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.linkgraph import DATA, Edge, LinkGraph, Node, build, grouped, hops, impact, neighbourhood

NAMES = "abcdefg"


def town(arrows: str, departments: str = "") -> LinkGraph:
    """``"a>b c>b"``: arrows; ``"a:市民課"``: owners."""
    owner = dict(pair.split(":") for pair in departments.split())
    nodes = [Node(f"business:{n}", n, "business", owner.get(n, "")) for n in NAMES]
    edges = [
        Edge(f"business:{a}", f"business:{b}", DATA, "照会", "standard", (f"link:{n}",))
        for n, (a, b) in enumerate(arrow.split(">") for arrow in arrows.split())
    ]
    return build(nodes, edges)


def shown(graph: LinkGraph) -> str:
    return " ".join(sorted(f"{e.source[9:]}>{e.target[9:]}" for e in graph.edges))


def test_edges_that_say_the_same_are_joined_with_their_items() -> None:
    graph = town("a>b a>b b>a")
    assert [(e.source[9:], e.target[9:], e.items) for e in graph.edges] == [
        ("a", "b", ("link:0", "link:1")),
        ("b", "a", ("link:2",)),
    ]
    with pytest.raises(KeyError):
        build([], [Edge("x", "y", DATA, "", "standard", ())])


@pytest.mark.parametrize(
    ("depth", "direction", "expected"),
    [
        (1, "in", "a>c b>c"),
        (1, "out", "c>d"),
        (1, "both", "a>c b>c c>d"),
        (2, "out", "c>d d>e d>f"),
        (2, "in", "a>c b>c g>a"),
        (3, "both", "a>c b>c c>d d>e d>f f>g g>a"),
    ],
)
def test_neighbourhood(depth: int, direction: str, expected: str) -> None:
    graph = town("a>c b>c c>d d>e d>f f>g g>a")
    assert shown(neighbourhood(graph, "business:c", depth=depth, direction=direction)) == expected


def test_an_unknown_node_is_named() -> None:
    with pytest.raises(KeyError):
        neighbourhood(town(""), "business:z")


def test_impact_is_grouped_by_the_department_at_the_other_end() -> None:
    graph = town("a>b c>a a>d d>e", "a:市民課 b:税務課 c:税務課 e:福祉課")
    found = impact(graph, ["business:a"])
    assert list(found) == ["", "税務課"]  # nobody has told the owner of d yet
    assert [t.edge.target[9:] for t in found[""]] == ["d"]
    assert [(t.edge.source[9:], t.edge.target[9:], t.steps) for t in found["税務課"]] == [("a", "b", 1), ("c", "a", 1)]
    deeper = impact(graph, ["business:a"], depth=2)
    assert [(t.edge.target[9:], t.steps) for t in deeper["福祉課"]] == [("e", 2)]
    assert list(impact(graph, ["link:0"])) == ["市民課", "税務課"]


def test_groups_swallow_their_inner_edges() -> None:
    graph = town("a>b b>c a>c")
    system = Node("system:1", "住民情報システム", "system")
    folded = grouped(graph, {"business:a": system, "business:b": system})
    assert [(e.source, e.target, len(e.items)) for e in folded.edges] == [("system:1", "business:c", 2)]
    assert "business:a" not in folded.nodes


ARROWS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=14)


@given(ARROWS, st.sampled_from(NAMES), st.integers(1, 3), st.sampled_from(["in", "out", "both"]))
def test_neighbourhood_equals_brute_force(arrows: list[tuple[str, str]], around: str, depth: int, way: str) -> None:
    graph = town(" ".join(f"{a}>{b}" for a, b in arrows))
    up, down = (_within(arrows, around, depth, w) for w in ("in", "out"))
    nearer_up, nearer_down = (_within(arrows, around, depth - 1, w) for w in ("in", "out"))
    near = {"in": up, "out": down, "both": up | down}[way]
    found = neighbourhood(graph, f"business:{around}", depth=depth, direction=way)
    assert {n[9:] for n in found.nodes} == near
    wanted = {(a, b) for a, b in arrows if (way != "out" and b in nearer_up) or (way != "in" and a in nearer_down)}
    assert {(e.source[9:], e.target[9:]) for e in found.edges} == wanted
    steps = hops(graph, f"business:{around}", depth=depth, direction=way)
    assert steps[f"business:{around}"] == 0
    assert {n[9:] for n in steps} == near
    assert all(abs(s) <= depth for s in steps.values())


def _within(arrows: list[tuple[str, str]], around: str, depth: int, way: str) -> set[str]:
    """All nodes on some walk of at most ``depth`` arrows, by trying every sequence."""
    found = {around}
    for length in range(1, depth + 1):
        for walk in itertools.product(set(arrows), repeat=length):
            at = around
            for a, b in walk:
                start, end = (b, a) if way == "in" else (a, b)
                if start != at:
                    break
                at = end
            else:
                found.add(at)
    return found
