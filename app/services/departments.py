"""Who answers for a published item: its assignment, else who works with what answers it today, else who judged it."""

from __future__ import annotations

from dataclasses import dataclass

from app.services import succession
from app.services.session import Session
from spec_catalog.nodes import parse

Key = tuple[str, str, str, str]  # business, kind, id, branch


@dataclass(frozen=True, slots=True)
class Responsible:
    """Departments by published item: those assigned an open issue about it, and those of the current items mapped."""

    assigned: dict[Key, tuple[str, ...]]
    mapped: dict[Key, tuple[str, ...]]

    def of(self, business: str, kind: str, id: str, branch: str, judged_by: str) -> tuple[str, ...]:
        """Names, the surest source only; () when nobody is known. ``judged_by`` is 所属/氏名."""
        key = (business, kind, id, branch)
        judged = judged_by.partition("/")[0]
        own = (judged,) if judged and judged != "未記入" else ()
        return self.assigned.get(key) or self.mapped.get(key) or own


def responsible(session: Session) -> Responsible:
    """Read once for many items."""
    names = dict(session.con.execute("SELECT rid, name FROM record WHERE type='department' AND present=1").fetchall())
    return Responsible(_assigned(session, names), _mapped(session, names))


def _assigned(session: Session, names: dict[str, str]) -> dict[Key, tuple[str, ...]]:
    rows = session.con.execute(
        "SELECT n.value, json_extract(r.fields, '$.department') FROM record r, json_each(r.fields, '$.nodes') n"
        " WHERE r.type='issue' AND r.present=1 AND coalesce(json_extract(r.fields, '$.department'), '') <> ''"
        " AND coalesce(json_extract(r.fields, '$.status'), '') NOT IN ('done', 'withdrawn') ORDER BY r.number, r.rid"
    )
    former = succession.former_ids(session)
    out: dict[Key, dict[str, None]] = {}
    for node, department in rows:
        try:
            n = parse(node)
        except ValueError:
            continue  # a node of a newer version's grammar
        key = (n.business, n.kind, n.id, n.branch)
        for one in (key, *former.get(key, ())):
            out.setdefault(one, {})[names.get(department, department)] = None
    return {key: tuple(found) for key, found in out.items()}


def _mapped(session: Session, names: dict[str, str]) -> dict[Key, tuple[str, ...]]:
    rows = session.con.execute(
        "SELECT m.business, m.kind, m.item, m.branch, json_extract(r.fields, '$.department') FROM mapping m"
        " JOIN record r ON r.rid=m.target WHERE r.present=1"
        " AND coalesce(json_extract(r.fields, '$.department'), '') <> '' ORDER BY r.number, r.rid"
    )
    out: dict[Key, dict[str, None]] = {}
    for *key, department in rows:
        business, kind, id_, branch = key
        out.setdefault((business, kind, id_, branch), {})[names.get(department, department)] = None
    return {key: tuple(found) for key, found in out.items()}
