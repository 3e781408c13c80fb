"""Work of 点検: all findings with where to go, silencing one, and the list as a sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.checks import CheckFinding, Live
    from app.services.session import Session
    from app.services.views import Changes

_LIVE: WeakKeyDictionary[Session, Live] = WeakKeyDictionary()
"""What is kept up to date of each open workspace; touched on the workspace thread alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """One finding with the screen and the place to jump to, and the business it belongs to ("" = none)."""

    finding: CheckFinding
    screen: str
    place: str
    business: str


@dataclass(frozen=True, slots=True)
class Checked:
    """All findings; ``titles``: number → (title, source)."""

    lines: tuple[Line, ...]
    titles: dict[int, tuple[str, str]]


def run(session: Session, types: Collection[str] = (), rids: Collection[str] = ()) -> Checked:
    """Every finding, the silenced among the others; after a step what it touched is looked at again."""
    from app.services import checks, survey

    live = _LIVE.get(session)
    if live is None:
        live = _LIVE[session] = checks.Live(session)
    else:
        live.update(types, rids)
    lists = {type_: name for name, type_ in survey.LISTS.items()}
    numbers = dict(session.con.execute("SELECT rid, number FROM record WHERE number<>''"))
    areas = dict(session.con.execute("SELECT rid, business FROM record WHERE business<>''"))
    out = []
    for one in live.findings():
        type_, _, rest = one.target.partition(":")
        if type_ == "transition":
            out.append(Line(one, "transition", rest, ""))
        elif type_ == "pmo":
            out.append(Line(one, "handin", rest, rest.partition("/")[0]))
        elif type_ == "issue":
            out.append(Line(one, "register", rest, areas.get(rest, "")))
        elif type_ in lists:
            out.append(Line(one, "survey", f"{lists[type_]}/{numbers.get(rest, '')}", areas.get(rest, "")))
        else:
            out.append(Line(one, "comparison", one.target, checks.area(one.target)))
    return Checked(tuple(out), {n: (k.title, k.source) for n, k in checks.kinds().items()})


def silence(session: Session, finding: CheckFinding, reason: str) -> tuple[Changes, HistoryState]:
    """Silences a finding, or lets it speak again."""
    from app.services import checks

    return checks.silence(session, finding, reason), history_state(session)


def export(session: Session, lines: Sequence[Line], out: str) -> str:
    """The findings that are shown as a sheet; its path."""
    from app.services import edition_papers

    return str(edition_papers.write_checks(session, Path(out), [line.finding for line in lines]))
