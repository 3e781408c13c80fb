"""The only place where the connection may write: one immediate transaction, wholly stored or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from app.store import trouble


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
        except BaseException:  # whatever interrupts a transaction undoes it
            if con.in_transaction:
                con.execute("ROLLBACK")
            raise
    except sqlite3.OperationalError as problem:
        raise trouble.explained(problem) or problem from problem
    finally:
        con.execute("PRAGMA query_only=ON")
