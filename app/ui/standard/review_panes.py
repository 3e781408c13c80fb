"""The panes two pages of 標準仕様 share: numbers, a list of changed items, old and new side by side, a foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.ui.models.changes import ChangeModel, ChangeView, change_look
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, class_look, verdict_look
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar
from app.ui.parts.text import Elided, Label
from app.ui.standard.compared import ComparedPane
from spec_catalog.model import SpecItem

LIST = 420


class ReviewPanes(QWidget):
    """``strip`` and ``foot`` are rows the page fills."""

    def __init__(
        self,
        facets: Sequence[tuple[str, str]],
        parent: QWidget | None,
        *,
        name: str,
        empty: EmptyState,
        fourth: tuple[str, int] = ("仕分け", 52),
    ) -> None:
        """``fourth``: heading and width of the column beside the verdict."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QFrame(self)
        bar.setProperty("ground", "surface")
        bar.setProperty("edge", "bottom")
        self.strip = QVBoxLayout(bar)
        self.strip.setContentsMargins(12, 8, 12, 8)
        self.strip.setSpacing(8)
        column.addWidget(bar)
        self.pages = QStackedWidget(self)
        column.addWidget(self.pages, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal, self.pages)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.pages.addWidget(self.split)
        self.empty = empty
        empty.setParent(self.pages)
        self.pages.addWidget(empty)
        self.split.addWidget(self._left(facets, name, fourth))
        self.split.addWidget(self._right())
        self.split.setStretchFactor(1, 1)

    def _left(self, facets: Sequence[tuple[str, str]], name: str, fourth: tuple[str, int]) -> QWidget:
        pane = QFrame(self.split)
        pane.setProperty("ground", "surface")
        pane.setProperty("edge", "right")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        strip = QFrame(pane)
        strip.setProperty("ground", "sunken")
        strip.setProperty("edge", "bottom")
        box = QVBoxLayout(strip)
        box.setContentsMargins(8, 8, 8, 8)
        self.facets = FacetBar(facets, (), strip)
        box.addWidget(self.facets)
        column.addWidget(strip)
        self.model = ChangeModel(self, fourth=fourth[0])
        self.view = ChangeView(self.model, pane, name=name, fourth=fourth[1])
        column.addWidget(self.view, 1)
        return pane

    def _right(self) -> QWidget:
        pane = QFrame(self.split)
        pane.setProperty("ground", "surface")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame(pane)
        head.setProperty("edge", "bottom")
        head.setFixedHeight(71)
        box = QVBoxLayout(head)
        box.setContentsMargins(16, 8, 12, 8)
        box.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.path = Elided("", head, tone="text2")
        line.addWidget(self.path, 1)
        self.place = Label("", head, tone="text2", size="remark")
        line.addWidget(self.place)
        self.before = Button("前へ", head, compact=True, press=lambda: self.view.step(-1))
        self.after = Button("次へ", head, compact=True, press=lambda: self.view.step(1))
        line.addWidget(self.before)
        line.addWidget(self.after)
        box.addLayout(line)
        line = QHBoxLayout()
        line.setSpacing(12)
        self.id = Label("", head, size="screen", tone="text2", bold=True)
        self.name = Elided("", head, bold=True, size="object", hug=True)
        self.cls = Chip(class_look("mandatory"), head)
        self.changed = Chip(change_look("≠", ""), head)
        self.counts = Label("", head, tone="text2", size="remark")
        for widget in (self.id, self.name, self.cls, self.changed):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.counts)
        box.addLayout(line)
        column.addWidget(head)
        self.between = QVBoxLayout()  # what a page puts between head and texts
        self.between.setSpacing(0)
        column.addLayout(self.between)
        self.compared = ComparedPane(pane)
        column.addWidget(self.compared, 1)
        self._foot = QFrame(pane)
        self._foot.setProperty("ground", "surface")
        self._foot.setProperty("edge", "top2")
        self.foot = QVBoxLayout(self._foot)
        self.foot.setContentsMargins(16, 10, 16, 12)
        self.foot.setSpacing(8)
        self.given_line = self._given()
        self.foot.addLayout(self.given_line)
        column.addWidget(self._foot)
        return pane

    def _given(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Label("この項目のいまの判定", self, tone="text2"))
        self.verdict = Chip(verdict_look(None), self)
        line.addWidget(self.verdict)
        self.who = Elided("", self, tone="text2")
        line.addWidget(self.who, 1)
        self.given_for = Label("", self, tone="text2", size="remark")
        line.addWidget(self.given_for)
        return line

    def show_head(self, item: SpecItem, words: Sequence[tuple[str, str]], size: str) -> None:
        """Which item it is, and where it stands in the list."""
        self.path.set_whole(" › ".join((*item.path, item.section)).strip(" ›"))
        row, count = self.view.currentIndex().row(), self.model.rowCount()
        self.place.setText(f"{row + 1} / {count}")
        self.before.setEnabled(row > 0)
        self.after.setEnabled(row < count - 1)
        self.id.setText(f"{item.id}-{item.branch}" if item.branch else item.id)
        self.name.set_whole(item.name)
        cls = item.classes.of(size)
        self.cls.setVisible(cls is not None)
        if cls is not None:
            self.cls.set_look(class_look(cls))
        self.changed.setVisible(bool(words))
        if words:
            self.changed.set_look(change_look(words[0][0], "・".join(w for _, w in words)))

    def show_counts(self, counts: tuple[int, int, int]) -> None:
        """追加 57字　削除 20字　そのまま 167字."""
        self.counts.setText(
            "　".join(f"{w} {n:,}字" for w, n in zip(("追加", "削除", "そのまま"), counts, strict=True))
        )

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small."""
        left = 520 if form == "wide" else min(LIST, max(340, width * 38 // 100))
        self.split.setSizes([left, width - left])
        self.counts.setVisible(form != "small")
        self.view.setColumnHidden(4, form == "small")
