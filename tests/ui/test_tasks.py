"""Workers: order, progress, 中止, the two kinds of error, and an end without left-over threads."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui.collect import GuiCollector
from app.ui.crash import CrashCatcher
from app.ui.parts.dialogs import SentenceDialog
from app.ui.tasks import Tasks
from spec_catalog.problems import InputProblem


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    """A task manager that is closed at the end."""
    made = Tasks()
    yield made
    made.close()


def test_work_on_the_file_keeps_its_order_and_thread(tasks: Tasks) -> None:
    seen: list[tuple[int, str]] = []
    back: list[str] = []
    for n in range(20):
        tasks.db(
            lambda n=n: seen.append((n, threading.current_thread().name)),
            done=lambda _none: back.append(threading.current_thread().name),
        )
    assert tasks.wait()
    assert [n for n, _name in seen] == list(range(20))
    assert len({name for _n, name in seen}) == 1
    assert set(back) == {threading.current_thread().name}


def test_progress_and_result(tasks: Tasks) -> None:
    steps: list[tuple[int, int, str]] = []
    results: list[int] = []

    def work(count: int, *, progress: object, cancel: threading.Event) -> int:
        for n in range(count):
            progress(n + 1, count, f"{n}")
        return count

    tasks.pool(work, 3, done=results.append, on_progress=lambda *step: steps.append(step))
    assert tasks.wait()
    assert results == [3]
    assert steps == [(1, 3, "0"), (2, 3, "1"), (3, 3, "2")]


def test_cancelled_work_stops_and_its_result_is_dropped(tasks: Tasks) -> None:
    started = threading.Event()
    results: list[str] = []

    def work(*, progress: object, cancel: threading.Event) -> str:
        started.set()
        return "stopped" if cancel.wait(10) else "never"

    job = tasks.pool(work, done=results.append)
    assert started.wait(5)
    job.cancel()
    assert tasks.wait()
    assert results == []


def test_the_inputs_fault_and_ours_go_different_ways(tasks: Tasks) -> None:
    problems: list[BaseException] = []
    bugs: list[BaseException] = []
    handled: list[BaseException] = []
    tasks.problem.connect(problems.append)
    tasks.unexpected.connect(bugs.append)

    def refuse() -> None:
        raise InputProblem("x", "読めません。")

    def fail() -> None:
        raise RuntimeError("ours")

    tasks.db(refuse)
    tasks.db(refuse, failed=handled.append)
    tasks.db(fail)
    assert tasks.wait()
    assert [type(p) for p in problems] == [InputProblem]
    assert [type(p) for p in handled] == [InputProblem]
    assert [type(b) for b in bugs] == [RuntimeError]


def test_a_result_for_something_gone_is_dropped(tasks: Tasks) -> None:
    import shiboken6

    owner, results = QObject(), []
    gate = threading.Event()
    tasks.db(gate.wait, 5, done=results.append, owner=owner)
    shiboken6.delete(owner)
    gate.set()
    assert tasks.wait()
    assert results == []


def test_closing_waits_for_what_writes_and_leaves_no_thread(qtbot: QtBot) -> None:
    tasks = Tasks()
    written: list[int] = []
    for n in range(5):
        tasks.db(written.append, n)
    tasks.close()
    assert written == [0, 1, 2, 3, 4]
    assert not [t for t in threading.enumerate() if t.name.startswith(("workspace", "pool"))]
    tasks.db(written.append, 9)
    assert written[-1] == 4


def test_a_bug_is_reported_in_one_dialog_without_a_traceback(qtbot: QtBot) -> None:
    from app.services import settings

    window = QWidget()
    qtbot.addWidget(window)
    catcher = CrashCatcher(window, window)
    for _ in range(2):
        try:
            raise RuntimeError("秘密のことば")
        except RuntimeError as bug:
            catcher.show_bug(bug)
    dialogs = window.findChildren(SentenceDialog)
    assert len(dialogs) == 1
    words = " ".join(label.text() for label in dialogs[0].findChildren(QLabel))
    assert "不具合" in words
    assert "Traceback" not in words
    assert "秘密のことば" not in words
    reports = list((settings.data_folder() / "reports").glob("crash-*.txt"))
    assert len(reports) == 2
    dialogs[0].accept()


def test_garbage_is_collected_on_the_gui_thread_alone(qtbot: QtBot) -> None:
    collector = GuiCollector()
    try:
        assert not gc.isenabled()
        collector._check()
    finally:
        collector.stop()
    assert gc.isenabled()
