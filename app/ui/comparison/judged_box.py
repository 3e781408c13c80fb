"""判定済み n / N with its bar, at the right end of the verdict keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QSizePolicy, QWidget

from app.ui.parts.text import Label


class JudgedBox(QWidget):
    """How many of the edition are judged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._word = Label("判定済み", self, tone="text2", size="remark")
        self._text = Label("", self, bold=True)
        self._text.setObjectName("progressText")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        grid.addWidget(self._word, 0, 0)
        grid.addWidget(self._text, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._bar, 1, 0, 1, 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_narrow(self, narrow: bool) -> None:
        """Without its word beside ten keys."""
        self._word.setVisible(not narrow)
        self.setFixedWidth(76 if narrow else 190)

    def say(self, judged: int, total: int) -> None:
        """The numbers."""
        self._text.setText(f"{judged:,} / {total:,}")
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(judged)
        self._bar.setAccessibleName(f"判定済み {judged} / {total}")

    def numbers(self) -> tuple[int, int]:
        """(judged, all)."""
        return self._bar.value(), self._bar.maximum()
