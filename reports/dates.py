"""Dates as they stand on printed Japanese office forms."""

from __future__ import annotations

import re
from datetime import date, datetime

_ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"))


def wareki(day: date) -> str:
    """令和8年1月15日; the first year is 元年, days before 昭和 stay in the Western calendar."""
    plain = day.date() if isinstance(day, datetime) else day
    for start, era in _ERAS:
        if plain >= start:
            year = plain.year - start.year + 1
            return f"{era}{'元' if year == 1 else year}年{plain.month}月{plain.day}日"
    return f"{plain.year}年{plain.month}月{plain.day}日"


def wareki_time(moment: datetime) -> str:
    """令和8年1月15日 14:03, in the moment's own zone."""
    return f"{wareki(moment)} {moment:%H:%M}"


def short_wareki(text: str) -> str:
    """R8.1.30 for a text that is an ISO date, any other text as it stands: narrow columns of office forms."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    for start, sign in zip((s for s, _ in _ERAS), "RHS", strict=True):
        if day >= start:
            return f"{sign}{day.year - start.year + 1}.{day.month}.{day.day}"
    return text


_SHORT = re.compile(r"(?<!\S)([RHS])(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2}))?(?!\S)")


def western(text: str) -> str:
    """The text with each date of ours (R8.1.30, R8.3) as ISO writes it: 2026-01-30, 2026-03. What is no date stays."""

    def iso(found: re.Match[str]) -> str:
        start = next(s for (s, _), sign in zip(_ERAS, "RHS", strict=True) if sign == found[1])
        year, month, day = start.year + int(found[2]) - 1, int(found[3]), int(found[4] or 1)
        try:
            date(year, month, day)
        except ValueError:
            return found[0]
        return f"{year}-{month:02}-{day:02}" if found[4] else f"{year}-{month:02}"

    return _SHORT.sub(iso, text)
