"""The link graph as files: SVG, PNG, PDF, GraphML and JSON of one picture, with its legend."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from app.core.linkgraph import LinkGraph
from app.core.linkpicture import LABEL_HEIGHT, SIGNS, STATES, LinkPicture, PictureBox, PictureLine, picture, text_width
from app.core.problems import USAGE, UserProblem
from app.services import links, targets
from app.services.session import Session
from app.services.sheets import export_refused
from reports.files import publish_bytes
from reports.pictures import Curve, Rect, Shape, Text, write_pdf, write_png, write_svg
from reports.pictures.svg import visible
from reports.problems import ExportProblem

FORMATS = ("svg", "png", "pdf", "graphml", "json")
LEGEND = 40.0
LINE_STYLE = {
    "both": ("text2", ""),
    "standard": ("verdict_standard_only_bar", "8 3"),
    "current": ("verdict_current_only_bar", "3 3"),
    "gap": ("verdict_gap_bar", ""),
    "outside": ("verdict_ask_bar", "8 3 2 3"),
}
"""State → (colour token, dash pattern): the line repeats what the sign says."""


def gaps(session: Session) -> set[str]:
    """The NODEs of linkages judged as a difference."""
    rows = session.con.execute(
        "SELECT business, item, branch FROM item_state WHERE kind='link' AND verdict IN ('gap','partial')"
    )
    return {f"link:{b}/{i}-{br}" if br else f"link:{b}/{i}" for b, i, br in rows}


def styles(session: Session, graph: LinkGraph) -> dict[str, str]:
    """Node → box style: common functions, systems of our own, outside bodies, the rest standard."""
    scopes = dict(
        session.con.execute("SELECT rid, coalesce(json_extract(fields, '$.scope'), '') FROM record WHERE type='system'")
    )
    out = {}
    for node in graph.nodes.values():
        scope = scopes.get(node.id.partition(":")[2], "")
        if node.type == "outside" or scope == "外部システム":
            out[node.id] = "outside"
        elif scope.startswith("標準化対象外"):
            out[node.id] = "own"
        elif node.type == "business" and node.id[9:12] in ("029", "030", "031", "032", "033", "034", "036", "037"):
            out[node.id] = "common"
    return out


def draw(
    session: Session,
    around: str,
    *,
    depth: int = 1,
    direction: str = "both",
    level: str | None = None,
    earlier: Mapping[str, float] | None = None,
    short: bool = False,
    origins: Collection[str] = ("standard", "current", "plan"),
) -> tuple[LinkGraph, LinkPicture]:
    """The neighbourhood of a NODE and its picture."""
    graph, steps = links.neighbourhood(session, around, depth=depth, direction=direction, level=level, origins=origins)
    centre = next((n for n, s in steps.items() if s == 0), "")
    if depth == 1:
        steps = balanced(graph, centre, steps)
    found = picture(graph, centre, steps, styles(session, graph), gaps=gaps(session), earlier=earlier, short=short)
    return graph, found


def balanced(graph: LinkGraph, centre: str, steps: Mapping[str, int]) -> dict[str, int]:
    """Partners that both provide and receive may stand on either side: they fill the shorter one."""
    out = dict(steps)
    both_ways = {e.target for e in graph.edges if e.source == centre} & {
        e.source for e in graph.edges if e.target == centre
    }
    for node in [n for n in graph.nodes if n in both_ways and out[n] == -1]:
        if sum(s < 0 for s in out.values()) - sum(s > 0 for s in out.values()) > 1:
            out[node] = 1
    return out


def write(
    session: Session,
    around: str,
    out: Path,
    *,
    form: str,
    colours: Mapping[str, str],
    depth: int = 1,
    direction: str = "both",
    level: str | None = None,
) -> dict[str, Any]:
    """Writes the neighbourhood of a NODE to ``out``; its nodes and edges as the JSON of docs/cli.md.

    ``colours``: token → hex of the light theme. Raises UserProblem for unknown nodes and formats, and when the file
    cannot be written.
    """
    if form not in FORMATS:
        raise UserProblem("bad_format", f"形式「{form}」はありません。", hint=f"使える形式：{FORMATS}", exit_code=USAGE)
    targets.guard(out)
    graph, found = draw(session, around, depth=depth, direction=direction, level=level)
    data = as_json(graph)
    title = f"連携図（{session.info.municipality}）"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if form == "json":
            publish_bytes(out, json.dumps(data, ensure_ascii=False, indent=1).encode())
        elif form == "graphml":
            publish_bytes(out, graphml(graph))
        else:
            shapes, size = shapes_of(found, colours)
            writer = {"svg": write_svg, "png": write_png, "pdf": write_pdf}[form]
            writer(shapes, size, out, title=title, ground=colours["surface"])
    except ExportProblem as problem:
        raise export_refused(problem) from problem
    return data


def as_json(graph: LinkGraph) -> dict[str, Any]:
    """{"nodes": [{"id","label","type"}], "edges": [{"source","target","type","label","origin","items"}]}."""
    return {
        "nodes": [
            {"id": n.id, "label": n.label, "type": n.type, "department": n.department} for n in graph.nodes.values()
        ],
        "edges": [
            {
                "source": e.source,
                "target": e.target,
                "type": e.type,
                "label": e.label,
                "origin": e.origin,
                "items": list(e.items),
            }
            for e in graph.edges
        ],
    }


def graphml(graph: LinkGraph) -> bytes:
    """GraphML for other programs (yEd, Gephi): labels, types, owners; items joined by blanks."""
    import networkx as nx

    made = nx.MultiDiGraph()
    for node in graph.nodes.values():
        made.add_node(visible(node.id), label=visible(node.label), type=node.type, department=visible(node.department))
    for edge in graph.edges:
        made.add_edge(
            visible(edge.source), visible(edge.target), type=edge.type, label=visible(edge.label), origin=edge.origin,
            items=visible(" ".join(edge.items)),
        )  # fmt: skip
    return "\n".join(nx.generate_graphml(made)).encode()


def shapes_of(found: LinkPicture, colours: Mapping[str, str]) -> tuple[list[Shape], tuple[float, float]]:
    """The picture with its legend as plain shapes, and its size."""
    shapes: list[Shape] = [Text(x, 26, text, colours["text2"], 12) for text, x in found.captions]
    for line in found.lines:
        colour, dash = LINE_STYLE[line.state]
        shapes.append(Curve(line.points, colours[colour], 1.5, dash))
    for line in found.lines:
        shapes += _label(line, colours)
    for box in found.boxes:
        shapes += _box(box, colours)
    width = max(found.width, 560.0)
    shapes += _legend(found.height + 24, {line.state for line in found.lines}, colours)
    return shapes, (width, found.height + LEGEND)


def _label(line: PictureLine, colours: Mapping[str, str]) -> list[Shape]:
    if not line.label:
        return []
    ground, ink, edge = label_colours(line.state, colours)
    return [
        Rect(line.x, line.y, line.width, LABEL_HEIGHT, ground, edge, radius=4),
        Text(line.x + line.width / 2, line.y + 14.5, line.label, ink, 12),
    ]


def label_colours(state: str, colours: Mapping[str, str]) -> tuple[str, str, str]:
    """(ground, ink, outline) of an edge's label."""
    verdict = {"standard": "standard_only", "current": "current_only", "gap": "gap", "outside": "ask"}.get(state)
    if verdict is None:
        return colours["surface"], colours["text"], colours["line"]
    return tuple(colours[f"verdict_{verdict}_{part}"] for part in ("ground", "ink", "bar"))  # type: ignore[return-value]


