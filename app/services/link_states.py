"""What is said of linkages elsewhere and shown on their lines: judged as a difference, living through a transition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.services import transition
from app.services.session import Session


def gaps(session: Session) -> set[str]:
    """The NODEs of linkages judged as a difference."""
    rows = session.con.execute(
        "SELECT business, item, branch FROM item_state WHERE kind='link' AND verdict IN ('gap','partial')"
    )
    return {f"link:{b}/{i}-{br}" if br else f"link:{b}/{i}" for b, i, br in rows}


def moving(session: Session) -> Mapping[str, str]:
    """The NODEs of linkages whose two systems change on different dates → from when till when (2026-01〜03)."""
    state = (session.con.total_changes, session.con.execute("PRAGMA data_version").fetchone()[0], session.sources())
    return session.remember("links-moving", state, lambda: _moving(session))


def _moving(session: Session) -> dict[str, str]:
    out: dict[str, str] = {}
    for pair in transition.plan(session).pairs:
        for link in pair.links:
            out.setdefault(link.node, _term(pair.start, pair.end))
    return out


def _term(start: date | None, end: date | None) -> str:
    first = f"{start.year}-{start.month:02d}" if start is not None else ""
    if end is None:
        return f"{first}〜未定"
    same = start is not None and start.year == end.year
    return f"{first}〜{end.month:02d}" if same else f"{first}〜{end.year}-{end.month:02d}"
