"""Work of the Excel round trip: what can be sent, sending, and what a sheet that came back would do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.views import Changes

if TYPE_CHECKING:
    from app.services.roundtrip import Seen
    from app.services.session import Session
    from app.ui.work.export import Offered
    from app.ui.work.frame import HistoryState

Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Came:
    """A sheet as seen; or, where its hidden sheet is gone, the sheets it may be: (id, what it is)."""

    seen: Seen | None
    exports: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Over:
    """A sheet taken over."""

    changes: Changes
    history: HistoryState


def answered_sheet(
    paths: Sequence[str], *, progress: Report | None = None, cancel: threading.Event | None = None
) -> str:
    """The first of the files that is a sheet of ours, "" if none is."""
    from app.services import roundtrip

    return next((p for p in paths if p.lower().endswith((".xlsx", ".xlsm")) and roundtrip.looks_sent(Path(p))), "")


def offered(session: Session) -> Offered:
    """The forms that have an edition in force, and the lists of 現行調査 with how much they hold."""
    from app.services import exports, roundtrip, survey, survey_grid
    from app.services.exports import Offer
    from app.services.survey_lists import survey_list
    from app.ui.work import export

    found = export.offered(session)
    forms = tuple(
        Offer(o.id, roundtrip.title_of(o.id), o.about, o.ending) for o in exports.offers(session) if o.id[:1] == "F"
    )
    counts = {name: sum(by.values()) for name, by in survey_grid.counts(session).items()}
    lists = tuple(Offer(n, f"{survey_list(n).title}の一覧", f"{counts.get(n, 0):,} 件", "xlsx") for n in survey.LISTS)
    folder = str(Path(session.info.path).parent / "回答用")
    return export.Offered((*forms, *lists), found.departments, folder)


def send(
    session: Session, folder: str, wanted: Sequence[str], business: str, department: str, _colours: Mapping[str, str]
) -> list[str]:
    """Makes the sheets; the files."""
    from app.services import roundtrip

    made = roundtrip.send(session, Path(folder), wanted, business=business or None, department=department or None)
    return [str(s.path) for s in made]


def look(session: Session, path: str, export: str, match: Mapping[int, str], suggested: bool, clear: bool) -> Came:
    """What taking a sheet over would do. Raises InputProblem for one that is refused."""
    from app.core.problems import UserProblem
    from app.services import roundtrip

    try:
        return Came(
            roundtrip.preview(session, Path(path), export=export, match=match, suggested=suggested, clear=clear)
        )
    except UserProblem as problem:
        known = tuple((e.id, f"{e.label}　{e.at[:10]}　{e.file}") for e in roundtrip.exports(session))
        if problem.code != "no_export" or not known:
            raise
        return Came(None, known)


def take(session: Session, seen: Seen) -> Over:
    """Stores what was seen as one step."""
    from app.services import roundtrip
    from app.ui.work.frame import history_state

    return Over(roundtrip.take_over(session, seen), history_state(session))
