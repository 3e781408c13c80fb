"""What a row of the bench is, and the yardstick that several rows share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import openpyxl


@dataclass(frozen=True)
class Line:
    """One comparison: seconds of our work and of its yardstick ("" where there is none)."""

    work: str
    ours: float
    yardstick: str
    theirs: float


def show(value: float) -> str:
    """1.23 s or 4.5 ms; — for nothing measured."""
    if not value:
        return "—"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def openpyxl_read(path: Path) -> None:
    """Every cell by openpyxl's fast mode (which sees neither merges nor strike-through nor hidden rows)."""
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book.worksheets:
        for line in sheet.iter_rows(values_only=True):
            len(line)
    book.close()
