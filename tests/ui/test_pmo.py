"""PMO・月次: statuses by digit, proposals taken, a reported file compared, a month closed; all undone in steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.services import monthly, pmo
from app.ui.pmo.dialogs import CloseDialog, StepDialog
from app.ui.pmo.page import CompareDialog, PmoPage
from tests.ui.objects import ProgramObject
from tests.ui.register_steps import dialog_of

Start = Callable[..., ProgramObject]


def page_of(program: ProgramObject) -> PmoPage:
    program.window.resize(1366, 768)
    program.window.go("handin", "pmo")
    program.do_wait()
    place = program.window.screens.get("handin")
    place.show_part("pmo")
    program.do_wait()
    place.page("pmo").view.setFocus()
    return place.page("pmo")


def status(program: ProgramObject, business: str, step: str) -> str:
    row = next(r for r in pmo.board(program.context.session) if r.business == business)
    return next(c.status for c in row.cells if c.step == step)


def test_digits_record_on_all_chosen_cells_in_one_step(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = page_of(program)
    assert page.view.model_.columnCount() == 40
    page.view.go_to("001", "①-1")
    before = program.context.history.undo[0]
    program.do_press("1")
    program.do_wait()
    assert status(program, "001", "①-1") == "done"
    page.view.setFocus()
    program.do_press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    program.do_press("４")
    program.do_wait()
    assert (status(program, "001", "①-1"), status(program, "001", "①-2")) == ("out", "out")
    assert program.context.history.undo[0] == before + 2
    program.window.action("undo").trigger()
    program.do_wait()
    assert (status(program, "001", "①-1"), status(program, "001", "①-2")) == ("done", "")
    page.view.go_to("001", "①-1")
    page.view.setFocus()
    program.do_press("0")
    program.do_wait()
    assert status(program, "001", "①-1") == ""


def test_the_form_takes_evidence_and_refuses_what_is_no_date(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = page_of(program)
    page.view.go_to("001", "③-2")
    page.view.setFocus()
    program.do_press(Qt.Key.Key_Return)
    dialog = dialog_of(program, StepDialog)
    assert "提案" in "".join(w.text() for w in dialog.findChildren(type(dialog.problem)))
    dialog.status.set_code("done")
    dialog.planned.setText("そのうち")
    assert not dialog.main.isEnabled()
    dialog.planned.setText("令和8年度末")
    dialog.evidence.setText("判定の一覧")
    dialog.accept()
    program.do_wait()
    page.view.go_to("001", "③-2")
    words = "\n".join(w.text() for w in page.right.findChildren(type(dialog.problem)))
    assert "完了済みと報告していますが、未判定が" in words
    assert "根拠：判定の一覧" in words


def test_proposals_are_taken_and_nothing_else(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = page_of(program)
    wanted = {(r.business, c.step): c.proposed for r in page._board.rows for c in r.cells if c.proposed}
    assert wanted
    page.take.click()
    program.do_wait()
    held = {(r.business, c.step): c.status for r in page._board.rows for c in r.cells if c.status}
    assert held == wanted
    assert not page.take.isEnabled()


def test_a_month_is_closed_with_what_is_missing_in_sight(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = page_of(program)
    page.take.click()
    program.do_wait()
    page.ask_close()
    dialog = dialog_of(program, CloseDialog)
    assert page._board.month.missing
    dialog.comment.setPlainText("遅れはありません。")
    dialog.accept()
    program.do_wait()
    (held,) = monthly.closes(program.context.session)
    assert held.comment == "遅れはありません。"
    assert page._board.month.closed is not None


def test_a_reported_file_is_compared_before_it_is_taken(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    page = page_of(program)
    book = Workbook()
    sheet = book.active
    sheet.append(["都道府県名", "市区町村名", "業務名", *(s.title for s in pmo.steps())])
    sheet.append(["", "みほん市", "住民基本台帳", *("完了済み" if s.code == "③-2" else "未着手" for s in pmo.steps())])
    path = tmp_path / "報告.xlsx"
    book.save(path)
    page.compare_with(str(path))
    program.do_wait()
    dialog = dialog_of(program, CompareDialog)
    assert "1 件のズレ" in dialog.windowTitle()
    assert status(program, "001", "③-2") == ""
    dialog.accept()
    program.do_wait()
    assert status(program, "001", "③-2") == "done"
    page.compare_with(str(tmp_path / "ない.xlsx"))
    program.do_wait()
    assert page.banners.codes() == ["refused"]
    out = tmp_path / "進捗.xlsx"
    page.export_to(str(out))
    program.do_wait()
    assert out.exists()


def test_without_writing_it_can_only_be_looked_at(start: Start, workspace: Path) -> None:
    start(workspace)
    second = start(workspace)
    assert second.context.read_only
    page = page_of(second)
    second.do_press("1")
    second.do_wait()
    assert not any(c.status for r in page._board.rows for c in r.cells)
    assert not page.close_month.isEnabled()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 560)])
def test_cells_are_said_aloud_and_the_model_holds(start: Start, workspace: Path, size: tuple[int, int]) -> None:
    program = start(workspace)
    page = page_of(program)
    program.window.resize(*size)
    model = page.view.model_
    said = model.index(0, 8).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "住民基本台帳" in said
    assert "③-2 Fit&Gap分析" in said
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    program.window.follow("handin", "010/③-2")
    program.do_wait()
    row, cell = page.view.current()
    assert (row.business, cell.step) == ("010", "③-2")
