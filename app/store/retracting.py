"""Withdrawing what a package brought (取り消し): exactly these operations count no more, here and everywhere."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.operations import RETRACTION
from app.core.problems import CONFLICT, USAGE, UserProblem
from app.core.records import random_rid
from app.store import ledger
from app.store.project import Project
from app.store.unit import Changes


@dataclass(frozen=True, slots=True)
class Later:
    """An operation that builds on one of the package: 所属/氏名, when, the step it belongs to, and its record."""

    op_id: str
    by: str
    at: str
    label: str
    rid: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a retraction would withdraw; ``later``: why it is refused, () when it isn't."""

    package: str
    name: str
    op_ids: tuple[str, ...]
    later: tuple[Later, ...]


def plan(project: Project, package: str) -> Plan:
    """What withdrawing a package means now. Raises UserProblem when it isn't in the ledger or nothing of it counts."""
    rows = [e for e in ledger.entries(project.con, package) if e.state == ledger.MERGED] if len(package) >= 8 else []
    ids = sorted({e.package for e in rows})
    if len(ids) != 1:
        raise UserProblem(
            "no_package", f"「{package}」というパッケージは、台帳に{'複数あります' if ids else 'ありません'}。",
            hint="fitgap package ledger で番号（8 桁以上）を確かめてください。", exit_code=USAGE,
        )  # fmt: skip
    op_ids: list[str] = []
    for row in rows:
        op_ids += [
            r[0]
            for r in project.con.execute(
                "SELECT op_id FROM op WHERE seq BETWEEN ? AND ? AND type<>? AND kind<>'redact'"
                " AND op_id NOT IN (SELECT op_id FROM withdrawn)",
                (row.first, row.last, RETRACTION),
            )
        ]
    if not op_ids:
        raise UserProblem(
            "nothing_to_retract",
            "このパッケージで新しく入り、いま数えられている記録はありません。",
            hint="同じ記録が先に別のパッケージで入っていた場合は、そのパッケージを取り消してください。",
        )
    return Plan(ids[0], rows[0].department_name or rows[0].by, tuple(op_ids), _later(project.con, op_ids))


def _later(con: sqlite3.Connection, op_ids: Sequence[str]) -> tuple[Later, ...]:
    rows = con.execute(
        "WITH mine(op_id) AS (SELECT value FROM json_each(?))"
        " SELECT DISTINCT o.op_id, o.rid, o.header FROM op_parent p JOIN mine m ON m.op_id=p.parent"
        " JOIN op o ON o.op_id=p.op_id WHERE o.counts=1 AND o.op_id NOT IN (SELECT op_id FROM mine)"
        " AND o.op_id NOT IN (SELECT op_id FROM withdrawn) ORDER BY o.at, o.op_id",
        (json.dumps(list(op_ids)),),
    )
    out = []
    for op_id, rid, header in rows:
        head = json.loads(header)
        out.append(Later(op_id, head["by"], head["at"], head["label"], rid))
    return tuple(out)


def retract(project: Project, package: str, reason: str) -> tuple[Plan, Changes]:
    """Withdraws what a package brought. Raises UserProblem with the list (exit code 5) when later work builds on it."""
    if not reason.strip():
        raise UserProblem(
            "reason_missing", "取り消すには理由が要ります。", hint="理由を書いてください。", exit_code=USAGE
        )
    found = plan(project, package)
    if found.later:
        names = "、".join(dict.fromkeys(f"{x.at[:16].replace('T', ' ')} {x.by}「{x.label}」" for x in found.later[:5]))
        more = f" ほか {len(found.later) - 5} 件" if len(found.later) > 5 else ""
        raise UserProblem(
            "built_upon",
            f"このパッケージの記録をもとに、後から記録されたものが {len(found.later)} 件あるため、取り消せません"
            f"（{names}{more}）。",
            hint="先にその記録を元に戻すか、該当の項目を一つずつ直してください。",
            exit_code=CONFLICT,
        )
    with project.unit(f"パッケージの取り消し：{found.name}") as unit:
        unit.retract(random_rid(), found.package, found.op_ids, reason.strip())
    return found, unit.changes
