"""The generator's own picture of a published document: items with every field, before any sheet is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

MARKS = {"mandatory": "◎", "optional": "○", "prohibited": "×", "unlisted": "－"}
FILE_KINDS = {
    "req": "機能要件", "form": "帳票要件", "link": "機能別連携仕様", "data": "基本データリスト", "screen": "画面要件",
    "flow": "業務フロー", "tree": "ツリー図", "nonfunc": "非機能要件", "form_detail": "帳票詳細要件",
    "link_own": "独自施策システム等連携仕様",
}  # fmt: skip
ITEM_KINDS = {"tree": "flow", "form_detail": "form", "link_own": "link"}  # of the others: the document's own
Pieces = tuple[tuple[str, str], ...]  # (text, "" | "red" | "struck")
Classes = tuple[str, str, str]  # 指定都市, 中核市等, 一般市区町村


@dataclass(frozen=True, slots=True)
class Item:
    """One item in one edition. ``place`` sorts; ``pieces`` is the text as printed where parts are red or struck out.

    ``cells``: further columns by their code; ``related``: ids that stand in the column of related ids.
    """

    business: str
    kind: str
    id: str
    place: tuple[int, ...]
    branch: str = ""
    section: str = ""
    path: tuple[str, ...] = ()
    name: str = ""
    text: str = ""
    classes: Classes = ("", "", "")
    reason: str = ""
    note: str = ""
    applies: str = ""
    label: str = ""
    deleted: bool = False
    pieces: Pieces = ()
    struck_row: bool = False  # deleted by strike-through, with or without the label
    related: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()  # of a code list: (value, meaning)

    @property
    def key(self) -> tuple[str, str, str]:
        """What an item is known by in every edition; that of an unnumbered one is its section and mark."""
        return (self.kind, self.id or f"~{self.section}/{MARKS[self.classes[2]]}", self.branch)

    def cell(self, code: str) -> str:
        """A further column, "" where it is empty."""
        return dict(self.cells).get(code, "")

    @property
    def struck(self) -> str:
        """What is struck out of the text, places apart joined by a line break."""
        if self.struck_row:
            return self.text
        return "\n".join(t for t, style in self.pieces if style == "struck")

    @property
    def valid(self) -> str:
        """The text in force."""
        return "" if self.struck_row else self.text

    def settled(self) -> Item:
        """The same item at the start of the next edition: marks and labels of this one are gone."""
        return replace(self, label="", pieces=(), struck_row=False)


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to an item between two editions: kinds, and the fields that differ."""

    key: tuple[str, str, str]
    kinds: tuple[str, ...]
    fields: tuple[str, ...] = ()
    counterpart: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One edition of one document of one business; ``changes`` since the edition before."""

    business: str
    kind: str
    number: int  # 1 … editions
    items: tuple[Item, ...]
    changes: tuple[Change, ...] = ()

    @property
    def label(self) -> str:
        """第1.0版, 第1.1版 …"""
        return f"第{1 + (self.number - 1) // 2}.{(self.number - 1) % 2}版"

    @property
    def published(self) -> str:
        """ISO date."""
        return f"{2022 + (self.number - 1) // 2}-{'03-31' if self.number % 2 else '09-30'}"
