"""What the municipality has today: departments, vendors, systems, current functions, and which of them answer what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from app.core.problems import USAGE, UserProblem
from app.core.records import ATOMS
from app.services.session import Session, node_text
from app.services.views import CurrentRow
from spec_catalog.text import match_key

LISTS = {"departments": "department", "vendors": "vendor", "systems": "system", "functions": "function"}


def current_rows(session: Session, condition: str, values: Sequence[Any]) -> list[CurrentRow]:
    """Current functions under an SQL condition on ``record r``, by number."""
    found = session.con.execute(
        "SELECT r.rid, r.fields, coalesce((SELECT name FROM record s WHERE s.rid=r.system), '') FROM record r"
        f" WHERE r.type='function' AND r.present=1 AND {condition} ORDER BY r.number, r.rid",
        values,
    ).fetchall()
    nodes: dict[str, list[str]] = {}
    wanted = [r[0] for r in found]
    for start in range(0, len(wanted), 400):
        part = wanted[start : start + 400]
        marks = ",".join("?" * len(part))
        for target, *key in session.con.execute(
            f"SELECT target, business, kind, item, branch FROM mapping WHERE target IN ({marks}) ORDER BY item", part
        ):
            nodes.setdefault(target, []).append(node_text(*key))
    return [_current(rid, json.loads(fields), system, tuple(nodes.get(rid, ()))) for rid, fields, system in found]


def _current(rid: str, f: dict[str, Any], system: str, mapped: tuple[str, ...]) -> CurrentRow:
    def text(name: str) -> str:
        return str(f.get(name) or "")

    return CurrentRow(
        rid=rid, number=text("number"), business=text("business"), name=text("name"), summary=text("summary"),
        system=system, usage=text("usage"), frequency=text("frequency"), department=text("department"),
        source=text("source"), certainty=text("certainty"), as_of=text("as_of"), mapped=mapped,
    )  # fmt: skip


def functions(session: Session, *, business: str | None = None, text: str = "") -> list[CurrentRow]:
    """Current functions of a business whose number, name or summary hold every word of ``text``."""
    condition, values = "1", []
    if business is not None:
        condition += " AND r.business=?"
        values.append(business)
    for word in text.split():
        condition += " AND instr(r.search, ?) > 0"
        values.append(match_key(word))
    return current_rows(session, condition, values)


def orphans(session: Session, business: str) -> list[CurrentRow]:
    """Current functions that answer no requirement: the ones forgotten in a changeover."""
    return current_rows(
        session, "r.business=? AND NOT EXISTS (SELECT 1 FROM mapping m WHERE m.target=r.rid)", (business,)
    )


def list_rows(session: Session, name: str) -> list[dict[str, Any]]:
    """One survey list as records by column code, with their rid. Raises UserProblem for an unknown list."""
    type_ = LISTS.get(name)
    if type_ is None:
        raise UserProblem(
            "no_list", f"一覧「{name}」はありません。", hint="使える一覧：" + "、".join(LISTS), exit_code=USAGE
        )
    columns = [f.code for fields in ATOMS[type_].values() for f in fields]
    out = []
    for rid, fields in session.con.execute(
        "SELECT rid, fields FROM record WHERE type=? AND present=1 ORDER BY number, name, rid", (type_,)
    ).fetchall():
        values = json.loads(fields)
        out.append({"rid": rid, **{c: values.get(c, "") for c in columns}})
    return out


def add(session: Session, type_: str, atoms: dict[str, dict[str, Any]], *, label: str) -> str:
    """A new survey record as one step; its rid."""
    with session.project.unit(label) as unit:
        return unit.create(type_, atoms)
