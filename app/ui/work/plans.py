"""Work of what follows from the issues: BPR cases, published examples, later steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.bpr import Alike, Case
    from app.services.routing import Route
    from app.services.session import Session

TYPES = frozenset({"bpr_case", "bpr_step", "issue", "decision", "option", "choice_list", "department"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as its page shows it. ``flows``: side → lines; ``hours``: as they are, as they shall be, saved."""

    case: Case
    business: str
    flows: Mapping[str, tuple[str, ...]]
    hours: tuple[str, str, str]
    by_hand: tuple[str, str]
    decided: str
    spread: str
    alike: tuple[Alike, ...]


def load_cases(session: Session) -> tuple[Shown, ...]:
    """Every BPR case, ready to be shown."""
    from app.core.bpr import SIDES, shown
    from app.services import bpr
    from spec_catalog import business as businesses

    found = bpr.cases(session)
    return tuple(
        Shown(
            case,
            businesses.name_of(case.business) if case.business else "",
            {side: tuple(bpr.flow(session, case, side)) for side in SIDES},
            bpr.said(case.saving),
            (shown(case.saving.as_is.by_hand), shown(case.saving.to_be.by_hand)),
            bpr.decided(case),
            "、".join(businesses.name_of(b) for b in case.spread),
            tuple(bpr.alike_among(case, found)),
        )
        for case in found
    )


def spread(session: Session, rid: str) -> tuple[Changes, HistoryState]:
    """Carries a remedy over to the businesses of all cases alike."""
    from app.services import bpr

    return bpr.spread(session, rid), history_state(session)


def examples() -> tuple[tuple[str, str], ...]:
    """(name, title) of the published examples that can be taken as a start."""
    from app.services import presets

    return tuple((p.name, f"{p.title}　{len(p.rows)} 行") for p in presets.presets())


def take_slas(session: Session) -> tuple[Changes, HistoryState]:
    """A row for every non-functional item nobody wrote one for."""
    from app.services import slas

    return slas.take(session), history_state(session)


def take_example(session: Session, name: str) -> tuple[Changes, HistoryState]:
    """Adds the rows of an example."""
    from app.services import presets

    return presets.take(session, name), history_state(session)


ROUTE_TYPES = frozenset({"issue", "route", "decision", "option", "due_event", "choice_list", "curform", "asset"})


@dataclass(frozen=True, slots=True)
class Routing:
    """Everything the issues mean for later steps. ``steps``, ``states``: (code, label) in order; ``amounts``: thousands
    of yen of each entry, 0 where nobody said; ``done``: places of those that are done."""

    routes: tuple[Route, ...]
    steps: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    amounts: tuple[int, ...] = ()
    done: frozenset[int] = frozenset()


def load_routes(session: Session) -> Routing:
    """The whole list; it is narrowed in the window."""
    from app.core.bpr import number
    from app.services import choices, routing

    found = tuple(routing.routes(session))
    states = choices.in_force(session, "route_states")
    finished = states.labels().get("done", "")
    return Routing(
        found,
        tuple(routing.steps(session).items()),
        tuple(states.offered()),
        tuple(int(number(r.facts["amount"]) or 0) for r in found),
        frozenset(n for n, r in enumerate(found) if r.facts["state"] == finished),
    )


def write_route(session: Session, issue: str, step: str, values: Mapping[str, str]) -> tuple[Changes, HistoryState]:
    """Facts of an issue in a later step."""
    from app.services import routing

    return routing.write(session, issue, step, values), history_state(session)
