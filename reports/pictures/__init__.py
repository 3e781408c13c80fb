"""Pictures as files: SVG written here, PNG and PDF made from it by typst. No Qt."""

from __future__ import annotations

from reports.pictures.svg import Curve, Rect, Shape, Text, render_svg, write_svg
from reports.pictures.typeset import write_pdf, write_png

__all__ = ["Curve", "Rect", "Shape", "Text", "render_svg", "write_pdf", "write_png", "write_svg"]
