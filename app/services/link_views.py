"""What a person asks the link graph to show: a neighbourhood, ways between two, circles, the whole town.

Window and command line ask with the same ``Wish`` and get the same graph and the same picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core import linkgraph, linkpaths
from app.core.linkbundles import Bundle, overlay
from app.core.linkcolumns import columns
from app.core.linkgraph import Edge, LinkGraph, Node
from app.core.linkpicture import LinkPicture, picture
from app.core.problems import USAGE, UserProblem
from app.core.townmap import EXTERNAL, INSIDE, OUTSIDE, TownLink, town_map
from app.services import link_states, links
from app.services.link_nodes import Nodes, records
from app.services.session import Session

VIEWS = {"near": "まわり", "path": "二つの間", "circles": "循環", "town": "全体"}
GROUPS = {"": "まとめない", "system": "システム", "department": "所管課", "vendor": "事業者"}
LIMIT = 300  # nodes on one picture; more are folded, or nobody could read it
FEW, MANY = 40, 50  # nodes up to which labels say what is carried, and by which operation
WITHIN = 4  # steps of the ways between two that are shown unless asked otherwise
_PLATFORM = ("共通基盤", "連携基盤", "統合DB", "統合ＤＢ", "データ連携機能")


@dataclass(frozen=True, slots=True)
class Wish:
    """What to show. ``view``: a key of VIEWS; ``around``, ``to``: NODEs; ``level``: of links.LEVELS, "" = as the NODE
    asks; ``group``: a key of GROUPS; ``unfolded``: groups shown as their members; ``states``: lines wanted, all if
    empty; ``origins``: of linkgraph.ORIGINS."""

    view: str = "near"
    around: str = ""
    depth: int = 1
    direction: str = "both"
    level: str = ""
    group: str = ""
    unfolded: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    to: str = ""
    within: int = WITHIN
    origins: tuple[str, ...] = linkgraph.ORIGINS


@dataclass(frozen=True, slots=True)
class Shown:
    """A graph with its picture. ``bundles``: its lines; ``counts``: lines by state before any was left out; ``note``:
    what a person should know of it; ``group``: by what it is folded, ``folded``: group → how many it stands for,
    ``member_of``: node → group it may be folded into; ``ways``: node ids in their order."""

    graph: LinkGraph
    picture: LinkPicture
    bundles: tuple[Bundle, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
    folded: Mapping[str, int] = field(default_factory=dict)
    group: str = ""
    member_of: Mapping[str, str] = field(default_factory=dict)
    ways: tuple[tuple[str, ...], ...] = ()


def show(session: Session, wish: Wish, *, earlier: Mapping[str, float] | None = None, long: bool = False) -> Shown:
    """What is asked for; with ``long`` the labels say what is carried, where the picture is small enough for it.

    Raises UserProblem for unknown NODEs, levels, directions, views and groups.
    """
    if wish.view not in VIEWS or wish.group not in GROUPS:
        hint = f"使える見方：{'、'.join(VIEWS)}。まとめ方：{'、'.join(g for g in GROUPS if g)}"
        raise UserProblem(
            "bad_view", f"「{wish.view} {wish.group}」という見方はありません。", hint=hint, exit_code=USAGE
        )
    if wish.view == "town":
        return _town(session, earlier)
    graph, steps, centre, note, ways = _part(session, wish)
    moving = link_states.moving(session)
    gaps = link_states.gaps(session)
    group = wish.group
    if not group and len(graph.nodes) > LIMIT:
        group = next((g for g in ("system", "department") if _fits(session, graph, g)), "vendor")
        note += f"相手が {len(graph.nodes)} あるため、{GROUPS[group]}ごとにまとめています。"
    folded: dict[str, int] = {}
    member_of: dict[str, str] = {}
    if group:
        inside = {n: g for n, g in group_nodes(session, graph, group).items() if n != centre}
        member_of = {n: g.id for n, g in inside.items() if g.id in wish.unfolded}
        inside = {n: g for n, g in inside.items() if n not in member_of}
        graph, steps, folded = _folded(graph, steps, inside)
    bundles = overlay(graph, gaps=gaps, moving=moving)
    counts: dict[str, int] = {}
    for b in bundles:
        counts[b.state] = counts.get(b.state, 0) + 1
    if wish.states:
        bundles = [b for b in bundles if b.state in wish.states]
        graph = _kept(graph, bundles, centre)
        steps = {n: s for n, s in steps.items() if n in graph.nodes} if steps is not None else None
    placed, headings = columns(steps) if steps is not None and wish.view == "near" else (steps, {})
    drawn = picture(
        graph,
        centre,
        placed,
        styles(session, graph, folded),
        earlier=earlier,
        bundles=bundles,
        headings=headings,
        data=_carried(session, bundles) if long and len(graph.nodes) <= FEW else None,
        brief=len(graph.nodes) > MANY,
    )
    return Shown(graph, drawn, tuple(bundles), counts, note, folded, group, member_of, ways)


def _part(
    session: Session, wish: Wish
) -> tuple[LinkGraph, dict[str, int] | None, str, str, tuple[tuple[str, ...], ...]]:
    """(graph, steps, centre, note, ways) before anything is folded or left out."""
    level = wish.level or None
    if wish.view == "near":
        graph, steps = links.neighbourhood(
            session, wish.around, depth=wish.depth, direction=wish.direction, level=level, origins=wish.origins
        )
        centre = next((n for n, s in steps.items() if s == 0), "")
        return graph, balanced(graph, centre, steps), centre, "", ()
    if wish.view == "circles":
        whole = links.graph(session, level=level or "system", origins=wish.origins)
        found = linkpaths.circles(whole)
        members = [n for m in found for n in m]
        note = f"互いに届く相手の集まりが {len(found)} 組あります。" if found else "循環はありません。"
        return linkpaths.part(whole, members), None, "", note, tuple(found)
    own, start, _ = links.resolve(session, wish.around)
    _, end, _ = links.resolve(session, wish.to)
    level = level or ("system" if "system" in (own, links.resolve(session, wish.to)[0]) else own)
    whole = links.graph(session, level=level, origins=wish.origins)
    lift = Nodes(session, level)
    start, end = lift.any(start), lift.any(end)
    if start not in whole.nodes or end not in whole.nodes:
        return LinkGraph({}, ()), None, start, "どちらかに、つながる連携がありません。", ()
    ways, more = linkpaths.ways(whole, start, end, within=max(1, wish.within))
    if not ways:
        shortest = linkpaths.shortest(whole, start, end)
        note = f"{wish.within} 段以内の道はありません。"
        ways, note = ([shortest], note + f"いちばん近い道は {len(shortest) - 1} 段です。") if shortest else ([], note)
    else:
        note = f"{wish.within} 段以内の道が {len(ways)} 通り{'以上' if more else ''}あります。"
    edges = linkpaths.edges_of(whole, ways)
    named = {n for way in ways for n in way}
    graph = LinkGraph({i: n for i, n in whole.nodes.items() if i in named}, edges)
    steps = {n: max(way.index(n) for way in ways if n in way) for n in graph.nodes}
    return graph, steps, start, note, tuple(ways)


def find(session: Session, text: str, *, level: str = "system", most: int = 20) -> list[Node]:
    """Nodes of a level whose name or owner hold every word, the likeliest first."""
    return linkpaths.find(links.graph(session, level=level), text, most=most)


def reach(session: Session, around: str, *, direction: str = "out", level: str = "") -> list[tuple[Node, int]]:
    """Everybody whom data of a NODE comes to (``out``), whom it comes from (``in``), or either, with the fewest steps,
    nearest first. Raises UserProblem for an unknown NODE."""
    own, start, _ = links.resolve(session, around)
    whole = links.graph(session, level=level or own)
    start = Nodes(session, level or own).any(start)
    if start not in whole.nodes:
        return []
    found: dict[str, int] = {}
    for way in ("out", "in") if direction == "both" else (direction,):
        for node, steps in linkpaths.reachable(whole, start, backwards=way == "in").items():
            found[node] = min(steps, found.get(node, steps))
    return [(whole.nodes[n], s) for n, s in sorted(found.items(), key=lambda f: f[1]) if s]


def _carried(session: Session, bundles: Sequence[Bundle]) -> dict[str, str]:
    """Item → its data, of the linkages that stand alone on their line."""
    said = {link.node: link.data or link.name for link in links.standard_links(session)}
    said |= {f"curlink:{rid}": str(f.get("name") or "") for rid, f in records(session, "curlink")}
    return {b.items[0]: said.get(b.items[0], "") for b in bundles if len(b.items) == 1}


def balanced(graph: LinkGraph, centre: str, steps: Mapping[str, int]) -> dict[str, int]:
    """Partners that both provide and receive may stand on either side: they fill the shorter one, and take those along
    who are tied to nobody else. What stands where doesn't depend on the depth, so nobody changes sides as it grows."""
    out = dict(steps)
    both_ways = {e.target for e in graph.edges if e.source == centre} & {
        e.source for e in graph.edges if e.target == centre
    }
    nearest = [s for s in steps.values() if abs(s) == 1]
    left, right = sum(s < 0 for s in nearest), sum(s > 0 for s in nearest)
    for node in [n for n in graph.nodes if n in both_ways and out[n] == -1]:
        if left - right > 1:
            out[node] = 1
            left, right = left - 1, right + 1
    for distance in range(2, max(map(abs, steps.values()), default=0) + 1):
        for node in [n for n, s in steps.items() if s == -distance]:
            inner = [out[o] for o in graph.out.get(node, ()) if abs(steps.get(o, 0)) == distance - 1 and o != centre]
            if inner and min(inner) > 0:
                out[node] = distance
    return out


