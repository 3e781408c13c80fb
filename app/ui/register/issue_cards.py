"""The cards of an issue: its options with their money, and every decision made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, state_look
from app.ui.parts.text import Elided, Label
from app.ui.work.register import IssueReading

if TYPE_CHECKING:
    from app.services.register_read import Decision, Option

SIDE_BY_SIDE = 2
Press = Callable[[str], object]


def option_cards(reading: IssueReading, parent: QWidget, decide: Press, edit: Press, *, writable: bool) -> QWidget:
    """The options beside one another; ``decide`` and ``edit`` are called with the rid of one."""
    holder = QWidget(parent)
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(10)
    taken = reading.issue.decision.option if reading.issue.decision else ""
    locked = {c.code: c for c in reading.choices if c.locked}
    for place, option in enumerate(reading.options):
        card = _option_card(option, place + 1, reading, holder, taken=option.rid == taken, locked=locked)
        _buttons(
            card,
            option,
            place + 1,
            decide,
            edit,
            taken=option.rid == taken,
            barred=option.disposition in locked,
            writable=writable,
        )
        grid.addWidget(card, place // SIDE_BY_SIDE, place % SIDE_BY_SIDE)
    for column in range(SIDE_BY_SIDE):
        grid.setColumnStretch(column, 1)
    return holder


def _option_card(
    option: Option, number: int, reading: IssueReading, parent: QWidget, *, taken: bool, locked: Mapping[str, object]
) -> QFrame:
    card = QFrame(parent)
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
        *reading.more.money.get(option.rid, ()),
        ("費用", option.cost),
        ("期間", option.time),
        ("効果", option.effect),
        ("危険", option.risk),
        ("住民への影響", option.residents),
        *stated,
    ]
    if (grid := facts_grid(card, facts)) is not None:
        column.addWidget(grid)
    column.addStretch(1)
    return card


def _buttons(
    card: QFrame, option: Option, number: int, decide: Press, edit: Press, *, taken: bool, barred: bool, writable: bool
) -> None:
    line = QHBoxLayout()
    line.setSpacing(12)
    if not taken:
        button = Button("この案に決める…", card, kind="link", press=partial(decide, option.rid))
        button.setAccessibleName(f"案{number} に決める")
        reason = "法令上選べない案です" if barred else "読むだけで開いています"
        button.set_usable(writable and not barred, reason)
        line.addWidget(button)
    again = Button("書き直す…", card, kind="link", press=partial(edit, option.rid))
    again.setAccessibleName(f"案{number} を書き直す")
    again.set_usable(writable, "読むだけで開いています")
    line.addWidget(again)
    line.addStretch(1)
    column = card.layout()
    assert isinstance(column, QVBoxLayout)
    column.addLayout(line)


def facts_grid(parent: QWidget, facts: list[tuple[str, str]]) -> QWidget | None:
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


def decision_card(decision: Decision, reading: IssueReading, parent: QWidget) -> QFrame:
    """One decision; a replaced one says so and stays readable."""
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
    words = reading.more.words
    level = words["decision_levels"].get(decision.level, decision.level)
    who = "　".join(p for p in (level, decision.by, decision.meeting, numbers.get(decision.option, "")) if p)
    column.addWidget(Label(who, card, tone="text2", wrap=True))
    column.addWidget(Label(decision.reason, card, wrap=True))
    said = [
        ("根拠", words["decision_bases"].get(decision.basis, decision.basis)),
        ("全体方針", "、".join(reading.more.clauses.get(c, c) for c in decision.clauses)),
        ("見直し", decision.review),
        ("文書番号", decision.document),
    ]
    if (grid := facts_grid(card, said)) is not None:
        column.addWidget(grid)
    replaced = [d for d in reading.decisions if d.rid in decision.supersedes]
    for old in replaced:
        before = reading.labels.get(old.disposition, old.disposition)
        text = f"{old.date} の決定（{before}）を置き換えました。"
        column.addWidget(Label(text, card, tone="text2", size="remark", wrap=True))
    return card
