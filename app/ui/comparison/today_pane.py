"""The right pane: what of today is mapped to the requirement, and what has been recorded about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.codes import CURRENT_FACTS, EFFECT_DEGREES, EFFECT_TARGETS
from app.services.views import ItemDetail
from app.ui.comparison.care_cards import CareCard, FocusCard, care_lines, moment, person
from app.ui.comparison.city_card import city_card
from app.ui.comparison.vendor_cards import VendorCards
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, verdict_look
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label, SectionHeader
from app.ui.widgets.current_card import CandidateLine, CurrentCard
from app.ui.work.lists import Reading

CURRENT_WORD = {"req": "機能", "form": "帳票", "link": "連携", "data": "データ項目"}


class TodayPane(QFrame):
    """Looks up; what is done is done in the bar below or by 追加 and 外す."""

    add_wanted = Signal()
    conflict_wanted = Signal(str)  # the item whose values contradict one another
    take_off = Signal(str)
    taken = Signal(str)  # a candidate

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("edge", "left")
        self.setAccessibleName("いまの業務")
        self._lines = False
        self._writable = True
        self._reading: Reading | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = Scroller(self, ground="sunken")
        outer.addWidget(self._scroll)
        self._column = self._scroll.column
        self._column.setContentsMargins(12, 4, 12, 12)
        self._column.setSpacing(4)
        self._focus = QVBoxLayout()
        self._column.addLayout(self._focus)
        self._head = SectionHeader("対応付けた現行", self, count=0)
        self.add = Button("追加", self, kind="quiet", icon="plus", press=self.add_wanted.emit)
        self.add.setToolTip("現行を探して対応付けます（A）")
        self._head.add(self.add)
        self._column.addWidget(self._head)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._column.addLayout(self._cards)
        self._column.addSpacing(8)
        self._candidates_head = SectionHeader("候補", self, count=0)
        self._candidates_head.add(Label("Space で先頭を対応付け", self, tone="text2", size="remark"))
        self._column.addWidget(self._candidates_head)
        self._candidates_card = QFrame(self._scroll.page)
        self._candidates_card.setProperty("card", True)
        self._candidates = QVBoxLayout(self._candidates_card)
        self._candidates.setContentsMargins(1, 1, 1, 1)
        self._candidates.setSpacing(0)
        self._column.addWidget(self._candidates_card)
        self._column.addSpacing(8)
        self.vendors = VendorCards(self)
        self._column.addWidget(self.vendors)
        self._column.addSpacing(8)
        self._record_head = SectionHeader("判定の記録", self)
        self._column.addWidget(self._record_head)
        self._records = QVBoxLayout()
        self._records.setSpacing(8)
        self._column.addLayout(self._records)
        self._column.addStretch(1)

    def set_lines(self, lines: bool) -> None:
        """Wide windows show the facts of a current function line by line."""
        if lines != self._lines:
            self._lines = lines
            if self._reading is not None:
                self.show_reading(self._reading)

    def set_writable(self, writable: bool, reason: str) -> None:
        """Without writing nothing is added or taken off."""
        self._writable = writable
        self.add.set_usable(writable, reason)
        self.vendors.set_writable(writable)

    def show_reading(self, reading: Reading) -> None:
        """Another item."""
        self._reading = reading
        detail = reading.detail
        for layout in (self._focus, self._cards, self._candidates, self._records):
            clear(layout)
        self._head.set_count(len(detail.mapped))
        page = self._scroll.page
        if detail.focus is not None:
            self._focus.addWidget(FocusCard(detail.focus, page))
        for row in detail.mapped:
            off = partial(self.take_off.emit, row.rid)
            self._cards.addWidget(CurrentCard(row, page, take_off=off, lines=self._lines, writable=self._writable))
        if not detail.mapped:
            word = CURRENT_WORD.get(detail.row.kind, "現行")
            text = f"まだ対応付けた現行がありません。「追加」で{word}を探して対応付けられます。"
            self._cards.addWidget(Label(text, page, tone="text2", wrap=True))
        for place, found in enumerate(reading.candidates):
            current = found.current
            line = CandidateLine(
                current.rid, current.number, current.name, found.score, found.why, self._candidates_card,
                first=place == 0,
            )  # fmt: skip
            line.setEnabled(self._writable)
            line.taken.connect(self.taken)
            self._candidates.addWidget(line)
        self._candidates_head.set_count(len(reading.candidates))
        for widget in (self._candidates_head, self._candidates_card):
            widget.setVisible(bool(reading.candidates))
        self.vendors.show_lines(reading.vendors, full=self._lines)
        record = _record_card(detail, page)
        if detail.judgement is not None and detail.judgement.conflict:
            node = detail.row.node
            decide = Button("見比べて決める…", record, kind="link", press=lambda: self.conflict_wanted.emit(node))
            record.layout().addWidget(decide)
        self._records.addWidget(record)
        if (cities := city_card(reading, page)) is not None:
            self._records.addWidget(cities)
        if (lines := care_lines(reading)) is not None:
            self._records.addWidget(CareCard(lines, page))
        self._scroll.verticalScrollBar().setValue(0)

    def candidates(self) -> list[CandidateLine]:
        """The lines of candidates, nearest first."""
        return [
            w
            for n in range(self._candidates.count())
            if isinstance(w := self._candidates.itemAt(n).widget(), CandidateLine)
        ]

    def words(self) -> list[str]:
        """All texts shown, for tests."""
        return [label.text() for label in self._scroll.page.findChildren(Label) if label.isVisibleTo(self)]


def _record_card(detail: ItemDetail, parent: QWidget) -> QFrame:
    card = QFrame(parent)
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(8)
    judged = detail.judgement
    if judged is None:
        column.addWidget(_verdict_line(card, None, "まだ判定していません", ""))
        return card
    if judged.conflict:
        column.addWidget(Label("二人以上の判定がちがいます。すべての値を残しています。", card, tone="error", wrap=True))
        for code, text, by, at in judged.values:
            column.addWidget(_verdict_line(card, code or None, person(by), moment(at)))
            if text:
                column.addWidget(Label(text, card, wrap=True))
        return card
    column.addWidget(_verdict_line(card, judged.verdict, person(judged.by), moment(judged.at)))
    effect = ""
    if detail.effect:
        targets = "・".join(EFFECT_TARGETS.get(t, t) for t in detail.effect.targets)
        degree = EFFECT_DEGREES.get(detail.effect.degree, "")
        effect = "　".join(p for p in (targets, degree) if p)
    facts = [
        ("現行", CURRENT_FACTS.get(judged.current or "", "")),
        ("差異", judged.detail),
        ("理由", judged.reason),
        ("影響", effect),
        ("メモ", detail.memo.text if detail.memo else ""),
    ]
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    for place, (word, text) in enumerate([f for f in facts if f[1]]):
        label = Label(word, card, tone="text2", size="remark")
        label.setContentsMargins(0, 2, 0, 0)
        grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(text, card, wrap=True), place, 1)
    grid.setColumnStretch(1, 1)
    if grid.count():
        column.addLayout(grid)
    return card


def _verdict_line(parent: QWidget, code: str | None, by: str, at: str) -> QWidget:
    line = QWidget(parent)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(Chip(verdict_look(code), line))
    row.addWidget(Elided(by, line), 1)
    if at:
        row.addWidget(Label(at, line, tone="text2", size="remark"))
    return line
