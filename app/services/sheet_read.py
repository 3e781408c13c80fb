"""A sheet of a form read back as records, whichever of the two modes it was written in: what both say is the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from app.core.roundtrip import Column
from app.services import roundtrip_book
from app.services.sheet_modes import FORM, MACHINE
from reports.forms import Form
from reports.sheets import safe
from reports.sheets.companions import APPENDIX
from reports.sheets.machine import Plain, plain_columns, written
from spec_catalog.workbook import Grid, Reader, Workbook, read_workbook

_FOOT = ("類型　", "判定　", "検討要否　", "絞り込み　")
_GOES_ON = re.compile(r"^(.*)（(続き)?(\d+)）$", re.DOTALL)
_PART = re.compile(r"^(\d+) / (\d+)$")


def records(path: Path, form: Form, *, reader: Reader | None = None) -> tuple[str, tuple[dict[str, str], ...]]:
    """(mode, records: column code → text, headed columns as one, dates as ISO, no empty ones).

    Raises InputProblem for a file that is refused, UserProblem where no sheet has the form's headings.
    """
    book = read_workbook(path, reader=reader)
    grid = book.sheet(form.sheet) or next(iter(book.sheets), None)
    columns = plain_columns(form)
    titles = {c.title: c for c in columns}
    first = {c: grid.text(1, c) for (r, c) in grid.cells if r == 1} if grid is not None else {}
    known = {c: place for c, text in first.items() if (place := _place(text, titles)) is not None}
    if grid is not None and len({p.code for p, _ in known.values()}) * 2 >= len(columns):
        return MACHINE, tuple(_machine(grid, known, form))
    return FORM, tuple(_printed(book, form))


def _place(text: str, titles: Mapping[str, Plain]) -> tuple[Plain, int] | None:
    if text in titles:
        return titles[text], 1
    found = _GOES_ON.match(text)
    return (titles[found[1]], int(found[3])) if found and found[1] in titles else None


def _machine(grid: Grid, known: Mapping[int, tuple[Plain, int]], form: Form) -> list[dict[str, str]]:
    heads = {c.head: c for c in form.columns if c.head}
    out = []
    for row, cells in grid.rows():
        if row == 1:
            continue
        parts: dict[str, list[str]] = {}
        join: dict[str, str] = {}
        for column, (plain, _) in sorted(known.items(), key=lambda k: k[1][1]):
            if column in cells:
                parts.setdefault(plain.code, []).append(cells[column].text)
                join[plain.code] = plain.several
        said = {code: join[code].join(texts) for code, texts in parts.items()}
        for head, column_ in heads.items():
            above = said.pop(head, "")
            said[column_.code] = "\n".join(t for t in (above, said.get(column_.code, "")) if t)
        out.append({code: text for code, text in said.items() if text})
    return out


def _printed(book: Workbook, form: Form) -> list[dict[str, str]]:
    columns = [Column(c.code, c.title, "") for c in form.columns]
    table = roundtrip_book.table(book, form.sheet, columns, form=form.id, foot=_FOOT)
    whole = _appendix(book)
    by_code = {c.code: c for c in form.columns}
    out = []
    for number, row in enumerate(table.rows, 1):
        said = {}
        for code, text in row.texts.items():
            column = by_code[code]
            text = whole.get((str(number), column.title), text)
            if column.kind != "number" and text:
                said[code] = "\n".join(written(column.kind, t) for t in text.split("\n"))
        out.append(said)
    return out


def _appendix(book: Workbook) -> dict[tuple[str, str], str]:
    """(No of the row, title of the column) → the full text, of the sheet 別紙."""
    grid = book.sheet(APPENDIX)
    if grid is None:
        return {}
    places: dict[str, int] = {}
    out: dict[tuple[str, str], str] = {}
    for _, cells in grid.rows():
        texts = {c: cell.text for c, cell in cells.items()}
        if "全文" in texts.values():
            places = {text: c for c, text in texts.items()}
            continue
        said = {title: texts.get(c, "") for title, c in places.items()}
        if not _PART.match(said.get("続き", "")):
            continue
        key = (said.get("No") or said.get("行", ""), said.get("欄", ""))
        out[key] = out.get(key, "") + said["全文"]
    return out


def safe_text(text: str) -> str:
    """A text as a cell can hold it: what stands in both modes."""
    return safe.clean(text).text
