"""The panes of the list of 標準仕様 and how they share the window; :class:`Browse` fills them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.codes import CLASS_LABEL, CLASS_SIGN
from app.ui.parts.banner import BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar
from app.ui.parts.inputs import SearchField
from app.ui.parts.requirement import RequirementPane
from app.ui.parts.tabs import TabStrip
from app.ui.standard.facet_list import FacetList
from app.ui.standard.tree import SpecTree
from app.ui.widgets.item_view import ItemView

SINGLE = (
    ("all", "すべて"),
    ("undecided", "未判定"),
    ("judged", "判定済み"),
    ("suspect", "再確認"),
    ("conflict", "競合"),
    ("deleted", "この版で削除"),
)
CLASSES = ("mandatory", "optional", "prohibited")
GROUPS = (("documents", "種類"), ("changes", "前の版からの変更"), ("verdicts", "判定"), ("departments", "判定した所属"))
SIDE, LIST = 250, 480


class BrowsePanes:
    """The widgets, made once: side (tree, facets), list with its search line, reading pane with its foot."""

    def __init__(self, owner: QWidget, view: ItemView) -> None:
        self._form = ""
        column = QVBoxLayout(owner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.banners = BannerStack(owner)
        column.addWidget(self.banners)
        self.split = QSplitter(Qt.Orientation.Horizontal, owner)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        column.addWidget(self.split, 1)
        self.side = self._side()
        self.split.addWidget(self.side)
        self.split.addWidget(self._list(view))
        self.split.addWidget(self._reading())
        self.split.setStretchFactor(2, 1)

    def _side(self) -> QSplitter:
        side = QSplitter(Qt.Orientation.Vertical, self.split)
        side.setHandleWidth(1)
        side.setChildrenCollapsible(False)
        self.tree = SpecTree(side)
        self.facet_list = FacetList(GROUPS, side)
        side.addWidget(self.tree)
        side.addWidget(self.facet_list)
        side.setStretchFactor(0, 3)
        side.setStretchFactor(1, 2)
        return side

    def _list(self, view: ItemView) -> QWidget:
        pane = QFrame(self.split)
        pane.setProperty("ground", "surface")
        pane.setProperty("edge", "right")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = TabStrip(("一覧", "項目・絞り込み"), pane, name="左の欄の切り替え")
        self.tabs.hide()
        column.addWidget(self.tabs)
        self.left = QStackedWidget(pane)
        column.addWidget(self.left, 1)
        page = QWidget(pane)
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._strip(page))
        view.setParent(page)
        self.results = QStackedWidget(page)
        self.results.addWidget(view)
        self.clear = Button("絞り込みをやめる", page)
        help_text = "ことばや札を減らすと出てきます。"
        found_none = EmptyState("search", "当てはまるものがありません", help_text, page, buttons=(self.clear,))
        self.results.addWidget(found_none)
        inner.addWidget(self.results, 1)
        self.left.addWidget(page)
        self.tabs.bar.currentChanged.connect(self.left.setCurrentIndex)
        return pane

    def _strip(self, page: QWidget) -> QFrame:
        strip = QFrame(page)
        strip.setProperty("ground", "sunken")
        strip.setProperty("edge", "bottom")
        box = QVBoxLayout(strip)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.search = SearchField("ことばで探す（一文字から）", strip, key="F", wait=0)
        row.addWidget(self.search, 1)
        self.saved = Button("保存した絞り込み", strip)
        row.addWidget(self.saved)
        box.addLayout(row)
        self.facets = FacetBar(SINGLE, [(c, CLASS_SIGN[c], CLASS_LABEL[c]) for c in CLASSES], strip)
        box.addWidget(self.facets)
        return strip

    def _reading(self) -> QWidget:
        pane = QWidget(self.split)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.reading = RequirementPane(pane)
        column.addWidget(self.reading, 1)
        foot = QFrame(pane)
        foot.setProperty("ground", "sunken")
        foot.setProperty("edge", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 6, 16, 6)
        row.setSpacing(8)
        self.copy = Button("コピー", foot, kind="quiet")
        self.print = Button("印刷・書き出し", foot, kind="quiet")
        row.addWidget(self.copy)
        row.addWidget(self.print)
        row.addStretch(1)
        self.compare = Button("比較分析で判定する", foot)
        row.addWidget(self.compare)
        column.addWidget(foot)
        return pane

    def set_form(self, form: str, width: int, view: ItemView) -> None:
        """``form``: wide, normal or small; in the small one the side stands behind a tab of the list."""
        small = form == "small"
        if form != self._form:
            self._form = form
            self.tabs.setVisible(small)
            if small and self.left.indexOf(self.side) < 0:
                self.left.addWidget(self.side)
                self.tabs.bar.setCurrentIndex(0)
            elif not small and self.left.indexOf(self.side) >= 0:
                self.left.removeWidget(self.side)
                self.split.insertWidget(0, self.side)
                self.side.show()
            view.setColumnHidden(5, form != "wide")
        if small:
            self.split.setSizes([min(430, width // 2), width - min(430, width // 2)])
        elif form == "wide":
            self.split.setSizes([300, 640, width - 942])
        else:
            self.split.setSizes([SIDE, LIST, width - SIDE - LIST - 2])
