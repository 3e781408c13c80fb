"""Where a published table begins: its heading rows are found by scored aliases, never assumed at a fixed place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

from spec_catalog.layouts.sides import NEW, OLD, side_of
from spec_catalog.text import match_key
from spec_catalog.workbook import Grid, Merge

SEARCH_ROWS = 40  # non-empty rows in which the heading is looked for
HEIGHT = 3  # rows a heading may have
LONGEST = 120  # characters of a joined heading; longer ones are running text
_RUNNING = ("text", "reason", "note", "summary", "change_text", "definition", "description")  # may go on beside
_BRACKETS = re.compile(r"[（(【\[〔].*?[）)】\]〕]|※\d*|\*\d*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One known column: its code, how it is called on our screens, its weight and the keys of its aliases.

    ``order``: the aliases as listed, the surest first: beside 項番 a column No. merely counts rows.
    """

    code: str
    title: str
    weight: int
    aliases: frozenset[str]
    order: tuple[str, ...] = ()

    def rank(self, key: str) -> int:
        """How far behind a heading stands among the aliases."""
        return self.order.index(key) if key in self.order else len(self.order)


@dataclass(frozen=True, slots=True)
class HeaderSpec:
    """The columns of one kind of table (layouts/*.json). Of each group in ``required`` one column must be there."""

    kind: str
    title: str
    columns: tuple[ColumnSpec, ...]
    required: tuple[tuple[str, ...], ...]

    def title_of(self, code: str) -> str:
        """The Japanese name of a column code."""
        return next((c.title for c in self.columns if c.code == code), code)


@dataclass(frozen=True, slots=True)
class Header:
    """A found heading. ``columns``: code → sheet columns in order; ``names``: column → joined heading as displayed.

    ``old``: columns of the edition before, printed beside the new ones; ``twins``: those of ``columns`` that repeat
    the heading to their left with a value of their own; ``again``: known headings met again, kept as further columns.
    """

    top: int
    bottom: int
    columns: Mapping[str, tuple[int, ...]]
    names: Mapping[int, str] = field(default_factory=dict)
    score: float = 0.0
    old: tuple[int, ...] = ()
    twins: tuple[int, ...] = ()
    again: tuple[int, ...] = ()

    def code_of(self, column: int) -> str | None:
        """The code of a sheet column."""
        return next((code for code, columns in self.columns.items() if column in columns), None)


@cache
def load_spec(name: str) -> HeaderSpec:
    """The aliases of ``layouts/<name>.json``."""
    raw = json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))
    columns = []
    for code, c in raw["columns"].items():
        order = tuple(match_key(a) for a in c["aliases"])
        columns.append(ColumnSpec(code, c["title"], c["weight"], frozenset(order), order))
    return HeaderSpec(raw["kind"], raw["title"], tuple(columns), tuple(tuple(g) for g in raw["required"]))


def _candidates(name: str) -> list[tuple[str, float]]:
    """The keys under which a joined heading may be known, with how sure each is."""
    parts = name.split("_")
    out = [(match_key(name), 1.0), (match_key(_BRACKETS.sub("", name)), 0.9)]
    if len(parts) > 1:
        out += [(match_key(parts[-1]), 0.8), (match_key(_BRACKETS.sub("", parts[-1])), 0.7)]
    return [(k, w) for k, w in out if k]


@lru_cache(maxsize=4096)
def _match(name: str, spec: HeaderSpec) -> tuple[str, float] | None:
    if len(name) > LONGEST:
        return None
    for key, sure in _candidates(name):
        for column in spec.columns:
            if key in column.aliases:
                return column.code, column.weight * sure
    return None


def _covering(merges: Sequence[Merge], row: int, column: int) -> Merge | None:
    return next((m for m in merges if m.covers(row, column)), None)


def joined_names(grid: Grid, rows: Sequence[int], merges: Sequence[Merge]) -> dict[int, str]:
    """Column → heading over several rows: ``グループ`` above ``主キー`` gives ``グループ_主キー``.

    A merge gives its text to all its columns and counts once downward; an upper heading without a merge reaches to
    the right as long as the row below has text and nothing else stands above it.
    """
    used = sorted({c for (r, c) in grid.cells if r in rows})
    for wide in merges:
        if wide.top in rows and wide.right - wide.left < 50 and grid.text(wide.top, wide.left):
            used = sorted({*used, *range(wide.left, wide.right + 1)})
    names: dict[int, str] = {}
    above: dict[int, str] = {}  # heading row → the text that may reach further to the right
    for column in used:
        parts: list[str] = []
        for i, row in enumerate(rows):
            merge = _covering(merges, row, column)
            anchored = merge is not None and (merge.top, merge.left) != (row, column)
            text = grid.text(merge.top, merge.left) if merge and merge.top in rows else grid.text(row, column)
            text = text.strip()
            if merge and anchored and merge.top != row:
                text = ""  # counted in the merge's first row
            below = any(grid.text(r, column).strip() for r in rows[i + 1 :])
            if text:
                above[i] = text if below else ""
            elif below and merge is None and above.get(i):
                text = above[i]
            else:
                above[i] = ""
            if text:
                parts.append(" ".join(text.split()))
        if parts:
            names[column] = "_".join(dict.fromkeys(parts))
    return names


