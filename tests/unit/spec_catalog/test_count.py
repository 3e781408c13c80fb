"""The short ways of the reader and of its second count: what looks ordinary and is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec_catalog.workbook import Merge, read_workbook
from spec_catalog.workbook.count import CellCounter
from tests.helpers import workbooks as wb
from tests.unit.spec_catalog.test_odd_tables import items, read

STRINGS = "<si><t>甲</t></si><si><t/></si><si><rPh sb='0' eb='1'><t>よみ</t></rPh></si>"


def counted(xml: bytes, filled: list[bool]) -> int:
    counter = CellCounter(filled)
    counter.feed(b"<sheetData><row>" + xml)
    counter.feed(b"</row></sheetData>", last=True)
    return counter.total


@pytest.mark.parametrize(
    ("xml", "count"),
    [
        (b'<c r="A1" t="s"><v>0</v></c>', 1),
        (b'<c r="A1" t="s"><v>1</v></c>', 0),
        (b'<c r="A1" t="s"><v> 1 </v></c>', 0),
        (b'<c r="A1" s="3" t="s"><v>1</v></c><c r="B1"><v>1</v></c>', 1),
        (b'<c t="s" r="A1"><v>1</v></c>', 0),
        (b'<c r="A1" t="s"><v>9</v></c>', 1),  # a broken index is shown as it stands
        (b'<c r="A1" t="s"/><c r="B1" t="s"></c>', 0),
        (b'<c r="A1" t="s"><f>1</f><v>1</v></c>', 0),
    ],
)
def test_a_cell_that_shows_an_empty_text_counts_for_nothing(xml: bytes, count: int) -> None:
    assert counted(xml, [True, False]) == count


def test_empty_texts_and_readings_are_neither_read_nor_counted(tmp_path: Path) -> None:
    rows = wb.row(1, *(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABC")))
    (grid,) = read_workbook(wb.one_sheet(tmp_path / "a.xlsx", rows, strings=STRINGS)).sheets
    assert grid.count == len(grid.cells) == 1


def test_an_address_says_more_than_the_row_it_stands_in(tmp_path: Path) -> None:
    rows = wb.row(1, wb.text_cell("A1", "一")) + wb.row(2, wb.text_cell("A3", "三"), wb.text_cell("B13", "十三"))
    (grid,) = read_workbook(wb.one_sheet(tmp_path / "a.xlsx", rows)).sheets
    assert {at: c.text for at, c in grid.cells.items()} == {(1, 1): "一", (3, 1): "三", (13, 2): "十三"}


def test_a_merged_remark_reaches_its_last_row_and_no_further() -> None:
    head = ("機能ID", "機能要件", "実装区分", "備考")
    rows = [head] + [(f"001000{n}", f"要件{n}", "◎", "共通の注" if n == 2 else "") for n in range(1, 6)]
    notes = [i.note for i in items(read(rows, merges=[Merge(3, 4, 5, 4)]))]
    assert notes == ["", "共通の注", "共通の注", "共通の注", ""]
