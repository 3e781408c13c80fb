"""Deadlines that follow backward from a calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.deadlines import Event, Lead, lead, propose

DAY = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", date(2026, 10, 31)),
        ("30", date(2026, 10, 1)),
        ("３０日前", date(2026, 10, 1)),
        ("2週間", date(2026, 10, 17)),
        ("1か月前まで", date(2026, 9, 30)),
        ("8ヶ月", date(2026, 2, 28)),
        ("12月", date(2025, 10, 31)),
    ],
)
def test_how_long_before(text: str, day: date) -> None:
    found = lead(text)
    assert found is not None
    assert found.before(DAY) == day


@pytest.mark.parametrize("text", ["早めに", "-3", "1年", "3.5日", "10000000日"])
def test_what_is_no_lead(text: str) -> None:
    assert lead(text) is None


@given(st.dates(), st.integers(0, 9999), st.integers(0, 600))
def test_it_is_never_after_the_day(day: date, days: int, months: int) -> None:
    assert Lead(days, months).before(day) <= day


def event(name: str, day: str, basis: str = "budget", business: str = "") -> Event:
    return Event(name, basis, business, date.fromisoformat(day), Lead(days=10))


def test_the_next_one_of_its_basis_its_own_business_first() -> None:
    held = [
        event("当初", "2026-10-31"),
        event("補正", "2027-01-20"),
        event("去年", "2025-10-31"),
        event("税だけ", "2026-12-01", business="010"),
        event("移行", "2026-11-01", basis="migration"),
    ]
    today = date(2026, 10, 1)
    assert propose(held, "budget", "001", today).name == "当初"
    assert propose(held, "budget", "010", today).name == "税だけ"
    assert propose(held, "budget", "001", date(2026, 10, 22)).name == "補正", "10 days before is over"
    assert propose(held, "budget", "001", date(2028, 1, 1)).name == "補正", "all are over: the last, which is late"
    assert propose(held, "rfp", "001", today) is None
