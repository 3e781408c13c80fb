"""A found table row by row, with the account of every cell: imported into an item, or left out for a stated reason."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import repeat

from spec_catalog import ids
from spec_catalog.layouts.header import LONGEST, Header, HeaderSpec
from spec_catalog.model import Finding, SpecItem
from spec_catalog.text import match_key
from spec_catalog.workbook import Cell, Grid, Merge, letters, ref

EMPTY = Cell("", "")
SENTINELS = ("e", "E", "ｅ", "end", "END", "■")
DITTO_ABOVE = frozenset(("〃", "″", '"', "”", "“", "゛", "同上", "上同", "上に同じ", "上記に同じ", "上記と同じ"))
DITTO_LEFT = frozenset(("同左", "左に同じ", "左記に同じ", "←"))
_DITTO = max(map(len, DITTO_ABOVE | DITTO_LEFT)) + 2  # a blank on either side
_BEHIND = 200  # rows that are kept to say what 同上 repeats
_CLASSES = ("class", "class.designated", "class.core", "class.general")

REASON_ABOVE = "表の前の題名・注記"
REASON_HEADER = "見出し"
REASON_REPEATED = "繰り返された見出し"
REASON_SENTINEL = "表の端を示す印（番兵）"
REASON_UNNAMED = "見出しのない列"
REASON_BLANK = "空白だけのセル"
REASON_NO_ITEM = "IDも実装区分もない行（注記）"


@lru_cache(maxsize=4096)
def _short_key(text: str) -> str:
    return match_key(text)


@lru_cache(maxsize=4096)
def _is_ditto(text: str) -> bool:
    stripped = text.strip()
    return stripped in DITTO_ABOVE or stripped in DITTO_LEFT


@dataclass
class Context:
    """What a reading of one file is given: its hash for provisional ids, and decisions on broken ids."""

    sha256: str
    business: str
    repairs: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (sheet, cell) → id
    epoch_1904: bool = False
    form: str = ""  # the form that the file is named after, where it holds the table of one form


@dataclass
class Found:
    """What one sheet gave. ``skipped`` maps (row, column) → Japanese reason; ``imported`` holds all other cells."""

    items: list[SpecItem] = field(default_factory=list)
    imported: set[tuple[int, int]] = field(default_factory=set)
    skipped: dict[tuple[int, int], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class Row:
    """One data row: cells by column code, merges over several rows looked through."""

    __slots__ = ("_known", "_table", "cells", "number")

    def __init__(self, table: Table, number: int, cells: dict[int, Cell]) -> None:
        self._table, self.number, self.cells = table, number, cells
        get = cells.get
        self._known: dict[str, Cell] = {code: get(column, EMPTY) for code, column in table.plain}
        if number in table.wide:
            self._spread(table.wide[number])

    def _spread(self, merges: list[Merge]) -> None:
        """A class merged across the columns of several sizes is that of each of them."""
        columns = self._table.header.columns
        for merge in merges:
            shared = [c for c in _CLASSES if any(merge.left <= at <= merge.right for at in columns.get(c, ()))]
            anchor = self._table.grid.cells.get((merge.top, merge.left))
            if anchor is not None and any(merge.left in columns[c] for c in shared):
                self._known.update(dict.fromkeys(shared, anchor))

    def cell(self, code: str) -> Cell:
        """The cell of a column, parts of one heading joined; EMPTY where there is none."""
        found = self._known.get(code)
        if found is None:
            columns = self._table.header.columns.get(code)
            found = self._known[code] = self._joined(columns) if columns else EMPTY
        return found

    def _joined(self, columns: tuple[int, ...]) -> Cell:
        if len(columns) == 1:
            return self._at(columns[0])
        found = [c for c in (self._at(column) for column in columns) if c.text]
        if len(found) <= 1:
            return found[0] if found else EMPTY
        between = "\n" if any(c in self._table.header.twins for c in columns) else ""
        return Cell(
            between.join(c.text for c in found),
            between.join(c.valid for c in found),
            "\n".join(c.struck_text for c in found if c.struck_text),
            any(c.red for c in found),
        )

    def _at(self, column: int) -> Cell:
        cell = self.cells.get(column)
        if cell is not None:
            return cell
        tall = self._table.tall.get(column)
        if tall is None:
            return EMPTY
        at = bisect_left(tall, (self.number, 0)) - 1  # the last merge that begins above this row
        if at >= 0 and self.number <= tall[at][1]:
            return self._table.grid.cells.get((tall[at][0], column), EMPTY)
        return EMPTY

    def text(self, code: str) -> str:
        """The column's text in force; of a wholly struck-out cell everything, so that a deleted row stays readable."""
        cell = self._known.get(code) or self.cell(code)
        return cell.valid if cell.valid and not cell.valid.isspace() else cell.text

    def parts(self, code: str) -> tuple[str, ...]:
        """The texts of a value printed over several columns, one by one, without those that are empty."""
        found = (self._at(column) for column in self._table.header.columns.get(code, ()))
        texts = ((c.valid if c.valid.strip() else c.text).strip() for c in found)
        return tuple(t for t in texts if t)

    def remark(self, code: str, deleted: bool) -> str:
        """As :meth:`text` for a deleted row; otherwise what is struck out is gone, even if nothing is left."""
        return self.text(code) if deleted else (self._known.get(code) or self.cell(code)).valid

    def struck(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        """("note.struck", struck-out text) for the columns that have some: taken out of the value, but not lost."""
        if not self._table.struck:
            return []
        return [(f"{code}.struck", text) for code in codes if (text := self.cell(code).struck_text)]

    def own(self, code: str) -> bool:
        """Whether the row itself, not a merge from above, has text in that column."""
        return not self.cells.keys().isdisjoint(self._table.header.columns.get(code, ()))  # no cell here is blank

    def address(self, code: str) -> str:
        """The cell to point at for a column."""
        columns = self._table.header.columns.get(code, (1,))
        return ref(self.number, columns[-1])

    def first(self) -> str:
        """The first filled cell of the row."""
        return ref(self.number, min(self.cells, default=1))


class Table:
    """The rows below a heading. Iterating gives data rows; everything else lands in ``found.skipped``."""

    def __init__(self, grid: Grid, header: Header, spec: HeaderSpec, apart: frozenset[int] = frozenset()) -> None:
        """``apart``: columns that this table does not speak of."""
        self.grid, self.header, self.spec = grid, header, spec
        self.found = Found()
        self._named = self._without = False
        self._unnamed: dict[int, tuple[int, int]] = {}  # column → (first row, cells)
        self._behind: deque[dict[int, Cell]] = deque(maxlen=_BEHIND)
        self.memo: dict[tuple[str, ...], tuple[str, ...]] = {}  # columns to look into, worked out once
        self._dittos: dict[int, list[int]] = {}  # column → rows that say 同上
        self.tall: dict[int, list[tuple[int, int]]] = {}
        self.wide: dict[int, list[Merge]] = {}  # row → the merges across several columns in it
        for merge in grid.merges:
            if merge.top > header.bottom and merge.bottom > merge.top:
                self.tall.setdefault(merge.left, []).append((merge.top, merge.bottom))
            if merge.top > header.bottom and merge.right > merge.left:
                for number in range(merge.top, min(merge.bottom, merge.top + _BEHIND) + 1):
                    self.wide.setdefault(number, []).append(merge)
        for merges in self.tall.values():
            merges.sort()
        self._longest = max(
            (len(grid.text(r, c)) for (r, c) in grid.cells if header.top <= r <= header.bottom), default=0
        )
        self._lines = [
            {c: key for c in header.names if (key := match_key(grid.text(r, c)))}
            for r in range(header.top, header.bottom + 1)
        ]
        self._known = frozenset(c for columns in header.columns.values() for c in columns)
        self._headed = self._known | header.names.keys()
        self._codes = tuple(code for _, code in sorted((columns[0], code) for code, columns in header.columns.items()))
        # Columns of their own, without merges downward: what a row has there is one look away.
        self.plain = tuple((c, at[0]) for c, at in header.columns.items() if len(at) == 1 and at[0] not in self.tall)
        self.struck = any(cell.struck_text for _, cells in grid.rows() for cell in cells.values())
        self._note_columns(apart)

    def _note_columns(self, apart: frozenset[int]) -> None:
        """Say which columns are those of the edition before, and which headings stand there twice."""
        header = self.header
        if header.old:
            shown = "、".join(f"{letters(c)}列「{header.names[c][:30]}」" for c in header.old[:8])
            text = f"改定前の欄と改定後の欄が並んでいます。改定後を取り込み、改定前は参考の欄として残します：{shown}"
            self.note("info", "old_columns", text, ref(header.bottom, header.old[0]))
        same: dict[str, list[int]] = {}
        for column, name in sorted(header.names.items()):
            code = header.code_of(column)
            if column not in apart and (code is None or column in header.twins or column == header.columns[code][0]):
                same.setdefault(match_key(name), []).append(column)
        for key, columns in same.items():
            if key and len(columns) > 1 and header.bottom:
                shown = "、".join(f"{letters(c)}列" for c in columns)
                text = f"同じ見出し「{header.names[columns[0]][:30]}」の列が複数あります（{shown}）。どれも残します。"
                self.note("info", "same_heading", text, ref(header.bottom, columns[1]))

    def rows(self) -> Iterator[Row]:
        """Data rows in sheet order."""
        skipped = self.found.skipped
        for number, cells in self.grid.rows():
            if number < self.header.top:
                skipped.update(((number, c), REASON_ABOVE) for c in cells)
            elif number <= self.header.bottom:
                skipped.update(((number, c), REASON_HEADER) for c in cells)
            elif all(c.text.strip() in SENTINELS for c in cells.values()):
                skipped.update(((number, c), REASON_SENTINEL) for c in cells)
            elif self._repeated(cells):
                skipped.update(((number, c), REASON_REPEATED) for c in cells)
            else:
                row = self._data_row(number, cells)
                if row.cells:
                    self._behind.append(row.cells)
                    yield row
        self._note_unnamed()
        self._note_dittos()

    def _note_unnamed(self) -> None:
        """Cells in columns without a heading are not taken over, and that is said once for each column."""
        for column, (row, count) in sorted(self._unnamed.items()):
            text = f"{letters(column)}列には見出しがありません。{count} セルを取り込みません。"
            self.note("warning" if count > 1 else "info", "unnamed_column", text, ref(row, column))

    def _note_dittos(self) -> None:
        for column, rows in sorted(self._dittos.items()):
            text = f"{letters(column)}列の「〃」「同上」など {len(rows)} か所は、指しているセルの値として読みました。"
            self.note("info", "ditto", text, ref(rows[0], column))

    def _meant(self, number: int, column: int, cells: dict[int, Cell]) -> Cell | None:
        """The cell that 〃 or 同左 points at; None (and a finding) where there is none."""
        if cells[column].text.strip() in DITTO_LEFT:
            found = cells.get(column - 1)
        else:
            found = next((line[column] for line in reversed(self._behind) if column in line), None)
        if found is None or self.header.code_of(column) is None:
            shown = cells[column].text.strip()
            text = f"「{shown}」がどのセルを指すか分かりません。書かれたまま取り込みます。"
            self.note("warning", "ditto_unknown", text, ref(number, column))
            return None
        self._dittos.setdefault(column, []).append(number)
        return found

    def _without_dittos(self, number: int, cells: dict[int, Cell], columns: list[int]) -> dict[int, Cell]:
        out = dict(cells)
        for column in columns:
            if (found := self._meant(number, column, out)) is not None:
                out[column] = found
        return out

    def _data_row(self, number: int, cells: dict[int, Cell]) -> Row:
        left: dict[int, str] = {}
        same: list[int] = []
        for column, cell in cells.items():
            if len(cell.text) <= _DITTO and column in self._headed and _is_ditto(cell.text):
                same.append(column)
            if cell.text.isspace():
                left[column] = REASON_BLANK
            elif column not in self._headed:
                sentinel = cell.text.strip() in SENTINELS
                if not sentinel:
                    first, count = self._unnamed.get(column, (number, 0))
                    self._unnamed[column] = (first, count + 1)
                left[column] = REASON_SENTINEL if sentinel else REASON_UNNAMED
        if left:
            self.found.skipped.update(((number, c), reason) for c, reason in left.items())
            cells = {c: cell for c, cell in cells.items() if c not in left}
        if same:
            cells = self._without_dittos(number, cells, same)
        return Row(self, number, cells)

    def _repeated(self, cells: dict[int, Cell]) -> bool:
        """A heading printed again, as on every page of a long table: more than half of the row says the same."""
        for line in self._lines:
            others = (len(cells) - 1) // 2  # so many may differ
            for column, cell in cells.items():
                text = cell.text
                if len(text) > LONGEST:
                    return False
                key = line.get(column)
                if key is None or len(text) > self._longest or _short_key(text) != key:
                    others -= 1
                    if others < 0:
                        break
            else:
                if len(cells) - (len(cells) - 1) // 2 + others >= 2:
                    return True
        return False

    @cached_property
    def ids_here(self) -> frozenset[str]:
        """The texts of the id column that are digits alone: what stands on another row is no repair."""
        at = self.header.columns.get("id", ())
        if len(at) != 1:
            return frozenset()
        texts = (line[at[0]].text.strip() for r, line in self.grid.rows() if r > self.header.bottom and at[0] in line)
        return frozenset(t for t in texts if t.isdecimal())

    def take(self, row: Row, *, but: tuple[int, ...] = ()) -> None:
        """The row's cells went into an item."""
        columns = [c for c in row.cells if c not in but] if but else row.cells
        self.found.imported.update(zip(repeat(row.number), columns, strict=False))

    def skip(self, row: Row, reason: str) -> None:
        """The row's cells went nowhere, for this reason."""
        self.found.skipped.update(((row.number, c), reason) for c in row.cells)

    def note(self, level: str, code: str, message: str, cell: str = "", repairs: tuple[str, ...] = ()) -> None:
        """A finding about this sheet."""
        self.found.findings.append(Finding(level, code, message, self.grid.name, cell, repairs))

    def no_ids(self, name: str) -> None:
        """Said once: the sheet publishes no ids."""
        if not self._without:
            self._without = True
            text = (
                f"{name}のない様式です。項目に仮の番号（仮番）を付けました。仮番は、この文書の中だけで通じる番号です。"
            )
            self.note("info", "provisional_ids", text)

    def named_id(self, cell: str) -> None:
        """Said once: ids and names stand in one cell."""
        if not self._named:
            self._named = True
            self.note("info", "id_with_name", "IDと名称が一つのセルに書かれています。IDだけを取り出しました。", cell)

    def name_beside_id(self, row: Row, kind: str) -> str:
        """The name that stands behind the id in one cell, "" where there is none."""
        both = ids.named(kind, row.text("id"))
        return both[1] if both else ""

    def further(self, row: Row) -> list[tuple[str, str]]:
        """Columns with a heading we do not know, by their heading, so that nothing published is lost."""
        return self.named(row, self._known)

    def named(self, row: Row, known: Set[int]) -> list[tuple[str, str]]:
        """(heading, text) of all columns but these; what stands under the same heading is joined by a line break."""
        out: dict[str, str] = {}
        for column, cell in sorted(row.cells.items()) if not row.cells.keys() <= known else ():
            if column not in known:
                name = self.header.names[column]
                out[name] = f"{out[name]}\n{cell.text}" if name in out else cell.text
        return list(out.items())

    def codes(self) -> tuple[str, ...]:
        """The known columns of this sheet from left to right."""
        return self._codes


def read_id(table: Table, row: Row, kind: str, context: Context) -> str | None:
    """The row's canonical id; None (and a finding "broken_id" with repairs) where there is none.

    A decision of a person in ``context.repairs`` wins; without one nothing is repaired.
    """
    if "id" not in table.header.columns:
        table.no_ids(ids.NAMES[kind])
        return None
    if context.repairs:
        decided = context.repairs.get((table.grid.name, row.address("id")))
        if decided is not None:
            good = ids.canonical(kind, decided)
            if good is not None:
                return good
    text = row.text("id")
    parts = row.parts("id")
    whole = len(parts) < 2 or not parts[0].isdecimal() or len(parts[0]) >= 3  # 1 + 0000123 is no published 10000123
    good = ids.canonical(kind, text)
    if good is not None and whole:
        return good
    if len(parts) < 2 and (both := ids.named(kind, text)) is not None:
        table.named_id(row.address("id"))
        return both[0]
    cell = row.address("id")
    proposals = ids.joined(kind, parts) or ids.repairs(kind, text, context.business)
    if proposals and kind in ("req", "form", "data"):
        proposals = tuple(p for p in proposals if p not in table.ids_here)
    name = ids.NAMES[kind]
    if not text.strip():
        message = f"{name}がありません。仮の番号を付けます。"
    elif proposals:
        shown = text.strip().replace("\n", "⏎")
        message = (
            f"{name}の形が正しくありません：{shown[:40]}（{proposals[0]} でしょうか）。決めるまで仮の番号を付けます。"
        )
    else:
        shown = text.strip().replace("\n", "⏎")
        message = f"{name}として読めません：{shown[:40]}。仮の番号を付けます。"
    table.note("warning", "broken_id", message, cell, proposals)
    return None
