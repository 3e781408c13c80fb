"""Work of 集約: the conflicts, their values, deciding them, and what packages came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.conflicts import Conflict, Line, Proposed
    from app.services.coverage import Standing, Waited
    from app.services.session import Session
    from app.services.taking import Entry


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything the screen lists: conflicts, the packages newest first, and the departments that are waited for."""

    lines: tuple[Line, ...]
    packages: tuple[Entry, ...]
    waiting: tuple[Waited, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was stored, and what is left."""

    changes: Changes
    history: HistoryState
    gathered: Gathered


def gather(session: Session) -> Gathered:
    """The conflicts and the ledger."""
    from app.services import conflicts, coverage, taking

    packages = tuple(reversed(taking.entries(session)))
    return Gathered(tuple(conflicts.listed(session)), packages, tuple(coverage.waited(session)))


def standings(session: Session) -> tuple[Standing, ...]:
    """Who has answered, and how far every department is."""
    from app.services import coverage

    return tuple(coverage.standings(session))


def chase(session: Session, department: str) -> tuple[str, str]:
    """(the department's name, the words that ask it for its package)."""
    from app.services import coverage, parcels

    return parcels.find_department(session, department).name, coverage.chase(session, department)


def conflict_count(session: Session) -> int:
    """How many conflicts there are."""
    return int(session.con.execute("SELECT count(*) FROM conflict").fetchone()[0])


def show(session: Session, rid: str, atom: str) -> Conflict:
    """One conflict with all its values."""
    from app.services import conflicts

    return conflicts.show(session, rid, atom)


def take(session: Session, found: Conflict, op_id: str, reason: str) -> Decided:
    """Settles a conflict by one of its values."""
    from app.services import conflicts

    done = conflicts.take(session, found.line.rid, found.line.atom, op_id, reason, heads=found.heads)
    return Decided(done, history_state(session), gather(session))


def write(session: Session, found: Conflict, fields: Mapping[str, Any], reason: str) -> Decided:
    """Settles a conflict by a value of its own."""
    from app.services import conflicts

    done = conflicts.write(session, found.line.rid, found.line.atom, fields, reason, heads=found.heads)
    return Decided(done, history_state(session), gather(session))


def preview(session: Session, rule: str) -> tuple[Proposed, ...]:
    """What a rule would decide."""
    from app.services import conflicts

    return tuple(conflicts.preview(session, rule))


def apply(session: Session, chosen: tuple[Proposed, ...], reason: str) -> Decided:
    """Settles what a rule proposed, as one step."""
    from app.services import conflicts

    done = conflicts.apply(session, chosen, reason)
    return Decided(done, history_state(session), gather(session))


def withdraw(session: Session, package: str, reason: str) -> Decided:
    """Withdraws what a package brought."""
    from app.services import taking

    done = taking.retract(session, package, reason)[1]
    return Decided(done, history_state(session), gather(session))
