"""A current linkage is known only when both of its ends say so: confirmation by the sending and the receiving office.

Each side is its own atom, so both may confirm offline; a confirmation is of what the linkage said then (check 6).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.canonical import length_prefixed, sha256_hex
from app.core.problems import USAGE, UserProblem
from app.services.session import Session, changes
from app.services.views import Changes

SIDES = {"sender": "送り側", "receiver": "受け側"}
_ABOUT = ("name", "system", "receiver", "summary", "method", "platform", "frequency", "direction", "transfer")


@dataclass(frozen=True, slots=True)
class Sides:
    """Who confirmed a linkage, by side; ``stale``: sides that confirmed something the linkage no longer says."""

    rid: str
    number: str
    name: str
    confirmed: frozenset[str]
    stale: frozenset[str]


def digest(fields: Mapping[str, Any]) -> str:
    """What a confirmation is of: 16 hex digits over ends, data and way of a linkage."""
    return sha256_hex(length_prefixed(tuple(str(fields.get(c) or "") for c in _ABOUT)))[:16]


def confirm(session: Session, rids: Sequence[str], side: str, *, on: bool = True, today: date | None = None) -> Changes:
    """One side's confirmation of linkages as one step, or its withdrawal. Raises UserProblem for an unknown side or a
    record that is no linkage."""
    if side not in SIDES:
        raise UserProblem(
            "bad_side", f"「{side}」という側はありません。", hint="sender か receiver です。", exit_code=USAGE
        )
    held = dict(_linkages(session))
    if any(r not in held for r in rids):
        raise UserProblem("no_record", "その連携はもうありません。", hint="一覧を読み直してください。")
    word = "確認" if on else "確認の取消し"
    with session.project.unit(f"連携の{SIDES[side]}の{word}（{len(rids)} 件）") as unit:
        for rid in rids:
            said = {
                f"{side}_by": session.project.author.by.replace("/", " "),
                f"{side}_on": (today or date.today()).isoformat(),
                f"{side}_of": digest(held[rid]),
            }
            unit.set(rid, "curlink", f"{side}_side", said if on else {})
    return changes(unit.changes)


def _linkages(session: Session) -> list[tuple[str, dict[str, Any]]]:
    rows = session.con.execute(
        "SELECT rid, fields FROM record WHERE type='curlink' AND present=1 ORDER BY number, rid"
    ).fetchall()
    return [(rid, json.loads(fields)) for rid, fields in rows]


def sides(session: Session) -> list[Sides]:
    """Every linkage with who confirmed it; one written into the grid by hand without a digest counts as it stands."""
    out = []
    for rid, fields in _linkages(session):
        confirmed = frozenset(s for s in SIDES if fields.get(f"{s}_by"))
        now = digest(fields)
        stale = frozenset(s for s in confirmed if fields.get(f"{s}_of", now) != now)
        out.append(Sides(rid, str(fields.get("number") or ""), str(fields.get("name") or ""), confirmed, stale))
    return out


def problems(session: Session) -> list[tuple[str, str]]:
    """(rid, Japanese sentence) for linkages one side only has confirmed, or whose content changed afterwards."""
    out = []
    for s in sides(session):
        if s.stale:
            said = "・".join(SIDES[x] for x in SIDES if x in s.stale)
            out.append((s.rid, f"{s.number} {s.name}：{said}の確認の後に内容が変わりました。"))
        if len(s.confirmed) == 1:
            missing = next(SIDES[x] for x in SIDES if x not in s.confirmed)
            out.append((s.rid, f"{s.number} {s.name}：{missing}がまだ確認していません。"))
    return out
