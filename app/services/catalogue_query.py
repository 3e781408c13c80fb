"""SQL over an attached catalogue and our own verdicts: filtering, counting and paging stay in the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.core.problems import UserProblem
from app.services import around as beside
from app.services import catalogue_filters as filters
from app.services.views import (
    FORCE,
    Assignment,
    CurrentRow,
    Effect,
    Facets,
    Focus,
    ItemDetail,
    ItemFilter,
    ItemRow,
    Judgement,
    Memo,
    Review,
    TreeNode,
)
from spec_catalog.layouts import column_title
from spec_catalog.nodes import Node
from spec_catalog.text import match_key, match_key_map

if TYPE_CHECKING:
    from app.services.session import Session

_STATE = " LEFT JOIN main.item_state s ON s.business=i.business AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"
_SUSPECT = f"(s.verdict IS NOT NULL AND s.conflict=0 AND (instr(s.basis, i.basis)=0 OR {beside.MOVED}))"
_COLUMNS = (
    "i.key, i.node, i.business, i.kind, i.id, i.branch, i.section, i.p1, i.p2, i.p3, i.name, {cls}, i.deleted,"
    f" s.verdict, {_SUSPECT}, coalesce(s.conflict, 0) + coalesce(s.other_conflict, 0), coalesce(s.memo, '') <> '',"
    " coalesce(s.judged_by, ''), coalesce(s.review, ''), coalesce(s.assigned, ''), coalesce(s.focus, 0)"
)


def keys(session: Session, edition_hash: str, flt: ItemFilter, *, limit: int | None = None) -> list[int]:
    """Keys under a filter, in document order; with ``limit`` the first ones, found without looking at the rest."""
    schema = session.attach(edition_hash)
    asked = filters.question(session.size, schema, flt)
    order = "w.rowid" if asked.searched else "x.key"
    rows = session.con.execute(
        f"SELECT x.key FROM {asked.tables} WHERE {asked.where} ORDER BY {order} LIMIT ?",
        (*asked.values, -1 if limit is None else limit),
    )
    return [r[0] for r in rows]


def grouped_keys(
    session: Session, edition_hash: str, flt: ItemFilter, *, by_document: bool, limit: int | None = None
) -> list[tuple[tuple[str, ...], list[int]]]:
    """Keys under a filter with their heading: 大項目, or ``by_document`` (business, document).

    Headings in the order in which they first stand in the document; () for items without one.
    """
    schema = session.attach(edition_hash)
    asked = filters.question(session.size, schema, flt)
    order = "w.rowid" if asked.searched else "x.key"
    by = "x.business || '/' || x.document" if by_document else "x.p1"
    found: dict[str, list[int]] = {}
    for key, heading in session.con.execute(
        f"SELECT x.key, {by} FROM {asked.tables} WHERE {asked.where} ORDER BY {order} LIMIT ?",
        (*asked.values, -1 if limit is None else limit),
    ):
        found.setdefault(heading, []).append(key)
    return [(tuple(h.split("/")) if by_document else (h,) if h else (), keys) for h, keys in found.items()]


def excerpts(session: Session, edition_hash: str, wanted: Sequence[int], text: str) -> dict[int, str]:
    """Key → the piece of the text around the first word asked for, for items whose name doesn't hold it."""
    schema = session.attach(edition_hash)
    words = [(w, key) for w in text.split() if (key := match_key(w))]
    out: dict[int, str] = {}
    marks = ",".join("?" * len(wanted))
    sql = f"SELECT key, id, name, text, reason, note FROM {schema}.item WHERE key IN ({marks})"
    for key, id_, name, *texts in session.con.execute(sql, list(wanted)):
        held = match_key(name) + " " + match_key(id_)
        missing = next(((typed, word) for typed, word in words if word not in held), None)
        if missing is not None:
            out[key] = next((piece for t in texts if (piece := around(t, *missing))), "")
    return out


def around(text: str, typed: str, word: str, *, before: int = 2, after: int = 40) -> str:
    """A line of ``text`` around the first place of a word, with … where it was cut; "" where it isn't.

    ``typed`` is looked for as it stands first, which nearly always hits and is a hundred times quicker than folding
    the text; ``word`` is its match key.
    """
    place = text.find(typed)
    if place < 0:
        key, offsets = match_key_map(text)
        at = key.find(word)
        if at < 0:
            return ""
        place = offsets[at]
    start, end = max(0, place - before), place + after
    piece = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{piece}{'…' if end < len(text) else ''}"


def referring(session: Session, node: str) -> list[str]:
    """The items in force whose document refers to a NODE: of a form the functions, of a function its linkages …"""
    schema = session.attach(FORCE)
    found = session.con.execute(
        f"SELECT i.node FROM {schema}.rel r JOIN {schema}.item i ON i.key=r.key WHERE r.node=? ORDER BY r.key", (node,)
    )
    return list(dict.fromkeys(r[0] for r in found))


def named(session: Session, nodes: Sequence[str]) -> dict[str, ItemRow]:
    """NODE → its row in what is in force, for those that are there."""
    schema = session.attach(FORCE)
    marks = ",".join("?" * len(nodes))
    sql = f"SELECT node, min(key) FROM {schema}.item WHERE node IN ({marks}) GROUP BY node"
    keys = dict(session.con.execute(sql, list(nodes)))
    held = {r.key: r for r in rows(session, FORCE, list(keys.values()))}
    return {n: held[k] for n, k in keys.items()}


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
        review=r[18], assigned=r[19], focus=bool(r[20]),
    )  # fmt: skip


