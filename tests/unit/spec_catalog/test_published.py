"""The published workbooks give exactly what shared/data/spec/expected.json says."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from spec_catalog.load import load_file, load_paths, neighbours
from spec_catalog.model import Edition, LoadedFile, SpecItem
from tests.helpers.workbooks import shared

pytestmark = pytest.mark.needs_shared
SYMBOL = {"mandatory": "◎", "optional": "○", "prohibited": "×"}


@cache
def expected() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((shared() / "data/spec/expected.json").read_text(encoding="utf-8"))
    return raw


def spec(pattern: str) -> Path:
    return next((shared() / "data/spec").glob(pattern))


@cache
def loaded(pattern: str) -> LoadedFile:
    return load_file(spec(pattern))


def items(pattern: str, *, valid: bool = True) -> list[SpecItem]:
    edition = loaded(pattern).edition
    assert edition is not None
    return [i for i in edition.items if not (valid and i.deleted)]


def by_class(found: list[SpecItem], size: str) -> dict[str, int]:
    return dict(Counter(SYMBOL[i.classes.of(size) or ""] for i in found))


def test_edition_1_0() -> None:
    want = expected()["edition_1.0"]
    found = items("*1.0*")
    assert len(found) == want["items"]
    assert by_class(found, "general") == want["general"]
    assert by_class(found, "core") == want["general"]
    assert by_class(found, "designated") == want["designated"]
    assert (found[0].id, found[-1].id) == (want["first_id"], want["last_id"])


def test_edition_1_0_facts() -> None:
    edition = loaded("*1.0*").edition
    assert edition is not None
    assert (edition.business, edition.kind, edition.label) == ("001", "req", "第1.0版")
    assert (edition.published, edition.state) == ("2020-09-11", "published")
    first = edition.items[0]
    assert (first.section, first.name) == ("1.1.1", "日本人住民データの管理")
    assert first.path[0] == "管理項目"
    assert first.id_original == "0010001"
    assert Edition.from_canonical(edition.canonical()) == edition


def test_edition_1_1() -> None:
    want, changes = expected()["edition_1.1"], expected()["changes_1.0_to_1.1"]
    assert len(items("*1.1*", valid=False)) == want["rows"]
    assert len(items("*1.1*")) == want["valid_items"]
    every = {i.id: i for i in items("*1.1*", valid=False)}
    assert sorted(i for i in every if every[i].deleted) == changes["deleted"]
    assert sorted(i.id for i in every.values() if i.applies) == sorted(changes["date_set"] + changes["added"])
    struck = [i for i in every.values() if i.struck and not i.deleted]
    assert sorted(i.id for i in struck) == changes["struck_first_line"]
    old = {i.id: i for i in items("*1.0*")}
    for item in struck:
        before = old[item.id].text
        assert before.replace(item.struck, "", 1).strip() == item.text.strip()
        assert before.startswith(item.struck)


@pytest.mark.parametrize("pattern", ["*1.0*", "*1.1*"])
def test_every_cell_is_accounted_for(pattern: str) -> None:
    file = loaded(pattern)
    assert file.balanced
    assert [s.name for s in file.sheets] == ["機能要件一覧", "凡例"]
    for sheet in file.sheets:
        assert sheet.cells == sheet.imported + len(sheet.skipped)
        assert all(s.reason for s in sheet.skipped)
    assert not [f for f in file.findings if f.level == "error"]


def test_item_definition_031() -> None:
    want = expected()["item_definition_031"]
    file = load_file(shared() / "data/real/031_item-definition.xlsx")
    assert file.recognised == "data"
    assert file.edition is not None
    assert file.edition.business == "031"
    assert file.balanced
    data = [i for i in file.edition.items if i.kind == "data"]
    codes = [i for i in file.edition.items if i.kind == "code"]
    assert len(data) == want["items"]
    assert data[0].id == want["first"]
    assert [i.id for i in codes] == want["code_ids"]
    assert data[0].related == ("req:0310002",)
    assert dict(data[0].extra)["length"] == "15"
    assert dict(data[10].extra)["code"] == "001"
    assert codes[0].name == "性別"
    assert [v for c, v in codes[0].extra if c == "meaning"] == ["不明（未記入）", "男", "女"]
    assert [r.row for r in codes[0].rows] == [6, 7, 8]


def test_names_with_furigana_hold_no_furigana() -> None:
    file = load_file(shared() / "data/real/031_item-definition.xlsx")
    assert file.edition is not None
    assert file.edition.items[0].name == "宛名番号"


def test_a_folder_lists_other_types_and_warns_of_unknown_layouts() -> None:
    found = load_paths([shared() / "data/spec"])
    assert [Path(p).name for p in found.others] == ["expected.json"]
    assert not found.refused
    unknown = [f for f in found.files if f.recognised is None]
    assert all(f.findings[0].level == "warning" for f in unknown)
    assert sum(f.recognised == "req" for f in found.files) >= 2


def test_neighbours_of_a_finding() -> None:
    around = neighbours(loaded("*1.1*"), "機能要件一覧", "F47", rows=1)
    assert [r for r, _ in around] == [46, 47, 48]
    assert dict(around[1][1])["F"] == "0010041"
    assert neighbours(loaded("*1.1*"), "ない", "A1") == []
    assert neighbours(loaded("*1.1*"), "機能要件一覧", "どこか") == []
