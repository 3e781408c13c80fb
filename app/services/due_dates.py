"""The calendar of days that can't be moved, and the deadlines of issues that follow from it backward.

Budget requests, ends of contracts, RFPs, migrations and 適合基準日 are records a person edits; each says how long
before it everything must be ready.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from app.core.deadlines import Event, last_day, lead, propose
from app.services.session import Session


@dataclass(frozen=True, slots=True)
class Proposed:
    """A deadline and why: 2026-09-01, 予算要求（2026-10-01 の 1か月前）."""

    due: str
    why: str


def events(session: Session) -> list[Event]:
    """The calendar, without entries whose day or lead nobody can read (the grid marks them)."""
    rows = session.con.execute("SELECT fields FROM record WHERE type='due_event' AND present=1 ORDER BY name, rid")
    out = []
    for (fields,) in rows.fetchall():
        f = json.loads(fields)
        day, before = last_day(str(f.get("date") or "")), lead(str(f.get("lead") or ""))
        if day is not None and before is not None:
            out.append(
                Event(str(f.get("name") or ""), str(f.get("basis") or ""), str(f.get("business") or ""), day, before)
            )
    return out


def proposed(session: Session, basis: str, business: str, *, today: date | None = None) -> Proposed | None:
    """The deadline that follows from the calendar; None when it holds no day of this basis."""
    event = propose(events(session), basis, business, today or date.today())
    if event is None:
        return None
    before = "" if event.ready_by == event.day else "に間に合わせるため"
    return Proposed(event.ready_by.isoformat(), f"{event.name} {event.day.isoformat()}{before}")
