"""A conflict that a package would open, as it would stand: shown before anything is taken in, not decided there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.merge.cards import ValueCard, said_when
from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.text import Elided, Label, rule

if TYPE_CHECKING:
    from app.services.conflicts import Conflict, Line

_SIDE_BY_SIDE = 700  # narrower panes put the values below one another


class ConflictSeen(QFrame):
    """One of ``total`` conflicts; ``found`` is None where only its name was looked up."""

    def __init__(
        self,
        line: Line,
        found: Conflict | None,
        at: int,
        total: int,
        turn: Callable[[int], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(rule(self))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(ThemedIcon("conflict", "error_text", self))
        head.addWidget(Label(f"競合 {at + 1:,} / {total:,}", self, tone="error", bold=True))
        head.addWidget(Elided(f"{line.title}　{line.about}", self, bold=True), 1)
        for word, by, usable, why in (
            ("前へ", -1, at > 0, "これが最初です"),
            ("次へ", 1, at + 1 < total, "これが最後です"),
        ):
            button = Button(word, self, kind="quiet", compact=True, press=lambda by=by: turn(by))  # type: ignore[misc]
            button.set_usable(usable, why)
            button.setVisible(total > 1)
            head.addWidget(button)
        column.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._cards: list[ValueCard] = []
        if found is None:
            who = " と ".join(w.replace("/", " ") for w in line.who)
            said = f"{who} が違うことを書いています。値は、取り込んだ後に「競合」で見られます。"
            column.addWidget(Label(said, self, tone="text2", wrap=True))
            return
        if found.base is not None:
            apart = [f"{label} {text}" for label, text in found.base.fields if text and label in found.differing]
            said = f"元の値　{said_when(found.base.at)}　{'　'.join(apart) or '空'}"
            column.addWidget(Label(said, self, tone="text2", wrap=True))
        column.addLayout(self._grid)
        self._cards = [ValueCard(n, value, found.differing, None, self) for n, value in enumerate(found.values, 1)]
        self._arrange(parent.width())

    def _arrange(self, width: int) -> None:
        columns = 2 if width >= _SIDE_BY_SIDE and len(self._cards) > 1 else 1
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for at in range(2):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        for card in self._cards:
            self._grid.removeWidget(card)
        self._arrange(self.width())
