"""What the made-up documents say in their first edition, and what a new or moved item of them looks like."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.scale import text, words
from tests.scale.looks import Look
from tests.scale.model import Classes, Item

RANK = {"mandatory": 0, "optional": 1, "prohibited": 2}


@dataclass
class Numbers:
    """Ids of one business; functions and forms share one series, and no number is given twice."""

    business: str
    last: int = 0

    def next(self) -> str:
        """The next 機能ID or 帳票ID."""
        self.last += 1
        return f"{self.business}{self.last:04}"


def written(day: tuple[int, int, int], look: Look) -> str:
    """A date as the layout shows it."""
    year, month, date = day
    return f"{year}/{month}/{date}" if look.dates == "slash" else f"令和{year - 2018}年{month}月{date}日"


class Source:
    """One document in the making: gives first items, later ones, and other places for items that move."""

    kind = ""
    movable = True
    renames = True  # whether a name changes by itself

    def __init__(self, business: str, look: Look, numbers: Numbers, dice: random.Random) -> None:
        self.business, self.look, self.numbers, self.dice = business, look, numbers, dice
        self._texts: set[str] = set()

    def unique(self) -> str:
        """A text no other item of the document has."""
        while (found := text.requirement(self.dice)) in self._texts:
            pass
        self._texts.add(found)
        return found

    def classes(self) -> Classes:
        """Classes as far as the layout can tell sizes apart."""
        if not self.look.sizes:
            return ("", "", "")
        dice = self.dice
        main = dice.choices(("mandatory", "optional", "prohibited"), (67, 22, 11))[0]
        if self.look.sizes in ("one", "texts") or dice.random() < 0.8:
            return (main, main, main)
        other = dice.choice(("mandatory", "optional", "prohibited", "unlisted"))
        if self.look.sizes == "two":
            return (other, main, main)
        return (other, dice.choice((main, other)), main)

    def when(self) -> str:
        """A 適合基準日, mostly none."""
        if not self.look.has("applies") or self.dice.random() > 0.2:
            return ""
        if self.dice.random() < 0.15:
            return self.dice.choice(words.WHEN)
        return written(self.dice.choice(words.DATES), self.look)

    def remark(self, code: str, often: float, phrases: tuple[str, ...]) -> str:
        """A reason or a note where the layout has the column, at the given rate."""
        return text.filled(self.dice, self.dice.choice(phrases)) if self.roll(code, often) else ""

    def roll(self, code: str, often: float) -> bool:
        """Whether a cell of this column is filled."""
        return self.look.has(code) and self.dice.random() < often

    def name(self) -> str:
        """The name of a function."""
        return self.dice.choice(words.OBJECTS) + self.dice.choice(words.NAME_ENDS)

    def first(self, count: int) -> list[Item]:
        """The items of the first edition, in their order."""
        raise NotImplementedError

    def fresh(self, near: Item) -> Item:
        """A further item after the others of the same section."""
        raise NotImplementedError

    def moved(self, item: Item) -> Item:
        """The item in another place."""
        raise NotImplementedError


class Requirements(Source):
    """機能要件 in chapters and sections."""

    kind = "req"

    def __init__(self, business: str, look: Look, numbers: Numbers, dice: random.Random) -> None:
        super().__init__(business, look, numbers, dice)
        self._units: dict[tuple[int, int], int] = {}
        self._titles: dict[tuple[int, ...], str] = {}
        self.forms: tuple[str, ...] = ()

    def first(self, count: int) -> list[Item]:
        """Chapters of about eighty requirements, of many more in large businesses; sections of about twelve."""
        chapters = max(1, min(14, round(count / 80)))
        out: list[Item] = []
        sections = [(c, s) for c in range(1, chapters + 1) for s in range(1, 2 + count // chapters // 12)]
        for n, where in enumerate(sections):
            upto = count * (n + 1) // len(sections)
            while len(out) < upto:
                out += self._unit(where, min(self._size(), upto - len(out)))
        return out

    def _size(self) -> int:
        if self.look.grouped:
            return self.dice.choice((1, 1, 2, 3, 4))
        return self.dice.choice((1, 1, 1, 2, 3)) if self.look.sizes == "texts" else 1

    def _next(self, where: tuple[int, int]) -> int:
        self._units[where] = self._units.get(where, 0) + 1
        return self._units[where]

    def _unit(self, where: tuple[int, int], size: int) -> Iterator[Item]:
        """Items under one section number: one, or as many as share its name or its row."""
        k = self._next(where)
        section, path, name = f"{where[0]}.{where[1]}.{k}", self.path(where, k), self.name()
        reason, note = self.remark("reason", 0.35, words.REASONS), self.remark("note", 0.2, words.NOTES)
        order = sorted(self.dice.sample(list(RANK), size), key=RANK.__getitem__) if self.look.sizes == "texts" else []
        for j in range(size):
            item = self._item((*where, k, j), section, path, name)
            if order:
                item = replace(item, id="", classes=(order[j],) * 3, reason=reason, note=note)
            yield item

    def _item(self, place: tuple[int, ...], section: str, path: tuple[str, ...], name: str) -> Item:
        forms = tuple(self.dice.sample(self.forms, 1)) if self.forms and self.roll("related", 0.15) else ()
        cells = tuple((c, text.filled(self.dice, "{o}を参考とする。")) for c in ("参考情報",) if self.roll(c, 0.1))
        return Item(
            self.business, "req", "" if self.look.sizes == "texts" else self.numbers.next(), place,
            section=section, path=path, name=name, text=self.unique(), classes=self.classes(),
            reason=self.remark("reason", 0.35, words.REASONS), note=self.remark("note", 0.2, words.NOTES),
            applies=self.when(), related=forms, cells=cells,
        )  # fmt: skip

    def path(self, where: tuple[int, int], unit: int) -> tuple[str, ...]:
        """The headings of a section, numbered so that neighbours differ."""
        c, s = where
        dice, titles = self.dice, self._titles
        chapter = titles.setdefault((c,), f"{c} {dice.choice(words.CHAPTERS)}")
        section = titles.setdefault((c, s), f"{c}.{s} {dice.choice(words.SECTIONS)}")
        if self.look.levels == 2:
            return (chapter, section)
        group = (unit - 1) // 5 + 1
        return (chapter, section, titles.setdefault((c, s, group), f"（{group}）{dice.choice(words.OBJECTS)}"))

    def fresh(self, near: Item) -> Item:
        """The next number of the same section."""
        where = (near.place[0], near.place[1])
        (item,) = self._unit(where, 1)
        return item

    def moved(self, item: Item) -> Item:
        """Another section of the document, or another number of the only one."""
        where = self.dice.choice(list(self._units))
        k = self._next(where)
        return replace(item, place=(*where, k, 0), section=f"{where[0]}.{where[1]}.{k}", path=self.path(where, k))


class Forms(Source):
    """帳票要件 numbered through."""

    kind = "form"

    def __init__(self, business: str, look: Look, numbers: Numbers, dice: random.Random) -> None:
        super().__init__(business, look, numbers, dice)
        self._last: dict[int, int] = {}
        self._chapters: dict[int, str] = {}
        self.functions: tuple[str, ...] = ()

    def first(self, count: int) -> list[Item]:
        """Groups of twenty."""
        return [self._item(1 + n // 20) for n in range(count)]

    def _place(self, chapter: int) -> tuple[tuple[int, int], str, tuple[str, ...]]:
        k = self._last[chapter] = self._last.get(chapter, 0) + 1
        title = self._chapters.setdefault(chapter, f"{chapter} {self.dice.choice(words.CHAPTERS)}")
        path = (title,) if self.look.levels else ()
        return (chapter, k), f"{chapter}-{k}" if self.look.has("section") else "", path

    def _item(self, chapter: int) -> Item:
        dice, look = self.dice, self.look
        place, section, path = self._place(chapter)
        paper, way = dice.choice(words.PAPERS)
        cells = {
            "summary": text.filled(dice, "{o}を{p}確認するための帳票"), "category": dice.choice(words.FORM_KINDS),
            "audience": dice.choice(("内部", "外部")), "paper": paper, "orientation": way,
            "paper_kind": dice.choice(("専用紙", "汎用紙", "")),
            "output": dice.choice(("", "宛名番号順", "郵便番号順")),
            "substitute": dice.choice(("可", "不可", "")), "basis": dice.choice((*words.BASES, "")),
        }  # fmt: skip
        return self.related(Item(
            self.business, "form", self.numbers.next(), place, section=section, path=path,
            name=dice.choice(words.OBJECTS) + dice.choice(("通知書", "一覧表", "申請書", "証明書", "台帳")),
            text=self.unique(), classes=self.classes(), reason=self.remark("reason", 0.2, words.REASONS),
            note=self.remark("note", 0.2, words.NOTES), applies=self.when(),
            cells=tuple((c, v) for c, v in cells.items() if v and look.has(c)),
        ))  # fmt: skip

    def related(self, item: Item) -> Item:
        """The form with the functions that print it."""
        if not self.functions or not self.look.has("related"):
            return item
        return replace(item, related=tuple(self.dice.sample(self.functions, self.dice.choice((0, 1, 1, 1)))))

    def fresh(self, near: Item) -> Item:
        """The next of the same group."""
        return self._item(near.place[0])

    def moved(self, item: Item) -> Item:
        """The end of a group."""
        place, section, path = self._place(self.dice.choice(list(self._last)))
        return replace(item, place=place, section=section, path=path)
