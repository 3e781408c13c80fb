"""Packed cells behave as the dictionary they replace, whatever order a file has them in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spec_catalog.workbook.cells import CellsBuilder
from spec_catalog.workbook.grid import Cell, Grid

place = st.tuples(st.integers(1, 6), st.integers(1, 6))


@given(st.lists(place, max_size=30), st.booleans())
def test_same_as_a_dictionary(places: list[tuple[int, int]], in_order: bool) -> None:
    if in_order:
        places = sorted(set(places))
    builder = CellsBuilder()
    wanted: dict[tuple[int, int], Cell] = {}
    for i, (row, column) in enumerate(places):
        cell = Cell(str(i), str(i))
        builder.add(row, column, cell)
        wanted[row, column] = cell
    cells = builder.build()
    assert dict(cells) == wanted
    assert list(cells.items()) == sorted(wanted.items())
    assert len(cells) == len(wanted)
    assert cells.twice == len(places) - len(wanted)
    assert all(((r, c) in cells) == ((r, c) in wanted) for r in range(8) for c in range(8))
    assert list(Grid("表", cells).rows()) == list(Grid("表", wanted).rows())


parts_of_rows = st.tuples(st.integers(1, 4), st.lists(st.integers(1, 6), min_size=1, max_size=4))


@given(st.lists(parts_of_rows, max_size=12), st.booleans())
def test_by_rows_is_the_same_as_one_by_one(parts: list[tuple[int, list[int]]], in_order: bool) -> None:
    if in_order:
        parts = sorted((row, sorted(set(columns))) for row, columns in parts)
    single, whole = CellsBuilder(), CellsBuilder()
    for n, (row, columns) in enumerate(parts):
        cells = [Cell(f"{n}-{k}", f"{n}-{k}") for k in range(len(columns))]
        for column, cell in zip(columns, cells, strict=True):
            single.add(row, column, cell)
        whole.add_row(row, columns, cells)
    one, other = single.build(), whole.build()
    assert list(one.items()) == list(other.items())
    assert one.twice == other.twice
    assert list(one.rows()) == list(other.rows())
