"""Which tables stand on a sheet: one below the other and side by side, each with its kind, heading and cells."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise

from spec_catalog.layouts import LAYOUTS, Layout
from spec_catalog.layouts.evidence import SHAPE_OF, columns_below
from spec_catalog.layouts.header import SEARCH_ROWS, Header, Heading, finished, headings, judge, may_be
from spec_catalog.layouts.particulars import is_label
from spec_catalog.layouts.sides import side_of
from spec_catalog.layouts.specs import bare
from spec_catalog.layouts.table import SENTINELS
from spec_catalog.model import Finding
from spec_catalog.text import match_key
from spec_catalog.workbook import Cell, Grid

_MANY = 500  # tables on one sheet; what comes after is left to the last one
_WEAK = 0.4  # of the best score: what explains less is no heading of a table of its own
_CAPTIONS = 12  # rows a title and its notes may take above a further heading
_SIGNS = frozenset("◎○〇◯⦾×✕－△▲●")
Cells = Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its layout, its heading, and the cells of the sheet it may speak of (all of them or a block)."""

    layout: Layout
    header: Header
    grid: Grid
    notes: tuple[Finding, ...] = ()  # what was assumed to read it so


def find_tables(grid: Grid, hint: str = "") -> list[Part]:
    """All tables of a sheet in reading order. ``hint``: sheet, title and file name, by which some kinds are told
    apart (ツリー図, 独自施策). Empty where no layout recognises anything."""
    best = best_header(grid, hint)
    if best is None:
        return []
    out: list[Part] = []
    _within(grid, hint, best, out)
    return out


_Candidate = tuple[Layout, Header, Heading]


def best_header(grid: Grid, hint: str = "", last: int = 1 << 30) -> tuple[Layout, Header] | None:
    """The kind and the heading that explain the first table best, None where no kind's required columns are there.

    Of several headings one below the other the first is meant, unless nothing but another heading follows it or it
    explains far less. ``last``: the heading begins in this row at the latest.
    """
    groups: list[_Candidate] = []  # the best of each run of overlapping rows
    wanted = [x for x in LAYOUTS if not x.spec.hint or re.search(x.spec.hint, hint)]
    for heading in headings(grid):
        if heading.top > last:
            break
        for layout in wanted if may_be(heading) else ():
            header = judge(heading, layout.spec)
            if header is None:
                continue
            if layout.spec.hint:
                header = replace(header, score=header.score + 6)
            if not groups or heading.top > groups[-1][1].bottom:
                groups.append((layout, header, heading))
            elif header.score > groups[-1][1].score:
                groups[-1] = (layout, header, heading)
    if not groups:
        return None
    layout, header, place = _first_of(groups, grid)
    if layout.kind == "link" and "独自施策" in hint and not any(c.startswith("review.") for c in header.columns):
        layout = next(x for x in LAYOUTS if x.kind == "link_own")
    whole = finished(place, layout.spec, header)
    return (layout, whole) if whole is not None else None


def _first_of(groups: Sequence[_Candidate], grid: Grid) -> _Candidate:
    most = max(h.score for _, h, _ in groups)
    for n, (layout, header, place) in enumerate(groups[:-1]):
        following = groups[n + 1][1].top
        near = islice(grid.rows(), SEARCH_ROWS)
        between = any(header.bottom < r < following and len(line) > 1 for r, line in near)
        if between and header.score >= _WEAK * most:
            return layout, header, place
    return max(groups, key=lambda g: g[1].score) if groups[-1][1].score < _WEAK * most else groups[-1]


def cut(grid: Grid, *, top: int = 1, bottom: int = 1 << 30, left: int = 1, right: int = 1 << 30) -> Grid:
    """The cells of a rectangle, at their places."""
    cells = {
        (r, c): cell for r, line in grid.rows() if top <= r <= bottom for c, cell in line.items() if left <= c <= right
    }
    merges = tuple(
        m for m in grid.merges if m.bottom >= top and m.top <= bottom and m.right >= left and m.left <= right
    )
    return replace(grid, cells=cells, merges=merges, count=len(cells), uncached=(), uncached_count=0)


