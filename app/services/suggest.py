"""Which current item answers which requirement, and the reverse: ranked candidates with the words that matched."""

from __future__ import annotations

from dataclasses import dataclass

from app.services import catalogue, survey
from app.services import catalogue_query as q
from app.services.bm25 import Index
from app.services.session import Session
from app.services.views import CurrentRow, EditionRow, ItemFilter, ItemRow

NAME_WEIGHT = 2.0


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


def for_item(session: Session, edition_hash: str, key: int, *, limit: int = 5) -> list[Candidate]:
    """Current items of the same business that may answer this one, best first; those already mapped are left out."""
    detail = catalogue.detail(session, edition_hash, key)
    current = survey.current_items(session, kind=detail.row.kind, business=detail.row.business)
    taken = {m.rid for m in detail.mapped}
    index = _current_index(session, detail.row.kind, detail.row.business, current)
    among = [n for n, c in enumerate(current) if c.rid not in taken]
    hits = index.rank(f"{detail.row.name}\n{detail.text}", limit=limit, among=among)
    return [Candidate(current[h.document], h.score, _why(h.words)) for h in hits]


def for_current(session: Session, rid: str, *, limit: int = 5) -> list[ItemCandidate]:
    """Published items of its business that a current item may answer, best first; those it is mapped to left out."""
    row = survey.current_item(session, rid)
    kind = survey.SPEC_KIND[survey.type_of(session, rid)]
    out: list[ItemCandidate] = []
    for edition in catalogue.in_force(session):
        if (edition.business, edition.kind) != (row.business, kind):
            continue
        keys, index = _item_index(session, edition)
        for hit in index.rank(f"{row.name}\n{row.summary}", limit=limit + len(row.mapped)):
            item = q.rows(session, edition.hash, [keys[hit.document]])[0]
            if item.node not in row.mapped:
                out.append(ItemCandidate(edition.hash, item, hit.score, _why(hit.words)))
    return out[:limit]


def _why(words: tuple[str, ...]) -> tuple[str, ...]:
    return ("語が一致：" + "・".join(words),) if words else ()


def _current_index(session: Session, kind: str, business: str, rows: list[CurrentRow]) -> Index:
    state = session.con.execute("SELECT coalesce(max(seq), 0) FROM op WHERE type IN ('function', 'form', 'linkage')")
    return session.remember(
        ("current-index", kind, business),
        state.fetchone()[0],
        lambda: Index([[(r.name, NAME_WEIGHT), (r.summary, 1.0)] for r in rows]),
    )


def _item_index(session: Session, edition: EditionRow) -> tuple[list[int], Index]:
    def build() -> tuple[list[int], Index]:
        keys = q.keys(session, edition.hash, ItemFilter(kinds=(edition.kind,)))
        schema = session.attach(edition.hash)
        texts = {
            key: (name, text) for key, name, text in session.con.execute(f"SELECT key, name, text FROM {schema}.item")
        }
        return keys, Index([[(texts[k][0], NAME_WEIGHT), (texts[k][1], 1.0)] for k in keys])

    return session.remember(("item-index", edition.hash), edition.hash, build)
