"""The fields of a questionnaire, one for each kind of question: what is typed, and when it counts.

A field says ``left`` once something has to be stored: when a text is left, when a choice is made. What the input method
still composes is in no field's text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.dates import japanese, read
from app.core.questionnaires import NO, YES, Meaning, Question, items_of, listed, meaning, shown
from app.ui.parts.flow import FlowLayout
from app.ui.parts.inputs import Chooser, EditableChooser, TextLine
from app.ui.parts.text import Label
from app.ui.parts.ticks import CheckBox

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

_LINE, _MOST = 20, 8
_WIDE = 520  # of a field for one line
READ_ONLY = "読むだけで開いています"


class Area(QPlainTextEdit):
    """Some lines of text, growing with them; ``left`` when the focus goes, Tab goes on, Ctrl+Enter records."""

    left = Signal()
    pasted = Signal(str)

    def __init__(self, parent: QWidget, *, name: str, lines: int = 2, hint: str = "") -> None:
        super().__init__(parent)
        self._least = lines
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(6)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._grow)
        self._grow()

    def put(self, text: str) -> None:
        """Another text, without a signal."""
        blocked = self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(blocked)
        self._grow()

    def _grow(self) -> None:
        lines = max(self._least, min(_MOST, int(self.document().size().height())))
        self.setFixedHeight(_LINE * lines + 14)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._grow()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        super().insertFromMimeData(source)
        self.pasted.emit(self.toPlainText())


class Picker(Chooser):
    """A pull-down that arrow keys open: every choice is stored at once, so none may come by passing over it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
            return
        super().keyPressEvent(event)


class AnswerField(QWidget):
    """One field. ``left``: what it says now may be stored; ``said`` is it, as a value or with its problem."""

    left = Signal()
    typed = Signal()

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(parent)
        self.question = question
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
        self.name = f"問{question.name}"

    def said(self) -> Meaning:
        """What stands in the field."""
        raise TypeError("a field without a kind")

    def put(self, value: Any) -> None:
        """Shows a stored value, without a signal."""
        raise TypeError("a field without a kind")

    def set_writable(self, writable: bool) -> None:
        """Without writing it can still be read."""
        self.setEnabled(writable)
        self.setToolTip("" if writable else READ_ONLY)

    def first(self) -> QWidget:
        """Where the keys go."""
        raise TypeError("a field without a kind")


class LineField(AnswerField):
    """A short text, a number or a date; a date tells what it was understood as."""

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(question, parent)
        hint = "R8.3.31、令和8年3月末" if question.kind == "date" else ""
        if question.words:
            hint = "、".join(t for t in (hint, *question.words) if t)
        self.line = TextLine(self, hint=hint, name=self.name)
        self.line.editingFinished.connect(self.left)
        self.line.entered.connect(self.left)
        self.line.record.connect(self.left)
        self.line.textChanged.connect(self._typed)
        self.line.setMaximumWidth(_WIDE)
        self.column.addWidget(self.line)
        self.understood = Label("", self, tone="text2", size="remark", wrap=True)
        self.understood.hide()
        self.column.addWidget(self.understood)

    def _typed(self) -> None:
        self._say()
        self.typed.emit()

    def _say(self) -> None:
        span = read(self.line.text()) if self.question.kind == "date" and self.line.text().strip() else None
        self.understood.setVisible(span is not None)
        if span is not None:
            days = japanese(span.first)
            if span.last != span.first:
                days += f"から{japanese(span.last)}まで"
            bound = {"until": "の最後の日まで", "from": "の最初の日から"}.get(span.bound, "")
            self.understood.setText(f"{days}{'のうち' if span.last != span.first and not bound else ''}{bound}")

    def said(self) -> Meaning:
        return meaning(self.question, self.line.text())

    def put(self, value: Any) -> None:
        blocked = self.line.blockSignals(True)
        self.line.setText(shown(self.question, value))
        self.line.blockSignals(blocked)
        self._say()

    def set_writable(self, writable: bool) -> None:
        self.line.setReadOnly(not writable)

    def first(self) -> QWidget:
        return self.line


class AreaField(AnswerField):
    """A text of several lines."""

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(question, parent)
        self.area = Area(self, name=self.name, lines=3)
        self.area.left.connect(self.left)
        self.area.textChanged.connect(self.typed)
        self.column.addWidget(self.area)

    def said(self) -> Meaning:
        return Meaning(self.area.toPlainText().strip())

    def put(self, value: Any) -> None:
        self.area.put(str(value or ""))

    def set_writable(self, writable: bool) -> None:
        self.area.setReadOnly(not writable)

    def first(self) -> QWidget:
        return self.area


