"""One question on the page: its words, the field with the example beside it, the 備考, and what is still needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.pairs import parse_remark, print_remark
from app.core.questionnaires import REMARK, Question, State, meaning, shown
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, ChipLook, state_look
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.layouts import clear
from app.ui.parts.text import Elided, Label
from app.ui.survey.questions_fields import AnswerField, NameField
from app.ui.survey.questions_pairs import field_for

if TYPE_CHECKING:
    from app.services.questionnaires_answer import Line

EXAMPLE = 320
_CONFLICT = ChipLook("≠", "競合", "verdict_gap_ground", "verdict_gap_ink")
_OWN = "本ソフトの提案"


def state_chip(state: State) -> ChipLook:
    """The state of a question in a word."""
    if state.given.conflict:
        return _CONFLICT
    if state.done:
        return state_look("回答済み", "done")
    if state.given.answered:
        return state_look("足りない", "warn")
    return state_look("未回答", "warn") if state.required else state_look("任意", "neutral")


class QuestionCard(QFrame):
    """Says ``stored`` (value, remark) when an answer is to be kept, and what else a person wants done with it."""

    stored = Signal(object, str)
    through_wanted = Signal()  # write to 現行調査, after a look at what that would do
    settled = Signal(object, str)  # one of several contradicting answers: value, remark
    typed = Signal()

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(parent)
        self.question = question
        self.line: Line | None = None
        self._kept: tuple[Any, str] = ("", "")  # what the file holds
        self.heads: tuple[str, ...] = ()  # of the answer as it was shown; the next one names them
        self._busy = self._again = self._writable = False
        self.setProperty("card", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(16)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        row.addLayout(self._column, 1)
        self._build_head()
        self.field: AnswerField = field_for(question, self)
        self.field.left.connect(self.keep)
        self.field.typed.connect(self._typed)
        self._column.addWidget(self.field)
        self.problem = Label("", self, tone="error", wrap=True)
        self.problem.hide()
        self._column.addWidget(self.problem)
        self._build_remark()
        self._build_foot()
        self._column.addStretch(1)
        self._example = self._build_example(row)

    # building

    def _build_head(self) -> None:
        question = self.question
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(question.id, self, bold=True, tone="text2"))
        head.addWidget(Label(question.topic, self, tone="text2"))
        if question.origin == "own":
            head.addWidget(Chip(state_look(_OWN, "neutral"), self))
        head.addStretch(1)
        self._who = Label("", self, tone="text3", size="remark")
        head.addWidget(self._who)
        self.chip = Chip(state_look("未回答", "warn"), self)
        head.addWidget(self.chip)
        self._column.addLayout(head)
        self.text = Label(question.text, self, size="todo", wrap=True)
        self._column.addWidget(self.text)
        self.notes = [(note.text, Label(note.text, self, wrap=True)) for note in question.notes]
        for _text, label in self.notes:
            self._column.addWidget(label)
        self._values = QVBoxLayout()
        self._values.setSpacing(4)
        self._column.addLayout(self._values)

    def _build_remark(self) -> None:
        question = self.question
        self.parts: dict[str, TextLine] = {}
        self._part_fields: list[Field] = []
        parts = QHBoxLayout()
        parts.setSpacing(8)
        for label in question.remark_parts:
            line = self.parts[label] = self._remark_line(f"{REMARK}　{label}")
            field = Field(f"{REMARK}：{label}", line, self)
            self._part_fields.append(field)
            parts.addWidget(field, 1)
        self._column.addLayout(parts)
        self.remark = self._remark_line(REMARK)
        self._remark_field = Field(REMARK, self.remark, self)
        self._column.addWidget(self._remark_field)
        self._remark_open = Button(f"{REMARK}を書く", self, kind="link", press=self._open_remark)
        self._remark_open.setAccessibleName(f"問{question.name}の{REMARK}を書く")
        line = QHBoxLayout()
        line.addWidget(self._remark_open)
        line.addStretch(1)
        if question.choices_origin == "own":
            line.addWidget(Label(f"選択肢は{_OWN}", self, tone="text3", size="remark"))
        self._column.addLayout(line)
        for widget in (self._remark_field, self._remark_open, *self._part_fields):
            widget.setVisible(False)

    def _remark_line(self, word: str) -> TextLine:
        line = TextLine(self, name=f"問{self.question.name}　{word}")
        line.editingFinished.connect(self.keep)
        line.entered.connect(self.keep)
        line.record.connect(self.keep)
        line.textChanged.connect(self._typed)
        return line

    def _open_remark(self) -> None:
        self._remark_open.hide()
        self._remark_field.show()
        self.remark.setFocus()

    def _build_foot(self) -> None:
        self.missing = Label("", self, tone="warn", wrap=True)
        self.missing.hide()
        self._column.addWidget(self.missing)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.place = Elided("", self, tone="text2", size="remark", hug=True)
        foot.addWidget(self.place)
        self.take = Button("", self, kind="link", press=self._take)
        foot.addWidget(self.take)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self.place.hide()
        self.take.hide()

    def _build_example(self, row: QHBoxLayout) -> QFrame | None:
        """The example stands beside the field, as on the published form."""
        if not self.question.example:
            return None
        box = QFrame(self)
        box.setProperty("ground", "sunken")
        box.setFixedWidth(EXAMPLE)
        column = QVBoxLayout(box)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(Label("回答例", box, bold=True, tone="text2", size="remark"))
        text = Label(self.question.example, box, tone="text2", size="remark", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(text)
        column.addStretch(1)
        row.addWidget(box)
        return box

    # showing

    def show_line(self, line: Line, vendors: tuple[str, ...], departments: tuple[str, ...], *, writable: bool) -> None:
        """What the file holds; a field that is being written is left alone."""
        dirty = self.line is not None and (self._busy or self._differs())
        kept = (line.state.given.value, line.state.given.remark)
        self._writable = writable
        self.setVisible(line.state.shown)
        if isinstance(self.field, NameField):
            self.field.offer(vendors if self.question.kind == "vendor" else departments)
        if not dirty:
            self.line, self._kept, self.heads = line, kept, line.heads
            if (self.field.said().value, self._remark()) != kept:
                self._put(*kept)
            self._say_problem("")
        elif self.line is not None and self.line.heads == line.heads:
            self.line = line
        self._show_state(line)
        self._show_conflict(line)
        self._show_place(line)
        self.field.set_writable(writable)
        for edit in (self.remark, *self.parts.values()):
            edit.setReadOnly(not writable)

    def put_back(self, value: Any, remark: str, heads: tuple[str, ...]) -> None:
        """What was typed the last time and couldn't be stored."""
        self._put(value, remark)
        self.heads = heads
        self._say_problem(self.field.said().problem or "前に書きかけたものです。欄を離れると書き込みます。")

    def unstored(self) -> tuple[Any, str, tuple[str, ...]] | None:
        """What stands in the field and isn't stored: value, 備考, heads as shown; None when there is nothing."""
        if self.line is None or not self._writable or self._busy or not self._differs():
            return None
        return self.field.said().value, self._remark(), self.heads

    def forget(self) -> None:
        """Another department comes: nothing of the last one is left in the field."""
        self.line = None
        self._busy = self._again = False
        self._put("", "")
        self._kept = ("", "")
        self._say_problem("")

    def _put(self, value: Any, remark: str) -> None:
        self.field.put(value)
        parts, rest = parse_remark(self.question.remark_parts, remark)
        for label, edit in self.parts.items():
            _set(edit, parts[label])
        _set(self.remark, rest)

    def _show_state(self, line: Line) -> None:
        state = line.state
        self.chip.set_look(state_chip(state))
        who = line.by.partition("/")[2] or line.by
        self._who.setText(f"{who}　{line.at[:10]}" if line.by else "")
        for (_text, label), (_same, applies) in zip(self.notes, state.notes, strict=True):
            label.setVisible(applies is not False)
            label.set_tone("warn" if applies else "text3")
            label.setProperty("bold", bool(applies))
            label.style().unpolish(label)
            label.style().polish(label)
        words = [why for why in state.missing if why != "未回答"]
        self.missing.setText("まだ要るもの：" + "、".join(words))
        self.missing.setVisible(bool(words))
        parts, rest = parse_remark(self.question.remark_parts, state.given.remark)
        needs = any(REMARK in why for why in state.missing)
        named = needs or any(parts.values())
        for field in self._part_fields:
            field.setVisible(named)
        opened = bool(rest) or self.remark.hasFocus() or (needs and not self.parts) or bool(self.remark.text())
        self._remark_field.setVisible(self.question.remark and opened)
        wanted = self.question.remark and not opened and self._writable
        self._remark_open.setVisible(wanted and not (named and self.parts))

    def _show_conflict(self, line: Line) -> None:
        clear(self._values)
        for text, remark, by, at in line.values:
            holder = QFrame(self)
            holder.setProperty("ground", "sunken")
            row = QHBoxLayout(holder)
            row.setContentsMargins(8, 4, 8, 4)
            said = f"{text or '（取り消し）'}{f'　{REMARK}：{remark}' if remark else ''}"
            row.addWidget(Label(f"{said}\n{by}　{at[:10]}", holder, wrap=True), 1)
            button = Button("この回答に決める…", holder, press=lambda t=text, r=remark: self._settle(t, r))
            button.setAccessibleName(f"問{self.question.name}を「{text}」に決める")
            button.set_usable(self._writable, "読むだけで開いています")
            row.addWidget(button)
            self._values.addWidget(holder)
        self.field.setVisible(not line.values)

    def _settle(self, text: str, remark: str) -> None:
        self.settled.emit(meaning(self.question, text).value, remark)

    def _show_place(self, line: Line) -> None:
        """Where the answer goes in 現行調査, what stands there, and what can be done about it."""
        text, word = place_words(line)
        self.place.set_whole(text)
        self.place.setVisible(bool(text))
        self.take.set_word(word)
        self.take.setAccessibleName(f"問{self.question.name}　{word}")
        self.take.setVisible(bool(word) and self._writable)

    def _take(self) -> None:
        if self.line is None:
            return
        if self.line.state.given.answered:
            self.through_wanted.emit()
            return
        self.field.put(meaning(self.question, self.line.proposed).value)
        self.keep()

    def first(self) -> QWidget:
        """Where the keys go: to the 備考 that is still needed, else to the field."""
        empty = [edit for edit in self.parts.values() if edit.isVisibleTo(self) and not edit.text().strip()]
        answered = self.line is not None and self.line.state.given.answered
        return empty[0] if empty and answered else self.field.first()

    # keeping

    def _remark(self) -> str:
        return print_remark({label: edit.text() for label, edit in self.parts.items()}, self.remark.text())

    def _differs(self) -> bool:
        said = self.field.said()
        return (said.value, self._remark()) != self._kept and not _both_empty(said.value, self._kept[0], self)

    def _typed(self) -> None:
        self.typed.emit()
        if self.problem.isVisibleTo(self):
            self._say_problem("")

    def _say_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def keep(self) -> None:
        """Has stored what stands in the field, if it is something else than what the file holds."""
        if not self._writable or self.line is None or not self._differs():
            return
        said = self.field.said()
        if said.problem:
            self._say_problem(said.problem)
            return
        self._say_problem("")
        if self._busy:  # one after the other: the next names the heads the last one made
            self._again = True
            return
        self._busy = True
        self._kept = (said.value, self._remark())
        self.stored.emit(*self._kept)

    def after(self, line: Line) -> None:
        """The answer is stored: the next one follows it."""
        self._busy = False
        self.line, self.heads = line, line.heads
        self._kept = (line.state.given.value, line.state.given.remark)
        if self._again:
            self._again = False
            self.keep()

    def refuse(self, why: str) -> None:
        """It couldn't be stored; the text stays in its field."""
        self._busy = self._again = False
        if self.line is not None:
            self._kept = (self.line.state.given.value, self.line.state.given.remark)
        self._say_problem(why)


