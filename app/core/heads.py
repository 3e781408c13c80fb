"""What counts now: heads, settled values and conflicts, computed from operations and never from clocks.

A head is a counting operation from which no counting operation descends on its atom, directly or through operations
that don't count. Nothing wins by itself: heads with different fields are a conflict until somebody resolves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.core.canonical import canonical, sha256_hex, text_of
from app.core.operations import DELETED, GONE, STATE, Fields, Operation

IGNORED_IN_COMPARISON = {"verdict": ("stamp",), "mapping": ("stamp",)}
"""Fields that say when a value was given, not what: two heads that differ only here agree."""


@dataclass(frozen=True, slots=True)
class AtomState:
    """What an atom is now. ``fields`` is None when nothing is there (never set, or cleared) or when in conflict."""

    heads: tuple[str, ...]  # sorted operation ids
    fields: Fields | None
    conflict: bool
    shown: str | None  # the head whose author and time are shown; the latest by (at, id), which decides nothing else


ABSENT = AtomState((), None, False, None)


def heads(
    operations: Iterable[Operation], atom: str, *, counts: Callable[[Operation], bool] | None = None
) -> tuple[str, ...]:
    """The heads of one atom of one record, sorted by id.

    ``operations``: all known operations of the record that touch the atom, counting or not, in any order.
    """
    known = {op.op_id: op for op in operations if atom in op.atoms}
    counting = {i for i, op in known.items() if op.counts_as_value and (counts is None or counts(op))}
    superseded: set[str] = set()
    for op_id in counting:
        stack = [p for p in known[op_id].parents if p in known]
        seen: set[str] = set()
        while stack:
            parent = stack.pop()
            if parent in seen:
                continue
            seen.add(parent)
            superseded.add(parent)
            if parent not in counting:  # a counting parent marks its own ancestors
                stack.extend(p for p in known[parent].parents if p in known)
    return tuple(sorted(counting - superseded))


def settle(head_operations: Iterable[Operation], atom: str) -> AtomState:
    """What the heads of an atom amount to: absent, settled (all equal, stamp aside), or in conflict."""
    ops = sorted(head_operations, key=lambda o: o.op_id)
    if not ops:
        return ABSENT
    ids = tuple(o.op_id for o in ops)
    latest = max(ops, key=lambda o: (o.at, o.op_id))
    if len(ops) > 1 and len({_comparable(o, atom) for o in ops}) > 1:
        return AtomState(ids, None, True, latest.op_id)
    return AtomState(ids, latest.fields(atom) or None, False, latest.op_id)


def _comparable(op: Operation, atom: str) -> str:
    fields = op.fields(atom)
    if fields is None:  # erased: equal only to itself
        return op.op_id
    return text_of({k: v for k, v in fields.items() if k not in IGNORED_IN_COMPARISON.get(atom, ())})


def agreed(head_operations: Iterable[Operation], atom: str) -> Fields:
    """The fields that every head of an atom gives the same value: what is not disputed while others are."""
    given = [op.fields(atom) or {} for op in head_operations]
    first = given[0] if given else {}
    return {k: v for k, v in first.items() if all(k in f and canonical(f[k]) == canonical(v) for f in given)}


def conflict_id(head_ids: Iterable[str]) -> str:
    """First 12 hex digits of sha256 over the sorted head ids: the same on every PC that sees the same heads."""
    return sha256_hex("".join(sorted(head_ids)).encode())[:12]


@dataclass(frozen=True, slots=True)
class RecordState:
    """Whether a record is there, and whether that itself is disputed (削除 vs 編集, 分割後に編集あり)."""

    present: bool
    conflict: bool


def record_state(operations: Mapping[str, Operation], atom_heads: Mapping[str, tuple[str, ...]]) -> RecordState:
    """State of one record. ``operations``: all its operations by id; ``atom_heads``: heads of each of its atoms.

    A delete, or a derive that made others of it, covers what it names or descends from; while any atom has a head
    outside that, the record stays visible and its state is in conflict, so no edit made meanwhile disappears with it.
    """
    state_heads = [operations[i] for i in atom_heads.get(STATE, ())]
    deletes = [o for o in state_heads if o.kind in GONE]
    if not deletes:
        return RecordState(True, False)
    if len(deletes) < len(state_heads):
        return RecordState(True, True)
    covered: set[str] = set()
    stack = [p for d in deletes for p in d.parents]
    while stack:
        op_id = stack.pop()
        if op_id in covered:
            continue
        covered.add(op_id)
        if op_id in operations:
            stack.extend(operations[op_id].parents)
    open_heads = [i for atom, ids in atom_heads.items() if atom != STATE for i in ids if i not in covered]
    return RecordState(bool(open_heads), bool(open_heads))


def is_deleted(fields: Fields | None) -> bool:
    """Whether settled ``__state`` fields say deleted."""
    return bool(fields) and fields is not None and fields.get("state") == DELETED
