"""The layered drawing: layers run with the data, nothing overlaps, and crossings are few."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.layered import Box, Picture, crossings, draw
from app.core.ranking import ranks

EDGES = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=35)


def boxes(count: int) -> list[Box]:
    return [Box(f"n{i}", 100, 20 + 4 * (i % 3)) for i in range(count)]


def picture(edges: list[tuple[int, int]], count: int = 15) -> Picture:
    return draw(boxes(count), [(f"n{a}", f"n{b}") for a, b in edges])


def test_a_chain_is_a_line() -> None:
    found = picture([(0, 1), (1, 2)], 3)
    assert found.layers == (("n0",), ("n1",), ("n2",))
    assert len({y for _, y in found.positions.values()}) == 1
    assert [x for x, _ in found.positions.values()] == sorted(x for x, _ in found.positions.values())


def test_two_crossed_pairs_are_uncrossed() -> None:
    found = picture([(0, 3), (1, 2), (0, 2)], 4)
    assert crossings(found.routes) == 0


def test_a_long_edge_bends_round_what_lies_between() -> None:
    found = picture([(0, 1), (1, 2), (0, 2)], 3)
    assert len(found.routes[2]) == 3
    middle = found.routes[2][1]
    assert abs(middle[1] - found.positions["n1"][1]) >= 10  # not through the box


def test_empty_single_loop_and_there_and_back() -> None:
    assert draw([], []).size == (0.0, 0.0)
    found = draw(boxes(2), [("n0", "n0"), ("n0", "n1"), ("n1", "n0"), ("n0", "n1")])
    assert len(found.routes) == 4
    assert found.routes[1] == found.routes[2][::-1]
    with pytest.raises(KeyError):
        draw(boxes(1), [("n0", "n9")])


def test_layers_can_be_given_and_an_earlier_shape_kept() -> None:
    names = [f"n{i}" for i in range(6)]
    edges = [("n0", "n1"), ("n0", "n2"), ("n0", "n3"), ("n4", "n0"), ("n5", "n0")]
    layer = {"n0": 0, "n1": 1, "n2": 1, "n3": 1, "n4": -1, "n5": -1}
    first = draw(boxes(6), edges, layer_of=layer, order_hint={n: -i for i, n in enumerate(names)})
    assert first.layers == (("n5", "n4"), ("n0",), ("n3", "n2", "n1"))
    hint = {n: y for n, (_, y) in first.positions.items()}
    more = [*boxes(6), Box("n6", 100, 20)]
    again = draw(more, [*edges, ("n0", "n6")], layer_of={**layer, "n6": 1}, order_hint=hint)
    assert [n for n in again.layers[2] if n != "n6"] == list(first.layers[2])


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_laws_of_any_picture(edges: list[tuple[int, int]]) -> None:
    found = picture(edges)
    assert sorted(n for row in found.layers for n in row) == sorted(found.positions)
    sizes = {b.id: b for b in boxes(15)}
    for row in found.layers:
        for upper, lower in itertools.pairwise(row):
            room = found.positions[lower][1] - found.positions[upper][1]
            assert room >= (sizes[upper].height + sizes[lower].height) / 2 + 16 - 1e-6
    for (a, b), route in zip(edges, found.routes, strict=True):
        assert route[0] == found.positions[f"n{a}"]
        assert route[-1] == found.positions[f"n{b}"]
    assert found == picture(edges)  # the same graph, the same picture


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_ranks_respect_edges_and_are_shortest(edges: list[tuple[int, int]]) -> None:
    forward = sorted({(a, b) for a, b in edges if a < b})
    found = ranks(15, forward)
    assert min(found) == 0
    assert all(found[b] >= found[a] + 1 for a, b in forward)
    total = sum(found[b] - found[a] for a, b in forward)
    # no single node and no pair of joined nodes can move to make it shorter
    for moved in [{n} for n in range(15)] + [set(e) for e in forward]:
        for step in (-1, 1):
            other = [r + step if n in moved else r for n, r in enumerate(found)]
            if all(other[b] >= other[a] + 1 for a, b in forward):
                assert sum(other[b] - other[a] for a, b in forward) >= total


def test_better_than_the_order_given() -> None:
    draw_from = random.Random(7)
    edges = sorted(
        {(draw_from.randrange(30), draw_from.randrange(30)) for _ in range(45)} - {(n, n) for n in range(30)}
    )
    found = draw(boxes(30), [(f"n{a}", f"n{b}") for a, b in edges])
    plain = draw(boxes(30), [(f"n{a}", f"n{b}") for a, b in edges], order_hint={f"n{i}": i for i in range(30)})
    assert crossings(found.routes) < crossings(plain.routes)
