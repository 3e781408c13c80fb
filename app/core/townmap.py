"""The map of the whole town (大分市): every system inside and outside the standard, via the common platform or not.

大分市 spent most of its survey on telling apart ①linkages by way of the common platform and ②those that aren't. On one
page the platform is a bar above all columns with one line down to every system it serves, whatever that carries; only
what runs directly is drawn from system to system.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.linkbundles import SIGNS, Bundle
from app.core.linkgraph import LinkGraph, Node
from app.core.linkpicture import CAPTION, MARGIN, LinkPicture, PictureBox, PictureLine, Point, picture

PLATFORM = "platform:"
INSIDE, OUTSIDE, EXTERNAL = "inside", "outside", "external"
HEADINGS = {INSIDE: "標準準拠の対象", PLATFORM: "共通基盤", OUTSIDE: "標準化の対象外", EXTERNAL: "庁外"}
ROWS, COLUMNS = 5, 5  # least systems under one another, and columns: what an A3 page takes in readable letters
BAR, BAR_GAP, TRUNK, TOWN_BOX = 44.0, 26.0, 14.0, 196.0  # pixels


@dataclass(frozen=True, slots=True)
class TownLink:
    """One linkage between two systems (NODE texts). ``via``: by way of the common platform; ``item``: its NODE."""

    source: str
    target: str
    via: bool
    item: str


@dataclass(frozen=True, slots=True)
class TownMap:
    """The map. ``bundles``: linkages from system to system as the table lists them, state via or direct; ``nodes``:
    every system by NODE; ``via``, ``direct``: how many linkages run either way."""

    picture: LinkPicture
    bundles: tuple[Bundle, ...]
    nodes: Mapping[str, Node]
    via: int
    direct: int


def town_map(
    systems: Sequence[Node],
    places: Mapping[str, str],
    links: Sequence[TownLink],
    platforms: Sequence[str],
    styles: Mapping[str, str],
    *,
    earlier: Mapping[str, float] | None = None,
) -> TownMap:
    """Lays the town out. ``places``: system → INSIDE, OUTSIDE or EXTERNAL; ``platforms``: systems that are the common
    platform (several count as one; none = the platform has no system of its own)."""
    hub = set(platforms)
    nodes = {n.id: n for n in systems}
    lines: dict[tuple[str, str, str], list[str]] = {}
    served: dict[str, tuple[set[str], set[str]]] = {}  # system → what it gives to and gets from the platform
    for link in links:
        if link.source == link.target:
            continue
        via = link.via or link.source in hub or link.target in hub
        lines.setdefault((link.source, link.target, "via" if via else "direct"), []).append(link.item)
        for n, end in enumerate((link.source, link.target)):
            if via and end not in hub:
                served.setdefault(end, (set(), set()))[n].add(link.item)
    bundles = [Bundle(a, b, state, (), tuple(dict.fromkeys(i))) for (a, b, state), i in lines.items()]
    direct = [b for b in bundles if b.state == "direct"]
    drawn_nodes = {i: _served(n, served.get(i)) for i, n in nodes.items() if i not in hub}
    columns, headings = _columns(drawn_nodes, places, direct)
    drawn = picture(
        LinkGraph(drawn_nodes, ()), "", columns, styles, earlier=earlier, headings=headings, bundles=direct,
        widest=TOWN_BOX,
    )  # fmt: skip
    if served:
        name = nodes[platforms[0]].label if platforms else HEADINGS[PLATFORM]
        drawn = _with_bar(drawn, platforms[0] if platforms else PLATFORM, name, served, columns)
    shown = dict(nodes) if platforms or not served else {**nodes, PLATFORM: Node(PLATFORM, name, "system")}
    counts = [len({i for b in bundles if b.state == state for i in b.items}) for state in ("via", "direct")]
    return TownMap(drawn, tuple(bundles), shown, *counts)


def _served(node: Node, held: tuple[set[str], set[str]] | None) -> Node:
    """A system with what runs between it and the platform in its second line."""
    if held is None:
        return node
    words = " ".join(f"{word}{len(items)}" for word, items in zip(("渡", "受"), held, strict=True) if items)
    owner = node.department or ("？ 所管未定" if node.type == "outside" else "")
    return replace(node, department="　".join(t for t in (owner, f"{SIGNS['via']}{words}") if t))


def _with_bar(
    drawn: LinkPicture,
    bar: str,
    name: str,
    served: Mapping[str, tuple[set[str], set[str]]],
    columns: Mapping[str, int],
) -> LinkPicture:
    """The picture moved down under a bar, with a trunk left of every column and a branch to each system it serves."""
    left = {c: min(b.x for b in drawn.boxes if columns[b.id] == c) - TRUNK for c in set(columns.values())}
    shift = max(0.0, MARGIN + 8.0 - min(left.values()))
    down = BAR + BAR_GAP
    boxes = [replace(b, x=b.x + shift, y=b.y + down) for b in drawn.boxes]
    lines = [
        replace(line, points=tuple((x + shift, y + down) for x, y in line.points), x=line.x + shift, y=line.y + down)
        for line in drawn.lines
    ]
    bottom = MARGIN + CAPTION + BAR
    branches = []
    for box in boxes:
        if box.id not in served:
            continue
        given, got = served[box.id]
        trunk, level = left[columns[box.id]] + shift, box.y + box.height / 2
        corner = (trunk, level)
        points = (
            (trunk, bottom),
            *_third((trunk, bottom), corner),
            corner,
            *_third(corner, (box.x, level)),
            (box.x, level),
        )
        if not got:  # it only gives: the arrow stands at the bar
            points = points[::-1]
        branches.append(PictureLine(box.id, bar, "via", tuple(dict.fromkeys((*given, *got))), points, "", 0, 0, 0))
    width = drawn.width + shift
    total = len({i for held in served.values() for items in held for i in items})
    head = PictureBox(bar, name, f"{total} 連携が通る", "centre", MARGIN, MARGIN + CAPTION, width - 2 * MARGIN, BAR)
    captions = tuple((text, x + shift) for text, x in drawn.captions)
    return LinkPicture((head, *boxes), (*branches, *lines), captions, width, drawn.height + down)


def _third(a: Point, b: Point) -> tuple[Point, Point]:
    """The inner control points of a straight piece."""
    x, y = (b[0] - a[0]) / 3, (b[1] - a[1]) / 3
    return (a[0] + x, a[1] + y), (b[0] - x, b[1] - y)


def _columns(
    nodes: Mapping[str, Node], places: Mapping[str, str], direct: Sequence[Bundle]
) -> tuple[dict[str, int], dict[int, str]]:
    """(node → column, column → heading): the standard's systems left, the others right, outside bodies at the end."""
    near: dict[str, set[str]] = {}
    for b in direct:
        near.setdefault(b.source, set()).add(b.target)
        near.setdefault(b.target, set()).add(b.source)
    columns: dict[str, int] = {}
    headings: dict[int, str] = {}
    rows = max(ROWS, -(-len(nodes) // COLUMNS))
    for place in (INSIDE, OUTSIDE, EXTERNAL):
        members = [i for i in nodes if places.get(i, OUTSIDE) == place]
        for n, part in enumerate(_parts(members, max(1, -(-len(members) // rows)), near)):
            headings[len(headings)] = HEADINGS[place] if n == 0 else ""
            columns.update(dict.fromkeys(part, len(headings) - 1))
    return columns, headings


def _parts(members: Sequence[str], count: int, near: Mapping[str, set[str]]) -> list[list[str]]:
    """The members shared out over columns so that who is tied directly stands in different ones: a line within a column
    has to go round. The busiest choose first; columns fill evenly."""
    size = -(-len(members) // count)
    parts: list[list[str]] = [[] for _ in range(count)]
    rank = {m: n for n, m in enumerate(members)}
    for member in sorted(members, key=lambda m: (-len(near.get(m, ())), rank[m])):
        open_ = [p for p in parts if len(p) < size]
        tied = near.get(member, set())
        best = min(open_, key=lambda p: (sum(o in tied for o in p), len(p)))
        best.append(member)
    return [sorted(p, key=rank.__getitem__) for p in parts if p]
