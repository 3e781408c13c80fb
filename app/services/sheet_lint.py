"""Check 14: whether a table can be read by a machine as 総務省's rules ask, each place that breaks one with its rule.

Source: 総務省「統計表における機械判読可能なデータの表記方法の統一ルール」
(1-1 … 1-12); words and signs are data (rules/lint.json).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.services import sheet_lint_parts
from spec_catalog.workbook import Grid, Workbook, read_workbook, ref

ERROR, WARNING, INFO = "error", "warning", "info"
_MOST = 20  # findings of one rule in one sheet; the rest is counted


@dataclass(frozen=True, slots=True)
class Finding:
    """One place. ``rule``: a key of rules/lint.json; ``level``: error = no machine reads it rightly, warning = look."""

    rule: str
    level: str
    sheet: str
    cell: str
    what: str

    @property
    def sentence(self) -> str:
        """Japanese: where, what, and the number of the rule."""
        place = "".join((f"「{self.sheet}」" if self.sheet else "", f" {self.cell}" if self.cell else ""))
        number = rules()[self.rule]["rule"]
        return f"{place}：{self.what}（{number}）" if place else f"{self.what}（{number}）"

    @property
    def hint(self) -> str:
        """What to do."""
        return str(rules()[self.rule]["hint"])


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("resources") / "rules" / "lint.json").read_text("utf-8"))
    return found


def rules() -> Mapping[str, dict[str, str]]:
    """Every rule: ``level``, ``rule`` (its number in the source), ``what``, ``hint``."""
    found: dict[str, dict[str, str]] = _data()["rules"]
    return found


def lint(path: Path) -> list[Finding]:
    """Everything in the file that breaks a rule, in the order of the sheets; [] where a machine can read all of it.

    Raises InputProblem for a file that is refused (damaged, too large, no table).
    """
    book = read_workbook(path)
    found = list(_book(book))
    if book.kind == "xlsx":
        found += [_make(code, name, cell, more) for code, name, cell, more in sheet_lint_parts.facts(path)]
    return _shortened(found)


def _make(code: str, sheet: str, cell: str, more: str = "") -> Finding:
    rule = rules()[code]
    return Finding(code, rule["level"], sheet, cell, rule["what"].format(more=more))


def _shortened(found: list[Finding]) -> list[Finding]:
    """At most so many of one rule in one sheet, and how many more there are."""
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for one in found:
        seen[one.sheet, one.rule] += 1
        if seen[one.sheet, one.rule] <= _MOST:
            kept.append(one)
    for (sheet, rule), count in seen.items():
        if count > _MOST:
            kept.append(_make(rule, sheet, "", f"ほか {count - _MOST:,} か所"))
    return kept


def _book(book: Workbook) -> Iterator[Finding]:
    for note in book.notes:
        if note.code in _data()["notes"]:
            yield _make("hidden", note.sheet, note.cell, note.message)
    for grid in book.sheets:
        if grid.hidden:
            yield _make("hidden", grid.name, "", "シート")
        yield from _sheet(grid)


def _sheet(grid: Grid) -> Iterator[Finding]:
    for merge in grid.merges:
        yield _make("merged", grid.name, merge.ref())
    for first, last in grid.hidden_rows:
        yield _make("hidden", grid.name, f"{first}:{last}", "行")
    for first, last in grid.hidden_columns:
        yield _make("hidden", grid.name, f"{ref(1, first)}:{ref(1, last)}", "列")
    if not grid.cells:
        return
    yield from _headings(grid)
    yield from _body(grid)


def _headings(grid: Grid) -> Iterator[Finding]:
    """One row of headings in row 1, none blank, none twice, none laid out with blanks; a second row of them is one
    whose cells stand twice or that leaves a blank above it."""
    width = max(c for _, c in grid.cells)
    titles = {c: grid.text(1, c) for c in range(1, width + 1)}
    used = {c for _, c in grid.cells}
    for column, title in titles.items():
        if not title.strip():
            yield _make("blank_column" if column not in used else "blank_heading", grid.name, ref(1, column))
        elif title != title.strip() or re.search(r"[\s\u3000]", title):
            yield _make("heading_blanks", grid.name, ref(1, column), title.strip()[:20])
    counts = Counter(t.strip() for t in titles.values() if t.strip())
    for column, title in titles.items():
        if counts[title.strip()] > 1:
            yield _make("heading_twice", grid.name, ref(1, column), title.strip())
    second = {c: grid.text(2, c).strip() for c in range(1, width + 1)}
    again = sum(bool(t) and t in counts for t in second.values())
    if again > 1 or (again and sum(map(bool, second.values())) == again):
        yield _make("two_heading_rows", grid.name, ref(2, 1))


def _body(grid: Grid) -> Iterator[Finding]:
    data = _data()
    titles = {c: grid.text(1, c).strip() for (r, c) in grid.cells if r == 1}
    ids = {c for c, t in titles.items() if any(t.endswith(w) for w in data["id_endings"])}
    dates = {c for c, t in titles.items() if any(t.endswith(w) for w in data["date_endings"])}
    before = 0
    for row, cells in grid.rows():
        if row > before + 1:
            yield _make("blank_row", grid.name, ref(before + 1, 1))
        before = row
        if row == 1:
            continue
        for column, cell in cells.items():
            at = ref(row, column)
            for code, more in _cell(cell.text, column in ids, column in dates):
                yield _make(code, grid.name, at, more)
            if cell.struck_text:
                yield _make("colour", grid.name, at, "取り消し線")


_WAREKI = re.compile(
    r"(?:令和|平成|昭和|[RHS])\s?(?:元|\d{1,2})[年./-]\d{1,2}[月./-]\d{1,2}日?|\d{4}[/.]\d{1,2}[/.]\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日"
)
_NUMBER = re.compile(
    r"[-△▲]?\d{1,3}(?:,\d{3})+(?:\.\d+)?[^\d\s]{0,3}|[-△▲]?\d+(?:\.\d+)?(?:円|千円|百万円|件|人|枚|台|％|%)"
)
_SPACED = re.compile(r"[^\s\u3000](?:[ \u3000]+[^\s\u3000]){1,5}")
_JOINED = re.compile(r"\s*[/、,，・;；\n]\s*")
_ID = re.compile(r"[0-9A-Za-zｏ_-]{3,}")
_DITTO = frozenset("〃々")
_OWN = re.compile("[\ue000-\uf8ff]")
_ELSEWHERE = re.compile(r"（以下別紙 ?\d*）\s*$")


def _cell(text: str, is_id: bool, is_date: bool) -> Iterator[tuple[str, str]]:
    plain = text.strip()
    if not plain:
        yield "only_blanks", ""
        return
    parts = [p for p in _JOINED.split(plain) if p]
    if is_id and len(parts) > 1 and all(_ID.fullmatch(p) for p in parts):
        yield "several_values", plain[:30]
    if is_id and any("０" <= c <= "９" or "Ａ" <= c <= "ｚ" for c in plain):
        yield "wide_id", plain[:30]
    if _WAREKI.fullmatch(plain):
        yield "date", plain
    elif is_date and len(_WAREKI.findall(plain)) > 1:
        yield "several_values", plain[:30]
    if _NUMBER.fullmatch(plain):
        yield "number_as_text", plain
    if len(plain) <= 12 and _SPACED.fullmatch(plain) and not plain.isascii() and all(
        len(p) == 1 for p in re.split(r"[ \u3000]+", plain)
    ):  # fmt: skip
        yield "spaced", plain
    if text != text.strip(" \u3000"):
        yield "edge_blanks", plain[:20]
    if plain in _DITTO or plain in _data()["ditto"]:
        yield "ditto", plain
    if _ELSEWHERE.search(text):
        yield "elsewhere", ""
    if _OWN.search(text):
        yield "own_characters", ""


def summary(path: Path) -> dict[str, Any]:
    """The findings as plain data, counted by level."""
    found = lint(path)
    counts = Counter(f.level for f in found)
    return {
        "file": str(path),
        "ok": not counts[ERROR],
        "errors": counts[ERROR],
        "warnings": counts[WARNING],
        "findings": [
            {"rule": f.rule, "level": f.level, "sheet": f.sheet, "cell": f.cell, "message": f.sentence, "hint": f.hint}
            for f in found
        ],
    }
