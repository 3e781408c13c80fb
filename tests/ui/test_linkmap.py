"""連携図: one selection in picture, table and panel; by keyboard; files are those of the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app import cli
from app.ui.linkmap.screen import LinkScreen
from app.ui.models.links import LinkModel
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]
CENTRE = "business:001"


def linkmap(program: ProgramObject) -> LinkScreen:
    """The screen with its picture."""
    program.window.go("linkmap")
    program.do_wait()
    return program.window.linkmap


def test_alt_5_goes_there_and_draws_the_business_at_hand(start: Start, workspace: Path) -> None:
    program = start(workspace)
    assert not program.window.screens.made("linkmap"), "a screen nobody went to is not made"
    program.window.action("go.linkmap").trigger()
    program.do_wait()
    screen = program.window.linkmap
    assert screen.centre.code() == CENTRE
    assert screen.canvas.focused() == CENTRE
    assert screen.canvas.hasFocus()
    assert screen.table.rows.rowCount() > 0
    assert not program.window.top.business.isVisible()


def test_model_keeps_the_rules_of_models(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    model = LinkModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows([r for r in (screen.table.rows.row(n) for n in range(12)) if r is not None])
    for column in range(model.columnCount()):
        model.sort(column)
        model.sort(column, Qt.SortOrder.DescendingOrder)
    model.set_rows([])
    assert tester is not None


def test_one_selection_in_all_three_places(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    row = screen.table.rows.row(1)
    assert row is not None
    screen.table.setFocus()
    QTest.keyClick(screen.table, Qt.Key.Key_Down)
    QTest.keyClick(screen.table, Qt.Key.Key_Down)
    program.do_wait()
    row = screen.table.rows.row(screen.table.currentIndex().row())
    assert row is not None
    assert screen.canvas._sheet.chosen == {(row.source, row.target)}
    assert screen.impact.subject.whole() == f"{row.source_name} → {row.target_name}"
    other = next(
        line for line in screen.canvas.picture().lines if (line.source, line.target) != (row.source, row.target)
    )
    screen.canvas.choose_line(other.source, other.target)
    screen.canvas.line_chosen.emit(other.source, other.target)
    program.do_wait()
    now = screen.table.rows.row(screen.table.currentIndex().row())
    assert now is not None
    assert (now.source, now.target) == (other.source, other.target)
    assert screen.impact.subject.whole() == f"{now.source_name} → {now.target_name}"
    screen.canvas.choose_box(CENTRE)
    screen.canvas.box_chosen.emit(CENTRE)
    program.do_wait()
    assert screen.table.currentIndex() == QModelIndex()
    assert not screen.canvas._sheet.chosen
    assert not screen.impact.issue.isEnabled()


def test_walking_with_the_keyboard(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(screen.canvas, key)
    program.do_wait()
    walkable = next(b.id for b in screen.canvas.picture().boxes if b.id != CENTRE and b.id.startswith("business:"))
    screen.canvas.choose_box(walkable)
    QTest.keyClick(screen.canvas, Qt.Key.Key_Return)
    program.do_wait()
    if screen.centre.findData(walkable) >= 0:
        assert screen.centre.code() == walkable
        assert screen.canvas.focused() == walkable
        assert [b.id for b in screen.canvas.picture().boxes if b.style == "centre"] == [walkable], "it was drawn anew"
    else:
        program.assert_said("調査にない")


def test_depth_and_direction(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    one = len(screen.canvas.picture().boxes)
    screen.depth.choose("2")
    program.do_wait()
    assert len(screen.canvas.picture().boxes) > one
    screen.depth.choose("1")
    screen.direction.choose("in")
    program.do_wait()
    assert {r.target for r in (screen.table.rows.row(n) for n in range(screen.table.rows.rowCount())) if r} == {CENTRE}


@pytest.mark.parametrize("form", ["svg", "json"])
def test_exported_files_are_those_of_the_command_line(start: Start, workspace: Path, tmp_path: Path, form: str) -> None:
    program = start(workspace)
    screen = linkmap(program)
    ours, theirs = tmp_path / f"ours.{form}", tmp_path / f"theirs.{form}"
    screen.export_to(str(ours))
    program.do_wait()
    program.assert_said("書き出しました")
    assert cli.main(["graph", str(workspace), "--around", CENTRE, "--format", form, "--out", str(theirs)]) == 0
    assert ours.read_bytes() == theirs.read_bytes()


def test_png_is_a_picture(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    linkmap(program).export_to(str(tmp_path / "図.png"))
    program.do_wait()
    assert (tmp_path / "図.png").read_bytes().startswith(b"\x89PNG")


def test_small_windows_show_one_thing_at_a_time(start: Start, workspace: Path) -> None:
    program = start(workspace, size=(1093, 550))
    screen = linkmap(program)
    shown = (screen.canvas, screen.table, screen.impact)
    for place in range(3):
        screen._tabs.bar.setCurrentIndex(place)
        assert [w.isVisible() for w in shown] == [n == place for n in range(3)]
    program.window.resize(1366, 690)
    assert all(w.isVisible() for w in shown)


def test_reloads_after_the_survey_changed(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    before = screen.table.rows.rowCount()

    def delete(session: object) -> object:
        from app.services import survey

        return survey.delete_records(session, "linkages", [r["rid"] for r in survey.list_rows(session, "linkages")])

    def done(changes: object) -> None:
        program.context.note_commit(changes, program.context.history)

    program.context.run(delete, done=done)
    program.do_wait()
    assert screen.table.rows.rowCount() < before
