"""Stacked bars as numbers for a template: where each segment stands, how it is filled, whether its sign fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.marks import Mark

WHOLE_WIDTH, GROUP_WIDTH, BAR_HEIGHT = 1112.0, 220.0, 18.0  # in pixels, as they stand on the screen
_SIGN_FROM = 16.0  # narrower segments carry no sign
_GAP = 1.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a bar, in the units of the drawing. ``fill`` and ``line`` are colours, ``dash`` for the undecided."""

    x: float
    width: float
    fill: str
    line: str
    ink: str
    sign: str
    dash: bool
    title: str


def segments(
    counts: Mapping[str, int], marks: Sequence[Mark], colours: Mapping[str, str], bar_width: float
) -> list[Segment]:
    """The parts of one bar in the order of ``marks``; together ``bar_width`` wide. Empty when nothing is counted."""
    shown = [(mark, counts.get(mark.code, 0)) for mark in marks if counts.get(mark.code, 0) > 0]
    total = sum(count for _, count in shown)
    parts: list[Segment] = []
    x = 0.0
    for mark, count in shown:
        width = bar_width * count / total
        fill, line = _paint(mark, colours)
        parts.append(
            Segment(
                round(x, 2),
                round(max(width - _GAP, 0.4), 2),
                fill,
                line,
                black_or_white(fill),
                mark.sign if width >= _SIGN_FROM else "",
                mark.code == "",
                f"{mark.sign} {mark.label} {count}",
            )
        )
        x += width
    return parts


def _paint(mark: Mark, colours: Mapping[str, str]) -> tuple[str, str]:
    """Fill and outline: settled is pale, undecided empty, what needs somebody solid."""
    name = mark.code or "none"
    if mark.code == "":
        return colours["surface"], colours["line2"]
    if mark.settled:
        return colours[f"verdict_{name}_ground"], colours[f"verdict_{name}_bar"]
    return colours[f"verdict_{name}_bar"], colours[f"verdict_{name}_bar"]


def black_or_white(fill: str) -> str:
    """The ink with the higher contrast on ``fill`` ("#RRGGBB")."""
    luminance = _luminance(fill)
    return "#181D25" if (luminance + 0.05) / 0.06 > 1.05 / (luminance + 0.05) else "#FFFFFF"


def _luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
