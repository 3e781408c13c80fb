"""What the transition of a town must be, worked out from its facts alone by looking at every two systems.

Plain facts in, plain facts out; nothing here knows the program. Months are numbers (year × 12 + month).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

OPEN = -1
"""In place of the month in which a transition ends, or of a date: nobody knows."""


@dataclass(frozen=True, slots=True)
class System:
    """One system as the survey writes it; ``date`` as people type it."""

    id: str
    inside: bool  # 標準化対象, or nothing said
    businesses: tuple[str, ...]
    date: str
    difficult: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """Systems, published linkages between businesses (from, to), and today's between systems (from, to)."""

    systems: tuple[System, ...]
    published: tuple[tuple[str, str], ...]
    today: tuple[tuple[str, str], ...]


def month(text: str) -> int:
    """令和8年1月, R8.1, 2026-01 → a number of months; OPEN for anything else."""
    found = re.fullmatch(r"(令和|R)(\d+)[年.](\d+)月?", text) or re.fullmatch(r"()(\d{4})-(\d+)", text)
    if found is None:
        return OPEN
    year = int(found[2]) + (2018 if found[1] else 0)
    return year * 12 + int(found[3])


def pairs(town: Town, trial: Mapping[str, str] | None = None) -> dict[frozenset[str], tuple[int, int, int]]:
    """Two systems in transition → (from, to, tests); OPEN where nobody knows (then the tests are 0)."""
    dates = {s.id: month((trial or {}).get(s.id, s.date)) for s in town.systems}
    moved = [s for s in town.systems if s.inside or s.date or s.difficult]
    out: dict[frozenset[str], tuple[int, int, int]] = {}
    for a in moved:
        for b in moved:
            if a.id < b.id and linked(town, a, b):
                early, late = sorted((dates[a.id], dates[b.id]))
                if early == OPEN:
                    if late == OPEN and a.group and a.group == b.group:
                        continue
                    out[frozenset((a.id, b.id))] = (late, OPEN, 0)
                elif early != late:
                    out[frozenset((a.id, b.id))] = (early, late, 2)
    return out


def linked(town: Town, a: System, b: System) -> bool:
    """Whether any data runs between two systems, today or by the standard, whichever way."""
    if any({source, target} == {a.id, b.id} for source, target in town.today):
        return True
    if not (a.inside and b.inside):
        return False
    return any(
        (source in a.businesses and target in b.businesses) or (source in b.businesses and target in a.businesses)
        for source, target in town.published
    )


def tests(found: Iterable[tuple[int, int, int]]) -> int:
    """All tests whose number is known."""
    return sum(n for _, _, n in found)
