"""Our answers for other municipalities: verdicts, what answers what today, dispositions, joint decisions; no memos.

A department's package holds everything of its part, since it will be united again. This one is only looked at, so of
each published item it holds the verdict alone, and nothing of items that are marked as not to be shown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from app.core.operations import RETRACTION
from app.core.parcels import BACK
from app.core.problems import USAGE, UserProblem
from app.services import parcels, private_marks
from app.services.parcels import Made
from app.services.session import Session, node_text
from app.store.overlays import Key
from app.store.scope import Scope


def create(session: Session, out: Path, *, chosen: Sequence[str] = (), note: str = "") -> Made:
    """Writes the package for other municipalities; ``chosen``: only these businesses. Raises UserProblem."""
    withheld = private_marks.withheld(session)
    part = Scope("", "", tuple(dict.fromkeys(chosen)))

    def shown(key: Key) -> bool:
        return key not in withheld and (not chosen or part.owns(key[0]))

    con = session.con
    items: dict[str, Key] = {}
    for rid, *key in con.execute("SELECT rid, business, kind, item, branch FROM item_state"):
        if shown((key[0], key[1], key[2], key[3])):
            items[rid] = (key[0], key[1], key[2], key[3])
    if not items:
        raise UserProblem(
            "nothing_to_show",
            "他団体に渡せる判定がありません。",
            hint="判定を記録するか、業務の指定を確かめてください。",
            exit_code=USAGE,
        )
    rids = set(items)
    for rid, *key, target in con.execute("SELECT rid, business, kind, item, branch, target FROM mapping").fetchall():
        if shown((key[0], key[1], key[2], key[3])):
            rids |= {rid, target}
    nodes = {node_text(*key) for key in items.values()}
    for rid, type_, number, fields in con.execute(
        "SELECT rid, type, number, fields FROM record WHERE type IN ('issue', 'joint', 'deviation')"
    ):
        if type_ == "issue":
            named = json.loads(fields).get("nodes") or ()
            # an issue that also speaks of something withheld tells about it
            if named and all(n in nodes for n in named):
                rids.add(rid)
        elif shown(_key(number)):
            rids.add(rid)
    for rid, business in con.execute("SELECT rid, business FROM adoption"):
        if not chosen or part.owns(business):
            rids.add(rid)
    rids |= {r[0] for r in con.execute("SELECT rid FROM record WHERE type IN ('succession', ?)", (RETRACTION,))}
    kept = {r[0] for r in con.execute("SELECT op_id FROM op_atom WHERE atom='verdict'")}
    apart = {r[0] for r in con.execute("SELECT op_id FROM op WHERE type='item'")} - kept
    return parcels.write(session, out, BACK, part, rids, [], note=note.strip(), only=lambda op_id: op_id not in apart)


def _key(number: str) -> Key:
    business, kind, rest = number.split("/", 2)
    id_, _, branch = rest.rpartition("/")
    return business, kind, id_, branch
