"""Mapping many current items at once: the best published item for each that nobody mapped yet, and storing the chosen.

A proposal is only that: nothing is mapped unless a person chose it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.problems import USAGE, UserProblem
from app.core.records import mapping_rid
from app.services import catalogue_query as q
from app.services import suggest, survey
from app.services.around import mapped_to
from app.services.session import Session, changes
from app.services.suggest import ItemCandidate
from app.services.views import Changes, CurrentRow

if TYPE_CHECKING:
    from app.services.suggest import Progress

_BLOCK = 400


@dataclass(frozen=True, slots=True)
class Proposal:
    """A current item that answers nothing yet, and the published item nearest to it."""

    current: CurrentRow
    candidate: ItemCandidate


def proposals(
    session: Session,
    business: str,
    *,
    kind: str = "req",
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> tuple[Proposal, ...]:
    """The best candidate of every current item of a business that is mapped to nothing, nearest first.

    Nothing is written. Raises UserProblem with code "cancelled" when ``cancel`` was set.
    """
    ranked = suggest.all_for(session, business, kind=kind, limit=1, progress=progress, cancel=cancel)
    found = [Proposal(r.current, r.items[0]) for r in ranked if r.items and not r.current.mapped]
    return tuple(sorted(found, key=lambda p: (-p.candidate.score, p.current.number, p.current.rid)))


def map_pairs(session: Session, pairs: Sequence[tuple[str, str]]) -> Changes:
    """Maps (NODE, rid of a current item) pairs as one step; pairs that are mapped already get no operation.

    Raises UserProblem for an item that isn't in force, a record that isn't there or is of another kind; then nothing is
    written.
    """
    nodes = list(dict.fromkeys(node for node, _ in pairs))
    items = {}
    for start in range(0, len(nodes), _BLOCK):
        items.update(q.named(session, nodes[start : start + _BLOCK]))
    records = _records(session, [rid for _, rid in pairs])
    for node, rid in pairs:
        if node not in items:
            raise UserProblem("no_item", f"「{node}」は、いま使う版にありません。", hint="候補を出し直してください。")
        if rid not in records:
            raise UserProblem("no_record", "その現行の項目はありません。", hint="候補を出し直してください。")
        if survey.SPEC_KIND.get(records[rid][0]) != items[node].kind:
            raise UserProblem(
                "other_kind",
                f"「{node}」に対応付けられるのは、同じ種類（機能・帳票・連携・データ項目）の現行だけです。",
                exit_code=USAGE,
            )
    held = {row[0] for row in session.con.execute("SELECT rid FROM mapping")}
    with session.project.unit(f"現行 {len(pairs)} 件を対応付け") as unit:
        for node, rid in dict.fromkeys(pairs):
            n = items[node]
            ref = {"business": n.business, "kind": n.kind, "id": n.id, "branch": n.branch, "target": rid}
            pair = mapping_rid(session.code, n.business, n.kind, n.id, n.branch, rid)
            if pair not in held:
                unit.set(pair, "mapping", "mapping", mapped_to(rid, records[rid][1]), ref=ref)
    return changes(unit.changes)


def _records(session: Session, rids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """rid → (type, what it says now) of those that are there."""
    out: dict[str, tuple[str, str]] = {}
    for start in range(0, len(rids), _BLOCK):
        part = list(rids[start : start + _BLOCK])
        sql = f"SELECT rid, type, said FROM record WHERE present=1 AND rid IN ({','.join('?' * len(part))})"
        out.update({rid: (type_, said) for rid, type_, said in session.con.execute(sql, part)})
    return out
