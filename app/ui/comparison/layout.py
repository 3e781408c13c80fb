"""The panes of 比較分析 and how they share the window; the screen fills them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.ui.comparison.handling import Handling
from app.ui.comparison.judging import Judging
from app.ui.comparison.list_pane import ListPane
from app.ui.comparison.mapping import Mapping
from app.ui.comparison.overseeing import Overseeing
from app.ui.comparison.proposing import Proposing
from app.ui.comparison.today_pane import TodayPane
from app.ui.comparison.vendors import Vendors, books_of
from app.ui.comparison.verdict_bar import VerdictBar
from app.ui.context import Context
from app.ui.parts.banner import BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.requirement import RequirementPane, Scroller
from app.ui.parts.tabs import TabStrip

LIST, TODAY, READ_MIN = 372, 366, 480
WIDE_LIST, WIDE_TODAY = 470, 520


class ComparisonLayout(QWidget):
    """List, reading, today, and the bar below."""

    import_wanted = Signal()
    standard_wanted = Signal()

    def __init__(
        self,
        context: Context,
        fetch: Callable[[tuple[int, ...]], object],
        kind: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        """``fetch`` is asked for lines that are not here, ``kind`` for what is compared: req, form or link."""
        super().__init__(parent)
        self._context = context
        self._lines_wanted, self._kind_now = fetch, kind
        self._form = ""
        self.setAcceptDrops(True)
        self._build()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.banners = BannerStack(self)
        outer.addWidget(self.banners)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack, 1)
        self._empty = EmptyState(
            "standard",
            "まだ比べる標準仕様がありません",
            "公表された機能要件の Excel を取り込むと、ここで判定できます。",
            self,
            buttons=(
                Button("標準仕様を取り込む…", self, kind="main", press=self.import_wanted.emit),
                Button("版を採用する", self, press=self.standard_wanted.emit),
            ),
        )
        self._work = QWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._work)
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.split = QSplitter(Qt.Orientation.Horizontal, self._work)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        column.addWidget(self.split, 1)
        self.list = ListPane(self._lines_wanted, self._me, self.split)
        self.middle = QWidget(self.split)
        middle = QVBoxLayout(self.middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        self.middle_tabs = TabStrip(("標準を読む", "いまの業務"), self.middle, name="中央の欄の切り替え")
        self.middle_tabs.hide()
        middle.addWidget(self.middle_tabs)
        self.middle_stack = QStackedWidget(self.middle)
        middle.addWidget(self.middle_stack, 1)
        self.reading = RequirementPane(self.middle_stack)
        self.middle_stack.addWidget(self.reading)
        self.orphan_page = Scroller(self.middle_stack)
        self.orphan_page.column.setContentsMargins(16, 16, 16, 16)
        self.orphan_page.column.setSpacing(12)
        self.middle_stack.addWidget(self.orphan_page)
        self.today = TodayPane(self.split)
        self.today.conflict_wanted.connect(lambda node: self._context.go.emit("merge", node))
        for pane in (self.list, self.middle, self.today):
            self.split.addWidget(pane)
        self.split.setStretchFactor(1, 1)
        self.bar = VerdictBar(self._work)
        column.addWidget(self.bar)
        self.judging = Judging(self._context, self.list, self.bar, self)
        self.mapping = Mapping(
            self._context, self.reading.reading, self.orphan_page, self.list.orphans.chosen, self._kind_now, self
        )
        self.proposing = Proposing(self._context, lambda: (self._kind_now(), self._context.business), self)
        self.list.proposals_wanted.connect(self.proposing.ask)
        self.handling = Handling(self._context, self.reading.reading, self.bar, self)
        self.overseeing = Overseeing(self._context, self.list.view.selected_keys, self)
        self.vendors = Vendors(
            self._context, self.today.vendors, self._stack, self._work, lambda: self._context.business, self
        )
        self.list.care_wanted.connect(self.overseeing.open)
        self.list.following_offered.connect(self.overseeing.offer_following)
        QWidget.setTabOrder(self.list.search, self.list.view)
        QWidget.setTabOrder(self.list.view, self.reading.text)

    def _me(self) -> str:
        """Who works here, as assignments name people."""
        who = self._context.who()
        return f"{who.department.strip() or '未記入'}/{who.name.strip() or '未記入'}"

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._stack.currentWidget() is not self._empty and books_of(event.mimeData()):
            event.acceptProposedAction()  # with nothing to compare yet it is for the window: a published workbook

    def dropEvent(self, event: QDropEvent) -> None:
        if self.vendors.drop(event.mimeData()):
            event.acceptProposedAction()

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small, from the size of the window."""
        small, wide = form == "small", form == "wide"
        if form != self._form:
            self._form = form
            self.middle_tabs.setVisible(small)
            if small and self.middle_stack.indexOf(self.today) < 0:
                self.middle_stack.addWidget(self.today)
            elif not small and self.middle_stack.indexOf(self.today) >= 0:
                self.middle_stack.removeWidget(self.today)
                self.split.addWidget(self.today)
                self.today.show()
            self.middle_stack.setCurrentIndex(0)
            self.middle_tabs.bar.setCurrentIndex(0)
            self.list.set_wide(wide)
            self.today.set_lines(wide)
            self.bar.set_size(small=small, wide=wide)
            self.vendors.set_form(form)
        if small:
            self.split.setSizes([min(LIST, width // 2), width - min(LIST, width // 2)])
        else:
            left, right = (WIDE_LIST, WIDE_TODAY) if wide else (LIST, min(TODAY, max(300, width - LIST - READ_MIN - 2)))
            self.split.setSizes([left, width - left - right - 2, right])

    def _tab(self, index: int) -> None:
        self.middle_stack.setCurrentWidget(self.orphan_page if index else self.reading)
        self.today.setVisible(index == 0)
        self.bar.setVisible(index == 0)
        self.middle_tabs.setVisible(index == 0 and self._form == "small")
        if index:
            self.list.orphans.choose_first()
            self.list.orphans.setFocus()
        else:
            self.list.view.setFocus()

    def _middle_tab(self, index: int) -> None:
        if self._form == "small":
            self.middle_stack.setCurrentWidget(self.today if index else self.reading)
