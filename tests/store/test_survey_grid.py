"""The survey grid: cells with their reasons, edits of many cells as one step, published ids as mappings."""

from __future__ import annotations

import pytest

from app.core.problems import UserProblem
from app.services import comparison, history, survey, survey_grid
from app.services.session import Session
from app.services.survey_cells import cell_text, understand
from app.services.survey_grid import Edit, GridRow, Waiting
from app.services.survey_lists import survey_list

PUBLISHED = {"0010001": "機能1", "0010002": "機能2"}


@pytest.mark.parametrize(
    ("code", "text", "value", "words"),
    [
        ("answers", "0010001、0010002", ["0010001", "0010002"], []),
        ("answers", "10002", None, ["0010002 機能2 に直す", "備考へ移す"]),
        ("answers", "００１０００２", None, ["0010002 機能2 に直す", "備考へ移す"]),
        ("answers", "10001, 10002", None, ["0010001、0010002 に直す", "備考へ移す"]),
        ("answers", "0010001、窓口", None, ["0010001 だけにする", "備考へ移す"]),
        ("answers", "0019999", None, ["備考へ移す"]),
        ("answers", "", [], []),
        ("usage", "使用中", "in_use", []),
        ("usage", "利用中と思う", None, ["利用中・備考へ移す", "不明にする", "備考へ移す"]),
        ("certainty", "たしか", None, ["不明にする", "備考へ移す"]),
        ("business", "住民基本台帳", "001", []),
        ("business", "そのほか", None, ["備考へ移す"]),
        ("summary", "何でも", "何でも", []),
    ],
)
def test_a_cell_is_understood_or_says_why(code: str, text: str, value: object, words: list[str]) -> None:
    found = understand("functions", code, text, PUBLISHED)
    assert found.value == value
    assert bool(found.problem) == (value is None)
    assert [r.word for r in found.repairs] == words


def test_businesses_keep_what_is_understood() -> None:
    found = understand("systems", "businesses", "001、そのほか", {})
    assert [(r.word, r.value) for r in found.repairs] == [("001 だけにする", ["001"]), ("備考へ移す", None)]


def test_what_a_cell_shows_is_understood_again() -> None:
    for code, value in (("business", "001"), ("usage", "manual"), ("answers", ["0010001"])):
        assert understand("functions", code, cell_text("functions", code, value), PUBLISHED).value == value


def grid(session: Session, name: str = "functions") -> list[dict[str, str]]:
    codes = [c.code for c in survey_list(name).columns]
    return [dict(zip(codes, r.texts, strict=True)) for r in survey_grid.load(session, name).rows]


def add(session: Session, **values: object) -> GridRow:
    stored = survey_grid.store(session, "functions", [Edit("n", "", values, {})], label="足す")
    return stored.rows["n"]


def test_many_cells_are_one_step(session: Session, edition: str) -> None:
    first = add(session, name="住民票", business="001")
    steps = history.undoable(session)[0]
    edits = [
        Edit("a", first.rid, {"usage": "in_use", "answers": ["0010001"], "note": "見た"}, first.heads),
        Edit("b", "", {"name": "印鑑", "answers": ["0010001", "0010002"]}, {}),
    ]
    stored = survey_grid.store(session, "functions", edits, label="2 行を編集")
    assert history.undoable(session) == (steps + 1, "2 行を編集")
    assert set(stored.rows) == {"a", "b"}
    rows = grid(session)
    assert [(r["number"], r["name"], r["usage"], r["answers"]) for r in rows] == [
        ("K-0001", "住民票", "利用中", "0010001"),
        ("K-0002", "印鑑", "", "0010001、0010002"),
    ]
    assert rows[0]["business"] == "001 住民基本台帳"
    assert survey_grid.counts(session)["functions"] == {"001": 1, "": 1}
    history.undo(session)
    assert [(r["name"], r["usage"], r["answers"]) for r in grid(session)] == [("住民票", "", "")]


def test_answers_come_and_go(session: Session, edition: str) -> None:
    row = add(session, name="住民票", answers=["0010001"])
    place = [c.code for c in survey_list("functions").columns].index("answers")
    for wanted in (["0010002"], [], ["0010001", "0010002"]):
        done = survey_grid.store(session, "functions", [Edit("a", row.rid, {"answers": wanted}, row.heads)], label="x")
        assert done.rows["a"].texts[place] == "、".join(wanted)
    same = survey_grid.store(session, "functions", [Edit("a", row.rid, {"answers": wanted}, row.heads)], label="x")
    assert same.changes.operations == 0


def test_an_edit_made_on_an_old_state_becomes_a_conflict_and_no_loss(session: Session, edition: str) -> None:
    row = add(session, name="住民票")
    survey_grid.store(session, "functions", [Edit("a", row.rid, {"summary": "一"}, row.heads)], label="x")
    survey_grid.store(session, "functions", [Edit("a", row.rid, {"summary": "二"}, row.heads)], label="x")
    shown = survey_grid.load(session, "functions").rows[0]
    assert shown.conflicts == {"identity"}
    with pytest.raises(UserProblem):
        survey_grid.store(session, "functions", [Edit("a", row.rid, {"summary": "三"}, shown.heads)], label="x")


def test_references_are_shown_by_name(session: Session) -> None:
    survey.add_records(session, "systems", [{"name": "住民情報"}])
    add(session, name="住民票", system="住民情報")
    found = survey_grid.load(session, "functions")
    assert found.names["system"] == ("住民情報",)
    assert grid(session)[0]["system"] == "住民情報"
    assert survey.list_rows(session, "functions", [])[:1] == []


def test_texts_that_wait_are_kept_apart_from_other_drafts(session: Session, edition: str) -> None:
    row = add(session, name="住民票")
    kept = [Waiting(row.rid, "", "usage", "たぶん"), Waiting("", "new-1", "answers", "１")]
    survey_grid.keep_waiting(session, "functions", kept)
    assert survey_grid.load(session, "functions").waiting == tuple(kept)
    assert survey_grid.load(session, "forms").waiting == ()
    assert comparison.drafts(session) == []
    survey_grid.keep_waiting(session, "functions", [])
    assert survey_grid.load(session, "functions").waiting == ()
