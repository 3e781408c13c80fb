"""The sheets sent out from this file, and the one step in which what comes back with them is stored."""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.operations import Operation
from app.core.problems import LOCKED, UserProblem
from app.store import oplog
from app.store.project import Project, now
from app.store.projection import refresh
from app.store.unit import Changes


@dataclass(frozen=True, slots=True)
class Export:
    """One sheet as sent. ``manifest`` is JSON: columns, and per row id, heads and hashes of its cells."""

    id: str
    secret: bytes
    at: str
    by: str
    label: str
    file: str
    manifest: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One sheet in the list of those sent."""

    id: str
    at: str
    by: str
    label: str
    file: str


def fresh(*, by: str, label: str, file: str) -> Export:
    """A new export with an id and a secret of its own, not stored yet."""
    return Export(secrets.token_hex(16), secrets.token_bytes(32), now(), by, label, file, {})


def save(project: Project, export: Export) -> None:
    """Remembers a sheet. Raises UserProblem when the file is read-only: its answers couldn't be told apart later."""
    if project.read_only:
        raise UserProblem(
            "read_only", f"読むだけで開いているため、回答用の Excel は作れません。{project.read_only_reason}",
            exit_code=LOCKED,
        )  # fmt: skip
    blob = zlib.compress(json.dumps(export.manifest, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    with project.local_write() as con:
        con.execute(
            "INSERT INTO sheet_export(id, secret, at, by, label, file, manifest) VALUES (?,?,?,?,?,?,?)",
            (export.id, export.secret, export.at, export.by, export.label, export.file, blob),
        )


def forget(project: Project, export: str) -> None:
    """Forgets a sheet that could not be written after all."""
    with project.local_write() as con:
        con.execute("DELETE FROM sheet_export WHERE id=?", (export,))


def load(project: Project, export: str) -> Export | None:
    """A sheet by its id; None for one that wasn't sent from this file."""
    if not _has_table(project):
        return None
    row = project.con.execute(
        "SELECT id, secret, at, by, label, file, manifest FROM sheet_export WHERE id=?", (export,)
    ).fetchone()
    if row is None:
        return None
    id_, secret, at, by, label, file, manifest = row
    return Export(id_, secret, at, by, label, file, json.loads(zlib.decompress(manifest)))


def all_of(project: Project) -> list[ExportRow]:
    """Every sheet sent from this file, the newest first."""
    if not _has_table(project):
        return []
    return [
        ExportRow(*row)
        for row in project.con.execute("SELECT id, at, by, label, file FROM sheet_export ORDER BY at DESC, id")
    ]


def _has_table(project: Project) -> bool:
    """A file of an earlier version may be open for reading only."""
    return bool(project.con.execute("SELECT 1 FROM sqlite_master WHERE name='sheet_export'").fetchone())


def known(project: Project, op_ids: Sequence[str]) -> set[str]:
    """Those of the operations that are stored already."""
    out: set[str] = set()
    for start in range(0, len(op_ids), oplog.CHUNK):
        part = list(op_ids[start : start + oplog.CHUNK])
        marks = ",".join("?" * len(part))
        out |= {r[0] for r in project.con.execute(f"SELECT op_id FROM op WHERE op_id IN ({marks})", part)}
    return out


def store(project: Project, operations: Sequence[Operation], *, label: str, by: str) -> Changes:
    """Stores operations made from a sheet as one step of this file that can be undone; those known are passed over.

    Their headers name the sheet's own unit, the same on every PC. A sheet may come back several times, and each time
    is a step here, so the step has an id of its own over the operations it brought.
    """
    if project.read_only:
        raise UserProblem(
            "read_only", f"読むだけで開いているため取り込めません。{project.read_only_reason}", exit_code=LOCKED
        )
    held = known(project, [o.op_id for o in operations])
    new = [o for o in {o.op_id: o for o in operations}.values() if o.op_id not in held]
    if not new:
        return Changes("", label, frozenset(), frozenset(), 0)
    step = hashlib.sha256("".join(sorted(o.op_id for o in new)).encode()).hexdigest()[:32]
    with project.transaction():
        oplog.insert(project.con, new)
        project.con.executemany("UPDATE op SET unit=? WHERE op_id=?", [(step, o.op_id) for o in new])
        refresh(project.con, {o.rid for o in new})
        oplog.log_unit(
            project.con, unit=step, label=label, by=by, at=now(), operations=len(new), origin="do", target=""
        )
    refs = ((o, o.ref() or {}) for o in new)
    return Changes(
        step, label, frozenset(o.rid for o in new), frozenset(o.type for o in new), len(new),
        frozenset((r["business"], r["kind"], r["id"], r["branch"]) for _, r in refs if "id" in r),
    )  # fmt: skip
