"""Where tables begin in a sheet nobody laid out for us: one to three rows of headings, below and beside others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from spec_catalog.layouts.table import SENTINELS
from spec_catalog.raw.words import LONGEST, NO, NUMBER, YES, Words, folded, is_above, is_known, is_label, is_main
from spec_catalog.text import match_key
from spec_catalog.workbook import Cell, Grid, Merge

HEIGHT = 3  # rows a heading may have
SEARCH_ROWS = 60  # filled rows in which an unknown heading is looked for
_SUB = 20  # characters of a lower heading
_NUMBERED = re.compile(r"[(（]?\d{1,2}[)）]?|[①-⑳]|[ァ-ンｱ-ﾝ]|[A-Za-z]|列\d+")

Cells = dict[int, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a reader sees it: over sheet columns ``left`` to ``right`` (1-based), with its joined heading.

    ``storey``: where records are two rows high, the row it is about (1, 2); 0 = any row.
    """

    left: int
    right: int
    name: str
    storey: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of one table: rows, columns, the sheet columns that are its own, and whether its words are known."""

    top: int
    bottom: int
    columns: tuple[Column, ...]
    left: int = 1
    right: int = 1 << 30
    strong: bool = False

    def overlaps(self, other: Head) -> bool:
        """Whether both reach over a common sheet column."""
        return self.left <= other.right and other.left <= self.right

    def same_as(self, other: Head) -> bool:
        """Whether it is the same heading printed again, at the same columns."""
        ours, theirs = ([(c.left, match_key(c.name)) for c in h.columns] for h in (self, other))
        return ours == theirs


class Shape:
    """A sheet with what is asked about it again and again: its lines, and where its merges reach."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.lines: list[tuple[int, Cells]] = list(grid.rows())
        self.by_row: dict[int, Cells] = dict(self.lines)
        self.anchors: dict[tuple[int, int], Merge] = {(m.top, m.left): m for m in grid.merges}

    @cached_property
    def tall(self) -> Mapping[int, list[Merge]]:
        """Row → merges that reach into it from above."""
        out: dict[int, list[Merge]] = {}
        for m in self.grid.merges:
            if m.bottom > m.top and m.bottom - m.top < 2000 and (m.top, m.left) in self.grid.cells:
                for row in range(m.top + 1, m.bottom + 1):
                    out.setdefault(row, []).append(m)
        return out

    def extent(self, row: int, column: int) -> tuple[int, int]:
        """First and last sheet column of a cell with its merge."""
        m = self.anchors.get((row, column))
        return (m.left, m.right) if m else (column, column)

    def cut(self, row: int, left: int, right: int) -> Cells:
        """The cells of a row that begin between two columns; white space is none."""
        line = self.by_row.get(row, {})
        return {c: cell for c, cell in line.items() if left <= c <= right and cell.text.strip()}


def heads_of(shape: Shape, words: Words) -> list[Head]:
    """Every heading of a sheet, top to bottom; the one row fullest of labels where no heading is known."""
    out: list[Head] = []
    done = 0
    for row, line in shape.lines:
        if row <= done or not _strong(line, words) or not _adjacent(shape, row, line, words):
            continue
        if block_row(shape, row, words):
            continue
        top, bottom = grown(shape, row, words, done + 1)
        columns = columns_of(shape, top, _names_end(shape, top, bottom))
        found = _beside(Head(top, bottom, columns, strong=True), words)
        out += found
        done = bottom
    if out:
        return out
    row_ = _fullest(shape)
    if row_ is None:
        return []
    top, bottom = grown(shape, row_, words, 1)
    return [Head(top, bottom, columns_of(shape, top, _names_end(shape, top, bottom)))]


def given_head(shape: Shape, row: int, words: Words) -> Head:
    """The heading whose last row a person named; 0 = the table has none."""
    if row < 1:
        return Head(1, 0, ())
    top = _upward(shape, row, row, 1)
    return Head(top, row, columns_of(shape, top, row), strong=True)


def texts_of(line: Cells) -> list[str]:
    """What a row says, left to right, without end marks."""
    found = (cell.text.strip() for _, cell in sorted(line.items()))
    return [t for t in found if t and t not in SENTINELS]


def pairs_only(texts: Sequence[str], words: Words) -> bool:
    """Whether a row is label, value, label, value: 所属 | 市民課 | 記入者 | 佐藤."""
    if len(texts) < 2 or len(texts) % 2:
        return False
    return all(is_known(t, words) or t.endswith(("：", ":")) for t in texts[::2]) and not any(
        is_known(t, words) for t in texts[1::2]
    )


