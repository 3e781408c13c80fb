"""Erasing in every other file of the workspace that the program keeps: backups and working copies."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import uuid
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from app.core.operations import REDACTION, Operation
from app.core.problems import UserProblem
from app.core.redaction import Marked, named
from app.store import backup, beside, connection, erasing, oplog, redacting
from app.store.lock import WriterLock
from app.store.merge import known_ids
from app.store.project import Project
from app.store.projection import refresh
from app.store.redacting import Progress
from app.store.schema import sync_folder


def files(project: Project, root: Path) -> list[Path]:
    """The backups of a workspace and the copies of it that are worked on elsewhere, but for the one that is open."""
    mine = project.path.resolve()
    out = backup.all_of(backup.folder_of(root, project.setting("workspace_id")))
    for folder in ("working", "copies"):
        out += sorted((root / folder).glob("*/*.fitgap"))
    return [p for p in out if p.resolve() != mine and _same_workspace(p, project)]


def _same_workspace(path: Path, project: Project) -> bool:
    try:
        with closing(connection.connect(path, read_only=True)) as con:
            connection.check_identity(con, path)
            row = con.execute("SELECT value FROM setting WHERE key='workspace_id'").fetchone()
            return row is not None and row[0] == project.setting("workspace_id")
    except (sqlite3.DatabaseError, UserProblem):
        return path.parent.parent.name == "backups"  # a damaged backup is named, not passed over


def holding(
    project: Project, root: Path, what: Marked | None, *, progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> tuple[list[Path], list[Path]]:  # fmt: skip
    """(files that hold what is marked or what was redacted here, files that can't be read)."""
    gone = sorted(erasing.named_by(project.con, redacting.carried_out(project.con)))
    found: list[Path] = []
    damaged: list[Path] = []
    every = files(project, root)
    for n, path in enumerate(every):
        if progress is not None:
            progress(n, len(every), f"控え {path.name}")
        try:
            with closing(connection.connect(path, read_only=True)) as con:
                connection.check_identity(con, path)
                if _has_values(con, gone) or (what is not None and redacting.scan(con, what, cancel=cancel)):
                    found.append(path)
        except sqlite3.DatabaseError:
            damaged.append(path)
        except UserProblem as problem:
            if problem.code == "cancelled":
                raise
            damaged.append(path)
    return found, damaged


def _has_values(con: sqlite3.Connection, op_ids: Sequence[str]) -> bool:
    tables = {r[0] for r in con.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    sources = ["op WHERE value IS NOT NULL AND"] + ["hidden WHERE"] * ("hidden" in tables)
    for start in range(0, len(op_ids), oplog.CHUNK):
        part = op_ids[start : start + oplog.CHUNK]
        marks = ",".join("?" * len(part))
        if any(con.execute(f"SELECT 1 FROM {s} op_id IN ({marks}) LIMIT 1", part).fetchone() for s in sources):
            return True
    return False


def erase(
    project: Project, root: Path, what: Marked | None, reason: str, *, progress: Progress | None = None
) -> tuple[list[Path], list[Path]]:
    """Erases in every file that :func:`holding` finds; (files rewritten, files that could not be)."""
    found, failed = holding(project, root, what, progress=progress)
    given = _given(project)
    done: list[Path] = []
    for n, path in enumerate(found):
        if progress is not None:
            progress(n, len(found), f"控えを書き換えています：{path.name}")
        try:
            _rewrite(path, project, given, what, reason)
            done.append(path)
        except (UserProblem, OSError, sqlite3.DatabaseError):  # the others can still be cleaned; this one is named
            failed.append(path)
    shutil.rmtree(root / "previews", ignore_errors=True)  # where earlier versions tried packages out
    beside.sweep(project.path)  # where packages wait to be taken in: they are taken in anew
    return done, failed


def _given(project: Project) -> list[Operation]:
    """The redactions carried out here, and what was written in place of what they erased."""
    rids = redacting.carried_out(project.con)
    ops = [o for _, held in oplog.of_records(project.con, rids) for o in held]
    for others in redacting.stand_ins(project.con, rids).values():
        ops += others
    return list({o.op_id: o for o in ops}.values())


def _rewrite(path: Path, ours: Project, given: Sequence[Operation], what: Marked | None, reason: str) -> None:
    """The same erasure in a copy of the file, which then takes its place in one step."""
    temp = path.with_name(f".{uuid.uuid4().hex}.tmp")
    lock = WriterLock(path) if _live(path) else None
    if lock is not None and lock.acquire() is not None:
        raise UserProblem("busy", f"「{path.name}」は、ほかのプログラムが使っています。", file=str(path))
    try:
        with closing(connection.connect(path)) as there, closing(sqlite3.connect(temp, isolation_level=None)) as here:
            there.backup(here)
            here.execute("PRAGMA journal_mode=DELETE")
        copy = Project.open(temp, installation=ours.installation, author=ours.author)
        try:
            _erase_in(copy, given, what, reason)
            if copy.con.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise connection.damaged(path)
        finally:
            copy.close()
        with temp.open("rb+") as handle:
            os.fsync(handle.fileno())
        os.replace(temp, path)  # noqa: PTH105
        sync_folder(path.parent)
    finally:
        if lock is not None:
            lock.release()
        for left in (temp, temp.with_name(f".{temp.name}.lock"), temp.with_name(f".{temp.name}.owner")):
            left.unlink(missing_ok=True)


def _live(path: Path) -> bool:
    """Whether somebody may be working in the file: backups are only ever read."""
    return path.parent.parent.name != "backups"


def _erase_in(copy: Project, given: Sequence[Operation], what: Marked | None, reason: str) -> None:
    found = redacting.scan(copy.con, what) if what is not None else None
    with copy.transaction():
        there = known_ids(copy.con, [i for o in given for i in (o.op_id, *o.parents)])
        fits = [
            o for o in given if o.op_id not in there and (o.type == REDACTION or all(p in there for p in o.parents))
        ]  # fmt: skip
        oplog.insert(copy.con, fits)
        oplog.log_units(copy.con, fits)
        refresh(copy.con, {o.rid for o in fits})
    if found is not None and what is not None:
        # what was still in force when this copy was made, and stands nowhere in today's file
        known = {i for o in given for i in named(o)}
        redacting.erase(copy, found, what, reason, known=frozenset(known))
    redacting.carry_out(copy, [o.rid for o in given if o.type == REDACTION], what)
