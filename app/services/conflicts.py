"""競合: values that several people gave without having seen one another's, and settling them with a reason.

Nothing wins by itself. What is decided travels as an operation that names every value it settles, so older packages
don't open it again (design of the records, "Operations").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.operations import GONE, STATE, Operation
from app.core.problems import CONFLICT, USAGE, UserProblem
from app.core.records import ATOMS
from app.services import value_words, whereabouts
from app.services.session import Session, changes
from app.services.views import Changes
from app.store import ledger
from app.store.unit import Unit
from spec_catalog.wording import Segment, diff

SPLIT = "分割後に編集あり"
KEEP, DELETE = "keep", "delete"
"""What becomes of a record that one deleted while another edited it (削除 vs 編集)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One conflict in the list. ``node``: the published item it belongs to, "" for a record of today or the register.

    ``who``: who gave the values, each once; ``values``: how many there are.
    """

    id: str  # 12 hex digits, the same on every PC that sees the same values
    rid: str
    atom: str
    type: str
    node: str
    business: str
    title: str
    about: str  # 判定, メモ, 現行機能の基本の欄 …
    values: int
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values. ``fields``: (label, text) as people read them; ``package``: what brought it, "" = この PC.

    ``deleted``: this one deleted the record. ``erased``: redacted, so nothing can be taken from it.
    """

    op_id: str
    by: str
    role: str
    at: str
    reason: str
    package: str
    fields: tuple[tuple[str, str], ...]
    raw: Mapping[str, Any]
    deleted: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Everything needed to decide. ``base``: the last value all of them had seen, None if there was none.

    ``differing``: labels of the fields in which the values differ. ``heads`` must be given back when deciding.
    """

    line: Line
    base: Value | None
    values: tuple[Value, ...]
    differing: frozenset[str]
    heads: tuple[str, ...]


def listed(session: Session, *, business: str = "", rid: str = "") -> list[Line]:
    """All conflicts, those of one published item or record together, in the order of business and id."""
    where, values = (" WHERE c.rid=?", (rid,)) if rid else ("", ())
    found = {
        (r, a): (i, t)
        for r, a, i, t in session.con.execute(f"SELECT rid, atom, id, type FROM conflict c{where}", values)
    }
    authors = _authors(session, where, values)
    places = whereabouts.places(session, {r for r, _ in found}, {r: t for (r, _), (_, t) in found.items()})
    out: list[tuple[tuple[str, ...], Line]] = []
    for (one, atom), (id_, type_) in found.items():
        node, area, title, order = places[one]
        by = authors.get((one, atom)) or _by(session, _heads(session, one, atom))
        about = value_words.atom_name(type_, atom)
        if atom == STATE and _split(session, one):
            about = SPLIT
        if not node:
            about = f"{value_words.type_name(type_)}：{about}"
        out.append((order, Line(id_, one, atom, type_, node, area, title, about, len(by), tuple(dict.fromkeys(by)))))
    out.sort(key=lambda pair: (*pair[0], pair[1].rid, pair[1].atom))
    return [line for _, line in out if business in ("", line.business)]


def _split(session: Session, rid: str) -> bool:
    heads = session.project.heads(rid, STATE)
    return any((op := session.project.operation(h)) is not None and op.kind == "derive" for h in heads)


def _authors(session: Session, where: str, values: tuple[str, ...]) -> dict[tuple[str, str], list[str]]:
    """Who gave the values of each conflict, oldest first; 削除 vs 編集 left out. One pass, for thousands."""
    out: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    sql = (
        "SELECT c.rid, c.atom, o.at, o.op_id, json_extract(cast(o.header AS TEXT), '$.by') FROM conflict c"
        f" CROSS JOIN head h ON h.rid=c.rid AND h.atom=c.atom CROSS JOIN op o ON o.op_id=h.op_id{where}"
    )
    for rid, atom, *said in session.con.execute(sql, values):
        if atom != STATE:
            out.setdefault((rid, atom), []).append((said[0], said[1], said[2]))
    return {key: [by for _, _, by in sorted(one)] for key, one in out.items()}


def _by(session: Session, heads: Iterable[str]) -> list[str]:
    ops = [op for h in heads if (op := session.project.operation(h)) is not None]
    return [op.by for op in sorted(ops, key=lambda o: (o.at, o.op_id))]


def _heads(session: Session, rid: str, atom: str) -> tuple[str, ...]:
    """The values of an atom; of a record's 有無 also the edits its deletion hadn't seen."""
    if atom != STATE:
        return session.project.heads(rid, atom)
    every = session.project.all_heads(rid)
    deletes = [h for h in every.get(STATE, ()) if (op := session.project.operation(h)) and op.kind in GONE]
    seen = set(deletes) | {p for h in deletes if (op := session.project.operation(h)) for p in op.parents}
    others = [h for ids in every.values() for h in ids if h not in seen]
    return tuple(dict.fromkeys((*deletes, *others)))


def show(session: Session, rid: str, atom: str) -> Conflict:
    """One conflict with all its values. Raises UserProblem when there is none (any more)."""
    line = next((c for c in listed(session, rid=rid) if c.atom == atom), None)
    if line is None:
        raise UserProblem(
            "no_conflict", "この項目に競合はありません。", hint="だれかがもう決めました。一覧を読み直してください。"
        )
    heads = _heads(session, rid, atom)
    ops = [op for h in heads if (op := session.project.operation(h)) is not None]
    brought = {op_id: _package(entry) for op_id, entry in ledger.origin(session.con, heads).items()}
    values = tuple(
        _value(session, line, op, brought.get(op.op_id, "")) for op in sorted(ops, key=lambda o: (o.at, o.op_id))
    )
    seen = _last_common(session, ops)
    base = _value(session, line, seen, "") if seen is not None else None
    texts: dict[str, set[str]] = {}
    # an edit stands against a deletion, not against another text: what it changed is what differs from before
    for value in (base, *values) if atom == STATE and base is not None else values:
        if value is None or (atom == STATE and value.deleted):
            continue
        for label, said in value.fields:
            texts.setdefault(label, set()).add(said)
    differing = {n for n, held in texts.items() if len(held) > 1} | ({"有無"} if atom == STATE else set())
    return Conflict(line, base, values, frozenset(differing), heads)


def _package(entry: ledger.Entry) -> str:
    return f"{entry.department_name or entry.by}のパッケージ {entry.created_at[:10]}".strip()


def _value(session: Session, line: Line, op: Operation, package: str) -> Value:
    deleted = op.kind in GONE
    atoms = [a for a in op.atoms if a != STATE] if line.atom == STATE else [line.atom]
    raw: dict[str, Any] = {}
    fields: list[tuple[str, str]] = []
    erased = op.value is None
    for atom in atoms:
        held = op.fields(atom) or {}
        raw.update(held)
        fields += value_words.said(session, line.type, atom, held)
    if line.atom == STATE:
        fields = [("有無", _gone(op)), *fields] if deleted else [("有無", "残す"), *(f for f in fields if f[1])]
    return Value(
        op.op_id, op.by, op.role, op.at, op.reason(), package, tuple(fields), raw, deleted=deleted, erased=erased
    )


def _gone(op: Operation) -> str:
    """What happened to the record: 消す, 分割する, 統合する."""
    said = (op.payload() or {}).get("fields", {})
    return {"split": "分割する", "join": "統合する"}.get(str(said.get("how") or ""), "消す")


def _last_common(session: Session, ops: Sequence[Operation]) -> Operation | None:
    """The newest operation all values descend from: what everybody had seen."""
    seen: list[dict[str, int]] = []
    for op in ops:
        depth: dict[str, int] = {}
        level, n = set(op.parents), 1
        while level:
            level = {p for p in level if p not in depth}
            depth.update(dict.fromkeys(level, n))
            held = [found for p in level if (found := session.project.operation(p)) is not None]
            level, n = {p for found in held for p in found.parents}, n + 1
        seen.append(depth)
    common = set.intersection(*(set(d) for d in seen)) if seen else set()
    known = [o for i in common if (o := session.project.operation(i)) is not None and o.counts_as_value]
    return min(known, key=lambda o: (sum(d[o.op_id] for d in seen), o.op_id), default=None)


def texts_apart(conflict: Conflict, one: int, other: int) -> dict[str, tuple[Segment, ...]]:
    """Label → how the text of value ``other`` differs from that of ``one``, for the fields in which they differ."""
    first, second = dict(conflict.values[one].fields), dict(conflict.values[other].fields)
    return {n: tuple(diff(first.get(n, ""), second.get(n, ""))) for n in sorted(conflict.differing)}


# --- deciding ---------------------------------------------------------------------------------------------------------


def take(session: Session, rid: str, atom: str, op_id: str, reason: str, *, heads: Iterable[str]) -> Changes:
    """Settles a conflict by one of its values; of 削除 vs 編集 the deletion deletes, any other value keeps the record.

    ``heads``: as :func:`show` gave them. Raises UserProblem without a reason, when the conflict changed meanwhile, and
    for a value that was erased.
    """
    found = _as_shown(session, rid, atom, heads)
    chosen = next((v for v in found.values if v.op_id == op_id), None)
    if chosen is None or chosen.erased:
        raise UserProblem("no_value", "その値は採れません。", hint="ほかの値を選ぶか、書き直してください。")
    with session.project.unit(_label(found.line)) as unit:
        gone = session.project.operation(chosen.op_id) if atom == STATE and chosen.deleted else None
        _settle(session, unit, found, None if atom == STATE else chosen.raw, reason, gone=gone)
    return changes(unit.changes)


def write(
    session: Session, rid: str, atom: str, fields: Mapping[str, Any], reason: str, *, heads: Iterable[str]
) -> Changes:
    """Settles a conflict by a value of its own; what ``fields`` doesn't name is taken from the first value.

    Raises UserProblem as :func:`take`, and for fields the atom doesn't have.
    """
    found = _as_shown(session, rid, atom, heads)
    known = {f.code: f.label for f in ATOMS.get(found.line.type, {}).get(atom, ())}
    wrong = [code for code in fields if code not in known]
    if wrong or atom == STATE:
        raise UserProblem(
            "bad_field", f"欄「{wrong[0] if wrong else '有無'}」は書き直せません。",
            hint="使える欄：" + "、".join(known.values()), exit_code=USAGE,
        )  # fmt: skip
    start = next((v.raw for v in found.values if not v.erased), {})
    with session.project.unit(_label(found.line)) as unit:
        _settle(session, unit, found, {**start, **fields}, reason)
    return changes(unit.changes)


def _as_shown(session: Session, rid: str, atom: str, heads: Iterable[str]) -> Conflict:
    found = show(session, rid, atom)
    if set(found.heads) != set(heads):
        raise UserProblem(
            "changed_meanwhile",
            f"{found.line.title}：見ているあいだに、別の値が加わりました。",
            hint="もう一度見てから決めてください。",
            exit_code=CONFLICT,
        )
    return found


def _label(line: Line) -> str:
    """Stands in headers, which can't be erased: what people wrote (the name of a record) stays out of it."""
    return f"競合を決めた：{f'{line.title} の' if line.node else ''}{line.about}"


