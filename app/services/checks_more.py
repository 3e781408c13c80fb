"""Checks 4 (who wrote outside its part), 8, 9, 15 and 16: contracts, new editions, what is held back, and budgets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core import dates
from app.core.moves import before
from app.core.records import route_rid
from app.services import catalogue, due_dates, register_read
from app.services.session import Session, node_text
from app.services.views import FORCE, ItemFilter

_CLOSED = ("done", "withdrawn")


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: ``level`` error, warning or info; ``target`` a NODE."""

    level: str
    target: str
    message: str


def outside(session: Session) -> list[Found]:
    """Check 4: a verdict written by a department that never owned the business in any version of its record.

    Such verdicts come by merge; they are kept and named. The 事務局 may write anywhere; while nobody owns a business,
    nobody is outside it. Source: design of records, "Ownership".
    """
    owners: dict[str, set[str]] = {}
    for value, name in session.con.execute(
        "SELECT cast(o.value AS TEXT), r.name FROM op o JOIN record r ON r.rid=o.rid"
        " WHERE o.type='department' AND o.value IS NOT NULL AND r.type='department'"
    ):
        said = json.loads(value)
        fields = said.get("fields") or {}
        held = (said.get("atoms") or {}).get("identity", fields).get("businesses") or ()
        for business in held:
            owners.setdefault(str(business), set()).add(name)
    out = []
    pairs = session.con.execute(
        "SELECT DISTINCT business, substr(judged_by, 1, instr(judged_by || '/', '/') - 1) FROM item_state"
        " WHERE verdict IS NOT NULL"
    ).fetchall()
    for business, department in pairs:
        if not owners.get(business) or department in owners[business]:
            continue
        rows = session.con.execute(
            "SELECT s.business, s.kind, s.item, s.branch, s.judged_by FROM item_state s JOIN head h ON h.rid=s.rid"
            " AND h.atom='verdict' JOIN op o ON o.op_id=h.op_id WHERE s.business=? AND s.verdict IS NOT NULL"
            " AND substr(s.judged_by, 1, instr(s.judged_by || '/', '/') - 1)=?"
            " AND json_extract(cast(o.header AS TEXT), '$.role')<>'office' ORDER BY s.kind, s.item, s.branch",
            (business, department),
        )
        for *ref, by in rows:
            message = f"{ref[2]}：所管していない課の判定です（{by.replace('/', ' ')}）。"
            out.append(Found("warning", node_text(*ref), message))
    return out


def contracts(session: Session) -> list[Found]:
    """Check 8: a contract that ends before its system has moved; 可能性 where the dates leave it open."""
    out = []
    rows = session.con.execute(
        "SELECT rid, number, name, fields FROM record WHERE type='system' AND present=1 ORDER BY number, rid"
    )
    for rid, number, name, fields in rows.fetchall():
        f = json.loads(fields)
        end, move = dates.read(str(f.get("contract_end") or "")), dates.read(str(f.get("migration") or ""))
        certain = before(end, move)
        if certain is None or end is None or move is None:
            continue
        shown = f"契約終了 {end.original}、移行予定 {move.original}"
        what = "移行より前に契約が終わります" if certain else "移行より前に契約が終わる可能性があります"
        message = f"{number} {name}：{what}（{shown}）。"
        out.append(Found("error" if certain else "warning", f"system:{rid}", message.strip()))
    return out


def suspects(session: Session, areas: Sequence[str] = ()) -> list[Found]:
    """Check 9: verdicts whose requirement, current item or vendor's answer says something else by now."""
    if not session.sources():
        return []
    keys = catalogue.item_keys(session, FORCE, ItemFilter(suspect=True, businesses=tuple(areas)))
    rows = catalogue.item_rows(session, FORCE, keys)
    return [Found("warning", r.node, f"{r.id} {r.name}：判定した後に変わりました。") for r in rows if not r.conflict]


def held_back(session: Session, months: int, today: date) -> list[Found]:
    """Check 15: 保留 for longer than ``months``; counted from when it was written last."""
    out = []
    for rid, number, fields, at in session.con.execute(
        "SELECT r.rid, r.number, r.fields, max(o.at) FROM record r JOIN head h ON h.rid=r.rid AND h.atom='disposition'"
        " JOIN op o ON o.op_id=h.op_id WHERE r.type='issue' AND r.present=1"
        " AND json_extract(r.fields, '$.disposition')='hold' GROUP BY r.rid ORDER BY r.number, r.rid"
    ).fetchall():
        f = json.loads(fields)
        if f.get("status") in _CLOSED:
            continue
        since = date.fromisoformat(at[:10])
        passed = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
        if passed >= months:
            message = (
                f"{number} {f.get('title') or ''}：保留のまま {passed} か月たちました（{since.isoformat()} から）。"
            )
            out.append(Found("warning", f"issue:{rid}", message))
    return out


def budgets(session: Session, today: date) -> list[Found]:
    """Check 16: an issue marked for the budget without amount or year; an error once the budget's day has passed.

    The amount may stand in the route record or in the option that was decided on. Source: 手順書 ⑧-1.
    """
    out = []
    for rid, number, fields in session.con.execute(
        "SELECT rid, number, fields FROM record WHERE type='issue' AND present=1"
        " AND json_extract(fields, '$.flags') LIKE '%\"budget\"%' ORDER BY number, rid"
    ).fetchall():
        f = json.loads(fields)
        if f.get("status") in _CLOSED:
            continue
        row = session.con.execute(
            "SELECT fields FROM record WHERE rid=? AND present=1", (route_rid(session.code, rid, "budget"),)
        ).fetchone()
        route = json.loads(row[0]) if row else {}
        lacks = [] if route.get("amount") or _decided_money(session, rid) else ["額"]
        lacks += [] if route.get("year") else ["年度"]
        if not lacks:
            continue
        due = due_dates.proposed(session, "budget", str(f.get("business") or ""), today=today)
        late = due is not None and due.due < today.isoformat()
        when = f"（{due.why}）" if due is not None else ""
        message = f"{number} {f.get('title') or ''}：予算の{'・'.join(lacks)}がありません{when}。"
        out.append(Found("error" if late else "warning", f"issue:{rid}", message))
    return out


def _decided_money(session: Session, rid: str) -> bool:
    decided = next((d for d in register_read.decisions(session, rid) if d.current), None)
    if decided is None or not decided.option:
        return False
    return any(
        o.rid == decided.option and (o.money.initial or o.money.annual) for o in register_read.options(session, rid)
    )
