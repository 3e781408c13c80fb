"""The record of everything: every step with who, when and what it changed, narrowed down and read a page at a time.

Narrowing and paging happen in SQL: a large city's file holds several hundred thousand operations.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.codes import ROLES
from app.core.operations import STATE, Operation
from app.core.problems import USAGE, UserProblem
from app.services import value_words, whereabouts
from app.services.session import Session

KINDS: Mapping[str, tuple[str, str]] = {
    "verdict": ("判定・メモ", "o.type IN ('item', 'mapping', 'vendor_answer')"),
    "survey": ("現行調査", "o.type IN ('function', 'curform', 'curlink', 'curdata', 'system', 'answer', 'joining')"),
    "register": ("課題・決定", "o.type IN ('issue', 'option', 'decision')"),
    "meeting": ("会議", "o.type IN ('meeting', 'meeting_entry', 'comment')"),
    "edition": ("版の採用・番号の変更", "o.type IN ('adoption', 'succession', 'triage')"),
    "resolve": ("競合の決定", "o.kind='resolve'"),
    "delete": ("削除・復元", "o.kind IN ('delete', 'restore')"),
    "retract": ("パッケージの取り消し", "o.type='retraction'"),
    "redact": ("文字の消去", "o.type='redaction'"),
}
"""What a step may be about: code → (word, condition on one of its operations)."""

ORIGINS: Mapping[str, str] = {"undo": "元に戻した", "redo": "やり直した", "merge": "届いた"}
PAGE = 200
_COLUMNS = "u.seq, u.unit, u.label, u.by, u.at, u.operations, u.origin"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to narrow the record down to; empty fields narrow nothing.

    ``text``: words in the name of a step or in a value; ``by``: 所属/氏名; ``since``, ``until``: ISO dates, both days
    included; ``kind``: a code of KINDS or of ORIGINS.
    """

    text: str = ""
    by: str = ""
    department: str = ""
    since: str = ""
    until: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``package``: what brought it, "" = written here; ``state``: 元に戻した, 取り消し, "" = it stands."""

    seq: int
    unit: str
    label: str
    by: str
    role: str
    at: str
    operations: int
    origin: str
    package: str
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one operation did to one atom. ``fields``: (label, before, after) of those that changed.

    ``node``: NODE of a published item, "" for other records; ``erased``: its words were erased.
    """

    op_id: str
    rid: str
    node: str
    title: str
    about: str
    what: str
    reason: str
    fields: tuple[tuple[str, str, str], ...]
    withdrawn: bool
    erased: bool


def check(wanted: Wanted) -> None:
    """Raises UserProblem for an unknown kind."""
    if wanted.kind and wanted.kind not in KINDS and wanted.kind not in ORIGINS:
        raise UserProblem(
            "bad_kind",
            f"種類「{wanted.kind}」はありません。",
            hint="使える種類：" + "、".join((*KINDS, *ORIGINS)),
            exit_code=USAGE,
        )


def total(session: Session, wanted: Wanted) -> int:
    """How many steps there are."""
    where, values = _where(wanted)
    return int(session.con.execute(f"SELECT count(*) FROM unit u{where}", values).fetchone()[0])


def steps(
    session: Session, wanted: Wanted, *, before: int | None = None, limit: int = PAGE, oldest: bool = False
) -> list[Step]:
    """A page of the steps, the newest first. ``before``: only those with a smaller (``oldest``: larger) number."""
    where, values = _where(wanted)
    if before is not None:
        where += (" AND " if where else " WHERE ") + ("u.seq > ?" if oldest else "u.seq < ?")
        values = (*values, before)
    rows = session.con.execute(
        f"SELECT {_COLUMNS} FROM unit u{where} ORDER BY u.seq {'' if oldest else 'DESC'} LIMIT ?",
        (*values, limit),
    ).fetchall()
    undone, brought = _undone(session.con, [r[1] for r in rows]), _packages(session.con)
    return [_step(session.con, row, undone, brought) for row in rows]


def _where(wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
    check(wanted)
    parts: list[str] = []
    values: list[Any] = []
    if wanted.by:
        parts.append("u.by=?")
        values.append(wanted.by)
    if wanted.department:
        parts.append("substr(u.by, 1, ?)=?")
        values += [len(wanted.department) + 1, f"{wanted.department}/"]
    if wanted.since:
        parts.append("substr(u.at, 1, 10)>=?")
        values.append(wanted.since)
    if wanted.until:
        parts.append("substr(u.at, 1, 10)<=?")
        values.append(wanted.until)
    if wanted.kind in ORIGINS:
        parts.append("u.origin=?")
        values.append(wanted.kind)
    elif wanted.kind:
        parts.append(f"EXISTS (SELECT 1 FROM op o WHERE o.unit=u.unit AND {KINDS[wanted.kind][1]})")
    for word in wanted.text.split():
        parts.append(
            "(instr(u.label, ?) OR instr(u.by, ?) OR EXISTS"
            " (SELECT 1 FROM op o WHERE o.unit=u.unit AND instr(cast(o.value AS TEXT), ?)))"
        )
        values += [word] * 3
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), tuple(values)


def _undone(con: sqlite3.Connection, units: Sequence[str]) -> set[str]:
    """Those of the steps that were undone and not done again."""
    marks = ",".join("?" * len(units))
    last = con.execute(
        f"SELECT target, origin FROM unit WHERE origin IN ('undo', 'redo') AND target IN ({marks}) ORDER BY seq", units
    ).fetchall()
    return {target for target, origin in dict(last).items() if origin == "undo"}


