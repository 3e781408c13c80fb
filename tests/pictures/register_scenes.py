"""Scenes of 課題・決定, 連携図 and of what is written out."""

from __future__ import annotations

from app.ui.export.dialog import ExportDialog
from app.ui.past import PastDialog
from app.ui.register.choices_dialog import ChoicesDialog
from app.ui.register.comparing import CompareDialog
from app.ui.register.decide_dialog import DecideDialog
from app.ui.register.dialogs import IssueDialog
from app.ui.register.more_dialogs import LadderDialog
from app.ui.register.option_dialog import OptionDialog
from app.ui.work import register as work
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
    stage.window.register.writing.decide()
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
    stage.window.register.writing.add_option()
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
    _linkmap_view(stage, "near")
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
    _linkmap_view(stage, "near")
    screen.centre.setCurrentIndex(screen.centre.findData("business:001"))
    screen.depth.choose("2")
    stage.rest()
    screen.table.setCurrentIndex(screen.table.rows.index(0, 0))
    screen.canvas.setFocus()
    stage.rest()
    return [stage.window]


@scene
def linkmap_town(stage: Stage) -> Drawn:
    return _linkmap_view(stage, "town")


@scene
def linkmap_way(stage: Stage) -> Drawn:
    stage.window.linkmap.tools.to.setCurrentIndex(stage.window.linkmap.tools.to.findData("business:023"))
    return _linkmap_view(stage, "path")


@scene
def linkmap_vendors(stage: Stage) -> Drawn:
    """Folded by vendor."""
    screen = stage.window.linkmap
    _linkmap_view(stage, "near")
    screen.depth.choose("3")
    stage.rest()
    screen.views.group.setCurrentIndex(screen.views.group.findData("vendor"))
    stage.rest()
    screen.canvas.setFocus()
    return [stage.window]


@scene
def linkmap_find(stage: Stage) -> Drawn:
    """A name is looked for."""
    screen = stage.window.linkmap
    screen.views.group.setCurrentIndex(0)
    _linkmap_view(stage, "near")
    screen.canvas.find_asked.emit()
    screen.finder.line.setText("住民")
    screen.finder.line.textEdited.emit("住民")
    stage.rest()
    return [stage.window]


def _linkmap_view(stage: Stage, view: str) -> Drawn:
    screen = stage.window.linkmap
    screen.finder.hide()
    screen._tabs.bar.setCurrentIndex(0)
    screen.views.view.choose(view)
    stage.rest()
    screen.canvas.setFocus()
    return [stage.window]


@scene
def linkmap_table(stage: Stage) -> Drawn:
    stage.window.linkmap.finder.hide()
    stage.window.linkmap._tabs.bar.setCurrentIndex(1)
    stage.rest()
    return [stage.window]


@scene
def linkmap_impact(stage: Stage) -> Drawn:
    stage.window.linkmap._tabs.bar.setCurrentIndex(2)
    stage.rest()
    return [stage.window]


@scene
def register_option_money(stage: Stage) -> Drawn:
    """The form of an option with what it costs."""
    stage.issue("G-0010")
    stage.window.register.writing.add_option()
    dialog = stage.dialog(OptionDialog)
    dialog.choose(next(c for c in stage.window.register.issue.disposition.choices() if c.code == "bpr"))
    dialog.content.setPlainText("手順を標準に合わせ、点検を月次に加える。")
    dialog._show_money()
    dialog.money._items["initial", "設計"].setText("120万円")
    dialog.money._items["initial", "操作研修"].setText("50,000円")
    dialog.money._items["annual", "運用・保守"].setText("10万円")
    stage.rest()
    return [stage.window, dialog]


@scene
def register_compare(stage: Stage) -> Drawn:
    rid = stage.window.register.list.view.rid()
    ways = (
        (
            "bpr",
            "手順を標準に合わせ、点検を月次に加える。",
            {"操作研修": "5万円"},
            {"effect": "月 12 時間減る", "time": "三か月"},
        ),
        (
            "euc",
            "EUC で一覧を作り、画面で確かめる。",
            {"設計": "120万円"},
            {"effect": "月 10 時間減る", "risk": "作れる人が限られる"},
        ),
    )
    if len(stage.window.register.issue.reading().options) < 2:
        for code, text, initial, more in ways:
            stage.window._context.run(work.add_option, rid, code, text, {"initial": initial, **more})
    stage.rest()
    stage.window.register.load()
    stage.rest()
    stage.window.register.writing.compare()
    stage.rest()
    return [stage.window, stage.dialog(CompareDialog)]


@scene
def register_ladder(stage: Stage) -> Drawn:
    stage.window.register.writing.write_ladder()
    return [stage.window, stage.dialog(LadderDialog)]


@scene
def register_choices(stage: Stage) -> Drawn:
    """The lists a person chooses from."""
    stage.issue("G-0010")
    stage.window.register.writing.edit_choices()
    stage.rest()
    return [stage.window, stage.dialog(ChoicesDialog)]


@scene
def register_past(stage: Stage) -> Drawn:
    stage.window.go("register")
    stage.rest()
    screen = stage.window.register
    line = next(n for n in screen.list.model.lines() if n.number == "G-0008")
    stage.window.show_issue(line.rid)
    stage.rest()
    stage.window.action("past").trigger()
    stage.rest()
    return [stage.window, stage.dialog(PastDialog)]
