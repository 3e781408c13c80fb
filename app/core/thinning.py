"""Which backups to keep: everything of two days, then one a day, a week, a month."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, timedelta

ALL_DAYS, DAILY, WEEKLY, MONTHLY = 2, 12, 10, 9


def keep(times: Iterable[datetime], now: datetime) -> set[datetime]:
    """The times to keep: all of the last 2 days, the newest of each of 12 days, 10 weeks and 9 months.

    The newest backup is always kept. Times in the future (a clock was set back) are kept as well.
    """
    newest_first = sorted(set(times), reverse=True)
    kept = set(newest_first[:1])
    kept.update(t for t in newest_first if now - t <= timedelta(days=ALL_DAYS))
    rules: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (DAILY, lambda t: t.date()),
        (WEEKLY, lambda t: t.isocalendar()[:2]),
        (MONTHLY, lambda t: (t.year, t.month)),
    )
    for count, period in rules:
        seen: set[Hashable] = set()
        for time in newest_first:
            if period(time) not in seen and len(seen) < count:
                seen.add(period(time))
                kept.add(time)
    return kept
