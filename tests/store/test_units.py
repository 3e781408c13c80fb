"""One way to write: units are whole or nothing, and everything outside them is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import catalogue, comparison, history, upkeep
from app.services import session as sessions
from app.services.session import Session
from app.services.views import ItemFilter, Who
from tests.helpers.workspaces import WHO


def verdicts(session: Session, edition: str) -> dict[str, int]:
    return {k: v for k, v in catalogue.facets(session, edition, ItemFilter()).by_verdict.items() if k}


def test_a_write_outside_a_unit_raises(session: Session, edition: str) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        session.con.execute("DELETE FROM op")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        session.con.execute("UPDATE item_state SET verdict='fit'")


def test_a_unit_that_fails_leaves_nothing(session: Session, edition: str) -> None:
    before = session.project.digest()

    def failing() -> None:
        with session.project.unit("途中で落ちる") as unit:
            unit.create("department", {"identity": {"name": "市民課"}})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert session.project.digest() == before
    assert upkeep.verify(session).ok
    comparison.judge(session, edition, [1], verdict="fit")  # writing goes on


def test_units_do_not_nest(session: Session) -> None:
    with session.project.unit("外"), pytest.raises(RuntimeError, match="nest"), session.project.unit("内"):
        pass


def test_a_bulk_verdict_is_one_unit_of_one_operation_each(session: Session, edition: str) -> None:
    done = comparison.judge(session, edition, [1, 2, 3], verdict="gap", detail="差")
    assert done.operations == 3
    assert verdicts(session, edition) == {"gap": 3}
    assert history.log(session)[-1].label == "判定を記録：差異あり（3 件）"
    assert history.undo(session).operations == 3
    assert verdicts(session, edition) == {}


def test_the_same_verdict_again_writes_nothing(session: Session, edition: str) -> None:
    comparison.judge(session, edition, [1], verdict="fit")
    before = session.project.digest()
    assert comparison.judge(session, edition, [1], verdict="fit").operations == 0
    assert session.project.digest() == before
    assert len(history.log(session)) == 2  # adoption and verdict


def test_undo_and_redo_across_restarts(session: Session, edition: str, tmp_path: Path) -> None:
    for key in range(1, 6):
        comparison.judge(session, edition, [key], verdict="fit", detail=f"内容{key}")
    path = Path(session.info.path)
    session.close()
    for left in range(4, -1, -1):
        again = sessions.open_(path, who=WHO)
        history.undo(again)
        assert verdicts(again, edition).get("fit", 0) == left
        again.close()
    again = sessions.open_(path, who=WHO)
    assert history.redoable(again)[0] == 5
    for _ in range(5):
        history.redo(again)
    assert verdicts(again, edition) == {"fit": 5}
    assert catalogue.detail(again, edition, 3).judgement.detail == "内容3"
    with pytest.raises(UserProblem) as refused:
        history.redo(again)
    assert refused.value.code == "nothing_to_redo"
    assert upkeep.verify(again).ok
    again.close()


def test_a_new_step_ends_what_could_be_redone(session: Session, edition: str) -> None:
    comparison.judge(session, edition, [1], verdict="fit")
    history.undo(session)
    comparison.judge(session, edition, [2], verdict="gap")
    assert history.redoable(session) == (0, "")


def test_undo_leaves_what_was_changed_since(session: Session, edition: str) -> None:
    """A value that came in by merge after the step stays; the person is told which."""
    comparison.judge(session, edition, [1], verdict="fit")
    unit = history.log(session)[-1].unit
    rid = session.project.operations(unit)[0].rid
    with session.project.unit("後から", origin="merge") as later:
        later.set(rid, "item", "verdict", {"verdict": "gap"})
    done = history.undo(session)
    assert done.operations == 0
    assert done.left == ("req:0010001 の判定は、後から変わったため戻しません。",)
    assert verdicts(session, edition) == {"gap": 1}


def test_adoption_and_created_records_undo_and_redo(session: Session, edition: str) -> None:
    with session.project.unit("課を登録") as unit:
        rid = unit.create("department", {"identity": {"name": "市民課"}})
    history.undo(session)
    count = "SELECT count(*) FROM record WHERE rid=? AND present=1"
    assert session.con.execute(count, (rid,)).fetchone()[0] == 0
    history.redo(session)
    assert session.con.execute(count, (rid,)).fetchone()[0] == 1
    history.undo(session)
    history.undo(session)
    assert catalogue.adopted(session, "001") is None
    history.redo(session)
    adopted = catalogue.adopted(session, "001")
    assert adopted is not None
    assert adopted.hash == edition


def test_undo_of_a_resolve_brings_the_conflict_back(session: Session, edition: str) -> None:
    comparison.judge(session, edition, [1], verdict="fit", parents={1: ()})
    session.project.author = type(session.project.author)(session.project.author.actor, "税務課/鈴木", "clerk")
    comparison.judge(session, edition, [1], verdict="gap", parents={1: ()})
    judged = catalogue.detail(session, edition, 1).judgement
    assert judged.conflict
    rid = session.con.execute("SELECT rid FROM conflict").fetchone()[0]
    with pytest.raises(UserProblem) as refused:
        comparison.judge(session, edition, [1], verdict="ask")
    assert refused.value.exit_code == 5
    with session.project.unit("競合を決める") as unit:
        unit.resolve(
            rid, "item", "verdict", {"verdict": "gap", "current": None, "detail": "", "reason": ""}, "市で統一"
        )
    assert verdicts(session, edition) == {"gap": 1}
    history.undo(session)
    back = catalogue.detail(session, edition, 1).judgement
    assert back.conflict
    assert {(v, by) for v, _, by, _ in back.values} == {("fit", "市民課/佐藤 花子"), ("gap", "税務課/鈴木")}
    history.redo(session)
    assert not catalogue.detail(session, edition, 1).judgement.conflict


def test_all_fields_of_a_row_are_one_step(session: Session, edition: str) -> None:
    comparison.record(
        session, edition, 2, verdict="gap", current="in_use", detail="番号がない", reason="要綱", targets=["own"],
        degree="high", memo="確認する",
    )  # fmt: skip
    detail = catalogue.detail(session, edition, 2)
    assert (detail.judgement.verdict, detail.judgement.current, detail.judgement.detail) == (
        "gap",
        "in_use",
        "番号がない",
    )
    assert (detail.effect.targets, detail.effect.degree, detail.memo.text) == (("own",), "high", "確認する")
    unchanged = comparison.record(
        session, edition, 2, verdict="gap", current="in_use", detail="番号がない", reason="要綱", targets=["own"],
        degree="high", memo="確認する",
    )  # fmt: skip
    assert unchanged.operations == 0
    history.undo(session)
    detail = catalogue.detail(session, edition, 2)
    assert (detail.row.verdict, detail.row.noted) == (None, False)


def test_who_writes_is_recorded(session: Session, edition: str) -> None:
    sessions.set_who(session, Who("税務課", "鈴木 一", "office"))
    comparison.judge(session, edition, [1], verdict="fit")
    assert history.log(session)[-1].by == "税務課/鈴木 一"
    assert catalogue.item_rows(session, edition, [1])[0].by == "税務課/鈴木 一"
