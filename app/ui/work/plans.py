"""Work of what follows from the issues: BPR cases, published examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.bpr import Alike, Case
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


def take_example(session: Session, name: str) -> tuple[Changes, HistoryState]:
    """Adds the rows of an example."""
    from app.services import presets

    return presets.take(session, name), history_state(session)
