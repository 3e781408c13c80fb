"""Properties prove nothing unless they fail on wrong code: every bug planted here must be noticed by some law."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from app.core import heads as core_heads
from app.core import operations as core_ops
from tests.helpers import replicas
from tests.properties import laws

real_make, real_parse = core_ops.make, core_ops.parse
real_heads, real_settle = core_heads.heads, core_heads.settle


def _empty_parents(patch):
    patch.setattr(core_ops, "make", lambda **k: real_make(**{**k, "parents": ()}))


def _one_parent_only(patch):
    patch.setattr(core_ops, "make", lambda **k: real_make(**{**k, "parents": sorted(k["parents"])[:1]}))


def _first_head_wins(patch):
    patch.setattr(core_heads, "heads", lambda ops, atom, **k: real_heads(ops, atom, **k)[:1])


def _clock_wins(patch):
    def heads(ops, atom, **k):
        ops = list(ops)
        by_id = {o.op_id: o for o in ops}
        found = real_heads(ops, atom, **k)
        return (max(found, key=lambda i: by_id[i].at),) if found else ()

    patch.setattr(core_heads, "heads", heads)


def _last_arrived_wins(patch):
    def heads(ops, atom, **k):
        ops = list(ops)
        found = real_heads(ops, atom, **k)
        return tuple(o.op_id for o in ops if o.op_id in found)[-1:]

    patch.setattr(core_heads, "heads", heads)


def _conflict_hidden(patch):
    def settle(ops, atom):
        state = real_settle(ops, atom)
        return (
            dataclasses.replace(state, conflict=False, fields={"verdict": "fit", "text": "fit"})
            if state.conflict
            else state
        )

    patch.setattr(core_heads, "settle", settle)


def _stamp_compared(patch):
    patch.setattr(core_heads, "IGNORED_IN_COMPARISON", {})


def _counter_ids(patch):
    counters: dict[str, itertools.count] = {}

    def make(**k):
        op = real_make(**k)
        n = next(counters.setdefault(k["actor"], itertools.count()))
        return dataclasses.replace(op, op_id=f"{k['actor']}-{n // 2}")

    patch.setattr(core_ops, "make", make)
    patch.setattr(core_ops, "parse", lambda h, v, s, op_id=None: dataclasses.replace(real_parse(h, v, s), op_id=op_id))


def _reason_dropped(patch):
    def make(**k):
        return real_make(**{**k, "payload": {x: y for x, y in k["payload"].items() if x != "reason"}})

    patch.setattr(core_ops, "make", make)


def _commitment_unchecked(patch):
    patch.setattr(core_ops, "commitment", lambda salt, value: "0" * 64)


def _id_unchecked(patch):
    patch.setattr(core_ops, "parse", lambda h, v, s, op_id=None: real_parse(h, v, s))


def _not_through_silent(patch):
    def heads(ops, atom, *, counts=None):
        ops = [o for o in ops if counts is None or counts(o)]
        return real_heads(ops, atom)

    patch.setattr(core_heads, "heads", heads)


def _orphans_dropped(patch):
    def receive(pc, ops):
        for op in ops:
            checked = core_ops.parse(op.header, op.value, op.salt, op_id=op.op_id)
            if all(p in pc.ops for p in checked.parents):
                pc.ops.setdefault(checked.op_id, checked)

    patch.setattr(replicas, "receive", receive)
    patch.setattr(laws, "receive", receive)


def _record_instead_of_atom(patch):
    def heads(ops, atom, **k):
        ops = list(ops)
        newest = {o.rid: o for o in sorted(ops, key=lambda o: o.at)}
        return tuple(i for i in real_heads(ops, atom, **k) if any(i == o.op_id for o in newest.values()))

    patch.setattr(core_heads, "heads", heads)


BUGS = [
    _empty_parents, _one_parent_only, _first_head_wins, _clock_wins, _last_arrived_wins, _conflict_hidden,
    _stamp_compared, _counter_ids, _reason_dropped, _commitment_unchecked, _id_unchecked, _not_through_silent,
    _orphans_dropped, _record_instead_of_atom,
]  # fmt: skip


@pytest.mark.parametrize("plant", BUGS, ids=lambda f: f.__name__.strip("_"))
def test_a_planted_bug_is_noticed(plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    for law in laws.ALL:
        try:
            law()
        except Exception:  # noqa: BLE001  (any failure is a kill; which one differs by bug)
            return
    pytest.fail("no law noticed this bug")
