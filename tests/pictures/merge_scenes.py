"""集約 as it is pictured: conflicts, one chosen, written anew, decided by a rule, what came in, who has answered."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.services.views import Who
from app.ui.merge.dialogs import RewriteDialog, RuleDialog
from app.ui.merge.status import ChaseDialog
from app.ui.work import frame as work
from tests.helpers.apart import write_apart, write_waiting
from tests.pictures.scenes import Drawn, Stage, scene


@scene
def merge(stage: Stage) -> Drawn:
    path = stage.workspace.with_name("集約.fitgap")
    if not path.exists():
        from app.services import sample

        sample.start_sample(path).close()
        write_waiting(path, path.parent / "受け取り")
        write_apart(path, Path(tempfile.mkdtemp(dir=path.parent)))
    who = Who("情報政策課", "中村 健", "office")
    stage.context.open_with(work.open_file, str(path), who, label="")
    stage.rest()
    stage.window.go("merge")
    stage.rest()
    page = stage.window.screens.get("merge")
    page.tabs.setCurrentIndex(0)
    page.list.choose(1)
    stage.rest()
    return [stage.window]


@scene
def merge_chosen(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge")
    page.pane.choose(2)
    page.pane.reason.setText("主管課が実機で確かめた値を採る。")
    stage.rest()
    return [stage.window]


@scene
def merge_rewrite(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge")
    page.pane.rewrite.emit()
    return [stage.window, stage.dialog(RewriteDialog)]


@scene
def merge_rule(stage: Stage) -> Drawn:
    for dialog in stage.window.findChildren(RewriteDialog):
        dialog.reject()
    stage.rest()
    page = stage.window.screens.get("merge")
    page.ask_rule()
    stage.rest()
    dialog = stage.dialog(RuleDialog)
    dialog.rule.set_code("by:市民課")
    dialog.asked.emit("by:市民課")
    stage.rest()
    return [stage.window, dialog]


@scene
def merge_deleted(stage: Stage) -> Drawn:
    for dialog in stage.window.findChildren(RuleDialog):
        dialog.reject()
    stage.rest()
    page = stage.window.screens.get("merge")
    page.list.choose(3)
    stage.rest()
    return [stage.window]


@scene
def merge_packages(stage: Stage) -> Drawn:
    """One in the folder, with what it would bring; one that came in; one that can't be read."""
    stage.window._context.inbox.watch(str(stage.workspace.parent / "受け取り"))
    stage.rest()
    page = stage.window.screens.get("merge")
    page.show_packages()
    page.arrived.list.choose(next(e.key for e in page.arrived.list.entries() if "税務課" in e.key))
    stage.rest()
    return [stage.window]


@scene
def merge_package_in(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge")
    entries = page.arrived.list.entries()
    page.arrived.list.choose(next(e.key for e in entries if e.key.startswith("#")))
    stage.rest()
    return [stage.window]


@scene
def merge_status(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge")
    page.show_status()
    stage.rest()
    return [stage.window]


@scene
def merge_status_chase(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge")
    next(iter(page.status.asking.values())).click()
    return [stage.window, stage.dialog(ChaseDialog)]
