"""川崎市's linkage patterns as 相手先 × 環境: one linkage has a row per environment, the number ①–⑧ follows from both.

Source: survey-practice §5.3; the patterns are data (resources/rules/link_patterns.json). The rows are a list like the
others of the register (link_patterns), so grid, sheet and way back are theirs. Id and number follow from linkage,
相手先 and 環境, so that two PCs that make the same row have one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.core.problems import USAGE, UserProblem
from app.core.records import link_pattern_rid
from app.services import catalogue, choices, link_review, link_scope, survey
from app.services.session import Session, changes
from app.services.views import Changes

LIST, TYPE = "link_patterns", "link_pattern"


def add(session: Session, wanted: Sequence[str], partner: str, environments: Sequence[str], **given: str) -> Changes:
    """Rows for linkages (NODEs) in each of some environments, as one step; those that are there already are left.

    ``given``: further columns of the rows. Raises UserProblem for a NODE that is no linkage, an entry that is none of
    the lists', and when every row is there already.
    """
    side = choices.check(session, "link_partners", partner)
    places = [choices.check(session, "link_environments", e) for e in environments]
    if not places:
        raise UserProblem("no_environment", "環境を一つ以上選んでください。", exit_code=USAGE)
    there = {
        (node, str(f.get("partner") or ""), str(f.get("environment") or ""))
        for (raw,) in session.con.execute(f"SELECT fields FROM record WHERE type='{TYPE}' AND present=1")
        for f in (json.loads(raw),)
        for node in f.get("node") or ()
    }
    rows = []
    for node in wanted:
        business, id_, branch = link_scope.link_key(session, node)
        for place in places:
            if (node, side, place) not in there:
                values = {"name": _name(session, node), "business": business, "node": [node], "partner": side,
                          "environment": place, **{k: v for k, v in given.items() if v}}  # fmt: skip
                rid = link_pattern_rid(session.code, business, id_, branch, side, place)
                rows.append((rid, _number(f"{business}-{id_}-{branch}", side, place), values))
    if not rows:
        raise UserProblem(
            "there_already", "その相手先と環境の行は、もうあります。", hint="連携パターンの一覧で直してください。"
        )
    n = survey.next_number(session, TYPE)
    with session.project.unit(f"連携パターンの行を作る（{len(rows)} 行）") as unit:
        for rid, number, values in rows:
            if _used(session, rid):  # deleted, or now a row of another place: what stood there stays as it is
                unit.create(TYPE, survey.atoms_of(TYPE, {"number": survey.numbered(TYPE, n), **values}))
                n += 1
            else:
                unit.create(TYPE, survey.atoms_of(TYPE, {"number": number, **values}), rid=rid)
    return changes(unit.changes)


def _used(session: Session, rid: str) -> bool:
    return session.con.execute("SELECT 1 FROM head WHERE rid=? LIMIT 1", (rid,)).fetchone() is not None


def _number(linkage: str, partner: str, environment: str) -> str:
    """H-001-023o001-00-31: the linkage, and the places of 相手先 and 環境 in their lists; a running number would differ
    between two PCs."""
    places = []
    for list_, code in (("link_partners", partner), ("link_environments", environment)):
        ours = [e.code for e in choices.published(list_).entries]
        places.append(str(ours.index(code) + 1) if code in ours else f"({code})")
    return f"{survey.NUMBER_PREFIX[TYPE]}-{linkage}-{''.join(places)}"


def _name(session: Session, node: str) -> str:
    """連携ID and data of a linkage."""
    business, id_, branch = link_scope.link_key(session, node)
    for edition in catalogue.in_force(session):
        if edition.kind == "link" and edition.business == business:
            for read in link_review.items(session, edition):
                if (read.item.id, read.item.branch) == (id_, branch):
                    return f"{id_}-{branch} {read.ends.data or read.item.name}".strip()
    return f"{id_}-{branch}"