def _both_empty(one: Any, other: Any, card: QuestionCard) -> bool:
    empty = ("", None, [], {})
    return one in empty and other in empty and card._remark() == card._kept[1]


def _set(edit: TextLine, text: str) -> None:
    blocked = edit.blockSignals(True)
    edit.setText(text)
    edit.blockSignals(blocked)


def place_words(line: Line) -> tuple[str, str]:
    """A sentence about 現行調査 and the word of the link beside it; "" for none."""
    given = line.state.given
    if given.conflict or not line.state.question.writes:
        return "", ""
    if not given.answered:
        if not line.place:
            return "", ""
        if not line.registered:
            return f"回答は{line.place}にも書き込みます。", ""
        takes = "この内容で答える" if line.proposed else ""
        return f"{line.place}は「{line.registered}」です。", takes
    if line.plan.why_not:
        return line.plan.why_not[0], ""
    replaced = line.plan.of({"replace"})
    if replaced:
        step = replaced[0]
        return f"{line.place or step.label}は「{step.old}」のままです。", f"「{step.new}」に替える"
    if line.plan.of({"create"}):
        return "現行調査にまだないものがあります。", "登録して書き込む…"
    if line.plan.of({"set"}):
        return f"{line.place}はまだ書かれていません。", "書き込む"
    if line.plan.of({"same"}):
        return f"{line.place}にも書いてあります。", ""
    return "", ""


def remark_shown(state: State) -> str:
    """An answer with its 備考 in one line, for tables."""
    text = shown(state.question, state.given.value).replace("\n", "、")
    return f"{text}（{state.given.remark.replace(chr(10), '　')}）" if state.given.remark else text
