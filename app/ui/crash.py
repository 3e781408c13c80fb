"""Our own bugs: a report file, one dialog, never a traceback at the user."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.text import Label


class CrashCatcher(QObject):
    """Takes what falls through slots, threads and workers."""

    _caught = Signal(object)

    def __init__(self, window: QWidget | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._open = False
        self._caught.connect(self.show_bug)
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Exceptions in slots end in sys.excepthook, those of threads in threading.excepthook."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._caught.emit(args.exc_value)

    def uninstall(self) -> None:
        """Puts the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def set_window(self, window: QWidget) -> None:
        """The dialog's parent."""
        self._window = window

    def _hook(self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, bug, trace)
            return
        self._caught.emit(bug)

    def show_bug(self, bug: BaseException) -> None:
        """Writes the report and says where it is; what was committed is safe, what was under way was rolled back."""
        from app.services import crash

        path = crash.write_report(bug)
        if self._open:
            return
        self._open = True
        dialog = SentenceDialog(
            "プログラムの不具合で、いまの操作は行われませんでした", self._window, main="閉じる", cancel=""
        )
        text = "記録済みのものは保存されています。同じことが続くときは、次のファイルを添えて知らせてください。"
        dialog.body.addWidget(Label(text, dialog, wrap=True))
        dialog.body.addWidget(Label(str(path), dialog, tone="text2", wrap=True))
        dialog.finished.connect(self._closed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _closed(self, _result: int) -> None:
        self._open = False
