"""現行調査, many cells at once: replace, the same into many rows, columns hidden; each is one step that comes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.ui.parts.buttons import Button
from app.ui.survey.column_order import OrderDialog
from app.ui.survey.twins import TwinsDialog
from tests.ui.objects import ProgramObject
from tests.ui.survey_object import CTRL, SHIFT, Survey

Start = Callable[..., ProgramObject]


@pytest.fixture
def survey(start: Start, workspace: Path) -> Survey:
    """The grid of functions."""
    return Survey(start(workspace))


def texts(survey: Survey, code: str) -> list[str]:
    """A column as it shows."""
    return [survey.text(r, code) for r in range(survey.model.rowCount())]


def test_replace_counts_first_then_changes_one_column_as_one_step(survey: Survey) -> None:
    before = texts(survey, "name")
    word = before[0][:2]
    hits = sum(word in t for t in before)
    survey.do_go(0, "name")
    dialog = survey.screen.replacing.ask()
    dialog.scope.set_code("column")
    dialog.old.setText(word)
    dialog.new.setText("★")
    dialog._look()
    assert f"{hits} セル" in dialog.told.text()
    steps = survey.steps
    dialog.main.click()
    survey.program.do_wait()
    assert texts(survey, "name") == [t.replace(word, "★") for t in before]
    assert survey.steps == steps + 1
    survey.do_undo()
    assert texts(survey, "name") == before


def test_replace_in_chosen_cells_leaves_the_others(survey: Survey) -> None:
    before = texts(survey, "name")
    survey.do_go(0, "name")
    survey.program.do_press(Qt.Key.Key_Down, SHIFT)
    dialog = survey.screen.replacing.ask()
    assert dialog.scope.code() == "chosen"
    letter = before[1][0]
    dialog.old.setText(letter)
    dialog.new.setText("")
    dialog._look()
    dialog.main.click()
    survey.program.do_wait()
    after = texts(survey, "name")
    assert after[2:] == before[2:]
    assert after[:2] == [t.replace(letter, "") for t in before[:2]]


def test_nothing_to_replace_cannot_be_pressed(survey: Survey) -> None:
    survey.do_go(0, "name")
    dialog = survey.screen.replacing.ask()
    dialog.old.setText("どこにもない文字")
    dialog._look()
    assert not dialog.main.isEnabled()
    dialog.reject()


def test_a_replacement_that_a_column_refuses_waits_and_is_marked(survey: Survey) -> None:
    survey.do_go(0, "usage")
    before = texts(survey, "usage")
    word = next(t for t in before if t)
    dialog = survey.screen.replacing.ask()
    dialog.scope.set_code("column")
    dialog.old.setText(word)
    dialog.new.setText("ときどき")
    dialog._look()
    dialog.main.click()
    survey.program.do_wait()
    row = before.index(word)
    line = survey.model.line(row)
    waiting = survey.model.pending(line.key, "usage")
    assert waiting is not None
    assert waiting.text == "ときどき"
    assert survey.stored(row, "usage") == word


def test_the_current_text_goes_into_all_chosen_rows_as_one_step(survey: Survey) -> None:
    before = texts(survey, "frequency")
    survey.do_go(2, "frequency")
    for _ in range(3):
        survey.program.do_press(Qt.Key.Key_Down, SHIFT)
    steps = survey.steps
    source = survey.model.text(survey.grid.currentIndex().row(), survey.grid.currentIndex().column())
    survey.program.do_press(Qt.Key.Key_Return, CTRL)
    survey.program.do_wait()
    assert texts(survey, "frequency")[2:6] == [source] * 4
    changed = before[2:6] != [source] * 4
    assert survey.steps == steps + changed
    if changed:
        survey.do_undo()
    assert texts(survey, "frequency") == before


def test_hidden_columns_are_passed_over_by_keys_and_paste_and_come_back(survey: Survey) -> None:
    place = survey.model.place
    survey.screen.shown_columns.fill()
    survey.screen.shown_columns.switch("summary")
    assert survey.grid.isColumnHidden(place["summary"])
    assert place["summary"] not in survey.grid.columns_in(0, len(survey.model.columns))
    kept = survey.program.context.settings.get("hidden_columns")
    assert "summary" in kept["functions"]
    before = texts(survey, "summary")
    survey.do_go(0, "name")
    survey.do_paste([["名を替える", "次の列"]])
    assert texts(survey, "summary") == before
    survey.screen.shown_columns._put(set())
    assert not survey.grid.isColumnHidden(place["summary"])


def test_columns_few_people_need_wait_until_they_hold_something(survey: Survey) -> None:
    place = survey.model.place
    assert survey.grid.frozen.hidden() == {c.code for c in survey.model.columns if c.more}
    survey.screen.shown_columns._put(set())
    survey.do_go(0, "ground")
    survey.program.do_commit("条例")
    survey.program.do_press(Qt.Key.Key_Return)
    survey.program.do_wait()
    assert survey.stored(0, "ground") == "条例"
    survey.screen.shown_columns.fill()
    usual = next(a for a in survey.screen.shown_columns._menu.actions() if a.text() == "ふだんの列に戻す")
    usual.trigger()
    assert not survey.grid.isColumnHidden(place["ground"])
    assert survey.grid.isColumnHidden(place["checked_by"])


def test_lists_behind_the_button_take_a_tab_while_they_show(survey: Survey) -> None:
    tabs = survey.screen.tabs
    tabs._fill()
    action = next(a for a in tabs._menu.actions() if a.text().startswith("EUC・Excel等"))
    action.trigger()
    survey.program.do_wait()
    assert survey.screen.list_name() == "assets"
    shown = [tabs.bar.tabText(n) for n in range(tabs.bar.count()) if tabs.bar.isTabVisible(n)]
    assert [t.split()[0] for t in shown] == ["システム", "機能", "帳票", "連携", "事務", "EUC・Excel等"]
    survey.screen.add_row()
    survey.program.do_commit("給付集計.xlsm")
    survey.program.do_press(Qt.Key.Key_Return)
    survey.program.do_wait()
    assert survey.stored(0, "name") == "給付集計.xlsm"
    assert survey.text(0, "number") == "E-0001"
    assert tabs.bar.tabText(tabs.bar.currentIndex()) == "EUC・Excel等  1"


def test_two_records_of_the_same_thing_become_one_by_one_press(survey: Survey) -> None:
    program = survey.program
    before = survey.model.rowCount()
    name = survey.text(0, "name")
    survey.screen.add_row()
    program.do_commit(name)
    program.do_press(Qt.Key.Key_Return)
    program.do_wait()
    survey.screen.tools.twins_wanted.emit()
    program.do_wait()
    dialog = next(d for d in survey.screen.findChildren(TwinsDialog) if d.isVisible())
    first = dialog.findChildren(Button, options=Qt.FindChildOption.FindChildrenRecursively)
    join = next(b for b in first if b.accessibleName() == f"{survey.text(0, 'number')} {name} に統合する")
    join.click()
    program.do_wait()
    assert survey.model.rowCount() == before
    assert "を統合" in survey.text(0, "note")
    dialog.accept()
    survey.do_undo()
    assert survey.model.rowCount() == before + 1


def test_both_ends_of_a_linkage_confirm_it_in_the_grid(start: Start, workspace: Path) -> None:
    survey = Survey(start(workspace), "linkages")
    entries = survey.screen.tools._linkage_entries
    assert all(e.isVisible() for e in entries)
    survey.do_go(0, "name")
    survey.program.do_press(Qt.Key.Key_Down, SHIFT)
    survey.screen.tools.side_confirmed.emit("sender", True)
    survey.program.do_wait()
    who = survey.program.context.who()
    for row in (0, 1):
        assert survey.stored(row, "sender_by") == f"{who.department} {who.name}"
        assert survey.stored(row, "receiver_by") == ""
    assert survey.stored(2, "sender_by") == ""
    survey.do_undo()
    assert survey.stored(0, "sender_by") == ""
    survey.screen.show_list("functions")
    assert not any(e.isVisible() for e in entries), "only a linkage has two ends"


def test_columns_stand_in_the_order_a_person_wants_and_hold_what_they_held(survey: Survey) -> None:
    before = {c.code: texts(survey, c.code) for c in survey.model.columns}
    survey.screen.column_order.ask()
    dialog = next(d for d in survey.screen.findChildren(OrderDialog) if d.isVisible())
    codes = dialog.codes()
    assert "number" not in codes
    assert "name" not in codes
    dialog.list.setCurrentRow(codes.index("usage"))
    for _ in range(len(codes)):
        dialog.move_current(-1)
    dialog.accept()
    survey.program.do_wait()
    assert [c.code for c in survey.model.columns].index("usage") == [c.code for c in survey.model.columns].index(
        "name"
    ) + 1
    assert {c.code: texts(survey, c.code) for c in survey.model.columns} == before
    survey.do_go(0, "usage")
    survey.program.do_commit("不明")
    survey.program.do_press(Qt.Key.Key_Return)
    survey.program.do_wait()
    assert survey.stored(0, "usage") == "不明"
    survey.do_go(1, "usage")
    survey.do_paste([["利用中", "要約を書く"]])
    shown = survey.grid.frozen.shown()
    following = survey.model.columns[shown[shown.index(survey.model.place["usage"]) + 1]].code
    assert survey.text(1, following) == "要約を書く"
