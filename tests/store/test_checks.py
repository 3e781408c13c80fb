"""One planted fault per check gives exactly that finding."""

from __future__ import annotations

from app.services import catalogue, checks, comparison, register, survey
from app.services.session import Session
from app.services.views import ItemFilter


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
