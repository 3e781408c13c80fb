"""Rows as they will stand on paper: cleaned, measured, and what does not fit carried over to the appendix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.forms import Column, Form
from reports.sheets import measure, safe
from reports.sheets.model import Carried, Cell, Row

_MIN_LINES = 2  # a row of one line looks cramped beside its frame
EMPTY = Cell("")


def fit(form: Form, rows: Sequence[Mapping[str, str]], *, whole: bool = False) -> tuple[list[Row], list[Carried]]:
    """Every row ready to be written, and the list of what the appendix will hold, in order.

    ``whole``: cells people may write in keep all a cell can hold, so that nobody edits half of a text.
    """
    carried: list[Carried] = []
    ready = [_row(form, number, row, carried, whole) for number, row in enumerate(rows, 1)]
    return ready, carried


def carried(form: Form, rows: Sequence[Mapping[str, str]], *, whole: bool = False) -> tuple[Carried, ...]:
    """What writing these rows would carry over to the appendix: the list to show before anything is written."""
    return tuple(fit(form, rows, whole=whole)[1])


def _row(form: Form, number: int, row: Mapping[str, str], out: list[Carried], whole: bool) -> Row:
    cells: list[Cell] = []
    lines = _MIN_LINES
    most = int((form.print.max_row_pt - 3) // (form.print.size * measure.LINE_FACTOR))
    for column in form.columns:
        if column.kind == "number":
            cells.append(Cell(str(number)))
            continue
        if not row.get(column.code) and not (column.head and row.get(column.head)):
            cells.append(EMPTY)
            continue
        cell, taken = _cell(form, column, number, row, most, out, whole=whole and not column.locked)
        cells.append(cell)
        if column.printed:
            lines = max(lines, min(taken, most))
    return Row(tuple(cells), measure.row_height(lines, form.print.size))


def _cell(
    form: Form, column: Column, number: int, row: Mapping[str, str], most: int, out: list[Carried], *, whole: bool
) -> tuple[Cell, int]:
    """The cell and the lines it takes; adds to ``out`` what it cannot show."""
    size, width = form.print.size, column.width
    given, above = row.get(column.code, ""), row.get(column.head, "") if column.head else ""
    cleaned, name = safe.clean(given), safe.clean(above) if above else safe.NOTHING
    text, head = cleaned.text, name.text
    marks = tuple(dict.fromkeys(name.forbidden + cleaned.forbidden))
    full = f"{head}\n{text}" if head and text else head or text
    too_big = len(full) > safe.CELL_LIMIT // 2 and safe.units(full) > safe.CELL_LIMIT
    lines = 0
    if not too_big:
        lines = measure.line_count(head, width, size, bold=True) if head else 0
        lines += measure.line_count(text, width, size, bold=column.bold) if text else 0
    too_high = column.printed and (too_big or (lines > most and not whole))
    if not (marks or too_big or too_high):
        return Cell(text, head), lines
    reason = "characters" if marks else "limit" if too_big else "long"
    out.append(Carried(number, safe.clean(row.get("id", "")).text, column.title, reason, full, marks))
    if not (too_big or too_high):
        return Cell(text, head), lines
    note = f"（以下別紙 {len(out)}）"
    if not column.printed:
        return Cell(safe.pieces(full, safe.CELL_LIMIT - 100)[0] + note), lines
    if measure.line_count(head, width, size, bold=True) > most // 2:  # a name that is itself a long text
        head, text = "", full
    room = most - 1 - (measure.line_count(head, width, size, bold=True) if head else 0)
    return Cell(measure.head(text, room, width, size).rstrip("\n") + "\n" + note, head), most
