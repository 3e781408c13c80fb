"""Looks into the folder for returned packages again and again; shares tell nobody what happens on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.settings import Settings
from app.ui.tasks import Job, Tasks
from app.ui.work import inbox as work
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.inbox import Lying
    from app.services.views import WorkspaceInfo

EVERY = 10_000  # milliseconds between two looks


class Inbox(QObject):
    """One per window. ``changed`` when other files lie there than before, or the folder can('t) be read again."""

    changed = Signal()

    def __init__(self, settings: Settings, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._settings, self._tasks = settings, tasks
        self._workspace = ""
        self._running: Job | None = None
        self.found: tuple[Lying, ...] = ()
        self.problem: InputProblem | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)

    @property
    def folder(self) -> str:
        """The folder of the open workspace; "" while none is watched."""
        held = self._settings.get("inboxes")
        folder = held.get(self._workspace, "")
        return folder if isinstance(folder, str) else ""

    def follow(self, info: WorkspaceInfo | None) -> None:
        """Another workspace is open: its folder is watched, unless it can't take anything in."""
        can = info is not None and not info.read_only and not info.handed
        self._workspace = info.workspace_id if info is not None and can else ""
        self._begin()

    def watch(self, folder: str) -> None:
        """Another folder for this workspace; "" ends it."""
        if not self._workspace:
            return
        held = {k: v for k, v in self._settings.get("inboxes").items() if k != self._workspace}
        self._settings.put("inboxes", {**held, self._workspace: folder} if folder else held)
        self._begin()

    def _begin(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None
        self.found, self.problem = (), None
        self._timer.stop()
        if self.folder:
            self._timer.start()
            self.look()
        self.changed.emit()

    def look(self) -> None:
        """Looks now, unless the last look isn't over yet (a share may take long)."""
        if self.folder and self._running is None:
            self._running = self._tasks.pool(
                work.scan, self.folder, self.found, done=self._seen, failed=self._failed, owner=self
            )

    def _seen(self, found: tuple[Lying, ...]) -> None:
        self._running = None
        if found != self.found or self.problem is not None:
            self.found, self.problem = found, None
            self.changed.emit()

    def _failed(self, problem: BaseException) -> None:
        self._running = None
        if not isinstance(problem, InputProblem):
            self._timer.stop()  # our own fault is told once, not every ten seconds
            return
        if self.problem is None or self.problem.message != problem.message:
            self.problem = problem
            self.changed.emit()
