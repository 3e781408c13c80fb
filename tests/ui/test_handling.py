"""比較分析 beyond requirements: forms, linkages, candidates, 対応方針 under the guard rails, 課題, marks held back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import catalogue, survey
from app.services import session as sessions
from app.services.views import Who
from app.ui.comparison.screen import ComparisonScreen
from app.ui.parts.dispositions import DispositionDialog
from app.ui.parts.requirement import marked_share
from spec_catalog.model import Edition, SourceRow, SpecItem
from tests.helpers.workspaces import store_edition
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]
PROHIBITED, WITH_ISSUE = "req:0010505", "req:0010504"


def screen_of(program: ProgramObject) -> ComparisonScreen:
    return program.window.comparison


def choose_kind(program: ProgramObject, kind: str) -> None:
    screen_of(program).list.kinds.choose(kind)
    program.do_wait()


def choice(program: ProgramObject, code: str):
    return next(c for c in screen_of(program).bar.disposition.choices() if c.code == code)


@pytest.mark.parametrize(("kind", "prefix"), [("form", "form:"), ("link", "link:")])
def test_forms_and_linkages_are_judged_like_requirements(start: Start, workspace: Path, kind: str, prefix: str) -> None:
    program = start(workspace)
    choose_kind(program, kind)
    screen = screen_of(program)
    assert screen.edition().kind == kind
    row = program.row_at_hand()
    assert row.node.startswith(prefix)
    judged = screen.bar.progress()[0]
    program.do_press("3")
    program.do_wait()
    assert program.verdict_of(row.node) == "gap"
    program.assert_progress(judged + 1)
    program.context.undo()
    program.do_wait()
    program.assert_progress(judged)
    choose_kind(program, "req")
    assert program.row_at_hand().node.startswith("req:")


def test_linkages_name_their_partner_and_their_branch(start: Start, workspace: Path) -> None:
    program = start(workspace)
    choose_kind(program, "link")
    program.do_choose("link:001/001o001-03")
    index = program.list.currentIndex()
    texts = [index.siblingAtColumn(n).data() for n in range(3)]
    assert texts[0] == "001o001-03"
    assert texts[2].startswith("提供→印鑑登録")


def test_orphans_follow_the_kind_and_show_candidates_of_the_standard(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    choose_kind(program, "link")
    links = screen.list.orphan_model.rowCount()
    assert links > 0
    screen.list.tabs.setCurrentIndex(1)
    program.do_wait()
    lines = [w for w in screen.orphan_page.findChildren(type_of_line()) if w.isVisible()]
    assert lines
    lines[0].click()
    program.do_wait()
    assert screen.list.orphan_model.rowCount() == links - 1


def type_of_line() -> type:
    from app.ui.widgets.current_card import CandidateLine

    return CandidateLine


def test_a_forgotten_function_of_another_business_is_found(start: Start, workspace: Path) -> None:
    from app.services import survey

    program = start(workspace)
    choose_kind(program, "link")
    found: list = []
    program.context.run(survey.orphans, "023", done=found.extend)
    program.do_wait()
    program.window.show_function(found[-1])
    program.do_wait()
    screen = screen_of(program)
    assert program.context.business == "023"
    assert screen.kind() == "req"
    assert screen.list.orphans.chosen().rid == found[-1].rid


@pytest.mark.parametrize("key", [" ", "　"])
def test_space_takes_the_nearest_candidate(start: Start, workspace: Path, key: str) -> None:
    program = start(workspace)
    screen = screen_of(program)
    lines = screen.today.candidates()
    assert lines
    assert "近さ" in lines[0].accessibleName()
    assert "語が一致" in lines[0].accessibleName()
    first, before = lines[0].rid, len(screen.reading.reading().detail.mapped)
    program.do_press(key)
    program.do_wait()
    mapped = [c.rid for c in screen.reading.reading().detail.mapped]
    assert first in mapped
    assert len(mapped) == before + 1
    assert first not in [line.rid for line in screen.today.candidates()]
    program.context.undo()
    program.do_wait()
    assert len(screen.reading.reading().detail.mapped) == before


def test_unlawful_dispositions_are_locked_with_their_clause(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.do_choose(PROHIBITED)
    bar = screen_of(program).bar
    program.do_press("D")
    popup = bar.disposition.popup
    assert popup is not None
    assert popup.isVisible()
    locked = {c.code: c for c in popup.choices() if c.locked}
    assert {"loose_system", "customise", "adopt_option", "trial_function"} <= locked.keys()
    assert "5.1.1.1(3)" in locked["loose_system"].clause
    place = [c.code for c in popup.choices()].index("customise")
    popup.list.setCurrentRow(place)
    said = popup.list.item(place).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "選べません" in said
    assert "基本方針" in said
    undoable = program.context.history.undo[0]
    QTest.keyClick(popup.list, Qt.Key.Key_Return)
    program.do_wait()
    assert popup.isVisible(), "a locked entry is read, never taken"
    assert program.context.history.undo[0] == undoable
    QTest.keyClick(popup.list, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_choosing_makes_the_issue_in_one_step(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.do_choose(PROHIBITED)
    bar = screen_of(program).bar
    assert bar.issue.word() == "課題にする"
    undoable = program.context.history.undo[0]
    bar.disposed.emit(choice(program, "bpr"))
    program.do_wait()
    assert program.context.history.undo[0] == undoable + 1
    assert bar.disposition.code() == "bpr"
    assert bar.issue.word() == "G-0014"
    program.assert_said("課題 G-0014 を作りました")
    bar.disposed.emit(choice(program, "abolish"))
    program.do_wait()
    assert bar.disposition.code() == "abolish"
    assert bar.issue.word() == "G-0014", "the same issue is used again"
    program.context.undo()
    program.do_wait()
    assert bar.disposition.code() == "bpr"


def test_the_issue_made_by_a_disposition_is_taken_back_with_it(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.do_choose(PROHIBITED)
    bar = screen_of(program).bar
    bar.disposed.emit(choice(program, "bpr"))
    program.do_wait()
    program.context.undo()
    program.do_wait()
    assert bar.issue.word() == "課題にする"
    assert bar.disposition.code() == ""


def test_what_must_be_stated_is_asked_for(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.do_choose(PROHIBITED)
    screen = screen_of(program)
    tool = choice(program, "tool")
    assert not tool.locked
    screen.bar.disposed.emit(tool)
    dialog = screen.findChild(DispositionDialog)
    assert dialog is not None
    assert not dialog.main.isEnabled()
    for key, text in (("tool_name", "庁内の自動化ツール"), ("tool_use", "番号の印字")):
        dialog._lines[key].setText(text)
    assert dialog.main.isEnabled()
    dialog.main.click()
    program.do_wait()
    assert screen.bar.disposition.code() == "tool"
    assert screen.banners.codes() == []


def test_a_refusal_of_the_service_is_shown_with_its_clause(start: Start, workspace: Path) -> None:
    """Even what gets past the chooser is refused where it is written."""
    program = start(workspace)
    program.do_choose(PROHIBITED)
    screen = screen_of(program)
    undoable = program.context.history.undo[0]
    screen.handling._dispose(screen.reading.reading(), choice(program, "customise"), {})
    program.do_wait()
    assert screen.banners.codes() == ["refused"]
    assert program.context.history.undo[0] == undoable


def test_g_makes_the_issue(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.do_choose(PROHIBITED)
    bar = screen_of(program).bar
    program.do_press("G")
    program.do_wait()
    assert bar.issue.word() == "G-0014"
    program.do_choose(WITH_ISSUE)
    assert bar.issue.word() == "G-0003"
    assert bar.disposition.code() == "parameter"


@pytest.mark.parametrize("size", [(1366, 690), (1920, 1080), (1093, 550)])
def test_present_state_and_reason_are_one_press_away(start: Start, workspace: Path, size: tuple[int, int]) -> None:
    program = start(workspace, size=size)
    bar = screen_of(program).bar
    program.do_press(Qt.Key.Key_Return)
    wide = size[0] >= 1600
    assert bar.reason.isVisible() is wide
    if not wide:
        bar._more_link.click()
        assert bar.current.isVisible()
        assert bar.current.hasFocus()
        assert bar.height() == 188
    bar.reason.setText("用紙の残りによる。")
    node = program.row_at_hand().node
    screen_of(program).judging.record()
    program.do_wait()
    program.do_choose(node)
    assert bar.reason.text() == "用紙の残りによる。"


def test_marks_that_would_cover_nearly_everything_are_held_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    choose_kind(program, "link")
    program.do_choose("link:001/001o001-03")
    reading = screen_of(program).reading
    found = reading.reading()
    assert marked_share(found.detail.text, found.marks) > 0.6
    assert reading.text.mark_count() == 0
    assert "言い回しが大きく違うため" in reading._mark_text.whole()
    assert reading._mark_link.word() == "印を付ける"
    reading._mark_link.click()
    assert reading.text.mark_count() == len(found.marks)
    assert program.context.settings.get("marks"), "asked for here only"


def test_marked_share() -> None:
    assert marked_share("あいうえお かきくけこ", [(0, 5)]) == 0.5
    assert marked_share("", []) == 0.0


def test_data_items_are_compared_with_what_the_systems_hold(start: Start, workspace: Path) -> None:
    session = sessions.open_(workspace, who=Who("情報政策課", "中村 健", "office"))
    items = tuple(
        SpecItem(business="001", kind="data", id=f"001{n:05d}", name=name, order=n, rows=(SourceRow("表", n),))
        for n, name in enumerate(("氏名＿漢字", "世帯番号", "住民となった年月日"), 1)
    )
    edition = Edition("001", "data", "第2.1版", published="2025-01-01", items=items)
    catalogue.adopt(session, store_edition(session, edition))
    survey.add_records(
        session,
        "dataitems",
        [{"business": "001", "name": "世帯番号", "usage": "in_use"}, {"business": "001", "name": "愛称"}],
    )
    session.close()
    program = start(workspace)
    choose_kind(program, "data")
    program.do_choose("data:00100002")
    program.do_wait()
    screen = screen_of(program)
    assert len(screen.today.candidates()) >= 1
    program.do_press(" ")
    program.do_wait()
    program.do_press("1")
    program.do_wait()
    assert program.verdict_of("data:00100002") == "fit"
    assert screen.list.orphan_model.rowCount() == 1
    assert screen.list.tabs.tabText(1) == "なし 1"