def block_row(shape: Shape, row: int, words: Words) -> bool:
    """Whether a row holds the labels of a block over a table, with one row of values below them."""
    line = shape.cut(row, 1, 1 << 30)
    if len(line) < 2 or not all(is_above(c.text.strip(), words) for c in line.values()):
        return False
    values, after = (set(shape.cut(row + n, 1, 1 << 30)) for n in (1, 2))
    return bool(values) and values <= set(line) and not after & set(line)


def _strong(line: Cells, words: Words) -> bool:
    if len(line) < 2:
        return False
    texts = texts_of(line)
    if len(texts) < 2 or sum(len(t) <= LONGEST for t in texts) * 4 < 3 * len(texts):
        return False
    known = sum(is_known(t, words) for t in texts)
    if known < 2 or known * 2 < len(texts) or pairs_only(texts, words):
        return False
    return known >= 3 or any(is_main(t, words) for t in texts)


def _adjacent(shape: Shape, row: int, line: Cells, words: Words) -> bool:
    """Whether the cells of a short row stand side by side as headings do; a form's labels leave room for values."""
    cells = sorted(c for c, cell in line.items() if cell.text.strip() and cell.text.strip() not in SENTINELS)
    if len(cells) > 4 or all(is_known(line[c].text.strip(), words) for c in cells):
        return True
    return all(shape.extent(row, a)[1] + 1 == b for a, b in pairwise(cells))


def _fullest(shape: Shape) -> int | None:
    """The first row nearly as full of labels as any, with something below it."""
    first = shape.lines[:SEARCH_ROWS]
    counts = {r: sum(is_label(t) and len(t) <= LONGEST for t in texts_of(line)) for r, line in first}
    most = max(counts.values(), default=0)
    if most < 2:
        return None
    return next(r for r, _ in first if counts[r] >= max(2, 0.6 * most))


def grown(shape: Shape, row: int, words: Words, start: int) -> tuple[int, int]:
    """(first, last row) of the heading a row belongs to."""
    bottom = row
    for _ in range(HEIGHT - 1):
        tall = [m.bottom for m in _merges_at(shape, bottom) if bottom < m.bottom < row + HEIGHT]
        if tall:
            bottom = max(tall)
        elif bottom - row < HEIGHT - 1 and _divides(shape, row, bottom, words):
            bottom += 1
        else:
            break
    top = _upward(shape, row, bottom, start)
    if _numbering(shape, top, bottom):
        bottom += 1
    return top, bottom


def _merges_at(shape: Shape, row: int) -> list[Merge]:
    own = [m for c in shape.by_row.get(row, {}) if (m := shape.anchors.get((row, c)))]
    return own + [m for m in shape.tall.get(row, ()) if m.bottom > row]


def _divides(shape: Shape, top: int, bottom: int, words: Words) -> bool:
    """Whether the row below divides headings of this one: short words only, all under groups or under nothing."""
    upper, lower = shape.by_row.get(bottom, {}), shape.cut(bottom + 1, 1, 1 << 30)
    labels = [c.text.strip() for c in lower.values()]
    if len(labels) < 2 or not all(is_label(t) and len(t) <= _SUB and t not in YES | NO for t in labels):
        return False
    filled = sorted(c for c, cell in upper.items() if cell.text.strip())
    groups: list[tuple[int, int]] = []
    plain: list[tuple[int, int]] = []
    for i, c in enumerate(filled):
        left, right = shape.extent(bottom, c)
        following = filled[i + 1] - 1 if i + 1 < len(filled) else max([*lower, right])
        under = [x for x in lower if left <= x <= (right if right > left else following)]
        if (right > left or following > right) and len(under) >= 2:
            groups.append((left, max(under)))
        else:
            plain.append((left, right))
    loose = [x for x in lower if any(a <= x <= b for a, b in plain)]
    inside = [x for x in lower if any(a <= x <= b for a, b in groups)]
    if not inside or loose:
        return False
    return (
        bool(plain) or any(is_known(t, words) for t in labels) or all(shape.extent(bottom, a)[1] > a for a, _ in groups)
    )


def _upward(shape: Shape, row: int, bottom: int, start: int) -> int:
    """The top row of a heading: group headings above it reach over several of its columns."""
    columns = [c for c, cell in shape.by_row.get(row, {}).items() if cell.text.strip()]
    if not columns:
        return row
    left = min(columns)
    right = max(shape.extent(row, c)[1] for c in columns)
    top = row
    while top > start and bottom - top < HEIGHT - 1:
        above = shape.by_row.get(top - 1, {})
        filled = {c: cell.text.strip() for c, cell in above.items() if cell.text.strip()}
        if not filled or any(len(t) > _SUB or NUMBER.fullmatch(t) for t in filled.values()):
            break
        tall = [m for c in filled if (m := shape.anchors.get((top - 1, c))) and m.bottom >= top]
        wide = [
            shape.extent(top - 1, c)
            for c in filled
            if shape.extent(top - 1, c)[1] > c and left <= c and shape.extent(top - 1, c) != (left, right)
        ]
        inside = [(a, b) for a, b in wide if b <= right and sum(a <= c <= b for c in columns) >= 2]
        if not tall and not (inside and len(wide) == len(inside) == len(filled)):
            break
        top -= 1
    return top


