"""The verdict the facts lead to, for one item on the screen and for many in one step; anybody may decide otherwise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.core import derived as core
from app.core.derived import Proposal, Table
from app.services import catalogue, comparison, vendor_layers
from app.services.session import Session, changes
from app.services.views import Changes, ItemDetail, ItemFilter, ItemRow

_BLOCK = 400


@cache
def table() -> Table:
    """The table in force (resources/rules/verdicts.json)."""
    return core.table(json.loads((files("resources") / "rules" / "verdicts.json").read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Derived:
    """``current``: the fact of today it rests on, None = nobody says; ``stated``: a person chose that fact here,
    otherwise it comes from 利用実態 of what is mapped."""

    current: str | None
    stated: bool
    proposal: Proposal


def derive(session: Session, detail: ItemDetail) -> Derived:
    """What follows for one item from its class, what is mapped to it and what has been said of it."""
    said = detail.judgement.current if detail.judgement and not detail.judgement.conflict else None
    current = said or core.fact_of(r.usage for r in detail.mapped)
    adopted = True if detail.row.cls == "optional" and detail.row.node in adopted_options(session) else None
    answers = vendor_layers.codes_of(session, detail.row.node) if detail.row.cls == "optional" else ()
    return Derived(current, bool(said), table().propose(detail.row.cls, current, adopted=adopted, answers=answers))


def adopted_options(session: Session) -> set[str]:
    """The options that some issue handles by adopting them."""
    return {
        node
        for (nodes,) in session.con.execute(
            "SELECT json_extract(fields, '$.nodes') FROM record WHERE type='issue' AND present=1"
            " AND json_extract(fields, '$.disposition')='adopt_option'"
            " AND coalesce(json_extract(fields, '$.status'), '') <> 'withdrawn'"
        )
        for node in json.loads(nodes or "[]")
    }


@dataclass(frozen=True, slots=True)
class Following:
    """One item whose facts leave a single verdict."""

    row: ItemRow
    current: str
    verdict: str


def following(session: Session, edition_hash: str, flt: ItemFilter | None = None) -> list[Following]:
    """The undecided items under a filter whose mapped current items leave only one verdict, in document order."""
    wanted = flt or ItemFilter()
    keys = catalogue.item_keys(session, edition_hash, wanted)
    usages = usages_of_items(session)
    adopted = adopted_options(session)
    layers = vendor_layers.codes_by_item(session)
    out: list[Following] = []
    for start in range(0, len(keys), _BLOCK):
        for row in catalogue.item_rows(session, edition_hash, keys[start : start + _BLOCK]):
            if row.verdict is not None or row.conflict:
                continue
            key = (row.business, row.kind, row.id, row.branch)
            current = core.fact_of(usages.get(key, ()))
            taken = True if row.cls == "optional" and row.node in adopted else None
            said = layers.get(key, ())
            verdict = table().propose(row.cls, current, adopted=taken, answers=said).single
            if current and verdict:
                out.append(Following(row, current, verdict))
    return out


def usages_of_items(session: Session) -> dict[tuple[str, ...], list[str]]:
    """利用実態 of what is mapped to each item."""
    found: dict[tuple[str, ...], list[str]] = {}
    for *of, usage in session.con.execute(
        "SELECT m.business, m.kind, m.item, m.branch, coalesce(json_extract(r.fields, '$.usage'), '')"
        " FROM mapping m JOIN record r ON r.rid=m.target WHERE r.present=1"
    ):
        found.setdefault(tuple(of), []).append(usage)
    return found


def judge_following(session: Session, edition_hash: str, found: Sequence[Following]) -> Changes:
    """Records what follows from the facts as one step: verdict, current fact, and that the table led to it."""
    keys = [f.row.key for f in found]
    targets = comparison.item_targets(session, edition_hash, keys)
    with session.project.unit(f"事実から決まる判定を記録（{len(found)} 件）") as unit:
        for f, target in zip(found, targets, strict=True):
            fields = comparison.verdict_fields(
                edition_hash, target, f.verdict, f.current, None, target.stored.get("reason") or REASON
            )
            comparison.set_verdict(unit, target, fields, None)
    return changes(unit.changes)


REASON = "現行の利用実態から（判定の表）。"
