"""The register seen from one published item: its issue, what may be done with it, and both made in a single step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.guard import Ruling, refusal, strictest
from app.core.problems import UserProblem
from app.services import catalogue, register, succession
from app.services.register_read import Issue, book, cases_of, dispositions, issue, ruled
from app.services.session import Session
from app.services.views import Changes, ItemDetail
from spec_catalog.text import match_key

CLOSED = ("done", "withdrawn")
KIND_OF = {"form": "form", "link": "linkage", "data": "data"}
"""Kind of published item → kind of its issue; a difference for all others."""


@dataclass(frozen=True, slots=True)
class Handling:
    """What the register holds on an item. ``issue``: the one still open, else the latest, else None; ``rulings``: per
    disposition what the guard rails say of it for this item."""

    issue: Issue | None
    rulings: dict[str, tuple[Ruling, ...]]


def issues_about(session: Session, node: str) -> list[Issue]:
    """The issues that name a published item, under whichever of its ids, by number."""
    nodes = (node, *succession.other_nodes(session).get(node, ()))
    rows = session.con.execute(
        "SELECT DISTINCT r.rid, r.number FROM record r, json_each(r.fields, '$.nodes') n"
        f" WHERE r.type='issue' AND r.present=1 AND n.value IN ({','.join('?' * len(nodes))})"
        " ORDER BY r.number, r.rid",
        nodes,
    ).fetchall()
    return [issue(session, rid) for rid, _number in rows]


def handling(session: Session, detail: ItemDetail) -> Handling:
    """What the register holds on an item and what may be chosen for it."""
    found = _of(session, detail.row.node)
    cases = cases_of(session, found or _blank(detail), found.data if found else {})
    return Handling(found, {d.code: tuple(strictest(book(), d.code, cases)) for d in dispositions()})


def _of(session: Session, node: str) -> Issue | None:
    found = issues_about(session, node)
    return next((i for i in found if i.status not in CLOSED), found[-1] if found else None)


def make_issue(session: Session, node: str, *, title: str = "", detail: str = "") -> tuple[str, Changes]:
    """An issue for an item, with the current items mapped to it; (rid, changes). The writer's department owns it."""
    return _add(session, _detail(session, node), title, detail)


def dispose_item(
    session: Session,
    node: str,
    disposition: str,
    *,
    data: Mapping[str, str] | None = None,
    title: str = "",
    detail: str = "",
) -> tuple[str, Changes]:
    """Chooses how an item is handled, on its open issue or on a new one, as one step; (rid of the issue, changes).

    Raises UserProblem "unlawful" with the clause; then nothing is recorded.
    """
    found = _of(session, node)
    if found is not None and found.status not in CLOSED:
        done, _rulings = register.dispose(
            session, found.rid, disposition, content=found.content, basis=found.basis, data=data
        )
        return found.rid, done
    if book().find(disposition) is None:
        raise UserProblem("bad_disposition", f"対応方針「{disposition}」はありません。")
    item = _detail(session, node)
    against = refusal(ruled(session, _blank(item), disposition, data or {}))
    if against is not None:
        raise register.unlawful(disposition, against)
    return _add(session, item, title, detail, disposition=disposition, data=dict(data or {}), status="studying")


def _add(session: Session, item: ItemDetail, title: str, detail: str, **fields: Any) -> tuple[str, Changes]:
    row = item.row
    return register.add(
        session,
        title=title.strip() or row.name,
        kind=KIND_OF.get(row.kind, "gap"),
        detail=detail,
        nodes=[row.node],
        records=[current.rid for current in item.mapped],
        business=row.business,
        department=session.who.department,
        owner=session.who.name,
        **fields,
    )


def _detail(session: Session, node: str) -> ItemDetail:
    edition, key = catalogue.find(session, node)
    return catalogue.detail(session, edition, key)


def _blank(item: ItemDetail) -> Issue:
    """An issue that isn't there yet, for asking the guard rails."""
    return Issue(
        rid="", number="", kind="gap", title="", detail="", business=item.row.business, nodes=(item.row.node,),
        records=tuple(c.rid for c in item.mapped), disposition="", content="", basis="", data={}, department="",
        owner="", due="", due_basis="", status="open", degree="", priority="", note="", conflict=False, unlawful=None,
        decision=None,
    )  # fmt: skip


def search(session: Session, text: str, *, limit: int = 4) -> list[tuple[str, str, str, str]]:
    """(rid, number, title, status) of issues whose number, title or content hold every word."""
    words = [match_key(word) for word in text.split()]
    rows = session.con.execute(
        "SELECT rid, fields FROM record WHERE type='issue' AND present=1 ORDER BY number, rid"
    ).fetchall()
    out = []
    for rid, fields in rows:
        f = json.loads(fields)
        key = match_key(" ".join(str(f.get(name) or "") for name in ("number", "title", "detail")))
        if words and all(word in key for word in words):
            out.append(
                (str(rid), str(f.get("number") or ""), str(f.get("title") or ""), str(f.get("status") or "open"))
            )
    return out[:limit]
