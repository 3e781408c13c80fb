"""The folder that departments put their packages into: what lies there, and what one package would bring, closely.

The folder is looked at again and again, never watched by the system: shares tell nobody what happens on them.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.parcels import BACK, fingerprint
from app.core.problems import LOCKED, UserProblem
from app.services import carrier, conflicts, parcels, roundtrip_book, taking
from app.services.conflicts import Conflict, Line
from app.services.session import Session
from app.store import handed, ledger, overlays
from app.store.project import now
from app.store.taking import Brought, Progress
from spec_catalog.problems import InputProblem

MOST = 500
"""Files of a folder that are looked at, the newest first."""
SETTLED = 3.0
"""Seconds after its last change at which a file seen for the first time counts as written to its end."""
SHOWN = 20
"""Conflicts whose values are shown before anything is taken in; the others are counted and named."""
PACKAGE, SHEET, OTHER = "package", "sheet", "other"
_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Lying:
    """One file. ``kind``: PACKAGE, SHEET (answered in Excel) or OTHER (nothing for us); ``mark``: size and time.

    ``package``: its id, "" while it can't be read; then ``problem`` and ``hint`` say why. The rest is
    what the package says of itself; of a sheet ``package`` is the export's id and ``department`` its title.
    """

    path: str
    mark: tuple[int, int]
    kind: str
    package: str = ""
    direction: str = ""
    department: str = ""
    by: str = ""
    created_at: str = ""
    businesses: tuple[str, ...] = ()
    operations: int = 0
    problem: str = ""
    hint: str = ""

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.path).name

    @property
    def fingerprint(self) -> str:
        """To be read aloud; "" without an id."""
        return fingerprint(self.package) if self.package and self.kind == PACKAGE else ""


@dataclass(frozen=True, slots=True)
class Close:
    """What one package would do. ``opened``: the conflicts it would open; ``shown``: the first of them with values."""

    brought: Brought
    before: int
    opened: tuple[Line, ...]
    shown: tuple[Conflict, ...]


def scan(
    folder: Path, known: Mapping[str, Lying], *, progress: Progress | None = None, cancel: threading.Event | None = None
) -> tuple[Lying, ...]:
    """What lies in the folder, the newest first. ``known``: what was found before, by path; it isn't read again.

    A file that is still being written is left for the next time. Raises UserProblem when the folder can't be read.
    """
    clock = time.time()
    try:
        with os.scandir(folder) as entries:
            files = [(e.path, e.stat()) for e in entries if _wanted(e)]
    except OSError as problem:
        raise UserProblem(
            "no_folder",
            f"受け取りフォルダー「{folder}」が読めません（{problem.strerror or problem}）。",
            file=str(folder),
            hint="フォルダーがあるか、ネットワークにつながっているかを確かめてください。つながれば続きから見ます。",
        ) from problem
    files.sort(key=lambda pair: (-pair[1].st_mtime_ns, pair[0]))
    out = []
    for n, (path, stat) in enumerate(files[:MOST]):
        if cancel is not None and cancel.is_set():
            break
        mark = (stat.st_size, stat.st_mtime_ns)
        held = known.get(path)
        if held is not None and held.mark == mark:
            out.append(held)
            continue
        if held is None and 0 <= clock - stat.st_mtime < SETTLED:
            continue
        if progress is not None:
            progress(n, len(files), Path(path).name)
        out.append(lying(Path(path), mark))
    return tuple(out)


def _wanted(entry: os.DirEntry[str]) -> bool:
    name = entry.name.lower()
    return entry.is_file() and name.endswith((parcels.SUFFIX, *_WORKBOOKS)) and not name.startswith(("~$", "."))


def lying(path: Path, mark: tuple[int, int] | None = None) -> Lying:
    """One file, read to its end; a file that can't be read says why."""
    try:
        stat = path.stat()
        at = mark or (stat.st_size, stat.st_mtime_ns)
    except OSError as problem:
        return Lying(
            str(path), (0, 0), PACKAGE, problem=f"「{path.name}」が読めません（{problem.strerror or problem}）。"
        )
    kind = PACKAGE
    try:
        if path.suffix.lower() in _WORKBOOKS and not carrier.holds(path):
            if not roundtrip_book.looks_sent(path):
                return Lying(str(path), at, OTHER)
            kind = SHEET
            found = roundtrip_book.unseen(roundtrip_book.read(path))
            return Lying(str(path), at, SHEET, found.export, BACK, found.label)
        parcel = parcels.inspect(path)
    except InputProblem as problem:
        return Lying(str(path), at, kind, problem=problem.message, hint=problem.hint)
    m = parcel.manifest
    return Lying(
        str(path), at, kind, parcel.id, m.direction, m.department_name, m.by, m.created_at, m.businesses, m.operations
    )


