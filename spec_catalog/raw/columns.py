"""The columns records have: those of the heading, those without one, and headings that stand two high over records that
are two high as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spec_catalog.layouts.table import SENTINELS
from spec_catalog.raw.heads import Cells, Column, Head, Shape
from spec_catalog.raw.words import Words, is_known, is_unit
from spec_catalog.workbook import letters

Rows = Sequence[tuple[int, Cells]]


def all_columns(shape: Shape, head: Head, rows: Rows, words: Words) -> list[Column]:
    """The columns of the heading; one without is joined to its neighbour where that is never filled too."""
    columns = storeys(shape, head, rows, words) or [part for x in head.columns for part in _parts(x, rows)]
    bare: dict[int, list[str]] = {}
    for _, cells in rows:
        if len(cells) < 2 and columns:
            continue
        for c, cell in cells.items():
            if not any(x.left <= c <= x.right for x in columns):
                bare.setdefault(c, []).append(cell.text.strip())
    for c, texts in sorted(bare.items()):
        if set(texts) <= set(SENTINELS):
            continue
        before = next((i for i in range(len(columns) - 1, -1, -1) if columns[i].right < c), None)
        if before is not None and _goes_with(rows, columns[before], c):
            columns[before] = replace(columns[before], right=c)
        else:
            columns.append(Column(c, c, f"（{letters(c)}列）"))
            columns.sort(key=lambda x: (x.left, x.storey))
    return columns


def _parts(column: Column, rows: Rows) -> list[Column]:
    """A heading merged over several columns that hold values of their own: one column each; with units it is one."""
    if column.right == column.left:
        return [column]
    held: dict[int, list[str]] = {}
    together = 0
    for _, cells in rows:
        own = {c: cell.text.strip() for c, cell in cells.items() if column.left <= c <= column.right}
        if len(cells) > 1:
            together += len(own) > 1
            for c, text in own.items():
                held.setdefault(c, []).append(text)
    starts = sorted(c for c in held if c == column.left or not all(is_unit(t) for t in held[c]))
    if len(starts) < 2 or together < 2 or together * 3 < sum(bool(cells) for _, cells in rows):
        return [column]
    starts[0] = column.left
    rights = [*(c - 1 for c in starts[1:]), column.right]
    return [Column(left, right, column.name) for left, right in zip(starts, rights, strict=True)]


def _goes_with(rows: Rows, column: Column, c: int) -> bool:
    """Whether a column without heading holds the values, or only the units, of the one to its left."""
    if column.storey or (column.name.startswith("（") and column.name.endswith("列）")):
        return False
    both, alone = [], 0
    for _, cells in rows:
        left = any(column.left <= x < c for x in cells)
        if c in cells and left:
            both.append(cells[c].text.strip())
        elif c in cells:
            alone += 1
    if not both:
        return alone >= 2
    return all(is_unit(t) for t in both)


def storeys(shape: Shape, head: Head, rows: Rows, words: Words) -> list[Column] | None:
    """The columns of a heading of two rows that holds two headings one over the other (用途 over 印刷場所), each for
    its own row of every record; None for any other heading.

    Both rows have to be headings somebody knows, and the records have to be two rows high: what names them stands in
    every other row only.
    """
    if head.bottom - head.top != 1 or len(head.columns) < 3:
        return None
    whole: list[Column] = []
    upper: list[Column] = []
    lower: list[Column] = []
    for column in head.columns:
        m = shape.anchors.get((head.top, column.left))
        above = _text(shape, head.top, column)
        below = _text(shape, head.bottom, column)
        if not above and not below:
            return None
        if not below or not above or (m is not None and m.bottom >= head.bottom):
            whole.append(column)
        elif m is not None and m.right > column.right:
            return None  # a group over several columns
        else:
            upper.append(Column(column.left, column.right, above, 1))
            lower.append(Column(column.left, column.right, below, 2))
    if len(upper) < 2 or not whole:
        return None
    known = sum(is_known(c.name, words) for c in (*upper, *lower))
    if known * 3 < 2 * 2 * len(upper) or not _two_high(rows, whole):
        return None
    return sorted((*whole, *upper, *lower), key=lambda x: (x.left, x.storey))


def _text(shape: Shape, row: int, column: Column) -> str:
    cell = shape.by_row.get(row, {}).get(column.left)
    return " ".join(cell.text.split()) if cell else ""


def _two_high(rows: Rows, whole: Sequence[Column]) -> bool:
    """Whether the columns that go over both rows are filled in every other row only."""
    filled = [any(c.left <= x <= c.right for c in whole for x in cells) for _, cells in rows]
    pairs = list(zip(filled[::2], filled[1::2], strict=False))
    return len(pairs) >= 1 and sum(a and not b for a, b in pairs) * 4 >= 3 * len(pairs)
