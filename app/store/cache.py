"""The searchable catalogue of one edition: a read-only SQLite file built from its blob. Deleting it loses nothing."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.core.stamps import basis
from app.store import search
from spec_catalog.ids import natural_key
from spec_catalog.model import Edition, SourceRow, SpecItem
from spec_catalog.nodes import Node
from spec_catalog.text import match_key

FORMAT = 2
"""Part of the file name: a new layout of the cache simply builds new files."""

SCHEMA = f"""
CREATE TABLE item(
  key INTEGER PRIMARY KEY, edition TEXT, node TEXT, business TEXT, kind TEXT, id TEXT, branch TEXT, sort TEXT,
  section TEXT, p1 TEXT, p2 TEXT, p3 TEXT, name TEXT, text TEXT, struck TEXT, designated TEXT, core TEXT, general TEXT,
  reason TEXT, note TEXT, applies TEXT, change_label TEXT, deleted INTEGER, related TEXT, rows TEXT, extra TEXT,
  id_original TEXT, basis TEXT, idkey TEXT);
CREATE INDEX item_key ON item(business, kind, id, branch);
CREATE TABLE slim(
  key INTEGER PRIMARY KEY, deleted INTEGER, business TEXT, document TEXT, kind TEXT, designated TEXT, core TEXT,
  general TEXT, change TEXT, p1 TEXT, p2 TEXT, p3 TEXT, basis TEXT);
CREATE VIRTUAL TABLE words USING fts5(body, content='', detail='full', tokenize="{search.TOKENIZER}")
"""
"""``slim`` repeats what lists are filtered and counted by: reading the long texts for that would take ten times longer.
``change`` holds how an item differs from the edition before it (only known in :mod:`app.store.force`)."""

INSERT_ITEM = f"INSERT INTO item VALUES ({','.join('?' * 29)})"
INSERT_SLIM = f"INSERT INTO slim VALUES ({','.join('?' * 13)})"
INSERT_WORDS = "INSERT INTO words(rowid, body) VALUES (?,?)"


_json = json.JSONEncoder(ensure_ascii=False).encode


def path_of(folder: Path, edition_hash: str) -> Path:
    """Where the cache of an edition lies."""
    return folder / f"{edition_hash}.{FORMAT}.sqlite"


def ensure(folder: Path, edition_hash: str, load: Callable[[], Edition]) -> Path:
    """The cache file of an edition, built if it is missing or unusable.

    Built beside and moved into place, so two processes never see a half one.
    """
    target = path_of(folder, edition_hash)
    if usable(target):
        return target
    with Beside(target) as temp, closing(writing(temp)) as con:
        create(con, SCHEMA)
        insert(con, load(), edition_hash, first=1)
        finish(con, FORMAT)
    return target


class Beside:
    """A temporary file that takes the place of ``target`` when nothing went wrong, and vanishes otherwise."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._temp = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.tmp")

    def __enter__(self) -> Path:
        self._target.parent.mkdir(parents=True, exist_ok=True)
        return self._temp

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None:
            self._temp.replace(self._target)
        else:
            self._temp.unlink(missing_ok=True)


def writing(path: Path) -> sqlite3.Connection:
    """A connection without journal: what is being built is thrown away when it fails."""
    con = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    con.execute("PRAGMA journal_mode=OFF")
    con.execute("PRAGMA synchronous=OFF")
    con.execute("BEGIN")
    return con


def create(con: sqlite3.Connection, schema: str) -> None:
    """The tables of a schema text, statement by statement inside the open transaction."""
    for statement in schema.strip().split(";\n"):
        con.execute(statement)


def finish(con: sqlite3.Connection, version: int) -> None:
    """Marks the file as whole."""
    con.execute(f"PRAGMA user_version={version}")
    con.execute("COMMIT")


def usable(path: Path, version: int = FORMAT) -> bool:
    """Whether the file is there and was built to its end in this format."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as con:
            return bool(con.execute("PRAGMA user_version").fetchone()[0] == version)
    except sqlite3.DatabaseError:
        return False


def insert(
    con: sqlite3.Connection, edition: Edition, edition_hash: str, *, first: int, changes: dict[str, str] | None = None
) -> int:
    """Adds an edition's items with keys from ``first`` on, its own kind before companions; the next free key.

    ``changes``: node → kinds of change since the edition before, joined by ",".
    """
    own = edition.item_kind
    items = [i for i in edition.items if i.kind == own] + [i for i in edition.items if i.kind != own]
    of = changes or {}
    rows = [_row(n, edition_hash, i) for n, i in enumerate(items, first)]
    con.executemany(INSERT_ITEM, rows)
    con.executemany(INSERT_SLIM, (_slim(row, edition.kind, of) for row in rows))
    con.executemany(INSERT_WORDS, ((n, searched(fields_of(i))) for n, i in enumerate(items, first)))
    return first + len(items)


def fields_of(item: SpecItem) -> tuple[str, ...]:
    """The texts of an item in which words are looked for."""
    return (
        item.id, item.name, item.section, *item.path[:3], item.text, item.reason, item.note, *(v for _, v in item.extra)
    )  # fmt: skip


def searched(fields: Iterable[str]) -> str:
    """The body of the word index. Each field ends in a single-character token, so that no phrase runs into the next."""
    return " ".join(search.tokens(f) for f in fields if f)


def _node(item: SpecItem) -> str:
    return str(Node(item.kind, item.business, item.id, item.branch))


def _row(key: int, edition_hash: str, item: SpecItem) -> tuple[object, ...]:
    path = (*item.path, "", "", "")[:3]
    c = item.classes
    return (
        key, edition_hash, _node(item), item.business, item.kind, item.id, item.branch,
        _sort_key(item.section),
        item.section, *path, item.name, item.text, item.struck,
        c.designated, c.core, c.general, item.reason, item.note, item.applies, item.change_label, int(item.deleted),
        _json(item.related) if item.related else "[]", _places(item.rows), _pairs(item.extra), item.id_original,
        basis(item), match_key(item.id),
    )  # fmt: skip


# A text alone is encoded ten times as fast as a list of them, and there are several lists to an item.


@lru_cache(maxsize=20_000)
def _sort_key(section: str) -> str:
    return _json(natural_key(section)) if section else "[]"


def _places(rows: Iterable[SourceRow]) -> str:
    return "[" + ",".join(f"[{_json(r.sheet)},{r.row}]" for r in rows) + "]"


def _pairs(extra: Iterable[tuple[str, str]]) -> str:
    return "[" + ",".join(f"[{_json(k)},{_json(v)}]" for k, v in extra) + "]"


def _slim(row: Sequence[Any], document: str, changes: dict[str, str]) -> tuple[object, ...]:
    """The columns of ``slim`` from those of ``item`` (see SCHEMA), whose hash of what counts is not made twice."""
    key, _, node, business, kind, *_ = row
    change = changes.get(node, "") if changes else ""
    return (
        key, row[22], business, document, kind, *row[15:18], change, *row[9:12], row[27],
    )  # fmt: skip
