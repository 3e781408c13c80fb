"""Creating the workspace file and bringing older ones up to date, one plain step per version, in one transaction."""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from app.core.problems import UserProblem
from app.store.connection import APPLICATION_ID, SCHEMA, connect

Step = Callable[[sqlite3.Connection], None]


def _tell_of_editions(con: sqlite3.Connection) -> None:
    """2: an edition's 全体バージョン and the file it came from stand in its row, before the long blob."""
    columns = "hash, business, kind, label, published, state, file, items, deleted, imported_at"
    held = con.execute(f"SELECT {columns}, blob FROM edition ORDER BY rowid").fetchall()
    con.execute("DROP TABLE edition")
    for statement in ddl():
        if statement.lstrip().startswith(("CREATE TABLE edition", "CREATE INDEX ix_edition")):
            con.execute(statement)
    for *row, blob in held:
        said = json.loads(zlib.decompress(blob)) if blob is not None else {}
        con.execute(
            f"INSERT INTO edition({columns}, overall, source, blob) VALUES ({','.join('?' * 13)})",
            (*row, said.get("overall", ""), said.get("source_sha256", ""), blob),
        )


def _project_anew(con: sqlite3.Connection) -> None:
    """The projection's tables as they are today, filled from the operations.

    3: an item's state tells its review, who it is assigned to, and 重点. 4: verdicts and mappings know what current
    items and vendors' answers said when they were given. 8: a record in conflict keeps its number, name and business.
    """
    from app.store import projection
    from app.store.names import PROJECTION

    for table in PROJECTION:
        con.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in ddl():
        words = statement.split()  # CREATE TABLE name … · CREATE INDEX name ON table …
        if words[2 if words[1] == "TABLE" else 4].strip('"') in PROJECTION:
            con.execute(statement)
    projection.rebuild(con)


def _keep_a_ledger(con: sqlite3.Connection) -> None:
    """5: a ledger of the packages that came in, and what of them was withdrawn."""
    for statement in ddl():
        if statement.split()[2 if statement.split()[1] == "TABLE" else 4].strip('"') == "ledger":
            con.execute(statement)
    _project_anew(con)


def _remember_sheets(con: sqlite3.Connection) -> None:
    """6: the sheets sent out to be answered are remembered until they come back."""
    for statement in ddl():
        if statement.lstrip().startswith("CREATE TABLE sheet_export"):
            con.execute(statement)


def _remember_packages(con: sqlite3.Connection) -> None:
    """7: what is handed out to departments is remembered, so that the file knows whose answer it waits for."""
    for statement in ddl():
        if statement.split()[2 if statement.split()[1] == "TABLE" else 4].strip('"') == "handed_out":
            con.execute(statement)


def _look_at_others(con: sqlite3.Connection) -> None:
    """9: other municipalities' answers beside ours, joint decisions about them, and marks of one's own."""
    mine = {"overlay", "overlay_item", "overlay_mapped", "private_mark"}
    for statement in ddl():
        if statement.split()[2 if statement.split()[1] == "TABLE" else 4].strip('"') in mine:
            con.execute(statement)
    _project_anew(con)


def _can_erase(con: sqlite3.Connection) -> None:
    """10: values can be erased, and are hidden as long as nobody confirmed that."""
    for statement in ddl():
        if statement.split()[2 if statement.split()[1] == "TABLE" else 4].strip('"') in ("hidden", "erased"):
            con.execute(statement)
    _project_anew(con)


STEPS: dict[int, Step] = {
    2: _tell_of_editions,
    3: _project_anew,
    4: _project_anew,
    5: _keep_a_ledger,
    6: _remember_sheets,
    7: _remember_packages,
    8: _project_anew,
    9: _look_at_others,
    10: _can_erase,
}
"""version → step that makes it from the version before."""


def ddl() -> list[str]:
    """The CREATE statements of all tables and indexes, from the SQLModel classes."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    from app.store import tables

    metadata = tables.Op.metadata  # importing the module is what registers its tables
    dialect = sqlite.dialect()
    out = []
    for table in metadata.sorted_tables:
        out.append(str(CreateTable(table).compile(dialect=dialect)))
        indexes = sorted(table.indexes, key=lambda i: str(i.name))
        out.extend(str(CreateIndex(i).compile(dialect=dialect)) for i in indexes)
    return out


def create(path: Path, settings: Mapping[str, str]) -> None:
    """Writes a new, empty workspace: built beside the target, synced, then moved into place.

    Raises UserProblem when something is there already or the folder cannot be written.
    """
    if path.exists():
        raise UserProblem(
            "exists",
            f"「{path.name}」は既にあります。",
            file=str(path),
            hint="別の名前にするか、そのファイルを開いてください。",
        )
    temp = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.new")
    try:
        temp.touch()
        con = connect(temp)
        try:
            con.execute("PRAGMA query_only=OFF")
            con.execute("PRAGMA encoding='UTF-8'")
            con.execute("BEGIN IMMEDIATE")
            for statement in ddl():
                con.execute(statement)
            con.executemany("INSERT INTO setting(key, value) VALUES (?, ?)", sorted(settings.items()))
            con.execute(f"PRAGMA application_id={APPLICATION_ID}")
            con.execute(f"PRAGMA user_version={SCHEMA}")
            con.execute("COMMIT")
        finally:
            con.close()
        os.replace(temp, path)  # noqa: PTH105  (atomic on both systems)
        sync_folder(path.parent)
    except OSError as problem:
        raise UserProblem(
            "cannot_create",
            f"「{path}」を作れません（{problem.strerror or problem}）。",
            file=str(path),
            hint="書き込めるフォルダーを選んでください。",
        ) from problem
    finally:
        temp.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes a rename durable. Windows has no handle for folders and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def migrate(con: sqlite3.Connection, found: int, *, steps: Mapping[int, Step] = STEPS, target: int = SCHEMA) -> None:
    """Runs the steps from ``found`` to ``target`` in one transaction: the file is old or new, never between.

    The caller has made a verified backup. Raises whatever a step raises, after rolling back.
    """
    con.execute("PRAGMA query_only=OFF")
    con.execute("BEGIN IMMEDIATE")
    try:
        for version in range(found + 1, target + 1):
            steps[version](con)
        con.execute(f"PRAGMA user_version={target}")
        con.execute("COMMIT")
    except BaseException:  # the file stays what it was, whatever interrupts
        con.execute("ROLLBACK")
        raise
    finally:
        con.execute("PRAGMA query_only=ON")
