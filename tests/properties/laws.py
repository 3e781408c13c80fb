"""The laws of merging as functions that hypothesis drives, so that planted bugs can be run against the same ones."""

from __future__ import annotations

import dataclasses
import json
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import heads as core_heads
from app.core import operations as core_ops
from tests.helpers.replicas import (
    ATOMS,
    RECORDS,
    VALUES,
    Commit,
    Edit,
    Open,
    Resolve,
    Sync,
    World,
    receive,
    values_shown,
)

PCS = 3
_pc, _rid, _atom = st.integers(0, PCS - 1), st.sampled_from(RECORDS), st.sampled_from(ATOMS)
_value = st.sampled_from(VALUES)
STEPS = st.lists(
    st.one_of(
        st.builds(Edit, _pc, _rid, _atom, _value),
        st.builds(Open, _pc, _rid, _atom),
        st.builds(Commit, _pc, _rid, _atom, _value),
        st.builds(Resolve, _pc, _rid, _atom, _value),
        st.builds(Sync, _pc, _pc),
        st.builds(Sync, _pc, _pc),
    ),
    max_size=25,
)
LAW = settings(
    max_examples=120, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def _snapshot(pc) -> object:
    return {
        (r, a): (s.heads, json.dumps(s.fields, sort_keys=True), s.conflict)
        for r in RECORDS
        for a in ATOMS
        for s in [pc.state(r, a)]
    }


def _everything(world: World) -> list[core_ops.Operation]:
    return list({o.op_id: o for pc in world.pcs for o in pc.ops.values()}.values())


@LAW
@given(STEPS, st.randoms(use_true_random=False))
def p1_commutes(steps: list, rnd: random.Random) -> None:
    """Any order of arrival gives the same state and digest."""
    world = World(PCS)
    world.play(steps)
    ops = _everything(world)
    fresh = World(2).pcs
    for pc in fresh:
        rnd.shuffle(ops)
        receive(pc, ops)
    assert _snapshot(fresh[0]) == _snapshot(fresh[1])
    assert core_ops.digest(fresh[0].ops) == core_ops.digest(fresh[1].ops)


@LAW
@given(STEPS)
def p3_idempotent(steps: list) -> None:
    """Receiving again what is there changes nothing."""
    world = World(PCS)
    world.play(steps)
    pc = world.pcs[0]
    before, count = _snapshot(pc), len(pc.ops)
    receive(pc, list(pc.ops.values()))
    assert (_snapshot(pc), len(pc.ops)) == (before, count)


@LAW
@given(STEPS, _rid, _atom, _value)
def p5_no_spurious_conflict(steps: list, rid: str, atom: str, value: str) -> None:
    """Who decides having seen everything sees exactly that value, on every PC."""
    world = World(PCS)
    world.play(steps)
    for n in range(1, PCS):
        world.play([Sync(0, n)])
    kind = Resolve if world.pcs[0].state(rid, atom).conflict else Edit
    world.play([kind(0, rid, atom, value)])
    for n in range(1, PCS):
        world.play([Sync(n, 0)])
    for pc in world.pcs:
        assert values_shown(pc, rid, atom) == {value}
        assert not pc.state(rid, atom).conflict


@LAW
@given(STEPS)
def p6_no_hidden_conflict(steps: list) -> None:
    """Exactly the values nobody had seen before writing stand side by side (independent oracle)."""
    world = World(PCS)
    world.play(steps)
    for pc in world.pcs:
        for rid in RECORDS:
            for atom in ATOMS:
                expected = world.expected_values(pc.seen, rid, atom)
                assert values_shown(pc, rid, atom) == expected
                assert pc.state(rid, atom).conflict == (len(expected) > 1)


@LAW
@given(STEPS)
def p8_copied_file_loses_nothing(steps: list) -> None:
    """Two people with the same author id (a copied file) keep every word."""
    world = World(PCS, same_actor=True)
    world.play(steps)
    for n in range(1, PCS):
        world.play([Sync(0, n)])
    assert len(world.pcs[0].ops) == len(world.writes)
    reasons = {o.reason() for o in world.pcs[0].ops.values()}
    assert reasons == {f"理由{n}" for n in world.writes}


@LAW
@given(STEPS, st.integers(0, 10**9), st.integers(1, 255), st.sampled_from(("header", "value", "salt", "op_id")))
def p7_content_not_matching_its_hashes_is_refused(steps: list, place: int, xor: int, part: str) -> None:
    """One changed byte anywhere is noticed."""
    world = World(PCS)
    world.play([Edit(0, "r1", "verdict", "fit"), *steps])
    op = next(iter(world.pcs[0].ops.values()))
    if part == "op_id":
        op = dataclasses.replace(op, op_id="0" * 64)
    else:
        data = bytearray(getattr(op, part))
        data[place % len(data)] ^= xor
        op = dataclasses.replace(op, **{part: bytes(data)})
    victim = World(1).pcs[0]
    try:
        receive(victim, [op])
    except core_ops.CorruptOperation:
        return
    raise AssertionError("a changed byte was accepted")


@LAW
@given(st.permutations(["a", "b", "c"]), st.booleans())
def heads_walk_through_what_does_not_count(order: list[str], counting: bool) -> None:
    """a ← b ← c: if b doesn't count, c still supersedes a; if c doesn't count either, a is the head again."""
    world = World(1)
    pc = world.pcs[0]
    made = {}
    parents: tuple[str, ...] = ()
    for name in "abc":
        op = world.write(pc, "set", ("r1", "memo"), name, parents, frozenset())
        made[name] = op
        parents = (op.op_id,)
    ops = [made[n] for n in order]
    silent = {made["b"].op_id} if counting else {made["b"].op_id, made["c"].op_id}
    found = core_heads.heads(ops, "memo", counts=lambda o: o.op_id not in silent)
    assert found == ((made["c"] if counting else made["a"]).op_id,)


@LAW
@given(STEPS)
def same_value_is_no_conflict(steps: list) -> None:
    """Two who write the same, for another edition (stamp), agree; the conflict id never depends on order."""
    world = World(2)
    world.play([Edit(0, "r1", "verdict", "fit"), Edit(1, "r1", "verdict", "fit"), Sync(0, 1), Sync(1, 0)])
    for pc in world.pcs:
        assert not pc.state("r1", "verdict").conflict
    ids = list(world.pcs[0].ops)
    assert core_heads.conflict_id(ids) == core_heads.conflict_id(ids[::-1])


ALL = (
    p1_commutes,
    p3_idempotent,
    p5_no_spurious_conflict,
    p6_no_hidden_conflict,
    p8_copied_file_loses_nothing,
    p7_content_not_matching_its_hashes_is_refused,
    heads_walk_through_what_does_not_count,
    same_value_is_no_conflict,
)
