"""Any department's own list as a plain table: where it begins, what its headings say, and every cell accounted for.

The layouts know published documents; an office's list of its functions or forms follows nobody's layout, so its columns
are mapped by a person, who needs to see them first.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from spec_catalog.layouts.table import REASON_ABOVE, REASON_BLANK, REASON_SENTINEL, SENTINELS
from spec_catalog.layouts.tables import cut
from spec_catalog.model import SheetAccount, Skipped
from spec_catalog.problems import InputProblem
from spec_catalog.raw.area import Area, Place
from spec_catalog.raw.body import ABOVE, GROUP, REMARK, SHEET, Body
from spec_catalog.raw.cards import cards_of, form_below
from spec_catalog.raw.heads import Head, Shape, given_head, heads_of
from spec_catalog.raw.several import of_now, signature, told_by_sheet
from spec_catalog.raw.words import NONE, YES, Words, is_aside_sheet
from spec_catalog.workbook import Grid, Limits, Note, Workbook, letters, read_workbook, ref

__all__ = ["ABOVE", "GROUP", "NONE", "REMARK", "SHEET", "RawTable", "Words", "read_table", "table_of", "tables_of"]

REASON_OTHER = "ほかの表"
REASON_SHEET = "ほかのシート"
REASON_OUTSIDE = "表の外の文字"


@dataclass(frozen=True)
class RawTable:
    """A table as displayed. All rows are as long as ``headers``; ``numbers`` are their rows in the sheet, 1-based.

    ``columns``: sheet columns (1-based) of the headings. ``first_row``: the first data row. ``origins``: the sheet of
    each row, where the rows come from several. ``left``: rows of it that are no records: (sheet, row, reason, text).
    ``struck``: (cell, text struck out in it). Values merged downward are repeated within their merge; headings that
    begin with （ hold the names of groups (GROUP) and the block over the table (ABOVE…). ``unit``: what stands over it
    as the unit of its numbers (千円); ``units``: (heading, unit) from a row below the headings; ``old``: the sheet with
    a newer table of the same sort.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first_row: int
    sheet: str
    notes: tuple[Note, ...] = ()
    numbers: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    file: str = ""
    sha256: str = ""
    sheets: tuple[str, ...] = ()
    title: str = ""
    kind: str = "table"
    header_row: int = 0
    last_row: int = 0
    origins: tuple[str, ...] = ()
    left: tuple[tuple[str, int, str, str], ...] = ()
    struck: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[tuple[Place, ...], ...], ...] = field(default=(), repr=False, compare=False)
    areas: tuple[Area, ...] = field(default=(), repr=False, compare=False)
    unit: str = ""
    units: tuple[tuple[str, str], ...] = ()
    old: str = ""
    book: _Book | None = field(default=None, repr=False, compare=False)

    @cached_property
    def tick_groups(self) -> frozenset[str]:
        """Group headings (処理月 over 4月, 5月 …) under which nothing but ticks stands."""
        held: dict[str, set[str]] = {}
        for at, heading in enumerate(self.headers):
            group, mark, _ = heading.rpartition("_")
            if mark:
                held.setdefault(group, set()).update(row[at].strip() for row in self.rows)
        return frozenset(group for group, texts in held.items() if texts <= YES | {""})

    def origin(self, row: int) -> str:
        """The sheet a row stands in."""
        return self.origins[row] if self.origins else self.sheet

    def row_name(self, row: int) -> str:
        """Where a row stands, for a person: 12 行目."""
        many = len(set(self.origins)) > 1
        return f"{self.origin(row)} {self.numbers[row]} 行目" if many else f"{self.numbers[row]} 行目"

    def cell(self, row: int, column: int) -> str:
        """The sheet's address of ``rows[row][column]``: that of the first cell its text comes from; "" for none."""
        found = self.places[row][column] if self.places else ()
        if not found and self.headers[column].startswith((GROUP, ABOVE, SHEET, REMARK)):
            return ""
        place = ref(*found[0]) if found else ref(self.numbers[row], self.columns[column])
        return f"{self.origin(row)}!{place}" if len(set(self.origins)) > 1 else place

    def cells(self, row: int, column: int) -> tuple[tuple[str, Place], ...]:
        """Every (sheet, place) the text of ``rows[row][column]`` comes from."""
        return tuple((self.origin(row), p) for p in self.places[row][column])

    @property
    def range(self) -> str:
        """The first and last cell, as a person would select it: A3:H20."""
        head = self.areas[0].head if self.areas else None
        left = min(self.columns, default=1)
        right = max((c.right for c in head.columns), default=max(self.columns, default=1)) if head else left
        return f"{letters(left)}{head.top if head else 1}:{letters(right)}{self.last_row}"

    @cached_property
    def account(self) -> SheetAccount:
        """The whole book reconciled with this table: its own cells, and all others with the reason and their place."""
        return self.book.account(self) if self.book is not None else SheetAccount(self.sheet, 0, 0)


