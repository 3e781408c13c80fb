"""みほん市 hangs together: names, ids and codes are real ones, the register is lawful, every kind of fact occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.choices import DECISION_LEVELS, DUE_BASES, ISSUE_KINDS, ISSUE_STATUSES
from app.core.codes import CURRENT_FACTS, EFFECT_DEGREES, EFFECT_TARGETS, VERDICT
from app.core.records import ATOMS
from app.services import (
    catalogue,
    checks,
    register_read,
    sample,
    survey,
    transition,
    upkeep,
    vendor_agreement,
    vendor_words,
)
from app.services.sample_records import BUSINESSES, facts, item_key
from app.services.session import Session
from spec_catalog.sample import books, forms, linkages


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    opened = sample.start_sample(tmp_path_factory.mktemp("sample") / "みほん市.fitgap")
    yield opened
    opened.close()


def functions() -> list[dict[str, Any]]:
    return [f for b in BUSINESSES for f in facts(f"functions_{b}")["functions"]]


def published() -> set[str]:
    return (
        {f"req:{r.id}" for b in books() for r in b.rows}
        | {f"form:{f.id}" for rows in forms().values() for f in rows}
        | {f"link:{r.node_id}" for rows in linkages().values() for r in rows}
    )


def test_size() -> None:
    town = facts("municipality")
    assert [len(town[k]) for k in ("departments", "vendors", "systems")] == [5, 4, 12]
    assert [len(functions()), len(facts("forms")["forms"]), len(facts("linkages")["linkages"])] == [150, 40, 60]
    assert 58 <= len(facts("verdicts")["verdicts"]) <= 65
    assert len(facts("verdicts")["reviews"]) >= 8
    assert len(facts("register")["issues"]) >= 12


def test_current_records_name_what_there_is() -> None:
    town = facts("municipality")
    departments = {d["name"] for d in town["departments"]}
    systems = {s["name"] for s in town["systems"]}
    for type_, kind, entries in (
        ("function", "req", functions()),
        ("curform", "form", facts("forms")["forms"]),
        ("curlink", "link", facts("linkages")["linkages"]),
    ):
        known = {f.code for fields in ATOMS[type_].values() for f in fields} | {"answers"}
        numbers = [e["number"] for e in entries]
        assert len(set(numbers)) == len(numbers)
        for entry in entries:
            assert set(entry) <= known, entry
            assert {f"{kind}:{a}" for a in entry["answers"]} <= published(), entry
            assert entry["department"] in departments
            assert entry["usage"] in CURRENT_FACTS
            assert entry["certainty"] in ("確認済", "資料のみ", "推定", "不明")
            assert type_ == "curlink" or entry["system"] in systems | {""}
        assert any(not e["answers"] for e in entries)  # somebody forgot them in a changeover: check 2 must find them
    for system in town["systems"]:
        assert system.get("vendor", "") in {v["name"] for v in town["vendors"]} | {""}
        assert system["department"] in departments
    assert {e["receiver"] for e in facts("linkages")["linkages"]} - systems  # partners nobody registered
    assert {s["scope"] for s in town["systems"]} == {
        "標準化対象", "標準化対象外（独自施策）", "標準化対象外（関連）", "外部システム",
    }  # fmt: skip
    assert len({s["migration"] for s in town["systems"] if s.get("migration")}) >= 5


def test_judgements_name_what_there_is() -> None:
    nodes = [v["node"] for v in facts("verdicts")["verdicts"]]
    assert len(set(nodes)) == len(nodes)
    assert set(nodes) <= published()
    assert Counter(n.partition(":")[0] for n in nodes).keys() == {"req", "form", "link"}
    for verdict in facts("verdicts")["verdicts"]:
        assert verdict["verdict"] in VERDICT
        assert verdict["current"] in CURRENT_FACTS
        assert set(verdict.get("targets", ())) <= EFFECT_TARGETS.keys()
        assert verdict.get("degree", "high") in EFFECT_DEGREES
    for review in facts("verdicts")["reviews"]:
        assert review["node"] in published()
        assert item_key(review["node"])[1] == "link"
        assert review["need"] in ("required", "not_required", "not_applicable")


def test_everything_is_in_the_workspace(session: Session) -> None:
    counts = dict(session.con.execute("SELECT type, count(*) FROM record WHERE present=1 GROUP BY type").fetchall())
    assert counts == {
        "department": 5, "vendor": 4, "system": 12, "function": 150, "curform": 40, "curlink": 60,
        "issue": len(facts("register")["issues"]), "option": 4, "decision": 4,
        "package": 2, "package_business": 2, "transition": len(facts("transitions")["pairs"]),
        "vendor_answer": sum(len(p["answers"]) for p in facts("vendors")["packages"]),
    }  # fmt: skip
    judged = dict(session.con.execute("SELECT kind, count(verdict) FROM item_state GROUP BY kind").fetchall())
    assert sum(judged.values()) == len(facts("verdicts")["verdicts"])
    adopted = [(e.business, e.kind, e.label) for e in catalogue.editions(session) if e.adopted]
    assert sorted(adopted) == sorted((b, k, "第1.0版") for b in BUSINESSES for k in ("req", "form", "link"))
    rows = {r["name"]: r for r in survey.list_rows(session, "systems")}
    assert rows["介護保険システム"]["vendor"] == "あかね総研システム"
    links = {r["number"]: r for r in survey.list_rows(session, "linkages")}
    assert (links["R-0001"]["system"], links["R-0001"]["receiver"]) == ("住民情報システム", "庁内連携基盤")
    assert upkeep.verify(session).ok


def test_two_vendors_answer_and_every_kind_of_answer_occurs(session: Session) -> None:
    given = facts("vendors")
    assert {n for p in given["packages"] for n in p["answers"]} <= published()
    assert {p["vendor"] for p in given["packages"]} <= {v["name"] for v in facts("municipality")["vendors"]}
    found = vendor_agreement.agreement(session, "001")
    assert [p.name for p in found.packages] == ["みほん総合住民", "北斗住民記録"]
    assert [fits for _, fits in found.editions.values()] == [True, False]
    assert {n.answer.answer for n in found.lines} == set(vendor_words.answers())
    assert found.counts().keys() == set(vendor_agreement.STATES) - {"conflict", "stale"}
    assert {n.level for n in found.lines} == {"", "error", "warning", "info"}


def test_verdicts_of_every_kind_are_stamped_with_their_edition(session: Session) -> None:
    stamped = session.con.execute(
        "SELECT kind, count(*), count(NULLIF(edition, '')) FROM item_state WHERE verdict IS NOT NULL GROUP BY kind"
    ).fetchall()
    assert {k for k, _, _ in stamped} == {"req", "form", "link"}
    assert all(n == with_edition for _, n, with_edition in stamped)


def test_the_register_is_lawful_and_shows_every_state(session: Session) -> None:
    issues = register_read.issues(session)
    assert [i.number for i in issues] == [f"G-{n:04d}" for n in range(1, len(issues) + 1)]
    for issue in issues:
        assert issue.unlawful is None
        assert issue.kind in ISSUE_KINDS
        assert issue.status in ISSUE_STATUSES
        assert issue.due_basis in {*DUE_BASES, ""}
        assert set(issue.nodes) <= published()
        if issue.disposition:
            found = register_read.ruled(session, issue, issue.disposition, issue.data)
            assert not [r for r in found if r.missing]
        for option in register_read.options(session, issue.rid):
            found = register_read.ruled(session, issue, option.disposition, option.data)
            assert not [r for r in found if r.level == "refused"]
    assert {i.disposition for i in issues} >= {"", "bpr", "abolish", "adopt_option", "same_package", "tool"}
    decisions = [d for i in issues for d in register_read.decisions(session, i.rid)]
    assert len(decisions) == 4
    assert [d.disposition for d in decisions if not d.current] == ["tool"]
    assert all(d.level in DECISION_LEVELS and d.by and d.date and d.reason for d in decisions)


def test_the_checks_have_something_to_find(session: Session) -> None:
    assert {f.check for f in checks.run(session)} >= {1, 2, 3}


def test_the_workbooks_are_left_where_they_are_wanted(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    sample.start_sample(tmp_path / "a.fitgap", books=folder).close()
    assert len(list(folder.glob("*.xlsx"))) == 13


def test_two_pairs_show_how_a_transition_is_written_down(session: Session) -> None:
    """One in today's way with its ground and term, one in the standard's; check 7 has nothing to say of either."""
    plan = transition.plan(session)
    written = {
        (plan.moves[p.a].number, plan.moves[p.b].number): (p.said.method, bool(p.said.reason), p.said.term, p.missing)
        for p in plan.pairs
        if p.said.method
    }
    assert written == {
        ("S-0001", "S-0007"): ("current", True, "令和9年12月末", ()),
        ("S-0001", "S-0009"): ("standard", False, "", ()),
    }
    assert len(checks.run(session, [7])) == len(plan.pairs) - len(written) > 0
