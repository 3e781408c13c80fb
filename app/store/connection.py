"""Opening the SQLite file the way that loses nothing: rollback journal, extra sync, no tricks from the file itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from app.core.problems import LOCKED, UserProblem

APPLICATION_ID = 0x46475770  # "FGWp"
SCHEMA = 10


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode, query-only until a unit opens it for writing.

    WAL is not used: SQLite before 3.51.3 can lose commits in it. ``trusted_schema`` and ``cell_size_check`` guard
    against a damaged or hostile file.
    """
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    con = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=5)
    try:
        con.execute("PRAGMA trusted_schema=OFF")
        con.execute("PRAGMA cell_size_check=ON")
        con.execute("PRAGMA mmap_size=0")
        con.execute("PRAGMA foreign_keys=ON")
        if not read_only:
            con.execute("PRAGMA journal_mode=DELETE")
            con.execute("PRAGMA synchronous=EXTRA")
        con.execute("PRAGMA query_only=ON")
    except sqlite3.DatabaseError:
        con.close()
        raise
    return con


def check_identity(con: sqlite3.Connection, path: Path) -> int:
    """The schema version of the file. Raises UserProblem when it isn't a workspace."""
    if con.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise UserProblem(
            "not_a_workspace",
            f"「{path.name}」は Fit&Gap ワークベンチのファイルではありません。",
            file=str(path),
            hint="拡張子が .fitgap のファイルを選んでください。",
            exit_code=LOCKED,
        )
    return int(con.execute("PRAGMA user_version").fetchone()[0])


def is_older(path: Path) -> bool:
    """Whether a workspace file was made by an earlier version of the program."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as con:
        ours = con.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        return bool(ours and con.execute("PRAGMA user_version").fetchone()[0] < SCHEMA)


def damaged(path: Path, detail: str = "") -> UserProblem:
    """The problem for a file SQLite cannot read."""
    return UserProblem(
        "damaged",
        f"「{path.name}」が壊れていて読めません。{detail}",
        file=str(path),
        hint="「控えから戻す」（fitgap restore）で、いちばん新しい控えを別の名前で取り出してください。",
        exit_code=LOCKED,
    )


def is_workspace(path: Path) -> bool:
    """Whether a file is one of ours, by its content; a damaged one counts by its name."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as con:
            return bool(con.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)
    except sqlite3.DatabaseError:
        return path.suffix.lower() == ".fitgap"
