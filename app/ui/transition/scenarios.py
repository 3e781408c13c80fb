"""Sets of dates with a name (案): tried, kept, compared; 吹田市's orders as a start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QMenu, QWidget

from app.services.scenarios import Order, Weighed
from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import AskText, SentenceDialog
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.text import Label, amp
from app.ui.transition.dialogs import date_problem
from app.ui.work import transition as work
from app.ui.work.frame import HistoryState
from app.ui.work.transition import View

Dates = Mapping[str, str | None]
HEADERS = ("案", "過渡期の組", "方式が未定", "試験", "終わりが未定", "契約の切れ目", "手間（人月）", "最も忙しい月")


class OrderDialog(SentenceDialog):
    """One of the orders, and a date for each of its stages."""

    def __init__(self, orders: tuple[Order, ...], source: str, parent: QWidget | None) -> None:
        super().__init__(
            "移行順序から時期を試します",
            parent,
            explanation=f"業務を三つの組に分け、組ごとに移します。{source}",
            main="試す",
            width=640,
        )
        self.setObjectName("order")
        self._orders = {o.code: o for o in orders}
        self.order = Chooser(self, name="移行順序")
        self.order.fill([(o.code, o.label) for o in orders])
        self.order.currentIndexChanged.connect(lambda _n: self._stages())
        self.body.addWidget(Field("移行順序", self.order, self))
        self.why = Label("", self, tone="text2", wrap=True)
        self.body.addWidget(self.why)
        self.lines: list[TextLine] = []
        self._fields: list[Field] = []
        for n in range(3):
            line = TextLine(self, name=f"{n + 1} 段目の時期", hint="2026-01、令和8年1月")
            line.textChanged.connect(self._look)
            field = Field("", line, self)
            self.lines.append(line)
            self._fields.append(field)
            self.body.addWidget(field)
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        self._stages()

    def _stages(self) -> None:
        order = self._orders[self.order.code()]
        self.why.setText(order.why)
        for n, field in enumerate(self._fields):
            field.setVisible(n < len(order.stages))
            if n < len(order.stages):
                field.label.setText(f"{n + 1} 段目：{'・'.join(order.stages[n])}")
        self._look()

    def _look(self) -> None:
        said = next((p for text in self.dates() if (p := date_problem(text))), "")
        shown = said if any(t for t in self.dates()) else ""
        self.problem.setText(shown)
        self.main.set_usable(not said, said)

    def dates(self) -> list[str]:
        """One for each stage of the chosen order."""
        return [line.text().strip() for line in self.lines[: len(self._orders[self.order.code()].stages)]]


class CompareDialog(SentenceDialog):
    """The plan as recorded and every set of dates, with what each means."""

    def __init__(self, found: tuple[Weighed, ...], attempt: Callable[[str], object], parent: QWidget | None) -> None:
        super().__init__(
            "今の計画と案を比べます",
            parent,
            explanation="手間は、一業務あたり毎月の人月に、移行前の準備の月と過渡期の月を掛けた見込みです。",
            main="閉じる",
            cancel="",
            width=1000,
        )
        self.setObjectName("compare")
        table = QFrame(self)
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(0, 200)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, word in enumerate(HEADERS):
            side = right if column else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(Label(word, table, tone="text2", size="remark"), 0, column, side)
        for n, one in enumerate(found, 1):
            grid.addWidget(Label(one.name, table, bold=True, wrap=True), n, 0)
            for column, text in enumerate(numbers(one), 1):
                grid.addWidget(Label(text, table), n, column, right)
            if one.scenario is not None:
                rid = one.scenario.rid
                grid.addWidget(Button("試す", table, press=lambda rid=rid: self._try(attempt, rid)), n, len(HEADERS))
        self.body.addWidget(table)
        self.body.addStretch(1)

    def _try(self, attempt: Callable[[str], object], rid: str) -> None:
        self.accept()
        attempt(rid)


def numbers(one: Weighed) -> tuple[str, ...]:
    """What stands behind a name in the comparison."""
    counts, effort = one.plan.counts, one.effort
    month, most = effort.peak
    said = f"{month}（{most:g} 人月）" if month else "－"
    total = f"{effort.total:g}" + (f"（ほか {effort.unknown} 業務は未定）" if effort.unknown else "")
    return (
        f"{counts.pairs:,}", f"{counts.without_method:,}", f"{counts.tests:,}", f"{counts.open:,}", f"{counts.gaps:,}",
        total, said,
    )  # fmt: skip


class Scenarios(QObject):
    """The menu of the button 案. ``attempt`` puts dates on trial, ``refused`` shows why something wasn't done."""

    def __init__(
        self,
        context: Context,
        button: Button,
        attempt: Callable[[Dates], object],
        refused: Callable[[BaseException], object],
    ) -> None:
        super().__init__(button)
        self._context, self._button, self._attempt, self._refused = context, button, attempt, refused
        self._view: View | None = None
        self._trial: Dates = {}
        self.menu = QMenu(button)
        self.menu.aboutToShow.connect(self._fill)
        button.setMenu(self.menu)

    def show_view(self, view: View, trial: Dates) -> None:
        """What there is to choose, and what is on trial."""
        self._view, self._trial = view, trial

    def _fill(self) -> None:
        self.menu.clear()
        view = self._view
        if view is None:
            return
        writable = not self._context.read_only
        for one in view.scenarios:
            self.menu.addAction(amp(f"「{one.name}」を試す"), partial(self.try_, one.rid))
        if view.scenarios:
            self.menu.addSeparator()
        self.menu.addAction("移行順序から試す…", self.ask_order)
        keep = self.menu.addAction("この試しを案に残す…", self.ask_name)
        keep.setEnabled(writable and bool(self._trial))
        self.menu.addAction("今の計画と案を比べる…", self.compare)
        if view.scenarios:
            self.menu.addSeparator()
        for one in view.scenarios:
            gone = self.menu.addAction(amp(f"「{one.name}」を消す"), partial(self._delete, one.rid))
            gone.setEnabled(writable)

    def try_(self, rid: str) -> None:
        """Dates that were kept, for the systems that are still there."""
        self._context.run(work.scenario, rid, done=self._attempt, failed=self._refused, owner=self)

    def ask_order(self) -> None:
        """The form of an order."""
        if self._view is None:
            return
        dialog = OrderDialog(self._view.orders, self._view.source, self._button.window())
        dialog.accepted.connect(
            lambda: self._context.run(
                work.in_order,
                dialog.order.code(),
                dialog.dates(),
                done=self._attempt,
                failed=self._refused,
                owner=self,
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_name(self) -> None:
        """The form of a name."""
        trial = dict(self._trial)
        dialog = AskText(
            f"{len(trial)} システムの試しを案に残します", "案の名前", self._button.window(), main="案に残す"
        )
        dialog.setObjectName("name")
        dialog.accepted.connect(lambda: self._store(work.save_scenario, dialog.text(), trial))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def compare(self) -> None:
        """All of them side by side."""

        def done(found: tuple[Weighed, ...]) -> None:
            dialog = CompareDialog(found, self.try_, self._button.window())
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._context.run(work.compare, done=done, failed=self._refused, label="案を数えています", owner=self)

    def _delete(self, rid: str) -> None:
        self._store(work.delete_scenario, rid)

    def _store(self, step: object, *given: object) -> None:
        def done(found: tuple[Changes, HistoryState]) -> None:
            self._context.note_commit(*found)
            self._context.said.emit(f"{found[0].label}。元に戻すで戻せます。")

        self._context.run(step, *given, done=done, failed=self._refused, label="書き込み中", owner=self)