def _box(box: PictureBox, colours: Mapping[str, str]) -> list[Shape]:
    fill, ink, stroke, dash = {
        "centre": (colours["accent"], colours["on_accent"], colours["accent"], ""),
        "common": (colours["soft"], colours["text"], colours["soft_line"], ""),
        "own": (colours["surface"], colours["text"], colours["verdict_current_only_bar"], ""),
        "outside": (colours["sunken"], colours["text"], colours["line2"], "4 3"),
    }.get(box.style, (colours["surface"], colours["text"], colours["line2"], ""))
    middle = box.x + box.width / 2
    sub_ink = ink if box.style == "centre" else colours["text2"]
    shapes: list[Shape] = [Rect(box.x, box.y, box.width, box.height, fill, stroke, radius=4, dash=dash)]
    if not box.sub:
        return [
            *shapes,
            Text(middle, box.y + box.height / 2 + 5, _fitted(box.label, 13, box.width), ink, 13, bold=True),
        ]
    return [
        *shapes,
        Text(middle, box.y + 19, _fitted(box.label, 13, box.width), ink, 13, bold=True),
        Text(middle, box.y + 36, _fitted(box.sub, 12, box.width), sub_ink, 12),
    ]


def _fitted(text: str, size: float, width: float) -> str:
    """A name that fits its box; what is cut ends in … and stands in full in the table beside the picture."""
    if text_width(text, size) <= width - 12:
        return text
    while text and text_width(text + "…", size) > width - 12:
        text = text[:-1]
    return text + "…"


def _legend(y: float, states: Collection[str], colours: Mapping[str, str]) -> list[Shape]:
    shapes: list[Shape] = []
    x = 16.0
    for state in (s for s in STATES if s in states):
        colour, dash = LINE_STYLE[state]
        shapes.append(Curve(((x, y), (x + 10, y), (x + 20, y), (x + 30, y)), colours[colour], 1.5, dash, arrow=False))
        text = f"{SIGNS[state]} {STATES[state]}"
        shapes.append(Text(x + 36, y + 4, text, colours["text"], 12, anchor="start"))
        x += 36 + text_width(text) + 20
    return shapes
