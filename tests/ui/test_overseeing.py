"""比較分析 beside judging: what the facts lead to, confirmations, assignments, 重点, and the lists they make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from app.services import catalogue
from app.services.views import FORCE, ItemFilter
from app.ui.comparison.care_cards import CareCard, FocusCard
from app.ui.comparison.care_dialogs import AssignDialog, FocusDialog, FollowingDialog, HandOverDialog, ReturnDialog
from app.ui.comparison.screen import ComparisonScreen
from app.ui.parts.text import Label
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def screen_of(program: ProgramObject) -> ComparisonScreen:
    return program.window.comparison


def act(program: ProgramObject, word: str) -> None:
    """Chooses an entry of the menu 確認・担当."""
    menu = screen_of(program).overseeing.menu()
    action = next(a for a in menu.actions() if a.text().startswith(word))
    assert action.isEnabled()
    action.trigger()
    program.do_wait()


def dialog_of(program: ProgramObject, kind: type):
    return next(d for d in program.window.findChildren(kind) if d.isVisible())


def texts(program: ProgramObject, kind: type) -> str:
    cards = [c for c in screen_of(program).today.findChildren(kind) if c.isVisible()]
    return "\n".join(label.text() for card in cards for label in card.findChildren(Label))


def proposed(program: ProgramObject) -> list[str]:
    return [key.verdict.code for key in screen_of(program).bar._keys if key.proposed()]


def facets(program: ProgramObject):
    found = []
    program.context.run(lambda session: catalogue.facets(session, FORCE, ItemFilter()), done=found.append)
    program.do_wait()
    return found[0]


def facet(program: ProgramObject, code: str):
    return screen_of(program).list.facets._buttons[code]


def test_the_keys_the_facts_lead_to_are_marked_and_follow_the_chosen_fact(start: Start, workspace: Path) -> None:
    program = start(workspace)
    bar = screen_of(program).bar
    screen_of(program).set_detailed(True)
    program.do_choose("req:0010505")  # ×
    program.do_wait()
    assert program.row_at_hand().cls == "prohibited"
    for fact, expected in (("in_use", ["gap"]), ("manual", ["fit"]), ("unknown", ["ask"])):
        bar.current.set_code(fact)
        bar.current.activated.emit(0)
        assert proposed(program) == expected
    bar.revert()


def test_a_return_needs_a_reason_stands_in_the_pane_and_goes_with_a_new_verdict(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.do_press("3")
    program.do_wait()
    program.do_press(Qt.Key.Key_Up)
    program.do_wait()
    node = program.row_at_hand().node
    assert program.verdict_of(node) == "gap"
    act(program, "差し戻す")
    dialog = dialog_of(program, ReturnDialog)
    assert not dialog.main.isEnabled()
    dialog._reason.setText("様式の根拠も書いてください。")
    assert dialog.main.isEnabled()
    dialog.accept()
    program.do_wait()
    program.assert_said("1 件を「差戻し」にしました")
    assert "様式の根拠も書いてください。" in texts(program, CareCard)
    assert facet(program, "returned").isVisible()
    facet(program, "returned").click()
    program.do_wait()
    assert [program.model.row_of(k).node for k in program.model.all_keys()] == [node]
    screen_of(program).list.clear_filter()
    program.do_wait()
    program.do_choose(node)
    program.do_wait()
    program.do_press("1")
    program.do_wait()
    assert facets(program).by_review.get("returned") is None
    program.do_choose(node)
    program.do_wait()
    assert "確認の後に判定が変わりました" in texts(program, CareCard)


def test_what_is_assigned_to_me_is_a_list_of_its_own(start: Start, workspace: Path) -> None:
    program = start(workspace)
    who = program.context.who()
    node = program.row_at_hand().node
    act(program, "担当を決める")
    dialog = dialog_of(program, AssignDialog)
    assert not dialog.main.isEnabled()
    dialog._department.setText(who.department)
    dialog._person.setText(who.name)
    dialog._due.setText("令和8年1月末")
    dialog.accept()
    program.do_wait()
    assert "期限 令和8年1月末" in texts(program, CareCard)
    facet(program, "mine").click()
    program.do_wait()
    assert [program.model.row_of(k).node for k in program.model.all_keys()] == [node]
    act(program, "担当を外す")
    assert facets(program).mine == 0


def test_a_point_of_focus_stands_first_in_the_pane_and_comes_back_by_undo(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.do_press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    program.do_wait()
    assert len(program.list.selected_keys()) == 2
    act(program, "重点にする")
    dialog = dialog_of(program, FocusDialog)
    dialog._note.setText("帳票の外部委託に影響します")
    dialog._viewpoint.setText("封入の順番")
    dialog.accept()
    program.do_wait()
    assert facets(program).focus == 2
    assert "確認観点：封入の順番" in texts(program, FocusCard)
    program.context.undo()
    program.do_wait()
    assert facets(program).focus == 0
    assert texts(program, FocusCard) == ""


def test_what_the_facts_decide_is_offered_shown_and_recorded_in_one_step(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    assert screen.list.following.isVisible()
    judged = screen.bar.progress()[0]
    screen.list.following_offered.emit()
    program.do_wait()
    dialog = dialog_of(program, FollowingDialog)
    count = len([label for label in dialog.findChildren(Label) if "→" in label.text() and "件" in label.text()])
    assert count == 1
    dialog.accept()
    program.do_wait()
    done = screen.bar.progress()[0] - judged
    assert done > 1
    assert not screen.list.following.isVisible()
    program.context.undo()
    program.do_wait()
    assert screen.bar.progress()[0] == judged


def test_nothing_can_be_confirmed_while_the_file_is_only_read(start: Start, workspace: Path) -> None:
    start(workspace)
    second = start(workspace)
    assert second.context.read_only
    menu = screen_of(second).overseeing.menu()
    usable = [a.text() for a in menu.actions() if a.isEnabled() and not a.isSeparator()]
    assert usable == ["この項目の経緯…"]


def test_what_is_mine_goes_to_my_successor_in_one_step(start: Start, workspace: Path) -> None:
    program = start(workspace)
    who = program.context.who()
    screen = screen_of(program)
    screen.overseeing.assign([screen.list.view.key()], who.department, who.name, "")
    program.do_wait()
    assert facets(program).mine == 1
    act(program, "自分の担当を後任者に引き継ぐ")
    dialog = dialog_of(program, HandOverDialog)
    assert not dialog.main.isEnabled()
    dialog._successor.setText(f"{who.department}/鈴木 太郎")
    dialog.accept()
    program.do_wait()
    program.assert_said("に引き継ぎました")
    assert facets(program).mine == 0
