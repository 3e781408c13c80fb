"""The empty state: one sentence of state, one of help, and the next step as a button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.text import Label


class EmptyState(QWidget):
    """Centred in its place; ``buttons`` stand below in their order."""

    def __init__(
        self, icon: str, state: str, help_text: str, parent: QWidget | None = None, *, buttons: tuple[Button, ...] = ()
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(ThemedIcon(icon, "text2", self, size=32), 0, Qt.AlignmentFlag.AlignHCenter)
        self.state = Label(state, self, bold=True, size="todo", wrap=True)
        self.help = Label(help_text, self, tone="text2", wrap=True)
        for label in (self.state, self.help):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        if buttons:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addStretch(1)
            for button in buttons:
                button.setParent(self)
                row.addWidget(button)
            row.addStretch(1)
            column.addSpacing(4)
            column.addLayout(row)
        column.addStretch(2)

    def say(self, state: str, help_text: str) -> None:
        """Other sentences for another state."""
        self.state.setText(state)
        self.help.setText(help_text)
