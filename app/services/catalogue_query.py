"""SQL over an attached catalogue and our own verdicts: filtering, counting and paging stay in the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.core.problems import UserProblem
from app.services.views import (
    CurrentRow,
    Effect,
    Facets,
    ItemDetail,
    ItemFilter,
    ItemRow,
    Judgement,
    Memo,
    TreeNode,
)
from app.store import search
from spec_catalog.layouts import column_title
from spec_catalog.nodes import Node

if TYPE_CHECKING:
    from app.services.session import Session

_STATE = " LEFT JOIN main.item_state s ON s.business=i.business AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"
_SUSPECT = "(s.verdict IS NOT NULL AND s.conflict=0 AND instr(s.basis, i.basis)=0)"
_COLUMNS = (
    "i.key, i.node, i.business, i.kind, i.id, i.branch, i.section, i.p1, i.p2, i.p3, i.name, {cls}, i.deleted,"
    f" s.verdict, {_SUSPECT}, coalesce(s.conflict, 0) + coalesce(s.other_conflict, 0), coalesce(s.memo, '') <> '',"
    " coalesce(s.judged_by, '')"
)


def _where(session: Session, schema: str, flt: ItemFilter, *, without: str = "") -> tuple[str, list[Any]]:
    parts = ["i.deleted=?"]
    values: list[Any] = [int(flt.deleted)]
    expression = search.query(flt.text)
    if expression:
        parts.append(f"i.key IN (SELECT rowid FROM {schema}.words WHERE words MATCH ?)")
        values.append(expression)
    elif flt.text.strip():
        parts.append("0")  # something was asked that no text can hold
    if flt.kinds:
        parts.append(f"i.kind IN ({','.join('?' * len(flt.kinds))})")
        values += flt.kinds
    if flt.classes and without != "classes":
        parts.append(f"coalesce(i.{session.size}, '') IN ({','.join('?' * len(flt.classes))})")
        values += flt.classes
    if flt.verdicts and without != "verdicts":
        parts.append(f"coalesce(s.verdict, '') IN ({','.join('?' * len(flt.verdicts))})")
        values += flt.verdicts
    for column, wanted in zip(("p1", "p2", "p3"), flt.path, strict=False):
        parts.append(f"i.{column}=?")
        values.append(wanted)
    if flt.suspect and without != "suspect":
        parts.append(_SUSPECT)
    if flt.conflict and without != "conflict":
        parts.append("coalesce(s.conflict, 0) + coalesce(s.other_conflict, 0) > 0")
    if flt.noted and without != "noted":
        parts.append("coalesce(s.memo, '') <> ''")
    return " AND ".join(parts), values


def keys(session: Session, edition_hash: str, flt: ItemFilter) -> list[int]:
    """Keys under a filter, in document order."""
    schema = session.attach(edition_hash)
    where, values = _where(session, schema, flt)
    joined = _STATE if " s." in f" {where}" or "(s." in where else ""
    return [
        r[0]
        for r in session.con.execute(f"SELECT i.key FROM {schema}.item i{joined} WHERE {where} ORDER BY i.key", values)
    ]


def rows(session: Session, edition_hash: str, wanted: Sequence[int]) -> list[ItemRow]:
    """Rows in the order asked; unknown keys are left out."""
    schema = session.attach(edition_hash)
    found: dict[int, ItemRow] = {}
    columns = _COLUMNS.format(cls=f"i.{session.size}")
    for start in range(0, len(wanted), 400):
        part = list(wanted[start : start + 400])
        marks = ",".join("?" * len(part))
        for row in session.con.execute(f"SELECT {columns} FROM {schema}.item i{_STATE} WHERE i.key IN ({marks})", part):
            found[row[0]] = _item_row(row)
    return [found[k] for k in wanted if k in found]


def _item_row(r: Sequence[Any]) -> ItemRow:
    return ItemRow(
        key=r[0], node=r[1], business=r[2], kind=r[3], id=r[4], branch=r[5], section=r[6],
        path=tuple(p for p in r[7:10] if p), name=r[10], cls=r[11], deleted=bool(r[12]), verdict=r[13],
        suspect=bool(r[14]), conflict=bool(r[15]), noted=bool(r[16]), by=r[17],
    )  # fmt: skip


def facets(session: Session, edition_hash: str, flt: ItemFilter) -> Facets:
    """One grouped query per facet, each under all other filters."""
    schema = session.attach(edition_hash)

    def grouped(column: str, without: str) -> dict[str, int]:
        where, values = _where(session, schema, flt, without=without)
        sql = f"SELECT coalesce({column}, ''), count(*) FROM {schema}.item i{_STATE} WHERE {where} GROUP BY 1"
        return {r[0]: r[1] for r in session.con.execute(sql, values)}

    def counted(condition: str, without: str) -> int:
        where, values = _where(session, schema, flt, without=without)
        sql = f"SELECT count(*) FROM {schema}.item i{_STATE} WHERE {where} AND {condition}"
        return int(session.con.execute(sql, values).fetchone()[0])

    return Facets(
        total=counted("1", ""),
        by_class=grouped(f"i.{session.size}", "classes"),
        by_verdict=grouped("s.verdict", "verdicts"),
        suspect=counted(_SUSPECT, "suspect"),
        conflict=counted("coalesce(s.conflict, 0) + coalesce(s.other_conflict, 0) > 0", "conflict"),
        noted=counted("coalesce(s.memo, '') <> ''", "noted"),
    )


def tree(session: Session, edition_hash: str) -> list[TreeNode]:
    """大/中/小項目 with counts, in document order, parents first."""
    schema = session.attach(edition_hash)
    totals: dict[tuple[str, ...], list[int]] = {}
    sql = (
        f"SELECT i.p1, i.p2, i.p3, count(*), sum(s.verdict IS NOT NULL) FROM {schema}.item i{_STATE}"
        f" WHERE i.deleted=0 AND i.kind=(SELECT kind FROM {schema}.item ORDER BY key LIMIT 1)"
        " GROUP BY 1, 2, 3 ORDER BY min(i.key)"
    )
    for p1, p2, p3, total, judged in session.con.execute(sql):
        path = tuple(p for p in (p1, p2, p3) if p)
        for depth in range(1, len(path) + 1):
            entry = totals.setdefault(path[:depth], [0, 0])
            entry[0] += total
            entry[1] += judged or 0
    return [TreeNode(p, t, j) for p, (t, j) in _preorder(totals)]


def _preorder(totals: dict[tuple[str, ...], list[int]]) -> list[tuple[tuple[str, ...], list[int]]]:
    out: list[tuple[tuple[str, ...], list[int]]] = []

    def walk(prefix: tuple[str, ...]) -> None:
        for path, counts in totals.items():
            if len(path) == len(prefix) + 1 and path[: len(prefix)] == prefix:
                out.append((path, counts))
                walk(path)

    walk(())
    return out


def key_of(session: Session, edition_hash: str, node: Node) -> int | None:
    """The key of a NODE in an edition, None if it isn't there."""
    schema = session.attach(edition_hash)
    row = session.con.execute(
        f"SELECT key FROM {schema}.item WHERE kind=? AND id=? AND branch=? AND (?='' OR business=?) LIMIT 1",
        (node.kind, node.id, node.branch, node.business, node.business),
    ).fetchone()
    return None if row is None else int(row[0])


