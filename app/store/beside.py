"""A copy of an open workspace in which something long is done while the window works on, and its coming home.

The copy lies beside the file, so that becoming it is one rename: after a kill there is the old state or the new.
"""

from __future__ import annotations

import glob
import os
import sqlite3
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from app.core.operations import RETRACT, VALUE_KINDS
from app.store import connection, trouble
from app.store.project import Author, Project
from app.store.projection import refresh

STEP = 4000  # pages between which whoever writes may go on; what they write is copied again
CARRIED = ("draft", "setting", "actor")  # the file's own affairs that may change while a copy is away
_FOLLOWS = (
    *sorted(VALUE_KINDS),
    RETRACT,
)  # operations that may be written meanwhile; anything else touches others' rows


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy, and how far the file was: its last operation and step, and how often other things had changed in it."""

    of: Project
    file: Path
    operation: int
    unit: int
    strokes: int


def copied(project: Project) -> Copy:
    """A copy of the last stored state, beside the file. From any thread.

    Raises UserProblem when the file can't be read or the disk is full; then nothing is left behind.
    """
    path = project.path.resolve()
    strokes = project.strokes  # before the first page is read: a write in between makes it old, never overlooked
    out = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.beside")
    try:
        with (
            closing(connection.connect(path, read_only=True)) as there,
            closing(sqlite3.connect(out, isolation_level=None)) as here,
        ):
            here.execute("PRAGMA synchronous=OFF")
            there.backup(here, pages=STEP, sleep=0.01)
            here.execute("UPDATE setting SET value='yes' WHERE key='closed'")  # whoever opens it needn't check it
            last = [here.execute(f"SELECT coalesce(max(seq), 0) FROM {t}").fetchone()[0] for t in ("op", "unit")]
    except sqlite3.Error as problem:
        forget(out)
        raise trouble.explained(problem) or problem from problem
    return Copy(project, out, int(last[0]), int(last[1]), strokes)


def opened(file: Path, installation: str, author: Author) -> Project:
    """A copy opened for one transaction. A power cut may destroy it, so it has to be flushed before it counts."""
    project = Project.open(file, installation=installation, author=author)
    project.con.execute("PRAGMA synchronous=OFF")
    project.con.execute("PRAGMA journal_mode=OFF")  # what fails in a copy ends with the copy
    return project


def flush(file: Path) -> None:
    """Makes a closed copy durable before it may become the file."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def forget(file: Path) -> None:
    """Throws a copy away."""
    for name in (file.name, f"{file.name}-journal", f".{file.name}.lock", f".{file.name}.owner"):
        with suppress(OSError):
            file.with_name(name).unlink(missing_ok=True)


def sweep(path: Path) -> None:
    """Throws away what a program that was killed left beside a workspace. Only who holds its lock may do that."""
    place, name = path.resolve().parent, glob.escape(path.resolve().name)
    for left in place.glob(f".{name}.*.beside"):
        forget(left)
    for left in place.glob(f"..{name}.*.beside.*"):
        left.unlink(missing_ok=True)


def come_home(project: Project, copy: Copy) -> bool:
    """Makes a copy the workspace, with what was recorded in the file meanwhile. On the thread of the project.

    False when it is the copy of something else by now, because the file changed in a way that can't be carried over
    (another import, a value erased) or was opened anew; then nothing has happened, and the work has to be done again
    on a new copy. Raises UserProblem when the disk refuses.
    """
    if copy.of is not project or project.strokes != copy.strokes:
        return False
    try:
        with closing(sqlite3.connect(copy.file, isolation_level=None)) as con:
            con.execute("PRAGMA trusted_schema=OFF")
            con.execute("PRAGMA journal_mode=OFF")
            con.execute("PRAGMA synchronous=OFF")
            con.execute("ATTACH ? AS here", (str(project.path.resolve()),))
            try:
                con.execute("BEGIN IMMEDIATE")
                if not _carry(con, copy):
                    return False
                con.execute("COMMIT")
            except sqlite3.IntegrityError:  # what was recorded meanwhile came with the packages as well
                return False
        flush(copy.file)
        project.become(copy.file)
    except (sqlite3.OperationalError, OSError) as problem:
        raise trouble.explained(problem) or problem from problem
    return True


def _carry(con: sqlite3.Connection, copy: Copy) -> bool:
    """What was recorded since the copy was made, and the file's own affairs as they are now."""
    marks = ",".join("?" * len(_FOLLOWS))
    new = "FROM here.op WHERE seq > ?"
    odd = con.execute(f"SELECT 1 {new} AND kind NOT IN ({marks}) LIMIT 1", (copy.operation, *_FOLLOWS)).fetchone()
    if odd is not None:
        return False
    columns = "op_id, kind, rid, type, unit, actor, at, header, value, salt, counts"
    con.execute(f"INSERT INTO op({columns}) SELECT {columns} {new} ORDER BY seq", (copy.operation,))
    for table, names in (("op_parent", "op_id, parent"), ("op_atom", "rid, atom, op_id")):
        con.execute(
            f"INSERT INTO {table}({names}) SELECT {names} FROM here.{table} WHERE op_id IN (SELECT op_id {new})",
            (copy.operation,),
        )
    steps = "unit, label, by, at, operations, origin, target"
    con.execute(f"INSERT INTO unit({steps}) SELECT {steps} FROM here.unit WHERE seq > ? ORDER BY seq", (copy.unit,))
    for table in CARRIED:
        con.execute(f"DELETE FROM {table}")
        con.execute(f"INSERT INTO {table} SELECT * FROM here.{table}")
    refresh(con, {r[0] for r in con.execute(f"SELECT DISTINCT rid {new}", (copy.operation,))})
    return True
