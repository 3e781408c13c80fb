"""Keeps Python's cycle collector on the GUI thread: run by a worker it could destroy Qt objects there and crash."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class GuiCollector(QObject):
    """Switches automatic collection off and collects from a timer by the collector's own thresholds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._check)
        self._timer.start()

    def _check(self) -> None:
        counts = gc.get_count()
        if counts[2] > self._thresholds[2]:
            gc.collect(2)
        elif counts[1] > self._thresholds[1]:
            gc.collect(1)
        elif counts[0] > self._thresholds[0]:
            gc.collect(0)

    def stop(self) -> None:
        """Automatic collection again."""
        self._timer.stop()
        gc.enable()
