"""Work of the difference of two editions: what changed, our verdicts beside it, what an adoption would make suspect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.triage import Triage
from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state
from spec_catalog.diff import Change, EditionDiff
from spec_catalog.model import SpecItem
from spec_catalog.succession import Candidate

if TYPE_CHECKING:
    from app.services.session import Session


@dataclass(frozen=True, slots=True)
class Given:
    """Our verdict of an item: code, whether in conflict, who, when, in what words."""

    verdict: str | None
    conflict: bool
    by: str
    at: str
    why: str
    edition: str  # label of the edition it was given for


@dataclass(frozen=True, slots=True)
class Step:
    """The step from one edition to another. ``suspect``: nodes whose verdict no longer fits the new edition."""

    old: str
    new: str
    diff: EditionDiff
    unchanged: int
    given: dict[str, Given] = field(repr=False)
    suspect: frozenset[str]
    triage: dict[str, Triage] = field(repr=False)
    confirmed: dict[tuple[str, tuple[str, ...], tuple[str, ...]], str] = field(default_factory=dict, repr=False)
    """What was split, joined or renumbered and is confirmed: (kind, sources, results) → the record's id."""

    def candidates_of(self, node: str) -> list[Candidate]:
        """What may have become of an item, or where it may come from."""
        return [c for c in self.diff.candidates if node in c.sources or node in c.results]


def load_step(session: Session, old: str, new: str) -> Step:
    """Everything the screen shows of a step."""
    from app.core.stamps import basis
    from app.services import catalogue, succession, triage

    found = catalogue.difference(session, old, new)
    labels = {e.hash: e.label for e in catalogue.editions(session)}
    first = next((c.new or c.old for c in found.changes), None)
    business = first.business if first is not None else ""
    rows = session.con.execute(
        "SELECT kind, item, branch, verdict, conflict, judged_by, judged_at, coalesce(nullif(detail, ''), why),"
        " edition, basis FROM item_state WHERE business=? AND (verdict IS NOT NULL OR conflict)",
        (business,),
    )
    states = {tuple(r[:3]): r[3:] for r in rows}
    given: dict[str, Given] = {}
    suspect: set[str] = set()
    for change in found.changes:
        item = change.new or change.old
        state = states.get((item.kind, item.id, item.branch)) if item is not None else None
        if item is None or state is None:
            continue
        verdict, conflict, by, at, why, edition, bases = state
        given[change.node] = Given(verdict, bool(conflict), by, at, why, labels.get(edition, ""))
        if verdict and not conflict and change.new is not None and basis(change.new) not in bases.split():
            suspect.add(change.node)
    row = next(e for e in catalogue.editions(session) if e.hash == new)
    changed = sum(c.new is not None and "added" not in c.kinds for c in found.changes)
    added = sum("added" in c.kinds for c in found.changes)
    return Step(
        old,
        new,
        found,
        row.items - changed - added,
        given,
        frozenset(suspect),
        triage.of_step(session, old, new),
        {(s.kind, tuple(sorted(s.sources)), tuple(sorted(s.results))): s.rid for s in succession.listed(session)},
    )


@dataclass(frozen=True, slots=True)
class Graded:
    """Changes were triaged."""

    changes: Changes
    history: HistoryState
    triage: dict[str, Triage]


def grade(session: Session, old: str, new: str, nodes: Sequence[str], code: str) -> Graded:
    """Triages changes of a step; ``code`` "" takes it back."""
    from app.services import triage

    made = triage.set_grade(session, old, new, nodes, code)
    return Graded(made, history_state(session), triage.of_step(session, old, new))


@dataclass(frozen=True, slots=True)
class Recorded:
    """Something was recorded."""

    changes: Changes
    history: HistoryState


def confirm(session: Session, candidate: Candidate) -> Recorded:
    """Records that items live on in others."""
    from app.services import succession

    made = succession.confirm(session, candidate.kind, candidate.sources, candidate.results)
    return Recorded(made, history_state(session))


def withdraw(session: Session, rid: str) -> Recorded:
    """Takes such a record back."""
    from app.services import succession

    return Recorded(succession.withdraw(session, rid), history_state(session))


def write(session: Session, old: str, new: str, path: str, form: str, colours: Mapping[str, str]) -> str:
    """Writes the difference as a paper; its path."""
    from app.services import edition_papers

    return str(edition_papers.write_difference(session, old, new, Path(path), form=form, colours=colours))


def words_of(change: Change) -> list[tuple[str, str]]:
    """(sign, word) of what happened to an item, the weightiest first."""
    table = (
        ("added", "＋", "追加"),
        ("removed", "－", "削除"),
        ("text", "≠", "本文"),
        ("class", "↕", "類型"),
        ("date", "日", "適合日"),
        ("name", "≠", "名称"),
        ("moved", "→", "移動"),
        ("labelled", "改", "修正とだけ"),
    )
    found = [(sign, word) for kind, sign, word in table if kind in change.kinds]
    if not found and {f.field for f in change.fields}:
        found.append(("≠", "考え方・備考"))
    return found


def item_of(change: Change) -> SpecItem:
    """The item as it is now, or as it was when it went."""
    item = change.new or change.old
    assert item is not None
    return item
