"""The packages handed out from this file: whom they went to, for what, and until when; and what came back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.parcels import BACK, Manifest
from app.store.ledger import MERGED
from app.store.project import Project, now

_COLUMNS = "seq, package, department, department_name, businesses, deadline, at, by, file"


@dataclass(frozen=True, slots=True)
class Handed:
    """One package handed out. ``deadline``: ISO date or ""; ``at``: when it was written."""

    seq: int
    package: str
    department: str
    department_name: str
    businesses: tuple[str, ...]
    deadline: str
    at: str
    by: str
    file: str


@dataclass(frozen=True, slots=True)
class Returned:
    """One package of a department that was taken in. ``answers``: the package it was opened from, "" if not said."""

    department: str
    answers: str
    created_at: str
    merged_at: str
    by: str


def add(project: Project, package: str, m: Manifest, file: str) -> bool:
    """Remembers a package handed out; whether it could be (a file open for reading keeps nothing)."""
    if project.read_only:
        return False
    with project.local_write() as con:
        con.execute(
            f"INSERT INTO handed_out({_COLUMNS.partition(', ')[2]}) VALUES (?,?,?,?,?,?,?,?)",
            (
                package, m.department, m.department_name, json.dumps(list(m.businesses)), m.deadline, now(), m.by, file,
            ),
        )  # fmt: skip
    return True


def out(con: sqlite3.Connection) -> list[Handed]:
    """Every package handed out, oldest first; none in a file of an earlier version that is open for reading only."""
    if not con.execute("SELECT 1 FROM sqlite_master WHERE name='handed_out'").fetchone():
        return []
    rows = con.execute(f"SELECT {_COLUMNS} FROM handed_out ORDER BY seq")
    return [
        Handed(seq, package, dept, name, tuple(json.loads(areas)), *rest)
        for seq, package, dept, name, areas, *rest in rows
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
