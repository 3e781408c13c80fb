"""Work on who looks at what: confirmations, assignments, 重点, and recording what follows from the facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.derived import Following
    from app.services.session import Session


@dataclass(frozen=True, slots=True)
class Overseen:
    """A step over some items. ``left``: items it could not be recorded on."""

    changes: Changes
    history: HistoryState
    left: int = 0


@dataclass(frozen=True, slots=True)
class Care:
    """What the dialogs begin with: names of 所属, and what the first chosen item holds."""

    departments: tuple[str, ...]
    assignment: tuple[str, str, str] = ("", "", "")  # 所属, 氏名, 期限
    focus: tuple[str, str, str] = ("", "", "")  # 注記, 観点, 期限


def care(session: Session, edition: str, key: int) -> Care:
    """The beginnings of the dialogs."""
    from app.services import catalogue, survey

    detail = catalogue.detail(session, edition, key)
    names = tuple(str(row["name"]) for row in survey.list_rows(session, "departments") if row["name"])
    to, main = detail.assignment, detail.focus
    return Care(
        names,
        (to.department, to.person, to.due) if to else ("", "", ""),
        (main.note, main.viewpoint, main.due) if main else ("", "", ""),
    )


def review(session: Session, edition: str, keys: Sequence[int], state: str, note: str) -> Overseen:
    """Confirms, returns or takes that back."""
    from app.services import oversight

    done, left = oversight.review(session, edition, list(keys), state, note=note)
    return Overseen(done, history_state(session), left)


def assign(session: Session, edition: str, keys: Sequence[int], department: str, person: str, due: str) -> Overseen:
    """Gives items to somebody."""
    from app.services import oversight

    done = oversight.assign(session, edition, list(keys), department=department, person=person, due=due)
    return Overseen(done, history_state(session))


def focus(
    session: Session, edition: str, keys: Sequence[int], on: bool, note: str, viewpoint: str, due: str
) -> Overseen:
    """Makes items 重点, or no longer."""
    from app.services import oversight

    done = oversight.focus(session, edition, list(keys), on, note=note, viewpoint=viewpoint, due=due)
    return Overseen(done, history_state(session))


def hand_over(session: Session, _edition: str, person: str, successor: str) -> Overseen:
    """Gives what one person has to do to another."""
    from app.services import handover

    return Overseen(handover.transfer(session, person, successor), history_state(session))


def judge_following(session: Session, edition: str, found: Sequence[Following]) -> Overseen:
    """Records what follows from the facts as one step."""
    from app.services import derived

    return Overseen(derived.judge_following(session, edition, found), history_state(session))