@dataclass(slots=True)
class _Book:
    """What was found in a workbook."""

    workbook: Workbook
    areas: list[Area]

    def account(self, table: RawTable) -> SheetAccount:
        taken = {(a.sheet, p) for a in table.areas for p in a.taken}
        reasons: dict[tuple[str, Place], str] = {}
        for area in self.areas:
            own = any(area is a for a in table.areas)
            for place, reason in area.skipped.items():
                reasons.setdefault((area.sheet, place), reason if own else _other(area, reason))
            if not own:
                for place in area.taken:
                    reasons[area.sheet, place] = _other(area)
        skipped: list[Skipped] = []
        several = len(self.workbook.sheets) > 1
        own_sheets = {a.sheet for a in table.areas}
        for grid in self.workbook.sheets:
            bottom = max((a.last for a in table.areas if a.sheet == grid.name), default=0)
            for place, cell in grid.cells.items():
                if (grid.name, place) in taken:
                    continue
                reason = reasons.get((grid.name, place)) or _outside(cell.text, place, bottom, grid.name in own_sheets)
                skipped.append(Skipped(f"{grid.name}!{ref(*place)}" if several else ref(*place), reason))
        cells = sum(g.count for g in self.workbook.sheets)
        held = sum(1 for sheet, p in taken if (g := self.workbook.sheet(sheet)) is not None and p in g.cells)
        return SheetAccount(table.sheet, cells, held, tuple(skipped))


def _other(area: Area, reason: str = "") -> str:
    head = area.head
    left = min((c.left for c in head.columns), default=1)
    right = max((c.right for c in head.columns), default=left)
    where = f"{area.sheet} {letters(left)}{max(head.top, 1)}:{letters(right)}{area.last}"
    return f"{REASON_OTHER}（{where}）" + (f"の{reason}" if reason else "")


def _outside(text: str, place: Place, bottom: int, own: bool) -> str:
    if not text.strip():
        return REASON_BLANK
    if text.strip() in SENTINELS:
        return REASON_SENTINEL
    if not own:
        return REASON_SHEET
    return REASON_ABOVE if place[0] <= bottom else REASON_OUTSIDE


def read_table(
    path: Path | str,
    *,
    header_row: int | None = None,
    sheet: str | None = None,
    words: Words = NONE,
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
) -> RawTable:
    """Read one table of an .xlsx, .xlsm, .csv or .tsv file. ``header_row``: the last row of the heading, if known.

    Without ``sheet`` the visible sheet with the most filled cells. Raises InputProblem for files that are refused;
    "no_sheet" for an unknown sheet, "no_table" where nothing looks like a table.
    """
    return table_of(read_workbook(path, limits=limits, cancel=cancel), header_row=header_row, sheet=sheet, words=words)


