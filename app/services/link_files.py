"""The link graph as files: SVG, PNG, PDF (one A3 page), GraphML and JSON of one picture, with its title and legend."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.linkgraph import LinkGraph
from app.core.linkpicture import (
    LABEL_HEIGHT,
    SIGNS,
    STATES,
    STYLES,
    LinkPicture,
    PictureBox,
    PictureLine,
    text_width,
)
from app.core.problems import USAGE, UserProblem
from app.services import link_views, targets
from app.services.link_states import gaps
from app.services.link_views import GROUPS, VIEWS, Shown, Wish
from app.services.session import Session
from app.services.sheets import export_refused
from reports.files import publish_bytes
from reports.pictures import Curve, Rect, Shape, Text, write_pdf, write_png, write_svg
from reports.pictures.svg import visible
from reports.problems import ExportProblem

__all__ = ["FORMATS", "LINE_STYLE", "STATE_LOOK", "as_json", "gaps", "graphml", "shapes_of", "title_of", "write"]
FORMATS = ("svg", "png", "pdf", "graphml", "json")
HEAD = 44.0  # pixels for the title and what is said of the picture
LINE_STYLE = {
    "both": ("text2", ""),
    "standard": ("verdict_standard_only_bar", "8 3"),
    "current": ("verdict_current_only_bar", "3 3"),
    "gap": ("verdict_gap_bar", ""),
    "moving": ("warn_line", "14 4"),
    "outside": ("verdict_ask_bar", "8 3 2 3"),
    "via": ("accent", ""),
    "direct": ("verdict_current_only_bar", "5 3"),
}
"""State → (colour token, dash pattern): the line repeats what the sign says."""


_PLAIN = ("surface", "text", "line2")
STATE_LOOK = {
    **{
        state: (f"verdict_{verdict}_ground", f"verdict_{verdict}_ink", f"verdict_{verdict}_bar")
        for state, verdict in (
            ("standard", "standard_only"), ("current", "current_only"), ("gap", "gap"), ("outside", "ask"),
            ("direct", "current_only"),
        )
    },
    "moving": ("warn_ground", "warn_text", "warn_line"),
    "via": ("soft", "text", "accent"),
    "both": _PLAIN,
}  # fmt: skip
"""State → (ground, ink, outline) tokens of a line's label."""
BOX_LOOK = {
    "standard": ("surface", "line2", ""),
    "common": ("soft", "soft_line", ""),
    "own": ("surface", "verdict_current_only_bar", ""),
    "outside": ("sunken", "line2", "4 3"),
    "unowned": ("verdict_ask_ground", "verdict_ask_bar", "4 3"),
    "group": ("sunken", "accent", ""),
}
"""Style of a box → (fill, edge, dash); screen, files and legend draw the same."""


def write(
    session: Session,
    wish: Wish,
    out: Path,
    *,
    form: str,
    colours: Mapping[str, str],
    shown: Shown | None = None,
    long: bool = False,
    title: str = "",
) -> dict[str, Any]:
    """Writes what is asked for (or what is ``shown`` of it already) to ``out``; nodes and edges as in docs/cli.md.

    ``colours``: token → hex; ``long``: labels say what is carried; ``title``: instead of what the wish says.
    Raises UserProblem for unknown nodes and formats, and when the file cannot be written.
    """
    if form not in FORMATS:
        raise UserProblem("bad_format", f"形式「{form}」はありません。", hint=f"使える形式：{FORMATS}", exit_code=USAGE)
    targets.guard(out)
    found = link_views.show(session, wish, long=long) if shown is None else shown
    data = as_json(found.graph)
    title = title or title_of(session, wish, found)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if form == "json":
            publish_bytes(out, json.dumps(data, ensure_ascii=False, indent=1).encode())
        elif form == "graphml":
            publish_bytes(out, graphml(found.graph))
        else:
            shapes, size = shapes_of(found.picture, colours, title=title, note=found.note)
            if form == "pdf":
                write_pdf(shapes, size, out, title=title, ground=colours["surface"], page="a3")
            else:
                writer = {"svg": write_svg, "png": write_png}[form]
                writer(shapes, size, out, title=title, ground=colours["surface"])
    except ExportProblem as problem:
        raise export_refused(problem) from problem
    return {**data, **({"ways": [list(w) for w in found.ways]} if wish.view in ("path", "circles") else {})}


def title_of(session: Session, wish: Wish, found: Shown) -> str:
    """What stands above the picture: whose, of what, how far."""
    label = {n.id: n.label for n in found.graph.nodes.values()}
    parts = [f"連携図　{session.info.municipality}"]
    centre = next((b.label for b in found.picture.boxes if b.style == "centre"), label.get(wish.around, ""))
    if wish.view == "near":
        way = {"in": "受け取る側", "out": "提供する側"}.get(wish.direction, "")
        parts += [f"{centre}のまわり", f"深さ {wish.depth}", way]
    elif wish.view == "path" and found.ways:
        parts.append(f"{label[found.ways[0][0]]} から {label[found.ways[0][-1]]} まで")
    else:
        parts.append(VIEWS[wish.view])
    if wish.group:
        parts.append(f"{GROUPS[wish.group]}ごと")
    if wish.states:
        parts.append("・".join(STATES[s] for s in STATES if s in wish.states))
    return "　".join(p for p in parts if p)


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