def _packages(con: sqlite3.Connection) -> list[tuple[int, int, str]]:
    if not con.execute("SELECT 1 FROM sqlite_master WHERE name='ledger'").fetchone():
        return []
    return con.execute(
        "SELECT first, last, coalesce(nullif(department_name, ''), by) || ' ' || substr(created_at, 1, 10) FROM ledger"
        " WHERE last>0 ORDER BY seq"
    ).fetchall()


def _step(con: sqlite3.Connection, row: tuple[Any, ...], undone: set[str], brought: list[tuple[int, int, str]]) -> Step:
    seq, unit, label, by, at, operations, origin = row
    first = con.execute(
        "SELECT seq, json_extract(cast(header AS TEXT), '$.role') FROM op WHERE unit=? ORDER BY seq LIMIT 1", (unit,)
    ).fetchone() or (0, "")
    package = next((name for low, high, name in brought if low <= first[0] <= high), "")
    gone = con.execute(
        "SELECT count(*) FROM op o WHERE o.unit=? AND EXISTS (SELECT 1 FROM withdrawn w WHERE w.op_id=o.op_id)", (unit,)
    ).fetchone()[0]
    state = "取り消し" if gone and gone >= operations else f"取り消し {gone} 件" if gone else ""
    if unit in undone:
        state = "元に戻した"
    return Step(seq, unit, label, by, ROLES.get(first[1], first[1]), at, operations, origin, package, state)


def people(session: Session) -> list[str]:
    """Everybody who ever wrote (所属/氏名), in their order."""
    return [r[0] for r in session.con.execute("SELECT DISTINCT by FROM unit ORDER BY by")]


# --- what a step did -------------------------------------------------------------------------------------------------

_WHAT = {
    "create": "登録", "add": "追加", "delete": "削除", "restore": "元に戻す", "resolve": "競合を決めた",
    "adopt": "採用", "confirm": "確かめた", "retract": "取り消し", "redact": "消去", "derive": "分割・統合",
}  # fmt: skip
ERASED = "（消した値）"


def details(session: Session, unit: str, *, first: int = 0, limit: int = PAGE) -> list[Line]:
    """What the operations of a step did, in the order they were stored."""
    rows = session.con.execute(
        "SELECT op_id FROM op WHERE unit=? ORDER BY seq LIMIT ? OFFSET ?", (unit, limit, first)
    ).fetchall()
    ops = [op for (op_id,) in rows if (op := session.project.operation(op_id)) is not None]
    where = whereabouts.places(session, {o.rid for o in ops}, {o.rid: o.type for o in ops})
    return [line for op in ops for line in lines(session, op, where[op.rid])]


def steps_of(session: Session, units: Collection[str]) -> dict[str, Step]:
    """The steps of these ids."""
    brought = _packages(session.con)
    out = {}
    for unit in units:
        row = session.con.execute(f"SELECT {_COLUMNS} FROM unit u WHERE u.unit=?", (unit,)).fetchone()
        out[unit] = _step(session.con, row, _undone(session.con, [unit]), brought)
    return out


def lines(session: Session, op: Operation, where: tuple[str, str, str, tuple[str, ...]]) -> Iterator[Line]:
    """What one operation did, a line per atom; ``where`` as ``whereabouts.places`` gives it."""
    node, _, title, _ = where
    gone = session.con.execute("SELECT 1 FROM withdrawn WHERE op_id=?", (op.op_id,)).fetchone() is not None
    atoms = [a for a in op.atoms if a != STATE] or [STATE]
    for atom in atoms:
        name = value_words.atom_name(op.type, atom)
        kind = value_words.type_name(op.type)
        about = name if node or kind in (title, name) else f"{kind}：{name}"
        what = _WHAT.get(op.kind, "" if op.kind == "set" else op.kind)
        erased = op.value is None
        yield Line(op.op_id, op.rid, node, title, about, what, op.reason(), _changed(session, op, atom), gone, erased)


def _changed(session: Session, op: Operation, atom: str) -> tuple[tuple[str, str, str], ...]:
    if op.type in ("retraction", "redaction"):
        listed = (op.fields(atom) or {}).get("operations") or (op.fields(atom) or {}).get("confirms") or ()
        return (("操作", "", f"{len(listed):,} 件"),)
    if atom == STATE:
        return (("有無", "あり", "なし") if op.kind == "delete" else ("有無", "", "あり"),)
    before: dict[str, list[str]] = {}
    for parent in op.parents:
        former = session.project.operation(parent)
        if former is not None and atom in former.atoms:
            for label, text in _said(session, former, atom):
                before.setdefault(label, []).append(text)
    after = dict(_said(session, op, atom))
    out = []
    for label in dict.fromkeys((*before, *after)):
        old = " ／ ".join(t for t in dict.fromkeys(before.get(label, ())) if t)
        new = after.get(label, "")
        if old != new:
            out.append((label, old, new))
    return tuple(out)


def _said(session: Session, op: Operation, atom: str) -> list[tuple[str, str]]:
    fields = op.fields(atom)
    if fields is None:
        return [(value_words.atom_name(op.type, atom), ERASED)]
    return list(value_words.said(session, op.type, atom, fields))
