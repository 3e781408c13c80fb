"""Work about the record of everything: characters erased for good, what others erased, and the steps one by one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.views import Draft
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
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