def _settle(
    session: Session,
    unit: Unit,
    found: Conflict,
    fields: Mapping[str, Any] | None,
    reason: str,
    *,
    gone: Operation | None = None,
) -> None:
    line = found.line
    if fields is None:
        unit.settle_state(line.rid, line.type, session.project.all_heads(line.rid), reason, gone=gone)
        return
    first = session.project.operation(found.heads[0])
    ref = first.ref() if first is not None else None
    unit.resolve(line.rid, line.type, line.atom, dict(fields), reason, ref=ref)


# --- many at once -----------------------------------------------------------------------------------------------------

FILLED = "filled"
"""Rule: what one left empty and another wrote is taken; where two wrote different things, nothing is proposed."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a rule would do with one conflict. ``why``: how it came to that."""

    conflict: Conflict
    fields: Mapping[str, Any]
    text: tuple[tuple[str, str], ...]
    why: str


def preview(session: Session, rule: str, *, business: str = "") -> list[Proposed]:
    """What a rule would decide: FILLED, or ``by:所属`` (the value of that department, where it gave exactly one).

    削除 vs 編集, and conflicts a rule has nothing to say to, are left out. Raises UserProblem for another rule.
    """
    department = rule.removeprefix("by:") if rule.startswith("by:") else ""
    if rule != FILLED and not department:
        hint = f"使える規則：{FILLED}、by:所属"
        raise UserProblem("bad_rule", f"規則「{rule}」はありません。", hint=hint, exit_code=USAGE)
    out: list[Proposed] = []
    for line in listed(session, business=business):
        if line.atom == STATE:
            continue
        found = show(session, line.rid, line.atom)
        if any(v.erased for v in found.values):
            continue
        fields = _of_department(found, department) if department else _filled(found)
        if fields is not None:
            why = f"{department}の値" if department else "空いている欄だけが違う"
            out.append(Proposed(found, fields, value_words.said(session, line.type, line.atom, fields), why))
    return out


def _of_department(found: Conflict, department: str) -> Mapping[str, Any] | None:
    own = [v.raw for v in found.values if v.by.partition("/")[0] == department]
    return own[0] if len(own) == 1 else None


def _filled(found: Conflict) -> Mapping[str, Any] | None:
    out: dict[str, Any] = {}
    for value in found.values:
        for code, said in value.raw.items():
            if said in (None, "", [], {}) or code == "stamp":
                continue
            if out.setdefault(code, said) != said:
                return None
    stamps = [v.raw["stamp"] for v in found.values if v.raw.get("stamp")]
    return {**out, "stamp": stamps[-1]} if stamps else out


def apply(session: Session, chosen: Sequence[Proposed], reason: str) -> Changes:
    """Settles what a rule proposed, as one step. Raises UserProblem when one of them changed since; then none is."""
    with session.project.unit(f"競合 {len(chosen)} 件を決めた") as unit:
        for one in chosen:
            line = one.conflict.line
            found = _as_shown(session, line.rid, line.atom, one.conflict.heads)
            _settle(session, unit, found, one.fields, reason)
    return changes(unit.changes)
