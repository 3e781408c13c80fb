"""What stands around a published item: the current items mapped to it and the vendors' answers to it.

A verdict's stamp says what they said when it was given. One that says something else by now, or was deleted, makes the
verdict suspect; one that was mapped or received later does not, until it changes. Source: design of the records,
"Suspect stamps". What was taken off the item again is not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.session import Session

_BLOCK = 400
_KNOWN = "coalesce(json_extract(nullif(s.around, ''), '$.\"' || r.rid || '\"'), {later})"
_ITEM = "{a}.business=s.business AND {a}.kind=s.kind AND {a}.item=s.item AND {a}.branch=s.branch"
_ANSWERS = "r.type='vendor_answer' AND r.number=s.business || '/' || s.kind || '/' || s.item || '/' || s.branch"
_LATER = _KNOWN.format(later="nullif(m.said, '')")
_MAPPED = f"{_ITEM.format(a='m')} AND instr({_LATER}, r.said)=0"
_ANSWERED = f"s.around<>'' AND {_ANSWERS} AND r.present IN (0, 1) AND instr({_KNOWN.format(later='NULL')}, r.said)=0"
_CURRENT = "main.mapping m CROSS JOIN main.record r ON r.rid=m.target"
MOVED = (
    f"(EXISTS(SELECT 1 FROM {_CURRENT} WHERE {_MAPPED})"
    f" OR s.around<>'' AND EXISTS(SELECT 1 FROM main.record r WHERE {_ANSWERED}))"
)
"""SQL: whether something around the judged item ``s`` (a row of item_state) changed since."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A current item (``kind`` "current") or a vendor's answer ("vendor") that says something else than it did when the
    verdict was given; ``gone``: it was deleted. ``name``: number and name, or the package's name."""

    kind: str
    rid: str
    name: str
    gone: bool


def now(session: Session, schema: str, keys: Sequence[int]) -> dict[int, dict[str, str]]:
    """Key of an item → record id → what it says, for items of an attached catalogue that have something around them."""
    found: dict[int, dict[str, str]] = {}
    for start in range(0, len(keys), _BLOCK):
        part = list(keys[start : start + _BLOCK])
        marks = ",".join("?" * len(part))
        items = f"(SELECT key, business, kind, id AS item, branch FROM {schema}.item WHERE key IN ({marks})) s"
        for joined in (
            f"main.mapping m ON {_ITEM.format(a='m')} CROSS JOIN main.record r ON r.rid=m.target WHERE r.said<>''",
            f"main.record r ON {_ANSWERS} AND r.present=1",
        ):
            sql = f"SELECT s.key, r.rid, r.said FROM {items} CROSS JOIN {joined}"
            for key, rid, said in session.con.execute(sql, part):
                found.setdefault(key, {})[rid] = said
    return found


def mapped_to(rid: str, said: str, how: str = "equal") -> dict[str, str]:
    """The fields of a mapping; ``said``: what the current item says now (core.stamps), "" where that isn't known."""
    return {"target": rid, "type": how, **({"stamp": said} if said else {})}


def moved(session: Session, rid: str) -> tuple[Moved, ...]:
    """What changed around one judged item, given by its record id; current items first."""
    state = "(SELECT * FROM main.item_state WHERE rid=?) s"
    current = session.con.execute(
        "SELECT r.rid, trim(r.number || ' ' || r.name), 1 - r.present"
        f" FROM {state} CROSS JOIN {_CURRENT} WHERE {_MAPPED} ORDER BY r.number, r.rid",
        (rid,),
    )
    answered = session.con.execute(
        f"SELECT r.rid, coalesce(p.name, ''), 1 - r.present FROM {state} CROSS JOIN main.record r"
        f" LEFT JOIN main.record p ON p.rid=r.system WHERE {_ANSWERED} ORDER BY 2, 1",
        (rid,),
    )
    return (
        *(Moved("current", rid, name, bool(gone)) for rid, name, gone in current),
        *(Moved("vendor", rid, name, bool(gone)) for rid, name, gone in answered),
    )
