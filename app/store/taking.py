"""Taking packages in: every one verified, all of them in one transaction, counted before and after, or nothing at all.

A dry run is the same work rolled back, so its numbers are those of the merge by construction.
"""

from __future__ import annotations

import gc
import sqlite3
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.core.parcels import Manifest
from app.core.problems import LOCKED, UserProblem
from app.store import editions, ledger, oplog
from app.store.merge import known_ids
from app.store.opinion import second_opinion
from app.store.parcel_file import Parcel
from app.store.project import Project, now
from app.store.projection import FIRST, refresh
from app.store.touched import VERDICT, Part, States, total
from spec_catalog.model import Edition

CACHE = 384 * 1024 * 1024  # bytes of SQLite's page cache while packages come in
Progress = Callable[[int, int, str], None]  # done, total, what


@dataclass(frozen=True, slots=True)
class Source:
    """A package to take in: its file, and how it is read (raises UserProblem with the reason when it can't be)."""

    file: Path
    read: Callable[[], Parcel]
    mark: str  # the hash of the file: what a damaged one is called in the ledger


@dataclass(slots=True)
class Brought:
    """What one package brought. ``problem``: why it was set aside; everything else is 0 then.

    ``parts``: what became of the records it touches, by business and type; ``writers``: 所属/氏名 → operations.
    """

    file: str
    package: str = ""
    manifest: Manifest | None = None
    problem: UserProblem | None = None
    known_before: bool = False
    new: int = 0
    known: int = 0
    pending: int = 0
    conflicts: int = 0
    editions: int = 0
    parts: tuple[Part, ...] = ()
    writers: dict[str, int] = field(default_factory=dict)
    range: tuple[int, int] = (0, 0)

    @property
    def verdicts(self) -> Part:
        """All its verdicts together."""
        return total(p for p in self.parts if p.type == VERDICT)

    @property
    def records(self) -> Part:
        """All other records together."""
        return total(p for p in self.parts if p.type != VERDICT)


@dataclass(frozen=True, slots=True)
class Taken:
    """Result for all packages together; ``before``: operations held then; ``conflicts``, ``digest``: as afterwards."""

    packages: list[Brought]
    new: int
    known: int
    pending: int
    conflicts: int
    digest: str
    rids: frozenset[str]
    before: int


class _Undone(Exception):
    """Leaves the transaction of a dry run."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for circles: operations hold none, and looking through them is a fifth of the work."""
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            gc.enable()