def _fits(session: Session, graph: LinkGraph, group: str) -> bool:
    found = group_nodes(session, graph, group)
    return len({found[n].id if n in found else n for n in graph.nodes}) <= LIMIT


def group_nodes(session: Session, graph: LinkGraph, group: str) -> dict[str, Node]:
    """Node → the group it belongs to; a node without one is left out."""
    lift = Nodes(session, group)
    out: dict[str, Node] = {}
    for node in graph.nodes.values():
        if node.type == "outside":
            continue
        upper = lift.found[lift.any(node.id)]
        if upper.type != "outside" and (upper.id != node.id or group == "system"):
            out[node.id] = Node(f"group:{upper.id}", upper.label, upper.type, upper.department)
    return out


def _folded(
    graph: LinkGraph, steps: Mapping[str, int] | None, inside: Mapping[str, Node]
) -> tuple[LinkGraph, dict[str, int] | None, dict[str, int]]:
    """The graph with groups of several drawn as one box each. ``inside``: node → the group it goes into."""
    sizes: dict[str, int] = {}
    for g in inside.values():
        sizes[g.id] = sizes.get(g.id, 0) + 1
    found = {
        n: Node(g.id, f"{g.label}（{sizes[g.id]}）", g.type, g.department) for n, g in inside.items() if sizes[g.id] > 1
    }
    made = linkgraph.grouped(graph, found)
    near: dict[str, int] = {}
    for n, s in (steps or {}).items():
        place = found[n].id if n in found else n
        if place not in near or abs(s) < abs(near[place]):
            near[place] = s
    return made, near if steps is not None else None, {g: n for g, n in sizes.items() if n > 1}


