"""Packages of many departments over one workspace: taken in, against the bare storing of the same rows."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from app.core.operations import Operation, digest, make
from app.core.parcels import BACK, Manifest
from app.core.records import item_rid
from app.store import oplog, parcel_file, projection, schema, taking
from app.store.project import Author, Project
from tests.performance.line import Line

CODE = "999997"
WRITTEN = ("fit", "gap", "ask")


def verdict(n: int, unit: str, actor: str, parents: tuple[str, ...], value: str, salt: bytes) -> Operation:
    """One verdict on the n-th item, as long as people's are."""
    business = f"{n % 39 + 1:03d}"
    ref = {"business": business, "kind": "req", "id": f"{business}{n // 39:05d}", "branch": ""}
    fields = {
        "verdict": value, "current": "in_use", "detail": "差の内容" * 3, "reason": f"理由{n}" * 5,
        "stamp": {"edition": "e" * 64, "basis": "b" * 64},
    }  # fmt: skip
    return make(
        kind="set", rid=item_rid(CODE, business, "req", ref["id"], ""), type="item", atoms=("verdict",),
        payload={"fields": fields, "ref": ref}, parents=parents, actor=actor, prev="", unit=unit, label="判定を記録",
        at="2026-11-20T10:00:00.000+09:00", by=f"課{actor}/担当", role="clerk", app="bench", salt=salt,
    )  # fmt: skip


def office(path: Path, records: int, rnd: random.Random) -> tuple[Project, list[str]]:
    """A workspace with one verdict on each item, and these operations' ids."""
    Project.create(path, municipality="みほん市", code=CODE, size="general", kind="市区町村", prefecture="")
    project = Project.open(path, installation="bench", author=Author("", "事務局/田中", "office"))
    ops = [verdict(n, f"u{n // 1000}", "base", (), "fit", rnd.randbytes(16)) for n in range(records)]
    with project.transaction():
        oplog.insert(project.con, ops)
        oplog.log_units(project.con, ops)
        projection.refresh(project.con, {o.rid for o in ops}, since=0)
    return project, [o.op_id for o in ops]


def package(folder: Path, n: int, workspace: str, heads: list[str], size: int, rnd: random.Random) -> Path:
    """A department that wrote ``size`` operations: half as many items, each judged twice."""
    ops = []
    for item in rnd.sample(range(len(heads)), size // 2):
        first = verdict(item, f"v{n}-{item // 100}", f"a{n}", (heads[item],), rnd.choice(WRITTEN), rnd.randbytes(16))
        again = verdict(item, f"w{n}-{item // 100}", f"a{n}", (first.op_id,), rnd.choice(WRITTEN), rnd.randbytes(16))
        ops += [first, again]
    manifest = Manifest(
        BACK, workspace, CODE, "みほん市", "general", "市区町村", "", f"課{n}/担当", "clerk",
        "2026-11-20T10:00:00+09:00", f"d{n}", f"課{n}", (), "", "", "", len(ops), len({o.rid for o in ops}), len(ops),
        {"item": len(ops)}, digest(o.op_id for o in ops), (),
    )  # fmt: skip
    file = folder / f"{n}.fgpkg"
    parcel_file.write(file, manifest, [(o.op_id, o.header, o.value, o.salt) for o in ops], {})
    return file


def bare(path: Path, files: list[Path]) -> float:
    """Seconds that storing the same rows in the same tables takes, one executemany a table and package."""
    with closing(sqlite3.connect(path, isolation_level=None)) as con:
        for statement in schema.ddl():
            con.execute(statement)
        con.execute(f"PRAGMA cache_size=-{taking.CACHE // 1024}")
        total = 0.0
        con.execute("BEGIN")
        for file in files:
            ops = parcel_file.read(file).operations
            start = time.perf_counter()
            oplog.insert(con, ops)
            total += time.perf_counter() - start
        start = time.perf_counter()
        con.execute("COMMIT")
        return total + time.perf_counter() - start


def lines(folder: Path, *, full: bool) -> list[Line]:
    """Ten packages of 2,000 over 20,000 records; ``full``: sixty of 10,000 over 100,000."""
    count, size, records = (60, 10_000, 100_000) if full else (10, 2_000, 20_000)
    rnd = random.Random(5)
    project, heads = office(folder / "packages.fitgap", records, rnd)
    files = [package(folder, n, project.setting("workspace_id"), heads, size, rnd) for n in range(count)]
    sources = [taking.Source(f, (lambda f=f: parcel_file.read(f)), f.name) for f in files]
    start = time.perf_counter()
    done = taking.take(project, sources)
    ours = time.perf_counter() - start
    assert done.new == count * size
    start = time.perf_counter()
    rows = parcel_file.rows_of(project.con, [o.rid for o in parcel_file.read(files[0]).operations])
    one = time.perf_counter() - start
    project.close()
    stored = bare(folder / "bare-packages.db", files)
    return [
        Line(
            f"take in {count} packages of {size:,} operations over {records:,} records: {done.conflicts:,} conflicts",
            ours, "executemany of the same rows", stored,
        ),
        Line(f"all operations of one department's {size // 2:,} records ({len(rows):,})", one, "", 0.0),
    ]  # fmt: skip
