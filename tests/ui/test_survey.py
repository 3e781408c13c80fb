"""現行調査 as a clerk uses it: typing, the input method, blocks from a spreadsheet, what waits, the import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu

from app.core.cliptable import parse_text
from app.ui.parts.dialogs import SentenceDialog
from tests.ui.objects import ProgramObject
from tests.ui.survey_object import ALT, CTRL, SHIFT, Survey

Start = Callable[..., ProgramObject]


@pytest.fixture
def survey(start: Start, workspace: Path) -> Survey:
    return Survey(start(workspace))


def test_alt_2_goes_there_and_shows_the_business_at_hand(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.action("go.survey").trigger()
    program.do_wait()
    survey = Survey(program)
    assert survey.screen.tools.business.code() == "001"
    assert survey.model.rowCount() == 50
    assert survey.screen.tabs.bar.tabText(1) == "機能  50"
    assert survey.grid.isColumnHidden(survey.model.place["business"])
    assert survey.grid.hasFocus()


def test_model_keeps_the_rules_of_models(survey: Survey) -> None:
    model = survey.model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_filter("証明", "*", False)
    assert 0 < model.rowCount() < 50
    model.set_filter("", "*", True)
    model.set_filter("", "*", False)
    for column in range(model.columnCount()):
        model.sort(column)
        model.sort(column, Qt.SortOrder.DescendingOrder)
    first = model.add_blank(3)
    line = model.line(first + 1)
    assert line is not None
    model.drop_lines([line.key])
    model.sort(-1)
    assert model.rowCount() == 152
    assert tester.model() is model


def test_typing_writes_over_and_enter_goes_down(survey: Survey) -> None:
    steps = survey.steps
    survey.do_go(2, "summary")
    survey.program.do_press("a")
    survey.program.do_type("bc")
    survey.program.do_press(Qt.Key.Key_Return)
    survey.program.do_wait()
    assert survey.stored(2, "summary") == "abc"
    assert survey.grid.currentIndex().row() == 3
    assert survey.grid.hasFocus()
    assert survey.steps == steps + 1
    survey.program.assert_saved()
    survey.do_undo()
    assert survey.text(2, "summary") != "abc"
    assert survey.grid.currentIndex().row() == 3


def test_tab_escape_f2_and_arrows(survey: Survey) -> None:
    program = survey.program
    survey.do_go(0, "frequency")
    before = survey.text(0, "frequency")
    program.do_press("x")
    program.do_press(Qt.Key.Key_Escape)
    program.do_wait()
    assert survey.text(0, "frequency") == before
    program.do_press(Qt.Key.Key_F2)
    program.do_press("!")
    program.do_press(Qt.Key.Key_Left)  # stays inside when opened by F2
    program.do_press(Qt.Key.Key_Tab)
    program.do_wait()
    assert survey.stored(0, "frequency") == f"{before}!"
    assert survey.grid.currentIndex().column() == survey.model.place["department"]
    program.do_press("y")
    program.do_press(Qt.Key.Key_Down)  # leaves when opened by typing
    program.do_wait()
    assert survey.stored(0, "department") == "y"
    assert survey.grid.currentIndex().row() == 1
    program.do_press(Qt.Key.Key_Tab, SHIFT)
    assert survey.grid.currentIndex().column() == survey.model.place["frequency"]
    program.do_press(Qt.Key.Key_F6)
    assert not survey.grid.hasFocus()


def test_quick_typing_is_never_in_conflict_with_itself(survey: Survey) -> None:
    steps = survey.steps
    survey.do_go(4, "usage")
    for text in ("不明", "毎週", "税務課", "有"):
        survey.program.do_commit(text)
        survey.program.do_press(Qt.Key.Key_Tab)
    survey.program.do_wait()
    assert survey.steps == steps + 4
    assert [survey.stored(4, c) for c in ("usage", "frequency", "department", "customised")] == [
        "不明",
        "毎週",
        "税務課",
        "有",
    ]
    line = survey.model.line(4)
    assert line is not None
    assert not line.conflicts


def test_half_composed_text_is_never_taken(survey: Survey) -> None:
    program, steps = survey.program, survey.steps
    survey.do_go(3, "summary")
    before = survey.text(3, "summary")
    program.do_compose("まいにち")
    program.do_press(Qt.Key.Key_Return)  # ends a conversion on some systems
    program.do_wait()
    assert survey.grid.currentIndex().row() == 3
    assert survey.stored(3, "summary") == before
    program.do_commit("毎日")
    program.do_compose("つかう")
    program.do_press(Qt.Key.Key_Return)
    program.do_wait()
    assert survey.steps == steps
    program.do_commit("使う")
    program.do_press(Qt.Key.Key_Return)
    program.do_wait()
    assert survey.stored(3, "summary") == "毎日使う"
    assert survey.steps == steps + 1
    assert survey.grid.currentIndex().row() == 4


def test_a_cancelled_composition_leaves_the_cell(survey: Survey) -> None:
    survey.do_go(3, "summary")
    before = survey.text(3, "summary")
    survey.program.do_compose("ま")
    survey.program.do_compose("")
    survey.program.do_press(Qt.Key.Key_Escape)
    survey.program.do_wait()
    assert survey.stored(3, "summary") == before


def test_a_block_is_one_step_and_bad_cells_wait(survey: Survey) -> None:
    program, steps = survey.program, survey.steps
    survey.do_go(8, "name")
    survey.do_paste(
        [
            ["転入通知未着者一覧", "転入地から\n通知がない者", "使用中", "毎月", "市民課", "無", "0010104"],
            ["軽微な修正", "方書の修正", "利用中", "毎日", "市民課", "無", "10102"],
            ["宛名の配信", "差分を配信", "使っていると思う", "毎日", "情報政策課", "有", "0010101"],
        ]
    )
    assert survey.steps == steps + 1
    banner = survey.screen.banners._shown["pasted"]
    assert banner.what.text() == "21 セルを貼り付けました。19 セルは入りました。2 セルは確かめてください。"
    assert survey.stored(8, "summary") == "転入地から\n通知がない者"
    assert survey.stored(8, "answers") == "0010104"
    assert survey.text(9, "answers") == "10102"
    assert survey.stored(9, "answers") != "10102"
    assert survey.grid.currentIndex() == survey.model.index(9, survey.model.place["answers"])
    assert survey.screen.checking.strip.buttons()[0].word() == "0010102 日本人住民データの管理 に直す"
    program.do_press(Qt.Key.Key_F8)
    assert survey.grid.currentIndex() == survey.model.index(10, survey.model.place["usage"])
    program.do_press(Qt.Key.Key_F8)
    survey.screen.checking.strip.buttons()[0].click()
    program.do_wait()
    assert survey.stored(9, "answers") == "0010102"
    assert len(survey.model.all_pending()) == 1
    survey.screen.editing.undo_paste()
    program.do_wait()
    assert survey.steps == steps
    assert survey.model.all_pending() == []
    assert survey.screen.banners.codes() == []
    assert survey.text(8, "name") != "転入通知未着者一覧"


def test_undo_of_a_paste_takes_its_waiting_cells_too(survey: Survey) -> None:
    rows = survey.model.rowCount()
    survey.do_go(rows - 1, "name")
    survey.do_paste([["a", "", "たぶん"], ["b", "", "たぶん"], ["c", "", "利用中"]])
    assert survey.model.rowCount() == rows + 2
    assert len(survey.model.all_pending()) == 2
    survey.do_undo()
    assert survey.model.rowCount() == rows
    assert survey.model.all_pending() == []


def test_rows_beyond_the_end_are_made_with_the_business_at_hand(survey: Survey) -> None:
    rows, steps = survey.model.rowCount(), survey.steps
    survey.do_go(rows - 1, "name")
    survey.program.do_press(Qt.Key.Key_Down)
    survey.screen.add_row()
    survey.do_paste([["新しい機能1", "説明"], ["新しい機能2", "説明"]])
    assert survey.model.rowCount() == rows + 2
    assert survey.steps == steps + 1
    assert [survey.stored(rows + n, "number") for n in (0, 1)] == ["K-0151", "K-0152"]
    assert survey.stored(rows, "business") == "001 住民基本台帳"
    assert survey.screen.tabs.bar.tabText(1) == "機能  52"


def test_a_table_of_a_page_is_pasted(survey: Survey) -> None:
    data = QMimeData()
    data.setHtml("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>")
    QApplication.clipboard().setMimeData(data)
    survey.do_go(0, "name")
    survey.program.do_press(Qt.Key.Key_V, CTRL)
    survey.program.do_wait()
    assert [survey.stored(r, c) for r in (0, 1) for c in ("name", "summary")] == ["甲", "乙", "丙", "丁"]


def test_copy_fill_down_clear_and_cut(survey: Survey) -> None:
    program, steps = survey.program, survey.steps
    survey.do_go(0, "usage")
    for _ in range(2):
        program.do_press(Qt.Key.Key_Right, SHIFT)
    for _ in range(3):
        program.do_press(Qt.Key.Key_Down, SHIFT)
    program.do_press(Qt.Key.Key_C, CTRL)
    copied = parse_text(QApplication.clipboard().text())
    assert (len(copied), len(copied[0])) == (4, 3)
    assert copied[0] == [survey.text(0, c) for c in ("usage", "frequency", "department")]
    survey.do_go(0, "frequency")
    program.do_commit("年に9回")
    program.do_press(Qt.Key.Key_Return)
    survey.do_go(0, "frequency")
    for _ in range(3):
        program.do_press(Qt.Key.Key_Down, SHIFT)
    program.do_press(Qt.Key.Key_D, CTRL)
    program.do_wait()
    assert [survey.stored(r, "frequency") for r in range(4)] == ["年に9回"] * 4
    assert survey.steps == steps + 2
    program.do_press(Qt.Key.Key_Delete)
    program.do_wait()
    assert [survey.stored(r, "frequency") for r in range(4)] == [""] * 4
    assert survey.steps == steps + 3
    survey.do_undo()
    survey.do_undo()
    survey.do_undo()
    assert survey.text(0, "frequency") == copied[0][1]
    survey.do_go(5, "summary")
    before = survey.text(5, "summary")
    program.do_press(Qt.Key.Key_X, CTRL)
    program.do_wait()
    assert survey.stored(5, "summary") == ""
    assert parse_text(QApplication.clipboard().text()) == [[before]]


def test_one_cell_fills_a_chosen_block(survey: Survey) -> None:
    survey.do_go(1, "source")
    survey.program.do_press(Qt.Key.Key_Down, SHIFT)
    survey.do_paste([["聞き取り"]])
    assert [survey.stored(r, "source") for r in (1, 2)] == ["聞き取り"] * 2


def test_waiting_cells_outlive_the_tab_and_go_to_the_remarks(survey: Survey) -> None:
    survey.do_go(0, "usage")
    survey.program.do_commit("よくわからない")
    survey.program.do_press(Qt.Key.Key_Return)
    survey.program.do_wait()
    assert survey.text(0, "usage") == "よくわからない"
    survey.screen.show_list("systems")
    survey.program.do_wait()
    assert not survey.screen.checking.panel.isVisible()
    survey.screen.show_list("functions")
    survey.program.do_wait()
    assert survey.text(0, "usage") == "よくわからない"
    view = survey.screen.checking.panel.view
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    words = [r.word for r in survey.screen.checking.panel.model.lines()[0].repairs]
    survey.program.do_press("１２３"[words.index("備考へ移す")])
    survey.program.do_wait()
    assert survey.stored(0, "note").endswith("利用実態：よくわからない")
    assert survey.stored(0, "usage") == "利用中"
    assert survey.model.all_pending() == []


def test_escape_gives_a_waiting_text_up(survey: Survey) -> None:
    survey.do_go(0, "answers")
    before = survey.text(0, "answers")
    survey.program.do_commit("００１０１０９")
    survey.program.do_press(Qt.Key.Key_Return)
    survey.program.do_wait()
    assert len(survey.model.all_pending()) == 1
    survey.do_go(0, "answers")
    survey.program.do_press(Qt.Key.Key_Escape)
    survey.program.do_wait()
    assert survey.text(0, "answers") == before


def test_choices_are_picked_from_a_list(survey: Survey) -> None:
    survey.do_go(0, "usage")
    survey.program.do_press(Qt.Key.Key_Down, ALT)
    menu = survey.grid.findChild(QMenu)
    assert menu is not None
    words = [a.text() for a in menu.actions()]
    assert words[:2] == ["利用中", "あるが未利用"]
    menu.actions()[1].trigger()
    menu.close()
    survey.program.do_wait()
    assert survey.stored(0, "usage") == "あるが未利用"


def test_references_and_lists_follow_each_other(survey: Survey) -> None:
    systems = Survey(survey.program, "systems")
    systems.do_go(0, "name")
    systems.program.do_commit("住民記録（新）")
    systems.program.do_press(Qt.Key.Key_Return)
    systems.program.do_wait()
    functions = Survey(survey.program, "functions")
    assert functions.text(0, "system") == "住民記録（新）"


def test_columns_scroll_behind_the_frozen_ones(survey: Survey) -> None:
    survey.do_go(0, "note")
    fixed = survey.grid.frozen.fixed()
    assert all(not survey.grid.isColumnHidden(c) for c in fixed)
    assert not survey.grid.isColumnHidden(survey.model.place["note"])
    assert survey.grid.isColumnHidden(survey.model.place["summary"])
    survey.program.do_press(Qt.Key.Key_Home)
    survey.program.do_press(Qt.Key.Key_Tab)
    survey.program.do_press(Qt.Key.Key_Tab)
    survey.program.do_press(Qt.Key.Key_Tab)
    assert survey.grid.currentIndex().column() == survey.model.place["summary"]
    assert not survey.grid.isColumnHidden(survey.model.place["summary"])


def test_sorting_by_the_header_comes_and_goes(survey: Survey) -> None:
    column = survey.model.place["name"]
    order = [survey.text(r, "name") for r in range(50)]
    header = survey.grid.horizontalHeader()
    header.sectionClicked.emit(column)
    up = [survey.text(r, "name") for r in range(50)]
    header.sectionClicked.emit(column)
    assert [survey.text(r, "name") for r in range(50)] == up[::-1] != up
    header.sectionClicked.emit(column)
    assert [survey.text(r, "name") for r in range(50)] == order


def test_filter_says_how_many_and_leads_back(survey: Survey) -> None:
    survey.screen.find()
    survey.program.do_commit("存在しないことば")
    survey.program.do_press(Qt.Key.Key_Return)
    survey.program.do_wait()
    assert survey.screen._middle.currentIndex() == 2
    survey.screen.clear_filter()
    survey.program.do_wait()
    assert survey.model.rowCount() == 150


def test_rows_are_deleted_after_asking_and_come_back(survey: Survey) -> None:
    rows, steps = survey.model.rowCount(), survey.steps
    survey.do_go(1, "name")
    survey.program.do_press(Qt.Key.Key_Down, SHIFT)
    survey.screen.delete_rows()
    dialog = survey.screen.findChild(SentenceDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "機能の 2 行を消します"
    dialog.accept()
    survey.program.do_wait()
    assert survey.model.rowCount() == rows - 2
    assert survey.steps == steps + 1
    survey.do_undo()
    assert survey.model.rowCount() == rows
    survey.screen.add_row()
    survey.screen.delete_rows()
    assert survey.model.rowCount() == rows


def test_cells_to_check_are_written_as_a_file(survey: Survey, tmp_path: Path) -> None:
    survey.do_go(0, "usage")
    survey.program.do_commit("=怪しい")
    survey.program.do_press(Qt.Key.Key_Return)
    survey.program.do_wait()
    survey.screen.checking.export_to(str(tmp_path / "a.csv"))
    survey.program.do_wait()
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("行,欄")
    assert lines[1].startswith("1,利用実態,'=怪しい,")
