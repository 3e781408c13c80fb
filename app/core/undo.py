"""Undo and redo as new operations: what was done stays in the log, and only what nobody changed since goes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.operations import GONE, STATE, Operation

_SAME_KIND = {"adopt", "add", "retract"}


@dataclass(frozen=True, slots=True)
class Planned:
    """An operation to write: its parents are exactly the operations undone, or the one planned before (``after``)."""

    kind: str
    rid: str
    type: str
    atoms: tuple[str, ...]
    payload: dict[str, Any]
    parents: tuple[str, ...]
    by: str | None = None  # the original author, kept when an undone resolve brings former values back
    after: Planned | None = None  # planned earlier; written instead of ``parents``


@dataclass(frozen=True, slots=True)
class Left:
    """An atom that was changed since and is therefore left alone."""

    rid: str
    type: str
    atom: str


Lookup = Callable[[str], Operation | None]
Heads = Callable[[str, str], tuple[str, ...]]
AllHeads = Callable[[str], Mapping[str, tuple[str, ...]]]
StandsFor = Callable[[str], frozenset[str]]
"""Operation → the operations whose state it is: itself, and what an undo or redo of ours went back to. ``NOTHING`` is
among them when it went back to an atom that was never set."""

NOTHING = ""


def itself(op_id: str) -> frozenset[str]:
    """An operation that stands for no other."""
    return frozenset((op_id,))


def plan_undo(
    unit: Iterable[Operation], lookup: Lookup, heads: Heads, all_heads: AllHeads, stands_for: StandsFor = itself
) -> tuple[list[Planned], list[Left]]:
    """What to write so that a unit's operations are undone. Later operations of the unit go first.

    An operation that later steps changed and their undoing brought back is still there to be undone.
    """
    planned: list[Planned] = []
    left: list[Left] = []
    operations = list(unit)
    own = {NOTHING, *(op.op_id for op in operations)}
    for op in reversed(operations):
        if op.kind in ("create", "add", "derive", "delete", "restore"):
            _plan_state(op, lookup, heads, all_heads, stands_for, own, planned, left)
            continue
        there = _standing(op.op_id, heads(op.rid, op.atoms[0]), stands_for)
        if there:
            _plan_value(op, there, lookup, planned, left)
        else:
            left.append(Left(op.rid, op.type, op.atoms[0]))
    return planned, left


def _standing(op_id: str, heads: tuple[str, ...], stands_for: StandsFor) -> tuple[str, ...]:
    """The heads that are an operation's state; () when something else came since."""
    if op_id in heads:
        return (op_id,)
    return tuple(head for head in heads if op_id in stands_for(head))


def _plan_value(
    op: Operation, there: tuple[str, ...], lookup: Lookup, planned: list[Planned], left: list[Left]
) -> None:
    atom = op.atoms[0]
    kind = op.kind if op.kind in _SAME_KIND else "set"
    former = [p for p in (lookup(i) for i in op.parents) if p is not None and atom in p.atoms]
    if len(former) < len(op.parents) or any(p.value is None for p in former):
        left.append(Left(op.rid, op.type, atom))  # a former value never arrived or was erased: nothing to go back to
        return
    own = [p for p in former if p.rid == op.rid]
    cleared: Planned | None = None
    if not own:
        # nothing was there, or it was there under another id of the same item: then that id takes the value back
        cleared = Planned(kind, op.rid, op.type, (atom,), _payload({}, op), there)
        planned.append(cleared)
    seen: set[tuple[str, str]] = set()
    for parent in former:
        fields = parent.fields(atom) or {}
        key = (parent.rid, repr(sorted(fields.items())))
        if key in seen:
            continue
        seen.add(key)
        payload = _payload(fields, op if parent.rid == op.rid else parent)
        if parent.reason():
            payload["reason"] = parent.reason()
        author = parent.by if len(former) > 1 else None
        planned.append(Planned(kind, parent.rid, op.type, (atom,), payload, there, author, cleared))


def _payload(fields: Mapping[str, Any], of: Operation) -> dict[str, Any]:
    return {"fields": dict(fields), **({"ref": of.ref()} if of.ref() else {})}


