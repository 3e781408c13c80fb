"""Options with money and the ladder, decisions with clause and document, editable lists, the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import choices, decisions, due_dates, options, policies, register, survey
from app.services import register_read as read
from app.services.choices import Choice
from app.services.session import Session
from tests.helpers.workspaces import edition, with_edition, workspace


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = workspace(tmp_path, "register.fitgap")
    with_edition(made, edition(business="001"))
    yield made
    made.close()


@pytest.fixture
def issue(session: Session) -> str:
    rid, _ = register.add(session, title="番号札が標準にない", nodes=["req:0010001"], department="市民課")
    return rid


def record(session: Session, type_: str, **values: object) -> str:
    with session.project.unit("試し") as unit:
        return unit.create(type_, survey.atoms_of(type_, values))


def test_money_is_kept_as_yen_and_compared(session: Session, issue: str) -> None:
    dear, _ = options.add(
        session, issue, "euc", "一覧を作る", initial={"設計": "120万円", "開発": 800_000},
        annual={"運用・保守": "10万円"},
        subsidy=True, ceiling="100万円", before="1000万円", after="800万円", initial_note="旅費",
    )  # fmt: skip
    cheap, _ = options.add(session, issue, "bpr", "窓口で声をかける", initial={"操作研修": "5万円"}, time="三か月")
    found = options.compare(session, issue)
    assert [c.option.rid for c in found.options] == [cheap, dear], "the ladder's first rung stands first"
    assert [c.cheapest for c in found.options] == [True, False]
    assert found.options[1].option.money.once == 2_000_000
    assert found.options[1].option.money.own_share == 1_000_000
    lines = dict(options.money_lines(found.options[1].option.money, ("旅費", "")))
    assert lines["初期費用"] == "2,000,000円（設計 1,200,000円、開発 800,000円。その他：旅費）"
    assert lines["5年間の合計"] == "2,500,000円"
    assert lines["運用経費の変化"].endswith("（20.0%減、目標の30%減に届かない）")
    assert found.skipped[dear] == ("業務の必要性の精査", "運用の見直しと標準機能")
    assert found.skipped[cheap] == ("業務の必要性の精査",)
    register.set_fields(session, issue, {"refused": {"1": "窓口が混む", "2": "声が届かない"}})
    assert options.compare(session, issue).skipped[dear] == ()


def test_a_wrong_amount_is_named_and_nothing_is_written(session: Session, issue: str) -> None:
    digest = session.project.digest()
    with pytest.raises(UserProblem, match="設計「安い」は金額として読めません"):
        options.add(session, issue, "bpr", "案", initial={"設計": "安い"})
    with pytest.raises(UserProblem, match="費用に「宴会」"):
        options.add(session, issue, "bpr", "案", annual={"宴会": "1"})
    assert session.project.digest() == digest


def test_an_option_is_written_anew_where_it_changed(session: Session, issue: str) -> None:
    rid, _ = options.add(session, issue, "bpr", "案", initial={"設計": "1万円"})
    options.edit(session, rid, {"initial": {"設計": "2万円"}, "effect": "十分"})
    (found,) = read.options(session, issue)
    assert (found.money.once, found.effect, found.content) == (20_000, "十分", "案")
    with pytest.raises(UserProblem, match="カスタマイズできません"):
        options.edit(session, rid, {"disposition": "customise"})


def test_a_decision_names_its_ground_its_clauses_and_its_document(session: Session, issue: str) -> None:
    rid = record(session, "clause", number="第3条", name="対象外システム", edition="第1版", text="標準に合わせる。")
    register.dispose(session, issue, "bpr")
    decisions.decide(
        session, issue, level="課内", by="市民課長", date="R8.1.10", reason="費用が小さい", basis="law",
        clauses=["第3条"], review="次の版が出たら", document="8市民第12号",
    )  # fmt: skip
    (found,) = read.decisions(session, issue)
    assert (found.level, found.basis, found.clauses, found.review, found.document) == (
        "section", "law", (rid,), "次の版が出たら", "8市民第12号",
    )  # fmt: skip
    with pytest.raises(UserProblem, match="「第9条」という条項はありません"):
        decisions.decide(session, issue, level="section", by="a", date="R8.1.11", reason="b", clauses=["第9条"])
    with pytest.raises(UserProblem, match="決定区分に「村」はありません"):
        decisions.decide(session, issue, level="村", by="a", date="R8.1.11", reason="b")


def test_a_decision_against_a_clause_is_flagged_unless_it_cites_it(session: Session, issue: str) -> None:
    rid = record(
        session, "clause", number="第4条", name="別システム", forbids=["euc"], since="R8.1.1", until="R8.12.31"
    )
    register.dispose(session, issue, "euc")
    decisions.decide(session, issue, level="section", by="課長", date="2026-02-01", reason="要る")
    held = policies.clauses(session)
    assert [c.rid for c in policies.against(held, read.issue(session, issue))] == [rid]
    decisions.decide(session, issue, level="council", by="市長", date="2026-02-02", reason="例外", clauses=[rid])
    assert policies.against(held, read.issue(session, issue)) == []
    decisions.decide(session, issue, level="council", by="市長", date="2027-02-02", reason="もう無い条項")
    assert policies.against(held, read.issue(session, issue)) == [], "it was given up before"


def test_levels_are_a_list_the_office_may_edit(session: Session, issue: str) -> None:
    held = choices.in_force(session, "decision_levels")
    assert ("council", "全庁会議") in held.offered()
    own = [Choice("section", "課長決裁"), Choice("own_1", "三役会議"), Choice("council", "全庁会議", hidden=True)]
    choices.write(session, "decision_levels", own)
    now = choices.in_force(session, "decision_levels")
    assert now.offered() == [("section", "課長決裁"), ("own_1", "三役会議")]
    assert now.labels()["mayor"] == "首長", "what was recorded stays readable"
    assert choices.new_code(own) == "own_2"
    register.dispose(session, issue, "bpr")
    decisions.decide(session, issue, level="三役会議", by="市長", date="2026-02-01", reason="合意")
    assert read.decisions(session, issue)[0].level == "own_1"
    choices.write(session, "decision_levels", list(choices.published("decision_levels").entries))
    assert not choices.in_force(session, "decision_levels").own
    for bad in ([], [Choice("a", " ")], [Choice("a", "x"), Choice("b", "x")], [Choice("ア", "x")]):
        with pytest.raises(UserProblem):
            choices.write(session, "decision_levels", bad)


def test_deadlines_follow_backward_from_the_calendar(session: Session) -> None:
    record(session, "due_event", name="当初予算要求", basis="budget", date="2026-10-31", lead="1か月前")
    record(session, "due_event", name="読めない日", basis="budget", date="いつか", lead="")
    found = due_dates.proposed(session, "budget", "001", today=date(2026, 4, 1))
    assert found is not None
    assert (found.due, found.why) == ("2026-09-30", "当初予算要求 2026-10-31に間に合わせるため")
    assert due_dates.proposed(session, "rfp", "001", today=date(2026, 4, 1)) is None


def test_flags_scope_and_ladder_of_an_issue(session: Session, issue: str) -> None:
    register.set_fields(
        session, issue,
        {"flags": ["ordinance", "予算⑧-1"], "departments": ["税務課", "税務課", " "], "found_in": "3", "common": True},
    )  # fmt: skip
    found = read.issue(session, issue)
    assert (found.flags, found.departments, found.found_in, found.common) == (
        ("budget", "ordinance"), ("税務課",), "3", True,
    )  # fmt: skip
    for bad in ({"flags": ["nowhere"]}, {"refused": {"9": "x"}}, {"common": "はい"}, {"departments": "税務課"}):
        with pytest.raises(UserProblem):
            register.set_fields(session, issue, bad)


def test_what_waits_for_a_decision(session: Session, issue: str) -> None:
    assert decisions.waiting_for(session, "市民課") == []
    options.add(session, issue, "bpr", "案")
    assert [i.rid for i in decisions.waiting_for(session, "市民課")] == [issue]
    assert decisions.waiting_for(session, "税務課") == []
    register.dispose(session, issue, "bpr")
    decisions.decide(session, issue, level="section", by="課長", date="2026-02-01", reason="合意")
    assert decisions.waiting_for(session, "市民課") == []
