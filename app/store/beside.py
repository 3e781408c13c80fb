"""A copy of an open workspace to try something on, made without its one connection, so that nobody waits for it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from app.store import connection, trouble
from app.store.project import Author, Project

STEP = 2000  # pages between which whoever writes may go on; what they write is copied again


def copied(path: Path, out: Path, author: Author) -> Project:
    """A copy of the last stored state, opened to be thrown away: a power cut may destroy it.

    Raises UserProblem when the file can't be read or the disk is full.
    """
    try:
        with (
            closing(connection.connect(path, read_only=True)) as there,
            closing(sqlite3.connect(out, isolation_level=None)) as here,
        ):
            here.execute("PRAGMA synchronous=OFF")
            there.backup(here, pages=STEP, sleep=0.01)
    except sqlite3.OperationalError as problem:
        raise trouble.explained(problem) or problem from problem
    project = Project.open(out, installation="copy", author=author)
    project.con.execute("PRAGMA synchronous=OFF")
    return project
