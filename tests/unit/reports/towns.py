"""A small town with requirements, forms and linkages, today's records, issues and decisions, for every paper."""

from __future__ import annotations

from pathlib import Path

from app.core.records import item_rid
from app.services import catalogue, comparison, register, survey
from app.services.session import Session
from app.services.views import Who
from spec_catalog.model import Edition, LoadedFile, SizeClasses, SpecItem
from tests.helpers.workspaces import edition, workspace

ASK = "①住民記録システムが、②介護保険システムに、③住民の介護保険の被保険者資格情報を、④照会する"
GIVE = "①住民記録システムが、②個人住民税システムに、③世帯の異動情報を、④提供する"


def forms(business: str = "001") -> Edition:
    """Three forms: 0019001 for residents, 0019002 for staff, 0019003 not to be made."""
    rows = [
        ("転出証明書", "転出する人に渡す証明書。", "外部", "A4縦", "mandatory"),
        ("異動者一覧", "日ごとの異動者を一覧にする。", "内部", "A4横", "optional"),
        ("独自様式の案内", "団体が独自に作る案内。", "外部", "", "prohibited"),
    ]
    items = tuple(
        SpecItem(
            business, "form", f"{business}900{n}", order=n - 1, name=name, text=text, path=("帳票",),
            classes=SizeClasses(cls, cls, cls), extra=(("audience", audience), ("paper", paper)),
        )
        for n, (name, text, audience, paper, cls) in enumerate(rows, 1)
    )  # fmt: skip
    return Edition(business, "form", "第1.0版", "2025-04-01", items=items)


def links(business: str = "001") -> Edition:
    """Three linkages: two asked for (I), one given (O)."""
    rows = [
        ("023o001", "00", "介護保険への資格情報照会／一件照会", ASK, "I", "介護保険"),
        ("023o001", "01", "介護保険への資格情報照会／一括照会", ASK, "I", "介護保険"),
        ("001o005", "00", "個人住民税への世帯異動情報の提供", GIVE, "O", "個人住民税"),
    ]
    items = tuple(
        SpecItem(
            business, "link", id_, branch, order=n, name=name, text=text,
            classes=SizeClasses("mandatory", "mandatory", "mandatory"),
            extra=(("source", "0010001/\n0010002"), ("io", io), ("partner", partner)),
        )
        for n, (id_, branch, name, text, io, partner) in enumerate(rows)
    )  # fmt: skip
    return Edition(business, "link", "第2.0版", "2025-04-01", items=items)


def take(session: Session, *editions: Edition) -> None:
    """Takes editions over and adopts them."""
    files = [LoadedFile(f"{e.kind}.xlsx", f"{e.kind}.xlsx", e.kind, e) for e in editions]
    catalogue.take_over(session, files, adopt=True)


def town(folder: Path, *, who: Who | None = None) -> Session:
    """Everything a paper can show, at least once."""
    session = workspace(folder, **({"who": who} if who else {}))
    take(session, edition(12), forms(), links())
    survey.add_records(session, "departments", [
        {"name": "市民課", "division": "市民部", "businesses": ["001"]},
        {"name": "介護保険課", "division": "福祉部", "businesses": ["023"]},
    ])  # fmt: skip
    survey.add_records(session, "systems", [
        {"name": "住民情報システム", "businesses": ["001"], "scope": "標準化対象"},
        {"name": "介護保険システム", "businesses": ["023"], "scope": "標準化対象"},
    ])  # fmt: skip
    survey.add_records(session, "functions", [
        {"business": "001", "name": "発行番号の印字", "usage": "in_use", "system": "住民情報システム"},
        {"business": "001", "name": "住所の手書き台帳", "usage": "manual"},
    ])  # fmt: skip
    survey.add_records(session, "forms", [
        {"business": "001", "name": "転出証明書（旧様式）", "usage": "in_use", "paper": "専用紙 A4",
         "copies": "12,000"},
    ])  # fmt: skip
    survey.add_records(session, "linkages", [
        {"business": "001", "name": "介護資格の夜間受け取り", "system": "介護保険システム",
         "receiver": "住民情報システム", "method": "ファイル連携", "usage": "in_use"},
    ])  # fmt: skip
    for node, number in (
        ("req:0010003", "K-0001"), ("req:0010003", "K-0002"), ("form:0019001", "T-0001"),
        ("link:001/023o001-00", "R-0001"), ("link:001/023o001-01", "R-0001"),
    ):  # fmt: skip
        comparison.map_current(session, node, survey.rid_of(session, number))
    judge(session, "req:0010003", "gap", detail="端末名を印字していない。")
    judge(session, "form:0019001", "partial", detail="用紙：専用紙を使っている。")
    judge(session, "link:001/001o005-00", "gap", detail="時刻が違う。")
    return session


def judge(session: Session, node: str, verdict: str, *, detail: str = "", reason: str = "") -> None:
    """One verdict by NODE."""
    edition_hash, key = catalogue.find(session, node)
    comparison.judge(session, edition_hash, [key], verdict=verdict, current="in_use", detail=detail, reason=reason)


def issue(session: Session, node: str, title: str, **fields: str) -> str:
    """An issue of 市民課; its number."""
    known = {"department": "市民課", "owner": "証明係", "due": "2026-01-30", **fields}
    rid, _ = register.add(session, title=title, nodes=[node], **known)
    return str(session.con.execute("SELECT number FROM record WHERE rid=?", (rid,)).fetchone()[0])


def review(session: Session, id_: str, branch: str, **fields: str) -> None:
    """What a person wrote in the linkage review."""
    ref = {"business": "001", "kind": "link", "id": id_, "branch": branch}
    with session.project.unit("連携検討") as unit:
        unit.set(item_rid(session.code, "001", "link", id_, branch), "item", "linkage_review", fields, ref=ref)
