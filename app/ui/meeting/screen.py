"""会議: prepared here, held from here, while the room reads the projector's window; everything by keyboard."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core.codes import VERDICT_BY_KEY
from app.services.meetings_read import ENDED, PLANNED, RUNNING, Meeting, day_words
from app.services.views import Changes
from app.ui.context import Context
from app.ui.meeting import keys
from app.ui.meeting.forms import Forms
from app.ui.meeting.layout import MeetingLayout
from app.ui.meeting.projector import Projector
from app.ui.meeting.slide import Head
from app.ui.parts.banner import Banner
from app.ui.theme.tokens import tokens
from app.ui.work import meetings as work
from app.ui.work.meetings import Opened, Slide, Written
from spec_catalog.problems import InputProblem


class MeetingScreen(QWidget):
    """Loads when it is shown and after what it shows has changed. Keys wait until the item they are meant for shows."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._wanted = ""  # record id to choose once the list is here
        self._first = True  # the meeting was just chosen: begin where nothing is recorded yet
        self._opened: Opened | None = None
        self._slide: Slide | None = None
        self._busy = False
        self._waiting: deque[str] = deque()
        self._kinds: list[tuple[str, str]] = []
        self.projector: Projector | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.panes = MeetingLayout(self)
        self.forms = Forms(context, self._run, self._failed, self)
        column.addWidget(self.panes)
        self.view = self.panes.agenda
        self.preview = self.panes.slide
        self._clock = QElapsedTimer()
        self._clock.start()
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._tell_time)
        self.panes.new_wanted.connect(self.new_meeting)
        self.panes.chosen.connect(self._choose)
        self.panes.edit_wanted.connect(self.edit_meeting)
        self.panes.pressed.connect(self.press)
        self.view.pressed.connect(self.press)
        self.view.placed.connect(self._placed)
        context.opened.connect(self._other_file)
        context.committed.connect(self._committed)
        context.editions_changed.connect(self._outdated)

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        self.panes.focus_first()

    def find(self) -> None:
        """Goes to the choice of the meeting."""
        self.panes.meetings.setFocus()

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small, from the size of the window."""
        self.panes.set_form(form, width)

    def _other_file(self) -> None:
        self._stale, self._wanted, self._opened, self._slide = True, "", None, None
        self._first, self._busy = True, False
        self._waiting.clear()
        if self.projector is not None:
            self.projector.close()

    def _outdated(self) -> None:
        self._stale = True
        if self.isVisible() or self._projecting():  # the room goes on reading while the PC looks something up
            self.load()

    def _committed(self, _changes: Changes) -> None:
        self._outdated()

    # loading

    def load(self) -> None:
        """All meetings, then the one at hand, then its item."""
        self._stale = False
        self._busy = True
        self._context.run(work.kinds, done=self._kinds_arrived, owner=self)
        self._context.run(work.load_meetings, done=self._arrived, label="会議を読んでいます", owner=self)

    def _kinds_arrived(self, found: list[tuple[str, str]]) -> None:
        self._kinds = found

    def _arrived(self, found: list[Meeting]) -> None:
        self._busy = False
        shown = self.panes.show_meetings(found, self._wanted, writable=not self._context.read_only)
        self._wanted = ""
        if shown:
            self._fetch(shown)
        else:
            self._opened = self._slide = None
            self._show()

    def _choose(self, rid: str) -> None:
        self._first = True
        self._waiting.clear()
        self._fetch(rid)

    def _fetch(self, rid: str) -> None:
        self._busy = True
        self._context.run(work.load_meeting, rid, done=self._meeting_arrived, failed=self._failed, owner=self)

    def _meeting_arrived(self, found: Opened) -> None:
        other = self._opened is None or self._opened.meeting.rid != found.meeting.rid
        before = 0 if other or self._first else self.view.place()
        self._opened, self._first = found, False
        if other:
            self._slide = None
        blocked = self.view.blockSignals(True)
        self.view.lines.set_lines(found.lines)
        self.view.go(min(before or found.first_open, len(found.lines)))
        self.view.blockSignals(blocked)
        self._busy = False
        self._read()

    def _placed(self, _place: int) -> None:
        self._clock.restart()
        self._read()

    def _read(self) -> None:
        opened, place = self._opened, self.view.place()
        if opened is None or not place:
            self._slide = None
            self._show()
            return
        self._busy = True
        self._context.run(
            work.load_slide, opened.meeting.rid, place, done=self._slide_arrived, failed=self._failed, owner=self
        )

    def _slide_arrived(self, found: Slide) -> None:
        if found.place != self.view.place():
            return  # a later one is under way
        self._busy, self._slide = False, found
        self._show()
        self._pump()

    def _views(self) -> list:
        return [self.preview, *([self.projector.view] if self.projector is not None else [])]

    def _show(self) -> None:
        detailed = bool(self._context.settings.get("detailed"))
        for view in self._views():
            view.show_slide(self._slide, detailed=detailed)
        self.panes.show_state(self._opened, self._slide, writable=not self._context.read_only)
        running = self._running()
        if running and not self._second.isActive():
            self._clock.restart()
            self._second.start()
        elif not running:
            self._second.stop()
        self._tell_time()

    def _tell_time(self) -> None:
        opened, slide = self._opened, self._slide
        left = None
        if slide is not None and self._running():
            left = slide.minutes * 60 - self._clock.elapsed() // 1000
        head = Head()
        if opened is not None:
            day = day_words(opened.meeting.date)
            head = Head(opened.meeting.name, day, len(opened.lines), opened.homework, left)
        for view in self._views():
            view.show_head(head)

    def _projecting(self) -> bool:
        return self.projector is not None and self.projector.isVisible()

    def _running(self) -> bool:
        return self._opened is not None and self._opened.meeting.state == RUNNING

    # keys

    def press(self, wanted: str) -> None:
        """A command of the keys, from the list, the buttons or the projector."""
        if wanted in ("undo", "redo"):
            (self._context.undo if wanted == "undo" else self._context.redo)()
            return
        if wanted == "again":
            self.reopen()
            return
        self._waiting.append(wanted)
        self._pump()

    def _pump(self) -> None:
        """Takes what was pressed, one after the other, each on the item it was meant for."""
        while self._waiting and not self._busy:
            self._do(self._waiting.popleft())

    def _do(self, wanted: str) -> None:
        place = self.view.place()
        if wanted in (keys.PAGE, keys.PAGE_BACK):
            by = 1 if wanted == keys.PAGE else -1
            view = self.projector.view if self.projector is not None and self._projecting() else self.preview
            if view.turn(by):
                if view is not self.preview:
                    self.preview.turn(by)
                return
            wanted = keys.NEXT if by > 0 else keys.BACK
        if wanted in (keys.NEXT, keys.BACK):
            self.view.go(place + (1 if wanted == keys.NEXT else -1))
        elif wanted == keys.HIDE:
            self._hide()
        elif wanted == keys.BEGIN:
            self.begin()
        elif wanted == "W":
            self.write_papers()
        elif self._may_write():
            self._record(wanted)

    def _record(self, wanted: str) -> None:
        slide, opened = self._slide, self._opened
        if slide is None or opened is None:
            return
        if wanted == "K":
            self.panes.decider.setFocus()
        elif wanted == "E":
            self.end()
        elif wanted == "H":
            self.forms.take_home(opened.meeting, slide)
        elif wanted == "D":
            self.forms.decide(opened.meeting, slide, self.panes.decided_by())
        elif wanted in ("C", "M"):
            self.forms.say("comment" if wanted == "C" else "note", opened.meeting, slide)
        else:
            self._digit(wanted, slide)

    def _may_write(self) -> bool:
        if self._context.read_only:
            self._context.said.emit("読むだけで開いているため記録できません。")
        elif not self._running():
            self._context.said.emit("会議を始めると記録できます（F5）。")
        return self._running() and not self._context.read_only

    def _digit(self, digit: str, slide: Slide) -> None:
        verdict = VERDICT_BY_KEY.get(digit)
        if verdict is not None and not verdict.simple and not self._context.settings.get("detailed"):
            self._context.said.emit(f"簡易では 1・3・4・0 を使います。{digit} は「詳細の9区分」で使えます。")
            return
        code = verdict.code if verdict else None
        said = f"{slide.number}：{verdict.label if verdict else '未判定に戻す'} を記録しました"
        self._write(said, work.judge, slide.place, code, self.panes.decided_by(), slide.heads)

    def _hide(self) -> None:
        if self.projector is None or not self._projecting():
            self._context.said.emit("投影していません。F5 で投影する窓を開きます。")
            return
        self.projector.view.set_hidden(not self.projector.view.hidden_now())
        self._context.said.emit("投影を止めました" if self.projector.view.hidden_now() else "投影しています")

    # a meeting

    def new_meeting(self) -> None:
        """会議を準備する."""
        if self._context.read_only:
            self._context.said.emit("読むだけで開いているため記録できません。")
        else:
            self.forms.prepare(None, (), self._kinds)

    def edit_meeting(self) -> None:
        """Other values for the one at hand."""
        if self._opened is not None and not self._context.read_only:
            self.forms.prepare(self._opened.meeting, self._opened.lines, self._kinds)

    def begin(self) -> None:
        """Starts the meeting where it isn't yet, and shows the projector's window."""
        if self._opened is None:
            return
        meeting = self._opened.meeting
        if meeting.state == ENDED:
            self._context.said.emit("この会議は終わっています。「もう一度開く」で続けられます。")
        elif meeting.state == PLANNED and not self._context.read_only:
            self._run("会議を始めました", work.start, meeting.rid)
            self.project()
        else:
            self.project()

    def reopen(self) -> None:
        """An ended meeting goes on."""
        if self._opened is not None:
            self._run("会議をもう一度開きました", work.start, self._opened.meeting.rid)

    def end(self) -> None:
        """会議を終える."""
        if self._opened is not None:
            self._run("会議を終えました", work.end, self._opened.meeting.rid)

    def project(self) -> None:
        """The projector's window, following this one."""
        if self.projector is None:
            self.projector = Projector(self.window())
            self.projector.pressed.connect(self.press)
        self.projector.view.set_hidden(False)
        self.projector.show_beside(self.window())
        self._show()

    # recording

    def _write(self, said: str, function: Callable[..., Written], *args: object) -> None:
        assert self._opened is not None
        self._run(said, function, self._opened.meeting.rid, *args)

    def _run(self, said: str, function: Callable[..., Written], *args: object) -> None:
        self._busy = True
        self._context.run(
            function, *args, done=partial(self._written, said), failed=self._failed, label="書き込み中", owner=self
        )

    def _written(self, said: str, written: Written) -> None:
        self.panes.banners.drop("refused")
        self._wanted = written.rid
        if self._opened is None or self._opened.meeting.rid != written.rid:
            self._first = True
        self._context.note_commit(written.changes, written.history)
        self._context.said.emit(said)

    def _failed(self, problem: BaseException) -> None:
        self._busy = False
        self._waiting.clear()
        if isinstance(problem, InputProblem):
            banners = self.panes.banners
            put_away = partial(banners.drop, "refused")
            banners.put("refused", Banner("warn", problem.message, problem.hint, self.panes, dismiss=put_away))
        self._outdated()

    def write_papers(self) -> None:
        """会議録 or 持ち帰りの一覧 into a file."""
        if self._opened is None:
            return
        meeting = self._opened.meeting
        path, _kind = QFileDialog.getSaveFileName(
            self.window(),
            "会議録の保存先",
            f"会議録_{meeting.number}.html",
            "会議録 (*.html);;会議録 (*.pdf);;持ち帰りの一覧 (*.xlsx)",
        )
        if path:
            self.write_to(path)

    def write_to(self, path: str) -> None:
        """To a place that was chosen."""
        assert self._opened is not None
        self._context.run(
            work.write_papers, self._opened.meeting.rid, path, tokens("light"),
            done=lambda made: self._context.said.emit(f"書き出しました：{made}"), failed=self._failed,
            label="書き出しています", owner=self,
        )  # fmt: skip
