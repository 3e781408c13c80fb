"""Values that were redacted stay out of the log, whichever way and in whichever order they come."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from app.core.operations import REDACTION, Operation, read
from app.core.redaction import named

CHUNK = 400


def arriving(con: sqlite3.Connection, ops: Sequence[Operation]) -> Sequence[Operation]:
    """The operations as they may be stored, those known as redacted without their values.

    What a redact among them names leaves the log at once: it is hidden, and only erased where that is confirmed.
    """
    new = [(o.rid, i) for o in ops if o.type == REDACTION for i in named(o)]
    if new:  # at once, since more may come before the projection follows
        con.executemany("INSERT OR IGNORE INTO redacted(rid, op_id) VALUES (?,?)", new)
        hide(con, (i for _, i in new))
    elif con.execute("SELECT 1 FROM redacted LIMIT 1").fetchone() is None:
        return ops
    gone = _redacted(con, [o.op_id for o in ops])
    if gone.isdisjoint(o.op_id for o in ops):
        return ops
    out, late = [], []
    for op in ops:
        if op.op_id in gone and op.value is not None and op.type != REDACTION:
            late.append((op.op_id, op.value, op.salt))
            op = read(op.op_id, op.header, None, None)
        out.append(op)
    keep = {i for (i, _, _) in late} - _carried_out(con, [i for (i, _, _) in late])
    con.executemany(
        "INSERT OR IGNORE INTO hidden(op_id, value, salt) VALUES (?,?,?)", [row for row in late if row[0] in keep]
    )
    return out


def hide(con: sqlite3.Connection, op_ids: Iterable[str]) -> None:
    """Takes the values of these operations out of the log. A redaction's own list stays: it says what is gone."""
    wanted = sorted(set(op_ids))
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        where = f"op_id IN ({','.join('?' * len(part))}) AND value IS NOT NULL AND type<>'{REDACTION}'"
        con.execute(
            f"INSERT OR IGNORE INTO hidden(op_id, value, salt) SELECT op_id, value, salt FROM op WHERE {where}", part
        )
        con.execute(f"UPDATE op SET value=NULL, salt=NULL WHERE {where}", part)


def named_by(con: sqlite3.Connection, redactions: Iterable[str]) -> set[str]:
    """The operations that these redactions erase."""
    return {i for rid in redactions for (i,) in con.execute("SELECT op_id FROM redacted WHERE rid=?", (rid,))}


def _redacted(con: sqlite3.Connection, op_ids: Sequence[str]) -> set[str]:
    return _of(con, "SELECT op_id FROM redacted WHERE op_id IN ({})", op_ids)


def _carried_out(con: sqlite3.Connection, op_ids: Sequence[str]) -> set[str]:
    sql = "SELECT r.op_id FROM redacted r JOIN erased e ON e.rid=r.rid WHERE r.op_id IN ({})"
    return _of(con, sql, op_ids)


def _of(con: sqlite3.Connection, sql: str, op_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(op_ids), CHUNK):
        part = list(op_ids[start : start + CHUNK])
        found.update(r[0] for r in con.execute(sql.format(",".join("?" * len(part))), part))
    return found
