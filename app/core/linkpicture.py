"""The picture of a neighbourhood, without Qt: boxes in layers the way data flows, curves, and labels that never touch.

Canvas and exported files draw the same picture. Every state has a sign and a line style beside its colour.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from unicodedata import east_asian_width

from app.core.layered import Box, draw
from app.core.linkbundles import SIGNS, STATES, Bundle, overlay
from app.core.linkcolumns import heading
from app.core.linkgraph import LinkGraph, Node

Point = tuple[float, float]
__all__ = ["SIGNS", "STATES", "STYLES", "Bundle", "LinkPicture", "PictureBox", "PictureLine", "overlay", "picture"]

STYLES = {"standard": "標準準拠", "common": "共通", "own": "独自", "outside": "外部", "unowned": "所管未定",
          "group": "まとめた箱"}  # fmt: skip

BOX_HEIGHT, LABEL_HEIGHT, GAP_Y, MARGIN, CAPTION = 44.0, 20.0, 16.0, 16.0, 34.0
MIN_BOX, MAX_BOX = 110.0, 176.0
DATA_LETTERS = 8  # of what a linkage carries, on its label; the table has it in full
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


def text_width(text: str, size: float = 12) -> float:
    """Pixels a text takes in our fonts: full-width characters one em, others about half, rounded up."""
    ems = sum(1.0 if east_asian_width(c) in "WFA" else 0.56 for c in text)
    return ems * size + 1


def picture(
    graph: LinkGraph,
    centre: str,
    steps: Mapping[str, int] | None,
    styles: Mapping[str, str],
    *,
    gaps: Collection[str] = (),
    moving: Mapping[str, str] | None = None,
    earlier: Mapping[str, float] | None = None,
    short: bool = False,
    headings: Mapping[int, str] | None = None,
    bundles: Sequence[Bundle] | None = None,
    widest: float = MAX_BOX,
    data: Mapping[str, str] | None = None,
    brief: bool = False,
) -> LinkPicture:
    """Lays a neighbourhood out. ``steps``: signed distance per node (core.linkgraph.hops), None = whatever layers show
    the flow best; ``styles``: node → style.

    ``gaps``, ``moving``: as of :func:`overlay`, whose result ``bundles`` may replace; ``earlier``: heights of nodes in
    the picture before, kept where possible; ``short``: labels without the number of linkages; ``headings``: what stands
    above a step; ``widest``: a box in pixels; ``data``: item → what it carries, for labels that have room to say so;
    ``brief``: labels without the operation.
    """
    if not graph.nodes:
        return LinkPicture((), (), (), 0.0, 0.0)
    bundles = overlay(graph, gaps=gaps, moving=moving or {}) if bundles is None else bundles
    labels = [_label(replace(b, operations=()) if brief else b, data or {}, short=short) for b in bundles]
    longest = max((text_width(t) + 12 for t in labels), default=0.0)
    sizes = {n.id: _box_width(n.label, _sub(n), widest) for n in graph.nodes.values()}
    placed = draw(
        [Box(i, sizes[i], BOX_HEIGHT) for i in graph.nodes],
        [(b.source, b.target) for b in bundles],
        layer_of=steps,
        order_hint={i: y + BOX_HEIGHT / 2 for i, y in earlier.items()} if earlier else None,
        gap_x=longest + 56,
        gap_y=GAP_Y,
    )
    captioned = steps is not None
    if steps is None:
        steps = {node: n for n, layer in enumerate(placed.layers) for node in layer}
    top = MARGIN + (CAPTION if captioned else 0.0)
    boxes = {
        i: PictureBox(
            i, node.label, _sub(node),
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
    said = headings if headings is not None else {step: heading(step) for step in middles}
    captions = tuple((said[s], sum(xs) / len(xs)) for s, xs in sorted(middles.items()) if captioned and said.get(s))
    return _framed(tuple(boxes.values()), lines, captions)


def _framed(
    boxes: Sequence[PictureBox], lines: Sequence[PictureLine], captions: Sequence[tuple[str, float]]
) -> LinkPicture:
    """The picture with a margin round everything that is on it: lines within a column and labels reach beyond boxes."""
    rooms = [(b.x, b.x + b.width, b.y + b.height) for b in boxes]
    rooms += [(x, x, y) for line in lines for x, y in line.points]
    rooms += [(line.x, line.x + line.width, line.y + LABEL_HEIGHT) for line in lines if line.label]
    rooms += [(x - text_width(t) / 2, x + text_width(t) / 2, 0.0) for t, x in captions]
    by = max(0.0, MARGIN - min(r[0] for r in rooms))
    if by:
        boxes = [replace(b, x=b.x + by) for b in boxes]
        lines = [replace(line, points=tuple((x + by, y) for x, y in line.points), x=line.x + by) for line in lines]
        captions = [(t, x + by) for t, x in captions]
    right, bottom = max(r[1] for r in rooms) + by, max(r[2] for r in rooms)
    return LinkPicture(tuple(boxes), tuple(lines), tuple(captions), right + MARGIN, bottom + MARGIN)


def _sub(node: Node) -> str:
    if node.type in ("department", "vendor"):
        return "" if node.department in ("", node.label) else node.department
    return node.department or ("？ 所管未定" if node.type == "outside" else "")


def _box_width(label: str, sub: str, widest: float) -> float:
    return min(widest, max(MIN_BOX, text_width(label, 13) + 20, text_width(sub, 12) + 20))


def _label(bundle: Bundle, data: Mapping[str, str], *, short: bool) -> str:
    """Sign, what the first linkage carries, operation, and how many linkages it is."""
    count = f" {len(bundle.items)}" if len(bundle.items) > 1 and not short else ""
    said = next((data[i] for i in bundle.items if data.get(i)), "")
    said = said if len(said) <= DATA_LETTERS else said[: DATA_LETTERS - 1] + "…"
    words = " ".join(t for t in (said, "・".join(bundle.operations[:2])) if t)
    return f"{SIGNS[bundle.state]} {words}{count}".strip()


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
