"""What the cells below a heading look like: ids, class signs, running text. Headings lie more often than columns do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from spec_catalog import business as businesses
from spec_catalog import ids
from spec_catalog.layouts.table import SENTINELS
from spec_catalog.text import match_key
from spec_catalog.workbook import Grid

SAMPLE = 50  # data rows looked at
CLEAR = 0.8  # share of the filled cells from which a column clearly holds something
BUSINESS = re.compile(r"業務(id|コード|番号|cd|no)?$")
"""The key of a heading over the first three digits of an id."""
_SHAPES = {
    "seven": re.compile(r"(\d{3})\d{4}"),
    "eight": re.compile(r"(\d{3})\d{5}"),
    "link": re.compile(r"(\d{3})[oO]\d{3}"),
    "flow": re.compile(r"\d{2}-\d{2}"),
    "nonfunc": re.compile(r"[A-Z]\.\d+(?:\.\d+)*"),
    "dotted": re.compile(r"\d{1,2}(?:\.\d{1,3})+\.?"),
    "three": re.compile(r"\d{3}"),
    "short": re.compile(r"\d{1,5}"),
    "lost": re.compile(r"\d{5,6}"),  # seven digits that lost their zeros
}
SHAPE_OF = {"req": "seven", "form": "seven", "data": "eight", "link": "link", "flow": "flow", "nonfunc": "nonfunc"}
"""Kind of item → the shape of its ids, for the kinds that have one of their own."""
_STRONG = frozenset("◎×")  # signs that are seldom used for anything but a class


@dataclass(slots=True)
class ColumnFacts:
    """Counts over the first data rows. ``texts``: the filled cells' texts in order."""

    texts: list[str] = field(default_factory=list)
    shapes: dict[str, int] = field(default_factory=dict)
    classes: int = 0
    signs: set[str] = field(default_factory=set)
    length: int = 0

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return len(self.texts)

    def share(self, shape: str) -> float:
        """How much of the column has that shape, 0 to 1."""
        return self.shapes.get(shape, 0) / len(self.texts) if self.texts else 0.0

    @property
    def class_share(self) -> float:
        """How much of the column reads as an implementation class, 0 to 1."""
        return self.classes / len(self.texts) if self.texts else 0.0

    @property
    def mean(self) -> float:
        """Characters per filled cell."""
        return self.length / len(self.texts) if self.texts else 0.0

    @property
    def clear_class(self) -> bool:
        """Whether the column can hardly be anything but classes: nearly all cells, with ◎, × or words among them."""
        return self.filled >= 2 and self.class_share >= CLEAR and any(s in _STRONG or len(s) > 1 for s in self.signs)


def columns_below(grid: Grid, bottom: int, rows: int = SAMPLE) -> dict[int, ColumnFacts]:
    """Facts of every column over the first rows below a heading."""
    out: dict[int, ColumnFacts] = {}
    lines = ((r, line) for r, line in grid.rows() if r > bottom)
    for _, line in islice(lines, rows):
        for column, cell in line.items():
            text = cell.text.strip()
            if text and text not in SENTINELS:
                _count(out.setdefault(column, ColumnFacts()), text)
    return out


def _count(facts: ColumnFacts, text: str) -> None:
    facts.texts.append(text)
    facts.length += len(text)
    if len(text) > 20:
        return
    shapes, sign = _looks(text)
    for name in shapes:
        facts.shapes[name] = facts.shapes.get(name, 0) + 1
    if sign:
        facts.classes += 1
        facts.signs.add(sign)


@lru_cache(maxsize=1 << 14)
def _looks(text: str) -> tuple[tuple[str, ...], str]:
    """(the shapes a short text has, the sign or word where it reads as a class)."""
    sign = ids.symbol(text) if ids.class_of(text) is not None else ""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if not any(ch.isdigit() for ch in folded):
        return (), sign
    found = []
    for name, pattern in _SHAPES.items():
        match = pattern.fullmatch(folded)
        if match and (not match.groups() or businesses.get(match[1]) is not None):
            found.append(name)
    return tuple(found), sign


