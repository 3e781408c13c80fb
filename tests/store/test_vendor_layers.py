"""Answers beside our verdicts: what disagrees, what staff say, what guard rails and derived verdicts make of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.core.problems import UserProblem
from app.services import (
    catalogue,
    checks,
    comparison,
    derived,
    history,
    register,
    succession,
    survey,
    upkeep,
    vendor_agreement,
    vendor_packages,
    vendor_sheet,
)
from app.services import session as sessions
from app.services import vendor_layers as layers
from app.services.session import Session
from app.services.vendor_agreement import Line
from app.services.vendor_layers import VendorAnswer, answer_ref, answer_rid, key_of
from app.services.views import FORCE, ItemFilter, Who
from app.store.merge import unite_file
from app.store.projection import rebuild
from tests.helpers.workspaces import WHO, with_edition
from tests.helpers.workspaces import edition as made_edition

MANDATORY, OPTIONAL, PROHIBITED = "req:0010003", "req:0010001", "req:0010002"


@pytest.fixture
def package(session: Session, edition: str) -> str:
    return vendor_packages.add_package(
        session, "みほん住基", vendor="みほんソフト", covered=["001"], editions={"001": "1.0版"}
    )[0]


def answer(session: Session, package: str, node: str, code: str, **fields: str) -> None:
    key = key_of(node)
    with session.project.unit("回答") as unit:
        unit.set(
            answer_rid(session, package, key), "vendor_answer", "answer", {"answer": code, **fields},
            ref=answer_ref(key, package),
        )  # fmt: skip


def judge(session: Session, edition: str, node: str, verdict: str, current: str = "in_use") -> None:
    comparison.judge(session, edition, [catalogue.find(session, node)[1]], verdict=verdict, current=current)


def line(session: Session, node: str) -> Line:
    found = [n for n in vendor_agreement.agreement(session, "001").lines if n.row.node == node]
    assert len(found) == 1
    alone = vendor_agreement.about(session, node)
    assert [(n.state, n.doubts, n.current) for n in alone] == [(n.state, n.doubts, n.current) for n in found]
    return found[0]


def rules(found: Line) -> list[str]:
    return [d.rule for d in found.doubts]


def one(session: Session, node: str) -> VendorAnswer:
    return layers.answers_of(session, node)[0]


def test_packages_are_registered_once(session: Session, edition: str, package: str) -> None:
    survey.add_records(session, "vendors", [{"name": "北斗"}])
    rid, _ = vendor_packages.add_package(session, "北斗総合", vendor="北斗", version="2", covered=["住民記録", "001"])
    found = vendor_packages.package_of(session, "北斗総合 2")
    assert (found.rid, found.vendor, found.businesses) == (rid, "北斗", ("001",))
    assert [p.name for p in vendor_packages.packages(session, "001")] == ["みほん住基", "北斗総合"]
    assert vendor_packages.packages(session, "024") == []
    with pytest.raises(UserProblem, match="もう登録されています"):
        vendor_packages.add_package(session, "みほん住基")
    with pytest.raises(UserProblem, match="名前がありません"):
        vendor_packages.add_package(session, " ")
    with pytest.raises(UserProblem, match="業務の名前か業務ID"):
        vendor_packages.add_package(session, "x", covered=["水道"])
    with pytest.raises(UserProblem, match="登録されていません"):
        vendor_packages.package_of(session, "ない")


@pytest.mark.parametrize(
    ("node", "code", "verdict", "current", "expected", "state"),
    [
        (MANDATORY, "on_time", "fit", "in_use", [], "fits"),
        (MANDATORY, "on_time", "gap", "in_use", ["gap_on_time"], "differs"),
        (MANDATORY, "not_planned", None, None, ["mandatory_not_planned"], "differs"),
        (MANDATORY, "late", "fit", "in_use", ["late_without_interim"], "differs"),
        (MANDATORY, "nominal", "fit", "in_use", ["nominal_fit"], "differs"),
        (MANDATORY, "alternative", "fit", "in_use", ["alternative_fit"], "fits"),
        (MANDATORY, "changes_existing", "fit", "in_use", ["changes_used"], "differs"),
        (MANDATORY, "changes_existing", "fit", "unused", [], "fits"),
        (MANDATORY, "changes_existing", "gap", "in_use", [], "fits"),
        (MANDATORY, "unanswered", "fit", "in_use", ["unanswered"], "unanswered"),
        (OPTIONAL, "not_planned", "fit", "in_use", ["fit_not_planned"], "differs"),
        (OPTIONAL, "not_planned", "gap", "in_use", [], "fits"),
        (PROHIBITED, "on_time", "fit", "none", ["prohibited_built"], "differs"),
        (PROHIBITED, "not_planned", "fit", "none", [], "fits"),
        (PROHIBITED, "unanswered", "fit", "none", [], "unanswered"),
    ],
)
def test_what_does_not_go_together(
    session: Session, edition: str, package: str, node: str, code: str, verdict: str | None, current: str | None,
    expected: list[str], state: str,
) -> None:  # fmt: skip
    answer(session, package, node, code)
    if verdict:
        judge(session, edition, node, verdict, current or "in_use")
    found = line(session, node)
    assert (rules(found), found.state, found.current) == (expected, state, current)


def test_a_late_function_needs_an_interim(session: Session, edition: str, package: str) -> None:
    answer(session, package, MANDATORY, "late", when="令和9年3月")
    rid, _ = register.add(session, title="それまでの運用", nodes=[MANDATORY])
    register.dispose(session, rid, "hold", content="様子を見る", basis="未定")
    assert rules(line(session, MANDATORY)) == ["late_without_interim"], "held back is no interim"
    register.dispose(session, rid, "euc", content="EUC で一覧を出す", basis="期限まで一年")
    assert rules(line(session, MANDATORY)) == []


def test_a_date_behind_the_deadline_is_not_in_time() -> None:
    late = vendor_agreement._too_late
    assert late("令和8年4月", "令和7年度末まで")
    assert late("R9.3", "令和8年4月1日")
    assert not late("令和8年度", "令和8年4月1日"), "may be in time"
    assert not late("令和8年3月", "令和7年度末まで")
    assert not late("そのうち", "令和7年度末まで")
    assert not late("令和9年", "令和8年以降の改修時")
    assert not late("令和9年", "")


def test_options_nobody_builds(session: Session, edition: str, package: str) -> None:
    other, _ = vendor_packages.add_package(session, "北斗総合", covered=["001"])
    rid, _ = register.add(session, title="オプション", nodes=[OPTIONAL])
    done = register.dispose(session, rid, "adopt_option", content="採用", basis="費用なし")[1]
    assert [r.rule for r in done] == ["option_unasked"]
    answer(session, package, OPTIONAL, "not_planned")
    done = register.dispose(session, rid, "adopt_option", content="採用", basis="費用なし")[1]
    assert [(r.rule, r.level) for r in done] == [("option_nobody", "error")]
    answer(session, other, OPTIONAL, "on_time")
    done = register.dispose(session, rid, "adopt_option", content="採用", basis="費用なし")[1]
    assert done == []
    first, second = vendor_agreement.about(session, OPTIONAL)
    assert {first.answer.package.name: rules(first), second.answer.package.name: rules(second)} == {
        "みほん住基": ["option_not_here"], "北斗総合": [],
    }  # fmt: skip
    layers.overrule(session, second.answer, reason="画面が実在しない", own="not_planned")
    assert {d.rule for n in vendor_agreement.about(session, OPTIONAL) for d in n.doubts} == {"option_nobody"}


def test_the_derived_verdict_hears_the_vendor(session: Session, edition: str, package: str) -> None:
    survey.add_records(session, "functions", [{"name": "印影", "business": "001", "usage": "in_use"}])
    comparison.map_current(session, OPTIONAL, survey.functions(session)[0].rid)

    def proposed() -> tuple[str, ...]:
        key = catalogue.find(session, OPTIONAL)[1]
        alone = derived.derive(session, catalogue.detail(session, edition, key)).proposal.verdicts
        many = [f.verdict for f in derived.following(session, FORCE, ItemFilter()) if f.row.node == OPTIONAL]
        assert many == (list(alone) if len(alone) == 1 else [])
        return alone

    assert proposed() == ("fit", "gap")
    answer(session, package, OPTIONAL, "not_planned")
    assert proposed() == ("gap",)
    layers.overrule(session, one(session, OPTIONAL), reason="新しい資料では実装済み", own="on_time")
    assert proposed() == ("fit", "gap"), "whether it is adopted isn't decided"
    register.add(session, title="採用", nodes=[OPTIONAL], disposition="adopt_option", basis="無償")
    assert proposed() == ("fit",)


def test_staff_agree_or_overrule_and_a_new_answer_is_looked_at_again(
    session: Session, edition: str, package: str
) -> None:
    answer(session, package, MANDATORY, "on_time", text="標準機能", edition="第1.0版")
    judge(session, edition, MANDATORY, "gap")
    shown = one(session, MANDATORY)
    assert layers.agree(session, [shown]).operations == 1
    assert line(session, MANDATORY).state == "agreed"
    assert line(session, MANDATORY).level == "", "what staff agreed with needs nobody any more"
    assert layers.agree(session, [one(session, MANDATORY)]).operations == 0
    answer(session, package, MANDATORY, "on_time", text="標準機能", received="2026-01-10")
    assert line(session, MANDATORY).state == "agreed", "the same words, received again"
    answer(session, package, MANDATORY, "late", text="標準機能")
    found = line(session, MANDATORY)
    assert (found.state, found.answer.stale, found.answer.effective) == ("stale", True, "late")
    with pytest.raises(UserProblem, match="理由がありません"):
        layers.overrule(session, one(session, MANDATORY), reason=" ", own="on_time")
    with pytest.raises(UserProblem, match="回答「maybe」はありません"):
        layers.overrule(session, one(session, MANDATORY), reason="x", own="maybe")
    layers.overrule(session, one(session, MANDATORY), reason="打合せで期限内と回答", own="on_time")
    found = line(session, MANDATORY)
    assert (found.state, found.answer.effective, found.answer.reason) == (
        "overruled",
        "on_time",
        "打合せで期限内と回答",
    )
    assert found.answer.answer == "late", "the vendor's own word stays"
    assert found.answer.staff_by == "市民課/佐藤 花子"
    history.undo(session)
    assert line(session, MANDATORY).state == "stale"
    layers.take_back(session, [one(session, MANDATORY)])
    assert one(session, MANDATORY).position == ""
    with pytest.raises(UserProblem, match="まだベンダの回答がありません"):
        layers.overrule(session, one(session, PROHIBITED), reason="x")
    with pytest.raises(UserProblem, match="同意できる回答がありません"):
        layers.agree(session, [one(session, PROHIBITED)])


def test_many_are_agreed_with_at_once_but_never_what_disagrees(session: Session, edition: str, package: str) -> None:
    for n in range(1, 13):
        answer(session, package, f"req:001{n:04d}", "on_time" if n < 10 else "unanswered")
    judge(session, edition, MANDATORY, "gap")
    found = vendor_agreement.agreement(session, "001")
    able = vendor_agreement.agreeable(found)
    assert MANDATORY not in {a.node for a in able}
    assert len(able) == 5, "nine answers, three to what must not be built, one against our verdict"
    layers.agree(session, able)
    counts = vendor_agreement.agreement(session, "001").counts()
    assert counts == {"agreed": 5, "differs": 4, "unanswered": 3}
    assert vendor_packages.packages(session)[0].editions == {"001": "1.0版"}


def test_answers_to_another_edition_are_flagged(session: Session, edition: str, package: str) -> None:
    answer(session, package, MANDATORY, "on_time", edition="第2.0版")
    answer(session, package, OPTIONAL, "on_time")
    found = vendor_agreement.agreement(session, "001")
    assert found.editions == {package: ("1.0版", False)}
    assert line(session, MANDATORY).answer.fits is False
    assert line(session, OPTIONAL).answer.fits is True
    assert [a.node for a in vendor_agreement.agreeable(found)] == [OPTIONAL]


def test_an_answer_to_another_edition_holds_where_the_item_is_the_same(
    session: Session, edition: str, package: str
) -> None:
    answer(session, package, MANDATORY, "on_time", edition="第1.0版")
    answer(session, package, OPTIONAL, "on_time", edition="1.0")
    with_edition(session, made_edition(12, label="第1.1版", changed=(3,)))
    same, moved = one(session, OPTIONAL), one(session, MANDATORY)
    assert (same.other, same.fits, moved.other, moved.fits) == (True, True, True, False)
    found = vendor_agreement.agreement(session, "001")
    assert found.editions == {package: ("1.0版", False)}, "said of the package as a whole in any case"
    assert [a.node for a in vendor_agreement.agreeable(found)] == [OPTIONAL]


def test_the_list_as_a_sheet(session: Session, edition: str, package: str, tmp_path: Path) -> None:
    other, _ = vendor_packages.add_package(session, "北斗総合", covered=["001"])
    answer(session, package, MANDATORY, "not_planned", concern="=cmd|' /c calc'!A1")
    answer(session, other, MANDATORY, "late", when="R9.3", place="帳票画面")
    found = vendor_agreement.agreement(session, "001")
    out = vendor_sheet.write(session, found, found.lines, tmp_path / "一致.xlsx")
    sheet = load_workbook(out).active
    assert sheet is not None
    rows = [[str(c or "") for c in row] for row in sheet.iter_rows(values_only=True)]
    head = next(r for r in rows if r[0] == "ID")
    assert head[5:] == ["みほん住基の回答", "みほん住基との一致", "北斗総合の回答", "北斗総合との一致", "確かめること"]
    own = next(r for r in rows if r[0] == "0010003")
    assert own[5] == "〓 実装予定なし\n懸念：=cmd|' /c calc'!A1"
    assert own[7] == "▼ 期限後に実装　R9.3\n画面・操作：帳票画面"
    assert "みほん住基 直す：実装必須機能なのに" in own[9]
    assert len([r for r in rows if r[0].startswith("001")]) == 12
    with pytest.raises(UserProblem):
        vendor_sheet.write(session, found, found.lines, Path(session.info.path))


def test_the_projection_is_rebuilt_the_same(session: Session, edition: str, package: str) -> None:
    answer(session, package, MANDATORY, "late")
    layers.agree(session, [one(session, MANDATORY)])
    answer(session, package, MANDATORY, "on_time")
    before = session.con.execute("SELECT * FROM record ORDER BY rid").fetchall()
    with session.project.unit("x"):
        rebuild(session.con)
    assert session.con.execute("SELECT * FROM record ORDER BY rid").fetchall() == before
    assert upkeep.verify(session).ok


def test_two_offices_that_differ_are_a_conflict(session: Session, edition: str, package: str, tmp_path: Path) -> None:
    answer(session, package, MANDATORY, "late")
    path = Path(session.info.path)
    session.close()
    shutil.copy(path, tmp_path / "b.fitgap")
    a, b = sessions.open_(path, who=WHO), sessions.open_(tmp_path / "b.fitgap", who=Who("税務課", "鈴木 一"))
    try:
        layers.agree(a, [one(a, MANDATORY)])
        layers.overrule(b, one(b, MANDATORY), reason="聞いた", own="on_time")
        b.close()
        unite_file(a.project, tmp_path / "b.fitgap")
        found = line(a, MANDATORY)
        assert (found.state, found.answer.position) == ("conflict", "")
        with pytest.raises(UserProblem, match="競合"):
            layers.overrule(a, one(a, MANDATORY), reason="x")
    finally:
        a.close()


def test_answers_follow_a_confirmed_renumbering(session: Session, edition: str, package: str) -> None:
    new = made_edition(13)
    items = tuple(i for i in new.items if i.id != "0010003")
    with_edition(session, replace(new, label="第1.1版", items=items))
    answer(session, package, MANDATORY, "late")
    layers.agree(session, [one(session, MANDATORY)])
    assert one(session, "req:0010013").answer == "unanswered"
    succession.confirm(session, "renumbered", [MANDATORY], ["req:0010013"])
    held = one(session, "req:0010013")
    assert (held.answer, held.position) == ("late", "agree")
    assert [n.state for n in vendor_agreement.agreement(session, "001").lines if n.row.id == "0010013"] == ["agreed"]
    layers.overrule(session, held, reason="別の回答を得た", own="on_time")
    assert one(session, "req:0010013").effective == "on_time"


def test_check_5_says_what_nobody_builds_and_what_comes_late(session: Session, edition: str, package: str) -> None:
    other, _ = vendor_packages.add_package(session, "北斗総合", covered=["001"])
    register.add(session, title="採用", nodes=[OPTIONAL], disposition="adopt_option", basis="無償")
    for rid in (package, other):
        answer(session, rid, OPTIONAL, "not_planned")
        answer(session, rid, MANDATORY, "late")
    found = [(f.level, f.target) for f in checks.run(session, [5])]
    assert found == [("error", OPTIONAL), ("warning", MANDATORY), ("warning", MANDATORY)]
    layers.overrule(session, one(session, OPTIONAL), reason="実機で確かめた", own="on_time")
    assert [(f.level, f.target) for f in checks.run(session, [5])] == [("warning", MANDATORY)] * 2
