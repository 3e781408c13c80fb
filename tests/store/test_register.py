"""The register: lawful dispositions only, decisions never changed, what becomes unlawful is kept and marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.problems import UserProblem
from app.services import catalogue, comparison, decisions, history, options, register, suggest, survey, upkeep
from app.services import register_read as read
from app.services.session import Session
from app.services.views import ItemFilter
from spec_catalog.model import SizeClasses
from tests.helpers.workspaces import edition as make_edition
from tests.helpers.workspaces import with_edition

# of the test edition: n % 3 = 0 mandatory, 1 optional, 2 prohibited
PROHIBITED, OPTIONAL, MANDATORY = "req:0010002", "req:0010001", "req:0010003"


def issue(session: Session, node: str) -> str:
    return register.add(session, title="発行番号の違い", nodes=[node])[0]


def test_an_issue_knows_its_business_and_gets_a_number(session: Session, edition: str) -> None:
    first, second = issue(session, MANDATORY), issue(session, OPTIONAL)
    assert [(i.number, i.business, i.status) for i in read.issues(session)] == [
        ("G-0001", "001", "open"),
        ("G-0002", "001", "open"),
    ]
    assert read.issue(session, "G-0002").rid == second
    history.undo(session)
    assert [i.rid for i in read.issues(session)] == [first]
    with pytest.raises(UserProblem):
        register.add(session, title=" ", nodes=[MANDATORY])
    with pytest.raises(UserProblem):
        register.add(session, title="x", nodes=["req:9999999"])


@pytest.mark.parametrize(
    ("node", "disposition", "clause"),
    [
        (PROHIBITED, "loose_system", "5.1.1.1(3)"),
        (MANDATORY, "customise", "5.1.3"),
        (MANDATORY, "adopt_option", "5.1.1.1(2)"),
        (OPTIONAL, "trial_function", "5.1.1.1"),
        (OPTIONAL, "tool", "Q16"),
        (OPTIONAL, "same_package", "4.1.4(1)"),
    ],
)
def test_the_law_refuses_with_its_clause_and_nothing_is_recorded(
    session: Session, edition: str, node: str, disposition: str, clause: str
) -> None:
    rid = issue(session, node)
    before = session.project.digest()
    with pytest.raises(UserProblem) as refused:
        register.dispose(session, rid, disposition)
    assert (refused.value.code, refused.value.exit_code) == ("unlawful", 3)
    assert clause in refused.value.hint
    assert session.project.digest() == before
    assert read.rulings_for(session, rid)[disposition][0].level == "refused"
    with pytest.raises(UserProblem):
        options.add(session, rid, disposition, "案")


def test_disposing_and_deciding_and_superseding(session: Session, edition: str) -> None:
    rid = issue(session, OPTIONAL)
    with pytest.raises(UserProblem) as early:
        decisions.decide(session, rid, level="section", by="課長", date="2026-01-10", reason="費用")
    assert early.value.code == "nothing_to_decide"
    _, said = register.dispose(session, rid, "adopt_option", content="採用する", basis="費用がかからない")
    assert [r.level for r in said] == ["info"]  # no vendor answered yet
    assert read.issue(session, rid).status == "studying"
    first, _ = decisions.decide(session, rid, level="section", by="市民課長", date="2026-01-10", reason="費用")
    assert read.issue(session, rid).status == "decided"
    option, _ = options.add(session, rid, "bpr", "窓口の手順を変える", cost="0")
    second, _ = decisions.decide(
        session, rid, level="office", by="情報政策課長", date="2026-02-01", reason="新しい版", option=option
    )
    found = read.decisions(session, rid)
    assert [(d.rid, d.current, d.disposition) for d in found] == [(first, False, "adopt_option"), (second, True, "bpr")]
    assert found[1].supersedes == (first,)
    assert read.issue(session, rid).disposition == "bpr"
    history.undo(session)
    assert read.issue(session, rid).decision.rid == first
    assert upkeep.verify(session).ok
    with pytest.raises(UserProblem) as incomplete:
        decisions.decide(session, rid, level="section", by="", date="2026-01-10", reason="")
    assert "決定者・理由" in incomplete.value.message


def test_what_a_new_edition_makes_unlawful_is_kept_and_marked(session: Session, edition: str) -> None:
    rid = issue(session, OPTIONAL)
    register.dispose(session, rid, "adopt_option")
    assert read.issue(session, rid).unlawful is None
    newer = make_edition(label="第1.1版")
    items = tuple(
        replace(i, classes=SizeClasses("prohibited", "prohibited", "prohibited")) if i.id == "0010001" else i
        for i in newer.items
    )
    with_edition(session, replace(newer, items=items))
    marked = read.issue(session, rid)
    assert marked.disposition == "adopt_option"  # kept
    assert marked.unlawful is not None
    assert "5.1.1.1(2)" in marked.unlawful.clause
    with pytest.raises(UserProblem):
        decisions.decide(session, rid, level="section", by="課長", date="2026-01-10", reason="x")


def test_fields_are_edited_by_atom_and_dispositions_only_through_the_guard(session: Session, edition: str) -> None:
    rid = issue(session, MANDATORY)
    done = register.set_fields(session, rid, {"owner": "佐藤", "due": "2026-10-31", "priority": "A"})
    assert done.operations == 2  # assignment and priority
    found = read.issue(session, rid)
    assert (found.owner, found.due, found.priority) == ("佐藤", "2026-10-31", "A")
    assert register.set_fields(session, rid, {"owner": "佐藤"}).operations == 0
    for values in ({"disposition": "customise"}, {"status": "maybe"}, {"nonsense": "x"}):
        with pytest.raises(UserProblem):
            register.set_fields(session, rid, values)


def test_candidates_come_ranked_with_the_words_that_matched(session: Session, edition: str) -> None:
    survey.add_records(
        session,
        "functions",
        [
            {"business": "001", "name": "異動の履歴照会", "summary": "住民の異動履歴を画面で検索する。"},
            {"business": "001", "name": "税台帳の印刷", "summary": "課税台帳を作って紙に出す。"},
            {"business": "024", "name": "異動履歴の検索", "summary": "別の業務のもの。"},
            {"business": "001", "name": "釣銭の管理", "summary": "窓口の釣銭を数える。"},
        ],
    )
    numbers = [r["number"] for r in survey.list_rows(session, "functions")]
    assert numbers == ["K-0001", "K-0002", "K-0003", "K-0004"]
    key = catalogue.find(session, "req:0010002")[1]  # 異動履歴を検索できること。
    found = suggest.for_item(session, edition, key)
    assert [c.current.number for c in found] == ["K-0001"]
    assert "異動履歴" in found[0].why[0]
    comparison.map_current(session, "req:0010002", found[0].current.rid)
    assert suggest.for_item(session, edition, key) == []
    back = suggest.for_current(session, survey.rid_of(session, "K-0002"))
    assert back[0].item.id in {"0010001", "0010005", "0010009"}  # 課税台帳を作成できること
    assert [o.number for o in survey.orphans(session, "001")] == ["K-0002", "K-0004"]


def test_survey_rows_are_edited_deleted_and_brought_back(session: Session, edition: str) -> None:
    survey.add_records(session, "systems", [{"name": "住民情報システム", "package": "みほんパック"}])
    survey.add_records(session, "functions", [{"business": "001", "name": "検索", "system": "住民情報システム"}])
    row = survey.list_rows(session, "functions")[0]
    assert row["system"] == "住民情報システム"
    assert survey.current_items(session, business="001")[0].system == "住民情報システム"
    done = survey.set_cells(session, "functions", [(row["rid"], {"name": "検索画面", "usage": "in_use", "note": ""})])
    assert done.operations == 2
    assert survey.set_cells(session, "functions", [(row["rid"], {"name": "検索画面"})]).operations == 0
    survey.delete_records(session, "functions", [row["rid"]])
    assert survey.list_rows(session, "functions") == []
    history.undo(session)
    history.undo(session)
    assert survey.list_rows(session, "functions")[0]["name"] == "検索"
    assert catalogue.item_keys(session, edition, ItemFilter(text="検索"))
    assert upkeep.verify(session).ok


def test_no_way_around_the_law(session: Session, edition: str) -> None:
    """Several items, no item, items added afterwards, a disposition given at once: all are judged."""
    mixed = register.add(session, title="二つの項目", nodes=[OPTIONAL, PROHIBITED])[0]
    nameless = register.add(session, title="項目なし", business="001")[0]
    free = issue(session, OPTIONAL)
    register.dispose(session, free, "loose_system", basis="他市と共同で使うため")
    before = session.project.digest()
    for attempt in (
        lambda: register.dispose(session, mixed, "loose_system"),
        lambda: register.dispose(session, nameless, "customise"),
        lambda: register.dispose(session, nameless, "loose_system"),
        lambda: register.set_fields(session, free, {"nodes": [PROHIBITED]}),
        lambda: register.add(session, title="いきなり", nodes=[MANDATORY], disposition="customise"),
        lambda: options.add(session, mixed, "loose_system", "別のシステム"),
    ):
        with pytest.raises(UserProblem) as refused:
            attempt()
        assert refused.value.code == "unlawful"
    for attempt in (
        lambda: options.add(session, free, "bpr", "様式を変える", data={"reason": ["列"]}),
        lambda: decisions.decide(
            session, free, level="section", by="課長", date="2026-10-01", reason="x", option="bogus"
        ),
    ):
        with pytest.raises(UserProblem) as refused:
            attempt()
        assert refused.value.exit_code == 2
    assert session.project.digest() == before
