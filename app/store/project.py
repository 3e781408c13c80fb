"""The open workspace: one connection, one way to write, one place that knows whether writing is allowed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from app.core.operations import Operation, parse
from app.core.problems import LOCKED, UserProblem
from app.store import connection, schema, trouble
from app.store.lock import WriterLock
from app.store.projection import projected_heads
from app.store.scope import Scope
from app.store.unit import Author, Changes, Unit
from app.store.writing import writing

WORKING_COPY = "working_copy"
"""The setting that makes a file a department's working copy: what its package said, as JSON."""
_SCOPE = ("department", "name", "businesses")


def now() -> str:
    """Local time with offset, to the millisecond. Shown, and never decides anything."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


class Project:
    """A workspace file opened for reading, or for reading and writing.

    Every change of a record happens inside :meth:`unit`; outside, the connection refuses to write.
    """

    def __init__(
        self, path: Path, con: sqlite3.Connection, lock: WriterLock | None, author: Author, read_only_reason: str
    ) -> None:
        self.path = path
        self.con = con
        self.author = author
        self.read_only_reason = read_only_reason
        self._lock = lock
        self._unit: Unit | None = None
        self._in_use = False  # something was written since opening
        self.strokes = 0  # how often something was stored that a copy coming home can't take along (store.beside)
        self._installation = ""
        # how far app.store.history has read the steps: (seq, what can be undone, what can be redone)
        self.steps_seen: tuple[int, list[tuple[str, str]], list[tuple[str, str, str]]] = (0, [], [])

    # --- opening and closing -----------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, *, municipality: str, code: str, size: str, kind: str, prefecture: str) -> None:
        """Writes a new empty workspace file. Raises UserProblem when it exists or cannot be written."""
        schema.create(
            path,
            {
                "workspace_id": str(uuid.uuid4()),
                "municipality": municipality,
                "code": code,
                "size": size,
                "kind": kind,
                "prefecture": prefecture,
                "created_at": now(),
            },
        )

    @classmethod
    def open(cls, path: Path, *, installation: str, author: Author, read_only: bool = False) -> Project:
        """Opens a workspace; read-only by itself while another process writes or the place cannot be written.

        Raises UserProblem (exit code 4) when the file is missing, foreign, newer or damaged.
        """
        if not path.is_file():
            raise UserProblem(
                "missing",
                f"「{path}」が見つかりません。",
                file=str(path),
                hint="場所と名前を確かめるか、「新しく始める」（fitgap init）を選んでください。",
                exit_code=LOCKED,
            )
        if read_only:
            _finish_interrupted_write(path)
        lock, reason = (None, "読むだけで開いています。") if read_only else _take_lock(path)
        try:
            con = connection.connect(path, read_only=lock is None)
            try:
                found = connection.check_identity(con, path)
                reason = _settle_version(path, con, found, lock) or reason
                if reason and lock is not None:
                    lock.release()
                    lock = None
                project = cls(path, con, lock, author, reason)
                if lock is not None:
                    project._check_after_unclean_close()
                    project._know_author(installation)
            except BaseException:  # nobody else knows the connection
                con.close()
                raise
        except sqlite3.DatabaseError as problem:
            if lock is not None:
                lock.release()
            raise trouble.explained(problem) or connection.damaged(path, f"（{problem}）") from problem
        except BaseException:  # a lock that outlives its project would make the file read-only for everybody
            if lock is not None:
                lock.release()
            raise
        return project

    def _check_after_unclean_close(self) -> None:
        """SQLite has rolled back what was under way; whether the file is sound is checked once."""
        if self.setting("closed") == "no" and self.con.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise connection.damaged(self.path)

    def _mark_closed(self, value: str) -> None:
        self.con.execute("INSERT OR REPLACE INTO setting(key, value) VALUES ('closed', ?)", (value,))

    @contextmanager
    def transaction(self, *, carried: bool = False) -> Iterator[None]:
        """A transaction; the first one also notes that the file is in use and who this installation is.

        Opening alone writes nothing, so a refused command leaves every byte as it was. ``carried``: it stores nothing
        but new operations with their step, or drafts, which app.store.beside can carry over into a copy.
        """
        with writing(self.con):
            if not self._in_use:
                self._mark_closed("no")
                self.con.execute(
                    "INSERT OR IGNORE INTO actor(installation, actor) VALUES (?, ?)",
                    (self._installation, self.author.actor),
                )
            yield
        self._in_use = True
        self.strokes += not carried  # after the commit: a copy begun before it counts as old

    def become(self, file: Path) -> None:
        """Makes another file this workspace: whenever this ends, the old state is there or the new one.

        The other file must be durable and nobody's. Raises OSError or sqlite3.OperationalError; then nothing changed.
        """
        path = self.path.resolve()
        self.con.close()
        try:
            with suppress(OSError):
                shutil.copymode(path, file)
            os.replace(file, path)  # noqa: PTH105
            schema.sync_folder(path.parent)
        except PermissionError:  # Windows, while another process reads the file: then page by page, as one transaction
            with closing(connection.connect(path)) as here, closing(connection.connect(file)) as there:
                here.execute("PRAGMA query_only=OFF")
                there.backup(here)
        finally:
            self.con = connection.connect(self.path)
            self.steps_seen = (0, [], [])
        self.strokes += 1

    def _know_author(self, installation: str) -> None:
        row = self.con.execute("SELECT actor FROM actor WHERE installation=?", (installation,)).fetchone()
        self._installation = installation
        self.author = Author(row[0] if row else uuid.uuid4().hex, self.author.by, self.author.role)

    def close(self) -> None:
        """Closes the connection and gives the lock back. May be called twice."""
        if self._lock is None:
            self.con.close()
            return
        try:
            # the disk may be full or gone: everything recorded is stored, the next opening only checks once more
            with suppress(UserProblem, sqlite3.Error):
                if self._in_use:
                    with writing(self.con):
                        self._mark_closed("yes")
        finally:
            self.con.close()
            self._lock.release()
            self._lock = None

    @property
    def installation(self) -> str:
        """The id of the installation that opened the file to write; "" of a reader."""
        return self._installation

    @property
    def read_only(self) -> bool:
        """True when nothing can be written; ``read_only_reason`` says why."""
        return self._lock is None

    # --- writing -----------------------------------------------------------------------------------------------------

    @contextmanager
    def unit(self, label: str, *, origin: str = "do", target: str = "") -> Iterator[Unit]:
        """A named step: all operations in it are stored, with their state, in one transaction, or none.

        After the block, ``unit.changes`` tells what was touched. Raises UserProblem when the file is read-only.
        """
        if self.read_only:
            raise UserProblem(
                "read_only",
                f"読むだけで開いているので書き込めません。{self.read_only_reason}",
                file=str(self.path),
                hint="書き込めるようになってから、もう一度開いてください。",
                exit_code=LOCKED,
            )
        if self._unit is not None:
            raise RuntimeError("units don't nest: one step, one unit")
        with self.transaction(carried=True):
            self._unit = Unit(self.con, self.author, label, now(), origin, target, self.scope)
            try:
                yield self._unit
                self._unit.store()
            finally:
                self._unit = None

    @contextmanager
    def local_write(self, *, carried: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction on this file's own affairs (drafts, baselines, settings), never on records; ``carried`` as for
        :meth:`transaction`."""
        if self.read_only:
            yield self.con  # a reader's affairs are not kept; the statements below would fail, so callers check first
            return
        with self.transaction(carried=carried):
            yield self.con

    @property
    def scope(self) -> Scope | None:
        """The part that may be changed, when this file is a department's working copy of a package."""
        said = self.setting(WORKING_COPY)
        return None if not said else Scope(**{n: v for n, v in json.loads(said).items() if n in _SCOPE})

    # --- reading -----------------------------------------------------------------------------------------------------

    def setting(self, key: str) -> str:
        """One fact about the file; "" if absent."""
        row = self.con.execute("SELECT value FROM setting WHERE key=?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def operation(self, op_id: str) -> Operation | None:
        """A stored operation, verified; None if it hasn't arrived."""
        row = self.con.execute("SELECT op_id, header, value, salt FROM op WHERE op_id=?", (op_id,)).fetchone()
        return None if row is None else parse(row[1], row[2], row[3], op_id=row[0])

    def operations(self, unit: str) -> list[Operation]:
        """The operations of a unit, in the order they were stored."""
        rows = self.con.execute("SELECT op_id, header, value, salt FROM op WHERE unit=? ORDER BY seq", (unit,))
        return [parse(r[1], r[2], r[3], op_id=r[0]) for r in rows]

    def heads(self, rid: str, atom: str) -> tuple[str, ...]:
        """The heads of one atom, sorted."""
        return projected_heads(self.con, rid, atom)

    def all_heads(self, rid: str) -> dict[str, tuple[str, ...]]:
        """The heads of every atom of a record."""
        found: dict[str, list[str]] = {}
        for atom, op_id in self.con.execute("SELECT atom, op_id FROM head WHERE rid=? ORDER BY op_id", (rid,)):
            found.setdefault(atom, []).append(op_id)
        return {a: tuple(ids) for a, ids in found.items()}

    def digest(self) -> str:
        """sha256 over the sorted operation ids."""
        found = hashlib.sha256()  # as app.core.operations.digest, without holding a million ids
        rows = self.con.execute("SELECT op_id FROM op ORDER BY op_id")
        while part := rows.fetchmany(10_000):
            found.update("".join([r[0] for r in part]).encode())
        return found.hexdigest()


def _take_lock(path: Path) -> tuple[WriterLock | None, str]:
    lock = WriterLock(path)
    try:
        owner = lock.acquire()
    except OSError as problem:
        known = trouble.explained(problem)
        if known is not None and known.code == "disk_full":
            return None, "ディスクの空きが足りないので、読むだけで開いています。"
        return None, "このフォルダーには書き込めないので、読むだけで開いています。"
    return (lock, "") if owner is None else (None, owner.sentence())


def _finish_interrupted_write(path: Path) -> None:
    """A reader cannot roll back what a killed writer left half done, so a short-lived writer does it first."""
    if not path.with_name(f"{path.name}-journal").exists():
        return
    lock, _ = _take_lock(path)
    if lock is None:
        return  # somebody is writing right now: the journal is theirs
    try:
        con = connection.connect(path)
        try:
            con.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            con.close()
    except sqlite3.DatabaseError as problem:
        raise connection.damaged(path, f"（{problem}）") from problem
    finally:
        lock.release()


def _settle_version(path: Path, con: sqlite3.Connection, found: int, lock: WriterLock | None) -> str:
    """Brings an older file up to date; the reason to stay read-only for a newer one, else ""."""
    if found > connection.SCHEMA:
        return f"新しい版のプログラム（様式 {found}）で作られたファイルなので、読むだけで開いています。"
    if found < connection.SCHEMA and lock is not None:
        schema.migrate(con, found)
    return ""


__all__ = ["Author", "Changes", "Project", "Unit", "now"]
