"""A paper as a page: the same blocks as the PDF, escaped, without script, printable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reports.bars import BAR_HEIGHT, segments
from reports.dates import wareki_time
from reports.files import publish_bytes
from reports.html.render import render
from reports.paper import BarRow, Bars, Block, Heading, Heat, Paper, Picture, Table, head, pieces
from reports.shades import heat_cells

_TEMPLATE = "paper.html.j2"
_BAR = 460.0
_EMPTY = "data:image/svg+xml;base64,"


def write_paper(paper: Paper, out: Path) -> Path:
    """Write the page to ``out`` and return it.

    Raises ExportProblem when the file cannot be written, ValueError for a colour that is none.
    """
    return publish_bytes(out, render_paper(paper).encode("utf-8"))


def render_paper(paper: Paper) -> str:
    """The page as text. The same input gives the same text."""
    headings = [(n, b) for n, b in enumerate(paper.blocks) if isinstance(b, Heading)]
    return render(
        _TEMPLATE,
        paper.colours,
        page=paper,
        blocks=[(n, _drawn(block, paper)) for n, block in enumerate(paper.blocks)],
        contents=[(f"s{n}", b.text) for n, b in headings if b.level == 1],
        printed=wareki_time(paper.printed_at),
        pieces=pieces,
        bar_width=_BAR,
        bar_height=BAR_HEIGHT,
    )


def _drawn(block: Block, paper: Paper) -> dict[str, Any]:
    """What the template needs of a block, with its kind."""
    made: dict[str, Any] = {"kind": type(block).__name__.lower(), "block": block}
    if isinstance(block, Table):
        made["head"] = head(block.columns)
        total = sum(c.width for c in block.columns)
        made["widths"] = [round(100 * c.width / total, 1) for c in block.columns]
    elif isinstance(block, Bars):
        made["bars"] = [_bar(row, block, paper) for row in block.rows]
        made["totals"] = [
            (m, n) for m in block.marks if (n := sum(r.counts.get(m.code, 0) for r in block.rows)) and block.legend
        ]
    elif isinstance(block, Heat):
        made["cells"] = [heat_cells(row, block.marks) for row in block.rows]
    elif isinstance(block, Picture):
        made["source"] = _source(block.svg)
    return made


def _bar(row: BarRow, block: Bars, paper: Paper) -> list[Any]:
    most = max((sum(r.counts.values()) for r in block.rows), default=0)
    wide = _BAR if block.share or not most else _BAR * sum(row.counts.values()) / most
    return segments(row.counts, block.marks, paper.colours, wide)


def _source(svg: str) -> str:
    """A drawing inside the page: as data, so that nothing in it can act."""
    from base64 import b64encode

    return _EMPTY + b64encode(svg.encode("utf-8")).decode("ascii")
