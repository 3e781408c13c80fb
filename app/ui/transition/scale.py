"""Months on a line: which month stands where, so that a bar, a band and a dragged date agree to the pixel."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date

from app.core.transition import Plan

NARROWEST = 42  # px of a month: 「12月」 in 12 px, with room at both sides
BEFORE, AFTER = 3, 6  # months shown before the first and after the last date


@dataclass(frozen=True, slots=True)
class Scale:
    """``first``: number of the month at the left edge (see :func:`number`); ``left`` and ``month`` in px."""

    first: int
    count: int
    left: float
    month: float

    @property
    def right(self) -> float:
        """The right edge of the last month."""
        return self.left + self.count * self.month

    def x(self, day: date) -> float:
        """Where a day stands; days outside stand outside."""
        part = (day.day - 1) / monthrange(day.year, day.month)[1]
        return self.left + (number(day) - self.first + part) * self.month

    def inside(self, day: date) -> float:
        """Where a day stands, held between the edges."""
        return min(max(self.x(day), self.left), self.right)

    def at(self, x: float) -> int:
        """The month whose beginning is nearest."""
        return self.first + round((x - self.left) / self.month)


def number(day: date) -> int:
    """Months since year 0, so that months can be counted and compared."""
    return day.year * 12 + day.month - 1


def beginning(month: int) -> date:
    """The first day of a month by its number; months beyond the calendar are its first and last."""
    held = min(max(month, number(date.min)), number(date.max))
    return date(held // 12, held % 12 + 1, 1)


def key(month: int) -> str:
    """2026-03, as it is recorded."""
    return f"{beginning(month):%Y-%m}"


def year_word(year: int) -> str:
    """2026年（令和8年）; years before 令和 stand alone."""
    return f"{year}年（令和{year - 2018 if year > 2019 else '元'}年）" if year >= 2019 else f"{year}年"


def month_word(day: date) -> str:
    """2026年1月."""
    return f"{day.year}年{day.month}月"


def span_of(plan: Plan, today: date) -> tuple[int, int]:
    """(first, last) month of everything there is to see, with some months of room, at least a year."""
    days = [today, *_days(plan)]
    first, last = number(min(days)) - BEFORE, number(max(days)) + AFTER
    return first, max(last, first + 11)


def _days(plan: Plan) -> Iterable[date]:
    for move in plan.moves.values():
        for timing in (move.shift, move.before, move.lift):
            if timing is not None and timing.settled is not None:
                yield timing.settled.first
                if timing is move.shift:
                    yield min(timing.settled.last, date(min(timing.settled.first.year + 2, MAXYEAR), 12, 31))