def detail(session: Session, edition_hash: str, key: int) -> ItemDetail:
    """Everything about one item."""
    schema = session.attach(edition_hash)
    found = rows(session, edition_hash, [key])
    if not found:
        raise UserProblem("no_item", "その項目はこの版にありません。", hint="一覧を読み直してください。")
    row = found[0]
    text, struck, reason, note, applies, label, d, c, g, related, places, extra = session.con.execute(
        "SELECT text, struck, reason, note, applies, change_label, designated, core, general, related, rows, extra"
        f" FROM {schema}.item WHERE key=?",
        (key,),
    ).fetchone()
    edition = session.con.execute("SELECT label, published, file FROM edition WHERE hash=?", (edition_hash,)).fetchone()
    rid = item_rid_of(session, row)
    return ItemDetail(
        row=row, edition_hash=edition_hash, edition_label=edition[0], edition_published=edition[1], text=text,
        struck=struck, reason=reason, note=note, applies=applies, change_label=label, classes=(d, c, g),
        related=tuple(json.loads(related)),
        extra=tuple((column_title(row.kind, k), v) for k, v in json.loads(extra)),
        rows=tuple((edition[2], s, n) for s, n in json.loads(places)),
        judgement=_judgement(session, rid), effect=_effect(session, rid), memo=_memo(session, rid),
        mapped=mapped_to(session, row),
    )  # fmt: skip


def item_rid_of(session: Session, row: ItemRow) -> str:
    """The record id of what we say about an item."""
    from app.core.records import item_rid

    return item_rid(session.code, row.business, row.kind, row.id, row.branch)


def _judgement(session: Session, rid: str) -> Judgement | None:
    heads = session.project.heads(rid, "verdict")
    state = session.con.execute(
        "SELECT verdict, current, detail, why, judged_by, judged_at, conflict FROM item_state WHERE rid=?", (rid,)
    ).fetchone()
    if not heads or state is None:
        return None
    values: tuple[tuple[str, str, str, str], ...] = ()
    if state[6]:
        ops = [o for o in (session.project.operation(h) for h in heads) if o is not None]
        fields = [(o.fields("verdict") or {}, o) for o in ops]
        values = tuple((f.get("verdict") or "", f.get("detail") or "", o.by, o.at) for f, o in fields)
    return Judgement(state[0], state[1], state[2], state[3], state[4], state[5], heads, bool(state[6]), values)


def _effect(session: Session, rid: str) -> Effect | None:
    heads = session.project.heads(rid, "effect")
    row = session.con.execute("SELECT targets, degree FROM item_state WHERE rid=?", (rid,)).fetchone()
    if not heads or row is None:
        return None
    return Effect(tuple(t for t in row[0].split(",") if t), row[1], heads)


def _memo(session: Session, rid: str) -> Memo | None:
    heads = session.project.heads(rid, "memo")
    row = session.con.execute("SELECT memo FROM item_state WHERE rid=?", (rid,)).fetchone()
    return None if not heads or row is None else Memo(row[0], heads)


def mapped_to(session: Session, row: ItemRow) -> tuple[CurrentRow, ...]:
    """The current items that answer a published item."""
    from app.services.survey import current_rows

    return tuple(
        current_rows(
            session,
            "r.rid IN (SELECT target FROM mapping WHERE business=? AND kind=? AND item=? AND branch=?)",
            (row.business, row.kind, row.id, row.branch),
        )
    )
