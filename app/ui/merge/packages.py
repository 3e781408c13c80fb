"""届いたもの: the packages that came in, newest first, and withdrawing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.merge.cards import said_when
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, state_look
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label

if TYPE_CHECKING:
    from app.services.taking import Entry

MOST = 200


def state_of(entry: Entry) -> tuple[str, str, str]:
    """(word, tone, sign) of a package."""
    if entry.state == "aside":
        return "別に置いた", "error", "!"
    if entry.retracted and entry.retracted >= entry.new:
        return "取り消し済み", "neutral", "－"
    if entry.pending:
        return "先行パッケージ未着", "warn", "…"
    return "取込済み", "done", "✓"


class PackagePage(QFrame):
    """``withdraw`` carries the id of a package to be withdrawn."""

    withdraw = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self._sum = Label("", self, tone="text2")
        column.addWidget(self._sum)
        self._scroll = Scroller(self)
        self._scroll.column.setSpacing(8)
        column.addWidget(self._scroll, 1)

    def put(self, entries: Sequence[Entry], *, writable: bool) -> None:
        """The ledger."""
        page = self._scroll.column
        clear(page)
        more = f"（新しい {MOST} 件を出しています）" if len(entries) > MOST else ""
        self._sum.setText(f"届いたパッケージ {len(entries):,} 件{more}")
        for entry in entries[:MOST]:
            page.addWidget(self._card(entry, writable))
        page.addStretch(1)

    def _card(self, entry: Entry, writable: bool) -> QFrame:
        card = QFrame(self._scroll.page)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(entry.department_name or "所属不明", card, bold=True))
        head.addWidget(Elided(f"{entry.by.replace('/', ' ')}　{said_when(entry.created_at)}", card, tone="text2"), 1)
        word, tone, sign = state_of(entry)
        head.addWidget(Chip(state_look(word, tone, sign), card))
        column.addLayout(head)
        if entry.reason:
            column.addWidget(Label(entry.reason, card, tone="error", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        facts = [("届いた操作", entry.operations), ("新しい操作", entry.new)]
        facts += [("取り消した操作", entry.retracted)] if entry.retracted else []
        facts += [("前のパッケージを待つ操作", entry.pending)] if entry.pending else []
        for place, (label, number) in enumerate(facts):
            grid.addWidget(Label(f"{number:,}", card, bold=True), 0, place)
            grid.addWidget(Label(label, card, tone="text2", size="remark"), 1, place)
        grid.setColumnStretch(len(facts), 1)
        column.addLayout(grid)
        foot = QHBoxLayout()
        merged = f"取り込み {said_when(entry.merged_at)}　{entry.merged_by.replace('/', ' ')}"
        foot.addWidget(Elided(f"{merged}　{entry.file}", card, tone="text2", size="remark"), 1)
        if entry.state != "aside" and entry.new > entry.retracted:
            name = entry.department_name or entry.by
            press = lambda: self.withdraw.emit(entry.package, name)  # noqa: E731  (this entry's own)
            button = Button("取り消す…", card, kind="link", compact=True, press=press)
            button.set_usable(writable, "読むだけで開いています")
            foot.addWidget(button)
        column.addLayout(foot)
        return card
