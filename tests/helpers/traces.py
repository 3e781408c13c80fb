"""Looking for a text in everything a program left on the disk, whatever it was wrapped in."""

from __future__ import annotations

import base64
import io
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

NUMBER = "123456789018"  # passes the check digit of a 個人番号
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def traces(*roots: Path, text: str = NUMBER) -> list[str]:
    """Where a text stands in the bytes of files: as it is, in full width, in UTF-16, in zips, compressed, in base64."""
    wanted = [
        form.encode(code) for form in (text, text.translate(WIDE)) for code in ("utf-8", "utf-16-le", "utf-16-be")
    ] + ["".join(f"\\u{ord(c):04x}" for c in text.translate(WIDE)).encode()]
    out = []
    for root in roots:
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file():
                out += [f"{path.name}:{where}" for where, data in _layers(path) if any(w in data for w in wanted)]
    return out


def _layers(path: Path) -> Iterator[tuple[str, bytes]]:
    data = path.read_bytes()
    yield "bytes", data
    yield from _inside("", data)
    if data[:15] == b"SQLite format 3":
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as con:
            for (table,) in con.execute(
                "SELECT name FROM sqlite_master WHERE type='table' AND sql LIKE 'CREATE TABLE%'"
            ):
                for row in con.execute(f'SELECT * FROM "{table}"').fetchall():
                    for value in row:
                        if isinstance(value, bytes):
                            yield from _inside(f"{table} ", value)


def _inside(where: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    with suppress(zlib.error):  # else not compressed
        yield f"{where}zlib", zlib.decompress(data)
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            for name in box.namelist():
                inner = box.read(name)
                yield f"{where}{name}", inner
                yield from _inside(f"{name} ", inner)
                for chunk in re.findall(rb"[A-Za-z0-9+/]{60,}", inner):
                    for first in range(4):  # wherever it begins
                        part = chunk[first : first + (len(chunk) - first) // 4 * 4]
                        yield f"{where}{name} base64", base64.b64decode(part)
