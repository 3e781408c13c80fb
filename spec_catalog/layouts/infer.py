"""What a sheet nobody's headings explain may be: columns by wording and by content, for a reading that says what it
assumed, or for the guess a mapping screen starts from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from spec_catalog.layouts import LAYOUTS, Layout
from spec_catalog.layouts.evidence import BUSINESS, CLEAR, SHAPE_OF, ColumnFacts, columns_below
from spec_catalog.layouts.header import (
    HEIGHT,
    SEARCH_ROWS,
    Header,
    Heading,
    finished,
    headings,
    joined_names,
    judge,
    titles,
)
from spec_catalog.layouts.specs import ASSUMED
from spec_catalog.model import DOCUMENTS
from spec_catalog.text import match_key
from spec_catalog.workbook import Grid

_CLASSES = ("class", "class.designated", "class.core", "class.general")
_LONG = 12  # characters per cell from which a column is running text
_NONE = ColumnFacts()
_ABOUT = {"req": r"機能|要件", "form": r"帳票|様式"}  # seven digits alone don't tell the two apart


@dataclass(frozen=True, slots=True)
class Guess:
    """One way to read a sheet. ``assumed``: column → why, for what no heading says; ``missing``: groups of required
    columns that were not found."""

    layout: Layout
    header: Header
    assumed: Mapping[int, str] = field(default_factory=dict)
    missing: tuple[tuple[str, ...], ...] = ()
    score: float = 0.0
    place: Heading | None = None


def places(grid: Grid) -> Iterator[Heading]:
    """Where a heading probably ends: the row above the first row of ids or signs, else any of the first rows."""
    first = _first_data_row(grid)
    if first is None:
        yield from headings(grid)
        return
    rows = [r for r, line in islice(grid.rows(), 2 * SEARCH_ROWS) if r < first and len(line) >= 2]
    if not rows:
        return
    bottom = rows[-1]
    near = {r: line for r, line in islice(grid.rows(), 3 * SEARCH_ROWS) if bottom - HEIGHT < r <= bottom + 1}
    merges = [m for m in grid.merges if bottom - 2 * HEIGHT <= m.top <= bottom and m.bottom - m.top < 2 * HEIGHT]
    small = Grid(grid.name, {(r, c): cell for r, line in near.items() for c, cell in line.items()}, tuple(merges))
    for height in range(1, HEIGHT + 1):
        span = [r for r in range(bottom - height + 1, bottom + 1) if r > 0]
        if any(titles(r, small, merges) for r in span[:-1]):
            break
        if len(span) == height and span[0] in near:
            yield Heading(span[0], bottom, joined_names(small, span, merges), small)


def _first_data_row(grid: Grid) -> int | None:
    """The first row of the column that looks most like ids or class signs."""
    facts = columns_below(grid, 0)
    best: tuple[float, int] | None = None
    for column, one in facts.items():
        count = max([one.shapes.get(s, 0) for s in {*SHAPE_OF.values(), "lost"}] + [one.classes])
        if count >= 2 and (best is None or count > best[0]):
            best = (count, column)
    if best is None:
        return None
    column = best[1]
    for row, line in islice(grid.rows(), 2 * SEARCH_ROWS):
        if column in line:
            alone = columns_below(Grid(grid.name, {(1, 1): line[column]}), 0).get(1)
            if alone and (alone.classes or any(alone.shapes.get(s) for s in {*SHAPE_OF.values(), "lost"})):
                return row
    return None


def guesses(grid: Grid, hint: str) -> list[Guess]:
    """All ways to read the sheet, best first."""
    out: list[Guess] = []
    below: dict[int, dict[int, ColumnFacts]] = {}
    for place in places(grid):
        if place.bottom not in below:
            below[place.bottom] = columns_below(grid, place.bottom)
        facts = below[place.bottom]
        for layout in LAYOUTS:
            if layout.spec.hint and not re.search(layout.spec.hint, hint):
                continue
            header = judge(place, layout.spec, ASSUMED, partial=True)
            header = header or Header(place.top, place.bottom, {}, place.names)
            guess = _filled(layout, header, facts, f"{hint} {' '.join(place.names.values())}")
            if guess.header.columns:
                out.append(replace(guess, place=place))
    return sorted(out, key=lambda g: -g.score)


def _filled(layout: Layout, header: Header, facts: Mapping[int, ColumnFacts], about: str) -> Guess:
    """Columns that the content contradicts taken out, and those that it alone gives put in."""
    spec = layout.spec
    columns = dict(header.columns)
    kind = DOCUMENTS[layout.kind]
    assumed: dict[int, str] = {}
    shape = SHAPE_OF.get(kind, "")
    for code in ("id", *_CLASSES):
        column = columns.get(code, (0,))[0]
        one = facts.get(column)
        if one is None or one.filled < 2:
            continue
        wrong = (
            (one.share(shape) + one.share("lost") < 0.3 if shape else False) if code == "id" else one.class_share < 0.5
        )
        if wrong and len(columns[code]) == 1:
            del columns[code]
    known = {c.code for c in spec.columns}
    free = {c: f for c, f in facts.items() if c in header.names and not any(c in cs for cs in columns.values())}
    if "id" in known and "id" not in columns and shape:
        fits = [c for c, f in free.items() if f.filled >= 2 and f.share(shape) >= CLEAR]
        split = [(c, c + 1) for c, f in free.items() if _is_business(header, c, f) and c + 1 in free]
        split = [(b, n) for b, n in split if free[n].filled >= 2 and free[n].share("short") >= CLEAR]
        counted = [c for c in ("section", "number") if facts.get(columns.get(c, (0,))[0], _NONE).share(shape) >= CLEAR]
        if len(fits) == 1:
            columns["id"] = (fits[0],)
            assumed[fits[0]] = "IDの形をしています"
            free.pop(fits[0])
        elif counted and not fits:  # No. over 0010001
            columns["id"] = columns.pop(counted[0])
            assumed[columns["id"][0]] = "IDの形をしています"
        elif len(split) == 1 and not fits:
            columns["id"] = split[0]
            assumed[split[0][1]] = "左の業務IDとつなげるとIDになります"
    if "class" in known and not any(c in columns for c in _CLASSES):
        fits = [c for c, f in free.items() if f.clear_class]
        if len(fits) == 1:
            columns["class"] = (fits[0],)
            assumed[fits[0]] = "実装区分の記号や語が並んでいます"
            free.pop(fits[0])
    if "text" in known and "text" not in columns:
        fits = sorted((c for c, f in free.items() if f.mean >= _LONG), key=lambda c: -free[c].mean)
        if fits and (len(fits) == 1 or free[fits[0]].mean >= 2 * free[fits[1]].mean):
            columns["text"] = (fits[0],)
            assumed[fits[0]] = "文章が並んでいます"
    missing = tuple(g for g in spec.required if not any(code in columns for code in g))
    score = sum((spec.column(c) or spec.columns[0]).weight * header.sure.get(v[0], 0.5) for c, v in columns.items())
    score -= 3 * len(missing)
    if kind in _ABOUT and re.search(_ABOUT[kind], about):
        score += 1
    if shape and "id" in columns and facts.get(columns["id"][0], ColumnFacts()).share(shape) >= CLEAR:
        score += 4
    return Guess(layout, replace(header, columns=columns, score=score), assumed, missing, score)


def _is_business(header: Header, column: int, facts: ColumnFacts) -> bool:
    """Whether a column holds the first three digits of the ids beside it."""
    return bool(BUSINESS.search(match_key(header.names.get(column, "")))) and facts.share("three") >= CLEAR


def inferred(grid: Grid, hint: str) -> Guess | None:
    """The one reading that is sound enough to be used with findings: the ids have their kind's shape, at most two
    columns are assumed, and no other kind explains nearly as much. None where a person must decide."""
    if _first_data_row(grid) is None:
        return None
    every = guesses(grid, hint)
    found = [g for g in every if not _missing_needs(g)]
    if not found:
        return _without_ids(grid, every)
    best = found[0]
    kind = DOCUMENTS[best.layout.kind]
    shape = SHAPE_OF.get(kind)
    column = best.header.columns.get("id", (0,))[0]
    facts = columns_below(grid, best.header.bottom)
    whole = column in facts and facts[column].share(shape or "") >= CLEAR
    split = len(best.header.columns.get("id", ())) == 2
    if shape is None or not (whole or split) or len(best.assumed) > 2:
        return None
    others = [g for g in found if DOCUMENTS[g.layout.kind] != kind and g.score > best.score - 2]
    named = any(best.header.sure.get(cs[0], 0) > ASSUMED for cs in best.header.columns.values())
    if others or not named or best.place is None:
        return None
    complete = finished(best.place, best.layout.spec, best.header)
    return best if complete is not None and complete.bottom == best.header.bottom else None


def _without_ids(grid: Grid, every: Sequence[Guess]) -> Guess | None:
    """Requirements published without ids, where every other column says what it is: 項番, 機能要件 and a class."""
    for guess in every:
        header = guess.header
        if guess.layout.kind != "req" or guess.missing != (("id",),) or guess.assumed:
            continue
        if "section" not in header.columns or "text" not in header.columns or guess.place is None:
            continue
        facts = columns_below(grid, header.bottom)
        classes = [
            facts[header.columns[c][0]] for c in _CLASSES if c in header.columns and header.columns[c][0] in facts
        ]
        certain = all(header.sure.get(header.columns[c][0], 0) >= 0.8 for c in ("section", "text"))
        if certain and classes and all(f.class_share >= CLEAR for f in classes):
            complete = finished(guess.place, guess.layout.spec, header, required=False)
            return guess if complete is not None and complete.bottom == header.bottom else None
    return None


def _missing_needs(guess: Guess) -> tuple[tuple[str, ...], ...]:
    """What is missing and cannot be done without: a document may say no class at all."""
    return tuple(g for g in guess.missing if g[0] not in _CLASSES)


def suggest_mapping(grid: Grid, hint: str = "") -> tuple[str, int, dict[str, tuple[int, ...]], dict[int, list[str]]]:
    """The best guess a mapping screen starts from: (kind, header_row, {code: columns}, {column: sample texts}).

    ``kind`` is one of model.DOCUMENTS, ``header_row`` the last row of the heading (0 where there is none), columns are
    1-based sheet columns, the samples hold up to five texts of every filled column below the heading. ``hint``: the
    file's name and title help to tell kinds apart. For an empty sheet ("req", 0, {}, {}).
    """
    found = guesses(grid, f"{hint} {grid.name}")
    if found:
        best = found[0]
        kind, row, columns = best.layout.kind, best.header.bottom, dict(best.header.columns)
    else:
        lines = [(len(line), -r) for r, line in islice(grid.rows(), SEARCH_ROWS)]
        kind, row, columns = "req", -max(lines)[1] if lines else 0, {}
    samples = {c: f.texts[:5] for c, f in sorted(columns_below(grid, row).items())}
    return kind, row, columns, samples
