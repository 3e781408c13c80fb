"""Work of 適合確認 and 照会: their lists, and recording what was seen, reminded of and answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.conformity import Line, State
    from app.services.inquiries import Inquiry
    from app.services.session import Session

CONFORMITY_TYPES = frozenset(
    {"conformity", "conformity_extra", "package", "package_business", "adoption", "edition", "choice_list", "sla"}
)
INQUIRY_TYPES = frozenset({"inquiry", "issue", "choice_list", "department"})


@dataclass(frozen=True, slots=True)
class Conformity:
    """Everything the page shows. ``packages``, ``businesses``: (code, word); ``state`` None while there is nothing."""

    packages: tuple[tuple[str, str], ...]
    businesses: tuple[tuple[str, str], ...]
    package: str
    business: str
    edition: str
    lines: tuple[Line, ...]
    state: State | None
    results: tuple[tuple[str, str], ...]


def load_conformity(session: Session, package: str, business: str) -> Conformity:
    """The list of a package and a business; what isn't there any more gives way to the first that is."""
    from app.services import catalogue, choices, conformity, vendor_packages
    from spec_catalog import business as names

    held = vendor_packages.packages(session)
    chosen = next((p for p in held if p.rid == package), held[0] if held else None)
    here = {e.business for e in catalogue.in_force(session) if e.kind == "req"}
    covered = [b for b in (chosen.businesses if chosen else ()) if b in here]
    of = business if business in covered else covered[0] if covered else ""
    results = tuple(choices.in_force(session, "conformity_results").labels().items())
    lines: tuple[Line, ...] = ()
    state, edition = None, ""
    if chosen is not None and of:
        lines = tuple(conformity.lines(session, chosen.rid, of))
        state = conformity.state(session, chosen.rid, of)
        edition = conformity.edition_of(session, of).label
    return Conformity(
        tuple((p.rid, p.shown) for p in held),
        tuple((b, f"{b} {names.name_of(b)}") for b in covered),
        chosen.rid if chosen else "",
        of,
        edition,
        lines,
        state,
        results,
    )


def record(
    session: Session, package: str, business: str, rows: Sequence[Mapping[str, str]]
) -> tuple[Changes, HistoryState]:
    """What was seen of items."""
    from app.services import conformity

    return conformity.record(session, package, business, rows), history_state(session)


def carry(session: Session, package: str, business: str) -> tuple[Changes, HistoryState]:
    """Results of an earlier edition whose items say the same."""
    from app.services import conformity

    return conformity.carry(session, package, business), history_state(session)


def state_nothing_else(
    session: Session, package: str, business: str, given: Mapping[str, object]
) -> tuple[Changes, HistoryState]:
    """That nothing else is implemented, and the 適合確認番号."""
    from app.services import conformity

    return conformity.state_nothing_else(session, package, business, **given), history_state(session)


def write_sheet(session: Session, path: str, package: str, business: str) -> str:
    """The list as a workbook; its path."""
    from app.services import conformity

    return str(conformity.write_sheet(session, Path(path), package, business))


def load_inquiries(session: Session) -> tuple[Inquiry, ...]:
    """All inquiries by number."""
    from app.services import inquiries

    return tuple(inquiries.inquiries(session))


def answer(session: Session, rid: str, values: Mapping[str, str]) -> tuple[Changes, HistoryState]:
    """What was answered; it is written to the issue as well."""
    from app.services import inquiries

    done = inquiries.answer(
        session, rid, values["text"], on=values["on"], by=values.get("by", ""), cost=values.get("cost", "")
    )
    return done, history_state(session)


def remind(session: Session, rid: str, on: str) -> tuple[Changes, HistoryState]:
    """That somebody reminded the addressee."""
    from app.services import inquiries

    return inquiries.remind(session, rid, on), history_state(session)


def write_escalation(session: Session, path: str) -> str:
    """エスカレーション票; its path."""
    from app.services import inquiries

    return str(inquiries.write_escalation(session, Path(path)))
