"""Many packages are read and verified by a process of their own, one ahead of whoever stores them: two cores, not one.

A JSON line in (the files), and for each of them out: one JSON line with everything short, column by column, and behind
it, as many bytes as it says, headers, values, salts and editions as they are. What is refused says why instead.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from app.core.operations import Operation, read
from app.core.parcels import parse_manifest
from app.core.problems import UserProblem
from app.services import ours, parcels
from app.store import taking
from app.store.parcel_file import Parcel
from app.store.projection import FIRST

WORTH = 2 * 1024 * 1024  # bytes of packages from which on a process pays
_COLUMNS = ("op_id", "kind", "rid", "type", "unit", "actor", "at", "label", "by", "atoms", "parents", "counts_as_value")


class Verified(NamedTuple):
    """What storing an operation needs of it; read and verified by the other process."""

    op_id: str
    kind: str
    rid: str
    type: str
    unit: str
    actor: str
    at: str
    label: str
    by: str
    atoms: list[str]
    parents: list[str]
    counts_as_value: bool
    header: bytes
    value: bytes | None
    salt: bytes | None


@contextmanager
def reading(files: Sequence[Path]) -> Iterator[list[taking.Source]]:
    """The packages as they are taken in, to be read in this order."""
    if len(files) < 2 or sum(f.stat().st_size for f in files if f.is_file()) < WORTH:
        yield [source(f) for f in files]
        return
    process = ours.start("--reading-child", "app.services.package_reader")
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps([str(f) for f in files]).encode("ascii") + b"\n")
        process.stdin.flush()
        yield [taking.Source(f, lambda: _next(process), mark(f)) for f in files]
    finally:
        ours.end(process)


def source(file: Path) -> taking.Source:
    """A package read by this process."""
    return taking.Source(file, lambda: parcels.inspect(file), mark(file))


def mark(file: Path) -> str:
    """The hash of a file; "" when it can't be read."""
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:  # reading it says why
        return ""


def _next(process: subprocess.Popen[bytes]) -> Parcel:
    """The next package. Raises UserProblem with the reason it was refused for."""
    out = cast(BinaryIO, process.stdout)
    line = out.readline()
    if not line.endswith(b"\n"):
        raise RuntimeError("the process that reads packages broke off")
    said = json.loads(line)
    if "problem" in said:
        raise UserProblem(**said["problem"])
    data = out.read(said["bytes"])
    ends = list(itertools.accumulate(max(n, 0) for n in said["sizes"]))
    parts = [None if size < 0 else data[end - size : end] for size, end in zip(said["sizes"], ends, strict=True)]
    del data
    count = 3 * len(said["op_id"])
    rows = map(Verified, *(said[name] for name in _COLUMNS), parts[0:count:3], parts[1:count:3], parts[2:count:3])
    raw = cast(bytes, parts[count])
    editions = dict(zip(said["editions"], cast(list[bytes], parts[count + 1 :]), strict=True))
    manifest = parse_manifest(raw)
    operations = [  # as far as storing them goes; those that change what is stored of others are looked into
        read(o.op_id, o.header, o.value, o.salt) if o.type in FIRST else cast(Operation, o) for o in rows
    ]
    return Parcel(said["name"], said["id"], manifest, raw, operations, editions, tuple(said["others"]))


# --- the process -----------------------------------------------------------------------------------------------------


def main() -> int:
    """Reads the files it is told, one after the other."""
    gc.disable()  # operations hold no circles
    for file in json.loads(sys.stdin.readline()):
        try:
            parcel = parcels.inspect(Path(file))
        except UserProblem as problem:
            _line(problem=ours.told(problem))
            continue
        said, parts = _packed(parcel)
        _line(**said)
        sys.stdout.buffer.write(b"".join(p for p in parts if p is not None))
        sys.stdout.buffer.flush()
        del parcel, parts
    return 0


def _packed(parcel: Parcel) -> tuple[dict[str, Any], list[bytes | None]]:
    ops = parcel.operations
    parts: list[bytes | None] = [part for o in ops for part in (o.header, o.value, o.salt)]
    parts += [parcel.manifest_bytes, *parcel.editions.values()]
    sizes = [-1 if p is None else len(p) for p in parts]
    said: dict[str, Any] = {name: [getattr(o, name) for o in ops] for name in _COLUMNS}
    said |= {"name": parcel.name, "id": parcel.id, "editions": list(parcel.editions), "others": parcel.others}
    return {**said, "sizes": sizes, "bytes": sum(max(n, 0) for n in sizes)}, parts


def _line(**said: Any) -> None:
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    raise SystemExit(main())
