"""Editions in the workspace: immutable compressed blobs named by their hash, so a copied file is whole."""

from __future__ import annotations

import sqlite3
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from app.core.canonical import sha256_hex
from app.core.problems import LOCKED, UserProblem
from spec_catalog.model import Edition

_AHEAD = 4  # editions that wait to be stored while others are packed; the largest are tens of megabytes


@dataclass(frozen=True, slots=True)
class Packed:
    """An edition ready to be stored: its hash and its compressed canonical text."""

    edition: Edition
    hash: str
    blob: bytes


def packed(editions: Iterable[Edition]) -> Iterator[Packed]:
    """Editions as they will be stored, in their order. One is compressed while the next is written out as text."""
    waiting: deque[tuple[Edition, str, Future[bytes]]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="packing") as pool:
        for edition in editions:
            data = edition.canonical()
            waiting.append((edition, sha256_hex(data), pool.submit(zlib.compress, data, 6)))
            if len(waiting) > _AHEAD:
                first, name, blob = waiting.popleft()
                yield Packed(first, name, blob.result())
        for first, name, blob in waiting:
            yield Packed(first, name, blob.result())


def store(con: sqlite3.Connection, found: Packed, *, file: str, at: str) -> bool:
    """Stores an edition; tells whether it was new. Must run inside a transaction."""
    edition, name = found.edition, found.hash
    if con.execute("SELECT 1 FROM edition WHERE hash=?", (name,)).fetchone():
        return False
    own = [i for i in edition.items if i.kind == edition.item_kind]
    con.execute(
        "INSERT INTO edition(hash, business, kind, label, published, state, file, items, deleted, imported_at, overall,"
        " source, blob) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            name, edition.business, edition.kind, edition.label, edition.published, edition.state, file,
            sum(not i.deleted for i in own), sum(i.deleted for i in own), at, edition.overall,
            edition.source_sha256, found.blob,
        ),
    )  # fmt: skip
    return True


def load(con: sqlite3.Connection, name: str) -> Edition:
    """Reads an edition and verifies its hash. Raises UserProblem when it is missing or damaged."""
    row = con.execute("SELECT blob, label FROM edition WHERE hash=?", (name,)).fetchone()
    if row is None or row[0] is None:
        raise UserProblem(
            "edition_missing",
            "標準仕様のこの版は、まだこのファイルに入っていません（版未着）。",
            hint="「標準仕様」で、その版のファイルを取り込んでください。判定は残っています。",
        )
    try:
        data = zlib.decompress(row[0])
    except zlib.error as problem:
        raise _broken(row[1]) from problem
    if sha256_hex(data) != name:
        raise _broken(row[1])
    return Edition.from_canonical(data)


def _broken(label: str) -> UserProblem:
    return UserProblem(
        "edition_damaged",
        f"標準仕様「{label}」の内容が壊れています。",
        hint="控えから戻すか、元のファイルをもう一度取り込んでください。判定は残っています。",
        exit_code=LOCKED,
    )
