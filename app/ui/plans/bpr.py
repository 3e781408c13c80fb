"""BPR cases: the list at the left, at the right both flows side by side with their hours and what is saved."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.bpr import shown as shown_hours
from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, state_look
from app.ui.parts.empty import EmptyState
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label, SectionHeader
from app.ui.parts.two_lines import TwoLineList, TwoLines
from app.ui.work import plans as work
from app.ui.work.frame import HistoryState
from app.ui.work.plans import Shown

SIDES = (("as_is", "現行"), ("to_be", "改善後"))


class BprPage(QWidget):
    """``lists_wanted`` with the list that is written in the grid; ``issue_wanted`` with the record id of an issue."""

    lists_wanted = Signal(str)
    issue_wanted = Signal(str)
    sheet_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._shown: dict[str, Shown] = {}
        self._build()
        context.opened.connect(self._outdated)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack, 1)
        self._first = Button("BPR案件の一覧へ", self, kind="main", press=lambda: self.lists_wanted.emit("bpr_cases"))
        self._stack.addWidget(
            EmptyState(
                "table",
                "まだBPR案件がありません",
                "一覧に手続と手順を書くと、現行と改善後の流れと削減時間がここに並びます。",
                self,
                buttons=(self._first,),
            )
        )
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._stack.addWidget(self._split)
        left = QFrame(self._split)
        left.setProperty("ground", "surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.sums = Label("", left, tone="text2")
        self.sums.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.sums)
        self.list = TwoLineList("BPR案件", left)
        self.list.chosen.connect(self.show_case)
        self.list.entered.connect(lambda _key: self.lists_wanted.emit("bpr_cases"))
        column.addWidget(self.list, 1)
        self.right = Scroller(self._split)
        self.right.column.setContentsMargins(20, 16, 20, 20)
        self.right.column.setSpacing(10)
        self._split.addWidget(left)
        self._split.addWidget(self.right)
        self._split.setStretchFactor(1, 1)

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        (self.list if self._stack.currentWidget() is self._split else self._first).setFocus()

    def find(self) -> None:
        """There is no line to filter by: to the list."""
        self.focus()

    def about(self) -> tuple[str, str]:
        """What 経緯 is about: the case that shows."""
        return self.list.key(), ""

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small, from the size of the window."""
        left = {"wide": 420, "normal": 340, "small": 260}[form]
        self._split.setSizes([left, width - left])

    # loading

    def _outdated(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.types & work.TYPES or not changes.types:
            self._outdated()

    def load(self) -> None:
        """All cases anew."""
        self._stale = False
        self._context.run(work.load_cases, done=self._arrived, label="BPR案件を読んでいます", owner=self)

    def _arrived(self, found: tuple[Shown, ...]) -> None:
        self._shown = {s.case.rid: s for s in found}
        self._stack.setCurrentIndex(1 if found else 0)
        entries = [
            TwoLines(
                s.case.rid,
                f"{s.case.number} {s.case.name}".strip(),
                "　".join(t for t in (s.business, s.case.stage) if t),
                right=f"{s.hours[2]} 時間" if s.hours[2] else "",
            )
            for s in found
        ]
        self.list.put(entries)
        whole = [s.case.saving.saved for s in found if s.case.saving.saved is not None]
        saved = shown_hours(sum(whole, Fraction()))
        self.sums.setText(f"{len(found)} 件　削減見込 年 {saved} 時間（{len(whole)} 件の合計）")
        if not self.list.key() and entries:
            self.list.choose(entries[0].key)
        self.show_case(self.list.key())
        if self.isVisible() and self._first.hasFocus() and found:
            self.list.setFocus()

    # one case

    def show_case(self, rid: str) -> None:
        """A case at the right."""
        column = self.right.column
        clear(column)
        shown = self._shown.get(rid)
        if shown is None:
            return
        case, page = shown.case, self.right.page
        column.addWidget(Label(f"{case.number} {case.name}".strip(), page, bold=True, size="todo", wrap=True))
        about = "　".join(t for t in (shown.business, case.department, case.stage) if t)
        column.addWidget(Label(about, page, tone="text2", wrap=True))
        column.addWidget(self._buttons(shown, page))
        column.addWidget(self._flows(shown, page))
        for word, text in (
            ("選んだ理由", case.why),
            ("現行の課題", case.problems),
            (
                "標準仕様での実装方針",
                "\n".join(t for t in (case.finding, "、".join(n.partition(":")[2] for n in case.nodes)) if t),
            ),
            ("改善方針", case.policy),
            ("決定", shown.decided or ("課題はまだ決まっていません" if case.issue else "")),
            ("共通的な原因", "、".join(case.causes)),
            ("横展開する業務", shown.spread),
        ):
            if text:
                column.addWidget(SectionHeader(word, page))
                column.addWidget(Label(text, page, wrap=True))
        if shown.alike:
            column.addWidget(self._alike(shown, page))
        column.addStretch(1)

    def _buttons(self, shown: Shown, page: QWidget) -> QWidget:
        bar = QWidget(page)
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Button("案件を直す", bar, press=lambda: self.lists_wanted.emit("bpr_cases")))
        row.addWidget(Button("手順を直す", bar, press=lambda: self.lists_wanted.emit("bpr_steps")))
        row.addWidget(Button("BPR計画を書き出す…", bar, kind="quiet", icon="download", press=self.sheet_wanted.emit))
        if shown.case.issue_rid:
            rid = shown.case.issue_rid
            row.addWidget(Button(shown.case.issue, bar, kind="link", press=lambda: self.issue_wanted.emit(rid)))
        row.addStretch(1)
        return bar

    def _flows(self, shown: Shown, page: QWidget) -> QWidget:
        box = QFrame(page)
        box.setProperty("card", True)
        grid = QGridLayout(box)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        for at, (side, word) in enumerate(SIDES):
            grid.setColumnStretch(at, 1)
            hours = shown.hours[at]
            by_hand = f"（うち手作業 {shown.by_hand[at]}）" if hours else ""
            grid.addWidget(Label(word, box, bold=True), 0, at)
            grid.addWidget(
                Label(f"年 {hours} 時間{by_hand}" if hours else "手順がまだありません", box, tone="text2"), 1, at
            )
            for n, line in enumerate(shown.flows[side], 2):
                grid.addWidget(Label(line, box, wrap=True), n, at, Qt.AlignmentFlag.AlignTop)
        last = 2 + max(len(lines) for lines in shown.flows.values())
        saved = shown.hours[2]
        look = state_look(
            f"年 {saved} 時間の削減" if saved else "削減時間はまだ出せません", "done" if saved else "neutral"
        )
        grid.addWidget(Chip(look, box), last, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        if not saved and (shown.flows["as_is"] or shown.flows["to_be"]):
            why = "現行と改善後の両方に手順があり、すべてに1件の分数と年間件数があるときに出ます。"
            grid.addWidget(Label(why, box, tone="text2", size="remark", wrap=True), last + 1, 0, 1, 2)
        return box

    def _alike(self, shown: Shown, page: QWidget) -> QWidget:
        box = QWidget(page)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SectionHeader("同じ原因のある案件", box, count=len(shown.alike)))
        for other in shown.alike:
            done = "　横展開済み" if other.carried else ""
            column.addWidget(Label(f"{other.cause}：{other.number} {other.name}{done}", box, wrap=True))
        left = [a for a in shown.alike if a.business and not a.carried]
        if left:
            button = Button("これらの業務へ横展開する", box, press=lambda: self._spread(shown.case.rid))
            button.set_usable(not self._context.read_only, "読むだけで開いています")
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _spread(self, rid: str) -> None:
        def done(found: tuple[Changes, HistoryState]) -> None:
            self._context.note_commit(*found)
            self._context.said.emit(f"{found[0].label}しました")

        self._context.run(work.spread, rid, done=done, label="書き込み中", owner=self)
