"""The sample walks the real import path and hangs together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from spec_catalog import business
from spec_catalog.linktext import direction, flow, parse, parties
from spec_catalog.load import load_file
from spec_catalog.model import LoadedFile, SpecItem
from spec_catalog.nodes import node_of
from spec_catalog.sample import SampleBook, books, forms, linkages, write_catalogue

FOUR = ("001", "024", "023", "010")
SIGNS = {"mandatory": "◎", "optional": "○", "prohibited": "×", "unlisted": "－"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[LoadedFile]:
    return [load_file(p) for p in write_catalogue(tmp_path_factory.mktemp("sample"))]


@pytest.fixture(scope="module")
def loaded(files: list[LoadedFile]) -> list[tuple[SampleBook, LoadedFile]]:
    return list(zip(books(), files[: len(books())], strict=True))


def of_kind(files: list[LoadedFile], kind: str) -> dict[str, tuple[SpecItem, ...]]:
    return {f.edition.business: f.edition.items for f in files if f.edition and f.edition.kind == kind}


def test_what_is_written_is_what_is_read(loaded: list[tuple[SampleBook, LoadedFile]]) -> None:
    for book, file in loaded:
        assert file.balanced
        assert file.edition is not None
        edition = file.edition
        assert (edition.business, edition.label, edition.published) == (book.business, book.label, book.published)
        assert "見本" in edition.title
        assert len(edition.items) == len(book.rows)
        for row, item in zip(book.rows, edition.items, strict=True):
            assert item.id == row.id
            assert item.deleted == (row.change == "削除")
            assert item.text == ("" if item.deleted else row.valid_text)
            assert (item.reason == row.reason) or item.deleted
            assert SIGNS[item.classes.designated or ""] == row.designated
            assert SIGNS[item.classes.general or ""] == row.general
            assert (item.section, item.path, item.name) == (row.section, row.path, row.name)
            assert (item.applies, item.change_label) == (row.applies, row.change)
            assert item.struck == (row.text if item.deleted else row.old)


def test_nothing_in_it_is_a_warning_but_the_amendment(files: list[LoadedFile]) -> None:
    assert all(f.balanced for f in files)
    assert {x.code for f in files for x in f.findings if x.level != "info"} == {"struck_rows"}
    assert all(f.edition and "見本" in f.edition.title and f.edition.label and f.edition.published for f in files)


def test_size_and_mix() -> None:
    first, second = books()[:2]
    others = books()[2:]
    assert [b.business for b in books()] == ["001", "001", "024", "023", "010"]
    assert sum(len(b.rows) for b in (first, *others)) == 200
    assert Counter(r.general for b in (first, *others) for r in b.rows).keys() == {"◎", "○", "×", "－"}
    assert all({r.general for r in b.rows} >= {"◎", "○", "×"} for b in others)
    assert sum(bool(r.reason) for r in first.rows) > 20
    assert sum(r.designated != r.general for r in first.rows) >= 3
    changes = Counter(r.change for r in second.rows)
    assert changes["新規追加"] == 4
    assert changes["削除"] == 3
    assert changes["修正"] >= 5
    assert changes["実装区分変更"] >= 3
    for book in books():
        assert len({r.id for r in book.rows}) == len(book.rows)
        assert all(r.id.startswith(book.business) for r in book.rows)


def test_forms(files: list[LoadedFile]) -> None:
    found, written = of_kind(files, "form"), forms()
    requirements = {r.id for b in books() for r in b.rows}
    assert tuple(found) == FOUR
    assert sum(map(len, found.values())) == 40
    for name, items in found.items():
        for form, item in zip(written[name], items, strict=True):
            assert (item.id, item.name, item.text, item.note) == (form.id, form.name, form.summary, form.note)
            assert SIGNS[item.classes.general or ""] == form.sign
            assert {r.removeprefix("req:") for r in item.related} == {form.functions} <= requirements
            extra = dict(item.extra)
            want = {"audience": form.audience, "paper": form.paper, "paper_kind": form.paper_kind}
            assert {k: extra[k] for k in want} == want


def test_linkages_are_sentences_with_two_sides(files: list[LoadedFile]) -> None:
    found, written = of_kind(files, "link"), linkages()
    requirements = {r.id for b in books() for r in b.rows}
    assert tuple(found) == FOUR
    assert sum(map(len, found.values())) == 60
    sides: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
    for name, items in found.items():
        for link, item in zip(written[name], items, strict=True):
            assert str(node_of(item)) == f"link:{link.node_id}"
            said = parse(item.text)
            assert (said.confidence, said.rest) == (100, "")
            assert said.operation == {"I": "照会", "O": "提供"}[direction(item)]
            assert parties(item)[:2] == (name, link.partner)
            assert business.get(link.partner) is not None
            assert flow(item) == ((link.partner, name) if link.io == "I" else (name, link.partner))
            assert item.id[:3] == (flow(item) or ("",))[0]
            assert {r.removeprefix("req:") for r in item.related} <= requirements
            sides.setdefault((item.id, item.branch), []).append((name, parties(item).partner))
    one_sided = [k for k, v in sides.items() if len(v) == 1 and v[0][1] in FOUR]
    assert one_sided == [("001o003", "01"), ("010o002", "00")]
    assert sum(len(v) == 2 for v in sides.values()) == 18
    assert {p for v in sides.values() for _, p in v} >= {"004", "002", "025", "026", "032", "006"}


def test_same_bytes_every_time(tmp_path: Path) -> None:
    first = [p.read_bytes() for p in write_catalogue(tmp_path / "a")]
    assert first == [p.read_bytes() for p in write_catalogue(tmp_path / "b")]
