"""The form of an issue: what it is about, whose it is, until when, and what later steps it matters to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.choices import ISSUE_STATUSES
from app.core.codes import EFFECT_DEGREES
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.fields import DayLine, TextArea
from app.ui.parts.inputs import Chooser, EditableChooser, Field, TextLine
from app.ui.parts.text import Label
from app.ui.parts.ticks import CheckBox, MultiChoice
from app.ui.work.register_more import FormLists

if TYPE_CHECKING:
    from app.services.register_read import Issue

PRIORITIES = (("", "－"), ("A", "A"), ("B", "B"), ("C", "C"))


class IssueDialog(SentenceDialog):
    """A new issue (``issue`` None) or other values for one; ``due_wanted`` carries (basis, business)."""

    due_wanted = Signal(str, str)

    def __init__(
        self,
        parent: QWidget | None,
        *,
        issue: Issue | None,
        businesses: Sequence[tuple[str, str]],
        lists: FormLists,
        given: Mapping[str, Any],
    ) -> None:
        """``given``: what a new issue starts with, nodes and records too; ``lists``: what can be chosen."""
        super().__init__(
            f"{issue.number} を書き直します" if issue else "新しい課題を登録します",
            parent,
            main="書き直す" if issue else "登録する",
            undo="1 回の「元に戻す」で戻ります",
            width=800,
        )
        self.setObjectName("issue")
        self._issue, self._given = issue, dict(given)

        def several(name: str) -> tuple[str, ...]:
            return tuple(getattr(issue, name) if issue else given.get(name, ()) or ())

        def value(name: str) -> str:
            return str(getattr(issue, name) if issue else given.get(name, "") or "")

        self.title = TextLine(self, name="件名")
        self.title.setText(value("title"))
        self.body.addWidget(Field("件名（必ず書く）", self.title, self))
        self.detail = TextArea(self, name="内容", text=value("detail"), lines=2)
        self.body.addWidget(Field("内容", self.detail, self))
        self.kind = self._chooser("種類", lists.kinds, value("kind") or "gap")
        self.business = self._chooser("業務", (("", "－"), *businesses), value("business"))
        self.status = self._chooser("状態", tuple(ISSUE_STATUSES.items()), value("status") or "open")
        self.department = EditableChooser(self, name="所管課")
        self.department.fill([(d, d) for d in lists.departments], "")
        self.department.setEditText(value("department"))
        self.owner = TextLine(self, name="担当")
        self.owner.setText(value("owner"))
        self.due = DayLine(self, name="期限", text=value("due"))
        self.due_basis = self._chooser("期限の根拠", (("", "－"), *lists.due_bases), value("due_basis"))
        self.degree = self._chooser("影響度", (("", "－"), *EFFECT_DEGREES.items()), value("degree"))
        self.priority = self._chooser("優先度", PRIORITIES, value("priority"))
        self.found_in = self._chooser("発見工程", (("", "－"), *lists.found_in), value("found_in"))
        self.related = MultiChoice([(d, d) for d in lists.departments], self, name="関係課")
        self.related.set_codes(several("departments"))
        self._unlisted = [d for d in several("departments") if d not in lists.departments]  # kept as they were written
        self.flags = MultiChoice(lists.steps, self, name="後の工程")
        self.flags.set_codes(several("flags"))
        self.common = CheckBox("共通課題にする", self)
        self.common.setChecked(bool(getattr(issue, "common", False) if issue else given.get("common")))
        self.backward = Button("期日から逆算", self, kind="link", compact=True, press=self._ask_due)
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
            ("発見工程", self.found_in),
            ("関係課", self.related),
            ("後の工程", self.flags),
        ]
        for place, (word, editor) in enumerate(fields):
            grid.addWidget(Field(word, editor, self), place // 4, place % 4)
        grid.addWidget(Field("備考", self.note, self), 3, 0, 1, 3)
        grid.addWidget(self.common, 3, 3, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self.backward, 4, 2, 1, 2, Qt.AlignmentFlag.AlignLeft)
        self.due_why = Label("", self, tone="text2", size="remark", wrap=True)
        grid.addWidget(self.due_why, 4, 0, 1, 2)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.reason = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.reason)
        self.due_basis.activated.connect(lambda _n: self._look())
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
        self.backward.set_usable(bool(self.due_basis.code()), "先に期限の根拠を選んでください")

    def _ask_due(self) -> None:
        self.due_wanted.emit(self.due_basis.code(), self.business.code())

    def put_due(self, due: str, why: str) -> None:
        """The deadline that follows from the calendar, or why there is none."""
        if due:
            self.due.setText(due)
        self.due_why.setText(why)

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
            "found_in": self.found_in.code(),
            "departments": [*self.related.codes(), *self._unlisted],
            "flags": list(self.flags.codes()),
            "common": self.common.isChecked(),
        }
        return {**self._given, **found} if self._issue is None else found
