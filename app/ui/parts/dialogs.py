"""Dialogs whose title is the sentence of what will happen: buttons right, Esc = やめる, how to undo at the left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.inputs import TextLine
from app.ui.parts.text import Label
from spec_catalog.problems import InputProblem


class SentenceDialog(QDialog):
    """A dialog with a sentence, a place for contents (``body``) and its buttons."""

    def __init__(
        self,
        sentence: str,
        parent: QWidget | None,
        *,
        explanation: str = "",
        main: str,
        undo: str = "",
        cancel: str = "やめる",
        width: int = 560,
    ) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setWindowTitle(sentence)
        self.setMinimumWidth(width)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(Label(sentence, self, size="screen", bold=True, wrap=True))
        if explanation:
            column.addWidget(Label(explanation, self, tone="text2", wrap=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        column.addLayout(self.body, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        if undo:
            foot.addWidget(Label(undo, self, tone="text2", size="remark"))
        foot.addStretch(1)
        self.cancel = Button(cancel, self, tall=True, press=self.reject)
        self.cancel.setVisible(bool(cancel))
        foot.addWidget(self.cancel)
        self.main = Button(main, self, kind="main", tall=True, press=self.accept)
        self.main.setDefault(True)
        foot.addWidget(self.main)
        column.addLayout(foot)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)
        if self.focusWidget() is None or self.focusWidget() is self:
            self.main.setFocus(Qt.FocusReason.OtherFocusReason)


class ProblemDialog(SentenceDialog):
    """What is the input's fault: what happened, where, what to do. Never a traceback."""

    def __init__(self, problem: InputProblem, parent: QWidget | None) -> None:
        super().__init__(problem.message, parent, main="閉じる", cancel="")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(ThemedIcon("warning", "warn_line", self), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        where = "　".join(p for p in (problem.file, problem.sheet, problem.cell) if p)
        if where:
            texts.addWidget(Label(where, self, tone="text2", wrap=True))
        if problem.hint:
            texts.addWidget(Label(problem.hint, self, wrap=True))
        row.addLayout(texts, 1)
        self.body.addLayout(row)


class AskText(SentenceDialog):
    """One line of text, checked while typing; ``check`` gives the reason it cannot be taken, "" when it can."""

    def __init__(
        self,
        sentence: str,
        label: str,
        parent: QWidget | None,
        *,
        main: str,
        text: str = "",
        check: Callable[[str], str] = lambda _text: "",
    ) -> None:
        super().__init__(sentence, parent, main=main)
        self._check = check
        self.body.addWidget(Label(label, self, tone="text2", size="remark"))
        self.line = TextLine(self, name=label)
        self.line.setText(text)
        self.line.entered.connect(self._entered)
        self.line.textChanged.connect(self._look)
        self.body.addWidget(self.line)
        self.reason = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.reason)
        self.line.setFocus()
        self._look()

    def _look(self) -> None:
        reason = self._check(self.line.text().strip())
        self.reason.setText(reason)
        self.main.set_usable(not reason and bool(self.line.text().strip()), reason or "何も書かれていません")

    def _entered(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def text(self) -> str:
        """What was written."""
        return self.line.text().strip()
