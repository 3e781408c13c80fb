"""機械判読: the rows of a form as a table for programs, one heading a column, one record a row, one value a cell.

Source of the rules: 総務省「統計表における機械判読可能なデータの表記方法の統一ルール」. What several values share on
paper has a column each here, a text that no cell can hold goes on in a further column, and dates are ISO 8601.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.dates import western
from reports.forms import Form
from reports.sheets import safe
from reports.sheets.flat import Page, write_flats

DESCRIPTION = "表の説明"
_ABOUT = ("列名", "内容", "出どころ")
_COMMAS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_AMOUNT = re.compile(r"-?[1-9]\d{0,14}|0")
_ROOM = safe.CELL_LIMIT - 1


@dataclass(frozen=True, slots=True)
class Plain:
    """A column of a table for machines. ``several``: what stands between values in one text, "" for one value."""

    code: str
    title: str
    kind: str
    several: str
    guide: str
    source: str


def plain_columns(form: Form) -> tuple[Plain, ...]:
    """The columns of a form for machines: all but the running number, headed ones apart, no title twice."""
    found: list[Plain] = []
    for c in form.columns:
        if c.kind == "number":
            continue
        if c.head:
            found.append(Plain(c.head, c.head_title, "text", "", f"{c.title}のうち、{c.head_title}です。", c.source))
        found.append(Plain(c.code, c.body_title or c.title, c.kind, c.several, c.guide, c.source))
    groups = {c.code: c.group for c in form.columns} | {c.head: c.group for c in form.columns if c.head}
    titles = [" ".join(p.title.split()).replace(" ", "") for p in found]
    return tuple(
        Plain(p.code, t if titles.count(t) == 1 else f"{groups[p.code]}_{t}", p.kind, p.several, p.guide, p.source)
        for p, t in zip(found, titles, strict=True)
    )


def written(kind: str, text: str) -> str:
    """A text as a column of its kind holds it here: dates as ISO 8601, amounts without commas."""
    if kind == "date":
        return western(text)
    return text.replace(",", "") if kind == "amount" and _COMMAS.fullmatch(text) else text


def values(column: Plain, text: str) -> list[str]:
    """The values of a text; dates as ISO, several apart."""
    shown = safe.clean(text).text
    parts = [p for p in shown.split(column.several) if p] if column.several else [shown]
    parts = [written(column.kind, p) for p in parts]
    return [piece for part in parts for piece in safe.pieces(part, _ROOM)] or [""]


def numbered(title: str, number: int, column: Plain) -> str:
    """The heading of the n-th column of one: 担当（2）, or 機能要件（続き2） where a text goes on."""
    if number == 1:
        return title
    return f"{title}（{number}）" if column.several else f"{title}（続き{number}）"


def write_machine(
    form: Form,
    facts: Sequence[tuple[str, str]],
    rows: Iterable[Mapping[str, str]],
    out: Path,
    *,
    author: str,
    printed_at: datetime,
) -> Path:
    """Writes the rows (column code → text as a form shows it); returns ``out``. ``facts``: title and value of columns
    that say the same in every row (団体名, 業務ID), so that many files can be put together.

    The same input gives the same bytes. Raises ExportProblem when the file cannot be written.
    """
    columns = plain_columns(form)
    apart = [[values(c, row.get(c.code, "")) for c in columns] for row in rows]
    most = [max((len(line[n]) for line in apart), default=1) for n in range(len(columns))]
    headings = [title for title, _ in facts]
    about = [(title, "この表のすべての行に同じです。", "本ソフトの提案") for title, _ in facts]
    for column, count in zip(columns, most, strict=True):
        for number in range(1, count + 1):
            title = numbered(column.title, number, column)
            headings.append(title)
            about.append((title, column.guide, column.source))
    same = [value for _, value in facts]

    def lines() -> Iterable[list[str | int]]:
        for line in apart:
            cells: list[str | int] = [*same]
            for column, cell, count in zip(columns, line, most, strict=True):
                amount = column.kind == "amount"
                cells += [int(v) if amount and _AMOUNT.fullmatch(v) else v for v in cell]
                cells += [""] * (count - len(cell))
            yield cells

    pages: list[Page] = [(form.sheet, headings, lines()), (DESCRIPTION, _ABOUT, about)]
    return write_flats(pages, out, author=author, printed_at=printed_at)
