"""Work of PMO・月次: the board, recording, the exchange layout, the close of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.core.pmo import Step
    from app.services.monthly import Month
    from app.services.pmo import Row
    from app.services.pmo_exchange import File, Mismatch
    from app.services.session import Session

TYPES = frozenset(
    {"step_status", "own_milestone", "month_close", "item", "issue", "option", "decision", "system", "curlink", "route",
     "conformity", "adoption", "edition"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page shows. ``labels``: status → word."""

    steps: tuple[Step, ...]
    rows: tuple[Row, ...]
    labels: Mapping[str, str]
    caveat: str
    month: Month


@dataclass(frozen=True, slots=True)
class Compared:
    """A reported file beside what is known here."""

    file: File
    mismatches: tuple[Mismatch, ...]


def load(session: Session) -> Board:
    """The board and the month that is to be closed."""
    from app.services import monthly, pmo

    return Board(pmo.steps(), pmo.board(session), pmo.labels(), pmo.caveat(), monthly.look(session))


def record(session: Session, wanted: Sequence[tuple[str, str, Mapping[str, str]]]) -> tuple[Changes, HistoryState]:
    """Statuses of steps."""
    from app.services import pmo

    return pmo.record(session, wanted), history_state(session)


def take_proposals(session: Session) -> tuple[Changes, HistoryState]:
    """What the facts suggest where nothing was reported."""
    from app.services import pmo

    return pmo.take_proposals(session), history_state(session)


def close(session: Session, month: str, comment: str) -> tuple[Changes, HistoryState]:
    """Freezes a month."""
    from app.services import monthly

    return monthly.close(session, month=month, comment=comment), history_state(session)


def export(session: Session, path: str) -> str:
    """The official layout; its path."""
    from app.services import pmo_exchange

    return str(pmo_exchange.write(session, Path(path)))


def compare(session: Session, path: str) -> Compared:
    """A reported file beside what is known here; nothing is recorded."""
    from app.services import pmo_exchange

    found = pmo_exchange.read(session, Path(path))
    return Compared(found, tuple(pmo_exchange.mismatches(session, found)))


def take(session: Session, compared: Compared) -> tuple[Changes, HistoryState]:
    """Records the statuses of a reported file."""
    from app.services import pmo_exchange

    return pmo_exchange.take(session, compared.file), history_state(session)
