"""A table as comma separated text that no spreadsheet program takes for formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from reports.files import publish

_DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_APOSTROPHES = ("'", "’")


def cell(text: str) -> str:
    """A text as it may stand in a cell: an apostrophe before what would become a formula, a genuine one doubled.

    Single signs (－) and plain numbers are left alone.
    """
    start = text.lstrip(" \u3000")
    if text.startswith(_APOSTROPHES):
        return f"{text[0]}{text}"
    if len(text) == 1 or not start.startswith(_DANGEROUS) or _is_number(start):
        return text
    return f"'{text}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text[0] in "+-" and text[-1].isdigit()


def write_comma(headings: Sequence[str], rows: Iterable[Sequence[str]], out: Path) -> Path:
    """Writes UTF-8 with a mark of byte order, as office programs expect it; ``out``.

    Raises ExportProblem when the file cannot be written and ValueError for a row of another width.
    """

    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            for n, row in enumerate(chain([headings], rows)):
                if len(row) != len(headings):
                    raise ValueError(f"row {n} has {len(row)} cells of {len(headings)}")
                writer.writerow([cell(text) for text in row])

    return publish(out, write, _verify)


def _verify(path: Path) -> None:
    """Raises UnicodeDecodeError for a file that can't be read back."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for _ in file:
            pass
