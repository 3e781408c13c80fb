"""候補をまとめて見る: what nobody mapped, ticked by keys and by mouse, stored as one step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.ui.comparison.proposing import ProposalDialog
from app.ui.models.proposals import TICK
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def opened(program: ProgramObject) -> ProposalDialog:
    comparison = program.window.comparison
    program.window.go("comparison")
    program.do_wait()
    comparison.list.tabs.setCurrentIndex(1)
    comparison.list.proposals_wanted.emit()
    program.do_wait()
    (dialog,) = [d for d in program.window.findChildren(ProposalDialog) if d.isVisible()]
    return dialog


def mapped(program: ProgramObject) -> int:
    found: list[int] = []
    sql = "SELECT count(*) FROM mapping"
    program.window._context.run(lambda s: s.con.execute(sql).fetchone()[0], done=found.append)
    program.do_wait()
    return found[0]


def test_only_what_was_ticked_is_mapped_and_undone_at_once(start: Start, workspace: Path) -> None:
    program = start(workspace)
    before = mapped(program)
    dialog = opened(program)
    assert dialog.model.rowCount() > 2
    assert not dialog.main.isEnabled()
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert len(dialog.model.chosen()) == 1
    assert dialog.main.isEnabled()
    box = dialog.table.visualRect(dialog.model.index(1, TICK))
    QTest.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert len(dialog.model.chosen()) == 2
    QTest.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    beside = QPoint(dialog.table.width() // 2, box.center().y())
    QTest.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert len(dialog.model.chosen()) == 1, "a click beside the box only moves the mark"
    QTest.keyClick(dialog.table, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    chosen = len(dialog.model.chosen())
    assert chosen > 2, "several lines are ticked at once"
    dialog.main.click()
    program.do_wait()
    assert mapped(program) == before + chosen
    program.window._context.undo()
    program.do_wait()
    assert mapped(program) == before


def test_leaving_maps_nothing(start: Start, workspace: Path) -> None:
    program = start(workspace)
    before = mapped(program)
    dialog = opened(program)
    dialog.model.tick(range(3), True)
    dialog.reject()
    program.do_wait()
    assert mapped(program) == before


def test_pressed_twice_it_asks_once_and_can_be_asked_again(start: Start, workspace: Path) -> None:
    program = start(workspace)
    wanted = program.window.comparison.list.proposals_wanted
    program.window.go("comparison")
    program.do_wait()
    program.window.comparison.list.tabs.setCurrentIndex(1)
    wanted.emit()
    wanted.emit()
    program.do_wait()
    (dialog,) = [d for d in program.window.findChildren(ProposalDialog) if d.isVisible()]
    dialog.reject()
    program.do_wait()
    wanted.emit()
    program.do_wait()
    assert len([d for d in program.window.findChildren(ProposalDialog) if d.isVisible()]) == 1
