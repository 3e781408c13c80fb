"""川崎市's patterns: the number follows from 相手先 × 環境, rows per environment, out as a sheet and back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.core.problems import UserProblem
from app.services import history, link_patterns, roundtrip, survey, survey_grid, value_words
from app.services import session as sessions
from app.services.session import Session
from app.services.survey_derived import pattern_number, patterns
from app.services.survey_grid import Edit
from app.services.survey_lists import beside, meaning, survey_list
from app.store.merge import unite_file
from tests.helpers import linkages
from tests.helpers.workspaces import WHO, with_edition, workspace

ASKS, GIVES = "link:001/023o001-00", "link:001/001o001-00"
PRINTED = """① 標準準拠システム⇔ガバクラ移行システム【同パッケージ】
② 標準準拠システム⇔ガバクラ移行システム【別パッケージ】
③ 標準準拠システム（本番環境）⇔オンプレ環境（本番環境）
④ 標準準拠システム（検証環境）⇔オンプレ環境（検証環境/基幹系）
⑤ 標準準拠システム（検証環境）⇔オンプレ環境（検証環境/情報系）
⑥ 標準準拠システム⇔ガバクラ以外Cloud、外部システム（本番環境）
⑦ 標準準拠システム⇔ガバクラ以外Cloud、外部システム（検証環境/基幹系）
⑧ 標準準拠システム⇔ガバクラ以外Cloud、外部システム（検証環境/情報系）"""


@pytest.fixture
def town(session: Session) -> Session:
    with_edition(session, linkages.residents())
    return session


def rows(session: Session) -> list[tuple[str, ...]]:
    return [
        tuple(str(r[c]) for c in ("number", "partner", "environment", "pattern"))
        for r in survey.list_rows(session, link_patterns.LIST)
    ]


def test_the_eight_are_kawasakis_and_two_axes_give_the_number() -> None:
    assert "\n".join(f"{p.number} {p.title}" for p in patterns()) == PRINTED
    sides = ("same_package", "other_package", "on_premises", "other_cloud")
    places = ("production", "test_core", "test_office")
    assert ["".join(pattern_number({"partner": s, "environment": p}) for p in places) for s in sides] == [
        "①①①",
        "②②②",
        "③④⑤",
        "⑥⑦⑧",
    ]
    for open_ in ({}, {"partner": "on_premises"}, {"environment": "production"}, {"partner": "own_1"}):
        assert pattern_number(open_) == ""


def test_a_linkage_gets_a_row_per_environment_once(town: Session) -> None:
    made = link_patterns.add(town, [ASKS, GIVES], "オンプレ環境", ["production", "検証（基幹系）"], who="受託者")
    assert made.operations == 4
    assert [r[2:] for r in rows(town)] == [("本番", "③"), ("検証（基幹系）", "④")] * 2
    asked = survey.list_rows(town, link_patterns.LIST)[2]
    assert (asked["name"], asked["business"], asked["who"]) == ("023o001-00 要介護認定情報", "001", "受託者")
    link_patterns.add(town, [ASKS], "on_premises", ["production", "test_office"])
    assert len(rows(town)) == 5
    with pytest.raises(UserProblem, match="もうあります"):
        link_patterns.add(town, [ASKS], "on_premises", ["production"])
    with pytest.raises(UserProblem):
        link_patterns.add(town, [ASKS], "月面", ["production"])
    with pytest.raises(UserProblem):
        link_patterns.add(town, ["link:001/999o999-00"], "on_premises", ["production"])
    history.undo(town)
    assert len(rows(town)) == 4


def test_the_number_follows_an_edit_and_cannot_be_written(town: Session) -> None:
    link_patterns.add(town, [ASKS], "on_premises", ["production"])
    row = survey_grid.rows(town, link_patterns.LIST)[0]
    edit = Edit(row.rid, row.rid, {"partner": "ガバクラ以外Cloud・外部システム"}, row.heads)
    stored = survey_grid.store(town, link_patterns.LIST, [edit], label="直す")
    place = [c.code for c in survey_list(link_patterns.LIST).columns].index("pattern")
    assert stored.rows[row.rid].texts[place] == "⑥"
    assert meaning(link_patterns.LIST, "pattern", "①").problem
    assert "pattern" not in survey.fields_of(town, row.rid, link_patterns.TYPE)


def test_the_list_stands_beside_the_linkages_not_the_issues() -> None:
    assert link_patterns.LIST in beside("links")
    assert link_patterns.LIST not in beside("issues")
    assert set(beside("links")) | set(beside("issues")) == set(survey.EVERY) - set(survey.LISTS)


def test_its_sheet_goes_out_and_only_real_edits_come_back(town: Session, tmp_path: Path) -> None:
    link_patterns.add(town, [ASKS], "on_premises", ["production", "test_core"])
    (sent,) = roundtrip.send(town, tmp_path, [link_patterns.LIST])
    assert roundtrip.preview(town, sent.path).new == 0
    book = load_workbook(sent.path)
    sheet = book[survey_list(link_patterns.LIST).title]
    heads = {str(c.value): c for row in sheet.iter_rows() for c in row if c.value in ("実施方式", "パターン", "環境")}
    line = heads["実施方式"].row + 1
    while sheet.cell(line, heads["パターン"].column).value != "③":
        line += 1
    sheet.cell(line, heads["実施方式"].column).value = "ファイル連携"
    sheet.cell(line, heads["パターン"].column).value = "⑧"  # follows from the others: never taken
    book.save(sent.path)
    seen = roundtrip.preview(town, sent.path)
    assert [(c.column, c.new) for c in seen.changes] == [("実施方式", "ファイル連携")]
    assert any("パターン" in note for note in seen.notes)
    roundtrip.take_over(town, seen)
    assert survey.list_rows(town, link_patterns.LIST)[0]["method"] == "ファイル連携"
    assert rows(town)[0][3] == "③"


def test_conflicts_and_histories_say_it_in_words(town: Session) -> None:
    link_patterns.add(town, [ASKS], "on_premises", ["production"])
    fields = {"partner": "on_premises", "environment": "production"}
    said = value_words.said(town, link_patterns.TYPE, "place", fields)
    assert said == (("相手先", "オンプレ環境"), ("環境", "本番"))
    scope = {"status": "same_package", "package": "みほん総合行政"}
    assert value_words.said(town, "item", "linkage_scope", scope)[0] == ("連携の扱い", "同一パッケージ内（適用外）")


def test_two_pcs_that_make_the_same_rows_have_one_of_each(tmp_path: Path) -> None:
    town = workspace(tmp_path, "one.fitgap")
    with_edition(town, linkages.residents())
    town.close()
    shutil.copy(tmp_path / "one.fitgap", tmp_path / "other.fitgap")
    town, other = (sessions.open_(tmp_path / name, who=WHO) for name in ("one.fitgap", "other.fitgap"))
    link_patterns.add(town, [ASKS, GIVES], "on_premises", ["production", "test_core"])
    link_patterns.add(other, [GIVES], "other_cloud", ["test_office"])  # so that a running number would differ
    link_patterns.add(other, [ASKS], "on_premises", ["production", "test_office"])
    other.close()
    unite_file(town.project, tmp_path / "other.fitgap")
    assert [r[0] for r in rows(town)] == [
        "H-001-001o001-00-31", "H-001-001o001-00-32", "H-001-001o001-00-43",
        "H-001-023o001-00-31", "H-001-023o001-00-32", "H-001-023o001-00-33",
    ]  # fmt: skip
    assert town.con.execute("SELECT count(*) FROM conflict").fetchone() == (0,)
    town.close()


def test_a_place_left_by_a_deleted_or_moved_row_is_made_anew(town: Session) -> None:
    link_patterns.add(town, [ASKS], "on_premises", ["production", "test_core"])
    moved, gone = survey_grid.rows(town, link_patterns.LIST)
    edit = Edit(moved.rid, moved.rid, {"partner": "ガバクラ以外Cloud・外部システム"}, moved.heads)
    survey_grid.store(town, link_patterns.LIST, [edit], label="直す")
    survey.delete_records(town, link_patterns.LIST, [gone.rid])
    link_patterns.add(town, [ASKS], "on_premises", ["production", "test_core"])
    assert sorted(r[3] for r in rows(town)) == ["③", "④", "⑥"]
    assert town.con.execute("SELECT count(*) FROM conflict").fetchone() == (0,)
    with pytest.raises(UserProblem, match="もうあります"):
        link_patterns.add(town, [ASKS], "on_premises", ["production", "test_core"])
