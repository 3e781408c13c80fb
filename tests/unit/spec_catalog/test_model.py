"""The canonical bytes of an edition: everything that is stored and hashed depends on them never changing."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec_catalog.model import Edition, SizeClasses, SourceRow, SpecItem

text = st.text(st.sampled_from('住民票髙𠮷\U000e0100◎ab"\\/\n\x1f\u2028<é'), max_size=6)
sizes = st.builds(SizeClasses, *[st.sampled_from([None, "mandatory", "optional"])] * 3)
items = st.builds(
    SpecItem, text, text, text, branch=text, order=st.integers(0, 99), path=st.lists(text, max_size=3).map(tuple),
    text=text, classes=sizes, deleted=st.booleans(), related=st.lists(text, max_size=2).map(tuple),
    rows=st.lists(st.builds(SourceRow, text, st.integers(1, 9)), max_size=2).map(tuple),
    extra=st.lists(st.tuples(text, text), max_size=2).map(tuple),
)  # fmt: skip
editions = st.builds(Edition, text, text, text, title=text, items=st.lists(items, max_size=3).map(tuple))


@settings(deadline=None)
@given(editions)
def test_canonical_bytes_are_those_of_the_plain_form(edition: Edition) -> None:
    held = {k: v for k, v in asdict(edition).items() if v or k not in ("overall", "columns")}
    plain = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert edition.canonical() == plain
    assert Edition.from_canonical(plain) == edition


def test_hash_of_a_known_edition() -> None:
    item = SpecItem("001", "req", "0010001", text="文", classes=SizeClasses("mandatory", "optional", "optional"))
    edition = Edition("001", "req", "第1.0版", items=(item,))
    assert edition.hash() == "980578da1531de23e4bb2cad4fcba60dfb1cd823f3f258a335f40e1f7b18561a"


def test_what_newer_readers_know_of_a_document_survives_and_does_not_change_older_hashes() -> None:
    item = SpecItem("001", "form", "0010001", "3", text="文")
    plain = Edition("001", "form_detail", "第1.0版", items=(item,))
    known = replace(plain, overall="10.1", columns=(("表", (("id", "B"), ("text", "C"))),))
    assert b"overall" not in plain.canonical()
    assert b"columns" not in plain.canonical()
    assert known.hash() != plain.hash()
    assert Edition.from_canonical(known.canonical()) == known
    assert (known.column_of("表", "text"), known.column_of("表", "x"), known.item_kind) == ("C", "", "form")


def test_foreign_objects_are_refused() -> None:
    with pytest.raises(TypeError):
        Edition("001", "req", "", title=object()).canonical()  # type: ignore[arg-type]