class ChoiceField(AnswerField):
    """One of a few; stored when it is chosen."""

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(question, parent)
        self.chooser = Picker(self, name=self.name)
        self.chooser.fill([("", "選んでください"), *((c.code, c.label) for c in question.choices)], "")
        self.chooser.activated.connect(lambda _place: self.left.emit())
        row = QHBoxLayout()
        row.addWidget(self.chooser)
        row.addStretch(1)
        self.column.addLayout(row)

    def said(self) -> Meaning:
        return Meaning(self.chooser.code())

    def put(self, value: Any) -> None:
        code = str(value or "")
        if self.chooser.findData(code) < 0:  # a choice of a newer questionnaire stays in sight
            self.chooser.addItem(code, code)
        self.chooser.set_code(code)

    def first(self) -> QWidget:
        return self.chooser


class TicksField(AnswerField):
    """Several of a few; every tick is stored."""

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(question, parent)
        flow = FlowLayout(gap=12)
        self.boxes: dict[str, CheckBox] = {}
        for choice in question.choices:
            box = self.boxes[choice.code] = CheckBox(choice.label, self)
            box.setAccessibleName(f"{self.name}　{choice.label}")
            box.clicked.connect(lambda _on=False: self.left.emit())
            flow.addWidget(box)
        self.column.addLayout(flow)

    def said(self) -> Meaning:
        return Meaning([code for code, box in self.boxes.items() if box.isChecked()])

    def put(self, value: Any) -> None:
        for code, box in self.boxes.items():
            box.setChecked(isinstance(value, (list, tuple)) and code in value)

    def first(self) -> QWidget:
        return next(iter(self.boxes.values()))


class ListField(AnswerField):
    """あり or なし, and what there is, one in a line."""

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(question, parent)
        self.chooser = Picker(self, name=self.name)
        self.chooser.fill([("", "選んでください"), (YES, YES), (NO, NO)], "")
        self.chooser.activated.connect(lambda _place: self._chosen())
        row = QHBoxLayout()
        row.addWidget(self.chooser)
        row.addStretch(1)
        self.column.addLayout(row)
        self.label = Label(question.items or "一覧（一行に一つ）", self, tone="text2", size="remark")
        self.area = Area(self, name=f"{self.name}　{self.label.text()}", lines=2)
        self.area.left.connect(self.left)
        self.area.textChanged.connect(self.typed)
        self.column.addWidget(self.label)
        self.column.addWidget(self.area)
        self._fold()

    def _chosen(self) -> None:
        self._fold()
        self.left.emit()

    def _fold(self) -> None:
        wanted = self.chooser.code() == YES or bool(self.area.toPlainText().strip())
        self.label.setVisible(wanted)
        self.area.setVisible(wanted)

    def said(self) -> Meaning:
        return listed(self.chooser.code(), self.area.toPlainText().splitlines())

    def put(self, value: Any) -> None:
        self.chooser.set_code(str(value.get("choice", "")) if isinstance(value, dict) else "")
        self.area.put("\n".join(items_of(value)))
        self._fold()

    def set_writable(self, writable: bool) -> None:
        self.chooser.setEnabled(writable)
        self.area.setReadOnly(not writable)

    def first(self) -> QWidget:
        return self.chooser


class NameField(AnswerField):
    """A department or a vendor: one of those registered, or another name."""

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(question, parent)
        self.chooser = EditableChooser(self, name=self.name)
        self.chooser.setCompleter(None)  # what a person typed must not become a longer name by itself
        self.chooser.setEditText("")
        self.chooser.activated.connect(lambda _place: self.left.emit())
        line = self.chooser.lineEdit()
        line.editingFinished.connect(self.left)
        line.entered.connect(self.left)
        line.record.connect(self.left)
        self.chooser.editTextChanged.connect(lambda _text: self.typed.emit())
        self.chooser.setMaximumWidth(_WIDE)
        self.column.addWidget(self.chooser)

    def offer(self, names: Sequence[str]) -> None:
        """The names there are."""
        blocked, text = self.chooser.blockSignals(True), self.chooser.currentText()
        self.chooser.fill([(n, n) for n in names])
        self.chooser.setEditText(text)
        self.chooser.blockSignals(blocked)

    def said(self) -> Meaning:
        return Meaning(self.chooser.currentText().strip())

    def put(self, value: Any) -> None:
        blocked = self.chooser.blockSignals(True)
        self.chooser.setEditText(str(value or ""))
        self.chooser.blockSignals(blocked)

    def first(self) -> QWidget:
        return self.chooser


_KINDS: dict[str, Callable[[Question, QWidget], AnswerField]] = {
    "choice": ChoiceField,
    "choices": TicksField,
    "number": LineField,
    "date": LineField,
    "list": ListField,
    "department": NameField,
    "vendor": NameField,
}


def simple_field(question: Question, parent: QWidget) -> AnswerField:
    """The field of a question of any kind but pairs."""
    if question.kind == "text":
        return AreaField(question, parent) if question.long else LineField(question, parent)
    return _KINDS[question.kind](question, parent)
