"""Work of 点検: all findings with where to go, silencing one, and the list as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.checks import CheckFinding
    from app.services.session import Session
    from app.services.views import Changes


@dataclass(frozen=True, slots=True)
class Line:
    """One finding with the screen and the place to jump to ("" when there is none)."""

    finding: CheckFinding
    screen: str
    place: str
    business: str


@dataclass(frozen=True, slots=True)
class Checked:
    """All findings; ``titles``: number → (title, source)."""

    lines: tuple[Line, ...]
    titles: dict[int, tuple[str, str]]


def run(session: Session) -> Checked:
    """Every check, silenced findings among the others."""
    from app.services import checks, survey

    found = checks.run(session, silenced=True)
    lists = {type_: name for name, type_ in survey.LISTS.items()}
    numbers = dict(session.con.execute("SELECT rid, number FROM record WHERE number<>''"))
    areas = dict(session.con.execute("SELECT rid, business FROM record WHERE business<>''"))
    out = []
    for one in found:
        type_, _, rest = one.target.partition(":")
        if type_ == "issue":
            out.append(Line(one, "register", rest, areas.get(rest, "")))
        elif type_ in lists:
            out.append(Line(one, "survey", f"{lists[type_]}/{numbers.get(rest, '')}", areas.get(rest, "")))
        else:
            out.append(Line(one, "comparison", one.target, rest[:3]))
    return Checked(tuple(out), {n: (k.title, k.source) for n, k in checks.kinds().items()})


def silence(session: Session, finding: CheckFinding, reason: str) -> tuple[Changes, HistoryState, Checked]:
    """Silences a finding, or lets it speak again."""
    from app.services import checks

    done = checks.silence(session, finding, reason)
    return done, history_state(session), run(session)


def export(session: Session, lines: Sequence[Line], out: str) -> str:
    """The findings that are shown as a sheet; its path."""
    from app.services import listing

    return str(listing.write_findings(session, Path(out), [line.finding for line in lines]))
