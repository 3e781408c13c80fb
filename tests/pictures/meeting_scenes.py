"""Scenes of 会議: preparing, holding, and what the room sees; pictured as ``meeting…`` and ``workshop…``."""

from __future__ import annotations

from app.services import meetings
from app.services.meetings_read import Topic
from app.services.session import Session
from app.ui.meeting.dialogs import DecideDialog, HomeworkDialog
from app.ui.meeting.prepare import PrepareDialog
from app.ui.meeting.screen import MeetingScreen
from tests.pictures.stage import Drawn, Stage, scene

POINTS = {"req:0010504": "支所ごとの番号をやめると、誤発行を追えるか。"}
NODES = tuple(f"req:{n}" for n in ("0010503", "0010504", "0010505", "0010506", "0010601", "0010602", "0010705"))


def make(session: Session) -> str:
    """A meeting that is being held, with some things recorded."""
    agenda = [Topic(n, POINTS.get(n, "")) for n in NODES] + [Topic("issue:G-0008"), Topic("issue:G-0005")]
    rid, _ = meetings.prepare(
        session, name="証明まわりの差異", date="2026-12-08", place="大会議室", chair="市民課長", agenda=agenda,
        attendees=["市民課 佐藤 花子", "情報政策課 中村 健", "アドバイザー"],
    )  # fmt: skip
    meetings.start(session, rid)
    meetings.judge(session, rid, 1, "fit", person="市民課長")
    meetings.judge(session, rid, 2, "gap", person="市民課長")
    meetings.homework(session, rid, 3, "コンビニ交付の停止時間を確かめる", person="市民課 佐藤 花子", due="2026-12-20")
    meetings.homework(session, rid, 2, "番号の付け方をベンダに聞く", person="情報政策課 中村 健", due="2026-12-15")
    meetings.comment(session, rid, 2, "隣の市では端末名を印字に含めて解決した", person="アドバイザー")
    return rid


def held(stage: Stage, place: int) -> MeetingScreen:
    """The meeting at an item of its agenda; made when it isn't there yet."""
    stage.window.go("meeting")
    stage.rest()
    screen = stage.window.screens.get("meeting")
    if screen._opened is None:
        found: list[str] = []
        stage.context.run(make, done=found.append)
        stage.rest()
        screen._outdated()
        stage.rest()
    if not screen._running():  # the scene of an ended one came before, in another size
        screen.reopen()
        stage.rest()
    screen.view.go(place)
    stage.rest()
    return screen


def projected(stage: Stage, place: int) -> Drawn:
    """The projector's window in the size of the picture."""
    screen = held(stage, place)
    screen.project()
    screen.projector.resize(stage.window.width(), stage.window.height())
    stage.rest()
    assert screen.projector.view.cut == [], screen.projector.view.cut
    return [screen.projector]


@scene
def meeting_prepare(stage: Stage) -> Drawn:
    stage.open()
    screen = held(stage, 1)
    screen.edit_meeting()
    dialog = stage.dialog(PrepareDialog)
    dialog.list.setCurrentRow(1)
    stage.rest()
    return [stage.window, dialog]


@scene
def meeting_held(stage: Stage) -> Drawn:
    for dialog in stage.window.findChildren(PrepareDialog):
        dialog.reject()
    held(stage, 2).view.setFocus()
    return [stage.window]


@scene
def meeting_homework(stage: Stage) -> Drawn:
    held(stage, 3).press("H")
    return [stage.window, stage.dialog(HomeworkDialog)]


@scene
def meeting_decide(stage: Stage) -> Drawn:
    for dialog in stage.window.findChildren(HomeworkDialog):
        dialog.reject()
    held(stage, 8).press("D")
    return [stage.window, stage.dialog(DecideDialog)]


@scene
def meeting_workshop(stage: Stage) -> Drawn:
    for dialog in stage.window.findChildren(DecideDialog):
        dialog.reject()
    return projected(stage, 2)


@scene
def meeting_workshop_long(stage: Stage) -> Drawn:
    return projected(stage, 4)


@scene
def meeting_workshop_issue(stage: Stage) -> Drawn:
    return projected(stage, 8)


@scene
def meeting_workshop_options(stage: Stage) -> Drawn:
    drawn = projected(stage, 8)
    view = stage.window.screens.get("meeting").projector.view
    while view.turn(1):
        pass
    stage.rest()
    return drawn


@scene
def meeting_workshop_detailed(stage: Stage) -> Drawn:
    stage.context.settings.put("detailed", True)
    drawn = projected(stage, 3)
    stage.context.settings.put("detailed", False)
    return drawn


@scene
def meeting_ended(stage: Stage) -> Drawn:
    screen = held(stage, 2)
    screen.projector.close()
    screen.end()
    stage.rest()
    return [stage.window]
