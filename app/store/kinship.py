"""Which records are one item because somebody confirmed a renumbering: read from the projection of those records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from app.core.lineage import NONE, Kin, Ref, Union, kin, kin_of_mappings, ref_parts
from app.core.records import item_rid
from app.store import oplog

__all__ = ["NONE", "around", "members", "of_items", "types"]


def of_items(con: sqlite3.Connection) -> Kin:
    """The items that are one, of the whole workspace; falsy where nobody ever confirmed a renumbering."""
    rows = con.execute("SELECT fields, present FROM record WHERE type='succession' AND number='renumbered'").fetchall()
    if not rows:
        return NONE
    said = [(json.loads(fields), bool(present)) for fields, present in rows]
    return kin(_code(con), (Union(f["sources"][0], f["results"][0], stands) for f, stands in said))


def members(con: sqlite3.Connection, rid: str) -> tuple[str, ...]:
    """The record ids that are one item with this one now, sorted, itself among them."""
    return tuple(sorted(of_items(con).one_with(rid)))


def around(con: sqlite3.Connection, rids: set[str], lineage: set[str]) -> Kin:
    """Who is one with these items and mappings, and with the items that the records of ``lineage`` speak of."""
    items = of_items(con)
    if not items:
        return NONE
    touched = {r for r in rids if r in items.ever} | _ends(con, lineage)
    touched = {m for r in touched for m in items.ever.get(r, ())}
    asked = [rid for rid, type_ in _types(con, rids) if type_ == "mapping"]
    if lineage:
        asked += _mappings(con, [items.refs[r] for r in touched])
    pairs = []
    for _, ops in oplog.of_records(con, sorted(set(asked))):
        ref = next((r for o in ops if (r := o.ref())), None)
        said = (ref or {}).get("target") or next((f["target"] for o in ops if (f := o.fields("mapping"))), "")
        if ref and said:
            pairs.append((ref, str(said)))
    mappings = kin_of_mappings(_code(con), items, pairs)
    return Kin(
        {**{r: items.one_with(r) for r in touched}, **mappings.now},
        {**{r: items.ever[r] for r in touched}, **mappings.ever},
        {**items.refs, **mappings.refs},
    )


def types(con: sqlite3.Connection, rids: Iterable[str]) -> dict[str, str]:
    """The record type of each of these records that has operations."""
    return dict(_types(con, rids))


def _types(con: sqlite3.Connection, rids: Iterable[str]) -> Iterable[tuple[str, str]]:
    wanted = sorted(rids)
    for start in range(0, len(wanted), oplog.CHUNK):
        part = wanted[start : start + oplog.CHUNK]
        marks = ",".join("?" * len(part))
        yield from con.execute(f"SELECT rid, min(type) FROM op WHERE rid IN ({marks}) GROUP BY rid", part).fetchall()


def _ends(con: sqlite3.Connection, lineage: set[str]) -> set[str]:
    """The items that renumberings speak of."""
    found: set[str] = set()
    code = _code(con)
    for rid in lineage:
        row = con.execute("SELECT fields FROM record WHERE rid=? AND number='renumbered'", (rid,)).fetchone()
        if row is not None:
            said = json.loads(row[0])
            found |= {item_rid(code, *ref_parts(r)) for r in (*said["sources"], *said["results"])}
    return found


def _mappings(con: sqlite3.Connection, refs: Iterable[Ref]) -> list[str]:
    """Every mapping ever made of these items, the withdrawn ones too. Reads the log; renumberings are rare."""
    wanted = {ref_parts(r) for r in refs}
    rows = con.execute(
        "SELECT DISTINCT rid, json_extract(cast(value AS TEXT), '$.ref') FROM op WHERE type='mapping'"
        " AND value IS NOT NULL"
    )
    return [rid for rid, ref in rows if ref and ref_parts(json.loads(ref)) in wanted]


def _code(con: sqlite3.Connection) -> str:
    row = con.execute("SELECT value FROM setting WHERE key='code'").fetchone()
    return str(row[0]) if row else ""
