"""ベンダとの一致: a business's items with every package's answer beside our verdict, what disagrees first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services.vendor_agreement import STATES, agreeable
from app.services.views import Changes
from app.ui.comparison.vendor_cards import READ_ONLY, VendorCards
from app.ui.comparison.vendor_table import AgreementTable
from app.ui.context import Context
from app.ui.models.agreement import AgreementModel, AgreementRow, rows_of
from app.ui.parts.banner import Banner, BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar
from app.ui.parts.inputs import Chooser
from app.ui.parts.requirement import Scroller, shown_id
from app.ui.parts.text import Elided, Label
from app.ui.work import vendors as work
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.vendor_agreement import Agreement, Line

FACETS = (("all", "すべて"), *((code, label) for code, label in STATES.items()))
SIDE, WIDE_SIDE = 366, 480


class AgreementPage(QWidget):
    """``item_wanted`` carries the NODE to judge; ``agree_wanted`` what may be agreed with in one step."""

    left = Signal()
    import_wanted = Signal()
    item_wanted = Signal(str)
    agree_wanted = Signal(object, int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._business = ""
        self._found: Agreement | None = None
        self._fresh = False
        self._asked = 0
        self._about = ""  # node whose cards are shown
        self._build()
        self.setFocusProxy(self.table)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame(self)
        head.setProperty("ground", "surface")
        head.setProperty("edge", "bottom")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(12)
        row.addWidget(Label("ベンダとの一致", head, bold=True, size="todo"))
        self.package = Chooser(head, name="パッケージ")
        self.package.activated.connect(lambda _i: self._show())
        row.addWidget(self.package)
        row.addStretch(1)
        row.addWidget(Button("取り込む…", head, kind="quiet", icon="download", press=self.import_wanted.emit))
        column.addWidget(head)
        self.banners = BannerStack(self)
        column.addWidget(self.banners)
        strip = QFrame(self)
        strip.setProperty("ground", "sunken")
        strip.setProperty("edge", "bottom")
        box = QHBoxLayout(strip)
        box.setContentsMargins(12, 6, 12, 6)
        self.facets = FacetBar(FACETS, (), strip)
        self.facets.chosen.connect(self._show)
        box.addWidget(self.facets)
        column.addWidget(strip)
        self.split = QSplitter(self)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self._stack = QStackedWidget(self.split)
        self.model = AgreementModel(self)
        self.table = AgreementTable(self.model, self._stack)
        self.table.current_row.connect(self._chosen)
        self.table.taken.connect(self._take)
        self._stack.addWidget(self.table)
        self._nothing = EmptyState("check", "ここに入る項目はありません", "上の札を選び直すと出てきます。", self._stack)
        self._stack.addWidget(self._nothing)
        self.split.addWidget(self._stack)
        self.split.addWidget(self._side())
        self.split.setStretchFactor(0, 1)
        column.addWidget(self.split, 1)
        column.addWidget(self._foot())

    def _side(self) -> QFrame:
        self.side = QFrame(self.split)
        self.side.setProperty("ground", "sunken")
        self.side.setProperty("edge", "left")
        outer = QVBoxLayout(self.side)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = Scroller(self.side, ground="sunken")
        outer.addWidget(scroll)
        scroll.column.setContentsMargins(12, 8, 12, 12)
        scroll.column.setSpacing(8)
        self._title = Elided("", scroll.page, bold=True)
        scroll.column.addWidget(self._title)
        self.cards = VendorCards(scroll.page)
        self.cards.hide_head()
        scroll.column.addWidget(self.cards)
        self._judge = Button("この項目を比べる", scroll.page, kind="link", press=self._take)
        scroll.column.addWidget(self._judge, 0, Qt.AlignmentFlag.AlignLeft)
        scroll.column.addStretch(1)
        return self.side

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setProperty("ground", "sunken")
        foot.setProperty("edge", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        self.back = Button("比較分析へ戻る", foot, tall=True, press=self.left.emit)
        row.addWidget(self.back)
        row.addStretch(1)
        self.out = Button("Excel に書き出す…", foot, tall=True, press=self._write)
        row.addWidget(self.out)
        self.agree = Button("同意する…", foot, kind="main", tall=True, press=self._agree)
        row.addWidget(self.agree)
        return foot

    def set_form(self, form: str) -> None:
        """The cards leave small windows; wide ones give them more."""
        self.side.setVisible(form != "small")
        self.split.setSizes([10_000, WIDE_SIDE if form == "wide" else SIDE])
        self.table.set_wide(form == "wide")

    # loading

    def load(self, business: str) -> None:
        """The list of a business, what disagrees first."""
        self._business, self._fresh = business, True
        self.cards.set_writable(not self._context.read_only)
        self.banners.drop("problem")
        self._read()

    def _read(self) -> None:
        self._asked += 1
        asked = self._asked

        def arrived(found: Agreement) -> None:
            if asked == self._asked:
                self._arrived(found)

        self._context.run(
            work.agreement, self._business, done=arrived, failed=self._refused, label="回答を比べています", owner=self
        )

    def _arrived(self, found: Agreement) -> None:
        self._found = found
        chosen = self.package.code()
        names = [(p.rid, p.shown) for p in found.packages]
        self.package.fill([("", "すべてのパッケージ"), *names], chosen if chosen in dict(names) else "")
        self.package.setVisible(len(names) > 1)
        self.banners.drop("edition")
        other = [p.name for p in found.packages if found.editions[p.rid][1] is False]
        if other:
            what = f"{'・'.join(other)}は、いま使う版と違う版に答えています"
            where = "文が同じ項目の回答はそのまま使えます。違う項目には札が付きます。"
            self.banners.put("edition", Banner("warn", what, where, self))
        if self._fresh:
            self._fresh = False
            self.facets.put("differs" if found.counts()["differs"] else "all")
        self._show()
        self._about = ""
        self._chosen(self.table.chosen())

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        package = self.package.code()
        packages = [p for p in found.packages if package in ("", p.rid)]
        rows = rows_of([n for n in found.lines if package in ("", n.answer.package.rid)], packages)
        counts = {code: sum(code in r.states() for r in rows) for code in STATES}
        self.facets.set_counts({"all": len(rows), **counts})
        self.facets.show_only({"all", *(c for c, n in counts.items() if n)})
        on = next(iter(self.facets.on()), "all")
        shown = [r for r in rows if on == "all" or on in r.states()]
        before = self.table.chosen()
        self.model.set_rows(packages, shown)
        self.table.set_packages(len(packages))
        self.table.choose(max(0, self.model.place_of(before.row.node) if before is not None else 0))
        self._stack.setCurrentIndex(0 if shown else 1)
        self._say()

    def _say(self) -> None:
        able, _other = self._able()
        reason = READ_ONLY if self._context.read_only else "" if able else "同意できる回答は残っていません"
        self.agree.set_word(f"食い違いのない {len(able)} 件に同意する…" if able else "同意する…")
        self.agree.set_usable(not reason, reason)
        self.out.set_usable(self.model.rowCount() > 0, "書き出すものがありません")

    def _able(self) -> tuple[list[Line], int]:
        """(lines that may be agreed with at once, how many are about a text that reads differently here)."""
        found, package = self._found, self.package.code()
        if found is None:
            return [], 0
        rids = {a.rid for a in agreeable(found)}
        mine = [n for n in found.lines if package in ("", n.answer.package.rid)]
        other = sum(n.state == "fits" and n.answer.fits is False for n in mine)
        return [n for n in mine if n.answer.rid in rids], other

    def _committed(self, changes: Changes) -> None:
        """An answer, a verdict or an issue has changed."""
        if self.isVisible() and (changes.types & {"vendor_answer", "item", "issue", "package"} or not changes.types):
            self._read()

    def _refused(self, problem: BaseException) -> None:
        if isinstance(problem, InputProblem):
            banner = Banner("error", problem.message, problem.hint, self, dismiss=lambda: self.banners.drop("problem"))
            self.banners.put("problem", banner)

    # one item

    def _chosen(self, row: AgreementRow | None) -> None:
        self._judge.setVisible(row is not None)
        if row is None:
            self._title.set_whole("")
            self.cards.show_lines([], full=True)
            self._about = ""
            return
        if row.row.node == self._about:
            return
        self._about = row.row.node
        self._title.set_whole(f"{shown_id(row.row)}　{row.row.name}")
        self.cards.show_lines(row.given(), full=True)

    def _take(self) -> None:
        row = self.table.chosen()
        if row is not None:
            self.item_wanted.emit(row.row.node)

    # many

    def _agree(self) -> None:
        able, other = self._able()
        if able:
            self.agree_wanted.emit(able, other)

    def _write(self) -> None:
        found = self._found
        if found is None:
            return
        folder = Path(self._context.settings.get("folder") or Path.home())
        path, _kind = QFileDialog.getSaveFileName(
            self, "ベンダとの一致を書き出す", str(folder / f"ベンダとの一致_{found.business}.xlsx"), "Excel (*.xlsx)"
        )
        if path:
            self._context.settings.put("folder", str(Path(path).parent))
            self.write(path)

    def write(self, path: str) -> None:
        """Writes the lines that are shown."""
        rows = (self.model.row(n) for n in range(self.model.rowCount()))
        lines = [line for row in rows if row is not None for line in row.given()]
        self._context.run(
            work.write_sheet,
            self._found,
            lines,
            path,
            done=lambda out: self._context.said.emit(f"書き出しました：{out}"),
            failed=self._refused,
            label="書き出しています",
            owner=self,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()  # a digit pressed here must not be a verdict on the page behind
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
