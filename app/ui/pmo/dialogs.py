"""The forms of PMO・月次: one step of a business, and the close of a month."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core import dates
from app.services.monthly import Month
from app.services.pmo import Cell, Row
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.fields import TextArea
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label, SectionHeader
from app.ui.work.pmo import Board


class StepDialog(SentenceDialog):
    """Status, evidence and dates of a step; what the facts suggest stands above."""

    def __init__(self, board: Board, row: Row, cell: Cell, parent: QWidget | None) -> None:
        title = next(s.title for s in board.steps if s.code == cell.step)
        told = [f"提案：{board.labels[cell.proposed]}（{cell.why}）"] if cell.proposed else []
        told += [cell.against] if cell.against else []
        super().__init__(
            f"{row.name}　{title}",
            parent,
            explanation="\n".join(told),
            main="記録する",
            undo="1 回の「元に戻す」で戻ります",
            width=640,
        )
        self.setObjectName("step")
        self.status = Chooser(self, name="状況")
        self.status.fill((("", "まだ入れない"), *board.labels.items()), cell.status)
        self.planned = TextLine(self, name="予定", hint="令和8年度末、2026-03")
        self.planned.setText(cell.planned)
        self.actual = TextLine(self, name="実績", hint="2026-03-31")
        self.actual.setText(cell.actual)
        row_ = QHBoxLayout()
        row_.setSpacing(12)
        for word, editor in (("状況", self.status), ("予定", self.planned), ("実績", self.actual)):
            row_.addWidget(Field(word, editor, self))
        self.body.addLayout(row_)
        self.evidence = TextLine(self, name="根拠")
        self.evidence.setText(cell.evidence or (cell.why if cell.proposed and not cell.status else ""))
        self.body.addWidget(Field("根拠（資料の名前など）", self.evidence, self))
        self.note = TextLine(self, name="備考")
        self.note.setText(cell.note)
        self.body.addWidget(Field("備考", self.note, self))
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        for line in (self.planned, self.actual):
            line.textChanged.connect(self._look)
        self.status.setFocus()
        self._look()

    def _look(self) -> None:
        wrong = [
            w
            for w, e in (("予定", self.planned), ("実績", self.actual))
            if e.text().strip() and dates.read(e.text()) is None
        ]
        said = f"{'と'.join(wrong)}が日付として読めません。例：令和8年度末、2026-03-31" if wrong else ""
        self.problem.setText(said)
        self.main.set_usable(not said, said)

    def values(self) -> dict[str, str]:
        """What the service wants."""
        return {
            "status": self.status.code(), "evidence": self.evidence.text().strip(),
            "planned": self.planned.text().strip(), "actual": self.actual.text().strip(),
            "note": self.note.text().strip(),
        }  # fmt: skip


class CloseDialog(SentenceDialog):
    """What is still missing, and the comment of a month."""

    def __init__(self, month: Month, parent: QWidget | None) -> None:
        again = "もう一度締めると、値を今のものに替えます。前の値は経緯に残ります。" if month.closed else ""
        super().__init__(
            f"{month.month} を締めます",
            parent,
            explanation=f"いまの値を残し、作業ファイル全体の版も名前を付けて残します。{again}",
            main="月を締める",
            undo="1 回の「元に戻す」で戻ります",
            width=640,
        )
        self.setObjectName("close")
        if month.missing:
            self.body.addWidget(SectionHeader("足りないもの", self, count=len(month.missing)))
            scroll = Scroller(self)
            scroll.setMaximumHeight(220)
            scroll.column.setSpacing(4)
            for text in month.missing[:100]:
                scroll.column.addWidget(Label(text, scroll.page, wrap=True))
            scroll.column.addStretch(1)
            self.body.addWidget(scroll)
            self.body.addWidget(Label("足りなくても締められます。", self, tone="text2", size="remark"))
        self.comment = TextArea(self, name="所見", text=month.closed.comment if month.closed else "", lines=3)
        self.body.addWidget(Field("所見（首長・議会向けの一枚に載ります）", self.comment, self))
        self.comment.setFocus()

    def text(self) -> str:
        """The comment."""
        return self.comment.toPlainText().strip()
