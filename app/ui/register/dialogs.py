"""Dialogs of 課題・決定: the form of an issue, an option, a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from app.core.choices import DECISION_LEVELS, DUE_BASES, ISSUE_KINDS, ISSUE_STATUSES
from app.core.codes import EFFECT_DEGREES
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.dispositions import DispositionField
from app.ui.parts.inputs import Chooser, EditableChooser, Field, TextLine
from app.ui.parts.text import Label
from app.ui.work.register import Choice, IssueReading, day_of

if TYPE_CHECKING:
    from app.services.register_read import Issue

PRIORITIES = (("", "－"), ("A", "A"), ("B", "B"), ("C", "C"))


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


class IssueDialog(SentenceDialog):
    """A new issue (``issue`` None) or other values for one."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        issue: Issue | None,
        businesses: Sequence[tuple[str, str]],
        departments: Sequence[str],
        given: Mapping[str, Any],
    ) -> None:
        """``given``: what a new issue starts with, nodes and records too."""
        super().__init__(
            f"{issue.number} を書き直します" if issue else "新しい課題を登録します",
            parent,
            main="書き直す" if issue else "登録する",
            undo="1 回の「元に戻す」で戻ります",
            width=800,
        )
        self.setObjectName("issue")
        self._issue, self._given = issue, dict(given)

        def value(name: str) -> str:
            return str(getattr(issue, name) if issue else given.get(name, "") or "")

        self.title = TextLine(self, name="件名")
        self.title.setText(value("title"))
        self.body.addWidget(Field("件名（必ず書く）", self.title, self))
        self.detail = TextArea(self, name="内容", text=value("detail"), lines=2)
        self.body.addWidget(Field("内容", self.detail, self))
        self.kind = self._chooser("種類", tuple(ISSUE_KINDS.items()), value("kind") or "gap")
        self.business = self._chooser("業務", (("", "－"), *businesses), value("business"))
        self.status = self._chooser("状態", tuple(ISSUE_STATUSES.items()), value("status") or "open")
        self.department = EditableChooser(self, name="所管課")
        self.department.fill([(d, d) for d in departments], "")
        self.department.setEditText(value("department"))
        self.owner = TextLine(self, name="担当")
        self.owner.setText(value("owner"))
        self.due = DayLine(self, name="期限", text=value("due"))
        self.due_basis = self._chooser("期限の根拠", (("", "－"), *DUE_BASES.items()), value("due_basis"))
        self.degree = self._chooser("影響度", (("", "－"), *EFFECT_DEGREES.items()), value("degree"))
        self.priority = self._chooser("優先度", PRIORITIES, value("priority"))
        self.note = TextLine(self, name="備考")
        self.note.setText(value("note"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        fields: list[tuple[str, QWidget]] = [
            ("種類", self.kind),
            ("業務", self.business),
            ("状態", self.status),
            ("影響度", self.degree),
            ("所管課", self.department),
            ("担当", self.owner),
            ("期限", self.due),
            ("期限の根拠", self.due_basis),
            ("優先度", self.priority),
        ]
        for place, (word, editor) in enumerate(fields):
            grid.addWidget(Field(word, editor, self), place // 4, place % 4)
        grid.addWidget(Field("備考", self.note, self), 2, 1, 1, 3)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.reason = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.reason)
        self.business.setEnabled(issue is None or not issue.nodes)
        for line in (self.title, self.due):
            line.textChanged.connect(self._look)
        for line in (self.title, self.owner, self.due, self.note):
            line.record.connect(self._take)
            line.entered.connect(self.focusNextChild)
        self.title.setFocus()
        self._look()

    def _chooser(self, name: str, choices: Sequence[tuple[str, str]], code: str) -> Chooser:
        made = Chooser(self, name=name)
        made.fill(choices, code)
        return made

    def _look(self) -> None:
        missing = "" if self.title.text().strip() else "件名を書いてください"
        self.reason.setText(self.due.problem())
        self.main.set_usable(not missing and not self.due.problem(), missing or self.due.problem())

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def values(self) -> dict[str, Any]:
        """Field → value; of a new issue with what it started from."""
        found = {
            "title": self.title.text().strip(),
            "detail": self.detail.toPlainText().strip(),
            "kind": self.kind.code(),
            "business": self.business.code(),
            "status": self.status.code(),
            "department": self.department.currentText().strip(),
            "owner": self.owner.text().strip(),
            "due": self.due.day(),
            "due_basis": self.due_basis.code(),
            "degree": self.degree.code(),
            "priority": self.priority.code(),
            "note": self.note.text().strip(),
        }
        return {**self._given, **found} if self._issue is None else found


class OptionDialog(SentenceDialog):
    """One way that is considered; unlawful ones cannot be chosen here either."""

    def __init__(self, reading: IssueReading, source: str, parent: QWidget | None) -> None:
        super().__init__(
            f"{reading.issue.number} に対応案を加えます",
            parent,
            main="加える",
            undo="1 回の「元に戻す」で戻ります",
            width=760,
        )
        self.setObjectName("option")
        self._choices = reading.choices
        self._choice: Choice | None = None
        self.disposition = DispositionField(self, width=320)
        self.disposition.show_choices(reading.choices, "", "", source)
        self.disposition.picked.connect(self.choose)
        self.body.addWidget(Field("対応方針（必ず選ぶ）", self.disposition, self))
        self.content = TextArea(self, name="内容", lines=2)
        self.content.textChanged.connect(self._look)
        self.body.addWidget(Field("内容（必ず書く）", self.content, self))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self._lines: dict[str, TextLine] = {}
        words = (("cost", "費用"), ("effect", "効果"), ("risk", "危険"), ("residents", "住民への影響"))
        for place, (code, word) in enumerate(words):
            self._lines[code] = line = TextLine(self, name=word)
            line.record.connect(self._take)
            line.entered.connect(self.focusNextChild)
            grid.addWidget(Field(word, line, self), 0, place)
        self.body.addLayout(grid)
        self._needs: dict[str, tuple[Field, TextLine]] = {}
        for choice in reading.choices:
            for key, label in choice.needs:
                line = TextLine(self, name=label)
                line.textChanged.connect(self._look)
                line.record.connect(self._take)
                field = Field(f"{label}（必ず書く）", line, self)
                field.hide()
                self.body.addWidget(field)
                self._needs[key] = (field, line)
        self.disposition.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    def choose(self, choice: Choice) -> None:
        """A disposition was taken from the list."""
        self._choice = choice
        self.disposition.show_choices(self._choices, choice.code, "")
        wanted = {key for key, _label in choice.needs}
        for key, (field, _line) in self._needs.items():
            field.setVisible(key in wanted)
        self.content.setFocus()
        self._look()

    def _look(self) -> None:
        missing = []
        if self._choice is None:
            missing.append("対応方針")
        if not self.content.toPlainText().strip():
            missing.append("内容")
        for key, label in self._choice.needs if self._choice else ():
            if not self._needs[key][1].text().strip():
                missing.append(label)
        self.main.set_usable(not missing, f"まだ書いていません：{'、'.join(missing)}")

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def values(self) -> tuple[str, str, dict[str, Any]]:
        """(disposition, content, other fields)."""
        assert self._choice is not None
        fields: dict[str, Any] = {code: line.text().strip() for code, line in self._lines.items()}
        fields["data"] = {key: self._needs[key][1].text().strip() for key, _label in self._choice.needs}
        return self._choice.code, self.content.toPlainText().strip(), fields


class DecideDialog(SentenceDialog):
    """Who decided what, when and why; an earlier decision stays readable and is said to be replaced."""

    def __init__(self, reading: IssueReading, option: str, today: str, parent: QWidget | None) -> None:
        issue, standing = reading.issue, reading.issue.decision
        explanation = ""
        if standing is not None:
            label = reading.labels.get(standing.disposition, standing.disposition)
            explanation = (
                f"{standing.date} の決定（{label}、{standing.by}）を置き換えます。前の決定も残り、いつでも読めます。"
            )
        super().__init__(
            f"{issue.number} {issue.title} の決定を記録します",
            parent,
            explanation=explanation,
            main="決定を記録する",
            undo="1 回の「元に戻す」で戻ります",
            width=600,
        )
        self.setObjectName("decide")
        locked = {c.code for c in reading.choices if c.locked}
        ways = []
        if issue.disposition:
            ways.append(("", f"対応方針のとおり（{reading.labels.get(issue.disposition, issue.disposition)}）"))
        ways += [
            (o.rid, f"案{n}　{reading.labels.get(o.disposition, o.disposition)}")
            for n, o in enumerate(reading.options, 1)
            if o.disposition not in locked
        ]
        self.way = Chooser(self, name="決めること")
        self.way.fill(ways, option if option in dict(ways) else (ways[0][0] if ways else None))
        self.body.addWidget(Field("決めること", self.way, self))
        self.level = Chooser(self, name="決定区分")
        self.level.fill(tuple(DECISION_LEVELS.items()), "section")
        self.by = TextLine(self, name="決定者", hint="職と氏名")
        self.date = DayLine(self, name="決定日", text=today)
        self.meeting = TextLine(self, name="会議", hint="なければ空欄")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        fields = (
            ("決定区分", self.level),
            ("決定日", self.date),
            ("決定者（必ず書く）", self.by),
            ("会議", self.meeting),
        )
        for place, (word, editor) in enumerate(fields):
            grid.addWidget(Field(word, editor, self), place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.reason = TextArea(self, name="理由", lines=2)
        self.body.addWidget(Field("理由（必ず書く）", self.reason, self))
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        for line in (self.by, self.date, self.meeting):
            line.textChanged.connect(self._look)
            line.entered.connect(self.focusNextChild)
            line.record.connect(self._take)
        self.reason.textChanged.connect(self._look)
        self.by.setFocus()
        self._look()

    def _look(self) -> None:
        missing = [
            word for word, text in (("決定者", self.by.text()), ("決定日", self.date.text())) if not text.strip()
        ]
        if not self.reason.toPlainText().strip():
            missing.append("理由")
        self.problem.setText(self.date.problem())
        said = f"まだ書いていません：{'、'.join(missing)}" if missing else self.date.problem()
        self.main.set_usable(not said and self.way.count() > 0, said)

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def values(self) -> dict[str, str]:
        """What the service wants."""
        return {
            "level": self.level.code(),
            "by": self.by.text().strip(),
            "date": self.date.day(),
            "reason": self.reason.toPlainText().strip(),
            "option": self.way.code(),
            "meeting": self.meeting.text().strip(),
        }
