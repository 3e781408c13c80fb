"""A sheet as a list of filled cells, written as .xlsx or as delimited text; it counts what it holds by itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FORMATS = {
    "id7": "0000000", "id4": "0000", "id5": "00000", "id3": "000",
    "era": '[$-411]ggge"年"m"月"d"日"', "slash": "yyyy/m/d",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with its saved result."""

    text: str
    result: int


Value = str | int | date | Formula | tuple[tuple[str, str], ...]  # the last: (text, "" | "red" | "struck") in one cell


@dataclass
class Sheet:
    """One sheet. Positions are 1-based; ``cells``: (row, column, value, number format, struck out)."""

    name: str
    cells: list[tuple[int, int, Value, str, bool]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    filter: tuple[int, int, int, int] | None = None
    frozen: int = 0

    def put(self, row: int, column: int, value: Value, *, style: str = "", struck: bool = False) -> None:
        """One cell; an empty text is no cell."""
        if value not in ("", ()):
            self.cells.append((row, column, value, style, struck))


def write_book(path: Path, sheets: Sequence[Sheet], *, inline: bool = False) -> None:
    """An .xlsx file; ``inline``: texts stand in the cells instead of the string table."""
    with Workbook(str(path), {"constant_memory": inline, "in_memory": not inline}) as book:
        formats: dict[tuple[str, bool, bool], Format] = {}

        def form(style: str = "", struck: bool = False, red: bool = False) -> Format:
            key = (style, struck, red)
            if key not in formats:
                properties: dict[str, object] = {"num_format": FORMATS[style]} if style else {}
                properties |= {"font_strikeout": True} if struck else {}
                properties |= {"font_color": "#FF0000"} if red else {}
                formats[key] = book.add_format({**properties, "valign": "top", "text_wrap": True})
            return formats[key]

        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, form)


def _write_sheet(out: Worksheet, sheet: Sheet, form) -> None:  # type: ignore[no-untyped-def]
    for top, left, bottom, right in sheet.merges:
        out.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", form())
    if sheet.filter:
        top, left, bottom, right = sheet.filter
        out.autofilter(top - 1, left - 1, bottom - 1, right - 1)
    if sheet.frozen:
        out.freeze_panes(sheet.frozen, 0)
    for row in sheet.hidden_rows:
        out.set_row(row - 1, None, None, {"hidden": True})
    for row, column, value, style, struck in sorted(sheet.cells, key=lambda c: c[:2]):
        at = (row - 1, column - 1)
        look = form(style, struck)
        if isinstance(value, tuple):
            pieces: list[object] = []
            for text, mark in value:
                pieces += [form(red=mark == "red", struck=mark == "struck"), text] if mark else [text]
            out.write_rich_string(*at, *pieces, form())
        elif isinstance(value, Formula):
            out.write_formula(*at, value.text, look, value.result)
        elif isinstance(value, date):
            out.write_datetime(*at, value, look)
        elif isinstance(value, int):
            out.write_number(*at, value, look)
        else:
            out.write_string(*at, value, look)


def write_delimited(path: Path, sheet: Sheet, encoding: str) -> None:
    """The same cells as comma- or tab-separated text; merges, formats and marks do not exist there."""
    rows: dict[int, dict[int, str]] = {}
    for row, column, value, *_ in sheet.cells:
        rows.setdefault(row, {})[column] = _plain(value)
    width = max(c for cells in rows.values() for c in cells)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t" if path.suffix == ".tsv" else ",", lineterminator="\r\n")
    for row in range(1, max(rows) + 1):
        cells = rows.get(row, {})
        writer.writerow([cells.get(c, "") for c in range(1, width + 1)])
    path.write_bytes(buffer.getvalue().encode(encoding))


def _plain(value: Value) -> str:
    if isinstance(value, tuple):
        return "".join(t for t, _ in value)
    return str(value.result if isinstance(value, Formula) else value)
