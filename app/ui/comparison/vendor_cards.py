"""ベンダの回答 beside a requirement: a card per package with what it says, what speaks against it, what we think."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.vendor_agreement import STATES
from app.services.vendor_words import UNANSWERED, chip_of, label_of
from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, ChipLook, state_look
from app.ui.parts.layouts import clear
from app.ui.parts.text import Elided, Label, SectionHeader, tip

if TYPE_CHECKING:
    from app.services.vendor_agreement import Line
    from app.services.vendor_layers import VendorAnswer

_TONE = {"differs": "warn", "stale": "warn", "agreed": "done", "overruled": "soft"}
_ICON = {"error": ("error", "error_line"), "warning": ("warning", "warn_line"), "info": ("info", "text2")}
_INK = {"error": "error", "warning": "warn", "info": "text2"}
READ_ONLY = "読むだけで開いています"


def agreement_look(state: str) -> ChipLook:
    """The chip of a state: ≠ 食い違い, ＝ 同意 …"""
    sign, _, word = STATES[state].partition(" ")
    if state == "conflict":
        return ChipLook(sign, word, "verdict_gap_ground", "verdict_gap_ink")
    return state_look(word, _TONE.get(state, "neutral"), sign)


def edition_look(answer: VendorAnswer) -> ChipLook | None:
    """The badge of an answer about another edition than ours: a warning where the item reads differently there."""
    if not answer.other or not answer.rid:
        return None
    return state_look(f"{answer.edition}への回答", "neutral" if answer.fits else "warn", "" if answer.fits else "！")


class VendorCard(QFrame):
    """One package. ``full`` shows whole texts; otherwise a line each, whole in the tooltip and in 異なる…."""

    agreed = Signal(object)  # VendorAnswer as shown
    overruled = Signal(object)
    taken_back = Signal(object)

    def __init__(self, line: Line, parent: QWidget, *, full: bool, writable: bool) -> None:
        super().__init__(parent)
        self.line = line
        a = line.answer
        self.setProperty("card", True)
        self.setAccessibleName(f"{a.package.shown} {label_of(a.answer)} {a.when} {STATES[line.state]}")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        name = Elided(a.package.name, self, bold=True)
        name.setToolTip(tip(a.package.shown))
        head.addWidget(name, 1)
        said = Label(chip_of(a.answer), self, tone="text2" if a.answer == UNANSWERED else "")
        chip = Chip(agreement_look(line.state), self)
        second = QHBoxLayout()
        second.setSpacing(8)
        badge = edition_look(a)
        if full:
            if badge is not None:
                head.addWidget(Chip(badge, self))
            head.addWidget(chip)
            second.addWidget(said)
            second.addWidget(Elided(a.when, self, tone="text2"), 1)
        else:  # at 1366 a card is two lines: who, what, whether it agrees; then the rest and what can be done
            head.addWidget(said)
            head.addWidget(chip)
            if badge is not None:
                second.addWidget(Chip(badge, self))
            rest = (a.when, a.text, f"懸念：{a.concern}" if a.concern else "", a.place)
            second.addWidget(Elided("　".join(t for t in rest if t), self, tone="text2"), 1)
        self._buttons(second, writable)
        column.addLayout(head)
        column.addLayout(second)
        if full:
            for word, text in (("画面・操作", a.place), ("", a.text), ("懸念", a.concern)):
                if text:
                    tone = "text2" if word == "画面・操作" else ""
                    column.addWidget(Label(f"{word}：{text}" if word else text, self, tone=tone, wrap=True))
        self._position(column, full)
        self._doubts(column, full)

    def _buttons(self, row: QHBoxLayout, writable: bool) -> None:
        a = self.line.answer
        if not a.rid or a.conflict:
            return
        live = bool(a.position) and not a.stale
        presses = (
            [("取り消す", self.taken_back)]
            if live
            else [*([("同意する", self.agreed)] if a.answer != UNANSWERED else []), ("異なる…", self.overruled)]
        )
        for word, signal in presses:
            button = Button(word, self, kind="link", compact=True, press=partial(signal.emit, a))
            button.set_usable(writable, READ_ONLY)
            button.setAccessibleName(f"{a.package.name}の回答：{word}")
            row.addWidget(button)

    def _position(self, column: QVBoxLayout, full: bool) -> None:
        a = self.line.answer
        if not a.position:
            return
        who = f"{a.staff_by.rpartition('/')[2]} {a.staff_at[:10]}".strip()
        word = "同意" if a.position == "agree" else f"見立て {chip_of(a.own)}" if a.own else "異なる"
        text = f"{word}　{a.reason}" if a.reason else word
        if a.stale:
            text = f"前の回答への見方：{text}"
        whole = f"{text}（{who}）"
        column.addWidget(Label(whole, self, tone="text2", wrap=True) if full else Elided(whole, self, tone="text2"))

    def _doubts(self, column: QVBoxLayout, full: bool) -> None:
        if self.line.state in ("agreed", "overruled") and not self.line.level:
            return
        for doubt in self.line.doubts:
            if doubt.rule == UNANSWERED:
                continue  # the answer says so itself
            row = QHBoxLayout()
            row.setSpacing(6)
            icon = QVBoxLayout()
            icon.setContentsMargins(0, 2, 0, 0)
            icon.addWidget(ThemedIcon(*_ICON[doubt.level], self))
            icon.addStretch(1)
            row.addLayout(icon)
            tone = _INK[doubt.level]
            text = Label(doubt.message, self, tone=tone, wrap=True) if full else Elided(doubt.message, self, tone=tone)
            row.addWidget(text, 1)
            column.addLayout(row)


class VendorCards(QWidget):
    """The section. ``agreed``, ``overruled`` and ``taken_back`` carry the answer as shown."""

    agreed = Signal(object)
    overruled = Signal(object)
    taken_back = Signal(object)
    import_wanted = Signal()
    list_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writable = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.head = SectionHeader("ベンダの回答", self, count=0)
        self.list = Button("一致の一覧", self, kind="quiet", press=self.list_wanted.emit)
        self.list.setToolTip("回答と判定が食い違う項目を一覧で見ます")
        self.head.add(self.list)
        self.add = Button("取り込む…", self, kind="quiet", icon="download", press=self.import_wanted.emit)
        self.add.setToolTip("ベンダの回答の一覧（Excel・CSV）を読み込みます。ここに落としても始まります")
        self.head.add(self.add)
        column.addWidget(self.head)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(6)
        column.addLayout(self._cards)

    def set_writable(self, writable: bool) -> None:
        """Without writing nothing is imported or agreed with."""
        self._writable = writable
        self.add.set_usable(writable, READ_ONLY)

    def hide_head(self) -> None:
        """The cards alone."""
        self.head.hide()

    def show_lines(self, lines: Sequence[Line], *, full: bool) -> None:
        """Another item."""
        clear(self._cards)
        self.head.set_count(sum(bool(n.answer.rid) for n in lines))
        self.list.setVisible(bool(lines))
        for line in lines:
            card = VendorCard(line, self, full=full, writable=self._writable)
            card.agreed.connect(self.agreed)
            card.overruled.connect(self.overruled)
            card.taken_back.connect(self.taken_back)
            self._cards.addWidget(card)
        if not lines:
            self._cards.addWidget(Label("この業務のベンダの回答は、まだありません。", self, tone="text2", wrap=True))

    def cards(self) -> list[VendorCard]:
        """The cards from top to bottom."""
        found = (self._cards.itemAt(n).widget() for n in range(self._cards.count()))
        return [w for w in found if isinstance(w, VendorCard)]
