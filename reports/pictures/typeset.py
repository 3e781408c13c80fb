"""SVG → PNG and PDF by typst: fonts are embedded, text stays text, and nothing is spliced into markup."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from reports.files import publish_bytes
from reports.pictures.svg import Shape, render_svg

_PAGE = """#set page(width: auto, height: auto, margin: 0pt)
#image("picture.svg", width: {width}pt)
"""
_SHEET = """#set page(paper: "{paper}", flipped: true, margin: 24pt)
#align(center + horizon, image("picture.svg", width: 100%, height: 100%, fit: "contain"))
"""
PAPERS = ("a3", "a4")
PX_TO_PT = 0.75


def write_png(
    shapes: Sequence[Shape], size: tuple[float, float], out: Path, *, title: str, ground: str, scale: float = 2.0
) -> Path:
    """Writes the picture as PNG with ``scale`` picture points per pixel; ``out``."""
    return publish_bytes(out, _compile(shapes, size, title, ground, "png", 96 * scale))


def write_pdf(
    shapes: Sequence[Shape], size: tuple[float, float], out: Path, *, title: str, ground: str, page: str = ""
) -> Path:
    """Writes the picture as a PDF of one page: of its own size, or of a landscape ``page`` (of PAPERS) it fills."""
    return publish_bytes(out, _compile(shapes, size, title, ground, "pdf", 96, page))


def _compile(
    shapes: Sequence[Shape],
    size: tuple[float, float],
    title: str,
    ground: str,
    form: Literal["png", "pdf"],
    ppi: float,
    page: str = "",
) -> bytes:
    import typst

    with tempfile.TemporaryDirectory(prefix="fitgap-picture-") as name:
        folder = Path(name)
        (folder / "picture.svg").write_text(render_svg(shapes, size, title=title, ground=ground), encoding="utf-8")
        source = folder / "page.typ"
        text = _SHEET.format(paper=page) if page in PAPERS else _PAGE.format(width=round(size[0] * PX_TO_PT, 2))
        source.write_text(text, encoding="utf-8")
        made: bytes = typst.compile(str(source), root=str(folder), format=form, ppi=ppi)
    return made
