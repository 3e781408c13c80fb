"""Storing and reading operations in bulk. They are only ever added."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from app.core.operations import Operation, parse, read
from app.store import erasing

CHUNK = 400  # below SQLite's limit of host parameters, and a good batch


def insert(con: sqlite3.Connection, ops: Sequence[Operation]) -> int:
    """Adds the operations that aren't there yet; how many were new. Must run inside a transaction.

    Values that were redacted don't come in, and those that a redact among ``ops`` names go.
    """
    if not ops:
        return 0
    ops = erasing.arriving(con, ops)
    cursor = con.executemany(
        "INSERT OR IGNORE INTO op(op_id, kind, rid, type, unit, actor, at, header, value, salt, counts)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            (o.op_id, o.kind, o.rid, o.type, o.unit, o.actor, o.at, o.header, o.value, o.salt, int(o.counts_as_value))
            for o in ops
        ),
    )
    # in the order of their indexes: neighbours go to the same page
    parents = sorted((o.op_id, p) for o in ops for p in o.parents)
    con.executemany("INSERT OR IGNORE INTO op_parent(op_id, parent) VALUES (?,?)", parents)
    atoms = sorted((o.rid, a, o.op_id) for o in ops for a in o.atoms)
    con.executemany("INSERT OR IGNORE INTO op_atom(rid, atom, op_id) VALUES (?,?,?)", atoms)
    return cursor.rowcount


def last_of(con: sqlite3.Connection, actor: str) -> str:
    """The newest operation this author stored in this file, "" if none."""
    row = con.execute("SELECT op_id FROM op WHERE actor=? ORDER BY seq DESC LIMIT 1", (actor,)).fetchone()
    return row[0] if row else ""


def of_records(
    con: sqlite3.Connection, rids: Iterable[str], *, since: int | None = None
) -> Iterator[tuple[str, list[Operation]]]:
    """(rid, its operations) for each record that has any, each verified but for those numbered ``since`` and later."""
    trusted = 2**62 if since is None else since
    wanted = list(rids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        marks = ",".join("?" * len(part))
        rows = con.execute(  # the order of the index: nothing is sorted
            f"SELECT rid, op_id, header, value, salt, seq FROM op WHERE rid IN ({marks}) ORDER BY rid, seq", part
        )
        for rid, ops in groupby(rows, key=itemgetter(0)):
            yield (
                rid,
                [
                    read(op_id, header, value, salt) if seq >= trusted else parse(header, value, salt, op_id=op_id)
                    for _, op_id, header, value, salt, seq in ops
                ],
            )


def records_of(con: sqlite3.Connection, op_ids: Iterable[str]) -> set[str]:
    """The records these operations are about; unknown ones are passed over."""
    wanted = sorted(op_ids)
    found: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        marks = ",".join("?" * len(part))
        found.update(r[0] for r in con.execute(f"SELECT DISTINCT rid FROM op WHERE op_id IN ({marks})", part))
    return found


def log_unit(
    con: sqlite3.Connection, *, unit: str, label: str, by: str, at: str, operations: int, origin: str, target: str
) -> None:
    """Adds the step to this file's list of steps, or to a step of which other operations came before."""
    con.execute(
        "INSERT INTO unit(unit, label, by, at, operations, origin, target) VALUES (?,?,?,?,?,?,?)"
        " ON CONFLICT(unit) DO UPDATE SET operations=operations+excluded.operations",
        (unit, label, by, at, operations, origin, target),
    )


def log_units(con: sqlite3.Connection, new: Iterable[Operation]) -> None:
    """Lists the steps that operations from elsewhere belong to; they are never offered for undo."""
    for unit, part in groupby(sorted(new, key=lambda o: o.unit), key=lambda o: o.unit):
        members = list(part)
        head = min(members, key=lambda o: o.op_id)  # they say the same, unless somebody forged one
        log_unit(
            con, unit=unit, label=head.label, by=head.by, at=head.at, operations=len(members), origin="merge",
            target="",
        )  # fmt: skip
