"""The link graph of the open workspace: what the standard says, what runs today, what is planned, who owns the ends.

Levels from businesses (the standard's own) to vendors. Current linkages run between systems; on the business level a
system of exactly one business stands for it. Dependencies a person wrote may tie anything to anything.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from app.core import linkgraph as core
from app.core.linkgraph import DATA, Edge, LinkGraph, Node, Touched
from app.core.problems import USAGE, UserProblem
from app.core.records import item_rid
from app.services import catalogue, choices, link_review
from app.services.link_nodes import LEVEL_NAMES, LEVELS, Nodes, item_names, records
from app.services.session import Session
from app.services.views import FORCE
from app.store import editions as store_editions
from spec_catalog import business as businesses
from spec_catalog.linktext import flows, parties
from spec_catalog.model import SpecItem
from spec_catalog.nodes import node_of

__all__ = ["LEVELS", "LEVEL_NAMES", "StandardLink", "graph", "impact", "neighbourhood", "resolve", "standard_links"]
TYPES = {"business": "業務", "system": "システム", "function": "機能", "form": "帳票", "outside": "外部",
         "department": "所属", "vendor": "事業者"}  # fmt: skip


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
            "bad_level", f"「{level}」という見方はありません。", hint=f"使える値：{'、'.join(LEVELS)}", exit_code=USAGE
        )
    state = (session.con.total_changes, session.con.execute("PRAGMA data_version").fetchone()[0], session.sources())
    chosen = tuple(o for o in core.ORIGINS if o in origins)
    return session.remember(("link-graph", level, chosen), state, partial(_graph, session, level, chosen))


def _graph(session: Session, level: str, origins: Collection[str]) -> LinkGraph:
    nodes = Nodes(session, level)
    edges: list[Edge] = []
    if "standard" in origins or "plan" in origins:
        edges += _published(session, nodes, origins)
    if "current" in origins:
        for rid, f in records(session, "curlink"):
            ends = [nodes.system(str(f.get(end) or "")) for end in ("system", "receiver")]
            edges.append(Edge(ends[0], ends[1], DATA, str(f.get("method") or ""), "current", (f"curlink:{rid}",)))
        edges += _dependencies(session, nodes)
    return core.build(nodes.found.values(), [e for e in edges if e.source != e.target])


def _published(session: Session, nodes: Nodes, origins: Collection[str]) -> list[Edge]:
    """The standard's linkages, and those of them that a review plans to build (検討要否 〇, or with a 提供時期)."""
    planned = _planned(session) if "plan" in origins else {}
    parts = _parts(session, nodes.level) if nodes.level in ("function", "form") else {}
    edges = []
    for link in standard_links(session):
        own = link.node.partition(":")[2].partition("/")[0][:3]
        ends: list[list[str]] = []
        for business in (link.source, link.target):
            inner = [nodes.item(*part) for part in parts.get(link.node, ())] if business == own else []
            ends.append(inner or [nodes.business(business) if business else nodes.system("")])
        for source in ends[0]:
            for target in ends[1]:
                if "standard" in origins:
                    edges.append(Edge(source, target, DATA, link.operation, "standard", (link.node,)))
                if link.node in planned:
                    edges.append(Edge(source, target, DATA, planned[link.node], "plan", (link.node,)))
    return edges


def _planned(session: Session) -> Mapping[str, str]:
    """Published linkage → how and when it is to be built, as its review says."""
    written = link_review.reviews(session)
    if not written:
        return {}
    out = {}
    for link in standard_links(session):
        business, _, place = link.node.partition(":")[2].partition("/")
        id_, _, branch = place.partition("-")
        review = written.get(item_rid(session.code, business, "link", id_, branch))
        if review is not None and (review.need == link_review.REQUIRED or review.timing.strip(" -－")):
            out[link.node] = "・".join(t for t in (review.method, review.timing) if t.strip(" -－"))
    return out


def _parts(session: Session, level: str) -> dict[str, list[tuple[str, str]]]:
    """Published linkage → (NODE, name) of the functions it names as its place, or of their forms."""
    if not session.sources():
        return {}
    schema = session.attach(FORCE)
    rows = session.con.execute(f"SELECT node, related FROM {schema}.item WHERE kind='link' AND deleted=0").fetchall()
    named = {node: [r for r in json.loads(related) if r.startswith("req:")] for node, related in rows}
    names = item_names(session, [r for found in named.values() for r in found])
    if level == "function":
        return {node: [(r, names[r]) for r in found if r in names] for node, found in named.items()}
    rows = session.con.execute(f"SELECT node, related FROM {schema}.item WHERE kind='req' AND deleted=0").fetchall()
    forms = {node: [r for r in json.loads(related) if r.startswith("form:")] for node, related in rows}
    called = item_names(session, [f for found in forms.values() for f in found])
    own = item_names(session, [f"form:{r[4:]}" for found in named.values() for r in found if r not in names])
    out = {}
    for node, found in named.items():
        through = [f for r in found for f in forms.get(r, ()) if f in called]
        direct = [f"form:{r[4:]}" for r in found if f"form:{r[4:]}" in own]
        out[node] = [(f, called.get(f) or own[f]) for f in dict.fromkeys((*through, *direct))]
    return out


def _dependencies(session: Session, nodes: Nodes) -> list[Edge]:
    """What people wrote down as hanging on something else (依存)."""
    held = list(records(session, "dependency"))
    if not held:
        return []
    types = choices.in_force(session, "dependency_types").labels()
    strengths = choices.in_force(session, "dependency_strengths").labels()
    out = []
    for rid, f in held:
        type_, strength = str(f.get("kind") or ""), str(f.get("strength") or "")
        ends = [nodes.any(str(f.get(end) or "")) for end in ("start", "end")]
        label = strengths.get(strength, strength)
        out.append(Edge(ends[0], ends[1], types.get(type_, type_) or DATA, label, "current", (f"dependency:{rid}",)))
    return out


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
        mine = [f"system:{rid}" for rid, f in records(session, "system") if f.get(field) == row[0]]
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
    asked = (first, *others)
    if level is not None and level != own_level:
        lift = Nodes(session, level)
        asked = tuple(dict.fromkeys(lift.any(n) for n in asked))
        itself = lift.any(around) if around.partition(":")[0] in ("req", "form", "function", "curform") else ""
        asked = (itself,) if itself in whole.nodes else asked
    starts = [n for n in asked if n in whole.nodes]
    if not starts:
        return LinkGraph({}, ()), {}
    nodes: dict[str, Node] = {}
    edges: dict[int, Edge] = {}
    steps: dict[str, int] = {}
    number = {e: n for n, e in enumerate(whole.edges)}
    for start in starts:
        part = core.neighbourhood(whole, start, depth=depth, direction=direction)
        nodes.update(part.nodes)
        edges.update({number[e]: e for e in part.edges})
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
