"""質問票 as departments and the 事務局 use it: fields, notes, what is still needed, the table, undo, reading only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.services import questionnaires as q
from app.services import questionnaires_answer as answering
from app.services import survey
from app.services.session import Session
from app.ui.parts.dialogs import AskText
from app.ui.survey.questions import KEEP_MS
from app.ui.survey.questions_through import ThroughDialog
from app.ui.work.frame import history_state
from tests.ui.objects import ProgramObject
from tests.ui.questions_object import Questions
from tests.unit.core.test_questionnaires import PATTERN_B

Start = Callable[..., ProgramObject]


@pytest.fixture
def page(start: Start, workspace: Path) -> Questions:
    return Questions(start(workspace))


def test_the_page_shows_every_question_in_its_group(page: Questions) -> None:
    assert page.page.sheet.name.whole() == "税務課"
    assert [c.text.text() for c in page.page.sheet.cards.values()][3] == "現行システムの事業者名を教えてください。"
    assert [h.label.text() for h, _ in page.page.sheet._groups] == [
        "所管情報",
        "現行システムの情報",
        "標準化対応",
        "ガバメントクラウド",
        "その他",
    ]
    assert page.page.progress.text() == "0 / 16 問　まだ 16 問"
    assert {c.chip.word() for c in page.page.sheet.cards.values()} == {"未回答"}
    names = [line.name for line in page.page.departments._lines.lines]
    assert set(names) == {"市民課", "保険年金課", "介護保険課", "税務課"}


def test_a_field_that_is_left_is_stored_as_one_step(page: Questions) -> None:
    steps = page.steps
    page.do_type("2", "田中 一郎")
    assert page.stored("2") == ("田中 一郎", "")
    assert page.steps == steps + 1
    page.program.assert_saved()
    assert page.card("2").chip.word() == "回答済み"
    assert page.page.progress.text() == "1 / 16 問　まだ 15 問"
    assert page.page.departments._lines.lines[-1].done == 1
    assert page.card("3").isAncestorOf(page.program.focus())
    page.do_undo()
    assert page.stored("2") == ("", "")
    assert page.card("2").field.line.text() == ""
    assert page.card("2").chip.word() == "未回答"


def test_leaving_without_a_change_stores_nothing(page: Questions) -> None:
    steps = page.steps
    page.page.sheet.show_question("2")
    for _ in range(8):
        page.program.do_press(Qt.Key.Key_Tab)
    page.program.do_wait()
    assert page.steps == steps


def test_half_composed_text_is_not_stored(page: Questions) -> None:
    page.page.sheet.show_question("2")
    page.program.do_type("A")
    page.program.do_compose("たなか")
    page.page.sheet.show_question("3")
    page.program.do_wait()
    assert page.stored("2") == ("A", "")


def test_enter_that_ends_a_conversion_stores_nothing(page: Questions) -> None:
    steps = page.steps
    page.page.sheet.show_question("2")
    page.program.do_compose("たなか")
    page.program.do_press(Qt.Key.Key_Return)
    page.program.do_wait()
    assert page.steps == steps
    page.program.do_commit("田中")
    page.program.do_press(Qt.Key.Key_Return)
    page.program.do_wait()
    assert page.stored("2") == ("田中", "")


def test_pattern_b_brings_the_notes_forward(page: Questions) -> None:
    def notes(question: str) -> list[tuple[str, bool, object]]:
        return [(t, label.isVisibleTo(page.page), label.property("tone")) for t, label in page.card(question).notes]

    assert notes("12") == [(PATTERN_B, True, "text3")]
    page.do_pick("9", "B 現行ベンダ継続")
    for question in ("12", "13", "14", "15"):
        assert notes(question) == [(PATTERN_B, True, "warn")]
    page.do_pick("9", "A ベンダ切替")
    assert notes("15") == [(PATTERN_B, False, "text3")]
    page.do_undo()
    assert notes("15") == [(PATTERN_B, True, "warn")]


def test_yes_to_tools_asks_for_name_and_use(page: Questions) -> None:
    page.do_pick("16", "はい")
    card = page.card("16")
    assert card.chip.word() == "足りない"
    assert "ツール名" in card.missing.text()
    page.page.sheet.show_question("16")
    assert page.program.focus() is card.parts["ツール名"]
    page.program.do_commit("表計算")
    page.program.do_press(Qt.Key.Key_Tab)
    page.program.do_wait()
    assert card.missing.text() == "まだ要るもの：備考に使途がありません"
    page.program.do_commit("転記")
    page.program.do_press(Qt.Key.Key_Return)
    page.program.do_wait()
    assert page.stored("16") == ("yes", "ツール名：表計算\n使途：転記")
    assert card.chip.word() == "回答済み"
    assert not card.missing.isVisibleTo(card)


def test_arrows_open_a_pull_down_and_change_nothing(page: Questions) -> None:
    steps = page.steps
    page.page.sheet.show_question("9")
    page.program.do_press(Qt.Key.Key_Down)
    page.program.do_wait()
    chooser = page.card("9").field.chooser
    assert chooser.view().isVisible()
    chooser.hidePopup()
    assert (chooser.code(), page.steps) == ("", steps)


def test_a_date_says_how_it_was_understood_or_why_not(page: Questions) -> None:
    page.do_type("10", "R9.1")
    card = page.card("10")
    assert card.field.understood.text() == "令和9年1月1日から令和9年1月31日までのうち"
    page.do_type("10", "そのうち")
    assert "日付として読めません" in card.problem.text()
    assert page.stored("10") == ("R9.1", "")
    assert card.field.line.text() == "そのうち"
    page.do_type("10", "未定")
    assert page.stored("10") == ("未定", "")
    assert not card.problem.isVisibleTo(card)


def test_what_is_registered_answers_with_one_press(page: Questions) -> None:
    card = page.card("4")
    assert card.place.whole() == "システム「個人住民税システム」の事業者は「みほんソフト」です。"
    assert card.take.word() == "この内容で答える"
    card.take.click()
    page.program.do_wait()
    assert page.stored("4") == ("みほんソフト", "")
    assert not card.take.isVisibleTo(card)


def test_an_empty_field_of_the_system_is_filled_with_the_answer(page: Questions) -> None:
    page.do_type("3", "2345")
    assert page.system("個人住民税システム")["extension"] == "2345"
    page.do_undo()
    assert page.system("個人住民税システム")["extension"] == ""


def test_what_would_be_replaced_is_shown_first(page: Questions) -> None:
    page.do_type("6", "令和9年3月末")
    card = page.card("6")
    assert page.system("個人住民税システム")["contract_end"] == "令和8年3月末"
    assert card.take.word() == "「令和9年3月末」に替える"
    card.take.click()
    dialog = page.page.findChild(ThroughDialog)
    assert dialog is not None
    dialog.main.click()
    page.program.do_wait()
    assert page.system("個人住民税システム")["contract_end"] == "令和9年3月末"
    page.do_undo()
    assert page.system("個人住民税システム")["contract_end"] == "令和8年3月末"
    assert page.stored("6") == ("令和9年3月末", "")


def test_a_department_without_a_system_gets_one_by_name(start: Start, workspace: Path) -> None:
    program = start(workspace)
    Questions(program)
    session_step = lambda s: survey.add_records(s, "departments", [{"name": "こども課"}])  # noqa: E731
    program.context.run(session_step, done=lambda c: program.context.note_commit(c, program.context.history))
    program.do_wait()
    page = Questions(program, department="こども課")
    page.do_type("5", "みほん子育て")
    card = page.card("5")
    assert card.take.word() == "登録して書き込む…"
    card.take.click()
    dialog = page.page.findChild(ThroughDialog)
    assert dialog is not None
    assert dialog.system_name() == "みほん子育て"
    dialog._line.setText("子育て支援システム")
    dialog.main.click()
    page.program.do_wait()
    assert page.system("子育て支援システム")["package"] == "みほん子育て"
    assert page.system("子育て支援システム")["department"] == "こども課"


def test_each_department_has_its_own_answers(page: Questions) -> None:
    page.do_type("2", "税の人")
    page.page.sheet.show_question("3")
    page.program.do_commit("1111")
    page.do_choose("介護保険課")  # what was typed goes to the department it was typed for
    assert page.stored("3", "税務課") == ("1111", "")
    assert page.stored("3", "介護保険課") == ("", "")
    assert page.card("2").field.line.text() == ""
    page.do_type("2", "介護の人")
    page.do_choose("税務課")
    assert page.card("2").field.line.text() == "税の人"


def test_a_field_under_way_survives_what_comes_from_elsewhere(page: Questions) -> None:
    page.page.sheet.show_question("2")
    page.program.do_commit("書きかけ")

    def elsewhere(session: Session) -> object:
        asked = q.definition(session, "suita16")
        rid = q.find_department(session, "税務課")
        for number, text in (("2", "ほかの人"), ("11", "随意契約")):
            question = answering.question_of(asked, number)
            done = answering.answer(session, asked, question, rid, "", answering.typed(question, text))
        return done.changes, history_state(session)

    page.program.context.note_commit(*page.do_run(elsewhere))
    page.program.do_wait()
    assert page.card("11").field.chooser.currentText() == "随意契約"
    assert page.card("2").field.line.text() == "書きかけ"
    page.program.do_press(Qt.Key.Key_Tab)
    page.program.do_wait()
    card = page.card("2")
    assert card.chip.word() == "競合"  # both are kept until somebody decides
    assert not card.field.isVisibleTo(card)
    values = {v[0] for v in card.line.values}
    assert values == {"書きかけ", "ほかの人"}
    card.settled.emit("書きかけ", "")
    dialog = page.page.findChild(AskText)
    dialog.line.setText("本人に確かめた")
    dialog.main.click()
    page.program.do_wait()
    assert page.stored("2") == ("書きかけ", "")
    assert page.card("2").chip.word() == "回答済み"


def test_two_quick_edits_follow_one_another(page: Questions) -> None:
    card = page.card("2")
    card.field.line.setText("一")
    card.keep()
    card.field.line.setText("二")
    card.keep()
    page.program.do_wait()
    assert page.stored("2") == ("二", "")
    assert card.chip.word() == "回答済み"


def test_f8_goes_to_the_next_question_that_is_owed(page: Questions) -> None:
    page.do_type("2", "田中")
    page.page.sheet.show_question("1")
    page.program.do_press(Qt.Key.Key_F8)
    page.program.do_wait()
    assert page.card("3").isAncestorOf(page.program.focus())


def test_what_cannot_be_stored_waits_with_its_department(page: Questions) -> None:
    page.do_type("10", "そのうち")
    page.do_choose("介護保険課")
    assert page.card("10").field.line.text() == ""
    page.do_choose("税務課")
    assert page.card("10").field.line.text() == "そのうち"
    assert "日付として読めません" in page.card("10").problem.text()
    page.do_type("10", "R9.1")
    page.do_choose("介護保険課")
    page.do_choose("税務課")
    assert page.card("10").field.line.text() == "R9.1"
    assert not page.card("10").problem.isVisibleTo(page.page)


def test_what_was_being_typed_outlives_a_crash(page: Questions, workspace: Path) -> None:
    page.page.sheet.show_question("2")
    page.program.do_commit("書きか")
    page.program.qtbot.wait(KEEP_MS + 200)
    page.program.do_wait()
    page.page._shown = None  # as if the program had ended: nothing of the window's own is left
    page.page.sheet.forget()
    page.page.load()
    page.program.do_wait()
    assert page.card("2").field.line.text() == "書きか"
    assert page.card("2").problem.text() == "前に書きかけたものです。欄を離れると書き込みます。"
    assert page.stored("2") == ("", "")
    page.page.sheet.show_question("2")
    page.program.do_press(Qt.Key.Key_Return)
    page.program.do_wait()
    assert page.stored("2") == ("書きか", "")
    assert not page.card("2").problem.isVisibleTo(page.page)
