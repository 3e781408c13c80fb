"""Forms that hold one record each (a label with its value beside it), and tables that stand on their side."""

from __future__ import annotations

from dataclasses import dataclass

from spec_catalog.layouts.table import SENTINELS
from spec_catalog.raw.area import Area, Line, Place
from spec_catalog.raw.heads import Cells, Column, Head, Shape
from spec_catalog.raw.words import Words, folded, is_known, is_label, is_main, is_note
from spec_catalog.workbook import Cell

REASON_LABEL = "項目名"
REASON_TITLE = "題名・注記"
_LEAST = 3  # known labels a form has


@dataclass(frozen=True, slots=True)
class _Entry:
    """A label and what stands beside it, one text for each record."""

    row: int
    column: int
    label: str
    values: tuple[tuple[Place, str], ...]


def cards_of(shape: Shape, words: Words) -> Area | None:
    """The records of a sheet of labels with values beside them; None for anything else."""
    columns = _label_columns(shape, words)
    entries = _entries(shape, columns, words)
    known = [e for e in entries if is_known(e.label, words)]
    if len(known) < _LEAST or not any(is_main(e.label, words) for e in known) or len(known) * 5 < 2 * len(entries):
        return None
    picked = words.pick([e.label for e in entries])
    main = entries[picked].label if picked is not None else next(e.label for e in known if is_main(e.label, words))
    records = _on_its_side(entries, columns) or [
        record for block in _blocks(entries, main) for record in _one_by_one(block, main)
    ]
    return _area(shape, entries, records)


def form_below(shape: Shape, words: Words) -> Area | None:
    """The record of a form whose values stand below their labels: rows of known labels and rows of values by turns."""
    lines = [(r, shape.cut(r, 1, 1 << 30)) for r, _ in shape.lines]
    lines = [(r, cells) for r, cells in lines if cells]
    labels = [r for r, cells in lines if all(is_known(c.text.strip(), words) for c in cells.values())]
    if len(labels) < 2:
        return None
    entries: list[_Entry] = []
    own = [(r, cells) for r, cells in lines if r >= labels[0]]
    while own:
        (row, heads), *own = own
        if row not in labels:
            return None
        values: Cells = {}
        if own and own[0][0] not in labels:
            (below, values), *own = own
            if below != row + 1 or not set(values) <= set(heads):
                return None
        for c, cell in sorted(heads.items()):
            told = (((row + 1, c), values[c].text.strip()),) if c in values else ()
            entries.append(_Entry(row, c, " ".join(cell.text.split()).rstrip("：:").strip(), told))
    names = [e.label for e in entries]
    picked = words.pick(names)
    if picked is None or len(set(names)) < max(_LEAST, len(names)) or sum(bool(e.values) for e in entries) < 2:
        return None
    return _area(shape, entries, _one_by_one(entries, names[picked]))


def _label_columns(shape: Shape, words: Words) -> set[int]:
    """Sheet columns in which labels stand: known ones, with something beside them more often than not."""
    known: dict[int, int] = {}
    filled: dict[int, int] = {}
    for _, line in shape.lines:
        for c, cell in line.items():
            if cell.text.strip():
                known[c] = known.get(c, 0) + is_known(cell.text.strip(), words)
                filled[c] = filled.get(c, 0) + 1
    return {c for c, n in known.items() if n and n * 2 >= filled[c]}


def _entries(shape: Shape, columns: set[int], words: Words) -> list[_Entry]:
    out: list[_Entry] = []
    for row, line in shape.lines:
        cells = sorted(
            (c, cell) for c, cell in line.items() if cell.text.strip() and cell.text.strip() not in SENTINELS
        )
        if len(cells) == 1 and shape.extent(row, cells[0][0])[1] - cells[0][0] > 3 and not out:
            continue  # the title
        n = 0
        while n < len(cells):
            c, cell = cells[n]
            head, mark, tail = folded(cell.text).partition(":")
            if mark and tail.strip() and is_known(head, words):
                value = cell.text.strip()[len(head) + 1 :].strip() or tail.strip()
                out.append(_Entry(row, c, head.strip(), (((row, c), value),)))
                n += 1
                continue
            if c not in columns or not is_label(cell.text) or is_note(cell.text):
                n += 1
                continue
            values: list[tuple[Place, str]] = []
            n += 1
            while n < len(cells) and not _label_here(cells[n], columns, words, bool(values)):
                values.append(((row, cells[n][0]), cells[n][1].text.strip()))
                n += 1
            label = " ".join(cell.text.split()).rstrip("：:").strip()
            if not values and not is_known(label, words):
                continue  # a title
            out.append(_Entry(row, c, label, tuple(values)))
    return out


