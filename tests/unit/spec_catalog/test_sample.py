"""The sample walks the real import path and hangs together."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from spec_catalog.load import load_file
from spec_catalog.model import LoadedFile
from spec_catalog.sample import SampleBook, books, write_workbooks

MIHON = Path(__file__).resolve().parents[3] / "resources" / "sample" / "mihon.json"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[SampleBook, LoadedFile]]:
    paths = write_workbooks(tmp_path_factory.mktemp("sample"))
    return list(zip(books(), map(load_file, paths), strict=True))


def test_what_is_written_is_what_is_read(loaded: list[tuple[SampleBook, LoadedFile]]) -> None:
    signs = {"mandatory": "◎", "optional": "○", "prohibited": "×", "unlisted": "－"}
    for book, file in loaded:
        assert file.balanced
        assert file.edition is not None
        assert not [f for f in file.findings if f.level == "error"]
        edition = file.edition
        assert (edition.business, edition.label, edition.published) == (book.business, book.label, book.published)
        assert "見本" in edition.title
        assert len(edition.items) == len(book.rows)
        for row, item in zip(book.rows, edition.items, strict=True):
            assert item.id == row.id
            assert item.deleted == (row.change == "削除")
            assert item.text == ("" if item.deleted else row.valid_text)
            assert (item.reason == row.reason) or item.deleted
            assert signs[item.classes.designated or ""] == row.designated
            assert signs[item.classes.general or ""] == row.general
            assert (item.section, item.path, item.name) == (row.section, row.path, row.name)
            assert (item.applies, item.change_label) == (row.applies, row.change)
            assert item.struck == (row.text if item.deleted else row.old)


def test_size_and_mix() -> None:
    first, second, third = books()
    assert len(first.rows) + len(third.rows) == 100
    assert Counter(r.general for r in first.rows + third.rows).keys() == {"◎", "○", "×", "－"}
    assert sum(bool(r.reason) for r in first.rows) > 20
    assert sum(r.designated != r.general for r in first.rows) >= 3
    changes = Counter(r.change for r in second.rows)
    assert changes["新規追加"] == 4
    assert changes["削除"] == 3
    assert changes["修正"] >= 5
    assert changes["実装区分変更"] >= 3
    assert len({r.id for r in second.rows}) == len(second.rows)


def test_same_bytes_every_time(tmp_path: Path) -> None:
    first = [p.read_bytes() for p in write_workbooks(tmp_path / "a")]
    assert first == [p.read_bytes() for p in write_workbooks(tmp_path / "b")]


def test_the_municipality_hangs_together() -> None:
    mihon: dict[str, Any] = json.loads(MIHON.read_text(encoding="utf-8"))
    requirements = {r.id for book in books() for r in book.rows}
    departments = {d["name"] for d in mihon["departments"]}
    systems = {s["name"] for s in mihon["systems"]} | {""}
    assert len(mihon["functions"]) == 60
    assert len({f["number"] for f in mihon["functions"]}) == 60
    assert 6 <= sum(not f["answers"] for f in mihon["functions"]) <= 9
    assert (len(departments), len(mihon["vendors"]), len(mihon["systems"])) == (3, 3, 6)
    for system in mihon["systems"]:
        assert system["vendor"] in {v["name"] for v in mihon["vendors"]}
    for function in mihon["functions"]:
        assert set(function["answers"]) <= requirements, function
        assert function["department"] in departments
        assert function["system"] in systems
        assert function["business"] in ("001", "024")
        assert function["usage"] in ("in_use", "unused", "manual", "none", "unknown")
        assert function["certainty"] in ("確認済", "資料のみ", "推定", "不明")
    ids = [v["id"] for v in mihon["verdicts"]]
    assert len(ids) == len(set(ids)) >= 30
    for entry in mihon["verdicts"] + mihon["memos"] + mihon["effects"]:
        assert entry["id"] in requirements
        assert entry["department"] in departments
