"""One writer per workspace: an operating-system lock that dies with its process, and a note that says who holds it."""

from __future__ import annotations

import getpass
import json
import platform
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout


@dataclass(frozen=True, slots=True)
class Owner:
    """Who writes: account, PC and since when (ISO, local time)."""

    user: str
    pc: str
    since: str

    def sentence(self) -> str:
        """For the banner and the refusal."""
        when = self.since.replace("T", " ")[:16]
        return f"{self.user}（PC {self.pc}）が {when} から書き込み中です。"


UNKNOWN_OWNER = Owner("ほかのプログラム", "不明", "")


class WriterLock:
    """Held by the process that may write. Take with :meth:`acquire`; a dead process's lock is free by itself."""

    def __init__(self, workspace: Path) -> None:
        self._note = workspace.with_name(f".{workspace.name}.owner")
        self._lock = FileLock(str(workspace.with_name(f".{workspace.name}.lock")), thread_local=False)

    def acquire(self) -> Owner | None:
        """None when the lock is ours now, else its owner. Raises OSError where the folder cannot be written."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return self._read()
        note = {"user": _account(), "pc": platform.node(), "since": datetime.now().isoformat(timespec="seconds")}
        try:
            self._note.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
        except OSError:  # a full disk: nobody could see who writes, so nobody writes
            self._lock.release()
            raise
        return None

    def release(self) -> None:
        """Gives the lock back and takes the note away. Harmless when not held."""
        if self._lock.is_locked:
            self._note.unlink(missing_ok=True)
            self._lock.release()

    def _read(self) -> Owner:
        try:
            raw = json.loads(self._note.read_text(encoding="utf-8"))
            return Owner(str(raw["user"]), str(raw["pc"]), str(raw["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            return UNKNOWN_OWNER  # the owner is between taking the lock and writing its note


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name (containers)
        return "不明な利用者"
