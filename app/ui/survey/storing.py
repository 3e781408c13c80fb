"""Steps go to the file one after another, each with the heads of its rows as they then are.

So somebody who types quickly is never in conflict with himself, and nothing typed is lost when a step is refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.ui.context import Context
from app.ui.models.survey import Pending, SurveyModel
from app.ui.work import survey as work
from app.ui.work.survey import Done
from spec_catalog.problems import InputProblem


@dataclass(slots=True)
class Step:
    """Values by row and column, the texts they show, and what stood there before."""

    model: SurveyModel
    label: str
    values: dict[str, dict[str, Any]]
    before: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    then: Callable[[], object] | None = None


class Steps(QObject):
    """The queue of steps. ``counted`` brings fresh numbers after each; ``own`` are the units stored from here."""

    counted = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._queue: deque[Step] = deque()
        self._busy = False
        self.business = ""  # new rows get it unless they say another
        self.own: set[str] = set()

    def idle(self) -> bool:
        """True when everything typed is stored."""
        return not self._busy and not self._queue

    def forget(self) -> None:
        """Another file is open."""
        self._queue.clear()
        self._busy = False
        self.own.clear()

    def put(self, step: Step) -> bool:
        """Shows a step and sends it on its way; False when there is nothing to store."""
        step.values = {key: cells for key, cells in step.values.items() if self._worth(step.model, key, cells)}
        if not step.values:
            return False
        for key, cells in step.values.items():
            line = step.model.line_of(key)
            if line is None or line.rid or "business" not in step.model.place or cells.get("business"):
                continue
            if self.business and not line.texts[step.model.place["business"]]:
                cells["business"] = self.business
        step.before = step.model.put(step.texts)
        self._queue.append(step)
        self._flush()
        return True

    @staticmethod
    def _worth(model: SurveyModel, key: str, cells: Mapping[str, Any]) -> bool:
        """An empty new row is not stored."""
        line = model.line_of(key)
        return line is not None and bool(cells) and (bool(line.rid) or any(cells.values()))

    def _flush(self) -> None:
        if self._busy or not self._queue:
            return
        step = self._queue.popleft()
        edits = []
        for key, values in step.values.items():
            line = step.model.line_of(key)
            if line is not None:
                edits.append(work.edit(key, line.rid, values, line.heads))
        self._busy = True
        name = step.model.list.name
        job = self._context.run(
            work.store,
            name,
            edits,
            step.label,
            done=lambda done: self._done(step, done),
            failed=lambda problem: self._failed(step, problem),
            label="書き込んでいます",
            owner=step.model,
        )
        if job is None:
            self._busy = False

    def _done(self, step: Step, done: Done) -> None:
        self._busy = False
        self.own.add(done.changes.unit)
        behind = {key for later in self._queue if later.model is step.model for key in later.values}
        step.model.refresh(done.rows)
        for later in self._queue:  # what is still on its way stays in sight
            if later.model is step.model and behind & set(done.rows):
                later.model.put({k: t for k, t in later.texts.items() if k in done.rows})
        if done.changes.operations:
            self._context.note_commit(done.changes, done.history)
        self.counted.emit(done.counts)
        if step.then is not None:
            step.then()
        self._flush()

    def _failed(self, step: Step, problem: BaseException) -> None:
        """Nothing typed is lost: the texts wait in their cells with the reason."""
        self._busy = False
        why = problem.message if isinstance(problem, InputProblem) else "書き込めませんでした。"
        step.model.put(step.before)
        step.model.set_pending(
            {(key, code): Pending(t, why, ()) for key, cells in step.texts.items() for code, t in cells.items()}
        )
        self._context.said.emit(why)
        self._flush()
