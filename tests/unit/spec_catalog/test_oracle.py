"""Random workbooks read by two programs: openpyxl is the oracle for texts, merges, strike-through and hidden rows."""

from __future__ import annotations

import tempfile
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from spec_catalog.workbook import read_workbook

words = st.text(st.sampled_from("住民票髙𠮷◎○×－ー ab19\n\t　<>&\"'；。ｶﾞ葛\U000e0100"), min_size=1, max_size=12)
cell = st.one_of(
    words.filter(lambda t: t.strip() and not t.startswith("=")),
    st.integers(-(10**12), 10**12),
    st.booleans(),
    st.lists(st.tuples(words, st.booleans()), min_size=2, max_size=4),
)
place = st.tuples(st.integers(1, 12), st.integers(1, 6))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(place, st.tuples(cell, st.booleans()), max_size=12),
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(0, 2), st.integers(0, 2)), max_size=1),
    st.sets(st.integers(1, 12), max_size=3),
)
def test_random_sheets(
    values: dict[tuple[int, int], tuple[object, bool]],
    merges: list[tuple[int, int, int, int]],
    hidden: set[int],
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for (row, column), (value, struck) in values.items():
        if isinstance(value, list):
            value = CellRichText(*(TextBlock(InlineFont(strike=s), t) for t, s in value))
        target = sheet.cell(row, column)
        target.value = value  # type: ignore[assignment]
        if struck:
            target.font = Font(strike=True)
    for top, left, height, width in merges:
        if height or width:
            sheet.merge_cells(start_row=top, start_column=left, end_row=top + height, end_column=left + width)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        book.save(path)
        oracle = openpyxl.load_workbook(path, rich_text=True).active
        grid = read_workbook(path).sheets[0]
    assert oracle is not None
    expected: dict[tuple[int, int], str] = {}
    gone: dict[tuple[int, int], str] = {}
    for line in oracle.iter_rows():
        for found in line:
            value = found.value
            if value is None or value == "":
                continue
            text = {True: "TRUE", False: "FALSE"}[value] if isinstance(value, bool) else str(value)
            if not text:
                continue
            at = (found.row, found.column)
            expected[at] = text
            if isinstance(value, CellRichText):
                gone[at] = "".join(b.text for b in value if isinstance(b, TextBlock) and b.font.strike)
            elif found.font.strike:
                gone[at] = text
    assert {k: c.text for k, c in grid.cells.items()} == expected
    assert {k: c.struck_text.replace("\n", "") for k, c in grid.cells.items() if c.struck_text} == {
        k: t.replace("\n", "") for k, t in gone.items() if t
    }
    assert {m.ref() for m in grid.merges} == {str(m) for m in oracle.merged_cells.ranges}
    assert {r for r in hidden if grid.row_hidden(r)} == hidden
    assert grid.count == len(grid.cells)
