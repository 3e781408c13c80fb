"""Under the picture: the same linkages as a table, with its heading and its way to Excel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.linkmap.panels import LinkTable
from app.ui.parts.buttons import Button
from app.ui.parts.text import Elided, SectionHeader

HINT = "図で選ぶと表も選ばれます"


class TableSide(QFrame):
    """``said``: what a person should know of the picture; ``buttons``: the row further buttons may join."""

    def __init__(self, parent: QWidget, *, export: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame(self)
        head.setProperty("ground", "sunken")
        head.setFixedHeight(34)
        self.buttons = QHBoxLayout(head)
        self.buttons.setContentsMargins(12, 0, 12, 0)
        self.count = SectionHeader("図と同じ線の表", head, count=0)
        self.buttons.addWidget(self.count)
        self.said = Elided(HINT, head, tone="text2")
        self.buttons.addWidget(self.said, 1)
        self.export = Button("Excelに書き出す…", head, kind="quiet", icon="download", press=export)
        self.buttons.addWidget(self.export)
        column.addWidget(head)
        self.table = LinkTable(self)
        column.addWidget(self.table, 1)
