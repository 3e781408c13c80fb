"""Columns of a link picture: a step with many partners takes several, so that the picture fits a landscape page."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

LEAST = 12  # boxes under one another before a step takes another column
_SHAPE = 2.46  # rows² per box that make a page as wide as A3 landscape: a column is 260 px wide, a row 75 px high


def columns(steps: Mapping[str, int]) -> tuple[dict[str, int], dict[int, str]]:
    """(node → column, column → heading) for signed distances. Columns keep the order of the steps; a heading stands
    over the column of its step that is nearest to the centre."""
    rows = max(LEAST, round(sqrt(_SHAPE * len(steps))))
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


def heading(step: int) -> str:
    """What stands above a step."""
    if step == 0:
        return "見ているところ"
    if abs(step) == 1:
        return "提供してくる相手" if step < 0 else "受け取る相手"
    return f"{abs(step)}つ手前" if step < 0 else f"{step}つ先"
