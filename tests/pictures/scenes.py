"""The screens as they are pictured: each scene brings a window into a state and names what is to be drawn.

Registered in the order they are drawn: those of the register first, the empty workspace last.
"""

from __future__ import annotations

from pathlib import Path

from app.services.views import Who
from app.ui.comparison.dialogs import BulkDialog, MapDialog
from app.ui.comparison.proposing import ProposalDialog
from app.ui.first_start.dialog import NEW, FirstStart
from app.ui.frame.help import HelpDialog
from app.ui.work import frame as work
from tests.pictures import register_scenes, standard_scenes
from tests.pictures.gallery import Gallery
from tests.pictures.stage import SCENES, Drawn, Stage, at_field, make_conflict, scene

__all__ = ["SCENES", "Stage", "make_conflict", "register_scenes", "standard_scenes"]


@scene
def first_start(stage: Stage) -> Drawn:
    dialog = FirstStart(stage.context.settings, Path("/home/sato/Documents"), None, version="0.1.0")
    dialog.set_limit(stage.height + 30)  # the picture has no title of a window
    dialog.form.set_who(Who("市民課", "佐藤 花子", "clerk"))
    dialog.show()
    stage.rest()
    return [dialog]


@scene
def first_start_new(stage: Stage) -> Drawn:
    dialog = FirstStart(stage.context.settings, Path("/home/sato/Documents"), None, version="0.1.0")
    dialog.set_limit(stage.height + 30)  # the picture has no title of a window
    dialog.form.set_who(Who("情報政策課", "中村 健", "office"))
    dialog.choose(NEW)
    dialog.new.municipality.setText("みほん市")
    dialog.new.code.setText("999998")
    dialog.show()
    stage.rest()
    return [dialog]


@scene
def comparison(stage: Stage) -> Drawn:
    stage.compare()
    return [stage.window]


@scene
def comparison_detailed(stage: Stage) -> Drawn:
    stage.compare(detailed=True)
    return [stage.window]


@scene
def comparison_fields(stage: Stage) -> Drawn:
    stage.compare(detailed=False, node="req:0010506")
    stage.window.comparison.bar.focus_field("detail")
    stage.window.comparison.bar.detail.setText("コンビニ交付の停止時間を画面から設定できない。")
    stage.window.comparison.judging.keep_draft()
    stage.rest()
    return [stage.window]


@scene
def comparison_conflict(stage: Stage) -> Drawn:
    stage.window.comparison.judging.drop_drafts()
    stage.compare(node="req:0010505")
    screen = stage.window.comparison
    key, edition = screen.list.view.key(), screen.edition().hash
    if not screen.judging.shown_reading().detail.row.conflict:
        stage.context.run(make_conflict, edition, key)
        stage.rest()
    screen._filter()
    stage.rest()
    stage.compare(node="req:0010505")
    return [stage.window]


@scene
def comparison_bulk(stage: Stage) -> Drawn:
    stage.window.comparison.judging.drop_drafts()
    stage.compare()
    stage.window.action("bulk.prohibited").trigger()
    return [stage.window, stage.dialog(BulkDialog)]


@scene
def comparison_map(stage: Stage) -> Drawn:
    stage.compare(node="req:0010506")
    stage.window.comparison.mapping.map_current()
    return [stage.window, stage.dialog(MapDialog)]


@scene
def comparison_orphans(stage: Stage) -> Drawn:
    stage.window.go("comparison")
    stage.window.comparison.list.tabs.setCurrentIndex(1)
    stage.rest()
    return [stage.window]


@scene
def comparison_proposals(stage: Stage) -> Drawn:
    stage.window.comparison.proposing.ask()
    stage.rest()
    dialog = stage.dialog(ProposalDialog)
    dialog.model.tick(dialog.model.at_least(40), True)
    stage.rest()
    return [stage.window, dialog]


@scene
def comparison_dispositions(stage: Stage) -> Drawn:
    stage.compare(node="req:0010504")
    stage.window.comparison.bar.open_dispositions()
    stage.rest()
    field = stage.window.comparison.bar.disposition
    return [stage.window, at_field(field.popup, field)]


@scene
def comparison_links(stage: Stage) -> Drawn:
    stage.compare()
    stage.window.comparison.list.kinds.choose("link")
    stage.rest()
    stage.window.comparison.go_to("link:001/001o001-03")
    stage.rest()
    stage.window.comparison.list.view.setFocus()
    return [stage.window]


@scene
def comparison_forms(stage: Stage) -> Drawn:
    stage.window.comparison.list.kinds.choose("form")
    stage.rest()
    stage.window.comparison.go_to("form:0010002")
    stage.rest()
    drawn: Drawn = [stage.window]
    return drawn


@scene
def palette(stage: Stage) -> Drawn:
    stage.compare()
    search = stage.window._palette
    search.open()
    search.palette.line.setText("発行")
    search.palette.line.typed.emit()
    stage.rest()
    stage.rest()
    return [stage.window, search.palette]


@scene
def help_page(stage: Stage) -> Drawn:
    stage.compare()
    stage.window.help()
    return [stage.window, stage.dialog(HelpDialog)]


@scene
def import_files(stage: Stage) -> Drawn:
    stage.window.go("standard")
    stage.window.standard.start_import([])
    stage.rest()
    return [stage.window]


@scene
def import_results(stage: Stage) -> Drawn:
    stage.window.standard.wizard.start([str(b) for b in stage.books])
    stage.context.tasks.wait(60_000)
    stage.rest()
    return [stage.window]


@scene
def import_findings(stage: Stage) -> Drawn:
    stage.window.standard.wizard.main.click()
    stage.rest()
    return [stage.window]


@scene
def import_take(stage: Stage) -> Drawn:
    wizard = stage.window.standard.wizard
    for _ in range(20):
        if not wizard.plan().left():
            break
        wizard.findings.next(open_only=True)
        wizard.findings.view.digit.emit(1)
    stage.rest()
    wizard.main.click()
    stage.rest()
    return [stage.window]


@scene
def standard_empty(stage: Stage) -> Drawn:
    path = stage.workspace.with_name("空の市.fitgap")
    path.unlink(missing_ok=True)
    who = Who("情報政策課", "中村 健", "office")
    stage.context.open_with(work.create, str(path), "空の市", "999997", "general", who, label="")
    stage.rest()
    return [stage.window]


@scene
def parts(stage: Stage) -> Drawn:
    gallery = Gallery()
    gallery.show()
    gallery.focused.setFocus()
    stage.rest()
    return [gallery]
