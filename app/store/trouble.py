"""What the machine says when it can't (disk full, no permission, a damaged file), in words a person can act on."""

from __future__ import annotations

import errno
import sqlite3
import zlib
from collections.abc import Mapping

from app.core.problems import LOCKED, UserProblem

DAMAGE = (sqlite3.DatabaseError, ValueError, TypeError, KeyError, IndexError, OverflowError, zlib.error)
"""What reading a file with changed bytes can raise; only where the file's own content is being read."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_REFUSED: Mapping[int, str] = {
    errno.EACCES: "権限がありません",
    errno.EPERM: "権限がありません",
    errno.EROFS: "書き込めない場所です",
    errno.EIO: "ディスクまたは通信の不具合です",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.ENOTDIR: "途中にフォルダーでないものがあります",
    errno.EISDIR: "同じ名前のフォルダーがあります",
    errno.EEXIST: "同じ名前のものがあります",
}


def disk_full(file: str = "") -> UserProblem:
    """No room left: nothing was stored, nothing is lost."""
    return UserProblem(
        "disk_full",
        "ディスクの空きが足りず、書き込めませんでした。",
        file=file,
        hint="空きを作ってから、もう一度行ってください。入力した文は残っています。",
        exit_code=LOCKED,
    )


def explained(problem: BaseException) -> UserProblem | None:
    """The problem for a person (exit code 4), or None where it is not the machine's fault as far as can be told."""
    if isinstance(problem, sqlite3.Error):
        return _of_sqlite(problem)
    if not isinstance(problem, OSError):
        return None
    file = str(problem.filename or "")
    if problem.errno in _FULL:
        return disk_full(file)
    reason = _REFUSED.get(problem.errno or 0)
    if reason is None:
        return None
    what = f"「{file}」" if file else "ファイル"
    return UserProblem(
        "no_access",
        f"{what}を使えません（{reason}）。",
        file=file,
        hint="読み書きできる場所か確かめてください。記録済みの内容は失われていません。",
        exit_code=LOCKED,
    )


def _of_sqlite(problem: sqlite3.Error) -> UserProblem | None:
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return disk_full()
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return UserProblem(
            "busy",
            "ほかのプログラムがこのファイルを使っているため、書き込めませんでした。",
            hint="少し待ってから、もう一度記録してください。入力した文は残っています。",
            exit_code=LOCKED,
        )
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return UserProblem(
            "cannot_write",
            "ファイルを読み書きできませんでした（権限、ディスクまたはフォルダーの不具合）。",
            hint="保存先がつながっていて書き込めることを確かめ、もう一度行ってください。入力した文は残っています。",
            exit_code=LOCKED,
        )
    return None