def _label_here(cell: tuple[int, Cell], columns: set[int], words: Words, after_value: bool) -> bool:
    text = cell[1].text.strip()
    return cell[0] in columns and (is_known(text, words) or (after_value and is_label(text)))


def _on_its_side(entries: list[_Entry], columns: set[int]) -> list[dict[str, tuple[Place, str]]]:
    """The records of a table whose headings stand in one column; nothing where it isn't one."""
    first = min(e.column for e in entries)
    if any(e.column != first for e in entries) or len({e.label for e in entries}) < len(entries):
        return []
    used: dict[int, int] = {}
    for e in entries:
        for (_, c), _text in e.values:
            used[c] = used.get(c, 0) + 1
    full = sorted(c for c, n in used.items() if n * 2 >= len(entries))
    if len(full) < 2 or columns - {first} & set(full):
        return []
    return [
        {e.label: (place, text) for e in entries for place, text in e.values if place[1] == c} for c in sorted(used)
    ]


def _blocks(entries: list[_Entry], main: str) -> list[list[_Entry]]:
    """The labels of forms that stand side by side, form by form; all in one where they don't."""
    named = [(e.row, e.column) for e in entries if e.label == main]
    lefts = sorted({c for _, c in named})
    if len(lefts) < 2 or len({r for r, _ in named}) == len(named):
        return [entries]
    blocks: dict[int, list[_Entry]] = {}
    for e in entries:
        blocks.setdefault(max((x for x in lefts if x <= e.column), default=lefts[0]), []).append(e)
    return [blocks[x] for x in lefts]


def _one_by_one(entries: list[_Entry], main: str) -> list[dict[str, tuple[Place, str]]]:
    """One record for each time the main label stands there; what stands above its first line belongs to it too."""
    out: list[dict[str, tuple[Place, str]]] = []
    waiting: list[_Entry] = []
    count = sum(e.label == main for e in entries)
    for entry in entries:
        if entry.label == main:
            out.append({})
            for early in waiting:
                _put(out[-1], early)
            waiting = []
        if not out or (count > 1 and entry.label in out[-1] and entry.label != main):
            waiting.append(entry)
        else:
            _put(out[-1], entry)
    for late in waiting:
        _put(out[-1], late)
    return out


def _put(record: dict[str, tuple[Place, str]], entry: _Entry) -> None:
    if not entry.values:
        record.setdefault(entry.label, ((entry.row, entry.column), ""))
        return
    place, text = entry.values[0]
    rest = [t for _, t in entry.values[1:]]
    label = entry.label
    while label in record and record[label][1]:
        label = f"{label}（{2 if not label.endswith('）') else 'ほか'}）"
    record[label] = (place, " ".join([text, *rest]))


def _area(shape: Shape, entries: list[_Entry], records: list[dict[str, tuple[Place, str]]]) -> Area:
    headers = tuple(dict.fromkeys(label for record in records for label in record))
    beside = {e.values[0][0]: tuple(p for p, _ in e.values) for e in entries if e.values}
    on_side = len(records) > 1 and all(len(e.values) != 1 for e in entries if e.values)
    lines = []
    for record in records:
        places = []
        for h in headers:
            place, text = record.get(h, ((0, 0), ""))
            places.append(((place,) if on_side else beside.get(place, (place,))) if text else ())
        filled = [p for ps in places for p in ps]
        number = min((r for r, _ in filled), default=1)
        lines.append(Line(number, tuple(record.get(h, ((0, 0), ""))[1] for h in headers), tuple(places)))
    top = min(e.row for e in entries)
    last = max(r for r, _ in shape.lines)
    left = min(e.column for e in entries)
    right = max((c for _, line in shape.lines for c in line), default=left)
    area = Area(
        shape.grid.name, Head(top, top, (Column(left, right, ""),)), headers, (left,) * len(headers), tuple(lines),
        last=last, card=True,
    )  # fmt: skip
    taken = area.taken
    labels = {(e.row, e.column) for e in entries}
    for row, line in shape.lines:
        for c, cell in line.items():
            if (row, c) not in taken and cell.text.strip():
                area.skipped[row, c] = REASON_LABEL if (row, c) in labels else REASON_TITLE
    return area
