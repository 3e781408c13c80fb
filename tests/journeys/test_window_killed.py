"""A driven window is killed right after the last 保存済み: everything it said was saved is there, and can be undone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from app.services import catalogue, history, session, upkeep
from app.services.views import ItemFilter, Who

ROOT = Path(__file__).resolve().parents[2]
WHO = Who("市民課", "佐藤 花子", "clerk")
VERDICTS = 20

DRIVER = """
import os, signal, sys
from PySide6.QtTest import QTest
from app.ui.app import Program, make_application
from app.ui.settings import Settings
from app.services.views import Who
from app.ui.work import frame as work

make_application(["fitgap"], "light")
program = Program(Settings(memory_only=True))
program.window.resize(1366, 690)
program.window.show()
context = program.context
context.open_with(work.open_file, sys.argv[1], Who("市民課", "佐藤 花子", "clerk"), label="")
def rest():
    for _ in range(3):
        assert context.tasks.wait(20_000)
        QTest.qWait(30)
rest()
said = []
context.saved.connect(said.append)
view = program.window.comparison.list.view
view.setFocus()
count = int(sys.argv[2])
for n in range(count):
    QTest.keyClicks(view, "134"[n % 3])
while len(said) < count:
    QTest.qWait(1)
assert program.window.status.saved.text().startswith("保存済み")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_after_saved_loses_nothing(tmp_path: Path) -> None:
    from app.services import sample

    path = tmp_path / "みほん市.fitgap"
    sample.start_sample(path, who=WHO).close()
    units, judged = _state(path)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", DRIVER, str(path), str(VERDICTS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr[-3000:]

    assert _state(path) == (units + VERDICTS, judged + VERDICTS)
    opened = session.open_(path, who=WHO)
    try:
        assert upkeep.verify(opened).ok
        for _ in range(VERDICTS):
            history.undo(opened)
    finally:
        opened.close()
    assert _state(path)[1] == judged

    before = _rows(path)
    shutil.rmtree(Path(os.environ["FITGAP_HOME"]) / "catalogue")
    assert _rows(path) == before, "the catalogue is a cache: deleting it loses nothing"


def _state(path: Path) -> tuple[int, int]:
    """(units in the log, judged requirements of the first business)."""
    opened = session.open_(path, who=WHO)
    try:
        edition = catalogue.adopted(opened, "001")
        assert edition is not None
        left = len(catalogue.item_keys(opened, edition.hash, ItemFilter(verdicts=("",))))
        return len(history.log(opened)), edition.items - left
    finally:
        opened.close()


def _rows(path: Path) -> list[object]:
    opened = session.open_(path, who=WHO)
    try:
        edition = catalogue.adopted(opened, "001")
        assert edition is not None
        return list(catalogue.item_rows(opened, edition.hash, catalogue.item_keys(opened, edition.hash, ItemFilter())))
    finally:
        opened.close()
