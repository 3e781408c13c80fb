"""A real window on a workspace, in a process of its own: when it can be used, how long a key takes, what it weighs.

``python -m tests.performance.window_probe FILE WORD …`` prints a line when the list of 標準仕様 is painted and, at the
end, one JSON object: seconds from each key to the repainted list, and the memory of the process in MB.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt
from PySide6.QtTest import QTest

from app.services.views import Who
from app.ui.app import Program, make_application
from app.ui.settings import Settings
from app.ui.work import frame as work

PATIENCE = 60.0  # seconds after which something is broken


class Painted(QObject):
    """Counts what a list shows: answers that reached its model, and paintings of its rows."""

    def __init__(self, browse: QObject) -> None:
        super().__init__()
        self.answers = self.paintings = 0
        browse.model.modelReset.connect(self._answered)  # type: ignore[attr-defined]
        browse.view.viewport().installEventFilter(self)  # type: ignore[attr-defined]

    def _answered(self) -> None:
        self.answers += 1
        self.paintings = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Sees the paint events of the viewport; an event is done only after this, so one more round is served."""
        self.paintings += event.type() == QEvent.Type.Paint
        return False


def serve(until: Callable[[], bool], what: str) -> None:
    """The event loop until something is so."""
    end = time.perf_counter() + PATIENCE
    while not until():
        if time.perf_counter() > end:
            raise SystemExit(f"{what} did not happen")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def rest(program: Program) -> None:
    """Until nothing is under way."""
    tasks = program.context.tasks
    serve(tasks.idle, f"an end of {[getattr(job, 'label', '') or repr(job) for job in tasks._jobs]}")


def key_to_paint(program: Program, painted: Painted, key: Callable[[], None]) -> float:
    """Seconds from a key to the list painted anew."""
    rest(program)
    before = painted.answers
    start = time.perf_counter()
    key()
    empty = program.window.standard.browse.results  # its second page says that nothing was found
    serve(lambda: painted.answers > before and (painted.paintings > 0 or empty.currentIndex() == 1), "an answer")
    return time.perf_counter() - start


def resident() -> int:
    """Memory of this process now, MB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(x for x in status.read_text(encoding="ascii").splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def browse_about(program: Program) -> int:
    """Walk through the list, its chapters and its texts as a reader does; the most memory seen, MB."""
    browse = program.window.standard.browse
    most = resident()
    keys = browse.model.all_keys()
    for n in range(0, len(keys), max(1, len(keys) // 60)):
        browse.view.choose(keys[n])
        rest(program)
        most = max(most, resident())
    for screen in ("comparison", "linkmap", "register", "standard"):
        program.window.go(screen)
        rest(program)
        most = max(most, resident())
    return most


def main(path: str, words: list[str]) -> None:
    """Open, say so, type, browse, tell."""
    app = make_application(["fitgap"], "light")
    program = Program(Settings())
    program.window.resize(1366, 690)
    program.window.show()
    program.context.open_with(work.open_file, path, Who("情報政策課", "計測 太郎", "office"), label="")
    serve(lambda: program.context.session is not None, "opening")
    program.window.go("standard")
    browse = program.window.standard.browse
    painted = Painted(browse)
    serve(lambda: bool(browse.model.all_keys()) and painted.paintings > 0, "the list")
    print("usable", flush=True)
    rest(program)
    browse.search.setFocus()
    times: dict[str, list[float]] = {}
    for word in words:
        times[word] = []
        browse.search.clear()
        for letter in word:
            if letter.isascii():
                key = lambda letter=letter: QTest.keyClick(browse.search, letter)  # noqa: E731
            else:
                key = lambda letter=letter: browse.search.insert(letter)  # noqa: E731
            times[word].append(key_to_paint(program, painted, key))
        QTest.keyClick(browse.search, Qt.Key.Key_Escape)
        rest(program)
    most = browse_about(program)
    print(json.dumps({"keys": times, "memory": most}, ensure_ascii=False), flush=True)
    program.close()
    app.quit()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
