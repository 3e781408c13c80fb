"""Work of 過渡期: the plan with or without dates on trial, recording them, and what a pair states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.transition import OFFICE
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.core.transition import Plan
    from app.core.transition_trial import Difference
    from app.services.scenarios import Order, Scenario, Weighed
    from app.services.session import Session
    from app.services.views import Changes


TYPES = frozenset(
    {"system", "curlink", "vendor", "department", "transition", "transition_answer", "transition_rules", "adoption",
     "edition", "choice_list", "scenario"}
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
    scenarios: tuple[Scenario, ...]
    orders: tuple[Order, ...]
    source: str


def load(session: Session, trial: Mapping[str, str | None]) -> View:
    """The plan; with dates on trial also what they change, but for systems that are gone meanwhile."""
    from app.services import choices, scenarios, transition, transition_pairs

    before = transition.plan(session)
    trial = {k: v for k, v in trial.items() if k in before.moves or k.startswith(transition.GROUP)}
    after = transition.plan(session, trial=trial) if trial else before
    change = transition.difference(before, after) if trial else None
    lists = {f: tuple(choices.in_force(session, name).labels().items()) for f, name in transition_pairs.LISTS.items()}
    leads = {p.lead for p in (*before.pairs, *after.pairs)} | {OFFICE}
    leads |= {m.vendor for m in before.moves.values() if m.vendor}
    leaders = {lead: transition_pairs.leader_name(session, lead) for lead in sorted(leads)}
    held = tuple(scenarios.listed(session))
    return View(before, after, change, lists, leaders, held, tuple(scenarios.orders()), scenarios.source())


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


def scenario(session: Session, rid: str) -> dict[str, str | None]:
    """The dates that were kept under a name."""
    from app.services import scenarios

    return scenarios.here(session, scenarios.find(session, rid))


def in_order(session: Session, code: str, dates: Sequence[str]) -> dict[str, str | None]:
    """The dates of all systems in one of 吹田市's orders."""
    from app.services import scenarios

    return dict(scenarios.in_order(session, code, dates))


def save_scenario(session: Session, name: str, trial: Mapping[str, str | None]) -> tuple[Changes, HistoryState]:
    """Keeps dates under a name."""
    from app.services import scenarios

    return scenarios.save(session, name, trial)[1], history_state(session)


def delete_scenario(session: Session, rid: str) -> tuple[Changes, HistoryState]:
    """Takes kept dates away."""
    from app.services import scenarios

    return scenarios.delete(session, rid), history_state(session)


def compare(session: Session) -> tuple[Weighed, ...]:
    """The plan as recorded and all kept dates."""
    from app.services import scenarios

    return tuple(scenarios.compare(session))


def export(session: Session, path: str, trial: Mapping[str, str | None], by: str) -> str:
    """Writes the plan, or what a trial makes of it, as a workbook; its path."""
    from pathlib import Path

    from app.services import transition_sheet

    return str(transition_sheet.write(session, Path(path), trial=trial or None, by=by))
