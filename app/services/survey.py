"""What the municipality has today: departments, vendors, systems, current functions, forms and linkages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.core.problems import USAGE, UserProblem
from app.core.records import ATOMS
from app.services import choices
from app.services.session import Session, changes, node_text
from app.services.survey_derived import derived
from app.services.survey_lists import record_types, register_types, survey_list
from app.services.views import Changes, CurrentRow
from app.store.unit import Unit
from spec_catalog import business as businesses
from spec_catalog.ids import natural_key
from spec_catalog.text import match_key

LISTS = record_types()
"""Name of a survey list → record type."""

EVERY = {**LISTS, **register_types()}
"""The same with the lists of 課題・決定, which are written in the same grid and sheets."""

CURRENT_TYPE = {"req": "function", "form": "curform", "link": "curlink", "data": "curdata"}
"""Kind of published item → type of the current record that answers it."""

SPEC_KIND = {t: k for k, t in CURRENT_TYPE.items()}
REFERENCES = {"vendor": "vendor", "department": "department", "system": "system", "receiver": "system",
              "issue": "issue", "case": "bpr_case"}  # fmt: skip
"""Field code → record type, where the field holds another record's id (by name while that isn't registered)."""

REFERRING = {
    "system": ("vendor", "department"),
    "function": ("system",),
    "curform": ("system",),
    "curlink": ("system", "receiver"),
    "inquiry": ("issue", "department"), "bpr_case": ("issue", "department"), "bpr_step": ("case",),
    "sla": ("department",),
    **dict.fromkeys(("task", "customisation", "charset", "peripheral", "measure", "asset", "curdata"), ("system",)),
}  # fmt: skip
BY_NUMBER = ("issue",)
"""Record types that people name by number, others by name."""

NUMBER_PREFIX = {
    "function": "K", "curform": "T", "curlink": "R", "system": "S", "task": "J", "customisation": "U", "charset": "M",
    "peripheral": "P", "measure": "D", "asset": "E", "curdata": "I", "inquiry": "Q", "bpr_case": "B", "sla": "L",
    "dependency": "Y", "link_pattern": "H",
}  # fmt: skip


def current_rows(session: Session, condition: str, values: Sequence[Any]) -> list[CurrentRow]:
    """Current records under an SQL condition on ``record r``, by number."""
    found = session.con.execute(
        "SELECT r.rid, r.fields, coalesce((SELECT name FROM record s WHERE s.rid=r.system), r.system) FROM record r"
        f" WHERE r.present=1 AND {condition} ORDER BY r.number, r.rid",
        values,
    ).fetchall()
    nodes: dict[str, list[str]] = {}
    wanted = [r[0] for r in found]
    for start in range(0, len(wanted), 400):
        part = wanted[start : start + 400]
        marks = ",".join("?" * len(part))
        for target, *key in session.con.execute(
            f"SELECT target, business, kind, item, branch FROM mapping WHERE target IN ({marks}) ORDER BY item", part
        ):
            nodes.setdefault(target, []).append(node_text(*key))
    return [_current(rid, json.loads(fields), system, tuple(nodes.get(rid, ()))) for rid, fields, system in found]


def _current(rid: str, f: dict[str, Any], system: str, mapped: tuple[str, ...]) -> CurrentRow:
    def text(name: str) -> str:
        return str(f.get(name) or "")

    return CurrentRow(
        rid=rid, number=text("number"), business=text("business"), name=text("name"), summary=text("summary"),
        system=system, usage=text("usage"), frequency=text("frequency"), department=text("department"),
        source=text("source"), certainty=text("certainty"), as_of=text("as_of"), mapped=mapped,
    )  # fmt: skip


def current_items(
    session: Session, *, kind: str = "req", business: str | None = None, text: str = ""
) -> list[CurrentRow]:
    """Current records that can answer items of a kind; of a business; whose number, name or summary hold every word."""
    condition, values = "r.type=?", [CURRENT_TYPE.get(kind, "function")]
    if business is not None:
        condition += " AND r.business=?"
        values.append(business)
    for word in text.split():
        condition += " AND instr(r.search, ?) > 0"
        values.append(match_key(word))
    return current_rows(session, condition, values)


def functions(session: Session, *, business: str | None = None, text: str = "") -> list[CurrentRow]:
    """Current functions of a business whose number, name or summary hold every word of ``text``."""
    return current_items(session, kind="req", business=business, text=text)


def current_item(session: Session, rid: str) -> CurrentRow:
    """One current record. Raises UserProblem when there is none."""
    found = current_rows(session, "r.rid=?", (rid,))
    if not found:
        raise UserProblem("no_record", "その現行の項目はありません。", hint="一覧を読み直してください。")
    return found[0]


def rid_of(session: Session, name: str) -> str:
    """The rid of a current record or system by rid, number, or name where that is unique.

    Raises UserProblem when there is none, or several of that name.
    """
    rows = session.con.execute(
        "SELECT rid FROM record WHERE present=1 AND type IN ('function','curform','curlink','curdata','system')"
        " AND (rid=? OR number=? OR name=?) ORDER BY rid",
        (name, name, name),
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    if rows:
        raise UserProblem(
            "ambiguous", f"「{name}」は {len(rows)} 件あります。", hint="番号で指定してください。", exit_code=USAGE
        )
    raise UserProblem("no_record", f"「{name}」という現行の項目はありません。", hint="番号か名前を確かめてください。")


def type_of(session: Session, rid: str) -> str:
    """The type of a record; "" if there is none."""
    row = session.con.execute("SELECT type FROM record WHERE rid=?", (rid,)).fetchone()
    return str(row[0]) if row else ""


def orphans(session: Session, business: str, *, kind: str = "req") -> list[CurrentRow]:
    """Current records that answer no published item: the ones forgotten in a changeover (国分寺市の事例)."""
    return current_rows(
        session,
        "r.type=? AND r.business=? AND NOT EXISTS (SELECT 1 FROM mapping m WHERE m.target=r.rid)",
        (CURRENT_TYPE.get(kind, "function"), business),
    )


def record_type(name: str) -> str:
    """The record type of a survey list. Raises UserProblem for an unknown one."""
    found = EVERY.get(name)
    if found is None:
        raise UserProblem(
            "no_list", f"一覧「{name}」はありません。", hint="使える一覧：" + "、".join(EVERY), exit_code=USAGE
        )
    return found


def list_rows(session: Session, name: str, rids: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """One survey list (or some of its rows) by column code, with their rid; references as the other record's name."""
    type_ = record_type(name)
    columns = [f.code for fields in ATOMS[type_].values() for f in fields]
    kinds = sorted({REFERENCES[c] for c in REFERRING.get(type_, ())})
    names = {
        rid: number if t in BY_NUMBER else called
        for rid, t, number, called in session.con.execute(
            f"SELECT rid, type, number, name FROM record WHERE type IN ({','.join('?' * len(kinds))})", kinds
        )
    }
    labels = {code: choices.in_force(session, held).labels() for code, held in _listed(name).items()}
    out = []
    within: dict[str, tuple[str, str, tuple[Any, ...]]] = {}
    some, values_ = "", [type_]
    if rids is not None and len(rids) <= 500:  # more than that are found quicker among all
        some, values_ = f" AND rid IN ({','.join('?' * len(rids))})", [type_, *rids]
    wanted = None if rids is None else set(rids)
    for rid, fields in session.con.execute(
        f"SELECT rid, fields FROM record WHERE type=? AND present=1{some} ORDER BY number, name, rid", values_
    ).fetchall():
        if wanted is not None and rid not in wanted:
            continue
        stored = json.loads(fields)
        values = dict(stored)
        kept = str(values.get("side") or "")
        for code in REFERRING.get(type_, ()):
            values[code] = _word(names, values.get(code, ""))
        for code, words in labels.items():
            values[code] = _word(words, values.get(code, ""))
        out.append({"rid": rid, **{c: values.get(c, "") for c in columns}, **derived(name, stored)})
        within[rid] = (
            str(values.get("table") or values.get("case") or ""),
            kept,
            natural_key(str(values.get("order"))),
        )
    if "order" in columns:  # steps and rows of a table follow each other as they are numbered
        out.sort(key=lambda row: within[row["rid"]])
    return out


