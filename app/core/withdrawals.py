"""Which operations were withdrawn (取り消し): they stay readable, and count nowhere any more.

A retraction is a record with one atom, whose value lists the withdrawn operations by id, fixed by who writes it. Taking
it back is a later retract on the same record with an empty list.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.core import heads as core
from app.core.operations import RETRACT, RETRACTION, Operation

OPERATIONS, PACKAGE = "operations", "package"


def listed(heads: Iterable[Operation]) -> frozenset[str]:
    """The operations that the heads of one retraction withdraw; where two differ, what either names."""
    found: set[str] = set()
    for op in heads:
        named = (op.fields(RETRACT) or {}).get(OPERATIONS)
        found.update(i for i in named if isinstance(i, str)) if isinstance(named, list) else None
    return frozenset(found)


def withdrawn(operations: Iterable[Operation]) -> frozenset[str]:
    """All operations withdrawn as of these; retractions themselves can't be withdrawn, only taken back."""
    records: dict[str, list[Operation]] = {}
    for op in operations:
        if op.type == RETRACTION:
            records.setdefault(op.rid, []).append(op)
    found: set[str] = set()
    for ops in records.values():
        by_id = {o.op_id: o for o in ops}
        found |= listed(by_id[i] for i in core.heads(ops, RETRACT))
    return frozenset(found)