def _kept(graph: LinkGraph, bundles: list[Bundle], centre: str) -> LinkGraph:
    ends = {(b.source, b.target) for b in bundles}
    named = {n for pair in ends for n in pair} | {centre}
    edges = tuple(e for e in graph.edges if (e.source, e.target) in ends)
    return LinkGraph({i: n for i, n in graph.nodes.items() if i in named}, edges)


def styles(session: Session, graph: LinkGraph, folded: Mapping[str, int] | None = None) -> dict[str, str]:
    """Node → box style: common functions, systems of our own, outside bodies, those nobody registered, groups, else
    standard."""
    scopes = {rid: str(f.get("scope") or "") for rid, f in records(session, "system")}
    out = {}
    for node in graph.nodes.values():
        scope = scopes.get(node.id.partition(":")[2], "")
        if node.id in (folded or {}):
            out[node.id] = "group"
        elif node.type == "outside":
            out[node.id] = "unowned"
        elif scope == "外部システム":
            out[node.id] = "outside"
        elif scope.startswith("標準化対象外"):
            out[node.id] = "own"
        elif node.type == "business" and node.id[9:12] in ("029", "030", "031", "032", "033", "034", "036", "037"):
            out[node.id] = "common"
    return out


def _town(session: Session, earlier: Mapping[str, float] | None) -> Shown:
    """Every system, and today's linkages via the common platform or not."""
    lift = Nodes(session, "system")
    places: dict[str, str] = {}
    platforms: list[str] = []
    systems: list[Node] = []
    for rid, f in records(session, "system"):
        node = lift.found[lift.system(rid)]
        systems.append(node)
        scope = str(f.get("scope") or "")
        places[node.id] = (
            EXTERNAL if scope == "外部システム" else OUTSIDE if scope.startswith("標準化対象外") else INSIDE
        )
        if any(word in node.label for word in _PLATFORM):
            platforms.append(node.id)
    found: list[TownLink] = []
    edges: list[Edge] = []
    for rid, f in records(session, "curlink"):
        source, target = (lift.system(str(f.get(end) or "")) for end in ("system", "receiver"))
        for end in (source, target):
            if end not in places:
                places[end] = EXTERNAL
                systems.append(lift.found[end])
        via = str(f.get("platform") or "") == "経由"
        found.append(TownLink(source, target, via, f"curlink:{rid}"))
        if source != target:
            edges.append(
                Edge(source, target, linkgraph.DATA, str(f.get("method") or ""), "current", (f"curlink:{rid}",))
            )
    graph = linkgraph.build({n.id: n for n in systems}.values(), edges)
    made = town_map(list(graph.nodes.values()), places, found, platforms, styles(session, graph), earlier=earlier)
    note = f"{len(graph.nodes)} システム。共通基盤を介する連携 {made.via}、介さない連携 {made.direct}。"
    counts = {"via": made.via, "direct": made.direct}
    return Shown(LinkGraph(made.nodes, graph.edges), made.picture, made.bundles, counts, note)
