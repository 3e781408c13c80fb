"""Several PCs that write, show, exchange and resolve, and an oracle that only knows who had seen what.

The oracle shares no code with app.core: it keeps, for every write, the set of writes its author had been shown.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from app.core import heads as core_heads
from app.core import operations as core_ops

RECORDS = ("r1", "r2")
ATOMS = ("verdict", "memo")
VALUES = ("fit", "gap", "ask")


@dataclass(frozen=True)
class Edit:
    """A PC writes what it is shown right now."""

    pc: int
    rid: str
    atom: str
    value: str


@dataclass(frozen=True)
class Open:
    """A PC opens an atom for editing; what it is shown then counts as seen."""

    pc: int
    rid: str
    atom: str


@dataclass(frozen=True)
class Commit:
    """A PC commits what it opened earlier (nothing if it opened nothing)."""

    pc: int
    rid: str
    atom: str
    value: str


@dataclass(frozen=True)
class Resolve:
    """A PC decides the conflict it sees (nothing if it sees none)."""

    pc: int
    rid: str
    atom: str
    value: str


@dataclass(frozen=True)
class Sync:
    """A PC receives everything another one has."""

    to: int
    source: int


Step = Edit | Open | Commit | Resolve | Sync


@dataclass
class Pc:
    """One installation: its operations and what it has open."""

    actor: str
    ops: dict[str, core_ops.Operation] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)  # oracle: numbers of the writes it holds
    shown: dict[tuple[str, str], tuple[tuple[str, ...], frozenset[int]]] = field(default_factory=dict)

    def heads(self, rid: str, atom: str) -> tuple[str, ...]:
        return core_heads.heads([o for o in self.ops.values() if o.rid == rid], atom)

    def state(self, rid: str, atom: str) -> core_heads.AtomState:
        return core_heads.settle([self.ops[i] for i in self.heads(rid, atom)], atom)


@dataclass(frozen=True)
class Write:
    """What the oracle knows of a write."""

    number: int
    rid: str
    atom: str
    value: str
    seen: frozenset[int]


class World:
    """Plays steps on PCs and oracle alike."""

    def __init__(self, pcs: int = 3, *, same_actor: bool = False) -> None:
        self.pcs = [Pc("a" if same_actor else f"a{n}") for n in range(pcs)]
        self.writes: dict[int, Write] = {}
        self.number_of: dict[str, int] = {}
        self._counter = itertools.count()

    def play(self, steps: list[Step]) -> None:
        for step in steps:
            self._step(step)

    def _step(self, step: Step) -> None:
        if isinstance(step, Sync):
            to, source = self.pcs[step.to], self.pcs[step.source]
            receive(to, list(source.ops.values()))
            to.seen |= source.seen
            return
        pc = self.pcs[step.pc]
        key = (step.rid, step.atom)
        known = frozenset(n for n in pc.seen if (self.writes[n].rid, self.writes[n].atom) == key)
        if isinstance(step, Open):
            pc.shown[key] = (pc.heads(*key), known)
        elif isinstance(step, Commit):
            if key in pc.shown:
                parents, seen = pc.shown.pop(key)
                self.write(pc, "set", key, step.value, parents, seen)
        elif isinstance(step, Resolve):
            if pc.state(*key).conflict:
                self.write(pc, "resolve", key, step.value, pc.heads(*key), known)
        elif not pc.state(*key).conflict:
            self.write(pc, "set", key, step.value, pc.heads(*key), known)

    def write(
        self, pc: Pc, kind: str, key: tuple[str, str], value: str, parents: tuple[str, ...], seen: frozenset[int]
    ) -> core_ops.Operation:
        number = next(self._counter)
        rid, atom = key
        fields = {"verdict": value, "stamp": {"basis": str(number)}} if atom == "verdict" else {"text": value}
        last = max((self.number_of[i], i) for i in pc.ops)[1] if pc.ops else ""
        op = core_ops.make(
            kind=kind, rid=rid, type="item", atoms=(atom,), payload={"fields": fields, "reason": f"理由{number}"},
            parents=parents, actor=pc.actor, prev=last, unit=f"u{number}", label="試し",
            at=f"2026-01-01T00:00:{(number * 7) % 60:02d}", by=f"課/{pc.actor}", role="clerk", app="test",
            salt=number.to_bytes(16, "big"),
        )  # fmt: skip
        self.writes[number] = Write(number, rid, atom, value, seen)
        self.number_of[op.op_id] = number
        pc.ops[op.op_id] = op
        pc.seen.add(number)
        return op

    # --- the oracle --------------------------------------------------------------------------------------------------

    def expected_values(self, numbers: set[int], rid: str, atom: str) -> set[str]:
        """Values nobody among ``numbers`` had been shown before writing: the ones that must stand side by side."""
        mine = [self.writes[n] for n in numbers if (self.writes[n].rid, self.writes[n].atom) == (rid, atom)]
        shown_to_someone = set().union(*(w.seen for w in mine)) if mine else set()
        return {w.value for w in mine if w.number not in shown_to_someone}


def receive(pc: Pc, ops: list[core_ops.Operation]) -> None:
    """What a merge does with the set: verify and unite."""
    for op in ops:
        checked = core_ops.parse(op.header, op.value, op.salt, op_id=op.op_id)
        pc.ops.setdefault(checked.op_id, checked)


def values_shown(pc: Pc, rid: str, atom: str) -> set[str]:
    """The values a PC shows for an atom: one when settled, several in conflict."""
    state = pc.state(rid, atom)
    name = "verdict" if atom == "verdict" else "text"
    if state.conflict:
        return {(pc.ops[i].fields(atom) or {}).get(name, "") for i in state.heads}
    return {state.fields[name]} if state.fields else set()
