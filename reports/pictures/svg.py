"""A picture as one SVG file: plain shapes in, escaped text out, no script, no address outside the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from reports.files import publish_bytes

FAMILIES = "'Yu Gothic UI', Meiryo, 'BIZ UDPGothic', 'Noto Sans CJK JP', sans-serif"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z|none\Z")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A box. ``dash``: an SVG dash pattern such as "4 3", "" = solid."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str
    radius: float = 0.0
    stroke_width: float = 1.0
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """A chain of cubic curves (start, control, control, end, …), with an arrow at its end if ``arrow``."""

    points: tuple[Point, ...]
    stroke: str
    width: float = 1.5
    dash: str = ""
    arrow: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; (x, y) is the middle of its baseline's start, middle or end by ``anchor``."""

    x: float
    y: float
    text: str
    fill: str
    size: float = 12.0
    bold: bool = False
    anchor: str = "middle"  # start, middle, end


Shape = Rect | Curve | Text


def write_svg(shapes: Sequence[Shape], size: tuple[float, float], out: Path, *, title: str, ground: str) -> Path:
    """Writes the picture to ``out`` and returns it. Raises ExportProblem when the file cannot be written."""
    return publish_bytes(out, render_svg(shapes, size, title=title, ground=ground).encode())


def render_svg(shapes: Sequence[Shape], size: tuple[float, float], *, title: str, ground: str) -> str:
    """The picture as text; the same input gives the same text. Raises ValueError for a colour that is none."""
    width, height = (_number(v) for v in size)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" font-family="{FAMILIES}">'
    )
    body = [f"<title>{_text(title)}</title>", _shape(Rect(0, 0, size[0], size[1], ground, "none"))]
    return "\n".join([head, *body, *(_shape(s) for s in shapes), "</svg>", ""])


@singledispatch
def _shape(shape: object) -> str:
    raise TypeError(type(shape).__name__)


@_shape.register
def _(shape: Rect) -> str:
    dash = f' stroke-dasharray="{_dash(shape.dash)}"' if shape.dash else ""
    return (
        f'<rect x="{_number(shape.x)}" y="{_number(shape.y)}" width="{_number(shape.width)}"'
        f' height="{_number(shape.height)}" rx="{_number(shape.radius)}" fill="{_colour(shape.fill)}"'
        f' stroke="{_colour(shape.stroke)}" stroke-width="{_number(shape.stroke_width)}"{dash}/>'
    )


@_shape.register
def _(shape: Curve) -> str:
    start, *rest = shape.points
    parts = [f"M{_number(start[0])} {_number(start[1])}"]
    for n in range(0, len(rest), 3):
        parts.append("C" + " ".join(f"{_number(x)} {_number(y)}" for x, y in rest[n : n + 3]))
    dash = f' stroke-dasharray="{_dash(shape.dash)}"' if shape.dash else ""
    line = (
        f'<path d="{" ".join(parts)}" fill="none" stroke="{_colour(shape.stroke)}"'
        f' stroke-width="{_number(shape.width)}"{dash}/>'
    )
    if not shape.arrow:
        return line
    (x1, y1), (x2, y2) = shape.points[-2], shape.points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    tip = [(x2, y2), (x2 - 8 * ux + 3.5 * uy, y2 - 8 * uy - 3.5 * ux), (x2 - 8 * ux - 3.5 * uy, y2 - 8 * uy + 3.5 * ux)]
    corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in tip)
    return f'{line}\n<polygon points="{corners}" fill="{_colour(shape.stroke)}"/>'


@_shape.register
def _(shape: Text) -> str:
    weight = ' font-weight="bold"' if shape.bold else ""
    if shape.anchor not in ("start", "middle", "end"):
        raise ValueError(shape.anchor)
    return (
        f'<text x="{_number(shape.x)}" y="{_number(shape.y)}" font-size="{_number(shape.size)}"'
        f' text-anchor="{shape.anchor}" fill="{_colour(shape.fill)}"{weight}>{_text(shape.text)}</text>'
    )


def visible(text: str) -> str:
    """Text that XML can hold: forbidden characters as ［U+0001］."""
    return _FORBIDDEN.sub(lambda m: f"［U+{ord(m.group()):04X}］", text)


def _text(text: str) -> str:
    return escape(visible(text))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _colour(value: str) -> str:
    if not _COLOUR.match(value):
        raise ValueError(f"no colour: {value!r}")
    return value


def _dash(value: str) -> str:
    if not re.fullmatch(r"[0-9. ]+", value):
        raise ValueError(f"no dash pattern: {value!r}")
    return quoteattr(value)[1:-1]
