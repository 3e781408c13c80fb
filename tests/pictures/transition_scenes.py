"""過渡期 as it is pictured: the plan, a date on trial, the form of a pair."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import pmo as progress
from app.services import scenarios
from app.services.session import Session
from app.services.transition import plan
from app.ui.pmo.dialogs import CloseDialog
from app.ui.transition.dialogs import PairDialog
from app.ui.transition.scenarios import CompareDialog
from tests.pictures.stage import Drawn, Stage, scene

DATES = ["2026-01", "2026-03", "2026-06"]


def _screen(stage: Stage):
    stage.window.go("transition")
    stage.rest()
    return stage.window.screens.get("transition")


def _system(screen, name: str) -> str:
    return next(m.id for m in screen._view.before.moves.values() if m.name == name)


@scene
def transition(stage: Stage) -> Drawn:
    screen = _screen(stage)
    screen.timeline.systems.choose(_system(screen, "介護保険システム"))
    stage.rest()
    return [stage.window]


@scene
def transition_trial(stage: Stage) -> Drawn:
    screen = _screen(stage)
    screen.timeline.systems.choose(_system(screen, "住民情報システム"))
    screen.timeline.systems.setFocus()
    for _ in range(2):
        QTest.keyClick(screen.timeline.systems, Qt.Key.Key_Right)
        stage.rest()
    return [stage.window]


@scene
def transition_details(stage: Stage) -> Drawn:
    """The third tab of a small window; beside the others elsewhere."""
    screen = _screen(stage)
    screen._tabs.bar.setCurrentIndex(2)
    stage.rest()
    return [stage.window]


@scene
def transition_pair(stage: Stage) -> Drawn:
    screen = _screen(stage)
    screen._tabs.bar.setCurrentIndex(1)
    screen.let_go()
    stage.rest()
    screen.table.setCurrentIndex(screen.table.rows.index(0, 0))
    screen.write(screen.table.pair())
    dialog = stage.dialog(PairDialog)
    dialog.method.setCurrentIndex(1)
    stage.rest()
    return [stage.window, dialog]


@scene
def transition_compare(stage: Stage) -> Drawn:
    screen = _screen(stage)
    stage.context.run(_keep)
    screen.load()
    stage.rest()
    screen.scenarios.compare()
    stage.rest()
    return [stage.window, stage.dialog(CompareDialog)]


def _keep(session: Session) -> None:
    """Two sets of dates from the orders; once."""
    if scenarios.listed(session):
        return
    scenarios.save(session, "住民記録を先に", scenarios.in_order(session, "one_by_one", DATES))
    every = plan(session).moves
    scenarios.save(session, "すべて三月にそろえる", dict.fromkeys(every, "2026-03"))


@scene
def handin(stage: Stage) -> Drawn:
    stage.window.go("handin")
    stage.rest()
    return [stage.window]


@scene
def handin_page(stage: Stage) -> Drawn:
    stage.window.go("handin")
    page = stage.window.screens.get("handin").write
    page._tabs.bar.setCurrentIndex(1)
    page.choose("state")
    stage.rest()
    return [stage.window]


@scene
def pmo(stage: Stage) -> Drawn:
    stage.context.run(_report)
    stage.window.go("handin", "pmo")
    place = stage.window.screens.get("handin")
    place.show_part("pmo")
    stage.rest()
    page = place.page("pmo")
    page.load()
    stage.rest()
    page.view.go_to("001", "③-2")
    page.view.setFocus()
    stage.rest()
    return [stage.window]


@scene
def pmo_close(stage: Stage) -> Drawn:
    page = stage.window.screens.get("handin").page("pmo")
    page.ask_close()
    stage.rest()
    return [stage.window, stage.dialog(CloseDialog)]


def _report(session: Session) -> None:
    """Some months' work reported, one status too early; once."""
    if any(c.status for row in progress.board(session) for c in row.cells):
        return
    rows = progress.board(session)
    wanted = []
    for n, row in enumerate(rows):
        for place, cell in enumerate(row.cells[: 20 - 2 * n]):
            state = "done" if place < 12 - 2 * n else "out" if cell.step.startswith("⑥") else "working"
            wanted.append((row.business, cell.step, {"status": state}))
    wanted.append(("001", "③-2", {"status": "done", "evidence": "判定の一覧（10月31日）"}))
    progress.record(session, wanted)
