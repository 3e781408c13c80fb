"""The questions of one department, in the groups of the published form."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.questionnaires import Questionnaire
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label, SectionHeader
from app.ui.survey.questions_card import QuestionCard

if TYPE_CHECKING:
    from app.services.questionnaires_answer import Sheet


class SheetPane(QWidget):
    """One card for each question. What a card wants goes on with the question's number before it."""

    stored = Signal(str, object, str)  # question, value, 備考
    through_wanted = Signal(str)
    settled = Signal(str, object, str)
    typed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards: dict[str, QuestionCard] = {}
        self._groups: list[tuple[SectionHeader, list[QuestionCard]]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame(self)
        head.setProperty("ground", "surface")
        head.setProperty("edge", "bottom")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        self.name = Elided("", head, bold=True, size="screen", hug=True)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(Label("欄を離れると書き込みます", head, tone="text2", size="remark"))
        column.addWidget(head)
        self._scroll = Scroller(self, ground="bg")
        self._scroll.column.setContentsMargins(16, 12, 16, 16)
        self._scroll.column.setSpacing(10)
        column.addWidget(self._scroll, 1)

    # showing

    def ask(self, questionnaire: Questionnaire) -> None:
        """The questions of a questionnaire; nothing is answered yet."""
        column = self._scroll.column
        clear(column)
        self.cards, self._groups = {}, []
        self.source = Label(f"出典：{questionnaire.source}", self._scroll.page, tone="text2", size="remark", wrap=True)
        column.addWidget(self.source)
        for question in questionnaire.questions:
            if question.group and (not self._groups or self._groups[-1][0].label.text() != question.group):
                header = SectionHeader(question.group, self._scroll.page)
                self._groups.append((header, []))
                column.addWidget(header)
            card = self.cards[question.id] = QuestionCard(question, self._scroll.page)
            if self._groups:
                self._groups[-1][1].append(card)
            card.stored.connect(partial(self.stored.emit, question.id))
            card.typed.connect(self.typed)
            card.through_wanted.connect(partial(self.through_wanted.emit, question.id))
            card.settled.connect(partial(self.settled.emit, question.id))
            column.addWidget(card)
        column.addStretch(1)
        self._scroll.verticalScrollBar().setValue(0)

    def forget(self) -> None:
        """Another department comes."""
        for card in self.cards.values():
            card.forget()
        self._scroll.verticalScrollBar().setValue(0)

    def show_sheet(
        self, sheet: Sheet, vendors: tuple[str, ...], departments: tuple[str, ...], *, writable: bool
    ) -> None:
        """What a department answered."""
        fresh = any(card.line is None for card in self.cards.values())
        self.name.set_whole("　".join(t for t in (sheet.name, sheet.subject_label) if t))
        for line in sheet.lines:
            self.cards[line.state.question.id].show_line(line, vendors, departments, writable=writable)
        if fresh and writable:
            for question, typed in sheet.typed.items():
                if question in self.cards:
                    self.cards[question].put_back(typed.value, typed.remark, typed.heads)
        for header, cards in self._groups:
            header.setVisible(any(card.isVisibleTo(self._scroll.page) for card in cards))

    # going

    def show_question(self, question: str) -> None:
        """Brings a question into sight, with the keys in its field."""
        card = self.cards[question]
        self._scroll.page.layout().activate()
        self._scroll.ensureWidgetVisible(card, 0, 24)
        card.first().setFocus()

    def go_next(self, owing: Collection[str]) -> bool:
        """To the next of these questions after the one with the keys; False when there is none."""
        ids, focused = list(self.cards), self.window().focusWidget()
        here = next(
            (n for n, c in enumerate(self.cards.values()) if focused is not None and c.isAncestorOf(focused)), -1
        )
        found = next((q for q in (*ids[here + 1 :], *ids[: here + 1]) if q in owing), None)
        if found is not None:
            self.show_question(found)
        return found is not None

    def unstored(self) -> dict[str, tuple[object, str, tuple[str, ...]]]:
        """By question what stands in its field and isn't stored."""
        return {question: said for question, card in self.cards.items() if (said := card.unstored()) is not None}

    def keep(self) -> None:
        """Has every field stored that says something new."""
        for card in self.cards.values():
            card.keep()
