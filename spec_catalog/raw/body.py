"""The rows under a heading: records, and what stands among them without being one (groups, sums, remarks, examples)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from spec_catalog.layouts.table import (
    REASON_BLANK,
    REASON_HEADER,
    REASON_REPEATED,
    REASON_SENTINEL,
    SENTINELS,
)
from spec_catalog.raw.above import facts_above, facts_between
from spec_catalog.raw.among import REASON_HOW, REASON_OLD, bare_groups, follows, goes_on, is_how, is_old, remark_of
from spec_catalog.raw.area import Area, Line, Place
from spec_catalog.raw.columns import all_columns
from spec_catalog.raw.heads import Cells, Head, Shape, named, texts_of
from spec_catalog.raw.words import (
    NUMBER,
    PAGE,
    Words,
    folded,
    group_mark,
    group_name,
    is_example,
    is_note,
    is_sum,
    unit_of,
    unit_over,
)
from spec_catalog.text import match_key

_OWN = 3  # columns in which a row has to say something else to be a record of its own under a merged name
GROUP = "（区切りの行）"
ABOVE = "（表の上）"
SHEET = "（シート名）"
REMARK = "（備考の行）"
REASON_STRUCK = "取り消し線で消された行（廃止）"
REASON_STRUCK_CELL = "取り消し線で消された値"
REASON_SUM = "小計・合計の行"
REASON_NOTE = "注記の行"
REASON_EXAMPLE = "記入例の行"
REASON_TITLE = "頁の題名"
REASON_NUMBER = "区切りの番号"


@dataclass(slots=True)
class _Group:
    level: tuple[int, str]
    text: str
    place: Place


class Body:
    """One pass over the rows of one table."""

    def __init__(self, shape: Shape, head: Head, words: Words, *, start: int, end: int) -> None:
        self._shape, self._head, self._words = shape, head, words
        self._start, self._end = start, end
        self._skipped: dict[Place, str] = {}
        self._left: list[tuple[int, str, str]] = []
        self._struck: list[tuple[Place, str]] = []
        self._bare: dict[int, str] = {}
        self._units: dict[int, str] = {}
        self._remarks: dict[int, list[tuple[Place, str]]] = {}  # number of a record → what stands in rows below it
        self._rows = [(r, dict(cells)) for r, _ in shape.lines if head.bottom < r <= end and (cells := self._line(r))]
        self._columns = all_columns(shape, head, self._rows, words)
        self._tall = any(x.storey for x in self._columns)
        names = named(self._columns)
        picked = words.pick(names)
        self._main = self._columns[picked] if picked is not None else None
        whole = [x for x in self._columns if not x.storey]
        self._second = {r for r, cells in self._rows if not any(x.left <= c <= x.right for x in whole for c in cells)}

    def _line(self, row: int) -> Cells:
        line = self._shape.by_row.get(row, {})
        own = {c: cell for c, cell in line.items() if self._head.left <= c <= self._head.right}
        for c in [c for c, cell in own.items() if not cell.text.strip()]:
            self._skipped[row, c] = REASON_BLANK
            del own[c]
        return own

    # columns

    def _column_at(self, c: int, row: int = 0) -> int | None:
        own = (i for i, x in enumerate(self._columns) if x.left <= c <= x.right and x.storey in (0, self._storey(row)))
        return next(own, None)

    def _storey(self, row: int) -> int:
        """Where the records are two rows high: which of the two rows one is."""
        if not self._tall:
            return 0
        return 2 if row in self._second else 1

    # rows

    def area(self) -> Area:
        """Everything, with a reason for each cell that is no record's."""
        head = self._head
        for r in range(head.top, head.bottom + 1):
            for c in self._line(r):
                self._skipped[r, c] = REASON_HEADER
        facts, title = facts_above(self._shape, self._head, self._words, self._start)
        kinds = self._kinds()
        groups: list[_Group] = []
        lines: list[Line] = []
        under: list[tuple[_Group, ...]] = []
        now = {label: (value, place) for label, value, place in facts}
        told: list[dict[str, tuple[str, Place]]] = []  # what the block over each record's part of the table says
        first = self._first_group(kinds)
        if first:
            groups.append(first)
        for row, cells in self._rows:
            kind, text = kinds[row]
            if kind == "group":
                c = max(_said(cells)) if row in self._bare else min(_said(cells))
                self._skipped.update(
                    ((row, x), REASON_NUMBER if row in self._bare else REASON_SENTINEL) for x in cells if x != c
                )
                self._enter(groups, _Group((c, group_mark(text)), group_name(text), (row, c)))
            elif kind == "facts":
                here = facts_between(row, cells, self._words)
                now = {**now, **{label: (value, place) for label, value, place in here}}
                self._skipped.update(((row, x), REASON_HEADER) for x in cells if (row, x) not in {p for *_, p in here})
                groups.clear()
            elif kind == "record" and any(is_old(g.text) for g in groups):
                self._skipped.update(((row, c), REASON_OLD) for c in cells)
                self._left.append((row, REASON_OLD, text))
            elif kind == "record":
                line = self._record(row, cells)
                if lines and self._continues(row, cells, lines[-1]):
                    lines[-1] = _joined(lines[-1], line)
                else:
                    lines.append(line)
                    under.append(tuple(groups))
                    told.append(now)
            elif kind == REASON_NOTE and lines and remark_of(text) and self._just_below(row, lines[-1]):
                self._remarks.setdefault(len(lines) - 1, []).append(((row, min(_said(cells))), remark_of(text)))
            else:
                for c, cell in cells.items():
                    self._skipped[row, c] = kind
                    at = self._column_at(c)
                    if kind == REASON_HOW and at is not None and (unit := unit_of(cell.text)):
                        self._units[at] = unit
                if kind not in (REASON_SENTINEL, REASON_REPEATED):
                    self._left.append((row, kind, text))
        return self._whole(lines, under, told, title)

    def _whole(
        self, lines: list[Line], under: list[tuple[_Group, ...]], told: list[dict[str, tuple[str, Place]]], title: str
    ) -> Area:
        headers = named(self._columns)
        columns = [x.left for x in self._columns]
        if any(under):
            headers.append(GROUP)
            columns.append(self._columns[0].left if self._columns else 1)
        if self._remarks:
            headers.append(REMARK)
            columns.append(self._head.left)
        labels = {label: place for said in told for label, (_, place) in said.items()}
        headers += [f"{ABOVE}{label}" for label in labels]
        columns += [place[1] for place in labels.values()]
        out = []
        for n, (line, groups) in enumerate(zip(lines, under, strict=True)):
            texts, places = list(line.texts), list(line.places)
            if any(under):
                texts.append("／".join(g.text for g in groups))
                places.append(tuple(g.place for g in groups))
            if self._remarks:
                below = self._remarks.get(n, [])
                texts.append("\n".join(text for _, text in below))
                places.append(tuple(place for place, _ in below))
            own = [told[n].get(label) for label in labels]
            texts += [fact[0] if fact else "" for fact in own]
            places += [(fact[1],) if fact else () for fact in own]
            out.append(Line(line.number, tuple(texts), tuple(places)))
        last = max((r for r, _ in self._rows), default=self._head.bottom)
        area = Area(
            self._shape.grid.name, self._head, tuple(headers), tuple(columns), tuple(out), title, last, self._skipped,
            self._left, self._struck,
        )  # fmt: skip
        for place in area.taken:
            area.skipped.pop(place, None)
        area.units = {headers[at]: unit for at, unit in self._units.items()}
        area.unit = next((u for t in self._upper_texts() if (u := unit_over(t))), "")
        return area

    def _kinds(self) -> dict[int, tuple[str, str]]:
        """Row → (record, group or the reason why it is none, what it says)."""
        out: dict[int, tuple[str, str]] = {}
        upper = [self._line(r) for r in range(self._head.top, self._head.bottom + 1)]
        heads = [
            {match_key(x.name), *(match_key(p) for p in x.name.split("_"))}
            | {match_key(cell.text) for line in upper for c, cell in line.items() if x.left <= c <= x.right}
            for x in self._columns
        ]
        for n, (row, cells) in enumerate(self._rows):
            texts = texts_of(cells)
            shown = "　".join(" ".join(t.split()) for t in texts)[:60]
            out[row] = (self._kind(n, row, cells, texts, heads), shown if len(texts) != 1 else texts[0])
        records = [(r, cells) for r, cells in self._rows if out[r][0] == "record"]
        self._bare = follows([r for r, _ in records], bare_groups(records, self._columns, self._main))
        for row, name in self._bare.items():
            out[row] = ("group", name)
        self._settle(out)
        return out

    def _kind(self, n: int, row: int, cells: Cells, texts: list[str], heads: list[set[str]]) -> str:
        if not texts:
            return REASON_SENTINEL
        if all(cell.struck for cell in cells.values()):
            return REASON_STRUCK
        keyed = [(self._column_at(c), match_key(cell.text)) for c, cell in cells.items() if len(cell.text) <= 120]
        same = sum(1 for i, key in keyed if i is not None and key in heads[i])
        if same >= 2 and 2 * same > len(cells):
            return REASON_REPEATED
        if len(texts) >= 2 and is_example(texts[0]):
            return REASON_EXAMPLE
        if n == 0 and is_how(texts):
            return REASON_HOW
        upto = (
            self._main.right
            if self._main
            else self._columns[min(1, len(self._columns) - 1)].right
            if self._columns
            else 0
        )
        front = [cell.text for c, cell in cells.items() if c <= upto]
        if any(is_sum(t) for t in front) and all(
            is_sum(t) or NUMBER.fullmatch(t.strip()) or len(t) <= 12 for t in texts
        ):
            return REASON_SUM
        unnamed = self._main is not None and not self._names(cells)
        if unnamed and any(is_sum(t) for t in texts) and all(is_sum(t) or NUMBER.fullmatch(t.strip()) for t in texts):
            return REASON_SUM
        if len(texts) == 1:
            return self._alone(row, cells)
        return "record"

    def _alone(self, row: int, cells: Cells) -> str:
        """A row with one cell: a remark, the name of a group, or a record of which only one thing is known."""
        (c, cell), *_ = sorted(_said(cells).items())
        text = cell.text.strip()
        left, right = self._shape.extent(row, c)
        at = self._column_at(c)
        covered = [x for x in self._columns if x.left >= left and x.right <= right]
        if is_note(text):
            return REASON_NOTE
        if len(self._columns) < 2:
            return "record"
        if text.endswith("。"):
            return REASON_NOTE
        if len(covered) >= 2:
            return "group"
        behind = at is not None and self._main is not None and self._columns[at].left > self._main.right
        if group_mark(text) and not NUMBER.fullmatch(text) and not behind:
            return "group"
        if at is not None and self._main is not None:
            return "group" if self._columns[at].right < self._main.left and not NUMBER.fullmatch(text) else "record"
        if at == 0 and self._main is None and not NUMBER.fullmatch(text) and len(self._columns) >= 4:
            return "group"
        return "record" if at is not None else REASON_NOTE

    def _settle(self, kinds: dict[int, tuple[str, str]]) -> None:
        """What only the neighbours tell: groups with nothing below them are remarks, titles stand over headings."""
        above = [match_key(re.sub(r"\d+", "", folded(t))) for t in self._upper_texts()]
        rows = [r for r, _ in self._rows]
        for row, following in zip(rows, [*rows[1:], 0], strict=False):
            between = following and kinds[following][0] == REASON_REPEATED
            if between and facts_between(row, self._line(row), self._words):
                kinds[row] = ("facts", kinds[row][1])
            if kinds[row][0] != "group":
                continue
            text = kinds[row][1]
            if following and kinds[following][0] == REASON_REPEATED:
                plain = folded(text)
                if match_key(re.sub(r"\d+", "", plain)) in above or PAGE.search(plain) or "一覧" in plain:
                    kinds[row] = (REASON_TITLE, text)
        later = False
        for row in reversed(rows):
            if kinds[row][0] == "record":
                cells = self._said_in(row)
                later = later or len(cells) > 1 or self._names(cells)
            elif kinds[row][0] == "group" and not later:
                kinds[row] = (REASON_NOTE, kinds[row][1])

    def _just_below(self, row: int, line: Line) -> bool:
        """Whether nothing but further remarks stands between a record and a row."""
        between = [r for r, _ in self._rows if line.number < r < row]
        own = {r for places in line.places for r, _ in places} | {p[0] for x in self._remarks.values() for p, _ in x}
        return set(between) <= own

    def _said_in(self, row: int) -> Cells:
        return _said(self._shape.cut(row, self._head.left, self._head.right))

    def _names(self, cells: Cells) -> bool:
        """Whether a cell stands in the column that names the records; all count where none is known."""
        main = self._main
        return main is None or any(main.left <= c <= main.right for c in cells)

    def _upper_texts(self) -> Iterable[str]:
        for r in range(self._start, self._head.top):
            yield from texts_of(self._line(r))

    @staticmethod
    def _enter(groups: list[_Group], new: _Group) -> None:
        """A group ends those of its own sort and all below them; one of another sort stands below what is open,
        unless it begins further left."""
        levels = [g.level for g in groups]
        if new.level in levels:
            del groups[levels.index(new.level) :]
        elif groups and new.level[0] < groups[-1].level[0]:
            groups.clear()
        groups.append(new)

    def _first_group(self, kinds: Mapping[int, tuple[str, str]]) -> _Group | None:
        """The title over the heading where the titles over its repetitions are groups of the same sort."""
        rows = [r for r, _ in self._rows]
        later = [kinds[a][1] for a, b in pairwise(rows) if kinds[a][0] == "group" and kinds[b][0] == REASON_REPEATED]
        line = self._line(self._head.top - 1)
        if not later or len(line) != 1 or self._head.top - 1 < self._start:
            return None
        (c, cell), *_ = line.items()
        if group_mark(cell.text) and group_mark(cell.text) == group_mark(later[0]):
            return _Group((c, group_mark(cell.text)), group_name(cell.text), (self._head.top - 1, c))
        return None

    # records

    def _record(self, row: int, cells: Cells) -> Line:
        texts: list[list[str]] = [[] for _ in self._columns]
        places: list[list[Place]] = [[] for _ in self._columns]
        for c, cell in sorted(cells.items()):
            at = self._column_at(c, row)
            text = cell.text
            if at is None:
                self._skipped[row, c] = REASON_SENTINEL if text.strip() in SENTINELS else REASON_NOTE
                continue
            if cell.struck_text:
                self._struck.append(((row, c), cell.struck_text))
                text = cell.valid
                if cell.struck:
                    self._skipped[row, c] = REASON_STRUCK_CELL
                    continue
            texts[at].append(text)
            places[at].append((row, c))
        for m in self._shape.tall.get(row, ()):
            at = self._column_at(m.left, row)
            if at is not None and m.top > self._head.bottom and not texts[at] and self._head.left <= m.left:
                upper = self._shape.by_row.get(m.top, {}).get(m.left)
                if upper and upper.valid.strip() and self._is_text_of_column(m.left, m.right):
                    texts[at].append(upper.valid)
                    places[at].append((m.top, m.left))
        joined = tuple(t[0] if len(t) == 1 else " ".join(x.strip() for x in t) for t in texts)
        return Line(row, joined, tuple(tuple(p) for p in places))

    def _is_text_of_column(self, left: int, right: int) -> bool:
        return sum(1 for x in self._columns if x.left >= left and x.right <= right) < 2 or len(self._columns) < 2

    def _continues(self, row: int, cells: Cells, before: Line) -> bool:
        """Whether a row is the second line of a record: what names the record is merged down into it.

        A row that says something else in three columns and more is a record of its own under the same name.
        """
        main = self._main
        if self._tall:
            return row in self._second
        if main is not None and len(cells) == 1 and row == max((r for p in before.places for r, _ in p), default=0) + 1:
            at = self._column_at(min(cells))
            behind = at is not None and self._columns[at].left > main.right
            if at is not None and behind and goes_on(before.texts[at], cells[min(cells)].text):
                return True
        if main is None or any(main.left <= c <= main.right for c in cells):
            return False
        again = [c for c in cells if (at := self._column_at(c)) is not None and (before.number, c) in before.places[at]]
        return len(again) < _OWN and any(
            main.left <= m.left <= main.right and m.top > self._head.bottom for m in self._shape.tall.get(row, ())
        )


def _said(cells: Cells) -> Cells:
    """The cells that are no end marks."""
    return {c: cell for c, cell in cells.items() if cell.text.strip() not in SENTINELS}


def _joined(line: Line, more: Line) -> Line:
    """A record with its second line."""
    texts, places = [], []
    for a, b, p, q in zip(line.texts, more.texts, line.places, more.places, strict=True):
        own = b if b.strip() and not set(q) <= set(p) else ""
        texts.append(f"{a}\n{own}" if a.strip() and own else a or own)
        places.append(tuple(dict.fromkeys((*p, *q))))
    return Line(line.number, tuple(texts), tuple(places))
