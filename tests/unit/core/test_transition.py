"""The transition between two systems: from when until when, why, and how often it is tested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.core.moves import Move, before, contract_gap, remarks, timing
from app.core.records import transition_answer_rid, transition_rid
from app.core.transition import DATES, DIFFICULT, OFFICE, UNDATED, Linkage, Plan, Rules, Said, plan
from app.core.transition_trial import difference


def town(*shifts: str, **fields: str) -> dict[str, Move]:
    """Systems s0, s1 … with these dates, a vendor each."""
    return {
        f"s{n}": Move(
            f"s{n}", f"S-{n}", f"系{n}", ("001",), f"v{n}", f"事業者{n}", shift=timing(text), rank=n, **fields
        )
        for n, text in enumerate(shifts)
    }


def every(moves: dict[str, Move]) -> list[Linkage]:
    ids = list(moves)
    return [Linkage(a, b, f"link:{a}{b}", "住民情報", "standard") for a in ids for b in ids if a < b]


def planned(
    moves: dict[str, Move], said: dict[tuple[str, str], Said] | None = None, rules: Rules | None = None
) -> Plan:
    keys = [(a, b) for a in moves for b in moves if a < b]
    return plan(moves, every(moves), said or {}, {k: "-".join(k) for k in keys}, rules or Rules())


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("令和8年1月", "2026-03", (date(2026, 1, 1), date(2026, 3, 1), DATES, True, 2)),
        ("2026-03", "2026-01", (date(2026, 1, 1), date(2026, 3, 1), DATES, True, 2)),
        ("2026-01", "令和8年1月", None),
        ("2026-01", "未定", (date(2026, 1, 1), None, UNDATED, True, None)),
        ("2026-01", "令和8年4月以降", (date(2026, 1, 1), None, UNDATED, True, None)),
        ("", "調整中", (None, None, UNDATED, True, None)),
        ("2026-01", "2026-01-15", (date(2026, 1, 1), date(2026, 1, 15), DATES, False, 2)),
        ("2026-01", "2026-01-31", (date(2026, 1, 1), date(2026, 1, 31), DATES, False, 2)),  # perhaps the same day
        ("2026-01", "令和8年度", (date(2026, 1, 1), date(2027, 3, 31), DATES, True, 2)),
    ],
)
def test_a_pair_lives_from_the_earlier_date_to_the_later(one: str, other: str, expected: object) -> None:
    found = [(p.start, p.end, p.reason, p.certain, p.tests) for p in planned(town(one, other)).pairs]
    assert found == ([] if expected is None else [expected])


def test_a_difficult_system_without_a_date_is_the_reason() -> None:
    moves = town("2026-01", "")
    moves["s1"] = replace(moves["s1"], difficult="現行ベンダ撤退")
    (pair,) = planned(moves).pairs
    assert (pair.reason, pair.open, pair.red, pair.tests) == (DIFFICULT, True, True, None)


def test_a_difficult_system_with_a_date_has_an_end_unless_the_rule_says_otherwise() -> None:
    moves = town("2026-01", "2027-12")
    moves["s1"] = replace(moves["s1"], difficult="事業者のリソースひっ迫")
    (dated,) = planned(moves).pairs
    assert (dated.end, dated.reason, dated.red) == (date(2027, 12, 1), DIFFICULT, True)
    (open_,) = planned(moves, rules=Rules(difficult_is_open=True)).pairs
    assert (open_.end, open_.tests) == (None, None)


def test_systems_without_a_date_that_move_together_are_no_pair() -> None:
    assert planned(town("", "", group="甲")).pairs == ()
    assert len(planned(town("", "")).pairs) == 1
    assert len(planned(town("2026-01", "", group="甲")).pairs) == 1  # one of them has a date of its own


def test_a_linkage_within_one_system_or_to_one_that_stays_is_no_pair() -> None:
    moves = town("2026-01", "2026-03")
    links = [Linkage("s0", "s0", "x", "", "current"), Linkage("s0", "gone", "y", "", "current")]
    assert plan(moves, links, {}, {}, Rules()).pairs == ()


def test_a_method_that_does_not_conform_needs_reason_and_term() -> None:
    moves = town("2026-01", "2026-03")

    def missing(**said: str) -> tuple[str, ...]:
        return planned(moves, {("s0", "s1"): Said(**said)}).pairs[0].missing

    assert missing() == ("method", "reason", "term")
    assert missing(method="current") == ("reason", "term")
    assert missing(method="current", reason="　", term="令和8年3月末") == ("reason",)
    assert missing(method="master", reason="二月の間だけ戻す", term="令和8年3月末") == ()
    assert missing(method="standard") == ()
    assert missing(need="unneeded") == ("reason",)
    assert missing(need="unneeded", reason="この2か月は送らない") == ()


def test_asahikawa_tests_only_what_it_has_to() -> None:
    moves = town("2026-01", "2026-03")
    host = moves | {"s1": replace(moves["s1"], host=True)}
    by_master = [Linkage("s0", "s1", "curlink:x", "", "current", master=True)]

    def counted(found: dict[str, Move], links: list[Linkage], said: Said) -> tuple[str, int | None, int | None]:
        (pair,) = plan(found, links, {("s0", "s1"): said}, {}, Rules()).pairs
        return pair.test_kind, pair.tests, pair.tests_reduced

    assert counted(host, by_master, Said()) == ("lifted_host", 2, 2)
    assert counted(moves, by_master, Said()) == ("master", 2, 1)
    assert counted(moves, by_master, Said(test_kind="main_route")) == ("main_route", 2, 2)
    assert counted(moves, every(moves), Said()) == ("direct", 2, 2)
    assert counted(moves, [*by_master, *every(moves)], Said()) == ("master", 2, 1)
    past_it = Linkage("s1", "s0", "curlink:y", "", "current")
    assert counted(moves, [*by_master, past_it], Said()) == ("direct", 2, 2)  # one that goes past it is tested
    assert counted(moves, by_master, Said(tests="3")) == ("master", 3, 3)
    assert counted(moves, by_master, Said(need="unneeded")) == ("master", 0, 0)


def test_the_vendor_of_most_businesses_leads_its_linkages_and_the_office_the_others() -> None:
    moves = town("2026-01", "2026-03", "2026-05")
    moves["s0"] = replace(moves["s0"], businesses=("001", "010"))
    leads = {(p.a, p.b): p.lead for p in planned(moves).pairs}
    assert leads == {("s0", "s1"): "v0", ("s0", "s2"): "v0", ("s1", "s2"): OFFICE}
    said = {("s1", "s2"): Said(lead="v2")}
    assert {(p.a, p.b): (p.lead, p.lead_proposed) for p in planned(moves, said).pairs}["s1", "s2"] == ("v2", False)


def test_incomplete_pairs_come_first_and_are_counted() -> None:
    said = {("s0", "s1"): Said(method="standard")}
    found = planned(town("2026-01", "2026-03", "未定"), said)
    assert [(p.a, p.b) for p in found.pairs] == [("s0", "s2"), ("s1", "s2"), ("s0", "s1")]
    counts = found.counts
    assert (counts.pairs, counts.without_method, counts.tests, counts.open) == (3, 2, 2, 2)


def test_a_contract_that_ends_first_is_a_gap_and_check_8_says_the_same() -> None:
    move = Move("s", "S-1", "介護保険", contract_end=timing("2026年2月末"), shift=timing("令和8年3月"))
    found = contract_gap(move)
    assert found is not None
    assert (found.certain, found.months) == (True, 1)
    assert contract_gap(replace(move, contract_end=timing("令和8年3月"))) is None
    assert contract_gap(replace(move, contract_end=timing("令和7年度"), shift=timing("令和8年1月"))).certain is False  # type: ignore[union-attr]
    assert contract_gap(replace(move, shift=timing("未定"))) is None
    day = replace(move, contract_end=timing("2026-03-01"), shift=timing("2026-03-01"))
    assert contract_gap(day) is None
    assert before(timing("令和8年1月").span, timing("令和8年4月以降").span) is True


def test_lines_lifts_and_groups_that_do_not_fit() -> None:
    moves = town("2026-03", "2026-03", "2026-05")
    moves["s0"] = replace(moves["s0"], lift=timing("2026-01"), line=timing("2026-02"))
    moves["s1"] = replace(moves["s1"], line=timing("2026-02"), lift=timing("2026-04"), group="甲")
    moves["s2"] = replace(moves["s2"], group="甲")
    assert [(r.kind, r.system, r.level) for r in remarks(moves)] == [
        ("line", "s0", "error"),
        ("order", "s1", "error"),
        ("group", "s1", "warning"),
    ]


def test_what_another_date_changes() -> None:
    moves = town("2026-01", "2026-01", "2026-03")
    old, new = planned(moves), planned(moves | {"s1": replace(moves["s1"], shift=timing("2026-03"))})
    found = difference(old, new)
    assert [(p.a, p.b) for p in found.added] == [("s0", "s1")]
    assert [(p.a, p.b) for p in found.removed] == [("s1", "s2")]
    assert (found.changed, found.tests_added, found.tests_removed) == ((), 2, 2)
    assert found.state == {"s0-s2": "same", "s0-s1": "added", "s1-s2": "removed"}
    later = difference(old, planned(moves | {"s2": replace(moves["s2"], shift=timing("2026-06"))}))
    assert [n.end for _, n in later.changed] == [date(2026, 6, 1)] * 2
    assert (later.added, later.removed) == ((), ())


def test_the_record_of_a_pair_is_the_same_whichever_is_named_first() -> None:
    assert (
        transition_rid("999997", "a", "b") == transition_rid("999997", "b", "a") != transition_rid("999997", "a", "c")
    )
    sides = {transition_answer_rid("999997", *pair, "a") for pair in (("a", "b"), ("b", "a"))}
    assert len(sides | {transition_answer_rid("999997", "a", "b", "b")}) == 2


def test_groups_of_the_timeline_and_bands() -> None:
    found = planned(town("2026-03", "2026-01", "", "2026-09"))
    assert [h for h, _ in found.grouped("time")] == ["2026-01", "2026-03", "2026-09", ""]
    assert [h for h, _ in found.grouped("vendor")] == ["事業者1", "事業者0", "事業者3", "事業者2"]
    assert [(b.start, b.end) for b in found.bands] == [(date(2026, 1, 1), date(2026, 9, 1)), (date(2026, 1, 1), None)]
