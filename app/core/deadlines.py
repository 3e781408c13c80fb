"""Deadlines as people type them: the last day a text can mean, so that what is called late is late for certain."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
_YEAR = r"(?P<era>令和|平成|[RH])?\s*(?P<year>元|\d{1,4})"
_FORMS = (
    re.compile(rf"{_YEAR}\s*[-/.年]\s*(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})日?"),
    re.compile(rf"{_YEAR}\s*[-/.年]\s*(?P<month>\d{{1,2}})月?(?P<part>上旬|中旬|下旬|初旬|末|頃)?"),
    re.compile(rf"{_YEAR}\s*年度(?P<part>上期|上半期|下期|下半期|末|中|内)?"),
    re.compile(rf"{_YEAR}\s*年(?P<part>末|中|内)?"),
)
_LAST_OF_PART = {"上旬": 10, "初旬": 10, "中旬": 20}


def last_day(text: str) -> date | None:
    """The last day a date of any precision can mean: R8.1.15, 8.1.15, 令和8年度末, 2026/4, 2025年12月末.

    None for what is no date. A year below 100 without an era is one of 令和 (8.1.15).
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).removesuffix("まで").removesuffix("迄")
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match is not None:
            try:
                return _last(match.groupdict(), fiscal="年度" in plain)
            except ValueError:
                return None
    return None


def _last(found: dict[str, str | None], *, fiscal: bool) -> date:
    number = 1 if found["year"] == "元" else int(found["year"] or 0)
    era = found.get("era")
    year = number + _ERAS[era] if era else number + 2018 if number < 100 else number
    part = found.get("part") or ""
    if found.get("day"):
        return date(year, int(found["month"] or 0), int(found["day"] or 0))
    if found.get("month"):
        month = int(found["month"] or 0)
        return date(year, month, _LAST_OF_PART[part]) if part in _LAST_OF_PART else _month_end(year, month)
    if fiscal:  # from April to March
        return date(year, 9, 30) if part in ("上期", "上半期") else date(year + 1, 3, 31)
    return date(year, 12, 31)


def _month_end(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)
