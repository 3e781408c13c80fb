"""A paper as plain blocks (heading, text, table, bars …): page and PDF say the same without knowing the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reports.marks import Mark
from reports.pieces import Marked, Piece

Cell = str | Marked
"""Text, or pieces of it; ``Piece.op``: same, deleted, added, strong, mark, note."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Stands in the bookmarks. ``level`` 1–3; ``fresh``: begins a page."""

    text: str
    level: int = 1
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``look``: same, strong, mark, note, right."""

    text: str
    look: str = "same"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with texts in ruled boxes; ``wide``: two pairs beside one another."""

    pairs: Sequence[tuple[str, Cell]]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in any unit, shared out over the page; ``group``: heading over columns that follow one another."""

    title: str
    width: float
    align: str = "left"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Ruled, its head on every page; ``nothing`` stands there instead when it has no row."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    nothing: str = "該当するものはありません。"


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar: how many per code of the marks."""

    name: str
    counts: Mapping[str, int]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Stacked bars under a legend with numbers. ``share``: all bars equally long, else by the greatest."""

    marks: Sequence[Mark]
    rows: Sequence[BarRow]
    legend: bool = True
    share: bool = True


@dataclass(frozen=True, slots=True)
class Heat:
    """Rows × marks: the number, and a ground that is the darker the greater its share of the row."""

    title: str
    marks: Sequence[Mark]
    rows: Sequence[BarRow]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG; ``size``: width and height in pixels, never shown larger than that."""

    svg: str
    alt: str
    size: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Signs:
    """Boxes to sign in."""

    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Blank:
    """Lines to write on, in a frame."""

    title: str
    lines: Sequence[str]


Block = Heading | Text | Facts | Table | Bars | Heat | Picture | Signs | Blank


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. ``right``: what stands at the top right (municipality, 文書番号, date); ``note``: the filter and
    the edition, for the foot; ``colours``: token name → "#RRGGBB" of the light theme."""

    title: str
    form: str
    municipality: str
    printed_at: datetime
    blocks: Sequence[Block]
    colours: Mapping[str, str]
    facts: Sequence[tuple[str, Cell]] = ()
    approval: Sequence[str] = ()
    right: str = ""
    note: str = ""
    landscape: bool = True
    contents: bool = False
    size: float = 9.0
    paper: str = "a4"
    remarks: Sequence[str] = field(default=())


def words(cell: Cell) -> str:
    """A cell without its looks."""
    return cell if isinstance(cell, str) else "".join(p.text for p in cell)


def pieces(cell: Cell) -> Marked:
    """A cell as pieces."""
    return (Piece("same", cell),) if isinstance(cell, str) else cell


def head(columns: Sequence[Column]) -> list[list[tuple[str, int, int]]]:
    """(title, columns, rows) of one or two head lines: columns of one group under its heading."""
    if not any(c.group for c in columns):
        return [[(c.title, 1, 1) for c in columns]]
    top: list[tuple[str, int, int]] = []
    low: list[tuple[str, int, int]] = []
    before = ""
    for column in columns:
        if not column.group:
            top.append((column.title, 1, 2))
        else:
            if column.group == before:
                title, width, _ = top.pop()
                top.append((title, width + 1, 1))
            else:
                top.append((column.group, 1, 1))
            low.append((column.title, 1, 1))
        before = column.group
    return [top, low]


def cut(paper: Paper, rows: int) -> Paper:
    """The beginning of a paper: no more than ``rows`` rows and bars in all."""
    kept: list[Block] = []
    for block in paper.blocks:
        if rows <= 0:
            break
        if isinstance(block, Table | Bars | Heat):
            rows, block = rows - len(block.rows), _begun(block, rows)
        else:
            rows -= 1
        kept.append(block)
    return replace(paper, blocks=kept)


def _begun(block: Table | Bars | Heat, rows: int) -> Block:
    if isinstance(block, Table):
        return replace(block, rows=block.rows[:rows])
    return replace(block, rows=block.rows[:rows])
