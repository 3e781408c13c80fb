"""What stands above the table of a form: its id, name and particulars (用紙, 窓あき, 公印 …), labels and values."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from pathlib import Path

from spec_catalog import ids
from spec_catalog.layouts.specs import bare
from spec_catalog.text import match_key
from spec_catalog.workbook import Grid

Position = tuple[int, int]
_PAIR = re.compile(r"\s*([^：:\n]{1,20}?)\s*[：:＝=]\s*(.+)", re.DOTALL)
_ID = re.compile(r"(?<![0-9０-９])[0-9０-９]{7}(?![0-9０-９])")


@dataclass
class Particulars:
    """``values``: (code or label as displayed, value) in reading order; ``cells``: where all of it stood;
    ``at``: the cell of the id."""

    id_text: str = ""
    name: str = ""
    at: Position | None = None
    values: list[tuple[str, str]] = field(default_factory=list)
    cells: set[Position] = field(default_factory=set)


@cache
def _labels() -> dict[str, str]:
    raw = json.loads(Path(__file__).with_name("particulars.json").read_text(encoding="utf-8"))["columns"]
    return {match_key(a): code for code, c in raw.items() for a in c["aliases"]}


@cache
def titles() -> dict[str, str]:
    """Code → Japanese name."""
    raw = json.loads(Path(__file__).with_name("particulars.json").read_text(encoding="utf-8"))["columns"]
    return {code: c["title"] for code, c in raw.items()}


def _label(text: str) -> str | None:
    stripped = text.strip().rstrip("：:").strip().lstrip("■●◆・○【[").rstrip("】]")
    return _labels().get(match_key(stripped)) or _labels().get(match_key(bare(stripped) or stripped))


def is_label(text: str) -> bool:
    """Whether a cell names a particular of a form, alone or in front of its value (帳票ID：0230010)."""
    if len(text) > 60:
        return False
    pair = _PAIR.fullmatch(text.strip())
    return _label(text) is not None or (pair is not None and _label(pair[1]) is not None)


def above(grid: Grid, top: int) -> Particulars:
    """Read the rows above ``top``. What is no label and no value of one is left for the account."""
    out = Particulars()
    near = takewhile(lambda line: line[0] < top, grid.rows())
    lines = {r: {c: cell.text.strip() for c, cell in cells.items() if cell.text.strip()} for r, cells in near}
    for row, line in lines.items():
        for column in sorted(line):
            if (row, column) in out.cells:
                continue
            text = line[column]
            pair = _PAIR.fullmatch(text)
            if pair and (code := _label(pair[1])) is not None:
                _keep(out, code, pair[2].strip(), (row, column))
            elif (code := _label(text)) is not None:
                _beside(out, code, lines, (row, column))
    return out


def below(grid: Grid, rows: Sequence[int]) -> Particulars:
    """What stands below the table, apart from it by a blank row: labels with their values and nothing else.

    ``rows``: the numbers of the table's rows in order.
    """
    out = Particulars()
    if not rows:
        return out
    lines = {r: {c: cell.text.strip() for c, cell in line.items() if cell.text.strip()} for r, line in grid.rows()}
    tail: list[int] = []
    for row in reversed(rows):
        line = lines[row]
        first = line[min(line)] if line else ""
        pair = _PAIR.fullmatch(first)
        labelled = _label(first) is not None if len(line) == 2 else bool(pair and _label(pair[1]) is not None)
        if len(line) > 2 or not labelled:
            break
        tail.insert(0, row)
    if not tail or tail[0] - 1 in lines or tail[0] == rows[0]:
        return out
    for row in tail:
        (column, text), *rest = sorted(lines[row].items())
        if rest:
            _keep(out, _label(text) or text, rest[0][1], (row, column), (row, rest[0][0]))
        elif pair := _PAIR.fullmatch(text):
            _keep(out, _label(pair[1]) or pair[1], pair[2].strip(), (row, column))
    return out


def _beside(out: Particulars, code: str, lines: dict[int, dict[int, str]], at: Position) -> None:
    """The value of a label: to its right, or below it where the row is one of labels."""
    row, column = at
    right = next((c for c in sorted(lines[row]) if c > column), None)
    free = right is not None and _label(lines[row][right]) is None and (row, right) not in out.cells
    below = lines.get(row + 1, {}).get(column, "")
    if free and right is not None:
        _keep(out, code, lines[row][right], at, (row, right))
    elif below and _label(below) is None and (row + 1, column) not in out.cells:
        _keep(out, code, below, at, (row + 1, column))


def _keep(out: Particulars, code: str, value: str, *cells: Position) -> None:
    out.cells.update(cells)
    if code == "id" and not out.id_text:
        out.id_text, out.at = value, cells[-1]
    elif code == "name" and not out.name:
        out.name = value
    else:
        out.values.append((code, value))


def id_in(text: str) -> str | None:
    """The one seven-digit id in a title or a sheet's name, None where there is none or more than one."""
    found = {m.group() for m in _ID.finditer(text)}
    return ids.canonical("form", found.pop()) if len(found) == 1 else None
