"""Proposed pairs for what nobody mapped, and storing those a person chose."""

from __future__ import annotations

import threading

import pytest

from app.core.problems import UserProblem
from app.services import comparison, history, proposals, suggest, survey
from app.services.session import Session
from tests.helpers.workspaces import edition as make
from tests.helpers.workspaces import with_edition

NAMES = ("証明書の発行", "課税台帳の作成", "異動履歴の検索")


@pytest.fixture
def town(session: Session) -> Session:
    with_edition(session, make(8))
    survey.add_records(session, "functions", [{"business": "001", "name": name} for name in NAMES])
    return session


def rids(session: Session) -> dict[str, str]:
    return {r["name"]: r["rid"] for r in survey.list_rows(session, "functions")}


def test_proposals_are_the_first_candidates_of_what_is_mapped_to_nothing(town: Session) -> None:
    held = rids(town)
    comparison.map_current(town, "req:0010003", held[NAMES[1]])
    steps = town.con.execute("SELECT count(*) FROM unit").fetchone()
    found = proposals.proposals(town, "001")
    assert town.con.execute("SELECT count(*) FROM unit").fetchone() == steps
    assert {p.current.name for p in found} <= {NAMES[0], NAMES[2]}
    assert found, "texts of the edition hold these words"
    for p in found:
        assert p.candidate == suggest.for_current(town, p.current.rid, limit=1)[0]
    assert [p.candidate.score for p in found] == sorted((p.candidate.score for p in found), reverse=True)
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(UserProblem) as refused:
        proposals.proposals(town, "001", cancel=cancelled)
    assert refused.value.code == "cancelled"


def test_chosen_pairs_are_one_step_and_the_same_as_one_by_one(town: Session) -> None:
    held = rids(town)
    pairs = [("req:0010001", held[NAMES[0]]), ("req:0010003", held[NAMES[1]]), ("req:0010002", held[NAMES[0]])]
    comparison.map_current(town, *pairs[0])
    done = proposals.map_pairs(town, [*pairs, pairs[1]])
    assert (done.operations, done.nodes) == (2, {"req:0010003", "req:0010002"})
    columns = "SELECT rid, target, type, said, item FROM mapping ORDER BY rid"
    at_once = town.con.execute(columns).fetchall()
    history.undo(town)
    assert town.con.execute("SELECT count(*) FROM mapping").fetchone()[0] == 1
    for pair in pairs[1:]:
        comparison.map_current(town, *pair)
    assert town.con.execute(columns).fetchall() == at_once


@pytest.mark.parametrize("wrong", ["node", "record", "kind"])
def test_one_wrong_pair_refuses_all(town: Session, wrong: str) -> None:
    held = rids(town)
    good = ("req:0010001", held[NAMES[0]])
    survey.add_records(town, "forms", [{"business": "001", "name": "住民票"}])
    (form,) = survey.list_rows(town, "forms")
    bad = {"node": ("req:0019999", held[NAMES[1]]), "record": ("req:0010002", "nobody"), "kind": (good[0], form["rid"])}
    before = town.con.execute("SELECT count(*) FROM unit").fetchone()
    with pytest.raises(UserProblem):
        proposals.map_pairs(town, [good, bad[wrong]])
    assert town.con.execute("SELECT count(*) FROM mapping").fetchone()[0] == 0
    assert town.con.execute("SELECT count(*) FROM unit").fetchone() == before
