"""Which current item answers which requirement, and the reverse: ranked candidates with reasons a person can check."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.problems import UserProblem
from app.services import catalogue, reasons, suggest_others, survey, synonyms
from app.services import catalogue_query as q
from app.services.bm25 import Hit, Index, Question
from app.services.session import Session, node_text
from app.services.terms import Part
from app.services.views import FORCE, CurrentRow, EditionRow, ItemRow

# Weights of the fields beside the text (1); chosen with tests/data/pairs/develop.json alone.
ITEM_NAME, CURRENT_NAME = 1.5, 1.3
CHAPTER, RELATED, REASON, BESIDE = 0.2, 0.3, 0.3, 0.1
OWN_ID = 3.0
TOGETHER = 6  # a section of more requirements says too much to tell what one of them is about
LEAST = 10
"""A candidate with a lower score shares next to nothing and is not offered."""
NEIGHBOURS, NEAR = 8, 0.35  # how many confirmed current items are asked, and how near they must be (0–1)
_LEAST_NEAR = round(NEAR * 100)

REFERENCE = re.compile(r"(?:\d+(?:[.．]\d+)+|\d{7})（[^（）]*）")
"""4.0.3（異動日・処理日）: what another requirement is called says little of this one."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One current item for a published one. ``score`` 0–99; ``why``: reasons a person can check."""

    current: CurrentRow
    score: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemCandidate:
    """One published item for a current one."""

    edition_hash: str
    item: ItemRow
    score: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates of one current item, best first."""

    current: CurrentRow
    items: tuple[ItemCandidate, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """What is compared of a published item. ``text``: without the names of other items it refers to."""

    key: int
    node: str
    id: str
    section: str
    path: tuple[str, ...]
    name: str
    text: str
    reason: str
    related: tuple[str, ...]  # names of its forms, linkages, data items

    @property
    def own(self) -> str:
        """Everything it says itself; what reasons are looked for in."""
        return "\n".join([self.id, self.section, self.name, self.text, self.reason, *self.related])


@dataclass(frozen=True, slots=True)
class _Items:
    """The items of one business in an edition."""

    texts: list[Text]
    at: dict[int, int]  # key → number
    numbers: dict[str, list[int]]  # node → numbers
    beside: list[tuple[int, ...]]  # the others of its section


@dataclass(frozen=True, slots=True)
class _Current:
    """The current items of a kind and business, indexed."""

    rows: list[CurrentRow]
    at: dict[str, int]  # rid → number
    index: Index


def for_item(session: Session, edition_hash: str, key: int, *, limit: int = 5) -> list[Candidate]:
    """Current items of the same business that may answer this one, best first; those already mapped are left out."""
    (row,) = q.rows(session, edition_hash, [key])
    items = _items(session, edition_hash, row.kind, row.business)
    current = _current(session, row.kind, row.business)
    if key not in items.at:
        return []
    number = items.at[key]
    taken = {n for n, c in enumerate(current.rows) if row.node in c.mapped}
    lifts: dict[int, float] = {}
    nearest: dict[int, str] = {}
    for n in sorted(taken):
        for hit in _near(current, n):
            if _lift(hit) > lifts.get(hit.document, 0.0):
                lifts[hit.document], nearest[hit.document] = _lift(hit), _confirmed(current.rows[n])
    _like_others(session, row, current, lifts, nearest)
    question = current.index.question(_item_parts(items.texts, number, items.beside[number]))
    hits = current.index.rank(question, limit=limit, without=taken, lifts=lifts, least=LEAST)
    return [
        Candidate(
            current.rows[h.document],
            h.score,
            _why(items, number, current.rows[h.document], current.index, nearest.get(h.document, "")),
        )
        for h in hits
    ]


def for_current(session: Session, rid: str, *, limit: int = 5) -> list[ItemCandidate]:
    """Published items of its business that a current item may answer, best first; those it is mapped to left out."""
    row = survey.current_item(session, rid)
    kind = survey.SPEC_KIND[survey.type_of(session, rid)]
    found: list[tuple[int, str, int, tuple[str, ...]]] = []
    for edition in _editions(session, kind, row.business):
        items = _items(session, edition.hash, kind, row.business)
        index = _item_index(session, edition.hash, kind, row.business, items)
        for hit, why in _answers(session, kind, items, index, _current(session, kind, row.business), row, limit):
            found.append((hit.score, edition.hash, items.texts[hit.document].key, why))
    found.sort(key=lambda f: -f[0])
    return [
        ItemCandidate(edition_hash, q.rows(session, edition_hash, [key])[0], score, why)
        for score, edition_hash, key, why in found[:limit]
    ]


def all_for(
    session: Session,
    business: str,
    *,
    kind: str = "req",
    limit: int = 5,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> list[Ranked]:
    """The candidates of every current item of a business that has a name or a summary, in the order of its list.

    Nothing is written. Raises UserProblem with code "cancelled" when ``cancel`` was set.
    """
    current = _current(session, kind, business)
    total = len(current.rows)
    found: list[list[tuple[int, str, int, tuple[str, ...]]]] = [[] for _ in current.rows]
    wanted: dict[str, dict[int, ItemRow]] = {}
    for edition in _editions(session, kind, business):
        items = _items(session, edition.hash, kind, business)
        index = _item_index(session, edition.hash, kind, business, items)
        keys: list[int] = []
        for n, row in enumerate(current.rows):
            if cancel is not None and cancel.is_set():
                raise UserProblem("cancelled", "候補の計算を中止しました。何も書き込んでいません。")
            if progress is not None and n % 20 == 0:
                progress(n, total, row.name)
            for hit, why in _answers(session, kind, items, index, current, row, limit):
                key = items.texts[hit.document].key
                keys.append(key)
                found[n].append((hit.score, edition.hash, key, why))
        wanted[edition.hash] = {r.key: r for r in q.rows(session, edition.hash, list(dict.fromkeys(keys)))}
    if progress is not None:
        progress(total, total, "")
    return [
        Ranked(
            row,
            tuple(
                ItemCandidate(edition_hash, wanted[edition_hash][key], score, why)
                for score, edition_hash, key, why in sorted(of_row, key=lambda f: -f[0])[:limit]
            ),
        )
        for row, of_row in zip(current.rows, found, strict=True)
    ]


# --- ranking ----------------------------------------------------------------------------------------------------------


def _answers(
    session: Session, kind: str, items: _Items, index: Index, current: _Current, row: CurrentRow, limit: int
) -> list[tuple[Hit, tuple[str, ...]]]:
    """The items a current one may answer, with reasons. What it is mapped to already is left out."""
    lifts: dict[int, float] = {}
    nearest: dict[int, str] = {}
    for hit in _near(current, current.at[row.rid], mapped=True):
        neighbour = current.rows[hit.document]
        for node in neighbour.mapped:
            for number in items.numbers.get(node, ()):
                if _lift(hit) > lifts.get(number, 0.0):
                    lifts[number], nearest[number] = _lift(hit), _confirmed(neighbour)
    others = suggest_others.others(session, kind, row.business, CURRENT_NAME)
    if others is not None:
        for lift, other in suggest_others.near(others, _asked(others.index, row), limit=NEIGHBOURS, least=_LEAST_NEAR):
            for number in (n for node in other.nodes for n in items.numbers.get(node, ())):
                if lift > lifts.get(number, 0.0):
                    lifts[number], nearest[number] = lift, other.reason
    taken = {n for node in row.mapped for n in items.numbers.get(node, ())}
    hits = index.rank(_asked(index, row), limit=limit, without=taken, lifts=lifts, least=LEAST)
    return [(h, _why(items, h.document, row, index, nearest.get(h.document, ""))) for h in hits]


def _like_others(
    session: Session, row: ItemRow, current: _Current, lifts: dict[int, float], nearest: dict[int, str]
) -> None:
    """Lifts our current items that read like what other municipalities mapped to this item."""
    others = suggest_others.others(session, row.kind, row.business, CURRENT_NAME)
    if others is None:
        return
    for number in others.by_node.get(row.node, ())[:NEIGHBOURS]:
        other = others.rows[number]
        asked = current.index.question(suggest_others.parts(other.name, other.summary, CURRENT_NAME))
        for hit in current.index.rank(asked, limit=NEIGHBOURS, least=_LEAST_NEAR):
            lift = suggest_others.TRUST * _lift(hit)
            if lift > lifts.get(hit.document, 0.0):
                lifts[hit.document], nearest[hit.document] = lift, other.reason


def _confirmed(row: CurrentRow) -> str:
    return f"前に対応付けた {row.number} に近い"


def _near(current: _Current, number: int, *, mapped: bool = False) -> list[Hit]:
    """Current items worded nearly like this one, with ``mapped`` only those somebody has mapped to something."""
    without = {number} | ({n for n, r in enumerate(current.rows) if not r.mapped} if mapped else set())
    if len(without) == len(current.rows):
        return []
    asked = _asked(current.index, current.rows[number])
    return current.index.rank(asked, limit=NEIGHBOURS, without=without, least=_LEAST_NEAR)


def _lift(hit: Hit) -> float:
    """0–1. Squared: what is half as near is a quarter as good a witness."""
    return (hit.score / 100) ** 2


def _asked(index: Index, row: CurrentRow) -> Question:
    return index.question(_current_parts(row))


def _why(items: _Items, number: int, row: CurrentRow, index: Index, confirmed: str) -> tuple[str, ...]:
    text = items.texts[number]
    beside = "\n".join(items.texts[n].text for n in items.beside[number])
    current = f"{row.name}\n{row.summary}"
    return reasons.why(current, text.own, index, confirmed=confirmed, chapter=text.path, beside=beside)


# --- what is compared -------------------------------------------------------------------------------------------------


def _current_parts(row: CurrentRow) -> list[Part]:
    return [Part(row.name, CURRENT_NAME), Part(row.summary)]


def _item_parts(texts: Sequence[Text], number: int, beside: Sequence[int]) -> list[Part]:
    item = texts[number]
    return [
        Part(f"{item.id}\n{item.section}", OWN_ID),
        Part(item.name, ITEM_NAME),
        Part(item.text),
        Part(item.reason, REASON),
        Part("\n".join(item.related), RELATED),
        Part("\n".join(item.path), CHAPTER),
        *(Part(texts[n].text, BESIDE, once=True) for n in beside),
    ]


def _editions(session: Session, kind: str, business: str) -> list[EditionRow]:
    return [e for e in catalogue.in_force(session) if (e.business, e.kind) == (business, kind)]


def _current(session: Session, kind: str, business: str) -> _Current:
    """The current items as they are now; their index is made anew only when one of their texts has changed."""
    state = (session.con.total_changes, session.con.execute("PRAGMA data_version").fetchone()[0])
    rows = session.remember(
        ("current-rows", kind, business), state, lambda: survey.current_items(session, kind=kind, business=business)
    )
    words = synonyms.load()
    index = session.remember(
        ("current-index", kind, business),
        (words, tuple((r.rid, r.name, r.summary) for r in rows)),
        lambda: Index([_current_parts(r) for r in rows], words),
    )
    return _Current(rows, {r.rid: n for n, r in enumerate(rows)}, index)


def _items(session: Session, edition_hash: str, kind: str, business: str) -> _Items:
    """The items of a business in an edition (FORCE: in all that is in force) that are not struck out."""
    state: Any = session.sources() if edition_hash == FORCE else edition_hash
    return session.remember(
        ("items", edition_hash, kind, business), state, lambda: _read(session, edition_hash, kind, business)
    )


def _item_index(session: Session, edition_hash: str, kind: str, business: str, items: _Items) -> Index:
    words = synonyms.load()
    return session.remember(
        ("item-index", edition_hash, kind, business),
        (words, items),
        lambda: Index([_item_parts(items.texts, n, b) for n, b in enumerate(items.beside)], words),
    )


def _read(session: Session, edition_hash: str, kind: str, business: str) -> _Items:
    schema = session.attach(edition_hash)
    rows = session.con.execute(
        f"SELECT key, business, kind, id, branch, section, p1, p2, p3, name, text, reason, related FROM {schema}.item"
        " WHERE kind=? AND business=? AND deleted=0 ORDER BY key",
        (kind, business),
    ).fetchall()
    related = [json.loads(r[12] or "[]") for r in rows]
    names = _names(session, {n for nodes in related for n in nodes})
    texts = [
        Text(
            key, node_text(business, kind_, id_, branch), "" if id_.startswith("~") else id_, section,
            tuple(p for p in path if p), name, REFERENCE.sub("、", text), reason,
            tuple(names[n] for n in nodes if n in names),
        )
        for (key, business, kind_, id_, branch, section, *path, name, text, reason, _), nodes in zip(
            rows, related, strict=True
        )
    ]  # fmt: skip
    together: dict[tuple[str, ...], list[int]] = {}
    numbers: dict[str, list[int]] = {}
    for n, item in enumerate(texts):
        together.setdefault((item.section, item.name, *item.path), []).append(n)
        numbers.setdefault(item.node, []).append(n)
    beside: list[tuple[int, ...]] = [()] * len(texts)
    for members in together.values():
        if len(members) <= TOGETHER:
            for n in members:
                beside[n] = tuple(m for m in members if m != n)
    return _Items(texts, {t.key: n for n, t in enumerate(texts)}, numbers, beside)


def _names(session: Session, nodes: set[str]) -> dict[str, str]:
    """NODE → name, for what an item refers to and that is in force here."""
    out: dict[str, str] = {}
    wanted = sorted(nodes)
    for start in range(0, len(wanted), 400):
        part = wanted[start : start + 400]
        out.update((node, row.name) for node, row in q.named(session, part).items() if row.name)
    return out
