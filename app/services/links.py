"""The link graph of the open workspace: what the standard says, what runs today, who owns the ends.

Two levels: ``business`` (the standard's own) and ``system`` (businesses shown as the systems that handle them). Current
linkages run between systems; on the business level a system of exactly one business stands for it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.core import linkgraph as core
from app.core.linkgraph import DATA, Edge, LinkGraph, Node, Touched
from app.core.problems import USAGE, UserProblem
from app.services import catalogue
from app.services.session import Session
from app.store import editions as store_editions
from spec_catalog import business as businesses
from spec_catalog.linktext import flows, parties
from spec_catalog.model import SpecItem
from spec_catalog.nodes import node_of

LEVELS = ("business", "system")
TYPES = {"business": "業務", "system": "システム", "outside": "外部", "department": "所属", "vendor": "事業者"}


@dataclass(frozen=True, slots=True)
class StandardLink:
    """One published linkage as an arrow between businesses; ``partner`` "" when it could not be told."""

    node: str
    name: str
    source: str  # business id or ""
    target: str
    operation: str
    data: str
    text: str


@dataclass(frozen=True, slots=True)
class _Town:
    """What owns what today, by rid and by business."""

    systems: dict[str, dict[str, Any]]
    departments: dict[str, str]  # rid → name
    vendors: dict[str, str]
    owners: dict[str, str]  # business → department name
    handlers: dict[str, str]  # business → rid of the system that handles it


def standard_links(session: Session) -> list[StandardLink]:
    """The linkages of the editions in force, parsed from their sentences; unparsed ones stay visible."""
    out: list[StandardLink] = []
    for edition in catalogue.in_force(session):
        if edition.kind != "link":
            continue
        out += session.remember(("standard-links", edition.hash), edition.hash, partial(_read, session, edition.hash))
    return out


def _read(session: Session, edition_hash: str) -> list[StandardLink]:
    edition = store_editions.load(session.con, edition_hash)
    return [link for i in edition.items if i.kind == "link" and not i.deleted for link in _standard(i)]


def _standard(item: SpecItem) -> list[StandardLink]:
    """One arrow for every partner a row names; one with an open end where none could be told."""
    said = parties(item)
    ends = flows(item) or ((said.partner or "", said.subject or ""),)
    return [StandardLink(str(node_of(item)), item.name, a, b, said.operation, said.data, item.text) for a, b in ends]


def graph(session: Session, *, level: str = "business", origins: Collection[str] = core.ORIGINS) -> LinkGraph:
    """The whole graph on one level. Raises UserProblem for an unknown level."""
    if level not in LEVELS:
        raise UserProblem(
            "bad_level", f"「{level}」という見方はありません。", hint="使える値：business、system", exit_code=USAGE
        )
    town = _town(session)
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []

    def business_node(id_: str) -> str:
        if level == "system" and id_ in town.handlers:
            return system_node(town.handlers[id_])
        node = Node(f"business:{id_}", businesses.name_of(id_), "business", town.owners.get(id_, ""))
        nodes.setdefault(node.id, node)
        return node.id

    def system_node(rid: str) -> str:
        fields = town.systems.get(rid)
        if fields is None:  # a name nobody registered: it shows as somebody outside the survey
            node = Node(f"outside:{rid}", rid or "相手不明", "outside")
        else:
            own = [b for b in fields.get("businesses") or [] if b]
            if level == "business" and len(own) == 1:
                return business_node(str(own[0]))
            department = town.departments.get(str(fields.get("department") or ""), "")
            node = Node(f"system:{rid}", str(fields.get("name") or rid), "system", department)
        nodes.setdefault(node.id, node)
        return node.id

    if "standard" in origins:
        for link in standard_links(session):
            ends = [business_node(i) if i else system_node("") for i in (link.source, link.target)]
            if ends[0] != ends[1]:
                edges.append(Edge(ends[0], ends[1], DATA, link.operation, "standard", (link.node,)))
    if "current" in origins:
        for rid, fields in _records(session, "curlink"):
            ends = [system_node(str(fields.get(end) or "")) for end in ("system", "receiver")]
            if ends[0] != ends[1]:
                edges.append(
                    Edge(ends[0], ends[1], DATA, str(fields.get("method") or ""), "current", (f"curlink:{rid}",))
                )
    return core.build(nodes.values(), edges)


def _records(session: Session, type_: str) -> Iterable[tuple[str, dict[str, Any]]]:
    rows = session.con.execute(
        "SELECT rid, fields FROM record WHERE type=? AND present=1 ORDER BY number, rid", (type_,)
    ).fetchall()
    return [(rid, json.loads(fields)) for rid, fields in rows]


def _town(session: Session) -> _Town:
    systems = dict(_records(session, "system"))
    departments = {rid: str(f.get("name") or "") for rid, f in _records(session, "department")}
    vendors = {rid: str(f.get("name") or "") for rid, f in _records(session, "vendor")}
    owners: dict[str, str] = {}
    for _, fields in _records(session, "department"):
        for business in fields.get("businesses") or []:
            owners.setdefault(str(business), str(fields.get("name") or ""))
    handlers: dict[str, str] = {}
    for rid, fields in systems.items():
        if fields.get("scope") in (None, "", "標準化対象"):
            for business in fields.get("businesses") or []:
                handlers.setdefault(str(business), rid)
    return _Town(systems, departments, vendors, owners, handlers)


def resolve(session: Session, name: str) -> tuple[str, str, tuple[str, ...]]:
    """(level, node id, further node ids) of a NODE to look around from.

    A department or vendor stands for its systems; a published item or current linkage for the ends of its edges.
    Raises UserProblem when there is no such thing.
    """
    kind, _, rest = name.partition(":")
    if kind == "business":
        if businesses.get(rest) is None:
            raise UserProblem(
                "no_business",
                f"業務「{rest}」はありません。",
                hint="業務ID（001 など）で指定してください。",
                exit_code=USAGE,
            )
        return "business", f"business:{rest}", ()
    if kind in ("system", "dept", "vendor"):
        type_ = {"dept": "department"}.get(kind, kind)
        row = session.con.execute(
            "SELECT rid FROM record WHERE type=? AND present=1 AND (rid=? OR number=? OR name=?) ORDER BY rid LIMIT 1",
            (type_, rest, rest, rest),
        ).fetchone()
        if row is None:
            raise UserProblem("no_node", f"「{name}」はありません。", hint="現行調査の一覧で名前を確かめてください。")
        if kind == "system":
            return "system", f"system:{row[0]}", ()
        field = "department" if kind == "dept" else "vendor"
        mine = [f"system:{rid}" for rid, f in _records(session, "system") if f.get(field) == row[0]]
        if not mine:
            raise UserProblem(
                "no_systems",
                f"「{rest}」のシステムが登録されていません。",
                hint="現行調査のシステムに登録してください。",
            )
        return "system", mine[0], tuple(mine[1:])
    ends = [e for e in graph(session).edges if name in e.items]
    if not ends:
        ends = [e for e in graph(session).edges if set(e.items) & set(_links_of(session, name))]
    if not ends:
        raise UserProblem("no_links", f"「{name}」に関わる連携はありません。", hint="業務かシステムから見てください。")
    around = list(dict.fromkeys(n for e in ends for n in (e.source, e.target)))
    return "business", around[0], tuple(around[1:])


def _links_of(session: Session, name: str) -> list[str]:
    """The linkages that name a published item as their place in the standard (標準仕様書関連箇所)."""
    out: list[str] = []
    for edition in catalogue.in_force(session):
        if edition.kind == "link":
            schema = session.attach(edition.hash)
            rows = session.con.execute(f"SELECT node, related FROM {schema}.item WHERE deleted=0")
            out += [node for node, related in rows if name in json.loads(related)]
    return out


def neighbourhood(
    session: Session,
    around: str,
    *,
    depth: int = 1,
    direction: str = "both",
    origins: Collection[str] = core.ORIGINS,
    level: str | None = None,
) -> tuple[LinkGraph, dict[str, int]]:
    """(the graph around a NODE, signed distance per node). Raises UserProblem for unknown nodes and directions."""
    if direction not in core.DIRECTIONS:
        raise UserProblem(
            "bad_direction", f"向き「{direction}」はありません。", hint="使える値：in、out、both", exit_code=USAGE
        )
    own_level, first, others = resolve(session, around)
    whole = graph(session, level=level or own_level, origins=origins)
    starts = [n for n in (first, *others) if n in whole.nodes]
    if not starts:
        return LinkGraph({}, ()), {}
    nodes: dict[str, Node] = {}
    edges: dict[int, Edge] = {}
    steps: dict[str, int] = {}
    number = {id(e): n for n, e in enumerate(whole.edges)}
    for start in starts:
        part = core.neighbourhood(whole, start, depth=depth, direction=direction)
        nodes.update(part.nodes)
        edges.update({number[id(e)]: e for e in part.edges})
        for node, distance in core.hops(whole, start, depth=depth, direction=direction).items():
            if node not in steps or abs(distance) < abs(steps[node]):
                steps[node] = distance
    return LinkGraph(nodes, tuple(edges[n] for n in sorted(edges))), steps


def impact(session: Session, changed: Collection[str], *, depth: int = 1) -> dict[str, list[Touched]]:
    """The edges touched when these NODEs change, by owning department; "" = the owner isn't in the survey."""
    ids: set[str] = set()
    level = "business"
    for name in changed:
        level, first, others = resolve(session, name)
        ids |= {name} if ":" in name and name.partition(":")[0] in ("link", "curlink") else {first, *others}
    return core.impact(graph(session, level=level), ids, depth=depth)
