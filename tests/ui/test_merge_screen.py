"""集約 in the real window: conflicts decided by keys, written anew, by a rule; the ledger; undo brings them back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.services import parcels, sample
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who
from app.ui.merge.dialogs import RewriteDialog, RuleDialog
from app.ui.merge.screen import MergeScreen
from app.ui.merge.status import ChaseDialog
from app.ui.parts.buttons import Button
from tests.helpers.apart import write_apart
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


@pytest.fixture(scope="module")
def united(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("united")
    path = folder / "みほん市.fitgap"
    sample.start_sample(path, who=Who("情報政策課", "中村 健", "office")).close()
    (folder / "packages").mkdir()
    write_apart(path, folder / "packages")
    return path


@pytest.fixture
def program(start: Start, united: Path, tmp_path: Path) -> ProgramObject:
    path = tmp_path / "集約.fitgap"
    path.write_bytes(united.read_bytes())
    return start(path)


def screen(program: ProgramObject) -> MergeScreen:
    program.window.go("merge")
    program.do_wait()
    return cast(MergeScreen, program.window.screens.get("merge"))


def stored(program: ProgramObject, item: str) -> tuple[Any, ...]:
    found: list[tuple[Any, ...]] = []
    sql = "SELECT verdict, detail, conflict FROM item_state WHERE item=?"
    program.window._context.run(lambda s: s.con.execute(sql, (item,)).fetchone(), done=found.append)
    program.do_wait()
    return found[0]


def titles(page: MergeScreen) -> list[str]:
    return [line.about for n in range(page.model.rowCount()) if (line := page.model.line(n))]


def test_keys_choose_and_decide_and_go_on(program: ProgramObject) -> None:
    page = screen(program)
    assert sorted(titles(page)) == ["メモ", "判定", "判定", "機能：有無"]
    assert program.window.rail.item("merge").accessibleName().endswith("4件")
    row = next(n for n in range(4) if page.model.line(n).node == "req:0010115")
    page.list.choose(row)
    program.do_wait()
    assert not page.pane.decide.isEnabled()
    QTest.keyClick(page.list, Qt.Key.Key_2)
    assert page.pane.reason.hasFocus()
    assert not page.pane.decide.isEnabled(), "no decision without its reason"
    page.pane.reason.setText("主管課が実機で確かめた")
    QTest.keyClick(page.pane.reason, Qt.Key.Key_Return)
    program.do_wait()
    assert page.model.rowCount() == 3
    taken = stored(program, "0010115")
    assert (taken[0], taken[2]) in {("fit", 0), ("gap", 0)}
    assert page.list.hasFocus()
    program.window._context.undo()
    program.do_wait()
    assert page.model.rowCount() == 4
    assert stored(program, "0010115")[2] == 1


def test_a_value_is_written_anew(program: ProgramObject) -> None:
    page = screen(program)
    page.list.choose(next(n for n in range(4) if page.model.line(n).node == "req:0010115"))
    program.do_wait()
    page.pane.rewriting.click()
    program.do_wait()
    (dialog,) = program.window.findChildren(RewriteDialog)
    dialog._editors["verdict"].set_code("partial")
    dialog._editors["detail"].setText("外字の作り方だけが違う")
    dialog.reason.setText("両課で読み合わせた")
    dialog.main.click()
    program.do_wait()
    assert stored(program, "0010115") == ("partial", "外字の作り方だけが違う", 0)


def test_a_rule_shows_first_and_decides_in_one_step(program: ProgramObject) -> None:
    page = screen(program)
    page.ask_rule()
    program.do_wait()
    (dialog,) = program.window.findChildren(RuleDialog)
    assert [p.conflict.line.node for p in dialog.proposals] == ["req:0010116"]
    assert not dialog.main.isEnabled()
    dialog.rule.set_code("by:市民課")
    dialog.asked.emit("by:市民課")
    program.do_wait()
    assert len(dialog.proposals) == 3
    dialog.reason.setText("主管課の値を採る")
    dialog.main.click()
    program.do_wait()
    assert titles(page) == ["機能：有無"]
    assert stored(program, "0010115")[0] == "gap"
    program.window._context.undo()
    program.do_wait()
    assert page.model.rowCount() == 4


def test_what_came_in_is_listed_and_withdrawn_with_a_reason(program: ProgramObject) -> None:
    page = screen(program)
    page.show_packages()
    assert page.tabs.tabText(1) == "届いたもの 1"
    page._withdraw(page_package(program), "別の課の分でした")
    program.do_wait()
    assert page.model.rowCount() == 0, "what the package brought counts no more"


def page_package(program: ProgramObject) -> str:
    found: list[str] = []
    program.window._context.run(lambda s: s.con.execute("SELECT package FROM ledger").fetchone()[0], done=found.append)
    program.do_wait()
    return found[0]


def test_a_conflict_seen_while_comparing_leads_to_its_values(program: ProgramObject) -> None:
    screen(program)
    program.window.go("comparison")
    program.do_wait()
    program.do_choose("req:0010116")
    program.do_wait()
    (button,) = [
        b
        for b in program.window.comparison.today.findChildren(Button)
        if b.word() == "見比べて決める…" and b.isVisible()
    ]
    button.click()
    program.do_wait()
    page = cast(MergeScreen, program.window.screens.get("merge"))
    assert program.window.screen() == "merge"
    assert page.pane.conflict().line.node == "req:0010116"


def test_who_has_answered_and_the_words_to_ask_with(program: ProgramObject) -> None:
    page = screen(program)
    assert page.tabs.tabText(2) == "状況（まだ 2）"
    page.show_status()
    program.do_wait()
    assert page.status.sum.text() == "まだ返っていない 2（うち期限を過ぎた 1）　返った 1　渡していない 2"
    assert page.status.isVisible()
    assert len(page.status.asking) == 2
    next(iter(page.status.asking.values())).click()
    program.do_wait()
    dialog = next(d for d in program.window.findChildren(ChaseDialog) if d.isVisible())
    text = dialog.text.toPlainText()
    assert text.startswith("税務課 ご担当者様")
    assert "期限を 4 日過ぎています" in text
    dialog.text.setPlainText(text + "追伸")
    dialog.main.click()
    assert QGuiApplication.clipboard().text().endswith("追伸")
    program.do_wait()
    bars = next(b for b in page.status.bars.values() if b.accessibleName().startswith("介護保険課"))
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_Return)
    program.do_wait()
    assert (program.window.screen(), program.window._context.business) == ("comparison", "023")
    program.window.go("merge")
    program.do_wait()
    program.window._context.run(hand_to_insurance, done=lambda _made: program.window._context.handed_out.emit())
    program.do_wait()
    assert page.tabs.tabText(2) == "状況（まだ 3）"
    assert len(page.status.asking) == 3


def hand_to_insurance(session: Session) -> None:
    parcels.create_in(session, "保険年金課", Path(session.info.path).parent / "渡す")


def test_without_departments_the_status_says_what_to_do(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "空.fitgap"
    sessions.create(path, municipality="みほん市", code="999997", size="general", who=Who("課", "名")).close()
    program = start(path)
    page = screen(program)
    page.show_status()
    program.do_wait()
    assert page._stack.currentWidget() is page._no_department


def test_a_long_value_of_before_leaves_room_for_the_values(program: ProgramObject) -> None:
    page = screen(program)
    page.list.choose(next(n for n in range(4) if page.model.line(n).node == "req:0010115"))
    program.do_wait()
    page.pane._base.setText("端末名を印字していない。\n" * 200)
    page.pane._arrange()
    program.do_wait()
    assert page.pane._scroll.height() > 200
    assert page.pane._base.height() > page.pane._before.height(), "the rest is scrolled to"
