"""The lists of 課題・決定: behind its second tab, written in the same grid as 現行調査."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services import register, survey
from app.services.session import Session
from app.ui.parts.buttons import Button
from app.ui.plans.bpr import BprPage
from app.ui.plans.routing import FactsDialog, RoutingPage
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


def test_both_flows_stand_side_by_side_and_a_remedy_is_carried_over(start: Start, workspace: Path) -> None:
    program = start(workspace)
    place = cast(RegisterPlace, program.window.screens.get("register"))
    program.window.go("register", "bpr")
    program.do_wait()
    page = place.page("bpr")
    assert isinstance(page, BprPage)
    assert page._stack.currentIndex() == 0
    program.context.run(fill)
    program.do_wait()
    page.load()
    program.do_wait()
    assert [(e.title, e.right) for e in page.list.entries()] == [
        ("B-0001 新規認定業務", "100.0 時間"), ("B-0002 高額療養費支給", ""),
    ]  # fmt: skip
    assert page.sums.text() == "2 件　削減見込 年 100.0 時間（1 件の合計）"
    words = [w.text() for w in page.right.findChildren(QLabel) if w.isVisibleTo(page)]
    assert "1 窓口：書き写す（手作業、10 分 × 1,200 件＝200.0 時間）" in words
    assert "1 窓口：登録する（システム、5 分 × 1,200 件＝100.0 時間）" in words
    assert "年 200.0 時間（うち手作業 200.0）" in words
    button = next(b for b in page.right.findChildren(Button) if b.word() == "これらの業務へ横展開する")
    button.click()
    program.do_wait()
    assert page._shown[page.list.key()].spread == "国民健康保険"
    program.window.action("undo").trigger()
    program.do_wait()
    assert page._shown[page.list.key()].spread == ""
    page.lists_wanted.emit("bpr_steps")
    program.do_wait()
    assert place.part() == "lists"
    assert cast(SurveyScreen, place.page("lists")).list_name() == "bpr_steps"


def fill(session: Session) -> None:
    rows = [
        {"name": "新規認定業務", "causes": "二重の入力"},
        {"name": "高額療養費支給", "business": "024", "causes": "二重の入力"},
    ]
    survey.add_records(session, "bpr_cases", rows)
    steps = (("現行", "書き写す", "手作業", "10"), ("改善後", "登録する", "システム", "5"))
    survey.add_records(session, "bpr_steps", [
        {"case": "新規認定業務", "side": side, "actor": "窓口", "work": work, "manual": how, "minutes": m,
         "cases": "1200"}
        for side, work, how, m in steps
    ])  # fmt: skip


def test_an_example_is_taken_into_the_lists(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = lists(program, "responsibilities")
    place = cast(RegisterPlace, program.window.screens.get("register"))
    assert place.examples.isVisibleTo(program.window)
    next(a for a in place.examples.menu().actions() if "大阪市" in a.text()).trigger()
    program.do_wait()
    assert page.model.rowCount() == 15
    assert "運用管理補助者：●" in page.model.text(3, page.model.place["cells"])


def flag(session: Session) -> None:
    register.set_fields(session, "G-0003", {"flags": ["budget", "test"], "due": "2026-10-01"})
    register.set_fields(session, "G-0008", {"flags": ["training"]})


def test_later_steps_are_narrowed_written_and_point_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    place = cast(RegisterPlace, program.window.screens.get("register"))
    program.window.go("register", "routing")
    program.do_wait()
    page = place.page("routing")
    assert isinstance(page, RoutingPage)
    assert page._stack.currentIndex() == 0
    program.context.run(flag)
    program.do_wait()
    page.load()
    program.do_wait()
    assert [e.title.split()[0] for e in page.list.entries()] == ["G-0003", "G-0003", "G-0008"]
    page.step.set_code("budget")
    page.step.activated.emit(1)
    assert [e.title.split()[0] for e in page.list.entries()] == ["G-0003"]
    page.edit.click()
    dialog = next(d for d in program.window.findChildren(FactsDialog) if d.isVisible())
    assert dialog.lines["due"].text() == ""
    assert dialog.lines["due"].placeholderText() == "2026-10-01"
    dialog.lines["amount"].setText("1,600")
    dialog.lines["lead"].setText("1か月")
    dialog.accept()
    program.do_wait()
    assert "1,600 千円" in page.list.entries()[0].below
    assert "準備の期限 2026-09-01" in page.list.entries()[0].below
    assert page.sums.text() == "1 件　合計 1,600 千円"
    page.back.click()
    program.do_wait()
    assert place.part() == "issues"
    assert program.window.register.issue.reading().issue.number == "G-0003"
