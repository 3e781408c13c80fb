"""A workbook that carries data through gateways that let only Office files pass and rewrite them on the way.

Every text stands in string cells of five columns, long ones in numbered chunks, so that another program may save, sort
or widen the sheet and nothing of it is lost.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from reports.files import publish, verify_zip
from reports.sheets import safe

CHUNK = 30_000  # characters in a cell; the format allows 32,767
HEADINGS = ("種別", "番号", "何番目", "全部で", "内容")
DATA_SHEET, COVER_SHEET = "データ", "はじめに"

Entry = tuple[str, str, str]  # kind, id, text


def write_carrier(cover: Sequence[str], entries: Iterable[Entry], out: Path, *, written_at: datetime) -> Path:
    """Writes ``cover`` as lines of the first sheet and the entries as rows of the second; returns ``out``.

    The texts are ASCII. Raises ExportProblem when the file can't be written; the same input gives the same bytes.
    """

    def write(path: Path) -> None:
        book = Workbook(str(path), {"constant_memory": False, "strings_to_formulas": False, "strings_to_urls": False})
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # XlsxWriter only warns when it leaves something out
            book.set_properties({"created": written_at.replace(tzinfo=None, microsecond=0)})
            wrap = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True, "num_format": "@"})
            text = book.add_format({"quote_prefix": True, "num_format": "@"})
            front = book.add_worksheet(COVER_SHEET)
            front.set_column(0, 0, 90)
            for n, line in enumerate(cover):
                safe.put(front, n, 0, safe.clean(line).text, wrap)
            sheet = book.add_worksheet(DATA_SHEET)
            sheet.set_column(0, 4, 14)
            rows = [HEADINGS, *(row for entry in entries for row in chunks(*entry))]
            for n, row in enumerate(rows):
                for column, cell in enumerate(row):
                    safe.put(sheet, n, column, cell, text)
            try:
                book.close()
            except FileCreateError as error:
                raise error.args[0] from error  # the OSError inside

    return publish(out, write, verify_zip)


def chunks(kind: str, id: str, text: str) -> list[tuple[str, ...]]:
    """The rows of one entry: kind, id, number of the chunk, how many there are, chunk."""
    parts = [text[i : i + CHUNK] for i in range(0, len(text), CHUNK)] or [""]
    return [(kind, id, str(n), str(len(parts)), part) for n, part in enumerate(parts, 1)]
