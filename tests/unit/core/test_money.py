"""Money of an option: what people type, sums, the subsidy with its ceiling, and the goal for running costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import money


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("1200000", 1_200_000),
        ("1,200,000円", 1_200_000),
        ("１２０万円", 1_200_000),
        ("￥3,000", 3_000),
        ("1.5百万円", 1_500_000),
        ("約 20千円", 20_000),
        ("0", 0),
        ("0.5円", None),
        ("-3", None),
        ("三千円", None),
        ("1,2万", None),
        ("", None),
        ("9" * 20, None),
    ],
)
def test_what_people_type(text: str, yen: int | None) -> None:
    assert money.amount(text) == yen


@given(st.integers(0, 10**13))
def test_what_is_shown_is_read_again(yen: int) -> None:
    assert money.amount(money.shown(yen)) == yen


def test_sums_and_years() -> None:
    found = money.Money({"設計": 100, "開発": 900}, {"運用・保守": 50})
    assert (found.once, found.yearly, found.over(5)) == (1000, 50, 1250)
    assert not found.empty
    assert money.Money({}, {}).empty


@pytest.mark.parametrize(
    ("subsidy", "ceiling", "share"),
    [(None, None, None), (False, 400, 1000), (True, None, 0), (True, 400, 600), (True, 5000, 0)],
)
def test_what_the_municipality_pays_itself(subsidy: bool | None, ceiling: int | None, share: int | None) -> None:
    assert money.Money({"設計": 1000}, {}, subsidy, ceiling).own_share == share


@pytest.mark.parametrize(
    ("before", "after", "percent"), [(100, 70, 30), (100, 120, -20), (0, 5, None), (100, None, None)]
)
def test_running_costs_against_those_of_before(before: int, after: int | None, percent: float | None) -> None:
    assert money.Money({}, {}, before=before, after=after).reduction == percent


def test_fields_of_another_form_count_as_not_said() -> None:
    found = money.money(
        {"initial": {"設計": 5, "開発": "x", "その他": -1, "端末": True}, "annual": [], "subsidy": "yes", "before": "1"}
    )
    assert found == money.Money({"設計": 5}, {})


def test_items_are_checked_by_name_and_amount() -> None:
    assert money.checked({"設計": "120万円", "開発": " "}, ["設計", "開発"]) == ({"設計": 1_200_000}, "")
    assert "費用に「飲食」" in money.checked({"飲食": "1"}, ["設計"])[1]
    assert "「たくさん」は金額として読めません" in money.checked({"設計": "たくさん"}, ["設計"])[1]
