"""質問票: the table, months and systems, pairs, files of one's own, and the ways in and out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.core.pairs import Pair
from app.services import survey
from app.services.session import Session
from app.ui.work.frame import history_state
from tests.ui.objects import ProgramObject
from tests.ui.questions_object import Questions
from tests.unit.core.test_questionnaires import SMALL

Start = Callable[..., ProgramObject]


@pytest.fixture
def page(start: Start, workspace: Path) -> Questions:
    return Questions(start(workspace))


def test_the_table_leads_to_the_field(page: Questions) -> None:
    page.do_pick("16", "はい")
    page.page.tabs.bar.setCurrentIndex(1)
    table = page.page.table
    tester = QAbstractItemModelTester(table.answers, QAbstractItemModelTester.FailureReportingMode.Fatal)
    other = QAbstractItemModelTester(table.owed, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert (tester.model(), other.model()) == (table.answers, table.owed)
    names = [table.answers.headerData(n, Qt.Orientation.Vertical) for n in range(table.answers.rowCount())]
    assert names[-1] == "税務課　0 / 16"
    assert table.answers.index(3, 15).data() == "はい　▲ 備考にツール名がありません、備考に使途がありません"
    assert table.answers.index(0, 0).data() == "未回答"
    assert table.owed.rowCount() == 4 * 16
    place = next(
        n
        for n in range(table.owed.rowCount())
        if table.owed.owed(table.owed.index(n, 0)).department.name == "介護保険課"
        and table.owed.owed(table.owed.index(n, 0)).question.id == "6"
    )
    table.list.setFocus()
    table.list.setCurrentIndex(table.owed.index(place, 0))
    page.program.do_press(Qt.Key.Key_Return)
    page.program.do_wait()
    assert page.page.sheet.name.whole() == "介護保険課"
    assert page.card("6").isAncestorOf(page.program.focus())


def test_pairs_are_taken_apart_when_pasted(start: Start, workspace: Path) -> None:
    page = Questions(start(workspace), "mie", "")
    page.page.sheet.show_question("2")
    data = QMimeData()
    data.setText("■課題：図書がない\n■対策：作る\n\n■課題：人がいない")
    QApplication.clipboard().setMimeData(data)
    page.program.do_press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    page.program.do_wait()
    field = page.card("2").field
    assert field._all() == [Pair("図書がない", "作る"), Pair("人がいない")]
    assert page.stored("2", "情報政策課")[0] == [
        {"issue": "図書がない", "measure": "作る"},
        {"issue": "人がいない", "measure": ""},
    ]
    field.more.click()
    page.program.do_commit("予算")
    page.page.sheet.show_question("3")
    page.program.do_wait()
    assert len(page.stored("2", "情報政策課")[0]) == 3
    example = [w.text() for w in page.card("2").findChildren(type(page.card("2").text))]
    assert "回答例" in example


def test_the_month_is_chosen(start: Start, workspace: Path) -> None:
    page = Questions(start(workspace), "hidakagawa2")
    assert page.page.subject.isVisibleTo(page.page)
    assert page.page.subject.count() == 2
    page.do_type("1", "調査中")
    last = page.page.subject.itemData(1)
    page.page.subject.set_code(last)
    page.page.subject.activated.emit(1)
    page.program.do_wait()
    assert page.card("1").field.area.toPlainText() == ""
    assert page.page._wanted.subject == last


def test_a_department_with_several_systems_chooses(start: Start, workspace: Path) -> None:
    page = Questions(start(workspace), department="市民課")
    labels = [page.page.subject.itemText(n) for n in range(page.page.subject.count())]
    assert labels[:2] == ["所属全体", "住民情報システム"]
    page.do_type("3", "100")
    assert "対象を選ぶ" in page.card("3").place.whole()


def test_reading_only_shows_everything_and_stores_nothing(
    start: Start, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(workspace)
    monkeypatch.setattr(type(program.context), "read_only", property(lambda _self: True))
    page = Questions(program)
    assert page.card("2").field.line.isReadOnly()
    assert not page.card("9").field.isEnabled()
    assert not page.page.adder.isEnabled()
    page.card("2").field.line.setText("書けない")
    page.card("2").keep()
    program.do_wait()
    assert page.stored("2") == ("", "")


def test_a_file_of_ones_own_is_taken_in_or_refused(page: Questions, tmp_path: Path) -> None:
    path = tmp_path / "票.json"
    path.write_text(json.dumps(SMALL, ensure_ascii=False), "utf-8")
    page.page.take_file(str(path))
    page.program.do_wait()
    assert page.page.chooser.currentText() == "小さな質問票"
    assert not page.card("3").isVisibleTo(page.page)
    page.do_pick("1", "はい")
    assert page.card("3").isVisibleTo(page.page)
    assert page.card("2").chip.word() == "未回答"
    box = page.card("4").field.boxes["b"]
    box.click()
    page.program.do_wait()
    assert page.stored("4", page.page.sheet.name.whole()) == (["b"], "")
    problems: list[object] = []
    page.program.context.problem.connect(problems.append)
    path.write_text("{", "utf-8")
    page.page.take_file(str(path))
    page.program.do_wait()
    assert problems[0].cell == "1 行目 2 字目"


def test_the_table_is_written_as_a_workbook(page: Questions, tmp_path: Path) -> None:
    page.do_type("2", "田中")
    page.page.write_to(str(tmp_path / "表.xlsx"), owed=False)
    page.program.do_wait()
    page.page.write_to(str(tmp_path / "未回答.xlsx"), owed=True)
    page.program.do_wait()
    assert (tmp_path / "表.xlsx").stat().st_size > 5000
    assert (tmp_path / "未回答.xlsx").stat().st_size > 5000


def test_nobody_registered_leads_to_the_departments(page: Questions) -> None:
    def empty(session: Session) -> object:
        rids = [r["rid"] for r in survey.list_rows(session, "departments")]
        return survey.delete_records(session, "departments", rids), history_state(session)

    page.program.context.note_commit(*page.do_run(empty))
    page.program.do_wait()
    assert page.page.nobody.isVisibleTo(page.page)
    page.page.list_wanted.emit("departments")
    page.program.do_wait()
    assert page.screen.list_name() == "departments"
    assert not page.screen.questions.showing()


def test_another_file_brings_its_own_answers(page: Questions, tmp_path: Path, sample_file: Path) -> None:
    page.do_type("2", "田中")
    other = Path(shutil.copy(sample_file, tmp_path / "ほか.fitgap"))
    page.program.do_open(other)
    page = Questions(page.program)
    assert page.card("2").field.line.text() == ""


def test_what_is_typed_is_stored_when_the_page_is_left(page: Questions) -> None:
    page.page.sheet.show_question("2")
    page.program.do_commit("田中")
    page.page.back.click()
    page.program.do_wait()
    assert not page.screen.questions.showing()
    assert page.stored("2") == ("田中", "")
    page.screen.questions.button.click()
    page.program.do_wait()
    page.page.sheet.show_question("3")
    page.program.do_commit("99")
    page.program.window.go("home")
    page.program.do_wait()
    assert page.stored("3") == ("99", "")


def test_everything_with_focus_has_a_name(page: Questions) -> None:
    from tests.ui.test_access import focusable

    for place in (0, 1):
        page.page.tabs.bar.setCurrentIndex(place)
        page.program.do_wait()
        nameless = [
            w
            for w in focusable(page.page)
            if not (w.accessibleName() or (w.text() if hasattr(w, "text") and callable(w.text) else ""))
            and type(w).__name__ not in ("QScrollArea", "QTabBar")
        ]
        assert nameless == []