def _within(grid: Grid, hint: str, best: tuple[Layout, Header], out: list[Part]) -> None:
    """Cut a sheet or a block of it: at blank columns, above further headings, then at repeated headings."""
    layout, header = best
    while len(out) < _MANY:
        if blocks := _at_gaps(grid, hint, header):
            for block, found in blocks:
                _within(block, hint, found, out)
            return
        below = _next_heading(grid, hint, layout, header)
        upper = grid if below is None else cut(grid, bottom=below[0] - 1)
        if blocks := _at_repetition(upper, hint, header):
            for block, found in blocks:
                out.append(Part(*found, block))
        elif below is not None and (blocks := _at_gaps(upper, hint, header)):
            for block, found in blocks:
                _within(block, hint, found, out)
        else:
            out.append(Part(layout, header, upper))
        if below is None:
            return
        grid = cut(grid, top=below[0])
        further = below[1] or best_header(grid, hint)
        if further is None:
            return  # a table nobody knows, and nothing below it: outside
        layout, header = further
    out.append(Part(layout, header, grid))


# --- side by side -----------------------------------------------------------------------------------------------------


def _at_gaps(grid: Grid, hint: str, header: Header) -> list[tuple[Grid, tuple[Layout, Header]]]:
    """Blocks between columns that are empty from the heading on, where at least two are tables; else nothing.

    A legend beside the table is no table and no column of it either: it is cut off.
    """
    used: set[int] = set()
    for number, line in grid.rows():
        if number >= header.top:
            used.update(line)
    runs: list[list[int]] = []
    for column in sorted(used):
        if runs and column == runs[-1][1] + 1:
            runs[-1][1] = column
        else:
            runs.append([column, column])
    if len(runs) < 2:
        return []
    blocks = [cut(grid, left=a, right=b) for a, b in runs]
    found = [best_header(b, hint) if a < z else None for b, (a, z) in zip(blocks, runs, strict=True)]
    tables = [(b, f) for b, f in zip(blocks, found, strict=True) if f is not None]
    if len(tables) >= 2:
        return tables
    if len(tables) == 1:
        (block, own), taken = tables[0], {c for cs in header.columns.values() for c in cs}
        others = [b for b in blocks if b is not block]
        inside = {c for _, c in block.cells}
        if taken <= inside and any(_is_legend(b) for b in others):
            kept = [b for b in others if not _is_legend(b)]
            if not kept:
                return [(block, own)]
    return []


def _is_legend(block: Grid) -> bool:
    """Whether a small block explains signs: 凡例, or two or more signs with a text beside them."""
    if len(block.cells) > 40:
        return False
    texts = [c.text.strip() for c in block.cells.values()]
    return any("凡例" in t for t in texts) or sum(1 for t in texts if t in _SIGNS) >= 2


def _at_repetition(grid: Grid, hint: str, header: Header) -> list[tuple[Grid, tuple[Layout, Header]]]:
    """Blocks of columns where the same headings begin anew, each a table of its own; not the sides 旧 and 新."""
    names = sorted(header.names.items())
    if not header.again or any(side_of(n)[0] for _, n in names) or header.old:
        return []
    keys = [match_key(n.rsplit("_", 1)[-1]) for _, n in names]
    starts = [i for i in range(len(keys)) if keys[i : i + 2] == keys[:2]]
    if len(starts) < 2:
        starts = [i for i, key in enumerate(keys) if key in ("機能id", "帳票id", "画面id", "連携id", "データ項目id")]
        between = [set(keys[a:b]) for a, b in pairwise([*starts, len(keys)])]
        if len(starts) < 2 or starts[0] or not set.intersection(*between):
            return []
    if len(keys) < 4:
        return []
    ends = [*(names[i][0] - 1 for i in starts[1:]), 1 << 30]
    blocks = [cut(grid, left=names[i][0], right=e) for i, e in zip(starts, ends, strict=True)]
    found = [best_header(b, hint) for b in blocks]
    if any(f is None for f in found):
        return []
    return [(b, f) for b, f in zip(blocks, found, strict=True) if f is not None]


# --- one below the other ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(k for x in LAYOUTS for k in x.spec.index)


@lru_cache(maxsize=1 << 14)
def _is_word(text: str) -> bool:
    key = match_key(text)
    return key in _words() or match_key(bare(text)) in _words()


_Below = tuple[int, tuple[Layout, Header] | None]


def _next_heading(grid: Grid, hint: str, layout: Layout, header: Header) -> _Below | None:
    """(first row of its title, kind and heading) of the next table below; None where the table goes on to the end.

    The same heading printed again (on every page) is no new table, except over another form. A table that no kind
    explains has no heading: its rows must not be read as rows of the table above.
    """
    id_columns = header.columns.get("id", ())
    before: deque[tuple[int, Cells]] = deque(maxlen=_CAPTIONS)
    lines = grid.rows()
    for number, line in lines:
        if number <= header.bottom:
            continue
        if not any(c in line and _digits(line[c].text) for c in id_columns) and _looks_like_heading(line):
            small = cut(grid, top=number, bottom=number + 4)
            found = best_header(small, hint, number + 1)
            if found is not None:
                start = _title_start(before, number, layout, header)
                own = _same(found, layout, header) and not (layout.kind == "form_detail" and start < number)
                if not own or any(of_before(c.text) for r, up in before if r >= start for c in up.values()):
                    return start, found
        elif _after_gap(before, number) and _unknown_table(grid, number, line, layout, header):
            return _title_start(before, number, layout, header), None
        before.append((number, line))
    return None


