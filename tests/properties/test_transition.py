"""Pairs in transition and their tests equal a model that shares no code, on the sample and three made-up towns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.transition import Plan
from app.services import history, links, sample, scenarios, survey, transition
from app.services.session import Session
from tests.helpers import transition_model as model
from tests.helpers.town_file import enter
from tests.helpers.towns import town
from tests.helpers.workspaces import workspace

TOWNS = ("sample", "3", "7", "11")
DATES = st.sampled_from(("", "未定", "令和7年10月", "2026-01", "R8.3", "令和8年3月", "2026-09", "2027-12"))
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=TOWNS)
def session(request: pytest.FixtureRequest, tmp_path: Path, data_folder: Path) -> Iterator[Session]:
    if request.param == "sample":
        opened = sample.start_sample(tmp_path / "みほん市.fitgap")
    else:
        opened = workspace(tmp_path)
        enter(opened, town(int(request.param)))
    yield opened
    opened.close()


def facts(session: Session) -> model.Town:
    """The workspace as plain facts: what the records say, and which business passes data to which."""

    def records(type_: str) -> list[tuple[str, dict[str, Any]]]:
        rows = session.con.execute("SELECT rid, fields FROM record WHERE type=? AND present=1", (type_,)).fetchall()
        return [(rid, json.loads(fields)) for rid, fields in rows]

    systems = tuple(
        model.System(
            rid, f.get("scope") in (None, "", "標準化対象"), tuple(f.get("businesses") or ()), f.get("migration") or "",
            bool(f.get("difficult")), f.get("group") or "",
        )
        for rid, f in records("system")
    )  # fmt: skip
    published = tuple((x.source, x.target) for x in links.standard_links(session))
    today = tuple((f.get("system") or "", f.get("receiver") or "") for _, f in records("curlink"))
    return model.Town(systems, published, today)


def seen(plan: Plan) -> dict[frozenset[str], tuple[int, int, int]]:
    return {
        frozenset((p.a, p.b)): (
            p.start.year * 12 + p.start.month if p.start else model.OPEN,
            p.end.year * 12 + p.end.month if p.end else model.OPEN,
            p.tests or 0,
        )
        for p in plan.pairs
    }


def test_pairs_and_tests_are_those_of_the_model(session: Session) -> None:
    plan, expected = transition.plan(session), model.pairs(facts(session))
    assert expected  # a town without any would prove nothing
    assert seen(plan) == expected
    assert plan.counts.tests == model.tests(expected.values())
    assert plan.counts.open == sum(end == model.OPEN for _, end, _ in expected.values())


@SLOW
@given(data=st.data())
def test_a_what_if_changes_exactly_what_the_model_says(session: Session, data: st.DataObject) -> None:
    before = transition.plan(session)
    moves = sorted(before.moves)
    trial = data.draw(st.dictionaries(st.sampled_from(moves), DATES, min_size=1, max_size=len(moves)))
    after, found = transition.try_out(session, trial)
    was, now = model.pairs(facts(session)), model.pairs(facts(session), trial)
    assert seen(after) == now
    assert {frozenset((p.a, p.b)) for p in found.added} == now.keys() - was.keys()
    assert {frozenset((p.a, p.b)) for p in found.removed} == was.keys() - now.keys()
    assert {frozenset((p.a, p.b)) for _, p in found.changed} == {k for k in now.keys() & was.keys() if now[k] != was[k]}
    assert found.after.tests - found.before.tests == model.tests(now.values()) - model.tests(was.values())
    assert found.tests_added - found.tests_removed == found.after.tests - found.before.tests
    assert transition.plan(session) == before


@SLOW
@given(data=st.data())
def test_what_is_adopted_is_what_was_tried_and_undo_restores(session: Session, data: st.DataObject) -> None:
    before = transition.plan(session)
    moves = [m for m in before.moves.values() if m.shift.known] or list(before.moves.values())
    chosen = data.draw(st.lists(st.sampled_from([m.id for m in moves]), min_size=1, unique=True))
    month = data.draw(st.sampled_from(("2031-01", "2031-02")))
    after, _ = transition.try_out(session, dict.fromkeys(chosen, month))
    transition.adopt(session, dict.fromkeys(chosen, month), why="試し")
    assert seen(transition.plan(session)) == seen(after)
    history.undo(session)
    assert transition.plan(session) == before


@SLOW
@given(data=st.data())
def test_a_scenario_that_was_kept_says_the_same_again(session: Session, data: st.DataObject) -> None:
    moves = sorted(transition.plan(session).moves)
    trial = data.draw(st.dictionaries(st.sampled_from(moves), DATES, min_size=1, max_size=6))
    after = transition.plan(session, trial=trial)
    scenarios.save(session, "案", trial)
    kept = scenarios.find(session, "案")
    again = scenarios.weigh(session, kept).plan
    assert seen(again) == seen(after)
    assert {k: v.strip() or "未定" for k, v in trial.items()} == dict(kept.dates)


def test_a_group_without_a_date_is_no_pair_among_itself(session: Session) -> None:
    plan = transition.plan(session)
    two = next((p for p in plan.pairs), None)
    assert two is not None
    survey.set_cells(session, "systems", [(i, {"migration": "", "group": "甲"}) for i in (two.a, two.b)])
    assert seen(transition.plan(session)) == model.pairs(facts(session))
    assert frozenset((two.a, two.b)) not in seen(transition.plan(session))
