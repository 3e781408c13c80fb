"""The body of a form on a worksheet: grouped header, rows, and the block, boxes and title above them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.forms import Column, Form
from reports.sheets import measure, safe
from reports.sheets.fit import EMPTY
from reports.sheets.model import FormHeader, Row
from reports.sheets.styles import Styles

_TITLE_SIZE = 15
_PX = measure.PX_PER_PT


@dataclass(frozen=True, slots=True)
class Span:
    """Columns ``first``..``last`` (0-based) and their width in pixels together."""

    first: int
    last: int
    width: int


def span(columns: Sequence[Column], first: int, last: int) -> Span:
    """The columns first..last as one."""
    return Span(first, last, sum(c.width for c in columns[first : last + 1]))


def merge(sheet: Worksheet, row: int, over: Span, text: str, style: Format, *, last_row: int | None = None) -> None:
    """One text over several cells (a single cell needs no merge)."""
    bottom = row if last_row is None else last_row
    if over.first != over.last or bottom != row:
        sheet.merge_range(row, over.first, bottom, over.last, "", style)
    safe.put(sheet, row, over.first, safe.clean(text).text, style)


def set_columns(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Column widths as the form gives them."""
    for n, column in enumerate(columns):
        sheet.set_column_pixels(n, n, column.width)


def write_top(sheet: Worksheet, form: Form, header: FormHeader, styles: Styles, row: int) -> int:
    """Form number, document number and date, title, 決裁欄, block. Returns the next free row."""
    columns = form.printed
    boxes = len(columns) - len(form.approval)
    safe.put(sheet, row, 0, f"{form.number}　{form.name}", styles.get())
    right = span(columns, max(0, boxes - 3), len(columns) - 1)
    facts = "　".join(part for part in (header.municipality, header.document_number, header.date) if part)
    merge(sheet, row, right, facts, styles.get(align="right", text_wrap=True))
    sheet.set_row(row, _height(facts, right.width, form.print.size))
    title = f"{form.title}（{header.subject}）" if header.subject else form.title
    over = _title_span(columns, boxes - 1, measure.em(title) * _TITLE_SIZE * _PX * 1.1 + 16)
    big = styles.get(font_size=_TITLE_SIZE, bold=True, align="center", text_wrap=True)
    merge(sheet, row + 1, over, title, big, last_row=row + 2)
    for n, name in enumerate(form.approval):
        safe.put(sheet, row + 1, boxes + n, name, styles.header())
        sheet.write_blank(row + 2, boxes + n, None, styles.box(locked=False))
    sheet.set_row(row + 1, 16)
    sheet.set_row(row + 2, max(38.0, _height(title, over.width, _TITLE_SIZE) - 16))
    sheet.set_row(row + 3, 5)
    row = _write_block(sheet, columns, header, styles, row + 4, form.print.size)
    sheet.set_row(row, 5)
    return row + 1


def _height(text: str, width_px: float, size: float) -> float:
    """The height of a row with this text over ``width_px``, as far as a row can be high."""
    lines = measure.line_count(safe.clean(text).text, width_px, size)
    return min(409.0, max(16.0, measure.row_height(lines, size)))


def _title_span(columns: Sequence[Column], last: int, need_px: float) -> Span:
    """The span left of the boxes nearest to the middle of the page that holds the title."""
    middle = sum(c.width for c in columns) / 2
    right = sum(c.width for c in columns[: last + 1])
    fitting = [s for s in (span(columns, first, last) for first in range(last + 1)) if s.width >= need_px]
    return min(fitting, key=lambda s: abs(right - s.width / 2 - middle)) if fitting else span(columns, 0, last)


