"""Heads, settled values and deleted records, each from a small picture of who descends from whom."""

from __future__ import annotations

import pytest

from app.core import heads as core
from app.core.operations import STATE, Operation, make


def draw(picture: str) -> dict[str, Operation]:
    """Operations from lines such as ``c gap < a b``: name, value, and after ``<`` the parents' names.

    A name in capitals is an operation of a kind that doesn't count.
    """
    made: dict[str, Operation] = {}
    for line in picture.strip().splitlines():
        left, _, right = line.strip().partition("<")
        name, value = left.split()
        made[name] = make(
            kind="set" if name.islower() else "from-the-future", rid="r", type="item", atoms=("verdict",),
            payload={"fields": {"verdict": value, "stamp": {"basis": name}}},
            parents=[made[p].op_id for p in right.split()], actor="x", prev="", unit="u", label="", at=f"t{len(made)}",
            by="課/人", role="clerk", app="test", salt=name.encode().ljust(16),
        )  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("picture", "heads", "shown"),
    [
        ("a fit", "a", "fit"),
        ("a fit\nb gap < a", "b", "gap"),
        ("a fit\nb gap < a\nc ask < a", "b c", "conflict"),
        ("a fit\nb gap < a\nc gap < a", "b c", "gap"),  # two who agree
        ("a fit\nb gap < a\nc ask < a\nd gap < b c", "d", "gap"),  # resolved
        ("a fit\nb gap < a\nc ask < a\nd gap < b", "c d", "conflict"),  # named one head only
        ("a fit\nB gap < a", "a", "fit"),  # a kind of the future doesn't count
        ("a fit\nB gap < a\nc ask < B", "c", "ask"),  # but what follows it descends from a
    ],
)
def test_heads(picture: str, heads: str, shown: str) -> None:
    ops = draw(picture)
    found = core.heads(ops.values(), "verdict")
    assert set(found) == {ops[n].op_id for n in heads.split()}
    state = core.settle([ops[n] for n in heads.split()], "verdict")
    assert state.conflict == (shown == "conflict")
    assert (state.fields or {}).get("verdict", "conflict") == shown


def test_a_parent_that_has_not_arrived_changes_nothing_else() -> None:
    ops = draw("a fit\nb gap < a\nc ask < b")
    partly = [ops["a"], ops["c"]]
    assert set(core.heads(partly, "verdict")) == {ops["a"].op_id, ops["c"].op_id}
    assert core.heads(ops.values(), "verdict") == (ops["c"].op_id,)


def test_cleared_against_a_value_is_a_conflict() -> None:
    ops = draw("a fit\nb gap < a")
    cleared = make(
        kind="set", rid="r", type="item", atoms=("verdict",), payload={"fields": {}}, parents=[ops["a"].op_id],
        actor="y", prev="", unit="u", label="", at="t9", by="", role="", app="", salt=b"0" * 16,
    )  # fmt: skip
    assert core.settle([ops["b"], cleared], "verdict").conflict
    assert core.settle([cleared], "verdict").fields is None


def _record(kind: str, atoms: tuple[str, ...], parents: list[str], salt: bytes) -> Operation:
    payload: dict[str, object] = {"atoms": {}} if kind == "create" else {"fields": {}}
    return make(
        kind=kind, rid="r", type="department", atoms=atoms, payload=payload,
        parents=parents, actor="x", prev="", unit="u", label="", at="t", by="", role="", app="", salt=salt,
    )  # fmt: skip


def test_a_delete_covers_what_it_saw_and_what_that_came_from() -> None:
    create = _record("create", (STATE, "identity"), [], b"1" * 16)
    edit = _record("set", ("identity",), [create.op_id], b"2" * 16)
    delete = _record("delete", (STATE,), [create.op_id, edit.op_id], b"3" * 16)
    late = _record("set", ("identity",), [create.op_id], b"4" * 16)

    def state(*ops: Operation) -> core.RecordState:
        by_id = {o.op_id: o for o in ops}
        return core.record_state(by_id, {a: core.heads(ops, a) for a in (STATE, "identity")})

    assert state(create, edit) == core.RecordState(present=True, conflict=False)
    assert state(create, edit, delete) == core.RecordState(present=False, conflict=False)
    assert state(create, edit, delete, late) == core.RecordState(present=True, conflict=True)
    restore = _record("restore", (STATE,), [delete.op_id], b"5" * 16)
    assert state(create, edit, delete, restore) == core.RecordState(present=True, conflict=False)
