"""ID × 団体: what every municipality says of each published item, where they differ, and where nobody has answered.

A row is an item in force here, or one that only another municipality knows. What is counted and filtered by comes from
one pass over the verdicts; the lines themselves are read a page at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.codes import COMPARED
from app.services import catalogue_query as q
from app.services import cities
from app.services.session import Session, node_text
from app.services.views import FORCE, ItemFilter
from app.store.overlays import SHORT
from app.store.overlays import Key as Key
from spec_catalog.text import match_key

SHOWS: dict[str, str] = {
    "all": "全部",
    "differs": "判定が違う",
    "missing": "未回答あり",
    "open": "共同の決定なし",
    "apart": "決定と違い理由なし",
}
"""What a matrix is narrowed down to. ``apart``: a city's verdict is not the joint one, and nobody wrote why."""
_SAID = "CASE WHEN conflict THEN '!' ELSE verdict END"  # what is in conflict agrees with no verdict
_SAME = "business=? AND kind=? AND item=? AND branch=?"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at. Empty = everything; ``show``: one of SHOWS."""

    text: str = ""
    businesses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    show: str = "all"


@dataclass(frozen=True, slots=True)
class Column:
    """A municipality; ours comes first."""

    code: str
    name: str
    own: bool = False
    size: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The rows asked for, in document order, those nobody has in force here last; ``counts``: rows by SHOWS."""

    columns: tuple[Column, ...]
    keys: tuple[Key, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one municipality says of one item. ``edition``: its label where it isn't the one in force here.

    ``state``: answered, conflict or missing. ``off``: it isn't the joint verdict; ``reasoned``: somebody wrote why.
    """

    state: str
    verdict: str | None = None
    edition: str = ""
    off: bool = False
    reasoned: bool = False


@dataclass(frozen=True, slots=True)
class Joint:
    """A joint decision. ``conflict``: two were written without knowing of each other. ``heads``: as shown."""

    verdict: str = ""
    disposition: str = ""
    content: str = ""
    reason: str = ""
    by: str = ""
    date: str = ""
    conflict: bool = False
    rid: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its cells, in the order of the columns. ``cls`` None where the item isn't in force here."""

    key: Key
    node: str
    id: str
    name: str
    cls: str | None
    here: bool
    cells: tuple[Cell, ...]
    joint: Joint | None


# --- which rows -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the items anybody spoke of."""

    differs: frozenset[Key]
    answered: dict[Key, int]
    joint: dict[Key, str]
    apart: frozenset[Key]
    elsewhere: tuple[Key, ...]  # only other municipalities speak of it


def columns(session: Session) -> tuple[Column, ...]:
    """Ours and the others, by code."""
    own = Column(session.code, session.project.setting("municipality"), True, session.size)
    return (own, *(Column(c.code, c.municipality, False, c.size) for c in cities.listed(session)))


def find(session: Session, asked: Asked) -> Found:
    """The rows asked for. Raises KeyError for an unknown ``show``."""
    shown = columns(session)
    facts, here = _facts(session), _here(session)
    flt = ItemFilter(text=asked.text, businesses=asked.businesses, kinds=asked.kinds or COMPARED)
    rows = [here[k] for k in q.keys(session, FORCE, flt)] if session.sources() else []
    rows += _elsewhere(session, facts, asked)
    tests = {
        "differs": lambda k: k in facts.differs,
        "missing": lambda k: facts.answered.get(k, 0) < len(shown),
        "open": lambda k: k not in facts.joint,
        "apart": lambda k: k in facts.apart,
    }
    counts = {"all": len(rows)} | {name: sum(map(test, rows)) for name, test in tests.items()}
    keys = rows if asked.show == "all" else list(filter(tests[asked.show], rows))
    return Found(shown, tuple(keys), counts)


def _state(session: Session) -> tuple[int, int]:
    return session.con.total_changes, session.con.execute("PRAGMA data_version").fetchone()[0]


def _here(session: Session) -> dict[int, Key]:
    """Key in what is in force → its parts, valid items alone; from the index, which holds no long text."""

    def build() -> dict[int, Key]:
        schema = session.attach(FORCE)
        sql = f"SELECT key, business, kind, id, branch FROM {schema}.item"
        return {row[0]: row[1:] for row in session.con.execute(sql)}

    return session.remember("matrix-here", session.sources(), build) if session.sources() else {}


def _facts(session: Session) -> _Facts:
    return session.remember("matrix-facts", (_state(session), session.sources()), lambda: _read_facts(session))


def _read_facts(session: Session) -> _Facts:
    con = session.con
    others = {
        (b, k, i, br): (n, low, high)
        for b, k, i, br, n, low, high in con.execute(
            f"SELECT business, kind, item, branch, count({_SAID}), min({_SAID}), max({_SAID}) FROM overlay_item"
            " GROUP BY business, kind, item, branch"
        )
    }
    sql = f"SELECT business, kind, item, branch, {_SAID} FROM item_state"
    ours: dict[Key, str | None] = {(b, k, i, br): v for b, k, i, br, v in con.execute(sql)}
    answered, differs = {}, set()
    for key in others.keys() | ours.keys():
        n, low, high = others.get(key, (0, None, None))
        own = ours.get(key)
        answered[key] = n + (own is not None)
        if (n and low != high) or (n and own is not None and own != low):
            differs.add(key)
    joint = _joint_verdicts(session)
    known = set(_here(session).values())
    elsewhere = tuple(sorted(k for k in others if k not in known))
    return _Facts(frozenset(differs), answered, joint, _apart(session, joint, ours), elsewhere)


def key_of(number: str) -> Key:
    """business/kind/id/branch as a record's number holds it; an id may hold "/"."""
    business, kind, rest = number.split("/", 2)
    id_, _, branch = rest.rpartition("/")
    return business, kind, id_, branch


def _joint_verdicts(session: Session) -> dict[Key, str]:
    sql = "SELECT number, coalesce(json_extract(fields, '$.verdict'), '') FROM record WHERE type='joint' AND present=1"
    return {key_of(number): verdict for number, verdict in session.con.execute(sql)}


def _apart(session: Session, joint: dict[Key, str], ours: dict[Key, str | None]) -> frozenset[Key]:
    """Items of which some municipality's verdict isn't the joint one, without a reason."""
    wanted = {k: v for k, v in joint.items() if v}
    if not wanted:
        return frozenset()
    sql = "SELECT number, system FROM record WHERE type='deviation' AND present=1"
    excused = {(key_of(number), city) for number, city in session.con.execute(sql)}
    own = session.code
    out = {k for k, v in wanted.items() if ours.get(k) not in (None, v) and (k, own) not in excused}
    sql = f"SELECT business, kind, item, branch, code, {_SAID} v FROM overlay_item WHERE v IS NOT NULL"
    for b, k, i, br, code, verdict in session.con.execute(sql):
        key = (b, k, i, br)
        if wanted.get(key, verdict) != verdict and (key, code) not in excused:
            out.add(key)
    return frozenset(out)


def _elsewhere(session: Session, facts: _Facts, asked: Asked) -> list[Key]:
    """Items only others speak of, under the same filter."""
    found = [
        k
        for k in facts.elsewhere
        if k[1] in (asked.kinds or COMPARED) and (not asked.businesses or k[0] in asked.businesses)
    ]
    words = [match_key(w) for w in asked.text.split() if match_key(w)]
    if not words or not found:
        return found if words or not asked.text.strip() else []
    texts: dict[Key, str] = {}
    for b, k, i, br, name, detail in _of(session, "item || ' ' || name, detail", found):
        texts[b, k, i, br] = texts.get((b, k, i, br), "") + match_key(f"{name} {detail}") + " "
    return [k for k in found if all(w in texts.get(k, "") for w in words)]


def _of(session: Session, wanted: str, keys: Iterable[Key], table: str = "overlay_item") -> Iterable[tuple]:  # type: ignore[type-arg]
    """(business, kind, item, branch, … what is wanted) of a table for these items."""
    sql = f"SELECT business, kind, item, branch, {wanted} FROM {table} WHERE {_SAME}"
    return (row for key in keys for row in session.con.execute(sql, key))


# --- lines ------------------------------------------------------------------------------------------------------------


def lines(session: Session, keys: Sequence[Key]) -> list[Line]:
    """The lines of these rows, in the order asked."""
    shown = columns(session)
    named = _named(session, keys)
    labels = {c.code: c.editions for c in cities.listed(session)} | {session.code: own_labels(session)}
    joints, excused = _joints(session, keys), deviations(session, keys)
    said: dict[tuple[Key, str], tuple[str | None, int, str, str]] = {}
    for b, k, i, br, verdict, conflict, edition in _of(session, "verdict, conflict, edition", keys, "item_state"):
        said[(b, k, i, br), session.code] = (verdict, conflict, edition[:SHORT], "")
    for b, k, i, br, code, *rest in _of(session, "code, verdict, conflict, edition, name", keys):
        said[(b, k, i, br), code] = (rest[0], rest[1], rest[2], rest[3])
    out = []
    for key in keys:
        row = named.get(key)
        joint = joints.get(key)
        label = labels[session.code].get(row[2][:SHORT], "") if row else ""
        cells = tuple(
            _cell(said.get((key, c.code)), label, labels.get(c.code, {}), joint, (key, c.code) in excused)
            for c in shown
        )
        elsewhere = next((s[3] for c in shown if (s := said.get((key, c.code))) and s[3]), "")
        shown_id = f"{key[2]}-{key[3]}" if key[3] else key[2]
        out.append(
            Line(
                key, node_text(*key), shown_id, row[0] if row else elsewhere, row[1] if row else None, row is not None,
                cells, joint,
            )
        )  # fmt: skip
    return out


def _cell(
    said: tuple[str | None, int, str, str] | None,
    in_force: str,
    labels: Mapping[str, str],
    joint: Joint | None,
    reasoned: bool,
) -> Cell:
    verdict, conflict, edition, _ = said or (None, 0, "", "")
    state = "conflict" if conflict else "answered" if verdict else "missing"
    other = labels.get(edition, "版不明") if state != "missing" and edition else ""
    off = bool(joint and joint.verdict and state != "missing" and (conflict or verdict != joint.verdict))
    return Cell(state, None if conflict else verdict, "" if other == in_force else other, off, reasoned)


def _named(session: Session, keys: Sequence[Key]) -> dict[Key, tuple[str, str | None, str]]:
    """Item → (name, its class for our size, the edition it stands in), of those in force here."""
    if not session.sources():
        return {}
    schema = session.attach(FORCE)
    sql = (
        f"SELECT name, {session.size}, edition FROM {schema}.item"
        " WHERE business=? AND kind=? AND id=? AND branch=? AND deleted=0"
    )
    found = ((key, session.con.execute(sql, key).fetchone()) for key in keys)
    return {key: row for key, row in found if row is not None}


def own_labels(session: Session) -> dict[str, str]:
    """First digits of an edition's hash → its label, of all that are here."""
    return {h[:SHORT]: label for h, label in session.con.execute("SELECT hash, label FROM edition")}


def _joints(session: Session, keys: Sequence[Key]) -> dict[Key, Joint]:
    sql = "SELECT rid, fields, conflict FROM record WHERE type='joint' AND present=1 AND number=?"
    out = {}
    for key in keys:
        row = session.con.execute(sql, ("/".join(key),)).fetchone()
        if row is not None:
            f = json.loads(row[1])
            texts = {n: str(f.get(n) or "") for n in ("verdict", "disposition", "content", "reason", "by", "date")}
            out[key] = Joint(**texts, conflict=bool(row[2]), rid=row[0])
    return out


def deviations(session: Session, keys: Sequence[Key]) -> dict[tuple[Key, str], dict[str, str]]:
    """(item, 団体コード) → why it does otherwise, who says so and since when."""
    sql = "SELECT system, fields FROM record WHERE type='deviation' AND present=1 AND number=?"
    return {
        (key, city): {n: str(v or "") for n, v in json.loads(fields).items()}
        for key in keys
        for city, fields in session.con.execute(sql, ("/".join(key),))
    }


# --- one item ---------------------------------------------------------------------------------------------------------


def beside(session: Session, key: Key) -> tuple[tuple[tuple[Column, Cell], ...], Joint | None]:
    """What the others say of one item, and what was decided together; quick where nothing lies beside ours."""
    shown = columns(session)
    if len(shown) < 2:
        return (), _joints(session, [key]).get(key)
    (line,) = lines(session, [key])
    return tuple(zip(shown[1:], line.cells[1:], strict=True)), line.joint


def key_of_node(session: Session, node: str) -> Key | None:
    """The row a NODE names: in force here, or known by another municipality alone."""
    found = next((k for k in _here(session).values() if node_text(*k) == node), None)
    return found or next((k for k in _facts(session).elsewhere if node_text(*k) == node), None)