def _names_end(shape: Shape, top: int, bottom: int) -> int:
    """The last row of a heading that names the columns: one that only numbers them says nothing."""
    return bottom - 1 if bottom > top and _numbering(shape, top, bottom - 1) else bottom


def _numbering(shape: Shape, top: int, bottom: int) -> bool:
    """Whether the row below only numbers the columns: (1) (2) (3)."""
    texts = [folded(t) for t in texts_of(shape.by_row.get(bottom + 1, {}))]
    if len(texts) < 3 or len(set(texts)) < len(texts) or not all(_NUMBERED.fullmatch(t) for t in texts):
        return False
    digits = [int(d) for t in texts if (d := re.sub(r"\D", "", t))]
    return (not digits or digits == list(range(digits[0], digits[0] + len(digits)))) and len(texts) >= 3


def columns_of(shape: Shape, top: int, bottom: int) -> tuple[Column, ...]:
    """The columns under a heading: a merge is one column over several of the sheet; upper headings go before lower.

    An upper heading without a merge reaches to the right as long as the row below has text and nothing stands above it.
    """
    rows = range(top, bottom + 1)
    used: set[int] = set()
    over: dict[tuple[int, int], tuple[int, int]] = {}  # (row, column) → anchor of the cell that covers it
    for row in rows:
        for c, cell in shape.by_row.get(row, {}).items():
            if not cell.text.strip() or (cell.text.strip() in SENTINELS and row == top == bottom):
                continue
            m = shape.anchors.get((row, c), Merge(row, c, row, c))
            for r in range(max(m.top, top), min(m.bottom, bottom) + 1):
                for x in range(m.left, min(m.right, m.left + 200) + 1):
                    over[r, x] = (row, c)
                    used.add(x)
    reach: dict[int, tuple[int, int]] = {}
    paths: dict[int, tuple[tuple[int, int], ...]] = {}
    for column in sorted(used):
        path: list[tuple[int, int]] = []
        for row in rows:
            anchor = over.get((row, column))
            below = any((r, column) in over for r in range(row + 1, bottom + 1))
            if anchor:
                if below and shape.extent(*anchor)[1] == anchor[1]:
                    reach[row] = anchor
                else:
                    reach.pop(row, None)
                path.append(anchor)
            elif below and row in reach:
                path.append(reach[row])
            else:
                reach.pop(row, None)
        paths[column] = tuple(dict.fromkeys(path))
    out: list[Column] = []
    last: tuple[tuple[int, int], ...] = ()
    for column, anchors in sorted(paths.items()):
        if (
            out
            and anchors == last
            and out[-1].right == column - 1
            and over.get((bottom, column)) == over.get((bottom, column - 1))
        ):
            out[-1] = replace(out[-1], right=column)
            continue
        names = [" ".join(shape.grid.text(*a).split()) for a in anchors]
        out.append(Column(column, column, "_".join(dict.fromkeys(names))))
        last = anchors
    return tuple(out)


def _beside(head: Head, words: Words) -> list[Head]:
    """The heading, or the headings of tables that stand side by side: each with a main word and words of its own."""
    columns = head.columns
    keys = [match_key(c.name) for c in columns]
    starts = [0]
    for i, (before, column) in enumerate(pairwise(columns), 1):
        gap = column.left > before.right + 1
        again = len(keys) >= 4 and keys[i : i + 2] == keys[:2] and len(keys[i : i + 2]) == 2
        if (gap or again) and _whole(columns[starts[-1] : i], words) and _whole(columns[i:], words):
            starts.append(i)
    if len(starts) == 1:
        return [head]
    out = []
    for n, (a, b) in enumerate(pairwise([*starts, len(columns)])):
        left = 1 if n == 0 else columns[a].left
        right = 1 << 30 if b == len(columns) else columns[b].left - 1
        out.append(replace(head, columns=columns[a:b], left=left, right=right))
    return out


def _whole(columns: Sequence[Column], words: Words) -> bool:
    names = [c.name.rsplit("_", 1)[-1] for c in columns]
    known = sum(is_known(n, words) for n in names)
    return len(names) >= 2 and known >= 2 and any(is_main(n, words) for n in names)


def named(columns: Sequence[Column]) -> list[str]:
    """The headings, each once: the same heading twice gets a number, so that a mapping can name one."""
    seen: Counter[str] = Counter()
    out = []
    for column in columns:
        seen[column.name] += 1
        out.append(column.name if seen[column.name] == 1 else f"{column.name}（{seen[column.name]}）")
    return out
