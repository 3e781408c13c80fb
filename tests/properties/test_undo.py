"""Undo is the inverse of doing: every state of a session can be walked back to and forth again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services import comparison, history, survey, upkeep
from app.services.session import Session
from tests.helpers.workspaces import with_edition, workspace

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("judge"), st.integers(1, 3), st.sampled_from(("fit", "gap", None))),
        st.tuples(st.just("bulk"), st.just(0), st.sampled_from(("fit", "ask", None))),
        st.tuples(st.just("memo"), st.integers(1, 2), st.sampled_from(("", "一", "二"))),
        st.tuples(st.just("record"), st.integers(1, 2), st.sampled_from(("fit", "gap"))),
        st.tuples(st.just("add"), st.just(0), st.sampled_from(("甲", "乙"))),
        st.tuples(st.just("edit"), st.integers(0, 2), st.sampled_from(("丙", "丁"))),
        st.tuples(st.just("delete"), st.integers(0, 2), st.none()),
        st.tuples(st.just("map"), st.integers(0, 2), st.booleans()),
    ),
    min_size=1,
    max_size=10,
)


def snapshot(session: Session) -> str:
    """What a person can see: verdicts, memos, effects, records and mappings."""
    items = session.con.execute(
        "SELECT item, verdict, current, detail, why, memo, targets, degree FROM item_state"
        " WHERE verdict IS NOT NULL OR memo <> '' OR targets <> '' OR degree <> '' ORDER BY item"
    ).fetchall()
    records = session.con.execute("SELECT rid, fields FROM record WHERE present=1 ORDER BY rid").fetchall()
    pairs = session.con.execute("SELECT item, target FROM mapping ORDER BY item, target").fetchall()
    return json.dumps([items, records, pairs], ensure_ascii=False)


def play(session: Session, edition: str, made: list[str], kind: str, n: int, value: object) -> None:
    if kind == "judge":
        comparison.judge(session, edition, [n], verdict=value)
    elif kind == "bulk":
        comparison.judge(session, edition, [1, 2, 3], verdict=value)
    elif kind == "memo":
        comparison.set_memo(session, edition, n, str(value))
    elif kind == "record":
        comparison.record(
            session, edition, n, verdict=str(value), current="in_use", detail="差", reason="", targets=["own"],
            degree="high", memo="メモ",
        )  # fmt: skip
    elif kind == "add":
        before = {r["rid"] for r in survey.list_rows(session, "functions")}
        survey.add_records(session, "functions", [{"business": "001", "name": value}])
        made += [r["rid"] for r in survey.list_rows(session, "functions") if r["rid"] not in before]
    elif n < len(made) and session.con.execute("SELECT present FROM record WHERE rid=?", (made[n],)).fetchone()[0]:
        if kind == "edit":
            survey.set_cells(session, "functions", [(made[n], {"name": value})])
        elif kind == "delete":
            survey.delete_records(session, "functions", [made[n]])
        elif value:
            comparison.map_current(session, "req:0010001", made[n])
        else:
            comparison.unmap_current(session, "req:0010001", made[n])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(STEPS)
def test_every_state_can_be_walked_back_to_and_forth(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, object]]
) -> None:
    session = workspace(tmp_path_factory.mktemp("undo"))
    edition = with_edition(session)
    made: list[str] = []
    states = [snapshot(session)]
    start = history.undoable(session)[0]
    for kind, n, value in steps:
        play(session, edition, made, kind, n, value)
        while history.undoable(session)[0] > start + len(states) - 1:
            states.append(snapshot(session))
    for state in reversed(states[:-1]):
        assert history.undo(session).left == ()
        assert snapshot(session) == state
    for state in states[1:]:
        assert history.redo(session).left == ()
        assert snapshot(session) == state
    assert upkeep.verify(session).ok
    session.close()