def said_values(texts: Mapping[tuple[int, int], str]) -> dict[str, str]:
    """What a legend says the signs mean: {sign's match key: class}, from ``◎：実装必須機能`` in one cell or a sign with
    its meaning in the next cell to the right. Signs said to mean two things are left out."""
    found: dict[str, set[str]] = {}
    for (row, column), text in texts.items():
        for sign, word in _LEGEND.findall(unicodedata.normalize("NFC", text)):
            if (value := _class_word(word)) is not None and not ids.is_class_word(sign):
                found.setdefault(match_key(ids.symbol(sign)), set()).add(value)
        beside = texts.get((row, column + 1), "")
        for sign, word in _DIRECT.findall(text):
            if (value := _class_word(word)) is not None:
                found.setdefault(match_key(ids.symbol(sign)), set()).add(value)
        short = 0 < len(text.strip()) <= 2 and not ids.is_class_word(text)
        if short and beside and (value := _class_word(beside)) is not None:
            found.setdefault(match_key(ids.symbol(text)), set()).add(value)
    return {sign: values.pop() for sign, values in found.items() if len(values) == 1}


_LEGEND = re.compile(
    r"(?<![^\s、，,。・（(【「\[/／])[「『]?([^\s：:＝=…、，,。（()）【】「」『』]{1,2})[」』]?\s*(?:：|:|＝|=|…+|は、?)\s*"
    r"([^、，,。\s\n／/;；（()）」』】\]]{2,20})"
)
_DIRECT = re.compile(r"([◎○〇◯△▲●□■☆★×✕])\s*([^\s、，,。：:＝=…◎○〇◯△▲●□■☆★×✕（）()]{2,12})")
_WORDS = (
    ("prohibited", re.compile(r"(実装)?不可(機能)?|実装しない(機能)?|実装してはならない(機能)?|実装禁止(機能)?")),
    (
        "optional",
        re.compile(
            r"(標準)?オプション(機能)?|(実装)?任意(機能)?|実装してもしなくても[良よ]い(機能)?|選択(可能)?(機能)?"
        ),
    ),
    (
        "mandatory",
        re.compile(r"(実装)?必須(機能)?|実装すべき(機能)?|標準(実装|装備)?必須(機能)?|必ず実装(する)?(機能)?"),
    ),
    ("unlisted", re.compile(r"(規定|記載|定め)(なし|しない)|当該規模の団体には規定しない|該当(なし|無し)")),
    ("excluded", re.compile(r"(標準化の?)?対象外")),
)
OF_SIZE = "size"  # what a legend says of a sign that means another thing to each size of municipality
_OF_SIZE = re.compile(r"指定都市|政令市|中核市|一般市|町村|特別区|人口|以外")
_TAIL = re.compile(r"(とする|を示す|を表す|です|である|の?要件|とする機能|とするもの)*[。.]?")


def _class_word(text: str) -> str | None:
    stripped = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    stripped = re.sub(r"^(?:全|すべての|全ての)(?:団体|市区町村|規模|自治体)(?:で|に|において)?は?", "", stripped)
    if _OF_SIZE.search(stripped) and any(p.search(stripped) for _, p in _WORDS[:3]):
        return OF_SIZE
    for value, pattern in _WORDS:
        match = pattern.match(stripped)
        if match and _TAIL.fullmatch(re.sub(r"^\(.*?\)", "", stripped[match.end() :])):
            return value
    return None


_TITLES = (
    ("prohibited", re.compile(r"実装不可機能|実装しない機能|実装不可(?=[】）)\]]|$)")),
    ("optional", re.compile(r"標準オプション機能|実装してもしなくても[良よ]い機能|標準オプション(?=[】）)\]]|$)")),
    ("mandatory", re.compile(r"実装必須機能|実装すべき機能|実装必須(?=[】）)\]]|$)")),
)


def class_in_titles(grid: Grid) -> str:
    """The one class that a sheet's name or its titles (rows of one or two cells, wherever they stand) speak of, ""
    where they speak of none or of several."""
    titles = [grid.name, *(c.text for _, line in grid.rows() if len(line) <= 2 for c in line.values())]
    found = {value for t in titles if len(t) <= 60 for value, pattern in _TITLES if pattern.search(t)}
    return found.pop() if len(found) == 1 else ""
