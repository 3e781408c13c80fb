"""Work beside the window: one thread for the workspace file, a pool for the rest, results back on the GUI thread.

Workers are plain functions without any Qt object, so the command line and the tests run the same code. The only QObject
is :class:`Tasks` itself: it lives as long as the window, and its queued signal is the one way back.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop, QObject, Qt, QTimer, Signal

from spec_catalog.problems import InputProblem

SLOW_MS = 500  # progress shows after this; nothing flickers for what is quick


class Job:
    """One piece of work. Its fields belong to the GUI thread; the worker sees only ``cancelled`` and ``report``."""

    def __init__(self, number: int, label: str, owner: QObject | None) -> None:
        self.number, self.label, self.owner = number, label, owner
        self.cancelled = threading.Event()
        self.progress: tuple[int, int, str] = (0, 0, "")
        self.stoppable = False
        self.keeps = False  # its result counts also when it was finished before it could be stopped
        self.clock = QElapsedTimer()
        self.done: Callable[[Any], object] | None = None
        self.failed: Callable[[BaseException], object] | None = None
        self.on_progress: Callable[[int, int, str], object] | None = None

    def cancel(self) -> None:
        """Asks the worker to stop; it ends at its next step and its result is dropped."""
        self.cancelled.set()

    def said(self) -> str:
        """採用しています 12 / 39."""
        done, total, _ = self.progress
        return f"{self.label}　{done:,} / {total:,}" if total > 1 else self.label

    def slow(self) -> bool:
        """True once it has run longer than a person takes for "at once"."""
        return self.clock.elapsed() >= SLOW_MS


class Tasks(QObject):
    """The task manager. ``unexpected`` receives what is our bug, ``problem`` what is the input's fault."""

    changed = Signal()
    problem = Signal(object)
    unexpected = Signal(object)
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = ThreadPoolExecutor(1, thread_name_prefix="workspace")
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="pool")
        self._inbox: deque[tuple[int, str, Any]] = deque()
        self._jobs: dict[int, Job] = {}
        self._next = 0
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._slow = QTimer(self)
        self._slow.setInterval(250)
        self._slow.timeout.connect(self._tick)

    def db(
        self,
        work: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        label: str = "",
        owner: QObject | None = None,
    ) -> Job:
        """Runs ``work(*args)`` on the one thread that may touch the workspace file, in the order asked."""
        return self._start(self._db, work, args, done, failed, label, owner, with_progress=False)

    def db_long(
        self,
        work: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        label: str = "",
        owner: QObject | None = None,
    ) -> Job:
        """As :meth:`db` for ``work(*args, progress=…, cancel=…)``, which tells how far it is and can be stopped."""
        job = self._start(self._db, work, args, done, failed, label, owner, with_progress=True)
        job.stoppable = job.keeps = True  # what was written is written
        return job

    def pool(
        self,
        work: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        label: str = "",
        owner: QObject | None = None,
        on_progress: Callable[[int, int, str], object] | None = None,
    ) -> Job:
        """Runs ``work(*args, progress=…, cancel=…)`` beside everything else."""
        job = self._start(self._pool, work, args, done, failed, label, owner, with_progress=True)
        job.on_progress = on_progress
        job.stoppable = True
        return job

    def _start(
        self,
        executor: ThreadPoolExecutor,
        work: Callable[..., Any],
        args: tuple[Any, ...],
        done: Callable[[Any], object] | None,
        failed: Callable[[BaseException], object] | None,
        label: str,
        owner: QObject | None,
        *,
        with_progress: bool,
    ) -> Job:
        self._next += 1
        job = Job(self._next, label, owner)
        job.done, job.failed = done, failed
        job.clock.start()
        if self._closed:
            return job
        self._jobs[job.number] = job
        number, cancelled = job.number, job.cancelled

        def report(done_so_far: int, total: int, what: str) -> None:
            self._post(number, "progress", (done_so_far, total, what))

        keywords = {"progress": report, "cancel": cancelled} if with_progress else {}

        def run() -> None:
            if cancelled.is_set():
                self._post(number, "dropped", None)
                return
            try:
                result = work(*args, **keywords)
            except BaseException as problem:  # noqa: BLE001 handed to the GUI thread, which shows or logs it
                self._post(number, "failed", problem)
            else:
                self._post(number, "done", result)

        executor.submit(run)
        if label and not self._slow.isActive():
            self._slow.start()
        return job

    def _post(self, number: int, kind: str, value: Any) -> None:
        self._inbox.append((number, kind, value))
        if not self._closed:
            self._arrived.emit()

    def _deliver(self) -> None:
        while self._inbox:
            number, kind, value = self._inbox.popleft()
            job = self._jobs.get(number)
            if job is None:
                continue
            if kind == "progress":
                job.progress = value
                self.changed.emit()
                if job.on_progress is not None and self._alive(job):
                    job.on_progress(*value)
                continue
            del self._jobs[number]
            if kind != "dropped" and self._alive(job):
                self._finish(job, kind, value)
        if not self._jobs:
            self._slow.stop()
        self.changed.emit()

    def _finish(self, job: Job, kind: str, value: Any) -> None:
        if kind == "done":
            if job.done is not None and (not job.cancelled.is_set() or job.keeps):
                job.done(value)
            return
        if job.failed is not None and isinstance(value, InputProblem):
            job.failed(value)
        elif isinstance(value, InputProblem):
            self.problem.emit(value)
        else:
            if job.failed is not None:
                job.failed(value)
            self.unexpected.emit(value)

    @staticmethod
    def _alive(job: Job) -> bool:
        return job.owner is None or shiboken6.isValid(job.owner)

    def _tick(self) -> None:
        if any(job.label and job.slow() for job in self._jobs.values()):
            self.changed.emit()

    def running(self) -> list[Job]:
        """Named jobs that take longer than a moment, oldest first."""
        return [job for job in self._jobs.values() if job.label and job.slow()]

    def idle(self) -> bool:
        """True when nothing runs and nothing waits to be delivered."""
        return not self._jobs and not self._inbox

    def wait(self, limit_ms: int = 30_000) -> bool:
        """Serves the event loop until idle; False after ``limit_ms``. For pictures, tests and closing."""
        clock = QElapsedTimer()
        clock.start()
        while not self.idle():
            if clock.elapsed() > limit_ms:
                return False
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            threading.Event().wait(0.001)
        return True

    def close(self) -> None:
        """Takes no more work, waits for what writes, drops the rest."""
        for job in list(self._jobs.values()):
            if job.stoppable:
                job.cancel()
        self._closed = True
        self._db.shutdown(wait=True)
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._inbox.clear()
        self._jobs.clear()
        self._slow.stop()