def _word(words: Mapping[str, Any], value: Any) -> Any:
    """What a code is called; a value of another form, which another program may have written, as it is."""
    return words.get(value, value) if isinstance(value, str) else value


def _listed(name: str) -> dict[str, str]:
    """Column code → name of the municipality's list its values are of."""
    return {c.code: c.list for c in survey_list(name).columns if c.kind == "list"}


def offered(session: Session, name: str) -> dict[str, tuple[str, ...]]:
    """Column code → what can be chosen in it: names registered, and entries of the municipality's lists."""
    type_ = record_type(name)
    out: dict[str, tuple[str, ...]] = {}
    for code in REFERRING.get(type_, ()):
        shown = "number" if REFERENCES[code] in BY_NUMBER else "name"
        out[code] = tuple(
            r[0]
            for r in session.con.execute(
                f"SELECT DISTINCT {shown} FROM record WHERE type=? AND present=1 AND {shown}<>'' ORDER BY {shown}",
                (REFERENCES[code],),
            )
        )
    if type_ == "dependency":
        out["start"] = out["end"] = _things(session)
    for code, held in _listed(name).items():
        out[code] = tuple(label for _, label in choices.in_force(session, held).offered())
    return out


def _things(session: Session) -> tuple[str, ...]:
    """What a dependency may tie: businesses, systems, departments and vendors, by name."""
    rows = session.con.execute(
        "SELECT DISTINCT name FROM record WHERE type IN ('system','department','vendor') AND present=1 AND name<>''"
        " ORDER BY type DESC, name"
    )
    return (*(r[0] for r in rows), *(b.name for b in businesses.all_businesses()))


