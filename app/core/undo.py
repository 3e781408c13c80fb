"""Undo and redo as new operations: what was done stays in the log, and only what nobody changed since goes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.operations import STATE, Operation

_SAME_KIND = {"adopt", "add"}


@dataclass(frozen=True, slots=True)
class Planned:
    """An operation to write: its parents are exactly the operations undone."""

    kind: str
    rid: str
    type: str
    atoms: tuple[str, ...]
    payload: dict[str, Any]
    parents: tuple[str, ...]
    by: str | None = None  # the original author, kept when an undone resolve brings former values back


@dataclass(frozen=True, slots=True)
class Left:
    """An atom that was changed since and is therefore left alone."""

    rid: str
    type: str
    atom: str


Lookup = Callable[[str], Operation | None]
Heads = Callable[[str, str], tuple[str, ...]]
AllHeads = Callable[[str], Mapping[str, tuple[str, ...]]]


def plan_undo(
    unit: Iterable[Operation], lookup: Lookup, heads: Heads, all_heads: AllHeads
) -> tuple[list[Planned], list[Left]]:
    """What to write so that a unit's operations are undone. Later operations of the unit go first."""
    planned: list[Planned] = []
    left: list[Left] = []
    for op in reversed(list(unit)):
        if op.kind in ("create", "add", "derive", "delete", "restore"):
            _plan_state(op, heads, all_heads, planned, left)
        elif op.op_id not in heads(op.rid, op.atoms[0]):
            left.append(Left(op.rid, op.type, op.atoms[0]))
        else:
            _plan_value(op, lookup, planned, left)
    return planned, left


def _plan_value(op: Operation, lookup: Lookup, planned: list[Planned], left: list[Left]) -> None:
    atom = op.atoms[0]
    kind = op.kind if op.kind in _SAME_KIND else "set"
    former = [p for p in (lookup(i) for i in op.parents) if p is not None and atom in p.atoms]
    if len(former) < len(op.parents) or any(p.value is None for p in former):
        left.append(Left(op.rid, op.type, atom))  # a former value never arrived or was erased: nothing to go back to
        return
    extra = {"ref": op.ref()} if op.ref() else {}
    if not former:
        planned.append(Planned(kind, op.rid, op.type, (atom,), {"fields": {}, **extra}, (op.op_id,)))
    seen: set[str] = set()
    for parent in former:
        fields = parent.fields(atom) or {}
        key = repr(sorted(fields.items()))
        if key in seen:
            continue
        seen.add(key)
        payload = {"fields": fields, **extra, **({"reason": parent.reason()} if parent.reason() else {})}
        author = parent.by if len(former) > 1 else None
        planned.append(Planned(kind, op.rid, op.type, (atom,), payload, (op.op_id,), author))


def _plan_state(op: Operation, heads: Heads, all_heads: AllHeads, planned: list[Planned], left: list[Left]) -> None:
    if op.op_id not in heads(op.rid, STATE):
        left.append(Left(op.rid, op.type, STATE))
        return
    if op.kind == "delete":
        planned.append(Planned("restore", op.rid, op.type, (STATE,), {"fields": {}}, (op.op_id,)))
        return
    current = all_heads(op.rid)
    changed = [a for a, ids in current.items() if a != STATE and op.kind != "restore" and set(ids) - {op.op_id}]
    if changed:
        left.extend(Left(op.rid, op.type, a) for a in changed)
        return
    named = {i for ids in current.values() for i in ids}
    planned.append(Planned("delete", op.rid, op.type, (STATE,), {"fields": {}}, tuple(sorted(named))))


def plan_redo(
    unit: Iterable[Operation], undoing: Iterable[Operation], heads: Heads, all_heads: AllHeads
) -> tuple[list[Planned], list[Left]]:
    """What to write so that an undone unit is done again, where the undoing operations are still the heads."""
    undone: dict[tuple[str, str], list[str]] = {}
    for op in undoing:
        for atom in op.atoms:
            undone.setdefault((op.rid, atom), []).append(op.op_id)
    planned: list[Planned] = []
    left: list[Left] = []
    for op in unit:
        about_state = op.kind in ("create", "add", "derive", "delete", "restore")
        atom = STATE if about_state else op.atoms[0]
        parents = undone.get((op.rid, atom))
        if parents is None:
            continue  # left alone by the undo as well
        if not set(parents) <= set(heads(op.rid, atom)):
            left.append(Left(op.rid, op.type, atom))
        elif not about_state:
            planned.append(Planned(op.kind, op.rid, op.type, (atom,), op.payload() or {}, tuple(parents)))
        elif op.kind == "delete":
            named = {i for ids in all_heads(op.rid).values() for i in ids}
            planned.append(Planned("delete", op.rid, op.type, (STATE,), {"fields": {}}, tuple(sorted(named))))
        else:
            planned.append(Planned("restore", op.rid, op.type, (STATE,), {"fields": {}}, tuple(parents)))
    return planned, left
