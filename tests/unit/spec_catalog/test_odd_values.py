"""Values that a program left unsaved or in its own way: said where they are missing, dates shown as dates."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from spec_catalog.load import REASON_UNCACHED, load_file
from spec_catalog.workbook import read_workbook
from tests.helpers import workbooks as wb


def test_formulas_as_openpyxl_writes_them_are_said_and_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [("機能ID", "機能要件", "実装区分"), ("0010001", '="文"&A1', "◎"), ("0010002", "=A1", "○")]:
        sheet.append(row)
    book.save(tmp_path / "001_機能要件.xlsx")
    file = load_file(tmp_path / "001_機能要件.xlsx")
    said = next(f for f in file.findings if f.code == "missing_cached")
    assert (said.level, said.sheet, said.cell) == ("warning", "Sheet", "B2")
    account = file.sheets[0]
    assert file.balanced
    assert (account.cells, account.imported) == (9, 4)
    assert [s.cell for s in account.skipped if s.reason == REASON_UNCACHED] == ["B2", "B3"]


def test_what_counts_as_a_formula_without_result(tmp_path: Path) -> None:
    cells = [
        '<c r="A1"><f>1</f></c>',
        '<c r="B1"><f>1</f><v/></c>',
        '<c r="C1"><f>1</f><v> </v></c>',
        '<c r="D1" t="str"><f>1</f></c>',
        '<c r="E1" t="str"><f>1</f><v/></c>',  # an empty text is a result
        '<c r="F1" t="str"><f>1</f><v></v></c>',
        '<c r="G1"><v/></c>',
        '<c r="H1"><f t="shared" si="0"/><v>5</v></c>',
        '<c r="I1"><f t="shared" si="0"/></c>',
    ]
    grid = read_workbook(wb.one_sheet(tmp_path / "a.xlsx", wb.row(1, *cells))).sheets[0]
    assert grid.uncached == ((1, 1), (1, 2), (1, 3), (1, 4), (1, 9))
    assert grid.uncached_count == len(grid.uncached)
    assert (grid.count, len(grid.cells)) == (1, 1)


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ('[$-411]ggge"年"m"月"d"日"', "令和8年4月1日"),
        ("[$-1030411]ggge\\年m\\月d\\日", "令和8年4月1日"),  # as LibreOffice saves it
        ("[$-411]GE.M.D", "R8.4.1"),
        ('[$-411]GGGEE"年"M"月"D"日"', "令和08年4月1日"),
        ('[~gengou]GGGE"年"M"月"D"日"', "令和8年4月1日"),
        ('[$-ja-JP-x-gannen]ggge"年"m"月"d"日";@', "令和8年4月1日"),
        ("[$-F800]yyyy/mm/dd", "2026/04/01"),
        ("標準", "46113"),
    ],
)
def test_dates_of_other_programs(tmp_path: Path, code: str, want: str) -> None:
    rows = wb.row(1, '<c r="A1" s="1"><v>46113</v></c>')
    book = read_workbook(wb.one_sheet(tmp_path / "a.xlsx", rows, styles=wb.styles_xml([code])))
    assert book.sheets[0].text(1, 1) == want
    assert not book.notes


def test_the_first_year_of_an_era_is_gannen_where_the_format_says_so(tmp_path: Path) -> None:
    codes = ['[$-ja-JP-x-gannen]ggge"年"m"月"d"日"', '[$-411]ggge"年"m"月"d"日"']
    rows = wb.row(1, '<c r="A1" s="1"><v>43586</v></c>', '<c r="B1" s="2"><v>43586</v></c>')
    grid = read_workbook(wb.one_sheet(tmp_path / "a.xlsx", rows, styles=wb.styles_xml(codes))).sheets[0]
    assert (grid.text(1, 1), grid.text(1, 2)) == ("令和元年5月1日", "令和1年5月1日")


@pytest.mark.parametrize(
    "code", ['[$-1E000411]yyyy"年"m"月"d"日"', '[DBNum1][$-411]ggge"年"m"月"d"日"', "NNNN", "[$-411]TT.MM.JJJJ",
             '[$-30411]yy"年"m"月"', "[~hijri]yyyy/m/d"]
)  # fmt: skip
def test_dates_in_a_way_we_do_not_know_are_given_as_iso(tmp_path: Path, code: str) -> None:
    rows = wb.row(1, '<c r="A1" s="1"><v>46113</v></c>', '<c r="B1" s="1"><v>46113.5</v></c>')
    book = read_workbook(wb.one_sheet(tmp_path / "a.xlsx", rows, styles=wb.styles_xml([code])))
    assert (book.sheets[0].text(1, 1), book.sheets[0].text(1, 2)) == ("2026-04-01", "2026-04-01 12:00")
    assert [(n.level, n.code, n.sheet, n.cell) for n in book.notes] == [("warning", "odd_date", "表", "A1")]


@pytest.mark.parametrize(("epoch", "want"), [(False, "2026-04-01"), (True, "2030-04-02")])
def test_a_date_that_lost_its_format_in_the_column_of_dates(tmp_path: Path, epoch: bool, want: str) -> None:
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in [("機能ID", "機能要件", "実装区分", "適合基準日"), ("0010001", "文", "◎", 46113)]:
        sheet.append(row)
    book.save(tmp_path / "001_機能要件.xlsx")
    file = load_file(tmp_path / "001_機能要件.xlsx")
    assert file.edition is not None
    (one,) = file.edition.items
    assert (one.applies, one.extra) == (want, (("applies", "46113"),))
    said = next(f for f in file.findings if f.code == "serial_date")
    assert (said.level, said.cell) == ("warning", "D2")
