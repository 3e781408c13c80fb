"""A sheet that came back, as a file: which table it is, which column is which, and what stands in each row.

Columns are found by their headings, rows by the hidden column, so that moved, inserted and sorted ones do no harm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.problems import UserProblem
from app.core.roundtrip import Back, Column
from app.services import roundtrip_lists, roundtrip_sheet
from app.services.roundtrip_sheet import FORMAT
from reports.sheets import KEY_TITLE, PAGE
from spec_catalog.text import match_key
from spec_catalog.workbook import Grid, Workbook, read_workbook, ref
from spec_catalog.workbook.names import sheet_names

_LABELS = ("業務", "所属", "記入者", "版")


@dataclass(frozen=True, slots=True)
class Unseen:
    """What the hidden sheet says; ``lines``: row id → its line. Empty texts where the sheet is gone."""

    format: str
    export: str
    workspace: str
    label: str
    lines: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a sheet that came back. ``columns``: code → column number; ``gone``: codes without a heading;
    ``strange``: (heading, cell) of columns that were never sent; ``keyed``: the hidden column is there."""

    sheet: str
    columns: Mapping[str, int]
    gone: tuple[str, ...]
    strange: tuple[tuple[str, str], ...]
    rows: tuple[Back, ...]
    department: str
    writer: str
    keyed: bool


def read(path: Path) -> Workbook:
    """The file. Raises InputProblem for one that is refused."""
    return read_workbook(path)


def looks_sent(path: Path) -> bool:
    """Whether a file is a sheet of ours, by the names of its sheets alone: quick, and nothing else is read.

    False for whatever can't be read that way; the reading that follows says why.
    """
    return PAGE.encode() in sheet_names(path)


def unseen(book: Workbook) -> Unseen:
    """What the hidden sheet says."""
    grid = book.sheet(PAGE)
    said = {grid.text(r, 1): grid.text(r, 2) for r, _ in grid.rows()} if grid is not None else {}
    head = [said.pop(k, "") for k in ("format", "export", "workspace", "label")]
    return Unseen(head[0], head[1], head[2], head[3], said)


def check_format(found: Unseen, file: str) -> None:
    """Raises UserProblem for a sheet of a newer version of the program."""
    if found.format and found.format != FORMAT:
        raise UserProblem(
            "newer_sheet", f"新しい版のプログラムで作られた回答用シートです（{found.format}）。", file=file,
            hint="プログラムを新しくしてから取り込んでください。",
        )  # fmt: skip


def table(book: Workbook, sheet: str, columns: Sequence[Column], *, form: str, foot: Sequence[str]) -> Table:
    """The rows of the sheet named so, or of the one whose headings fit best. ``form`` "" for a survey list; ``foot``:
    words that the lines under the table begin with.

    Raises UserProblem when no sheet has the headings.
    """
    titles = {match_key(c.title): c.code for c in columns}
    found = [(best, grid) for grid in book.sheets if grid.name != PAGE and (best := _heading(grid, titles))]
    if not found:
        raise UserProblem(
            "no_table", "回答の表が見つかりません（見出しの行が消えているか、別のファイルです）。", file=book.file,
            hint="送ったシートに記入されたファイルか確かめてください。",
        )  # fmt: skip
    named = [pair for pair in found if pair[1].name == sheet]
    (_, row), grid = max(named or found, key=lambda pair: pair[0])
    places, strange, key = _columns(grid, row, titles)
    said = _block(grid, row)
    rows = _rows(grid, row + 2, places, key, form, foot)
    return Table(
        grid.name, places, tuple(c.code for c in columns if c.code not in places and c.code != "no"), strange, rows,
        said.get("所属", ""), said.get("記入者", ""), key > 0,
    )  # fmt: skip


def _heading(grid: Grid, titles: Mapping[str, str]) -> tuple[int, int] | None:
    """(how many titles stand in the two lines of the heading, the first of them); None where fewer than half do.

    Every heading has two lines: groups and titles. The title of the hidden column stands in the second.
    """
    by_row = {r: {match_key(c.text) for c in cells.values()} for r, cells in grid.rows() if r <= _LOOK_INTO}
    keyed = next((r - 1 for r, texts in by_row.items() if match_key(KEY_TITLE) in texts), 0)
    starts = [keyed] if keyed else [r + d for r in by_row for d in (-1, 0)]
    counted = [(len((by_row.get(r, set()) | by_row.get(r + 1, set())) & set(titles)), -r) for r in starts]
    most, row = max(counted, default=(0, 0))
    return (most, -row) if most * 2 >= len(titles) else None


_LOOK_INTO = 60


def _columns(
    grid: Grid, row: int, titles: Mapping[str, str]
) -> tuple[dict[str, int], tuple[tuple[str, str], ...], int]:
    """Code → column, headings that were never sent, and the hidden column (0 if it is gone)."""
    places: dict[str, int] = {}
    strange: list[tuple[str, str]] = []
    key = 0
    for column in sorted({c for (r, c) in grid.cells if r >= row}):
        texts = [t for r in (row + 1, row) if (t := grid.text(r, column).strip())]
        if KEY_TITLE in texts:
            key = column
            continue
        code = next((titles[k] for t in texts if (k := match_key(t)) in titles), "")
        if code and code not in places:
            places[code] = column
        else:
            strange.append((texts[0] if texts else "", ref(row, column)))
    return places, tuple(strange), key


def _rows(
    grid: Grid, top: int, places: Mapping[str, int], key: int, form: str, foot: Sequence[str]
) -> tuple[Back, ...]:
    """The rows that hold an answer or a key; the legend under the table is none, merged or not."""
    merged = {m.top for m in grid.merges if m.top >= top and m.right > m.left}
    out = []
    for row, cells in grid.rows():
        if row < top:
            continue
        texts = {code: cells[c].text if c in cells else "" for code, c in places.items()}
        said = cells[key].text.strip() if key in cells else ""
        legend = len(cells) == 1 and (row in merged or next(iter(cells.values())).text.startswith(tuple(foot)))
        if not said and (legend or not any(t.strip() for code, t in texts.items() if code != "no")):
            continue
        name = roundtrip_sheet.name_of(texts, form) if form else roundtrip_lists.name_of(texts)
        struck = frozenset(code for code, c in places.items() if c in cells and cells[c].struck_text)
        out.append(Back(row, said, name, texts, struck))
    return tuple(out)


def _block(grid: Grid, above: int) -> dict[str, str]:
    """Label → text right of it, of the block over the table. Nothing where the labels aren't in their order: a column
    that was moved takes its label along, and a name would be taken for a department."""
    found = [(at, cell.text.strip()) for at, cell in sorted(grid.cells.items()) if at[0] < above]
    labels = [(at, text) for at, text in found if text in _LABELS]
    if [text for _, text in labels] != list(_LABELS):
        return {}
    out = {}
    for (row, column), label in labels:
        right = next((text for (r, c), text in found if r == row and c > column), "")
        out[label] = "" if right in _LABELS else right
    return out
