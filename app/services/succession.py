"""What became of items between editions, as people confirm it: renumbered ids are one item, others give a hint.

Nothing is copied silently: a verdict stands under a new number because both numbers are one record's; after a split the
new items only show the verdict of what they came from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.core.lineage import KINDS, ref_parts, succession_parts
from app.core.problems import USAGE, UserProblem
from app.core.records import succession_rid
from app.services import catalogue
from app.services import catalogue_query as q
from app.services.session import Session, changes, node_text
from app.services.views import Changes
from spec_catalog.nodes import parse

Id = tuple[str, str, str, str]  # business, kind, id, branch


@dataclass(frozen=True, slots=True)
class Succession:
    """One confirmed (in conflict: disputed) relation. ``kind``: renumbered · split · joined; nodes of both sides."""

    rid: str
    kind: str
    sources: tuple[str, ...]
    results: tuple[str, ...]
    by: str
    at: str
    conflict: bool

    @property
    def label(self) -> str:
        """番号の変更, 分割 or 統合."""
        return KINDS.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a new item came from: 分割元 or 統合元, and the verdict given there (None = 未判定 or in conflict)."""

    label: str
    node: str
    name: str
    verdict: str | None
    detail: str
    by: str


def listed(session: Session) -> list[Succession]:
    """Everything confirmed, oldest first."""
    rows = session.con.execute(
        "SELECT rid, fields, conflict FROM record WHERE type='succession' AND present=1"
    ).fetchall()
    found = [_succession(rid, json.loads(fields), bool(conflict)) for rid, fields, conflict in rows]
    return sorted(found, key=lambda s: (s.at, s.rid))


def _succession(rid: str, f: dict[str, Any], conflict: bool) -> Succession:
    sources, results = (tuple(node_text(*ref_parts(r)) for r in f[side]) for side in ("sources", "results"))
    return Succession(rid, f["kind"], sources, results, f["by"], f["at"], conflict)


def confirm(session: Session, kind: str, sources: Sequence[str], results: Sequence[str]) -> Changes:
    """Records that items of an older edition live on in items of a newer one, as one named step.

    ``renumbered`` takes one node on each side and makes them one item: verdicts given to either stand at both, two
    different ones become a conflict. Raises UserProblem for nodes that no edition here holds and for two items that
    are valid in one edition.
    """
    return confirm_all(session, [(kind, sources, results)])


