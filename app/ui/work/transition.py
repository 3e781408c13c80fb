"""Work of 過渡期: the plan with or without dates on trial, recording them, and what a pair states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.transition import OFFICE
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.core.transition import Plan
    from app.core.transition_trial import Difference
    from app.services.session import Session
    from app.services.views import Changes


TYPES = frozenset(
    {"system", "curlink", "vendor", "department", "transition", "transition_answer", "transition_rules", "adoption",
     "edition", "choice_list"}
)  # fmt: skip
"""Record types that say something of the plan."""


@dataclass(frozen=True, slots=True)
class View:
    """What the screen shows. ``change`` is None while nothing is on trial; ``before`` is the plan as recorded.

    ``lists``: field of a pair → (code, word) of what can be chosen; ``leaders``: who can lead, and what they are
    called.
    """

    before: Plan
    plan: Plan
    change: Difference | None
    lists: Mapping[str, tuple[tuple[str, str], ...]]
    leaders: Mapping[str, str]


def load(session: Session, trial: Mapping[str, str | None]) -> View:
    """The plan; with dates on trial also what they change."""
    from app.services import choices, transition, transition_pairs

    before = transition.plan(session)
    after = transition.plan(session, trial=trial) if trial else before
    change = transition.difference(before, after) if trial else None
    lists = {f: tuple(choices.in_force(session, name).labels().items()) for f, name in transition_pairs.LISTS.items()}
    leads = {p.lead for p in (*before.pairs, *after.pairs)} | {OFFICE}
    leads |= {m.vendor for m in before.moves.values() if m.vendor}
    return View(before, after, change, lists, {lead: transition_pairs.leader_name(session, lead) for lead in leads})


def record(session: Session, pair: tuple[str, str], values: Mapping[str, str]) -> tuple[Changes, HistoryState]:
    """Writes what a pair states."""
    from app.services import transition_pairs

    return transition_pairs.record(session, [pair], values), history_state(session)


def adopt(session: Session, trial: Mapping[str, str | None], why: str) -> tuple[Changes, HistoryState]:
    """Records the dates on trial as one step."""
    from app.services import transition

    return transition.adopt(session, trial, why=why), history_state(session)


def open_count(session: Session) -> int:
    """How many pairs have no method yet, for the rail."""
    from app.services import transition

    return transition.plan(session).counts.without_method
