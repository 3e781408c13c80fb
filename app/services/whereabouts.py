"""What a record is called and where it stands, for lists of things of every kind: conflicts, erasures, the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.codes import KIND_WORD
from app.services import catalogue_query as q
from app.services import choices, value_words
from app.services.session import Session, node_text
from spec_catalog import business as businesses

_CHUNK = 400  # below SQLite's limit of host parameters


def places(
    session: Session, rids: set[str], types: Mapping[str, str]
) -> dict[str, tuple[str, str, str, tuple[str, ...]]]:
    """rid → (node, business, title, order): NODE of a published item ("" of others), what to call it, where it stands.

    ``types``: record → its type.
    """
    out: dict[str, tuple[str, str, str, tuple[str, ...]]] = {}
    refs: dict[str, tuple[str, str, str, str]] = {}
    wanted = sorted(rids)
    for table in ("item_state", "mapping"):
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            sql = f"SELECT rid, business, kind, item, branch FROM {table} WHERE rid IN ({marks})"
            refs.update((row[0], row[1:]) for row in session.con.execute(sql, part) if row[3])
        wanted = [rid for rid in wanted if types[rid] == "mapping" and rid not in refs]
    for rid in sorted(r for r in rids if types[r] in ("vendor_answer", "joint", "deviation")):
        row = session.con.execute("SELECT number FROM record WHERE rid=?", (rid,)).fetchone()
        if row is not None and row[0].count("/") > 2:
            business, kind, rest = row[0].split("/", 2)
            refs[rid] = (business, kind, *rest.rpartition("/")[::2])
    nodes = {rid: node_text(*ref) for rid, ref in refs.items()}
    names = _names(session, list(dict.fromkeys(nodes.values())))
    for rid in rids:
        if rid in refs:
            business, kind, id_, branch = refs[rid]
            shown = f"{KIND_WORD.get(kind, kind)} {id_}{f'-{branch}' if branch else ''}　{names.get(nodes[rid], '')}"
            out[rid] = (nodes[rid], business, shown.strip("　"), ("0", business, kind, id_, branch))
            continue
        row = session.con.execute("SELECT business, number, name FROM record WHERE rid=?", (rid,)).fetchone()
        business, number, name = row or ("", "", "")
        if types[rid] == "adoption":
            found = session.con.execute("SELECT business, kind FROM adoption WHERE rid=?", (rid,)).fetchone()
            business, kind = found or ("", "")
            number, name = businesses.name_of(business) if business else "", KIND_WORD.get(kind, kind)
        if types[rid] in ("transition", "transition_answer"):
            name = _two_systems(session, rid)
        if types[rid] == "triage":  # its number holds the hashes of two editions
            number = value_words.type_name("triage")
        elif types[rid] == "choice_list" and name in choices.names():
            name = choices.published(name).title
        title = f"{number}　{name}".strip("　") or value_words.type_name(types[rid])
        out[rid] = ("", business, title, ("1", types[rid], business, number, name))
    return out


def _two_systems(session: Session, rid: str) -> str:
    row = session.con.execute(
        "SELECT a.name, b.name FROM record r JOIN record a ON a.rid=json_extract(r.fields, '$.one')"
        " JOIN record b ON b.rid=json_extract(r.fields, '$.other') WHERE r.rid=?",
        (rid,),
    ).fetchone()
    return "過渡期：" + "⇔".join(sorted(row)) if row else ""


def _names(session: Session, nodes: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(nodes), _CHUNK):
        found.update({n: row.name for n, row in q.named(session, nodes[start : start + _CHUNK]).items()})
    return found
