"""会議: preparing, the projector that follows, keys in any width, pages instead of scrolling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from app.core.codes import VERDICTS
from app.services import meetings
from app.services.meetings_read import Topic
from app.services.session import Session
from app.ui.meeting.agenda import AgendaModel
from app.ui.meeting.dialogs import DecideDialog, HomeworkDialog
from app.ui.meeting.keys import command
from app.ui.meeting.prepare import PrepareDialog
from app.ui.meeting.screen import MeetingScreen
from app.ui.meeting.slide import Head, SlideView, rest_word
from app.ui.meeting.texts import Flow, Para
from app.ui.work.meetings import Slide, TopicLine, Way
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]
NODES = ("req:0010504", "req:0010505", "req:0010601")
LONG = "住民票の写しに記載する事項を、請求の内容に応じて選び、印字できること。" * 30


def slide(**given: object) -> Slide:
    """An item with everything on it."""
    whole = Slide(
        place=7, number="0010143", name="発行番号", cls="mandatory", judged=True, edition="第1.0版",
        standard="発行年月日・発行端末名番号を印字できること。", marks=((6, 13),),
        today=(("K-0001 印字", "連番を付ける。"),), vendors=(("みほん住基", "■ 期限内に実装"),),
        ways=(Way("案1　業務運用の見直し", "様式をそろえる。", (("費用", "なし"),)),),
        point="誤発行を追えるか。", disposition="業務運用の見直し", decider="市民課長", verdict="gap", conflict=False,
        heads=(), home=False, said=(), minutes=5,
    )  # fmt: skip
    return replace(whole, **given)


def make(session: Session) -> str:
    agenda = [*(Topic(n) for n in NODES), Topic("issue:G-0008")]
    rid, _ = meetings.prepare(session, name="証明の会", date="2026-12-08", chair="市民課長", agenda=agenda)
    return rid


def held(program: ProgramObject, *, begin: bool = True) -> MeetingScreen:
    """The screen with a meeting, started and projected."""
    program.context.run(make)
    program.do_wait()
    program.window.action("go.meeting").trigger()
    program.do_wait()
    found = program.window.screens.get("meeting")
    if begin:
        found.view.setFocus()
        found.press("begin")
        program.do_wait()
    return found


def dialog_of(program: ProgramObject, kind: type):
    return next(d for d in program.window.findChildren(kind) if d.isVisible())


# --- the picture -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768), (1366, 768)])
@pytest.mark.parametrize("detailed", [False, True])
@pytest.mark.parametrize("name", ["発行番号", "住民基本台帳ネットワークシステムを通じた本人確認情報の提供の状況の開示"])
def test_nothing_is_small_or_cut_at_any_size(qtbot: QtBot, size: tuple[int, int], detailed: bool, name: str) -> None:
    view = SlideView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_head(Head("証明まわりの差異", "R8.12.8", 18, 2, 180))
    view.show_slide(slide(name=name, point="誤発行を追えるか。" * (1 if len(name) < 9 else 8)), detailed=detailed)
    for page in range(view.pages()):
        picture = view.grab()
        assert picture.width() >= size[0]
        assert view.cut == [], f"page {page}"
        assert min(view.sizes) >= 20 * size[1] / 720 - 0.01 or size == (1024, 768)
        assert min(view.sizes) >= 19.6, "readable from the last row"
        view.turn(1)


def test_a_long_text_goes_to_pages_and_no_line_is_lost(qtbot: QtBot) -> None:
    view = SlideView()
    qtbot.addWidget(view)
    view.resize(1280, 720)
    view.show_slide(slide(standard=LONG, marks=(), ways=()), detailed=False)
    pages = view._layout()
    assert view.pages() > 3
    flow = pages[0][1][0][0]
    assert flow.plain == LONG
    shown = [sides[0][2] for _heading, sides in pages]
    every = flow._lines()
    assert [(t, b) for t, b in every if not any(p[0] <= t and b <= p[1] for p in shown)] == []
    assert all(bottom - top <= 720 for top, bottom in shown)
    assert sum(bottom - top for top, bottom in shown) <= every[-1][1] + 1, "no line stands on two pages"
    for n in range(1, view.pages()):
        assert view.turn(1)
        assert view.page() == n
    assert not view.turn(1)
    view.show_slide(slide(place=8), detailed=False)
    assert view.page() == 0, "another item begins at its top"


def test_a_name_and_a_point_too_long_for_their_place_have_a_page(qtbot: QtBot) -> None:
    view = SlideView()
    qtbot.addWidget(view)
    view.resize(1280, 720)
    view.show_slide(slide(name="名" * 300, point="論" * 300), detailed=False)
    view.grab()
    assert (view.cut, len(view.shortened)) == ([], 2)
    heading, sides = view._layout()[-1]
    assert heading == "名称・論点"
    assert sides[0][0].plain == "名" * 300 + "\n" + "論" * 300
    view.show_slide(slide(name="名" * 40, point="論" * 70), detailed=False)
    view.grab()
    assert (view.cut, view.shortened) == ([], [])


def test_a_verdict_the_keys_do_not_show_is_said_in_words(qtbot: QtBot) -> None:
    from app.ui.meeting.slide import _beside, chips

    assert _beside(slide(verdict="option_pending"), chips(False)) == "☆ 採否検討"
    assert _beside(slide(verdict="option_pending"), chips(True)) == ""
    assert _beside(slide(conflict=True), chips(True)) == "≠ 競合"
    assert _beside(slide(verdict=""), chips(False)) == ""


def test_pages_are_cut_between_lines() -> None:
    flow = Flow([Para("一行目"), Para("二行目"), Para("三行目")], 400)
    assert len(flow.pages(1000)) == 1
    assert len(flow.pages(50)) == 3
    assert len(Flow([], 400).pages(50)) == 1


@pytest.mark.parametrize(
    ("left", "word"), [(180, "残り 3分"), (59, "残り 59秒"), (0, "残り 0秒"), (-1, "超過 1分"), (-61, "超過 2分")]
)
def test_the_clock_in_words(left: int, word: str) -> None:
    assert rest_word(left) == word


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1", "1"), ("３", "3"), ("n", "next"), ("Ｐ", "back"), ("ｈ", "H"), ("　", "hide"), (" ", "hide"), ("あ", ""),
        ("z", ""), ("", ""), ("12", ""),
    ],
)  # fmt: skip
def test_keys_in_any_width(text: str, wanted: str) -> None:
    assert command(text) == wanted


def test_the_agenda_keeps_the_rules_of_a_model(start: Start) -> None:
    model = AgendaModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    lines = [TopicLine(n, f"req:{n}", str(n), "名", "mandatory", "gap", True, False, 1) for n in range(1, 4)]
    model.set_lines(lines)
    model.set_lines([replace(lines[0], verdict="fit"), *lines[1:]])
    assert model.line(0).verdict == "fit"
    model.set_lines(lines[:1])
    model.set_lines([])
    assert tester.model() is model


# --- the window ------------------------------------------------------------------------------------------------------


def test_the_projector_follows_and_takes_the_same_keys(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = held(program)
    projector = screen.projector
    assert projector.isVisible()
    QTest.keyClick(projector, Qt.Key.Key_Right)
    program.do_wait()
    assert screen.view.place() == 2
    assert projector.view._slide.number == "0010505"
    QTest.keyClick(projector, "3")
    program.do_wait()
    assert projector.view._slide.verdict == screen.preview._slide.verdict == "gap"
    QTest.keyClick(projector, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    program.do_wait()
    assert projector.view._slide.verdict == ""
    assert screen.view.place() == 2, "undoing moves nothing under the reader"
    program.window.go("comparison")
    program.do_wait()
    program.do_choose("req:0010505")
    program.do_press("1")
    program.do_wait()
    assert projector.view._slide.verdict == "fit", "the room sees what is judged on another screen"
    program.window.go("meeting")
    program.do_wait()
    QTest.keyClick(projector, Qt.Key.Key_Space)
    assert projector.view.hidden_now()
    assert not screen.preview.hidden_now()
    QTest.keyClick(projector, Qt.Key.Key_Escape)
    assert not projector.isVisible()
    screen.press("hide")
    program.assert_said("投影していません")


def test_digits_of_the_input_method_count_and_half_composed_ones_do_not(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = held(program)
    screen.view.setFocus()
    program.window.activateWindow()
    undoable = program.context.history.undo[0]
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QInputMethodEvent

    QCoreApplication.sendEvent(screen.view, QInputMethodEvent("３", []))
    program.do_wait()
    assert program.context.history.undo[0] == undoable
    event = QInputMethodEvent("", [])
    event.setCommitString("３")
    QCoreApplication.sendEvent(screen.view, event)
    program.do_wait()
    assert program.context.history.undo[0] == undoable + 1
    assert screen._slide.verdict == "gap"


def test_keys_typed_ahead_meet_the_items_they_were_meant_for(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = held(program)
    for key in "3n1n4p0":
        QTest.keyClicks(screen.view, key)
    program.do_wait()
    said = [(e.place, e.text) for e in screen._opened.entries]
    assert said == [(1, "gap"), (2, "fit"), (3, "standard_only"), (2, "none")]


def test_what_the_preset_does_not_offer_is_said_and_not_recorded(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = held(program)
    undoable = program.context.history.undo[0]
    screen.press("2")
    program.do_wait()
    program.assert_said("簡易では")
    program.context.settings.put("detailed", True)
    screen.press("2")
    program.do_wait()
    assert screen._slide.verdict == "partial"
    assert program.context.history.undo[0] == undoable + 1
    assert [v.key for v in VERDICTS] == list("123456789")


def test_nothing_is_recorded_before_the_start(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = held(program, begin=False)
    undoable = program.context.history.undo[0]
    for key in ("1", "H", "D", "C"):
        screen.press(key)
    program.do_wait()
    program.assert_said("会議を始めると")
    assert program.context.history.undo[0] == undoable
    assert screen.panes.start.isVisible()


def test_homework_is_one_key_and_return(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = held(program)
    screen.press("H")
    dialog = dialog_of(program, HomeworkDialog)
    assert dialog.text.text() == "発行番号を確かめる"
    dialog.due.setText("あした")
    assert not dialog.main.isEnabled()
    dialog.due.setText("R8.12.20")
    dialog.issue.setChecked(True)
    dialog.text.entered.emit()
    program.do_wait()
    (entry,) = screen._opened.entries
    assert (entry.kind, entry.due, screen._slide.home, screen._opened.homework) == ("homework", "2026-12-20", True, 1)
    assert "持ち帰り 発行番号を確かめる" in screen.panes.records.text()


def test_a_decision_needs_a_disposition_and_unlawful_ones_stay_locked(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = held(program)
    screen.view.go(2)  # an item that may not be built
    program.do_wait()
    screen.press("D")
    program.do_wait()
    dialog = dialog_of(program, DecideDialog)
    assert not dialog.main.isEnabled()
    choices = {c.code: c for c in dialog._form.choices}
    assert choices["customise"].locked
    dialog.choose(choices["abolish"])
    dialog.by.setEditText("市民課長")
    dialog.reason.setText("標準にないため")
    dialog.accept()
    program.do_wait()
    assert screen.panes.banners.codes() == []
    assert screen._slide.disposition == choices["abolish"].label
    assert screen._slide.decider == "市民課長"
    (entry,) = screen._opened.entries
    assert entry.kind == "decision"


def test_an_issue_with_options_shows_them_on_a_page_of_their_own(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = held(program)
    screen.view.go(4)
    program.do_wait()
    assert screen._slide.number == "G-0008"
    assert len(screen._slide.ways) >= 2
    assert screen.projector.view.pages() == 2
    screen.press("page")
    assert (screen.projector.view.page(), screen.view.place()) == (1, 4)
    screen.press("page_back")
    screen.press("page_back")
    program.do_wait()
    assert screen.view.place() == 3


def test_an_agenda_is_filled_ordered_and_given_points(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.action("meeting.new").trigger()
    program.do_wait()
    dialog = dialog_of(program, PrepareDialog)
    assert not dialog.main.isEnabled()
    dialog.name.setText("会")
    dialog.words.setText("発行番号")
    dialog.ask()
    program.do_wait()
    count = len(dialog._offered)
    assert count >= 2
    every = {line.cls for line in dialog._offered}
    dialog.classes.set_codes(["mandatory"])
    dialog.ask()
    program.do_wait()
    assert {line.cls for line in dialog._offered} == {"mandatory"} < every
    dialog.classes.set_codes([])
    dialog.ask()
    program.do_wait()
    dialog._add()
    assert dialog.list.count() == count
    dialog.list.setCurrentRow(0)
    first = dialog._line(0).about
    dialog._move(1)
    dialog.point.setText("やめられるか")
    dialog.minutes.setText("８")
    dialog.minutes.setText("8")
    dialog.source.set_code("issues")
    dialog.business.set_code("023")
    dialog.ask()
    program.do_wait()
    issues = len(dialog._offered)
    assert issues
    dialog._add()
    dialog.list.setCurrentRow(dialog.list.count() - 1)
    dialog._drop()
    dialog.accept()
    program.do_wait()
    screen = program.window.screens.get("meeting")
    agenda = screen._opened.meeting.agenda
    assert len(agenda) == count + issues - 1
    assert (agenda[1].about, agenda[1].point, agenda[1].minutes) == (first, "やめられるか", 8)
    assert screen._slide.point == ""
    screen.edit_meeting()
    program.do_wait()
    again = dialog_of(program, PrepareDialog)
    assert [t.point for t in again.values()["agenda"]] == [t.point for t in agenda]
    again.reject()


def test_minutes_are_written_where_asked_and_a_bad_place_is_said(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    screen = held(program)
    screen.press("1")
    program.do_wait()
    screen.write_to(str(tmp_path / "会議録.html"))
    screen.write_to(str(tmp_path / "持ち帰り.xlsx"))
    program.do_wait()
    assert (tmp_path / "会議録.html").stat().st_size > 2000
    assert (tmp_path / "持ち帰り.xlsx").exists()
    screen.write_to(str(tmp_path))
    program.do_wait()
    assert screen.panes.banners.codes() == ["refused"]
    screen.press("E")
    program.do_wait()
    assert screen.panes.again.isVisible()
    assert not screen._second.isActive(), "time runs only while the meeting does"
