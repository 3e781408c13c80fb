"""What is done with packages in the folder: looked at closely, taken in, put aside, or all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from app.ui.bringing import Bringing
from app.ui.context import Context
from app.ui.merge.arrived import ArrivedPage
from app.ui.parts.dialogs import AskText
from app.ui.work import inbox as work
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.coverage import Waited
    from app.services.inbox import Close, Held, Lying
    from app.services.taking import Entry
    from app.ui.tasks import Job


class Receiving(QObject):
    """The doings behind :class:`ArrivedPage`. ``changed`` when other files wait than before."""

    changed = Signal()

    def __init__(self, context: Context, page: ArrivedPage, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._page = context, page
        self._entries: Sequence[Entry] = ()
        self._waited: Sequence[Waited] = ()
        self._waiting: tuple[Lying, ...] = ()
        self._looking: Job | None = None
        self._bringing = Bringing(context, self)
        self._bringing.taken.connect(lambda _seen: context.inbox.look())
        self._bringing.failed.connect(self._failed)
        page.looked.connect(self.look)
        page.opened.connect(self._open)
        page.folder_wanted.connect(self.choose_folder)
        page.folder_dropped.connect(lambda: context.inbox.watch(""))
        page.all_wanted.connect(lambda: context.packages_came.emit(page.files()))
        page.pane.take.connect(self._take)
        page.pane.apart.connect(lambda _path: self._again(apart=True))
        page.pane.aside.connect(self._ask_aside)
        page.pane.sheet.connect(context.sheet_came)
        page.pane.city.connect(context.city_came)
        context.inbox.changed.connect(self.sort_out)

    def put(self, entries: Sequence[Entry], waited: Sequence[Waited]) -> None:
        """The ledger and the departments waited for, read anew."""
        self._entries, self._waited = entries, waited
        self._show()
        self.sort_out()
        now = self._page.current()
        if now is not None:  # what it would bring may be another by now
            self.look(now)

    def fresh(self) -> int:
        """How many files wait."""
        return len(self._waiting)

    def sort_out(self) -> None:
        """Which of the files in the folder wait."""
        inbox = self._context.inbox
        self._page.put_folder(inbox.folder, inbox.problem.message if inbox.problem else "")
        if self._context.session is not None:
            self._context.run(work.waiting, inbox.found, done=self._sorted, owner=self)

    def _sorted(self, found: tuple[Lying, ...]) -> None:
        new = {one.path for one in found} - {one.path for one in self._waiting}
        self._waiting = found
        self._show()
        if new:
            names = "、".join(one.department or one.name for one in found if one.path in new)
            self._context.said.emit(f"新しく届きました：{names}")
        self.changed.emit()

    def _show(self) -> None:
        self._page.put(self._waiting, self._entries, self._waited, writable=not self._context.read_only)

    # the folder

    def choose_folder(self) -> None:
        """Which folder is watched for this workspace."""
        start = self._context.inbox.folder or self._context.settings.get("folder")
        folder = QFileDialog.getExistingDirectory(self._page.window(), "部署がパッケージを置くフォルダーを選ぶ", start)
        if folder:
            self._context.inbox.watch(folder)

    # one of them

    def look(self, found: Lying, *, apart: bool = False) -> None:
        """What it would bring; the look before is given up."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        if found.kind != "package" or found.problem or self._context.session is None or self._context.read_only:
            return

        def seen(close: Close) -> None:
            self._looking = None
            self._page.pane.show_close(found, close, apart=apart)

        def failed(problem: BaseException) -> None:
            if isinstance(problem, InputProblem):
                self._page.pane.show_problem(problem)

        self._looking = self._context.tasks.pool(
            work.look, self._context.session, found.path, apart,
            done=seen, failed=failed, label="パッケージを確かめています", owner=self,
        )  # fmt: skip

    def _open(self, entry: Entry) -> None:
        def read(held: tuple[Held, ...]) -> None:
            self._page.pane.show_contents(entry.seq, held)

        self._context.run(work.contents, entry, done=read, owner=self)

    def _again(self, *, apart: bool) -> None:
        found = self._page.current()
        if found is not None:
            self._page.pane.show_lying(found)
            self.look(found, apart=apart)

    def _take(self, path: str, apart: bool) -> None:
        if self._bringing.taking:
            self._context.said.emit("いまパッケージを取り込んでいます。終わってから、もう一度選んでください。")
        else:
            self._bringing.straight([path], apart)

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, InputProblem):
            self._context.problem.emit(problem)

    def _ask_aside(self, path: str) -> None:
        dialog = AskText(
            "このパッケージを、取り込まずに別に置きます。後からでも取り込めます。",
            "別に置く理由（必須）",
            self._page.window(),
            main="別に置く",
        )

        def put_aside() -> None:
            self._context.run(
                work.set_aside, path, dialog.text(), done=self._put_aside, failed=self._failed,
                label="書き込み中", owner=self,
            )  # fmt: skip

        dialog.accepted.connect(put_aside)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _put_aside(self, _none: object) -> None:
        self._context.note_saved()
        self._context.said.emit("別に置きました。「届いたもの」の一覧に理由と共に残ります。")
        self._context.handed_out.emit()  # 集約 is read anew
