"""Several steps on one value are taken back one by one, and done again one by one; what others wrote stays."""

from __future__ import annotations

import pytest

from app.services import history, register, register_read, survey, survey_grid, upkeep
from app.services.session import Session
from app.services.survey_grid import Edit


def write(session: Session, text: str) -> None:
    """The next text of the one function there is."""
    rows = survey_grid.rows(session, "functions")
    edit = Edit("a", rows[0].rid if rows else "", {"name": "住民票", "summary": text}, rows[0].heads if rows else {})
    survey_grid.store(session, "functions", [edit], label=text)


def text(session: Session) -> str | None:
    rows = survey.list_rows(session, "functions")
    return str(rows[0]["summary"]) if rows else None


STATES = [None, "一", "二", "三", "四"]


def test_steps_on_one_value_go_back_and_come_again(session: Session) -> None:
    for state in STATES[1:]:
        write(session, str(state))
    for _ in range(3):
        for state in STATES[-2::-1]:
            assert history.undo(session).left == ()
            assert text(session) == state
        for state in STATES[1:]:
            assert history.redo(session).left == ()
            assert text(session) == state
    assert upkeep.verify(session).ok


def test_back_and_forth_in_the_middle(session: Session) -> None:
    for state in STATES[1:]:
        write(session, str(state))
    for move, state in (("u", "三"), ("u", "二"), ("r", "三"), ("u", "二"), ("u", "一"), ("r", "二"), ("r", "三")):
        done = history.undo(session) if move == "u" else history.redo(session)
        assert (done.left, text(session)) == ((), state)
    write(session, "五")
    for state in ("三", "二", "一"):
        history.undo(session)
        assert text(session) == state


def test_a_value_never_set_before_goes_back_to_nothing(session: Session) -> None:
    survey_grid.store(session, "functions", [Edit("a", "", {"name": "住民票"}, {})], label="一")
    for note in ("甲", "乙"):
        row = survey_grid.rows(session, "functions")[0]
        survey_grid.store(session, "functions", [Edit("a", row.rid, {"note": note}, row.heads)], label=note)
    for _ in range(2):
        assert history.undo(session).left == ()
    assert survey.list_rows(session, "functions")[0]["note"] == ""
    assert history.undo(session).left == ()
    assert survey.list_rows(session, "functions") == []


@pytest.mark.parametrize("undone", [0, 1])
def test_what_came_by_merge_stays(session: Session, undone: int) -> None:
    write(session, "一")
    write(session, "二")
    for _ in range(undone):
        history.undo(session)
    rid = survey.list_rows(session, "functions")[0]["rid"]
    with session.project.unit("後から", origin="merge") as later:
        later.set(str(rid), "function", "identity", {"name": "住民票", "summary": "よそ"})
    history.undo(session)
    assert text(session) == "よそ"


def test_a_record_and_what_its_step_set_go_and_come_together(session: Session, edition: str) -> None:
    rid, _ = register.add(session, title="様式の違い", nodes=["req:0010001"], disposition="adopt_option")
    register.dispose(session, rid, "bpr", content="様式を変える")
    for _ in range(2):
        for expected in ("adopt_option", None):
            assert history.undo(session).left == ()
            assert [i.disposition for i in register_read.issues(session)] == ([expected] if expected else [])
        for expected in ("adopt_option", "bpr"):
            assert history.redo(session).left == ()
            assert [i.disposition for i in register_read.issues(session)] == [expected]
    assert not register_read.issues(session)[0].conflict
    assert upkeep.verify(session).ok
