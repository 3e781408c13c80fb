"""The smaller documents of the made-up catalogue: screens, flows, trees, non-functional items, details of forms,
linkages with a city's own systems."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.scale import text, words
from tests.scale.content import Numbers, Source
from tests.scale.looks import Look
from tests.scale.model import Item

AREAS = ("可用性", "性能・拡張性", "運用・保守性", "移行性", "セキュリティ", "システム環境・エコロジー")


class Further(Source):
    """What these documents have in common: groups of items in which a new one takes the next number."""

    movable = False
    per_group = 12

    def __init__(self, business: str, look: Look, numbers: Numbers, dice: random.Random) -> None:
        super().__init__(business, look, numbers, dice)
        self.functions: tuple[str, ...] = ()
        self._last: dict[int, int] = {}
        self._titles: dict[tuple[int, ...], str] = {}

    def first(self, count: int) -> list[Item]:
        """Groups filled one after the other."""
        return [self.item(1 + n // self.per_group) for n in range(count)]

    def fresh(self, near: Item) -> Item:
        """The next of the same group."""
        return self.item(near.place[0])

    def item(self, group: int) -> Item:
        """The next item of a group."""
        number = self._last[group] = self._last.get(group, 0) + 1
        return self.made(group, number)

    def made(self, group: int, number: int) -> Item:
        """One item by its place."""
        raise NotImplementedError

    def title(self, *place: int) -> str:
        """A heading, the same whenever it is asked for."""
        return self._titles.setdefault(place, self.dice.choice(words.CHAPTERS))

    def base(self, kind: str, id: str, place: tuple[int, ...], **cells: str) -> Item:
        """What every item of these kinds has; ``cells`` as far as the layout has the columns."""
        related: tuple[str, ...] = ()
        if self.functions and (self.look.has("related") or self.look.has("source")):
            related = tuple(self.dice.sample(self.functions, self.dice.choice((0, 1))))
        return Item(
            self.business, kind, id, place, text=self.unique(), classes=self.classes(), applies=self.when(),
            note=self.remark("note", 0.15, words.NOTES), related=related,
            cells=tuple((c, v) for c, v in cells.items() if v and self.look.has(c)),
        )  # fmt: skip


class Screens(Further):
    """画面要件."""

    kind = "screen"

    def made(self, group: int, number: int) -> Item:
        item = self.base("screen", f"G{group:02}{number:03}", (group, number), transition=f"G{group:02}001")
        path = (f"{group} {self.title(group)}",)
        return replace(item, section=f"{group}-{number}", path=path, name=self.name() + "画面")


class Flows(Further):
    """業務フロー, a row per step; id and name of the flow stand in its first row."""

    kind = "flow"
    per_group = 8

    def first(self, count: int) -> list[Item]:
        """Whole flows: the single step of a flow is known by the flow alone, which is another key."""
        return super().first(max(1, count // self.per_group) * self.per_group)

    def made(self, group: int, number: int) -> Item:
        lane = self.dice.choice(("住民等", "地方公共団体", "標準準拠システム", "共通機能"))
        trigger = self.dice.choice(("届出", "申請", "月次", ""))
        item = self.base(
            "flow", f"{1 + group // 90:02}-{1 + group % 90:02}", (group, number), lane=lane, trigger=trigger
        )
        return replace(item, branch=str(number), name=f"{self.title(group)}の流れ{group}／{self.name()}")


class Trees(Further):
    """ツリー図: levels printed once for the rows below."""

    kind = "tree"
    renames = False

    def made(self, group: int, number: int) -> Item:
        item = self.base("flow", f"{1 + group % 90:02}-{number:02}", (group, number))
        leaf = f"{group}.{number} {self.name()}"
        half = 1 + (number - 1) // 4
        return replace(
            item, path=(f"{group} {self.title(group)}", f"{group}-{half} {self.title(group, half)}", leaf), name=leaf
        )


class NonFunctional(Further):
    """非機能要件の標準: metrics with their levels."""

    kind = "nonfunc"
    per_group = 9

    def made(self, group: int, number: int) -> Item:
        half = 1 + (number - 1) // 3
        letter = "ABCDEF"[(group - 1) % 6]
        levels = {f"level{n}": f"{self.dice.randint(1, 99)}{self.dice.choice(('時間', '％', '件'))}" for n in range(4)}
        item = self.base(
            "nonfunc", f"{letter}.{1 + (group - 1) // 6}.{half}.{number}", (group, number), selected=str(number % 4),
            condition=text.filled(self.dice, "[+] {o}が多い場合"), cloud=self.dice.choice(("○", "")), **levels,
        )  # fmt: skip
        small = f"{self.title(group, half)}{half}"
        path = (AREAS[(group - 1) % 6], f"{self.title(group)}{group}", small)
        return replace(item, section=item.id, path=path, name=f"{small}／{self.dice.choice(words.OBJECTS)}の件数")


class FormDetails(Further):
    """帳票詳細要件 as one list of printed items."""

    kind = "form_detail"

    def made(self, group: int, number: int) -> Item:
        item = self.base(
            "form", f"{self.business}{9000 + group:04}", (group, number), length=str(self.dice.randint(1, 60)),
            font=f"明朝 {self.dice.choice((9, 10, 12))}pt", sample=self.dice.choice(words.CODE_VALUES),
        )  # fmt: skip
        name = self.dice.choice(words.ITEM_HEADS) + self.dice.choice(words.ITEM_TAILS)
        return replace(item, branch=str(number), section=str(number), path=(f"{self.title(group)}通知書",), name=name)


class OwnLinkages(Further):
    """独自施策システム等連携仕様."""

    kind = "link_own"

    def made(self, group: int, number: int) -> Item:
        own = f"{group:03}"
        item = self.base(
            "link", f"{self.business}o{900 - group:03}", (group, number), own_id=own, own_name=f"独自施策{own}システム",
            io=self.dice.choice("IO"), partner=f"独自施策{own}システム", frequency=self.dice.choice(words.OFTEN),
        )  # fmt: skip
        return replace(item, branch=f"{number:02}", name=f"{self.dice.choice(words.SUBJECTS)}連携")


SOURCES: dict[str, type[Further]] = {
    c.kind: c for c in (Screens, Flows, Trees, NonFunctional, FormDetails, OwnLinkages)
}
