"""The import of a department's book in the window: mapped, seen, taken over as one step, remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.views import Who
from app.ui.survey.editing import KEEP_MS
from app.ui.survey.importing import COLUMNS, FILE
from app.ui.work import frame as work
from tests.ui.objects import ProgramObject
from tests.ui.survey_object import Survey

Start = Callable[..., ProgramObject]


@pytest.fixture
def survey(start: Start, workspace: Path) -> Survey:
    return Survey(start(workspace))


BOOK = [
    ["市民課　機能一覧"],
    [],
    ["No", "しごとの中身", "概要", "利用状況", "対応機能ID", "担当者"],
    ["K-0001", "住民票の基本入力", "新しい説明", "使用中", "0010101", "佐藤"],
    ["", "待ち人数の表示", "番号札を呼ぶ", "たまに使う", "10102", "鈴木"],
    ["", "", "名のない行", "", "", ""],
]


def book(path: Path) -> Path:
    made = Workbook()
    for row in BOOK:
        made.active.append(row)
    made.save(path)
    return path


def do_drop(survey: Survey, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place, act, button = QPointF(300, 200), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place.toPoint(), act, data, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(survey.screen, enter)
    assert enter.isAccepted()
    drop = QDropEvent(place, act, data, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(survey.screen, drop)
    survey.program.do_wait()


def test_a_book_is_mapped_seen_and_taken_over_as_one_step(survey: Survey, tmp_path: Path) -> None:
    steps, wizard = survey.steps, survey.screen.importing_
    do_drop(survey, book(tmp_path / "機能.xlsx"))
    assert survey.screen.importing()
    assert wizard.pages.currentIndex() == COLUMNS
    assert wizard.mapping.mapping()["しごとの中身"] == ""
    assert not wizard.main.isEnabled()
    assert wizard.why.text() == "「機能名」にする見出しを選んでください。"
    wizard.mapping.choose("しごとの中身", "name")
    survey.program.do_wait()
    assert wizard.main.word() == "2 行を取り込む"
    numbers = {code: label.text() for code, label in wizard.sums._labels.items()}
    assert (numbers["new"], numbers["updated"], numbers["left"], numbers["problems"]) == ("1", "1", "1", "2")
    assert int(numbers["cells"]) == int(numbers["taken"]) + int(numbers["skipped"])
    assert wizard.problems.rowCount() == 4, "two cells, the row without a name, the record that changes"
    wizard.sums.set_repairs(True)
    survey.program.do_wait()
    assert wizard.problems.rowCount() == 2
    wizard.main.click()
    survey.program.do_wait()
    assert not survey.screen.importing()
    assert survey.steps == steps + 1
    assert survey.model.rowCount() == 51
    assert survey.stored(0, "summary") == "新しい説明"
    row = next(r for r in range(51) if survey.text(r, "name") == "待ち人数の表示")
    assert [survey.text(row, c) for c in ("usage", "answers", "note")] == ["不明", "0010102", "担当者：鈴木"]
    do_drop(survey, book(tmp_path / "機能2.xlsx"))
    assert wizard.mapping.mapping()["しごとの中身"] == "name", "the mapping is kept for books of the same headings"
    assert wizard.banners.codes() == ["profile"]
    survey.program.do_press(Qt.Key.Key_Escape)
    assert not survey.screen.importing()


def test_a_column_is_filled_from_one_heading(survey: Survey, tmp_path: Path) -> None:
    wizard = survey.screen.importing_
    do_drop(survey, book(tmp_path / "機能.xlsx"))
    wizard.mapping.choose("担当者", "summary")
    survey.program.do_wait()
    assert wizard.mapping.mapping()["概要"] == ""
    wizard.mapping.choose("しごとの中身", "name")
    survey.program.do_wait()
    wizard.cancel.click()
    assert survey.text(0, "summary") != "新しい説明"


def test_a_refused_file_says_why(survey: Survey, tmp_path: Path) -> None:
    path = tmp_path / "お知らせ.xlsx"
    path.write_text("これは Excel ではありません。", "utf-8")
    do_drop(survey, path)
    wizard = survey.screen.importing_
    assert wizard.banners.codes() == ["problem"]
    assert wizard.pages.currentIndex() == FILE
    wizard.cancel.click()
    assert survey.grid.hasFocus()


def test_what_waits_is_there_after_the_program_ended(start: Start, workspace: Path) -> None:
    first = start(workspace)
    survey = Survey(first)
    survey.do_go(2, "usage")
    survey.program.do_commit("よくわからない")
    survey.program.do_press(Qt.Key.Key_Return)
    survey.screen.add_row()
    survey.program.do_commit("新しい機能")
    survey.program.do_press(Qt.Key.Key_Tab)
    survey.program.do_wait()
    QTest.qWait(KEEP_MS + 100)
    first.do_wait()
    first.do_close()
    again = Survey(start(workspace))
    assert again.text(2, "usage") == "よくわからない"
    assert len(again.model.all_pending()) == 1
    again.program.assert_said("前に書き込めなかった 1 セル")
    assert again.program.context.drafts == {}


def test_an_empty_list_takes_a_block(start: Start, tmp_path: Path) -> None:
    program = start()
    program.window.show()
    who = Who("情報政策課", "中村 健", "office")
    program.context.open_with(work.create, str(tmp_path / "空.fitgap"), "空の市", "999997", "general", who, label="")
    program.do_wait()
    survey = Survey(program, "vendors")
    survey.screen.focus()
    survey.do_paste([["みほんソフト", "対応する"], ["北斗情報サービス", ""]])
    assert [survey.stored(r, "name") for r in (0, 1)] == ["みほんソフト", "北斗情報サービス"]
    assert survey.grid.hasFocus()
    survey.do_undo()
    assert survey.screen._middle.currentIndex() == 1
