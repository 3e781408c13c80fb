"""Odd but honest workbooks are read right: what the office program shows is what we read, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec_catalog.workbook import Cell, Grid, Merge, Workbook, read_workbook
from tests.helpers import workbooks as wb


def read(path: Path) -> Workbook:
    """Read and check the second count of every sheet."""
    book = read_workbook(path)
    for sheet in book.sheets:
        assert sheet.count == len(sheet.cells), sheet.name
    return book


def sheet(path: Path) -> Grid:
    return read(path).sheets[0]


def texts(grid: Grid) -> dict[tuple[int, int], str]:
    return {k: c.text for k, c in grid.cells.items()}


def test_far_cell(tmp_path: Path) -> None:
    rows = wb.row(1, wb.text_cell("A1", "題名")) + wb.row(1048576, wb.text_cell("XFD1048576", "端"))
    grid = sheet(wb.one_sheet(tmp_path / "a.xlsx", rows))
    assert texts(grid) == {(1, 1): "題名", (1048576, 16384): "端"}


def test_whole_sheet_merge_is_not_expanded(tmp_path: Path) -> None:
    after = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    grid = sheet(wb.one_sheet(tmp_path / "a.xlsx", wb.row(1, wb.text_cell("A1", "題名")), after=after))
    assert grid.merges == (Merge(1, 1, 1048576, 16384),)
    assert texts(grid) == {(1, 1): "題名"}


def test_strict_ooxml(tmp_path: Path) -> None:
    rows = wb.row(1, wb.text_cell("A1", "題名"), '<c r="B1" t="s"><v>0</v></c>', '<c r="C1" s="1"><v>1</v></c>')
    path = wb.one_sheet(
        tmp_path / "a.xlsx", rows, strict=True, strings="<si><t>共有</t></si>", styles=wb.styles_xml(["00000"])
    )
    assert texts(sheet(path)) == {(1, 1): "題名", (1, 2): "共有", (1, 3): "00001"}


def test_prefixed_namespace_and_utf16(tmp_path: Path) -> None:
    xml = (
        f'<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="{wb.MAIN}"><x:sheetData><x:row r="2">'
        '<x:c r="B2" t="inlineStr"><x:is><x:t>髙</x:t></x:is></x:c><x:c r="C2"><x:v>5</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    members = wb.parts({"表": ""})
    members["xl/worksheets/sheet1.xml"] = xml.encode("utf-16")
    assert texts(sheet(wb.pack(tmp_path / "a.xlsx", members))) == {(2, 2): "髙", (2, 3): "5"}


def test_lying_dimension(tmp_path: Path) -> None:
    rows = wb.row(1, wb.text_cell("A1", "一")) + wb.row(9, wb.text_cell("H9", "九"))
    grid = sheet(wb.one_sheet(tmp_path / "a.xlsx", rows, before='<dimension ref="A1"/>'))
    assert texts(grid) == {(1, 1): "一", (9, 8): "九"}


def test_missing_references_count_on(tmp_path: Path) -> None:
    rows = '<row><c t="inlineStr"><is><t>A</t></is></c><c><v>2</v></c></row><row r="5"><c><v>3</v></c></row>'
    assert texts(sheet(wb.one_sheet(tmp_path / "a.xlsx", rows))) == {(1, 1): "A", (1, 2): "2", (5, 1): "3"}


def test_escapes_and_line_ends(tmp_path: Path) -> None:
    cells = [
        wb.text_cell("A1", "一_x000D_\n二"),
        wb.text_cell("B1", "_x005F_x000D_"),
        wb.text_cell("C1", "_xD83D_"),
        wb.text_cell("D1", "条件\n"),
        wb.text_cell("E1", "葛\U000e0100 𠮷 神"),
        wb.text_cell("F1", "_x3042_"),
    ]
    shown = list(texts(sheet(wb.one_sheet(tmp_path / "a.xlsx", wb.row(1, *cells)))).values())
    assert shown == ["一\n二", "_x000D_", "_xD83D_", "条件\n", "葛\U000e0100 𠮷 神", "あ"]


def test_furigana_is_dropped(tmp_path: Path) -> None:
    phonetic = '<rPh sb="0" eb="2"><t>アテナ</t></rPh><phoneticPr fontId="1"/>'
    rows = wb.row(1, '<c r="A1" t="s"><v>0</v></c>', f'<c r="B1" t="inlineStr"><is><t>氏名</t>{phonetic}</is></c>')
    path = wb.one_sheet(tmp_path / "a.xlsx", rows, strings=f"<si><t>宛名</t>{phonetic}</si>")
    assert list(texts(sheet(path)).values()) == ["宛名", "氏名"]


RED = '<color rgb="FFFF0000"/>'


def run(text: str, properties: str = "") -> str:
    style = f"<rPr>{properties}</rPr>" if properties else ""
    return f'<r>{style}<t xml:space="preserve">{text}</t></r>'


@pytest.mark.parametrize("shared_string", [True, False])
def test_struck_runs(tmp_path: Path, shared_string: bool) -> None:
    runs = run("旧文。", "<strike/>" + RED) + run("続き。", '<strike val="1"/>') + run("新文。", RED + "<b/>")
    runs += run("末尾", '<strike val="0"/><sz val="9"/>') + run("消", "<strike/>")
    if shared_string:
        path = wb.one_sheet(tmp_path / "a.xlsx", wb.row(1, '<c r="A1" t="s"><v>0</v></c>'), strings=f"<si>{runs}</si>")
    else:
        path = wb.one_sheet(tmp_path / "a.xlsx", wb.row(1, f'<c r="A1" t="inlineStr"><is>{runs}</is></c>'))
    cell = sheet(path).cells[1, 1]
    assert cell == Cell("旧文。続き。新文。末尾消", "新文。末尾", "旧文。続き。\n消", red=True)
    assert not cell.struck


def test_struck_cell_style_and_runs_that_say_otherwise(tmp_path: Path) -> None:
    styles = wb.styles_xml(fonts=["<strike/>" + RED, RED])
    runs = run("様式どおり") + run("残す", "<b/>")
    rows = wb.row(
        1,
        wb.text_cell("A1", "全部", 1),
        f'<c r="B1" s="1" t="inlineStr"><is>{runs}</is></c>',
        wb.text_cell("C1", "赤", 2),
        '<c r="D1" s="1"><v>5</v></c>',
    )
    cells = sheet(wb.one_sheet(tmp_path / "a.xlsx", rows, styles=styles)).cells
    assert cells[1, 1].struck
    assert cells[1, 1].struck_text == "全部"
    assert (cells[1, 2].valid, cells[1, 2].struck_text) == ("残す", "様式どおり")
    assert cells[1, 3].red
    assert not cells[1, 3].struck
    assert cells[1, 4].struck


FORMATS = [
    ("00000", "1", "00001"),
    ("000", "2", "002"),
    ("0000000", "10354", "0010354"),
    ("0", "12.5", "13"),
    ("General", "0.1", "0.1"),
    ("General", "123456789123456", "123456789123456"),
    ("General", "1E-3", "0.001"),
    ("#,##0", "1234567", "1,234,567"),
    ("0.0", "1.25", "1.3"),
    ("0%", "0.456", "46%"),
    ("000-0000", "1234567", "123-4567"),
    ("@", "5", "5"),
    ('"第"0"版"', "3", "第3版"),
    ("#,##0.00;[Red]-#,##0.00", "-5", "-5.00"),
    ("0.00E+00", "12345", "1.23E+04"),
    (";;;", "7", "7"),
    ("[<=100]0;0.0", "200", "200.0"),
    ("[$-411]ge.m.d", "44286", "R3.3.31"),
    ('[$-411]ggge"年"m"月"d"日"', "43585", "平成31年4月30日"),
    ('[$-411]ggge"年"m"月"d"日"', "43586", "令和1年5月1日"),
    ('yyyy"年"m"月"d"日"', "44286", "2021年3月31日"),
    ("yyyy/m/d h:mm", "44286.5", "2021/3/31 12:00"),
    ("yyyy\\-mm\\-dd", "44286", "2021-03-31"),
    ("[h]:mm:ss", "1.5", "36:00:00"),
    ("h:mm AM/PM", "0.75", "6:00 PM"),
    ("mm:ss", "0.5", "00:00"),
    ("aaaa", "44286", "水曜日"),
    ("yyyy/m/d", "59", "1900/2/28"),
    ("yyyy/m/d", "61", "1900/3/1"),
    ("yyyy/m/d", "0", "1900/1/0"),
    ("0.0,", "1234567", "1234.6"),
    ("0,.0", "1234567", "1234.6"),
]


def test_values_as_displayed(tmp_path: Path) -> None:
    styles = wb.styles_xml([code for code, _, _ in FORMATS])
    rows = "".join(wb.row(i, f'<c r="A{i}" s="{i}"><v>{value}</v></c>') for i, (_, value, _) in enumerate(FORMATS, 1))
    shown = texts(sheet(wb.one_sheet(tmp_path / "a.xlsx", rows, styles=styles)))
    assert [shown[i, 1] for i in range(1, len(FORMATS) + 1)] == [want for _, _, want in FORMATS]


def test_builtin_japanese_dates(tmp_path: Path) -> None:
    numbers = {14: "2021/3/31", 31: "2021年3月31日", 57: "R3.3.31", 58: "令和3年3月31日", 55: "2021年3月"}
    xfs = "".join(f'<xf numFmtId="{n}" fontId="0"/>' for n in numbers)
    styles = f"<fonts><font/></fonts><cellXfs>{xfs}</cellXfs>"
    rows = wb.row(1, *(f'<c s="{i}"><v>44286</v></c>' for i in range(len(numbers))))
    assert list(texts(sheet(wb.one_sheet(tmp_path / "a.xlsx", rows, styles=styles))).values()) == list(numbers.values())


def test_dates_1904(tmp_path: Path) -> None:
    path = wb.one_sheet(
        tmp_path / "a.xlsx",
        wb.row(1, '<c r="A1" s="1"><v>42824</v></c>', '<c r="B1" s="1" t="d"><v>2021-03-31</v></c>'),
        styles=wb.styles_xml(["yyyy/m/d"]),
        book_properties='<workbookPr date1904="1"/>',
    )
    assert list(texts(sheet(path)).values()) == ["2021/3/31", "2021/3/31"]


def test_one_bad_value_does_not_kill_the_workbook(tmp_path: Path) -> None:
    rows = wb.row(
        1,
        '<c r="A1"><v>十</v></c>',
        '<c r="B1" s="1"><v>-5</v></c>',
        '<c r="C1" s="1"><v>99999999</v></c>',
        '<c r="D1" t="s"><v>77</v></c>',
        '<c r="E1" t="d"><v>いつか</v></c>',
        '<c r="F1"><v>1e999</v></c>',
        '<c r="G1" s="500"><v>3</v></c>',
    )
    book = read(wb.one_sheet(tmp_path / "a.xlsx", rows, styles=wb.styles_xml(["yyyy/m/d"])))
    assert list(texts(book.sheets[0]).values()) == ["十", "-5", "99999999", "77", "いつか", "1e999", "3"]
    codes = {n.code: n for n in book.notes}
    assert set(codes) == {"bad_number", "bad_date", "bad_string"}
    assert codes["bad_number"].cell == "A1"
    assert all(n.level == "warning" for n in codes.values())


def test_formulas_booleans_errors(tmp_path: Path) -> None:
    rows = wb.row(
        1,
        '<c r="A1" t="str"><f>B1&amp;"x"</f><v>計算済</v></c>',
        '<c r="B1"><f>1+1</f></c>',
        '<c r="C1" t="b"><v>1</v></c>',
        '<c r="D1" t="e"><f>NA()</f><v>#N/A</v></c>',
        '<c r="E1" t="str"><f>""</f><v></v></c>',
        '<c r="F1" s="1"/>',
    )
    book = read(wb.one_sheet(tmp_path / "a.xlsx", rows))
    assert texts(book.sheets[0]) == {(1, 1): "計算済", (1, 3): "TRUE", (1, 4): "#N/A"}
    assert {n.code: n.cell for n in book.notes} == {"missing_cached": "B1", "error_value": "D1"}


def test_hidden_parts_are_read_and_reported(tmp_path: Path) -> None:
    rows = "".join(
        wb.row(i, wb.text_cell(f"A{i}", str(i)), attributes='hidden="1"' if i in (2, 3, 5) else "") for i in range(1, 6)
    )
    xml = wb.sheet_xml(rows, before='<cols><col min="3" max="4" hidden="1"/></cols>', after='<autoFilter ref="A1:C5"/>')
    path = wb.pack(tmp_path / "a.xlsx", wb.parts({"見える": xml, "隠れ": xml}, states={"隠れ": "veryHidden"}))
    book = read(path)
    grid = book.sheets[0]
    assert grid.hidden_rows == ((2, 3), (5, 5))
    assert grid.row_hidden(3)
    assert not grid.row_hidden(4)
    assert grid.hidden_columns == ((3, 4),)
    assert grid.filter == "A1:C5"
    assert len(grid.cells) == 5
    assert book.sheets[1].hidden
    codes = [n.code for n in book.notes]
    assert codes == [
        "hidden_rows",
        "hidden_columns",
        "filter",
        "hidden_sheet",
        "hidden_rows",
        "hidden_columns",
        "filter",
    ]


def test_values_under_a_merge_are_kept(tmp_path: Path) -> None:
    rows = wb.row(1, wb.text_cell("A1", "上"), wb.text_cell("B1", "下に隠れた値"))
    after = '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="壊れ"/></mergeCells>'
    book = read(wb.one_sheet(tmp_path / "a.xlsx", rows, after=after))
    assert texts(book.sheets[0]) == {(1, 1): "上", (1, 2): "下に隠れた値"}
    assert [n.code for n in book.notes] == ["bad_merge"]


def test_macros_and_external_links_are_noted(tmp_path: Path) -> None:
    link = f'<Relationship Id="rIdE" Type="{wb.RELS}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    members = wb.parts(
        {"表": wb.sheet_xml(wb.row(1, wb.text_cell("A1", "一")))},
        book_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        extra_relations=link,
    )
    members["xl/vbaProject.bin"] = b"\0"
    members["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    members["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'<Relationships xmlns="{wb.PACKAGE}/relationships"><Relationship Id="rId1" Type="{wb.RELS}/externalLinkPath" '
        'Target="file:///C:/古い.xlsx" TargetMode="External"/></Relationships>'
    )
    book = read(wb.pack(tmp_path / "a.xlsm", members))
    notes = {n.code: n.message for n in book.notes}
    assert set(notes) == {"macros", "external_links"}
    assert "古い.xlsx" in notes["external_links"]


def test_chart_sheets_are_noted(tmp_path: Path) -> None:
    members = wb.parts({"表": wb.sheet_xml(wb.row(1, wb.text_cell("A1", "一"))), "図": "<chartsheet/>"})
    rels = "xl/_rels/workbook.xml.rels"
    members[rels] = str(members[rels]).replace(
        '/worksheet" Target="worksheets/sheet2.xml"', '/chartsheet" Target="worksheets/sheet2.xml"'
    )
    book = read(wb.pack(tmp_path / "a.xlsx", members))
    assert [s.name for s in book.sheets] == ["表"]
    assert [n.code for n in book.notes] == ["no_table"]


def test_comments_and_cdata_do_not_mislead_the_count(tmp_path: Path) -> None:
    rows = wb.row(
        1,
        '<!-- <c r="Z1"><v>9</v></c> -->',
        '<c r="A1"><v><![CDATA[5]]></v></c>',
        '<c r="B1" t="inlineStr"><is><t><![CDATA[<c><v>1</v></c>]]></t></is></c>',
        '<c r="C1" t="inlineStr"><is><t></t></is></c>',
        '<c r="D1"><v/></c>',
        "<c r='E1' t='str'><v> </v></c>",
    )
    after = '<extLst><ext><c r="A9"><v>1</v></c></ext></extLst>'
    rows += "<!--" + "x" * 200_000 + "<c><v>1</v></c>-->" + "<!--" + "<c><v>1</v></c>" * 20_000 + "-->"
    rows += wb.row(2, f'<c r="A2" t="inlineStr"><is><t><![CDATA[{"<!-- -->" * 20_000}]]></t></is></c>')
    grid = sheet(wb.one_sheet(tmp_path / "a.xlsx", rows, after=after))
    assert grid.text(2, 1) == "<!-- -->" * 20_000
    shown = {k: t for k, t in texts(grid).items() if k[0] == 1}
    assert shown == {(1, 1): "5", (1, 2): "<c><v>1</v></c>", (1, 5): " "}


def test_the_second_count_notices_a_doubled_cell(tmp_path: Path) -> None:
    path = wb.one_sheet(tmp_path / "a.xlsx", wb.row(1, wb.text_cell("A1", "前"), wb.text_cell("A1", "後")))
    book = read_workbook(path)
    assert texts(book.sheets[0]) == {(1, 1): "後"}
    assert book.sheets[0].count == 2
    assert [n.code for n in book.notes] == ["duplicate_cell"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_delimited_text(tmp_path: Path, encoding: str, suffix: str) -> None:
    mark = "\t" if suffix == ".tsv" else ","
    text = f'機能ID{mark}機能要件{mark}\r\n0010001{mark}"一行目\r\n""二""行目"{mark}\r\n{mark}{mark}末尾'
    path = tmp_path / f"a{suffix}"
    path.write_bytes(text.encode(encoding))
    grid = sheet(path)
    assert texts(grid) == {
        (1, 1): "機能ID",
        (1, 2): "機能要件",
        (2, 1): "0010001",
        (2, 2): '一行目\n"二"行目',
        (3, 3): "末尾",
    }
