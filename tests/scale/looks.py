"""In how many ways the same document is published: columns, heading rows, sizes, ids, symbols, sheets, file formats."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CANON = {"mandatory": "◎", "optional": "○", "prohibited": "×", "unlisted": "－"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the code of its content and its heading from the top row down; the last part reaches to the bottom.

    ``wide``: sheet columns it takes.
    """

    code: str
    heads: tuple[str, ...]
    wide: int = 1


@dataclass(frozen=True, slots=True)
class Look:
    """One layout. ``file``: "xlsx", "inline" (texts in the cells, no string table) or an encoding of a .csv/.tsv."""

    name: str
    columns: tuple[Column, ...]
    file: str = "xlsx"
    suffix: str = ".xlsx"
    sizes: str = ""  # "", "one", "two", "three" columns of classes, or "texts": three columns of text
    left: int = 1  # first sheet column, 1-based
    top: int = 3  # first row of the heading
    above: tuple[str, ...] = ()  # remarks between title and heading
    marks: tuple[tuple[str, str], ...] = tuple(CANON.items())
    paths: str = "each"  # headings in "each" row, "once" or "merged" downward
    levels: int = 2  # of headings
    grouped: bool = False  # several items under one section and name
    ids: str = "text"  # "text", "number" with a format, "split" over two cells
    dates: str = ""  # "" = text, "era" or "slash" = date cells with a format
    sheets: str = "one"  # or "chapters": a sheet per chapter
    repeat: int = 0  # heading printed again after so many rows
    sentinel: bool = False  # e at the right and at the bottom
    legend: bool = False  # cover and legend sheets around
    hidden: bool = False  # some rows hidden by a filter

    @property
    def heading(self) -> int:
        """Heading rows."""
        return max(len(c.heads) for c in self.columns)

    @property
    def csv(self) -> bool:
        """Whether it has no styles, so that nothing can be struck out."""
        return self.suffix != ".xlsx"

    def has(self, code: str) -> bool:
        """Whether the layout has such a column."""
        return any(c.code == code for c in self.columns)

    def mark(self, value: str) -> str:
        """How a class is printed."""
        return dict(self.marks)[value] if value else ""


def _column(spec: str) -> Column:
    """``code=上段|下段``; ``id:2=…`` takes two sheet columns."""
    code, _, heads = spec.partition("=")
    code, _, wide = code.partition(":")
    return Column(code, tuple(heads.split("|")), int(wide or 1))


def _look(raw: dict[str, Any]) -> Look:
    marks = tuple(raw.get("marks", CANON).items())
    columns = tuple(map(_column, raw["columns"]))
    return Look(**{**raw, "columns": columns, "marks": marks, "above": tuple(raw.get("above", ()))})


_RAW: dict[str, Any] = json.loads(Path(__file__).with_name("looks.json").read_text(encoding="utf-8"))
LOOKS = {kind: tuple(map(_look, raw)) for kind, raw in _RAW.items()}


def look_of(kind: str, business: str) -> Look:
    """The layout in which a business publishes a kind of document, the same in every edition."""
    looks = LOOKS[kind]
    n = int(business)
    if kind == "req":
        return looks[(n - 1) % len(looks)]
    if len(looks) == 1:
        return looks[0]
    return looks[2] if n % 9 == 0 else looks[n % 2]
