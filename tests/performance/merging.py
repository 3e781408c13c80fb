"""Packages of many departments over one workspace: taken in and their conflicts listed, against the bare storing of the
same rows; beside the times, what must not depend on order or repetition.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from app.core.operations import Operation, digest, make
from app.core.parcels import BACK, Manifest
from app.core.records import item_rid
from app.services import catalogue, conflicts, package_reader
from app.services import session as sessions
from app.services.views import Who
from app.store import oplog, parcel_file, projection, schema, taking
from app.store.project import Author, Project
from tests.performance import data
from tests.performance.line import Line, show

ROOT = Path(__file__).resolve().parents[2]
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


def bare(path: Path, files: Sequence[Path]) -> tuple[float, float]:
    """Seconds by the clock and of the processor that storing the same rows in the same tables takes.

    One executemany a table and package, all in one transaction, on a file as the workspace is one.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as con:
        for statement in schema.ddl():
            con.execute(statement)
        con.execute(f"PRAGMA cache_size=-{taking.CACHE // 1024}")
        wall = cpu = 0.0
        con.execute("BEGIN")
        for file in files:
            ops = parcel_file.read(file).operations
            one = timed(lambda ops=ops: oplog.insert(con, ops))
            wall, cpu = wall + one[0], cpu + one[1]
        one = timed(lambda: con.execute("COMMIT"))
        return wall + one[0], cpu + one[1]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processors, of processes that were begun and ended meanwhile as well (what else
    the machine does touches mostly the first)."""
    start, begun = time.perf_counter(), sum(os.times()[:4])
    work()
    return time.perf_counter() - start, sum(os.times()[:4]) - begun


def sources_of(files: Sequence[Path]) -> list[taking.Source]:
    """The packages as they are taken in."""
    return [taking.Source(f, (lambda f=f: parcel_file.read(f)), f.name) for f in files]


def take_in(project: Project, files: Sequence[Path]) -> taking.Taken:
    """As the program does: a process of its own reads when there are many."""
    with package_reader.reading(files) as sources:
        return taking.take(project, sources)


def held(process: str = "self") -> int:
    """Memory that a process and those it began hold now, in bytes; 0 where the system doesn't tell or it has ended."""
    place = Path("/proc") / process
    try:
        mine = int((place / "statm").read_text().split()[1]) * 4096
        began = [p for task in (place / "task").iterdir() for p in (task / "children").read_text().split()]
    except (OSError, IndexError):
        return 0
    return mine + sum(held(p) for p in began)


class Watch:
    """How much memory the process and those it began held at most while something ran, in MB."""

    def __init__(self) -> None:
        self.peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.05):
            self.peak = max(self.peak, held() // 1024**2)


def copy_of(path: Path, out: Path) -> Project:
    """The same workspace again, to take the packages in once more."""
    with closing(sqlite3.connect(path)) as there, closing(sqlite3.connect(out)) as here:
        there.backup(here)
    return Project.open(out, installation="bench", author=Author("", "事務局/田中", "office"))


def lines(folder: Path, *, full: bool) -> list[Line]:
    """Six packages of 1,000 over 10,000 records; ``full``: sixty of 10,000 over 100,000. Ends the bench when the order
    matters or taking in again adds something.
    """
    count, size, records = (60, 10_000, 100_000) if full else (6, 1_000, 10_000)
    rnd = random.Random(5)
    path, again = folder / "packages.fitgap", folder / "again.fitgap"
    project, heads = office(path, records, rnd)
    workspace = project.setting("workspace_id")
    files = [package(folder, n, workspace, heads, size, rnd) for n in range(count)]
    late = package(folder, count, workspace, heads, size, rnd)
    copy_of(path, again).close()
    shown = folder / "window.fitgap"
    copy_of(path, shown).close()
    done: list[taking.Taken] = []
    with Watch() as watch:
        ours = timed(lambda: done.append(take_in(project, files)))
    one = timed(lambda: done.append(take_in(project, [late])))
    project.close()
    session = sessions.open_(path, who=Who("事務局", "田中", "office"))
    listed = timed(lambda: conflicts.listed(session))
    session.close()
    same = shuffled(again, [*files, late], done[-1].digest, rnd)
    stored = bare(folder / "bare-packages.db", files)
    what = f"take in {count} packages of {size:,} operations over {records:,} records: {done[0].conflicts:,} conflicts"
    bare_name = "executemany of the same rows, one transaction"
    return [
        Line(f"{what}, {watch.peak} MB at most", ours[0], bare_name, stored[0]),
        Line("… of the processor", ours[1], bare_name, stored[1]),
        Line(f"list these conflicts (processor {show(listed[1])})", listed[0], "", 0.0),
        Line(f"take in one more package of {size:,} (processor {show(one[1])})", one[0], "", 0.0),
        Line(f"take all of them in again: nothing new (same digest in another order: {same[0]})", same[1], "", 0.0),
        *window_lines(folder, shown, files),
    ]


def window_lines(folder: Path, path: Path, files: Sequence[Path]) -> list[Line]:
    """The same packages taken in by a real window while somebody reads and judges (tests.performance.merge_probe)."""
    session = sessions.open_(path, who=Who("事務局", "田中", "office"))
    (found,) = catalogue.read_files([data.requirements(folder, "001", 5_000)])
    assert found.loaded is not None
    catalogue.take_over(session, [found.loaded], adopt=True)
    session.close()
    told = subprocess.run(
        [sys.executable, "-m", "tests.performance.merge_probe", str(path), *map(str, files)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found_out = json.loads(told.stdout.splitlines()[-1])
    out = []
    for phase, what in (("look", "what they would bring is seen"), ("take", "they are in")):
        one = found_out[phase]
        out += [
            Line(f"in a window, until {what}", one["seconds"], "", 0.0),
            Line(f"… longest slice on the GUI thread (p95 {one['p95']} ms)", one["most"] / 1000, "", 0.0),
            Line(f"… longest wait for a page of a list, of {one['reads']}", one["read"] / 1000, "", 0.0),
            Line(f"… longest wait for a verdict, of {one['writes']}", one["write"] / 1000, "", 0.0),
        ]
    return out


def shuffled(path: Path, files: Sequence[Path], expected: str, rnd: random.Random) -> tuple[str, float]:
    """The digest when the packages come in another order, in two batches; and seconds that repeating all takes."""
    project = Project.open(path, installation="bench", author=Author("", "事務局/田中", "office"))
    order = rnd.sample(list(files), len(files))
    half = len(order) // 2
    taking.take(project, sources_of(order[half:]))
    last = taking.take(project, sources_of(order[:half]))
    if last.digest != expected:
        raise SystemExit(f"another order led to another state: {last.digest} instead of {expected}")
    repeated: list[taking.Taken] = []
    seconds, _ = timed(lambda: repeated.append(taking.take(project, sources_of(order))))
    project.close()
    if (repeated[0].new, repeated[0].digest, repeated[0].conflicts) != (0, expected, last.conflicts):
        raise SystemExit(f"taking in again added {repeated[0].new} operations")
    return last.digest[:12], seconds