def resolve_reference(session: Session, type_: str, code: str, value: str) -> str:
    """The rid for a name typed into a reference field; the text itself while nothing of that name is registered.

    A word of one of the municipality's lists becomes its code.
    """
    name = next((n for n, t in register_types().items() if t == type_), "")
    held = _listed(name).get(code, "") if name else ""
    if held and value:
        return choices.check(session, held, value)
    if code not in REFERRING.get(type_, ()) or not value:
        return value
    row = session.con.execute(
        "SELECT rid FROM record WHERE type=? AND present=1 AND (name=? OR rid=? OR number=?) ORDER BY rid LIMIT 1",
        (REFERENCES[code], value, value, value if REFERENCES[code] in BY_NUMBER else None),
    ).fetchone()
    return str(row[0]) if row else value


def next_number(session: Session, type_: str) -> int:
    """The number after the highest one shown so far; shown only, never an identity."""
    prefix = NUMBER_PREFIX.get(type_, "")
    numbers = session.con.execute("SELECT number FROM record WHERE type=?", (type_,)).fetchall()
    taken = [
        int(n[len(prefix) + 1 :]) for (n,) in numbers if n.startswith(f"{prefix}-") and n[len(prefix) + 1 :].isdigit()
    ]
    return max(taken, default=0) + 1


def numbered(type_: str, n: int) -> str:
    """The display number of a record: K-0001."""
    prefix = NUMBER_PREFIX.get(type_)
    return f"{prefix}-{n:04d}" if prefix else ""


def atoms_of(type_: str, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Field values sorted into the atoms of a record type; empty ones left out. Raises KeyError for unknown fields."""
    place = {f.code: atom for atom, fields in ATOMS[type_].items() for f in fields}
    out: dict[str, dict[str, Any]] = {}
    for code, value in values.items():
        if value not in ("", None, [], {}):
            out.setdefault(place[code], {})[code] = value
    return out


def _book(name: str) -> str:
    return "現行調査" if name in LISTS else survey_list(name).title


def add_records(session: Session, name: str, rows: Sequence[Mapping[str, Any]], *, label: str | None = None) -> Changes:
    """New records in a survey list as one step; numbers are given where they are missing."""
    type_ = record_type(name)
    n = next_number(session, type_)
    with session.project.unit(label or f"{_book(name)}に {len(rows)} 件を追加") as unit:
        for row in rows:
            values = {c: resolve_reference(session, type_, c, v) if isinstance(v, str) else v for c, v in row.items()}
            if type_ in NUMBER_PREFIX and not values.get("number"):
                values["number"] = numbered(type_, n)
                n += 1
            unit.create(type_, atoms_of(type_, values))
    return changes(unit.changes)


def set_cells(
    session: Session,
    name: str,
    edits: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    label: str | None = None,
    parents: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
) -> Changes:
    """Edits of survey records as one step: (rid, {column: value}) each; only atoms that change are written.

    ``parents``: (rid, atom) → heads as they were when the cell was shown.
    """
    type_ = record_type(name)
    with session.project.unit(label or f"{_book(name)}を編集（{len(edits)} 件）") as unit:
        for rid, values in edits:
            resolved = {
                c: resolve_reference(session, type_, c, v) if isinstance(v, str) else v for c, v in values.items()
            }
            write_changes(session, unit, rid, type_, resolved, parents=parents)
    return changes(unit.changes)


def write_changes(
    session: Session,
    unit: Unit,
    rid: str,
    type_: str,
    values: Mapping[str, Any],
    *,
    parents: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
    reason: str = "",
) -> None:
    """New values for some fields of a record, within a unit: each atom that changes is written whole."""
    stored = fields_of(session, rid, type_)
    place = {f.code: atom for atom, fields in ATOMS[type_].items() for f in fields}
    by_atom: dict[str, dict[str, Any]] = {}
    for code, value in values.items():
        by_atom.setdefault(place[code], {})[code] = value
    for atom, new in by_atom.items():
        old = {f.code: stored[f.code] for f in ATOMS[type_][atom] if stored.get(f.code) not in ("", None, [], {})}
        merged = {c: v for c, v in {**old, **new}.items() if v not in ("", None, [], {})}
        if merged != old:
            seen = None if parents is None else parents.get((rid, atom))
            unit.set(rid, type_, atom, merged, parents=seen, reason=reason)


def fields_of(session: Session, rid: str, type_: str) -> dict[str, Any]:
    """Every stored field of a record. Raises UserProblem when it isn't there any more."""
    row = session.con.execute("SELECT fields FROM record WHERE rid=? AND type=? AND present=1", (rid, type_)).fetchone()
    if row is None:
        raise UserProblem("no_record", "その行はもうありません。", hint="一覧を読み直してください。")
    return dict(json.loads(row[0]))


def delete_records(session: Session, name: str, rids: Sequence[str]) -> Changes:
    """Deletes survey records as one step; they can be brought back by undo, and their history stays."""
    type_ = record_type(name)
    with session.project.unit(f"{_book(name)}から {len(rids)} 件を削除") as unit:
        for rid in rids:
            fields_of(session, rid, type_)
            unit.delete(rid, type_, session.project.all_heads(rid))
    return changes(unit.changes)
