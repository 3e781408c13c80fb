"""Triage of what a new edition changed: who looked at an item in the step old → new, and how much it matters here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.core.problems import USAGE, UserProblem
from app.core.records import triage_rid
from app.services import catalogue_query as q
from app.services.session import Session, changes, node_text
from app.services.views import Changes
from spec_catalog.nodes import parse


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of the choice set (resources/rules/triage.json): code A–D, label, what it means."""

    code: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Triage:
    """How one item was triaged. ``heads`` are the parents a later triage must name; in conflict ``grade`` is ""."""

    node: str
    old: str  # edition hashes of the step
    new: str
    grade: str  # code of a Grade
    note: str
    by: str
    at: str
    conflict: bool
    heads: tuple[str, ...]


@cache
def grades() -> tuple[Grade, ...]:
    """The grades in their order."""
    raw = json.loads((files("resources") / "rules" / "triage.json").read_text("utf-8"))
    return tuple(Grade(g["code"], g["label"], g["meaning"]) for g in raw["grades"])


def of_step(session: Session, old: str, new: str) -> dict[str, Triage]:
    """Node → its triage in the step from one edition to another."""
    rows = session.con.execute(
        "SELECT rid, fields, conflict FROM record WHERE type='triage' AND present=1 AND number=?", (f"{old}>{new}",)
    ).fetchall()
    return {t.node: t for t in (_triage(session, *r) for r in rows)}


def into(session: Session, new: str) -> dict[str, Triage]:
    """Node → its latest triage in any step that led to edition ``new``."""
    rows = session.con.execute(
        "SELECT rid, fields, conflict FROM record WHERE type='triage' AND present=1 AND number LIKE ?", (f"%>{new}",)
    ).fetchall()
    return {t.node: t for t in sorted((_triage(session, *r) for r in rows), key=lambda t: (t.at, t.old))}


def _triage(session: Session, rid: str, fields: str, conflict: int) -> Triage:
    f = json.loads(fields)
    node = node_text(f["business"], f["kind"], f["id"], f["branch"])
    heads = session.project.heads(rid, "triage")
    return Triage(
        node, f["old"], f["new"], f.get("grade", ""), f.get("note", ""), f["by"], f["at"], bool(conflict), heads
    )


def set_grade(
    session: Session,
    old: str,
    new: str,
    nodes: Sequence[str],
    grade: str,
    *,
    note: str | None = None,
    parents: Mapping[str, tuple[str, ...]] | None = None,
) -> Changes:
    """Triages items of one step as one named step; ``grade`` "" takes it back. ``note`` None keeps what is there.

    ``parents``: per node the heads as they were shown. Items whose triage would be the same get no operation. Raises
    UserProblem for an unknown grade, a node that neither edition holds, and (exit code 5) one in conflict.
    """
    if grade and grade not in {g.code for g in grades()}:
        known = "、".join(f"{g.code} {g.label}" for g in grades())
        raise UserProblem("bad_grade", f"仕分け「{grade}」はありません。", hint=f"使える値：{known}", exit_code=USAGE)
    held = of_step(session, old, new)
    refs = [_ref(session, old, new, node) for node in nodes]
    label = f"改定を仕分け：{grade or '取り消し'}" + (f"（{len(nodes)} 件）" if len(nodes) > 1 else f" {nodes[0]}")
    with session.project.unit(label) as unit:
        for node, ref in zip(nodes, refs, strict=True):
            before = held.get(node)
            seen = None if parents is None else parents.get(node)
            kept = before.note if before else ""
            fields = {"grade": grade, "note": kept if note is None else note} if grade else {}
            stale = seen is not None and tuple(sorted(seen)) != (before.heads if before else ())
            same = (before.grade, before.note) == (grade, fields.get("note", "")) if before else not grade
            if same and not stale:
                continue
            rid = triage_rid(session.code, old, new, ref["business"], ref["kind"], ref["id"], ref["branch"])
            unit.set(rid, "triage", "triage", fields, ref=ref, parents=seen)
    return changes(unit.changes)


def _ref(session: Session, old: str, new: str, node: str) -> dict[str, str]:
    try:
        wanted = parse(node)
    except ValueError as problem:
        raise UserProblem(
            "bad_node", f"「{node}」は項目の書き方ではありません。", hint="例：req:0010101", exit_code=USAGE
        ) from problem
    for edition in (new, old):
        key = q.key_of(session, edition, wanted)
        if key is not None:
            (row,) = q.rows(session, edition, [key])
            return {
                "business": row.business, "kind": row.kind, "id": row.id, "branch": row.branch, "old": old, "new": new
            }  # fmt: skip
    raise UserProblem(
        "no_item", f"「{node}」は、比べている二つの版のどちらにもありません。", hint="ID を確かめてください。"
    )
