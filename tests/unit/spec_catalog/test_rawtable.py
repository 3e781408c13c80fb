"""A department's own list as a plain table: its heading found by how full it is, every cell accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec_catalog.problems import InputProblem
from spec_catalog.rawtable import RawTable, read_table, table_of
from spec_catalog.workbook import Cell, Grid, Merge, Workbook, ref
from tests.helpers.workbooks import grid_of, workbook_of


def read(rows: list[tuple[str, ...]], merges: tuple[Merge, ...] = (), **more: object) -> RawTable:
    found = table_of(workbook_of(grid_of(rows, merges=merges)), **more)  # type: ignore[arg-type]
    assert found.account.balanced
    assert all(len(r) == len(found.headers) == len(found.columns) for r in found.rows)
    assert len(found.numbers) == len(found.rows)
    return found


def test_title_block_and_remarks_above() -> None:
    table = read(
        [
            ("現行機能一覧", "", "", ""),
            ("所属", "市民課", "", ""),
            ("", "", "", ""),
            ("No", "機能名", "概要", "頻度"),
            ("1", "住民票", "氏名\n住所", "毎日"),
            ("", "", "", ""),
            ("2", "附票", "", "月1回"),
        ]
    )
    assert table.headers == ("No", "機能名", "概要", "頻度")
    assert table.rows == (("1", "住民票", "氏名\n住所", "毎日"), ("2", "附票", "", "月1回"))
    assert (table.first_row, table.numbers, table.cell(1, 3)) == (5, (5, 7), "D7")
    assert table.account.imported == 7
    assert [s.cell for s in table.account.skipped] == ["A1", "A2", "B2", "A4", "B4", "C4", "D4"]


def test_headings_over_two_rows_are_joined() -> None:
    rows = [("番号", "帳票", "", "備考"), ("", "名称", "用紙", ""), ("1", "住民票", "A4", "")]
    merges = (Merge(1, 1, 2, 1), Merge(1, 2, 1, 3), Merge(1, 4, 2, 4))
    assert read(rows, merges).headers == ("番号", "帳票_名称", "帳票_用紙", "備考")
    above = [("", "帳票", ""), ("番号", "名称", "用紙"), ("1", "住民票", "A4")]
    table = read(above, (Merge(1, 2, 1, 3),))
    assert table.headers == ("番号", "帳票_名称", "帳票_用紙")
    assert table.rows == (("1", "住民票", "A4"),)
    assert read(above, (Merge(1, 2, 1, 3),), header_row=2) == table


def test_a_title_merged_over_the_whole_table_is_no_heading() -> None:
    rows = [("現行帳票一覧", "", ""), ("番号", "名称", "用紙"), ("1", "住民票", "A4")]
    table = read(rows, (Merge(1, 1, 1, 3),))
    assert table.headers == ("番号", "名称", "用紙")
    assert table.account.skipped[0].reason == "表の前の題名・注記"


def test_merged_values_continue_within_their_merge_only() -> None:
    rows = [("課", "機能"), ("市民課", "一"), ("", "二"), ("", "三")]
    assert [r[0] for r in read(rows, (Merge(2, 1, 3, 1),)).rows] == ["市民課", "市民課", ""]


def test_columns_without_or_with_the_same_heading_sentinels_repeats() -> None:
    rows = [
        ("番号", "備考", "備考", "", ""),
        ("1", "甲", "乙", "丙", "e"),
        ("番号", "備考", "備考", "", ""),
        ("2", "", "　", "", "e"),
        ("e", "e", "e", "", ""),
    ]
    table = read(rows)
    assert table.headers == ("番号", "備考", "備考（2）", "（D列）")
    assert table.rows == (("1", "甲", "乙", "丙"), ("2", "", "", ""))
    reasons = [s.reason for s in table.account.skipped]
    assert reasons.count("表の端を示す印（番兵）") == 5
    assert reasons.count("繰り返された見出し") == 3
    assert reasons.count("空白だけのセル") == 1


def test_a_given_heading_row_and_none_at_all() -> None:
    rows = [("1", "甲"), ("2", "乙")]
    with pytest.raises(InputProblem) as caught:
        read(rows)
    assert caught.value.code == "no_table"
    assert read(rows, header_row=0).headers == ("（A列）", "（B列）")
    assert read(rows, header_row=0).rows == (("1", "甲"), ("2", "乙"))
    assert read(rows, header_row=1).headers == ("1", "甲")


def test_sheets() -> None:
    small, large = (
        grid_of([("甲", "乙"), ("1", "2")], name="小"),
        grid_of([("丙", "丁"), ("1", "2"), ("3", "4")], name="大"),
    )
    book = workbook_of(small, large)
    table = table_of(book)
    assert (table.sheet, table.sheets) == ("大", ("小", "大"))
    assert "ほかのシートは読んでいません：小" in [n.message for n in table.notes]
    assert table_of(book, sheet="小").headers == ("甲", "乙")
    with pytest.raises(InputProblem) as caught:
        table_of(book, sheet="中")
    assert (caught.value.code, "小、大" in caught.value.hint) == ("no_sheet", True)
    with pytest.raises(InputProblem):
        table_of(workbook_of(Grid("空")))


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "現行.csv"
    path.write_bytes('番号,機能名\n007,"住民票,写し"\n'.encode("cp932"))
    table = read_table(path)
    assert (table.headers, table.rows, table.file) == (("番号", "機能名"), (("007", "住民票,写し"),), "現行.csv")


cells = st.dictionaries(
    st.tuples(st.integers(1, 9), st.integers(1, 5)), st.sampled_from(["甲", "乙", "番号", "1", "e", "　", "長い" * 30])
)
merges = st.builds(
    lambda r, c, h, w: Merge(r, c, r + h, c + w), *(st.integers(a, b) for a, b in ((1, 8), (1, 4), (0, 2), (0, 2)))
)


@settings(deadline=None)
@given(cells, st.lists(merges, max_size=3), st.one_of(st.none(), st.integers(0, 9)))
def test_every_cell_is_in_the_table_or_has_a_reason(
    values: dict[tuple[int, int], str], merged: list[Merge], header_row: int | None
) -> None:
    grid = Grid("表", {k: Cell(v, v) for k, v in sorted(values.items())}, tuple(merged), count=len(values))
    try:
        table = table_of(Workbook("/a", "a", "xlsx", "ab" * 32, (grid,)), header_row=header_row)
    except InputProblem:
        return
    assert table.account.balanced
    gone = {s.cell for s in table.account.skipped}
    shown: dict[str, list[str]] = {}  # a merged heading has one column for several of the sheet
    for r, line in enumerate(table.rows):
        for c, t in enumerate(line):
            for _, place in table.cells(r, c):
                shown.setdefault(ref(*place), []).append(t)
    for (r, c), text in values.items():
        assert ref(r, c) in gone or all(text.strip() in t for t in shown[ref(r, c)])
