"""新旧対照表 as one page: readable on a screen, on colour and on black-and-white paper, nothing active in it."""

from __future__ import annotations

from pathlib import Path

from reports.changes import ChangePaper
from reports.dates import wareki_time
from reports.files import publish_bytes
from reports.html.render import render

_TEMPLATE = "changes.html.j2"


def write_changes_page(paper: ChangePaper, out: Path) -> Path:
    """Write the page to ``out`` and return it.

    Raises ExportProblem when the file cannot be written, ValueError for a colour that is none.
    """
    return publish_bytes(out, render_changes(paper).encode("utf-8"))


def render_changes(paper: ChangePaper) -> str:
    """The page as text. The same input gives the same text."""
    return render(_TEMPLATE, paper.colours, paper=paper, printed=wareki_time(paper.printed_at))
