"""Copies edited apart and united show exactly the conflicts an oracle expects; rebuilt = incremental projection."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.problems import UserProblem
from app.services import catalogue, comparison, history, upkeep
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who
from app.store.merge import unite_file
from tests.helpers.workspaces import WHO, with_edition, workspace

VERDICTS = ("fit", "gap", "ask", None)
EDITS = st.lists(st.tuples(st.integers(0, 1), st.integers(1, 5), st.sampled_from(VERDICTS)), max_size=14)


def _apart(folder: Path, base: list[tuple[int, str | None]]) -> tuple[Session, Session, str]:
    first = workspace(folder, "a.fitgap")
    edition = with_edition(first)
    for key, verdict in base:
        comparison.judge(first, edition, [key], verdict=verdict)
    first.close()
    shutil.copy(folder / "a.fitgap", folder / "b.fitgap")
    return (
        sessions.open_(folder / "a.fitgap", who=WHO),
        sessions.open_(folder / "b.fitgap", who=Who("税務課", "鈴木 一")),
        edition,
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(base=st.lists(st.tuples(st.integers(1, 5), st.sampled_from(VERDICTS[:3])), max_size=4), edits=EDITS)
def test_union_shows_exactly_the_expected_conflicts(
    tmp_path_factory: pytest.TempPathFactory,
    base: list[tuple[int, str | None]],
    edits: list[tuple[int, int, str | None]],
) -> None:
    folder = tmp_path_factory.mktemp("union")
    a, b, edition = _apart(folder, base)
    # the oracle: the last value each side wrote, if it wrote a change at all
    start = dict(base)
    last: list[dict[int, str | None]] = [{}, {}]
    for side, key, verdict in edits:
        session = (a, b)[side]
        shown = last[side].get(key, start.get(key))
        if verdict != shown:
            last[side][key] = verdict
        comparison.judge(session, edition, [key], verdict=verdict)
    b.close()
    a.close()
    a = sessions.open_(folder / "a.fitgap", who=WHO)
    merged = unite_file(a.project, folder / "b.fitgap")
    expected = {k for k in last[0].keys() & last[1].keys() if last[0][k] != last[1][k]}
    assert merged.conflicts == len(expected)
    for key in range(1, 6):
        row = catalogue.item_rows(a, edition, [key])[0]
        assert row.conflict == (key in expected)
        if key not in expected:
            assert row.verdict == last[0].get(key, last[1].get(key, start.get(key)))
        else:
            judged = catalogue.detail(a, edition, key).judgement
            assert judged is not None
            assert {v or None for v, *_ in judged.values} == {last[0][key], last[1][key]}
    again = unite_file(a.project, folder / "b.fitgap")
    assert (again.new, again.digest) == (0, merged.digest)
    assert upkeep.verify(a).ok
    a.close()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("judge"), st.integers(1, 5), st.sampled_from(VERDICTS)),
        st.tuples(st.just("stale"), st.integers(1, 5), st.sampled_from(VERDICTS[:3])),
        st.tuples(st.just("memo"), st.integers(1, 5), st.sampled_from(("", "メモ", "別"))),
        st.tuples(st.just("create"), st.integers(1, 3), st.sampled_from(("市民課", "税務課"))),
        st.tuples(st.just("delete"), st.integers(0, 2), st.none()),
        st.tuples(st.just("undo"), st.just(0), st.none()),
        st.tuples(st.just("redo"), st.just(0), st.none()),
    ),
    max_size=16,
)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(STEPS)
def test_rebuilt_projection_equals_the_incremental_one(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str | None]]
) -> None:
    session = workspace(tmp_path_factory.mktemp("rebuild"))
    edition = with_edition(session)
    made: list[str] = []
    for kind, n, value in steps:
        try:
            _play(session, edition, made, kind, n, value)
        except UserProblem as refused:
            assert refused.code in ("nothing_to_undo", "nothing_to_redo", "in_conflict")  # noqa: PT017
    assert upkeep.verify(session).ok
    session.close()


def _play(session: Session, edition: str, made: list[str], kind: str, n: int, value: str | None) -> None:
    if kind == "judge":
        comparison.judge(session, edition, [n], verdict=value)
    elif kind == "stale":
        comparison.judge(session, edition, [n], verdict=value, parents={n: ()})
    elif kind == "memo":
        comparison.set_memo(session, edition, n, value or "")
    elif kind == "create":
        with session.project.unit("登録") as unit:
            made.append(unit.create("department", {"identity": {"name": value}}))
    elif kind == "delete" and n < len(made):
        with session.project.unit("削除") as unit:
            unit.delete(made[n], "department", session.project.all_heads(made[n]))
    elif kind == "undo":
        history.undo(session)
    elif kind == "redo":
        history.redo(session)


def test_a_deleted_record_that_was_edited_elsewhere_stays_visible(tmp_path: Path) -> None:
    first = workspace(tmp_path, "a.fitgap")
    with first.project.unit("登録") as unit:
        rid = unit.create("department", {"identity": {"name": "市民課"}})
    first.close()
    shutil.copy(tmp_path / "a.fitgap", tmp_path / "b.fitgap")
    a, b = (sessions.open_(tmp_path / f"{n}.fitgap", who=WHO) for n in "ab")
    with a.project.unit("削除") as unit:
        unit.delete(rid, "department", a.project.all_heads(rid))
    with b.project.unit("改名") as unit:
        unit.set(rid, "department", "identity", {"name": "市民生活課"})
    b.close()
    assert a.con.execute("SELECT present FROM record WHERE rid=?", (rid,)).fetchone()[0] == 0
    unite_file(a.project, tmp_path / "b.fitgap")
    assert a.con.execute("SELECT present, state_conflict, name FROM record WHERE rid=?", (rid,)).fetchone() == (
        1,
        1,
        "市民生活課",
    )
    a.close()


def test_another_municipality_and_forged_content_are_refused_whole(tmp_path: Path) -> None:
    ours = workspace(tmp_path, "a.fitgap")
    edition = with_edition(ours)
    digest = ours.project.digest()
    other = workspace(tmp_path, "other.fitgap", code="131016")
    other.close()
    with pytest.raises(UserProblem) as refused:
        unite_file(ours.project, tmp_path / "other.fitgap")
    assert refused.value.code == "other_municipality"
    ours.close()
    shutil.copy(tmp_path / "a.fitgap", tmp_path / "forged.fitgap")
    forged = sessions.open_(tmp_path / "forged.fitgap", who=WHO)
    comparison.judge(forged, edition, [1], verdict="fit")
    forged.close()
    con = sqlite3.connect(tmp_path / "forged.fitgap")
    con.execute("UPDATE op SET value=replace(cast(value AS TEXT), '\"fit\"', '\"gap\"') WHERE type='item'")
    con.commit()
    con.close()
    ours = sessions.open_(tmp_path / "a.fitgap", who=WHO)
    with pytest.raises(UserProblem) as refused:
        unite_file(ours.project, tmp_path / "forged.fitgap")
    assert refused.value.code == "forged"
    assert ours.project.digest() == digest
    ours.close()
