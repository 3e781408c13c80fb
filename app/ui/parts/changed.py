"""What one operation changed, field by field, before and after: in the record of all steps and in one field's past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui.parts.text import Label

if TYPE_CHECKING:
    from app.services.audit import Line

_EMPTY = "（空）"
_LONGEST = 600  # characters of a value shown here; whole it stands in the file


def add_changes(column: QVBoxLayout, line: Line, card: QWidget) -> None:
    """Its fields, and the reason given."""
    if line.fields:
        column.addLayout(_table(line, card))
    elif line.erased:
        column.addWidget(Label("書いてあったことは消されています。", card, tone="text2"))
    else:
        column.addWidget(Label("内容は前と同じです。", card, tone="text2"))
    if line.reason:
        column.addWidget(Label(f"理由：{_short(line.reason)}", card, tone="text2", wrap=True))


def _table(line: Line, card: QWidget) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, 120)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    top = Qt.AlignmentFlag.AlignTop
    for row, (label, before, after) in enumerate(line.fields):
        grid.addWidget(Label(label, card, tone="text2", size="remark"), row, 0, top)
        if any(old for _, old, _ in line.fields):
            grid.addWidget(Label(_short(before) or _EMPTY, card, tone="text2", wrap=True), row, 1, top)
            grid.addWidget(Label("→", card, tone="text2"), row, 2, top)
            grid.addWidget(Label(_short(after) or _EMPTY, card, wrap=True), row, 3, top)
        else:  # it is new: there is no before
            grid.addWidget(Label(_short(after), card, wrap=True), row, 1, 1, 3, top)
    return grid


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…（{len(text):,} 文字）"
