"""Ends of linkages nobody answers for: systems the survey doesn't know, and owners it doesn't name (check 6).

川崎市 forgot the owners outside the standard until the tests. Nothing is said while the survey has no systems at all:
what isn't there yet is no gap.
"""

from __future__ import annotations

import json
from collections import Counter

from app.services import catalogue, link_review, link_scope
from app.services.link_nodes import removed_systems
from app.services.link_proposals import current_links
from app.services.session import Session
from spec_catalog import business as businesses


def problems(session: Session) -> list[tuple[str, str]]:
    """(NODE, Japanese sentence) of today's linkages and of published ones, each end once."""
    owners = _owners(session)
    if not owners:
        return []
    return [*_current(session, owners), *_published(session)]


def _owners(session: Session) -> dict[str, str]:
    """System → rid or name of the department that owns it, "" without one."""
    rows = session.con.execute("SELECT rid, fields FROM record WHERE type='system' AND present=1").fetchall()
    return {rid: str(json.loads(fields).get("department") or "") for rid, fields in rows}


def _current(session: Session, owners: dict[str, str]) -> list[tuple[str, str]]:
    out = []
    removed = removed_systems(session)
    for link in current_links(session):
        for code, word, own in (("system", "送り側", "department"), ("receiver", "受け側", "partner_department")):
            end = str(link.fields.get(code) or "")
            if not end:
                out.append((f"curlink:{link.rid}", f"{link.named}：{word}システムが書かれていません。"))
            elif end not in owners:
                said = f"{link.named}：{word}「{removed.get(end, end)}」が現行調査のシステムにありません。"
                out.append((f"curlink:{link.rid}", said))
            elif not owners[end] and not link.fields.get(own):
                name = link.sender if code == "system" else link.receiver
                out.append((f"curlink:{link.rid}", f"{link.named}：{word}「{name}」の所管課が調査にありません。"))
    return out


def _published(session: Session) -> list[tuple[str, str]]:
    """One sentence per business at the other end that no department owns, at the first of its linkages."""
    owned = {
        str(b)[:3]
        for (raw,) in session.con.execute("SELECT fields FROM record WHERE type='department' AND present=1")
        for b in json.loads(raw).get("businesses") or ()
    }
    if not owned:
        return []
    first: dict[str, str] = {}
    count: Counter[str] = Counter()
    within = link_scope.scopes(session)
    for edition in catalogue.in_force(session):
        if edition.kind != "link":
            continue
        for read in link_review.items(session, edition):
            for business in {b for b in read.ends[:2] if b and b[:3] not in owned}:
                if read.node not in within:
                    first.setdefault(business, read.node)
                    count[business] += 1
    return [
        (node, f"相手の業務「{businesses.name_of(b)}」の所管課が調査にありません（{count[b]} 連携）。")
        for b, node in sorted(first.items())
    ]
