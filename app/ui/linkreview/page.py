"""連携検討表 (札幌市) as an editable page: filled in beforehand, the rules beside each row, undone like any step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.link_review_rows import STATES, ReviewLine, counts
from app.services.sheet_rows import NEED_LEGEND
from app.services.views import Changes
from app.ui.context import Context
from app.ui.linkreview.detail import HIGH, LOW, Detail
from app.ui.linkreview.dialogs import PackageDialog, PatternDialog
from app.ui.linkreview.table import ReviewTable
from app.ui.linkreview.taking import Taking
from app.ui.models.review import ALL, PLACE, TITLES, UNREAD, Cells, ReviewModel
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar
from app.ui.parts.inputs import Chooser, SearchField
from app.ui.parts.text import Label
from app.ui.work import link_review as work
from app.ui.work.link_review import Done, Sheet

LEGEND = "検討要否　" + "　".join(f"{sign}：{text}" for sign, text in NEED_LEGEND) + "　空欄：未検討"
WORDS = {**STATES, "package": "適用外", UNREAD: "文を読み取れない"}
WIDE = 1330  # below it 連携機能名Lv2 stands only beneath the table


class ReviewPage(QWidget):
    """``import_wanted``: there is no linkage yet; ``sheet_wanted``: the table as Excel; ``patterns_made``: rows of
    連携パターン were made."""

    import_wanted = Signal()
    sheet_wanted = Signal()
    patterns_made = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._found = Sheet((), (), {})
        self._seen = ""  # the business the window was in when this was narrowed last
        self._kept = ("", 0)
        self._build()
        context.opened.connect(self._opened)
        context.editions_changed.connect(self._outdated)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack)
        self._stack.addWidget(
            EmptyState(
                "link",
                "検討する連携がまだありません",
                "機能別連携仕様の Excel を取り込むと、連携検討表の行がここに並びます。",
                self,
                buttons=(Button("標準仕様を取り込む…", self, kind="main", press=self.import_wanted.emit),),
            )
        )
        self._work = QWidget(self)
        self._stack.addWidget(self._work)
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools())
        column.addWidget(self._facets())
        self.model = ReviewModel(self)
        self.model.typed.connect(self._typed)
        self.detail = Detail(self._work)
        self.table = ReviewTable(self.model, self._work)
        self.model.modelReset.connect(self._recall)  # after the table, whose own reset forgets where one was
        self.table.line_changed.connect(self._line)
        self.table.selectionModel().selectionChanged.connect(lambda _new, _old: self._say_usable())
        column.addWidget(self.table, 1)
        self.detail.accepted.connect(self.accept)
        self.detail.packaged.connect(self.package)
        self.table.gone.connect(self._leave)
        column.addWidget(self.detail)
        self._stack.setCurrentWidget(self._work)

    def _tools(self) -> QFrame:
        tools = QFrame(self._work)
        tools.setProperty("ground", "surface")
        row = QHBoxLayout(tools)
        row.setContentsMargins(12, 7, 12, 3)
        row.setSpacing(8)
        self.business = Chooser(tools, name="業務", lead="業務")
        self.business.currentIndexChanged.connect(lambda _i: self._narrow())
        row.addWidget(self.business)
        self.search = SearchField("連携を絞り込む", tools, key="Ctrl+F")
        self.search.setMinimumWidth(240)
        self.search.searched.connect(lambda _t: self._narrow())
        row.addWidget(self.search)
        row.addStretch(1)
        self.pattern_button = Button("環境の行を作る…", tools, press=self.patterns)
        self.taking = Taking(self._context, self)
        self.take_button = Button("表を取り込む…", tools, press=self.taking.choose)
        self.sheet_button = Button("Excel にする…", tools, icon="download", press=self.sheet_wanted.emit)
        for button in (self.pattern_button, self.take_button, self.sheet_button):
            row.addWidget(button)
        return tools

    def _facets(self) -> QFrame:
        bar = QFrame(self._work)
        bar.setProperty("ground", "surface")
        bar.setProperty("edge", "bottom")
        column = QVBoxLayout(bar)
        column.setContentsMargins(12, 3, 12, 6)
        column.setSpacing(4)
        self.states = FacetBar([(ALL, "すべて"), *WORDS.items()], parent=bar)
        self.states.chosen.connect(partial(self._narrow, again=True))
        column.addWidget(self.states)
        self.legend = Label(LEGEND, bar, tone="text2", size="remark", wrap=True)
        column.addWidget(self.legend)
        return bar

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        else:
            self._take_business()
        (self.table if self._stack.currentWidget() is self._work else self._stack.currentWidget()).setFocus()

    def find(self) -> None:
        """Goes to the search line."""
        self.search.setFocus()
        self.search.selectAll()

    def set_form(self, form: str, width: int) -> None:
        """Small windows leave out what the line beneath says."""
        self.table.set_narrow(width < WIDE)
        self.legend.setVisible(form != "small")
        self.detail.setFixedHeight(LOW if form == "small" else HIGH)

    def _leave(self) -> None:
        button = self.detail.accept if self.detail.accept.isEnabled() else self.detail.package
        (button if button.isEnabled() else self.search).setFocus()

    # loading

    def _opened(self) -> None:
        self._stale, self._seen, self._kept = True, "", ("", 0)

    def _outdated(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.types & work.TYPES or not changes.types:
            self._outdated()

    def load(self) -> None:
        """The table anew."""
        self._stale = False
        self._context.run(work.load, done=self._arrived, label="連携検討表を読んでいます", owner=self)

    def _arrived(self, found: Sheet) -> None:
        self._found = found
        self._stack.setCurrentIndex(1 if found.lines else 0)
        self.model.writable = not self._context.read_only
        kept = self.business.code()
        self.business.fill([(ALL, "すべての業務"), *((i, f"{i} {name}") for i, name in found.businesses)], kept or ALL)
        if self.business.currentIndex() < 0:
            self.business.set_code(ALL)
        self._remember()
        self.model.set_lines(found.lines, found.unread)
        self._take_business()
        self._say()
        self._line(self.model.line(self.table.currentIndex().row()))

    def _take_business(self) -> None:
        """The business of the window, once one has gone to another."""
        now = self._context.business
        if now != self._seen:
            self._seen = now
            if self.business.findData(now) >= 0:
                self.business.set_code(now)
        self._narrow()

    def _narrow(self, *, again: bool = False) -> None:
        self._remember()
        state = next(iter(self.states.on()), ALL)
        self.model.narrow(self.business.code() or ALL, state, self.search.text(), again=again)
        self._say()

    def _say(self) -> None:
        """How many rows each state has, and what can be done."""
        mine = self.model.of_business()
        unread = self.model.unread()
        self.states.set_counts({ALL: len(mine), **counts(mine), UNREAD: unread})
        self.states.show_only({*STATES, *([UNREAD] if unread or UNREAD in self.states.on() else [])})
        self._context.said.emit(f"{self.model.rowCount()} 連携")

    def _remember(self) -> None:
        index = self.table.currentIndex()
        line = self.model.line(index.row())
        if line is not None:
            self._kept = (line.node, index.column())

    def _recall(self) -> None:
        node, column = self._kept
        if self.model.rowCount():
            self.table.go(max(self.model.row_of(node), 0), column or PLACE["need"])

    # choosing

    def show_link(self, node: str) -> None:
        """Brings a linkage in sight, whatever the list is narrowed to."""
        self._kept = (node, PLACE["need"])
        self.business.set_code(ALL)
        self.search.clear()
        self.states.reset()
        self._narrow_to_kept()

    def _narrow_to_kept(self) -> None:
        node, column = self._kept
        self.model.narrow(ALL, ALL, "")
        self._kept = (node, column)
        self._recall()

    def _line(self, line: ReviewLine | None) -> None:
        spoken = self._found.spoken.get(line.node) if line is not None else None
        self.detail.show_line(line, spoken)
        self._say_usable()

    def _say_usable(self) -> None:
        chosen, writable = self.table.chosen(), self.model.writable
        self.detail.say_usable(chosen, writable=writable)
        reason = "連携を選ぶと使えます" if writable else "読むだけで開いています"
        self.pattern_button.set_usable(writable and bool(chosen), reason)
        self.take_button.set_usable(writable, "読むだけで開いています")

    # writing

    def _typed(self, cells: Cells) -> None:
        codes = {code for texts in cells.values() for code in texts}
        what = TITLES[PLACE[next(iter(codes))]] if len(codes) == 1 else f"{sum(map(len, cells.values()))} セル"
        label = f"連携検討の{what}を記録（{len(cells)} 連携）"
        self._context.run(work.write, cells, label, done=self._done, label="書き込み中", owner=self)

    def _done(self, found: Done) -> None:
        self._context.note_commit(*found)

    def accept(self) -> None:
        """Takes what is proposed for the chosen linkages."""
        nodes = [x.node for x in self.table.chosen() if x.proposed]
        if not nodes:
            self._context.said.emit("選んだ連携に候補はありません。")
        elif self.model.writable:
            self._context.run(work.accept, nodes, done=self._done, label="書き込み中", owner=self)

    def package(self) -> None:
        """The form of 同一パッケージ内（適用外）; for linkages that are so already it is taken back."""
        chosen = self.table.chosen()
        if not chosen or not self.model.writable:
            return
        if all(x.within for x in chosen):
            self._set_package([x.node for x in chosen], False, "", "")
            return
        names = {x.package for x in chosen if x.package}
        dialog = PackageDialog(len(chosen), names.pop() if len(names) == 1 else "", self.window())
        nodes = [x.node for x in chosen]
        dialog.accepted.connect(lambda: self._set_package(nodes, True, *dialog.values()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _set_package(self, nodes: list[str], on: bool, package: str, reason: str) -> None:
        self._context.run(work.set_package, nodes, on, package, reason, done=self._done, label="書き込み中", owner=self)

    def patterns(self) -> None:
        """The form that makes rows of 連携パターン for the chosen linkages."""
        nodes = [x.node for x in self.table.chosen()]
        if nodes and self.model.writable:
            self._context.run(work.axes, done=partial(self._ask_patterns, nodes), owner=self)

    def _ask_patterns(self, nodes: list[str], axes: tuple[list[tuple[str, str]], list[tuple[str, str]]]) -> None:
        dialog = PatternDialog(len(nodes), *axes, self.window())
        dialog.accepted.connect(lambda: self._add_patterns(nodes, *dialog.values()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add_patterns(self, nodes: list[str], partner: str, places: list[str]) -> None:
        def done(found: Done) -> None:
            self._context.note_commit(*found)
            self._context.said.emit(f"{found[0].label}。「連携パターン」に並びます。")
            self.patterns_made.emit()

        self._context.run(work.add_patterns, nodes, partner, places, done=done, label="書き込み中", owner=self)
