"""Before answers are written to 現行調査: every step in words, and the name of a system that isn't there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.text import Label

if TYPE_CHECKING:
    from app.services.questionnaires_through import Plan

DOING = ("create", "replace", "set")


class ThroughDialog(SentenceDialog):
    """What a plan would do. ``system_name`` is asked for where a system is created."""

    def __init__(self, plan: Plan, parent: QWidget | None) -> None:
        super().__init__(
            "回答を現行調査に書き込みます",
            parent,
            main="書き込む",
            undo="1 回の「元に戻す」で戻ります",
        )
        self.setObjectName("through")
        self._line: TextLine | None = None
        if plan.system_name:
            self._line = TextLine(self, name="登録するシステムの名前")
            self._line.setText(plan.system_name)
            self._line.textChanged.connect(self._look)
            self.body.addWidget(Field("登録するシステムの名前", self._line, self))
        for step in plan.of(DOING):
            self.body.addWidget(Label(step.sentence, self, wrap=True))

    def _look(self) -> None:
        self.main.set_usable(bool(self.system_name()), "システムの名前を書いてください")

    def system_name(self) -> str:
        """The name for a new system, "" where none is created."""
        return self._line.text().strip() if self._line is not None else ""
