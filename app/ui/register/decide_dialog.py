"""The dialog of a decision: who, when, at which level, on which ground; an earlier one is replaced, not lost."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.fields import DayLine, TextArea
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.text import Label, tip
from app.ui.parts.ticks import MultiChoice
from app.ui.work.register import IssueReading
from app.ui.work.register_more import FormLists


class DecideDialog(SentenceDialog):
    """Who decided what, when and why; an earlier decision stays readable and is said to be replaced."""

    def __init__(
        self, reading: IssueReading, lists: FormLists, option: str, today: str, parent: QWidget | None
    ) -> None:
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
            width=820,
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
        self.level.fill(lists.levels, "section")
        self.by = TextLine(self, name="決定者", hint="職と氏名")
        self.date = DayLine(self, name="決定日", text=today)
        self.meeting = TextLine(self, name="会議", hint="なければ空欄")
        self.basis = Chooser(self, name="根拠の種類")
        self.basis.fill((("", "－"), *lists.bases), "")
        self.document = TextLine(self, name="文書番号", hint="例　8市民第12号")
        self.review = TextLine(self, name="見直しの条件", hint="例　次の版が公表されたら")
        self.clauses = MultiChoice(lists.clauses, self, name="全体方針の条項")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        fields = (
            ("決定区分", self.level),
            ("決定日", self.date),
            ("決定者（必ず書く）", self.by),
            ("会議", self.meeting),
            ("根拠の種類", self.basis),
            ("文書番号", self.document),
            ("見直しの条件", self.review),
            ("全体方針の条項", self.clauses),
        )
        for place, (word, editor) in enumerate(fields):
            grid.addWidget(Field(word, editor, self), place // 4, place % 4)
        self.clauses.setEnabled(bool(lists.clauses))
        if not lists.clauses:
            self.clauses.setToolTip(tip("全体方針の条項は、まだ登録されていません。"))
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.reason = TextArea(self, name="理由", lines=2)
        self.body.addWidget(Field("理由（必ず書く）", self.reason, self))
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        for line in (self.by, self.date, self.meeting, self.document, self.review):
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

    def values(self) -> dict[str, Any]:
        """What the service wants."""
        return {
            "level": self.level.code(),
            "by": self.by.text().strip(),
            "date": self.date.day(),
            "reason": self.reason.toPlainText().strip(),
            "option": self.way.code(),
            "meeting": self.meeting.text().strip(),
            "basis": self.basis.code(),
            "document": self.document.text().strip(),
            "review": self.review.text().strip(),
            "clauses": list(self.clauses.codes()),
        }
