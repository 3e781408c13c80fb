"""The panes of 会議: agenda and records at the left, what the room sees at the right, what can be done under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.codes import VERDICT
from app.services.meetings_read import ENDED, PLANNED, RUNNING, STATES, Entry, Meeting, day_words
from app.ui.meeting import keys
from app.ui.meeting.agenda import AgendaView
from app.ui.meeting.slide import SlideView
from app.ui.parts.banner import BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, state_look
from app.ui.parts.empty import EmptyState
from app.ui.parts.inputs import Chooser, EditableChooser
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label, SectionHeader
from app.ui.work.meetings import Opened, Slide

LEFT, NARROW_LEFT, WIDE_LEFT = 320, 270, 400
LEAST = 0.62  # below that the copy's smallest text would be under 12 px
TONE = {PLANNED: "neutral", RUNNING: "warn", ENDED: "done"}
KIND = {"homework": "持ち帰り", "note": "発言", "comment": "意見", "decision": "決定"}


def entry_words(entry: Entry) -> str:
    """14:03 判定 ▲ 差異あり　市民課長."""
    clock = entry.at[11:16]
    if entry.kind == "verdict":
        found = VERDICT.get(entry.text)
        what = f"判定 {found.sign} {found.short}" if found else "未判定に戻した"
    else:
        what = f"{KIND.get(entry.kind, entry.kind)} {entry.text}".strip()
    return "　".join(t for t in (f"{clock} {what}".strip(), entry.person, day_words(entry.due)) if t)


class MeetingLayout(QWidget):
    """``pressed`` carries a command of the keys, from a button; ``chosen`` the record id of a meeting."""

    new_wanted = Signal()
    edit_wanted = Signal()
    chosen = Signal(str)
    pressed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.banners = BannerStack(self)
        outer.addWidget(self.banners)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack, 1)
        self.first = Button("会議を準備する…", self, kind="main", press=self.new_wanted.emit)
        self._empty = EmptyState(
            "meeting",
            "まだ会議がありません",
            "比べる項目や課題を絞り込んで議題にし、投影しながら判定と決定を記録できます。",
            self,
            buttons=(self.first,),
        )
        self._stack.addWidget(self._empty)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self._stack.addWidget(self.split)
        self.split.addWidget(self._left())
        self.split.addWidget(self._right())
        self.split.setStretchFactor(1, 1)

    def _left(self) -> QWidget:
        pane = QFrame(self.split)
        pane.setProperty("ground", "surface")
        pane.setProperty("edge", "right")
        pane.setAccessibleName("会議と議題")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        strip = QFrame(pane)
        strip.setProperty("ground", "sunken")
        strip.setProperty("edge", "bottom")
        box = QVBoxLayout(strip)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(6)
        self.meetings = Chooser(strip, name="会議")
        self.meetings.setMinimumContentsLength(8)
        self.meetings.setSizeAdjustPolicy(Chooser.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.meetings.activated.connect(lambda _n: self.chosen.emit(self.meetings.code()))
        box.addWidget(self.meetings)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.state = Chip(state_look("", "neutral"), strip)
        line.addWidget(self.state)
        self.facts = Label("", strip, tone="text2", size="remark")
        line.addWidget(self.facts)
        line.addStretch(1)
        self.edit = Button("書き直す…", strip, press=self.edit_wanted.emit)
        line.addWidget(self.edit)
        self.new = Button("新しく…", strip, icon="plus", press=self.new_wanted.emit)
        self.new.setToolTip("新しい会議を準備します")
        line.addWidget(self.new)
        box.addLayout(line)
        column.addWidget(strip)
        self.agenda = AgendaView(pane)
        column.addWidget(self.agenda, 5)
        self._records = QFrame(pane)
        self._records.setProperty("edge", "top")
        self._records.setProperty("ground", "surface")
        box = QVBoxLayout(self._records)
        box.setContentsMargins(12, 8, 8, 8)
        box.setSpacing(4)
        self.records_head = SectionHeader("この議題の記録", self._records, count=0)
        box.addWidget(self.records_head)
        scroll = Scroller(self._records)
        self.records = Label("", scroll.page, wrap=True)
        self.records.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll.column.addWidget(self.records)
        scroll.column.addStretch(1)
        box.addWidget(scroll, 1)
        column.addWidget(self._records, 2)
        return pane

    def _right(self) -> QWidget:
        pane = QWidget(self.split)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.slide = SlideView(pane, least=LEAST)
        self.slide.setAccessibleName("投影と同じ画面")
        column.addWidget(self.slide, 1)
        bar = QFrame(pane)
        bar.setProperty("ground", "sunken")
        bar.setProperty("edge", "top")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        self.start = self._button(bar, "会議を始める", keys.BEGIN, "F5", kind="main")
        self.show_ = self._button(bar, "投影", keys.BEGIN, "F5")
        self.home = self._button(bar, "持ち帰り", "H", "H")
        self.decide = self._button(bar, "決定", "D", "D")
        self.comment = self._button(bar, "意見", "C", "C")
        self.note = self._button(bar, "発言", "M", "M")
        self.papers = self._button(bar, "会議録", "W", "W")
        self.end = self._button(bar, "終える", "E", "E")
        self.again = Button("もう一度開く", bar, press=lambda: self.pressed.emit("again"))
        self._who = Label("決めた人", bar, tone="text2", size="remark")
        self.decider = EditableChooser(bar, name="決めた人")
        self.decider.setMinimumWidth(120)
        self.decider.setToolTip("判定を決めた人として会議録に残ります（キー K）")
        self.decider.lineEdit().entered.connect(self.agenda.setFocus)
        for widget in (self.start, self.show_, self.home, self.decide, self.comment, self.note):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self._who, self.decider, self.papers, self.again, self.end):
            row.addWidget(widget)
        column.addWidget(bar)
        return pane

    def _button(self, parent: QWidget, word: str, wanted: str, key: str, *, kind: str = "normal") -> Button:
        def press() -> None:
            self.pressed.emit(wanted)
            self.agenda.setFocus()

        return Button(word, parent, kind=kind, key=key, press=press)

    # showing

    def focus_first(self) -> None:
        """The agenda, or the one button there is."""
        (self.agenda if self._stack.currentWidget() is self.split else self.first).setFocus()

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small."""
        left = {"wide": WIDE_LEFT, "small": NARROW_LEFT}.get(form, LEFT)
        self.split.setSizes([left, width - left - 1])
        small = form == "small"
        self._who.setVisible(not small and self.decider.isVisibleTo(self))
        self._small = small

    _small = False

    def show_meetings(self, found: Sequence[Meeting], wanted: str, *, writable: bool) -> str:
        """The list to choose from; the record id of the one that is shown now, "" when there is none."""
        for button in (self.first, self.new):
            button.set_usable(writable, "読むだけで開いています")
        was_empty = self._stack.currentWidget() is self._empty
        self._stack.setCurrentWidget(self.split if found else self._empty)
        kept = wanted or self.meetings.code()
        there = {m.rid for m in found}
        shown = kept if kept in there else found[0].rid if found else ""
        self.meetings.fill([(m.rid, f"{m.number}　{m.name}") for m in found], shown)
        if self.isVisible() and was_empty == bool(found):  # what had the focus shows no more
            self.focus_first()
        return shown

    def show_state(self, opened: Opened | None, slide: Slide | None, *, writable: bool) -> None:
        """What can be done now, and what was recorded of the item."""
        state = opened.meeting.state if opened else PLANNED
        if opened is not None:
            self.state.set_look(state_look(STATES.get(state, state), TONE.get(state, "neutral")))
            self.facts.setText("" if self._small else day_words(opened.meeting.date))
            kept = self.decider.currentText() if self._known == opened.meeting.rid else opened.meeting.chair
            people = dict.fromkeys((opened.meeting.chair, *opened.meeting.attendees))
            self.decider.fill([(p, p) for p in people if p], "")
            self.decider.setEditText(kept)
            self._known = opened.meeting.rid
        running = state == RUNNING
        groups = (
            ((self.start,), state == PLANNED),
            ((self.edit,), state != ENDED),
            ((self.show_, self.home, self.decide, self.comment, self.note, self.end, self.decider), running),
            ((self._who,), running and not self._small),
            ((self.papers,), state == ENDED or (running and not self._small)),
            ((self.again,), state == ENDED),
        )
        for widgets, on in groups:
            for widget in widgets:
                widget.setVisible(on)
        for button in (self.start, self.edit, self.home, self.decide, self.comment, self.note, self.end, self.again):
            button.set_usable(writable, "読むだけで開いています")
        if writable and opened is not None and not opened.lines:
            self.start.set_usable(False, "議題がありません")
        said = slide.said if slide is not None else ()
        self.records_head.set_count(len(said))
        self.records.setText("\n".join(entry_words(e) for e in reversed(said)) or "まだ記録はありません。")

    _known = ""

    def decided_by(self) -> str:
        """Who decides, as it stands beside the keys."""
        return self.decider.currentText().strip()
