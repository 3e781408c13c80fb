"""様式再現: a form as a printable workbook that looks like the office's own, with pull-downs, example and notes."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from reports.dates import wareki_time
from reports.files import publish, verify_zip
from reports.forms import Form
from reports.sheets import companions, measure, safe, table, unseen
from reports.sheets.fit import fit
from reports.sheets.model import Carried, Carry, FormHeader, LegendGroup, Row
from reports.sheets.styles import Styles

_FOOTER_LIMIT = 250  # the file format allows 255 characters for all sections together
# Column widths are counted in digits of the default font, which no cell here uses. Verdana 8 has digits of 7 pixels, as
# Excel draws it and as the fallback on a machine without it (DejaVu Sans) does; Calibri's fallback is a third wider,
# and the page would be printed smaller than 9 points to fit. (A copy is passed: XlsxWriter writes into it.)
_COLUMN_UNIT = {"font_name": "Verdana", "font_size": 8}
_NOTHING = "該当する項目はありません。"


def write_form(
    form: Form,
    header: FormHeader,
    rows: Iterable[Mapping[str, str]],
    out: Path,
    *,
    printed_at: datetime,
    filter_note: str,
    carry: Carry | None = None,
) -> Path:
    """Write ``rows`` (column code → text as it shall stand) in the style of ``form``; returns ``out``.

    The same input gives the same bytes; ``printed_at`` is the time on the pages and of the file. What a cell or a
    printed row cannot hold goes to the sheet 別紙 in full: list it beforehand with :func:`reports.sheets.fit.carried`.
    ``carry``: what the sheet takes along when it will come back filled in.
    Raises ExportProblem when the file cannot be written and ValueError when the form lacks a list.
    """
    ready, overflow = fit(form, list(rows), whole=carry is not None and carry.whole)

    def write(path: Path) -> None:
        book = Workbook(str(path), {"in_memory": True, "default_format_properties": dict(_COLUMN_UNIT)})
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # XlsxWriter only warns when it leaves something out
            _write_book(book, form, header, ready, overflow, printed_at, filter_note, carry)
            try:
                book.close()
            except FileCreateError as error:
                raise error.args[0] from error  # the OSError inside

    return publish(out, write, verify_zip)


def _write_book(
    book: Workbook,
    form: Form,
    header: FormHeader,
    ready: Sequence[Row],
    overflow: Sequence[Carried],
    printed_at: datetime,
    filter_note: str,
    carry: Carry | None,
) -> None:
    """All sheets of the workbook, in their order."""
    title = f"{form.title}（{header.subject}）"
    created = printed_at.replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": title, "author": header.municipality, "created": created})
    styles = Styles(book, form, shade=carry is not None and carry.whole)
    sheet = book.add_worksheet(form.sheet)
    footer = footer_line(form, header, printed_at, filter_note)
    last = _write_main(sheet, form, header, ready, styles, footer, filter_note, carry)
    if overflow:
        companions.write_appendix(book, form, overflow, styles, footer)
    companions.write_example(book, form, header, styles, footer)
    companions.write_notes(book, form, header, styles, footer)
    _validate(sheet, form, companions.write_lists(book, form, header, styles), last - len(ready), last - 1)
    if carry is not None:
        unseen.write_page(book, carry)


def footer_line(form: Form, header: FormHeader, printed_at: datetime, filter_note: str) -> str:
    """Time, edition, filter at the left, page / all at the right, in the codes of a page footer."""
    font = f'&"{form.print.font},Regular"&9 '
    right = f"&R{font}&P / &N ページ"
    left = f"出力 {wareki_time(printed_at)}　版 {header.edition}"
    note = f"　絞り込み：{filter_note or 'なし'}"
    room = _FOOTER_LIMIT - len(right) - len(font) - 2
    text = safe.footer_text(left + note)
    if len(text) > room:  # the full sentence stands under the rows
        text = safe.footer_text(left)[: room - 12] + "　絞り込みあり"
    return f"&L{font}{text}{right}"


def _write_main(
    sheet: Worksheet,
    form: Form,
    header: FormHeader,
    rows: Sequence[Row],
    styles: Styles,
    footer: str,
    filter_note: str,
    carry: Carry | None,
) -> int:
    """The form itself. Returns the row after the last data row."""
    columns, printed = form.columns, form.printed
    table.set_columns(sheet, columns)
    titles = table.write_top(sheet, form, header, styles, 0)
    top = table.write_header(sheet, columns, styles, titles, form.print.size)
    if rows:
        last = table.write_rows(sheet, columns, rows, styles, top, locked=carry.locked if carry else frozenset())
        if carry is not None:  # within the filter, so that sorting takes it along
            unseen.write_keys(sheet, carry, styles, top, len(columns))
        sheet.autofilter(top - 1, 0, last - 1, len(columns) - (carry is None))
    else:
        table.merge(sheet, top, table.span(printed, 0, len(printed) - 1), _NOTHING, styles.box(align="center"))
        last = top + 1
    end = _write_legend(sheet, form, header, styles, last, filter_note)
    companions.page(sheet, form.print, landscape=form.print.landscape, footer=footer)
    sheet.center_horizontally()
    sheet.repeat_rows(titles, top - 1)
    sheet.print_area(0, 0, end - 1, len(printed) - 1)
    leading = next(n for n, c in enumerate(columns) if c.kind not in ("number", "id", "sign"))
    sheet.freeze_panes(top, leading)
    companions.protect(sheet)
    return last


def _write_legend(sheet: Worksheet, form: Form, header: FormHeader, styles: Styles, row: int, filter_note: str) -> int:
    """The signs once, and the filter in full, under the last row. Returns the next free row."""
    sheet.set_row(row, 5)
    row += 1
    over = table.span(form.printed, 0, len(form.printed) - 1)
    style = styles.get(text_wrap=True, valign="top")
    room = measure.capacity(over.width, form.print.size) - 1
    lines = [_legend_text(group, room) for group in header.legend]
    for text in (*lines, f"絞り込み　{filter_note or 'なし'}"):
        for part, taken in companions.appendix_parts(safe.clean(text).text, over.width, form.print.size):
            table.merge(sheet, row, over, part, style)
            sheet.set_row(row, measure.row_height(taken, form.print.size))
            row += 1
    return row


def _legend_text(group: LegendGroup, room: float) -> str:
    """判定　● 適合　△ 一部適合 …, broken between signs, further lines set in under the first sign."""
    lines = [group.title]
    for sign, word in group.signs:
        entry = f"　{sign} {word}"
        if measure.em(lines[-1] + entry) > room:
            lines.append("　" * len(group.title))
        lines[-1] += entry
    return "\n".join(lines)


def _validate(sheet: Worksheet, form: Form, ranges: Mapping[str, str], first: int, last: int) -> None:
    """Pull-downs from the first to the last row."""
    if last < first:
        return
    for n, column in enumerate(form.columns):
        if column.list:
            sheet.data_validation(
                first,
                n,
                last,
                n,
                {
                    "validate": "list",
                    "source": ranges[column.list],
                    "error_title": column.title[:32],
                    "error_message": "▼ の一覧から選んでください。一覧は「選択肢」シートにあります。",
                },
            )
