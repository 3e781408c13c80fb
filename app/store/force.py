"""What is in force across all businesses as one searchable file, so that a word is looked up once and not 300 times.

The file is named by what it holds (the editions in force, each with the one before it) and never changes: undoing an
adoption finds the former file again, copies of a workspace and two windows never disturb each other, and deleting it
loses nothing. A new one starts as a copy of the likeliest old one, so an adoption costs only what it changes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.store import cache
from spec_catalog.diff import compare
from spec_catalog.model import DOCUMENTS, Edition

FORMAT = 2
KEPT = 4  # files of former states; each may hold a hundred megabytes
_SPACE = 1 << 20  # keys of one document

_SCHEMA = f"""{cache.SCHEMA.strip()};
CREATE TABLE rel(node TEXT, key INTEGER);
CREATE INDEX rel_node ON rel(node);
CREATE INDEX rel_key ON rel(key);
CREATE INDEX item_id ON item(kind, id, branch);
CREATE INDEX item_node ON item(node);
CREATE TABLE source(edition TEXT, previous TEXT, business TEXT, document TEXT, first INTEGER)
"""
_SHOWN = ("added", "text", "name", "class", "date", "moved", "labelled")

Load = Callable[[str], Edition]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """One edition in force. ``previous`` is the hash of the edition it replaced, "" where there is none here."""

    edition: str
    previous: str
    business: str
    document: str  # one of spec_catalog.model.DOCUMENTS

    @property
    def first(self) -> int:
        """The first key of its items: businesses in order of their ids, documents in theirs, whatever came first."""
        base, _, branch = self.business.partition("-")
        number = int(base) * 10 + (int(branch) + 1 if branch else 0) if base.isdecimal() else 0
        return (number * 16 + list(DOCUMENTS).index(self.document)) * _SPACE + 1


class Cancelled(Exception):
    """The person stopped the building; nothing was changed."""


def path_of(folder: Path, sources: Sequence[Source]) -> Path:
    """Where the file of exactly these editions lies."""
    parts = sorted(f"{s.edition}:{s.previous}" for s in sources)
    name = hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]
    return folder / f"force-{name}.{cache.FORMAT}-{FORMAT}.sqlite"


def ready(folder: Path, sources: Sequence[Source]) -> bool:
    """Whether nothing has to be built."""
    return cache.usable(path_of(folder, sources), _VERSION)


_VERSION = cache.FORMAT * 1000 + FORMAT


def ensure(
    folder: Path,
    sources: Sequence[Source],
    load: Load,
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Path:
    """The file for these editions, built when it isn't there. ``load`` gives an edition by its hash.

    Raises Cancelled when ``cancel`` was set; then no file is left.
    """
    target = path_of(folder, sources)
    if cache.usable(target, _VERSION):
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with cache.Beside(target) as temp:
        left = _copy_nearest(folder, sources, temp)
        with closing(cache.writing(temp)) as con:
            if left is None:
                cache.create(con, _SCHEMA)
                left = list(sources)
            else:
                _take_out(con, sources)
            for n, source in enumerate(left):
                if cancel is not None and cancel.is_set():
                    raise Cancelled
                if progress is not None:
                    progress(n, len(left), source.business)
                _put_in(con, source, load)
            cache.finish(con, _VERSION)
    _thin(folder, target)
    return target


def _held(path: Path) -> list[Source]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as con:
        rows = con.execute("SELECT edition, previous, business, document FROM source").fetchall()
    return [Source(*r) for r in rows]


def _files(folder: Path) -> list[Path]:
    """Finished files of this format, newest first."""
    found = [p for p in folder.glob(f"force-*.{cache.FORMAT}-{FORMAT}.sqlite") if cache.usable(p, _VERSION)]
    return sorted(found, key=lambda p: p.stat().st_mtime, reverse=True)


def _copy_nearest(folder: Path, sources: Sequence[Source], temp: Path) -> list[Source] | None:
    """Copies the file that shares most with what is wanted, if that is worth it; what still has to be put in."""
    wanted = set(sources)
    best: tuple[int, Path, set[Source]] | None = None
    for path in _files(folder)[:KEPT]:
        held = set(_held(path))
        gain = len(held & wanted) - len(held - wanted)
        if gain > 0 and (best is None or gain > best[0]):
            best = (gain, path, held)
    if best is None:
        return None
    shutil.copyfile(best[1], temp)
    return [s for s in sources if s not in best[2]]


def _take_out(con: sqlite3.Connection, sources: Sequence[Source]) -> None:
    """Removes editions that are no longer wanted. A contentless index forgets only what it is told word for word."""
    wanted = {(s.edition, s.previous, s.business, s.document) for s in sources}
    rows = con.execute("SELECT edition, previous, business, document, first FROM source").fetchall()
    for edition, previous, business, document, first in rows:
        if (edition, previous, business, document) in wanted:
            continue
        span = (first, first + _SPACE)
        columns = "key, id, name, section, p1, p2, p3, text, reason, note, extra"
        held = con.execute(f"SELECT {columns} FROM item WHERE key>=? AND key<?", span).fetchall()
        con.executemany(
            "INSERT INTO words(words, rowid, body) VALUES('delete', ?, ?)",
            ((r[0], cache.searched([*r[1:10], *(v for _, v in json.loads(r[10]))])) for r in held),
        )
        for table in ("item", "slim", "rel"):
            con.execute(f"DELETE FROM {table} WHERE key>=? AND key<?", span)
        con.execute("DELETE FROM source WHERE first=?", (first,))


def _put_in(con: sqlite3.Connection, source: Source, load: Load) -> None:
    edition = load(source.edition)
    changes: dict[str, str] = {}
    if source.previous:
        for change in compare(load(source.previous), edition).changes:
            if kinds := [k for k in _SHOWN if k in change.kinds]:
                changes[change.node] = ",".join(kinds)
    first = source.first
    cache.insert(con, edition, source.edition, first=first, changes=changes)
    rows = con.execute("SELECT key, related FROM item WHERE key>=? AND key<?", (first, first + _SPACE)).fetchall()
    con.executemany("INSERT INTO rel(node, key) VALUES (?,?)", ((n, r[0]) for r in rows for n in json.loads(r[1])))
    con.execute(
        "INSERT INTO source(edition, previous, business, document, first) VALUES (?,?,?,?,?)",
        (source.edition, source.previous, source.business, source.document, first),
    )


def _thin(folder: Path, newest: Path) -> None:
    """Forgets files of long gone states."""
    for path in _files(folder)[KEPT:]:
        if path != newest:
            try:
                path.unlink()
            except OSError:
                continue  # another window has it open (Windows); it goes the next time
