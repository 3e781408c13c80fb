"""Uniting the operations of another workspace with ours: a set union, verified first, stored in one transaction."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.canonical import sha256_hex
from app.core.operations import CorruptOperation, Operation, parse
from app.core.problems import LOCKED, UserProblem
from app.store import connection, oplog
from app.store.names import EDITION
from app.store.project import Project
from app.store.projection import refresh

_STORE_EDITION = f"INSERT OR IGNORE INTO edition({', '.join(EDITION)}) VALUES ({','.join('?' * len(EDITION))})"


@dataclass(frozen=True, slots=True)
class Merged:
    """Result of a union: how many operations were new and known, how many name parents that haven't arrived, how many
    conflicts stand afterwards, and the digest."""

    new: int
    known: int
    pending: int
    conflicts: int
    digest: str


def unite(project: Project, operations: Iterable[Operation], editions: Iterable[Mapping[str, object]] = ()) -> Merged:
    """Adds verified operations and brings the projection up to date; all or nothing.

    Commutative, associative and idempotent, since it is a union of two sets: the same operations in any order and
    number lead to the same state. ``editions``: verified rows of the table of that name, by column; columns we don't
    know are passed over, those an earlier schema lacks stay empty. Steps that come in are listed in the history but
    never offered for undo.
    """
    ops = list(operations)
    con = project.con
    if project.read_only:
        raise UserProblem(
            "read_only", f"読むだけで開いているため取り込めません。{project.read_only_reason}", exit_code=LOCKED
        )
    with project.transaction():
        known = known_ids(con, [o.op_id for o in ops])
        new = [o for o in {o.op_id: o for o in ops}.values() if o.op_id not in known]
        oplog.insert(con, new)
        for row in editions:
            con.execute(_STORE_EDITION, tuple(row.get(name, "") for name in EDITION))
        refresh(con, {o.rid for o in new})
        oplog.log_units(con, new)
    pending = con.execute(
        "SELECT count(DISTINCT op_id) FROM op_parent WHERE parent NOT IN (SELECT op_id FROM op)"
    ).fetchone()[0]
    # an item under two ids stands twice in the table
    conflicts = con.execute("SELECT count(*) FROM (SELECT DISTINCT id, atom FROM conflict)").fetchone()[0]
    return Merged(len(new), len(ops) - len(new), int(pending), int(conflicts), project.digest())


def unite_file(project: Project, other: Path) -> Merged:
    """Unites with another workspace file of the same municipality, copying the editions it holds as well.

    Raises UserProblem when it belongs to another 団体コード, and refuses it whole when a single operation does not
    match its hashes.
    """
    con = connection.connect(other, read_only=True)
    try:
        connection.check_identity(con, other)
        code = con.execute("SELECT value FROM setting WHERE key='code'").fetchone()[0]
        if code != project.setting("code"):
            raise UserProblem(
                "other_municipality",
                f"「{other.name}」は別の団体（{code}）のファイルなので、まとめられません。",
                file=str(other),
                hint="同じ団体コードのファイルを選んでください。",
            )
        rows = con.execute("SELECT op_id, header, value, salt FROM op ORDER BY seq").fetchall()
        cursor = con.execute("SELECT * FROM edition")  # its columns are those of the other file's schema
        names = [c[0] for c in cursor.description]
        editions = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except sqlite3.DatabaseError as problem:
        raise connection.damaged(other) from problem
    finally:
        con.close()
    try:
        ops = [parse(r[1], r[2], r[3], op_id=r[0]) for r in rows]
        _check_editions(editions)
    except (CorruptOperation, zlib.error) as problem:
        raise UserProblem(
            "forged",
            f"「{other.name}」の記録に、内容と指紋（ハッシュ）の合わないものがあります。何も取り込んでいません。",
            file=str(other),
            hint="送り主に、もう一度ファイルを出してもらってください。",
        ) from problem
    return unite(project, ops, editions)


def _check_editions(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        blob = row["blob"]
        if blob is not None and sha256_hex(zlib.decompress(blob)) != row["hash"]:
            raise CorruptOperation("an edition does not match its name")


def known_ids(con: sqlite3.Connection, op_ids: list[str]) -> set[str]:
    """Those of the operations that are here."""
    known: set[str] = set()
    for start in range(0, len(op_ids), oplog.CHUNK):
        part = op_ids[start : start + oplog.CHUNK]
        marks = ",".join("?" * len(part))
        known.update(r[0] for r in con.execute(f"SELECT op_id FROM op WHERE op_id IN ({marks})", part))
    return known
