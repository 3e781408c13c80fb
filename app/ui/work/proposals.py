"""Work of まとめて対応付ける: the nearest item for everything nobody mapped yet, and storing what was chosen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.ui.work.comparison import Mapped
from app.ui.work.frame import history_state

if TYPE_CHECKING:
    from app.services.proposals import Proposal
    from app.services.session import Session

Report = Callable[[int, int, str], None]


def find(
    session: Session, kind: str, business: str, *, progress: Report | None = None, cancel: threading.Event | None = None
) -> tuple[Proposal, ...]:
    """For every current item mapped to nothing the nearest item in force, nearest first."""
    from app.services import proposals

    return proposals.proposals(session, business, kind=kind, progress=progress, cancel=cancel)


def store(session: Session, pairs: tuple[tuple[str, str], ...]) -> Mapped:
    """Maps (NODE, current item) pairs as one step."""
    from app.services import proposals

    return Mapped(proposals.map_pairs(session, pairs), history_state(session))
