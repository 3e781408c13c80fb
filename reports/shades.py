"""Five steps of one ground for tables of numbers: told apart on any printer, the number always legible."""

from __future__ import annotations

from collections.abc import Sequence

from reports.bars import black_or_white
from reports.marks import Mark
from reports.paper import BarRow

_GROUNDS = ("#FFFFFF", "#EEF2F8", "#CFDCEE", "#9DB8DC", "#5C86BF")


def heat_cells(row: BarRow, marks: Sequence[Mark]) -> list[dict[str, str]]:
    """Number, ground and ink of each cell by its share of the row, the sum last."""
    total = sum(row.counts.values())
    out = []
    for mark in marks:
        n = row.counts.get(mark.code, 0)
        fill = _GROUNDS[min(4, 1 + 4 * n // total) if n and total else 0]
        out.append({"text": f"{n:,}" if n else "", "fill": fill, "ink": black_or_white(fill)})
    return [*out, {"text": f"{total:,}", "fill": _GROUNDS[0], "ink": "#181D25"}]
