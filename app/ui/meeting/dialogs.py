"""The forms of a meeting: homework, what was said, a decision."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.dispositions import DispositionField
from app.ui.parts.inputs import Chooser, EditableChooser, Field, TextLine
from app.ui.parts.text import Label
from app.ui.parts.ticks import CheckBox
from app.ui.work.meetings import Deciding
from app.ui.work.register import Choice, day_of

UNDO = "1 回の「元に戻す」で戻ります"


def people(parent: QWidget, name: str, attendees: Sequence[str], start: str) -> EditableChooser:
    """One of those who are there, or somebody else by name."""
    made = EditableChooser(parent, name=name)
    made.fill([(a, a) for a in attendees], "")
    made.setEditText(start)
    return made


def day_problem(text: str) -> str:
    """Why a text is no day; "" when it is one or empty."""
    return "" if not text.strip() or day_of(text) else "日付は 2026-03-31 か R8.3.31 の形で書いてください"


class TextArea(QPlainTextEdit):
    """Some lines of text; Tab goes on to the next field."""

    def __init__(self, parent: QWidget, *, name: str, text: str = "", lines: int = 3) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(8)
        self.setPlainText(text)
        self.setFixedHeight(20 * lines + 18)


class HomeworkDialog(SentenceDialog):
    """持ち帰る: Return in the text records at once, so that it costs no more than a verdict."""

    def __init__(self, title: str, text: str, attendees: Sequence[str], parent: QWidget | None) -> None:
        super().__init__(f"{title} を持ち帰ります", parent, main="持ち帰る", undo=UNDO, width=640)
        self.setObjectName("homework")
        self.text = TextLine(self, name="持ち帰ること")
        self.text.setText(text)
        self.text.selectAll()
        self.body.addWidget(Field("持ち帰ること（必ず書く）", self.text, self))
        self.person = people(self, "だれが", attendees, "")
        self.due = TextLine(self, name="いつまで", hint="2026-03-31、R8.3.31")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.addWidget(Field("だれが", self.person, self), 0, 0)
        grid.addWidget(Field("いつまで", self.due, self), 0, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.issue = CheckBox("課題にもする", self)
        self.body.addWidget(self.issue)
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        for line in (self.text, self.due):
            line.textChanged.connect(self._look)
            line.entered.connect(self._take)
            line.record.connect(self._take)
        self.text.setFocus()
        self._look()

    def _look(self) -> None:
        wrong = day_problem(self.due.text())
        self.problem.setText(wrong)
        missing = "" if self.text.text().strip() else "持ち帰ることを書いてください"
        self.main.set_usable(not (wrong or missing), wrong or missing)

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def values(self) -> tuple[str, str, str, bool]:
        """(text, person, due, whether it becomes an issue)."""
        return (
            self.text.text().strip(),
            self.person.currentText().strip(),
            day_of(self.due.text()) or "",
            self.issue.isChecked(),
        )


class SayDialog(SentenceDialog):
    """An adviser's comment, or what somebody said."""

    def __init__(self, kind: str, title: str, attendees: Sequence[str], parent: QWidget | None) -> None:
        comment = kind == "comment"
        super().__init__(
            f"{title} への{'アドバイザーの意見' if comment else '発言'}を記録します",
            parent,
            explanation="意見は別の層に残り、判定や回答は変わりません。" if comment else "",
            main="記録する",
            undo=UNDO,
            width=640,
        )
        self.setObjectName(kind)
        self.text = TextLine(self, name="内容")
        self.body.addWidget(Field("内容（必ず書く）", self.text, self))
        self.person = people(self, "だれが", attendees, "")
        self.body.addWidget(Field("だれが", self.person, self))
        self.text.textChanged.connect(self._look)
        self.text.entered.connect(self._take)
        self.text.record.connect(self._take)
        self.text.setFocus()
        self._look()

    def _look(self) -> None:
        self.main.set_usable(bool(self.text.text().strip()), "内容を書いてください")

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def values(self) -> tuple[str, str]:
        """(text, person)."""
        return self.text.text().strip(), self.person.currentText().strip()


