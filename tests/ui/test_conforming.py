"""適合確認 and 照会 in the window: results by digit, the form, what a new edition leaves; answers that flow back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.services import conformity, inquiries, register_read, vendor_packages
from app.ui.plans.asking import AnswerDialog, AskingPage
from app.ui.plans.conforming import ConformityPage
from app.ui.plans.conforming_dialogs import CheckDialog, ExtraDialog
from tests.ui.objects import ProgramObject
from tests.ui.register_steps import dialog_of

Start = Callable[..., ProgramObject]


def page_of(program: ProgramObject, code: str) -> ConformityPage | AskingPage:
    program.window.resize(1366, 768)
    program.window.go("register", code)
    program.do_wait()
    place = program.window.screens.get("register")
    place.show_part(code)
    program.do_wait()
    return place.page(code)


def test_digits_record_results_for_the_edition_and_go_on(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = page_of(program, "conformity")
    lines = page._found.lines
    assert len(lines) > 20
    assert {x.state for x in lines} == {"open"}
    page.table.setFocus()
    first = page.table.line()
    program.do_press("1")
    program.do_wait()
    second = page.table.line()
    assert second.node != first.node
    program.do_press("３")
    program.do_wait()
    session = program.context.session
    held = {x.node: x for x in conformity.lines(session, page._found.package, page._found.business)}
    assert held[first.node].values["result"] == "fit"
    assert held[first.node].values["by"]
    assert held[first.node].values["on"] == date.today().isoformat()
    assert held[second.node].values["result"] == "unfit"
    page.facets.choose("checked")
    assert page.table.model_.rowCount() == 2
    program.window.action("undo").trigger()
    program.do_wait()
    assert page._found.state.counts["checked"] == 1


def test_the_form_wants_who_and_when(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    page = page_of(program, "conformity")
    page.table.setFocus()
    line = page.table.line()
    program.do_press(Qt.Key.Key_Return)
    dialog = dialog_of(program, CheckDialog)
    dialog.result.set_code("conditional")
    dialog._look()
    assert not dialog.main.isEnabled()
    assert "確認日" in dialog.problem.text()
    dialog.on.setText("R8.12.1")
    dialog.place.setText("住民票照会画面")
    dialog.scenario.setPlainText("氏名で検索し、二件目を開く")
    dialog.evidence.setText("試験結果書 12")
    dialog.accept()
    program.do_wait()
    now = page._found.lines[[x.node for x in page._found.lines].index(line.node)]
    assert (now.values["place"], now.values["on"], now.state) == ("住民票照会画面", "2026-12-01", "checked")
    page.extra.click()
    extra = dialog_of(program, ExtraDialog)
    extra.number.setText("23-1")
    assert not extra.main.isEnabled()
    extra.number.setText("001-1_7370001006432_1")
    extra.held.set_code("yes")
    extra.accept()
    program.do_wait()
    assert "ほかに実装した機能はない" in page.said.text()
    assert "001-1_7370001006432_1" in page.said.text()
    out = tmp_path / "適合確認.xlsx"
    page.export_to(str(out))
    program.do_wait()
    cells = [str(c.value) for row in load_workbook(out).active.iter_rows() for c in row if c.value is not None]
    assert "住民票照会画面" in cells


def test_every_package_and_business_can_be_looked_at(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = page_of(program, "conformity")
    packages = vendor_packages.packages(program.context.session)
    assert page.package.count() == len(packages) > 1
    for n in range(page.package.count()):
        page.package.setCurrentIndex(n)
        page.load()
        program.do_wait()
        assert page._found.package == page.package.code()
        assert page._found.business in page._found.packages or page._found.lines
    QAbstractItemModelTester(page.table.model_, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.search.setText("そんな要件はない")
    page._show()
    page.search.setText("")
    page._show()


def test_without_writing_results_can_only_be_read(start: Start, workspace: Path) -> None:
    start(workspace)
    second = start(workspace)
    assert second.context.read_only
    page = page_of(second, "conformity")
    page.table.setFocus()
    second.do_press("1")
    second.do_wait()
    assert page._found.state.counts["checked"] == 0
    assert not page.edit.isEnabled()


def test_an_answer_reaches_the_issue_and_a_reminder_is_kept(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    session = program.context.session
    issue = register_read.issues(session)[0]
    number, changes = inquiries.ask(
        session, issue.number, "vendor", addressee="みほんソフト", text="いつ実装するか", due="2026-01-15",
        asked_on="2025-12-20",
    )  # fmt: skip
    program.context.note_commit(changes, program.context.history)
    page = page_of(program, "inquiries")
    page.which.choose("late")
    assert [e.title for e in page.list.entries()] == [f"{number} {issue.title}"]
    assert page.sheet.isEnabled()
    out = tmp_path / "エスカレーション票.xlsx"
    page.export_to(str(out))
    program.do_wait()
    cells = [str(c.value) for row in load_workbook(out).active.iter_rows() for c in row if c.value is not None]
    assert any("いつ実装するか" in c for c in cells)
    page.reminder.click()
    program.do_wait()
    assert inquiries.inquiry(session, number).values["reminded"] == date.today().isoformat()
    page.list.setFocus()
    program.do_press(Qt.Key.Key_Return)
    dialog = dialog_of(program, AnswerDialog)
    assert not dialog.main.isEnabled()
    dialog.answer.setPlainText("令和8年3月に実装する")
    dialog.by.setText("みほんソフト 営業部")
    dialog.accept()
    program.do_wait()
    assert "令和8年3月に実装する" in register_read.issue(session, issue.number).note
    page.which.choose("answered")
    assert number in page.list.entries()[0].title
    assert not page.answer.isEnabled()
    page.issue.click()
    program.do_wait()
    assert program.window.screens.get("register").part() == "issues"
    assert program.window.register.issue.reading().issue.rid == issue.rid
