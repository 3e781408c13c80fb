"""The transition planner over a workspace: pairs recorded, dates tried and adopted, scenarios, check 7."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.core.records import transition_rules_rid
from app.core.transition import OFFICE, Pair
from app.services import (
    checks,
    conflicts,
    history,
    link_table,
    links,
    scenarios,
    survey,
    transition,
    transition_pairs,
    transition_read,
    transition_rules,
    whereabouts,
)
from app.services.session import Session
from app.services.views import Who
from tests.helpers.parcels import copy_of


@pytest.fixture
def town(session: Session) -> dict[str, str]:
    """Three systems of two vendors, each linked to the others; name → record id."""
    survey.add_records(session, "departments", [{"name": "市民課"}, {"name": "介護保険課"}])
    survey.add_records(session, "vendors", [{"name": "みほんソフト"}, {"name": "北斗情報"}])
    survey.add_records(
        session,
        "systems",
        [
            {"name": "住民記録", "vendor": "みほんソフト", "businesses": ["001"], "department": "市民課",
             "migration": "令和8年1月", "scope": "標準化対象"},
            {"name": "介護保険", "vendor": "北斗情報", "businesses": ["023"], "department": "介護保険課",
             "migration": "令和8年1月", "contract_end": "2026年2月末", "scope": "標準化対象"},
            {"name": "生活保護", "vendor": "北斗情報", "businesses": ["021"], "migration": "2026-03"},
            {"name": "証明発行", "scope": "標準化対象外（関連）"},
        ],
    )  # fmt: skip
    names = ("住民記録", "介護保険", "生活保護", "証明発行")
    survey.add_records(
        session,
        "linkages",
        [
            {"name": f"{a}から{b}", "system": a, "receiver": b}
            for a, b in zip(names, (*names[1:], names[0]), strict=True)
        ]
        + [{"name": "戻し", "system": "生活保護", "receiver": "住民記録", "via_master": "有"}],
    )
    return {name: survey.rid_of(session, name) for name in names}


def names_of(session: Session, pairs: tuple[Pair, ...]) -> list[tuple[str, str]]:
    found = transition.plan(session).moves
    return [(found[p.a].name, found[p.b].name) for p in pairs]


def test_the_plan_follows_from_systems_and_linkages(session: Session, town: dict[str, str]) -> None:
    plan = transition.plan(session)
    assert [m.name for m in plan.moves.values()] == ["住民記録", "介護保険", "生活保護"]  # 証明発行 stays as it is
    assert names_of(session, plan.pairs) == [("住民記録", "生活保護"), ("介護保険", "生活保護")]
    assert [(p.tests, p.tests_reduced, p.test_kind) for p in plan.pairs] == [(2, 1, "master"), (2, 2, "direct")]
    assert plan.pairs[0].lead == survey.fields_of(session, town["生活保護"], "system")["vendor"]  # two of three


def test_a_trial_changes_nothing_that_is_recorded(session: Session, town: dict[str, str]) -> None:
    before = session.con.execute("SELECT count(*) FROM op").fetchone()
    plan, found = transition.try_out(session, {town["介護保険"]: "2026-03"})
    assert names_of(session, found.added) == [("住民記録", "介護保険")]
    assert names_of(session, found.removed) == [("介護保険", "生活保護")]
    assert [(g.system, g.months) for g in found.gaps_added] == [(town["介護保険"], 1)]
    assert found.departments == ("介護保険課", "市民課")
    assert plan.moves[town["介護保険"]].on_trial
    assert session.con.execute("SELECT count(*) FROM op").fetchone() == before
    assert [p.id for p in transition.plan(session).pairs] != [p.id for p in plan.pairs]


def test_adopting_is_one_step_with_its_reason_and_undo_restores(session: Session, town: dict[str, str]) -> None:
    before = transition.plan(session)
    with pytest.raises(UserProblem, match="理由"):
        transition.adopt(session, {town["介護保険"]: "2026-03"}, why=" ")
    with pytest.raises(UserProblem, match="変わりません"):
        transition.adopt(session, {town["介護保険"]: "2026-01"}, why="同じ")
    done = transition.adopt(session, {town["介護保険"]: "2026-03", town["住民記録"]: None}, why="報酬改定のため")
    assert done.operations == 2
    assert survey.fields_of(session, town["介護保険"], "system")["migration"] == "2026-03"
    assert survey.fields_of(session, town["住民記録"], "system")["migration"] == "未定"
    head = session.con.execute(
        "SELECT op_id FROM head WHERE rid=? AND atom='migration'", (town["介護保険"],)
    ).fetchone()
    operation = session.project.operation(head[0])
    assert operation is not None
    assert operation.reason() == "報酬改定のため"
    history.undo(session)
    assert transition.plan(session) == before


def test_a_group_moves_as_one(session: Session, town: dict[str, str]) -> None:
    for name in ("介護保険", "生活保護"):
        survey.set_cells(session, "systems", [(town[name], {"group": "福祉"})])
    assert any("揃っていません" in r.message for r in transition.plan(session).remarks)
    for trial in ({"group:福祉": "2026-05"}, {town["介護保険"]: "2026-05"}):
        plan = transition.plan(session, trial=trial)
        assert {m.shift.month for m in plan.moves.values() if m.group} == {"2026-05"}
        assert plan.remarks == ()
    both = {town["介護保険"]: "2026-05", town["生活保護"]: "2026-06"}
    assert transition.plan(session, trial=both).trial == both
    with pytest.raises(UserProblem, match="グループ「税」"):
        transition.plan(session, trial={"group:税": "2026-05"})
    with pytest.raises(UserProblem, match="日付として読めません"):
        transition.plan(session, trial={town["介護保険"]: "そのうち"})
    with pytest.raises(UserProblem):
        transition.plan(session, trial={town["証明発行"]: "2026-05"})


def test_what_is_said_of_a_pair_and_what_the_law_asks(session: Session, town: dict[str, str]) -> None:
    pair = (town["生活保護"], town["住民記録"])
    with pytest.raises(UserProblem, match="合理的説明、期限"):
        transition_pairs.record(session, [pair], {"method": "現行システムでの連携機能の維持"})
    assert transition.plan(session).pairs[0].said.method == ""
    with pytest.raises(UserProblem, match="回線の都合"):
        transition_pairs.record(session, [pair], {"method": "回線の都合"})
    with pytest.raises(UserProblem, match="日付として"):
        transition_pairs.record(session, [pair], {"term": "なるべく早く"})
    transition_pairs.record(
        session,
        [pair, (town["介護保険"], town["生活保護"])],
        {"method": "master", "reason": "二月の間だけ戻す", "term": "令和8年3月末", "lead": "事務局", "tests": "3"},
    )
    found = transition.plan(session).pairs
    assert [(p.said.method, p.lead, p.tests, p.missing) for p in found] == [("master", OFFICE, 3, ())] * 2
    with pytest.raises(UserProblem, match=r"基本方針 4.1.2|合理的説明"):
        transition_pairs.record(session, [pair], {"reason": ""})
    transition_pairs.record(session, [pair], {"method": "standard", "reason": "", "term": ""})
    assert transition.plan(session).pairs[0].said.method in ("standard", "master")
    history.undo(session)
    history.undo(session)
    assert all(p.missing for p in transition.plan(session).pairs)


def test_a_pair_named_either_way_is_one_record(session: Session, town: dict[str, str]) -> None:
    for pair in ((town["生活保護"], town["住民記録"]), (town["住民記録"], town["生活保護"])):
        transition_pairs.record(session, [pair], {"note": f"{pair[0] < pair[1]}"})
    rows = session.con.execute("SELECT count(*) FROM record WHERE type='transition'").fetchone()
    assert rows == (1,)


def said_of_7(session: Session) -> list[tuple[str, str]]:
    return [(f.level, f.message) for f in checks.run(session, [7])]


def test_check_7_and_its_way_to_keep_up(session: Session, town: dict[str, str]) -> None:
    live = checks.Live(session)
    assert [level for level, _ in said_of_7(session)] == ["warning"] * 2
    pair = (town["生活保護"], town["住民記録"])
    stated = {"method": "current", "reason": "二月の間だけ", "term": "令和8年2月"}
    done = transition_pairs.record(session, [pair], stated)
    live.update(done.types, done.rids)
    assert [f for f in live.findings() if f.check == 7] == checks.run(session, [7])
    assert any("期限（令和8年2月）が過渡期の終わりより前" in m for _, m in said_of_7(session))
    with session.project.unit("他所から", origin="merge") as unit:
        unit.set(next(iter(done.rids)), "transition", "handling", {"method": "manual"})
    assert ("error", "住民記録⇔生活保護：過渡期の合理的説明・期限がありません（標準化基本方針 4.1.2）。") in said_of_7(
        session
    )
    done = transition.adopt(session, {town["生活保護"]: "2026-01"}, why="揃える")
    live.update(done.types, done.rids)
    assert [f for f in live.findings() if f.check == 7] == checks.run(session, [7]) == []


def test_lines_that_come_too_late_are_found(session: Session, town: dict[str, str]) -> None:
    survey.set_cells(session, "systems", [(town["介護保険"], {"lift": "令和7年10月", "line": "令和7年12月"})])
    assert any("接続回線がリフトに間に合いません" in m for _, m in said_of_7(session))


def test_scenarios_are_kept_compared_and_adopted(session: Session, town: dict[str, str]) -> None:
    dates = scenarios.in_order(session, "senders_first", ["2026-01", "2026-09"])
    assert {n: dates[r] for n, r in town.items() if r in dates} == {
        "住民記録": "2026-01", "介護保険": "2026-09", "生活保護": "2026-09",
    }  # fmt: skip
    with pytest.raises(UserProblem, match="2 つ要ります"):
        scenarios.in_order(session, "senders_first", ["2026-01"])
    rid, _ = scenarios.save(session, "送り側から", dates, order="senders_first", note="案")
    again, _ = scenarios.save(session, "送り側から", {**dates, town["生活保護"]: "2026-10"}, order="senders_first")
    assert again == rid
    kept = scenarios.find(session, "送り側から")
    assert (kept.order, kept.dates[town["生活保護"]], kept.note) == ("senders_first", "2026-10", "")
    scenarios.save(session, "全部同時", scenarios.in_order(session, "together", ["2026-03"]))
    now, together, senders = scenarios.compare(session)
    assert (now.name, together.name, senders.name) == (scenarios.NOW, "全部同時", "送り側から")
    assert (now.plan.counts.pairs, together.plan.counts.pairs, senders.plan.counts.pairs) == (2, 0, 3)
    assert together.effort.total == 3 * 12  # three businesses, a year each, and no transition
    assert senders.effort.total > together.effort.total
    assert together.effort.peak[1] == 3
    scenarios.adopt(session, "全部同時", why="議会の日程")
    assert transition.plan(session).pairs == ()
    scenarios.delete(session, "全部同時")
    assert [s.name for s in scenarios.listed(session)] == ["送り側から"]


def test_a_scenario_takes_whole_groups_and_systems_of_several_groups_go_with_the_first(
    session: Session, town: dict[str, str]
) -> None:
    for name in ("介護保険", "生活保護"):
        survey.set_cells(session, "systems", [(town[name], {"group": "福祉"})])
    scenarios.save(session, "福祉は後", {"group:福祉": "2027-01"})
    assert scenarios.find(session, "福祉は後").dates == dict.fromkeys((town["介護保険"], town["生活保護"]), "2027-01")
    survey.set_cells(session, "systems", [(town["介護保険"], {"businesses": ["023", "010"]})])
    survey.set_cells(session, "systems", [(town["生活保護"], {"businesses": ["021", "012", "001"]})])
    found = scenarios.in_order(session, "one_by_one", ["2026-01", "2026-02", "2026-03"])
    assert {n: found[town[n]] for n in ("住民記録", "介護保険", "生活保護")} == {
        "住民記録": "2026-01", "介護保険": "2026-02", "生活保護": "2026-01",
    }  # fmt: skip


def test_every_order_moves_every_system(session: Session, town: dict[str, str]) -> None:
    moves = transition.plan(session).moves
    for order in scenarios.orders():
        found = scenarios.in_order(session, order.code, [f"2026-{n + 1:02d}" for n in range(len(order.stages))])
        assert found.keys() == moves.keys()


def test_what_was_planned_travels_and_only_the_office_writes_it(
    session: Session, town: dict[str, str], tmp_path: Path
) -> None:
    pair = (town["生活保護"], town["住民記録"])
    transition_pairs.record(session, [pair], {"method": "master", "reason": "戻す", "term": "R8.3末", "note": "済"})
    scenarios.save(session, "同時", scenarios.in_order(session, "together", ["2026-03"]))
    transition_rules.write(session, {"rate": "0.8"})
    rid = session.con.execute("SELECT rid FROM record WHERE name='介護保険課'").fetchone()[0]
    survey.set_cells(session, "departments", [(rid, {"businesses": ["023"]})])
    copy = copy_of(session, tmp_path, "介護保険課", Who("介護保険課", "海野 波"))
    moves = transition.plan(session).moves
    assert transition.plan(copy).moves == moves
    assert transition_read.said(copy, moves) == transition_read.said(session, moves)
    assert transition.plan(copy).rules == transition.plan(session).rules
    assert [s.name for s in scenarios.listed(copy)] == ["同時"]
    with pytest.raises(UserProblem, match="事務局が決める欄"):
        transition_pairs.record(copy, [pair], {"method": "standard"})
    with pytest.raises(UserProblem, match="事務局が決める欄"):
        scenarios.delete(copy, "同時")
    transition.adopt(copy, {town["介護保険"]: "2026-04"}, why="自分の課のシステム")
    copy.close()


def test_two_offices_that_write_one_pair_meet(session: Session, town: dict[str, str]) -> None:
    pair = (town["生活保護"], town["住民記録"])
    transition_pairs.record(session, [pair], {"method": "standard"})
    rid = transition.plan(session).pairs[-1].id
    with session.project.unit("他所から", origin="merge") as unit:
        unit.set(rid, "transition", "handling", {"method": "manual", "reason": "a", "term": "R8.3"}, parents=())
    plan = transition.plan(session)
    assert [p.said.conflict for p in plan.pairs if p.id == rid] == [True]
    found = whereabouts.places(session, {rid}, {rid: "transition"})[rid]
    assert found[2] == "過渡期：住民記録⇔生活保護"
    (line,) = conflicts.listed(session)
    shown = conflicts.show(session, line.rid, line.atom)
    assert any("標準化対応した連携機能" in str(v) for v in shown.values)


def test_rules_hold_here_and_go_back_to_the_programs(session: Session, town: dict[str, str]) -> None:
    transition_rules.write(session, {"rate": "0.5", "lead_months": "6", "reduced": "2", "difficult_is_open": "yes"})
    rules = transition.plan(session).rules
    assert (rules.rate, rules.lead_months, rules.reduced, rules.difficult_is_open) == (0.5, 6, 2, True)
    assert [r.own for r in transition_rules.shown(session)] == [True] * 4
    for code, text in (("rate", "0"), ("rate", "多い"), ("lead_months", "1.5"), ("reduced", "3"), ("x", "1")):
        with pytest.raises(UserProblem):
            transition_rules.write(session, {code: text})
    transition_rules.write(session, {"rate": "", "lead_months": "", "reduced": "", "difficult_is_open": ""})
    assert [r.own for r in transition_rules.shown(session)] == [False] * 4
    with session.project.unit("他所から", origin="merge") as unit:
        unit.set(transition_rules_rid(session.code), "transition_rules", "rules", {"rate": "nan", "lead_months": "-"})
    assert (transition.plan(session).rules.rate, transition.plan(session).rules.lead_months) == (1.0, 12)


def test_words_that_say_no_are_no_difficulty_and_no_master(session: Session, town: dict[str, str]) -> None:
    survey.set_cells(session, "systems", [(town["介護保険"], {"difficult": "該当なし"})])
    survey.set_cells(session, "systems", [(town["証明発行"], {"migration": "なし"})])
    plan = transition.plan(session)
    assert plan.moves[town["介護保険"]].difficult == ""
    assert town["証明発行"] not in plan.moves
    rid = survey.rid_of(session, "戻し")
    survey.set_cells(session, "linkages", [(rid, {"via_master": "非経由"})])
    assert {p.test_kind for p in transition.plan(session).pairs} == {"direct"}


def test_names_with_breaks_and_turning_marks_are_one_line_and_found_as_typed(session: Session) -> None:
    names = ["改行\nシステム", "\u202e逆さシステム"]
    dates = ("R8年度末", "2026/4")
    records = [{"name": n, "businesses": [], "migration": d} for n, d in zip(names, dates, strict=True)]
    survey.add_records(session, "systems", records)
    survey.add_records(session, "linkages", [{"name": "一\n二", "system": names[0], "receiver": names[1]}])
    plan = transition.plan(session)
    assert [m.name for m in plan.moves.values()] == ["改行 システム", "逆さシステム"]
    assert [p.names for p in plan.pairs] == [("一 二",)]
    assert [transition.named(session, n) for n in names] == list(plan.moves)
    shown = link_table.rows(session, links.graph(session, level="system"))
    assert {(r.source_name, r.target_name, r.data) for r in shown} == {("改行 システム", "逆さシステム", "一 二")}


@pytest.mark.parametrize("text", ["9998-12", "R80.1", "1926-01"])
def test_a_year_in_which_nothing_moves_is_asked_again(session: Session, town: dict[str, str], text: str) -> None:
    """What is there already, from a sheet or another PC, is planned with all the same."""
    with pytest.raises(UserProblem, match="年を確かめてください"):
        transition.try_out(session, {town["住民記録"]: text})
    with pytest.raises(UserProblem, match="年を確かめてください"):
        transition.adopt(session, {town["住民記録"]: text}, why="試す")
    survey.set_cells(session, "systems", [(town["住民記録"], {"migration": text})])
    assert transition.plan(session).pairs
