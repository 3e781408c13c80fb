"""A table for machines: headings in the first row, one record a row, ids and words as text, nothing merged or coloured.

Source of the rules: 総務省「機械判読可能なデータの表記方法」(one cell one datum, no layout by blanks or merges).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format

from reports.files import publish, verify_zip
from reports.sheets import safe

_MOST = 1_048_575  # rows below the headings


Page = tuple[str, Sequence[str], Iterable[Sequence[str | int]]]
"""A sheet: its name, its headings, its rows; a number is written as one."""


def write_flat(
    sheet: str, headings: Sequence[str], rows: Iterable[Sequence[str]], out: Path, *, author: str, printed_at: datetime
) -> Path:
    """Writes one sheet; returns ``out``. The same input gives the same bytes.

    Raises ExportProblem when the file cannot be written and ValueError for a row of another width or too many rows.
    """
    return write_flats([(sheet, headings, rows)], out, author=author, printed_at=printed_at)


def write_flats(pages: Sequence[Page], out: Path, *, author: str, printed_at: datetime) -> Path:
    """The same for several sheets; the first one's name is the title."""

    def write(path: Path) -> None:
        book = Workbook(str(path), {"in_memory": True})
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # XlsxWriter only warns when it leaves something out
            book.set_properties(
                {"title": safe.clean(pages[0][0]).text, "author": safe.clean(author).text,
                 "created": printed_at.replace(tzinfo=None, microsecond=0)}
            )  # fmt: skip
            text = book.add_format({"num_format": "@", "quote_prefix": True})
            for page in pages:
                _write_page(book, text, page)
            try:
                book.close()
            except FileCreateError as error:
                raise error.args[0] from error  # the OSError inside

    return publish(out, write, verify_zip)


def _write_page(book: Workbook, text: Format, page: Page) -> None:
    name, headings, rows = page
    sheet = book.add_worksheet(name)
    last = 0
    for at, row in enumerate(chain([headings], rows)):
        if len(row) != len(headings) or at > _MOST:
            raise ValueError(f"{name}: row {at} has {len(row)} cells of {len(headings)}, or is one too many")
        for n, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(at, n, cell)
            elif cell or not at:  # an empty cell needs no cell
                safe.put(sheet, at, n, safe.clean(cell).text, text)
        last = at
    sheet.set_column(0, max(0, len(headings) - 1), 16, text)  # what is added later stays text as well
    sheet.autofilter(0, 0, last, len(headings) - 1)
    sheet.freeze_panes(1, 0)
