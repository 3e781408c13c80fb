"""The sheets that go with a form: 別紙 (appendix), 記入例 (example), 記入要領 (notes and legend), 選択肢 (lists)."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.forms import Column, Form, PrintSetup
from reports.sheets import measure, safe, table
from reports.sheets.fit import fit
from reports.sheets.model import Carried, FormHeader
from reports.sheets.styles import Styles

APPENDIX, EXAMPLE, NOTES, LISTS = "別紙", "記入例", "記入要領", "選択肢"
_APPENDIX_ROW_PT = 160.0
_PAPERS = {"A3": 8, "A4": 9}
_MM = 25.4


def page(sheet: Worksheet, setup: PrintSetup, *, landscape: bool, footer: str, paper: str = "A4") -> None:
    """Paper, margins, one page wide, footer; no grid on the screen, so the sheet looks like its print."""
    sheet.set_paper(_PAPERS[paper])
    if landscape:
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    margins = (setup.margin_left, setup.margin_right, setup.margin_top, setup.margin_bottom)
    sheet.set_margins(*(m / _MM for m in margins))
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(footer, {"margin": 7 / _MM})
    sheet.hide_gridlines(2)


def protect(sheet: Worksheet) -> None:
    """Locks what the program filled in, without a password: a guard against slips, not a barrier."""
    sheet.protect(
        "", {"autofilter": True, "format_columns": True, "format_rows": True, "format_cells": True, "sort": True}
    )


def write_lists(book: Workbook, form: Form, header: FormHeader, styles: Styles) -> dict[str, str]:
    """The pull-down lists, one column each. Returns the range of each list by name, for the validations."""
    wanted = list(dict.fromkeys((c.list, c.title) for c in form.columns if c.list))
    sheet = book.add_worksheet(LISTS)
    ranges: dict[str, str] = {}
    for n, (name, title) in enumerate(wanted):
        values = choices(form, header, name)
        letter = chr(ord("A") + n)
        sheet.set_column_pixels(n, n, 240)
        safe.put(sheet, 0, n, title, styles.header())
        for row, value in enumerate(values, 1):
            safe.put(sheet, row, n, safe.clean(value).text, styles.box(num_format="@"))
        ranges[name] = f"='{LISTS}'!${letter}$2:${letter}${len(values) + 1}"
    page(sheet, form.print, landscape=True, footer="")
    protect(sheet)
    return ranges


def choices(form: Form, header: FormHeader, name: str) -> tuple[str, ...]:
    """The entries of a pull-down: the project's, else the form's. Raises ValueError when there are none."""
    values = tuple(header.choices.get(name) or form.lists.get(name) or ())
    if not values:
        raise ValueError(f"form {form.id}: no entries for the list {name}")
    return values


def write_example(book: Workbook, form: Form, header: FormHeader, styles: Styles, footer: str) -> None:
    """The printed columns with example rows; ids of the examples are no published ids."""
    sheet = book.add_worksheet(EXAMPLE)
    columns = form.printed
    table.set_columns(sheet, columns)
    safe.put(sheet, 0, 0, f"記入例　{form.number}　{form.name}", styles.get(bold=True, font_size=12))
    safe.put(sheet, 1, 0, "書き方を示すための例です。IDと内容は実在しません。", styles.get())
    top = table.write_header(sheet, columns, styles, 3, form.print.size)
    rows, _ = fit(form, form.examples)
    table.write_rows(sheet, columns, rows, styles, top)
    page(sheet, form.print, landscape=form.print.landscape, footer=footer)
    protect(sheet)


def _grid(
    sheet: Worksheet, styles: Styles, row: int, cells: Sequence[Sequence[str]], widths: Sequence[int], size: float
) -> int:
    """A framed table, its first line a header, with rows as high as their texts. Returns the next free row."""
    for n, line in enumerate(cells):
        style = styles.header() if n == 0 else styles.box(valign="top")
        for at, text in enumerate(line):
            safe.put(sheet, row, at, safe.clean(text).text, style)
        lines = max(measure.line_count(text, width, size) for text, width in zip(line, widths, strict=True))
        sheet.set_row(row, measure.row_height(lines, size) + 1)
        row += 1
    return row


def write_notes(book: Workbook, form: Form, header: FormHeader, styles: Styles, footer: str) -> None:
    """How the form is filled in, where each column comes from, and the signs."""
    sheet = book.add_worksheet(NOTES)
    widths, size = (120, 360, 210), form.print.size
    whole = table.Span(0, 2, sum(widths))
    for n, width in enumerate(widths):
        sheet.set_column_pixels(n, n, width)
    safe.put(sheet, 0, 0, f"記入要領　{form.number}　{form.name}", styles.get(bold=True, font_size=12))
    wrapped = styles.get(text_wrap=True, valign="top")
    row = 1
    for text in (form.origin, *(f"{n}　{line}" for n, line in enumerate(form.guide, 1))):
        table.merge(sheet, row, whole, text, wrapped)
        sheet.set_row(row, measure.row_height(measure.line_count(text, whole.width, size), size))
        row += 1
    titles = [(c.title, c.guide, c.source) for c in form.columns]
    row = _grid(sheet, styles, row + 1, [("欄", "書き方", "出どころ"), *titles], widths, size)
    if header.legend:
        safe.put(sheet, row + 1, 0, "凡例", styles.get(bold=True))
        signs = [(g.title, "\n".join(f"{s} {word}" for s, word in g.signs)) for g in header.legend]
        _grid(sheet, styles, row + 2, [("欄", "記号と意味"), *signs], widths[:2], size)
    page(sheet, form.print, landscape=False, footer=footer)
    protect(sheet)


def write_appendix(book: Workbook, form: Form, carried: Sequence[Carried], styles: Styles, footer: str) -> None:
    """The full texts, each in as many rows as it needs; nothing is cut."""
    sheet = book.add_worksheet(APPENDIX)
    titles = [t for t in _APPENDIX_WIDTHS if t != _REMARK or any(item.marks for item in carried)]
    columns = [_appendix_column(t, form) for t in titles]
    size = form.print.size
    table.set_columns(sheet, columns)
    safe.put(sheet, 0, 0, f"別紙　{form.number}　{form.name}", styles.get(bold=True, font_size=12))
    row = table.write_header(sheet, columns, styles, 2, size)
    sheet.repeat_rows(2, row - 1)
    sheet.freeze_panes(row, 0)
    for number, item in enumerate(carried, 1):
        parts = appendix_parts(item.text, columns[-1].width, size)
        for n, (part, lines) in enumerate(parts, 1):
            remark = f"使えない文字を印で表しました: {'、'.join(item.marks)}" if item.marks and n == 1 else ""
            values = dict(
                zip(
                    _APPENDIX_WIDTHS,
                    (str(number), str(item.row), item.id, item.column, f"{n} / {len(parts)}", remark, part),
                    strict=True,
                )
            )
            for at, column in enumerate(columns):
                safe.put(sheet, row, at, values[column.code], styles.cell(column))
                if column is not columns[-1]:
                    lines = max(lines, measure.line_count(values[column.code], column.width, size))
            sheet.set_row(row, measure.row_height(lines, size))
            row += 1
    page(sheet, form.print, landscape=True, footer=footer)
    sheet.print_area(0, 0, row - 1, len(columns) - 1)
    protect(sheet)


def appendix_parts(text: str, width_px: float, size: float) -> list[tuple[str, int]]:
    """``text`` in parts no higher than a row may be and no longer than a cell may hold: (part, its lines).

    Joined, the parts are the text: a part that ends with its line ends with the line break.
    """
    room = measure.capacity(width_px, size)
    most = int(_APPENDIX_ROW_PT // (size * measure.LINE_FACTOR))
    lines: list[str] = []
    for paragraph in text.split("\n"):
        wrapped = measure.wrap(paragraph, room)
        lines += [*wrapped[:-1], wrapped[-1] + "\n"]
    lines[-1] = lines[-1][:-1]
    parts: list[tuple[str, int]] = []
    for start in range(0, len(lines), most):
        chunk = lines[start : start + most]
        parts.append(("".join(chunk), len(chunk)))
    return parts


_REMARK = "注"
_APPENDIX_WIDTHS = {"別紙": 40, "No": 40, "機能ID": 70, "欄": 100, "続き": 50, _REMARK: 120, "全文": 590}


def _appendix_column(code: str, form: Form) -> Column:
    """A column of the appendix; ids and row numbers are called what the form calls them."""
    narrow = code in ("別紙", "No", "機能ID", "続き")
    kind, align = ("id", "center") if narrow else ("text", "left")
    numbered = any(c.kind == "number" for c in form.columns)
    own = {"機能ID": next((c.title for c in form.columns if c.code == "id"), code), "No": "No" if numbered else "行"}
    title = own.get(code, code)
    return Column(code, title, title, _APPENDIX_WIDTHS[code], kind, "", "", align=align)
