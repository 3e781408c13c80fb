"""Sentences that speak to one size class only."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec_catalog.sizetext import narrowed, not_for
from tests.helpers.workbooks import shared


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("指定都市においては、区長の管理ができること。", [("designated",)]),
        ("なお、指定都市においては必要に応じて制限ができること。", [("designated",)]),
        ("指定都市における区間異動の場合、付番すること。", [("designated",)]),
        ("指定都市や特別区等においては、職名を印字すること。", [("designated", "general")]),
        ("中核市及び特例市の場合は、印字しないこと。", [("core",)]),
        ("指定都市以外の市区町村においては、不要とすること。", [("core", "general")]),
        ("指定都市を除く市区町村では、区を持たないこと。", [("core", "general")]),
        ("住所を管理できること。ただし、町村の場合は、大字とすること。", [("general",)]),
        ("・指定都市では、行政区を管理すること。", [("designated",)]),
        ("区を指定都市と同様に管理できること。", []),
        ("他の指定都市においては異なる。", []),
        ("一般的な検索ができること。", []),
    ],
)
def test_who_is_meant(text: str, sizes: list[tuple[str, ...]]) -> None:
    assert [n.sizes for n in narrowed(text)] == sizes


def test_only_the_sentence_is_meant_and_its_remark() -> None:
    text = "区を選べること。\n指定都市においては、異動者を限定できること。（区間異動を除く。）\n町名を選べること。"
    ((start, end),) = not_for(text, "general")
    assert text[start:end] == "指定都市においては、異動者を限定できること。（区間異動を除く。）"
    assert not_for(text, "designated") == []


def test_the_published_text_of_the_resident_record() -> None:
    path = shared() / "data" / "real" / "001_resident-record_v1.0_requirements.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    found = [cell[n.start : n.end] for cell in cells for n in narrowed(cell)]
    assert len(found) >= 10
    assert all(any(who in text for who in ("指定都市", "特別区", "一般市区町村")) for text in found)
    assert any(text.endswith("（区間異動（区間転入）を除く。）") for text in found)
    assert any("総合区。以下同じ。）（区役所）を管理できること。" in text for text in found)
    begins = [c for cell in cells for c in cell.split("\n") if c.startswith(("指定都市においては", "なお、指定都市"))]
    assert len([c for c in begins if narrowed(c)]) == len(begins)


@given(st.text("指定都市中核市一般町村においては、。\nなお（）以外の区", max_size=60))
def test_places_lie_within_the_text_in_order_and_apart(text: str) -> None:
    last = 0
    for n in narrowed(text):
        assert last <= n.start < n.end <= len(text)
        assert text[n.start : n.end] == text[n.start : n.end].strip()
        last = n.end
    sizes = ("designated", "core", "general")
    assert all(len(not_for(text, s)) <= len(narrowed(text)) for s in sizes)