def facets(session: Session, edition_hash: str, flt: ItemFilter) -> Facets:
    """Counts of every facet under all other filters."""
    return filters.facets(session, session.attach(edition_hash), flt)


def tree(session: Session, edition_hash: str, flt: ItemFilter | None = None) -> list[TreeNode]:
    """大/中/小項目 with counts, in document order, parents first.

    Without a filter those of the valid items of the edition's own kind, with one those it leaves (its path aside). For
    FORCE the businesses and documents stand above: (001, req, 大項目 …).
    """
    schema = session.attach(edition_hash)
    if flt is None:
        first = session.con.execute(f"SELECT kind FROM {schema}.slim ORDER BY key LIMIT 1").fetchone()
        flt = ItemFilter(kinds=(first[0],) if first and edition_hash != FORCE else ())
    asked = filters.question(session.size, schema, replace(flt, path=()))
    head = "x.business, x.document, " if edition_hash == FORCE else ""
    columns = f"{head}x.p1, x.p2, x.p3"
    sql = f"SELECT {columns}, count(*), min(x.key) FROM {asked.tables} WHERE {asked.where} GROUP BY {columns}"
    totals: dict[tuple[str, ...], list[int]] = {}
    found = session.con.execute(sql, asked.values).fetchall()
    judged = filters.judged_by_path(session, schema, asked, columns)
    for row in sorted(found, key=lambda r: r[-1]):
        given = row[:-2]
        path = (*given[:2], *(p for p in given[2:] if p)) if head else tuple(p for p in given if p)
        for depth in range(1, len(path) + 1):
            entry = totals.setdefault(path[:depth], [0, 0])
            entry[0] += row[-2]
            entry[1] += judged.get(given, 0)
    return [TreeNode(p, t, j) for p, (t, j) in _preorder(totals)]


def _preorder(totals: dict[tuple[str, ...], list[int]]) -> list[tuple[tuple[str, ...], list[int]]]:
    under: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for path in totals:
        under.setdefault(path[:-1], []).append(path)
    out: list[tuple[tuple[str, ...], list[int]]] = []

    def walk(prefix: tuple[str, ...]) -> None:
        for path in under.get(prefix, ()):
            out.append((path, totals[path]))
            walk(path)

    walk(())
    return out


def rows_with_edition(session: Session, wanted: Sequence[int]) -> list[tuple[str, ItemRow]]:
    """(edition hash, row) for keys of what is in force, in the order asked."""
    schema = session.attach(FORCE)
    held = {r.key: r for r in rows(session, FORCE, wanted)}
    marks = ",".join("?" * len(held))
    of = dict(session.con.execute(f"SELECT key, edition FROM {schema}.item WHERE key IN ({marks})", list(held)))
    return [(of[k], held[k]) for k in wanted if k in held]


def editions_holding(session: Session, node: Node) -> list[str]:
    """The editions in force that hold a published item (a 仮番 or a bare 連携ID may stand in several)."""
    schema = session.attach(FORCE)
    found = session.con.execute(
        f"SELECT edition FROM {schema}.item WHERE kind=? AND id=? AND branch=? AND (?='' OR business=?) ORDER BY key",
        (node.kind, node.id, node.branch, node.business, node.business),
    )
    return list(dict.fromkeys(r[0] for r in found))


def key_of(session: Session, edition_hash: str, node: Node) -> int | None:
    """The key of a NODE in an edition, None if it isn't there."""
    schema = session.attach(edition_hash)
    row = session.con.execute(
        f"SELECT key FROM {schema}.item WHERE kind=? AND id=? AND branch=? AND (?='' OR business=?)"
        " ORDER BY key LIMIT 1",
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
    own, text, struck, reason, note, applies, label, d, c, g, related, places, extra, original = session.con.execute(
        "SELECT edition, text, struck, reason, note, applies, change_label, designated, core, general, related, rows,"
        f" extra, id_original FROM {schema}.item WHERE key=?",
        (key,),
    ).fetchone()
    edition_hash = own or edition_hash
    edition = session.con.execute("SELECT label, published, file FROM edition WHERE hash=?", (edition_hash,)).fetchone()
    rid = item_rid_of(session, row)
    return ItemDetail(
        row=row, edition_hash=edition_hash, edition_label=edition[0], edition_published=edition[1], text=text,
        struck=struck, reason=reason, note=note, applies=applies, change_label=label, classes=(d, c, g),
        related=tuple(json.loads(related)),
        extra=tuple((column_title(row.kind, k), v) for k, v in json.loads(extra)),
        rows=tuple((edition[2], s, n) for s, n in json.loads(places)),
        judgement=_judgement(session, rid), effect=_effect(session, rid), memo=_memo(session, rid),
        mapped=mapped_to(session, row), id_original=original, **_care(session, rid),
    )  # fmt: skip


def _care(session: Session, rid: str) -> dict[str, Any]:
    """Review, assignment and 重点 of an item, as keywords of ItemDetail."""
    row = session.con.execute(
        "SELECT review, review_note, reviewed_by, reviewed_at, review_stale, assigned, assigned_due, focus, focus_note,"
        " viewpoint, focus_due FROM item_state WHERE rid=?",
        (rid,),
    ).fetchone()
    if row is None:
        return {}
    review, note, by, at, stale, assigned, due, focus, why, viewpoint, focus_due = row
    department, _, person = assigned.partition("/")
    return {
        "review": Review(review, note, by, at, bool(stale)) if review or stale else None,
        "assignment": Assignment(department, person, due) if assigned else None,
        "focus": Focus(why, viewpoint, focus_due) if focus else None,
    }


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
