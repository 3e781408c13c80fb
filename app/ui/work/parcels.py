"""Work of packages: to departments, back to the office, and what taking them in would do."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.views import Changes

if TYPE_CHECKING:
    from app.services.session import Session
    from app.services.taking import Prepared, Taken
    from app.ui.work.frame import HistoryState

Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One package as seen or taken in: ``sound``, from whom, and what it brings or why it is set aside."""

    sound: bool
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What taking packages in would do, or did; ``changes`` once it did, until then ``prepared`` is what would come."""

    lines: tuple[Line, ...]
    new: int
    conflicts: int
    apart: bool = False  # one of them was begun apart and waits for a person's consent
    prepared: Prepared | None = None
    foreign: tuple[str, ...] = ()  # names of files of another municipality
    changes: Changes | None = None
    history: HistoryState | None = None


@dataclass(frozen=True, slots=True)
class Department:
    """A department to hand a package to; without businesses nobody knows what to hand over."""

    rid: str
    name: str
    businesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """The departments, and where packages are put."""

    departments: tuple[Department, ...]
    folder: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A package written: its file, for whom, and the fingerprint to read aloud."""

    file: str
    name: str
    fingerprint: str


def look(session: Session, paths: Sequence[str], apart: bool, *, progress: Report, cancel: threading.Event) -> Seen:
    """What taking these packages in would do. Runs beside the window's own work."""
    from app.services import taking

    prepared = taking.prepare(session, [Path(p) for p in paths], apart=apart, progress=progress, cancel=cancel)
    return replace(_seen(prepared.taken), prepared=prepared)


def again(session: Session, prepared: Prepared, *, progress: Report, cancel: threading.Event) -> Prepared:
    """The same packages once more, because the file has changed since. Runs beside the window's own work."""
    from app.services import taking

    prepared.close()
    return taking.prepare(session, prepared.files, apart=prepared.apart, progress=progress, cancel=cancel)


def keep(session: Session, prepared: Prepared, *, progress: Report, cancel: threading.Event) -> Prepared:
    """The backup before they come in. Runs beside the window's own work."""
    from app.services import taking

    taking.keep_before(session)
    return prepared


def take(session: Session, prepared: Prepared) -> Seen | None:
    """Makes what was prepared the file; None when the file changed and it has to be prepared anew."""
    from app.services import taking
    from app.ui.work.frame import history_state

    if not taking.finish(session, prepared):
        return None
    done = prepared.taken
    prepared.close()
    types = frozenset({"item", "edition", "adoption", "business", "function", "system", "issue"})
    changes = Changes("", "パッケージを取り込みました", done.rids, types, frozenset(), done.new)
    return replace(_seen(done), changes=changes, history=history_state(session))


def drop(prepared: Prepared, *, progress: Report, cancel: threading.Event) -> None:
    """Throws away what was only looked at."""
    prepared.close()


def _seen(done: Taken) -> Seen:
    from app.services import taking

    lines = tuple(
        Line(b.problem is None, (b.manifest.department_name or b.manifest.by) if b.manifest else b.file,
             re.sub(r"^[○×] [^：]*：", "", taking.sentence(b)))
        for b in done.packages
    )  # fmt: skip
    apart = any(b.problem is not None and b.problem.code == "began_apart" for b in done.packages)
    foreign = tuple(b.file for b in done.packages if b.problem is not None and b.problem.code == "other_municipality")
    return Seen(lines, done.new, sum(b.conflicts for b in done.packages), apart, foreign=foreign)


def offered(session: Session) -> Offered:
    """The departments with what they are in charge of."""
    from app.services import parcels

    found = tuple(Department(d.department, d.name, d.businesses) for d in parcels.departments(session))
    return Offered(found, str(Path(session.info.path).parent / "部署へ渡す"))


def hand_out(session: Session, folder: str, rids: Sequence[str], deadline: str, note: str) -> list[Handed]:
    """Writes a package for each of the departments."""
    from app.services import parcels

    out = []
    for rid in rids:
        made = parcels.create_in(session, rid, Path(folder), deadline=deadline, note=note)
        out.append(Handed(made.file.name, made.manifest.department_name, made.fingerprint))
    return out


def hand_back(session: Session, path: str) -> Handed:
    """Writes what a working copy holds as a package to the office."""
    from app.services import parcels

    made = parcels.hand_back(session, Path(path))
    return Handed(str(made.file), made.manifest.department_name, made.fingerprint)
