"""How much work a plan of moves makes, month by month.

Rule (吹田市, 取組事例集 第2.0版: 1業務あたり毎月1人月程度): a business costs the rate in every month in which it is at
work. That it is at work for some months before its move, and while one of its linkages is in transition, is our
proposal; both the rate and the months are data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.transition import Plan


@dataclass(frozen=True, slots=True)
class Effort:
    """Person-months. ``by_month``: 2026-01 → how much; ``unknown``: businesses whose date nobody knows, not counted."""

    by_month: Mapping[str, float]
    businesses: int
    unknown: int

    @property
    def total(self) -> float:
        """Over all months."""
        return sum(self.by_month.values())

    @property
    def peak(self) -> tuple[str, float]:
        """The busiest month (the first of them) and how much it takes; ("", 0) when there is none."""
        if not self.by_month:
            return "", 0.0
        most = max(self.by_month.values())
        return next(m for m, v in sorted(self.by_month.items()) if v == most), most


def effort(plan: Plan) -> Effort:
    """The effort of a plan. A business that several systems serve counts once a month; a system without a business
    counts as one."""
    ends: dict[str, list[date]] = {}
    for pair in plan.pairs:
        if pair.end is not None:
            for system in (pair.a, pair.b):
                ends.setdefault(system, []).append(pair.end)
    busy: dict[str, set[int]] = {}
    lost: set[str] = set()
    for move in plan.moves.values():
        works = move.businesses or (move.id,)
        shift = move.shift.settled
        if shift is None:
            lost.update(works)
            continue
        at = _number(shift.first)
        last = max([at, *(_number(end) for end in ends.get(move.id, ()))])
        for work in works:
            busy.setdefault(work, set()).update(range(at - plan.rules.lead_months, last))
    by_month: dict[str, float] = {}
    for months in busy.values():
        for month in months:
            key = f"{month // 12}-{month % 12 + 1:02d}"
            by_month[key] = by_month.get(key, 0.0) + plan.rules.rate
    return Effort(dict(sorted(by_month.items())), len(busy.keys() | lost), len(lost - busy.keys()))


def _number(day: date) -> int:
    """Months since year 0; the month of a move is one in which the new system runs."""
    return day.year * 12 + day.month - 1
