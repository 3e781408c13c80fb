"""表紙と目次: what stands on top of the sheets handed to one department, and which files belong to it."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from reports.dates import wareki
from reports.files import publish, verify_zip
from reports.forms import load_form
from reports.sheets import companions, measure, safe
from reports.sheets.listing import ListColumn, Listing, add_listing
from reports.sheets.styles import Styles

_COLUMNS = (
    ListColumn("No", 40, "center"),
    ListColumn("様式・報告", 330),
    ListColumn("ファイル", 480),
    ListColumn("確認", 90, fill=True),
    ListColumn("備考", 100, fill=True),
)
_UNIT = {"font_name": "Verdana", "font_size": 8}  # as in reports.sheets.writer
_WIDE = 640  # pixels of the cover: A4 upright


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover says. ``entries``: (title, name of the file) in order."""

    title: str
    municipality: str
    department: str
    entries: Sequence[tuple[str, str]]
    document_number: str = ""


def write_cover(cover: Cover, out: Path, *, printed_at: datetime) -> Path:
    """Writes the sheets 表紙 and 目次; returns ``out``. The same input gives the same bytes.

    Raises ExportProblem when the file cannot be written.
    """

    def write(path: Path) -> None:
        book = Workbook(str(path), {"in_memory": True, "default_format_properties": dict(_UNIT)})
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # XlsxWriter only warns when it leaves something out
            created = printed_at.replace(tzinfo=None, microsecond=0)
            by = safe.clean(cover.municipality).text
            book.set_properties({"title": safe.clean(cover.title).text, "author": by, "created": created})
            _cover(book, cover, printed_at)
            facts = (
                ("団体", cover.municipality),
                ("所属", cover.department),
                ("出力した日", wareki(printed_at.date())),
            )
            rows = [(str(n), title, file, "", "") for n, (title, file) in enumerate(cover.entries, 1)]
            add_listing(book, Listing("目次", f"{cover.title}　目次", facts, _COLUMNS, rows), printed_at)
            try:
                book.close()
            except FileCreateError as error:
                raise error.args[0] from error  # the OSError inside

    return publish(out, write, verify_zip)


def _cover(book: Workbook, cover: Cover, printed_at: datetime) -> None:
    form = load_form("F1")
    sheet, styles = book.add_worksheet("表紙"), Styles(book, form)
    sheet.set_column_pixels(0, 0, _WIDE)
    sheet.set_row(0, 120)
    lines = (
        (cover.document_number, 11, "right"),
        (cover.title, 26, "center"),
        ("", 11, "center"),
        (cover.municipality, 18, "center"),
        (cover.department, 18, "center"),
        ("", 11, "center"),
        (wareki(printed_at.date()), 14, "center"),
        (f"様式・報告　{len(cover.entries)} 件", 11, "center"),
    )
    for row, (text, size, align) in enumerate(lines, 1):
        shown = safe.clean(text).text
        safe.put(sheet, row, 0, shown, styles.get(font_size=size, align=align, text_wrap=True, bold=size > 20))
        sheet.set_row(row, min(409.0, measure.row_height(measure.line_count(shown, _WIDE, size), size) + 12))
    companions.page(sheet, form.print, landscape=False, footer="")
    sheet.print_area(0, 0, len(lines), 0)
    sheet.center_horizontally()
