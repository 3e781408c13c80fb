"""F1: how the screen at hand works and its keys; texts are data in resources/help, keys come from the one table."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.ui.actions import ACTIONS, ActionSpec
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.text import SectionHeader
from app.ui.theme import look

PLACES = {
    "comparison": ("window", "list", "comparison"),
    "standard": ("window", "list"),
    "import": ("window", "import"),
    "survey": ("window", "survey"),
    "register": ("window", "register"),
    "linkmap": ("window", "linkmap"),
    "transition": ("window", "transition"),
    "merge": ("window", "merge"),
    "handin": ("window", "handin"),
    "meeting": ("window", "meeting"),
}


def keys_for(screen: str) -> list[ActionSpec]:
    """Actions with a key that work on a screen."""
    places = PLACES.get(screen, ("window",))
    return [spec for spec in ACTIONS if spec.shortcut and spec.where in places]


def _loosen(text: QTextBrowser) -> None:
    """Line height and paragraph gaps of running Japanese text."""
    block = text.document().begin()
    while block.isValid():
        cursor = QTextCursor(block)
        shape = block.blockFormat()
        heading = shape.headingLevel() > 0
        shape.setLineHeight(22, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        shape.setTopMargin(12 if heading and block.position() else 0)
        shape.setBottomMargin(4)
        cursor.setBlockFormat(shape)
        if heading:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            format_ = QTextCharFormat()
            format_.setFont(look.font(14, bold=True))
            cursor.mergeCharFormat(format_)
        block = block.next()


class HelpDialog(SentenceDialog):
    """The text at the left, the keys at the right."""

    def __init__(self, screen: str, title: str, parent: QWidget | None) -> None:
        super().__init__(f"{title}の使い方", parent, main="閉じる", cancel="", width=880)
        row = QHBoxLayout()
        row.setSpacing(16)
        text = QTextBrowser(self)
        text.setOpenLinks(False)
        text.setAccessibleName("使い方")
        text.document().setDocumentMargin(12)
        text.document().setIndentWidth(20)
        text.setMarkdown((files("resources") / "help" / f"{screen}.md").read_text("utf-8"))
        _loosen(text)
        row.addWidget(text, 3)
        column = QVBoxLayout()
        column.addWidget(SectionHeader("キー", self))
        specs = keys_for(screen)
        table = QTableWidget(len(specs), 2, self)
        table.setAccessibleName("キーの一覧")
        table.setProperty("framed", True)
        table.horizontalHeader().hide()
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setWordWrap(False)
        table.verticalHeader().setDefaultSectionSize(26)
        for place, spec in enumerate(specs):
            table.setItem(place, 0, QTableWidgetItem(spec.shortcut))
            table.setItem(place, 1, QTableWidgetItem(spec.text))
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        column.addWidget(table, 1)
        row.addLayout(column, 2)
        self.body.addLayout(row)
        self.resize(880, 520)
