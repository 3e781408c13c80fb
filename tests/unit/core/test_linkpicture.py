"""The picture of a neighbourhood: nothing overlaps, nothing is lost, states keep their signs."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.linkgraph import DATA, Edge, LinkGraph, Node, build, hops, neighbourhood
from app.core.linkpicture import LABEL_HEIGHT, LinkPicture, overlay, picture

NAMES = [f"業務{n}" for n in range(12)]


def town(arrows: list[tuple[int, int, str]]) -> LinkGraph:
    nodes = [Node(f"business:{n}", name, "business", "市民課" if n % 3 else "") for n, name in enumerate(NAMES)]
    edges = [
        Edge(f"business:{a}", f"business:{b}", DATA, "照会", origin, (f"link:{n}",))
        for n, (a, b, origin) in enumerate(arrows)
        if a != b
    ]
    return build(nodes, edges)


def drawn(graph: LinkGraph, depth: int = 2) -> LinkPicture:
    centre = "business:0"
    near = neighbourhood(graph, centre, depth=depth)
    return picture(near, centre, hops(graph, centre, depth=depth), {})


def test_standard_and_current_between_the_same_ends_are_one_line() -> None:
    graph = town([(1, 0, "standard"), (1, 0, "current"), (2, 0, "standard"), (3, 0, "current")])
    assert [(b.source[9:], b.state) for b in overlay(graph)] == [("1", "both"), ("2", "standard"), ("3", "current")]
    assert overlay(graph, gaps=["link:2"])[1].state == "gap"
    found = drawn(graph)
    assert [line.label for line in found.lines] == ["＝ 照会 2", "＋ 照会", "◆"]
    assert [c for c, _ in found.captions] == ["提供してくる相手", "見ているところ"]
    assert next(b for b in found.boxes if b.id == "business:0").style == "centre"


def test_nothing_to_show() -> None:
    assert picture(LinkGraph({}, ()), "x", {}, {}).boxes == ()


ARROWS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.sampled_from(["standard", "current"])), max_size=30
)


@settings(max_examples=80, deadline=None)
@given(ARROWS, st.integers(1, 3))
def test_boxes_and_labels_never_touch(arrows: list[tuple[int, int, str]], depth: int) -> None:
    graph = town(arrows)
    found = drawn(graph, depth)
    things = [(b.x, b.y, b.width, b.height) for b in found.boxes]
    things += [(line.x, line.y, line.width, LABEL_HEIGHT) for line in found.lines if line.label]
    for a, b in itertools.combinations(things, 2):
        assert a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1], (a, b)
    near = neighbourhood(graph, "business:0", depth=depth)
    assert {b.id for b in found.boxes} == set(near.nodes)
    assert {i for line in found.lines for i in line.items} == {i for e in near.edges for i in e.items}
    for line in found.lines:
        assert len(line.points) % 3 == 1
        assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in (line.points[0], line.points[-1]))
