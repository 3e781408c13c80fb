"""One step of the record: who, when, and every field it changed, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.merge.cards import said_when
from app.ui.parts.buttons import Button
from app.ui.parts.changed import add_changes
from app.ui.parts.chips import Chip, state_look
from app.ui.parts.empty import EmptyState
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label

if TYPE_CHECKING:
    from app.services.audit import Line, Step
    from app.ui.work.records import Looked

AT_ONCE = 10  # operations of a step that show together: more would hold up whoever types


class StepPane(QFrame):
    """``item_wanted`` carries a NODE, ``part_wanted`` a step and the first of its operations to be shown."""

    item_wanted = Signal(str)
    part_wanted = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAccessibleName("操作の内容")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack)
        self._scroll = Scroller(self._stack)
        self._page = self._scroll.column
        self._page.setContentsMargins(16, 12, 16, 12)
        self._page.setSpacing(8)
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(
            EmptyState(
                "search",
                "当てはまる操作はありません",
                "ことば、だれ、種類、期間を変えると、ほかの操作が並びます。",
                self,
            )
        )

    def say_nothing(self) -> None:
        """The list is empty."""
        self._stack.setCurrentIndex(1)

    def show_step(self, step: Step, found: Looked) -> None:
        """Another step, or more of it."""
        self._stack.setCurrentIndex(0)
        clear(self._page)
        self._page.addWidget(Label(step.label, self, size="todo", bold=True, wrap=True))
        department, _, name = step.by.partition("/")
        said = [said_when(step.at), f"{department} {name}（{step.role}）", f"{step.operations:,} 件の記録"]
        said += [f"{step.package} のパッケージ"] if step.package else []
        said += [step.state] if step.state else []
        self._page.addWidget(Label("　".join(said), self, tone="text2", wrap=True))
        for line in found.lines:
            self._page.addWidget(self._card(line))
        if step.operations > AT_ONCE:
            self._page.addWidget(self._parts(step, found.first))
        self._page.addStretch(1)
        self._scroll.verticalScrollBar().setValue(0)

    def _parts(self, step: Step, first: int) -> QWidget:
        """Which operations of a long step show, and the way to the others."""
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        last = min(first + AT_ONCE, step.operations)
        row.addWidget(Label(f"{first + 1:,}～{last:,} 件め／{step.operations:,} 件", holder, tone="text2"))
        for word, at in (("前へ", first - AT_ONCE), ("次へ", first + AT_ONCE)):
            button = Button(word, holder, press=lambda at=at: self.part_wanted.emit(step.unit, at))
            button.set_usable(0 <= at < step.operations, "ここまでです")
            row.addWidget(button)
        row.addStretch(1)
        return holder

    def _card(self, line: Line) -> QFrame:
        card = QFrame(self)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Elided(line.title, card, bold=True), 1)
        if line.withdrawn:
            head.addWidget(Chip(state_look("取り消し", "neutral", "－"), card))
        if line.node:
            head.addWidget(
                Button(
                    "この項目を開く", card, kind="link", compact=True, press=lambda: self.item_wanted.emit(line.node)
                )
            )
        column.addLayout(head)
        about = f"{line.about}　{line.what}".strip("　")
        column.addWidget(Label(about, card, tone="text2", size="remark"))
        add_changes(column, line, card)
        return card
