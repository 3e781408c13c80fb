"""A real window at full scale while somebody works: the longest time the GUI thread was busy at a stretch, per action.

``python -m tests.performance.work_probe FILE BUSINESS`` prints one JSON object: per action the longest slice in ms, how
many were over 50 ms, and the seconds it all took; then what a paste of 500 × 20 cells took, and how many steps it made.
A slice is the time from the event loop waking to its going to sleep again, so it may hold several events.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.views import Who
from app.ui.app import Program, make_application
from app.ui.settings import Settings
from app.ui.work import frame as work

LONG = 0.05
PAGES, VERDICTS = 60, 60
WORDS = ("住民票の写し", "窓口", "宛名")
ROWS, COLUMNS = 500, 20
CHOICES = {
    "usage": "利用中", "customised": "有", "certainty": "確認済", "processing": "バッチ", "ground": "条例",
    "checked_by": "ログ", "surveyor": "主管課", "business": "001", "answers": "", "number": "",
}  # fmt: skip


class Slices:
    """Hears the event loop wake and sleep."""

    def __init__(self) -> None:
        self.lengths: list[float] = []
        self._woke = 0.0
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._wake)
        dispatcher.aboutToBlock.connect(self._sleep)

    def _wake(self) -> None:
        if not self._woke:
            self._woke = time.perf_counter()

    def _sleep(self) -> None:
        if self._woke:
            self.lengths.append(time.perf_counter() - self._woke)
            self._woke = 0.0


class Work:
    """The window and what somebody does in it."""

    def __init__(self, path: str) -> None:
        self.program = Program(Settings(memory_only=True))
        self.program.window.resize(1366, 690)
        self.program.window.show()
        who = Who("情報政策課", "計測 太郎", "office")
        self.program.context.open_with(work.open_file, path, who, label="")
        self.serve(lambda: self.program.context.session is not None)
        self.rest()
        self.slices = Slices()
        self.found: dict[str, Any] = {}

    def serve(self, until: Callable[[], bool], limit: float = 60.0) -> None:
        """The event loop, asleep between events, until something is so."""
        end = time.perf_counter() + limit
        ticker = QTimer()
        ticker.start(20)  # so that a condition without an event is seen too
        while not until():
            if time.perf_counter() > end:
                raise SystemExit("nothing happened for a minute")
            QCoreApplication.processEvents(
                QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
            )

    def rest(self) -> None:
        """Until nothing is under way, and what came last is painted."""
        self.serve(self.program.context.tasks.idle)
        end = time.perf_counter() + 0.04
        self.serve(lambda: time.perf_counter() > end and self.program.context.tasks.idle())

    def measure(self, name: str, act: Callable[[], None]) -> None:
        """What the GUI thread did during an action."""
        self.rest()
        self.slices.lengths.clear()
        start = time.perf_counter()
        act()
        self.rest()
        seconds = time.perf_counter() - start
        lengths = sorted(self.slices.lengths) or [0.0]
        over = sum(x > LONG for x in lengths)
        self.found[name] = {"most": round(1000 * lengths[-1], 1), "over": over, "seconds": round(seconds, 2)}

    def pages(self, view: object) -> None:
        """Page after page, as fast as they come."""
        for _ in range(PAGES):
            QTest.keyClick(view, Qt.Key.Key_PageDown)  # type: ignore[call-overload]
            self.rest()

    def typing(self, search: Any) -> None:
        """Words letter by letter, each given the time to be answered."""
        for word in WORDS:
            for letter in word:
                search.insert(letter)
                search.typed.emit()
                end = time.perf_counter() + 0.2
                self.serve(lambda end=end: time.perf_counter() > end)
            QTest.keyClick(search, Qt.Key.Key_Escape)
            self.rest()

    def judging(self) -> None:
        """One digit after the other."""
        view = self.program.window.comparison.list.view
        view.choose(self.program.window.comparison.list.model.all_keys()[0])
        self.rest()
        for n in range(VERDICTS):
            QTest.keyClick(view, "13"[n % 2])
            self.rest()

    def paste(self) -> None:
        """500 × 20 cells into the grid of functions."""
        screen: Any = self.program.window.screens.get("survey")
        screen.shown_columns._put(set())
        grid = screen.grid
        codes = [screen.model.columns[c].code for c in grid.frozen.shown()][:COLUMNS]
        lines = ["\t".join(CHOICES.get(c, f"{c}{n}") for c in codes) for n in range(ROWS)]
        QApplication.clipboard().setText("\r\n".join(lines))
        grid.go(0, grid.frozen.shown()[0])
        grid.setFocus()
        steps = self.program.context.history.undo[0]
        self.measure("paste", lambda: grid.wanted.emit("paste"))
        self.found["paste"]["steps"] = self.program.context.history.undo[0] - steps
        self.measure("undo", self.program.context.undo)


def main(path: str, business: str) -> None:
    """Work through it, tell."""
    app = make_application(["fitgap"], "light")
    at = Work(path)
    window = at.program.window
    at.program.context.business = business
    at.program.context.editions_changed.emit()
    window.go("comparison")
    at.rest()
    at.measure("scroll comparison", lambda: at.pages(window.comparison.list.view))
    at.measure("filter comparison", lambda: at.typing(window.comparison.list.search))
    at.measure("judge", at.judging)
    window.go("standard")
    at.rest()
    at.measure("scroll standard", lambda: at.pages(window.standard.browse.view))
    at.measure("search standard", lambda: at.typing(window.standard.browse.search))
    window.go("survey")
    at.rest()
    screen: Any = window.screens.get("survey")
    at.measure("scroll survey", lambda: at.pages(screen.grid))
    at.measure("filter survey", lambda: at.typing(screen.tools.search))
    at.paste()
    print(json.dumps(at.found, ensure_ascii=False), flush=True)
    at.program.close()
    app.quit()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