def table_of(
    workbook: Workbook, *, header_row: int | None = None, sheet: str | None = None, words: Words = NONE
) -> RawTable:
    """The same for a workbook already read."""
    grid = _sheet(workbook, sheet)
    if header_row is not None:
        shape = Shape(grid)
        head = given_head(shape, header_row, words)
        below = [h.top for h in heads_of(shape, words) if h.strong and h.top > head.bottom and header_row > 0]
        area = Body(shape, head, words, start=1, end=min(below, default=1 << 30) - 1).area()
        others = [a for s in workbook.sheets if s is not grid for a in _areas(s, words)]
        return _table(workbook, [area], _Book(workbook, [area, *others]))
    found = [t for t in tables_of(workbook, words) if grid.name in (t.sheet, *t.origins)]
    if not found:
        raise InputProblem(
            "no_table",
            "表の見出しが見つかりません。",
            file=workbook.file,
            sheet=grid.name,
            hint="見出しの行番号を指定するか、一行に一件ずつ並んだ表のあるシートを指定してください。",
        )
    return max(found, key=lambda t: len(t.rows) * len(t.headers))


def tables_of(workbook: Workbook, words: Words = NONE) -> tuple[RawTable, ...]:
    """Every table of a book, sheet by sheet; tables of the same headings are followed by one that joins them, and forms
    with one record each by one table of all. Empty sheets give none."""
    areas = {g.name: _areas(g, words) for g in workbook.sheets}
    for g in workbook.sheets:
        if len(g.cells) and (form := form_below(Shape(g), words)) is not None:
            areas[g.name] = [form]
    cards = [
        (g.name, card)
        for g in workbook.sheets
        if not any(a.head.strong or a.card for a in areas[g.name]) and (card := cards_of(Shape(g), words)) is not None
    ]
    for name, card in cards:
        areas[name] = [card]
    for grid in workbook.sheets:  # a form with a table below it
        heads = [a.head.top for a in areas[grid.name] if a.head.strong]
        over = cards_of(Shape(cut(grid, bottom=min(heads) - 1)), words) if heads and min(heads) > 2 else None
        areas[grid.name] += [over] if over is not None else []
    for grid in workbook.sheets:
        for area in areas[grid.name]:
            area.hidden = grid.hidden
    book = _Book(workbook, [a for found in areas.values() for a in found])
    alike: dict[tuple[object, ...], list[Area]] = {}
    for area in book.areas:
        key: tuple[object, ...] = ("card",) if area.card else ("table", *signature(area))
        alike.setdefault(key, []).append(area)
    joined = []
    for key, same in alike.items():
        if len(same) > 1:
            shown = [a for a in same if not a.hidden and a.lines and not is_aside_sheet(a.sheet)]
            shown = of_now(shown, words) if key[0] == "table" else shown
            if len(shown) > 1:
                joined.append(_table(workbook, shown, book, kind="cards" if key[0] == "card" else "joined"))
    single = [_table(workbook, [a], book, kind="card" if a.card else "table") for a in book.areas]
    return (*joined, *single)


def _areas(grid: Grid, words: Words) -> list[Area]:
    if not len(grid.cells):
        return []
    shape = Shape(grid)
    heads = _merged_pages(heads_of(shape, words))
    out = []
    for n, head in enumerate(heads):
        before = [h for h in heads[:n] if h.overlaps(head) and h.bottom < head.top]
        after = [h for h in heads[n + 1 :] if h.overlaps(head) and h.top > head.bottom]
        start = max((_title_start(shape, h, head) for h in before), default=1)
        end = min((_title_start(shape, head, h) for h in after), default=1 << 30) - 1
        out.append(Body(shape, head, words, start=start, end=end).area())
    return out


def _merged_pages(heads: Sequence[Head]) -> list[Head]:
    """Without headings that only repeat the one above them."""
    out: list[Head] = []
    for head in heads:
        before = next((h for h in reversed(out) if h.overlaps(head)), None)
        if before is None or not before.same_as(head):
            out.append(head)
    return out


def _title_start(shape: Shape, upper: Head, lower: Head) -> int:
    """The row in which the titles over a further table begin: rows of one or two cells above its heading."""
    start = lower.top
    for r in range(lower.top - 1, max(upper.bottom, lower.top - 8), -1):
        cells = shape.cut(r, max(lower.left, upper.left), min(lower.right, upper.right))
        if not cells:
            if start < lower.top:
                break
            continue
        wide = sum(any(c.left <= x <= c.right for x in cells) for c in upper.columns)
        if len(cells) > 1 and wide > 2 and len(cells) * 3 >= len(upper.columns):
            break
        start = r
    return start


