"""Scenes of what stands beside the issues: BPR cases with both flows, and the lists of 課題・決定."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.session import Session
from app.ui.plans.routing import FactsDialog
from tests.pictures.stage import Drawn, Stage, scene

STEPS = (
    ("現行", "1", "窓口", "申請書を受け付け、記入漏れを確かめる", "手作業", "12", "1850"),
    ("現行", "2", "係", "申請書の内容を台帳に書き写す", "手作業", "6", "1850"),
    ("現行", "3", "係", "台帳から端末に入力する", "手作業", "7", "1850"),
    ("改善後", "1", "窓口", "端末に直接入力し、その場で確かめる", "システム", "9", "1850"),
    ("改善後", "2", "係", "一覧で審査する", "システム", "2.5", "1850"),
)
CASES = (
    ("新規認定業務", "020", "改善方針の検討", "二重の入力、紙の台帳"),
    ("高額療養費支給", "024", "現行業務の課題の整理", "二重の入力"),
    ("更正処理", "012", "標準仕様書の確認", "繁忙期の集中"),
)


def _fill(session: Session) -> None:
    from app.services import presets, register, routing, survey

    codes = ("name", "business", "stage", "causes")
    rows = [dict(zip(codes, case, strict=True)) for case in CASES]
    rows[0] |= {
        "department": "子育て支援課", "why": "件数が多く、窓口の待ち時間が長い。", "issue": "G-0008",
        "problems": "同じ内容を申請書、台帳、端末に三度書いている。", "nodes": ["req:0010143"],
        "finding": "申請の登録と審査の一覧は標準機能にある。", "policy": "受け付けたときに端末へ登録し、台帳をやめる。",
    }  # fmt: skip
    survey.add_records(session, "bpr_cases", rows)
    step = ("side", "order", "actor", "work", "manual", "minutes", "cases")
    survey.add_records(
        session, "bpr_steps", [{"case": CASES[0][0], **dict(zip(step, row, strict=True))} for row in STEPS]
    )
    presets.take(session, "osaka_roles")
    for number, flags in (
        ("G-0003", ["budget", "test"]),
        ("G-0005", ["budget", "training"]),
        ("G-0008", ["ordinance"]),
    ):
        register.set_fields(session, number, {"flags": flags})
    routing.write(session, "G-0003", "budget", {"amount": "1,600", "year": "R8", "due": "R8.10.1", "lead": "2か月"})


def _part(stage: Stage, code: str) -> None:
    from app.ui.register_place import RegisterPlace

    found: list[object] = []
    stage.context.run(
        lambda session: session.con.execute(
            "SELECT count(*) FROM record WHERE type='bpr_case' AND present=1"
        ).fetchone(),
        done=found.append,
    )
    stage.rest()
    if found == [(0,)]:
        stage.context.run(_fill)
        stage.rest()
    place = stage.window.screens.get("register")
    assert isinstance(place, RegisterPlace)
    stage.window.go("register", code)
    stage.rest()


@scene
def bpr(stage: Stage) -> Drawn:
    _part(stage, "bpr")
    return [stage.window]


@scene
def register_routing(stage: Stage) -> Drawn:
    _part(stage, "routing")
    return [stage.window]


@scene
def register_route(stage: Stage) -> Drawn:
    _part(stage, "routing")
    stage.window.screens.get("register").page("routing")._edit("0")
    return [stage.window, stage.dialog(FactsDialog)]


@scene
def register_lists(stage: Stage) -> Drawn:
    _part(stage, "lists")
    stage.window.screens.get("register").show_list("responsibilities")
    stage.rest()
    return [stage.window]


@scene
def plan_conformity(stage: Stage) -> Drawn:
    page = _part(stage, "conformity")
    page.table.setFocus()
    for digit in (Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        QTest.keyClick(page.table, digit)
        stage.rest()
    return [stage.window]


@scene
def plan_inquiries(stage: Stage) -> Drawn:
    stage.context.run(_ask_vendors)
    page = _part(stage, "inquiries")
    page.load()
    stage.rest()
    return [stage.window]


def _part(stage: Stage, code: str):
    stage.window.go("register", code)
    place = stage.window.screens.get("register")
    place.show_part(code)
    stage.rest()
    return place.page(code)


def _ask_vendors(session: Session) -> None:
    """Two inquiries from issues, one of them overdue; once."""
    from app.services import inquiries, register_read

    if any(i.values["addressee"] == "みほんソフト 保守担当" for i in inquiries.inquiries(session)):
        return
    first, second = register_read.issues(session)[:2]
    inquiries.ask(
        session, first.number, "vendor", addressee="みほんソフト 保守担当", due="2026-01-15", asked_on="2025-12-20",
        text="この機能を標準準拠の画面でどう使うか。追加の費用があるか。",
    )  # fmt: skip
    inquiries.ask(
        session, second.number, "prefecture", addressee="県 市町村課", due="2027-03-31", asked_on="2026-11-02"
    )
