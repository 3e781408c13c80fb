"""The field for pairs of 課題 and 対策: as many as needed; what is pasted in the form's own shape is taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.pairs import Pair, parse_pairs, print_pairs
from app.core.questionnaires import Meaning, Question, pairs_of, pairs_value
from app.ui.parts.buttons import Button, IconButton
from app.ui.parts.text import Label
from app.ui.survey.questions_fields import READ_ONLY, AnswerField, Area, simple_field


class PairsField(AnswerField):
    """Pairs of 課題 and 対策; a pasted ■課題：…■対策：… is taken apart."""

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(question, parent)
        self.rows: list[tuple[QWidget, Area, Area]] = []
        self._writable = True
        self._place = QVBoxLayout()
        self._place.setSpacing(8)
        self.column.addLayout(self._place)
        self.more = Button("課題を足す", self, kind="quiet", icon="plus", press=self.add)
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addWidget(
            Label("■課題：…■対策：… と書いた文を貼り付けると分けて入ります", self, tone="text2", size="remark")
        )
        foot.addStretch(1)
        self.column.addLayout(foot)
        self._fill(())

    def _fill(self, pairs: Sequence[Pair]) -> None:
        before, self.rows = self.rows, []
        for holder, issue, measure in before:
            for area in (issue, measure):
                area.blockSignals(True)  # hiding one takes its focus: that is nobody leaving it
            self._place.removeWidget(holder)
            holder.hide()
            holder.deleteLater()
        for pair in pairs or (Pair(""),):
            self._row(pair)

    def _row(self, pair: Pair) -> Area:
        number = len(self.rows) + 1
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        areas = []
        for word, text in (("課題", pair.issue), ("対策", pair.measure)):
            part = QVBoxLayout()
            part.setSpacing(2)
            label = Label(f"{word} {number}", holder, tone="text2", size="remark")
            area = Area(holder, name=f"{self.name}　{word} {number}", lines=2)
            label.setBuddy(area)
            area.put(text)
            area.setReadOnly(not self._writable)
            area.left.connect(self.left)
            area.textChanged.connect(self.typed)
            area.pasted.connect(self._pasted)
            part.addWidget(label)
            part.addWidget(area)
            part.addStretch(1)
            row.addLayout(part, 1)
            areas.append(area)
        remove = IconButton("close", f"課題 {number} を消す", holder)
        remove.clicked.connect(lambda _on=False: self._remove(holder))
        remove.setEnabled(self._writable)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        self._place.addWidget(holder)
        self.rows.append((holder, areas[0], areas[1]))
        return areas[0]

    def add(self) -> None:
        """An empty pair, ready to be written."""
        self._row(Pair("")).setFocus()

    def _remove(self, holder: QWidget) -> None:
        self._fill([p for (h, _i, _m), p in zip(self.rows, self._all(), strict=True) if h is not holder])
        self.rows[0][1].setFocus()
        self.left.emit()

    def _pasted(self, text: str) -> None:
        if len(parse_pairs(text)) > 1 or any(p.measure for p in parse_pairs(text)):
            pairs = parse_pairs(print_pairs(self._all()))
            self._fill(pairs)
            self.rows[-1][1].setFocus()
            self.left.emit()

    def _all(self) -> list[Pair]:
        return [Pair(i.toPlainText().strip(), m.toPlainText().strip()) for _h, i, m in self.rows]

    def said(self) -> Meaning:
        return Meaning(pairs_value(self._all()))

    def put(self, value: Any) -> None:
        self._fill(pairs_of(value))

    def set_writable(self, writable: bool) -> None:
        self._writable = writable
        self.more.set_usable(writable, READ_ONLY)
        for holder, issue, measure in self.rows:
            issue.setReadOnly(not writable)
            measure.setReadOnly(not writable)
            for button in holder.findChildren(IconButton):
                button.setEnabled(writable)

    def first(self) -> QWidget:
        return self.rows[0][1]


def field_for(question: Question, parent: QWidget) -> AnswerField:
    """The field of a question."""
    return PairsField(question, parent) if question.kind == "pairs" else simple_field(question, parent)
