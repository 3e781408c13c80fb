"""One planted fault per check gives exactly that finding."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.problems import UserProblem
from app.core.records import item_rid, route_rid
from app.services import (
    catalogue,
    checks,
    comparison,
    decisions,
    history,
    link_review_rows,
    link_scope,
    options,
    register,
    survey,
)
from app.services.session import Session
from app.services.views import Changes, ItemFilter
from tests.helpers import linkages
from tests.helpers.workspaces import edition as make_edition
from tests.helpers.workspaces import with_edition


def quiet(session: Session, edition: str) -> None:
    """Everything judged: no check has anything to say."""
    comparison.judge(session, edition, catalogue.item_keys(session, edition, ItemFilter()), verdict="fit")
    assert checks.run(session) == []


def found(session: Session) -> list[tuple[int, str]]:
    return [(f.check, f.level) for f in checks.run(session)]


def test_1_an_item_without_verdict(session: Session, edition: str) -> None:
    quiet(session, edition)
    comparison.judge(session, edition, [3], verdict=None)
    assert found(session) == [(1, "warning")]
    assert checks.run(session)[0].target == "req:0010003"


def test_1_a_linkage_of_which_nobody_said_whether_it_needs_a_review(session: Session, edition: str) -> None:
    quiet(session, edition)
    asks, gives = "link:001/023o001-00", "link:001/001o001-00"
    with_edition(session, linkages.residents())

    def one() -> list[str]:
        return [f.target for f in checks.run(session, [1])]

    assert one() == [asks, gives]
    assert "未検討" in checks.run(session, [1])[0].message
    link_review_rows.write(session, {asks: {"need": "〇", "note": "調べる"}, gives: {"note": "誰かに聞く"}})
    assert one() == [gives]  # a remark alone is no 検討要否
    link_scope.set_scope(session, [gives], on=True, package="みほん総合")
    assert one() == []
    link_review_rows.write(session, {asks: {"need": "", "note": ""}})
    link_scope.set_scope(session, [gives], on=False)
    assert one() == [asks, gives]
    with session.project.unit("判定") as unit:
        rid = item_rid(session.code, "001", "link", "023o001", "00")
        ref = {"business": "001", "kind": "link", "id": "023o001", "branch": "00"}
        unit.set(rid, "item", "verdict", {"verdict": "fit"}, ref=ref)
    assert one() == [gives]


def test_2_a_current_function_nobody_thought_of(session: Session, edition: str) -> None:
    quiet(session, edition)
    survey.add_records(session, "functions", [{"business": "001", "name": "釣銭管理"}])
    assert found(session) == [(2, "warning")]
    rid = survey.rid_of(session, "K-0001")
    issue, _ = register.add(session, title="釣銭管理の行き先", records=[rid], business="001")
    register.dispose(session, issue, "abolish", basis="使っていない")
    register.set_fields(session, issue, {"due": "2026-03-31"})
    assert found(session) == []
    comparison.map_current(session, "req:0010001", rid)
    assert found(session) == []


def test_3_an_issue_without_what_it_needs(session: Session, edition: str) -> None:
    quiet(session, edition)
    issue, _ = register.add(session, title="差異", nodes=["req:0010003"])
    assert found(session) == [(3, "warning")]
    assert "対応方針・理由・期限がありません" in checks.run(session)[0].message
    register.dispose(session, issue, "bpr", basis="標準に合わせる")
    register.set_fields(session, issue, {"due": "2026-03-31"})
    assert found(session) == []
    with session.project.unit("他所から", origin="merge") as unit:
        unit.create("decision", {"decision": {"issue": issue, "disposition": "bpr", "level": "section"}}, kind="add")
    assert found(session) == [(3, "error")]


def test_4_an_unlawful_disposition_that_came_by_merge_is_kept_and_marked(session: Session, edition: str) -> None:
    quiet(session, edition)
    issue, _ = register.add(session, title="差異", nodes=["req:0010002"], due="2026-03-31")  # × 実装不可
    with session.project.unit("他所から", origin="merge") as unit:
        unit.set(issue, "issue", "disposition", {"disposition": "loose_system", "basis": "便利"})
    assert found(session) == [(4, "error")]
    assert "法令上要確認" in checks.run(session)[0].message
    assert "5.1.1.1(3)" in checks.run(session)[0].message


def record(session: Session, type_: str, **values: object) -> str:
    with session.project.unit("試し") as unit:
        return unit.create(type_, survey.atoms_of(type_, values))


def a_lawful_issue(session: Session, **more: object) -> str:
    issue, _ = register.add(session, title="差異", nodes=["req:0010003"], due="2099-03-31", **more)
    register.dispose(session, issue, "bpr", basis="標準に合わせる")
    return issue


def test_3_a_decision_against_a_clause(session: Session, edition: str) -> None:
    quiet(session, edition)
    issue = a_lawful_issue(session)
    decisions.decide(session, issue, level="section", by="課長", date="2026-01-10", reason="合意")
    assert found(session) == []
    record(session, "clause", number="第3条", name="別の方針", forbids=["bpr"])
    assert found(session) == [(3, "warning")]
    assert "全体方針の「第3条 別の方針」と食い違っています" in checks.run(session)[0].message


def test_4_a_verdict_from_a_department_that_never_owned_the_business(session: Session, edition: str) -> None:
    quiet(session, edition)
    survey.add_records(session, "departments", [{"name": "税務課", "businesses": ["001"]}])
    assert {f for f, _ in found(session)} == {4}, "the judge's own department owns nothing"
    (row,) = survey.list_rows(session, "departments")
    survey.add_records(session, "departments", [{"name": "市民課", "businesses": ["001"]}])
    assert found(session) == []
    mine = next(r for r in survey.list_rows(session, "departments") if r["name"] == "市民課")
    survey.set_cells(session, "departments", [(mine["rid"], {"businesses": ["010"]})])
    assert found(session) == [], "it owned it once"
    assert row["name"] == "税務課"


def test_8_a_contract_that_ends_before_the_migration(session: Session, edition: str) -> None:
    quiet(session, edition)
    survey.add_records(
        session, "systems", [{"name": "住記", "contract_end": "R9.3.31", "migration": "R9.10", "businesses": ["001"]}]
    )
    assert found(session) == [(8, "error")]
    (row,) = survey.list_rows(session, "systems")
    survey.set_cells(session, "systems", [(row["rid"], {"migration": "令和8年度"})])
    assert found(session) == []
    survey.set_cells(session, "systems", [(row["rid"], {"contract_end": "令和8年度", "migration": "R8.10"})])
    assert found(session) == [(8, "warning")]
    assert "可能性" in checks.run(session)[0].message


def test_9_a_verdict_after_a_new_edition(session: Session, edition: str) -> None:
    quiet(session, edition)
    with_edition(session, make_edition(label="第2.0版", changed=(3,)))
    assert found(session) == [(9, "warning")]
    assert checks.run(session)[0].target == "req:0010003"


def test_15_what_is_held_back_too_long(session: Session, edition: str) -> None:
    quiet(session, edition)
    issue, _ = register.add(session, title="差異", nodes=["req:0010003"], due="2099-03-31")
    register.dispose(session, issue, "hold", basis="国の通知を待つ")
    assert found(session) == []
    later = date.today() + timedelta(days=100)
    (one,) = checks.run(session, today=later)
    assert (one.check, one.target) == (15, f"issue:{issue}")
    assert "保留のまま 3 か月" in one.message


def test_16_a_budget_without_amount_or_year(session: Session, edition: str) -> None:
    quiet(session, edition)
    issue = a_lawful_issue(session, flags=["budget"])
    assert found(session) == [(16, "warning")]
    record(session, "due_event", name="当初予算要求", basis="budget", date="2026-10-31", lead="")
    (one,) = checks.run(session, today=date(2026, 11, 1))
    assert (one.check, one.level) == (16, "error")
    assert "当初予算要求 2026-10-31" in one.message
    option, _ = options.add(session, issue, "bpr", "案", initial={"設計": "10万円"})
    decisions.decide(session, issue, level="section", by="課長", date="2026-01-10", reason="合意", option=option)
    assert "予算の年度がありません" in checks.run(session, (16,))[0].message
    with session.project.unit("予算") as unit:
        rid = route_rid(session.code, issue, "budget")
        unit.set(rid, "route", "route", {"issue": issue, "step": "budget"})
        unit.set(rid, "route", "facts", {"year": "令和9年度"})
    assert found(session) == []


def test_a_finding_is_silenced_with_a_reason_and_speaks_again_when_it_says_something_else(
    session: Session, edition: str
) -> None:
    quiet(session, edition)
    comparison.judge(session, edition, [3], verdict=None)
    (one,) = checks.run(session)
    checks.silence(session, one, "来月まとめて判定する")
    assert checks.run(session) == []
    (heard,) = checks.run(session, silenced=True)
    assert heard.silenced == "来月まとめて判定する"
    comparison.judge(session, edition, [5], verdict=None)
    assert [f.target for f in checks.run(session)] == ["req:0010005"], "another finding of the same check speaks"
    checks.silence(session, one, "")
    assert len(checks.run(session)) == 2
    with pytest.raises(UserProblem, match="その指摘はもうありません"):
        checks.silence(session, checks.CheckFinding(1, "warning", "req:0010001", "ない"), "理由")


def test_every_check_is_called_something_and_says_where_it_comes_from() -> None:
    assert set(checks.kinds()) == set(checks.CHECKS)
    assert all(k.title and k.source for k in checks.kinds().values())


def test_what_is_kept_up_to_date_is_what_all_checks_find(session: Session, edition: str) -> None:
    """After each step the live list equals one made anew, whatever the step touched."""
    quiet(session, edition)
    live = checks.Live(session)

    def step(done: Changes) -> None:
        live.update(done.types, done.rids)
        assert sorted(map(str, live.findings())) == sorted(map(str, checks.run(session, silenced=True)))

    step(comparison.judge(session, edition, [3, 5], verdict=None))
    step(comparison.judge(session, edition, [5], verdict="gap"))
    (one, *_) = live.findings()
    step(checks.silence(session, one, "あとで"))
    assert live.findings()[0].silenced == "あとで"
    step(survey.add_records(session, "functions", [{"business": "001", "name": "釣銭管理"}]))
    step(survey.add_records(session, "functions", [{"business": "001", "name": "釣銭 管理"}]))
    rid = survey.rid_of(session, "K-0001")
    step(comparison.map_current(session, "req:0010001", rid))
    issue, made = register.add(session, title="差異", nodes=["req:0010003"])
    step(made)
    step(register.dispose(session, issue, "hold", basis="待つ")[0])
    step(register.set_fields(session, issue, {"flags": ["budget"]}))
    step(survey.set_cells(session, "functions", [(rid, {"summary": "変わった"})]))
    step(survey.add_records(session, "systems", [{"name": "住記", "contract_end": "R9.3", "migration": "R9.10"}]))
    step(survey.add_records(session, "departments", [{"name": "税務課", "businesses": ["001"]}]))
    # an item that is no linkage together with an issue on one: the review's finding goes with the issue
    with_edition(session, linkages.residents())
    step(Changes("", "", frozenset(), frozenset({"adoption"}), frozenset(), 1))
    step(link_review_rows.write(session, {"link:001/023o001-00": {"need": "〇"}}))
    assert any("備考も課題もありません" in f.message for f in live.findings())
    with session.project.unit("判定と課題") as unit:
        item = item_rid(session.code, "001", "req", "0010005", "")
        ref = {"business": "001", "kind": "req", "id": "0010005", "branch": ""}
        unit.set(item, "item", "memo", {"text": "一緒に決めた"}, ref=ref)
        unit.create("issue", survey.atoms_of("issue", {"title": "対策", "nodes": ["link:001/023o001-00"]}))
    assert unit.changes.types == {"item", "issue"}
    step(Changes("", "", unit.changes.rids, unit.changes.types, frozenset(), 2))
    assert not any("備考も課題もありません" in f.message for f in live.findings())
    with_edition(session, make_edition(label="第2.0版", changed=(4,)))
    step(Changes("", "", frozenset(), frozenset({"adoption"}), frozenset(), 1))
    while history.undoable(session)[0] > 8:
        step(history.undo(session))