class DecideDialog(SentenceDialog):
    """A decision on the item at hand; a disposition that doesn't stand yet is chosen here, unlawful ones greyed."""

    def __init__(
        self, form: Deciding, source: str, attendees: Sequence[str], decider: str, parent: QWidget | None
    ) -> None:
        explanation = f"いまの決定（{form.standing}）を置き換えます。前の決定も残ります。" if form.standing else ""
        title = f"{form.number} {form.title}".strip()
        super().__init__(
            f"{title} の決定を記録します", parent, explanation=explanation, main="決定を記録する", undo=UNDO, width=680
        )
        self.setObjectName("decide")
        self._form, self._source = form, source
        self._choice = next((c for c in form.choices if c.code == form.disposition and not c.locked), None)
        self._chosen = False  # the disposition was taken here and now
        self.way = Chooser(self, name="決めること")
        ways = [(rid, word if len(word) < 44 else f"{word[:43]}…") for rid, word in form.ways]
        self.way.fill([("", "対応方針で決める"), *ways], "")
        self.way.setSizeAdjustPolicy(Chooser.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.way_field = Field("決めること", self.way, self)
        self.way_field.setVisible(bool(form.ways))
        self.body.addWidget(self.way_field)
        self.disposition = DispositionField(self, width=320)
        self.disposition.show_choices(form.choices, form.disposition, "", source)
        self.disposition.picked.connect(self.choose)
        self.disposition_field = Field("対応方針（必ず選ぶ）", self.disposition, self)
        self.body.addWidget(self.disposition_field)
        self._needs: dict[str, tuple[Field, TextLine]] = {}
        for choice in form.choices:
            for key, label in choice.needs:
                line = TextLine(self, name=label)
                field = Field(f"{label}（必ず書く）", line, self)
                field.hide()
                self.body.addWidget(field)
                self._needs[key] = (field, line)
                line.textChanged.connect(self._look)
        self.level = Chooser(self, name="決定区分")
        self.level.fill(list(form.levels), form.levels[0][0] if form.levels else None)
        self.by = people(self, "決定者", attendees, decider)
        self.reason = TextLine(self, name="理由")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.addWidget(Field("決定者（必ず書く）", self.by, self), 0, 0)
        grid.addWidget(Field("決定区分", self.level, self), 0, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addWidget(Field("理由（必ず書く）", self.reason, self))
        self.way.activated.connect(lambda _n: self._look())
        self.by.editTextChanged.connect(lambda _t: self._look())
        self.reason.textChanged.connect(self._look)
        self.reason.entered.connect(self._take)
        self.reason.record.connect(self._take)
        (self.reason if self._choice else self.disposition).setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)
        need = self.layout().totalHeightForWidth(self.width())  # a wrapped explanation is higher than it hints
        self.resize(self.width(), max(self.height(), need))

    def choose(self, choice: Choice) -> None:
        """A disposition was taken from the list."""
        self._choice, self._chosen = choice, True
        self.disposition.show_choices(self._form.choices, choice.code, "", self._source)
        wanted = {key for key, _label in choice.needs}
        for key, (field, _line) in self._needs.items():
            field.setVisible(key in wanted)
        self.reason.setFocus()
        self._look()

    def _look(self) -> None:
        by_option = bool(self.way.code())
        self.disposition_field.setEnabled(not by_option)
        missing = []
        if not by_option and self._choice is None:
            missing.append("対応方針")
        if not by_option and self._choice is not None and self._chosen:
            missing += [label for key, label in self._choice.needs if not self._needs[key][1].text().strip()]
        missing += [
            word for word, text in (("決定者", self.by.currentText()), ("理由", self.reason.text())) if not text.strip()
        ]
        self.main.set_usable(not missing, f"まだ書いていません：{'、'.join(missing)}")

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def values(self) -> tuple[str, dict[str, str], dict[str, str]]:
        """(disposition, what it states, the fields of the decision)."""
        data = {}
        if self._choice is not None and self._chosen:
            data = {key: self._needs[key][1].text().strip() for key, _label in self._choice.needs}
        fields = {
            "by": self.by.currentText().strip(),
            "reason": self.reason.text().strip(),
            "level": self.level.code(),
            "option": self.way.code(),
        }
        return self._choice.code if self._choice else "", data, fields
