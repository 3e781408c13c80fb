"""A file on a share, a stick or in a read-only place is worked on as a local copy and published back whole.

SQLite isn't tested across networks, and a stick may be pulled out: the copy lies in the program's data folder, is never
overwritten while it holds unpublished work, and goes back by temp + fsync + verify + replace. If the target was changed
by somebody else since it was read, nothing is replaced; uniting both is offered.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
import uuid
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.core.problems import CONFLICT, LOCKED, UserProblem
from app.store import connection
from app.store.merge import Merged, unite_file
from app.store.project import Project
from app.store.schema import sync_folder

REMOTE_KINDS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.gvfsd-fuse", "afpfs", "9p", "davfs"}
)
REMOVABLE_KINDS = frozenset({"vfat", "exfat", "msdos"})


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """``path`` is worked on; ``origin`` is where it came from and goes back to."""

    path: Path
    origin: Path

    @property
    def note(self) -> Path:
        """The file beside the copy that says what was read."""
        return self.path.with_suffix(".origin.json")


def is_far(path: Path) -> bool:
    """Whether a file lies on a share or a removable medium, or in a folder that can't be written."""
    if not os.access(path.parent, os.W_OK):
        return True
    return _far_on_windows(path) if sys.platform == "win32" else _kind_of_mount(path) in REMOTE_KINDS | REMOVABLE_KINDS


def _far_on_windows(path: Path) -> bool:
    import ctypes

    text = str(path.resolve())
    if text.startswith("\\\\"):
        return True
    kind: int = ctypes.windll.kernel32.GetDriveTypeW(f"{path.resolve().drive}\\")  # type: ignore[attr-defined,unused-ignore]
    return kind in (2, 4)  # DRIVE_REMOVABLE, DRIVE_REMOTE


def _kind_of_mount(path: Path) -> str:
    """The file system of the mount a path lies on (Linux); "" where it can't be told."""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    target = path.resolve()
    best, kind = -1, ""
    for line in lines:
        parts = line.split()
        if len(parts) < 3:
            continue
        mount = Path(parts[1].encode().decode("unicode_escape"))
        if (mount == target or mount in target.parents) and len(str(mount)) > best:
            best, kind = len(str(mount)), parts[2]
    return kind


def take(origin: Path, root: Path) -> WorkingCopy:
    """The working copy of a far file: made or refreshed unless it holds work that wasn't published yet.

    Raises UserProblem when the origin can't be read and there is no copy.
    """
    name = hashlib.sha256(str(origin.resolve()).encode()).hexdigest()[:16]
    folder = root / "working" / name
    copy = WorkingCopy(folder / origin.name, origin)
    if copy.path.exists() and (unpublished(copy) or not origin.exists()):
        return copy
    if copy.path.exists() and _read_note(copy).get("sha256") == _hash(origin):
        return copy
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temp = folder / f".{uuid.uuid4().hex}.tmp"
        try:
            shutil.copyfile(origin, temp)
            digest = _digest(temp)
            read = _hash(temp)
            temp.replace(copy.path)
        finally:
            temp.unlink(missing_ok=True)
    except OSError as problem:
        raise UserProblem(
            "cannot_read",
            f"「{origin}」を読めません（{problem.strerror or problem}）。",
            file=str(origin),
            hint="共有フォルダーや USB がつながっているか確かめてください。",
            exit_code=LOCKED,
        ) from problem
    _write_note(copy, read, digest)
    return copy


def unpublished(copy: WorkingCopy) -> bool:
    """Whether the copy holds operations its origin didn't when it was read or published last."""
    return _digest(copy.path) != _read_note(copy).get("digest")


def publish(project: Project, copy: WorkingCopy) -> None:
    """Puts the copy back in one step. Readers see the old file or the new one, never a part.

    Raises UserProblem "changed_meanwhile" (exit code 5) when the origin is no longer the file that was read, and
    "cannot_publish" when its folder can't be written; then the origin is untouched and the copy keeps everything.
    """
    if copy.origin.exists() and _hash(copy.origin) != _read_note(copy).get("sha256"):
        raise UserProblem(
            "changed_meanwhile",
            f"「{copy.origin.name}」は、読んだ後にほかの人が書き換えています。返していません。",
            file=str(copy.origin),
            hint="「両方をまとめて返す」を選ぶと、相手の記録も自分の記録も残ります。",
            exit_code=CONFLICT,
        )
    temp = copy.origin.with_name(f".{copy.origin.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        with closing(sqlite3.connect(temp, isolation_level=None)) as out:
            project.con.backup(out)
            out.execute("PRAGMA journal_mode=DELETE")
            if out.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise connection.damaged(copy.path)
            out.execute("UPDATE setting SET value='yes' WHERE key='closed'")
        with temp.open("rb+") as handle:
            os.fsync(handle.fileno())
        written, digest = _hash(temp), _digest(temp)
        if digest != project.digest():
            raise connection.damaged(copy.path)
        os.replace(temp, copy.origin)  # noqa: PTH105
        sync_folder(copy.origin.parent)
    except (OSError, sqlite3.OperationalError) as problem:
        raise UserProblem(
            "cannot_publish",
            f"「{copy.origin}」に返せませんでした（{problem}）。",
            file=str(copy.origin),
            hint="共有フォルダーや USB がつながっていて書き込めるか確かめてください。記録は手元の控えに残っています。",
            exit_code=LOCKED,
        ) from problem
    finally:
        temp.unlink(missing_ok=True)
    _write_note(copy, written, digest)


def unite_and_publish(project: Project, copy: WorkingCopy) -> Merged:
    """Takes in what others wrote to the origin meanwhile, then publishes both."""
    temp = copy.path.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        shutil.copyfile(copy.origin, temp)
        merged = unite_file(project, temp)
        _write_note(copy, _hash(temp), str(_read_note(copy).get("digest", "")))
    finally:
        temp.unlink(missing_ok=True)
    publish(project, copy)
    return merged


def _hash(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def _digest(path: Path) -> str:
    """The digest of a workspace file without opening it as a project."""
    try:
        with closing(connection.connect(path, read_only=True)) as con:
            connection.check_identity(con, path)
            ids = sorted(r[0] for r in con.execute("SELECT op_id FROM op"))
    except sqlite3.DatabaseError as problem:
        raise connection.damaged(path) from problem
    return hashlib.sha256("".join(ids).encode()).hexdigest()


def _read_note(copy: WorkingCopy) -> dict[str, str]:
    try:
        found = json.loads(copy.note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_note(copy: WorkingCopy, sha256: str, digest: str) -> None:
    temp = copy.note.with_name(f".{uuid.uuid4().hex}.tmp")
    note = {"origin": str(copy.origin), "sha256": sha256, "digest": digest}
    temp.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    temp.replace(copy.note)
