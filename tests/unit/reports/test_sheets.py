"""Form F1 as a workbook: what another program reads back from it."""

from __future__ import annotations

import dataclasses
import errno
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter.workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.forms import load_form
from reports.problems import ExportProblem
from reports.sheets import FormHeader, LegendGroup, carried, write_form
from tests.helpers.office import own_heights
from tests.unit.reports.samples import FORBIDDEN, HEADER, HOSTILE, form, make, row

TITLES = 8  # the row of the column titles in the office program's counting


def main_sheet(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path, rich_text=False)["F1 機能"]


def body(sheet: Worksheet) -> list[dict[str, object]]:
    codes = [c.code for c in form().columns]
    rows = sheet.iter_rows(min_row=TITLES + 1, max_col=len(codes), values_only=True)
    return [dict(zip(codes, values, strict=True)) for values in rows if isinstance(values[0], int)]


def test_the_sheet_stands_as_the_form_says(tmp_path: Path) -> None:
    rows = [row(), row(id="0010143", class_="×", verdict="● 適合", name="", path1="証明")]
    book = openpyxl.load_workbook(make(tmp_path, rows, note="大項目 5 証明"))
    assert book.sheetnames == ["F1 機能", "記入例", "記入要領", "選択肢"]
    sheet = book["F1 機能"]
    assert [c.value for c in sheet[TITLES]][:12] == [None, *(c.title for c in form().printed[1:])]
    assert [c.value for c in sheet[TITLES - 1] if c.value][:5] == ["No", "標準仕様", "現行", "比較", "対応"]
    assert sheet["A1"].value == "様式 F1　機能要件の比較分析"
    shown = {c.value for line in sheet.iter_rows(max_row=5) for c in line if c.value}
    assert {"標準仕様との比較分析表（住民基本台帳）", "課長", "課長補佐", "係長", "担当"} <= shown
    assert {"業務", "001 住民基本台帳", "所属", "市民課", "記入者", "佐藤 花子", "版"} <= shown
    assert "みほん市　第1-204号　令和8年1月15日" in shown
    assert body(sheet)[0]["id"] == "0010142"
    assert body(sheet)[0]["text"] == "方書の記載\n住民票の写し等に、方書を記載できること。"
    assert body(sheet)[1]["path1"] == "証明"


def test_the_page_is_set_up_for_print(tmp_path: Path) -> None:
    sheet = main_sheet(make(tmp_path, [row()] * 30, note="大項目 5 証明 & 6 統計"))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)  # None = the default, one page
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${TITLES - 1}:${TITLES}"
    assert re.fullmatch(r"'F1 機能'!\$A\$1:\$L\$\d+", sheet.print_area)
    assert int(sheet.print_area.rsplit("$", 1)[1]) == TITLES + 30 + 1 + len(HEADER.legend) + 1
    assert sheet.freeze_panes == f"D{TITLES + 1}"
    assert "&P / &N ページ" in sheet.oddFooter.right.text
    left = sheet.oddFooter.left.text
    assert "出力 令和8年1月15日 14:03　版 第1.0版（2020-09-11）" in left
    assert "絞り込み：大項目 5 証明 && 6 統計" in left


def test_a_filter_too_long_for_the_footer_stands_under_the_rows(tmp_path: Path) -> None:
    note = "、".join(f"大項目 {n}" for n in range(100))
    sheet = main_sheet(make(tmp_path, [row()], note=note))
    assert "絞り込みあり" in sheet.oddFooter.left.text
    assert f"絞り込み　{note}" in [c.value for c in sheet["A"]]


def test_the_legend_breaks_between_signs(tmp_path: Path) -> None:
    signs = tuple((f"{n}", "標準のみ（現行になし）") for n in range(12))
    header = dataclasses.replace(HEADER, legend=(LegendGroup("判定", signs),))
    (legend,) = (
        str(c.value) for c in main_sheet(make(tmp_path, [row()], header=header))["A"] if "判定" in str(c.value)
    )
    lines = legend.split("\n")
    assert len(lines) == 3
    assert all(line.endswith("（現行になし）") for line in lines)


