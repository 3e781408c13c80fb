"""A real window while packages are taken in: how long it was blocked at most, and how long who reads and writes waited.

``python -m tests.performance.merge_probe FILE PACKAGE …`` prints one JSON object: seconds until it was seen what they
would bring and until they were in; per phase the longest slice of the GUI thread, its 95th percentile over all slices
of more than a millisecond, the longest wait of a page of the list and of a verdict (ms), and how many there were.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from app.services import catalogue, comparison
from app.services.session import Session
from app.services.views import ItemFilter
from app.ui.app import make_application
from app.ui.export.taking import TakeDialog
from tests.performance.work_probe import Slices, Work

EVERY = 100  # ms between two things a person does
LIMIT = 900.0


class Person:
    """Somebody who reads on and judges while packages come in."""

    def __init__(self, at: Work) -> None:
        self.at, self.count = at, 0
        self.waits: dict[str, list[float]] = {"read": [], "write": []}
        self._waiting: set[str] = set()
        self._timer = QTimer()
        self._timer.timeout.connect(self._act)
        self._timer.start(EVERY)

    def _act(self) -> None:
        window = self.at.program.window
        self.count += 1
        view = window.comparison.list.view
        QTest.keyClick(view, Qt.Key.Key_PageDown if self.count % 40 < 20 else Qt.Key.Key_PageUp)
        self._ask("read", _read, self.count)
        if self.count % 10 == 0:
            self._ask("write", _write, self.count)

    def _ask(self, kind: str, work: Any, number: int) -> None:
        if kind in self._waiting:  # it still waits: its time is being taken
            return
        self._waiting.add(kind)
        start = time.perf_counter()

        def told(_: object) -> None:
            self._waiting.discard(kind)
            self.waits[kind].append(1000 * (time.perf_counter() - start))

        self.at.program.context.run(work, number, done=told)

    def end(self) -> None:
        """No more keys."""
        self._timer.stop()


def _read(session: Session, number: int) -> int:
    edition = catalogue.editions(session)[0].hash
    keys = catalogue.item_keys(session, edition, ItemFilter())
    start = number * 50 % max(1, len(keys) - 50)
    return len(catalogue.item_rows(session, edition, keys[start : start + 50]))


def _write(session: Session, number: int) -> object:
    edition = catalogue.editions(session)[0].hash
    keys = catalogue.item_keys(session, edition, ItemFilter())
    return comparison.judge(session, edition, [keys[number % len(keys)]], verdict="gap", detail=f"計測 {number}")


def told(person: Person, slices: Slices) -> dict[str, float]:
    """The figures of a phase, ms; begins a new one."""
    lengths = sorted(1000 * x for x in slices.lengths)
    longer = [x for x in lengths if x > 1] or [0.0]
    out = {"most": round(lengths[-1] if lengths else 0.0, 1), "p95": round(longer[int(len(longer) * 0.95)], 1)}
    out["over 50"] = sum(x > 50 for x in lengths)
    for kind, waits in person.waits.items():
        out[kind], out[f"{kind}s"] = round(max(waits, default=0.0), 1), len(waits)
        waits.clear()
    slices.lengths.clear()
    return out


def main(path: str, packages: list[str]) -> None:
    """Look, take in, tell."""
    app = make_application(["fitgap"], "light")
    at = Work(path)
    window, context = at.program.window, at.program.context
    context.business = "001"
    context.editions_changed.emit()
    window.go("comparison")
    at.rest()
    if not window.comparison.list.model.all_keys():
        raise SystemExit("there is nothing to read")
    at.slices.lengths.clear()
    person = Person(at)
    found: dict[str, Any] = {}
    at.serve(lambda: person.count >= 30)
    found["before"] = told(person, at.slices)
    start = time.perf_counter()
    window.files.take_packages(packages)
    dialog = next(d for d in window.findChildren(TakeDialog) if d.isVisible())
    at.serve(lambda: dialog.main.isEnabled() or not dialog.sums.text().startswith("確かめて"), LIMIT)
    found["look"] = {"seconds": round(time.perf_counter() - start, 1), **told(person, at.slices)}
    start = time.perf_counter()
    saved: list[str] = []
    context.said.connect(saved.append)
    dialog.main.click()
    at.serve(lambda: any(s.startswith("パッケージを取り込みました") for s in saved), LIMIT)
    found["take"] = {"seconds": round(time.perf_counter() - start, 1), **told(person, at.slices)}
    count = person.count
    at.serve(lambda: person.count >= count + 30)
    found["after"] = told(person, at.slices)
    person.end()
    found["said"] = dialog.sums.text()
    dialog.reject()
    at.rest()
    print(json.dumps(found, ensure_ascii=False), flush=True)
    at.program.close()
    app.quit()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
