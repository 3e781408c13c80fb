"""The lists of 課題・決定: behind its second tab, written in the same grid as 現行調査."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt

from app.services import survey
from app.ui.register_place import RegisterPlace
from app.ui.survey.screen import LISTS, SurveyScreen
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def lists(program: ProgramObject, name: str) -> SurveyScreen:
    program.window.go("register", "lists")
    program.do_wait()
    page = cast(SurveyScreen, cast(RegisterPlace, program.window.screens.get("register")).page("lists"))
    page.show_list(name)
    program.do_wait()
    return page


def test_the_lists_stand_behind_their_tab_and_not_in_the_survey(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = lists(program, "clauses")
    titles = [page.tabs.bar.tabText(n).split("  ")[0] for n in range(page.tabs.bar.count())]
    assert titles == ["全体方針", "期日", "照会", "BPR案件", "BPRの手順", "役割分担", "SLA"]
    assert not set(LISTS) & (set(survey.EVERY) - set(survey.LISTS))
    assert page.isVisibleTo(program.window)
    assert not page.tools.importer.isVisibleTo(program.window)
    assert not page.questions.button.isVisibleTo(program.window)
    program.window.show_issue("")
    program.do_wait()
    assert cast(RegisterPlace, program.window.screens.get("register")).part() == "issues"
    assert program.window.register.isVisibleTo(program.window)


def test_a_row_is_typed_and_a_word_that_is_no_choice_waits(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = lists(program, "calendar")
    page.add_row()
    program.do_commit("当初予算要求")
    program.do_press(Qt.Key.Key_Return)
    program.do_wait()
    model = page.model
    assert model.choices(model.place["basis"])[0] == "予算要求"
    page.grid.go(0, model.place["basis"])
    page.editing.typed(model, 0, model.place["basis"], "気分")
    program.do_wait()
    assert [p.text for *_at, p in model.all_pending()] == ["気分"]
    page.editing.typed(model, 0, model.place["basis"], "契約")
    page.editing.typed(model, 0, model.place["date"], "R8.10.1")
    program.do_wait()
    found = []
    program.context.run(lambda session: survey.list_rows(session, "calendar"), done=found.append)
    program.do_wait()
    assert [(r["name"], r["basis"], r["date"]) for r in found[0]] == [("当初予算要求", "契約", "R8.10.1")]
    assert model.all_pending() == []


def test_an_issue_named_elsewhere_comes_to_the_front(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = lists(program, "inquiries")
    page.add_row()
    program.do_wait()
    program.window.new_issue({"title": "ほかから"})
    program.do_wait()
    assert cast(RegisterPlace, program.window.screens.get("register")).part() == "issues"
