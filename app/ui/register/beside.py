"""The right pane: what the issue is about: the published items with their texts, and what runs today."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.codes import KIND_WORD
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, class_look, verdict_look
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller, shown_id
from app.ui.parts.text import Elided, Label, SectionHeader
from app.ui.widgets.current_card import CurrentCard
from app.ui.work.register import IssueReading, RelatedItem


class BesidePane(QFrame):
    """``followed`` carries (screen, NODE) of a link that was pressed; for 現行調査 it is list/number."""

    followed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("edge", "left")
        self.setAccessibleName("関係する標準と現行")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = Scroller(self, ground="sunken")
        outer.addWidget(self._scroll)
        self._scroll.column.setContentsMargins(12, 8, 12, 12)
        self._scroll.column.setSpacing(8)

    def show_reading(self, reading: IssueReading | None) -> None:
        """Another issue."""
        column, page = self._scroll.column, self._scroll.page
        clear(column)
        if reading is None:
            return
        column.addWidget(SectionHeader("関係する標準", page, count=len(reading.items)))
        for related in reading.items:
            column.addWidget(self._item_card(related))
        if not reading.items:
            column.addWidget(Label("標準の項目とは結び付いていません。", page, tone="text2", wrap=True))
        column.addSpacing(4)
        column.addWidget(SectionHeader("関係する現行", page, count=len(reading.records)))
        for name, record in reading.records:
            card = CurrentCard(record, page, take_off=None, lines=False, writable=False)
            if name:
                place = f"{name}/{record.number}"
                card.add_link("現行調査で開く", partial(self.followed.emit, "survey", place))
            column.addWidget(card)
        if not reading.records:
            column.addWidget(Label("現行の項目とは結び付いていません。", page, tone="text2", wrap=True))
        column.addStretch(1)
        self._scroll.verticalScrollBar().setValue(0)

    def _item_card(self, related: RelatedItem) -> QFrame:
        card = QFrame(self._scroll.page)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        kind, _, rest = related.node.partition(":")
        if related.detail is None:
            column.addWidget(Label(f"{KIND_WORD.get(kind, kind)} {rest}　未取込", card, tone="text2", wrap=True))
            return card
        detail = related.detail
        row = detail.row
        card.setAccessibleName(f"{KIND_WORD.get(row.kind, row.kind)} {shown_id(row)} {row.name}")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(shown_id(row), card, tone="text2"))
        head.addWidget(Elided(row.name, card, bold=True), 1)
        column.addLayout(head)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        if row.cls is not None:
            chips.addWidget(Chip(class_look(row.cls), card))
        chips.addWidget(Chip(verdict_look(row.verdict, conflict=row.conflict), card))
        chips.addStretch(1)
        column.addLayout(chips)
        text = Label(detail.text, card, wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(text)
        if detail.judgement is not None and detail.judgement.detail:
            column.addWidget(Label(f"差異：{detail.judgement.detail}", card, tone="text2", wrap=True))
        links = QHBoxLayout()
        links.setSpacing(12)
        open_ = Button("比較分析で開く", card, kind="link", press=partial(self.followed.emit, "comparison", row.node))
        links.addWidget(open_)
        if row.kind == "link":
            links.addWidget(
                Button("連携図で見る", card, kind="link", press=partial(self.followed.emit, "linkmap", row.node))
            )
        links.addStretch(1)
        column.addLayout(links)
        return card
