"""The whole check of a workspace: SQLite's own, every hash, every edition, and projection = rebuild."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.core.operations import CorruptOperation, digest, parse
from app.core.problems import UserProblem
from app.store import editions
from app.store.project import Project
from app.store.projection import rebuild
from app.store.tables import PROJECTION


@dataclass(frozen=True, slots=True)
class Verification:
    """``ok`` when ``faults`` (Japanese sentences) is empty. ``digest`` of the operations as stored."""

    ok: bool
    digest: str
    operations: int
    faults: tuple[str, ...]


def verify(project: Project) -> Verification:
    """Checks everything and changes nothing."""
    con = project.con
    faults: list[str] = []
    result = con.execute("PRAGMA integrity_check").fetchall()
    faults += [f"SQLite の検査：{r[0]}" for r in result if r[0] != "ok"]
    ids: list[str] = []
    for op_id, header, value, salt, rid, kind in con.execute("SELECT op_id, header, value, salt, rid, kind FROM op"):
        ids.append(op_id)
        try:
            op = parse(header, value, salt, op_id=op_id)
        except CorruptOperation:
            faults.append(f"操作 {op_id[:12]} の内容が指紋（ハッシュ）と合いません。")
            continue
        if (op.rid, op.kind) != (rid, kind):
            faults.append(f"操作 {op_id[:12]} の見出しの列が内容と合いません。")
    for (name,) in con.execute("SELECT hash FROM edition").fetchall():
        try:
            editions.load(con, name)
        except UserProblem as problem:
            faults.append(problem.message)
    if not faults and _projection(con) != _rebuilt(con):
        faults.append("集計の表が、操作から作り直したものと合いません。")
    return Verification(not faults, digest(ids), len(ids), tuple(faults))


def _projection(con: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {t: sorted(con.execute(f"SELECT * FROM {t}").fetchall(), key=repr) for t in PROJECTION}


def _rebuilt(con: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    copy = sqlite3.connect(":memory:", isolation_level=None)
    try:
        con.backup(copy)
        copy.execute("BEGIN")
        rebuild(copy)
        return _projection(copy)
    finally:
        copy.close()
