"""What all screens share: the open workspace, the workers, the settings, and the signals that tell of changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.core.codes import COMPARED
from app.services.views import Changes, Draft, EditionRow, Who, WorkspaceInfo
from app.ui.inbox import Inbox
from app.ui.settings import Settings
from app.ui.tasks import Job, Tasks
from app.ui.theme import look
from app.ui.work import frame as work
from app.ui.work.frame import HistoryState, Opened, Taken
from app.ui.work.roundtrip import answered_sheet

if TYPE_CHECKING:
    from app.services.session import Session
    from spec_catalog.problems import InputProblem


JUDGED = COMPARED


class Context(QObject):
    """One per window. Screens read it, ask it to run work, and listen to its signals; they never hold a session."""

    opened = Signal()  # another workspace is open
    editions_changed = Signal()
    committed = Signal(object)  # Changes, after the commit returned
    history_changed = Signal()
    saved = Signal(str)  # "14:03"
    who_changed = Signal()
    drafts_changed = Signal()
    cities_changed = Signal()  # another municipality was laid beside ours or taken away
    city_came = Signal(str)  # the path of what another municipality gave; "" where it is still to be chosen
    handed_out = Signal()  # packages were written for departments
    said = Signal(str)  # one sentence for the status bar
    problem = Signal(object)  # InputProblem nobody else handled
    go = Signal(str, str)  # (screen, node)
    act = Signal(str)  # an action of the window's table
    packages_came = Signal(list)  # the paths of packages that came back
    sheet_came = Signal(str)  # the path of a sheet that was answered in Excel

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.tasks = Tasks(self)
        self.tasks.problem.connect(self.problem)
        self.inbox = Inbox(settings, self.tasks, self)
        self.opened.connect(lambda: self.inbox.follow(self.info))
        self.session: Session | None = None
        self._info: WorkspaceInfo | None = None
        self.editions: tuple[EditionRow, ...] = ()
        self.drafts: dict[tuple[str, str], Draft] = {}
        self.history = HistoryState()
        self.warnings: tuple[str, ...] = ()
        self.business = ""
        self.saved_at = ""

    # workspace

    @property
    def info(self) -> WorkspaceInfo | None:
        """What is open, None before the first start is done."""
        return self._info if self.session is not None else None

    def size(self) -> str:
        """Our size class, one of spec_catalog.model.SIZES."""
        return self.info.size if self.info is not None else "general"

    @property
    def read_only(self) -> bool:
        """True while nothing can be written."""
        info = self.info
        return info is None or info.read_only

    def open_with(
        self,
        make: Callable[..., Opened],
        *args: Any,
        label: str,
        then: Callable[[], object] | None = None,
        failed: Callable[[InputProblem], object] | None = None,
    ) -> Job:
        """Opens a workspace by ``make(*args)`` on the worker, then closes the one that was open."""

        def arrived(opened: Opened) -> None:
            before, self.session = self.session, opened.session
            if before is not None:
                self.tasks.db(work.close, before)
            self._info = opened.info
            self.editions = opened.editions
            self.drafts = {(d.node, d.atom): d for d in opened.drafts}
            self.history = opened.history
            self.warnings = opened.warnings
            self.business = self._first_business()
            self.saved_at = ""
            self.settings.push("recent", opened.info.path)
            self.opened.emit()
            self.editions_changed.emit()
            self.history_changed.emit()
            self.drafts_changed.emit()
            if then is not None:
                then()

        if self.session is not None and self._info is not None and args and args[0] == self._info.path:
            # The same file again: our own lock would open it for reading only.
            session, self.session = self.session, None
            self.tasks.db(work.close, session)
        return self.tasks.db(make, *args, done=arrived, failed=failed, label=label, owner=self)

    def _first_business(self) -> str:
        for edition in self.editions:
            if edition.adopted and edition.kind == "req":
                return edition.business
        return self.editions[0].business if self.editions else ""

    def businesses(self) -> list[tuple[str, str]]:
        """(id, name) of the businesses with an edition."""
        seen: dict[str, str] = {}
        for edition in self.editions:
            seen.setdefault(edition.business, edition.business_name)
        return sorted(seen.items())

    def editions_of(self, business: str, kind: str | None = None) -> list[EditionRow]:
        """Editions of a business, the one in force first."""
        found = [e for e in self.editions if e.business == business and (kind is None or e.kind == kind)]
        return sorted(found, key=lambda e: (e.kind != "req", not e.adopted, e.published), reverse=False)

    def adopted(self, business: str, kind: str = "req") -> EditionRow | None:
        """The edition in force for a business: of its requirements, forms or linkages."""
        return next((e for e in self.editions if e.business == business and e.kind == kind and e.adopted), None)

    def kinds(self, business: str) -> tuple[str, ...]:
        """The kinds of which a business has an edition in force that can be judged."""
        return tuple(kind for kind in JUDGED if self.adopted(business, kind) is not None)

    def reload_editions(self) -> None:
        """Asks for the editions again after an import or an adoption."""
        if self.session is None:
            return

        def arrived(found: tuple[EditionRow, ...]) -> None:
            self.editions = found
            if self.business not in {e.business for e in found}:
                self.business = self._first_business()
            self.editions_changed.emit()

        self.tasks.db(work.editions, self.session, done=arrived, owner=self)

    # writing

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        label: str = "",
        owner: QObject | None = None,
    ) -> Job | None:
        """Runs ``function(session, *args)`` on the workspace thread; None when nothing is open."""
        if self.session is None:
            return None
        return self.tasks.db(function, self.session, *args, done=done, failed=failed, label=label, owner=owner or self)

    def run_long(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        label: str = "",
        owner: QObject | None = None,
    ) -> Job | None:
        """As :meth:`run` for ``function(session, *args, progress=…, cancel=…)``: the status bar offers 中止."""
        if self.session is None:
            return None
        return self.tasks.db_long(
            function, self.session, *args, done=done, failed=failed, label=label, owner=owner or self
        )

    def sort_out(self, paths: Sequence[str], otherwise: Callable[[], object]) -> None:
        """What was dropped: a sheet that was answered in Excel goes its own way, anything else does ``otherwise``."""

        def told(found: str) -> None:
            if found and self.session is not None:
                self.sheet_came.emit(found)
            else:
                otherwise()

        self.tasks.pool(answered_sheet, list(paths), done=told, owner=self)

    def note_commit(self, changes: Changes | None, history: HistoryState) -> None:
        """Tells everybody about a commit that has returned: only now is it 保存済み."""
        self.history = history
        self.history_changed.emit()
        if changes is not None:
            self.note_saved()
            self.committed.emit(changes)

    def note_saved(self) -> None:
        """Something was written and the write has returned."""
        self.saved_at = datetime.now().strftime("%H:%M")
        self.saved.emit(self.saved_at)

    def undo(self) -> None:
        """Takes the last step back."""
        self.run(work.undo, done=lambda taken: self._taken(taken, "元に戻しました"), label="元に戻しています")

    def redo(self) -> None:
        """Does the undone step again."""
        self.run(work.redo, done=lambda taken: self._taken(taken, "やり直しました"), label="やり直しています")

    def _taken(self, taken: Taken, word: str) -> None:
        self.note_commit(taken.changes, taken.history)
        if taken.changes is None:
            return
        left = f"　{len(taken.changes.left)} 件は後から変わったため戻しません" if taken.changes.left else ""
        self.said.emit(f"{word}：{taken.changes.label}{left}")
        if taken.changes.types & {"edition", "adoption", "business"}:
            self.reload_editions()

    def set_who(self, who: Who) -> None:
        """Another person at this PC."""
        self.settings.put_who(who)
        if self.session is not None:
            self.run(work.set_who, who, done=lambda _none: self.who_changed.emit())
        else:
            self.who_changed.emit()

    def who(self) -> Who:
        """The person whose name is recorded."""
        return self.session.who if self.session is not None else self.settings.who()

    # look

    def set_theme(self, name: str) -> None:
        """Light, dark or auto, remembered."""
        self.settings.put("theme", name)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            look.apply(app, name)

    def close(self) -> None:
        """Ends the workers in order: no more work, the file closed on its thread, then the threads."""
        if self.session is not None:
            session, self.session = self.session, None
            self.tasks.db(work.close, session)
        self.tasks.close()
