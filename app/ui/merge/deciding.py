"""One conflict: its values, the reason, and the step to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.merge.cards import ValueCard, said_when
from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.inputs import TextLine
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label

if TYPE_CHECKING:
    from app.services.conflicts import Conflict

_BEFORE = 84  # four lines
_SIDE_BY_SIDE = 760  # narrower panes put the values below one another


class DecidePane(QFrame):
    """``decided`` carries (op_id, reason), ``later`` asks for the next one, ``rewrite`` and ``opened`` for the item."""

    decided = Signal(str, str)
    later = Signal()
    rewrite = Signal()
    opened = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAccessibleName("競合を決める欄")
        self._conflict: Conflict | None = None
        self._cards: list[ValueCard] = []
        self._chosen = 0
        self._writable = True
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(ThemedIcon("conflict", "error_text", self))
        self._place = Label("", self, tone="error", bold=True)
        head.addWidget(self._place)
        self._title = Elided("", self, bold=True, size="todo")
        head.addWidget(self._title, 1)
        self._open = Button("この項目を開く", self, kind="link", compact=True, press=self._go)
        head.addWidget(self._open)
        column.addLayout(head)
        self._how = Label("", self, tone="text2", size="remark", wrap=True)
        column.addWidget(self._how)
        self._base = Label("", self, tone="text2", wrap=True)
        self._before = Scroller(self)  # a long value of before must not push away the values to choose from
        self._before.column.addWidget(self._base)
        column.addWidget(self._before)
        self._scroll = Scroller(self)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._scroll.column.addLayout(self._grid)
        self._scroll.column.addStretch(1)
        column.addWidget(self._scroll, 1)
        reason = QHBoxLayout()
        reason.setSpacing(8)
        reason.addWidget(Label("決める理由（必須）", self, tone="text2", size="remark", bold=True))
        self.reason = TextLine(self, name="決める理由", hint="例　主管課が実機で確かめた値を採る")
        reason.addWidget(self.reason, 1)
        column.addLayout(reason)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.decide = Button("決めて次の競合へ", self, kind="main", tall=True, key="Enter", press=self._decide)
        foot.addWidget(self.decide)
        foot.addWidget(Button("後で決める", self, tall=True, press=self.later.emit))
        self.rewriting = Button("見比べて書き直す…", self, kind="quiet", press=self.rewrite.emit)
        foot.addWidget(self.rewriting)
        stays = "決めたことは残り、同じパッケージをまた取り込んでも聞き直しません。"
        foot.addWidget(Label(stays, self, tone="text2", size="remark", wrap=True), 1)
        column.addLayout(foot)
        self.reason.textChanged.connect(lambda _t: self._look())
        self.reason.entered.connect(self._decide)

    def show_conflict(self, found: Conflict, place: int, total: int, *, can_rewrite: bool) -> None:
        """Another conflict; nothing is chosen beforehand."""
        self._conflict, self._chosen = found, 0
        self._place.setText(f"競合 {place:,} / {total:,}")
        self._title.set_whole(f"{found.line.title}　{found.line.about}")
        people = len({v.by for v in found.values})
        who = f"{people} 人が" if people > 1 else "同じ人が別の場所で"
        self._how.setText(
            f"{who}、互いの値を見ないで書きました。新しい方が正しいとは限らないため、時刻では決めません。"
        )
        base = found.base
        self._before.setVisible(base is not None)
        if base is not None:
            apart = [f"{label} {text}" for label, text in base.fields if text and label in found.differing]
            said = "　".join(apart) or "空"
            self._base.setText(f"元の値　{said_when(base.at)}　{said}")
            self._before.verticalScrollBar().setValue(0)
        self._open.setVisible(bool(found.line.node))
        self.rewriting.setVisible(can_rewrite)
        self._fill()
        self.reason.clear()
        self._look()

    def conflict(self) -> Conflict | None:
        """The one that shows."""
        return self._conflict

    def _fill(self) -> None:
        for card in self._cards:
            card.hide()
            card.deleteLater()
        found = self._conflict
        self._cards = [
            ValueCard(n, value, found.differing, self.choose, self._scroll.page)
            for n, value in enumerate(found.values if found else (), 1)
        ]
        self._arrange()

    def _arrange(self) -> None:
        columns = 2 if self.width() >= _SIDE_BY_SIDE and len(self._cards) > 1 else 1
        for card in self._cards:
            self._grid.removeWidget(card)
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for at in range(2):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)
        room = max(1, self._before.viewport().width())
        self._before.setFixedHeight(min(max(0, self._base.heightForWidth(room)), _BEFORE))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._arrange()

    def set_writable(self, writable: bool) -> None:
        """Whether anything can be decided."""
        self._writable = writable
        self._look()

    def choose(self, number: int) -> None:
        """Marks a value as the one to be taken; the reason is asked next."""
        if not 1 <= number <= len(self._cards) or self._cards[number - 1].value.erased:
            return
        self._chosen = number
        for card in self._cards:
            card.mark(card.number == number)
        self._look()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        why = "" if self._writable else "読むだけで開いています"
        if not why and not self._chosen:
            why = "採る値を選んでください（1、2 …）"
        if not why and not self.reason.text().strip():
            why = "理由を書いてください"
        self.decide.set_usable(not why, why)
        self.rewriting.set_usable(self._writable, "読むだけで開いています")

    def _decide(self) -> None:
        if self.decide.isEnabled() and self._chosen:
            self.decided.emit(self._cards[self._chosen - 1].value.op_id, self.reason.text().strip())

    def _go(self) -> None:
        if self._conflict is not None:
            self.opened.emit(self._conflict.line.node)
