"""The automatic checks that exist so far: 1 no verdict, 13 broken ids. Each finding can be jumped to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.services import catalogue
from app.services.session import Session
from app.services.views import ItemFilter

IMPLEMENTED = (1, 13)


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One finding: ``level`` error, warning or info; ``target`` a NODE or rid."""

    check: int
    level: str
    target: str
    message: str


def run(session: Session, only: Collection[int] | None = None) -> list[CheckFinding]:
    """All findings of the checks asked for, by check and document order."""
    wanted = set(only) if only else set(IMPLEMENTED)
    out: list[CheckFinding] = []
    if 1 in wanted:
        out += _unjudged(session)
    if 13 in wanted:
        out += _broken_ids(session)
    return out


def _unjudged(session: Session) -> list[CheckFinding]:
    """Check 1: every requirement of an adopted edition has a verdict (手順書 ③-2)."""
    out = []
    for edition in catalogue.editions(session):
        if not edition.adopted or edition.kind != "req":
            continue
        keys = catalogue.item_keys(session, edition.hash, ItemFilter(kinds=("req",), verdicts=("",)))
        for row in catalogue.item_rows(session, edition.hash, keys):
            if not row.conflict:
                out.append(CheckFinding(1, "warning", row.node, f"{row.id} {row.name}：判定がありません。"))
    return out


def _broken_ids(session: Session) -> list[CheckFinding]:
    """Check 13: items that carry a provisional id because the published one could not be read as an id."""
    out = []
    for edition in catalogue.in_force(session):
        schema = session.attach(edition.hash)
        rows = session.con.execute(
            f"SELECT node, id_original, name FROM {schema}.item WHERE id LIKE '~%' AND deleted=0 ORDER BY key"
        ).fetchall()
        for node, original, name in rows:
            shown = f"ID「{original}」が正しい形ではありません" if original else "ID がありません"
            out.append(CheckFinding(13, "warning", node, f"{name}：{shown}（仮番で持っています）。"))
    return out
