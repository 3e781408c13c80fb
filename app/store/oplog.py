"""Storing and reading operations in bulk. They are only ever added."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from app.core.operations import Operation, parse

CHUNK = 400  # below SQLite's limit of host parameters, and a good batch


def insert(con: sqlite3.Connection, ops: Sequence[Operation]) -> int:
    """Adds the operations that aren't there yet; how many were new. Must run inside a transaction."""
    before = con.execute("SELECT count(*) FROM op").fetchone()[0] if ops else 0
    con.executemany(
        "INSERT OR IGNORE INTO op(op_id, kind, rid, type, unit, actor, at, header, value, salt, counts)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            (o.op_id, o.kind, o.rid, o.type, o.unit, o.actor, o.at, o.header, o.value, o.salt, int(o.counts_as_value))
            for o in ops
        ),
    )
    con.executemany(
        "INSERT OR IGNORE INTO op_parent(op_id, parent) VALUES (?,?)", ((o.op_id, p) for o in ops for p in o.parents)
    )
    con.executemany(
        "INSERT OR IGNORE INTO op_atom(rid, atom, op_id) VALUES (?,?,?)",
        ((o.rid, a, o.op_id) for o in ops for a in o.atoms),
    )
    return int(con.execute("SELECT count(*) FROM op").fetchone()[0] - before) if ops else 0


def last_of(con: sqlite3.Connection, actor: str) -> str:
    """The newest operation this author stored in this file, "" if none."""
    row = con.execute("SELECT op_id FROM op WHERE actor=? ORDER BY seq DESC LIMIT 1", (actor,)).fetchone()
    return row[0] if row else ""


def of_records(con: sqlite3.Connection, rids: Iterable[str]) -> Iterator[tuple[str, list[Operation]]]:
    """(rid, its operations) for each record that has any, unverified reading of what this file stored itself."""
    wanted = list(rids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        marks = ",".join("?" * len(part))
        found: dict[str, list[Operation]] = {}
        for row in con.execute(
            f"SELECT rid, op_id, header, value, salt FROM op WHERE rid IN ({marks}) ORDER BY seq", part
        ):
            found.setdefault(row[0], []).append(parse(row[2], row[3], row[4], op_id=row[1]))
        yield from found.items()


def log_unit(
    con: sqlite3.Connection, *, unit: str, label: str, by: str, at: str, operations: int, origin: str, target: str
) -> None:
    """Adds the step to this file's list of steps."""
    con.execute(
        "INSERT OR IGNORE INTO unit(unit, label, by, at, operations, origin, target) VALUES (?,?,?,?,?,?,?)",
        (unit, label, by, at, operations, origin, target),
    )
