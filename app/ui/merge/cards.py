"""The values of a conflict side by side: who, when, from where, every field, what differs in colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, verdict_look
from app.ui.parts.text import Elided, KeyBox, Label, repolish, rule

if TYPE_CHECKING:
    from app.services.conflicts import Value

HERE = "このパソコン"
VERDICT_LABEL = "判定"
MANY = 6


def said_when(at: str) -> str:
    """2026-12-04 10:41."""
    return at[:16].replace("T", " ")


class ValueCard(QFrame):
    """One value; pressing it anywhere chooses it, unless it is only shown (``choose`` None)."""

    def __init__(
        self,
        number: int,
        value: Value,
        differing: frozenset[str],
        choose: Callable[[int], object] | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.number, self.value = number, value
        self._choose = choose
        self.setProperty("card", True)
        self.setAccessibleName(f"{number} 番の値：{value.by.replace('/', ' ')}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 12, 6)
        head.setSpacing(8)
        head.addWidget(KeyBox(str(number), self))
        department, _, person = value.by.partition("/")
        head.addWidget(Elided(f"{person or department}（{department}）" if person else department, self, bold=True), 1)
        head.addWidget(Label(said_when(value.at), self, tone="text2", size="remark"))
        column.addLayout(head)
        column.addWidget(rule(self))
        grid = QGridLayout()
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        row = 0
        few = len(differing) < len(value.fields) > MANY  # of a whole record only what differs
        for label, text in value.fields:
            if label not in differing and (few or not text):
                continue
            apart = label in differing
            name = Label(label, self, tone="text2", size="remark")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            if label == VERDICT_LABEL:
                chip = Chip(verdict_look(value.raw.get("verdict") or None), self)
                grid.addWidget(chip, row, 1, Qt.AlignmentFlag.AlignLeft)
                row += 1
                continue
            said = Label(text or "（空）", self, tone="" if text else "text3", bold=apart, wrap=True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(said, row, 1, Qt.AlignmentFlag.AlignTop)
            row += 1
        if value.reason:
            grid.addWidget(Label("書いた理由", self, tone="text2", size="remark"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(value.reason, self, wrap=True), row, 1)
            row += 1
        if value.erased:
            grid.addWidget(
                Label("消去された値です。採ることはできません。", self, tone="text2", wrap=True), row, 0, 1, 2
            )
        column.addLayout(grid)
        column.addStretch(1)
        column.addWidget(rule(self))
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 4, 12, 4)
        self.take = Button("これを採る", self, kind="link", compact=True, press=lambda: choose and choose(number))
        self.take.setVisible(choose is not None)
        self.take.set_usable(not value.erased, "消去された値です")
        foot.addWidget(self.take)
        foot.addStretch(1)
        foot.addWidget(Elided(value.package or HERE, self, tone="text2", size="remark", hug=True))
        column.addLayout(foot)

    def mark(self, on: bool) -> None:
        """Shows that this is the value to be taken."""
        self.setProperty("soft", on)
        self.take.set_word("✓ これを採る" if on else "これを採る")
        repolish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._choose is not None and not self.value.erased:
            self._choose(self.number)
        super().mousePressEvent(event)
