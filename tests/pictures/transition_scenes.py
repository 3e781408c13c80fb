"""過渡期 as it is pictured: the plan, a date on trial, the form of a pair."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import scenarios
from app.services.session import Session
from app.services.transition import plan
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
