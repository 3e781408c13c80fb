"""A unit of work: collects the operations of one named step and stores them together with the state they lead to."""

from __future__ import annotations

import secrets
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.operations import REDACT, REDACTION, RETRACT, RETRACTION, STATE, Fields, Operation, make
from app.core.personal import without_hints
from app.core.problems import CONFLICT, UserProblem
from app.core.records import random_rid
from app.core.redaction import Rewrite
from app.core.stamps import LEANT_ON
from app.core.undo import Planned
from app.store import oplog
from app.store.projection import projected_heads, refresh
from app.store.scope import Scope, check

APP = "fitgap 0.1.0"


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: the installation's random id in this file, and the self-declared person."""

    actor: str
    by: str  # 所属/氏名
    role: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a stored unit touched."""

    unit: str
    label: str
    rids: frozenset[str]
    types: frozenset[str]
    operations: int
    refs: frozenset[tuple[str, str, str, str]] = frozenset()  # (business, kind, id, branch) of published items touched


class Unit:
    """Collects operations until :meth:`store`. One operation per atom: writing an atom twice replaces the first."""

    def __init__(
        self,
        con: sqlite3.Connection,
        author: Author,
        label: str,
        at: str,
        origin: str,
        target: str,
        scope: Scope | None = None,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.label = without_hints(label)  # stands in headers, which can't be erased
        self.changes = Changes(self.id, label, frozenset(), frozenset(), 0)
        self._con, self._author, self._at = con, author, at
        self._origin, self._target = origin, target
        self._scope = scope  # of a department's working copy: what lies outside is refused
        self._pending: dict[tuple[str, str], Callable[[str, Sequence[Operation]], Operation]] = {}
        self._places: dict[int, int] = {}  # of what undo and redo planned: place among the pending

    @property
    def at(self) -> str:
        """The time of the step, as all its operations carry it."""
        return self._at

    def heads(self, rid: str, atom: str) -> tuple[str, ...]:
        """The heads of an atom before this unit."""
        return projected_heads(self._con, rid, atom)

    def set(
        self,
        rid: str,
        type: str,
        atom: str,
        fields: Fields,
        *,
        ref: Mapping[str, str] | None = None,
        parents: Iterable[str] | None = None,
        reason: str = "",
        kind: str = "set",
    ) -> None:
        """Gives an atom a value; ``fields`` = {} clears it.

        ``parents``: the heads as they were when the value was shown for editing (default: the heads now). Raises
        UserProblem (exit code 5) when the atom is in conflict, since only a resolve may settle that.
        """
        now = self.heads(rid, atom)
        seen = now if parents is None else tuple(parents)
        if len(seen) > 1 and kind not in ("resolve", "confirm") and self._in_conflict(rid, atom):
            raise UserProblem(
                "in_conflict",
                "この項目には食い違う値（競合）があるため、上書きできません。",
                hint="競合の画面で、どの値にするかを理由とともに決めてください。",
                exit_code=CONFLICT,
            )
        payload: dict[str, Any] = {"fields": fields}
        if ref:
            payload["ref"] = dict(ref)
        if reason:
            payload["reason"] = reason
        self._add(kind, rid, type, (atom,), payload, seen)

    def create(self, type: str, atoms: Mapping[str, Fields], *, rid: str | None = None, kind: str = "create") -> str:
        """A new record with all its filled atoms as one operation; its id."""
        made = rid or random_rid()
        filled = {a: f for a, f in atoms.items() if f}
        self._add(kind, made, type, (STATE, *filled), {"atoms": filled}, ())
        return made

    def delete(self, rid: str, type: str, all_heads: Mapping[str, tuple[str, ...]]) -> None:
        """Deletes a record as seen: names the heads of all its atoms."""
        named = {i for ids in all_heads.values() for i in ids}
        self._add("delete", rid, type, (STATE,), {"fields": {}}, sorted(named))

    def derive(self, rid: str, type: str, all_heads: Mapping[str, tuple[str, ...]], fields: Fields) -> None:
        """Says what became of a record (``fields``: how, into), as seen: it is no longer there, its history stays."""
        named = {i for ids in all_heads.values() for i in ids}
        self._add("derive", rid, type, (STATE,), {"fields": fields}, sorted(named))

    def resolve(
        self, rid: str, type: str, atom: str, fields: Fields, reason: str, ref: Mapping[str, str] | None = None
    ) -> None:
        """Settles a conflict: names all heads; ``reason`` is required."""
        if not reason.strip():
            raise UserProblem("reason_missing", "競合を決めるには理由が要ります。", hint="理由を書いてください。")
        heads = self.heads(rid, atom)
        self.set(rid, type, atom, fields, ref=ref, parents=heads, reason=reason, kind="resolve")

    def settle_state(
        self, rid: str, type: str, all_heads: Mapping[str, tuple[str, ...]], reason: str, *, gone: Operation | None
    ) -> None:
        """Settles 削除 vs 編集 and 分割後に編集あり, as seen with all its values; ``reason`` is required.

        ``gone``: the operation after which the record isn't there and which is taken; None = the record stays.
        """
        if not reason.strip():
            raise UserProblem("reason_missing", "競合を決めるには理由が要ります。", hint="理由を書いてください。")
        named = sorted({i for ids in all_heads.values() for i in ids} if gone else all_heads.get(STATE, ()))
        said = (gone.payload() or {}).get("fields", {}) if gone else {}
        self._add(gone.kind if gone else "restore", rid, type, (STATE,), {"fields": said, "reason": reason}, named)

    def retract(self, rid: str, package: str, op_ids: Sequence[str], reason: str) -> None:
        """Withdraws operations: they count nowhere any more, in later packages too. Undone like any other step."""
        fields: Fields = {"package": package, "operations": sorted(op_ids)}
        payload = {"fields": fields, "reason": reason}
        self._add(RETRACT, rid, RETRACTION, (RETRACT,), payload, self.heads(rid, RETRACT))

    def write(self, planned: Planned) -> None:
        """An operation planned by undo or redo."""
        after = () if planned.after is None else (self._places[id(planned.after)],)
        self._places[id(planned)] = len(self._pending)
        self._add(
            planned.kind, planned.rid, planned.type, planned.atoms, planned.payload, () if after else planned.parents,
            by=planned.by, after=after,
        )  # fmt: skip

    def redact(self, rewrites: Sequence[Rewrite], op_ids: Iterable[str], reason: str) -> str:
        """What the heads said with ■, then the redact that erases the values of ``op_ids``; the id of its record."""
        first = len(self._pending)
        for r in rewrites:
            after = tuple(first + n for n in r.after)
            self._add(r.kind, r.rid, r.type, r.atoms, r.payload, r.parents, by=r.by, after=after)
        rid = random_rid()
        payload = {"fields": {"operations": sorted(op_ids)}, "reason": reason}
        self._add(REDACT, rid, REDACTION, (REDACT,), payload, ())
        return rid

    def confirm_redact(self, rid: str, op_ids: Iterable[str]) -> None:
        """The office has looked at the list of these redacts, all of one record."""
        named = sorted(op_ids)
        self._add(REDACT, rid, REDACTION, (REDACT,), {"fields": {"confirms": named}}, named)

    def _in_conflict(self, rid: str, atom: str) -> bool:
        row = self._con.execute("SELECT 1 FROM conflict WHERE rid=? AND atom=?", (rid, atom)).fetchone()
        return row is not None

    def _add(
        self,
        kind: str,
        rid: str,
        type: str,
        atoms: tuple[str, ...],
        payload: Mapping[str, Any],
        parents: Iterable[str],
        *,
        by: str | None = None,
        after: tuple[int, ...] = (),
    ) -> None:
        if self._scope is not None:
            check(self._con, self._scope, kind, rid, type, atoms, payload)
        named = tuple(parents)
        salt = secrets.token_bytes(16)

        def build(prev: str, before: Sequence[Operation]) -> Operation:
            return make(
                kind=kind, rid=rid, type=type, atoms=atoms, payload=payload,
                parents=(*named, *(before[n].op_id for n in after)),
                actor=self._author.actor, prev=prev, unit=self.id, label=self.label, at=self._at,
                by=self._author.by if by is None else by, role=self._author.role, app=APP, salt=salt,
            )  # fmt: skip

        # undo of a resolve writes several values of one atom; everything else writes an atom once
        key = (rid, atoms[0] if self._origin == "do" else f"{atoms[0]}#{len(self._pending)}")
        self._pending[key] = build

    def store(self) -> None:
        """Writes everything collected, brings the projection up to date, and logs the step. Called by the project."""
        prev = oplog.last_of(self._con, self._author.actor)
        ops: list[Operation] = []
        for build in self._pending.values():
            op = build(prev, ops)
            prev = op.op_id
            ops.append(op)
        if not ops and self._origin == "do":
            return
        oplog.insert(self._con, ops)
        refresh(self._con, {op.rid for op in ops})
        oplog.log_unit(
            self._con, unit=self.id, label=self.label, by=self._author.by, at=self._at, operations=len(ops),
            origin=self._origin, target=self._target,
        )  # fmt: skip
        self.changes = Changes(
            self.id,
            self.label,
            frozenset(o.rid for o in ops),
            frozenset(o.type for o in ops),
            len(ops),
            frozenset(
                (r["business"], r["kind"], r["id"], r["branch"])
                for o in ops
                if (r := o.ref()) is not None and "id" in r
            )
            | mapped_to(self._con, {o.rid for o in ops if o.type in LEANT_ON}),
        )


def mapped_to(con: sqlite3.Connection, rids: Iterable[str]) -> frozenset[tuple[str, str, str, str]]:
    """(business, kind, id, branch) of the published items that these current items answer: what is said of them leans
    on these."""
    sql = "SELECT business, kind, item, branch FROM mapping WHERE target=?"
    return frozenset(row for rid in rids for row in con.execute(sql, (rid,)))
