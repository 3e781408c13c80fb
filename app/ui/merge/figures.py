"""The numbers of a package: the equation of its operations, what is new and changed, and the same by business."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.codes import VERDICT
from app.ui.parts.text import Elided, Label

if TYPE_CHECKING:
    from app.services.inbox import Close, Held
    from app.services.taking import Entry, Part

_FIRST = ("gap", "partial", "ask", "fit")  # what an office looks for first


class Figures(QFrame):
    """Numbers with their words below: 5,214 ＋ 412 − 37 ＝ 5,589, and then single ones."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)

    @classmethod
    def of_close(cls, close: Close, parent: QWidget) -> Figures:
        """Of a package that was looked at."""
        b = close.brought
        made = cls(parent)
        made._equation(close.before, b.new, b.known)
        counts = b.verdicts, b.records
        made._number(sum(p.new for p in counts), "新しい")
        made._number(sum(p.changed for p in counts), "書き換え")
        made._number(sum(p.deleted for p in counts), "削除")
        made._number(len(close.opened), "競合", "error" if close.opened else "")
        made._row.addStretch(1)
        made.setAccessibleName(
            f"いま持っている操作 {close.before:,}、届いた操作 {b.new + b.known:,}、もう持っている {b.known:,}、"
            f"取り込んだ後 {close.before + b.new:,}、競合 {len(close.opened):,}"
        )
        return made

    @classmethod
    def of_entry(cls, entry: Entry, parent: QWidget) -> Figures:
        """Of one that came in; the numbers are those of that day."""
        made = cls(parent)
        if entry.new:
            made._equation(entry.first - 1, entry.new, entry.operations - entry.new)
        else:
            made._number(entry.operations, "届いた操作")
            made._number(0, "新しい操作")
        if entry.retracted:
            made._number(entry.retracted, "取り消した操作")
        if entry.pending:
            made._number(entry.pending, "前のパッケージを待つ操作")
        made._row.addStretch(1)
        return made

    def _equation(self, before: int, new: int, known: int) -> None:
        self._number(before, "いま持っている操作")
        self._sign("＋")
        self._number(new + known, "届いた操作")
        self._sign("−")
        self._number(known, "もう持っている")
        self._sign("＝")
        self._number(before + new, "取り込んだ後")
        self._row.addSpacing(24)

    def _number(self, number: int, word: str, tone: str = "") -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(f"{number:,}", self, bold=True, size="title", tone=tone))
        column.addWidget(Label(word, self, tone="text2", size="remark"))
        self._row.addLayout(column)

    def _sign(self, sign: str) -> None:
        self._row.addWidget(Label(sign, self, tone="text2", size="todo"))


def parts_table(parts: Sequence[Part], parent: QWidget) -> QFrame:
    """What becomes of the records, by business and kind."""
    rows = [
        (where(p.business), kind(p.type), *(f"{n:,}" for n in (p.new, p.changed, p.deleted, p.conflicts)), becomes(p))
        for p in parts
    ]
    return _table(("対象", "種類", "新しい", "書き換え", "削除", "競合", "取り込むと"), rows, 4, parent)


def held_table(held: Sequence[Held], parent: QWidget) -> QFrame:
    """What one that came in brought, by business and kind."""
    rows = [
        (where(h.business), kind(h.type), *(f"{n:,}" for n in (h.records, h.operations, h.apart)), "") for h in held
    ]
    return _table(("対象", "種類", "項目", "操作", "いま競合", ""), rows, 3, parent)


def where(business: str) -> str:
    """A business as people call it."""
    from spec_catalog import business as businesses

    return f"{business} {businesses.name_of(business)}" if business else "業務によらないもの"


def kind(type_: str) -> str:
    """What was recorded."""
    from app.services.value_words import type_name

    return "判定など" if type_ == "item" else type_name(type_)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: int, parent: QWidget) -> QFrame:
    """Two columns of words, then ``numbers`` of figures of which the last is the conflicts, then words."""
    table = QFrame(parent)
    table.setAccessibleName("業務と種類ごとの内容")
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(6)
    right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
    for n, word in enumerate(heads):
        grid.addWidget(Label(word, table, tone="text2", size="remark"), 0, n, right if 2 <= n < 2 + numbers else left)
    for at, row in enumerate(rows, 1):
        for n, text in enumerate(row):
            if n < 2 or n >= 2 + numbers:
                grid.addWidget(Label(text, table) if n == 1 else Elided(text, table), at, n)
                continue
            apart = n == 1 + numbers and text != "0"
            tone = "error" if apart else "" if text != "0" else "text3"
            grid.addWidget(Label(text, table, tone=tone, bold=apart), at, n, right)
    grid.setColumnStretch(0, 2)
    grid.setColumnStretch(2 + numbers, 3)
    return table


def becomes(part: Part) -> str:
    """差異ありが 12 件増えます: the verdict that changes most in number, or how many records more there are."""
    from app.services.value_words import type_name

    if part.type != "item":
        more = part.new - part.deleted
        return f"{type_name(part.type)}が {abs(more):,} 件{'増え' if more > 0 else '減り'}ます" if more else ""
    order = {code: n for n, code in enumerate(_FIRST)}
    found = sorted((order.get(c, 9), c) for c, n in part.verdicts.items() if n > 0 and c in VERDICT)
    said = [f"{VERDICT[c].sign} {VERDICT[c].short} {part.verdicts[c]:,} 件" for _, c in found[:2]]
    return f"{'、'.join(said)}増えます" if said else ""
