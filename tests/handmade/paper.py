"""How the hand-made books are put on paper: small tables of cells, written by three different writers.

Nothing of the product is imported here: what a book holds is known from its own builder alone.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

M, O, P, U = "mandatory", "optional", "prohibited", "unlisted"  # noqa: E741 - as short as the signs they stand for


@dataclass(frozen=True)
class Num:
    """A number shown in a format: Num(115, "0000") looks like 0115."""

    value: float
    format: str = "General"


@dataclass(frozen=True)
class Struck:
    """A cell that is struck out as a whole."""

    text: str


@dataclass(frozen=True)
class Rich:
    """Runs of a cell: (text, struck out)."""

    runs: tuple[tuple[str, bool], ...]


Value = str | Num | Struck | Rich
Rows = Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows from ``first`` (1-based) in columns from ``left``; merges as A1 ranges."""

    name: str
    rows: Rows
    merges: Sequence[str] = ()
    first: int = 1
    left: int = 1
    hidden: bool = False
    hidden_rows: Sequence[int] = ()


Expected = dict[str, Any]


@dataclass(frozen=True)
class Book:
    """``columns``: field → column letters in which it stands (per sheet, "" for all). ``mapping``: the one step a
    person takes where the book isn't recognised. ``businesses``: of the entries, where there are several."""

    file: str
    odd: str
    sheets: Sequence[Sheet]
    expected: Sequence[Expected]
    kind: str
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mapping: Mapping[str, Any] | None = None
    writer: str = "openpyxl"
    refused: bool = False  # cannot be read even with a mapping, and says so


BOOKS: list[Callable[[], Book]] = []


def book(build: Callable[[], Book]) -> Callable[[], Book]:
    """Registers a book."""
    BOOKS.append(build)
    return build


def item(row: int, id: str, name: str = "", text: str = "", cls: Any = None, **more: Any) -> Expected:
    """What one published item must be read as; fields not named are empty. ``cls``: one class or (指定, 中核, 一般)."""
    classes = tuple(cls) if isinstance(cls, tuple) else (cls, cls, cls)
    return {"row": row, "id": id, "name": name, "text": text, "classes": classes, **more}


def write(made: Book, folder: Path) -> Path:
    """Writes the book; the ending of its name decides on .csv or a workbook."""
    path = folder / made.file
    if path.suffix == ".csv":
        return _csv(path, made)
    {"openpyxl": _openpyxl, "xlsxwriter": _xlsxwriter, "strict": _strict}[made.writer](path, made.sheets)
    return path


def _plain(value: Value) -> str:
    if isinstance(value, Rich):
        return "".join(t for t, _ in value.runs)
    if isinstance(value, Struck):
        return value.text
    return str(value.value) if isinstance(value, Num) else value


def _csv(path: Path, made: Book) -> Path:
    encoding, separator = made.writer.split("/")
    lines = []
    for row in made.sheets[0].rows:
        cells = [_plain(v) for v in row]
        lines.append(separator.join(f'"{c.replace(chr(34), chr(34) * 2)}"' if any(x in c for x in '",\n\t') else c
                                    for c in cells))  # fmt: skip
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def _openpyxl(path: Path, sheets: Sequence[Sheet]) -> None:
    import openpyxl
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles import Font

    out = openpyxl.Workbook()
    out.remove(out.worksheets[0])
    for one in sheets:
        page = out.create_sheet(one.name)
        for r, row in enumerate(one.rows, one.first):
            for c, value in enumerate(row, one.left):
                if value == "":
                    continue
                cell = page.cell(r, c)
                if isinstance(value, Num):
                    cell.value, cell.number_format = value.value, value.format
                elif isinstance(value, Struck):
                    cell.value, cell.font = value.text, Font(strike=True)
                elif isinstance(value, Rich):
                    blocks = [TextBlock(InlineFont(strike=True), t) if s else t for t, s in value.runs]
                    cell.value = CellRichText(*blocks)
                else:
                    cell.value = value
        for merge in one.merges:
            page.merge_cells(merge)
        if one.hidden:
            page.sheet_state = "hidden"
        for number in one.hidden_rows:
            page.row_dimensions[number].hidden = True
    out.save(path)


def _xlsxwriter(path: Path, sheets: Sequence[Sheet]) -> None:
    import xlsxwriter

    out = xlsxwriter.Workbook(str(path))
    strike = out.add_format({"font_strikeout": True})
    for one in sheets:
        page = out.add_worksheet(one.name)
        for r, row in enumerate(one.rows, one.first - 1):
            for c, value in enumerate(row, one.left - 1):
                if value == "":
                    continue
                if isinstance(value, Num):
                    page.write_number(r, c, value.value, out.add_format({"num_format": value.format}))
                elif isinstance(value, Struck):
                    page.write_string(r, c, value.text, strike)
                elif isinstance(value, Rich):
                    parts: list[Any] = []
                    for text, struck in value.runs:
                        parts += [strike, text] if struck else [text]
                    page.write_rich_string(r, c, *parts)
                else:
                    page.write_string(r, c, value)
        for merge in one.merges:
            first, last = merge.split(":")
            page.merge_range(merge, "")
            page.write_string(first, _plain(_at(one, first)))
            assert last
    out.close()


def _at(one: Sheet, ref: str) -> Value:
    letters = ref.rstrip("0123456789")
    column = 0
    for ch in letters:
        column = column * 26 + ord(ch) - 64
    return one.rows[int(ref[len(letters) :]) - one.first][column - one.left]


_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _strict(path: Path, sheets: Sequence[Sheet]) -> None:
    """Strict OOXML with shared strings that carry furigana, as an office program of another maker saves it."""
    strings: list[str] = []
    parts: dict[str, str] = {}
    for n, one in enumerate(sheets, 1):
        rows = []
        for r, row in enumerate(one.rows, one.first):
            cells = []
            for c, value in enumerate(row, one.left):
                if value == "":
                    continue
                strings.append(_plain(value))
                cells.append(f'<c r="{_letters(c)}{r}" t="s"><v>{len(strings) - 1}</v></c>')
            rows.append(f'<row r="{r}">{"".join(cells)}</row>')
        merges = "".join(f'<mergeCell ref="{m}"/>' for m in one.merges)
        merged = f"<mergeCells>{merges}</mergeCells>" if merges else ""
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'{_HEAD}<worksheet xmlns="{_STRICT}"><sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>'
        )
    shown = "".join(
        f'<si><t xml:space="preserve">{escape(s)}</t><rPh sb="0" eb="1"><t>フリガナ</t></rPh></si>' for s in strings
    )
    parts["xl/sharedStrings.xml"] = f'{_HEAD}<sst xmlns="{_STRICT}">{shown}</sst>'
    entries = "".join(f'<sheet name="{escape(s.name)}" sheetId="{n}" r:id="rId{n}"/>' for n, s in enumerate(sheets, 1))
    parts["xl/workbook.xml"] = (
        f'{_HEAD}<workbook xmlns="{_STRICT}" xmlns:r="{_RELS}" conformance="strict"><sheets>{entries}</sheets></workbook>'
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        f'{_HEAD}<Relationships xmlns="{_PACK}/relationships">{links}'
        f'<Relationship Id="rIdS" Type="{_RELS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    parts["_rels/.rels"] = (
        f'{_HEAD}<Relationships xmlns="{_PACK}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    parts["[Content_Types].xml"] = (
        f'{_HEAD}<Types xmlns="{_PACK}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _letters(column: int) -> str:
    out = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out
