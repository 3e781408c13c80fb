"""The history as people see it: steps with names, undo and redo."""

from __future__ import annotations

from app.core.undo import Left
from app.services import duplicates
from app.services.session import Session, changes, node_text
from app.services.value_words import atom_name
from app.services.views import Changes, UnitRow
from app.store import history as store


def log(session: Session, *, rid: str | None = None, limit: int | None = None) -> list[UnitRow]:
    """The steps, oldest first; of a record with those of the records joined into it."""
    rids = None if rid is None else (rid, *duplicates.joined_into(session, rid))
    return [
        UnitRow(s.unit, s.label, s.by, s.at, s.operations) for s in store.steps(session.con, rids=rids, limit=limit)
    ]


def undo(session: Session) -> Changes:
    """Undoes the newest step of this file; ``left`` names what was changed since and stays."""
    stored, left = store.undo(session.project)
    return changes(stored, left=tuple(_sentence(session, item) for item in left))


def redo(session: Session) -> Changes:
    """Does the last undone step again."""
    stored, left = store.redo(session.project)
    return changes(stored, left=tuple(_sentence(session, item) for item in left))


def undoable(session: Session) -> tuple[int, str]:
    """(how many steps can be undone, the name of the next)."""
    found = store.stacks(session.project)
    return found.undo, found.next_undo[1] if found.next_undo else ""


def redoable(session: Session) -> tuple[int, str]:
    """(how many steps can be done again, the name of the next)."""
    found = store.stacks(session.project)
    return found.redo, found.next_redo[2] if found.next_redo else ""


def _sentence(session: Session, left: Left) -> str:
    row = session.con.execute("SELECT business, kind, item, branch FROM item_state WHERE rid=?", (left.rid,)).fetchone()
    if row is not None:
        name = node_text(*row)
    else:
        found = session.con.execute("SELECT number, name FROM record WHERE rid=?", (left.rid,)).fetchone()
        name = " ".join(t for t in found if t) if found else left.type
    return f"{name} の{atom_name(left.type, left.atom)}は、後から変わったため戻しません。"
