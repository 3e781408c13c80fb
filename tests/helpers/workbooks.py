"""Workbooks made by hand for tests, part by part, so that each trap of design/safety.md is one small function."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from spec_catalog.workbook import Cell, Grid, Merge, Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def shared() -> Path:
    """The folder of published workbooks ($FITGAP_SHARED or ../shared beside the project); skips where it is absent."""
    root = Path(os.environ.get("FITGAP_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    if not (root / "data" / "spec" / "expected.json").is_file():
        pytest.skip("the published workbooks are not here: set FITGAP_SHARED or place shared/ beside the project")
    return root


def sheet_xml(rows: str, *, before: str = "", after: str = "", main: str = MAIN, rels: str = RELS) -> str:
    """A worksheet part around the given ``<row>`` elements."""
    return f'{XML}<worksheet xmlns="{main}" xmlns:r="{rels}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(ref: str, text: str, style: int = 0) -> str:
    """An inline string cell; ``text`` is XML already."""
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def row(number: int, *cells: str, attributes: str = "") -> str:
    """A ``<row>``."""
    return f'<row r="{number}" {attributes}>{"".join(cells)}</row>'


def parts(
    sheets: Mapping[str, str],
    *,
    strings: str | None = None,
    styles: str | None = None,
    strict: bool = False,
    book_properties: str = "",
    states: Mapping[str, str] | None = None,
    book_type: str = BOOK_TYPE,
    extra_relations: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook: sheet name → worksheet XML, plus optional shared strings and styles."""
    main, rels = (STRICT_MAIN, STRICT_RELS) if strict else (MAIN, RELS)
    names = list(sheets)
    entries = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}" state="{(states or {}).get(name, "visible")}"/>'
        for i, name in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{rels}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    out: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{book_type}"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{main}" xmlns:r="{rels}">{book_properties}'
        f"<sheets>{entries}</sheets></workbook>",
    }
    if strings is not None:
        relations += f'<Relationship Id="rIdS" Type="{rels}/sharedStrings" Target="sharedStrings.xml"/>'
        out["xl/sharedStrings.xml"] = f'{XML}<sst xmlns="{main}">{strings}</sst>'
    if styles is not None:
        relations += f'<Relationship Id="rIdT" Type="{rels}/styles" Target="styles.xml"/>'
        out["xl/styles.xml"] = f'{XML}<styleSheet xmlns="{main}">{styles}</styleSheet>'
    out["xl/_rels/workbook.xml.rels"] = (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{relations}{extra_relations}</Relationships>'
    )
    for i, name in enumerate(names, 1):
        out[f"xl/worksheets/sheet{i}.xml"] = sheets[name]
    return out


def pack(path: Path, members: Mapping[str, str | bytes], *, stored: Sequence[str] = ()) -> Path:
    """Write the parts as a zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            archive.writestr(name, data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return path


def one_sheet(
    path: Path, rows: str, *, before: str = "", after: str = "", strict: bool = False, **more: object
) -> Path:
    """A workbook of one sheet named "表"."""
    main, rels = (STRICT_MAIN, STRICT_RELS) if strict else (MAIN, RELS)
    xml = sheet_xml(rows, before=before, after=after, main=main, rels=rels)
    return pack(path, parts({"表": xml}, strict=strict, **more))  # type: ignore[arg-type]


def styles_xml(formats: Sequence[str] = (), fonts: Sequence[str] = ()) -> str:
    """Style sheet content: one cell style per format code, then one per font XML; style 0 is plain."""
    codes = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{_escape(code)}"/>' for i, code in enumerate(formats))
    font_xml = "<font/>" + "".join(f"<font>{f}</font>" for f in fonts)
    xfs = '<xf numFmtId="0" fontId="0"/>'
    xfs += "".join(f'<xf numFmtId="{164 + i}" fontId="0"/>' for i in range(len(formats)))
    xfs += "".join(f'<xf numFmtId="0" fontId="{i + 1}"/>' for i in range(len(fonts)))
    return f"<numFmts>{codes}</numFmts><fonts>{font_xml}</fonts><cellXfs>{xfs}</cellXfs>"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def zip_bomb(path: Path, megabytes: int = 400) -> Path:
    """A sheet whose XML inflates to ``megabytes`` from less than a hundredth of it."""
    filler = b" " * (1 << 20)
    head = f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts({"表": ""}).items():
            if not name.startswith("xl/worksheets/"):
                archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(head)
            for _ in range(megabytes):
                sheet.write(filler)
            sheet.write(b"</sheetData></worksheet>")
    return path


def requirement_sheet(
    path: Path, lines: Sequence[Sequence[str | int]], headings: Sequence[str] | None = None, *, title: str = ""
) -> Path:
    """A small requirement table written by XlsxWriter: title in A1, headings in row 3, data from row 4."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("機能要件")
    sheet.write_string(0, 0, title or "住民記録システム標準仕様書　機能要件一覧【第1.0版】")
    for column, text in enumerate(headings or ("項番", "機能名称", "機能ID", "機能要件", "実装区分", "備考")):
        sheet.write_string(2, column, text)
    for number, line in enumerate(lines, 3):
        for column, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value:
                sheet.write_string(number, column, value)
    book.close()
    return path


def grid_of(rows: Sequence[Sequence[str]], *, name: str = "表", first: int = 1, merges: Sequence[Merge] = ()) -> Grid:
    """A grid from a picture: one sequence per row, "" for an empty cell."""
    cells = {(r, c): Cell(text, text) for r, line in enumerate(rows, first) for c, text in enumerate(line, 1) if text}
    return Grid(name, cells, tuple(merges), count=len(cells))


def workbook_of(*grids: Grid, file: str = "001_住民記録.xlsx") -> Workbook:
    """A workbook as if it had been read; its hash begins with ``abababab``."""
    return Workbook(f"/{file}", file, "xlsx", "ab" * 32, grids)
