"""Laws of comparing: keys map back, marks lie inside the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec_catalog.text import _APART, match_key, match_key_map, only_in_first

japanese = st.text(
    st.sampled_from(
        "住民票の写しを交付できること。、・（）ｶﾞｱ㍿Ⅲ①ー－-〜～ A1ａ１\n　𠮷髙神葛\U000e0100がか\u3099ßİ\u0301ﬁ"
    ),
    max_size=40,
)
anything = st.text(max_size=30)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ｶﾞﾗｽ", "ガラス"),
        ("ＥＵＣ　機能", "euc機能"),
        ("住民票\nの写し", "住民票の写し"),
        ("1－2", "１‐２"),
        ("1―2", "1-2"),
        ("葛\U000e0100", "葛"),
        ("神", "神"),
        ("～以上", "〜以上"),
    ],
)
def test_spellings_that_meet(first: str, second: str) -> None:
    assert match_key(first) == match_key(second)


@pytest.mark.parametrize(("first", "second"), [("サーバー", "サーバ"), ("ビル", "ピル"), ("か", "が"), ("大", "犬")])
def test_spellings_that_stay_apart(first: str, second: str) -> None:
    assert match_key(first) != match_key(second)


@given(japanese | anything)
def test_key_and_map_agree(text: str) -> None:
    key, offsets = match_key_map(text)
    assert key == match_key(text)
    assert len(offsets) == len(key)
    assert list(offsets) == sorted(offsets)
    assert all(0 <= o < len(text) for o in offsets)
    assert not any(ch.isspace() for ch in key)


@given(st.text(st.sampled_from("住民のーカッｂＡ1－〜～①…。、・ \n　\t「」○×※Ⅳ→亜𠮷\u3099"), max_size=20))
def test_the_short_way_to_a_key_leads_to_the_same(text: str) -> None:
    assert match_key(text) == match_key_map(text)[0]


@given(japanese | anything)
def test_white_space_never_matters_around(text: str) -> None:
    assert match_key(f"　{text}\n") == match_key(text)


@given(japanese | anything, japanese | anything)
def test_marks_lie_inside_and_apart(first: str, second: str) -> None:
    end = 0
    for start, stop in only_in_first(first, second):
        assert end <= start < stop <= len(first)
        end = stop
    assert only_in_first(first, first) == ()


def test_words_only_the_standard_has() -> None:
    standard = "発行番号の一部を発行場所単位を示す番号とすること。㍿ｶﾞ端末名"
    today = "証明書に発行番号を印字する。番号は本庁と支所を通す。株式会社ガ"
    marked = [standard[a:b] for a, b in only_in_first(standard, today)]
    assert marked == ["一部を発行場所単位を示す", "端末名"]


@given(st.one_of(japanese, anything))
def test_the_quick_key_is_that_of_the_map(text: str) -> None:
    assert match_key(text) == match_key_map(text)[0]


@given(st.text("か゛゜\u3099\u309aｶﾞﾊﾟーㅏ가\u1161\u11a8e\u0301ーー－〜a\u200b", max_size=12))
def test_the_quick_key_sees_what_joins(text: str) -> None:
    assert match_key(text) == match_key_map(text)[0]


def test_characters_taken_one_by_one_join_nothing() -> None:
    second = {0x1161 + n for n in range(21)} | {0x11A8 + n for n in range(27)}
    for point in range(0x110000):
        parts = unicodedata.decomposition(chr(point)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            second.add(int(parts[1], 16))
    for point in range(0x110000):
        if _APART.match(chr(point)):
            first = unicodedata.normalize("NFKD", chr(point))[0]
            assert not unicodedata.combining(first), hex(point)
            assert ord(first) not in second, hex(point)
