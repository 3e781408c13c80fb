"""Typed dates as intervals: what they can mean, how many days are left, and what is only possible."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import Days, days_left, find, japanese, month_end, read, western

days = st.dates(date(2019, 5, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "bound"),
    [
        ("R8.1.15", "2026-01-15", "2026-01-15", "day", ""),
        ("8.1.15", "2026-01-15", "2026-01-15", "day", ""),
        ("令和8年度末", "2027-03-01", "2027-03-31", "part", ""),
        ("2026/4", "2026-04-01", "2026-04-30", "month", ""),
        ("2025年12月末", "2025-12-21", "2025-12-31", "part", ""),
        ("R7年度末まで", "2026-03-01", "2026-03-31", "part", "until"),
        ("R8以降の改修時", "2026-01-01", "2026-12-31", "year", "from"),
        ("令和8年度下期", "2026-10-01", "2027-03-31", "half", ""),
        ("令和8年度", "2026-04-01", "2027-03-31", "fiscal", ""),
        ("２０２４年２月下旬", "2024-02-21", "2024-02-29", "part", ""),
        ("令和元年5月1日から", "2019-05-01", "2019-05-01", "day", "from"),
    ],
)
def test_what_a_text_can_mean(text: str, first: str, last: str, precision: str, bound: str) -> None:
    span = read(text)
    assert span is not None
    assert (western(span.first), western(span.last), span.precision, span.bound) == (first, last, precision, bound)
    assert span.original == text


@pytest.mark.parametrize("text", ["", "未定", "R8.13.1", "2026/2/30", "早めに", "8", "○", "第1.1版", "R9999999"])
def test_no_date(text: str) -> None:
    assert read(text) is None
    assert find(text) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("適合基準日：令和8年4月1日（省令施行日）", "2026-04-01"),
        ("令和8年4月1日(2026年4月1日)", "2026-04-01"),
        ("R7年度末までに対応", "2026-03-01"),
        ("施行は2026/4/1", "2026-04-01"),
    ],
)
def test_the_one_date_of_a_sentence(text: str, first: str) -> None:
    span = find(text)
    assert span is not None
    assert western(span.first) == first


def test_two_dates_are_not_one() -> None:
    assert find("令和8年4月1日又は令和9年4月1日") is None


@given(days)
def test_every_way_of_writing_a_day_is_that_day(day: date) -> None:
    reiwa = day.year - 2018
    for text in (
        day.isoformat(),
        f"R{reiwa}.{day.month}.{day.day}",
        f"{reiwa}.{day.month}.{day.day}",
        japanese(day),
        f"{day.year}年{day.month}月{day.day}日まで",
        f"{day.year}/{day.month:02d}/{day.day:02d}",
    ):
        span = read(text)
        assert span is not None
        assert (span.first, span.last, span.precision) == (day, day, "day")


@given(st.integers(1, 80), st.integers(1, 12), st.sampled_from(("", "上旬", "中旬", "下旬", "末", "頃")))
def test_a_part_lies_inside_its_month(year: int, month: int, part: str) -> None:
    whole, span = read(f"令和{year}年{month}月"), read(f"R{year}.{month}{part}")
    assert whole is not None
    assert span is not None
    assert whole.first <= span.first <= span.last <= whole.last == month_end(2018 + year, month)


@given(st.integers(2, 80), days)
def test_days_left_is_certain_only_where_every_day_agrees(year: int, today: date) -> None:
    span = read(f"令和{year}年度")
    assert span is not None
    left = days_left(span, today)
    past = [d < today for d in (span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1))]
    assert left.past == all(past)
    assert left.may_be_past == (any(past) and not all(past))
    assert days_left(span, span.first).least == 0


def test_a_deadline_counts_to_its_last_day_and_a_beginning_to_its_first() -> None:
    until, beginning = read("R8年度末まで"), read("R8年度以降")
    assert until is not None
    assert beginning is not None
    assert days_left(until, date(2027, 3, 30)) == Days(1, 1)
    assert days_left(beginning, date(2026, 3, 31)) == Days(1, 1)
