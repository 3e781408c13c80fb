"""Linkages and data items of the made-up catalogue: every linkage stands on the sheets of both businesses."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.scale import text, words
from tests.scale.content import Numbers, Source
from tests.scale.looks import Look
from tests.scale.model import Item


class Linkages(Source):
    """機能別連携仕様 of one business: what it gives (O) and what it gets (I)."""

    kind = "link"
    movable = False

    def __init__(self, business: str, look: Look, numbers: Numbers, dice: random.Random) -> None:
        super().__init__(business, look, numbers, dice)
        self.functions: tuple[str, ...] = ()
        self.last = 0

    def item(self, place: int, id: str, branch: str, giver: str, taker: str) -> Item:
        """One row; ``giver`` and ``taker`` are businesses, one of which is this one."""
        dice, look = self.dice, self.look
        out = giver == self.business
        names = words.BUSINESSES
        subject, aim = dice.choice(words.SUBJECTS), dice.choice(words.AIMS)
        own, partner = (giver, taker) if out else (taker, giver)
        told = f"①{names[own]}が、②{names[partner]}に、③{aim}{subject}を、④{'提供する' if out else '照会する'}"
        if dice.random() < 0.5:
            told += f"。\n{text.sentence(dice)}"
        cells = {
            "io": "O" if out else "I", "partner": names[partner], "api": dice.choice(("○", "")),
            "file": dice.choice(("○", "")), "frequency": dice.choice(words.OFTEN),
            "search_key": dice.choice(words.KEYS), "extent": dice.choice(("差分", "全件", "")),
        }  # fmt: skip
        functions = tuple(dice.sample(self.functions, min(len(self.functions), dice.choice((1, 1, 1, 2)))))
        return Item(
            self.business, "link", id, (place,), branch, name=f"{subject}連携／{dice.choice(words.OBJECTS)}の連携"
            if look.has("name.lv2") else f"{subject}連携", text=told, classes=self.classes(),
            note=self.remark("note", 0.15, words.NOTES), applies=self.when(), related=functions,
            cells=tuple((c, v) for c, v in cells.items() if v and look.has(c)),
        )  # fmt: skip

    def fresh(self, near: Item) -> Item:
        """A further linkage that this business gives."""
        self.last += 1
        taker = self.dice.choice([b for b in words.BUSINESSES if b != self.business])
        return self.item(near.place[0] + self.dice.randint(0, 9) * 10, *self.number(self.last), self.business, taker)

    def number(self, n: int) -> tuple[str, str]:
        """The n-th linkage given: 連携ID and 枝番, three branches to an id where there are many."""
        return f"{self.business}o{1 + n % 333:03}", f"{n // 333:02}"


class DataItems(Source):
    """基本データリスト with its code lists."""

    kind = "data"
    movable = False

    def __init__(self, business: str, look: Look, numbers: Numbers, dice: random.Random) -> None:
        super().__init__(business, look, numbers, dice)
        self.functions: tuple[tuple[str, str], ...] = ()  # (id, name)

    def first(self, count: int) -> list[Item]:
        """Groups of up to sixty, and a code list for every forty items."""
        items = [self._item(n) for n in range(count)]
        lists = 0 if self.look.csv else max(1, count // 40)
        return items + [self._code(n) for n in range(1, min(lists, 900) + 1)]

    def _item(self, n: int) -> Item:
        dice, look = self.dice, self.look
        number = self.numbers.last = self.numbers.last + 1
        kind, lengths = dice.choice(words.TYPES)
        group = n // 60
        cells = {
            "romaji": f"{dice.choice(words.ROMAJI)}_{dice.choice(words.ROMAJI)}{number}",
            "group.name": f"{words.BUSINESSES[self.business]}{words.GROUPS[group % len(words.GROUPS)]}{group + 1}",
            "group.primary": "○" if n % 60 < 2 else "", "group.foreign": "○" if dice.random() < 0.05 else "",
            "type": kind, "length": str(dice.choice(lengths)), "code": f"{dice.randint(1, 9):03}" if n % 7 == 0 else "",
            "repeat": "999" if dice.random() < 0.03 else "", "output": dice.choice(words.OUTPUTS),
            "description": text.sentence(dice) if dice.random() < 0.3 else "", "required": dice.choice(("○", "")),
            "sample": str(dice.randint(10**6, 10**9)) if dice.random() < 0.4 else "",
            "source": "".join(dice.choice(self.functions)) if self.functions else "",
        }  # fmt: skip
        kept = tuple((c, v) for c, v in cells.items() if v and look.has(c))
        return Item(
            self.business, "data", f"{self.business}{number:05}", (0, n),
            path=(words.GROUPS[group % len(words.GROUPS)], dice.choice(words.ITEM_HEADS)) if look.has("path1") else (),
            name=f"{dice.choice(words.ITEM_HEADS)}_{dice.choice(words.ITEM_TAILS)}{number}",
            text=text.filled(dice, f"{{o}}の項目{number}。{{p}}用いる。"), note=self.remark("note", 0.1, words.NOTES),
            related=tuple(v[:7] for c, v in kept if c == "source"), cells=kept,
        )  # fmt: skip

    def _code(self, n: int) -> Item:
        dice = self.dice
        values = tuple((str(v), dice.choice(words.CODE_VALUES)) for v in range(1, dice.randint(2, 9)))
        return Item(
            self.business, "code", f"{n:03}", (1, n), name=f"{dice.choice(words.CODE_NAMES)}{n}",
            text="\n".join(f"{v}　{m}" for v, m in values), values=values,
        )  # fmt: skip

    def fresh(self, near: Item) -> Item:
        """A further item at the end of the list."""
        return replace(self._item(near.place[1]), place=(0, near.place[1], self.numbers.last))


def spread(sources: list[Linkages], count: int, dice: random.Random) -> dict[str, list[Item]]:
    """``count`` rows over all businesses: each linkage once on the giver's sheet and once on the taker's."""
    of = {s.business: s for s in sources}
    out: dict[str, list[Item]] = {s.business: [] for s in sources}
    businesses = list(of)
    for n in range(count // 2):
        giver = of[businesses[n % len(businesses)]]
        taker = of[dice.choice([b for b in businesses if b != giver.business])]
        giver.last += 1
        id, branch = giver.number(giver.last)
        for source in (giver, taker):
            out[source.business].append(source.item(n * 10, id, branch, giver.business, taker.business))
    return out
