"""Everything that is written from 課題・決定: each by its form, each one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import Banner, BannerStack
from app.ui.parts.dispositions import DispositionDialog
from app.ui.register.choices_dialog import ChoicesDialog
from app.ui.register.comparing import CompareDialog
from app.ui.register.decide_dialog import DecideDialog
from app.ui.register.dialogs import IssueDialog
from app.ui.register.issue_pane import IssuePane
from app.ui.register.list_pane import ListPane
from app.ui.register.more_dialogs import JoinDialog, LadderDialog, SplitDialog
from app.ui.register.option_dialog import OptionDialog
from app.ui.work import register as work
from app.ui.work import register_more as more
from app.ui.work.frame import HistoryState
from app.ui.work.register import Choice, IssueReading, Written
from app.ui.work.register_more import FormLists
from spec_catalog.problems import InputProblem

READ_ONLY = "読むだけで開いているため記録できません。"


class Writing(QObject):
    """``written`` carries the rid of the issue to be shown next."""

    written = Signal(str)

    def __init__(
        self, context: Context, lines: ListPane, pane: IssuePane, banners: BannerStack, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._list, self._pane, self._banners = context, lines, pane, banners
        self.lists = FormLists()
        pane.disposition_picked.connect(self.pick)
        pane.texts_wanted.connect(self.write_texts)
        pane.option_wanted.connect(self.add_option)
        pane.option_edited.connect(self.edit_option)
        pane.decision_wanted.connect(self.decide)
        pane.edit_wanted.connect(self.edit)
        pane.ladder_wanted.connect(self.write_ladder)
        pane.compare_wanted.connect(self.compare)
        pane.split_wanted.connect(self.split)
        pane.join_wanted.connect(self.join)
        pane.choices_wanted.connect(self.edit_choices)
        pane.past_wanted.connect(lambda: self._context.act.emit("past"))

    def put_lists(self, lists: FormLists) -> None:
        """What the forms offer."""
        self.lists = lists

    def _ready(self) -> IssueReading | None:
        """What is shown, when it may be written and is what the list says."""
        reading = self._pane.reading()
        if self._context.read_only:
            self._context.said.emit(READ_ONLY)
            return None
        return reading if reading is not None and reading.issue.rid == self._list.view.rid() else None

    def _open(self, dialog: QDialog, accepted: Callable[[], object]) -> None:
        dialog.accepted.connect(accepted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # the issue

    def new_issue(self, given: Mapping[str, Any] | None = None) -> None:
        """The empty form, or with what is known already."""
        if self._context.read_only:
            self._context.said.emit(READ_ONLY)
            return
        if not self.lists.kinds:  # asked for from elsewhere, before this screen was ever seen

            def arrived(lists: FormLists) -> None:
                self.lists = lists
                self.new_issue(given)

            self._context.run(more.form_lists, done=arrived, owner=self)
            return
        who = self._context.who()
        start = {"department": who.department, "owner": who.name, "business": self._context.business, **(given or {})}
        dialog = self._form(None, start)
        self._open(dialog, lambda: self._write("登録しました", work.add_issue, dialog.values()))

    def edit(self) -> None:
        """The form of the issue at hand."""
        reading = self._ready()
        if reading is None:
            return
        dialog = self._form(reading, {})
        rid = reading.issue.rid
        self._open(dialog, lambda: self._write("書き直しました", work.edit_issue, rid, dialog.values()))

    def _form(self, reading: IssueReading | None, given: Mapping[str, Any]) -> IssueDialog:
        dialog = IssueDialog(
            self._pane.window(),
            issue=reading.issue if reading is not None else None,
            businesses=[(code, f"{code} {name}") for code, name in self._context.businesses()],
            lists=self.lists,
            given=given,
        )

        def ask(basis: str, business: str) -> None:
            self._context.run(more.due, basis, business, done=lambda found: dialog.put_due(*found), owner=dialog)

        dialog.due_wanted.connect(ask)
        return dialog

    def split(self) -> None:
        """分割."""
        reading = self._ready()
        if reading is None:
            return
        issue = reading.issue
        dialog = SplitDialog(issue.number, issue.title, self._pane.window())
        self._open(dialog, lambda: self._write("分割した一つです", work.split, issue.rid, dialog.values()))

    def join(self) -> None:
        """統合."""
        reading = self._ready()
        if reading is None:
            return
        lines = self._list.all_lines()
        this = next((line for line in lines if line.rid == reading.issue.rid), None)
        if this is None:
            return
        dialog = JoinDialog(this, [line for line in lines if line.rid != this.rid], self._pane.window())
        self._open(dialog, lambda: self._write("統合しました", work.join, *dialog.values()))

    def edit_choices(self) -> None:
        """The lists a person chooses from, written over for this municipality."""
        if self._context.read_only:
            self._context.said.emit(READ_ONLY)
            return

        def arrived(lists: tuple[more.EditableList, ...]) -> None:
            dialog = ChoicesDialog(lists, self._pane.window())

            def stored(done: tuple[Changes, HistoryState]) -> None:
                self._context.note_commit(*done)
                self._context.said.emit("選択肢の一覧を書き換えました。")
                self._context.run(more.form_lists, done=self.put_lists, owner=self)

            def write() -> None:
                self._context.run(more.write_list, *dialog.values(), done=stored, failed=self.failed, owner=self)

            self._open(dialog, write)

        self._context.run(more.editable_lists, done=arrived, owner=self)

    # how it is solved

    def pick(self, choice: Choice) -> None:
        """A disposition was chosen: at once when there is nothing to state, else by its form."""
        reading = self._ready()
        if reading is None:
            return
        if choice.needs:
            self._texts(reading, choice)
        elif choice.code != reading.issue.disposition:
            issue = reading.issue
            self._dispose(issue.rid, choice, issue.content, issue.basis, {})

    def write_texts(self) -> None:
        """対応内容 and 根拠 of the disposition that stands."""
        reading = self._ready()
        if reading is None:
            return
        standing = next((c for c in reading.choices if c.code == reading.issue.disposition), None)
        if standing is not None:
            self._texts(reading, standing)

    def _texts(self, reading: IssueReading, choice: Choice) -> None:
        issue = reading.issue
        dialog = DispositionDialog(
            issue.number, choice, self._pane.window(), data=issue.data, content=issue.content, basis=issue.basis,
            texts=True,
        )  # fmt: skip
        self._open(
            dialog,
            lambda: self._dispose(
                issue.rid, choice, dialog.content.text().strip(), dialog.basis.text().strip(), dialog.data()
            ),
        )

    def _dispose(self, rid: str, choice: Choice, content: str, basis: str, data: Mapping[str, str]) -> None:
        said = f"対応方針を「{choice.label}」にしました"
        self._write(said, work.dispose, rid, choice.code, content, basis, dict(data))

    def write_ladder(self) -> None:
        """検討の順序."""
        reading = self._ready()
        if reading is None:
            return
        issue = reading.issue
        rungs = [(rung, label, question) for rung, label, question, _ in reading.more.rungs]
        dialog = LadderDialog(issue.number, rungs, issue.refused, self._pane.window())
        said = "検討の順序を書きました"
        self._open(dialog, lambda: self._write(said, work.set_ladder, issue.rid, dialog.values()))

    def add_option(self) -> None:
        """対応案を加える."""
        reading = self._ready()
        if reading is None:
            return
        dialog = OptionDialog(reading, work.source(), self._pane.window())
        rid = reading.issue.rid
        self._open(dialog, lambda: self._write("対応案を加えました", work.add_option, rid, *dialog.values()))

    def edit_option(self, option: str) -> None:
        """対応案を書き直す."""
        reading = self._ready()
        held = next((o for o in reading.options if o.rid == option), None) if reading is not None else None
        if reading is None or held is None:
            return
        dialog = OptionDialog(reading, work.source(), self._pane.window(), option=held)
        rid = reading.issue.rid

        def write() -> None:
            code, content, fields = dialog.values()
            values = {**fields, "disposition": code, "content": content}
            self._write("対応案を書き直しました", work.edit_option, rid, option, values)

        self._open(dialog, write)

    def compare(self) -> None:
        """All options on one page; one may be decided on from there."""
        reading = self._pane.reading()
        if reading is None or not reading.options:
            self._context.said.emit("対応案がまだありません。")
            return
        dialog = CompareDialog(reading, self._pane.window(), writable=not self._context.read_only)
        dialog.chosen.connect(self.decide)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def decide(self, option: str = "") -> None:
        """決定を記録する, for an option or for the disposition that stands."""
        reading = self._ready()
        if reading is None:
            return
        if not reading.issue.disposition and not reading.options:
            self._context.said.emit("先に対応方針か対応案を書いてください。")
            return
        dialog = DecideDialog(reading, self.lists, option, date.today().isoformat(), self._pane.window())
        rid = reading.issue.rid
        self._open(dialog, lambda: self._write("決定を記録しました", work.decide, rid, dialog.values()))

    # storing

    def _write(self, said: str, function: Callable[..., Written], *args: object) -> None:
        self._context.run(
            function, *args, done=partial(self._stored, said), failed=self.failed, label="書き込み中", owner=self
        )

    def _stored(self, said: str, written: Written) -> None:
        self._banners.drop("refused")
        self.written.emit(written.rid)
        self._context.note_commit(written.changes, written.history)
        self._context.said.emit(f"{written.number}：{said}")

    def failed(self, problem: BaseException) -> None:
        """What was refused is said above the list; nothing was stored."""
        if isinstance(problem, InputProblem):
            banner = Banner(
                "warn", problem.message, problem.hint, self._pane, dismiss=lambda: self._banners.drop("refused")
            )
            self._banners.put("refused", banner)
