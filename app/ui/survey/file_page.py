"""The first page of an import: drop a file or choose one, and how far the reading is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.progress import ProgressPanel
from app.ui.parts.text import Label


class FilePage(QWidget):
    """``choose_button`` opens the file dialog; ``progress`` shows while a file is read."""

    def __init__(self, choose: Callable[[], None], stop: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        card = QFrame(self)
        card.setProperty("card", True)
        box = QVBoxLayout(card)
        box.setContentsMargins(24, 32, 24, 32)
        box.setSpacing(8)
        box.addWidget(ThemedIcon("download", "text2", card, size=32), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (
            Label("課で使っている一覧の Excel をここに落とします", card, bold=True, size="todo"),
            Label("列の名前や並びは課のままで読めます。確かめるまで何も書き込みません。", card, tone="text2"),
        ):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(label)
        self.choose_button = Button("ファイルを選ぶ…", card, kind="main", press=choose)
        box.addSpacing(4)
        box.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(card)
        self.progress = ProgressPanel("ファイルを読んでいます", self, stop=stop)
        self.progress.hide()
        column.addWidget(self.progress)
        column.addStretch(1)
