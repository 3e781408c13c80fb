"""From a difference to its 課題: 対応方針 and 課題 of the item that is shown, recorded the moment they are chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.context import Context
from app.ui.parts.dispositions import DispositionDialog
from app.ui.parts.requirement import shown_id
from app.ui.work import register as work
from app.ui.work.lists import Reading
from app.ui.work.register import Choice, ItemIssue, Written
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.comparison.verdict_bar import VerdictBar

TITLE = 60  # a longer difference goes into the detail alone


class Handling(QObject):
    """``refused`` brings what the guard rails don't allow; ``issue_opened`` the rid of an issue to be shown."""

    refused = Signal(object)  # InputProblem
    issue_opened = Signal(str)

    def __init__(
        self, context: Context, reading: Callable[[], Reading | None], bar: VerdictBar, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._reading, self._bar, self._window = context, reading, bar, parent
        self._issue = ItemIssue()

    def show_reading(self, reading: Reading) -> None:
        """Another item, or the same read again."""
        self._show(reading.issue or ItemIssue())

    def _show(self, issue: ItemIssue) -> None:
        self._issue = issue
        self._bar.show_issue(issue)

    def reload(self) -> None:
        """Asks for the issue of the shown item again: the register has changed."""
        reading = self._reading()
        if reading is None:
            return
        node = reading.detail.row.node

        def arrived(issue: ItemIssue) -> None:
            now = self._reading()
            if now is not None and now.detail.row.node == node:
                self._show(issue)

        self._context.run(work.item_issue, reading.detail, done=arrived, owner=self)

    def dispose(self, choice: Choice) -> None:
        """A disposition was chosen; what it must state is asked for first."""
        reading = self._reading()
        if reading is None or self._context.read_only:
            return
        stated = self._issue.data or {} if choice.code == self._issue.disposition else {}
        if not choice.needs:
            if choice.code != self._issue.disposition:
                self._dispose(reading, choice, {})
            return
        row = reading.detail.row
        dialog = DispositionDialog(f"{shown_id(row)} {row.name}", choice, self._window, data=stated)
        dialog.accepted.connect(lambda: self._dispose(reading, choice, dialog.data()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _dispose(self, reading: Reading, choice: Choice, data: Mapping[str, str]) -> None:
        title, detail = self._words(reading)
        had = bool(self._issue.rid)

        def arrived(written: Written) -> None:
            self._context.note_commit(written.changes, written.history)
            made = "" if had else f"（課題 {written.number} を作りました）"
            self._context.said.emit(f"{written.number} の対応方針を「{choice.label}」にしました{made}")

        self._context.run(
            work.dispose_item,
            reading.detail.row.node,
            choice.code,
            dict(data),
            title,
            detail,
            done=arrived,
            failed=self._failed,
            label="書き込み中",
            owner=self,
        )

    def issue(self) -> None:
        """G: goes to the issue, or makes it."""
        if self._issue.rid:
            self.issue_opened.emit(self._issue.rid)
            return
        reading = self._reading()
        if reading is None:
            return
        if self._context.read_only:
            self._context.said.emit("読むだけで開いているため課題にできません。")
            return

        def arrived(written: Written) -> None:
            self._context.note_commit(written.changes, written.history)
            self._context.said.emit(f"課題 {written.number} を作りました。もう一度 G を押すと開きます。")

        self._context.run(
            work.make_issue,
            reading.detail.row.node,
            *self._words(reading),
            done=arrived,
            failed=self._failed,
            label="書き込み中",
            owner=self,
        )

    def _words(self, reading: Reading) -> tuple[str, str]:
        """(title, detail) of a new issue: the difference as written, the item's name where none is."""
        difference = self._bar.fields().detail.strip()
        short = difference if difference and len(difference) <= TITLE else ""
        return short or reading.detail.row.name, difference

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, InputProblem):
            self.refused.emit(problem)
