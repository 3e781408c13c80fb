"""The dialogs of 過渡期: another date for a system, what a pair states, and the reason for keeping dates on trial."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QGridLayout, QWidget

from app.core import dates
from app.core.moves import Move, odd_year
from app.core.transition import UNNEEDED, Pair
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.fields import TextArea
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.text import Label
from app.ui.work.transition import View

UNKNOWN = "未定"


def date_problem(text: str) -> str:
    """Why a typed date can't be tried, "" when it can; 未定 can."""
    said = text.strip()
    if not said:
        return "時期を書いてください。決まっていなければ「未定」と書きます。"
    if said != UNKNOWN and dates.read(said) is None:
        return "時期として読めません。例：2026-03、令和8年3月、R8年度末、未定"
    year = odd_year(said)
    return "" if year is None else f"{year} 年になります。年を確かめてください。"


class TryDialog(SentenceDialog):
    """A date typed as people type it."""

    def __init__(self, move: Move, parent: QWidget | None) -> None:
        group = f"同じ移行グループ「{move.group}」のシステムも一緒に動きます。" if move.group else ""
        super().__init__(
            f"{move.name} の移行時期を試します",
            parent,
            explanation=f"まだ記録しません。過渡期の組と試験がどう変わるかを、先に見られます。{group}",
            main="試す",
        )
        self.setObjectName("try")
        self.when = TextLine(self, name="移行時期", hint="2026-03、令和8年3月、R8年度末、未定")
        self.when.setText(move.shift.text)
        self.when.selectAll()
        self.when.textChanged.connect(self._look)
        self.when.entered.connect(self._take)
        self.body.addWidget(Field("移行時期（標準準拠システムへ）", self.when, self))
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        self.when.setFocus()
        self._look()

    def _look(self) -> None:
        said = date_problem(self.when.text())
        self.problem.setText(said)
        self.main.set_usable(not said, said)

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def text(self) -> str:
        """What was typed."""
        return self.when.text().strip()


class PairDialog(SentenceDialog):
    """How two systems pass data to each other while only one of them has moved."""

    def __init__(self, pair: Pair, view: View, parent: QWidget | None) -> None:
        moves = view.plan.moves
        self._conforming = view.plan.rules.conforming
        names = "、".join(pair.names[:6]) + (f" ほか {len(pair.names) - 6}" if len(pair.names) > 6 else "")
        super().__init__(
            f"{moves[pair.a].name} ⇄ {moves[pair.b].name} の過渡期対応",
            parent,
            explanation=f"連携：{names or '－'}",
            main="記録する",
            undo="1 回の「元に戻す」で戻ります",
            width=760,
        )
        self.setObjectName("pair")
        said = pair.said
        self.need = Chooser(self, name="対応の要否")
        self.need.fill((("", "未検討"), *view.lists["need"]), said.need)
        self.method = Chooser(self, name="方式")
        self.method.fill((("", "未定"), *view.lists["method"]), said.method)
        self.lead = Chooser(self, name="主導")
        proposed = f"案：{view.leaders.get(pair.lead, pair.lead)}" if pair.lead_proposed else "案のとおり"
        self.lead.fill((("", proposed), *view.leaders.items()), said.lead)
        self.term = TextLine(self, name="期限", hint="例　令和8年度末")
        self.term.setText(said.term)
        self.kind = Chooser(self, name="試験の区分")
        kinds = dict(view.lists["test_kind"])
        guess = f"案：{kinds.get(pair.test_kind, '')}" if pair.kind_proposed else "案のとおり"
        self.kind.fill((("", guess), *view.lists["test_kind"]), said.test_kind)
        self.tests = TextLine(self, name="試験の回数", hint=f"空欄なら {'？' if pair.tests is None else pair.tests} 回")
        self.tests.setText(said.tests)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        fields = (
            ("対応の要否", self.need), ("方式", self.method), ("主導", self.lead),
            ("期限", self.term), ("試験の区分（旭川市）", self.kind), ("試験の回数", self.tests),
        )  # fmt: skip
        for place, (word, editor) in enumerate(fields):
            grid.addWidget(Field(word, editor, self), place // 3, place % 3)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.reason = TextArea(self, name="合理的説明", text=said.reason, lines=2)
        self.body.addWidget(Field("合理的説明（基本方針 4.1.2：説明し得る範囲と期間に限る）", self.reason, self))
        self.risk = TextLine(self, name="リスク")
        self.risk.setText(said.risk)
        self.body.addWidget(Field("リスク", self.risk, self))
        self.note = TextLine(self, name="備考")
        self.note.setText(said.note)
        self.body.addWidget(Field("備考", self.note, self))
        offers = dict(view.lists["method"])
        told = [f"{moves[s].name}：{offers.get(o, o)}" for s, o in said.answers.items() if s in moves]
        if told:
            self.body.addWidget(Label(f"事業者の回答（意向調査）　{'　'.join(told)}", self, tone="text2", wrap=True))
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        for chooser in (self.need, self.method):
            chooser.currentIndexChanged.connect(lambda _n: self._look())
        for line in (self.term, self.tests, self.risk, self.note):
            line.textChanged.connect(self._look)
            line.record.connect(self._take)
        self.reason.textChanged.connect(self._look)
        self.method.setFocus()
        self._look()

    def _look(self) -> None:
        said = self._lacks()
        self.problem.setText(said)
        self.main.set_usable(not said, said)

    def _lacks(self) -> str:
        term = self.term.text().strip()
        if term and dates.read(term) is None:
            return "期限が日付として読めません。例：令和8年度末、2026-03-31"
        tests = self.tests.text().strip()
        if tests and not (tests.isascii() and tests.isdecimal() and len(tests) < 4):
            return "試験の回数は、999 までの数で書いてください。"
        reason = self.reason.toPlainText().strip()
        if self.need.code() == UNNEEDED:
            return "" if reason else "対応しない理由を、合理的説明に書いてください。"
        if self.method.code() and self.method.code() not in self._conforming:
            lacks = [w for w, t in (("合理的説明", reason), ("期限", term)) if not t]
            return f"この方式には{'と'.join(lacks)}が要ります（基本方針 4.1.2）。" if lacks else ""
        return ""

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def values(self) -> Mapping[str, str]:
        """What the service wants."""
        return {
            "need": self.need.code(), "method": self.method.code(), "lead": self.lead.code(),
            "term": self.term.text().strip(), "test_kind": self.kind.code(), "tests": self.tests.text().strip(),
            "reason": self.reason.toPlainText().strip(), "risk": self.risk.text().strip(),
            "note": self.note.text().strip(),
        }  # fmt: skip
