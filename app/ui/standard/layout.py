"""The panes of 標準仕様 and how they share the window; the screen fills them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.codes import CLASS_LABEL, CLASS_SIGN
from app.ui.context import Context
from app.ui.models.items import ItemModel
from app.ui.parts.banner import BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar
from app.ui.parts.inputs import SearchField
from app.ui.parts.requirement import RequirementPane
from app.ui.parts.tabs import TabStrip
from app.ui.standard.tree import SpecTree
from app.ui.standard.wizard import ImportWizard
from app.ui.widgets.item_view import ItemView

SINGLE = (("all", "すべて"), ("undecided", "未判定"), ("judged", "判定済み"), ("deleted", "この版で削除"))
CLASSES = ("mandatory", "optional", "prohibited")
TREE, LIST = 240, 470


class StandardLayout(QWidget):
    """Tree, list, reading; the wizard in their place while it runs."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._form = ""
        self._build()

    def start_import(self, paths: list[str]) -> None:
        """Opens the wizard; the screen does it."""
        raise NotImplementedError

    def clear_filter(self) -> None:
        """Everything again; the screen does it."""
        raise NotImplementedError

    def _compare(self) -> None:
        raise NotImplementedError

    def _fetch(self, keys: tuple[int, ...]) -> None:
        raise NotImplementedError

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack)
        self._empty = EmptyState(
            "standard",
            "まだ標準仕様がありません",
            "国が公表した機能要件やデータ要件の Excel を取り込みます。窓に落としても始まります。",
            self,
            buttons=(Button("標準仕様を取り込む…", self, kind="main", press=lambda: self.start_import([])),),
        )
        self._browse = QWidget(self)
        self.wizard = ImportWizard(self._context, self)
        for page in (self._empty, self._browse, self.wizard):
            self._stack.addWidget(page)
        column = QVBoxLayout(self._browse)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.banners = BannerStack(self._browse)
        column.addWidget(self.banners)
        self.split = QSplitter(Qt.Orientation.Horizontal, self._browse)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        column.addWidget(self.split, 1)
        self.tree = SpecTree(self.split)
        self.split.addWidget(self.tree)
        self.split.addWidget(self._list_pane())
        self.split.addWidget(self._reading_pane())
        self.split.setStretchFactor(2, 1)

    def _list_pane(self) -> QWidget:
        pane = QFrame(self.split)
        pane.setProperty("ground", "surface")
        pane.setProperty("edge", "right")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tabs = TabStrip(("一覧", "項目の木"), pane, name="左の欄の切り替え")
        self._tabs.hide()
        column.addWidget(self._tabs)
        self._left = QStackedWidget(pane)
        column.addWidget(self._left, 1)
        page = QWidget(pane)
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        strip = QFrame(page)
        strip.setProperty("ground", "sunken")
        strip.setProperty("edge", "bottom")
        box = QVBoxLayout(strip)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.search = SearchField("ことばで探す（一文字から）", strip, key="F")
        row.addWidget(self.search, 1)
        self.import_button = Button("取り込む…", strip, kind="main", press=lambda: self.start_import([]))
        row.addWidget(self.import_button)
        box.addLayout(row)
        self.facets = FacetBar(SINGLE, [(c, CLASS_SIGN[c], CLASS_LABEL[c]) for c in CLASSES], strip)
        box.addWidget(self.facets)
        inner.addWidget(strip)
        self.model = ItemModel(("id", "cls", "name", "marks", "verdict", "by"), self._fetch, self)
        self.view = ItemView(self.model, page, name="標準仕様の一覧")
        self.view.setColumnHidden(5, True)
        self._results = QStackedWidget(page)
        self._results.addWidget(self.view)
        clear = Button("絞り込みをやめる", page, press=lambda: self.clear_filter())
        help_text = "ことばや札を減らすと出てきます。"
        self._results.addWidget(EmptyState("search", "当てはまるものがありません", help_text, page, buttons=(clear,)))
        inner.addWidget(self._results, 1)
        self._left.addWidget(page)
        return pane

    def _reading_pane(self) -> QWidget:
        pane = QWidget(self.split)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.reading = RequirementPane(pane)
        column.addWidget(self.reading, 1)
        self._foot = QFrame(pane)
        self._foot.setProperty("ground", "sunken")
        self._foot.setProperty("edge", "top")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(16, 6, 16, 6)
        row.addStretch(1)
        row.addWidget(Button("比較分析で判定する", self._foot, press=lambda: self._compare()))
        column.addWidget(self._foot)
        return pane

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small."""
        small = form == "small"
        if form != self._form:
            self._form = form
            self.wizard.findings.set_small(small)
            self._tabs.setVisible(small)
            if small and self._left.indexOf(self.tree) < 0:
                self._left.addWidget(self.tree)
                self._tabs.bar.setCurrentIndex(0)
            elif not small and self._left.indexOf(self.tree) >= 0:
                self._left.removeWidget(self.tree)
                self.split.insertWidget(0, self.tree)
                self.tree.show()
            self.view.setColumnHidden(5, form != "wide")
        if small:
            self.split.setSizes([min(430, width // 2), width - min(430, width // 2)])
        elif form == "wide":
            self.split.setSizes([300, 620, width - 922])
        else:
            self.split.setSizes([TREE, LIST, width - TREE - LIST - 2])
