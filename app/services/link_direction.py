"""Which way data flows, said twice: the sentence against I/O of the same row, and a row against its mirror (check 6).

The same 連携ID stands on both businesses' sheets, as I on one and as O on the other (spec-formats). Where two of these
disagree the picture would be wrong without anybody noticing, so it is said. What cannot be told is no contradiction.
"""

from __future__ import annotations

from functools import partial

from app.services import catalogue
from app.services.session import Session
from app.store import editions as store_editions
from spec_catalog import business as businesses
from spec_catalog.linktext import direction, flows, parse, parties
from spec_catalog.model import SpecItem
from spec_catalog.nodes import node_of

_Row = tuple[str, str, str, tuple[tuple[str, str], ...], str]
"""(NODE, 連携ID and branch, business, ways the data flows, what contradicts in the row itself)"""


def problems(session: Session) -> list[tuple[str, str]]:
    """(NODE, Japanese sentence) for every published linkage in force whose direction is said in two ways."""
    rows = _rows(session)
    out = [(node, said) for node, *_, said in rows if said]
    by_id: dict[str, list[_Row]] = {}
    for row in rows:
        by_id.setdefault(row[1], []).append(row)
    for same in by_id.values():
        for n, (node, _, business, ways, _) in enumerate(same):
            for _other, _, partner, theirs, _ in same[:n]:
                turned = {(b, a) for a, b in theirs}
                if partner != business and turned & set(ways) and not set(theirs) & set(ways):
                    out.append((node, f"向きが、{businesses.name_of(partner)}の表にある同じ連携IDの行と逆です。"))
    return out


def mirrors(session: Session) -> dict[str, tuple[str, ...]]:
    """Published linkage → the rows of the same 連携ID on the other businesses' sheets."""
    return session.remember("link-mirrors", session.sources(), partial(_mirrors, session))


def _mirrors(session: Session) -> dict[str, tuple[str, ...]]:
    by_id: dict[str, list[str]] = {}
    for node, id_, *_ in _rows(session):
        by_id.setdefault(id_, []).append(node)
    return {n: tuple(o for o in same if o != n) for same in by_id.values() if len(same) > 1 for n in same}


def _rows(session: Session) -> list[_Row]:
    out: list[_Row] = []
    for edition in catalogue.in_force(session):
        if edition.kind == "link":
            key = ("link-directions", edition.hash)
            out += session.remember(key, edition.hash, partial(_read, session, edition.hash))
    return out


def _read(session: Session, edition_hash: str) -> list[_Row]:
    edition = store_editions.load(session.con, edition_hash)
    return [
        (str(node_of(i)), f"{i.id}-{i.branch}", i.business[:3], flows(i), contradiction(i))
        for i in edition.items
        if i.kind == "link" and not i.deleted
    ]


def contradiction(item: SpecItem) -> str:
    """What is wrong when a row's sentence says another direction than its I/O; "" when they agree or one is silent."""
    said, sign = parse(item.text), direction(item)
    found = parties(item)
    if said.inward is None or not sign or found.subject is None:
        return ""
    receives = said.inward == (found.subject == item.business)
    if receives == (sign == "I"):
        return ""
    words = ("受け取る", "I") if receives else ("渡す", "O")
    return (
        f"文では、この業務がデータを{words[0]}向き（{words[1]}、{said.operation}）ですが、I/O の欄は {sign} です。"
        "標準仕様書の誤りか、取り込みの列の取り違えかを確かめてください。"
    )
