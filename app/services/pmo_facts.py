"""What the workspace knows about each business, counted for the 40 steps: the ground of proposals and of check 11."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.core import dates
from app.core.pmo import Facts
from app.services import catalogue, checks_more, linkage_sides, register_read, routing
from app.services.session import Session

_CLOSED = ("withdrawn", "done")


def facts(session: Session, businesses: Iterable[str], *, today: date | None = None) -> dict[str, Facts]:
    """Business → what is known of it. One pass over each kind of record, whatever the number of businesses."""
    day = today or date.today()
    wanted = list(businesses)
    items, unjudged, optional = _items(session, set(wanted))
    systems, unmoved = _systems(session, day)
    linkages, open_links = _linkages(session)
    issues, open_issues = _issues(session)
    budget = Counter(_business_of(session, f.target) for f in checks_more.budgets(session, day))
    routes = _routes(session)
    looked = _looked_at(session)
    out = {}
    for business in wanted:
        held = systems.get(business, ())
        out[business] = Facts(
            items=items.get(business),
            unjudged=unjudged.get(business, 0) if business in items else None,
            optional_open=optional.get(business, 0) if business in items else None,
            systems=len(held),
            systems_thin=sum(not (f.get("vendor") and f.get("contract_end")) for f in held),
            linkages=linkages[business],
            linkages_unconfirmed=open_links[business],
            issues=issues[business],
            issues_open=open_issues[business],
            budget_open=budget[business],
            routes=routes.get(business, {}),
            conformity=(items[business], items[business] - min(items[business], looked[business]))
            if business in items and looked[business]
            else None,
            vendors=len({f.get("vendor") for f in held if f.get("vendor")}),
            moved=bool(held) and business not in unmoved,
            pattern_b=bool(held) and all(f.get("pattern") == "B" for f in held),
        )
    return out


def _items(session: Session, wanted: set[str]) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Requirements in force: how many, without a verdict, and 標準オプション whose adoption nobody decided."""
    items: dict[str, int] = {}
    unjudged: dict[str, int] = {}
    optional: dict[str, int] = {}
    size = session.info.size
    for edition in catalogue.in_force(session):
        if edition.kind != "req" or edition.business not in wanted:
            continue
        schema = session.attach(edition.hash)
        total, open_, undecided = session.con.execute(
            f"SELECT count(*), sum(s.verdict IS NULL), sum(i.{size}='optional' AND (s.verdict IS NULL OR"
            f" s.verdict='option_pending')) FROM {schema}.item i LEFT JOIN item_state s ON s.business=i.business"
            " AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch WHERE i.deleted=0"
        ).fetchone()
        items[edition.business] = total
        unjudged[edition.business] = open_ or 0
        optional[edition.business] = undecided or 0
    return items, unjudged, optional


def _records(session: Session, type_: str) -> list[tuple[str, dict[str, Any]]]:
    rows = session.con.execute("SELECT rid, fields FROM record WHERE type=? AND present=1 ORDER BY rid", (type_,))
    return [(rid, json.loads(fields)) for rid, fields in rows.fetchall()]


def _systems(session: Session, today: date) -> tuple[dict[str, list[dict[str, Any]]], set[str]]:
    """Systems of the standard by business, and the businesses one of whose systems hasn't moved yet."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    unmoved: set[str] = set()
    for _, f in _records(session, "system"):
        if f.get("scope") not in (None, "", "標準化対象"):
            continue
        span = dates.read(str(f.get("migration") or ""))
        for business in f.get("businesses") or ():
            found[str(business)].append(f)
            if span is None or span.last > today:
                unmoved.add(str(business))
    return found, unmoved


def _linkages(session: Session) -> tuple[Counter[str], Counter[str]]:
    of = {rid: str(f.get("business") or "") for rid, f in _records(session, "curlink")}
    every, open_ = Counter[str](), Counter[str]()
    for side in linkage_sides.sides(session):
        business = of.get(side.rid, "")
        every[business] += 1
        if len(side.confirmed) < len(linkage_sides.SIDES) or side.stale:
            open_[business] += 1
    return every, open_


def _issues(session: Session) -> tuple[Counter[str], Counter[str]]:
    every, open_ = Counter[str](), Counter[str]()
    for issue in register_read.issues(session):
        if issue.status == "withdrawn":
            continue
        every[issue.business] += 1
        if not issue.disposition:
            open_[issue.business] += 1
    return every, open_


def _business_of(session: Session, target: str) -> str:
    row = session.con.execute("SELECT business FROM record WHERE rid=?", (target.partition(":")[2],)).fetchone()
    return str(row[0] or "") if row else ""


def _routes(session: Session) -> Mapping[str, dict[str, tuple[int, int]]]:
    """Business → step of the routing list → (entries, not done); what became unnecessary doesn't count."""
    out: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for route in routing.routes(session):
        state = str(route.facts["state"])
        if state == "不要になった":
            continue
        every, left = out[route.business].get(route.step, (0, 0))
        out[route.business][route.step] = (every + 1, left + (state != "済み"))
    return out


def _looked_at(session: Session) -> Counter[str]:
    """Requirements seen to work in some package, for the edition in force."""
    here = {(e.business, e.hash) for e in catalogue.in_force(session) if e.kind == "req"}
    seen: Counter[str] = Counter()
    for _, f in _records(session, "conformity"):
        business = str(f.get("business") or "")
        if (business, f.get("edition")) in here and f.get("result") not in (None, "", "unknown"):
            seen[business] += 1
    return seen
