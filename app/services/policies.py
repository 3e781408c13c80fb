"""全体方針: its clauses edition by edition, and decisions that stand against one.

名古屋市 writes down once what lower decisions have to keep to (structure, 共通機能, migration). A clause here says
what it wants in words, and may name dispositions that it doesn't allow. Source: survey practice §5.11.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.deadlines import last_day
from app.core.problems import USAGE, UserProblem
from app.services.register_read import Issue
from app.services.session import Session


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. ``forbids``: dispositions it doesn't allow; ``until``: the day it was given up, "" while it holds."""

    rid: str
    number: str
    name: str
    edition: str
    since: str
    text: str
    forbids: tuple[str, ...]
    until: str

    @property
    def title(self) -> str:
        """第3条 対象外システムの取扱い（第1版）."""
        edition = f"（{self.edition}）" if self.edition else ""
        return f"{self.number} {self.name}".strip() + edition

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day; a date nobody can read counts as not written."""
        since, until = last_day(self.since), last_day(self.until)
        return (since is None or since <= day) and (until is None or day <= until)


def clauses(session: Session) -> list[Clause]:
    """Every clause of every edition, by edition and number."""
    rows = session.con.execute("SELECT rid, fields FROM record WHERE type='clause' AND present=1 ORDER BY number, rid")
    out = []
    for rid, fields in rows.fetchall():
        f = json.loads(fields)
        forbids = f.get("forbids") or ()
        found = forbids if isinstance(forbids, list) else [w for w in str(forbids).split("、") if w]
        number, name, edition, since, text, until = (
            str(f.get(k) or "") for k in ("number", "name", "edition", "since", "text", "until")
        )
        out.append(Clause(rid, number, name, edition, since, text, tuple(found), until))
    return sorted(out, key=lambda c: (c.edition, c.number, c.rid))


def named(session: Session, wanted: Sequence[str]) -> list[str]:
    """Record ids of clauses given by id or number (the newest edition's). Raises UserProblem for an unknown one."""
    if not wanted:
        return []
    held = clauses(session)
    out = []
    for text in wanted:
        found = [c for c in held if text.strip() in (c.rid, c.number)]
        if not found:
            numbers = "、".join(dict.fromkeys(c.number for c in held)) or "（まだありません）"
            raise UserProblem(
                "no_clause", f"全体方針に「{text}」という条項はありません。", hint=f"条項：{numbers}", exit_code=USAGE
            )
        out.append(found[-1].rid)
    return list(dict.fromkeys(out))


def against(held: Sequence[Clause], found: Issue) -> list[Clause]:
    """Clauses in force that don't allow what was decided on an issue, unless the decision names them itself.

    A decision that cites the clause it departs from has said so; the rest is flagged (check 4's neighbour, §5.11).
    """
    decision = found.decision
    if decision is None:
        return []
    day = last_day(decision.date) or date.today()
    return [
        c for c in held if decision.disposition in c.forbids and c.holds(day) and c.rid not in decision.clauses
    ]  # fmt: skip
