"""What was handed out from this file, packages and sheets: to whom, for what, and until when; and what came back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.parcels import BACK
from app.store.ledger import MERGED
from app.store.project import Project, now

PACKAGE, SHEET = "package", "sheet"
_COLUMNS = "seq, kind, id, department, department_name, businesses, deadline, at, by, file, returned_at"


@dataclass(frozen=True, slots=True)
class Handed:
    """One package or sheet handed out. ``deadline``: ISO date or ""; ``at``: when it was written.

    ``returned_at``: when a sheet was taken back last, "" so far; always "" of a package (see :func:`back`).
    """

    seq: int
    kind: str
    id: str
    department: str
    department_name: str
    businesses: tuple[str, ...]
    deadline: str
    at: str
    by: str
    file: str
    returned_at: str


@dataclass(frozen=True, slots=True)
class Returned:
    """One package of a department that was taken in. ``answers``: the package it was opened from, "" if not said."""

    department: str
    answers: str
    created_at: str
    merged_at: str
    by: str


def add(
    project: Project,
    kind: str,
    id: str,
    *,
    department: str,
    name: str,
    businesses: Sequence[str],
    file: str,
    deadline: str = "",
) -> bool:
    """Remembers what was handed out; whether it could be (a file open for reading keeps nothing)."""
    if project.read_only:
        return False
    areas = json.dumps(list(businesses))
    row = (kind, id, department, name, areas, deadline, now(), project.author.by, file, "")
    with project.local_write() as con:
        con.execute(f"INSERT INTO handed_out({_COLUMNS.partition(', ')[2]}) VALUES ({','.join('?' * len(row))})", row)
    return True


def returned(project: Project, sheet: str) -> None:
    """A sheet was taken back, whether or not it brought anything new."""
    if not project.read_only:
        with project.local_write() as con:
            con.execute("UPDATE handed_out SET returned_at=? WHERE kind=? AND id=?", (now(), SHEET, sheet))


def out(con: sqlite3.Connection) -> list[Handed]:
    """All that was handed out, oldest first; nothing in a file of an earlier version that is open for reading only."""
    if not con.execute("SELECT 1 FROM sqlite_master WHERE name='handed_out'").fetchone():
        return []
    rows = con.execute(f"SELECT {_COLUMNS} FROM handed_out ORDER BY seq")
    return [
        Handed(seq, kind, id_, dept, name, tuple(json.loads(areas)), *rest)
        for seq, kind, id_, dept, name, areas, *rest in rows
    ]


def back(con: sqlite3.Connection) -> list[Returned]:
    """Every package that departments handed back and that was taken in, oldest first."""
    if not con.execute("SELECT 1 FROM sqlite_master WHERE name='ledger'").fetchone():
        return []
    rows = con.execute(
        "SELECT department, manifest, created_at, merged_at, by FROM ledger WHERE state=? AND direction=? ORDER BY seq",
        (MERGED, BACK),
    )
    return [Returned(dept, _answers(manifest), *rest) for dept, manifest, *rest in rows]


def _answers(manifest: bytes | None) -> str:
    said: Mapping[str, object] = json.loads(manifest) if manifest else {}
    return str(said.get("answers") or "")
