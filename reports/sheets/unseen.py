"""What a sheet that will come back carries out of sight: a hidden column of keys and a sheet nobody sees."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.sheets import safe
from reports.sheets.model import Carry
from reports.sheets.styles import Styles

KEY_TITLE = "行の目印（消さないでください）"
PAGE = "回収用（消さないでください）"


def write_keys(sheet: Worksheet, carry: Carry, styles: Styles, top: int, column: int) -> None:
    """The keys of the rows from ``top`` on in a hidden, locked column, its title in the line above."""
    style = styles.get(num_format="@")
    safe.put(sheet, top - 1, column, KEY_TITLE, style)
    for row, key in enumerate(carry.keys, top):
        if key:
            safe.put(sheet, row, column, key, style)
    sheet.set_column_pixels(column, column, 40, None, {"hidden": True})


def write_page(book: Workbook, carry: Carry) -> None:
    """The sheet that no menu offers to show."""
    sheet = book.add_worksheet(PAGE)
    style = book.add_format({"num_format": "@", "quote_prefix": True})
    for row, line in enumerate(carry.page):
        for column, text in enumerate(line):
            safe.put(sheet, row, column, text, style)
    sheet.protect("")
    sheet.very_hidden()
