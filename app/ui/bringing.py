"""Packages come in while the window works on: into a copy, after a backup; once more if the file changed otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.context import Context
from app.ui.tasks import Job
from app.ui.work import parcels as work
from app.ui.work.parcels import Seen

if TYPE_CHECKING:
    from app.services.session import Session
    from app.services.taking import Prepared

LOOKING = "パッケージを確かめています"
TAKING = "パッケージを取り込んでいます"
AGAIN = "そのあいだの変更に合わせて、取り込み直しています"


class Bringing(QObject):
    """``seen`` and ``taken`` carry a Seen, ``failed`` what was raised, ``waits`` what is being done."""

    seen = Signal(object)
    taken = Signal(object)
    failed = Signal(object)
    waits = Signal(str)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._session: Session | None = None
        self._prepared: Prepared | None = None
        self._job: Job | None = None
        self.taking = False
        context.opened.connect(self.let_go)  # it was about the file that was open

    def look(self, paths: Sequence[str], apart: bool) -> None:
        """What would come in; it waits in a copy until :meth:`take`."""
        self.let_go()
        self._session = self._context.session
        self._beside(work.look, LOOKING, self._looked, list(paths), apart)

    def take(self) -> None:
        """Takes in what was looked at, after a backup."""
        if self._prepared is not None and not self.taking:
            self.taking = True
            self._beside(work.keep, TAKING, self._bring, self._prepared)

    def straight(self, paths: Sequence[str], apart: bool) -> None:
        """Takes packages in that were looked at elsewhere."""
        self.look(paths, apart)
        self.taking = True

    def let_go(self) -> None:
        """Gives up what is under way and throws away what was only looked at."""
        if self._job is not None:
            self._job.cancel()
        if self._prepared is not None:
            self._context.tasks.pool(work.drop, self._prepared)
        self._end()

    def _end(self) -> None:
        self._job = self._prepared = self._session = None
        self.taking = False

    def _beside(self, step: Callable[..., object], label: str, done: Callable[..., object], *args: object) -> None:
        self.waits.emit(label)
        self._job = self._context.tasks.pool(
            step, self._session, *args, done=done, failed=self._failed, label=label, owner=self
        )

    def _looked(self, seen: Seen) -> None:
        self._job, self._prepared = None, seen.prepared
        if not self.taking:
            self.seen.emit(seen)
        elif self._prepared is not None:
            self._beside(work.keep, TAKING, self._bring, self._prepared)

    def _bring(self, prepared: Prepared) -> None:
        def told(seen: Seen | None) -> None:
            if seen is not None:
                self._taken(seen)
            elif self._session is not None:
                self._prepared = None
                self._beside(work.again, AGAIN, self._bring, prepared)

        self._job, self._prepared = None, prepared
        if self._session is not None and self._session is self._context.session:
            self._context.run(work.take, prepared, done=told, failed=self._failed, label=TAKING, owner=self)
        else:
            self.let_go()

    def _taken(self, seen: Seen) -> None:
        self._end()
        assert seen.history is not None
        self._context.note_commit(seen.changes, seen.history)
        self._context.reload_editions()
        self.taken.emit(seen)
        self._context.said.emit(f"パッケージを取り込みました：新しい記録 {seen.new:,} 件　競合 {seen.conflicts:,} 件")

    def _failed(self, problem: BaseException) -> None:
        self.let_go()
        self.failed.emit(problem)