_BEFORE = re.compile(r"[(\[【<〔■●◆\s]*(?:参考|旧版|旧(?=[(\[【〔第\s])|改[定訂正]前|前版|従前)(?!様式|帳票|と|に|の)")


def of_before(text: str) -> bool:
    """Whether a title over a table speaks of the edition before or of something for reference only."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return len(folded) <= 40 and bool(_BEFORE.match(folded)) and not re.search(r"[をは。]", folded)


def _after_gap(before: deque[tuple[int, Cells]], number: int) -> bool:
    """Whether a blank row stands above a row, or above the titles above it."""
    expected = number
    for row, line in reversed(before):
        if expected - row > 1:
            return True
        if len(line) > 2:
            return False
        expected = row
    return False


def _unknown_table(grid: Grid, number: int, line: Cells, layout: Layout, header: Header) -> bool:
    """Whether a row after a blank one is the heading of a table of another sort: short words only, and no id of this
    table in the rows that follow."""
    shape = SHAPE_OF.get(layout.spec.kind)
    columns = header.columns.get("id", ())
    texts = [c.text.strip() for c in line.values()]
    if shape is None or len(columns) != 1 or len(texts) < 2 or columns[0] not in line:
        return False
    if any(not 0 < len(t) <= 15 or _digits(t) or t[0] in "※注" or t in SENTINELS or t in _SIGNS for t in texts):
        return False
    following = columns_below(cut(grid, top=number + 1, bottom=number + 4), 0)
    facts = following.get(columns[0])
    ids = facts.shapes.get(shape, 0) + facts.shapes.get("lost", 0) if facts else 0
    return bool(following) and ids == 0 and not any(f.classes for f in following.values())


def _digits(text: str) -> bool:
    return any(ch.isdigit() for ch in text)


def _looks_like_heading(line: Cells) -> bool:
    texts = [t for c in line.values() if len(t := c.text.strip()) <= 40 and t and t not in SENTINELS]
    if len(texts) < 2 or len(texts) * 2 < len(line):
        return False
    known = sum(1 for t in texts if _is_word(t))
    return known >= 2 and known * 2 >= len(line)


def _same(found: tuple[Layout, Header], layout: Layout, header: Header) -> bool:
    if found[0] is not layout:
        return False
    ours, theirs = ({c: match_key(n) for c, n in h.names.items()} for h in (header, found[1]))
    shared = sum(1 for c, key in theirs.items() if ours.get(c, "").endswith(key) or key.endswith(ours.get(c, "\0")))
    return shared * 3 >= 2 * len(theirs) and found[1].columns.get("id") == header.columns.get("id")


def _title_start(before: Iterable[tuple[int, Cells]], heading: int, layout: Layout, header: Header) -> int:
    """The row in which the title and the notes above a further heading begin: what is no row of the upper table."""
    start, gaps = heading, 0
    for number, line in reversed(list(before)):
        if start - number > 1:
            gaps += 1
            if gaps > 1 and start < heading:
                break
            if len(line) > 2 and not any(is_label(c.text) for c in line.values()):
                break
        if _is_data(line, layout, header):
            break
        start = number
    return start


def _is_data(line: Cells, layout: Layout, header: Header) -> bool:
    if any(is_label(c.text) for c in line.values()) or (len(line) == 1 and of_before(next(iter(line.values())).text)):
        return False
    if any(_digits(line[c].text) for c in header.columns.get("id", ()) if c in line):
        return not _titled(line)
    filled = {header.code_of(c) for c in line} - {None}
    if len(line) == 1:
        return False
    return len(filled) >= 2 and len(line) * 3 >= len(header.columns)


def _titled(line: Cells) -> bool:
    """A single cell that begins like a title although it holds digits: 2．帳票要件."""
    texts = [unicodedata.normalize("NFKC", c.text.strip()) for c in line.values()]
    return len(texts) == 1 and bool(re.match(r"[■●◆◇□○【〔<《(※]|\d{1,2}[.\s章節]|第\d|別[紙表]|表\s*\d", texts[0]))
