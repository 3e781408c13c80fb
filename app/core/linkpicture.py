"""The picture of a neighbourhood, without Qt: boxes in layers the way data flows, curves, and labels that never touch.

Canvas and exported files draw the same picture. Every state has a sign and a line style beside its colour.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from app.core.layered import Box, draw
from app.core.linkgraph import Edge, LinkGraph

Point = tuple[float, float]

SIGNS = {"both": "＝", "standard": "＋", "current": "◆", "gap": "▲", "outside": "？"}
STATES = {
    "both": "標準と現行",
    "standard": "標準だけ",
    "current": "現行だけ",
    "gap": "差異あり",
    "outside": "調査外",
}
STYLES = {"standard": "標準準拠", "common": "共通", "own": "独自", "outside": "外部"}

BOX_HEIGHT, LABEL_HEIGHT, GAP_Y, MARGIN, CAPTION = 44.0, 20.0, 16.0, 16.0, 34.0
MIN_BOX, MAX_BOX = 110.0, 176.0
BEND = 0.5  # how far a curve runs straight out of a box before it turns
_TRIES = (0.0, 1.0, 0.5, 0.25, 0.75, 0.12, 0.88, 0.37, 0.63)


@dataclass(frozen=True, slots=True)
class PictureBox:
    """One node: top left corner and size in pixels. ``style``: a key of STYLES, "centre", or "unowned"."""

    id: str
    label: str
    sub: str
    style: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PictureLine:
    """All linkages from one node to another. ``points``: a cubic curve (start, control, control, end, …) with its
    arrow at the end; ``label`` is "" where no place was free; (x, y) is the label's top left corner."""

    source: str
    target: str
    state: str
    items: tuple[str, ...]
    points: tuple[Point, ...]
    label: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class LinkPicture:
    """Everything to draw; ``captions``: (text, x of its middle)."""

    boxes: tuple[PictureBox, ...]
    lines: tuple[PictureLine, ...]
    captions: tuple[tuple[str, float], ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bundle:
    """The edges between two nodes in one direction, overlaid."""

    source: str
    target: str
    state: str
    operations: tuple[str, ...]
    items: tuple[str, ...]


def overlay(graph: LinkGraph, *, gaps: Collection[str] = ()) -> list[Bundle]:
    """Standard and current edges between the same ends laid over one another, in the order of the graph.

    ``gaps``: items whose verdict is a difference. An edge to somebody whose owner isn't in the survey is "outside".
    """
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in graph.edges:
        found.setdefault((edge.source, edge.target), []).append(edge)
    return [_bundle(ends, edges, graph, set(gaps)) for ends, edges in found.items()]


def _bundle(ends: tuple[str, str], edges: Sequence[Edge], graph: LinkGraph, gaps: set[str]) -> Bundle:
    items = tuple(dict.fromkeys(i for e in edges for i in e.items))
    origins = {e.origin for e in edges}
    surveyed = any(n.department for n in graph.nodes.values())
    if gaps & set(items):
        state = "gap"
    elif surveyed and any(graph.nodes[end].type == "outside" for end in ends):
        state = "outside"
    elif {"standard", "current"} <= origins:
        state = "both"
    else:
        state = "current" if "current" in origins else "standard"
    operations = tuple(dict.fromkeys(e.label for e in edges if e.label and e.origin == "standard"))
    return Bundle(*ends, state, operations, items)


def text_width(text: str, size: float = 12) -> float:
    """Pixels a text takes in our fonts: full-width characters one em, others about half, rounded up."""
    ems = sum(1.0 if east_asian_width(c) in "WFA" else 0.56 for c in text)
    return ems * size + 1


def picture(
    graph: LinkGraph,
    centre: str,
    steps: Mapping[str, int],
    styles: Mapping[str, str],
    *,
    gaps: Collection[str] = (),
    earlier: Mapping[str, float] | None = None,
    short: bool = False,
) -> LinkPicture:
    """Lays a neighbourhood out. ``steps``: signed distance per node (core.linkgraph.hops); ``styles``: node → style.

    ``earlier``: heights of nodes in the picture before, kept where possible; ``short``: labels without the number of
    linkages.
    """
    if not graph.nodes:
        return LinkPicture((), (), (), 0.0, 0.0)
    bundles = overlay(graph, gaps=gaps)
    labels = [_label(b, short=short) for b in bundles]
    widest = max((text_width(t) + 12 for t in labels), default=0.0)
    sizes = {n.id: _box_width(n.label, n.department) for n in graph.nodes.values()}
    placed = draw(
        [Box(i, sizes[i], BOX_HEIGHT) for i in graph.nodes],
        [(b.source, b.target) for b in bundles],
        layer_of=steps,
        order_hint=earlier,
        gap_x=widest + 56,
        gap_y=GAP_Y,
    )
    top = MARGIN + CAPTION
    boxes = {
        i: PictureBox(
            i, node.label, node.department or ("所管未定" if node.type == "outside" else ""),
            "centre" if i == centre else styles.get(i, "standard"),
            placed.positions[i][0] - sizes[i] / 2 + MARGIN, placed.positions[i][1] - BOX_HEIGHT / 2 + top,
            sizes[i], BOX_HEIGHT,
        )
        for i, node in graph.nodes.items()
    }  # fmt: skip
    routes = [tuple((x + MARGIN, y + top) for x, y in r) for r in placed.routes]
    lines = _lines(bundles, labels, boxes, routes, steps)
    layers = sorted({(steps[i], boxes[i].x + boxes[i].width / 2) for i in boxes})
    middles: dict[int, list[float]] = {}
    for step, x in layers:
        middles.setdefault(step, []).append(x)
    captions = tuple((_caption(s), sum(xs) / len(xs)) for s, xs in sorted(middles.items()))
    width = max([b.x + b.width for b in boxes.values()] + [p[0] for line in lines for p in line.points]) + MARGIN
    height = max([b.y + b.height for b in boxes.values()] + [p[1] for line in lines for p in line.points]) + MARGIN
    return LinkPicture(tuple(boxes.values()), tuple(lines), captions, width, height)


def _box_width(label: str, sub: str) -> float:
    return min(MAX_BOX, max(MIN_BOX, text_width(label, 13) + 20, text_width(sub, 12) + 20))


def _label(bundle: Bundle, *, short: bool) -> str:
    count = f" {len(bundle.items)}" if len(bundle.items) > 1 and not short else ""
    return f"{SIGNS[bundle.state]} {'・'.join(bundle.operations[:2])}{count}".strip()


def _caption(step: int) -> str:
    if step == 0:
        return "見ているところ"
    if abs(step) == 1:
        return "提供してくる相手" if step < 0 else "受け取る相手"
    return f"{abs(step)}つ手前" if step < 0 else f"{step}つ先"


def _lines(
    bundles: Sequence[Bundle],
    labels: Sequence[str],
    boxes: Mapping[str, PictureBox],
    routes: Sequence[Sequence[Point]],
    steps: Mapping[str, int],
) -> list[PictureLine]:
    ports = _ports(bundles, boxes, routes, steps)
    busy: dict[str, int] = {}
    for b in bundles:
        busy[b.source] = busy.get(b.source, 0) + 1
        busy[b.target] = busy.get(b.target, 0) + 1
    at_source = [busy[b.source] <= busy[b.target] for b in bundles]
    widths = [text_width(t) + 12 for t in labels]
    curves = [
        _curve(boxes, b, routes[n], ports[n], steps, (widths[n] + 8, 16.0) if at_source[n] else (6.0, widths[n] + 20))
        for n, b in enumerate(bundles)
    ]
    taken = [(b.x, b.y, b.width, b.height) for b in boxes.values()]
    spots: dict[int, tuple[str, float, float, float]] = {}
    for n in sorted(range(len(bundles)), key=lambda n: (bundles[n].state in ("both", "standard"), n)):
        b = bundles[n]
        for text in (labels[n], SIGNS[b.state]):
            width = text_width(text) + 12
            spot = _spot(curves[n], width, taken, at_source=at_source[n])
            if spot is not None:
                taken.append((*spot, width, LABEL_HEIGHT))
                spots[n] = (text, *spot, width)
                break
    out = []
    for n, b in enumerate(bundles):
        label, x, y, width = spots.get(n, ("", 0.0, 0.0, 0.0))
        out.append(PictureLine(b.source, b.target, b.state, b.items, curves[n], label, x, y, width))
    return out


def _ports(
    bundles: Sequence[Bundle],
    boxes: Mapping[str, PictureBox],
    routes: Sequence[Sequence[Point]],
    steps: Mapping[str, int],
) -> list[tuple[float, float]]:
    """(height at the source, at the target): the ends at one side of a box spread in the order they come from."""
    ends: dict[tuple[str, bool], list[tuple[float, int, bool]]] = {}
    for n, b in enumerate(bundles):
        forward = steps[b.target] > steps[b.source]
        ends.setdefault((b.source, forward), []).append((routes[n][1][1], n, True))
        ends.setdefault((b.target, not forward), []).append((routes[n][-2][1], n, False))
    places = [[0.0, 0.0] for _ in bundles]
    for (node, _), members in ends.items():
        box = boxes[node]
        room = box.height - 12
        step = min(LABEL_HEIGHT + 2.5, room / max(1, len(members) - 1)) if len(members) > 1 else 0.0
        first = box.y + box.height / 2 - step * (len(members) - 1) / 2
        for k, (_, n, at_source) in enumerate(sorted(members)):
            places[n][0 if at_source else 1] = first + k * step
    return [(a, b) for a, b in places]


def _curve(
    boxes: Mapping[str, PictureBox],
    bundle: Bundle,
    route: Sequence[Point],
    ports: tuple[float, float],
    steps: Mapping[str, int],
    leads: tuple[float, float],
) -> tuple[Point, ...]:
    """From side to side through the bends; ``leads``: how far it runs straight at the source and at the target, so
    that a label beside its box lies on a level line."""
    a, b = boxes[bundle.source], boxes[bundle.target]
    forward = steps[bundle.target] > steps[bundle.source]
    start = (a.x + a.width if forward else a.x, ports[0])
    if steps[bundle.target] == steps[bundle.source]:  # within a layer: out to the left and back
        reach = 26.0 + abs(ports[1] - ports[0]) / 20
        end = (b.x, ports[1])
        start = (a.x, ports[0])
        return (start, (start[0] - reach, start[1]), (end[0] - reach, end[1]), end)
    end = (b.x if forward else b.x + b.width, ports[1])
    sign = 1 if forward else -1
    room = abs(end[0] - start[0])
    first, last = leads if sum(leads) < room * 0.8 else (0.0, 0.0)
    stops = [(start[0] + sign * first, start[1]), *route[1:-1], (end[0] - sign * last, end[1])]
    points: list[Point] = [start, *_straight(start, stops[0])] if first else [start]
    for (x1, y1), (x2, y2) in pairwise(stops):
        middle = (x2 - x1) * BEND
        points += [(x1 + middle, y1), (x2 - middle, y2), (x2, y2)]
    return tuple(points + _straight(stops[-1], end)) if last else tuple(points)


def _straight(a: Point, b: Point) -> list[Point]:
    """A straight piece as a cubic curve, without its start."""
    third = ((b[0] - a[0]) / 3, (b[1] - a[1]) / 3)
    return [(a[0] + third[0], a[1] + third[1]), (b[0] - third[0], b[1] - third[1]), b]


def _spot(
    curve: Sequence[Point], width: float, taken: Sequence[tuple[float, float, float, float]], *, at_source: bool
) -> Point | None:
    """A place for a label on its curve that touches nothing, nearest to the end it belongs to, or None."""
    for part in _TRIES:
        t = part if at_source else 1 - part
        x, y = _along(curve, t)
        forward = curve[-1][0] >= curve[0][0]
        if t in (0.0, 1.0):  # beside the box, leaving room for the arrow at the target
            gap = 5 if t == 0.0 else 16
            rightwards = (t == 0.0) == forward
            x += (gap + width / 2) if rightwards else -(gap + width / 2)
        corner = (x - width / 2, y - LABEL_HEIGHT / 2)
        if all(_apart(corner, width, other) for other in taken):
            return corner
    return None


def _apart(corner: Point, width: float, other: tuple[float, float, float, float]) -> bool:
    x, y, w, h = other
    return (
        corner[0] + width + 2 <= x
        or x + w + 2 <= corner[0]
        or corner[1] + LABEL_HEIGHT + 2 <= y
        or y + h + 2 <= corner[1]
    )


def _along(curve: Sequence[Point], t: float) -> Point:
    """The point at share ``t`` of a chain of cubic curves."""
    parts = (len(curve) - 1) // 3
    part = min(int(t * parts), parts - 1)
    s = t * parts - part
    p = curve[part * 3 : part * 3 + 4]
    q = 1 - s
    weights = (q * q * q, 3 * q * q * s, 3 * q * s * s, s * s * s)
    return (
        sum(w * c[0] for w, c in zip(weights, p, strict=True)),
        sum(w * c[1] for w, c in zip(weights, p, strict=True)),
    )
