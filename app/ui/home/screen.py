"""ホーム: what should I do next, how far are we, which dates come; for my business or for the whole town."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.core.codes import VERDICTS
from app.services.home import Deadline, Home, Task
from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button, ElidedLink
from app.ui.parts.chips import Chip, class_look
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import Segment
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label, Pill
from app.ui.widgets.progress_bars import ProgressBars
from app.ui.work import home as work

_LOOK = {
    "conflict": ("conflict", "決める"),
    "returned": ("undo", "直す"),
    "overdue": ("clock", "開く"),
    "suspect": ("again", "見比べる"),
    "waiting": ("flag", "開く"),
    "mine": ("person", "判定する"),
    "ask": ("help", "見る"),
    "orphan": ("table", "見る"),
}
_LEFT = 400


class HomeScreen(QWidget):
    """``task_wanted`` carries the code of a task and the business it is about ("" = all)."""

    task_wanted = Signal(str, str)
    node_wanted = Signal(str)
    issue_wanted = Signal(str)
    import_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._home: Home | None = None
        self._build()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.load)
        context.opened.connect(self._opened)
        context.editions_changed.connect(self._outdated)
        context.committed.connect(self._committed)
        context.who_changed.connect(self._opened)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(12)
        self._empty = EmptyState(
            "standard",
            "はじめに、標準仕様を取り込みます",
            "国が公表した Excel を窓に落とすと、ここに次にすることが並びます。",
            self,
            buttons=(Button("標準仕様を取り込む…", self, kind="main", press=self.import_wanted.emit),),
        )
        outer.addWidget(self._empty)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setHandleWidth(12)
        self._split.setProperty("clear", True)
        self._split.setChildrenCollapsible(False)
        outer.addWidget(self._split, 1)
        left = QWidget(self._split)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._next_card())
        self._tasks = self._card("次にすること", "急ぐ順")
        self._dates = self._card("期限", "早い順")
        column.addWidget(self._tasks.frame, 3)
        column.addWidget(self._dates.frame, 2)
        self._split.addWidget(left)
        self._split.addWidget(self._progress_card())
        self._split.setStretchFactor(1, 1)

    def _next_card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("card", True)
        card.setProperty("soft", True)
        row = QHBoxLayout(card)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        self._lead = Label("続きから判定する", card, tone="text2")
        texts.addWidget(self._lead)
        line = QHBoxLayout()
        line.setSpacing(8)
        self._id = Label("", card, tone="text2", bold=True)
        self._name = Elided("", card, bold=True, size="screen", hug=True)
        self._cls = Chip(class_look("mandatory"), card)
        for widget in (self._id, self._name, self._cls):
            line.addWidget(widget)
        line.addStretch(1)
        texts.addLayout(line)
        self._text = Elided("", card, tone="text2")
        texts.addWidget(self._text)
        row.addLayout(texts, 1)
        side = QVBoxLayout()
        self.go_on = Button("続ける", card, kind="main", tall=True, press=self._go_on)
        side.addWidget(self.go_on)
        self._left = Label("", card, tone="text2", size="remark")
        self._left.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        side.addWidget(self._left)
        row.addLayout(side)
        self._next = card
        return card

    def _card(self, title: str, remark: str) -> _Card:
        return _Card(title, remark, self)

    def _progress_card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(12)
        self._title = Label("業務ごとの進み", card, bold=True)
        head.addWidget(self._title)
        self._sum = Label("", card, tone="text2")
        head.addWidget(self._sum)
        head.addStretch(1)
        self.scope = Segment([("all", "すべての業務"), ("mine", "この業務")], card, name="範囲")
        self.scope.chosen.connect(self.load)
        head.addWidget(self.scope)
        column.addLayout(head)
        legend = "　".join(f"{v.sign} {v.short}" for v in VERDICTS if v.code != "not_applicable") + "　□ 未判定"
        note = Label(legend, card, tone="text2", size="remark", wrap=True)
        note.setContentsMargins(12, 0, 12, 6)
        column.addWidget(note)
        self._scroll = Scroller(card)
        self.bars = ProgressBars(self._scroll.page)
        self.bars.chosen.connect(self._chosen)
        self._scroll.column.addWidget(self.bars)
        self._scroll.column.addStretch(1)
        column.addWidget(self._scroll, 1)
        return card

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here."""
        self.load()
        (self.go_on if self._next.isVisible() else self.bars).setFocus()

    def find(self) -> None:
        """There is no list to narrow: the palette finds."""

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small."""
        left = 480 if form == "wide" else min(_LEFT, width * 42 // 100)
        self._split.setSizes([left, width - left])

    # loading

    def business(self) -> str:
        """The business it is about, "" for all."""
        return self._context.business if self.scope.code() == "mine" else ""

    def _opened(self) -> None:
        self.scope.set_code("all" if self._context.who().role in ("office", "systems", "joint") else "mine")
        self._outdated()

    def _outdated(self) -> None:
        if self.isVisible():
            self._later.start()

    def _committed(self, _changes: Changes) -> None:
        self._outdated()

    def load(self) -> None:
        """Asks for everything anew."""
        here = bool(self._context.editions)
        self._empty.setVisible(not here)
        self._split.setVisible(here)
        if here:
            self._context.run(work.load, self.business(), done=self._arrived, label="集めています", owner=self)

    def _arrived(self, home: Home) -> None:
        self._home = home
        row = home.following
        self._next.setVisible(row is not None)
        if row is not None:
            self._id.setText(row.id)
            self._name.set_whole(row.name)
            self._cls.setVisible(row.cls is not None)
            if row.cls is not None:
                self._cls.set_look(class_look(row.cls))
            self._text.set_whole(home.excerpt)
            self._left.setText(f"残り {home.left:,} 件")
        self._tasks.fill([_TaskLine(t, self._task) for t in home.tasks], "急ぐことはありません。")
        self._dates.fill([_DateLine(d, self.issue_wanted.emit) for d in home.deadlines], "期限のある課題はありません。")
        total, judged = sum(p.total for p in home.progress), sum(p.judged for p in home.progress)
        share = f"（{judged * 100 // total}%）" if total else ""
        mine = self.business()
        name = dict(self._context.businesses()).get(mine, "")
        self._title.setText(f"{mine} {name}" if mine else "業務ごとの進み")
        self._sum.setText(f"{total:,} 件　判定済み {judged:,}{share}")
        self.bars.show_rows(home.progress)

    # doing

    def _go_on(self) -> None:
        if self._home is not None and self._home.following is not None:
            self.node_wanted.emit(self._home.following.node)

    def _task(self, code: str) -> None:
        node = next((t.node for t in self._home.tasks if t.code == code), "") if self._home is not None else ""
        if node:
            self.node_wanted.emit(node)
        else:
            self.task_wanted.emit(code, self.business())

    def _chosen(self, key: str) -> None:
        if self.business():
            self._go_on()
            return
        self._context.business = key
        self.scope.set_code("mine")
        self._context.editions_changed.emit()
        self.load()


class _Card:
    """A card with a title, a count and lines that come and go."""

    def __init__(self, title: str, remark: str, parent: QWidget) -> None:
        self.frame = QFrame(parent)
        self.frame.setProperty("card", True)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        head.addWidget(Label(title, self.frame, bold=True))
        self._pill = Pill(0, self.frame)
        head.addWidget(self._pill)
        head.addStretch(1)
        head.addWidget(Label(remark, self.frame, tone="text2", size="remark"))
        column.addLayout(head)
        self._lines = Scroller(self.frame)
        column.addWidget(self._lines, 1)

    def fill(self, lines: list[QWidget], none: str) -> None:
        """Other lines."""
        column = self._lines.column
        clear(column)
        self._pill.set_number(len(lines))
        self._pill.setVisible(bool(lines))
        for line in lines:
            line.setParent(self._lines.page)
            column.addWidget(line)
        if not lines:
            told = Label(none, self._lines.page, tone="text2", wrap=True)
            told.setContentsMargins(12, 4, 12, 12)
            column.addWidget(told)
        column.addStretch(1)


class _TaskLine(QFrame):
    """One thing to do."""

    def __init__(self, task: Task, act: Callable[[str], object]) -> None:
        super().__init__()
        self.setProperty("edge", "top")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        icon, word = _LOOK[task.code]
        row.addWidget(ThemedIcon(icon, "text2", self, size=18))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Label(task.title, self, bold=True))
        line.addWidget(Pill(task.count, self))
        line.addStretch(1)
        texts.addLayout(line)
        texts.addWidget(Elided(task.detail, self, tone="text2"))
        row.addLayout(texts, 1)
        button = Button(word, self, press=lambda: act(task.code))
        button.setAccessibleName(f"{task.title} {task.count}件 {word}")
        row.addWidget(button)


class _DateLine(QFrame):
    """One date."""

    def __init__(self, found: Deadline, act: Callable[[str], object]) -> None:
        super().__init__()
        self.setProperty("edge", "top")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(10)
        days = found.days
        left = f"{-days.most:,}日経過" if days.past else f"あと{days.most:,}日" if days.most >= 0 else ""
        date = Label(found.text, self, bold=days.past, tone="error" if days.past else "")
        date.setMinimumWidth(92)
        row.addWidget(date)
        row.addWidget(ElidedLink(found.title, self, press=lambda: act(found.issue)), 1)
        row.addWidget(Label(left, self, tone="error" if days.past else "text2", size="remark"))
