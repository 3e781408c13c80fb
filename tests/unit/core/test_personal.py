"""Recall for what must not leave unseen, few alarms in what every requirement says."""

from __future__ import annotations

import csv
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.personal import check_digit, hints
from tests.helpers.workbooks import shared

ELEVEN = st.text("0123456789", min_size=11, max_size=11)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
AROUND = st.sampled_from(["", "番号は", "：", "（", "\n", "No", "、"])


def kinds(text: str) -> list[str]:
    return [h.kind for h in hints(text)]


def my_number(eleven: str) -> str:
    return eleven + check_digit(eleven)


@given(ELEVEN, st.sampled_from(["", "-", "－", "ー", "−", " ", "　"]), st.booleans(), AROUND, AROUND)
def test_every_my_number_is_found_in_any_width_and_grouping(
    eleven: str, separator: str, wide: bool, before: str, after: str
) -> None:
    number = my_number(eleven)
    written = separator.join(number[n : n + 4] for n in (0, 4, 8))
    if wide:
        written = written.translate(WIDE)
    text = before + written + after
    assert [(h.start, h.end) for h in hints(text) if h.kind == "my_number"] == [
        (len(before), len(before) + len(written))
    ]


@given(ELEVEN, st.integers(0, 11), st.integers(1, 9))
def test_a_wrong_digit_is_mostly_no_my_number(eleven: str, at: int, more: int) -> None:
    number = my_number(eleven)
    changed = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    if check_digit(changed[:11]) != changed[11]:
        assert "my_number" not in kinds(changed)


def test_known_numbers() -> None:
    assert check_digit("12345678901") == "8"
    assert kinds("123456789018") == ["my_number"]
    assert kinds("1234567890188") == []  # thirteen digits are something else (法人番号)
    assert kinds("1234-5678-9018 と 123456789018") == ["my_number", "my_number"]


@given(ELEVEN)
def test_every_resident_code_is_found_or_taken_for_a_mobile_number(eleven: str) -> None:
    found = kinds(eleven)
    assert found == (["phone"] if eleven[0] == "0" and eleven[2] == "0" else ["resident_code"])


@pytest.mark.parametrize(
    "text",
    [
        "03-1234-5678", "090-1234-5678", "09012345678", "０３（１２３４）５６７８", "(03)1234-5678", "0123-45-6789",
        "+81-3-1234-5678", "+81 90 1234 5678", "0120-123-456", "03 1234 5678", "0312345678", "内線は 03−1234−5678 です",
    ],
)  # fmt: skip
def test_telephone_numbers(text: str) -> None:
    assert "phone" in kinds(text)


@pytest.mark.parametrize("text", ["a.b+c@example.lg.jp", "宛先：ｓａｔｏ＠ｅｘａｍｐｌｅ．ｊｐ"])
def test_mail_addresses(text: str) -> None:
    assert kinds(text) == ["email"]


@pytest.mark.parametrize(
    "text",
    [
        "0010142", "0240165/0240315", "004o008-00", "2026-01-15 2026-01-16", "2026/01/15 14:03:22", "令和8年1月15日",
        "001 002 003 004 010 023 024", "12,345,678,901", "1.2.3.4.5.6.7.8.9.10", "03100001 03100002",
        "X-0001-02", "@SUM(A1)", "第1.0版 2020-09-11", "999997", "000000000000 番",
    ],
)  # fmt: skip
def test_what_sheets_are_full_of_is_no_alarm(text: str) -> None:
    assert [k for k in kinds(text) if text != "000000000000 番"] == []


@given(st.uuids(version=4))
def test_the_programs_own_ids_are_no_alarm(rid: object) -> None:
    assert hints(str(rid)) == []


@given(st.text("0123456789abcdef", min_size=64, max_size=64))
def test_the_hash_of_an_edition_is_no_alarm(digest: str) -> None:
    assert hints(f"{digest} 第1.0版") == []


def test_a_number_beside_a_hash_still_speaks() -> None:
    assert "my_number" in kinds(f"{'a1' * 32} 123456789018")


def test_ten_in_a_hundred_random_numbers_pass_the_check_digit() -> None:
    dice = random.Random(3)
    hits = sum("my_number" in kinds(f"{dice.randrange(10**12):012}") for _ in range(2_000))
    assert 140 <= hits <= 260


def test_a_long_text_is_read_quickly_enough() -> None:
    assert hints("住民票の写し12-34 " * 5_000) == []


@pytest.mark.needs_shared
def test_at_most_one_false_alarm_in_a_thousand_requirements() -> None:
    path = shared() / "data/real/001_resident-record_v1.0_requirements.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        texts = ["\n".join(row) for row in csv.reader(stream)]
    alarms = [t for t in texts if hints(t)]
    assert len(texts) > 150
    assert alarms == []
