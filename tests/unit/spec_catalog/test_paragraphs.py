"""Paragraphs beside each other: nothing lost on either side, alike ones together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spec_catalog.paragraphs import aligned

LINE = st.text(st.sampled_from("住民票の写しを発行できること。あいう12（）"), max_size=12)
TEXT = st.lists(LINE, max_size=6).map("\n".join)


@given(TEXT, TEXT)
def test_each_side_gives_its_text_back(old: str, new: str) -> None:
    pairs = aligned(old, new)
    first = "\n".join("".join(s.text for s in p.old) for p in pairs if p.old)
    second = "\n".join("".join(s.text for s in p.new) for p in pairs if p.new)
    assert first == old
    assert second == new
    assert {s.op for p in pairs for s in p.old} <= {"same", "deleted"}
    assert {s.op for p in pairs for s in p.new} <= {"same", "added"}


@given(TEXT)
def test_equal_texts_have_no_changed_pair(text: str) -> None:
    assert not any(p.changed for p in aligned(text, text))


def test_a_changed_sentence_stands_beside_its_old_form_and_an_added_one_alone() -> None:
    old = "公印を印字できること。\nなお、電子公印は最大25mm角の黒色とする。"
    new = "公印を印字できること。\nなお、電子公印は最大30mm角の黒色とする。\n専用の公印を選択できること。"
    first, second, third = aligned(old, new)
    assert not first.changed
    (added,) = (s.text for s in second.new if s.op == "added")
    assert added.startswith("30mm")
    assert not third.old
    assert third.new[0].text == "専用の公印を選択できること。"
