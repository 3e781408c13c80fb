"""Work of 再確認: verdicts given for an edition no longer in force, per department, confirmed singly or together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.suspects import Suspect
from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state
from spec_catalog.model import SpecItem

if TYPE_CHECKING:
    from app.services.session import Session


@dataclass(frozen=True, slots=True)
class Waiting:
    """All suspects, and how many each department has."""

    suspects: tuple[Suspect, ...]
    departments: dict[str, int]


def load(session: Session) -> Waiting:
    """Everything that waits to be looked at again."""
    from app.services import suspects

    found = suspects.listed(session)
    return Waiting(tuple(found), suspects.counts(found))


def count(session: Session) -> int:
    """How many verdicts wait."""
    from app.services import suspects

    return suspects.total(session)


@dataclass(frozen=True, slots=True)
class Sides:
    """The item as it was when the verdict was given, and as it is now. ``old`` None: that edition isn't here."""

    node: str
    old: SpecItem | None
    new: SpecItem | None
    titles: tuple[str, str]


def sides(session: Session, suspect: Suspect) -> Sides:
    """Old and new of one suspect."""
    from app.services import suspects

    (found,) = suspects.compare(session, [suspect])

    def item(side: suspects.Side | None) -> SpecItem | None:
        if side is None:
            return None
        return SpecItem(
            suspect.business, suspect.kind, suspect.id, suspect.branch, section=side.section, path=suspect.path,
            name=side.name, text=side.text, classes=_classes(side.classes), applies=side.applies, related=side.related,
        )  # fmt: skip

    titles = tuple(
        f"{word}　{s.edition} {s.published}" if s else f"{word}　（版未着）"
        for word, s in (("判定したとき", found.old), ("いま", found.new))
    )
    return Sides(suspect.node, item(found.old), item(found.new), (titles[0], titles[1]))


def _classes(given: tuple[str | None, str | None, str | None]) -> object:
    from spec_catalog.model import SizeClasses

    return SizeClasses(*given)


def write(session: Session, path: str, department: str | None) -> str:
    """Writes the list of a department or all; its path."""
    from app.services import edition_papers

    return str(edition_papers.write_suspects(session, Path(path), department=department))


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Verdicts were confirmed."""

    changes: Changes
    history: HistoryState


def confirm(session: Session, chosen: Sequence[Suspect]) -> Confirmed:
    """Gives verdicts the stamp of what is in force, as one step."""
    from app.services import confirmation

    return Confirmed(confirmation.confirm(session, chosen), history_state(session))
