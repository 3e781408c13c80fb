"""照会: who was asked what and since when; what is overdue stands first, answers are written to the issue as well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.services.inquiries import WAITING, Inquiry
from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import Banner, BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, ChipLook, state_look
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import Segment
from app.ui.parts.fields import DayLine, TextArea
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label, SectionHeader
from app.ui.parts.two_lines import TwoLineList, TwoLines
from app.ui.work import conforming as work
from app.ui.work.frame import HistoryState
from spec_catalog import business as businesses
from spec_catalog.problems import InputProblem

WHICH = (("waiting", "回答待ち"), ("late", "期限超過"), ("answered", "回答済み"), ("all", "すべて"))


class AnswerDialog(SentenceDialog):
    """What was answered, by whom and when."""

    def __init__(self, inquiry: Inquiry, today: str, parent: QWidget | None) -> None:
        super().__init__(
            f"{inquiry.number} の回答を書きます",
            parent,
            explanation=f"{inquiry.values['name']}　回答は、もとの課題の備考にも加わります。",
            main="記録する",
            undo="1 回の「元に戻す」で戻ります",
        )
        self.setObjectName("answer")
        self.answer = TextArea(self, name="回答", lines=4)
        self.body.addWidget(Field("回答（必ず書く）", self.answer, self))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.on = DayLine(self, name="回答日", text=today)
        self.by = TextLine(self, name="回答者", hint="相手の部署と氏名")
        self.cost = TextLine(self, name="有償・金額", hint="例　50万円")
        for word, line in (("回答日", self.on), ("回答者", self.by), ("有償・金額", self.cost)):
            row.addWidget(Field(word, line, self))
            line.textChanged.connect(self._look)
        self.body.addLayout(row)
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        self.answer.textChanged.connect(self._look)
        self.answer.setFocus()
        self._look()

    def _look(self) -> None:
        said = self.on.problem()
        if not said and not self.on.text().strip():
            said = "回答日を書いてください。"
        if not said and not self.answer.toPlainText().strip():
            said = "まだ書いていません：回答"
        self.problem.setText("" if said.startswith("まだ") else said)
        self.main.set_usable(not said, said)

    def values(self) -> dict[str, str]:
        """What the service wants."""
        return {
            "text": self.answer.toPlainText().strip(),
            "on": self.on.day(),
            "by": self.by.text().strip(),
            "cost": self.cost.text().strip(),
        }


def chip_of(inquiry: Inquiry) -> ChipLook:
    """期限超過 12 日 · 下書き · 照会中 · 回答済み."""
    if inquiry.days:
        return state_look(f"{inquiry.days} 日超過", "error", "!")
    tone = "neutral" if inquiry.state in WAITING else "done"
    return state_look(inquiry.values["state"] or "下書き", tone)


class AskingPage(QWidget):
    """``issue_wanted`` with a record id, ``lists_wanted`` with the list written in the grid."""

    issue_wanted = Signal(str)
    lists_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._found: dict[str, Inquiry] = {}
        self._build()
        context.opened.connect(self._outdated)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.banners = BannerStack(self)
        outer.addWidget(self.banners)
        tools = QFrame(self)
        tools.setProperty("ground", "surface")
        tools.setProperty("edge", "bottom")
        row = QHBoxLayout(tools)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(8)
        self.which = Segment(WHICH, tools, name="照会の状態")
        self.which.chosen.connect(self._show)
        row.addWidget(self.which)
        row.addStretch(1)
        self.sums = Label("", tools, tone="text2")
        row.addWidget(self.sums)
        self.grid = Button("一覧で書く", tools, kind="quiet", press=lambda: self.lists_wanted.emit("inquiries"))
        row.addWidget(self.grid)
        self.sheet = Button("エスカレーション票を書き出す…", tools, icon="download", press=self._export)
        row.addWidget(self.sheet)
        outer.addWidget(tools)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack, 1)
        self.empty = EmptyState(
            "inbox",
            "当てはまる照会はありません",
            "課題の「その他」か連携図の影響から作るか、一覧に書くと、ここに並びます。",
            self,
        )
        self._stack.addWidget(self.empty)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._stack.addWidget(self._split)
        self.list = TwoLineList("照会の一覧", self._split)
        self.list.chosen.connect(self.show_inquiry)
        self.list.entered.connect(lambda _key: self.write_answer())
        right = QFrame(self._split)
        right.setProperty("ground", "surface")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.right = Scroller(right)
        self.right.column.setContentsMargins(20, 16, 20, 16)
        self.right.column.setSpacing(8)
        column.addWidget(self.right, 1)
        foot = QFrame(right)
        foot.setProperty("edge", "top2")
        buttons = QHBoxLayout(foot)
        buttons.setContentsMargins(16, 10, 16, 10)
        buttons.setSpacing(8)
        self.issue = Button("課題へ", foot, press=self._go)
        self.reminder = Button("今日督促したと記録", foot, press=self._remind)
        self.answer = Button("回答を書く…", foot, kind="main", key="Enter", press=self.write_answer)
        buttons.addWidget(self.issue)
        buttons.addStretch(1)
        buttons.addWidget(self.reminder)
        buttons.addWidget(self.answer)
        column.addWidget(foot)
        self._split.addWidget(self.list)
        self._split.addWidget(right)
        self._split.setStretchFactor(1, 1)

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        (self.list if self._stack.currentWidget() is self._split else self.grid).setFocus()

    def find(self) -> None:
        """To what the list is narrowed to."""
        self.which.setFocus()

    def about(self) -> tuple[str, str]:
        """What 経緯 is about: the inquiry that shows."""
        return self.list.key(), ""

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small, from the size of the window."""
        left = {"wide": 560, "normal": 460, "small": 360}[form]
        self._split.setSizes([left, width - left])

    # loading

    def _outdated(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.types & work.INQUIRY_TYPES or not changes.types:
            self._outdated()

    def load(self) -> None:
        """All inquiries anew."""
        self._stale = False
        self._context.run(work.load_inquiries, done=self._arrived, label="照会を読んでいます", owner=self)

    def _arrived(self, found: tuple[Inquiry, ...]) -> None:
        self._found = {i.rid: i for i in found}
        self._show()

    def _show(self) -> None:
        which = self.which.code()
        fits = {
            "waiting": lambda i: i.state in WAITING,
            "late": lambda i: i.days > 0,
            "answered": lambda i: i.state not in WAITING,
            "all": lambda _i: True,
        }[which]
        shown = sorted((i for i in self._found.values() if fits(i)), key=lambda i: (-i.days, i.number))
        held = self.list.key()
        self.list.put(
            [
                TwoLines(
                    i.rid,
                    f"{i.number} {i.values['name']}",
                    "　".join(
                        t
                        for t in (
                            i.values["addressee"] or i.values["to"],
                            i.values["due"] and f"期限 {i.values['due']}",
                        )
                        if t
                    ),
                    chip_of(i),
                )
                for i in shown
            ]
        )
        if shown and not self.list.choose(held):
            self.list.choose(shown[0].rid)
        self._stack.setCurrentIndex(1 if shown else 0)
        late = sum(i.days > 0 for i in self._found.values())
        self.sums.setText(f"{len(shown)} 件" + (f"　期限超過 {late} 件" if late else ""))
        self.sheet.set_usable(late > 0, "回答期限を過ぎた照会はありません")
        self.show_inquiry(self.list.key())

    def show_inquiry(self, rid: str) -> None:
        """An inquiry at the right."""
        column, page = self.right.column, self.right.page
        clear(column)
        inquiry = self._found.get(rid)
        writable = not self._context.read_only
        waits = inquiry is not None and inquiry.state in WAITING
        self.answer.set_usable(writable and waits, "読むだけで開いています" if not writable else "回答は済んでいます")
        self.reminder.set_usable(writable and waits, self.answer.toolTip() or "回答は済んでいます")
        self.issue.set_usable(inquiry is not None and bool(inquiry.issue_rid), "もとの課題がありません")
        if inquiry is None:
            return
        v = inquiry.values
        column.addWidget(Label(f"{inquiry.number} {v['name']}", page, bold=True, size="todo", wrap=True))
        column.addWidget(Chip(chip_of(inquiry), page), 0, Qt.AlignmentFlag.AlignLeft)
        items = "、".join(t.partition(":")[2] or t for t in v["node"].split("、") if t)
        business = f"{v['business']} {businesses.name_of(v['business'])}" if v["business"] else ""
        facts = (
            ("照会先", "　".join(t for t in (v["to"], v["addressee"]) if t)),
            ("業務・要件", "　".join(t for t in (business, items) if t)),
            ("照会日", v["asked_on"]),
            ("回答期限", v["due"]),
            ("督促した日", v["reminded"]),
            ("課題", v["issue"]),
            ("担当", "　".join(t for t in (v["department"], v["owner"]) if t)),
            ("回答した日と人", "　".join(t for t in (v["answered_on"], v["answered_by"]) if t)),
            ("有償・金額", v["cost"]),
        )
        holder = QWidget(page)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, 110)
        grid.setColumnStretch(1, 1)
        for n, (word, text) in enumerate((w, t) for w, t in facts if t):
            grid.addWidget(Label(word, holder, tone="text2"), n, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(text, holder, wrap=True), n, 1)
        column.addWidget(holder)
        texts = (("照会内容", "text"), ("回答", "answer"), ("反映したこと", "applied"), ("備考", "note"))
        for word, code in texts:
            if v[code]:
                column.addWidget(SectionHeader(word, page))
                column.addWidget(Label(v[code], page, wrap=True))
        column.addStretch(1)

    # acts

    def _go(self) -> None:
        inquiry = self._found.get(self.list.key())
        if inquiry is not None and inquiry.issue_rid:
            self.issue_wanted.emit(inquiry.issue_rid)

    def write_answer(self) -> None:
        """The form of an answer."""
        inquiry = self._found.get(self.list.key())
        if inquiry is None or not self.answer.isEnabled():
            return
        dialog = AnswerDialog(inquiry, date.today().isoformat(), self.window())
        dialog.accepted.connect(lambda: self._record(work.answer, inquiry.rid, dialog.values()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remind(self) -> None:
        if self.list.key():
            self._record(work.remind, self.list.key(), date.today().isoformat())

    def _record(self, step: object, rid: str, given: Mapping[str, str] | str) -> None:
        def done(found: tuple[Changes, HistoryState]) -> None:
            self.banners.drop("refused")
            self._context.note_commit(*found)
            self._context.said.emit(f"{found[0].label}を記録しました")

        self._context.run(step, rid, given, done=done, failed=self._refused, label="書き込み中", owner=self)

    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "エスカレーション票", "エスカレーション票.xlsx", "Excel (*.xlsx)")
        if name:
            self.export_to(name)

    def export_to(self, path: str) -> None:
        """Writes the sheet of what is overdue."""
        self._context.run(
            work.write_escalation,
            path,
            done=lambda out: self._context.said.emit(f"「{out}」に書き出しました。"),
            failed=self._refused,
            label="書き出し中",
            owner=self,
        )

    def _refused(self, problem: BaseException) -> None:
        if not isinstance(problem, InputProblem):
            raise problem
        where = "　".join(t for t in (problem.hint,) if t)
        drop = lambda: self.banners.drop("refused")  # noqa: E731
        self.banners.put("refused", Banner("error", problem.message, where, self, dismiss=drop))
