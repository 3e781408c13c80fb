"""Work of 比較分析: a verdict and the way to the next requirement in one go, so that judging costs one round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.views import Changes, CurrentRow, ItemFilter, ItemRow
from app.ui.work.frame import HistoryState, history_state
from app.ui.work.lists import CANDIDATES, Reading, load_reading

if TYPE_CHECKING:
    from app.services.comparison import BulkPreview
    from app.services.derived import Following
    from app.services.session import Session
    from app.services.suggest import ItemCandidate


@dataclass(frozen=True, slots=True)
class Fields:
    """What the bar below holds for one requirement."""

    current: str | None
    detail: str
    reason: str
    targets: tuple[str, ...]
    degree: str
    memo: str


@dataclass(frozen=True, slots=True)
class Step:
    """A committed step: the changed lines, and the requirement to go on with (None when nothing is undecided)."""

    changes: Changes
    rows: tuple[ItemRow, ...]
    next_key: int | None
    next_row: ItemRow | None
    reading: Reading | None
    history: HistoryState
    done: bool  # it was to go on, and nothing is left undecided


def _step(
    session: Session, edition: str, changes: Changes, keys: Sequence[int], order: Sequence[int], on: bool
) -> Step:
    from app.services import catalogue, comparison

    rows = catalogue.item_rows(session, edition, list(keys))
    target = comparison.next_undecided(session, edition, list(order), keys[-1]) if on and order else None
    show = target if target is not None else keys[-1]
    reading = load_reading(session, edition, show, judging=True)
    return Step(
        changes, tuple(rows), target, reading.detail.row, reading, history_state(session), on and target is None
    )


def judge(
    session: Session,
    edition: str,
    key: int,
    verdict: str | None,
    parents: tuple[str, ...],
    order: Sequence[int],
    go_on: bool,
) -> Step:
    """Records a verdict on one requirement, named as shown, and finds the next undecided one."""
    from app.services import comparison

    changes = comparison.judge(session, edition, [key], verdict=verdict, parents={key: parents})
    return _step(session, edition, changes, [key], order, go_on)


def record(
    session: Session,
    edition: str,
    key: int,
    verdict: str | None,
    fields: Fields,
    parents: Mapping[str, tuple[str, ...]],
    order: Sequence[int],
    go_on: bool,
) -> Step:
    """Records all fields of the row as one step."""
    from app.services import comparison

    changes = comparison.record(
        session,
        edition,
        key,
        verdict=verdict,
        current=fields.current,
        detail=fields.detail,
        reason=fields.reason,
        targets=fields.targets,
        degree=fields.degree,
        memo=fields.memo,
        parents_by_atom=dict(parents),
    )
    return _step(session, edition, changes, [key], order, go_on)


def preview(
    session: Session, edition: str, keys: Sequence[int], verdict: str | None, only_undecided: bool
) -> BulkPreview:
    """What a bulk verdict would change."""
    from app.services import comparison

    return comparison.preview_bulk(session, edition, list(keys), verdict, only_undecided=only_undecided)


def judge_many(
    session: Session,
    edition: str,
    keys: Sequence[int],
    verdict: str | None,
    order: Sequence[int],
    current: str = "",
    reason: str = "",
) -> Step:
    """Records one verdict on many items as one step; without ``current`` and ``reason`` what is there is kept."""
    from app.services import comparison

    changes = comparison.judge(
        session, edition, list(keys), verdict=verdict, current=current or None, reason=reason or None
    )
    return _step(session, edition, changes, keys, order, False)


def reading(session: Session, edition: str, key: int) -> Reading:
    """One item with candidates of today and its issue."""
    return load_reading(session, edition, key, judging=True)


def prohibited_without_current(session: Session, edition: str, business: str, kind: str) -> tuple[int, ...]:
    """Undecided × items to which nothing of today is mapped: proposed as one bulk step (domain rules, verdicts)."""
    from app.services import catalogue, survey

    keys = catalogue.item_keys(session, edition, ItemFilter(classes=("prohibited",), verdicts=("",)))
    mapped = {node for row in survey.current_items(session, kind=kind, business=business) for node in row.mapped}
    rows = catalogue.item_rows(session, edition, keys)
    return tuple(row.key for row in rows if row.node not in mapped and not row.conflict)


def offers(session: Session, edition: str, business: str, kind: str) -> tuple[int, int]:
    """How many items each proposed bulk step is about: × without anything today, and what follows from the facts."""
    from app.services import derived

    return len(prohibited_without_current(session, edition, business, kind)), len(_following(session, edition, derived))


def _following(session: Session, edition: str, derived: Any) -> tuple[Following, ...]:
    return tuple(derived.following(session, edition, ItemFilter(verdicts=("",))))


def following(session: Session, edition: str) -> tuple[Following, ...]:
    """The undecided items whose facts leave a single verdict."""
    from app.services import derived

    return _following(session, edition, derived)


def current_items(session: Session, kind: str, business: str, text: str) -> list[CurrentRow]:
    """Current functions, forms or linkages of a business that hold a text."""
    from app.services import survey

    return survey.current_items(session, kind=kind, business=business, text=text)


def orphans(session: Session, business: str, kind: str) -> list[CurrentRow]:
    """Current items mapped to nothing."""
    from app.services import survey

    return survey.orphans(session, business, kind=kind)


def find_items(session: Session, kind: str, business: str, text: str) -> list[ItemRow]:
    """Items in force of a business that hold a text."""
    from app.services import catalogue

    _total, found = catalogue.search(session, text, kind=kind, business=business, limit=50)
    return [row for _edition, row in found]


def candidates_for(session: Session, rid: str) -> list[ItemCandidate]:
    """Items a current one may answer, best first."""
    from app.services import suggest

    return suggest.for_current(session, rid, limit=CANDIDATES)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping made or taken back."""

    changes: Changes
    history: HistoryState


def map_current(session: Session, node: str, rid: str, on: bool) -> Mapped:
    """Maps a current function to a requirement, or takes it off."""
    from app.services import comparison

    act = comparison.map_current if on else comparison.unmap_current
    return Mapped(act(session, node, rid), history_state(session))


def save_draft(
    session: Session, edition: str, key: int, atom: str, fields: Mapping[str, Any], parents: tuple[str, ...]
) -> None:
    """Keeps typed text that is not yet committed."""
    from app.services import comparison

    comparison.save_draft(session, edition, key, atom, dict(fields), parents)


def drop_draft(session: Session, node: str, atom: str) -> None:
    """Forgets a draft."""
    from app.services import comparison

    comparison.drop_draft(session, node, atom)