def confirm_all(session: Session, relations: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> Changes:
    """Several of (kind, sources, results) as one named step, or none of them: see :func:`confirm`."""
    checked = [_checked(session, *one) for one in relations]
    kind, sources, results = relations[0]
    named = f"{'、'.join(sources)} → {'、'.join(results)}"
    label = f"{KINDS[kind]}を確認：{named}" if len(relations) == 1 else f"改廃を確認（{len(relations)} 件）"
    return _write(session, label, checked)


def _checked(
    session: Session, kind: str, sources: Sequence[str], results: Sequence[str]
) -> tuple[str, dict[str, Any], list[dict[str, str]]]:
    """(record id, fields, references) of one relation. Raises UserProblem for what cannot be confirmed."""
    sources, results = tuple(dict.fromkeys(sources)), tuple(dict.fromkeys(results))  # a node named twice is one
    pair = {"renumbered": (1, 1), "split": (1, 2), "joined": (2, 1)}.get(kind)
    if pair is None or len(sources) < pair[0] or len(results) < pair[1] or set(sources) == set(results):
        raise UserProblem(
            "bad_succession",
            f"「{KINDS.get(kind, kind)}」の元と先の数が合いません（元 {len(sources)}、先 {len(results)}）。",
            hint="番号の変更は一つと一つ、分割は一つと二つ以上、統合は二つ以上と一つです。",
            exit_code=USAGE,
        )
    olds, news = ([_ref(session, n) for n in side] for side in (sources, results))
    if kind == "renumbered":
        if len(olds) != 1 or len(news) != 1 or olds[0]["kind"] != news[0]["kind"]:
            raise UserProblem(
                "bad_succession", "番号の変更は、同じ種類の項目一つずつの間で確認します。", exit_code=USAGE
            )
        _refuse_twins(session, olds[0], news[0])
    rid = succession_rid(session.code, succession_parts(kind, olds, news))
    return rid, {"kind": kind, "sources": _sorted(olds), "results": _sorted(news)}, [*olds, *news]


def withdraw(session: Session, rid: str) -> Changes:
    """Takes a confirmation back; the ids part again. Raises UserProblem when there is none."""
    found = next((s for s in listed(session) if s.rid == rid), None)
    if found is None:
        raise UserProblem("no_record", "その確認はありません。", hint="一覧を読み直してください。")
    refs = [_ref_of(n) for n in (*found.sources, *found.results)]
    return _write(session, f"{found.label}の確認を取り消す：{'、'.join(found.results)}", [(rid, {}, refs)])


def _write(
    session: Session, label: str, relations: Sequence[tuple[str, dict[str, Any], list[dict[str, str]]]]
) -> Changes:
    with session.project.unit(label) as unit:
        for rid, fields, refs in relations:
            heads = unit.heads(rid, "succession")
            held = [op.fields("succession") for h in heads if (op := session.project.operation(h))]
            if held != [fields]:
                unit.set(rid, "succession", "succession", fields, ref=refs[-1])
    done = changes(unit.changes)
    nodes = {node_text(*ref_parts(r)) for _, _, refs in relations for r in refs}
    return replace(done, nodes=done.nodes | nodes) if done.operations else done


def _sorted(refs: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(refs, key=ref_parts)


def _ref(session: Session, node: str) -> dict[str, str]:
    edition, key = catalogue.find(session, node)
    (row,) = q.rows(session, edition, [key])
    return {"business": row.business, "kind": row.kind, "id": row.id, "branch": row.branch}


def _ref_of(node: str) -> dict[str, str]:
    n = parse(node)
    return {"business": n.business, "kind": n.kind, "id": n.id, "branch": n.branch}


def _refuse_twins(session: Session, old: dict[str, str], new: dict[str, str]) -> None:
    for edition in catalogue.editions(session):
        if edition.business != new["business"]:
            continue
        schema = session.attach(edition.hash)
        both = session.con.execute(
            f"SELECT count(DISTINCT id || '-' || branch) FROM {schema}.item WHERE deleted=0 AND kind=?"
            " AND ((id=? AND branch=?) OR (id=? AND branch=?))",
            (new["kind"], old["id"], old["branch"], new["id"], new["branch"]),
        ).fetchone()[0]
        if both > 1:
            raise UserProblem(
                "both_valid",
                f"{old['id']} と {new['id']} は、どちらも {edition.business_name} {edition.label} にあります。",
                hint="一つの版に両方あるものは、番号の変更ではありません。",
            )


def hints(session: Session, node: str) -> list[Hint]:
    """What an item was split from or joined from, with the verdicts given there."""
    out = []
    for one in listed(session):
        if one.kind == "renumbered" or node not in one.results:
            continue
        label = "分割元" if one.kind == "split" else "統合元"
        for source in one.sources:
            if source != node:
                out.append(_hint(session, label, source))
    return out


def _hint(session: Session, label: str, node: str) -> Hint:
    row = session.con.execute(
        "SELECT verdict, detail, judged_by FROM item_state WHERE business=? AND kind=? AND item=? AND branch=?",
        ref_parts(_ref_of(node)),
    ).fetchone()
    try:
        edition, key = catalogue.find(session, node)
        name = q.rows(session, edition, [key])[0].name
    except UserProblem:
        name = ""  # its edition isn't here (版未着)
    return Hint(label, node, name, *(row or (None, "", "")))


def former_ids(session: Session) -> dict[Id, tuple[Id, ...]]:
    """Item → the other ids it has or had, where renumberings are confirmed."""
    group: dict[Id, set[Id]] = {}
    for one in listed(session):
        if one.kind == "renumbered":
            a, b = (ref_parts(_ref_of(side[0])) for side in (one.sources, one.results))
            joined = group.get(a, {a}) | group.get(b, {b})
            for member in joined:
                group[member] = joined
    return {key: tuple(sorted(members - {key})) for key, members in group.items()}


def other_nodes(session: Session) -> dict[str, tuple[str, ...]]:
    """Node → the other nodes of the same item, where renumberings are confirmed."""
    return {node_text(*key): tuple(node_text(*o) for o in others) for key, others in former_ids(session).items()}
