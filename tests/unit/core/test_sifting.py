"""Sifting: it says truly what it saved, and no single box could be moved for the better afterwards."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.sifting import sift

ROWS = st.lists(st.integers(1, 5), min_size=2, max_size=4)


def crossings(order: list[list[int]], lines: set[tuple[int, int]]) -> int:
    """By definition: two lines between the same rows cross when their ends are in opposite order."""
    place = {node: n for row in order for n, node in enumerate(row)}
    level = {node: r for r, row in enumerate(order) for node in row}
    return sum(
        level[a] == level[c] and (place[a] - place[c]) * (place[b] - place[d]) < 0
        for (a, b), (c, d) in itertools.combinations(lines, 2)
    )


@settings(max_examples=200, deadline=None)
@given(ROWS, st.data())
def test_what_it_saves_is_true_and_nothing_is_left_to_save(sizes: list[int], data: st.DataObject) -> None:
    order: list[list[int]] = []
    for size in sizes:
        order.append(list(range(sum(map(len, order)), sum(map(len, order)) + size)))
    possible = [(a, b) for one, two in itertools.pairwise(order) for a in one for b in two]
    lines = set(data.draw(st.lists(st.sampled_from(possible), max_size=14)))
    count = sum(sizes)
    up = [[a for a, b in sorted(lines) if b == n] for n in range(count)]
    down = [[b for a, b in sorted(lines) if a == n] for n in range(count)]
    place = [0] * count
    for row in order:
        for n, node in enumerate(row):
            place[node] = n
    before, members = crossings(order, lines), [sorted(row) for row in order]
    saved = sift(order, up, down, place, rounds=100)
    assert before - crossings(order, lines) == saved
    assert [sorted(row) for row in order] == members
    assert all(place[node] == n for row in order for n, node in enumerate(row))
    best = crossings(order, lines)
    for row in order:
        for node, target in itertools.product(list(row), range(len(row))):
            at = row.index(node)
            row.insert(target, row.pop(at))
            assert crossings(order, lines) >= best
            row.insert(at, row.pop(target))
