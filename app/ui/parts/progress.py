"""Progress of long work: name, n / all, bar, current thing, 中止. The program stays usable beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.text import Elided, Label


class ProgressPanel(QWidget):
    """Shown by its owner only after half a second."""

    def __init__(self, name: str, parent: QWidget | None = None, *, stop: Callable[[], object] | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        self._name = Label(name, self, bold=True)
        self._numbers = Label("", self, tone="text2")
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self._numbers)
        column.addLayout(head)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(name)
        column.addWidget(self._bar)
        foot = QHBoxLayout()
        self._what = Elided("", self, tone="text2")
        foot.addWidget(self._what, 1)
        self.stop = Button("中止", self, press=stop)
        self.stop.setVisible(stop is not None)
        foot.addWidget(self.stop)
        column.addLayout(foot)
        self.advance(0, 0, "")

    def advance(self, done: int, total: int, what: str) -> None:
        """n / all and the thing at hand; an unknown total shows a moving bar."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._numbers.setText(f"{done:,} / {total:,}" if total else "")
        self._what.set_whole(what)
