"""Starts the window: fonts and colours, first dialog or the file given, then the libraries that take their time."""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from app.ui.collect import GuiCollector
from app.ui.context import Context
from app.ui.crash import CrashCatcher
from app.ui.first_start.dialog import NEW, OPEN, SAMPLE, FirstStart, Start
from app.ui.settings import Settings
from app.ui.theme import look
from app.ui.work import frame as work
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.ui.window import Window

VERSION = "0.1.0"
log = logging.getLogger(__name__)


def make_application(argv: list[str], theme: str) -> QApplication:
    """The one QApplication with our style, locale, font and colours; an existing one is dressed and reused."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(argv)
    app.setApplicationName("fitgap")
    app.setApplicationDisplayName("標準化 Fit&Gap ワークベンチ")
    app.setApplicationVersion(VERSION)
    look.prepare(app, theme)
    return app


def documents() -> Path:
    """Where people keep their files."""
    for name in ("Documents", "ドキュメント"):
        if (folder := Path.home() / name).is_dir():
            return folder
    return Path.home()


class Program(QObject):
    """Window, first dialog and the way from one to the other. The window is made when it is first needed, so that the
    first dialog stands before the screens are loaded.
    """

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.context = Context(settings, self)
        self.crash = CrashCatcher(None, self)
        self.context.tasks.unexpected.connect(self.crash.show_bug)
        self._window: Window | None = None
        self.first: FirstStart | None = None

    @property
    def window(self) -> Window:
        """The one window."""
        return self.make_window()

    def make_window(self) -> Window:
        """Makes the window unless it is there already."""
        if self._window is None:
            from app.ui.window import Window

            self._window = Window(self.context)
            self.crash.set_window(self._window)
            self._window.start_wanted.connect(self.begin)
        return self._window

    def open(self, path: str) -> None:
        """Opens a file given on the command line; when that fails the first dialog says why."""
        self.window.show()
        self.context.open_with(
            work.open_file, path, self.settings.who(), label="ファイルを開いています", failed=self._could_not_open
        )

    def sample(self) -> None:
        """The sample municipality at once: its file of an earlier start, or a new one."""
        self.window.show()
        self.context.open_with(
            work.sample_again, self.settings.who(), label="みほん市を開いています", failed=self._could_not_open
        )

    def _could_not_open(self, problem: InputProblem) -> None:
        self.begin("")
        assert self.first is not None
        self.first.show_problem(problem)

    def begin(self, how: str = "") -> None:
        """The first dialog; also 新しく始める later on."""
        if self.first is None:
            folder = Path(self.settings.get("folder") or documents())
            parent = self._window if self._window is not None and self._window.isVisible() else None
            self.first = FirstStart(self.settings, folder, parent, version=VERSION)
            self.first.chosen.connect(self._start)
            self.first.help_wanted.connect(self._help)
            self.first.finished.connect(self._left)
        if how:
            self.first.choose(how)
        self.first.show()
        self.first.raise_()
        self.first.activateWindow()

    def _start(self, start: Start) -> None:
        assert self.first is not None
        self.first.set_busy(True)
        self.make_window()  # it must be there to hear that the file is open
        self.settings.put_who(start.who)
        if start.path:
            self.settings.put("folder", str(Path(start.path).parent))
        maker, args = {
            OPEN: (work.open_file, (start.path, start.who)),
            NEW: (work.create, (start.path, start.municipality, start.code, start.size, start.who)),
            SAMPLE: (work.start_sample, (work.sample_path(), start.who)),
        }[start.how]
        self.context.open_with(
            maker, *args, label="開いています", then=self._opened, failed=lambda problem: self._failed(problem)
        )

    def _help(self) -> None:
        from app.ui.frame.help import HelpDialog

        dialog = HelpDialog("first_start", "はじめかた", self.first)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _failed(self, problem: InputProblem) -> None:
        if self.first is not None:
            self.first.show_problem(problem)

    def _opened(self) -> None:
        if self.first is not None:
            self.first.done(int(QDialog.DialogCode.Accepted))
        if not self.window.isVisible():
            self.window.showMaximized() if self._maximise() else self.window.show()
        self.window.activateWindow()
        self.window.go(self.window.screen())

    @staticmethod
    def _maximise() -> bool:
        screen = QApplication.primaryScreen()
        return screen is not None and screen.availableSize().width() <= 1440

    def _left(self, result: int) -> None:
        first, self.first = self.first, None
        if first is not None:
            first.deleteLater()
        if result != int(QDialog.DialogCode.Accepted) and self.context.session is None:
            if self._window is not None:
                self._window.close()
            QApplication.quit()

    def close(self) -> None:
        """Workers first, then windows."""
        self.context.close()
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()


def warm() -> None:
    """Loads, on the worker, the libraries the first real question needs."""
    import importlib

    for name in ("catalogue", "comparison", "survey", "history", "register", "suggest", "link_table"):
        importlib.import_module(f"app.services.{name}")


def run(argv: list[str], *, started: float) -> int:
    """The window. ``argv`` may name a workspace file or be ``--sample``; ``started`` is when the program began."""
    settings = Settings()
    app = make_application([sys.argv[0], *argv], settings.get("theme"))
    collector = GuiCollector(app)
    program = Program(settings, app)
    program.crash.install()
    app.setQuitOnLastWindowClosed(True)
    if argv[:1] == ["--sample"]:
        program.sample()
    elif argv:
        program.open(argv[0])
    else:
        program.begin()
    QTimer.singleShot(0, lambda: _shown(program, started))
    try:
        return app.exec()
    finally:
        program.close()
        program.crash.uninstall()
        collector.stop()


def _shown(program: Program, started: float) -> None:
    log.info("window after %.3f s", time.perf_counter() - started)
    if os.environ.get("FITGAP_BENCH_START"):
        print(f"first-window {(time.perf_counter() - started) * 1000:.1f}", flush=True)
        QApplication.exit(0)
        return
    program.context.tasks.db(warm)
    QTimer.singleShot(50, program.make_window)  # made behind the dialog, while somebody reads it
