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
    """The NODEs of linkages whose two systems change on different dates → from when till when (2026-01〜2026-03)."""
    state = (session.con.total_changes, session.con.execute("PRAGMA data_version").fetchone()[0], session.sources())
    return session.remember("links-moving", state, lambda: _moving(session))


def _moving(session: Session) -> dict[str, str]:
    out: dict[str, str] = {}
    for pair in transition.plan(session).pairs:
        for link in pair.links:
            out.setdefault(link.node, f"{_month(pair.start)}〜{_month(pair.end) or '終わり未定'}")
    return out


def _month(day: date | None) -> str:
    return f"{day.year}-{day.month:02d}" if day is not None else ""
