"""Which form a key opens, what it starts with, and what is stored when it is accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from app.services.meetings_read import Meeting
from app.ui.context import Context
from app.ui.meeting.dialogs import DecideDialog, HomeworkDialog, SayDialog
from app.ui.meeting.prepare import PrepareDialog
from app.ui.work import meetings as work
from app.ui.work.meetings import Asked, Deciding, Slide, TopicLine, Written
from app.ui.work.register import source

Run = Callable[..., None]


def title_of(slide: Slide) -> str:
    """0010504 発行番号."""
    return f"{slide.number} {slide.name}".strip()


class Forms(QObject):
    """``run``: (sentence, function, arguments) stores a step; ``failed`` says why something wasn't."""

    def __init__(self, context: Context, run: Run, failed: Callable[[BaseException], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._run, self._failed, self._parent = context, run, failed, parent

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _store(self, said: str, function: Callable[..., Written], *args: object) -> None:
        self._run(said, function, *args)

    def prepare(self, meeting: Meeting | None, lines: Sequence[TopicLine], kinds: Sequence[tuple[str, str]]) -> None:
        """A new meeting, or other values for one."""
        dialog = PrepareDialog(
            meeting,
            lines,
            kinds=kinds or (("workshop", "ワークショップ"),),
            businesses=self._context.businesses(),
            business=self._context.business,
            today=date.today().isoformat(),
            parent=self._parent.window(),
        )

        def offer(asked: Asked) -> None:
            self._context.run(work.topics, asked, done=dialog.offer, owner=dialog)

        dialog.asked.connect(offer)
        rid = meeting.rid if meeting else ""
        said = "書き直しました" if meeting else "会議を準備しました"
        dialog.accepted.connect(lambda: self._store(said, work.store, rid, dialog.values()))
        dialog.ask()
        self._open(dialog)

    def take_home(self, meeting: Meeting, slide: Slide) -> None:
        """持ち帰る."""
        text = slide.point or f"{slide.name}を確かめる"
        dialog = HomeworkDialog(title_of(slide), text, meeting.attendees, self._parent.window())
        dialog.accepted.connect(
            lambda: self._store("持ち帰りを記録しました", work.homework, meeting.rid, slide.place, *dialog.values())
        )
        self._open(dialog)

    def say(self, kind: str, meeting: Meeting, slide: Slide) -> None:
        """An adviser's comment or what somebody said."""
        dialog = SayDialog(kind, title_of(slide), meeting.attendees, self._parent.window())
        dialog.accepted.connect(
            lambda: self._store("記録しました", work.say, meeting.rid, kind, slide.place, *dialog.values())
        )
        self._open(dialog)

    def decide(self, meeting: Meeting, slide: Slide, decider: str) -> None:
        """決定を記録する."""

        def arrived(form: Deciding) -> None:
            dialog = DecideDialog(form, source(), meeting.attendees, decider or meeting.chair, self._parent.window())
            dialog.accepted.connect(
                lambda: self._store("決定を記録しました", work.decide, meeting.rid, slide.place, *dialog.values())
            )
            self._open(dialog)

        self._context.run(
            work.load_deciding, meeting.rid, slide.place, done=arrived, failed=self._failed, owner=self._parent
        )
