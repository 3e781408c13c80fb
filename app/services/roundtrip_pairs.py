"""Pairs of a published item and a current record in sheets: both sides may name the other, each pair is a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.operations import parse
from app.core.roundtrip import plain
from app.services import survey
from app.services.session import Session
from app.services.views import EditionRow
from spec_catalog.text import match_key

Pair = dict[str, Any]
"""{"rid", "ref": the item, "target": the record, "heads", "on": whether it stands}."""


@dataclass(frozen=True, slots=True)
class Current:
    """The current records a form may name, as they were when it was sent. ``names``: match key of number, number with
    name, or name → rid, where only one is called so; ``shown``: rid → number and name; ``said``: rid → what it said."""

    names: Mapping[str, str]
    shown: Mapping[str, str]
    said: Mapping[str, str]


def all_pairs(session: Session) -> Iterator[Pair]:
    """Every pair there is or once was."""
    live = {r for (r,) in session.con.execute("SELECT rid FROM mapping")}
    entry: Pair | None = None
    for rid, op_id, header, value, salt in session.con.execute(
        "SELECT h.rid, o.op_id, o.header, o.value, o.salt FROM head h JOIN op o ON o.op_id=h.op_id"
        " WHERE h.atom='mapping' ORDER BY h.rid, o.op_id"
    ).fetchall():
        op = parse(header, value, salt, op_id=op_id)
        ref = op.ref() or {}
        if entry is None or entry["rid"] != rid:
            if entry is not None:
                yield entry
            key = {c: ref.get(c, "") for c in ("business", "kind", "id", "branch")}
            entry = {"rid": rid, "ref": key, "target": "", "heads": [], "on": rid in live}
        entry["heads"].append(op_id)
        entry["target"] = entry["target"] or ref.get("target") or str((op.fields("mapping") or {}).get("target") or "")
    if entry is not None:
        yield entry


def of_records(session: Session, rids: Sequence[str]) -> dict[str, list[Pair]]:
    """Record → its pairs."""
    wanted = set(rids)
    out: dict[str, list[Pair]] = {}
    for pair in all_pairs(session):
        if pair["target"] in wanted:
            out.setdefault(pair["target"], []).append(pair)
    return out


def of_items(session: Session, edition: EditionRow) -> dict[tuple[str, str], list[Pair]]:
    """(id, branch) of an edition's items → their pairs."""
    out: dict[tuple[str, str], list[Pair]] = {}
    for pair in all_pairs(session):
        ref = pair["ref"]
        if (ref["business"], ref["kind"]) == (edition.business, edition.kind) and pair["target"]:
            out.setdefault((ref["id"], ref["branch"]), []).append(pair)
    return out


def current(session: Session, kind: str) -> dict[str, Any]:
    """The records that can answer items of a kind, for :func:`current_of`."""
    rows = session.con.execute(
        "SELECT rid, number, name, said FROM record WHERE type=? AND present=1 ORDER BY number, rid",
        (survey.CURRENT_TYPE[kind],),
    ).fetchall()
    return {"records": [list(row) for row in rows]}


def current_of(known: Mapping[str, Any]) -> Current:
    """What a sheet remembers of the records it may name."""
    rows = known.get("records", ())
    found: dict[str, list[str]] = {}
    for rid, number, name, _said in rows:
        for text in {match_key(t) for t in (number, f"{number} {name}".strip(), name) if t}:
            found.setdefault(text, []).append(rid)
    return Current(
        {key: rids[0] for key, rids in found.items() if len(rids) == 1},
        {rid: f"{number} {name}".strip() for rid, number, name, _said in rows},
        {rid: said for rid, _number, _name, said in rows},
    )


def read_current(known: Current, text: str) -> tuple[list[str], str]:
    """The records a cell names, one in each line: by number, or by a name only one has. What stands in （） after it is
    not looked at. The second is the first line that names none."""
    out: list[str] = []
    for line in plain(text).split("\n"):
        said = line.strip()
        bare = said.partition("（")[0].strip()
        tries = (said, bare, (bare.split() or [""])[0])
        rid = next((known.names[k] for t in tries if (k := match_key(t)) in known.names), "")
        if said and not rid:
            return out, said
        if rid and rid not in out:
            out.append(rid)
    return out, ""
