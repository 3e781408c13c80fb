"""適合確認: every 機能ID of an edition in a package: seen to conform or not, by whom; again for the next edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.conformity import STATES, Line
from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import Banner, BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar
from app.ui.parts.inputs import Chooser, SearchField
from app.ui.parts.text import Label
from app.ui.plans.conforming_dialogs import CheckDialog, ExtraDialog
from app.ui.plans.conforming_table import ConformityTable
from app.ui.work import conforming as work
from app.ui.work.conforming import Conformity
from app.ui.work.frame import HistoryState
from spec_catalog.problems import InputProblem

ALL = "all"


class ConformityPage(QWidget):
    """A digit records a result on the chosen lines; Enter opens where and how it was seen."""

    node_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._found: Conformity | None = None
        self._build()
        context.opened.connect(self._forget)
        context.editions_changed.connect(self._outdated)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.banners = BannerStack(self)
        outer.addWidget(self.banners)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack, 1)
        self.empty = EmptyState(
            "check",
            "確かめるパッケージがまだありません",
            "比較分析でベンダの回答を取り込むと、パッケージごと・版ごとに、要件を一つずつ確かめられます。",
            self,
        )
        self._stack.addWidget(self.empty)
        body = QWidget(self)
        self._stack.addWidget(body)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        tools = QFrame(body)
        tools.setProperty("ground", "surface")
        tools.setProperty("edge", "bottom")
        lines = QVBoxLayout(tools)
        lines.setContentsMargins(12, 7, 12, 7)
        lines.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.package = Chooser(tools, name="パッケージ", lead="パッケージ")
        self.package.activated.connect(lambda _n: self.load())
        self.business = Chooser(tools, name="業務", lead="業務")
        self.business.activated.connect(lambda _n: self.load())
        row.addWidget(self.package)
        row.addWidget(self.business)
        self.edition = Label("", tools, tone="text2")
        row.addWidget(self.edition)
        row.addStretch(1)
        self.extra = Button("ほかの機能がないことの確認…", tools, press=self._ask_extra)
        row.addWidget(self.extra)
        self.sheet = Button("書き出す…", tools, icon="download", press=self._export)
        row.addWidget(self.sheet)
        lines.addLayout(row)
        second = QHBoxLayout()
        second.setSpacing(8)
        self.facets = FacetBar([(ALL, "すべて"), *STATES.items()], parent=tools)
        self.facets.chosen.connect(self._show)
        second.addWidget(self.facets, 1)
        self.search = SearchField("機能IDや名前で絞り込む", tools)
        self.search.setFixedWidth(220)
        self.search.searched.connect(lambda _t: self._show())
        second.addWidget(self.search)
        lines.addLayout(second)
        column.addWidget(tools)
        self.said = Label("", body, tone="text2", wrap=True)
        self.said.setContentsMargins(12, 6, 12, 6)
        column.addWidget(self.said)
        self.table = ConformityTable(body)
        self.table.opened.connect(self.write)
        self.table.digit.connect(self._digit)
        column.addWidget(self.table, 1)
        foot = QFrame(body)
        foot.setProperty("edge", "top2")
        buttons = QHBoxLayout(foot)
        buttons.setContentsMargins(12, 8, 12, 8)
        buttons.setSpacing(8)
        self.keys = QHBoxLayout()
        self.keys.setSpacing(6)
        buttons.addLayout(self.keys)
        self._results: list[Button] = []
        buttons.addStretch(1)
        self.look = Button("比較分析で開く", foot, kind="quiet", press=self._look_up)
        buttons.addWidget(self.look)
        self.carry = Button("", foot, press=self._carry)
        buttons.addWidget(self.carry)
        self.edit = Button("確かめたことを書く…", foot, kind="main", key="Enter", press=self._edit)
        buttons.addWidget(self.edit)
        self._foot = foot
        column.addWidget(foot)

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        (self.table if self._stack.currentIndex() else self.empty).setFocus()

    def find(self) -> None:
        """Goes to the search line."""
        self.search.setFocus()

    def about(self) -> tuple[str, str]:
        """What 経緯 is about: the line that is chosen."""
        line = self.table.line()
        return (line.rid, "") if line is not None else ("", "")

    def set_form(self, form: str, width: int) -> None:
        """Small windows leave the procedure to the form."""
        self.table.set_compact(width < 1000)

    # loading

    def _forget(self) -> None:
        self._found = None
        self._outdated()

    def _outdated(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.types & work.CONFORMITY_TYPES or not changes.types:
            self._outdated()

    def load(self) -> None:
        """The list of the chosen package and business."""
        self._stale = False
        package, business = (self.package.code(), self.business.code()) if self._found is not None else ("", "")
        self._context.run(
            work.load_conformity, package, business, done=self._arrived, label="適合確認を読んでいます", owner=self
        )

    def _arrived(self, found: Conformity) -> None:
        self._found = found
        self._stack.setCurrentIndex(1 if found.state is not None else 0)
        self.package.fill(found.packages, found.package)
        self.business.fill(found.businesses, found.business)
        self.edition.setText(found.edition)
        self.table.model_.words = dict(found.results)
        if [b.word() for b in self._results] != [word for _c, word in found.results]:
            for old in self._results:
                old.deleteLater()
            self._results = []
            for n, (_code, word) in enumerate(found.results, 1):
                button = Button(word, self._foot, key=str(n), press=lambda n=n: self._digit(str(n)))
                self._results.append(button)
                self.keys.addWidget(button)
        self._show()

    def _show(self) -> None:
        found = self._found
        if found is None or found.state is None:
            return
        on = next((c for c in self.facets.on() if c != ALL), "")
        text = self.search.text().strip().casefold()
        shown = [
            line
            for line in found.lines
            if (not on or line.state == on) and (not text or text in f"{line.node} {line.name}".casefold())
        ]
        self.table.put(shown)
        self.facets.set_counts({ALL: len(found.lines), **found.state.counts})
        extra = found.state.extra
        told = {True: "ほかに実装した機能はない", False: "ほかに実装した機能がある", None: "ほかに実装した機能：未確認"}
        words = dict(found.results)
        parts = [told[extra.nothing_else], f"適合確認番号 {extra.number}" if extra.number else ""]
        parts += [f"{words.get(code, code)} {n}" for code, n in found.state.results.items()]
        parts += (
            [f"非機能要件の SLA {found.state.slas}／{found.state.nonfunctional}"] if found.state.nonfunctional else []
        )
        self.said.setText("　".join(p for p in parts if p))
        n = found.state.counts["carry"]
        self.carry.setVisible(n > 0)
        self.carry.set_word(f"前の版の結果を引き継ぐ（{n} 件）")
        writable = not self._context.read_only
        for button in (self.carry, self.edit, self.extra, *self._results):
            button.set_usable(writable, "読むだけで開いています")

    # acts

    def _digit(self, digit: str) -> None:
        """Records a result on the chosen lines, as seen by whoever works here, today."""
        found = self._found
        place = int(digit) - 1
        if found is None or self._context.read_only or not 0 <= place < len(found.results):
            return
        lines = self.table.chosen()
        if not lines:
            return
        who, today = self._context.who(), date.today().isoformat()
        by = " ".join(t for t in (who.department, who.name) if t)
        rows = [
            {"node": x.node, "result": found.results[place][0], "by": x.values["by"] or by,
             "on": x.values["on"] or today}
            for x in lines
        ]  # fmt: skip
        self._record(rows)
        self.table.step_on()

    def _edit(self) -> None:
        line = self.table.line()
        if line is not None:
            self.write(line)

    def write(self, line: Line) -> None:
        """The form of one item."""
        if self._found is None or self._context.read_only:
            return
        who = self._context.who()
        dialog = CheckDialog(line, self._found.results, f"{who.department} {who.name}".strip(), self.window())
        dialog.accepted.connect(lambda: self._record([{"node": line.node, **dialog.values()}]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _record(self, rows: Sequence[Mapping[str, str]]) -> None:
        assert self._found is not None
        self._run(work.record, rows)

    def _carry(self) -> None:
        self._run(work.carry)

    def _ask_extra(self) -> None:
        if self._found is None or self._found.state is None:
            return
        who = self._context.who()
        dialog = ExtraDialog(self._found.state.extra, f"{who.department} {who.name}".strip(), self.window())
        dialog.accepted.connect(lambda: self._run(work.state_nothing_else, dialog.values()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _run(self, step: object, *given: object) -> None:
        found = self._found
        if found is None:
            return

        def done(stored: tuple[Changes, HistoryState]) -> None:
            self.banners.drop("refused")
            self._context.note_commit(*stored)
            self._context.said.emit(f"{stored[0].label}を記録しました")

        self._context.run(
            step, found.package, found.business, *given, done=done, failed=self._refused, label="書き込み中", owner=self
        )

    def _look_up(self) -> None:
        line = self.table.line()
        if line is not None:
            self.node_wanted.emit(line.node)

    def _export(self) -> None:
        if self._found is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, "適合確認一覧", f"適合確認一覧_{self._found.business}.xlsx", "Excel (*.xlsx)"
        )
        if name:
            self.export_to(name)

    def export_to(self, path: str) -> None:
        """Writes the list as a workbook."""
        assert self._found is not None
        self._context.run(
            work.write_sheet,
            path,
            self._found.package,
            self._found.business,
            done=lambda out: self._context.said.emit(f"「{out}」に書き出しました。"),
            failed=self._refused,
            label="書き出し中",
            owner=self,
        )

    def _refused(self, problem: BaseException) -> None:
        if not isinstance(problem, InputProblem):
            raise problem
        drop = lambda: self.banners.drop("refused")  # noqa: E731
        self.banners.put("refused", Banner("error", problem.message, problem.hint, self, dismiss=drop))
