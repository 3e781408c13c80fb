"""Dates as people type them, kept as what they can mean: an interval, how precise it is, and the original text.

Source of the forms: design of the domain rules, "Dates" (R8.1.15, 8.1.15, 令和8年度末, 2026/4, 2025年12月末);
適合基準日 also says R7年度末まで and R8以降の改修時 (標準化基本方針 2.2(5)).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
_ERA_STARTS = (("令和", date(2019, 5, 1), 2018), ("平成", date(1989, 1, 8), 1988))
_YEAR = r"(?P<era>令和|平成|[RH])?\s*(?P<year>元|\d{1,4})"
_TAIL = r"(?P<bound>まで|迄|以前|以降|以後|から|より)?(?:の?改修時)?"
_FORMS = tuple(
    re.compile(form + _TAIL)
    for form in (
        rf"{_YEAR}\s*[-/.年]\s*(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})日?",
        rf"{_YEAR}\s*[-/.年]\s*(?P<month>\d{{1,2}})月?(?P<part>上旬|中旬|下旬|初旬|末|頃)?",
        rf"{_YEAR}\s*年度(?P<part>上期|上半期|下期|下半期|末|中|内)?",
        rf"{_YEAR}\s*年(?P<part>末|中|内)?",
        r"(?P<era>令和|平成|[RH])(?P<year>元|\d{1,2})",
    )
)
_INSIDE = re.compile(
    r"(?:(?:令和|平成|[RH])\s*(?:元|\d{1,2})|(?<![\d.])(?:19|20)\d{2})"
    r"\s*(?:年度|[-/.年])\s*(?:\d{1,2}\s*(?:[-/.月]\s*(?:\d{1,2}\s*日?)?)?)?(?:上旬|中旬|下旬|初旬|上期|下期|末|中|内)?"
    r"(?:まで|迄|以前|以降|以後|から|より)?"
)
_DAYS = {"上旬": (1, 10), "初旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "末": (21, 31)}
_UNTIL, _FROM = ("まで", "迄", "以前"), ("以降", "以後", "から", "より")


@dataclass(frozen=True, slots=True)
class Span:
    """What a typed date can mean: any day from ``first`` to ``last``, both included.

    ``precision``: day · part (旬, 末) · month · half (上期, 下期) · year · fiscal (年度). ``bound``: "" on some day of
    the span · "until" by its last day · "from" from its first day on, with no end.
    """

    first: date
    last: date
    precision: str
    original: str
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """How many days are left until a date, as far as it is known: from ``least`` to ``most``; negative = past."""

    least: int
    most: int

    @property
    def past(self) -> bool:
        """Every day the text can mean has gone by (確実)."""
        return self.most < 0

    @property
    def may_be_past(self) -> bool:
        """Some day the text can mean has gone by, not all of them (可能性)."""
        return self.least < 0 <= self.most


def read(text: str) -> Span | None:
    """The span of a typed date, None for what is no date. A year below 100 without an era is one of 令和 (8.1.15)."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match is not None:
            try:
                return _span(match.groupdict(), fiscal="年度" in plain, original=text)
            except ValueError:
                return None
    return None


def find(text: str) -> Span | None:
    """The one date inside a sentence (適合基準日：令和8年4月1日（省令施行日）), None when there is none or several."""
    whole = read(text)
    if whole is not None:
        return whole
    plain = unicodedata.normalize("NFKC", text)
    found = [s for part in _INSIDE.findall(plain) if (s := read(part)) is not None]
    days = {(s.first, s.last) for s in found}
    return Span(found[0].first, found[0].last, found[0].precision, text, found[0].bound) if len(days) == 1 else None


def days_left(span: Span, today: date) -> Days:
    """Days from ``today`` to the span. A deadline (まで) counts to its last day, a beginning (以降) to its first."""
    first = span.last if span.bound == "until" else span.first
    last = span.first if span.bound == "from" else span.last
    return Days((first - today).days, (last - today).days)


def western(day: date) -> str:
    """2026-04-01."""
    return day.isoformat()


def japanese(day: date) -> str:
    """令和8年4月1日; days before 平成 in the western calendar."""
    for era, start, zero in _ERA_STARTS:
        if day >= start:
            year = day.year - zero
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def _span(found: dict[str, str | None], *, fiscal: bool, original: str) -> Span:
    number = 1 if found["year"] == "元" else int(found["year"] or 0)
    era, part = found.get("era"), found.get("part") or ""
    year = number + _ERAS[era] if era else number + 2018 if number < 100 else number
    word = found.get("bound") or ""
    bound = "until" if word in _UNTIL else "from" if word in _FROM else ""
    first, last, precision = _interval(year, found.get("month"), found.get("day"), part, fiscal=fiscal)
    return Span(first, last, precision, original, bound)


def _interval(year: int, month: str | None, day: str | None, part: str, *, fiscal: bool) -> tuple[date, date, str]:
    if month and day:
        exact = date(year, int(month), int(day))
        return exact, exact, "day"
    if month:
        start, end = date(year, int(month), 1), month_end(year, int(month))
        if part not in _DAYS:
            return start, end, "month"
        low, high = _DAYS[part]
        return start.replace(day=low), start.replace(day=min(high, end.day)), "part"
    if fiscal:  # from April to March
        if part in ("上期", "上半期"):
            return date(year, 4, 1), date(year, 9, 30), "half"
        if part in ("下期", "下半期"):
            return date(year, 10, 1), date(year + 1, 3, 31), "half"
        return (
            (date(year + 1, 3, 1), date(year + 1, 3, 31), "part")
            if part == "末"
            else (date(year, 4, 1), date(year + 1, 3, 31), "fiscal")
        )
    if part == "末":
        return date(year, 12, 1), date(year, 12, 31), "part"
    return date(year, 1, 1), date(year, 12, 31), "year"


def month_end(year: int, month: int) -> date:
    """The last day of a month. Raises ValueError for a month that does not exist."""
    if not 1 <= month <= 12:
        raise ValueError(month)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
