"""What goes out to departments and comes back, as it is pictured: packages, and sheets answered in Excel."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.services import catalogue, comparison, parcels
from app.services import session as sessions
from app.services.views import Who
from app.ui.export.handing import HandDialog
from app.ui.export.returning import ReturnDialog
from app.ui.export.sending import SendDialog
from app.ui.export.taking import TakeDialog
from tests.helpers.answers import Answered
from tests.pictures.scenes import Drawn, Stage, scene

CITIZENS = Who("市民課", "佐藤 花子", "clerk")


@scene
def exchange_hand(stage: Stage) -> Drawn:
    stage.open()
    stage.window.action("parcel.hand").trigger()
    stage.rest()
    dialog = stage.dialog(HandDialog)
    dialog.choose("市民課", "税務課")
    dialog.deadline.setText("2026-12-25")
    dialog.note.setText("年内に、判定と差異の内容まで書いてください。")
    dialog.folder.setText("/home/sato/Documents/部署へ渡す")
    stage.rest()
    return [stage.window, dialog]


@scene
def exchange_take(stage: Stage) -> Drawn:
    for dialog in stage.window.findChildren(HandDialog):
        dialog.reject()
    stage.rest()
    folder = Path(tempfile.mkdtemp(dir=stage.workspace.parent))
    back = folder / "市民課から.fgpkg"
    here = sessions.open_(stage.workspace, who=CITIZENS, read_only=True)
    parcels.create(here, "市民課", folder / "市民課.fgpkg", chosen=["001"])
    here.close()
    copy = parcels.open_copy(folder / "市民課.fgpkg", who=CITIZENS, out=folder / "市民課.fitgap")
    for node, verdict in (("req:0010601", "gap"), ("req:0010602", "fit"), ("req:0010705", "ask")):
        edition, key = catalogue.find(copy, node)
        comparison.judge(copy, edition, [key], verdict=verdict)
    parcels.hand_back(copy, back)
    copy.close()
    damaged = folder / "税務課から.fgpkg"
    damaged.write_bytes(back.read_bytes()[:-900])
    stage.window.files.take_packages([str(back), str(damaged)])
    stage.rest()
    return [stage.window, stage.dialog(TakeDialog)]


@scene
def exchange_send(stage: Stage) -> Drawn:
    for dialog in stage.window.findChildren(TakeDialog):
        dialog.reject()
    stage.rest()
    stage.window.action("sheet.send").trigger()
    stage.rest()
    dialog = stage.dialog(SendDialog)
    dialog.folder.setText("/home/sato/Documents/回答用")
    return [stage.window, dialog]


@scene
def exchange_return(stage: Stage) -> Drawn:
    folder = Path(tempfile.mkdtemp(dir=stage.workspace.parent))
    for open_ in stage.window.findChildren(SendDialog):
        open_.reject()
    stage.rest()
    stage.window.action("sheet.send").trigger()
    stage.rest()
    dialog = stage.dialog(SendDialog)
    dialog.choose("F1")
    dialog.business.set_code("001")
    dialog.folder.setText(str(folder))
    dialog.main.click()
    stage.rest()
    dialog.reject()
    stage.rest()
    (path,) = sorted(folder.glob("*.xlsx"))
    with Answered(path, folder / "市民課_回答.xlsx") as sheet:
        row = sheet.row("機能ID", "0010601")
        sheet.put(row, "判定", "▲ 差異あり")
        sheet.put(row, "影響度", "たいへん")
        sheet.put(sheet.row("機能ID", "0010602"), "判定", "● 適合")
    stage.window.files.return_sheet(str(folder / "市民課_回答.xlsx"))
    stage.rest()
    return [stage.window, stage.dialog(ReturnDialog)]
