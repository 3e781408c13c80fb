"""What a vendor's words and signs mean: one line per text in the answer columns, with how often and how it was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.services.vendor_words import answers
from app.ui.parts.inputs import Chooser
from app.ui.parts.text import Elided, Label

if TYPE_CHECKING:
    from app.services.vendor_read import Value

HOW = {
    "profile": "前に選んだとおり",
    "legend": "表の凡例から",
    "words": "よくある書き方",
    "guess": "示された直し方",
    "": "読めません。説明に残します",
}


class ValueTable(QScrollArea):
    """``changed`` after a person said what a text means."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("回答のことばの意味")
        self._choosers: dict[str, Chooser] = {}
        self._remarks: dict[str, Label] = {}
        self._said: dict[str, str] = {}

    def begin(self) -> None:
        """Another list."""
        self._choosers, self._remarks, self._said = {}, {}, {}
        if (page := self.takeWidget()) is not None:
            page.deleteLater()

    def show_values(self, values: Sequence[Value]) -> None:
        """The texts of the answer columns; the same texts keep their lines and the focus."""
        if [v.text for v in values] != list(self._choosers):
            self._build(values)
        for value in values:
            self._choosers[value.text].set_code(value.code)
            remark = self._remarks[value.text]
            own = "選んだとおり" if value.text in self._said else HOW[value.how]
            if not value.code and value.proposal:
                own = f"{HOW['']}（{answers()[value.proposal].short}？）"
            remark.setText(own)
            remark.set_tone("text2" if value.code else "warn")

    def _build(self, values: Sequence[Value]) -> None:
        page = QWidget(self)
        page.setProperty("ground", "surface")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lines = QGridLayout(page)
        lines.setContentsMargins(12, 8, 12, 8)
        lines.setHorizontalSpacing(12)
        lines.setVerticalSpacing(6)
        for place, word in enumerate(("表の書き方", "件数", "回答の区分", "")):
            lines.addWidget(Label(word, page, tone="text2", size="remark"), 0, place)
        choices = [("", "説明に残す"), *((c, a.chip) for c, a in answers().items())]
        self._choosers, self._remarks = {}, {}
        for row, value in enumerate(values, 1):
            lines.addWidget(Elided(value.text, page, bold=True), row, 0)
            count = Label(f"{value.count:,}", page, tone="text2")
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            lines.addWidget(count, row, 1)
            chooser = Chooser(page, name=f"「{value.text}」の意味")
            chooser.fill(choices, value.code)
            chooser.setFixedWidth(180)
            chooser.activated.connect(lambda _i, text=value.text: self._chosen(text))
            lines.addWidget(chooser, row, 2)
            self._choosers[value.text] = chooser
            self._remarks[value.text] = Label("", page, tone="text2", size="remark")
            lines.addWidget(self._remarks[value.text], row, 3)
        lines.setColumnStretch(0, 1)
        lines.setRowStretch(len(values) + 1, 1)
        self.setWidget(page)

    def _chosen(self, text: str) -> None:
        self._said[text] = self._choosers[text].code()
        self.changed.emit()

    def choose(self, text: str, code: str) -> None:
        """Chooses from the program, as a person would."""
        self._choosers[text].set_code(code)
        self._chosen(text)

    def said(self) -> dict[str, str]:
        """Text → answer, as far as a person said so; "" = none of them."""
        return dict(self._said)