def test_pull_downs_reach_exactly_the_last_row(tmp_path: Path) -> None:
    path = make(tmp_path, [row()] * 7)
    book = openpyxl.load_workbook(path)
    found = {str(v.sqref): v.formula1 for v in book["F1 機能"].data_validations.dataValidation}
    first, last = TITLES + 1, TITLES + 7
    assert set(found) == {f"{letter}{first}:{letter}{last}" for letter in "EGIJ"}
    for formula in found.values():
        area = formula.replace("'", "").replace("$", "").split("!")
        values = [c.value for line in book[area[0]][area[1]] for c in line]
        assert all(values)
    verdicts = [c.value for (c,) in book["選択肢"]["B2":"B11"]]
    assert verdicts == list(form().lists["verdict"])


def test_the_project_can_replace_a_list(tmp_path: Path) -> None:
    header = FormHeader(
        **{**{f: getattr(HEADER, f) for f in HEADER.__slots__}, "choices": {"verdict": ("はい", "＝1")}}
    )
    book = openpyxl.load_workbook(make(tmp_path, [row()], header=header))
    assert [c.value for c in book["選択肢"]["B"]][:4] == ["判定", "はい", "＝1", None]


def test_no_rows_still_make_a_sheet(tmp_path: Path) -> None:
    sheet = main_sheet(make(tmp_path, []))
    assert sheet.cell(TITLES + 1, 1).value == "該当する項目はありません。"
    assert not sheet.data_validations.dataValidation


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first = make(tmp_path / "a", [row()] * 5).read_bytes()
    assert make(tmp_path / "b", [row()] * 5).read_bytes() == first


def test_looks_of_the_print(tmp_path: Path) -> None:
    sheet = main_sheet(make(tmp_path, [row()]))
    header = sheet.cell(TITLES, 2)
    assert header.fill.start_color.rgb == "FFEDEDED"
    cells = [c for line in sheet.iter_rows(max_row=TITLES + 1) for c in line if c.value is not None]
    assert {c.font.name for c in cells} == {"BIZ UDPGothic"}
    assert min(c.font.sz for c in cells) == 9.5
    assert all(c.border.left.style == "thin" for c in sheet[TITLES + 1])
    assert sheet.cell(TITLES + 1, 2).number_format == "@"


def test_only_what_people_fill_in_is_unlocked(tmp_path: Path) -> None:
    sheet = main_sheet(make(tmp_path, [row()]))
    assert sheet.protection.sheet
    assert not sheet.protection.password
    open_ = {c.code for c, cell in zip(form().columns, sheet[TITLES + 1], strict=False) if not cell.protection.locked}
    assert open_ == {c.code for c in form().columns if not c.locked}
    assert {"verdict", "detail"} <= open_
    assert "id" not in open_


@pytest.mark.parametrize("code", [*(c.code for c in form().columns if c.kind != "number"), "name"])
def test_hostile_text_in_a_column_is_text(tmp_path: Path, code: str) -> None:
    rows = [row(name="", text="", **{}) | {code: text} for text in HOSTILE]
    path = make(tmp_path, rows)
    shown = [line["text" if code == "name" else code] for line in body(main_sheet(path))]
    full = {c.row: c.text for c in carried(form(), rows)}  # what a narrow column can only show in the appendix
    assert [full.get(n, text) for n, text in enumerate(shown, 1)] == [text.replace("\r", "\n") for text in HOSTILE]
    assert_only_text(path)


def test_hostile_text_around_the_rows_is_text(tmp_path: Path) -> None:
    for n, text in enumerate(HOSTILE):
        fields = {f: text for f in HEADER.__slots__ if f not in ("choices", "legend")}
        legend = HEADER.legend[:1]
        header = FormHeader(**fields, choices={"verdict": (text, "x")}, legend=legend)
        path = make(tmp_path / str(n), [row()], header=header, note=text)
        cells = {c.value for line in main_sheet(path).iter_rows(max_row=6) for c in line}
        assert text.replace("\r", "\n") in cells
        assert_only_text(path)


