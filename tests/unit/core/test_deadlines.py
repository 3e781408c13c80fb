"""The last day a typed date can mean."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.deadlines import last_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("R8.1.15", date(2026, 1, 15)),
        ("8.1.15", date(2026, 1, 15)),
        ("2026-01-15", date(2026, 1, 15)),
        ("２０２６／１／１５", date(2026, 1, 15)),
        ("令和8年1月15日まで", date(2026, 1, 15)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("2026/4", date(2026, 4, 30)),
        ("2025年12月末", date(2025, 12, 31)),
        ("R8.2上旬", date(2026, 2, 10)),
        ("R8.2", date(2026, 2, 28)),
        ("令和8年度末", date(2027, 3, 31)),
        ("令和8年度上期", date(2026, 9, 30)),
        ("令和8年", date(2026, 12, 31)),
        ("H31.4.30", date(2019, 4, 30)),
    ],
)
def test_the_last_day(text: str, day: date) -> None:
    assert last_day(text) == day


@pytest.mark.parametrize(
    "text", ["", "未定", "R8.13.1", "R8.2.30", "早めに", "令和", "8", "2026/13", "R9999999", "R8以降"]
)
def test_no_date(text: str) -> None:
    assert last_day(text) is None
