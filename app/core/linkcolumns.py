"""Columns of a link picture: a step with many partners takes several, so that the picture fits a landscape page."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

LEAST, MOST = 12, 60  # boxes under one another before a step takes another column
_WIDE, _HIGH, _AROUND = 250, 55, 150  # pixels of a column, of a row, and of heading and legend
_PASSING = 0.3  # pixels a row gets higher per box on the picture, since lines pass between
_PAGE = sqrt(2)  # A3 landscape


def columns(steps: Mapping[str, int]) -> tuple[dict[str, int], dict[int, str]]:
    """(node → column, column → heading) for signed distances. Columns keep the order of the steps; a heading stands
    over the column of its step that is nearest to the centre."""
    rows = _rows(steps)
    out: dict[str, int] = {}
    headings: dict[int, str] = {}
    for side in (-1, 1):
        at = 0 if side < 0 else 1
        for step in sorted({s for s in steps.values() if (s > 0) == (side > 0)}, key=abs):
            members = [n for n, s in steps.items() if s == step]
            count = -(-len(members) // rows) if step else 1
            for n in range(count):
                out.update(dict.fromkeys(members[n::count], side * at))
                headings[side * at] = heading(step) if n == 0 else ""
                at += 1
    return out, headings


def _rows(steps: Mapping[str, int]) -> int:
    """How many boxes stand under one another, so that the picture is about as wide as a page."""
    sizes: dict[int, int] = {}
    for step in steps.values():
        sizes[step] = sizes.get(step, 0) + 1
    highest = max(sizes.values(), default=1)
    high = _HIGH + _PASSING * len(steps)
    for rows in range(LEAST, MOST):
        wide = sum(-(-n // rows) for n in sizes.values()) * _WIDE
        if wide <= _PAGE * (min(rows, highest) * high + _AROUND):
            return rows
    return MOST if highest > LEAST else LEAST


def heading(step: int) -> str:
    """What stands above a step."""
    if step == 0:
        return "見ているところ"
    if abs(step) == 1:
        return "提供してくる相手" if step < 0 else "受け取る相手"
    return f"{abs(step)}つ手前" if step < 0 else f"{step}つ先"
