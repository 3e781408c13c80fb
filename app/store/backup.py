"""Backups: by SQLite's backup API, verified, then moved into place; edition blobs are kept once for all of them."""

from __future__ import annotations

import os
import re
import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.problems import LOCKED, UserProblem
from app.core.thinning import keep
from app.store import connection, trouble
from app.store.project import Project
from app.store.schema import sync_folder

_NAME = re.compile(r"^(\d{8}T\d{6})(?:-\d+)?-([a-z]+)\.fitgap$")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a backup holds, before it is restored."""

    path: Path
    municipality: str
    operations: int
    judged: int
    editions: int
    last_label: str
    last_at: str


def folder_of(root: Path, workspace_id: str) -> Path:
    """Where the backups of a workspace lie under the program's data folder."""
    return root / "backups" / re.sub(r"[^0-9A-Za-z-]", "_", workspace_id)


def make(project: Project, root: Path, reason: str, *, at: datetime | None = None) -> Path:
    """Backs up the workspace; the file made. ``reason``: manual, daily, import, merge, migration.

    Raises UserProblem when the place cannot be written or the copy doesn't check out; then nothing is left behind.
    """
    folder = folder_of(root, project.setting("workspace_id"))
    blobs = folder / "blobs"
    stamp = (at or datetime.now()).strftime("%Y%m%dT%H%M%S")
    temp = folder / f".{uuid.uuid4().hex}.tmp"
    try:
        blobs.mkdir(parents=True, exist_ok=True)
        temp.touch()
        with closing(sqlite3.connect(temp, isolation_level=None)) as copy:
            project.con.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            _keep_blobs_apart(copy, blobs)
            _verify(copy, project)
        _sync(temp)
        target = _free_name(folder, stamp, reason)
        temp.replace(target)
        sync_folder(folder)
    except (OSError, sqlite3.OperationalError) as problem:
        raise UserProblem(
            "backup_failed",
            f"控えを作れませんでした（{problem}）。",
            file=str(folder),
            hint="ディスクの空きと書き込みの許可を確かめてください。いまのファイルはそのままです。",
            exit_code=LOCKED,
        ) from problem
    finally:
        temp.unlink(missing_ok=True)
    thin(folder, now=at or datetime.now())
    return target


def daily(project: Project, root: Path) -> Path | None:
    """The backup at the start of a day, unless today has one or nothing was ever recorded."""
    if project.con.execute("SELECT 1 FROM op LIMIT 1").fetchone() is None:
        return None
    today = datetime.now().strftime("%Y%m%d")
    if any(p.name.startswith(today) for p in all_of(folder_of(root, project.setting("workspace_id")))):
        return None
    return make(project, root, "daily")


def all_of(folder: Path) -> list[Path]:
    """The backups in a folder, oldest first."""
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if _NAME.match(p.name))


def thin(folder: Path, *, now: datetime) -> list[Path]:
    """Deletes what the rule of app.core.thinning doesn't keep; the files deleted."""
    times = {p: datetime.strptime(p.name[:15], "%Y%m%dT%H%M%S") for p in all_of(folder)}
    kept = keep(times.values(), now)
    gone = [p for p, t in times.items() if t not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def preview(path: Path) -> Preview:
    """What is in a backup. Raises UserProblem when it isn't one or is damaged."""
    with closing(_open(path)) as con:
        try:
            last = con.execute("SELECT label, at FROM unit ORDER BY seq DESC LIMIT 1").fetchone() or ("", "")
            return Preview(
                path,
                str(con.execute("SELECT value FROM setting WHERE key='municipality'").fetchone()[0]),
                int(con.execute("SELECT count(*) FROM op").fetchone()[0]),
                int(con.execute("SELECT count(*) FROM item_state WHERE verdict IS NOT NULL").fetchone()[0]),
                int(con.execute("SELECT count(*) FROM edition").fetchone()[0]),
                str(last[0]),
                str(last[1]),
            )
        except (sqlite3.DatabaseError, TypeError) as problem:
            raise connection.damaged(path) from problem


def restore(path: Path, out: Path, *, blobs: Path | None = None) -> Preview:
    """Writes a backup out as a new workspace file, editions put back; never over an existing file.

    ``blobs``: the folder with the edition blobs; by default the one beside the backup.
    """
    found = preview(path)
    if out.exists():
        raise UserProblem(
            "exists", f"「{out.name}」は既にあります。", file=str(out), hint="別の名前を指定してください。"
        )
    temp = out.with_name(f".{out.name}.{uuid.uuid4().hex[:8]}.new")
    try:
        temp.touch()
        with closing(_open(path)) as source, closing(sqlite3.connect(temp, isolation_level=None)) as copy:
            source.backup(copy)
            for (name,) in copy.execute("SELECT hash FROM edition WHERE blob IS NULL").fetchall():
                blob = (blobs or path.parent / "blobs") / name
                if blob.is_file():
                    copy.execute("UPDATE edition SET blob=? WHERE hash=?", (blob.read_bytes(), name))
            _check(copy, path)
        _sync(temp)
        os.replace(temp, out)  # noqa: PTH105
        sync_folder(out.parent)
    except OSError as problem:
        raise UserProblem(
            "cannot_restore",
            f"「{out}」に書き出せませんでした（{problem.strerror or problem}）。",
            file=str(out),
            hint="書き込めるフォルダーを選んでください。控えはそのままです。",
        ) from problem
    except sqlite3.DatabaseError as problem:
        raise trouble.explained(problem) or connection.damaged(path) from problem
    finally:
        temp.unlink(missing_ok=True)
    return found


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise UserProblem(
            "missing",
            f"「{path}」が見つかりません。",
            file=str(path),
            hint="控えの場所を確かめてください。",
            exit_code=LOCKED,
        )
    try:
        con = connection.connect(path, read_only=True)
        try:
            connection.check_identity(con, path)
        except BaseException:  # the caller never sees the connection
            con.close()
            raise
    except sqlite3.DatabaseError as problem:
        raise connection.damaged(path) from problem
    return con


def _keep_blobs_apart(copy: sqlite3.Connection, blobs: Path) -> None:
    for name, blob in copy.execute("SELECT hash, blob FROM edition WHERE blob IS NOT NULL").fetchall():
        target = blobs / name
        if not target.exists():
            temp = blobs / f".{name}.{uuid.uuid4().hex[:8]}"
            temp.write_bytes(blob)
            _sync(temp)
            temp.replace(target)
    copy.execute("UPDATE edition SET blob=NULL")
    copy.execute("VACUUM")


def _verify(copy: sqlite3.Connection, project: Project) -> None:
    _check(copy, project.path)
    counts = "SELECT (SELECT count(*) FROM op), (SELECT count(*) FROM edition), (SELECT count(*) FROM unit)"
    if copy.execute(counts).fetchone() != project.con.execute(counts).fetchone():
        raise UserProblem(
            "backup_differs",
            "控えの件数が元のファイルと合いません。控えは残していません。",
            hint="ほかのプログラムがファイルを使っていないか確かめ、もう一度試してください。",
            exit_code=LOCKED,
        )


def _check(con: sqlite3.Connection, path: Path) -> None:
    result = con.execute("PRAGMA quick_check").fetchone()[0]
    if result != "ok":
        raise connection.damaged(path, f"（{result}）")


def _free_name(folder: Path, stamp: str, reason: str) -> Path:
    candidate = folder / f"{stamp}-{reason}.fitgap"
    n = 1
    while candidate.exists():
        candidate = folder / f"{stamp}-{n}-{reason}.fitgap"
        n += 1
    return candidate


def _sync(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