def _write_block(
    sheet: Worksheet, columns: Sequence[Column], header: FormHeader, styles: Styles, row: int, size: float
) -> int:
    """業務・所属・記入者・版 as label and value cells over the columns. Returns the next free row."""
    facts = [("業務", header.business), ("所属", header.department), ("記入者", header.writer), ("版", header.edition)]
    for line in _block_lines(columns, facts, size):
        lines = 1
        for label, label_span, value, value_span in line:
            merge(sheet, row, label_span, label, styles.header())
            merge(sheet, row, value_span, value, styles.box(locked=False, num_format="@", indent=1))
            lines = max(lines, measure.line_count(safe.clean(value).text, value_span.width - 9, size))
        sheet.set_row(row, min(409.0, measure.row_height(lines, size) + 2))
        row += 1
    return row


def _block_lines(
    columns: Sequence[Column], facts: Sequence[tuple[str, str]], size: float
) -> list[list[tuple[str, Span, str, Span]]]:
    """Where each label and value stands; a further line where the columns run out, each line as wide as the table."""
    last = len(columns) - 1
    lines: list[list[tuple[str, Span, str, Span]]] = [[]]
    for label, value in facts:
        label_need = measure.em(label) * size * _PX + 8
        value_need = min(measure.em(value) * size * _PX + 24, span(columns, 0, last).width / 3)
        first = lines[-1][-1][3].last + 1 if lines[-1] else 0
        label_span = _take(columns, first, label_need) if first < last else None
        if label_span is None or span(columns, label_span.last + 1, last).width < value_need:
            lines.append([])
            label_span = _take(columns, 0, label_need)
        lines[-1].append((label, label_span, value, _take(columns, label_span.last + 1, value_need)))
    for line in lines:
        label, label_span, value, value_span = line[-1]
        line[-1] = (label, label_span, value, span(columns, value_span.first, last))
    return lines


def _take(columns: Sequence[Column], first: int, need_px: float) -> Span:
    """The fewest columns from ``first`` on that are so wide together (all that are left, if they are not)."""
    last = first
    while last + 1 < len(columns) and span(columns, first, last).width < need_px:
        last += 1
    return span(columns, first, last)


def write_header(sheet: Worksheet, columns: Sequence[Column], styles: Styles, row: int, size: float) -> int:
    """Two rows of titles: groups over columns; a group named like its only column takes both. Returns the next row."""
    style = styles.header()
    at = 0
    for group, members in groupby(columns, key=lambda c: c.group):
        inside = list(members)
        over = span(columns, at, at + len(inside) - 1)
        if len(inside) == 1 and inside[0].title == group:
            merge(sheet, row, over, group, style, last_row=row + 1)
        else:
            merge(sheet, row, over, group, style)
            for n, column in enumerate(inside):
                safe.put(sheet, row + 1, at + n, column.title, style)
        at += len(inside)
    # a title that stands over both rows has the first row's line as well
    alone = {c.code for c in columns if c.title == c.group}
    lines = max(measure.line_count(c.title, c.width, size) - (c.code in alone) for c in columns)
    sheet.set_row(row, measure.row_height(1, size) + 1)
    sheet.set_row(row + 1, measure.row_height(max(1, lines), size) + 1)
    return row + 2


def write_rows(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[Row],
    styles: Styles,
    top: int,
    *,
    locked: Set[tuple[int, str]] = frozenset(),
) -> int:
    """The rows from ``top`` on, with their heights; ``locked``: single cells (row from 0, column code) not to be
    written in. Returns the next free row."""
    looks = [(c.kind == "number", styles.cell(c), styles.cell(c, bold=True)) for c in columns]
    shut = [
        (c.kind == "number", *(styles.cell(replace(c, locked=True), bold=b) for b in (False, True))) for c in columns
    ]
    blank = sheet.write_blank
    for at, row in enumerate(rows, top):
        sheet.set_row(at, row.height)
        for n, (look, cell) in enumerate(zip(looks, row.cells, strict=False)):
            number, style, bold = shut[n] if locked and (at - top, columns[n].code) in locked else look
            if cell is EMPTY:
                blank(at, n, None, style)
            elif number:
                sheet.write_number(at, n, int(cell.text), style)
            elif cell.head:
                safe.put_headed(sheet, at, n, cell.head, cell.text, style, bold)
            else:
                safe.put(sheet, at, n, cell.text, style)
    return top + len(rows)
