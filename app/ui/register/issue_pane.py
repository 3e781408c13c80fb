"""The middle: one issue from top to bottom: what it is, how it shall be solved, the options, every decision."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.choices import DECISION_LEVELS, DUE_BASES, ISSUE_KINDS
from app.core.codes import EFFECT_DEGREES
from app.ui.parts.banner import Banner, ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, ChipLook, state_look
from app.ui.parts.dispositions import DispositionField
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, KeyBox, Label, SectionHeader, rule
from app.ui.register.list_pane import status_look
from app.ui.work.register import IssueReading, source

if TYPE_CHECKING:
    from app.services.register_read import Decision, Option

SIDE_BY_SIDE = 2
_TONE = {"refused": "error", "error": "error", "warn": "warn"}


class IssuePane(QFrame):
    """Shows an :class:`IssueReading`; what is pressed goes to the screen, which alone commits."""

    disposition_picked = Signal(object)  # Choice
    texts_wanted = Signal()
    option_wanted = Signal()
    decision_wanted = Signal(str)  # rid of an option, "" for the disposition that stands
    edit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAccessibleName("課題を読む欄")
        self._reading: IssueReading | None = None
        self._writable = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self._scroll = Scroller(self)
        page = self._scroll.column
        page.setContentsMargins(16, 12, 16, 16)
        page.setSpacing(8)
        self.detail = Label("", self._scroll.page, size="todo", wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        page.addWidget(self.detail)
        page.addWidget(rule(self._scroll.page))
        page.addWidget(self._handling())
        self._rest = QVBoxLayout()
        self._rest.setSpacing(8)
        page.addLayout(self._rest)
        page.addStretch(1)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._foot())

    # building

    def _head(self) -> QFrame:
        head = QFrame(self)
        head.setProperty("edge", "bottom")
        column = QVBoxLayout(head)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(12)
        self._number = Label("", head, tone="text2", size="screen", bold=True)
        line.addWidget(self._number)
        self.title = Elided("", head, bold=True, size="object", hug=True)
        line.addWidget(self.title)
        self._status = Chip(status_look("open"), head)
        self._unlawful = Chip(state_look("法令上要確認", "error"), head)
        self._conflict = Chip(ChipLook("≠", "競合", "verdict_gap_ground", "verdict_gap_ink"), head)
        for chip in (self._status, self._unlawful, self._conflict):
            line.addWidget(chip)
        line.addStretch(1)
        column.addLayout(line)
        line = QHBoxLayout()
        line.setSpacing(12)
        self._facts = Elided("", head, tone="text2")
        line.addWidget(self._facts, 1)
        self._due = Label("", head, bold=True)
        line.addWidget(self._due)
        column.addLayout(line)
        return head

    def _handling(self) -> QWidget:
        holder = QWidget(self._scroll.page)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(SectionHeader("対応方針", holder))
        line = QHBoxLayout()
        line.setSpacing(8)
        self.disposition = DispositionField(holder, width=350)
        self.disposition.picked.connect(self.disposition_picked)
        line.addWidget(self.disposition)
        line.addWidget(KeyBox("D", holder))
        self.texts = Button("内容と根拠を書く…", holder, kind="link", press=self.texts_wanted.emit)
        line.addWidget(self.texts)
        line.addStretch(1)
        column.addLayout(line)
        self._handling_rest = QVBoxLayout()
        self._handling_rest.setSpacing(6)
        column.addLayout(self._handling_rest)
        return holder

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setProperty("edge", "top2")
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 10, 16, 10)
        line.setSpacing(8)
        self.edit = Button("書き直す…", foot, key="Enter", press=self.edit_wanted.emit)
        line.addWidget(self.edit)
        self.option = Button("対応案を加える…", foot, key="O", press=self.option_wanted.emit)
        line.addWidget(self.option)
        line.addStretch(1)
        self.decide = Button("決定を記録する…", foot, kind="main", key="K", press=lambda: self.decision_wanted.emit(""))
        line.addWidget(self.decide)
        return foot

    # showing

    def reading(self) -> IssueReading | None:
        """What is shown."""
        return self._reading

    def set_writable(self, writable: bool) -> None:
        """Without writing everything can be read."""
        self._writable = writable
        if self._reading is not None:
            self.show_reading(self._reading)

    def show_reading(self, reading: IssueReading) -> None:
        """Another issue, or the same after a change."""
        same = self._reading is not None and self._reading.issue.rid == reading.issue.rid
        self._reading = reading
        issue = reading.issue
        self._number.setText(issue.number)
        self.title.set_whole(issue.title)
        self._status.set_look(status_look(issue.status))
        self._unlawful.setVisible(issue.unlawful is not None)
        self._conflict.setVisible(issue.conflict)
        facts = (
            f"{issue.department} {issue.owner}".strip() or "担当なし",
            f"影響度 {EFFECT_DEGREES[issue.degree]}" if issue.degree in EFFECT_DEGREES else "",
            f"優先度 {issue.priority}" if issue.priority else "",
            f"{issue.business} {reading.business_name}".strip(),
            ISSUE_KINDS.get(issue.kind, issue.kind),
        )
        self._facts.set_whole("　".join(f for f in facts if f))
        basis = f"（{DUE_BASES[issue.due_basis]}）" if issue.due_basis in DUE_BASES else ""
        self._due.setText(f"期限 {issue.due}{basis}{' 超過' if reading.late else ''}" if issue.due else "期限なし")
        self._due.set_tone("error" if reading.late else "text2")
        self.detail.setText("\n".join(t for t in (issue.detail, issue.note) if t) or "内容はまだ書いてありません。")
        self.detail.set_tone("" if issue.detail or issue.note else "text2")
        unlawful = f"{issue.unlawful.message}（{issue.unlawful.clause}）" if issue.unlawful else ""
        self.disposition.show_choices(reading.choices, issue.disposition, unlawful, source())
        self._show_handling(reading, unlawful)
        self._show_rest(reading)
        self._say_usable(reading)
        if not same:
            self._scroll.verticalScrollBar().setValue(0)

    def _say_usable(self, reading: IssueReading) -> None:
        reason = "読むだけで開いています"
        self.disposition.setEnabled(self._writable)
        for button in (self.edit, self.option):
            button.set_usable(self._writable, reason)
        has = bool(reading.issue.disposition)
        self.texts.set_usable(self._writable and has, "先に対応方針を選んでください" if self._writable else reason)
        ready = has or bool(reading.options)
        self.decide.set_usable(self._writable and ready, reason if ready else "先に対応方針か対応案を書いてください")

    def _show_handling(self, reading: IssueReading, unlawful: str) -> None:
        issue, holder = reading.issue, self._scroll.page
        _clear(self._handling_rest)
        if unlawful:
            self._handling_rest.addWidget(
                Banner("error", "この対応方針は法令上確かめる必要があります", unlawful, holder)
            )
        for level, sentence in reading.advice:
            if level != "refused":
                label = Label(sentence, holder, tone=_TONE.get(level, "text2"), wrap=True)
                self._handling_rest.addWidget(label)
        stated = [(reading.data_labels.get(key, key), text) for key, text in issue.data.items()]
        grid = _facts(holder, [("対応内容", issue.content), ("根拠", issue.basis), *stated])
        if grid is not None:
            self._handling_rest.addWidget(grid)

    def _show_rest(self, reading: IssueReading) -> None:
        page = self._scroll.page
        _clear(self._rest)
        self._rest.addWidget(rule(page))
        self._rest.addWidget(SectionHeader("対応案", page, count=len(reading.options)))
        if reading.options:
            self._rest.addWidget(self._option_cards(reading))
        else:
            text = "いくつかの案を並べて比べるときは「対応案を加える…」で書きます。"
            self._rest.addWidget(Label(text, page, tone="text2", wrap=True))
        self._rest.addWidget(rule(page))
        self._rest.addWidget(SectionHeader("決定", page, count=len(reading.decisions)))
        for decision in reading.decisions:
            self._rest.addWidget(_decision_card(decision, reading, page))
        if not reading.decisions:
            self._rest.addWidget(Label("まだ決定していません。", page, tone="text2"))

    def _option_cards(self, reading: IssueReading) -> QWidget:
        holder = QWidget(self._scroll.page)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        taken = reading.issue.decision.option if reading.issue.decision else ""
        locked = {c.code: c for c in reading.choices if c.locked}
        for place, option in enumerate(reading.options):
            card = self._option_card(option, place + 1, reading, taken=option.rid == taken, locked=locked)
            grid.addWidget(card, place // SIDE_BY_SIDE, place % SIDE_BY_SIDE)
        for column in range(SIDE_BY_SIDE):
            grid.setColumnStretch(column, 1)
        return holder

    def _option_card(
        self, option: Option, number: int, reading: IssueReading, *, taken: bool, locked: dict[str, object]
    ) -> QFrame:
        card = QFrame(self._scroll.page)
        card.setProperty("card", True)
        label = reading.labels.get(option.disposition, option.disposition)
        card.setAccessibleName(f"対応案 {number} {label}{' 決定した案' if taken else ''}")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(f"案{number}", card, tone="text2"))
        head.addWidget(Elided(label, card, bold=True), 1)
        if taken:
            head.addWidget(Chip(state_look("決定", "done", "✓"), card))
        elif option.disposition in locked:
            head.addWidget(Chip(state_look("選べない", "error"), card))
        column.addLayout(head)
        column.addWidget(Label(option.content, card, wrap=True))
        stated = [(reading.data_labels.get(key, key), text) for key, text in option.data.items()]
        facts = [
            ("費用", option.cost),
            ("効果", option.effect),
            ("危険", option.risk),
            ("住民への影響", option.residents),
            *stated,
        ]
        if (grid := _facts(card, facts)) is not None:
            column.addWidget(grid)
        column.addStretch(1)
        if not taken:
            button = Button("この案に決める…", card, kind="link", press=partial(self.decision_wanted.emit, option.rid))
            button.setAccessibleName(f"案{number} に決める")
            barred = option.disposition in locked
            reason = "法令上選べない案です" if barred else "読むだけで開いています"
            button.set_usable(self._writable and not barred, reason)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def words(self) -> list[str]:
        """All texts shown, for tests."""
        return [w.text() for w in self._scroll.page.findChildren(Label) if w.isVisibleTo(self)]


def _clear(layout: QVBoxLayout) -> None:
    clear(layout)


def _facts(parent: QWidget, facts: list[tuple[str, str]]) -> QWidget | None:
    """Labelled lines of what is filled; None when nothing is."""
    filled = [(word, str(text)) for word, text in facts if text]
    if not filled:
        return None
    holder = QWidget(parent)
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    for place, (word, text) in enumerate(filled):
        label = Label(word, holder, tone="text2", size="remark")
        label.setContentsMargins(0, 2, 0, 0)
        label.setMaximumWidth(132)
        label.setWordWrap(len(word) > 8)
        grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(text, holder, wrap=True), place, 1)
    grid.setColumnStretch(1, 1)
    return holder


def _decision_card(decision: Decision, reading: IssueReading, parent: QWidget) -> QFrame:
    card = QFrame(parent)
    card.setProperty("card", True)
    label = reading.labels.get(decision.disposition, decision.disposition)
    card.setAccessibleName(f"{decision.date} の決定 {label}{'' if decision.current else ' 置き換え済み'}")
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(4)
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(ThemedIcon("check" if decision.current else "clock", "done_line" if decision.current else "text2"))
    head.addWidget(Label(decision.date, card, tone="text2"))
    head.addWidget(Elided(label, card, bold=decision.current), 1)
    look = state_look("いまの決定", "done") if decision.current else state_look("置き換え済み", "neutral")
    head.addWidget(Chip(look, card))
    column.addLayout(head)
    numbers = {option.rid: f"案{n}" for n, option in enumerate(reading.options, 1)}
    level = DECISION_LEVELS.get(decision.level, decision.level)
    who = "　".join(p for p in (level, decision.by, decision.meeting, numbers.get(decision.option, "")) if p)
    column.addWidget(Label(who, card, tone="text2", wrap=True))
    column.addWidget(Label(decision.reason, card, wrap=True))
    replaced = [d for d in reading.decisions if d.rid in decision.supersedes]
    for old in replaced:
        before = reading.labels.get(old.disposition, old.disposition)
        text = f"{old.date} の決定（{before}）を置き換えました。"
        column.addWidget(Label(text, card, tone="text2", size="remark", wrap=True))
    return card
