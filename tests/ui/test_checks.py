"""点検 in the real window: listed, filtered, jumped from, silenced, written out; what is mended is gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.ui.checking.dialog import ChecksDialog
from app.ui.parts.dialogs import AskText
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def opened(program: ProgramObject) -> ChecksDialog:
    program.window.action("checks").trigger()
    program.do_wait()
    (dialog,) = program.window.findChildren(ChecksDialog)
    return dialog


def test_a_finding_is_filtered_jumped_to_and_mended(start: Start, workspace: Path) -> None:
    program = start(workspace)
    dialog = opened(program)
    everything = dialog.model.rowCount()
    dialog.check.set_code("1")
    dialog._show()
    assert 0 < dialog.model.rowCount() < everything
    first = dialog.current()
    assert first.finding.check == 1
    assert "手順書 ③-2" in dialog.source.text()
    dialog.view.setFocus()
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    program.do_wait()
    assert program.window.screen() == "comparison"
    count = dialog.model.rowCount()
    QTest.keyClicks(program.list, "1")
    program.do_wait()
    assert program.verdict_of(first.finding.target) == "fit"
    assert dialog.model.rowCount() == count - 1
    assert first.finding not in [line.finding for line in dialog._lines]
    program.context.undo()
    program.do_wait()
    assert dialog.model.rowCount() == count
    dialog.reject()


def test_an_issue_is_jumped_to(start: Start, workspace: Path) -> None:
    program = start(workspace)
    dialog = opened(program)
    dialog.check.set_code("3")
    dialog._show()
    line = dialog.current()
    dialog.jump.click()
    program.do_wait()
    assert program.window.register.issue.reading().issue.rid == line.place
    program.window.action("checks").trigger()
    assert len(program.window.findChildren(ChecksDialog)) == 1, "one list is enough"


def test_silencing_needs_a_reason_and_can_be_taken_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    dialog = opened(program)
    count = dialog.model.rowCount()
    finding = dialog.current().finding
    dialog.silence.click()
    ask = next(d for d in dialog.findChildren(AskText) if d.isVisible())
    assert not ask.main.isEnabled()
    ask.line.setText("来月まとめて直す")
    ask.main.click()
    program.do_wait()
    assert dialog.model.rowCount() == count - 1
    dialog.quiet.setChecked(True)
    row = next(n for n, line in enumerate(dialog._lines) if line.finding.message == finding.message)
    dialog.view.choose(row)
    assert "黙らせた理由：来月まとめて直す" in dialog.source.text()
    dialog.silence.click()
    program.do_wait()
    dialog.quiet.setChecked(False)
    assert dialog.model.rowCount() == count


def test_what_is_shown_is_written_out(
    start: Start, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(workspace)
    dialog = opened(program)
    dialog.check.set_code("3")
    dialog._show()
    out = tmp_path / "点検.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(out), ""))
    dialog.out.click()
    program.do_wait()
    said = [str(c.value) for row in openpyxl.load_workbook(out).active.iter_rows() for c in row if c.value]
    assert dialog.current().finding.message in said