def _plan_state(
    op: Operation,
    lookup: Lookup,
    heads: Heads,
    all_heads: AllHeads,
    stands_for: StandsFor,
    own: set[str],
    planned: list[Planned],
    left: list[Left],
) -> None:
    there = _standing(op.op_id, heads(op.rid, STATE), stands_for)
    if not there:
        left.append(Left(op.rid, op.type, STATE))
        return
    if op.kind in GONE:
        planned.append(Planned("restore", op.rid, op.type, (STATE,), {"fields": {}}, there))
        return
    if op.kind == "restore" and op.reason():  # settled 削除 vs 編集: the deletion is back as it had seen the record
        former = [p for p in (lookup(i) for i in op.parents) if p is not None and p.kind in GONE]
        named = {*there, *(i for p in former for i in p.parents)}
        gone = former[0] if former else None
        kind, payload = ("delete", None) if gone is None else (gone.kind, gone.payload())
        planned.append(Planned(kind, op.rid, op.type, (STATE,), payload or {"fields": {}}, tuple(sorted(named))))
        return
    current = all_heads(op.rid)
    changed = [
        atom
        for atom, ids in current.items()
        if atom != STATE and op.kind != "restore" and any(not stands_for(i) & own for i in ids)
    ]
    if changed:
        left.extend(Left(op.rid, op.type, a) for a in changed)
        return
    named = {i for ids in current.values() for i in ids}
    # what the same step set on the record goes with it and comes back with it: the delete names it as seen
    planned[:] = [p for p in planned if p.rid != op.rid]
    planned.append(Planned("delete", op.rid, op.type, (STATE,), {"fields": {}}, tuple(sorted(named))))


def plan_redo(
    unit: Iterable[Operation],
    undoing: Iterable[Operation],
    heads: Heads,
    all_heads: AllHeads,
    stands_for: StandsFor = itself,
) -> tuple[list[Planned], list[Left]]:
    """What to write so that an undone unit is done again, where the state the undoing left is still there."""
    undone = _undoers(list(undoing))
    planned: list[Planned] = []
    left: list[Left] = []
    for op in unit:
        about_state = op.kind in ("create", "add", "derive", "delete", "restore")
        atom = STATE if about_state else op.atoms[0]
        undoers = undone.get((op.rid, atom))
        if undoers is None:
            continue  # left alone by the undo as well
        parents = _same_state(undoers, heads(op.rid, atom), stands_for)
        if not parents or (not about_state and op.value is None):  # changed since, or erased
            left.append(Left(op.rid, op.type, atom))
        elif not about_state:
            planned.append(Planned(op.kind, op.rid, op.type, (atom,), op.payload() or {}, parents))
        elif op.kind in GONE:
            named = {i for ids in all_heads(op.rid).values() for i in ids}
            payload = op.payload() or {"fields": {}}
            planned.append(Planned(op.kind, op.rid, op.type, (STATE,), payload, tuple(sorted(named))))
        else:
            planned.append(Planned("restore", op.rid, op.type, (STATE,), {"fields": {}}, parents))
    return planned, left


def _undoers(undoing: list[Operation]) -> dict[tuple[str, str], list[str]]:
    """(record, atom) → the operations that hold what its undoing went back to.

    Of an item under several ids these may be operations on another id, written after or beside the one on its own.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for op in undoing:
        for atom in op.atoms:
            later = [x.op_id for x in undoing if atom in x.atoms and op.op_id in x.parents]
            beside = [x.op_id for x in undoing if x.atoms == op.atoms and x.rid != op.rid and x.parents == op.parents]
            mine = found.setdefault((op.rid, atom), [])
            mine += [i for i in later or [op.op_id, *(beside if op.parents else ())] if i not in mine]
    return found


def _same_state(undoers: list[str], heads: tuple[str, ...], stands_for: StandsFor) -> tuple[str, ...]:
    """The heads that are the state the undoing operations left; () when one of them is gone."""
    if set(undoers) <= set(heads):
        return tuple(undoers)
    wanted = [stands_for(i) for i in undoers]
    found = {head: stands_for(head) for head in heads}
    if not all(any(one & other for other in found.values()) for one in wanted):
        return ()
    return tuple(head for head, other in found.items() if any(one & other for one in wanted))
