"""集約: conflicts at the left with the values at the right, what came in from others, and who has answered."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services.conflict_fields import editable
from app.services.conflicts import Conflict, Line
from app.services.coverage import Standing
from app.services.views import Changes
from app.ui.context import Context
from app.ui.merge.arrived import ArrivedPage
from app.ui.merge.cities import CitiesPage
from app.ui.merge.deciding import DecidePane
from app.ui.merge.dialogs import FILLED, RewriteDialog, RuleDialog
from app.ui.merge.list import ConflictList
from app.ui.merge.receiving import Receiving
from app.ui.merge.record import RecordPage
from app.ui.merge.status import ChaseDialog, StatusPage
from app.ui.models.conflicts import ConflictModel
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import AskText
from app.ui.parts.empty import EmptyState
from app.ui.parts.tabs import TabStrip
from app.ui.work import conflicts as work
from app.ui.work.conflicts import Decided, Gathered
from spec_catalog.problems import InputProblem

_LEFT = 340
_STATUS = 2  # the tab of who has answered
_CITIES = 3  # the tab of other municipalities
_RECORD = 4  # the tab of every step


class MergeScreen(QWidget):
    """``item_wanted`` carries the NODE of an item to be looked at; ``counted`` how many conflicts there are."""

    item_wanted = Signal(str)
    area_wanted = Signal(str)  # a business
    take_wanted = Signal()
    hand_wanted = Signal()
    counted = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._asked: tuple[str, str] | None = None  # the conflict whose values were asked for
        self._next = 0  # the row to stand on after the list was read again
        self._wanted = ""  # the item to stand on once the list is here
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        strip = TabStrip(("競合", "届いたもの", "状況", "団体", "記録"), self, name="集約の切り替え")
        self.tabs = strip.bar
        strip.add_widget(Button("部署へ渡す…", strip, kind="quiet", press=self.hand_wanted.emit))
        strip.add_widget(Button("取り込む…", strip, kind="quiet", icon="download", press=self.take_wanted.emit))
        outer.addWidget(strip)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack, 1)
        self._stack.addWidget(self._conflicts())
        self.arrived = ArrivedPage(self)
        self._stack.addWidget(self.arrived)
        self.receiving = Receiving(context, self.arrived, self)
        self.status = StatusPage(self)
        self._stack.addWidget(self.status)
        self._no_department = EmptyState(
            "inbox",
            "所属がまだありません",
            "「現行調査」の所属に、名前と所管業務を登録すると、だれが返したかがここに並びます。",
            self,
        )
        self._stack.addWidget(self._no_department)
        self.cities = CitiesPage(context, self)
        self.cities.item_wanted.connect(self.item_wanted)
        self._stack.addWidget(self.cities)
        self.record = RecordPage(context, self)
        self._stack.addWidget(self.record)
        self.record.item_wanted.connect(self.item_wanted)
        self._departments = -1  # not read yet
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.load)
        self._entries = 0
        self.tabs.currentChanged.connect(lambda _n: self._show_page())
        self.arrived.chase.connect(self._ask_chase)
        self.arrived.open_wanted.connect(self.take_wanted)
        self.arrived.pane.withdraw.connect(self._ask_withdraw)
        self.receiving.changed.connect(self._tell)
        self.status.chase.connect(self._ask_chase)
        self.status.area.connect(self.area_wanted)
        context.handed_out.connect(self._outdated)
        context.opened.connect(self._outdated)
        context.committed.connect(self._committed)
        context.editions_changed.connect(self._outdated)

    def _conflicts(self) -> QWidget:
        self._work = QStackedWidget(self)
        split = QSplitter(Qt.Orientation.Horizontal, self._work)
        split.setChildrenCollapsible(False)
        left = QFrame(split)
        left.setProperty("ground", "surface")
        left.setProperty("edge", "right")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.model = ConflictModel(self)
        self.list = ConflictList(self.model, left)
        column.addWidget(self.list, 1)
        foot = QFrame(left)
        foot.setProperty("ground", "sunken")
        foot.setProperty("edge", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 4, 8, 4)
        row.addStretch(1)
        row.addWidget(Button("規則でまとめて決める…", foot, kind="link", compact=True, press=self.ask_rule))
        column.addWidget(foot)
        self.pane = DecidePane(split)
        split.addWidget(left)
        split.addWidget(self.pane)
        split.setStretchFactor(1, 1)
        split.setSizes([_LEFT, 900])
        self._work.addWidget(split)
        self._work.addWidget(
            EmptyState(
                "check",
                "競合はありません",
                "二人が互いの値を見ないで違うことを書くと、ここに並びます。どちらも失われません。",
                self._work,
            )
        )
        self.list.chosen.connect(self._chosen)
        self.list.digit.connect(self.pane.choose)
        self.list.reason.connect(lambda: self.pane.reason.setFocus())
        self.pane.decided.connect(self._take)
        self.pane.later.connect(self._pass)
        self.pane.rewrite.connect(self._rewrite)
        self.pane.opened.connect(self.item_wanted)
        return self._work

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here."""
        if self._stale:
            self.load()
        (self.cities.table if self.tabs.currentIndex() == _CITIES else self.list).setFocus()

    def find(self) -> None:
        """The line that narrows a list down where there is one, else the list itself."""
        (self.cities.search if self.tabs.currentIndex() == _CITIES else self.list).setFocus()

    def set_form(self, form: str, width: int) -> None:
        """Nothing changes with the window but what the layouts do by themselves."""

    # contents

    def _outdated(self) -> None:
        self._stale = True
        self._asked = None
        if self.isVisible():
            self._later.start()

    def _committed(self, changes: Changes) -> None:
        self._outdated()

    def load(self) -> None:
        """Reads conflicts and packages anew."""
        self._stale = False
        self._context.run(work.gather, done=self._arrived, owner=self)

    def _arrived(self, found: Gathered) -> None:
        now = self.list.currentIndex().row()
        line = self.model.line(now)
        self.model.set_lines(found.lines)
        self._entries = len(found.packages)
        self.receiving.put(found.packages, found.waiting)
        self.tabs.setTabText(0, f"競合 {len(found.lines):,}" if found.lines else "競合")
        self.tabs.setTabText(_STATUS, f"状況（まだ {len(found.waiting)}）" if found.waiting else "状況")
        self._tell()
        self._work.setCurrentIndex(0 if found.lines else 1)
        self.pane.set_writable(not self._context.read_only)
        kept = self.model.row_of(line.rid, line.atom) if line is not None else -1
        if self._wanted:
            kept, self._wanted = next((n for n, x in enumerate(found.lines) if x.node == self._wanted), kept), ""
        self._asked = None
        self.list.choose(kept if kept >= 0 else self._next)
        self._show_page()
        self.counted.emit(len(found.lines))

    def _tell(self) -> None:
        fresh = self.receiving.fresh()
        word = (
            f"届いたもの（新しく {fresh}）"
            if fresh
            else f"届いたもの {self._entries}"
            if self._entries
            else "届いたもの"
        )
        self.tabs.setTabText(1, word)

    def _show_page(self) -> None:
        tab = self.tabs.currentIndex()
        if tab == _STATUS:
            self._stack.setCurrentIndex(2 if self._departments else 3)
            self._context.run(work.standings, done=self._standings, owner=self)
        elif tab == _CITIES:
            self._stack.setCurrentWidget(self.cities)
            self.cities.show_now()
        elif tab == _RECORD:
            self._stack.setCurrentWidget(self.record)
            self.record.load()
        else:
            self._stack.setCurrentIndex(tab)

    def _standings(self, found: tuple[Standing, ...]) -> None:
        self._departments = len(found)
        self.status.put(found)
        if self.tabs.currentIndex() == _STATUS:
            self._stack.setCurrentIndex(2 if found else 3)

    def show_node(self, node: str) -> None:
        """The conflict of an item."""
        self.tabs.setCurrentIndex(0)
        self._wanted = node
        self.load()

    def show_packages(self) -> None:
        """The second tab."""
        self.tabs.setCurrentIndex(1)

    def show_status(self) -> None:
        """The third tab."""
        self.tabs.setCurrentIndex(_STATUS)

    def show_cities(self, path: str = "") -> None:
        """The tab of other municipalities; with a path what it would change there."""
        self.tabs.setCurrentIndex(_CITIES)
        if path:
            self.cities.add_file(path)

    def show_record(self) -> None:
        """The last tab."""
        self.tabs.setCurrentIndex(_RECORD)

    def _chosen(self, line: Line | None) -> None:
        if line is None or self._asked == (line.rid, line.atom):
            return
        self._asked = (line.rid, line.atom)
        self._next = self.list.currentIndex().row()
        self._context.run(work.show, line.rid, line.atom, done=self._shown, failed=self._failed, owner=self)

    def _shown(self, found: Conflict) -> None:
        line = found.line
        if self._asked != (line.rid, line.atom):
            return
        place = self.model.row_of(line.rid, line.atom) + 1
        can = bool(editable(line.type, line.atom))
        self.pane.show_conflict(found, place, self.model.rowCount(), can_rewrite=can)

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, InputProblem):
            self._context.problem.emit(problem)
            self._outdated()

    # deciding

    def _take(self, op_id: str, reason: str) -> None:
        found = self.pane.conflict()
        if found is not None:
            self._run(work.take, found, op_id, reason)

    def _run(self, function: object, *args: object) -> None:
        self._context.run(function, *args, done=self._decided, failed=self._failed, label="書き込み中", owner=self)  # type: ignore[arg-type]

    def _decided(self, decided: Decided) -> None:
        self._context.note_commit(decided.changes, decided.history)
        left = len(decided.gathered.lines)
        self._context.said.emit(f"決めました。残りの競合は {left:,} 件です。" if left else "競合はすべて決まりました。")
        self._later.stop()
        self._arrived(decided.gathered)
        self.list.setFocus()

    def _pass(self) -> None:
        row = self.list.currentIndex().row() + 1
        self.list.choose(row if row < self.model.rowCount() else 0)
        self.list.setFocus()

    def _rewrite(self) -> None:
        found = self.pane.conflict()
        if found is None or self._context.read_only:
            return
        start = next((n for n, v in enumerate(found.values) if not v.erased), 0)
        dialog = RewriteDialog(found, start, self.window())
        dialog.accepted.connect(lambda: self._run(work.write, found, dialog.fields(), dialog.reason.text().strip()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_rule(self) -> None:
        """Many at once: seen first."""
        if self._context.read_only:
            self._context.said.emit("読むだけで開いているため、書き換えられません。")
            return
        lines = [line for n in range(self.model.rowCount()) if (line := self.model.line(n)) is not None]
        departments = list(dict.fromkeys(w.partition("/")[0] for line in lines for w in line.who))
        dialog = RuleDialog(departments, self.window())

        def ask(rule: str) -> None:
            self._context.run(work.preview, rule, done=dialog.put, label="規則に当てはめています", owner=dialog)

        dialog.asked.connect(ask)
        dialog.accepted.connect(lambda: self._run(work.apply, dialog.proposals, dialog.reason.text().strip()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        ask(FILLED)

    # packages

    def _ask_withdraw(self, package: str, name: str) -> None:
        dialog = AskText(
            f"{name}のパッケージを取り消します。入った記録だけが数えられなくなります（読むことはできます）。",
            "取り消す理由（必須）",
            self.window(),
            main="取り消す",
        )
        dialog.accepted.connect(lambda: self._withdraw(package, dialog.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _withdraw(self, package: str, reason: str) -> None:
        self._run(work.withdraw, package, reason)

    # who has answered

    def _ask_chase(self, department: str) -> None:
        self._context.run(work.chase, department, done=self._chase, failed=self._failed, owner=self)

    def _chase(self, found: tuple[str, str]) -> None:
        dialog = ChaseDialog(*found, self.window())
        dialog.accepted.connect(lambda: self._context.said.emit("催促の文をコピーしました。"))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
