"""Scenes of 課題・決定, 連携図 and of what is written out."""

from __future__ import annotations

from app.ui.export.dialog import ExportDialog
from app.ui.register.dialogs import DecideDialog, IssueDialog, OptionDialog
from tests.pictures.stage import Drawn, Stage, at_field, scene


@scene
def register(stage: Stage) -> Drawn:
    stage.issue("G-0008")
    return [stage.window]


@scene
def register_beside(stage: Stage) -> Drawn:
    stage.issue("G-0003")
    stage.window.register.tabs.bar.setCurrentIndex(1)
    stage.rest()
    return [stage.window]


@scene
def register_dispositions(stage: Stage) -> Drawn:
    stage.issue("G-0005")
    stage.window.register._letter("D")
    stage.rest()
    field = stage.window.register.issue.disposition
    return [stage.window, at_field(field.popup, field)]


@scene
def register_decide(stage: Stage) -> Drawn:
    stage.issue("G-0008")
    stage.window.register.decide()
    dialog = stage.dialog(DecideDialog)
    dialog.by.setText("介護保険課長 三輪 哲也")
    dialog.reason.setPlainText("端末の貸し出しの費用が予算に収まったため。")
    return [stage.window, dialog]


@scene
def register_new(stage: Stage) -> Drawn:
    stage.issue("G-0001")
    stage.window.register.new_issue()
    dialog = stage.dialog(IssueDialog)
    dialog.title.setText("住民票の写しの手数料の計算が変わる")
    dialog.due.setText("R8.2.30")
    return [stage.window, dialog]


@scene
def register_option(stage: Stage) -> Drawn:
    stage.issue("G-0010")
    stage.window.register.add_option()
    dialog = stage.dialog(OptionDialog)
    dialog.choose(next(c for c in stage.window.register.issue.reading().choices if c.code == "tool"))
    return [stage.window, dialog]


@scene
def export(stage: Stage) -> Drawn:
    stage.compare()
    stage.window.action("export").trigger()
    dialog = stage.dialog(ExportDialog)
    dialog.folder.setText("/home/sato/Documents/書き出し")
    return [stage.window, dialog]


@scene
def export_done(stage: Stage) -> Drawn:
    stage.window.action("export").trigger()
    dialog = stage.dialog(ExportDialog)
    dialog.choose("F1", "F3", "state", "register")
    dialog.folder.setText(str(stage.workspace.parent / "書き出し"))
    dialog.write()
    stage.rest()
    dialog._where.set_whole("/home/sato/Documents/書き出し")
    stage.context.said.emit("")
    return [stage.window, dialog]


@scene
def linkmap_near(stage: Stage) -> Drawn:
    stage.window.go("linkmap")
    stage.rest()
    screen = stage.window.linkmap
    screen._tabs.bar.setCurrentIndex(0)
    screen.centre.setCurrentIndex(screen.centre.findData("business:001"))
    screen.depth.choose("1")
    stage.rest()
    screen.canvas.setFocus()
    return [stage.window]


@scene
def linkmap(stage: Stage) -> Drawn:
    stage.window.go("linkmap")
    stage.rest()
    screen = stage.window.linkmap
    screen._tabs.bar.setCurrentIndex(0)
    screen.centre.setCurrentIndex(screen.centre.findData("business:001"))
    screen.depth.choose("2")
    stage.rest()
    screen.table.setCurrentIndex(screen.table.rows.index(0, 0))
    screen.canvas.setFocus()
    stage.rest()
    return [stage.window]


@scene
def linkmap_table(stage: Stage) -> Drawn:
    stage.window.linkmap._tabs.bar.setCurrentIndex(1)
    stage.rest()
    return [stage.window]


@scene
def linkmap_impact(stage: Stage) -> Drawn:
    stage.window.linkmap._tabs.bar.setCurrentIndex(2)
    stage.rest()
    return [stage.window]