def assert_only_text(path: Path) -> None:
    """No formula, no link, no inline markup; every string cell of a sheet is marked as text for its next edit."""
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml").decode()
        quoted = [
            'quotePrefix="1"' in xf
            for xf in re.findall(r"<xf [^>]*>", styles.split("<cellXfs")[1].split("</cellXfs")[0])
        ]
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                xml = archive.read(name).decode()
                assert "<f>" not in xml
                assert "<f " not in xml
                assert "hyperlink" not in xml
                cells = re.findall(r'<c r="\w+" s="(\d+)" t="s">', xml)
                assert len(cells) == xml.count(' t="s"')
                assert all(quoted[int(style)] for style in cells)
        assert not [n for n in archive.namelist() if "externalLink" in n or "vba" in n.lower()]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_characters_no_file_can_hold_are_listed_and_shown(tmp_path: Path, text: str) -> None:
    rows = [row(), row(detail=text)]
    (listed,) = carried(form(), rows)
    mark = f"U+{ord(text[1]):04X}"
    assert (listed.row, listed.column, listed.reason, listed.marks) == (2, "差異の内容", "characters", (mark,))
    assert mark in listed.sentence
    book = openpyxl.load_workbook(make(tmp_path, rows))
    assert body(book["F1 機能"])[1]["detail"] == f"前［{mark}］後"
    assert f"前［{mark}］後" in [c.value for c in book["別紙"]["G"]]


def test_a_text_longer_than_a_cell_is_in_the_appendix_in_full(tmp_path: Path) -> None:
    text = "".join(f"{n:05d}番目の文。𠮷" for n in range(4_000))
    rows = [row(text=text), row(reason=text)]
    assert [(c.row, c.column, c.reason) for c in carried(form(), rows)] == [
        (1, "名称・機能要件", "limit"),
        (2, "判定の理由", "limit"),
    ]
    book = openpyxl.load_workbook(make(tmp_path, rows))
    lines = list(book["別紙"].iter_rows(min_row=5, values_only=True))
    for number, full in (("1", f"方書の記載{text}"), ("2", text)):
        assert "".join(str(line[-1]) for line in lines if line[0] == number).replace("\n", "") == full
    first, second = body(book["F1 機能"])
    assert str(first["text"]).endswith("（以下別紙 1）")
    assert str(second["reason"]).endswith("（以下別紙 2）")


def test_a_text_higher_than_its_row_may_be_goes_on_in_the_appendix(tmp_path: Path) -> None:
    text = "\n".join(f"{n} 行目" for n in range(100))
    rows = [row(), row(text=text)]
    assert [c.reason for c in carried(form(), rows)] == ["long"]
    book = openpyxl.load_workbook(make(tmp_path, rows))
    shown = str(body(book["F1 機能"])[1]["text"])
    assert shown.startswith("方書の記載\n0 行目\n1 行目")
    assert shown.endswith("（以下別紙 1）")
    assert book["F1 機能"].row_dimensions[TITLES + 2].height <= form().print.max_row_pt
    assert "99 行目" in str(book["別紙"].cell(book["別紙"].max_row, 6).value)


def test_a_refused_place_is_a_sentence_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(xlsxwriter.workbook, "ZipFile", refuse)
    with pytest.raises(ExportProblem) as raised:
        make(tmp_path, [row()])
    assert raised.value.code == "disk_full"
    assert list(tmp_path.iterdir()) == []


def test_a_long_title_and_a_long_filter_are_given_room(tmp_path: Path) -> None:
    header = dataclasses.replace(HEADER, subject="後期高齢者医療及び国民健康保険" * 8, document_number="第一号" * 30)
    note = "、".join(f"大項目 {n}" for n in range(2_000))
    plain = own_heights(make(tmp_path / "a", [row()]))
    high = own_heights(make(tmp_path / "b", [row()], header=header, note=note))
    assert high[1] > plain[1]
    assert high[3] > plain[3]
    sheet = main_sheet(tmp_path / "b" / "f1.xlsx")
    below = [str(c.value) for c in sheet["A"][TITLES + 2 :] if c.value]
    assert "".join(below).endswith(note)
    assert max(high.values()) <= 409


def test_a_header_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem) as raised:
        make(tmp_path, [row()], header=dataclasses.replace(HEADER, department="課" * 40_000))
    assert raised.value.code == "text_too_long"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("note", ["Fit&Gap", "&[Picture]", "A&B &G &&G"])
def test_a_filter_that_looks_like_a_picture_code_is_written(note: str, tmp_path: Path) -> None:
    made = write_form(
        load_form("F1"), HEADER, [], tmp_path / "a.xlsx", printed_at=datetime(2026, 1, 15), filter_note=note
    )
    said = str(openpyxl.load_workbook(made)["F1 機能"].oddFooter.left.text)
    assert ("＆Gap" in said) == ("Gap" in note)
