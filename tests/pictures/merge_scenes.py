"""集約 as it is pictured: conflicts, one chosen, written anew, decided by a rule, what came in, who has answered."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.services.views import Who
from app.ui.merge.city_dialogs import AddDialog, AgreedDialog, DecideDialog, DeviateDialog, ListDialog
from app.ui.merge.dialogs import RewriteDialog, RuleDialog
from app.ui.merge.status import ChaseDialog
from app.ui.work import cities as city_work
from app.ui.work import frame as work
from tests.helpers.apart import write_apart, write_waiting
from tests.helpers.cities import NORTH, SOUTH, write_cities
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


@scene
def merge_cities_none(stage: Stage) -> Drawn:
    for code in (NORTH[0], SOUTH[0]):  # of the round before
        stage.context.run(city_work.remove, code, failed=lambda _problem: None)
    stage.rest()
    page = stage.window.screens.get("merge")
    page.cities._stale = True
    page.show_cities()
    stage.rest()
    return [stage.window]


@scene
def merge_cities_add(stage: Stage) -> Drawn:
    folder = Path(tempfile.mkdtemp(dir=stage.workspace.parent))
    north, south = write_cities(stage.workspace.with_name("集約.fitgap"), folder)
    page = stage.window.screens.get("merge").cities
    page.add_file(str(south))
    stage.dialog(AddDialog).main.click()
    stage.rest()
    page.add_file(str(north))
    return [stage.window, stage.dialog(AddDialog)]


@scene
def merge_cities(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge").cities
    north = max(stage.workspace.parent.glob("*/北市.fgpkg"), key=lambda p: p.stat().st_mtime)
    page.add_file(str(north))
    stage.dialog(AddDialog).main.click()
    stage.rest()
    page.search.clear()
    page.facets.choose("differs")
    stage.rest()
    page.table.choose(0)
    page.decide_chosen()
    dialog = stage.dialog(DecideDialog)
    dialog.verdict.set_code("fit")
    dialog.disposition.set_code("bpr")
    dialog.reason.setText("三市とも窓口の流れが同じで、様式を揃えられる。")
    dialog.by.setText("三市共同化協議会")
    dialog.on.setText("2026-11-20")
    dialog.main.click()
    stage.rest()
    page.table.choose(page.model.place_of(("001", "req", "0010402", "")))
    stage.rest()
    page.table.setFocus()
    return [stage.window]


@scene
def merge_cities_decide(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge").cities
    page.table.choose(0)
    stage.rest()
    page.decide_chosen()
    return [stage.window, stage.dialog(DecideDialog)]


@scene
def merge_cities_deviate(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge").cities
    page.ask_deviation()
    dialog = stage.dialog(DeviateDialog)
    dialog.reason.setText("条例を改めるまでは、いまの様式を使う。")
    return [stage.window, dialog]


@scene
def merge_cities_agreed(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge").cities
    page.facets.choose("all")
    stage.rest()
    page.table.choose(0)
    page.ask_agreed()
    return [stage.window, stage.dialog(AgreedDialog)]


@scene
def merge_cities_list(stage: Stage) -> Drawn:
    stage.window.screens.get("merge").cities.ask_list()
    return [stage.window, stage.dialog(ListDialog)]


@scene
def merge_cities_compare(stage: Stage) -> Drawn:
    """What others say stands beside the item that is judged."""
    stage.window.follow("comparison", "req:0010101")
    stage.rest()
    bar = stage.window.comparison.today._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    stage.rest()
    return [stage.window]
