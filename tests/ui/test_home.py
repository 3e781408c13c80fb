"""ホーム: one press leads to what is next; the bars lead into a business."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from app.services.views import Who
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def at_home(program: ProgramObject) -> object:
    """The screen, filled."""
    program.window.go("home")
    program.do_wait()
    return program.window.screens.get("home")


def test_going_on_leads_to_the_next_requirement_without_a_verdict(start: Start, workspace: Path) -> None:
    program = start(workspace)
    home = at_home(program)
    node = home._home.following.node
    home.go_on.click()
    program.do_wait()
    assert program.window.screen() == "comparison"
    comparison = program.window.comparison
    assert comparison.list.model.row_of(comparison.list.view.key()).node == node


def test_what_is_judged_shows_at_once(start: Start, workspace: Path) -> None:
    program = start(workspace)
    home = at_home(program)
    home.scope.choose("mine")
    program.do_wait()
    before = sum(p.judged for p in home._home.progress)
    home.go_on.click()
    program.do_wait()
    program.window.comparison.list.view.setFocus()
    program.do_press("1")
    program.do_wait()
    home = at_home(program)
    assert sum(p.judged for p in home._home.progress) == before + 1


def test_a_business_is_entered_by_key_and_left_again(start: Start, workspace: Path) -> None:
    program = start(workspace)
    home = at_home(program)
    home.scope.choose("all")
    program.do_wait()
    assert len(home._home.progress) > 1
    home.bars.setFocus()
    program.do_press(Qt.Key.Key_Down)
    program.do_press(Qt.Key.Key_Return)
    program.do_wait()
    assert home.scope.code() == "mine"
    assert program.context.business == "010"
    assert all(p.key == p.title for p in home._home.progress), "its chapters"


def test_a_task_leads_to_the_list_narrowed_to_it(start: Start, workspace: Path) -> None:
    program = start(workspace)
    home = at_home(program)
    home.scope.choose("all")
    program.do_wait()
    asked = next(t for t in home._home.tasks if t.code == "ask")
    home._task("ask")
    program.do_wait()
    browse = program.window.standard.browse
    rows = [browse.model.row_of(k) for k in browse.model.all_keys()]
    assert program.window.screen() == "standard"
    assert len(rows) == asked.count
    assert {r.verdict for r in rows} == {"ask"}


def test_who_leads_begins_here_and_who_judges_goes_on_judging(start: Start, workspace: Path) -> None:
    program = start(workspace)
    assert program.window.screen() == "comparison"
    program.context.set_who(Who("情報政策課", "中村 健", "office"))
    program.do_wait()
    program.window.open_file(str(workspace))
    program.do_wait()
    assert program.window.screen() == "home"


def test_a_returned_verdict_is_one_press_away(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.do_press("3")
    program.do_wait()
    program.do_press(Qt.Key.Key_Up)
    program.do_wait()
    comparison = program.window.comparison
    key = comparison.list.view.key()
    node = comparison.list.model.row_of(key).node
    comparison.overseeing.review("returned", [key], "根拠を書いてください。")
    program.do_wait()
    home = at_home(program)
    home._task("returned")
    program.do_wait()
    assert program.window.screen() == "comparison"
    assert comparison.list.model.row_of(comparison.list.view.key()).node == node
