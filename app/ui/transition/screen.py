"""過渡期: the timeline of all systems, the pairs that live beside each other meanwhile, and trying other dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core import dates
from app.core.transition import Pair
from app.core.transition_trial import Difference
from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import Banner
from app.ui.parts.dialogs import AskText
from app.ui.transition.dialogs import PairDialog, TryDialog
from app.ui.transition.layout import TransitionLayout
from app.ui.transition.pairs import PairRow, counts, rows_of
from app.ui.transition.scenarios import Scenarios
from app.ui.work import transition as work
from app.ui.work.frame import HistoryState
from app.ui.work.transition import TYPES, View
from spec_catalog.problems import InputProblem


class TransitionScreen(TransitionLayout):
    """Dates on trial live here alone; they are gone when the file is closed, and recorded only when accepted."""

    survey_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: View | None = None
        self._trial: dict[str, str | None] = {}
        self._rows: list[PairRow] = []
        self._stale = True
        self._asked = 0
        self._connect()
        context.opened.connect(self._opened)
        context.editions_changed.connect(self._changed)
        context.committed.connect(self._committed)

    def _connect(self) -> None:
        systems = self.timeline.systems
        systems.chosen.connect(self._chosen)
        systems.moved.connect(lambda system, month: self.attempt({system: month}))
        systems.asked.connect(self.ask)
        systems.let_go.connect(self.let_go)
        self.panel.try_wanted.connect(self.ask)
        self.panel.adopt_wanted.connect(self.adopt)
        self.panel.let_go.connect(self.let_go)
        self.panel.survey_wanted.connect(self.survey_wanted)
        self.by.chosen.connect(self._show)
        for facet in (self.without, self.unexplained, self.mine):
            facet.clicked.connect(lambda _on: self._fill())
        self.table.opened.connect(self.write)
        self.table.looked.connect(lambda _p: self._say_usable())
        self.scenarios = Scenarios(self._context, self.plans, self.take, self._failed_writing)
        self.export_button.clicked.connect(lambda _c: self.export())
        self.edit.clicked.connect(lambda _c: self._edit())
        self.write_systems.clicked.connect(lambda _c: self.survey_wanted.emit(""))

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        (self.timeline.systems if self._stack.currentWidget() is self._work else self.empty).setFocus()

    def find(self) -> None:
        """The pairs that lack something."""
        self.without.setFocus()

    def about(self) -> tuple[str, str]:
        """What 経緯 is about: the pair when its table has the focus, else the system."""
        pair = self.table.pair() if self.table.hasFocus() else None
        return (pair.id, "") if pair is not None else (self.timeline.systems.system(), "migration")

    # loading

    def _opened(self) -> None:
        self._view, self._stale, self._trial = None, True, {}

    def _changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.types & TYPES or not changes.types:
            self._changed()

    def load(self) -> None:
        """The plan anew, with what is on trial."""
        self._stale = False
        self._asked += 1
        asked = self._asked
        self._context.run(
            work.load,
            dict(self._trial),
            done=lambda view: self._arrived(asked, view),
            failed=self._failed,
            label="過渡期を数えています",
            owner=self,
        )

    def _arrived(self, asked: int, view: View) -> None:
        if asked != self._asked:
            return
        self._view = view
        gone = [k for k in self._trial if k not in view.before.moves and not k.startswith("group:")]
        if gone:
            self._trial = {k: v for k, v in self._trial.items() if k not in gone}
            self._context.said.emit("試していたシステムが移行の一覧からなくなったため、その試しをやめました。")
        writable = not self._context.read_only
        self.panel.set_writable(writable)
        self._stack.setCurrentWidget(self._work if view.plan.moves else self.empty)
        self._show()

    def _failed(self, problem: BaseException) -> None:
        """A trial that can't be (a system is gone meanwhile) ends; the plan shows as recorded."""
        if not isinstance(problem, InputProblem):
            raise problem
        if self._trial:
            self._trial = {}
            self.load()
        self.banners.put("refused", Banner("error", problem.message, problem.hint, self, dismiss=self._dismiss))

    def _dismiss(self) -> None:
        self.banners.drop("refused")

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        systems = self.timeline.systems
        self.timeline.show_plan(view.plan, self.by.code(), date.today())
        if not systems.system() and systems.rows.rowCount():
            systems.setCurrentIndex(systems.rows.index(1, 0))
        self._rows = rows_of(view)
        self._fill()
        self.panel.show_view(view, systems.system())
        self.scenarios.show_view(view, self._trial)

    def _fill(self) -> None:
        view = self._view
        if view is None:
            return
        system = self.timeline.systems.system()
        rows = [r for r in self._rows if self._fits(r, system)]
        self.table.put(rows, trial=view.change is not None)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)
        found = counts(self._rows)
        self.without.set_count(found["method"])
        self.unexplained.set_count(found["reason"])
        self.count.set_count(len(rows))
        change = view.change
        self.sum.setText(_said(change) if change is not None else "")
        self._say_usable()

    def _fits(self, row: PairRow, system: str) -> bool:
        pair = row.pair
        if self.without.isChecked() and "method" not in pair.missing:
            return False
        if self.unexplained.isChecked() and "reason" not in pair.missing:
            return False
        return not self.mine.isChecked() or system in (pair.a, pair.b)

    def _say_usable(self) -> None:
        pair = self.table.pair()
        reason = "読むだけで開いています" if self._context.read_only else "組を選んでください"
        self.edit.set_usable(pair is not None and not self._context.read_only, reason)

    def _chosen(self, system: str) -> None:
        if self._view is not None:
            self.panel.show_view(self._view, system)
            if self.mine.isChecked():
                self._fill()

    def show_pair(self, target: str) -> None:
        """A pair from elsewhere: both systems' ids with a slash between."""
        wanted = set(target.split("/"))
        for facet in (self.without, self.unexplained, self.mine):
            facet.setChecked(False)
        self._fill()
        for n in range(self.table.rows.rowCount()):
            row = self.table.rows.line(n)
            if row is not None and {row.pair.a, row.pair.b} == wanted:
                self.table.setCurrentIndex(self.table.rows.index(n, 0))
                self.table.setFocus()

    # trying

    def trial(self) -> Mapping[str, str | None]:
        """What is on trial."""
        return dict(self._trial)

    def attempt(self, dates: Mapping[str, str | None]) -> None:
        """Puts dates on trial, on top of those that are; back at the recorded date a system is no longer on trial."""
        self._trial.update(dates)
        recorded = self._view.before.moves if self._view is not None else {}
        for system in list(self._trial):
            move = recorded.get(system)
            if move is not None and _same(move.shift.text, self._trial[system] or ""):
                del self._trial[system]
        self._context.said.emit("試しは保存されません。日付は ← → でも動かせます。" if self._trial else "")
        self.load()

    def take(self, dates: Mapping[str, str | None]) -> None:
        """Puts a whole set of dates on trial instead of what is."""
        self._trial = {}
        self.attempt(dates)

    def let_go(self) -> None:
        """Back to what is recorded."""
        if self._trial:
            self._trial = {}
            self._context.said.emit("試しをやめました。記録は変わっていません。")
            self.load()

    def ask(self, system: str) -> None:
        """A date typed."""
        move = self._view.plan.moves.get(system) if self._view is not None else None
        if move is None:
            return
        dialog = TryDialog(move, self.window())
        dialog.accepted.connect(lambda: self.attempt({system: dialog.text()}))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def adopt(self) -> None:
        """Records what is on trial, with a reason."""
        change = self._view.change if self._view is not None else None
        if change is None or not change.moved:
            return
        dialog = AskText(
            f"{len(change.moved)} システムの移行時期を変えます",
            "理由（必ず書く）",
            self.window(),
            main="記録する",
        )
        dialog.setObjectName("adopt")
        dialog.accepted.connect(lambda: self._adopt(dialog.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _adopt(self, why: str) -> None:
        trial, self._trial = dict(self._trial), {}

        def done(found: tuple[Changes, HistoryState]) -> None:
            self._context.note_commit(*found)
            self._context.said.emit("移行時期を記録しました。")

        def failed(problem: BaseException) -> None:
            self._trial = trial  # nothing was recorded: the trial stands as it was
            self._failed_writing(problem)

        self._context.run(work.adopt, trial, why, done=done, failed=failed, label="記録中", owner=self)

    def _failed_writing(self, problem: BaseException) -> None:
        if not isinstance(problem, InputProblem):
            raise problem
        self.banners.put("refused", Banner("error", problem.message, problem.hint, self, dismiss=self._dismiss))

    # out

    def export(self) -> None:
        """Where the workbook goes."""
        name, _ = QFileDialog.getSaveFileName(self, "移行計画を書き出す", "移行計画.xlsx", "Excel (*.xlsx)")
        if name:
            self.export_to(name)

    def export_to(self, path: str) -> None:
        """Months, pairs and sets of dates as a workbook; with what is on trial, which it says."""
        self._context.run(
            work.export,
            path,
            dict(self._trial),
            self.by.code(),
            done=lambda out: self._context.said.emit(f"「{out}」に書き出しました。"),
            failed=self._failed_writing,
            label="書き出し中",
            owner=self,
        )

    # a pair

    def _edit(self) -> None:
        pair = self.table.pair()
        if pair is not None:
            self.write(pair)

    def write(self, pair: Pair) -> None:
        """The form of a pair."""
        if self._view is None or self._context.read_only:
            return
        dialog = PairDialog(pair, self._view, self.window())
        dialog.accepted.connect(lambda: self._record(pair, dialog.values()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _record(self, pair: Pair, values: Mapping[str, str]) -> None:
        def done(found: tuple[Changes, HistoryState]) -> None:
            self._dismiss()
            self._context.note_commit(*found)

        self._context.run(
            work.record, (pair.a, pair.b), values, done=done, failed=self._failed_writing, label="記録中", owner=self
        )


def _said(change: Difference) -> str:
    """試し：14 組から 3 組増えます."""
    more, fewer = len(change.added), len(change.removed)
    words = [f"{more} 組増えます" if more else "", f"{fewer} 組減ります" if fewer else ""]
    said = "、".join(w for w in words if w)
    return f"試し：{change.before.pairs} 組から {said}" if said else "試し：組の数は変わりません"


def _same(one: str, other: str) -> bool:
    """Whether two typed dates mean the same days: 令和8年1月 and 2026-01 do, and so do nothing and 未定."""
    spans = [dates.read(text) for text in (one, other)]
    said = [(s.first, s.last, s.bound) if s is not None else None for s in spans]
    return said[0] == said[1]
