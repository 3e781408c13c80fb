"""Editors of dialogs: a day, some lines of text."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui.parts.inputs import TextLine
from app.ui.work.register import day_of


def _day_problem(text: str) -> str:
    return "" if not text.strip() or day_of(text) else "日付は 2026-03-31 か R8.3.31 の形で書いてください"


class DayLine(TextLine):
    """A day, typed as 2026-03-31, 2026/3/31, R8.3.31 or 令和8年3月31日; kept as 2026-03-31."""

    def __init__(self, parent: QWidget, *, name: str, text: str = "") -> None:
        super().__init__(parent, hint="2026-03-31、R8.3.31", name=name)
        self.setText(text)
        self.textChanged.connect(self._look)

    def _look(self) -> None:
        wrong = bool(_day_problem(self.text()))
        if wrong != bool(self.property("problem")):
            self.setProperty("problem", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def problem(self) -> str:
        """Why it cannot be taken, "" when it can."""
        return _day_problem(self.text())

    def day(self) -> str:
        """The day as it is kept; what was there before the form knew days stays as it is."""
        return day_of(self.text()) or self.text().strip()


class TextArea(QPlainTextEdit):
    """Some lines of text; Tab goes on to the next field."""

    def __init__(self, parent: QWidget, *, name: str, text: str = "", lines: int = 3) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(8)
        self.setPlainText(text)
        self.setFixedHeight(20 * lines + 18)
