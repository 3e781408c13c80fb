"""From operations to the tables that screens and sheets query. Can be dropped and rebuilt at any time.

``refresh`` brings the touched records up to date inside the transaction that stored their operations; ``rebuild`` does
it for all. Both go through the same code, and a property test holds them equal.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.core import heads as core
from app.core import stamps as core_stamps
from app.core.lineage import Kin
from app.core.operations import STATE, Operation
from app.core.records import ATOMS
from app.core.stamps import answer_digest, united, verdict_digest
from app.store import kinship, oplog
from app.store.tables import PROJECTION
from spec_catalog.text import match_key

States = Mapping[str, core.AtomState]
Row = tuple[str, tuple[Any, ...]]  # (INSERT statement, values)


def projected_heads(con: sqlite3.Connection, rid: str, atom: str) -> tuple[str, ...]:
    """The heads of one atom, sorted."""
    rows = con.execute("SELECT op_id FROM head WHERE rid=? AND atom=? ORDER BY op_id", (rid, atom))
    return tuple(r[0] for r in rows)


def rebuild(con: sqlite3.Connection) -> None:
    """Drops the projection and computes it anew. Must run inside a transaction."""
    for table in PROJECTION:
        con.execute(f"DELETE FROM {table}")
    refresh(con, [r[0] for r in con.execute("SELECT DISTINCT rid FROM op ORDER BY rid")], fresh=True)


def refresh(con: sqlite3.Connection, rids: Iterable[str], *, fresh: bool = False) -> None:
    """Brings these records' rows up to date, and those of records that are one with them.

    ``fresh``: the tables are known to hold nothing.
    """
    wanted = set(rids)
    lineage = kinship.successions(con, wanted)
    _replace(con, lineage, kinship.NONE, fresh=fresh)
    kin = kinship.around(con, wanted - lineage, lineage)
    _replace(con, (wanted - lineage) | kin.ever.keys(), kin, fresh=fresh)


def _replace(con: sqlite3.Connection, rids: Iterable[str], kin: Kin, *, fresh: bool) -> None:
    wanted = sorted(rids)
    if not fresh:
        for table in PROJECTION:
            con.executemany(f"DELETE FROM {table} WHERE rid=?", ((r,) for r in wanted))
    batches: dict[str, list[tuple[Any, ...]]] = {}

    def add(rows: Iterable[Row]) -> None:
        for statement, values in rows:
            batches.setdefault(statement, []).append(values)

    for rid, ops in oplog.of_records(con, (r for r in wanted if r not in kin.ever)):
        add(_rows(rid, ops))
    shared = dict(oplog.of_records(con, sorted(kin.ever)))
    for rid in sorted(kin.ever):
        one = kin.one_with(rid)
        if any(member in shared for member in one):
            add(_rows(rid, [o for member in sorted(kin.ever[rid]) for o in shared.get(member, ())], one, kin.refs[rid]))
    for statement, rows in batches.items():
        con.executemany(statement, rows)


def _rows(
    rid: str, ops: list[Operation], one: frozenset[str] | None = None, ref: Mapping[str, str] | None = None
) -> Iterable[Row]:
    """``one``: the record ids whose operations count; those of the others only tell who had seen what."""
    by_id = {o.op_id: o for o in ops}
    counting = [o for o in ops if o.counts_as_value and (one is None or o.rid in one)]
    counted = {o.op_id for o in counting}
    atoms = sorted({a for o in counting for a in o.atoms})
    atom_heads = {a: core.heads(ops, a, counts=lambda o: o.op_id in counted) for a in atoms}
    states = {a: core.settle([by_id[i] for i in ids], a) for a, ids in atom_heads.items()}
    kind_of_record = ops[0].type
    for atom, ids in atom_heads.items():
        for op_id in ids:
            yield "INSERT INTO head(rid, atom, op_id) VALUES (?,?,?)", (rid, atom, op_id)
        if atom != STATE and states[atom].conflict:
            yield _CONFLICT, (rid, atom, core.conflict_id(ids), kind_of_record)
    record = core.record_state(by_id, atom_heads)
    if record.conflict:
        yield _CONFLICT, (rid, STATE, core.conflict_id(_disputed(atom_heads)), kind_of_record)
    project = _PROJECTORS.get(kind_of_record)
    if project is not None:
        yield from project(rid, kind_of_record, states, by_id, record, ref if ref is not None else _ref(by_id))


def _disputed(atom_heads: Mapping[str, tuple[str, ...]]) -> list[str]:
    return sorted({i for ids in atom_heads.values() for i in ids})


_CONFLICT = "INSERT INTO conflict(rid, atom, id, type) VALUES (?,?,?,?)"

Projector = Callable[[str, str, States, Mapping[str, Operation], core.RecordState, Mapping[str, str]], Iterable[Row]]


def _ref(ops: Mapping[str, Operation]) -> dict[str, str]:
    return next((r for r in (o.ref() for o in ops.values()) if r), {})


def _item(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    verdict, memo, effect, review, assignment, focus = (
        states.get(a, core.ABSENT) for a in ("verdict", "memo", "effect", "review", "assignment", "focus")
    )
    v, e = verdict.fields or {}, effect.fields or {}
    shown = ops[verdict.shown] if verdict.shown and (verdict.fields or verdict.conflict) else None
    stamp = v.get("stamp") or {}
    # suspect only when no head's stamp fits, so every head's basis is kept
    stamps = [(ops[i].fields("verdict") or {}).get("stamp") or {} for i in verdict.heads]
    bases, around = {s.get("basis", "") for s in stamps}, united(stamps)
    seen, to, main = review.fields or {}, assignment.fields or {}, focus.fields or {}
    reviewer = ops[review.shown] if review.shown and seen.get("state") else None
    stale = bool(seen.get("state")) and seen.get("about") != verdict_digest(v)
    columns = (
        "rid, business, kind, item, branch, verdict, current, detail, why, edition, basis, around, judged_by,"
        " judged_at, conflict, memo, targets, degree, other_conflict, review, review_note, reviewed_by, reviewed_at,"
        " review_stale, assigned, assigned_due, focus, focus_note, viewpoint, focus_due"
    )
    yield (
        f"INSERT INTO item_state({columns}) VALUES ({','.join('?' * 30)})",
        (
            rid, ref.get("business", ""), ref.get("kind", ""), ref.get("id", ""), ref.get("branch", ""),
            v.get("verdict"), v.get("current"), v.get("detail") or "", v.get("reason") or "",
            stamp.get("edition", ""), " ".join(sorted(bases)) if v else "",
            json.dumps(around) if v and around else "",
            shown.by if shown else "", shown.at if shown else "",
            int(verdict.conflict), (memo.fields or {}).get("text", ""), ",".join(e.get("targets") or []),
            e.get("degree") or "",
            int(any(s.conflict for s in (memo, effect, review, assignment, focus))),
            "" if stale else seen.get("state") or "", seen.get("note") or "", reviewer.by if reviewer else "",
            reviewer.at if reviewer else "", int(stale),
            f"{to.get('department') or ''}/{to.get('person') or ''}" if to else "", to.get("due") or "",
            int(bool(main.get("on"))), main.get("note") or "", main.get("viewpoint") or "", main.get("due") or "",
        ),
    )  # fmt: skip


def _mapping(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    state = states.get("mapping", core.ABSENT)
    heads = [ops[i].fields("mapping") or {} for i in state.heads]
    target = next((f["target"] for f in heads if f.get("target")), "")
    if target:  # in conflict (対応付けた vs 外した) the pair stays visible
        yield (
            "INSERT INTO mapping(rid, business, kind, item, branch, target, type, conflict, said)"
            " VALUES (?,?,?,?,?,?,?,?,?)",
            (
                rid, ref.get("business", ""), ref.get("kind", ""), ref.get("id", ""), ref.get("branch", ""), target,
                (state.fields or {}).get("type", ""), int(state.conflict),
                " ".join(sorted({f.get("stamp") or "" for f in heads if f.get("target")})).strip(),
            ),
        )  # fmt: skip


def _adoption(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    state = states.get("adopt", core.ABSENT)
    edition = (state.fields or {}).get("edition", "") or _last_common(state, ops)
    if edition or state.conflict:
        yield (
            "INSERT INTO adoption(rid, business, kind, edition, conflict) VALUES (?,?,?,?,?)",
            (rid, ref.get("business", ""), ref.get("kind", ""), edition, int(state.conflict)),
        )


def _last_common(state: core.AtomState, ops: Mapping[str, Operation]) -> str:
    """While adoptions differ, the last edition that all heads descend from stays in force."""
    if not state.conflict:
        return ""
    common: set[str] | None = None
    for head in state.heads:
        seen: set[str] = set()
        stack = list(ops[head].parents)
        while stack:
            op_id = stack.pop()
            if op_id in ops and op_id not in seen:
                seen.add(op_id)
                stack.extend(ops[op_id].parents)
        common = seen if common is None else common & seen
    latest = max(common or (), key=lambda i: (_depth(i, ops), i), default=None)
    return "" if latest is None else str((ops[latest].fields("adopt") or {}).get("edition", ""))


def _depth(op_id: str, ops: Mapping[str, Operation]) -> int:
    depth = 0
    level = {op_id}
    while level:
        level = {p for i in level for p in ops[i].parents if p in ops}
        depth += 1
    return depth


def _record(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    fields: dict[str, Any] = {}
    for atom, state in sorted(states.items()):
        if atom != STATE:
            fields.update(state.fields or {})
    text = " ".join(str(fields.get(k) or "") for k in ("number", "name", "summary"))
    shown = {k: str(fields.get(k) or "") for k in ("number", "name", "business", "system")}
    yield _row(
        rid, type, record.present, any(s.conflict for a, s in states.items() if a != STATE), fields, **shown,
        state_conflict=record.conflict, search=match_key(text),
        said=core_stamps.said(type, fields, present=record.present),
    )  # fmt: skip


def _row(
    rid: str,
    type: str,
    present: bool,
    conflict: bool,
    fields: Mapping[str, Any],
    *,
    number: str = "",
    name: str = "",
    business: str = "",
    system: str = "",
    search: str = "",
    said: str = "",
    state_conflict: bool = False,
) -> Row:
    """A row of ``record``."""
    return (
        "INSERT INTO record(rid, type, present, state_conflict, conflict, number, name, business, system, search,"
        " said, fields) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            rid, type, int(present), int(state_conflict), int(conflict), number, name, business, system, search, said,
            json.dumps(fields, ensure_ascii=False, sort_keys=True),
        ),
    )  # fmt: skip


def _triage(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    """A row of ``record``: ``number`` is the step (old>new), ``fields`` also hold who, when and every item key part."""
    state = states.get("triage", core.ABSENT)
    shown = ops[state.shown] if state.shown else None
    fields = {
        **(state.fields or {}), **ref, "by": shown.by if shown else "", "at": shown.at if shown else "",
    }  # fmt: skip
    present = bool(state.fields) or state.conflict
    number, business = f"{ref.get('old', '')}>{ref.get('new', '')}", ref.get("business", "")
    yield _row(rid, type, present, state.conflict, fields, number=number, name=ref.get("id", ""), business=business)


def _succession(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    """A row of ``record``, kept when withdrawn (``present`` 0): what was one once must still be known."""
    state = states.get("succession", core.ABSENT)
    said = next((f for o in sorted(ops.values(), key=lambda o: o.op_id) if (f := o.fields("succession"))), {})
    shown = ops[state.shown] if state.shown else None
    fields = {**said, "by": shown.by if shown else "", "at": shown.at if shown else ""}
    present = bool(state.fields) or state.conflict
    number = said.get("kind", "")
    yield _row(rid, type, present, state.conflict, fields, number=number, business=ref.get("business", ""))


def _package_business(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    """A row of ``record``: ``number`` is the business, ``system`` the package; in conflict it covers the business."""
    state = states.get("coverage", core.ABSENT)
    present, business = bool(state.fields) or state.conflict, ref.get("business", "")
    yield _row(
        rid, type, present, state.conflict, state.fields or {}, number=business, business=business,
        system=ref.get("package", ""),
    )  # fmt: skip


def _vendor_answer(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    """A row of ``record``: ``number`` is business/kind/id/branch and ``system`` the package, so that the answers of an
    item or a business are one range of the index; ``fields`` also hold who and when, and whether staff saw this answer.
    """
    answer, staff = states.get("answer", core.ABSENT), states.get("staff", core.ABSENT)
    said, held = answer.fields or {}, staff.fields or {}
    fields: dict[str, Any] = {**said, **held, **ref}
    for name, state in (("", answer), ("staff_", staff)):
        shown = ops[state.shown] if state.shown and (state.fields or state.conflict) else None
        fields |= {f"{name}by": shown.by if shown else "", f"{name}at": shown.at if shown else ""}
    fields["stale"] = bool(held) and held.get("about") != answer_digest(said)
    conflict = answer.conflict or staff.conflict
    key = "/".join(ref.get(part, "") for part in ("business", "kind", "id", "branch"))
    yield _row(
        rid, type, bool(said or held) or conflict, conflict, fields, number=key, business=ref.get("business", ""),
        system=ref.get("package", ""), said=core_stamps.said(type, said, present=bool(said) or conflict),
    )  # fmt: skip


_PROJECTORS: dict[str, Projector] = {
    "item": _item,
    "mapping": _mapping,
    "adoption": _adoption,
    "triage": _triage,
    "succession": _succession,
    "package_business": _package_business,
    "vendor_answer": _vendor_answer,
}
_PROJECTORS.update({t: _record for t in ATOMS if t not in _PROJECTORS})
