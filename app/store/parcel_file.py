"""Writing a package file, and reading one with everything verified before anybody sees a word of it."""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.core.canonical import sha256_hex
from app.core.operations import CorruptOperation, Operation, digest
from app.core.parcels import BadManifestError, Manifest, fingerprint, package_id, parse_manifest
from app.core.problems import LOCKED, UserProblem
from app.core.received import MAX_HEADER, MAX_VALUE, received
from app.store import container, oplog
from app.store.schema import sync_folder
from spec_catalog.model import Edition

OPERATIONS = "ops.jsonl"
EDITIONS = "editions/"
MAX_LINE = 2 * (MAX_HEADER + MAX_VALUE)
MAX_OPERATIONS = 1_000_000
Row = tuple[str, bytes, bytes | None, bytes | None]  # op_id, header, value, salt
Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A verified package. ``editions``: hash → canonical JSON; ``others``: members of a newer version, passed over."""

    name: str
    id: str
    manifest: Manifest
    manifest_bytes: bytes
    operations: list[Operation]
    editions: Mapping[str, bytes]
    others: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Six groups of four digits to read aloud."""
        return fingerprint(self.id)


def line(row: Row) -> bytes:
    """One operation as one line of JSON; header and value stay the texts they are, byte for byte."""
    op_id, header, value, salt = row
    said = {
        "id": op_id,
        "header": header.decode(),
        "value": None if value is None else value.decode(),
        "salt": None if salt is None else salt.hex(),
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def parse_line(text: bytes) -> Operation:
    """Reads and verifies one line. Raises CorruptOperation."""
    try:
        said = json.loads(text.decode())
        op_id, header, value, salt = (said[n] for n in ("id", "header", "value", "salt"))
        raw = header.encode(), None if value is None else value.encode(), None if salt is None else bytes.fromhex(salt)
        if not isinstance(op_id, str):
            raise TypeError(op_id)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise CorruptOperation("a line isn't an operation") from problem
    return received(*raw, op_id=op_id)


def pack(
    manifest: Manifest, rows: Iterable[Row], editions: Mapping[str, bytes]
) -> tuple[Manifest, list[container.Packed]]:
    """The members of a package, and the manifest that names them."""
    contents = {OPERATIONS: b"".join(line(r) for r in rows)}
    contents |= {f"{EDITIONS}{name}": data for name, data in editions.items()}
    made: list[container.Packed] = []
    said: dict[str, dict[str, object]] = {}
    for name in sorted(contents):
        member = container.packed(name, contents[name])
        made.append(member)
        said[name] = {**member.said, "sha256": sha256_hex(contents[name])}
    return replace(manifest, members=said), made


def write(path: Path, manifest: Manifest, rows: Iterable[Row], editions: Mapping[str, bytes]) -> Manifest:
    """Writes a package beside its place, reads it back, and moves it there; the manifest as written.

    The same content gives the same bytes. Raises UserProblem when the place can't be written or the limits are passed.
    """
    whole, made = pack(manifest, rows, editions)
    temp = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        with temp.open("xb") as out:
            container.write(out, [container.packed(container.MANIFEST, whole.to_bytes()), *made])
            out.flush()
            os.fsync(out.fileno())
        read(temp, name=path.name)
        os.replace(temp, path)  # noqa: PTH105  (atomic on both systems)
        sync_folder(path.parent)
    except OSError as failed:
        raise UserProblem(
            "cannot_write", f"「{path}」に書き出せませんでした（{failed.strerror or failed}）。", file=str(path),
            hint="フォルダーの空きと、書き込みの許可を確かめてください。", exit_code=LOCKED,
        ) from failed  # fmt: skip
    finally:
        temp.unlink(missing_ok=True)
    return whole


def read(path: Path, *, name: str = "", tick: Tick | None = None) -> Parcel:
    """Reads a package and verifies form, limits, every hash and every operation. Raises UserProblem with the reason."""
    shown = name or path.name
    box = container.Container(path)
    raw = box.read(container.MANIFEST)
    manifest = _manifest(shown, raw)
    if set(box.entries) != {container.MANIFEST, *manifest.members} or OPERATIONS not in box.entries:
        raise container.problem(shown, "forged", "目録と中身が合いません。")
    for member, said in manifest.members.items():
        if box.entries[member].size != said["size"] or box.packed_hash(member) != said["packed"]:
            raise container.problem(shown, "forged", f"中の「{member}」が、目録の指紋（ハッシュ）と合いません。")
    operations = list(_operations(shown, box, manifest, tick))
    editions, others = {}, []
    for member in sorted(set(manifest.members) - {OPERATIONS}):
        data = box.read(member)
        if sha256_hex(data) != manifest.members[member]["sha256"]:
            raise container.problem(shown, "forged", f"中の「{member}」が、目録の指紋（ハッシュ）と合いません。")
        if member.startswith(EDITIONS):
            editions[member.removeprefix(EDITIONS)] = data
        else:
            others.append(member)
    return checked(Parcel(shown, package_id(raw), manifest, raw, operations, editions, tuple(others)))


def _manifest(name: str, raw: bytes) -> Manifest:
    try:
        return parse_manifest(raw)
    except BadManifestError as problem:
        raise container.problem(name, "bad_manifest", str(problem)) from problem


def _operations(name: str, box: container.Container, manifest: Manifest, tick: Tick | None) -> Iterator[Operation]:
    for done, text in enumerate(_lines(name, box), 1):
        if done > MAX_OPERATIONS:
            raise container.problem(name, "too_large", f"記録が多すぎます（{MAX_OPERATIONS:,} まで）。")
        try:
            yield parse_line(text)
        except CorruptOperation as problem:
            raise container.problem(
                name, "forged", f"{done} 件目の記録が、指紋（ハッシュ）と合わないか、形が違います。"
            ) from problem
        if tick is not None and done % 1000 == 0:
            tick(done, manifest.operations)


def _lines(name: str, box: container.Container) -> Iterator[bytes]:
    rest = b""
    for block in box.blocks(OPERATIONS):
        rest += block
        *whole, rest = rest.split(b"\n")
        yield from whole
        if len(rest) > MAX_LINE:
            raise container.problem(name, "too_large", "一つの記録が長すぎます。")
    if rest:
        raise container.problem(name, "cut_or_changed", "記録の終わりが切れています。")


def checked(parcel: Parcel) -> Parcel:
    """Whether operations and editions are those the manifest counts. Raises UserProblem; gives the parcel back."""
    m, ops = parcel.manifest, parcel.operations
    ids = {o.op_id for o in ops}
    types: dict[str, int] = {}
    for op in ops:
        types[op.type] = types.get(op.type, 0) + 1
    fits = (
        len(ids) == len(ops) == m.operations
        and len({o.rid for o in ops}) == m.records
        and types == dict(m.types)
        and digest(ids) == m.digest
    )
    if not fits:
        raise container.problem(parcel.name, "counts_differ", "目録の件数と、入っている記録が合いません。")
    if {e.hash for e in m.editions} != set(parcel.editions):
        raise container.problem(parcel.name, "counts_differ", "目録の版と、入っている版が合いません。")
    for name, data in parcel.editions.items():
        if sha256_hex(data) != name:
            raise container.problem(parcel.name, "forged", "標準仕様の版が、指紋（ハッシュ）と合いません。")
        try:
            sound = Edition.from_canonical(data).canonical() == data
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            sound = False
        if not sound:
            raise container.problem(parcel.name, "bad_edition", "標準仕様の版の形が違います。")
    return parcel


def rows_of(
    con: sqlite3.Connection, rids: Iterable[str]
) -> list[tuple[str, bytes, bytes | None, bytes | None, str, str]]:
    """(op_id, header, value, salt, rid, type) of each operation of these records, by record and then as stored here."""
    wanted = sorted(rids)
    out: list[tuple[str, bytes, bytes | None, bytes | None, str, str]] = []
    for start in range(0, len(wanted), oplog.CHUNK):
        part = wanted[start : start + oplog.CHUNK]
        marks = ",".join("?" * len(part))
        out += con.execute(
            f"SELECT op_id, header, value, salt, rid, type FROM op WHERE rid IN ({marks}) ORDER BY rid, seq", part
        ).fetchall()
    return out


def editions_of(con: sqlite3.Connection, hashes: Iterable[str]) -> tuple[list[tuple[str, str, str]], dict[str, bytes]]:
    """((hash, file, imported at), …) and the canonical JSON of these editions; one that hasn't arrived is left out."""
    notes, blobs = [], {}
    for name in hashes:
        row = con.execute("SELECT file, imported_at, blob FROM edition WHERE hash=?", (name,)).fetchone()
        if row is not None and row[2] is not None:
            notes.append((name, str(row[0]), str(row[1])))
            blobs[name] = zlib.decompress(row[2])
    return notes, blobs