def take(
    project: Project,
    sources: Sequence[Source],
    *,
    dry_run: bool = False,
    apart: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Taken:
    """Unites packages with a workspace. Damaged ones and those of others are set aside with their reason.

    ``apart``: a person agreed to take in a workspace that the same municipality began apart. Raises UserProblem when
    the file can't be written or ``cancel`` was set; then nothing has changed.
    """
    if project.read_only:
        raise UserProblem(
            "read_only", f"読むだけで開いているため取り込めません。{project.read_only_reason}", exit_code=LOCKED
        )
    job = _Job(project, len(sources), apart, progress, cancel)
    usual = project.con.execute("PRAGMA cache_size").fetchone()[0]
    project.con.execute(f"PRAGMA cache_size=-{CACHE // 1024}")  # index pages are written in random order
    try:
        with _uncollected(), project.transaction():
            done = job.run(sources, dry_run)
            if dry_run:
                raise _Undone
    except _Undone:
        pass
    finally:
        project.con.execute(f"PRAGMA cache_size={usual}")
    return done


class _Job:
    def __init__(
        self, project: Project, total: int, apart: bool, progress: Progress | None, cancel: threading.Event | None
    ) -> None:
        self._project, self._con, self._apart = project, project.con, apart
        self._total, self._progress, self._cancel = total, progress, cancel
        self._rids: list[set[str]] = []  # by package
        self._named: list[list[tuple[str, ...]]] = []  # by package: parents of operations that named an absent one
        self._here: set[str] = set()  # named as a parent and here
        self._absent: set[str] = set()  # named as a parent before they were here
        self._first: set[str] = set()  # of types that are projected before others
        self._names: dict[str, str] = {}  # each record id once, however many packages speak of it
        self._at = now()

    def _step(self, done: int, total: int, what: str) -> None:
        if self._cancel is not None and self._cancel.is_set():
            raise UserProblem("cancelled", "取り込みをやめました。何も変えていません。")
        if self._progress is not None:
            self._progress(done, total, what)

    def run(self, sources: Sequence[Source], dry_run: bool) -> Taken:
        con = self._con
        count = int(con.execute("SELECT count(*) FROM op").fetchone()[0])
        first = int(con.execute("SELECT coalesce(max(seq), 0) FROM op").fetchone()[0]) + 1
        out = []
        with ThreadPoolExecutor(1, thread_name_prefix="package") as pool:  # the next is read while one is stored
            waiting = deque(pool.submit(_read, s) for s in sources[:1])
            for n, source in enumerate(sources):
                self._step(n, self._total, source.file.name)
                found = waiting.popleft().result()
                waiting.extend(pool.submit(_read, s) for s in sources[n + 1 : n + 2])
                out.append(self._one(source, found))
        touched = set().union(*self._rids)
        states = States(con, touched)
        refreshed = refresh(
            con,
            touched,
            since=first,
            first=self._first,
            tick=lambda done, of: self._step(done, of, "集計の表を作り直しています"),
        )
        for brought, parts in zip(out, states.compare(con, self._rids), strict=True):
            brought.parts = parts
            brought.conflicts = sum(p.conflicts for p in parts)
        _check(con, count + sum(b.new for b in out), refreshed)
        absent = self._absent - known_ids(con, sorted(self._absent))
        for brought, waiting_for in zip(out, self._named, strict=True):
            brought.pending = sum(not absent.isdisjoint(parents) for parents in waiting_for)
        conflicts = int(con.execute("SELECT count(*) FROM (SELECT DISTINCT id, atom FROM conflict)").fetchone()[0])
        return Taken(
            out, sum(b.new for b in out), sum(b.known for b in out), sum(b.pending for b in out), conflicts,
            self._project.digest(), refreshed, count,
        )  # fmt: skip

    def _one(self, source: Source, parcel: Parcel | UserProblem) -> Brought:
        """Stores a package that was verified and belongs here."""
        brought = Brought(source.file.name, source.mark)
        try:
            if isinstance(parcel, UserProblem):
                raise parcel
            brought.package, brought.manifest = parcel.id, parcel.manifest
            _check_place(self._project, parcel, self._apart)
        except UserProblem as problem:
            brought.problem = problem
            self._rids.append(set())
            self._named.append([])
            self._note(brought, None)
            return brought
        self._store(parcel, brought)
        self._note(brought, parcel)
        return brought

    def _note(self, brought: Brought, parcel: Parcel | None) -> None:
        why = brought.problem
        if not brought.package:  # there was no file to speak of
            return
        ledger.add(
            self._con, package=brought.package, file=brought.file, at=self._at, by=self._project.author.by,
            manifest=brought.manifest, manifest_bytes=parcel.manifest_bytes if parcel else None,
            reason=why.message if why else "", new=(brought.new, *brought.range),
        )  # fmt: skip

    def _store(self, parcel: Parcel, brought: Brought) -> None:
        con, ops = self._con, parcel.operations
        brought.known_before = ledger.known(con, parcel.id)
        ids = {o.op_id for o in ops}
        named = {p for o in ops for p in o.parents} - ids - self._here
        found = known_ids(con, [*ids, *named])
        there = ids & found
        self._here |= found & named
        new = [o for o in ops if o.op_id not in there]
        absent = {p for o in new for p in o.parents} - self._here - ids
        self._absent |= absent
        self._named.append([o.parents for o in new if absent and not absent.isdisjoint(o.parents)])
        if oplog.insert(con, new) != len(new):
            raise RuntimeError("operations that weren't here before could not be stored")
        if new:
            last = int(con.execute("SELECT max(seq) FROM op").fetchone()[0])
            brought.range = (last - len(new) + 1, last)
        brought.new, brought.known = len(new), len(there)
        if brought.new + brought.known != parcel.manifest.operations:
            raise RuntimeError("the counts of a package and of what was stored differ")
        notes = {e.hash: e for e in parcel.manifest.editions}
        for name, data in parcel.editions.items():
            note = notes[name]
            packed = editions.Packed(Edition.from_canonical(data), name, zlib.compress(data, 6))
            fresh = editions.store(con, packed, file=note.file, at=note.imported_at)
            brought.editions += fresh
        for op in new:
            brought.writers[op.by] = brought.writers.get(op.by, 0) + 1
        oplog.log_units(con, new)
        self._first |= {o.rid for o in new if o.type in FIRST}
        self._rids.append({self._names.setdefault(o.rid, o.rid) for o in new})


def _read(source: Source) -> Parcel | UserProblem:
    try:
        return source.read()
    except UserProblem as problem:
        return problem


def _check_place(project: Project, parcel: Parcel, apart: bool) -> None:
    m = parcel.manifest
    if m.code != project.setting("code"):
        raise UserProblem(
            "other_municipality",
            f"「{parcel.name}」は別の団体（{m.municipality}、{m.code}）のパッケージなので、取り込みません。",
            file=parcel.name,
            hint="取り込めるのは同じ団体のものだけです。見比べるなら「団体」に並べてください（fitgap city add）。",
        )
    if m.workspace != project.setting("workspace_id") and not apart:
        raise UserProblem(
            "began_apart",
            f"「{parcel.name}」は、同じ団体で別に始めたファイルのパッケージです。まだ取り込んでいません。",
            file=parcel.name,
            hint="内容を確かめてから「別に始めたファイルの取り込み」（--apart）を選ぶと、両方の記録がひとつになります。",
        )


def _check(con: sqlite3.Connection, expected: int, rids: frozenset[str]) -> None:
    """Counts, and heads computed a second way by SQL alone, over the touched records; a difference is our bug."""
    if int(con.execute("SELECT count(*) FROM op").fetchone()[0]) != expected:
        raise RuntimeError("the number of operations after a merge is not that before and the new ones")
    if second_opinion(con, rids) != (0, 0):
        raise RuntimeError("the projection after a merge is not that of its operations")
