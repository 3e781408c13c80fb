"""A city's own workbook keeps all it holds when it is filled; what can't be kept is refused by its name."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from reports.problems import ExportProblem
from reports.sheets.moved import Move
from reports.sheets.template import Filled, fill
from spec_catalog.workbook import read_workbook

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
VALUES = {"団体": "みほん市", "所属": "市民課 & <戸籍>"}
ROWS = [
    {"機能ID": "0010001", "要件": "=1+1"},
    {"機能ID": "0010002", "要件": "𠮷野家\n二行目"},
    {"機能ID": "0000003", "要件": "_x0041_ <r>&"},
]


def template(path: Path, more: Any = None) -> Path:
    book = Workbook(str(path))
    sheet, other = book.add_worksheet("調査票"), book.add_worksheet("選択")
    other.write_column("A1", ["適合", "差異"])
    box = book.add_format({"border": 1, "text_wrap": True, "num_format": "@"})
    sheet.merge_range("A1:D1", "{{団体}}の調査票（{{所属}}）", box)
    for n, title in enumerate(("ID", "要件", "", "判定")):
        sheet.write(2, n, title, box)
    sheet.write("A4", "{{行.機能ID}}", box)
    sheet.merge_range("B4:C4", "{{行.要件}}", box)
    sheet.write_blank("D4", None, box)
    sheet.write("A6", "注：下の欄")
    sheet.merge_range("A8:B9", "押印", box)
    sheet.data_validation("D4", {"validate": "list", "source": "=選択!$A$1:$A$2"})
    sheet.data_validation("D6", {"validate": "list", "source": "=$A$8:$A$9"})
    sheet.conditional_format("D4:D4", {"type": "cell", "criteria": "==", "value": '"差異"', "format": box})
    sheet.print_area("A1:D9")
    sheet.repeat_rows(2)
    sheet.set_h_pagebreaks([4])
    sheet.set_footer("&L{{団体}}&R&P")
    sheet.insert_image("D8", "印.png", {"image_data": io.BytesIO(PNG), "description": "市章"})
    book.define_name("押印欄", "=調査票!$A$8:$B$9")
    book.define_name("一覧", "=調査票!$A$4:$D$4")
    if more is not None:
        more(book, sheet)
    book.close()
    return path


def filled(tmp_path: Path, more: Any = None, rows: Any = ROWS) -> tuple[Path, Filled]:
    path = template(tmp_path / "ひな形.xlsx", more)
    return path, fill(path, VALUES, rows, tmp_path / "out.xlsx", usable=("機能ID", "要件"))


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def test_everything_it_holds_is_kept(tmp_path: Path) -> None:
    path, done = filled(tmp_path)
    assert (done.rows, done.fields) == (3, ("団体", "所属", "行.機能ID", "行.要件"))
    before, after = parts(path), parts(done.path)
    assert list(before) == list(after)
    changed = {n for n in before if before[n] != after[n]}
    assert changed == {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/drawings/drawing1.xml"}
    xml = after["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r'<mergeCell ref="([^"]*)"', xml) == ["A1:D1", "B4:C4", "B5:C5", "B6:C6", "A10:B11"]
    assert re.findall(r'<dataValidation [^>]*sqref="([^"]*)"', xml) == ["D4:D6", "D8"]
    assert re.findall(r"<formula1>([^<]*)<", xml) == ["選択!$A$1:$A$2", "$A$10:$A$11"]
    assert re.findall(r'<conditionalFormatting sqref="([^"]*)"', xml) == ["D4:D6"]
    assert 'id="6"' in xml
    assert "<oddFooter>&amp;Lみほん市&amp;R&amp;P</oddFooter>" in xml
    names = dict(re.findall(r'<definedName name="([^"]*)"[^>]*>([^<]*)<', after["xl/workbook.xml"].decode()))
    assert names == {
        "_xlnm.Print_Area": "調査票!$A$1:$D$11", "_xlnm.Print_Titles": "調査票!$3:$3",
        "押印欄": "調査票!$A$10:$B$11", "一覧": "調査票!$A$4:$D$6",
    }  # fmt: skip
    rows = re.findall(r"<xdr:row>(\d+)</xdr:row>", after["xl/drawings/drawing1.xml"].decode())
    assert rows[0] == "9"
    assert after["xl/media/image1.png"] == PNG
    styles = re.findall(r'<c r="A[456]" s="(\d+)"', xml)
    assert len(styles) == 3
    assert len(set(styles)) == 1


def test_texts_stay_texts(tmp_path: Path) -> None:
    _, done = filled(tmp_path)
    sheet = load_workbook(done.path)["調査票"]
    assert sheet["A1"].value == "みほん市の調査票（市民課 & <戸籍>）"
    assert [sheet[f"A{n}"].value for n in (4, 5, 6)] == ["0010001", "0010002", "0000003"]
    shown = read_workbook(done.path).sheets[0]
    assert [shown.text(n, 2) for n in (4, 5, 6)] == ["=1+1", "𠮷野家\n二行目", "_x0041_ <r>&"]
    assert sheet["B4"].data_type == "s"
    assert sheet["A8"].value == "注：下の欄"
    assert sheet.row_dimensions[5].height > 25


def test_no_rows_leave_one_empty_row(tmp_path: Path) -> None:
    path, done = filled(tmp_path, rows=[])
    sheet = load_workbook(done.path)["調査票"]
    assert (sheet["A4"].value or "", sheet["A6"].value) == ("", "注：下の欄")
    assert parts(path)["xl/drawings/drawing1.xml"] == parts(done.path)["xl/drawings/drawing1.xml"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (lambda _b, s: s.insert_textbox("F2", "ここに押印", {"object_position": 1}), "テキストボックス「TextBox"),
        (lambda _b, s: s.insert_button("F2", {"macro": "go", "caption": "実行"}), "コントロール"),
        (lambda _b, s: s.write_formula("F4", "=1+1"), "F4 の計算式"),
        (lambda _b, s: s.write("F4", "{{市長}}"), "{{市長}}"),
        (lambda _b, s: s.write("F4", "{{行.住所}}"), "{{行.住所}}"),
        (lambda _b, s: s.write("F6", "{{行.要件}}"), "4 行、6 行"),
        (lambda _b, s: s.merge_range("F3:F5", "縦"), "F3:F5"),
        (lambda _b, s: s.write_comment("A6", "確かめる"), "A6 のコメント"),
        (lambda _b, s: s.add_table("F3:G6"), "テーブル「Table1」"),
        (lambda b, s: s.write_rich_string("F4", "{{団", b.add_format({"bold": True}), "体}}"), "書式が変わって"),
        (lambda b, s: s.insert_chart("F2", chart(b)), "グラフ「"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(more: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(ExportProblem) as raised:
        filled(tmp_path, more)
    assert words in raised.value.message
    assert raised.value.hint
    assert not (tmp_path / "out.xlsx").exists()


def chart(book: Any) -> Any:
    made = book.add_chart({"type": "column"})
    made.add_series({"values": "=選択!$A$1:$A$2"})
    return made


def test_references_move_as_rows_inserted_by_hand() -> None:
    move = Move(4, 2)
    assert move.ranges("A1:B3 A4 B5 A2:A9 $C$4:$C$4") == "A1:B3 A4:A6 B7 A2:A11 $C$4:$C$6"
    said = move.formula('SUM(表!$A$5,他!$A$5,A9,"A9",LOG10(2))&表!$4:$8', "表", here=False)
    assert said == 'SUM(表!$A$7,他!$A$5,A9,"A9",LOG10(2))&表!$4:$10'
    assert move.formula("'私の 表'!B9+B9", "私の 表", here=False) == "'私の 表'!B11+B9"