def waiting(session: Session, found: Sequence[Lying]) -> list[Lying]:
    """Those on their way back that this file has neither taken in nor set aside; the same package counts once.

    A sheet counts as taken in when one of its export was, since the file was last written.
    """
    seen = {e.package for e in ledger.entries(session.con)} | {c.source for c in overlays.cities(session.con)}
    sheets = {h.id: h.returned_at for h in handed.out(session.con) if h.kind == handed.SHEET}
    out = []
    for one in found:
        if one.kind == OTHER or (one.kind == PACKAGE and one.package and one.direction != BACK) or one.package in seen:
            continue
        if one.kind == SHEET and _returned(sheets.get(one.package, ""), one.mark[1]):
            continue
        if one.kind == PACKAGE and one.package:
            seen.add(one.package)
        out.append(one)
    return out


def _returned(at: str, written: int) -> bool:
    return bool(at) and datetime.fromisoformat(at).timestamp() * 1e9 >= written


def look(
    session: Session,
    file: Path,
    *,
    apart: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Close:
    """What taking one package in would do, with the values of the conflicts it would open; nothing is changed.

    The package is taken into a copy of the file that is thrown away, beside whoever works in the file.
    """
    with taking.beside(session) as copy:
        there = Session(copy, session.who)
        held = {(line.rid, line.atom) for line in conflicts.listed(there)}
        done = taking.into_copy(copy, file, apart=apart, progress=progress, cancel=cancel)
        opened = tuple(line for line in conflicts.listed(there) if (line.rid, line.atom) not in held)
        shown = tuple(conflicts.show(there, line.rid, line.atom) for line in opened[:SHOWN])
        there.detach_all()
    return Close(done.packages[0], done.before, opened, shown)


@dataclass(frozen=True, slots=True)
class Held:
    """What a package brought of one type in one business. ``apart``: records that stand in conflict today."""

    business: str
    type: str
    records: int
    operations: int
    apart: int


def contents(session: Session, entry: ledger.Entry) -> tuple[Held, ...]:
    """What a package that came in brought, by business and type."""
    if not entry.last:
        return ()
    rows = session.con.execute(
        "SELECT coalesce(nullif(s.business, ''), nullif(r.business, ''), ''), o.type, count(DISTINCT o.rid), count(*),"
        " count(DISTINCT c.rid) FROM op o LEFT JOIN item_state s ON s.rid=o.rid LEFT JOIN record r ON r.rid=o.rid"
        " LEFT JOIN (SELECT DISTINCT rid FROM conflict) c ON c.rid=o.rid"
        " WHERE o.seq BETWEEN ? AND ? GROUP BY 1, 2 ORDER BY nullif(1, '') IS NULL, 1, o.type<>'item', o.type",
        (entry.first, entry.last),
    )
    return tuple(Held(*row) for row in rows)


def set_aside(session: Session, file: Path, reason: str) -> None:
    """Notes that a package is not to be taken in for now, and why; it may be taken in later all the same."""
    if not reason.strip():
        raise UserProblem("no_reason", "別に置く理由がありません。", hint="理由を書いてください。")
    if session.project.read_only:
        raise UserProblem("read_only", f"読むだけで開いています。{session.project.read_only_reason}", exit_code=LOCKED)
    parcel = parcels.inspect(file)
    with session.project.local_write() as con:
        ledger.add(
            con, package=parcel.id, file=file.name, at=now(), by=session.project.author.by,
            manifest=parcel.manifest, manifest_bytes=parcel.manifest_bytes, reason=reason.strip(),
        )  # fmt: skip
