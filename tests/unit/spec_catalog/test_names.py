"""Businesses, ids, symbols and nodes."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec_catalog import business, ids, nodes
from spec_catalog.nodes import Node


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("001", "001"),
        ("023-1", "023-1"),
        ("31", "031"),
        ("０２４", "024"),
        ("住民基本台帳", "001"),
        ("住記", "001"),
        ("住民記録システム標準仕様書", "001"),
        ("戸籍附票", "004"),
        ("戸籍の附票", "004"),
        ("戸籍", "003"),
        ("国保", "024"),
        ("選挙人名簿管理", "006"),
        ("ＥＵＣ", "034"),
        ("児童扶養手当", "020"),
        ("住登外者宛名番号管理機能", "031"),
        ("団体内統合宛名システム", "032"),
        ("099", None),
        ("", None),
        ("議会だより", None),
    ],
)
def test_find_business(text: str, want: str | None) -> None:
    assert business.find(text) == want


def test_businesses_are_the_published_ones() -> None:
    every = business.all_businesses()
    assert [b.id for b in every] == [f"{i:03d}" for i in range(1, 40)]
    assert [b.id for b in every if b.common] == ["029", "030", "031", "032", "033", "034", "036", "037"]
    assert len(business.TWENTY) == 20
    assert {t for b in every for t in b.twenty} == set(business.TWENTY)
    assert business.name_of("023-1") == "介護保険（023-1）"
    assert business.name_of("001") == "住民基本台帳"
    assert business.name_of("999") == "999"
    for b in every:
        assert business.find(b.name) == b.id
        for alias in b.aliases:
            assert business.find(alias) == b.id


@pytest.mark.parametrize(
    ("kind", "text", "want"),
    [
        ("req", "10354", "0010354"),
        ("req", "０２４０１６５", "0240165"),
        ("req", "024\n0165", "0240165"),
        ("req", "010115", "0010115"),
        ("req", "0310002住登外者宛名情報管理機能", "0310002"),
        ("link", "004O008", "004o008"),
        ("link", "0040008", "004o008"),
        ("link", "004o\n008", "004o008"),
        ("link", "００４ｏ００８", "004o008"),
        ("data", "3100001", "03100001"),
        ("code", "1", "001"),
    ],
)
def test_repairs_are_proposed_never_applied(kind: str, text: str, want: str) -> None:
    assert ids.canonical(kind, text) is None
    assert ids.repairs(kind, text)[0] == want
    assert ids.canonical(kind, want) == want


def test_repairs_prefer_the_own_business() -> None:
    assert ids.repairs("req", "0115", "001")[0] == "0010115"
    assert ids.repairs("req", "0240165/0240315", "024") == ("0240165", "0240315")
    assert ids.repairs("req", "なし") == ()
    assert ids.functions_in("0240165\n/0240315") == ("0240165", "0240315")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("◎", "mandatory"),
        ("○", "optional"),
        ("〇", "optional"),
        ("◯", "optional"),
        ("×", "prohibited"),
        ("✕", "prohibited"),
        ("x", "prohibited"),
        ("Ｘ", "prohibited"),
        ("-", "unlisted"),
        ("－", "unlisted"),
        ("ー", "unlisted"),
        (" ◎\n", "mandatory"),
        ("実装必須機能", "mandatory"),
        ("標準オプション", "optional"),
        ("実装不可", "prohibited"),
        ("必須", "mandatory"),
        ("△", None),
        ("", None),
        ("サーバー", None),
    ],
)
def test_classes(text: str, want: str | None) -> None:
    assert ids.class_of(text) == want


def test_natural_order() -> None:
    mixed = ["1.10", "1.2", "B.1.1", "1.1.2", "A.2", "1.1"]
    assert sorted(mixed, key=ids.natural_key) == ["1.1", "1.1.2", "1.2", "1.10", "A.2", "B.1.1"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("business:001", ("001", "001", "")),
        ("business:023-1", ("023-1", "023-1", "")),
        ("req:0010101", ("001", "0010101", "")),
        ("req:023-1/0230001", ("023-1", "0230001", "")),
        ("form:0230010", ("023", "0230010", "")),
        ("link:001/004o008-00", ("001", "004o008", "00")),
        ("data:03100001", ("031", "03100001", "")),
        ("code:031/001", ("031", "001", "")),
        ("req:~0123abcd/1.1.2/◎", ("", "~0123abcd/1.1.2/◎", "")),
        ("nonfunc:B.1.1.2", ("", "B.1.1.2", "")),
        ("flow:023/02-01", ("023", "02-01", "")),
        ("req:0010163-2", ("001", "0010163", "2")),
        ("function:K-0001", ("", "K-0001", "")),
        ("dept:市民課", ("", "市民課", "")),
    ],
)
def test_node_grammar(text: str, parts: tuple[str, str, str]) -> None:
    node = nodes.parse(text)
    assert (node.business, node.id, node.branch) == parts
    assert str(node) == text


@pytest.mark.parametrize(
    "text", ["", "req", "req:", "nope:1", "business:1", "business:", "req:  ", "link:001/", "req:a\nb"]
)
def test_not_a_node(text: str) -> None:
    with pytest.raises(ValueError):
        nodes.parse(text)


some_id = st.text(string.ascii_letters + string.digits + "-/.o~◎市民 ", min_size=1, max_size=12) | st.sampled_from(
    ["0010101", "004o008", "03100001", "001", "B.1.1.2", "02-01", "~0123abcd/1.1/◎"]
)


@given(
    st.sampled_from(nodes.ALL_KINDS),
    st.sampled_from(["", "001", "023-1", "031"]),
    some_id,
    st.sampled_from(["", "", "00", "2", "a"]),
)
def test_every_node_survives_its_text(kind: str, of: str, id: str, branch: str) -> None:
    try:
        node = Node(kind, of, id, branch)
    except ValueError:
        return
    assert nodes.parse(str(node)) == node
