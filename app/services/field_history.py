"""What became of one record or one of its fields: every value it had, who wrote it, when and why.

The newest comes first. Records that were joined into it are part of its past (統合).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.core.codes import ROLES
from app.core.problems import USAGE, UserProblem
from app.core.records import ATOMS, item_rid
from app.services import audit, duplicates, whereabouts
from app.services.session import Session
from spec_catalog.nodes import parse as parse_node


@dataclass(frozen=True, slots=True)
class Moment:
    """What one operation did to one atom of the record.

    ``at`` is an ISO instant, ``by`` 所属/氏名; ``state``: 元に戻した, 取り消し or "".

    ``line`` says which fields changed from what to what, and the reason given; ``package``: with whose package it
    came, "" when it was written in this file.
    """

    at: str
    by: str
    role: str
    step: str
    package: str
    state: str
    line: audit.Line


@dataclass(frozen=True, slots=True)
class Past:
    """The moments of a record, newest first, and the labels of the fields that ever changed in them."""

    rid: str
    title: str
    fields: tuple[str, ...]
    moments: tuple[Moment, ...]


def known(session: Session, rid: str) -> bool:
    """True when something was ever recorded under this id or NODE."""
    return session.con.execute("SELECT 1 FROM op WHERE rid=? LIMIT 1", (_rid(session, rid),)).fetchone() is not None


def of(session: Session, rid: str, *, field: str = "") -> Past:
    """The past of a record, or of one field of it.

    ``rid``: a record's id, or the NODE of a published item (then: what this municipality says about it).
    ``field``: its code or its label; one that never changed gives no moments. Raises UserProblem (exit code 3) when
    nothing was ever recorded under this id.
    """
    rid = _rid(session, rid)
    rids = (rid, *duplicates.joined_into(session, rid))
    marks = ",".join("?" * len(rids))
    rows = session.con.execute(f"SELECT op_id, unit FROM op WHERE rid IN ({marks}) ORDER BY seq DESC", rids).fetchall()
    if not rows:
        raise UserProblem("no_record", "この項目には、まだ何も記録されていません。", exit_code=3)
    steps = audit.steps_of(session, {unit for _, unit in rows})
    ops = [op for op_id, _ in rows if (op := session.project.operation(op_id)) is not None]
    ops.sort(key=lambda o: o.at, reverse=True)  # what came by package was written before it came
    where = whereabouts.places(session, {o.rid for o in ops}, {o.rid: o.type for o in ops})
    moments = []
    for op in ops:
        step = steps[op.unit]
        moments += [
            Moment(op.at, op.by, ROLES.get(op.role, op.role), step.label, step.package, step.state, line)
            for line in audit.lines(session, op, where[op.rid])
        ]
    names = tuple(dict.fromkeys(label for m in moments for label, _, _ in m.line.fields))
    if field:
        wanted = _label(ops[0].type, field)
        moments = [_only(m, wanted) for m in moments if any(name == wanted for name, _, _ in m.line.fields)]
    return Past(rid, where[rid][2] if rid in where else where[ops[0].rid][2], names, tuple(moments))


def _rid(session: Session, rid: str) -> str:
    if ":" not in rid:
        return rid
    try:
        node = parse_node(rid)
    except ValueError as problem:
        raise UserProblem("bad_node", f"「{rid}」は項目の書き方ではありません。", exit_code=USAGE) from problem
    business = node.business or _business(session, rid)
    return item_rid(session.code, business, node.kind, node.id, node.branch)


def _business(session: Session, node: str) -> str:
    from app.services import catalogue

    edition, key = catalogue.find(session, node)
    return catalogue.detail(session, edition, key).row.business


def label(session: Session, rid: str, field: str) -> str:
    """What a field of a record is called in its past, "" for none."""
    row = session.con.execute("SELECT type FROM op WHERE rid=? LIMIT 1", (rid,)).fetchone()
    return _label(row[0], field) if row is not None and field else ""


def _label(type_: str, field: str) -> str:
    held = (f for fields in ATOMS.get(type_, {}).values() for f in fields)
    return next((f.label for f in held if field in (f.code, f.label)), field)


def _only(moment: Moment, label: str) -> Moment:
    fields = tuple(f for f in moment.line.fields if f[0] == label)
    return replace(moment, line=replace(moment.line, fields=fields))
