"""後の工程: what the issues mean for budget, ordinances, tests …, as one list that is narrowed to a step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.buttons import Button
from app.ui.parts.chips import state_look
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.empty import EmptyState
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.text import Label
from app.ui.parts.two_lines import TwoLineList, TwoLines
from app.ui.work import plans as work
from app.ui.work.frame import HistoryState
from app.ui.work.plans import Routing

ALL = "*"
LINES = (
    ("name", "件名"), ("amount", "金額（千円）"), ("year", "年度"), ("due", "期日"),
    ("lead", "準備期間（30日、2か月）"), ("owner", "担当"), ("note", "備考"),
)  # fmt: skip


class FactsDialog(SentenceDialog):
    """The facts of one issue in one later step."""

    def __init__(self, title: str, found: Routing, place: int, parent: QWidget | None) -> None:
        super().__init__(
            title,
            parent,
            explanation="薄い字は、まだ書かれていないため課題から写したものです。書くと、その値になります。",
            main="記録する",
            undo="1 回の「元に戻す」で戻ります",
            width=560,
        )
        self.setObjectName("route")
        route = found.routes[place]
        self.lines: dict[str, TextLine] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        self.body.addLayout(grid)
        for at, (code, word) in enumerate(LINES):
            text = route.note if code == "note" else route.facts[code]
            line = TextLine(self, name=word, hint=text if code in route.proposed else "")
            line.setText("" if code in route.proposed else text)
            self.lines[code] = line
            grid.addWidget(Field(word, line, self), at // 2, at % 2)
        self.state = Chooser(self, name="状態")
        codes = {label: code for code, label in found.states}
        self.state.fill(found.states, codes.get(route.facts["state"], "open"))
        grid.addWidget(Field("状態", self.state, self), len(LINES) // 2, len(LINES) % 2)
        self.lines["amount"].setFocus()

    def values(self) -> dict[str, str]:
        """What is to be recorded; a line left empty keeps being proposed."""
        return {**{code: line.text().strip() for code, line in self.lines.items()}, "state": self.state.code()}


class RoutingPage(QWidget):
    """``issue_wanted`` with the record id of the issue an entry points back to."""

    issue_wanted = Signal(str)
    sheet_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._found = Routing((), (), ())
        self._build()
        context.opened.connect(self._outdated)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        tools = QFrame(self)
        tools.setProperty("ground", "surface")
        tools.setProperty("edge", "bottom")
        row = QHBoxLayout(tools)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(8)
        self.step = Chooser(tools, name="後の工程", lead="工程")
        self.step.fill([(ALL, "すべて")], ALL)
        self.step.activated.connect(lambda _i: self._show())
        row.addWidget(self.step)
        self.edit = Button("金額・期日を書く…", tools, press=lambda: self._edit(self.list.key()))
        self.back = Button("課題へ", tools, kind="quiet", press=self._go)
        self.sheet = Button("書き出す…", tools, kind="quiet", icon="download", press=self.sheet_wanted.emit)
        for button in (self.edit, self.back, self.sheet):
            row.addWidget(button)
        row.addStretch(1)
        self.sums = Label("", tools, tone="text2")
        row.addWidget(self.sums)
        outer.addWidget(tools)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack, 1)
        self._stack.addWidget(
            EmptyState(
                "flag",
                "後の工程に回す課題はありません",
                "課題の「後の工程」に予算や条例を加えると、ここに並びます。",
                self,
            )
        )
        self.list = TwoLineList("後の工程の一覧", self)
        self.list.entered.connect(self._edit)
        self._stack.addWidget(self.list)

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        (self.list if self._stack.currentWidget() is self.list else self.step).setFocus()

    def find(self) -> None:
        """To the step the list is narrowed to."""
        self.step.setFocus()

    def set_form(self, form: str, width: int) -> None:
        """Nothing here depends on the size of the window."""

    # loading

    def _outdated(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.types & work.ROUTE_TYPES or not changes.types:
            self._outdated()

    def load(self) -> None:
        """The list anew."""
        self._stale = False
        self._context.run(work.load_routes, done=self._arrived, label="後の工程を読んでいます", owner=self)

    def _arrived(self, found: Routing) -> None:
        self._found = found
        chosen = self.step.code() or ALL
        known = {r.step for r in found.routes}
        steps = [(code, label) for code, label in found.steps if code in known]
        self.step.fill([(ALL, "すべて"), *steps], chosen if chosen in known else ALL)
        self._show()

    def _show(self) -> None:
        step = self.step.code()
        shown = [(n, r) for n, r in enumerate(self._found.routes) if step in (ALL, r.step)]
        entries = []
        for n, r in shown:
            money = f"{self._found.amounts[n]:,} 千円" if self._found.amounts[n] else ""
            ready = f"準備の期限 {r.ready_by}" if r.ready_by else "期日なし"
            below = (r.label, money, r.facts["year"], ready, r.department, r.facts["owner"], r.assembly, *r.related)
            done = r.facts["state"]
            chip = state_look(done, "done" if n in self._found.done else "neutral")
            entries.append(TwoLines(str(n), f"{r.number} {r.facts['name']}", "　".join(t for t in below if t), chip))
        self.list.put(entries)
        if entries and not self.list.key():
            self.list.choose(entries[0].key)
        self._stack.setCurrentIndex(1 if entries else 0)
        total = sum(self._found.amounts[n] for n, _r in shown)
        self.sums.setText(f"{len(entries)} 件　合計 {total:,} 千円" if total else f"{len(entries)} 件")
        self.edit.set_usable(bool(entries) and not self._context.read_only, "書けるものがありません")
        self.back.set_usable(bool(entries), "課題がありません")

    # acts

    def _go(self) -> None:
        if self.list.key():
            self.issue_wanted.emit(self._found.routes[int(self.list.key())].issue)

    def _edit(self, key: str) -> None:
        if not key or self._context.read_only:
            return
        route = self._found.routes[int(key)]
        dialog = FactsDialog(f"{route.number} {route.label}", self._found, int(key), self.window())
        dialog.accepted.connect(lambda: self._record(route.issue, route.step, dialog.values()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _record(self, issue: str, step: str, values: dict[str, str]) -> None:
        self._context.run(
            work.write_route, issue, step, values, done=partial(self._done), label="書き込み中", owner=self
        )

    def _done(self, found: tuple[Changes, HistoryState]) -> None:
        self._context.note_commit(*found)
        self._context.said.emit(f"{found[0].label}を記録しました")
