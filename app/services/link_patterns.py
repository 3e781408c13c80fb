"""川崎市's linkage patterns as 相手先 × 環境: one linkage has a row per environment, the number ①–⑧ follows from both.

Source: survey-practice §5.3; the patterns are data (resources/rules/link_patterns.json). The rows are a list like the
others of the register (link_patterns), so grid, sheet and way back are theirs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.core.problems import USAGE, UserProblem
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
        business, _, _ = link_scope.link_key(session, node)
        for place in places:
            if (node, side, place) not in there:
                rows.append({"name": _name(session, node), "business": business, "node": [node], "partner": side,
                             "environment": place, **{k: v for k, v in given.items() if v}})  # fmt: skip
    if not rows:
        raise UserProblem(
            "there_already", "その相手先と環境の行は、もうあります。", hint="連携パターンの一覧で直してください。"
        )
    n = survey.next_number(session, TYPE)
    with session.project.unit(f"連携パターンの行を作る（{len(rows)} 行）") as unit:
        for nth, row in enumerate(rows):
            unit.create(TYPE, survey.atoms_of(TYPE, {"number": survey.numbered(TYPE, n + nth), **row}))
    return changes(unit.changes)


def _name(session: Session, node: str) -> str:
    """連携ID and data of a linkage."""
    business, id_, branch = link_scope.link_key(session, node)
    for edition in catalogue.in_force(session):
        if edition.kind == "link" and edition.business == business:
            for read in link_review.items(session, edition):
                if (read.item.id, read.item.branch) == (id_, branch):
                    return f"{id_}-{branch} {read.ends.data or read.item.name}".strip()
    return f"{id_}-{branch}"
