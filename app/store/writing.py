"""The only place where the connection may write: one immediate transaction, wholly stored or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.problems import LOCKED, UserProblem


@contextmanager
def writing(con: sqlite3.Connection) -> Iterator[None]:
    """BEGIN IMMEDIATE … COMMIT, with the connection query-only again afterwards whatever happens.

    Raises UserProblem (exit code 4) when the disk is full or the file is held by another program; then nothing of the
    transaction is stored.
    """
    con.execute("PRAGMA query_only=OFF")
    try:
        con.execute("BEGIN IMMEDIATE")
        try:
            yield
            con.execute("COMMIT")
        except BaseException:
            if con.in_transaction:
                con.execute("ROLLBACK")
            raise
    except sqlite3.OperationalError as problem:
        raise _for_person(problem) from problem
    finally:
        con.execute("PRAGMA query_only=ON")


def _for_person(problem: sqlite3.OperationalError) -> Exception:
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return UserProblem(
            "disk_full",
            "ディスクの空きが足りず、書き込めませんでした。",
            hint="空きを作ってから、もう一度記録してください。入力した文は残っています。",
            exit_code=LOCKED,
        )
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
            "ファイルに書き込めませんでした（ディスクまたはフォルダーの不具合）。",
            hint="保存先がつながっていて書き込めることを確かめ、もう一度記録してください。入力した文は残っています。",
            exit_code=LOCKED,
        )
    return problem
