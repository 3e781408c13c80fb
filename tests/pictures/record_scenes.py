"""記録 as it is pictured: a step read, steps found, a number erased, what a department erased waiting here."""

from __future__ import annotations

from app.services.redaction import Place, Waiting
from app.services.session import Session
from app.ui.merge.erasing import ConfirmDialog, EraseDialog
from tests.pictures.scenes import Drawn, Stage, scene

NUMBER = "123456789018"


def _type_a_number(session: Session) -> None:
    """Somebody writes a personal number where it doesn't belong, in three places; once."""
    if session.con.execute("SELECT 1 FROM draft LIMIT 1").fetchone():
        return
    from app.services import catalogue, comparison, survey, upkeep

    edition = next(e.hash for e in catalogue.editions(session) if e.kind == "req" and e.business == "001")
    comparison.judge(session, edition, [12], verdict="gap", reason=f"番号 {NUMBER} の方から電話で申し出があった。")
    upkeep.backup(session)
    comparison.judge(
        session, edition, [12], verdict="partial", reason=f"折り返し済み（{NUMBER}）", detail="様式が違う。"
    )
    survey.add_records(session, "functions", [{"business": "001", "name": "照会の控え 1234-5678-9018"}])
    comparison.save_draft(session, edition, 14, "memo", {"text": f"あとで {NUMBER} に確かめる"}, ())


@scene
def merge_record(stage: Stage) -> Drawn:
    stage.context.run(_type_a_number)
    stage.rest()
    page = stage.window.screens.get("merge")
    page.show_record()
    stage.rest()
    page.record.list.choose(page.record.list.entries()[1].key)
    stage.rest()
    return [stage.window]


@scene
def merge_record_found(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge").record
    page.kind.set_code("register")
    page.load()
    stage.rest()
    page.list.choose(page.list.entries()[0].key)
    stage.rest()
    return [stage.window]


@scene
def merge_erase(stage: Stage) -> Drawn:
    page = stage.window.screens.get("merge").record
    page.kind.set_code("")
    page.load()
    stage.rest()
    page.ask_erase()
    dialog = stage.dialog(EraseDialog)
    dialog.text.setText(NUMBER)
    dialog.search.click()
    stage.rest()
    dialog.reason.setText("個人番号の誤記入")
    dialog.sure.setChecked(True)
    stage.rest()
    return [stage.window, dialog]


@scene
def merge_erase_waiting(stage: Stage) -> Drawn:
    """What a department erased has come with its package: hidden, and waiting for the office."""
    page = stage.window.screens.get("merge").record
    page._waiting([waiting()])
    page._confirm(waiting())
    return [stage.window, stage.dialog(ConfirmDialog)]


def waiting() -> Waiting:
    """As it would come."""
    where = ("要件 0010112　転入の届出", "理由")
    by, at = "税務課/鈴木 一", "2026-11-20T10:41:00+09:00"
    texts = ("番号 ■■■■■■■■■■■■ の方から電話で申し出があった。", "■■■■■■■■■■■■ に折り返す")
    places = tuple(Place(str(n), "r", "", *where, text, by, at, n == 0) for n, text in enumerate(texts))
    return Waiting("w", by, at, "個人番号の誤記入", False, places)
