"""The searchable catalogue: one read-only SQLite file per edition, built from its blob. Deleting it loses nothing."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path

from app.core.stamps import basis
from app.store import search
from spec_catalog.ids import natural_key
from spec_catalog.model import Edition, SpecItem
from spec_catalog.nodes import Node
from spec_catalog.text import match_key

FORMAT = 1
"""Part of the file name: a new layout of the cache simply builds new files."""

_SCHEMA = f"""
CREATE TABLE item(
  key INTEGER PRIMARY KEY, node TEXT, business TEXT, kind TEXT, id TEXT, branch TEXT, sort TEXT, section TEXT,
  p1 TEXT, p2 TEXT, p3 TEXT, name TEXT, text TEXT, struck TEXT, designated TEXT, core TEXT, general TEXT, reason TEXT,
  note TEXT, applies TEXT, change_label TEXT, deleted INTEGER, related TEXT, rows TEXT, extra TEXT, id_original TEXT,
  basis TEXT, idkey TEXT);
CREATE INDEX item_key ON item(business, kind, id, branch);
CREATE VIRTUAL TABLE words USING fts5(body, content='', tokenize="{search.TOKENIZER}");
"""


def path_of(folder: Path, edition_hash: str) -> Path:
    """Where the cache of an edition lies."""
    return folder / f"{edition_hash}.{FORMAT}.sqlite"


def ensure(folder: Path, edition_hash: str, load: Callable[[], Edition]) -> Path:
    """The cache file of an edition, built if it is missing or unusable.

    Built beside and moved into place, so two processes never see a half one.
    """
    target = path_of(folder, edition_hash)
    if target.exists() and _usable(target):
        return target
    folder.mkdir(parents=True, exist_ok=True)
    temp = folder / f".{edition_hash}.{uuid.uuid4().hex[:8]}.tmp"
    try:
        _build(temp, load())
        temp.replace(target)
    finally:
        temp.unlink(missing_ok=True)
    return target


def _usable(path: Path) -> bool:
    try:
        con = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            return bool(con.execute("PRAGMA user_version").fetchone()[0] == FORMAT)
        finally:
            con.close()
    except sqlite3.DatabaseError:
        return False


def _build(path: Path, edition: Edition) -> None:
    con = sqlite3.connect(path, isolation_level=None)
    try:
        con.execute("PRAGMA journal_mode=OFF")
        con.execute("PRAGMA synchronous=OFF")
        con.execute("BEGIN")
        for statement in _SCHEMA.strip().split(";\n"):
            con.execute(statement)
        items = [i for i in edition.items if i.kind == edition.item_kind] + [
            i for i in edition.items if i.kind != edition.item_kind
        ]
        con.executemany(f"INSERT INTO item VALUES ({','.join('?' * 28)})", map(_row, range(1, len(items) + 1), items))
        con.executemany(
            "INSERT INTO words(rowid, body) VALUES (?,?)",
            ((n, _searched(i)) for n, i in enumerate(items, 1)),
        )
        con.execute(f"PRAGMA user_version={FORMAT}")
        con.execute("COMMIT")
    finally:
        con.close()


def _searched(item: SpecItem) -> str:
    fields = (item.id, item.name, item.section, *item.path, item.text, item.reason, item.note)
    # each field ends in a single-character token, so that no phrase runs from one field into the next
    return " ".join(search.tokens(f) for f in (*fields, *(v for _, v in item.extra)) if f)


def _row(key: int, item: SpecItem) -> tuple[object, ...]:
    path = (*item.path, "", "", "")[:3]
    c = item.classes
    return (
        key, str(Node(item.kind, item.business, item.id, item.branch)), item.business, item.kind, item.id, item.branch,
        json.dumps(natural_key(item.section)), item.section, *path, item.name, item.text, item.struck,
        c.designated, c.core, c.general, item.reason, item.note, item.applies, item.change_label, int(item.deleted),
        json.dumps(item.related), json.dumps([(r.sheet, r.row) for r in item.rows]),
        json.dumps(item.extra, ensure_ascii=False), item.id_original, basis(item), match_key(item.id),
    )  # fmt: skip
