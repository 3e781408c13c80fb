"""過渡期 in the window: dates tried by key, by mouse and by typing, kept only with a reason; pairs written lawfully."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.services import session as sessions
from app.services import survey, transition
from app.services.views import Who
from app.ui.parts.dialogs import AskText
from app.ui.parts.text import Label
from app.ui.transition.dialogs import PairDialog, TryDialog, date_problem
from app.ui.transition.pairs import texts
from app.ui.transition.scale import key
from app.ui.transition.scenarios import CompareDialog, OrderDialog
from app.ui.transition.screen import TransitionScreen
from tests.ui.objects import ProgramObject
from tests.ui.register_steps import dialog_of

Start = Callable[..., ProgramObject]


def screen_of(program: ProgramObject) -> TransitionScreen:
    program.window.resize(1366, 768)
    program.window.go("transition")
    program.do_wait()
    return program.window.screens.get("transition")


def named(screen: TransitionScreen, name: str) -> str:
    return next(m.id for m in screen._view.before.moves.values() if m.name == name)


def choose(screen: TransitionScreen, name: str) -> str:
    system = named(screen, name)
    screen.timeline.systems.choose(system)
    screen.timeline.systems.setFocus()
    return system


def stored(program: ProgramObject, system: str) -> str:
    return transition.plan(program.context.session).moves[system].shift.text


def test_rows_pairs_and_panel_say_what_the_plan_says(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    plan = screen._view.plan
    assert len(plan.moves) > 5
    shown = [screen.timeline.systems.rows.row(n) for n in range(screen.timeline.systems.rows.rowCount())]
    assert {r.move.id for r in shown if r.move} == set(plan.moves)
    assert screen.table.rows.rowCount() == len(plan.pairs) > 5
    assert str(plan.counts.without_method) in screen.without.text()
    choose(screen, "介護保険システム")
    program.do_wait()
    words = screen.panel.words()
    assert "介護保険システム" in words
    assert "契約が先に終わります" in words
    for by in ("time", "department", "group", "vendor"):
        screen.by.choose(by)
        shown = [screen.timeline.systems.rows.row(n) for n in range(screen.timeline.systems.rows.rowCount())]
        assert {r.move.id for r in shown if r.move} == set(plan.moves)


def test_a_date_is_tried_by_key_and_nothing_is_recorded_until_it_is_kept(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    system = choose(screen, "住民情報システム")
    undoable = program.context.history.undo[0]
    for _ in range(2):
        program.do_press(Qt.Key.Key_Right)
        program.do_wait()
    assert dict(screen.trial()) == {system: "2026-03"}
    change = screen._view.change
    assert change.added
    words = "\n".join(screen.panel.words())
    assert "2026年1月 → 2026年3月" in words
    assert f"{change.before.pairs} →" in words
    assert not screen.table.isColumnHidden(3)
    states = {texts(screen.table.rows.line(n))[3] for n in range(screen.table.rows.rowCount())}
    assert {"増える", "なくなる"} <= states
    assert program.context.history.undo[0] == undoable
    assert stored(program, system) == "令和8年1月"
    program.do_press(Qt.Key.Key_Left)
    program.do_wait()
    program.do_press(Qt.Key.Key_Left)
    program.do_wait()
    assert screen.trial() == {}
    assert screen._view.change is None
    program.do_press(Qt.Key.Key_Right)
    program.do_wait()
    program.do_press(Qt.Key.Key_Escape)
    program.do_wait()
    assert screen.trial() == {}
    assert program.context.history.undo[0] == undoable


def test_what_is_tried_is_kept_with_a_reason_and_undone_in_one_step(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    system = choose(screen, "住民情報システム")
    program.do_press(Qt.Key.Key_Right)
    program.do_wait()
    added = {p.id for p in screen._view.change.added}
    before = {p.id for p in screen._view.before.pairs}
    screen.panel.main.click()
    dialog = dialog_of(program, AskText)
    assert not dialog.main.isEnabled()
    dialog.line.setText("ベンダの要員が足りない")
    dialog.accept()
    program.do_wait()
    assert screen.trial() == {}
    assert stored(program, system) == "2026-02"
    assert added <= {p.id for p in screen._view.plan.pairs}
    program.window.action("undo").trigger()
    program.do_wait()
    assert stored(program, system) == "令和8年1月"
    assert {p.id for p in screen._view.plan.pairs} == before


def test_the_mouse_pulls_a_date_to_another_month(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    system = choose(screen, "住民情報システム")
    view = screen.timeline.systems
    scale = view.bars.scale
    rect = view.visualRect(view.currentIndex())
    span = screen._view.plan.moves[system].shift.settled
    at = QPoint(round(scale.x(span.first)), rect.center().y())
    to = QPoint(round(at.x() + 3 * scale.month), at.y())
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(view.viewport(), to)
    assert view.bars.dragged == (system, scale.at(to.x()))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=to)
    program.do_wait()
    assert screen.trial() == {system: key(scale.at(to.x()))} == {system: "2026-04"}
    # beside the date nothing is taken hold of
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at + QPoint(round(scale.month), 0))
    assert view.bars.dragged is None


def test_a_date_is_typed_as_people_type_it(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    system = choose(screen, "住民情報システム")
    program.do_press(Qt.Key.Key_Return)
    dialog = dialog_of(program, TryDialog)
    dialog.when.setText("らいねん")
    assert not dialog.main.isEnabled()
    dialog.when.setText("未定")
    dialog.accept()
    program.do_wait()
    assert screen.trial() == {system: "未定"}
    assert any(p.open for p in screen._view.change.added) or screen._view.change.after.open > 0
    assert date_problem("令和8年度末") == ""
    assert date_problem("") != ""


def test_a_year_that_is_a_slip_of_the_keys_is_shown_and_goes_no_further(start: Start, workspace: Path) -> None:
    opened = sessions.open_(workspace, who=Who("情報政策課", "見本 太郎", "office"))
    survey.set_cells(opened, "systems", [(survey.rid_of(opened, "S-0001"), {"migration": "9998-12"})])
    opened.close()
    program = start(workspace)
    screen = screen_of(program)
    system = choose(screen, "住民情報システム")
    for step in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(screen.timeline.systems, step)
        program.do_wait()
    assert screen._view.plan.moves[system].before is None
    assert date_problem("9998-12")
    assert not date_problem("2031-01")


def test_a_system_that_goes_while_it_is_on_trial_takes_only_its_own_trial_along(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    kept = choose(screen, "国保給付システム")
    QTest.keyClick(screen.timeline.systems, Qt.Key.Key_Right)
    program.do_wait()
    gone = choose(screen, "住民情報システム")
    QTest.keyClick(screen.timeline.systems, Qt.Key.Key_Right)
    program.do_wait()
    assert set(screen._view.plan.trial) == {kept, gone}
    told: list[str] = []
    program.context.said.connect(told.append)

    def delete(session: object) -> object:
        return survey.delete_records(session, "systems", [gone])

    program.context.run(delete, done=lambda done: program.context.note_commit(done, program.context.history))
    program.do_wait()
    assert set(screen._view.plan.trial) == {kept}
    assert any("その試しをやめました" in t for t in told)


def test_a_pair_states_what_the_law_wants_before_it_is_recorded(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    screen.table.setCurrentIndex(screen.table.rows.index(0, 0))
    pair = screen.table.pair()
    screen.table.setFocus()
    program.do_press(Qt.Key.Key_Return)
    dialog = dialog_of(program, PairDialog)
    dialog.method.setCurrentIndex(dialog.method.findData("current"))
    assert not dialog.main.isEnabled()
    assert "合理的説明と期限" in dialog.problem.text()
    dialog.reason.setPlainText("相手が三月に移るまで、今の連携を残す。")
    dialog.term.setText("いつか")
    assert not dialog.main.isEnabled()
    dialog.term.setText("令和8年3月末")
    assert dialog.main.isEnabled()
    dialog.tests.setText("１")
    assert not dialog.main.isEnabled()
    dialog.tests.setText("1")
    dialog.accept()
    program.do_wait()
    now = next(p for p in screen._view.plan.pairs if p.id == pair.id)
    assert (now.said.method, now.missing, now.tests) == ("current", (), 1)
    screen.without.click()
    assert pair.id not in {screen.table.rows.line(n).pair.id for n in range(screen.table.rows.rowCount())}
    program.window.action("undo").trigger()
    program.do_wait()
    assert next(p for p in screen._view.plan.pairs if p.id == pair.id).missing


def test_somebody_elses_change_keeps_the_trial(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    system = choose(screen, "住民情報システム")
    other = named(screen, "個人住民税システム")
    program.do_press(Qt.Key.Key_Right)
    program.do_wait()
    session = program.context.session
    changes = survey.set_cells(session, "systems", [(other, {"migration": "2026-05"})])
    program.context.note_commit(changes, program.context.history)
    program.do_wait()
    assert screen.trial() == {system: "2026-02"}
    assert screen._view.plan.moves[other].shift.text == "2026-05"


def test_without_writing_one_may_try_and_not_keep(start: Start, workspace: Path) -> None:
    start(workspace)
    second = start(workspace)
    assert second.context.read_only
    screen = screen_of(second)
    choose(screen, "住民情報システム")
    second.do_press(Qt.Key.Key_Right)
    second.do_wait()
    assert screen._view.change is not None
    assert not screen.panel.main.isEnabled()
    assert not screen.edit.isEnabled()


def test_a_town_without_systems_is_told_the_next_step(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "から.fitgap"
    who = Who("情報課", "中村")
    sessions.create(path, municipality="から市", code="999997", size="general", who=who).close()
    screen = screen_of(start(path))
    assert screen._stack.currentWidget() is screen.empty
    assert screen.write_systems.isVisible()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 560), (1920, 1080)])
def test_every_row_is_said_aloud_and_models_keep_the_rules(
    start: Start, workspace: Path, size: tuple[int, int]
) -> None:
    program = start(workspace)
    screen = screen_of(program)
    program.window.resize(*size)
    rows = screen.timeline.systems.rows
    said = [rows.index(n, 0).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(rows.rowCount())]
    assert any("住民情報システム" in t and "移行 2026年1月" in t and "過渡期の組" in t for t in said)
    pair = screen.table.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "方式" in pair
    assert "期間" in pair
    for view in (screen.timeline.systems, screen.table):
        assert QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Name)
    for model in (rows, screen.table.rows):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    screen.attempt({named(screen, "住民情報システム"): "2027-10"})
    program.do_wait()
    screen.let_go()
    program.do_wait()


def test_a_trial_gets_a_name_and_is_compared_tried_again_and_deleted(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    system = choose(screen, "住民情報システム")
    screen.scenarios._fill()
    words = {a.text(): a for a in screen.scenarios.menu.actions()}
    assert not words["この試しを案に残す…"].isEnabled()
    program.do_press(Qt.Key.Key_Right)
    program.do_wait()
    screen.scenarios.ask_name()
    dialog = dialog_of(program, AskText)
    dialog.line.setText("一か月遅らせる")
    dialog.accept()
    program.do_wait()
    assert dict(screen.trial()) == {system: "2026-02"}, "a name records no date"
    screen.let_go()
    program.do_wait()
    screen.scenarios.compare()
    program.do_wait()
    compared = dialog_of(program, CompareDialog)
    said = [w.text() for w in compared.findChildren(Label)]
    assert "一か月遅らせる" in said
    rid = screen._view.scenarios[0].rid
    compared._try(screen.scenarios.try_, rid)
    program.do_wait()
    assert dict(screen.trial()) == {system: "2026-02"}
    screen.scenarios._delete(rid)
    program.do_wait()
    assert screen._view.scenarios == ()


def test_an_order_gives_dates_to_all_systems(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    screen = screen_of(program)
    screen.scenarios.ask_order()
    dialog = dialog_of(program, OrderDialog)
    assert dialog.order.count() == 4
    dialog.order.set_code("one_by_one")
    dialog._stages()
    assert not dialog.main.isEnabled()
    dates = ["2026-01", "2026-03", "2026-05"]
    for line, text in zip(dialog.lines, dates, strict=True):
        line.setText(text)
    assert dialog.main.isEnabled()
    used = dialog.dates()
    dialog.accept()
    program.do_wait()
    assert {m.shift.text for m in screen._view.plan.moves.values() if m.on_trial} <= set(used)
    assert screen._view.change.moved
    out = tmp_path / "移行計画.xlsx"
    screen.export_to(str(out))
    program.do_wait()
    book = load_workbook(out)
    cells = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None}
    assert any("住民情報システム" in c for c in cells)
    assert {"増える", "なくなる"} & cells
