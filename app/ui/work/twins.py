"""Work on records of today that look alike: finding, joining, keeping apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.duplicates import Twin
    from app.services.session import Session


@dataclass(frozen=True, slots=True)
class Decided:
    """A pair that was joined or kept apart, and the pairs that are left."""

    changes: Changes
    history: HistoryState
    left: tuple[Twin, ...]


def find(session: Session, name: str) -> tuple[Twin, ...]:
    """The pairs of a list; none where a list is not looked through."""
    from app.services import duplicates

    return tuple(duplicates.find(session, (name,))) if name in duplicates.LISTS else ()


def join(session: Session, name: str, kept: str, other: str) -> Decided:
    """Makes one record of two."""
    from app.services import duplicates

    done = duplicates.join(session, kept, [other])
    return Decided(done, history_state(session), find(session, name))


def keep_apart(session: Session, name: str, one: str, other: str) -> Decided:
    """Says that they are two."""
    from app.services import duplicates

    done = duplicates.keep_apart(session, one, other)
    return Decided(done, history_state(session), find(session, name))
