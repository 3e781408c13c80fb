"""Deadlines as people type them, and as they follow from a calendar of days that can't be moved.

A typed deadline is the last day its text can mean, so that what is called late is late for certain.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.dates import read


def last_day(text: str) -> date | None:
    """The last day a date of any precision can mean: R8.1.15, 8.1.15, 令和8年度末, 2026/4, 2025年12月末.

    None for what is no date, and for a beginning without an end (R8以降).
    """
    span = read(text)
    return None if span is None or span.bound == "from" else span.last


_LEAD = re.compile(r"(\d{1,4})(日|週間?|か月|ヶ月|カ月|ケ月|月)?(?:前|まで|前まで)?")


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before a day something must be ready."""

    days: int = 0
    months: int = 0

    def before(self, day: date) -> date:
        """The day that lies this long before another one; a day the month doesn't have becomes its last."""
        months = day.year * 12 + day.month - 1 - self.months
        year, month = divmod(months, 12)
        if year < 1:
            return date.min
        last = calendar.monthrange(year, month + 1)[1]
        try:
            return date(year, month + 1, min(day.day, last)) - timedelta(self.days)
        except OverflowError:
            return date.min


def lead(text: str) -> Lead | None:
    """30, 30日前, 2週間, 1か月前まで; None for what is none of them. "" is the day itself."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not plain:
        return Lead()
    found = _LEAD.fullmatch(plain)
    if found is None:
        return None
    number, unit = int(found[1]), found[2] or "日"
    if unit.startswith("週"):
        return Lead(days=7 * number)
    return Lead(days=number) if unit == "日" else Lead(months=number)


@dataclass(frozen=True, slots=True)
class Event:
    """A day of the calendar that others follow from. ``business`` "" holds for all of them."""

    name: str
    basis: str
    business: str
    day: date
    lead: Lead

    @property
    def ready_by(self) -> date:
        """The day by which everything for it must be ready."""
        return self.lead.before(self.day)


def propose(events: Iterable[Event], basis: str, business: str, today: date) -> Event | None:
    """The event an issue's deadline follows from: of its basis and business (else of all), the next one from today.

    When all are over, the last one: the deadline is then late, and says so.
    """
    fitting = [e for e in events if e.basis == basis]
    own = [e for e in fitting if e.business and e.business == business] or [e for e in fitting if not e.business]
    ahead = [e for e in own if e.ready_by >= today]
    if ahead:
        return min(ahead, key=lambda e: (e.ready_by, e.name))
    return max(own, key=lambda e: (e.ready_by, e.name), default=None)
