"""From operations to the tables that screens and sheets query. Can be dropped and rebuilt at any time.

``refresh`` brings the touched records up to date inside the transaction that stored their operations; ``rebuild`` does
it for all. Both go through the same code, and a property test holds them equal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.core import heads as core
from app.core.lineage import Kin
from app.core.operations import REDACTION, RETRACTION, STATE, Operation
from app.store import erasing, kinship, oplog
from app.store.names import PROJECTION
from app.store.projectors import PROJECTORS, Row

Tick = Callable[[int, int], None]
FIRST = (RETRACTION, "succession", REDACTION)
"""Types of records that decide what counts in others, which records are one, or what values are gone."""
BLOCK = 2000  # records held in memory at a time


def _quiet(done: int, total: int) -> None:
    """Nobody wants to know how far it is."""


def projected_heads(con: sqlite3.Connection, rid: str, atom: str) -> tuple[str, ...]:
    """The heads of one atom, sorted."""
    rows = con.execute("SELECT op_id FROM head WHERE rid=? AND atom=? ORDER BY op_id", (rid, atom))
    return tuple(r[0] for r in rows)


def rebuild(con: sqlite3.Connection) -> None:
    """Drops the projection and computes it anew. Must run inside a transaction."""
    for table in PROJECTION:
        con.execute(f"DELETE FROM {table}")
    refresh(con, [r[0] for r in con.execute("SELECT DISTINCT rid FROM op ORDER BY rid")], fresh=True)


def refresh(
    con: sqlite3.Connection,
    rids: Iterable[str],
    *,
    fresh: bool = False,
    since: int | None = None,
    first: Iterable[str] | None = None,
    tick: Tick = _quiet,
) -> frozenset[str]:
    """Brings these records' rows up to date, and those of records that are one with them or of which operations were
    withdrawn or count again; all of these records.

    ``fresh``: the tables are known to hold nothing. ``since``: operations from this number on were verified and stored
    in this very transaction and aren't verified again. ``first``: of which records operations of the types FIRST are
    new, where the caller knows it, so that not every record has to be asked for its type. ``tick`` is called with how
    many records of how many are done.
    """
    wanted = set(rids)
    types = kinship.types(con, wanted if first is None else wanted & (_first(con) | set(first)))
    retractions = {rid for rid, type_ in types.items() if type_ == RETRACTION}
    redactions = [rid for rid, type_ in types.items() if type_ == REDACTION]
    job = _Job(con, fresh=fresh, since=since, tick=tick)
    if redactions:  # values they name are gone by now
        job.replace(redactions, kinship.NONE)
        wanted |= oplog.records_of(con, erasing.named_by(con, redactions))
        types = kinship.types(con, wanted)
        retractions = {rid for rid, type_ in types.items() if type_ == RETRACTION}
    if retractions:
        before = set() if fresh else _withdrawn(con, retractions)
        job.replace(retractions, kinship.NONE)
        turned = before ^ _withdrawn(con, retractions)
        wanted |= oplog.records_of(con, turned)
        types = kinship.types(con, wanted if first is None else wanted & (_first(con) | set(first)))
    job.gone = frozenset(r[0] for r in con.execute("SELECT DISTINCT op_id FROM withdrawn"))
    lineage = {rid for rid, type_ in types.items() if type_ == FIRST[1]}
    job.replace(lineage, kinship.NONE)
    kin = kinship.around(con, wanted - lineage, lineage)
    rest = (wanted - lineage - retractions - set(redactions)) | kin.ever.keys()
    job.replace(rest, kin)
    return frozenset(rest | lineage | retractions | set(redactions))


def _first(con: sqlite3.Connection) -> set[str]:
    """The records here that are projected before the others."""
    marks = ",".join("?" * len(FIRST))
    return {rid for (rid,) in con.execute(f"SELECT rid FROM record WHERE type IN ({marks})", FIRST)}


def _withdrawn(con: sqlite3.Connection, retractions: Iterable[str]) -> set[str]:
    return {op_id for rid in retractions for (op_id,) in con.execute("SELECT op_id FROM withdrawn WHERE rid=?", (rid,))}


class _Job:
    """One pass over records, in blocks, so that a hundred thousand of them fit into memory."""

    def __init__(self, con: sqlite3.Connection, *, fresh: bool, since: int | None, tick: Tick) -> None:
        self._con, self._fresh, self._since, self._tick = con, fresh, since, tick
        self.gone: frozenset[str] = frozenset()

    def replace(self, rids: Iterable[str], kin: Kin) -> None:
        wanted = sorted(rids)
        if not self._fresh:
            for table in PROJECTION:
                self._con.executemany(f"DELETE FROM {table} WHERE rid=?", ((r,) for r in wanted))
        alone = [r for r in wanted if r not in kin.ever]
        for start in range(0, len(alone), BLOCK):
            found = oplog.of_records(self._con, alone[start : start + BLOCK], since=self._since)
            self._store(row for rid, ops in found for row in _rows(rid, ops, self.gone))
            self._tick(min(start + BLOCK, len(alone)), len(wanted))
        shared = dict(oplog.of_records(self._con, sorted(kin.ever)))
        for rid in sorted(kin.ever):
            one = kin.one_with(rid)
            if any(member in shared for member in one):
                ops = [o for member in sorted(kin.ever[rid]) for o in shared.get(member, ())]
                self._store(_rows(rid, ops, self.gone, one, kin.refs[rid]))

    def _store(self, rows: Iterable[Row]) -> None:
        batches: dict[str, list[tuple[Any, ...]]] = {}
        for statement, values in rows:
            batches.setdefault(statement, []).append(values)
        for statement, many in batches.items():
            self._con.executemany(statement, many)


def _rows(
    rid: str,
    ops: list[Operation],
    gone: frozenset[str],
    one: frozenset[str] | None = None,
    ref: Mapping[str, str] | None = None,
) -> Iterable[Row]:
    """``gone``: withdrawn operations; ``one``: the record ids whose operations count, those of the others only tell who
    had seen what.
    """
    by_id = {o.op_id: o for o in ops}
    kind_of_record = min(o.type for o in ops)
    if kind_of_record == RETRACTION:  # is taken back, never withdrawn
        gone = frozenset()
    counting = [o for o in ops if o.counts_as_value and o.op_id not in gone and (one is None or o.rid in one)]
    # all withdrawn; but what was one once must still be known, and a redaction never counts
    if not counting and kind_of_record not in ("succession", REDACTION):
        return
    counted = {o.op_id for o in counting}
    atoms = sorted({a for o in counting for a in o.atoms})
    atom_heads = {a: core.heads(ops, a, counts=lambda o: o.op_id in counted) for a in atoms}
    states = {a: core.settle([by_id[i] for i in ids], a) for a, ids in atom_heads.items()}
    record = core.record_state(by_id, atom_heads)
    for atom, ids in atom_heads.items():
        for op_id in ids:
            yield "INSERT INTO head(rid, atom, op_id) VALUES (?,?,?)", (rid, atom, op_id)
        if atom != STATE and states[atom].conflict and record.present:  # who deleted it had seen every value
            yield _CONFLICT, (rid, atom, core.conflict_id(ids), kind_of_record)
    if record.conflict:
        yield _CONFLICT, (rid, STATE, core.conflict_id(_disputed(atom_heads)), kind_of_record)
    project = PROJECTORS.get(kind_of_record)
    if project is not None:
        yield from project(rid, kind_of_record, states, by_id, record, ref if ref is not None else _ref(by_id))


def _disputed(atom_heads: Mapping[str, tuple[str, ...]]) -> list[str]:
    return sorted({i for ids in atom_heads.values() for i in ids})


_CONFLICT = "INSERT INTO conflict(rid, atom, id, type) VALUES (?,?,?,?)"


def _ref(ops: Mapping[str, Operation]) -> dict[str, str]:
    return next((r for i in sorted(ops) if (r := ops[i].ref())), {})
