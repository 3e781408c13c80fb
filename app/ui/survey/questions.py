"""質問票: departments at the left, the questions of one of them, and behind the second tab all answers side by side."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import Banner, BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import AskText
from app.ui.parts.empty import EmptyState
from app.ui.parts.inputs import Chooser
from app.ui.parts.tabs import TabStrip
from app.ui.parts.text import Label, amp
from app.ui.survey.questions_list import DepartmentList
from app.ui.survey.questions_sheet import SheetPane
from app.ui.survey.questions_table import TablePage
from app.ui.survey.questions_through import ThroughDialog
from app.ui.work import questions as work
from app.ui.work.questions import Shown, Stored, Wanted
from spec_catalog.problems import InputProblem

TOUCHING = frozenset({"answer", "questionnaire", "department", "system", "vendor", "curlink"})
SHEET, TABLE, NOBODY = range(3)
LEFT = 250
KEEP_MS = 1000


class QuestionsPage(QWidget):
    """Loads when it is shown and after what it shows has changed; an answer is stored when its field is left."""

    left = Signal()
    list_wanted = Signal(str)  # a list of 現行調査

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted = Wanted()
        self._shown: Shown | None = None
        self._stale = True
        self._own: set[str] = set()
        self._goal = ""  # the question to go to once it is here
        self._typed = False  # something is kept of the fields
        self._build()
        self._keep_later = QTimer(self)
        self._keep_later.setSingleShot(True)
        self._keep_later.setInterval(KEEP_MS)
        self._keep_later.timeout.connect(self._keep_typed)
        self.sheet.typed.connect(self._keep_later.start)
        context.opened.connect(self._opened)
        context.committed.connect(self._committed)

    # building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = TabStrip(("答える", "表と未回答"), self, name="質問票の見方")
        self.tabs.bar.currentChanged.connect(self._tab)
        self.back = Button("一覧に戻る", self, kind="quiet", press=self._leave)
        self.sheet_out = Button("Excelに書き出す…", self, kind="quiet", icon="download", press=self.write_sheet)
        self.adder = Button("質問票を足す…", self, kind="quiet", icon="plus", press=self.add_file)
        for button in (self.adder, self.sheet_out, self.back):
            self.tabs.add_widget(button)
        column.addWidget(self.tabs)
        tools = QFrame(self)
        tools.setProperty("ground", "surface")
        tools.setProperty("edge", "bottom")
        row = QHBoxLayout(tools)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(8)
        self.chooser = Chooser(tools, name="質問票", lead="質問票")
        self.chooser.activated.connect(lambda _p: self._ask(Wanted(self.chooser.code(), self._wanted.department)))
        row.addWidget(self.chooser)
        self.subject = Chooser(tools, name="対象", lead="対象")
        self.subject.activated.connect(lambda _p: self._choose(self._wanted.department, self.subject.code()))
        row.addWidget(self.subject)
        row.addStretch(1)
        self.progress = Label("", tools, tone="text2")
        row.addWidget(self.progress)
        self.next_button = Button("まだの問へ", tools, key="F8", press=self.next_owed)
        row.addWidget(self.next_button)
        column.addWidget(tools)
        self.banners = BannerStack(self)
        column.addWidget(self.banners)
        self._stack = QStackedWidget(self)
        column.addWidget(self._stack, 1)
        self._stack.addWidget(self._build_sheet())
        self.table = TablePage(self._stack)
        self.table.wanted.connect(self.go_to)
        self._stack.addWidget(self.table)
        self.nobody = EmptyState(
            "person",
            "所属がまだ登録されていません",
            "答える課を「所属」の一覧に書くと、ここに並びます。",
            self._stack,
            buttons=(Button("所属の一覧へ", self, kind="main", press=lambda: self.list_wanted.emit("departments")),),
        )
        self._stack.addWidget(self.nobody)

    def _build_sheet(self) -> QWidget:
        self._split = QSplitter(Qt.Orientation.Horizontal, self._stack)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        side = QFrame(self._split)
        side.setProperty("ground", "surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        self.departments = DepartmentList(side)
        self.departments.chosen.connect(self._choose)
        column.addWidget(self.departments, 1)
        self.others = Button("ほかの所属", side, kind="quiet")
        self._others = QMenu(self.others)
        self.others.setMenu(self._others)
        column.addWidget(self.others, 0, Qt.AlignmentFlag.AlignLeft)
        self._split.addWidget(side)
        self.sheet = SheetPane(self._split)
        self.sheet.stored.connect(self._store)
        self.sheet.through_wanted.connect(self._write_through)
        self.sheet.settled.connect(self._settle)
        self._split.addWidget(self.sheet)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([LEFT, 900])
        return self._split

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        page = self._stack.currentIndex()
        (self.departments if page == SHEET else self.table.table if page == TABLE else self.back).setFocus()

    def set_form(self, form: str) -> None:
        """A small window has a narrower list of departments."""
        width = max(self._split.width(), 800)
        left = 190 if form == "small" else LEFT
        self._split.setSizes([left, width - left])

    def hideEvent(self, event: Any) -> None:
        self.keep()
        super().hideEvent(event)

    def _leave(self) -> None:
        self.keep()
        self.left.emit()

    def _tab(self, place: int) -> None:
        self.keep()
        self._show_page()
        if place == TABLE:
            self.table.table.setFocus()

    def _show_page(self) -> None:
        nobody = self._shown is not None and self._shown.sheet is None
        self._stack.setCurrentIndex(NOBODY if nobody else self.tabs.bar.currentIndex())
        self.next_button.setVisible(self._stack.currentIndex() == SHEET)
        self._show_progress()

    def _show_progress(self) -> None:
        """How far the department is, or all of them."""
        if self._shown is None or self._shown.sheet is None:
            self.progress.setText("")
            return
        if self._stack.currentIndex() == TABLE:
            complete = sum(not row.owing for row in self._shown.rows)
            self.progress.setText(f"{len(self._shown.rows)} 件のうち {complete} 件が答え終わりました")
            return
        states = [line.state for line in self._shown.sheet.lines if line.state.shown]
        owing, done = sum(bool(s.missing) for s in states), sum(s.done for s in states)
        self.progress.setText(f"{done} / {len(states)} 問　{f'まだ {owing} 問' if owing else '答え終わりました'}")
        self.progress.set_tone("text2" if owing else "done")
        self.next_button.set_usable(bool(owing), "まだの問はありません")

    # loading

    def _opened(self) -> None:
        self._wanted, self._shown, self._stale, self._goal = Wanted(), None, True, ""
        self.banners.drop("unreadable")
        self.sheet.forget()
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.unit in self._own:
            return
        if changes.types & TOUCHING or not changes.types:
            self._stale = True
            if self.isVisible():
                self.load()

    def load(self) -> None:
        """What shows, anew."""
        self._stale = False
        wanted = Wanted(
            self._wanted.questionnaire, self._wanted.department, self._wanted.subject, self._context.who().department
        )
        self._context.run(work.load, wanted, done=self._arrived, owner=self)

    def _ask(self, wanted: Wanted) -> None:
        self.keep()
        self._wanted = wanted
        self.load()

    def _choose(self, department: str, subject: str) -> None:
        """Another department or subject."""
        if (department, subject) != (self._wanted.department, self._wanted.subject):
            self._ask(Wanted(self._wanted.questionnaire, department, subject))

    def go_to(self, department: str, subject: str, question: str) -> None:
        """To the field of a question."""
        self._goal = question
        self.tabs.bar.setCurrentIndex(SHEET)
        self._ask(Wanted(self._wanted.questionnaire, department, subject))

    def _arrived(self, shown: Shown) -> None:
        before = self._shown
        self._shown = shown
        sheet = shown.sheet
        self._wanted = Wanted(shown.questionnaire.id, sheet.department if sheet else "", sheet.subject if sheet else "")
        if before is None or before.questionnaire != shown.questionnaire:
            self.sheet.ask(shown.questionnaire)
        elif _place(before) != _place(shown):
            self.sheet.forget()
        self._show_head(shown)
        if sheet is not None:
            names = tuple(d.name for d in shown.departments)
            self._typed = self._typed or bool(sheet.typed)
            self.sheet.show_sheet(sheet, shown.vendors, names, writable=not self._context.read_only)
        self.table.show_rows(shown.questionnaire, shown.rows)
        self._show_page()
        if self._goal in self.sheet.cards:
            goal, self._goal = self._goal, ""
            QTimer.singleShot(0, self, lambda: self.sheet.show_question(goal))

    def _show_head(self, shown: Shown) -> None:
        sheet = shown.sheet
        self.chooser.fill(shown.known, shown.questionnaire.id)
        self.subject.setVisible(len(shown.subjects) > 1)
        self.subject.fill(shown.subjects, sheet.subject if sheet else None)
        if sheet is not None:
            self.departments.show_rows(shown.rows, sheet)
        self.table.setEnabled(bool(shown.rows))
        self.adder.set_usable(not self._context.read_only, "読むだけで開いています")
        self._fill_others(shown)
        if shown.unreadable:
            self.banners.put("unreadable", Banner("warn", shown.unreadable[0], "回答はそのまま残っています。", self))
        else:
            self.banners.drop("unreadable")

    def _fill_others(self, shown: Shown) -> None:
        listed = {row.department.rid for row in shown.rows}
        self._others.clear()
        rest = [d for d in shown.departments if d.rid not in listed]
        for department in rest:
            self._others.addAction(amp(department.name)).triggered.connect(
                partial(self._choose, department.rid, self._wanted.subject)
            )
        self.others.setVisible(bool(rest))

    # going

    def next_owed(self) -> None:
        """F8: the next question something is owed for, after the one with the keys."""
        if self._shown is None or self._shown.sheet is None or self._stack.currentIndex() != SHEET:
            return
        self.keep()
        owing = {line.state.question.id for line in self._shown.sheet.lines if line.state.missing}
        if not self.sheet.go_next(owing):
            self._context.said.emit("まだの問はありません。")

    # storing

    def keep(self) -> None:
        """Has every field stored that says something new; what can't be stored is kept as it is."""
        self.sheet.keep()
        self._keep_typed()

    def _keep_typed(self) -> None:
        """What stands in fields and isn't stored outlives a crash, and another department."""
        self._keep_later.stop()
        if self._context.read_only or self._shown is None or self._shown.sheet is None:
            return
        fields = self.sheet.unstored()
        if fields or self._typed:
            self._typed = bool(fields)
            self._context.run(work.keep_typed, self._wanted, fields, owner=self)

    def _store(self, question: str, value: Any, remark: str, reason: str = "") -> None:
        card, wanted = self.sheet.cards[question], self._wanted
        line = card.line
        parents = card.heads if line is not None and not reason else None

        def failed(problem: BaseException) -> None:
            why = f"{problem.message}{problem.hint}" if isinstance(problem, InputProblem) else "書き込めませんでした。"
            if self._is_here(wanted):
                card.refuse(why)
            self._context.said.emit(why)

        self._context.run(
            work.answer, wanted, question, value, remark, parents, reason,
            done=partial(self._stored, wanted, question), failed=failed, label="回答を書き込んでいます", owner=self,
        )  # fmt: skip

    def _stored(self, wanted: Wanted, question: str, stored: Stored) -> None:
        self._own.add(stored.changes.unit)
        if stored.changes.operations:
            self._context.note_commit(stored.changes, stored.history)
        if not self._is_here(wanted) or stored.shown.sheet is None:
            self.load()
            return
        if question in self.sheet.cards and question:
            self.sheet.cards[question].after(stored.shown.sheet.line(question))
        self._arrived(stored.shown)
        self._keep_later.start()

    def _is_here(self, wanted: Wanted) -> bool:
        here = self._wanted
        return (wanted.questionnaire, wanted.department, wanted.subject) == (
            here.questionnaire,
            here.department,
            here.subject,
        )

    def _settle(self, question: str, value: Any, remark: str) -> None:
        dialog = AskText("食い違う回答を一つに決めます", "理由（必ず書く）", self, main="この回答に決める")
        dialog.accepted.connect(lambda: self._store(question, value, remark, dialog.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write_through(self, question: str) -> None:
        line = self.sheet.cards[question].line
        if line is None:
            return
        dialog = ThroughDialog(line.plan, self)
        wanted = self._wanted

        def write() -> None:
            self._context.run(
                work.write_through, wanted, question, dialog.system_name(),
                done=partial(self._stored, wanted, ""), label="現行調査に書き込んでいます", owner=self,
            )  # fmt: skip

        dialog.accepted.connect(write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # files

    def add_file(self) -> None:
        """A questionnaire somebody made."""
        path, _ = QFileDialog.getOpenFileName(self, "質問票のファイルを選ぶ", "", "質問票（*.json）")
        if path:
            self.take_file(path)

    def take_file(self, path: str) -> None:
        """Takes a file in, or says what is wrong where."""
        self.keep()

        def done(stored: Stored) -> None:
            self._own.add(stored.changes.unit)
            self._context.note_commit(stored.changes, stored.history)
            self._arrived(stored.shown)
            self._context.said.emit(f"{stored.changes.label}しました。元に戻すで戻せます。")

        name = self._context.who().department
        self._context.run(work.add_file, path, Wanted(name=name), done=done, label="質問票を読んでいます", owner=self)

    def write_sheet(self) -> None:
        """The table, or the list of what is owed when the keys are in it, as a workbook."""
        if self._shown is None:
            return
        self.keep()
        owed = self._stack.currentIndex() == TABLE and self.table.list.hasFocus()
        title = f"{self._shown.questionnaire.title}{'_未回答' if owed else ''}.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, "書き出す先", title, "Excel（*.xlsx）")
        if path:
            self.write_to(path, owed=owed)

    def write_to(self, path: str, *, owed: bool) -> None:
        """Writes the workbook."""
        self._context.run_long(
            work.write_sheet, path, self._wanted, owed,
            done=lambda made: self._context.said.emit(f"書き出しました：{made}"), label="書き出しています", owner=self,
        )  # fmt: skip


def _place(shown: Shown) -> tuple[str, str]:
    return (shown.sheet.department, shown.sheet.subject) if shown.sheet else ("", "")
