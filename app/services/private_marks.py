"""自分用の印とメモ on published items, and which of them other municipalities shall not see.

They are rows of this file and never operations: no package, sheet, page or overlay is made from them, by
construction. Whoever copies the whole workspace file copies them with it, as drafts.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.problems import LOCKED, UserProblem
from app.services.session import Session
from app.store.overlays import Key
from app.store.project import now


@dataclass(frozen=True, slots=True)
class Mark:
    """What I noted for myself about one item. ``withheld``: it isn't handed to other municipalities."""

    key: Key
    mark: bool = False
    note: str = ""
    withheld: bool = False
    at: str = ""


def listed(session: Session) -> list[Mark]:
    """All marks, by item."""
    sql = "SELECT business, kind, item, branch, mark, note, withheld, at FROM private_mark ORDER BY 1, 2, 3, 4"
    return [
        Mark((b, k, i, br), bool(mark), note, bool(held), at)
        for b, k, i, br, mark, note, held, at in session.con.execute(sql)
    ]


def of(session: Session, key: Key) -> Mark:
    """The mark of one item; an empty one where there is none."""
    sql = "SELECT mark, note, withheld, at FROM private_mark WHERE business=? AND kind=? AND item=? AND branch=?"
    row = session.con.execute(sql, key).fetchone()
    return Mark(key) if row is None else Mark(key, bool(row[0]), row[1], bool(row[2]), row[3])


def withheld(session: Session) -> set[Key]:
    """Items other municipalities shall not see."""
    return {m.key for m in listed(session) if m.withheld}


def put(session: Session, key: Key, *, mark: bool, note: str, withhold: bool) -> Mark:
    """Keeps a mark; one that says nothing goes. Raises UserProblem when the file is read-only."""
    if session.project.read_only:
        raise UserProblem(
            "read_only",
            f"読むだけで開いているので書き込めません。{session.project.read_only_reason}",
            file=str(session.project.path),
            exit_code=LOCKED,
        )
    made = Mark(key, mark, note.strip(), withhold, now())
    with session.project.local_write() as con:
        con.execute("DELETE FROM private_mark WHERE business=? AND kind=? AND item=? AND branch=?", key)
        if made.mark or made.note or made.withheld:
            con.execute(
                "INSERT INTO private_mark(business, kind, item, branch, mark, note, withheld, at)"
                " VALUES (?,?,?,?,?,?,?,?)",
                (*key, int(made.mark), made.note, int(made.withheld), made.at),
            )
    return made
