"""Work of 連携検討表 and of the inquiries an impact asks for, on the workspace thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.link_impact import Letter
    from app.services.link_review_rows import ReviewLine, Spoken
    from app.services.session import Session
    from app.services.survey_review import ReviewPreview

Done = tuple[Changes, HistoryState]
TYPES = frozenset({"item", "curlink", "system", "vendor", "package", "package_business", "mapping", "issue",
                   "adoption", "edition", "department"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole table. ``businesses``: (id, name) with linkages; ``spoken``: what
    was read out of each sentence."""

    businesses: tuple[tuple[str, str], ...]
    lines: tuple[ReviewLine, ...]
    spoken: Mapping[str, Spoken]

    @property
    def unread(self) -> frozenset[str]:
        """The linkages whose sentence could not be read for certain."""
        return frozenset(s.node for s in self.spoken.values() if s.why)


def load(session: Session) -> Sheet:
    """Every linkage of the editions in force."""
    from app.services import link_review_rows as rows

    spoken = {s.node: s for s in rows.sentences(session)}
    return Sheet(tuple(rows.businesses(session)), tuple(rows.lines(session)), spoken)


def write(session: Session, wanted: Mapping[str, Mapping[str, str]], label: str) -> Done:
    """New texts by linkage and column."""
    from app.services import link_review_rows as rows

    return rows.write(session, wanted, label=label), history_state(session)


def accept(session: Session, nodes: Sequence[str]) -> Done:
    """Takes what is proposed."""
    from app.services import link_review_rows as rows

    return rows.accept(session, nodes), history_state(session)


def set_package(session: Session, nodes: Sequence[str], on: bool, package: str, reason: str) -> Done:
    """同一パッケージ内（適用外）, or no longer."""
    from app.services import link_scope

    return link_scope.set_scope(session, nodes, on=on, package=package, reason=reason), history_state(session)


def axes(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """相手先 and 環境 as they can be chosen here."""
    from app.services import choices

    partners, places = (choices.in_force(session, n).offered() for n in ("link_partners", "link_environments"))
    return partners, places


def add_patterns(session: Session, nodes: Sequence[str], partner: str, places: Sequence[str]) -> Done:
    """A row of 連携パターン per linkage and environment."""
    from app.services import link_patterns

    return link_patterns.add(session, nodes, partner, places), history_state(session)


def preview(session: Session, path: str) -> ReviewPreview:
    """What a city's own 連携検討表 would write."""
    from app.services import survey_review

    return survey_review.preview_review(session, Path(path))


def take_over(session: Session, seen: ReviewPreview) -> Done:
    """Writes it as one step."""
    from app.services import survey_review

    return survey_review.take_over_review(session, seen), history_state(session)


def letters(session: Session, changed: Sequence[str]) -> list[Letter]:
    """The inquiries a change asks for."""
    from app.services import link_impact

    return link_impact.letters(session, changed)[1]


def ask(session: Session, changed: Sequence[str], only: Sequence[str], due: str) -> tuple[list[str], Done]:
    """Makes them; their numbers."""
    from app.services import link_impact

    numbers, changes = link_impact.ask(session, changed, only=only, due=due)
    return numbers, (changes, history_state(session))


def export_impact(session: Session, changed: Sequence[str], path: str, colours: Mapping[str, str]) -> str:
    """The table or picture of what is touched; the path."""
    from app.services import link_impact

    link_impact.write(session, changed, Path(path), colours=colours)
    return path
