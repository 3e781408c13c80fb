"""課題・決定 as an office uses it: list, guard rails, options, decisions that are only superseded, all by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.services.session import Session
from app.ui.models.issues import IssueModel
from app.ui.parts.dispositions import DispositionDialog
from app.ui.register.decide_dialog import DecideDialog
from app.ui.register.dialogs import IssueDialog
from app.ui.register.option_dialog import OptionDialog
from app.ui.work.register import day_of
from tests.ui.objects import ProgramObject
from tests.ui.register_steps import choose, dialog_of, register

Start = Callable[..., ProgramObject]


def test_list_is_grouped_and_filtered(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = register(program)
    assert screen.list.view.hasFocus()
    assert len(screen.list.model.lines()) == 13
    heads = [screen.list.model.index(n, 0).data() for n in range(screen.list.model.rowCount())]
    assert "未着手 2件" in heads
    screen.list.by.choose("department")
    heads = [screen.list.model.index(n, 0).data() for n in range(screen.list.model.rowCount())]
    assert any(h.startswith("介護保険課 ") for h in heads)
    screen.list.facets.choose("decided")
    assert {line.number for line in screen.list.model.lines()} == {"G-0002", "G-0005", "G-0008"}
    screen.list.facets.choose("late")
    assert all(line.late for line in screen.list.model.lines())
    screen.list.clear_filter()
    screen.list.search.setText("外字")
    screen.list.search.searched.emit("外字")
    assert [line.number for line in screen.list.model.lines()] == ["G-0002"]
    screen.list.clear_filter()
    screen.list.business.set_code("023")
    screen.list._show()
    assert {line.business for line in screen.list.model.lines()} == {"023"}


def test_model_keeps_the_rules(start: Start, workspace: Path) -> None:
    program = start(workspace)
    lines = register(program).list.model.lines()
    model = IssueModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for by in ("status", "department"):
        model.set_lines(lines, by)
    model.set_lines([], "status")
    assert tester.model() is model


def test_arrow_keys_pass_over_headings(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = register(program)
    seen = [screen.list.view.rid()]
    for _ in range(12):
        QTest.keyClick(screen.list.view, Qt.Key.Key_Down)
        seen.append(screen.list.view.rid())
    assert "" not in seen
    assert len(set(seen)) == 13
    program.do_wait()
    assert screen.issue.reading().issue.rid == seen[-1]


def test_reading_shows_options_decisions_and_what_it_is_about(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0008")
    words = "\n".join(screen.issue.words())
    for part in ("年12万円", "端末17台 85万円", "先の決定を改める", "すぐに始められる。", "置き換えました"):
        assert part in words, part
    assert screen.issue.disposition.code() == "adopt_option"
    names = [w.accessibleName() for w in screen.beside.findChildren(object) if hasattr(w, "accessibleName")]
    assert any("0230311" in n for n in names)
    assert any("現行 K-0108" in n for n in names)


def test_unlawful_dispositions_are_locked(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0005")  # 実装不可
    QTest.keyClicks(screen.list.view, "d")
    popup = screen.issue.disposition.popup
    assert popup is not None
    assert popup.isVisible()
    locked = {c.code for c in popup.choices() if c.locked}
    assert {"loose_system", "customise", "adopt_option", "trial_function"} <= locked
    QTest.keyClick(popup.list, Qt.Key.Key_Escape)
    customise = next(c for c in screen.issue.disposition.choices() if c.code == "customise")
    undoable = program.context.history.undo[0]
    screen.writing._dispose(
        screen.list.view.rid(), customise, "", "", {}
    )  # past the chooser: refused where it is written
    program.do_wait()
    assert screen.banners.codes() == ["refused"]
    assert program.context.history.undo[0] == undoable


def test_disposition_texts_and_undo(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0013")
    assert not screen.issue.decide.isEnabled()
    assert not screen.issue.texts.isEnabled()
    euc = next(c for c in screen.issue.disposition.choices() if c.code == "euc")
    screen.issue.disposition_picked.emit(euc)
    program.do_wait()
    assert screen.issue.disposition.code() == "euc"
    assert screen.issue.reading().issue.status == "studying"
    screen.issue.texts.click()
    dialog = dialog_of(program, DispositionDialog)
    dialog.content.setText("説明の紙を別に入れる。")
    dialog.basis.setText("様式には加えられない。")
    dialog.main.click()
    program.do_wait()
    assert "説明の紙を別に入れる。" in screen.issue.words()
    program.context.undo()
    program.do_wait()
    assert "説明の紙を別に入れる。" not in screen.issue.words()
    assert screen.issue.reading().issue.number == "G-0013", "the place is kept"


def test_what_a_disposition_must_state(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0013")
    tool = next(c for c in screen.issue.disposition.choices() if c.code == "tool")
    screen.issue.disposition_picked.emit(tool)
    dialog = dialog_of(program, DispositionDialog)
    assert not dialog.main.isEnabled()
    dialog._lines["tool_name"].setText("差込印刷")
    dialog._lines["tool_use"].setText("説明の紙の印刷")
    dialog.main.click()
    program.do_wait()
    assert screen.issue.reading().issue.data == {"tool_name": "差込印刷", "tool_use": "説明の紙の印刷"}


def test_a_decision_by_keyboard(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0001")
    QTest.keyClicks(screen.list.view, "k")
    dialog = dialog_of(program, DecideDialog)
    assert not dialog.main.isEnabled()
    assert "置き換え" not in "".join(w.text() for w in dialog.findChildren(type(dialog.problem)))
    QTest.keyClicks(dialog.by, "Shimin")
    dialog.date.setText("R8.1.15")
    dialog.reason.setPlainText("写しは要らない。")
    assert dialog.main.isEnabled()
    QTest.keyClick(dialog.main, Qt.Key.Key_Return)
    program.do_wait()
    decision = screen.issue.reading().issue.decision
    assert (decision.by, decision.date, decision.reason) == ("Shimin", "2026-01-15", "写しは要らない。")
    assert screen.issue.reading().issue.status == "decided"
    assert program.focus() is screen.list.view
    program.assert_saved()
    program.context.undo()
    program.do_wait()
    assert screen.issue.reading().issue.decision is None


def test_a_new_decision_says_which_it_replaces(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0008")
    tool = screen.issue.reading().options[0]
    before = screen.issue.reading().issue.decision
    screen.issue.decision_wanted.emit(tool.rid)
    dialog = dialog_of(program, DecideDialog)
    said = "".join(w.text() for w in dialog.findChildren(type(dialog.problem)))
    assert f"{before.date} の決定" in said
    assert dialog.way.code() == tool.rid
    dialog.by.setText("情報政策課長 大河原 淳")
    dialog.reason.setPlainText("端末が間に合わない。")
    dialog.main.click()
    program.do_wait()
    reading = screen.issue.reading()
    assert reading.issue.decision.supersedes == (before.rid,)
    assert reading.issue.disposition == "tool"
    assert len(reading.decisions) == 3
    assert "すぐに始められる。" in screen.issue.words(), "every earlier decision stays readable"


def test_options_stand_side_by_side(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0013")
    QTest.keyClicks(screen.list.view, "o")
    dialog = dialog_of(program, OptionDialog)
    assert not dialog.main.isEnabled()
    dialog.choose(next(c for c in screen.issue.disposition.choices() if c.code == "outsource"))
    dialog.content.setPlainText("印刷と封入を委ねる。")
    dialog._lines["cost"].setText("年30万円")
    dialog.main.click()
    program.do_wait()
    assert [o.content for o in screen.issue.reading().options] == ["印刷と封入を委ねる。"]
    assert "年30万円" in screen.issue.words()
    assert screen.issue.decide.isEnabled()


def test_new_issue_and_rewriting(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = register(program)
    QTest.keyClicks(screen.list.view, "n")
    dialog = dialog_of(program, IssueDialog)
    assert dialog.owner.text() == "佐藤 花子"
    assert not dialog.main.isEnabled()
    dialog.title.setText("手数料の計算が変わる")
    dialog.due.setText("令和8年2月30日")
    assert not dialog.main.isEnabled()
    assert "日付" in dialog.reason.text()
    dialog.due.setText("令和8年3月2日")
    dialog.main.click()
    program.do_wait()
    issue = screen.issue.reading().issue
    assert (issue.number, issue.title, issue.due) == ("G-0014", "手数料の計算が変わる", "2026-03-02")
    assert screen.list.view.rid() == issue.rid
    QTest.keyClick(screen.list.view, Qt.Key.Key_Return)
    dialog = dialog_of(program, IssueDialog)
    dialog.degree.set_code("high")
    dialog.status.set_code("studying")
    dialog.main.click()
    program.do_wait()
    issue = screen.issue.reading().issue
    assert (issue.degree, issue.status) == ("high", "studying")
    assert program.window.rail.item("register").accessibleName().endswith("件")


def test_links_lead_there_and_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0005")  # another business than the one at hand
    screen.beside.followed.emit("comparison", "req:0240205")
    program.do_wait()
    assert program.window.screen() == "comparison"
    assert program.context.business == "024"
    assert program.row_at_hand().node == "req:0240205"
    program.do_press("G")
    program.do_wait()
    assert program.window.screen() == "register"
    assert screen.issue.reading().issue.number == "G-0005"
    screen.beside.followed.emit("linkmap", "link:001/001o001-03")
    program.do_wait()
    linkmap = program.window.linkmap
    assert linkmap.centre.code() == "business:001"
    assert linkmap.table.rows.row(linkmap.table.currentIndex().row()).node == "link:001/001o001-03"


def test_what_runs_today_is_found_in_the_survey(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0008")
    name, record = screen.issue.reading().records[0]
    assert name == "functions"
    screen.beside.followed.emit("survey", f"{name}/{record.number}")
    program.do_wait()
    assert program.window.screen() == "survey"
    survey = program.window.screens.get("survey")
    assert survey.list_name() == "functions"
    assert survey.model.rowCount() >= 1
    assert survey.model.row_of(record.rid) >= 0


def test_an_issue_from_the_picture(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.go("linkmap")
    program.do_wait()
    linkmap = program.window.linkmap
    linkmap.table.setCurrentIndex(linkmap.table.rows.index(0, 0))
    program.do_wait()
    node = linkmap.table.rows.row(0).node
    linkmap.impact.issue.click()
    program.do_wait()
    dialog = dialog_of(program, IssueDialog)
    assert dialog.kind.code() == "linkage"
    dialog.main.click()
    program.do_wait()
    issue = program.window.register.issue.reading().issue
    assert node in (*issue.nodes, *(f"curlink:{r}" for r in issue.records))


def test_the_palette_finds_issues(start: Start, workspace: Path) -> None:
    program = start(workspace)
    palette = program.window._palette
    palette.open()
    palette.palette.line.setText("外字")
    palette.palette.line.typed.emit()
    QTest.qWait(200)
    program.do_wait()
    hit = next(h for h in palette.palette.hits() if h.kind == "課題")
    assert hit.text.startswith("G-0002")
    palette.palette.hide()
    hit.run()
    program.do_wait()
    assert program.window.register.issue.reading().issue.number == "G-0002"


def test_what_became_unlawful_is_marked_and_kept(start: Start, workspace: Path) -> None:
    program = start(workspace)

    def break_the_law(session: Session) -> None:
        """As a merge would bring it: past every check of input."""
        from app.services import register_read

        rid = register_read.issue(session, "G-0005").rid
        with session.project.unit("届いた記録") as unit:
            unit.set(rid, "issue", "disposition", {"disposition": "customise", "content": "残す。"})

    program.context.run(break_the_law)
    program.do_wait()
    screen = choose(program, "G-0005")
    line = next(line for line in screen.list.model.lines() if line.number == "G-0005")
    assert line.unlawful
    assert screen.issue._unlawful.isVisible()
    assert "法令上要確認" in screen.issue.disposition.accessibleName()
    screen.list.facets.choose("unlawful")
    assert [line.number for line in screen.list.model.lines()] == ["G-0005"]


@pytest.mark.parametrize("size", [(1366, 690), (1920, 1080), (1093, 550), (1000, 540)])
def test_sizes(start: Start, workspace: Path, size: tuple[int, int]) -> None:
    program = start(workspace, size=size)
    screen = choose(program, "G-0003")
    small = size[0] < 1200
    assert screen.tabs.isVisible() is small
    assert screen.issue.isVisible()
    assert screen.beside.isVisible() is not small
    if small:
        screen.tabs.bar.setCurrentIndex(1)
        assert screen.beside.isVisible()
    assert screen.issue.decide.isVisible() is not small or screen.tabs.bar.currentIndex() == 1


def test_an_empty_register_offers_the_next_step(start: Start, tmp_path: Path) -> None:
    from app.services import session
    from app.services.views import Who

    path = tmp_path / "空.fitgap"
    session.create(path, municipality="空の市", code="999997", size="general", who=Who("課", "人", "clerk")).close()
    program = start(path)
    screen = register(program)
    assert screen._first.isVisible()
    assert screen._first.hasFocus()
    screen._first.click()
    assert dialog_of(program, IssueDialog).isVisible()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-15", "2026-01-15"),
        ("２０２６／１／１５", "2026-01-15"),
        ("R8.1.15", "2026-01-15"),
        ("令和8年1月15日", "2026-01-15"),
        ("8.1.15", ""),
        ("2026-13-01", ""),
        ("年度末", ""),
    ],
)
def test_days_as_people_write_them(text: str, day: str) -> None:
    assert day_of(text) == day
