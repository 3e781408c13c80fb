"""Reading the log, and undoing and redoing steps across restarts."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.operations import STATE, Operation
from app.core.problems import UserProblem
from app.core.undo import NOTHING, Left, StandsFor, plan_redo, plan_undo
from app.store import kinship, oplog
from app.store.project import Project
from app.store.unit import Changes


@dataclass(frozen=True, slots=True)
class Step:
    """One named step as listed."""

    unit: str
    label: str
    by: str
    at: str
    operations: int


@dataclass(frozen=True, slots=True)
class Stacks:
    """How many steps can be undone and redone now, and which comes next."""

    undo: int
    redo: int
    next_undo: tuple[str, str] | None  # (unit to undo, its label)
    next_redo: tuple[str, str, str] | None  # (unit to do again, the unit that undid it, label)


def steps(con: sqlite3.Connection, *, rids: Sequence[str] | None = None, limit: int | None = None) -> list[Step]:
    """The steps, oldest first; only those that touched ``rids`` if given; the newest ``limit`` if given.

    An item that was renumbered has one history under all its ids.
    """
    sql = "SELECT unit, label, by, at, operations FROM unit"
    values: tuple[object, ...] = ()
    if rids is not None:
        values = tuple(dict.fromkeys(m for rid in rids for m in kinship.members(con, rid)))
        sql += f" WHERE unit IN (SELECT unit FROM op WHERE rid IN ({','.join('?' * len(values))}))"
    sql += " ORDER BY seq DESC"
    if limit is not None:
        sql += " LIMIT ?"
        values = (*values, limit)
    return [Step(*row) for row in con.execute(sql, values)][::-1]


def stacks(project: Project) -> Stacks:
    """Computed from this file's own steps, so it holds after a restart too. Merged steps are never offered.

    Only steps added since the last call are read: thousands of verdicts don't slow the next one down.
    """
    seen, undo, redo = project.steps_seen
    for seq, unit, label, origin, target in project.con.execute(
        "SELECT seq, unit, label, origin, target FROM unit WHERE seq > ? AND origin <> 'merge' ORDER BY seq", (seen,)
    ):
        seen = seq
        if origin == "do":
            undo.append((unit, label))
            redo.clear()
        elif origin == "undo" and undo and undo[-1][0] == target:
            done = undo.pop()
            redo.append((done[0], unit, done[1]))
        elif origin == "redo" and redo and redo[-1][0] == target:
            again = redo.pop()
            undo.append((unit, again[2]))
    project.steps_seen = (seen, undo, redo)
    return Stacks(len(undo), len(redo), undo[-1] if undo else None, redo[-1] if redo else None)


def undo(project: Project) -> tuple[Changes, list[Left]]:
    """Undoes the newest step of this file. Raises UserProblem when there is none."""
    found = stacks(project).next_undo
    if found is None:
        raise UserProblem(
            "nothing_to_undo", "元に戻せる操作はありません。", hint="この控えで行った操作だけを戻せます。"
        )
    unit, label = found
    planned, left = plan_undo(
        project.operations(unit), project.operation, project.heads, project.all_heads, _stands_for(project)
    )
    with project.unit(f"元に戻す：{label}", origin="undo", target=unit) as step:
        for op in planned:
            step.write(op)
    return step.changes, left


def redo(project: Project) -> tuple[Changes, list[Left]]:
    """Does the last undone step again. Raises UserProblem when there is none."""
    found = stacks(project).next_redo
    if found is None:
        raise UserProblem(
            "nothing_to_redo", "やり直せる操作はありません。", hint="「元に戻す」の直後にだけ、やり直せます。"
        )
    unit, undoing, label = found
    planned, left = plan_redo(
        project.operations(unit),
        project.operations(undoing),
        project.heads,
        project.all_heads,
        _stands_for(project),
    )
    with project.unit(f"やり直す：{label}", origin="redo", target=unit) as step:
        for op in planned:
            step.write(op)
    return step.changes, left


def _stands_for(project: Project) -> StandsFor:
    """What an operation of ours went back to: by undoing the state before a step, by redoing the step itself."""
    known: dict[str, frozenset[str]] = {}

    def stands_for(op_id: str) -> frozenset[str]:
        if op_id not in known:
            found: set[str] = set()
            waiting = [op_id]
            while waiting:
                at = waiting.pop()
                if at not in found:
                    found.add(at)
                    waiting += _went_back_to(project, at)
            known[op_id] = frozenset(found)
        return known[op_id]

    return stands_for


def _went_back_to(project: Project, op_id: str) -> list[str]:
    op = project.operation(op_id) if op_id != NOTHING else None
    if op is None:
        return []
    row = project.con.execute("SELECT origin, target FROM unit WHERE unit=?", (op.unit,)).fetchone()
    if row is None or row[0] not in ("undo", "redo"):
        return []
    atom = op.atoms[0]
    steps = [x for x in project.operations(row[1]) if x.atoms[0] == atom]
    if row[0] == "redo":
        return [x.op_id for x in steps if x.rid == op.rid]
    out: list[str] = []
    for step in steps:
        former = [f for f in map(project.operation, step.parents) if f is not None and f.rid == op.rid]
        if not former and step.rid == op.rid:
            out.append(NOTHING)
        said = op.fields(atom)  # None: erased, so nobody can tell what it went back to
        same = [f for f in former if atom in f.atoms and (atom == STATE or f.fields(atom) == said is not None)]
        out += [f.op_id for f in same]
    return out


def of_atom(project: Project, rid: str, atom: str) -> list[Operation]:
    """Every operation on an atom, in the order it entered this file: the full history of a value, under all ids."""
    rids = kinship.members(project.con, rid)
    found = [o for _, ops in oplog.of_records(project.con, rids) for o in ops if atom in o.atoms]
    if len(rids) == 1:
        return found
    marks = ",".join("?" * len(rids))
    order = [r[0] for r in project.con.execute(f"SELECT op_id FROM op WHERE rid IN ({marks}) ORDER BY seq", rids)]
    by_id = {o.op_id: o for o in found}
    return [by_id[i] for i in order if i in by_id]
