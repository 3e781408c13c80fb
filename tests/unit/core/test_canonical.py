"""One byte form for everything hashed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.canonical import canonical, length_prefixed
from app.core.records import deterministic_rid, item_rid, mapping_rid
from app.core.stamps import basis
from spec_catalog.model import SizeClasses, SpecItem

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON.filter(lambda v: "\\ud" not in json.dumps(v)))
def test_canonical_text_reads_back_and_is_stable(value: object) -> None:
    data = canonical(value)
    assert json.loads(data) == value
    assert canonical(json.loads(data)) == data


@given(st.dictionaries(st.text(max_size=3), st.integers(), min_size=2))
def test_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert canonical(value) == canonical(dict(reversed(value.items())))


@pytest.mark.parametrize("value", [1.5, {"a": [1, {"b": 0.0}]}, float("nan"), (2.0,)])
def test_floats_have_no_canonical_form(value: object) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical(value)


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_no_two_sequences_share_their_bytes(a: list[str], b: list[str]) -> None:
    a, b = ([t.encode("utf-8", "ignore").decode() for t in x] for x in (a, b))
    assert (length_prefixed(tuple(a)) == length_prefixed(tuple(b))) == (a == b)


def test_record_ids_are_fixed_for_all_time() -> None:
    """Other PCs hold records under these ids; a change here would split every municipality's work in two."""
    assert item_rid("999997", "001", "req", "0010101", "") == "c220aebd-1a91-50f8-9e9f-9a463f9f8c98"
    assert item_rid("999997", "001", "req", "0010101", "") != item_rid("131016", "001", "req", "0010101", "")
    assert mapping_rid("1", "2", "3", "4", "", "5") != mapping_rid("1", "2", "3", "", "4", "5")
    assert deterministic_rid("item", "a", "bc") != deterministic_rid("item", "ab", "c")


def test_the_stamp_ignores_looks_and_notices_content() -> None:
    item = SpecItem(
        "001",
        "req",
        "0010101",
        text="証明書を 発行できること。",
        classes=SizeClasses("mandatory", "mandatory", "mandatory"),
    )
    same = SpecItem(
        "001", "req", "0010101", order=9, name="別名", text="証明書を発行できること。\n", classes=item.classes
    )
    assert basis(item) == basis(same)
    changed = [
        SpecItem("001", "req", "0010101", text="証明書を交付できること。", classes=item.classes),
        SpecItem("001", "req", "0010101", text=item.text, classes=SizeClasses("mandatory", "mandatory", "optional")),
        SpecItem("001", "req", "0010101", text=item.text, classes=item.classes, applies="R8.4.1"),
        SpecItem("001", "req", "0010101", text=item.text, classes=item.classes, related=("form:0010001",)),
        SpecItem("001", "req", "0010101", text=item.text, classes=item.classes, deleted=True),
    ]
    assert len({basis(i) for i in [item, *changed]}) == 6
