"""A paper as PDF, or its first pages as pictures, from one template: what is looked at is what will be written."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from reports.files import publish_bytes
from reports.paper import Paper, cut
from reports.pdf.data import data_of
from reports.pdf.fonts import letters, machine

TEMPLATE = "paper.typ"
_ROWS = 45  # of a paper, from which its first pages are made


def write_pdf(paper: Paper, out: Path) -> Path:
    """Writes the paper; ``out``. Raises ExportProblem when the machine has no Japanese font or the place refuses."""
    return publish_bytes(out, pdf_bytes(paper))


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as PDF, the same for the same paper and fonts."""
    made = _compile(paper, "pdf", None)
    assert isinstance(made, bytes)
    return made


def first_pages(paper: Paper, count: int = 3, *, ppi: float = 96.0) -> tuple[tuple[bytes, ...], bool]:
    """(the first pages as PNG, whether there is more)."""
    short = cut(paper, _ROWS * count)
    made = _compile(short, "png", ppi)
    pages = made if isinstance(made, list) else [made]
    return tuple(pages[:count]), len(pages) > count or short.blocks != list(paper.blocks)


def _compile(paper: Paper, form: Literal["pdf", "png"], ppi: float | None) -> bytes | list[bytes]:
    import typst

    data, pictures = data_of(paper, letters())
    with tempfile.TemporaryDirectory(prefix="fitgap-paper-") as name:
        folder = Path(name)
        (folder / "paper.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for file, content in pictures.items():
            (folder / file).write_text(content, encoding="utf-8")
        source = folder / TEMPLATE
        source.write_text((files("resources") / "typst" / TEMPLATE).read_text("utf-8"), encoding="utf-8")
        compiler = typst.Compiler(str(source), root=str(folder), font_paths=machine(), ignore_system_fonts=True)
        made: Any = compiler.compile(
            format=form, ppi=ppi, timestamp=paper.printed_at.replace(tzinfo=UTC, microsecond=0)
        )
    return made  # type: ignore[no-any-return]