def shapes_of(
    found: LinkPicture, colours: Mapping[str, str], *, title: str = "", note: str = ""
) -> tuple[list[Shape], tuple[float, float]]:
    """The picture with its title and legend as plain shapes, and its size."""
    shapes: list[Shape] = [Text(x, 26 + HEAD, text, colours["text2"], 12) for text, x in found.captions]
    if title:
        shapes.append(Text(16, 28, title, colours["text"], 16, bold=True, anchor="start"))
    if note:
        shapes.append(Text(16, 46, note, colours["text2"], 12, anchor="start"))
    for line in found.lines:
        colour, dash = LINE_STYLE[line.state]
        shapes.append(Curve(tuple((x, y + HEAD) for x, y in line.points), colours[colour], 1.5, dash))
    for line in found.lines:
        shapes += _label(line, colours)
    for box in found.boxes:
        shapes += _box(box, colours)
    width = max(found.width, 560.0, text_width(title, 16) + 32, text_width(note) + 32)
    legend, rows = _legend(found.height + HEAD + 22, width, found, colours)
    return shapes + legend, (width, found.height + HEAD + 14 + 24 * rows)


def _label(line: PictureLine, colours: Mapping[str, str]) -> list[Shape]:
    if not line.label:
        return []
    ground, ink, edge = label_colours(line.state, colours)
    return [
        Rect(line.x, line.y + HEAD, line.width, LABEL_HEIGHT, ground, edge, radius=4),
        Text(line.x + line.width / 2, line.y + HEAD + 14.5, line.label, ink, 12),
    ]


def label_colours(state: str, colours: Mapping[str, str]) -> tuple[str, str, str]:
    """(ground, ink, outline) of an edge's label."""
    ground, ink, edge = STATE_LOOK[state]
    return colours[ground], colours[ink], colours[edge]


def _box(box: PictureBox, colours: Mapping[str, str]) -> list[Shape]:
    fill, stroke, dash = ("accent", "accent", "") if box.style == "centre" else BOX_LOOK[box.style]
    ink = colours["on_accent" if box.style == "centre" else "text"]
    middle, y = box.x + box.width / 2, box.y + HEAD
    sub_ink = ink if box.style == "centre" else colours["text2"]
    shapes: list[Shape] = [Rect(box.x, y, box.width, box.height, colours[fill], colours[stroke], radius=4, dash=dash)]
    name = _fitted(box.label, 13, box.width)
    if not box.sub:
        return [*shapes, Text(middle, y + box.height / 2 + 5, name, ink, 13, bold=True)]
    return [
        *shapes,
        Text(middle, y + 19, name, ink, 13, bold=True),
        Text(middle, y + 36, _fitted(box.sub, 12, box.width), sub_ink, 12),
    ]


def _fitted(text: str, size: float, width: float) -> str:
    """A name that fits its box; what is cut ends in … and stands in full in the table beside the picture."""
    if text_width(text, size) <= width - 12:
        return text
    text = text[: int(width)]  # no letter is narrower than a pixel; a very long name would be cut letter by letter
    while text and text_width(text + "…", size) > width - 12:
        text = text[:-1]
    return text + "…"


def _legend(y: float, width: float, found: LinkPicture, colours: Mapping[str, str]) -> tuple[list[Shape], int]:
    """The lines and boxes that are on the picture, each with its word; (shapes, rows of 24 px)."""
    shapes: list[Shape] = []
    x, rows = 16.0, 1

    def room(text: str) -> None:
        nonlocal x, y, rows
        if x > 16 and x + 36 + text_width(text) > width - 16:
            x, y, rows = 16.0, y + 24, rows + 1

    states = {line.state for line in found.lines}
    for state in (s for s in STATES if s in states):
        colour, dash = LINE_STYLE[state]
        text = f"{SIGNS[state]} {STATES[state]}"
        room(text)
        shapes.append(Curve(((x, y), (x + 10, y), (x + 20, y), (x + 30, y)), colours[colour], 1.5, dash, arrow=False))
        shapes.append(Text(x + 36, y + 4, text, colours["text"], 12, anchor="start"))
        x += 36 + text_width(text) + 20
    styles = {box.style for box in found.boxes}
    for style in (s for s in STYLES if s in styles):
        fill, edge, dash = BOX_LOOK[style]
        room(STYLES[style])
        shapes.append(Rect(x, y - 8, 30, 16, colours[fill], colours[edge], radius=3, dash=dash))
        shapes.append(Text(x + 36, y + 4, STYLES[style], colours["text"], 12, anchor="start"))
        x += 36 + text_width(STYLES[style]) + 20
    return shapes, rows
