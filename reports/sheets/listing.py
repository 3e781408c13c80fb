"""A list as a workbook: facts, counts and legend above, a table to filter and print, marked texts, columns to fill in.

Nothing is cut: a text too high for a printed row goes on in further rows, which repeat the row's key columns.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.dates import wareki_time
from reports.files import publish, verify_zip
from reports.forms import load_form
from reports.pieces import Marked, Piece, plain
from reports.sheets import companions, measure, safe
from reports.sheets.styles import Styles

Cell = str | Marked

_LOOK = "F1"  # lists look like the forms: font, size, paper
_COLUMN_UNIT = {"font_name": "Verdana", "font_size": 8}  # as in reports.sheets.writer
_MOST_PT = 340.0  # of a row; a page holds about 500
_DELETED, _ADDED = {"font_color": "#8A2B07", "font_strikeout": True}, {"font_color": "#0A4F3A", "underline": 1}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column. ``width`` in pixels; ``fill``: people write here; ``choices``: its pull-down; ``key``: repeated
    where a row goes on."""

    title: str
    width: int
    align: str = "left"
    fill: bool = False
    choices: tuple[str, ...] = ()
    key: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One sheet. ``facts`` stand above the table as label and text; ``legend`` as marked lines under them."""

    sheet: str
    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[ListColumn, ...]
    rows: Sequence[Sequence[Cell]]
    legend: tuple[Marked, ...] = ()
    nothing: str = "該当するものはありません。"
    paper: str = "A4"  # A3 where more columns than A4 can hold at nine points


def write_listing(listing: Listing, out: Path, *, author: str, printed_at: datetime) -> Path:
    """Write one list; returns ``out``. The same input gives the same bytes.

    Raises ExportProblem when the file cannot be written and ValueError for a row of another width than the table.
    """
    for row in listing.rows:
        if len(row) != len(listing.columns):
            raise ValueError(f"{listing.title}: a row of {len(row)} cells for {len(listing.columns)} columns")

    def write(path: Path) -> None:
        book = Workbook(str(path), {"in_memory": True, "default_format_properties": dict(_COLUMN_UNIT)})
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # XlsxWriter only warns when it leaves something out
            created = printed_at.replace(tzinfo=None, microsecond=0)
            title, by = safe.clean(listing.title).text, safe.clean(author).text
            book.set_properties({"title": title, "author": by, "created": created})
            add_listing(book, listing, printed_at)
            try:
                book.close()
            except FileCreateError as error:
                raise error.args[0] from error  # the OSError inside

    return publish(out, write, verify_zip)


class _Pen:
    """The formats of a sheet and how a cell is put."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        form = load_form(_LOOK)
        self.setup, self.styles, self.sheet = replace(form.print, landscape=True), Styles(book, form), sheet
        self.size = form.print.size

    def put(self, row: int, col: int, pieces: Marked, **properties: object) -> None:
        """Marked text as one string cell, whatever it begins with."""
        shown = [Piece(p.op, t) for p in pieces if (t := safe.clean(p.text).text)]
        if len(shown) < 2:
            op, text = (shown[0].op, shown[0].text) if shown else ("same", "")
            safe.put(self.sheet, row, col, text, self.styles.get(**properties, **_MARKS[op]))
            return
        parts: list[Format | str] = []
        for piece in shown:
            parts += [self.styles.get(**_MARKS[piece.op]), piece.text]
        self.sheet.write_rich_string(row, col, *parts, self.styles.get(**properties))

    def lines(self, pieces: Marked, width: float) -> int:
        return measure.line_count("".join(safe.clean(p.text).text for p in pieces), width, self.size)


_MARKS: dict[str, dict[str, object]] = {"same": {}, "deleted": dict(_DELETED), "added": dict(_ADDED)}


