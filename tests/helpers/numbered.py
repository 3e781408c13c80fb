"""An office in which somebody typed a personal number into everything people can type into."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.records import item_rid
from app.services import comparison, conflicts, decisions, history, parcels, register, roundtrip, survey, taking, upkeep
from app.services.session import Session
from tests.helpers.answers import Answered
from tests.helpers.parcels import back, copy_of, edition_of
from tests.helpers.traces import NUMBER, WIDE

SAID = f"番号 {NUMBER} の人から電話"
HIDDEN = "■" * 12
WHY = "個人番号の誤記入"


def item(session: Session, n: int, business: str = "001") -> str:
    return item_rid(session.code, business, "req", f"{business}{n:04d}", "")


def shown(session: Session, rid: str, atom: str = "verdict") -> dict[str, Any]:
    (head,) = session.project.heads(rid, atom)
    op = session.project.operation(head)
    assert op is not None
    return dict(op.fields(atom) or {})


def write_everywhere(office: Session, folder: Path) -> str:
    """The number in every place people can write it, now and before; the id of the function it stands in."""
    edition = edition_of(office, "001")
    comparison.judge(office, edition, [1], verdict="gap", reason=SAID, detail="様式が違う")
    comparison.judge(office, edition, [2], verdict="gap", reason=f"前は {NUMBER}")
    upkeep.backup(office)
    comparison.judge(office, edition, [2], verdict="fit", reason="直した")
    comparison.judge(office, edition, [3], verdict="gap", reason=f"元に戻す {NUMBER}")
    history.undo(office)
    history.redo(office)
    comparison.set_memo(office, edition, 4, text=f"1234-5678-9018 と {NUMBER.translate(WIDE)}")
    comparison.save_draft(
        office,
        edition,
        1,
        "verdict",
        {"reason": SAID, "detail": "打ちかけ"},
        office.project.heads(item(office, 1), "verdict"),
    )
    comparison.save_draft(office, edition, 7, "memo", {"text": f"やめた下書き {NUMBER}"}, ())
    comparison.drop_draft(office, "req:0010007", "memo")  # its bytes lie on in the unused part of a page
    survey.add_records(
        office, "functions", [{"business": "001", "name": f"照会 {NUMBER}", "note": "窓口", "department": "市民課"}]
    )
    (rid,) = (r["rid"] for r in survey.list_rows(office, "functions") if NUMBER in r["name"])
    survey.add_records(office, "functions", [{"business": "001", "name": f"消した {NUMBER}", "note": "残すこと"}])
    (gone,) = (r["rid"] for r in survey.list_rows(office, "functions") if "消した" in r["name"])
    survey.delete_records(office, "functions", [gone])
    issue, _ = register.add(office, title=f"{NUMBER} の件", detail=SAID, nodes=["req:0010005"])
    register.dispose(office, issue, "bpr", content=f"{NUMBER} を見直す", basis="業務")
    decisions.decide(office, issue, level="section", by=f"課長 {NUMBER}", date="2026-11-20", reason=SAID)
    upkeep.baseline_add(office, f"月次 {NUMBER}")
    parcels.create(office, "税務課", folder / "税務課.fgpkg", deadline="2026-12-25", note=f"{NUMBER} を確かめて")
    (sent,) = roundtrip.send(office, folder / "sent", ["F1"], at=datetime(2026, 1, 15), department="市民課")
    with Answered(sent.path, folder / "answered.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010006"), "判定", "▲ 差異あり")
        sheet.put(sheet.row("機能ID", "0010006"), "差異の内容", SAID)
    roundtrip.take_over(office, roundtrip.preview(office, sheet.path))
    upkeep.backup(office)
    return str(rid)


def apart(office: Session, folder: Path) -> None:
    """The number on one side of a conflict, in the reason of a decision, and in that of a withdrawal."""
    there = copy_of(office, folder)
    edition = edition_of(there, "010")
    comparison.judge(there, edition, [1, 2], verdict="fit", reason=f"実機 {NUMBER}")
    first = parcels.hand_back(there, folder / "first.fgpkg", note=f"{NUMBER} の件は確かめました").file
    comparison.judge(there, edition, [5], verdict="fit", reason="誤り")
    second = back(there, folder, "second.fgpkg")
    there.close()
    comparison.judge(office, edition, [1, 2], verdict="ask", reason="問い合わせ中")
    taking.merge(office, [first])
    taken = taking.merge(office, [second])
    line = next(c for c in conflicts.listed(office) if c.node.endswith("0100002"))
    found = conflicts.show(office, line.rid, line.atom)
    conflicts.take(office, line.rid, line.atom, found.values[0].op_id, f"{NUMBER} に聞いた", heads=found.heads)
    taking.retract(office, taken.packages[0].package, f"{NUMBER} の誤り")
