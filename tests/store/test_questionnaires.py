"""Answers of questionnaires: stored as atoms, merged, written through, counted and written out."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.core.problems import CONFLICT, UserProblem
from app.core.questionnaires import Questionnaire
from app.services import history, personal_data, survey
from app.services import questionnaires as q
from app.services import questionnaires_answer as a
from app.services import questionnaires_sheet as sheets
from app.services import questionnaires_through as through
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who
from app.store.merge import unite_file
from tests.unit.core.test_questionnaires import SMALL

TODAY = date(2026, 4, 20)


@pytest.fixture
def suita(session: Session) -> Questionnaire:
    survey.add_records(session, "departments", [{"name": "市民課"}, {"name": "税務課", "role": "業務主管課"}])
    survey.add_records(session, "departments", [{"name": "情報政策課", "role": "事務局"}])
    return q.definition(session, "suita16")


def say(session: Session, asked: Questionnaire, question: str, text: str, remark: str | None = None, **more: object):
    found = a.question_of(asked, question)
    department = q.find_department(session, str(more.pop("department", "市民課")))
    subject = str(more.pop("subject", ""))
    return a.answer(session, asked, found, department, subject, a.typed(found, text), remark, **more)


def line(session: Session, asked: Questionnaire, question: str, department: str = "市民課") -> a.Line:
    return a.sheet(session, asked, q.find_department(session, department), "").line(question)


def system(session: Session, name: str) -> dict[str, object]:
    return next(r for r in survey.list_rows(session, "systems") if r["name"] == name)


def test_an_answer_is_one_step_that_undo_takes_back(session: Session, suita: Questionnaire) -> None:
    done = say(session, suita, "16", "はい", "ツール名：表計算")
    assert done.changes.label == "業務主管課調査（吹田市 16 問） 問16 に回答（市民課）"
    assert done.state.missing == ("備考に使途がありません",)
    assert say(session, suita, "16", "はい", "ツール名：表計算").changes.operations == 0
    found = line(session, suita, "16")
    assert (found.text, found.state.given.remark, found.by) == ("はい", "ツール名：表計算", "市民課/佐藤 花子")
    say(session, suita, "16", "いいえ")  # the 備考 stays
    assert line(session, suita, "16").state.given.remark == "ツール名：表計算"
    history.undo(session)
    history.undo(session)
    assert not line(session, suita, "16").state.given.answered
    history.redo(session)
    assert line(session, suita, "16").text == "はい"
    say(session, suita, "16", "", "")
    assert line(session, suita, "16").text == ""
    assert q.given(session, suita) == {}


def test_answers_of_two_people_meet_and_contradict(session: Session, suita: Questionnaire, tmp_path: Path) -> None:
    path, other_path = session.project.path, tmp_path / "b.fitgap"
    session.close()
    shutil.copy(path, other_path)
    ours = sessions.open_(path, who=Who("市民課", "佐藤", "clerk"))
    theirs = sessions.open_(other_path, who=Who("市民課", "鈴木", "clerk"))
    try:
        for mine, nine, six in ((ours, "A", "令和8年3月"), (theirs, "B", "令和8年3月")):
            say(mine, suita, "9", nine)
            say(mine, suita, "6", six)
        say(theirs, suita, "2", "鈴木")
        theirs.close()
        unite_file(ours.project, other_path)
        assert line(ours, suita, "6").text == "令和8年3月"  # the same answer twice is one
        assert line(ours, suita, "2").text == "鈴木"
        disputed = line(ours, suita, "9")
        assert disputed.state.missing == ("食い違う回答があります",)
        assert {(v[0], v[2]) for v in disputed.values} == {
            ("A ベンダ切替", "市民課/佐藤"),
            ("B 現行ベンダ継続", "市民課/鈴木"),
        }
        assert line(ours, suita, "12").state.notes[0][1] is None
        with pytest.raises(UserProblem) as caught:
            say(ours, suita, "9", "A")
        assert caught.value.exit_code == CONFLICT
        say(ours, suita, "9", "B", reason="事業者に確かめた")
        assert line(ours, suita, "9").text == "B 現行ベンダ継続"
        assert line(ours, suita, "12").state.notes[0][1] is True
    finally:
        ours.close()
        theirs.close()


def test_an_answer_given_to_an_older_state_contradicts(session: Session, suita: Questionnaire) -> None:
    seen = line(session, suita, "2").heads
    say(session, suita, "2", "佐藤")
    say(session, suita, "2", "鈴木", parents=seen)
    assert line(session, suita, "2").state.given.conflict


def test_answers_fill_the_departments_only_system(session: Session, suita: Questionnaire) -> None:
    survey.add_records(session, "vendors", [{"name": "みほんソフト"}])
    survey.add_records(session, "systems", [{"name": "住民", "department": "市民課", "package": "古い箱"}])
    done = say(session, suita, "4", "みほんソフト")
    assert [s.sentence for s in done.written] == ["システム「住民」の事業者に「みほんソフト」を書きます。"]
    assert system(session, "住民")["vendor"] == "みほんソフト"
    say(session, suita, "7", "一部対応")
    assert survey.list_rows(session, "vendors")[0]["policy"] == "一部対応"
    say(session, suita, "9", "B")
    assert system(session, "住民")["pattern"] == "B"
    say(session, suita, "6", "R8.3.31")
    assert system(session, "住民")["contract_end"] == "R8.3.31"
    history.undo(session)  # the answer and what it was written to go back together
    assert not system(session, "住民")["contract_end"]
    assert not line(session, suita, "6").state.given.answered


def test_what_would_be_replaced_is_offered_and_waits(session: Session, suita: Questionnaire) -> None:
    survey.add_records(session, "systems", [{"name": "住民", "department": "市民課", "package": "古い箱"}])
    assert (line(session, suita, "5").place, line(session, suita, "5").registered) == (
        "システム「住民」のパッケージ名称",
        "古い箱",
    )
    done = say(session, suita, "5", "新しい箱")
    assert [s.sentence for s in done.offered] == [
        "システム「住民」のパッケージ名称を「古い箱」から「新しい箱」に替えます。"
    ]
    assert system(session, "住民")["package"] == "古い箱"
    assert done.written == ()
    a.write_through(session, suita, q.find_department(session, "市民課"), "", only="5")
    assert system(session, "住民")["package"] == "新しい箱"
    assert line(session, suita, "5").plan.of({"same"})


def test_nothing_is_written_where_nobody_wants_it(session: Session, suita: Questionnaire) -> None:
    survey.add_records(session, "systems", [{"name": "住民", "department": "市民課"}])
    say(session, suita, "5", "箱", kinds=through.NONE)
    assert system(session, "住民")["package"] == ""


def test_a_system_and_its_vendor_are_registered_when_asked(session: Session, suita: Questionnaire) -> None:
    say(session, suita, "4", "はじめての社")
    say(session, suita, "7", "対応する")
    say(session, suita, "8", "あり：税務連携、国保連携")
    assert survey.list_rows(session, "systems") == []
    assert survey.list_rows(session, "vendors") == []
    done = say(session, suita, "5", "住民の箱", kinds=through.ALL)
    assert [s.kind for s in done.written] == ["create"] * len(done.written)
    made = system(session, "住民の箱")
    assert (made["vendor"], made["department"], made["package"]) == ("はじめての社", "市民課", "住民の箱")
    vendors = survey.list_rows(session, "vendors")
    assert [(v["name"], v["policy"]) for v in vendors] == [("はじめての社", "対応")]
    links = survey.list_rows(session, "linkages")
    assert [(r["name"], r["platform"], r["system"]) for r in links] == [
        ("税務連携", "非経由", "住民の箱"),
        ("国保連携", "非経由", "住民の箱"),
    ]
    again = a.write_through(session, suita, q.find_department(session, "市民課"), "")
    assert again.operations == 0
    history.undo(session)
    assert survey.list_rows(session, "systems") == []
    assert survey.list_rows(session, "linkages") == []
    assert not line(session, suita, "5").state.given.answered


def test_a_vendor_known_by_its_text_gets_its_record(session: Session, suita: Questionnaire) -> None:
    survey.add_records(session, "systems", [{"name": "住民", "department": "市民課"}])
    done = say(session, suita, "4", "はじめての社")
    assert system(session, "住民")["vendor"] == "はじめての社"  # as text, until somebody registers it
    assert [s.sentence for s in done.offered] == ["事業者「はじめての社」を登録します。"]
    a.write_through(session, suita, q.find_department(session, "市民課"), "", only="4")
    rid = session.con.execute("SELECT rid FROM record WHERE type='vendor'").fetchone()[0]
    held = session.con.execute("SELECT fields FROM record WHERE type='system'").fetchone()[0]
    assert json.loads(held)["vendor"] == rid


def test_several_systems_ask_which(session: Session, suita: Questionnaire) -> None:
    names = ({"name": n, "department": "市民課"} for n in ("住民", "証明"))
    survey.add_records(session, "systems", list(names))
    done = say(session, suita, "5", "箱")
    assert done.why_not
    assert not done.written
    rid = q.find_department(session, "市民課")
    (_, whole), (first, label), _ = q.subjects(session, suita, rid)
    assert (whole, label) == ("所属全体", "住民")
    say(session, suita, "5", "住民の箱", subject=first)
    assert system(session, "住民")["package"] == "住民の箱"
    assert system(session, "証明")["package"] == ""
    assert q.subject_of(session, suita, "証明") == q.subjects(session, suita, rid)[2][0]
    with pytest.raises(UserProblem):
        q.subject_of(session, suita, "どこにもない")
    rows = [(r.department.name, r.subject_label, r.done) for r in q.rows(session, suita)]
    assert rows == [("市民課", "", 1), ("市民課", "住民", 1), ("税務課", "", 0)]


def test_the_table_and_what_is_owed(session: Session, suita: Questionnaire, tmp_path: Path) -> None:
    say(session, suita, "1", "市民課")
    say(session, suita, "16", "はい")
    table = q.rows(session, suita)
    assert [(r.department.name, r.done, r.total, r.owing) for r in table] == [
        ("市民課", 1, 16, 15),
        ("税務課", 0, 16, 16),
    ]
    owed = q.owed(table)
    assert len(owed) == 31
    assert next(o.why for o in owed if o.question.id == "16") == (
        "備考にツール名がありません",
        "備考に使途がありません",
    )
    book = load_workbook(
        sheets.write_table(session, suita, table, tmp_path / "表.xlsx", printed_at=datetime(2026, 4, 1))
    )
    cells = [str(c.value) for row in book.active.iter_rows() for c in row if c.value is not None]
    for question in suita.questions:
        assert f"{question.id} {question.topic}" in cells
        assert f"{question.id}　{question.wording}".replace("\n", "　") in cells
    assert "はい\n（備考にツール名がありません）\n（備考に使途がありません）" in cells
    assert "1 / 16" in cells
    book = load_workbook(sheets.write_owed(session, suita, table, tmp_path / "未回答.xlsx"))
    rows = [[c.value for c in row] for row in book.active.iter_rows()]
    assert sum(r[0] in ("市民課", "税務課") for r in rows) == 31
    with pytest.raises(UserProblem):
        sheets.write_table(session, suita, table, session.project.path)


def test_the_secretariat_is_not_asked_but_its_answers_count(session: Session, suita: Questionnaire) -> None:
    assert "情報政策課" not in {r.department.name for r in q.rows(session, suita)}
    say(session, suita, "2", "田中", department="情報政策課")
    assert "情報政策課" in {r.department.name for r in q.rows(session, suita)}
    assert [r.department.name for r in q.rows(session, q.definition(session, "mie"))] == ["市民課", "情報政策課"]


def test_answers_of_a_deleted_department_stay_in_sight(session: Session, suita: Questionnaire) -> None:
    say(session, suita, "2", "佐藤")
    survey.delete_records(session, "departments", [q.find_department(session, "市民課")])
    assert [(r.department.name, r.done) for r in q.rows(session, suita)] == [
        ("税務課", 0),
        ("市民課（一覧にない所属）", 1),
    ]


def test_every_month_is_answered_anew(session: Session, suita: Questionnaire) -> None:
    monthly = q.definition(session, "hidakagawa2")
    march = q.subject_of(session, monthly, "R8.3")
    assert (march, q.subject_of(session, monthly, "", today=TODAY)) == ("2026-03", "2026-04")
    say(session, monthly, "1", "調査中", subject=march)
    assert [r.done for r in q.rows(session, monthly, subject=march)] == [1, 0]
    assert [r.done for r in q.rows(session, monthly, today=TODAY)] == [0, 0]
    labels = q.subjects(session, monthly, "", today=TODAY)
    assert labels == [("2026-04", "令和8年4月"), ("2026-03", "令和8年3月")]
    for wrong in ("きのう", "R8.3.1", "令和8年度"):
        with pytest.raises(UserProblem):
            q.subject_of(session, monthly, wrong)
    with pytest.raises(UserProblem):
        q.subject_of(session, q.definition(session, "mie"), "R8.3")


def test_a_questionnaire_of_ones_own(session: Session, suita: Questionnaire, tmp_path: Path) -> None:
    path = tmp_path / "票.json"
    path.write_text(json.dumps(SMALL, ensure_ascii=False), "utf-8-sig")
    made, _ = q.add(session, path)
    assert made.id == "small"
    assert q.definition(session, "小さな質問票") == made
    say(session, made, "1", "はい")
    assert next(r.owing for r in q.rows(session, made)) == 2
    path.write_text(json.dumps({**SMALL, "title": "改めた質問票"}, ensure_ascii=False), "utf-8")
    q.add(session, path)
    assert q.definition(session, "small").title == "改めた質問票"
    assert len(q.definitions(session)) == 4
    history.undo(session)
    assert q.definition(session, "small").title == "小さな質問票"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "1 行目 2 字目"),
        ("[" * 100_000, ""),
        (json.dumps({**SMALL, "id": "suita16"}), "id"),
        (json.dumps({**SMALL, "title": ""}), "title"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_changes(session: Session, tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "票.json"
    path.write_text(text, "utf-8")
    before = session.project.digest()
    with pytest.raises(UserProblem) as caught:
        q.add(session, path)
    assert caught.value.cell == place
    assert caught.value.file == str(path)
    assert session.project.digest() == before
    with pytest.raises(UserProblem):
        q.read_file(tmp_path / "ない.json")


def test_a_questionnaire_of_a_newer_version_is_named_and_kept(session: Session) -> None:
    with session.project.unit("新しい版から") as unit:
        unit.create("questionnaire", {"definition": {"code": "x", "name": "先の票", "definition": {"format": "9"}}})
    assert len(q.definitions(session)) == 3
    assert "先の票" in q.unreadable(session)[0]


def test_personal_data_in_pairs_is_noticed(session: Session, suita: Questionnaire) -> None:
    say(session, q.definition(session, "mie"), "2", "■課題：電話 06-1234-5678 に聞く")
    found = personal_data.find(session)
    assert [(h.name, h.field, h.kind) for h in found] == [("質問票 mie 問2", "回答", "phone")]


def test_unknown_names_are_refused_with_what_there_is(session: Session, suita: Questionnaire) -> None:
    for act, word in (
        (lambda: q.definition(session, "suita"), "suita16"),
        (lambda: a.question_of(suita, "17"), "16"),
        (lambda: q.find_department(session, "ない課"), "市民課"),
    ):
        with pytest.raises(UserProblem) as caught:
            act()
        assert word in caught.value.hint
    assert q.register_department(session, "こども課") == q.register_department(session, "こども課")