def _table(workbook: Workbook, areas: Sequence[Area], book: _Book, kind: str = "table") -> RawTable:
    """One table of one or several areas; columns only some of them have are blank in the others."""
    headers: list[str] = []
    columns: list[int] = []
    for area in areas:
        for header, column in zip(area.headers, area.columns, strict=True):
            if header not in headers:
                headers.append(header)
                columns.append(column)
    order = sorted(range(len(headers)), key=lambda i: (headers[i].startswith((GROUP, ABOVE, SHEET, REMARK)), i))
    headers, columns = [headers[i] for i in order], [columns[i] for i in order]
    by_sheet = not any(a.card for a in areas) and told_by_sheet(areas)
    if by_sheet:  # the sheet says what the table doesn't
        headers.append(SHEET)
        columns.append(1)
    rows, numbers, places, origins = [], [], [], []
    for area in areas:
        at = {h: i for i, h in enumerate(area.headers)}
        for line in area.lines:
            texts = (line.texts[at[h]] if h in at else area.sheet if h == SHEET else "" for h in headers)
            rows.append(tuple(texts))
            places.append(tuple(line.places[at[h]] if h in at else () for h in headers))
            numbers.append(line.number)
            origins.append(area.sheet)
    first = areas[0]
    several = len({a.sheet for a in areas}) > 1
    return RawTable(
        headers=tuple(headers),
        rows=tuple(rows),
        first_row=numbers[0] if numbers else first.head.bottom + 1,
        sheet=first.sheet,
        notes=_notes(workbook, {a.sheet for a in areas}),
        numbers=tuple(numbers),
        columns=tuple(columns),
        file=workbook.file,
        sha256=workbook.sha256,
        sheets=tuple(s.name for s in workbook.sheets),
        title=first.title,
        kind=kind,
        header_row=first.head.bottom,
        last_row=max(first.last, first.head.bottom),
        origins=tuple(origins),
        left=tuple((a.sheet, n, why, text) for a in areas for n, why, text in a.left),
        struck=tuple(
            (f"{a.sheet}!{ref(*place)}" if several else ref(*place), text) for a in areas for place, text in a.struck
        ),
        places=tuple(places),
        areas=tuple(areas),
        book=book,
        units=tuple({h: u for a in areas for h, u in a.units.items()}.items()),
        old=first.old,
        unit=units.pop() if len(units := {a.unit for a in areas}) == 1 else "",
    )


def _sheet(workbook: Workbook, name: str | None) -> Grid:
    if name is not None:
        grid = workbook.sheet(name)
        if grid is not None:
            return grid
        names = "、".join(s.name for s in workbook.sheets)
        raise InputProblem(
            "no_sheet",
            f"シート「{name}」がありません。",
            file=workbook.file,
            hint=f"このブックのシートは {names} です。",
        )
    filled = [g for g in workbook.sheets if len(g.cells)]
    if not filled:
        raise InputProblem(
            "no_table",
            "文字の入ったセルがありません。",
            file=workbook.file,
            hint="表のあるファイルか確かめてください。",
        )
    return max(filled, key=lambda g: (not g.hidden, len(g.cells)))


def _notes(workbook: Workbook, own: set[str]) -> tuple[Note, ...]:
    notes = [n for n in workbook.notes if n.sheet in ("", *own)]
    for grid in workbook.sheets:
        if grid.name in own and (grid.hidden_rows or grid.hidden_columns):
            rows = sum(b - a + 1 for a, b in grid.hidden_rows)
            columns = sum(b - a + 1 for a, b in grid.hidden_columns)
            what = "・".join(w for w in (f"行 {rows}" if rows else "", f"列 {columns}" if columns else "") if w)
            notes.append(Note("hidden", f"隠れている{what}も読みました。", grid.name))
    others = [s.name for s in workbook.sheets if s.name not in own and len(s.cells)]
    if others:
        notes.append(Note("other_sheets", f"ほかのシートは読んでいません：{'、'.join(others)}", next(iter(own), "")))
    return tuple(notes)
