"""比較分析 as a clerk uses it: keys, input method, fields, drafts, undo, bulk, mapping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from app.ui.comparison.dialogs import BulkDialog, MapDialog
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]
CTRL = Qt.KeyboardModifier.ControlModifier


def test_opens_on_the_first_undecided(start: Start, workspace: Path) -> None:
    program = start(workspace)
    assert program.window.screen() == "comparison"
    row = program.row_at_hand()
    assert row.node == program.first_undecided()
    program.assert_reading("")
    assert program.window.comparison.reading.text.plain()


def test_a_digit_records_and_goes_on(start: Start, workspace: Path) -> None:
    program = start(workspace)
    node = program.row_at_hand().node
    judged = program.window.comparison.bar.progress()[0]
    program.do_press("3")
    program.do_wait()
    assert program.verdict_of(node) == "gap"
    assert program.row_at_hand().node == program.first_undecided() != node
    program.assert_saved()
    program.assert_progress(judged + 1)


def test_full_width_digit_and_committed_digit(start: Start, workspace: Path) -> None:
    program = start(workspace)
    first = program.row_at_hand().node
    program.do_press("１")
    program.do_wait()
    second = program.row_at_hand().node
    program.do_compose("４")
    program.do_wait()
    assert program.verdict_of(second) is None, "half-composed text must not record"
    program.do_commit("４")
    program.do_wait()
    assert program.verdict_of(first) == "fit"
    assert program.verdict_of(second) == "standard_only"


def test_digits_typed_ahead_meet_one_requirement_each(start: Start, workspace: Path) -> None:
    program = start(workspace)
    before = program.window.comparison.bar.progress()[0]
    for _ in range(5):
        program.do_press("1")
    program.do_wait()
    program.assert_progress(before + 5)


def test_simple_preset_takes_no_hidden_key(start: Start, workspace: Path) -> None:
    program = start(workspace)
    node = program.row_at_hand().node
    program.do_press("2")
    program.do_wait()
    assert program.verdict_of(node) is None
    program.assert_said("簡易")
    program.window.comparison.set_detailed(True)
    program.list.setFocus()
    program.do_press("2")
    program.do_wait()
    assert program.verdict_of(node) == "partial"


def test_undo_and_redo(start: Start, workspace: Path) -> None:
    program = start(workspace)
    node = program.row_at_hand().node
    program.do_press("1")
    program.do_wait()
    program.window.action("undo").trigger()
    program.do_wait()
    assert program.verdict_of(node) is None
    assert program.row_at_hand().node == node
    program.window.action("redo").trigger()
    program.do_wait()
    assert program.verdict_of(node) == "fit"


def test_zero_takes_the_verdict_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    node = program.row_at_hand().node
    program.do_press("1")
    program.do_wait()
    program.do_choose(node)
    program.do_press("0")
    program.do_wait()
    assert program.verdict_of(node) is None
    assert program.row_at_hand().node == node


def test_fields_are_recorded_in_one_step(start: Start, workspace: Path) -> None:
    program = start(workspace)
    node = program.row_at_hand().node
    undoable = program.context.history.undo[0]
    program.do_press(Qt.Key.Key_Return)
    bar = program.window.comparison.bar
    assert bar.detail.hasFocus()
    program.do_commit("端末名がない。")
    bar.targets.set_codes(("residents", "own"))
    bar.degree.set_code("medium")
    program.do_press(Qt.Key.Key_Return, CTRL)
    program.do_wait()
    assert program.context.history.undo[0] == undoable + 1
    program.do_choose(node)
    assert bar.detail.text() == "端末名がない。"
    assert bar.fields().targets == ("residents", "own")
    assert bar.fields().degree == "medium"
    assert not bar.dirty_atoms()


def test_return_that_ends_a_conversion_commits_nothing(start: Start, workspace: Path) -> None:
    program = start(workspace)
    undoable = program.context.history.undo[0]
    program.do_press(Qt.Key.Key_Return)
    bar = program.window.comparison.bar
    program.do_compose("はっこう")
    program.do_press(Qt.Key.Key_Return, CTRL)
    program.do_press(Qt.Key.Key_Return)
    program.do_wait()
    assert bar.detail.hasFocus()
    program.do_commit("発行")
    assert bar.detail.text() == "発行"
    assert program.context.history.undo[0] == undoable


def test_typed_text_becomes_a_draft_and_comes_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    node = program.row_at_hand().node
    program.do_press("M")
    program.do_compose("あと")
    QTest.qWait(1200)
    assert (node, "memo") not in program.context.drafts, "nothing is kept while composing"
    program.do_commit("後で課長に聞く")
    QTest.qWait(1200)
    program.do_wait()
    assert program.context.drafts[node, "memo"].fields == {"text": "後で課長に聞く"}
    program.do_close()
    again = start(workspace)
    assert (node, "memo") in again.context.drafts
    assert again.window.status.drafts.isVisible()
    again.window.status.drafts.click()
    again.do_wait()
    bar = again.window.comparison.bar
    assert again.row_at_hand().node == node
    assert bar.memo.text() == "後で課長に聞く"
    again.window.comparison.judging.record()
    again.do_wait()
    assert (node, "memo") not in again.context.drafts
    again.do_choose(node)
    assert bar.memo.text() == "後で課長に聞く"
    assert not bar.dirty_atoms()


def test_bulk_is_previewed_and_one_step(start: Start, workspace: Path) -> None:
    program = start(workspace)
    undoable = program.context.history.undo[0]
    view, model = program.list, program.model
    keys = [k for k in model.all_keys() if model.row_of(k).verdict is None][:4]
    view.clearSelection()
    for key in keys:
        index = model.index(model.place_of(key), 0)
        view.selectionModel().select(
            index, view.selectionModel().SelectionFlag.Select | view.selectionModel().SelectionFlag.Rows
        )
    view.setFocus()
    program.do_press("1")
    program.do_wait()
    dialog = program.window.comparison.findChild(BulkDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "4 件をまとめて「● 適合」にします"
    dialog.main.click()
    program.do_wait()
    assert [model.row_of(k).verdict for k in keys] == ["fit"] * 4
    assert program.context.history.undo[0] == undoable + 1
    program.context.undo()
    program.do_wait()
    assert [model.row_of(k).verdict for k in keys] == [None] * 4


def test_prohibited_without_current_is_offered(start: Start, workspace: Path) -> None:
    program = start(workspace)
    pane = program.window.comparison.list
    assert pane.offer.isVisible()
    program.window.action("bulk.prohibited").trigger()
    program.do_wait()
    dialog = program.window.comparison.findChild(BulkDialog)
    assert dialog is not None
    dialog.reject()


def test_map_and_take_off(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = program.window.comparison
    assert not screen.reading.reading().detail.mapped
    program.do_press("A")
    program.do_wait()
    dialog = screen.findChild(MapDialog)
    assert dialog is not None
    chosen = dialog.chosen()
    dialog.main.click()
    program.do_wait()
    assert [c.rid for c in screen.reading.reading().detail.mapped] == [chosen.rid]
    assert chosen.name in "".join(c.accessibleName() for c in screen.today.findChildren(type(screen.today).__mro__[1]))
    screen.mapping.take_off(chosen.rid)
    program.do_wait()
    assert not screen.reading.reading().detail.mapped


def test_the_list_never_jumps(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = program.window.comparison
    screen.list.facets.choose("undecided")
    program.do_wait()
    keys = program.model.all_keys()
    program.do_press("1")
    program.do_wait()
    assert program.model.all_keys() == keys, "a judged line stays until the filter is asked again"


def test_search_narrows_and_keeps_the_place(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = program.window.comparison
    program.do_press("F")
    assert screen.list.search.hasFocus()
    program.do_commit("異動")
    QTest.qWait(250)
    program.do_wait()
    keys = program.model.all_keys()
    assert 0 < len(keys) < screen.bar.progress()[1]
    screen.list.clear_filter()
    program.do_wait()
    assert len(program.model.all_keys()) > len(keys)


def test_orphans_are_a_second_list(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = program.window.comparison
    screen.list.tabs.setCurrentIndex(1)
    program.do_wait()
    assert screen.list.orphan_model.rowCount() > 0
    tester = QAbstractItemModelTester(screen.list.orphan_model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert tester.model() is screen.list.orphan_model
    assert screen.middle_stack.currentWidget() is screen.orphan_page
    assert not screen.bar.isVisible()


@pytest.mark.parametrize("size", [(1366, 690), (1920, 1080), (1093, 550), (1000, 540)])
def test_sizes(start: Start, workspace: Path, size: tuple[int, int]) -> None:
    program = start(workspace, size=size)
    assert (program.window.width(), program.window.height()) == size
    screen = program.window.comparison
    small = size[0] < 1200
    assert screen.middle_tabs.isVisible() is small
    assert screen.bar.height() == (62 if small else 126)
    if small:
        program.do_press(Qt.Key.Key_Return)
        assert screen.bar.height() == 126
        program.do_press(Qt.Key.Key_Escape)
        assert screen.bar.height() == 62
    program.do_press("1")
    program.do_wait()
    program.assert_saved()


def test_model_keeps_the_rules(start: Start, workspace: Path) -> None:
    program = start(workspace)
    tester = QAbstractItemModelTester(program.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    program.model.toggle(0)
    program.model.toggle(0)
    program.do_press("1")
    program.do_wait()
    program.window.comparison.list.facets.choose("gap")
    program.do_wait()
    assert tester.model() is program.model


def test_groups_fold(start: Start, workspace: Path) -> None:
    program = start(workspace)
    rows = program.model.rowCount()
    program.do_press(Qt.Key.Key_Left)
    assert program.model.rowCount() < rows
    assert program.list.key() is None
    program.do_press(Qt.Key.Key_Right)
    assert program.model.rowCount() == rows


def test_reads_aloud(start: Start, workspace: Path) -> None:
    program = start(workspace)
    index = program.list.currentIndex().siblingAtColumn(0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    row = program.row_at_hand()
    assert row.id in spoken
    assert row.name in spoken
    assert "未判定" in spoken
    assert QApplication.focusWidget() is program.list
    assert program.list.accessibleName()


def test_a_conflict_shows_every_value_and_takes_no_digit(start: Start, workspace: Path) -> None:
    from tests.pictures.scenes import make_conflict

    program = start(workspace)
    screen = program.window.comparison
    node, key = program.row_at_hand().node, program.list.key()
    program.context.run(make_conflict, screen.edition().hash, key)
    program.do_wait()
    screen._filter()
    program.do_wait()
    program.do_choose(node)
    assert program.row_at_hand().conflict
    words = screen.today.words()
    assert any("ちがいます" in w for w in words)
    assert "番号に端末名がない。" in words
    program.do_press("1")
    program.do_wait()
    assert screen.banners.codes() == ["refused"]
    assert program.row_at_hand().conflict


def test_a_sentence_for_other_sizes_is_pale_and_said_to_be(start: Start, workspace: Path) -> None:
    program = start(workspace)
    pane = program.window.comparison.reading
    reading = pane.reading()
    text = "区を選べること。\n指定都市においては、行政区を管理できること。"
    place = text.index("指定都市")
    pane.show_reading(replace(reading, detail=replace(reading.detail, text=text), beside=((place, len(text)),)))
    assert "薄い字の 1 文" in pane._beside.text()
    assert pane._beside.isVisible()
    cursor = pane.text.textCursor()
    inks = []
    for at in (1, place + 2):
        cursor.setPosition(at)
        inks.append(cursor.charFormat().foreground().color().name())
    assert inks[0] != inks[1]
    pane.show_reading(reading)
    assert not pane._beside.isVisible()
