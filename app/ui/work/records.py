"""Work about the record of everything: characters erased for good, what others erased, and the steps one by one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.views import Draft
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.audit import Line, Step, Wanted
    from app.services.field_history import Past
    from app.services.redaction import Done, Found, Waiting
    from app.services.session import Session

Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Erased:
    """An erasure that is done; drafts as they read now."""

    done: Done
    history: HistoryState
    drafts: tuple[Draft, ...]


def find(session: Session, text: str, *, progress: Report, cancel: threading.Event) -> Found:
    """Where a text stands."""
    from app.services import redaction

    return redaction.find(session, text, progress=progress, cancel=cancel)


def erase(session: Session, text: str, reason: str, *, progress: Report, cancel: threading.Event) -> Erased:
    """Erases it everywhere; what has begun is brought to its end."""
    from app.services import redaction

    return _erased(session, redaction.apply(session, text, reason, progress=progress))


def waiting(session: Session) -> tuple[Waiting, ...]:
    """What others erased and is only hidden here so far."""
    from app.services import redaction

    return tuple(redaction.waiting(session))


def confirm(session: Session, id: str, *, progress: Report, cancel: threading.Event) -> Erased:
    """Carries out what others erased."""
    from app.services import redaction

    return _erased(session, redaction.confirm(session, id, progress=progress))


def _erased(session: Session, done: Done) -> Erased:
    from app.services import comparison

    return Erased(done, history_state(session), tuple(comparison.drafts(session)))


# --- the steps one by one --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the steps; ``more``: there are older ones."""

    steps: tuple[Step, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What some operations of a step did, from the one numbered ``first`` (0 …)."""

    unit: str
    first: int
    lines: tuple[Line, ...]


def steps(session: Session, wanted: Wanted, before: int | None) -> Page:
    """A page of the record."""
    from app.services import audit

    found = audit.steps(session, wanted, before=before)
    return Page(tuple(found), len(found) == audit.PAGE)


def total(session: Session, wanted: Wanted) -> int:
    """How many steps there are."""
    from app.services import audit

    return audit.total(session, wanted)


def people(session: Session) -> tuple[str, ...]:
    """Everybody who ever wrote."""
    from app.services import audit

    return tuple(audit.people(session))


def look(session: Session, unit: str, first: int, limit: int) -> Looked:
    """What these operations of a step did."""
    from app.services import audit

    return Looked(unit, first, tuple(audit.details(session, unit, first=first, limit=limit)))


def write(session: Session, path: str, wanted: Wanted) -> tuple[str, int]:
    """The record as a file."""
    from pathlib import Path

    from app.services import audit_file

    out, count = audit_file.write(session, Path(path), wanted)
    return str(out), count


def past(session: Session, rid: str, field: str) -> tuple[Past, str] | None:
    """The past of a record or NODE, and the label of the field that was asked for; None while there is none."""
    from app.services import field_history

    if not field_history.known(session, rid):
        return None
    found = field_history.of(session, rid)
    return found, field_history.label(session, found.rid, field)
