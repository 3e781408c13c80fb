"""Where a published table begins: its heading rows are found by scored aliases, never assumed at a fixed place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from spec_catalog.facts import find_date, find_label
from spec_catalog.ids import natural_key
from spec_catalog.layouts.sides import NEW, OLD, side_of, year_of
from spec_catalog.layouts.specs import (
    ALIAS,
    ASSUMED,
    LIKELY,
    LONGEST,
    ColumnSpec,
    HeaderSpec,
    Meaning,
    is_numbering,
    is_strange,
    load_spec,
    meaning,
)
from spec_catalog.text import match_key
from spec_catalog.workbook import Grid, Merge

__all__ = [
    "ASSUMED",
    "HEIGHT",
    "LIKELY",
    "LONGEST",
    "SEARCH_ROWS",
    "ColumnSpec",
    "Header",
    "HeaderSpec",
    "Heading",
    "headings",
    "headings_seen",
    "joined_names",
    "judge",
    "load_spec",
]

SEARCH_ROWS = 40  # non-empty rows in which the heading is looked for
HEIGHT = 3  # rows a heading may have
_ID_CELL = re.compile(
    r"[0-9０-９]{7,8}|[0-9]{3}(?:[oO][0-9]{3})?"
)  # a row that holds an id or a part of one is no heading
_RUNNING = ("text", "reason", "note", "summary", "change_text", "definition", "description")  # may go on beside


@dataclass(frozen=True, slots=True)
class Header:
    """A found heading. ``columns``: code → sheet columns in order; ``names``: column → joined heading as displayed.

    ``old``: columns of the edition before, printed beside the new ones; ``twins``: those of ``columns`` that repeat
    the heading to their left with a value of their own; ``again``: known headings met again, kept as further columns;
    ``rivals``: (code, column taken, column that could be it just as well); ``sure``: column → how sure its meaning is;
    ``values``: (class column's text as match key → class) where the sheet or a person says what its signs mean.
    """

    top: int
    bottom: int
    columns: Mapping[str, tuple[int, ...]]
    names: Mapping[int, str] = field(default_factory=dict)
    score: float = 0.0
    old: tuple[int, ...] = ()
    twins: tuple[int, ...] = ()
    again: tuple[int, ...] = ()
    rivals: tuple[tuple[str, int, int], ...] = ()
    sure: Mapping[int, float] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    def code_of(self, column: int) -> str | None:
        """The code of a sheet column."""
        return next((code for code, columns in self.columns.items() if column in columns), None)


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


@dataclass(frozen=True, slots=True)
class Heading:
    """Rows that may be a heading: ``top`` to ``bottom``, what they say per column, and the cells around them."""

    top: int
    bottom: int
    names: Mapping[int, str]
    grid: Grid


def headings(grid: Grid, *, rows: int = SEARCH_ROWS, start: int = 1) -> Iterator[Heading]:
    """Every place among the first filled rows from ``start`` on that may be a heading, one to three rows high."""
    first = list(islice(((r, c) for r, c in grid.rows() if r >= start), rows))
    numbers = [r for r, _ in first]
    limit = numbers[-1] + HEIGHT if numbers else 0
    merges = [m for m in grid.merges if start <= m.top <= limit and m.bottom - m.top < 2 * HEIGHT]
    small = Grid(grid.name, {(r, c): cell for r, cells in first for c, cell in cells.items()}, tuple(merges))
    body = {r for r, cells in first if any(_ID_CELL.fullmatch(c.text.strip()) for c in cells.values())}
    for i, (top, cells) in enumerate(first):
        if len(cells) < 2:
            continue
        for height in range(1, HEIGHT + 1):
            span = [r for r in numbers[i : i + HEIGHT] if r < top + height]
            if span[-1] != top + height - 1 or not body.isdisjoint(span):
                break
            if height > 1 and any(titles(r, small, merges) for r in span[:-1]):
                break
            if _goes_on(span[-1], small, merges, body):
                continue
            yield Heading(top, top + height - 1, joined_names(small, span, merges), small)


def titles(row: int, grid: Grid, merges: Sequence[Merge]) -> bool:
    """Whether a row above a heading is no part of it: few cells, none merged across, with the edition or a date."""
    cells = {c: cell.text.strip() for (r, c), cell in grid.cells.items() if r == row}
    if len(cells) > 4 or any(m.top <= row <= m.bottom and m.right > m.left for m in merges if m.left in cells):
        return False
    labels = [t for t in cells.values() if find_label(t)]
    dated = [t for t in cells.values() if find_date(t)]
    if len(labels) > 1 or not (labels or dated or len(cells) == 1):
        return False
    below = sum(1 for (r, _) in grid.cells if r == row + 1)
    if not labels and not dated:
        text = next(iter(cells.values()))
        return below >= 4 and min(cells) == min(c for (r, c) in grid.cells if r >= row) and len(text) > 8
    return len(cells) == 1 or below >= 2 * len(cells) or below <= 1


def _goes_on(bottom: int, grid: Grid, merges: Sequence[Merge], body: set[int]) -> bool:
    """Whether the next row divides groups of this one: all it holds stands below merges over several columns."""
    groups = [m for m in merges if m.bottom == bottom and m.right > m.left and m.right - m.left < 50]
    below = [c for (r, c) in grid.cells if r == bottom + 1]
    inside = [c for c in below if any(m.left <= c <= m.right for m in groups)]
    return bottom + 1 not in body and len(below) >= 2 and len(inside) == len(below)


def finished(place: Heading, spec: HeaderSpec, found: Header, *, required: bool = True) -> Header | None:
    """The heading with the row 旧 / 新 above it and the row (1) (2) (3) below it, where there are such.

    None where a further row of headings below it divides its columns and makes no sense together with it.
    """
    grid, above = place.grid, found.top - 1
    said = [side_of(cell.text.strip()) for (r, _), cell in grid.cells.items() if r == above]
    if {(OLD, ""), (NEW, "")} <= set(said) and found.bottom - above < HEIGHT:
        names = joined_names(grid, range(above, found.bottom + 1), grid.merges)
        wider = judge(Heading(above, found.bottom, names, grid), spec)
        found = replace(wider, score=found.score) if wider else found
    below = [(c, cell.text) for (r, c), cell in grid.cells.items() if r == found.bottom + 1]
    numbered = [t for _, t in below if is_numbering(t)]
    if (
        len(below) >= 3
        and len(numbered) == len(below) == len(set(numbered))
        and {c for c, _ in below} <= set(found.names)
    ):
        return replace(found, bottom=found.bottom + 1)
    if not _divides(below, found):
        return found
    names = joined_names(grid, range(found.top, found.bottom + 2), grid.merges)
    deeper = judge(Heading(found.top, found.bottom + 1, names, grid), spec, partial=not required)
    return deeper if deeper and found.bottom - found.top < HEIGHT - 1 else None


def _divides(below: Sequence[tuple[int, str]], found: Header) -> bool:
    """Whether the row below a heading is one of headings too: short words, none in the id's column, some of them
    where the heading itself says nothing."""
    filled = {c: t.strip() for c, t in below if t.strip()}
    if len(filled) < 2 or any(len(t) > 20 or _ID_CELL.search(t) for t in filled.values()):
        return False
    anchor = next((found.columns[c] for c in ("id", "no", "step", "section", "number") if c in found.columns), ())
    if not anchor or any(c in filled for c in anchor):
        return False
    loose = [t for c, t in filled.items() if c not in found.names and t not in ("e", "E", "■", "end", "END")]
    return len(loose) >= 1 and all(any(ch.isalpha() for ch in t) for t in loose)


@dataclass(frozen=True, slots=True)
class _Match:
    """A heading that is a known column: ``direct`` without taking 旧 or 新 away from it."""

    column: int
    codes: tuple[str, ...]
    sure: float
    side: str
    direct: bool


def _matches(names: Mapping[int, str], spec: HeaderSpec) -> Iterator[_Match]:
    plain_side: list[tuple[int, str]] = []
    taken: set[str] = set()
    for column, name in names.items():
        plain = meaning(name, spec)
        side, rest = ("", name) if (plain and plain.sure >= ALIAS) or len(name) > LONGEST else side_of(name)
        if side and not rest:
            plain_side.append((column, side))
        found: Meaning | None = (meaning(rest, spec) if side and rest else None) or plain
        if found is None and not side and "年" in name and len(name) <= LONGEST and year_of(name)[0]:
            found = plain = meaning(year_of(name)[1], spec)
        if found is not None:
            taken.update(found.codes)
            yield _Match(column, found.codes, found.sure, side, plain is not None and plain.codes == found.codes)
    if spec.column("text") is not None and "text" not in taken and {s for _, s in plain_side} == {OLD, NEW}:
        yield from (_Match(column, ("text",), 0.7, side, False) for column, side in plain_side)


def _newest(matches: Sequence[_Match], names: Mapping[int, str]) -> _Match | None:
    """Of 機能要件（第1.0版） and 機能要件（第2.0版）, or of 令和7年度 and 令和8年度, the later one; None where
    not all name different ones."""
    labels = {m.column: find_label(names[m.column]) or year_of(names[m.column])[0] for m in matches}
    if not all(labels.values()) or len(set(labels.values())) < len(matches):
        return None
    return max(matches, key=lambda m: natural_key(labels[m.column]))


def _in_force(matches: Sequence[_Match], names: Mapping[int, str]) -> tuple[list[_Match], list[int]]:
    """(the columns that hold, columns of the edition before): of 旧 and 新 for the same thing the new one."""
    kept: list[_Match] = []
    old: list[int] = []
    for codes in dict.fromkeys(m.codes for m in matches):
        same = [m for m in matches if m.codes == codes]
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
        elif len(direct) > 1 and (newest := _newest(direct, names)) is not None:
            kept.append(newest)
            old += [m.column for m in direct if m is not newest]
        else:
            kept += direct
    return sorted(kept, key=lambda m: m.column), sorted(old)


def may_be(place: Heading) -> bool:
    """Whether any kind of table could know one of the names: a row of a table's body is sifted out here for all kinds
    at once."""
    return any(
        not is_strange(name) or (len(name) <= LONGEST and ("年" in name or side_of(name)[0]))
        for name in place.names.values()
    )


def judge(place: Heading, spec: HeaderSpec, least: float = LIKELY - 0.1, *, partial: bool = False) -> Header | None:
    """The heading as one of this kind, None where a required column is missing.

    Of several headings that mean the same the surest is taken, then the leftmost. Meanings less sure than ``least``
    don't count; ``partial``: required columns may be missing as long as there is one column at all.
    """
    grid, names = place.grid, place.names
    columns: dict[str, list[int]] = {}
    sure: dict[int, float] = {}
    twins: list[int] = []
    again: list[int] = []
    rivals: list[tuple[str, int, int]] = []
    kept, old = _in_force([m for m in _matches(names, spec) if m.sure >= least], names)
    best: dict[str, _Match] = {}
    for m in kept:
        for code in m.codes:
            if code not in best or m.sure > best[code].sure + 0.0001:
                best[code] = m
    for m in kept:
        for code in m.codes:
            first = best[code].column
            if m.column == first:
                columns.setdefault(code, []).insert(0, m.column)
                sure[m.column] = m.sure
            elif match_key(names[m.column]) == match_key(names[first]):
                previous = columns.get(code, [0])[-1]
                own = any(
                    grid.text(r, m.column).strip()
                    for r in range(place.top, place.bottom + 1)
                    if not _covered(grid, r, m.column)
                )
                if m.column == previous + 1 and (not own or code in _RUNNING):
                    columns[code].append(m.column)  # one heading over several columns: the parts of one value
                    twins += [m.column] if own else []
                else:
                    again.append(m.column)
            else:
                rivals.append((code, first, m.column))
    if not columns or (not partial and any(not any(code in columns for code in g) for g in spec.required)):
        return None
    found = {c: tuple(v) for c, v in columns.items()}
    score = sum((spec.column(code) or spec.columns[0]).weight * sure[cs[0]] for code, cs in found.items())
    return Header(
        place.top, place.bottom, found, names, score, tuple(old), tuple(twins), tuple(again), tuple(rivals), sure
    )


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