def find_header(grid: Grid, spec: HeaderSpec) -> Header | None:
    """The best heading of this kind among the first rows, None where a required column is missing."""
    first = list(islice(grid.rows(), SEARCH_ROWS))
    rows = [r for r, _ in first]
    limit = rows[-1] + HEIGHT if rows else 0
    merges = [m for m in grid.merges if m.top <= limit and m.bottom - m.top < 2 * HEIGHT]
    best: Header | None = None
    small = Grid(grid.name, {(r, c): cell for r, cells in first for c, cell in cells.items()}, tuple(merges))
    for i, (top, cells) in enumerate(first):
        if len(cells) < 2:
            continue
        for height in range(1, HEIGHT + 1):
            span = [r for r in rows[i : i + HEIGHT] if r < top + height]
            if height > 1 and span[-1] != top + height - 1:
                continue
            header = _judge(small, spec, top, top + height - 1, joined_names(small, span, merges))
            if header and (best is None or header.score > best.score):
                best = header
    return _with_sides(small, spec, best, merges) if best else None


def _with_sides(grid: Grid, spec: HeaderSpec, found: Header, merges: Sequence[Merge]) -> Header:
    """The heading with the row 旧 / 新 above it, where there is one."""
    above = found.top - 1
    said = [side_of(cell.text.strip()) for (r, _), cell in grid.cells.items() if r == above]
    if not {(OLD, ""), (NEW, "")} <= set(said) or found.bottom - above >= HEIGHT:
        return found
    wider = _judge(grid, spec, above, found.bottom, joined_names(grid, range(above, found.bottom + 1), merges))
    return replace(wider, score=found.score) if wider else found


@dataclass(frozen=True, slots=True)
class _Match:
    """A heading that is a known column: ``direct`` without taking 旧 or 新 away from it."""

    column: int
    code: str
    weight: float
    side: str
    direct: bool


def _matches(names: Mapping[int, str], spec: HeaderSpec) -> Iterator[_Match]:
    bare: list[tuple[int, str]] = []
    taken = set()
    for column, name in names.items():
        plain = _match(name, spec)
        key = match_key(name)
        exact = any(key in c.aliases for c in spec.columns)
        side, rest = ("", name) if exact or len(name) > LONGEST else side_of(name)
        if side and not rest:
            bare.append((column, side))
        if (found := (_match(rest, spec) if side and rest else None) or plain) is not None:
            taken.add(found[0])
            yield _Match(column, *found, side, plain is not None and plain[0] == found[0])
    text = next((c for c in spec.columns if c.code == "text"), None)
    if text is not None and "text" not in taken and {s for _, s in bare} == {OLD, NEW}:
        yield from (_Match(column, "text", text.weight * 0.7, side, False) for column, side in bare)


def _in_force(matches: Sequence[_Match]) -> tuple[list[_Match], list[int]]:
    """(the columns that hold, columns of the edition before): of 旧 and 新 for the same thing the new one."""
    kept: list[_Match] = []
    old: list[int] = []
    for code in dict.fromkeys(m.code for m in matches):
        same = [m for m in matches if m.code == code]
        direct = [m for m in same if m.direct]
        new = [m for m in same if m.side == NEW]
        before = [m for m in same if m.side == OLD]
        plain = [m for m in direct if not m.side]
        if new and (before or any(m.direct for m in new)):
            kept += new
            old += [m.column for m in (*before, *plain)]
        elif before and plain:
            kept += plain
            old += [m.column for m in before]
        else:
            kept += direct
    return sorted(kept, key=lambda m: m.column), sorted(old)


def _judge(grid: Grid, spec: HeaderSpec, top: int, bottom: int, names: dict[int, str]) -> Header | None:
    columns: dict[str, list[int]] = {}
    score = 0.0
    twins: list[int] = []
    again: list[int] = []
    kept, old = _in_force(list(_matches(names, spec)))
    for m in kept:
        column, code = m.column, m.code
        if code not in columns:
            columns[code] = [column]
            score += m.weight
        elif match_key(names[column]) == match_key(names[columns[code][-1]]):
            beside = column == columns[code][-1] + 1
            own = any(grid.text(r, column).strip() for r in range(top, bottom + 1) if not _covered(grid, r, column))
            if beside and (not own or code in _RUNNING):
                columns[code].append(column)  # one heading over several columns: the parts of one value
                twins += [column] if own else []
            else:
                again.append(column)
        elif _surer(spec, code, names[column], names[columns[code][-1]]):
            columns[code] = [column]
    if any(not any(code in columns for code in group) for group in spec.required):
        return None
    found = {c: tuple(v) for c, v in columns.items()}
    return Header(top, bottom, found, names, score, tuple(old), tuple(twins), tuple(again))


def _surer(spec: HeaderSpec, code: str, name: str, other: str) -> bool:
    """Whether of two headings of the same column both known by heart the first is the surer one."""
    column = next(c for c in spec.columns if c.code == code)
    key, held = match_key(name), match_key(other)
    return key in column.aliases and held in column.aliases and column.rank(key) < column.rank(held)


def _covered(grid: Grid, row: int, column: int) -> bool:
    """Whether a merge that begins further left reaches over the cell."""
    merge = _covering(grid.merges, row, column)
    return merge is not None and merge.left < column


def headings_seen(grid: Grid, most: int = 12) -> list[str]:
    """What the fullest of the first rows says, to tell a person which headings were not understood."""
    best: list[str] = []
    for _, cells in islice(grid.rows(), SEARCH_ROWS):
        texts = [" ".join(c.text.split()) for c in cells.values() if 0 < len(c.text.strip()) <= 30]
        if len(texts) > len(best):
            best = texts
    return best[:most]