def add_listing(book: Workbook, listing: Listing, printed_at: datetime) -> None:
    """Adds a list to a workbook as a sheet."""
    sheet = book.add_worksheet(listing.sheet)
    pen, columns = _Pen(book, sheet), listing.columns
    for n, column in enumerate(columns):
        sheet.set_column_pixels(n, n, column.width)
    whole = sum(c.width for c in columns)
    safe.put(sheet, 0, 0, safe.clean(listing.title).text, pen.styles.get(bold=True, font_size=14))
    sheet.set_row(0, 24)
    row = 1
    for line in (*(plain(f"{label}　{text}") for label, text in listing.facts if text), *listing.legend):
        sheet.merge_range(row, 0, row, len(columns) - 1, "", pen.styles.get(text_wrap=True))
        pen.put(row, 0, line, text_wrap=True)
        sheet.set_row(row, measure.row_height(pen.lines(line, whole), pen.size))
        row += 1
    row += 1
    for n, column in enumerate(columns):
        safe.put(sheet, row, n, safe.clean(column.title).text, pen.styles.header())
    most = max(measure.line_count(c.title, c.width, pen.size) for c in columns)
    sheet.set_row(row, measure.row_height(most, pen.size) + 1)
    last = _write_rows(pen, listing, row + 1)
    for n, column in enumerate(columns):
        if column.choices and last > row:
            sheet.data_validation(row + 1, n, last, n, {"validate": "list", "source": list(column.choices)})
    sheet.autofilter(row, 0, max(row, last), len(columns) - 1)
    sheet.freeze_panes(row + 1, 0)
    footer = (
        f'&L&"{pen.setup.font},Regular"&9 {safe.footer_text(f"出力 {wareki_time(printed_at)}　{listing.title}")[:150]}'
    )
    companions.page(sheet, pen.setup, landscape=True, footer=f"{footer}&R&P / &N ページ", paper=listing.paper)
    sheet.repeat_rows(row)
    if any(c.fill for c in columns):
        companions.protect(sheet)


def _write_rows(pen: _Pen, listing: Listing, top: int) -> int:
    """The rows from ``top`` on; the last row written (``top`` − 1 when there is none)."""
    columns = listing.columns
    if not listing.rows:
        pen.sheet.merge_range(top, 0, top, len(columns) - 1, "", pen.styles.box(align="center"))
        safe.put(pen.sheet, top, 0, listing.nothing, pen.styles.box(align="center"))
        return top
    looks = [
        {"border": 1, "valign": "top", "text_wrap": True, "align": c.align, "num_format": "@"}
        | ({"locked": False} if c.fill else {})
        for c in columns
    ]
    at = top
    for row in listing.rows:
        for cells in _continued(pen, columns, [plain(c) if isinstance(c, str) else c for c in row]):
            for n, cell in enumerate(cells):
                pen.put(at, n, cell, **looks[n])
            lines = max(pen.lines(c, column.width) for c, column in zip(cells, columns, strict=True))
            pen.sheet.set_row(at, max(measure.row_height(1, pen.size) + 2, measure.row_height(lines, pen.size)))
            at += 1
    return at - 1


def _continued(pen: _Pen, columns: Sequence[ListColumn], row: Sequence[Marked]) -> Iterator[list[Marked]]:
    """The row, in as many rows as its highest text needs."""
    most = int((_MOST_PT - 3) // (pen.size * measure.LINE_FACTOR))
    parts = [list(_parts(cell, column.width, pen.size, most)) for cell, column in zip(row, columns, strict=True)]
    for n in range(max(len(p) for p in parts)):
        yield [p[n] if n < len(p) else p[0] if column.key else () for p, column in zip(parts, columns, strict=True)]


def _parts(pieces: Marked, width: float, size: float, most: int) -> Iterator[Marked]:
    """A text in parts of at most so many lines, cut where a line ends; joined they are it, but for that line break."""
    text = "".join(p.text for p in pieces)
    if measure.line_count(text, width, size) <= most:
        yield pieces
        return
    room = measure.capacity(width, size)
    start = at = lines = 0
    for paragraph in text.split("\n"):
        for line in measure.wrap(paragraph, room):
            if lines == most:
                yield _cut(pieces, start, at - (text[at - 1] == "\n"))
                start, lines = at, 0
            at += len(line)
            lines += 1
        at += 1  # the line break
    yield _cut(pieces, start, len(text))


def _cut(pieces: Marked, start: int, end: int) -> Marked:
    out, at = [], 0
    for piece in pieces:
        part = piece.text[max(0, start - at) : max(0, end - at)]
        if part:
            out.append(Piece(piece.op, part))
        at += len(piece.text)
    return tuple(out)
