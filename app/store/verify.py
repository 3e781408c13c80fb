"""The whole check of a workspace: SQLite's own, every hash, every edition, and projection = rebuild."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.core.operations import REDACTION, CorruptOperation, digest, parse
from app.core.problems import UserProblem
from app.store import editions, trouble
from app.store.names import PROJECTION
from app.store.project import Project
from app.store.projection import rebuild


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
    ids: list[str] = []
    for check in (_sqlite, lambda c, f: _operations(c, f, ids), _tables, _editions, _erased):
        try:
            check(con, faults)
        except trouble.DAMAGE as problem:
            faults.append(f"読めない所があります（{type(problem).__name__}）。")
    if not faults:
        try:
            if _projection(con) != _rebuilt(con):
                faults.append("集計の表が、操作から作り直したものと合いません。")
        except trouble.DAMAGE as problem:
            faults.append(f"操作から集計の表を作り直せません（{type(problem).__name__}）。")
    return Verification(not faults, digest(ids), len(ids), tuple(faults))


def _sqlite(con: sqlite3.Connection, faults: list[str]) -> None:
    result = con.execute("PRAGMA integrity_check").fetchall()
    faults += [f"SQLite の検査：{r[0]}" for r in result if r[0] != "ok"]


def _operations(con: sqlite3.Connection, faults: list[str], ids: list[str]) -> None:
    for op_id, header, value, salt, rid, kind in con.execute("SELECT op_id, header, value, salt, rid, kind FROM op"):
        ids.append(op_id)
        try:
            op = parse(header, value, salt, op_id=op_id)
        except CorruptOperation:
            faults.append(f"操作 {op_id[:12]} の内容が指紋（ハッシュ）と合いません。")
            continue
        if (op.rid, op.kind) != (rid, kind):
            faults.append(f"操作 {op_id[:12]} の見出しの列が内容と合いません。")


def _tables(con: sqlite3.Connection, faults: list[str]) -> None:
    """Every cell of every table can be read, and the steps are those the operations speak of."""
    for (table,) in con.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"):
        for _ in con.execute(f'SELECT * FROM "{table}"'):
            pass
    of_units = con.execute("SELECT unit, operations, label, by, at FROM unit").fetchall()
    counted = dict(con.execute("SELECT unit, count(*) FROM op GROUP BY unit").fetchall())
    for unit, operations, label, by, at in of_units:
        if counted.pop(unit, 0) != operations or not all(isinstance(t, str) for t in (label, by, at)):
            faults.append(f"操作のまとまり {str(unit)[:12]} が、その操作と合いません。")
    faults += [f"操作のまとまり {str(unit)[:12]} がありません。" for unit in counted]


def _editions(con: sqlite3.Connection, faults: list[str]) -> None:
    for (name,) in con.execute("SELECT hash FROM edition").fetchall():
        try:
            editions.load(con, name)
        except UserProblem as problem:
            faults.append(problem.message)


def _erased(con: sqlite3.Connection, faults: list[str]) -> None:
    if con.execute("SELECT 1 FROM sqlite_master WHERE name='redacted'").fetchone():
        rows = con.execute(
            "SELECT r.op_id FROM redacted r JOIN op o ON o.op_id=r.op_id"
            f" WHERE o.value IS NOT NULL AND o.type<>'{REDACTION}'"
        )
        faults += [f"操作 {op_id[:12]} の値が、消したはずなのに残っています。" for (op_id,) in rows]


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
