"""Which of today's linkages stands behind a published one, proposed for 連携検討表 until somebody accepts it.

By mapping (対応する標準連携ID), else by a 連携ID written in the current linkage, else by the two businesses, the way
the data flows and likeness of the names. What is proposed is never stored by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

from app.core.alike import Bigrams, bigrams
from app.services.link_nodes import removed_systems
from app.services.session import Session
from app.store import editions as store_editions
from spec_catalog.linktext import all_named, flows, parties
from spec_catalog.text import match_key

PROPOSED = "提案："
"""Stands before what the program proposes in a cell that is somebody's to fill in."""

MAPPED, BY_ID, BY_NAME = "対応付け", "連携IDの記載", "業務の組と名前"
LEAST = 0.3
"""Share of the shorter name's character pairs that must be in the other: below it only 情報 and the like are shared."""
MOST = 2
_ID = re.compile(r"(\d{3}o\d{3})(?:[-－](\d{2}))?", re.ASCII)
_COMMON = str.maketrans("", "", "情報連携データ提供照会通知")

Key = tuple[str, str]  # id, branch


@dataclass(frozen=True, slots=True)
class CurrentLink:
    """One of today's linkages: ends as shown and as business ids, and the pairs of characters of its name."""

    rid: str
    fields: Mapping[str, Any]
    sender: str
    receiver: str
    sends: frozenset[str]
    receives: frozenset[str]
    pairs: Bigrams
    ids: frozenset[Key]

    @property
    def named(self) -> str:
        """Number and name."""
        return f"{self.fields.get('number') or ''} {self.fields.get('name') or ''}".strip()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One of today's linkages for a published one, and why."""

    link: CurrentLink
    why: str


def current_links(session: Session) -> list[CurrentLink]:
    """Today's linkages by number."""
    systems = {
        rid: (str(f.get("name") or ""), frozenset(str(b) for b in f.get("businesses") or ()))
        for rid, fields in session.con.execute("SELECT rid, fields FROM record WHERE type='system' AND present=1")
        for f in (json.loads(fields),)
    }

    removed = removed_systems(session)

    def end(value: Any) -> tuple[str, frozenset[str]]:
        text = removed.get(str(value or ""), str(value or ""))
        return systems.get(text) or (text, frozenset(all_named(text)))

    out = []
    for rid, raw in session.con.execute(
        "SELECT rid, fields FROM record WHERE type='curlink' AND present=1 ORDER BY number, rid"
    ).fetchall():
        fields = json.loads(raw)
        (sender, sends), (receiver, receives) = end(fields.get("system")), end(fields.get("receiver"))
        words = " ".join(str(fields.get(c) or "") for c in ("number", "name", "summary", "note"))
        said = _key(f"{fields.get('name') or ''}{fields.get('summary') or ''}")
        out.append(
            CurrentLink(
                rid, fields, sender, receiver, sends, receives, bigrams(said),
                frozenset((m[1], m[2] or "") for m in _ID.finditer(words)),
            )
        )  # fmt: skip
    return out


def _key(text: str) -> str:
    return match_key(text).translate(_COMMON)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for of one published linkage."""

    ends: tuple[tuple[str, str], ...]
    pairs: Bigrams


def proposals(session: Session, edition_hash: str, business: str) -> dict[Key, tuple[Proposal, ...]]:
    """Today's linkages for every published one of an edition that has any; mapped ones only where there are such."""
    held = current_links(session)
    if not held:
        return {}
    by_rid = {c.rid: c for c in held}
    out: dict[Key, tuple[Proposal, ...]] = {}
    for item, branch, target in session.con.execute(
        "SELECT m.item, m.branch, m.target FROM mapping m WHERE m.business=? AND m.kind='link' ORDER BY 1, 2, 3",
        (business,),
    ):
        if target in by_rid:
            out[item, branch] = (*out.get((item, branch), ()), Proposal(by_rid[target], MAPPED))
    mapped = {p.link.rid for found in out.values() for p in found}
    free: dict[tuple[str, str], list[CurrentLink]] = {}  # what answers something already is nobody else's
    for link in held:
        for pair in product(link.sends, link.receives) if link.rid not in mapped else ():
            free.setdefault(pair, []).append(link)
    named = [c for c in held if c.ids]
    read = partial(_read, session, edition_hash)
    for key, wanted in session.remember(("link-wanted", edition_hash), edition_hash, read).items():
        if key not in out and (found := (*_by_id(key, named),) or (*_by_name(wanted, free),)):
            out[key] = found
    return {key: tuple(sorted(found, key=lambda p: (str(p.link.fields.get("number")), p.link.rid)))
            for key, found in out.items()}  # fmt: skip


def _read(session: Session, edition_hash: str) -> dict[Key, _Wanted]:
    edition = store_editions.load(session.con, edition_hash)
    return {
        (i.id, i.branch): _Wanted(flows(i), bigrams(_key(parties(i).data or i.name)))
        for i in edition.items
        if i.kind == "link" and not i.deleted
    }


def _by_id(key: Key, named: list[CurrentLink]) -> Iterator[Proposal]:
    for link in named:
        if key in link.ids or (key[0], "") in link.ids:
            yield Proposal(link, BY_ID)


def _by_name(wanted: _Wanted, free: Mapping[tuple[str, str], list[CurrentLink]]) -> Iterator[Proposal]:
    """The likest few between the two businesses, the way the data flows."""
    scored = []
    for link in {link.rid: link for ends in wanted.ends for link in free.get(ends, ())}.values():
        shorter = min(len(wanted.pairs), len(link.pairs))
        share = len(wanted.pairs & link.pairs) / shorter if shorter else 0.0
        if share >= LEAST:
            scored.append((-share, link.rid, link))
    for _, _, link in sorted(scored, key=lambda s: s[:2])[:MOST]:
        yield Proposal(link, BY_NAME)


def cells(found: tuple[Proposal, ...], *, inward: bool) -> dict[str, str]:
    """The proposal in the review's columns: number and direction, the system at the other end, the method."""
    ids, partners, methods = [], [], []
    for link in (p.link for p in found):
        arrow = f"（{link.sender or '不明'}→{link.receiver or '不明'}）" if link.sender or link.receiver else ""
        ids.append(f"{PROPOSED}{link.named}{arrow}")
        partner = link.sender if inward else link.receiver
        partners += [f"{PROPOSED}{partner}"] if partner else []
        methods += [f"{PROPOSED}{link.fields['method']}"] if link.fields.get("method") else []
    return {
        "current_id": "\n".join(ids),
        "partner": "\n".join(dict.fromkeys(partners)),
        "method": "\n".join(dict.fromkeys(methods)),
    }
