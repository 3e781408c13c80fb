"""The container of a package: a zip of exactly one form, so that every byte of the file is accounted for.

General zip readers accept data before, between and behind the members, names said twice, comments and sizes that lie.
Here local headers are read one after another from the first byte, and everything behind the last member must be, byte
for byte, the directory that follows from them. Names, sizes and dates can't differ from what is verified. The manifest
comes first and is stored as it is; it holds the hash of every other member, packed and unpacked.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.core.canonical import sha256_hex
from app.core.problems import UserProblem

MANIFEST = "manifest.json"
MAX_FILE = 100 * 1024 * 1024
MAX_MEMBERS = 2000
MAX_MANIFEST = 4 * 1024 * 1024
MAX_INFLATED = 500 * 1024 * 1024
MAX_RATIO, RATIO_FROM = 100, 50 * 1024 * 1024
_NAME = re.compile(r"[a-z]{1,20}(\.json|\.jsonl|/[0-9a-f]{64})", re.ASCII)
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_DATE = 0x21  # 1980-01-01: nothing of when or where it was written is in the container
_VERSION = 20
_STEP = 1 << 20


def problem(file: str, code: str, what: str) -> UserProblem:
    """The refusal of a whole package: what is wrong with it, and what to do."""
    return UserProblem(
        code,
        f"「{file}」は取り込めません：{what}何も取り込んでいません。",
        file=file,
        hint="送り主に、もう一度パッケージを出してもらってください。",
    )


@dataclass(frozen=True, slots=True)
class Packed:
    """A member ready to be written."""

    name: str
    method: int  # 0 stored, 8 deflated
    data: bytes
    crc: int
    size: int

    @property
    def said(self) -> dict[str, object]:
        """What the manifest says of it."""
        return {"size": self.size, "packed": sha256_hex(self.data)}


def packed(name: str, content: bytes) -> Packed:
    """A member as it is written; the manifest is stored, everything else deflated."""
    if name == MANIFEST:
        return Packed(name, 0, content, zlib.crc32(content), len(content))
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Packed(name, 8, squeeze.compress(content) + squeeze.flush(), zlib.crc32(content), len(content))


def write(out: BinaryIO, members: list[Packed]) -> None:
    """Writes the container, the manifest first. The same members give the same bytes."""
    entries = []
    at = 0
    for m in members:
        header = _local(m.name, m.method, m.crc, len(m.data), m.size)
        out.write(header)
        out.write(m.data)
        entries.append(Entry(m.name, m.method, m.crc, len(m.data), m.size, at))
        at += len(header) + len(m.data)
    out.write(_directory(entries, at))


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of a file; ``at``: where its header begins."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    at: int


class Container:
    """A container read strictly. Raises UserProblem when the file isn't one, or not of the one form."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self.entries = self._scan(file)
        except OSError as failed:
            raise UserProblem(
                "cannot_read", f"「{path}」を読めません（{failed.strerror or failed}）。", file=str(path),
                hint="ファイルの場所と、読む許可を確かめてください。",
            ) from failed  # fmt: skip
        self._inflated = 0

    def _refuse(self, code: str, what: str) -> UserProblem:
        return problem(self.path.name, code, what)

    def _scan(self, file: BinaryIO) -> dict[str, Entry]:
        length = file.seek(0, 2)
        file.seek(0)
        if length > MAX_FILE:
            raise self._refuse("too_large", f"大きすぎます（{MAX_FILE // 1024**2} MB まで）。")
        found: dict[str, Entry] = {}
        at = 0
        while True:
            raw = file.read(_LOCAL.size)
            if raw[:4] != b"PK\x03\x04":
                break
            if len(found) >= MAX_MEMBERS:
                raise self._refuse("too_many_members", f"中のファイルが多すぎます（{MAX_MEMBERS} まで）。")
            entry = self._entry(file, raw, at, length)
            if entry.name in found:
                raise self._refuse("twice", f"中に「{entry.name}」が二つあります。")
            found[entry.name] = entry
            at = file.seek(at + _LOCAL.size + len(entry.name) + entry.packed)
        if not found:
            raise self._refuse("not_a_package", "受け渡しパッケージ（.fgpkg）ではありません。")
        file.seek(at)
        if file.read(MAX_FILE) != _directory(list(found.values()), at):
            raise self._refuse("cut_or_changed", "途中で切れているか、書き換えられています。")
        if next(iter(found)) != MANIFEST or found[MANIFEST].method != 0 or found[MANIFEST].size > MAX_MANIFEST:
            raise self._refuse("not_a_package", "受け渡しパッケージ（.fgpkg）の形をしていません。")
        return found

    def _entry(self, file: BinaryIO, raw: bytes, at: int, length: int) -> Entry:
        cut = self._refuse("cut_or_changed", "途中で切れているか、書き換えられています。")
        if len(raw) < _LOCAL.size:
            raise cut
        _, _, _, method, _, _, crc, size_packed, size, name_length, _ = _LOCAL.unpack(raw)
        name = file.read(name_length).decode("latin-1")
        if not _NAME.fullmatch(name):
            shown = re.sub(r"[^0-9A-Za-z._/-]", "?", name)[:80]
            raise self._refuse("unsafe_member", f"中に、あってはならない名前のファイルがあります（{shown}）。")
        if method not in (0, 8) or raw != _local_fixed(name, method, crc, size_packed, size):
            raise cut
        if at + _LOCAL.size + name_length + size_packed > length:
            raise cut
        if size > MAX_INFLATED:
            raise self._refuse("too_large", f"中の「{name}」が大きすぎます。")
        return Entry(name, method, crc, size_packed, size, at)

    def packed_hash(self, name: str) -> str:
        """sha256 of a member as it lies in the file."""
        return sha256_hex(b"".join(self._raw(self.entries[name])))

    def _raw(self, entry: Entry) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.seek(entry.at + _LOCAL.size + len(entry.name))
            left = entry.packed
            while left:
                block = file.read(min(_STEP, left))
                if not block:
                    raise self._refuse("cut_or_changed", "読んでいる間にファイルが変わりました。")
                left -= len(block)
                yield block

    def blocks(self, name: str) -> Iterator[bytes]:
        """The content of a member in blocks, counted while inflating. Raises UserProblem when it isn't what it says."""
        entry = self.entries[name]
        size, crc = 0, 0
        for block in self._inflate(entry):
            size += len(block)
            self._inflated += len(block)
            if size > entry.size or self._inflated > MAX_INFLATED:
                raise self._refuse("too_large", "中身が、書かれている大きさを超えています。")
            if self._inflated > RATIO_FROM and self._inflated > MAX_RATIO * self.path.stat().st_size:
                raise self._refuse("too_large", "圧縮の比が大きすぎます。")
            crc = zlib.crc32(block, crc)
            yield block
        if size != entry.size or crc != entry.crc:
            raise self._refuse("cut_or_changed", f"中の「{name}」が壊れています。")

    def _inflate(self, entry: Entry) -> Iterator[bytes]:
        if entry.method == 0:
            yield from self._raw(entry)
            return
        engine = zlib.decompressobj(-15)
        try:
            for raw in self._raw(entry):
                rest = raw
                while rest:
                    yield engine.decompress(rest, _STEP)
                    rest = engine.unconsumed_tail
                if engine.unused_data:
                    break
            while not engine.eof:
                block = engine.decompress(engine.unconsumed_tail, _STEP)
                if not block:
                    break
                yield block
        except zlib.error as failed:
            raise self._refuse("cut_or_changed", f"中の「{entry.name}」が壊れています。") from failed
        if not engine.eof or engine.unused_data:
            raise self._refuse("cut_or_changed", f"中の「{entry.name}」が壊れています。")

    def read(self, name: str) -> bytes:
        """The whole content of a member."""
        return b"".join(self.blocks(name))


def _local_fixed(name: str, method: int, crc: int, size_packed: int, size: int) -> bytes:
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, method, 0, _DATE, crc, size_packed, size, len(name), 0)


def _local(name: str, method: int, crc: int, size_packed: int, size: int) -> bytes:
    return _local_fixed(name, method, crc, size_packed, size) + name.encode("ascii")


def _directory(entries: list[Entry], at: int) -> bytes:
    rows = b"".join(
        _CENTRAL.pack(
            b"PK\x01\x02", _VERSION, _VERSION, 0, e.method, 0, _DATE, e.crc, e.packed, e.size, len(e.name), 0, 0, 0, 0,
            0, e.at,
        ) + e.name.encode("ascii")
        for e in entries
    )  # fmt: skip
    return rows + _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(rows), at, 0)
