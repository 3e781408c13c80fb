"""How 過渡期 is laid out: times above, pairs beneath, the system or the trial at the right; one by one when small."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.ui.parts.banner import BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import Facet, Segment
from app.ui.parts.tabs import TabStrip
from app.ui.parts.text import Label, SectionHeader
from app.ui.transition.pairs import PairTable
from app.ui.transition.panel import WIDTH, Panel
from app.ui.transition.rows import WAYS
from app.ui.transition.timeline import Timeline

TIMES, PAIRS, DETAILS = 0, 1, 2  # tabs of small windows
NARROW = 1000
UNBOUND = 16_777_215


class TransitionLayout(QWidget):
    """The parts and where they stand; what they do is the screen's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._small = False
        self._build()
        self.set_form("normal", 1286)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.banners = BannerStack(self)
        outer.addWidget(self.banners)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack, 1)
        self._work = QWidget(self)
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tabs = TabStrip(("時期", "過渡期の連携", "システムと試し"), self._work, name="時期・連携・試しの切り替え")
        self._tabs.bar.currentChanged.connect(lambda _n: self._share_room())
        column.addWidget(self._tabs)
        row = QHBoxLayout()
        row.setSpacing(0)
        column.addLayout(row, 1)
        self._left = QFrame(self._work)
        self._left.setProperty("ground", "surface")
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self._tools())
        self._split = QSplitter(Qt.Orientation.Vertical, self._left)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self.timeline = Timeline(self._split)
        self._split.addWidget(self.timeline)
        self._below = self._pair_side()
        self._split.addWidget(self._below)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setSizes([410, 240])
        left.addWidget(self._split, 1)
        row.addWidget(self._left, 1)
        self.panel = Panel(self._work)
        row.addWidget(self.panel)
        self._stack.addWidget(self._work)
        self.write_systems = Button("システムを書く…", self, kind="main")
        self.empty = EmptyState(
            "transition",
            "移行するシステムがまだありません",
            "現行調査の「システム」に、業務・事業者・移行予定時期を書くと、ここに時期と過渡期の組が出ます。",
            self,
            buttons=(self.write_systems,),
        )
        self._stack.addWidget(self.empty)

    def _tools(self) -> QFrame:
        tools = QFrame(self._left)
        tools.setProperty("edge", "bottom")
        line = QHBoxLayout(tools)
        line.setContentsMargins(12, 7, 12, 7)
        line.setSpacing(8)
        self.by = Segment(WAYS, tools, name="まとめかた")
        line.addWidget(self.by)
        self.without = Facet("方式が未定", tools)
        self.unexplained = Facet("説明なし", tools)
        self.mine = Facet("選んだシステム", tools)
        for facet in (self.without, self.unexplained, self.mine):
            line.addWidget(facet)
        line.addStretch(1)
        self._note = Label("帯＝現行と標準が同時に動く期間", tools, tone="text2", size="remark")
        line.addWidget(self._note)
        self.plans = Button("案", tools, kind="quiet")
        line.addWidget(self.plans)
        self.export_button = Button("書き出す…", tools, icon="download")
        line.addWidget(self.export_button)
        return tools

    def _pair_side(self) -> QWidget:
        side = QFrame(self._split)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame(side)
        head.setProperty("ground", "sunken")
        head.setFixedHeight(34)
        line = QHBoxLayout(head)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(8)
        self.count = SectionHeader("過渡期の連携", head, count=0)
        line.addWidget(self.count)
        self.sum = Label("", head, tone="warn")
        line.addWidget(self.sum)
        line.addStretch(1)
        self.order = Label("方式と説明のない組を先に並べています", head, tone="text2", size="remark")
        line.addWidget(self.order)
        self.edit = Button("対応を書く…", head, kind="quiet", key="Enter")
        line.addWidget(self.edit)
        column.addWidget(head)
        self.table = PairTable(side)
        column.addWidget(self.table, 1)
        self.none = EmptyState(
            "transition",
            "過渡期の組はありません",
            "つながるシステムの移行時期がそろっているか、条件に当てはまる組がありません。",
            side,
        )
        column.addWidget(self.none, 1)
        return side

    def set_form(self, form: str, width: int) -> None:
        """Small windows show times, pairs and details one at a time."""
        self._small = form == "small"
        self._tabs.setVisible(self._small)
        room = width - (0 if self._small else WIDTH)
        self.table.set_compact(room < NARROW)
        self._note.setVisible(room > 1300)
        self.order.setVisible(room > NARROW)
        self._share_room()

    def _share_room(self) -> None:
        shown = self._tabs.bar.currentIndex()
        small = self._small
        self._left.setVisible(not small or shown != DETAILS)
        self.timeline.setVisible(not small or shown == TIMES)
        self._below.setVisible(not small or shown == PAIRS)
        self.panel.setVisible(not small or shown == DETAILS)
        self.panel.setMinimumWidth(0 if small else WIDTH)
        self.panel.setMaximumWidth(UNBOUND if small else WIDTH)
