"""From the settled atoms of a record to its row in the table that screens and sheets query, by record type."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.core import heads as core
from app.core import redaction
from app.core import stamps as core_stamps
from app.core.operations import REDACTION, RETRACT, RETRACTION, STATE, Operation
from app.core.records import ATOMS
from app.core.stamps import answer_digest, united, verdict_digest
from app.core.withdrawals import listed
from spec_catalog.text import match_key

States = Mapping[str, core.AtomState]
Row = tuple[str, tuple[Any, ...]]  # (INSERT statement, values)
Projector = Callable[[str, str, States, Mapping[str, Operation], core.RecordState, Mapping[str, str]], Iterable[Row]]


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


_PLACING = frozenset({"number", "name", "title", "business", "businesses", "system", "department"})
"""Fields by which a record is found and listed: a dispute about another field of their atom doesn't hide them."""


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
    said = core_stamps.said(type, fields, present=record.present)  # of settled values alone
    for atom, state in sorted(states.items()):
        if state.conflict and atom != STATE:
            same = core.agreed([ops[i] for i in state.heads], atom)
            fields.update({k: v for k, v in same.items() if k in _PLACING})
    text = " ".join(str(fields.get(k) or "") for k in ("number", "name", "summary"))
    shown = {k: str(fields.get(k) or "") for k in ("number", "name", "business", "system")}
    yield _row(
        rid, type, record.present, any(s.conflict for a, s in states.items() if a != STATE), fields, **shown,
        state_conflict=record.conflict, search=match_key(text), said=said,
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


def _of_several(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    """A row of ``record`` for a joint decision or a city's deviation from one (``system``: its 団体コード);
    ``number`` is business/kind/id/branch."""
    state = states.get(type, core.ABSENT)
    key = "/".join(ref.get(part, "") for part in ("business", "kind", "id", "branch"))
    yield _row(
        rid, type, bool(state.fields) or state.conflict, state.conflict, state.fields or {}, number=key,
        business=ref.get("business", ""), system=ref.get("city", ""),
    )  # fmt: skip


def _pair(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    """A row of ``record`` for what is said of two systems: ``fields`` also hold which two (and which side speaks)."""
    fields: dict[str, Any] = {}
    for atom, state in sorted(states.items()):
        if atom != STATE:
            fields.update(state.fields or {})
    conflict = any(s.conflict for a, s in states.items() if a != STATE)
    present = bool(fields) or conflict
    yield _row(rid, type, present, conflict, {**fields, **ref}, system=ref.get("side", ""))


def _retraction(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    heads = states.get(RETRACT, core.ABSENT).heads
    for op_id in sorted(listed(ops[i] for i in heads)):
        yield "INSERT INTO withdrawn(rid, op_id) VALUES (?,?)", (rid, op_id)
    yield from _record(rid, type, states, ops, record, ref)


def _redaction(
    rid: str,
    type: str,
    states: States,
    ops: Mapping[str, Operation],
    record: core.RecordState,
    ref: Mapping[str, str],
) -> Iterable[Row]:
    """What is erased, and a row of ``record``: who, when, why, how many, and ``confirmed`` when the office wrote it or
    looked at its list. A redact has no heads: it can't be taken back."""
    written = {i: found for i, o in ops.items() if (found := redaction.named(o))}
    for op_id in sorted({i for found in written.values() for i in found}):
        yield "INSERT INTO redacted(rid, op_id) VALUES (?,?)", (rid, op_id)
    if not written:
        return
    first = ops[min(written, key=lambda i: (ops[i].at, i))]
    office = {o.op_id for o in ops.values() if o.role == "office"}
    seen = written.keys() & office | {i for o in office for i in redaction.confirmed(ops[o])}
    fields = {
        "by": first.by, "at": first.at, "role": first.role, "reason": first.reason(),
        "count": len({i for found in written.values() for i in found}), "confirmed": written.keys() <= seen,
    }  # fmt: skip
    yield _row(rid, type, True, False, fields)


PROJECTORS: dict[str, Projector] = {
    RETRACTION: _retraction,
    REDACTION: _redaction,
    "item": _item,
    "mapping": _mapping,
    "adoption": _adoption,
    "triage": _triage,
    "succession": _succession,
    "package_business": _package_business,
    "vendor_answer": _vendor_answer,
    "joint": _of_several,
    "deviation": _of_several,
    "transition": _pair,
    "transition_answer": _pair,
}
PROJECTORS.update({t: _record for t in ATOMS if t not in PROJECTORS})
