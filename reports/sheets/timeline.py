"""A plan over months as a workbook on A3: systems down, months across, and behind it the lists that belong to it.

Every state has a sign beside its ground, so that it is read on a black-and-white print too.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from reports.dates import wareki_time
from reports.files import publish, verify_zip
from reports.forms import PrintSetup, load_form
from reports.sheets import companions, measure, safe
from reports.sheets.listing import Listing, add_listing
from reports.sheets.styles import GROUND, Styles

_LOOK = "F1"
_COLUMN_UNIT = {"font_name": "Verdana", "font_size": 8}  # as in reports.sheets.writer
STATES = {
    "now": ("現", "#E3E5EA"),
    "new": ("標", "#DCE8FA"),
    "unknown": ("？", "#FBE3DC"),
    "": ("", "#FFFFFF"),
}
"""State of a cell → its sign and ground: 現行, 標準準拠, nobody knows, nothing."""

_BOTH, _BAND, _BEGIN = "⇄", "#FFF0CC", "▶"
LEGEND = (
    "現：現行システム　標：標準準拠システム　▶：移行する月（この月から標準準拠）　"
    "⇄（黄）：連携の相手と、現行と標準準拠が分かれる月（過渡期）　？：移行時期が未定（その相手の行は黄にしない）"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of a system's row. ``state``: key of STATES; ``begins``: the month it moves; ``both``: in transition."""

    state: str
    begins: bool = False
    both: bool = False

    @property
    def sign(self) -> str:
        """What stands in the cell."""
        return f"{_BEGIN if self.begins else STATES[self.state][0]}{_BOTH if self.both else ''}"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One system: its name, what is said of its date, and a step per column."""

    name: str
    when: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Timeline:
    """One sheet. ``years``: label and how many columns it spans; ``columns``: their labels; ``groups``: heading and
    rows; ``facts`` stand above as label and text."""

    sheet: str
    title: str
    facts: tuple[tuple[str, str], ...]
    years: Sequence[tuple[str, int]]
    columns: Sequence[str]
    groups: Sequence[tuple[str, Sequence[TimelineRow]]]
    nothing: str = "移行するシステムがまだありません。"


def write_timeline(
    timeline: Timeline, lists: Sequence[Listing], out: Path, *, author: str, printed_at: datetime
) -> Path:
    """Writes the timeline and its lists, a sheet each; returns ``out``. The same input gives the same bytes.

    Raises ExportProblem when the file cannot be written and ValueError for a row of another width than the columns.
    """
    for _, rows in timeline.groups:
        if any(len(row.steps) != len(timeline.columns) for row in rows):
            raise ValueError(f"{timeline.title}: a row that doesn't fit the {len(timeline.columns)} columns")

    def write(path: Path) -> None:
        book = Workbook(str(path), {"in_memory": True, "default_format_properties": dict(_COLUMN_UNIT)})
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # XlsxWriter only warns when it leaves something out
            created = printed_at.replace(tzinfo=None, microsecond=0)
            title, by = safe.clean(timeline.title).text, safe.clean(author).text
            book.set_properties({"title": title, "author": by, "created": created})
            _write(book, timeline, printed_at)
            for listing in lists:
                add_listing(book, listing, printed_at)
            try:
                book.close()
            except FileCreateError as error:
                raise error.args[0] from error  # the OSError inside

    return publish(out, write, verify_zip)


_NAME, _WHEN, _STEP = 190, 110, 34
_MOST = 300  # characters of a name on the timeline; the lists behind it have all of it


def _write(book: Workbook, timeline: Timeline, printed_at: datetime) -> None:
    sheet = book.add_worksheet(timeline.sheet)
    form = load_form(_LOOK)
    setup, styles = replace(form.print, landscape=True), Styles(book, form)
    sheet.set_column_pixels(0, 0, _NAME)
    sheet.set_column_pixels(1, 1, _WHEN)
    last = 1 + len(timeline.columns)
    if timeline.columns:
        sheet.set_column_pixels(2, last, _STEP)
    safe.put(sheet, 0, 0, safe.clean(timeline.title).text, styles.get(bold=True, font_size=14))
    sheet.set_row(0, 24)
    row = 1
    width = _NAME + _WHEN + _STEP * len(timeline.columns)
    for text in (*(f"{label}　{said}" for label, said in timeline.facts if said), LEGEND):
        clean = safe.clean(text).text
        sheet.merge_range(row, 0, row, last, "", styles.get(text_wrap=True))
        safe.put(sheet, row, 0, clean, styles.get(text_wrap=True))
        sheet.set_row(row, measure.row_height(measure.line_count(clean, width, setup.size), setup.size))
        row += 1
    row += 1
    top = row
    _heading(sheet, timeline, styles, row)
    row += 2
    if not any(rows for _, rows in timeline.groups):
        sheet.merge_range(row, 0, row, last, "", styles.box(align="center"))
        safe.put(sheet, row, 0, timeline.nothing, styles.box(align="center"))
    for heading, rows in timeline.groups:
        sheet.merge_range(row, 0, row, last, "", styles.get(bold=True, border=1, bg_color=GROUND))
        safe.put(sheet, row, 0, safe.clean(heading).text[:_MOST], styles.get(bold=True, border=1, bg_color=GROUND))
        row += 1
        for line in rows:
            _row(sheet, line, styles, setup, row)
            row += 1
    sheet.freeze_panes(top + 2, 2)
    footer = (
        f'&L&"{setup.font},Regular"&9 {safe.footer_text(f"出力 {wareki_time(printed_at)}　{timeline.title}")[:150]}'
    )
    companions.page(sheet, setup, landscape=True, footer=f"{footer}&R&P / &N ページ", paper="A3")
    sheet.repeat_rows(top, top + 1)


def _heading(sheet: Worksheet, timeline: Timeline, styles: Styles, row: int) -> None:
    for n, title in enumerate(("システム", "移行予定")):
        sheet.merge_range(row, n, row + 1, n, "", styles.header())
        safe.put(sheet, row, n, title, styles.header())
    at = 2
    for label, span in timeline.years:
        if span > 1:
            sheet.merge_range(row, at, row, at + span - 1, "", styles.header())
        safe.put(sheet, row, at, label, styles.header())
        at += span
    for n, label in enumerate(timeline.columns):
        safe.put(sheet, row + 1, 2 + n, label, styles.header())


def _row(sheet: Worksheet, line: TimelineRow, styles: Styles, setup: PrintSetup, row: int) -> None:
    most = 1
    for n, (text, width) in enumerate(((line.name, _NAME), (line.when, _WHEN))):
        clean = safe.clean(text).text
        clean = clean if len(clean) <= _MOST else clean[:_MOST] + "…（以下略）"
        safe.put(sheet, row, n, clean, styles.get(border=1, text_wrap=True))
        most = max(most, measure.line_count(clean, width, setup.size))
    sheet.set_row(row, max(measure.row_height(1, setup.size) + 2, measure.row_height(most, setup.size)))
    for n, step in enumerate(line.steps):
        ground = _BAND if step.both else STATES[step.state][1]
        look = styles.get(border=1, align="center", bg_color=ground, bold=step.begins, shrink=True)
        safe.put(sheet, row, 2 + n, step.sign, look)
