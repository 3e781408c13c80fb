"""A department's book that comes again: what it maps leans on the whole record, what was taken off is mapped, what is
in dispute is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services import catalogue, comparison, survey, survey_import, suspects
from app.services.session import Session
from tests.store.test_survey_import import book

IDENTITY = {"number": "K-0001", "business": "001", "name": "住民票発行"}
HEADS = ["No", "機能名称", "概要", "利用状況", "対応機能ID"]


def take(session: Session, path: Path) -> survey_import.Preview:
    seen = survey_import.preview(session, path, "functions", business="001")
    survey_import.take_over(session, seen)
    return seen


@pytest.fixture
def row(session: Session, edition: str, tmp_path: Path) -> list[object]:
    """A row that was taken over without an id, and the item 0010001 judged."""
    said: list[object] = ["K-0001", "住民票発行", "窓口で発行する", "使用中", None]
    take(session, book(tmp_path / "a.xlsx", [HEADS, said]))
    edition_hash, key = catalogue.find(session, "req:0010001")
    comparison.judge(session, edition_hash, [key], verdict="fit")
    return said


def test_an_update_that_maps_makes_nothing_suspect(session: Session, tmp_path: Path, row: list[object]) -> None:
    seen = take(session, book(tmp_path / "b.xlsx", [HEADS, [*row[:4], "0010001"]]))
    assert (seen.new, seen.updated) == (0, 1)
    assert not suspects.listed(session)
    (record,) = survey.list_rows(session, "functions")
    survey.set_cells(session, "functions", [(str(record["rid"]), {"summary": "郵送でも発行する"})])
    assert [s.node for s in suspects.listed(session)] == ["req:0010001"], "what changes later does"


def test_what_was_taken_off_is_mapped_again_by_the_book(session: Session, tmp_path: Path, row: list[object]) -> None:
    path = book(tmp_path / "b.xlsx", [HEADS, [*row[:4], "0010001"]])
    take(session, path)
    (record,) = survey.list_rows(session, "functions")
    comparison.unmap_current(session, "req:0010001", str(record["rid"]))
    assert take(session, path).updated == 1
    assert session.con.execute("SELECT count(*) FROM mapping").fetchone() == (1,)
    assert take(session, path).updated == 0


def test_a_row_whose_record_is_in_dispute_is_left_out_and_said(
    session: Session, tmp_path: Path, row: list[object]
) -> None:
    (record,) = survey.list_rows(session, "functions")
    rid = str(record["rid"])
    before = tuple(session.project.heads(rid, "identity"))
    for text in ("窓口だけ", "電話も"):
        with session.project.unit("別々に") as unit:
            unit.set(rid, "function", "identity", {**IDENTITY, "summary": text}, parents=before)
    other: list[object] = ["K-0002", "転入処理", "届出を入力する", "使用中", None]
    seen = take(session, book(tmp_path / "b.xlsx", [HEADS, [*row[:2], "三つ目", *row[3:]], other]))
    assert (seen.new, seen.updated, seen.taking) == (1, 0, 1)
    (left,) = seen.left
    assert "競合" in left.reason
    assert left.text == "住民票発行"
    assert seen.account.cells == seen.account.imported + len(seen.account.skipped)
    assert len(survey.list_rows(session, "functions")) == 2, "nothing is doubled"
