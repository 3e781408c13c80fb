"""A strip of tabs on a surface with a hairline under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabBar, QWidget


class TabStrip(QFrame):
    """34 px high; ``bar`` is the tab bar itself."""

    def __init__(self, words: Sequence[str], parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self.setFixedHeight(34)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        self.bar = QTabBar(self)
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setAccessibleName(name)
        for word in words:
            self.bar.addTab(word)
        row.addWidget(self.bar)
        row.addStretch(1)
        self._row = row

    def add_widget(self, widget: QWidget) -> None:
        """Something at the right end of the strip."""
        self._row.addWidget(widget)
