"""Named frozen states (月次, 予算要求版, 改定前 …) that can be compared with one another and with now.

Operations only grow and keep their order in this file, so a baseline is the point up to which they had come; its
digest proves that nothing before that point changed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from app.core import heads as core
from app.core.operations import REDACTION, Fields, Operation, digest, parse
from app.core.problems import LOCKED, UserProblem
from app.core.withdrawals import withdrawn
from app.store.project import Project, now
from app.store.redacting import stand_ins


@dataclass(frozen=True, slots=True)
class Baseline:
    """One named state."""

    id: str
    name: str
    at: str
    by: str
    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Difference:
    """An atom that isn't the same in two states. None = nothing there or in conflict."""

    rid: str
    type: str
    atom: str
    ref: dict[str, str]
    old: Fields | None
    new: Fields | None


def add(project: Project, name: str) -> Baseline:
    """Freezes now under a name. Raises UserProblem when the name is taken or empty, or the file is read-only."""
    if project.read_only:
        raise UserProblem(
            "read_only", f"読むだけで開いているため残せません。{project.read_only_reason}", exit_code=LOCKED
        )
    if not name.strip():
        raise UserProblem("name_missing", "版の名前がありません。", hint="例：予算要求版、2026年11月次。")
    if any(b.name == name for b in all_of(project)):
        raise UserProblem("name_taken", f"「{name}」という版は既にあります。", hint="別の名前にしてください。")
    seq = int(project.con.execute("SELECT coalesce(max(seq), 0) FROM op").fetchone()[0])
    made = Baseline(uuid.uuid4().hex, name, now(), project.author.by, seq, project.digest())
    with project.local_write() as con:
        con.execute(
            "INSERT INTO baseline(id, name, at, by, seq, digest) VALUES (?,?,?,?,?,?)",
            (made.id, made.name, made.at, made.by, made.seq, made.digest),
        )
    return made


def all_of(project: Project) -> list[Baseline]:
    """Every baseline, oldest first."""
    return [Baseline(*r) for r in project.con.execute("SELECT id, name, at, by, seq, digest FROM baseline ORDER BY at")]


def find(project: Project, name: str) -> Baseline:
    """By name or id. Raises UserProblem when there is none."""
    for baseline in all_of(project):
        if name in (baseline.name, baseline.id):
            return baseline
    raise UserProblem(
        "no_baseline",
        f"「{name}」という版はありません。",
        hint="fitgap baseline list で名前を確かめてください。",
        exit_code=2,
    )


def compare(project: Project, old: Baseline, new: Baseline | None) -> list[Difference]:
    """What differs between two states; ``new`` None = now. Atoms in the order of their record and name.

    Raises UserProblem (exit code 4) when the operations before a baseline are no longer those it was made of.
    """
    before = _state(project, old)
    after = _state(project, new)
    out = []
    for key in sorted(before.keys() | after.keys()):
        a, b = before.get(key), after.get(key)
        old_fields, new_fields = (a[0] if a else None), (b[0] if b else None)
        if old_fields != new_fields:
            some = b or a
            assert some is not None
            out.append(Difference(key[0], some[1], key[1], some[2], old_fields, new_fields))
    return out


def _state(project: Project, at: Baseline | None) -> dict[tuple[str, str], tuple[Fields | None, str, dict[str, str]]]:
    limit = at.seq if at else 2**62
    rows = project.con.execute("SELECT op_id, header, value, salt FROM op WHERE seq<=? ORDER BY rid, seq", (limit,))
    ops = [parse(r[1], r[2], r[3], op_id=r[0]) for r in rows]
    if at is not None and digest(o.op_id for o in ops) != at.digest:
        raise UserProblem(
            "baseline_damaged",
            f"「{at.name}」を残したあとに、それより前の記録が変わっています。",
            hint="控えから戻すことを考えてください。",
            exit_code=LOCKED,
        )
    found: dict[tuple[str, str], tuple[Fields | None, str, dict[str, str]]] = {}
    gone = withdrawn(ops)
    instead = {i: {a: o for o in with_mask for a in o.atoms} for i, with_mask in _instead(project).items()}
    for rid, part in _by_record(ops):
        by_id = {o.op_id: o for o in part}
        ref = next((r for r in (o.ref() for o in part) if r), {})
        for atom in {a for o in part for a in o.atoms}:
            heads = core.heads(part, atom, counts=lambda o: o.op_id not in gone)
            state = core.settle([instead.get(i, {}).get(atom, by_id[i]) for i in heads], atom)
            if state.fields is not None or state.conflict:
                found[rid, atom] = ({"conflict": True} if state.conflict else state.fields, part[0].type, ref)
    return found


def _instead(project: Project) -> dict[str, list[Operation]]:
    """What was erased → what says the same with ■: a baseline of before isn't another state because of it."""
    rids = [r[0] for r in project.con.execute(f"SELECT rid FROM record WHERE type='{REDACTION}'")]
    return stand_ins(project.con, rids)


def _by_record(ops: Iterable[Operation]) -> Iterable[tuple[str, list[Operation]]]:
    groups: dict[str, list[Operation]] = {}
    for op in ops:
        groups.setdefault(op.rid, []).append(op)
    return groups.items()
