"""The ledger: one row for every package that came in or was set aside, and which operations it brought."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.core.parcels import Manifest

MERGED, ASIDE = "merged", "aside"
_COLUMNS = (
    "seq", "package", "state", "reason", "file", "workspace", "direction", "department", "department_name", "by",
    "created_at", "merged_at", "merged_by", "operations", "new", "first", "last",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One row; ``retracted`` and ``pending`` are as of now: operations withdrawn, and those naming missing parents."""

    seq: int
    package: str
    state: str
    reason: str
    file: str
    workspace: str
    direction: str
    department: str
    department_name: str
    by: str
    created_at: str
    merged_at: str
    merged_by: str
    operations: int
    new: int
    first: int
    last: int
    retracted: int = 0
    pending: int = 0


def add(
    con: sqlite3.Connection,
    *,
    package: str,
    file: str,
    at: str,
    by: str,
    manifest: Manifest | None = None,
    manifest_bytes: bytes | None = None,
    reason: str = "",
    new: tuple[int, int, int] = (0, 0, 0),
) -> None:
    """Adds a row; ``reason`` says why a package was set aside; ``new``: how many, first and last number.

    The manifest of one that came before stays as it is held here: something in it may have been erased since.
    """
    held = con.execute("SELECT manifest FROM ledger WHERE package=? AND manifest IS NOT NULL", (package,)).fetchone()
    m = manifest
    said = ("", "", "", "", "", "", 0)
    if m is not None:
        said = (m.workspace, m.direction, m.department, m.department_name, m.by, m.created_at, m.operations)
    con.execute(
        f"INSERT INTO ledger({', '.join(_COLUMNS[1:])}, manifest) VALUES ({','.join('?' * len(_COLUMNS))})",
        (
            package,
            ASIDE if reason else MERGED,
            reason,
            file,
            *said[:6],
            at,
            by,
            said[6],
            *new,
            held[0] if held else manifest_bytes,
        ),
    )


def entries(con: sqlite3.Connection, package: str = "") -> list[Entry]:
    """Every row, oldest first; those of a package if given (by at least 8 digits of its id)."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM ledger"
    rows = con.execute(f"{sql} WHERE package LIKE ? ORDER BY seq", (f"{package}%",)).fetchall()
    return [replace(Entry(*row), retracted=_withdrawn(con, row), pending=pending(con, *row[15:17])) for row in rows]


def known(con: sqlite3.Connection, package: str) -> bool:
    """Whether a package was merged here before."""
    row = con.execute("SELECT 1 FROM ledger WHERE package=? AND state=?", (package, MERGED)).fetchone()
    return row is not None


def pending(con: sqlite3.Connection, first: int, last: int) -> int:
    """Of these operations, how many name a parent that hasn't arrived (先行パッケージ未着)."""
    if not last:
        return 0
    found = con.execute(
        "SELECT count(DISTINCT p.op_id) FROM op o JOIN op_parent p ON p.op_id=o.op_id"
        " LEFT JOIN op there ON there.op_id=p.parent WHERE o.seq BETWEEN ? AND ? AND there.op_id IS NULL",
        (first, last),
    ).fetchone()
    return int(found[0])


def _withdrawn(con: sqlite3.Connection, row: tuple[object, ...]) -> int:
    if not row[16]:
        return 0
    found = con.execute(
        "SELECT count(*) FROM op WHERE seq BETWEEN ? AND ? AND op_id IN (SELECT op_id FROM withdrawn)", row[15:17]
    ).fetchone()
    return int(found[0])


def origin(con: sqlite3.Connection, op_ids: Iterable[str]) -> dict[str, Entry]:
    """The package that brought each of these operations; those written here or united from a file are left out."""
    rows = entries(con)
    out = {}
    for op_id in op_ids:
        found = con.execute("SELECT seq FROM op WHERE op_id=?", (op_id,)).fetchone()
        entry = found and next((e for e in rows if e.last and e.first <= found[0] <= e.last), None)
        if entry:
            out[op_id] = entry
    return out
