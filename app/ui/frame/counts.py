"""The numbers beside the words of the rail: issues that wait for this person, values that contradict one another."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.services.views import Changes
from app.ui.context import Context
from app.ui.frame.rail import Rail
from app.ui.work import conflicts, register, transition
from app.ui.work.register import ISSUE_TYPES
from app.ui.work.transition import TYPES

LATER = 3_000  # ms


class RailCounts(QObject):
    """Counts anew when a file is opened, somebody else works, or something was recorded."""

    def __init__(self, context: Context, rail: Rail) -> None:
        super().__init__(rail)
        self._context, self._rail = context, rail
        self._later = QTimer(self)  # pairs in transition take a while the first time: what is looked at comes first
        self._later.setSingleShot(True)
        self._later.setInterval(LATER)
        self._later.timeout.connect(self._count_pairs)
        context.opened.connect(self.count)
        context.who_changed.connect(self.count)
        context.committed.connect(self.count)

    def count(self, changes: Changes | None = None) -> None:
        """Issues only after what may have touched one."""
        if changes is None or changes.types & ISSUE_TYPES or not changes.types:
            self._ask(register.waiting_count, "register")
        if changes is None or not changes.types:
            self._later.start()
        elif changes.types & TYPES:
            self._count_pairs()
        self._ask(conflicts.conflict_count, "merge")

    def _count_pairs(self) -> None:
        self._ask(transition.open_count, "transition")

    def _ask(self, work: object, code: str) -> None:
        self._context.run(work, done=partial(self._rail.set_count, code), owner=self)  # type: ignore[arg-type]
