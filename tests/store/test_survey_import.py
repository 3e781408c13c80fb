"""A department's own book comes in by column mapping: everything accounted for, nothing doubled, in one step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.core.problems import UserProblem
from app.core.records import ATOMS
from app.services import (
    catalogue,
    checks,
    history,
    link_review,
    register_read,
    sample,
    sheets,
    survey,
    survey_import,
    survey_issues,
    survey_review,
)
from app.services.session import Session
from app.services.survey_headings import likely
from app.services.survey_lists import meaning, names, survey_list
from tests.helpers.workbooks import shared


def book(path: Path, rows: list[list[object]]) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


ROWS: list[list[object]] = [
    ["市民課　機能一覧（令和7年度）"],
    [],
    ["No", "サブシステム", "機能名称", "概要", "利用状況", "頻度", "対応機能ID", "担当者"],
    [1, "証明", "住民票発行", "窓口で発行する", "使用中", "毎日", "0010001", "佐藤"],
    [2, "証明", "印鑑証明発行", "窓口で発行する", "○", "毎日", "10002", "佐藤"],
    [3, "異動", "転入処理", "届出を入力する", "たまに", "毎日", None, "鈴木"],
    [None, None, None, "備考だけの行", None, None, None, None],
]


def test_a_book_is_seen_before_it_is_taken_and_taken_as_one_step(
    session: Session, edition: str, tmp_path: Path
) -> None:
    path = book(tmp_path / "機能.xlsx", ROWS)
    before = session.project.digest()
    seen = survey_import.preview(session, path, "functions", business="001")
    assert session.project.digest() == before
    assert (seen.new, seen.updated, len(seen.left)) == (3, 0, 1)
    assert seen.mapping["サブシステム"] == "system"
    assert seen.mapping["担当者"] == ""  # the list has no such column: kept in words
    assert [(p.cell, p.column, p.repair) for p in seen.problems] == [
        ("G5", "対応する標準機能ID", "0010002"),
        ("E6", "利用実態", "unknown"),
    ]
    assert seen.account.cells == seen.account.imported + len(seen.account.skipped)
    done = survey_import.take_over(session, seen)
    assert done.label.startswith("現行調査に取り込み：機能.xlsx")
    rows = survey.list_rows(session, "functions")
    assert [(r["number"], r["name"], r["usage"], r["business"]) for r in rows] == [
        ("1", "住民票発行", "in_use", "001"),
        ("2", "印鑑証明発行", "in_use", "001"),
        ("3", "転入処理", "", "001"),
    ]
    assert "担当者：鈴木" in rows[2]["note"]
    assert "利用実態：たまに" in rows[2]["note"]
    assert survey.current_items(session, business="001")[0].mapped == ("req:0010001",)
    history.undo(session)
    assert survey.list_rows(session, "functions") == []


def test_the_same_book_again_changes_only_what_differs(session: Session, edition: str, tmp_path: Path) -> None:
    path = book(tmp_path / "機能.xlsx", ROWS)
    first = survey_import.preview(session, path, "functions", business="001", repairs=True)
    assert first.problems == ()
    survey_import.take_over(session, first)
    again = survey_import.preview(session, path, "functions", business="001", repairs=True)
    assert (again.new, again.updated, again.same) == (0, 0, 3)
    assert survey_import.take_over(session, again).operations == 0
    changed = [list(r) for r in ROWS]
    changed[4][3] = "窓口と支所で発行する"
    done = survey_import.take_over(
        session, survey_import.preview(session, book(path, changed), "functions", business="001", repairs=True)
    )
    assert done.operations == 1
    assert survey.list_rows(session, "functions")[1]["summary"] == "窓口と支所で発行する"


def test_a_mapping_can_be_given_and_used_again(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "よその様式.csv"
    path.write_text("連番,やること,なかみ\n1,税証明,窓口で出す\n", encoding="cp932")
    with pytest.raises(UserProblem) as refused:
        survey_import.preview(session, path, "functions")
    assert refused.value.code == "unmapped"
    assert "連番、やること、なかみ" in refused.value.message
    profile = {"columns": {"やること": "name", "なかみ": "summary"}}
    seen = survey_import.preview(session, path, "functions", profile=profile, business="010")
    assert seen.profile()["columns"] == {"連番": "number", "やること": "name", "なかみ": "summary"}
    survey_import.take_over(session, seen)
    reused = survey_import.preview(session, path, "functions", profile=json.loads(json.dumps(seen.profile())))
    assert [r.values["name"] for r in reused.rows] == ["税証明"]
    for wrong in ({"columns": {"ない見出し": "name"}}, {"columns": {"やること": "nonsense"}}):
        with pytest.raises(UserProblem, match="列の対応"):
            survey_import.preview(session, path, "functions", profile=wrong)


@pytest.mark.parametrize(
    ("column", "text", "value", "problem"),
    [
        ("usage", "使用中", "in_use", False),
        ("usage", "なし(手作業)", "manual", False),
        ("usage", "なし", "none", False),
        ("usage", "たぶん使う", "たぶん使う", True),
        ("business", "住記", "001", False),
        ("business", "001", "001", False),
        ("business", "謎の業務", "謎の業務", True),
        ("answers", "0010001／0010002", ["0010001", "0010002"], False),
        ("answers", "１００１", "１００１", True),
        ("customised", "○", "有", False),
        ("name", "=1+1", "=1+1", False),
        ("usage", "", "", False),
    ],
)
def test_what_people_write_is_understood(column: str, text: str, value: object, problem: bool) -> None:
    found = meaning("functions", column, text)
    assert (found.value, bool(found.problem)) == (value, problem)


def test_every_column_is_a_field_of_its_record() -> None:
    for name in names():
        fields = {f.code for atom in ATOMS[survey.LISTS[name]].values() for f in atom} | {"answers"}
        assert {c.code for c in survey_list(name).columns} <= fields
        assert sum(c.required for c in survey_list(name).columns) == 1


@pytest.mark.needs_shared
def test_sapporos_rows_raise_exactly_the_two_warnings(session: Session) -> None:
    path = next((shared() / "data" / "spec").glob("*連携仕様*.xlsx"))
    files = [r.loaded for r in catalogue.read_files([path])]
    catalogue.take_over(session, [f for f in files if f is not None], adopt=True)
    seen = survey_review.preview_review(session, path)
    assert (len(seen.rows), seen.unknown) == (3, ())
    survey_review.take_over_review(session, seen)
    found = link_review.findings(session)
    warnings = [(f.node, f.message) for f in found if f.level == "warning"]
    assert warnings == [
        ("link:001/004o008-00", "×（検討不要）ですが、備考に「確認」「検討」とあります。"),
        ("link:001/004o009-00", "「既存なし」ですが、備考に「継続して利用」とあります。"),
    ]
    others = [f for f in found if f.level != "warning"]
    assert others
    assert all(f.level == "info" and "判定不能" in f.message for f in others)
    assert not [f for f in checks.run(session, [6]) if f.level == "error"]
    again = survey_review.preview_review(session, path)
    assert survey_review.take_over_review(session, again).operations == 0


def test_our_own_review_sheet_comes_back_without_its_proposals(tmp_path: Path) -> None:
    opened = sample.start_sample(tmp_path / "t.fitgap")
    try:
        made = sheets.export_sheets(opened, tmp_path / "out", forms=("F3",), business="001")
        seen = survey_review.preview_review(opened, made[0])
        assert seen.rows
        assert seen.unknown == ()
        assert survey_review.take_over_review(opened, seen).operations == 0  # nothing was edited: no operation
    finally:
        opened.close()


ISSUES: list[list[object]] = [
    ["No", "件名", "機能ID", "対応方針", "理由", "ツール名", "使途", "期限"],
    ["", "番号の印字", "0010003", "業務運用の見直し", "標準で足りる", "", "", "2026-10-31"],
    ["", "一覧の作成", "0010001", "ツール", "件数が少ない", "表計算", "月次の集計", "2026-10-31"],
    ["", "件名だけ", "", "", "", "", "", ""],
]


def test_a_list_of_issues_comes_into_the_register(session: Session, edition: str, tmp_path: Path) -> None:
    found = survey_issues.preview(session, book(tmp_path / "課題.xlsx", ISSUES))
    assert (len(found.seen.rows), found.unlawful) == (3, ())
    survey_issues.take_over(session, found)
    issues = register_read.issues(session)
    assert [(i.number, i.disposition, i.nodes, i.status) for i in issues] == [
        ("G-0001", "bpr", ("req:0010003",), "studying"),
        ("G-0002", "tool", ("req:0010001",), "studying"),
        ("G-0003", "", (), "open"),
    ]
    assert issues[1].data == {"tool_name": "表計算", "tool_use": "月次の集計"}
    history.undo(session)
    assert register_read.issues(session) == []


@pytest.mark.parametrize(
    ("id_", "disposition", "clause"),
    [
        ("0010002", "疎結合の別システム", "5.1.1.1(3)"),
        ("0010003", "カスタマイズ", "5.1.3"),
        ("0010003", "オプション採用", "5.1.1.1(2)"),
        ("0010001", "RPA", "Q16"),
        ("0010001", "経過措置", "4.1.4(1)"),
        ("0010001", "標準化検証機能", "5.1.1.1"),
    ],
)
def test_the_law_refuses_an_imported_disposition_with_clause_and_cell(
    session: Session, edition: str, tmp_path: Path, id_: str, disposition: str, clause: str
) -> None:
    rows = [ISSUES[0], ISSUES[1], ["", "違う", id_, disposition, "理由", "", "", ""]]
    found = survey_issues.preview(session, book(tmp_path / "課題.xlsx", rows))
    before = session.project.digest()
    with pytest.raises(UserProblem) as refused:
        survey_issues.take_over(session, found)
    assert (refused.value.code, refused.value.exit_code, refused.value.cell) == ("unlawful", 3, "D3")
    assert clause in refused.value.hint
    assert session.project.digest() == before


@pytest.mark.parametrize("id_", ["10003", "0019999", "0010002 0010003", "0010003、0019999"])
def test_an_id_nobody_can_find_is_no_way_around_the_law(
    session: Session, edition: str, tmp_path: Path, id_: str
) -> None:
    rows = [ISSUES[0], ISSUES[1], ["", "違う", id_, "疎結合の別システム", "理由", "", "", ""]]
    with pytest.raises(UserProblem) as refused:
        survey_issues.take_over(session, survey_issues.preview(session, book(tmp_path / "課題.xlsx", rows)))
    assert (refused.value.code, refused.value.cell) in (("unknown_item", "D3"), ("unlawful", "D3"))
    assert register_read.issues(session) == []


def test_a_date_that_is_none_is_kept_in_words_and_its_cell_named(
    session: Session, edition: str, tmp_path: Path
) -> None:
    rows = [ISSUES[0], ["", "期限が変", "0010003", "業務運用の見直し", "x", "", "", "2026-02-31"]]
    found = survey_issues.preview(session, book(tmp_path / "課題.xlsx", rows))
    assert [p.cell for p in found.seen.problems] == ["H2"]
    survey_issues.take_over(session, found)
    issue = register_read.issues(session)[0]
    assert issue.due == ""
    assert "2026-02-31" in issue.note


@pytest.mark.parametrize(("named", "main"), [("画面の名前", True), ("しごとの中身", False)])
def test_a_weak_name_does_not_make_functions_a_list_of_characters(named: str, main: bool) -> None:
    headings = ["No", "サブシステム", named, "概要", "利用状況", "頻度", "担当課", "対応機能ID", "担当者"]
    first = likely(headings, "市民課　現行機能一覧（令和7年10月時点）")[0]
    assert (first.list, first.main) == ("functions", main), "without a name somebody maps it once"
