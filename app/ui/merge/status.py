"""状況: who has answered and who hasn't, how far each department's businesses are, and the words to ask with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.home import Progress
from app.ui.merge.cards import said_when
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, ChipLook, state_look
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label
from app.ui.widgets.progress_bars import ProgressBars

if TYPE_CHECKING:
    from app.services.coverage import Standing

MOST = 200
_LOOKS = {"late": ("error", "!"), "out": ("soft", "…"), "back": ("done", "✓"), "none": ("neutral", "－")}


def state_of(found: Standing) -> tuple[str, str, str]:
    """(word, tone, sign) of a department."""
    words = {"late": f"遅れ {found.late} 日", "out": "回答待ち", "back": "返った", "none": "渡していない"}
    return (words[found.state], *_LOOKS[found.state])


def facts_of(found: Standing) -> str:
    """渡した日 2026-11-12　期限 2026-12-25　返った日 … 佐藤 花子（2 回）."""
    said = []
    if found.out is not None:
        said.append(f"渡した日 {said_when(found.out.at)[:10]}")
        if found.out.deadline:
            said.append(f"期限 {found.out.deadline}")
    if found.sheets:
        said.append(f"Excel {found.sheets} 枚のうち {found.sheets_back} 枚が返った")
    if found.back is not None:
        times = f"（{found.returns} 回）" if found.returns > 1 else ""
        said.append(
            f"返った日 {said_when(found.back.merged_at)[:10]} {found.back.by.partition('/')[2]}{times}".rstrip()
        )
    return "　".join(said)


class StatusPage(QFrame):
    """``chase`` carries the record id of a department, ``area`` a business to be looked at."""

    chase = Signal(str)
    area = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.sum = Label("", self, tone="text2")
        column.addWidget(self.sum)
        self._scroll = Scroller(self)
        self._scroll.column.setSpacing(8)
        column.addWidget(self._scroll, 1)
        self.bars: dict[str, ProgressBars] = {}  # by the department's record id
        self.asking: dict[str, Button] = {}

    def put(self, found: Sequence[Standing]) -> None:
        """Every department, those who are late first."""
        page = self._scroll.column
        clear(page)
        self.bars, self.asking = {}, {}
        counts = {code: sum(1 for s in found if s.state == code) for code in _LOOKS}
        late = f"（うち期限を過ぎた {counts['late']}）" if counts["late"] else ""
        more = f"　（はじめの {MOST} を出しています）" if len(found) > MOST else ""
        self.sum.setText(
            f"まだ返っていない {counts['late'] + counts['out']}{late}　返った {counts['back']}"
            f"　渡していない {counts['none']}{more}"
        )
        for one in found[:MOST]:
            page.addWidget(self._card(one))
        page.addStretch(1)

    def _card(self, found: Standing) -> QFrame:
        card = QFrame(self._scroll.page)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(found.name, card, bold=True))
        head.addWidget(Elided(facts_of(found), card, tone="text2"), 1)
        if found.waited_for:
            press = lambda: self.chase.emit(found.rid)  # noqa: E731  (this department's own)
            button = Button("催促の文…", card, kind="link", compact=True, press=press)
            head.addWidget(button)
            self.asking[found.rid] = button
        if found.conflicts:
            head.addWidget(
                Chip(ChipLook("≠", f"競合 {found.conflicts:,}", "verdict_gap_ground", "verdict_gap_ink"), card)
            )
        word, tone, sign = state_of(found)
        head.addWidget(Chip(state_look(word, tone, sign), card))
        column.addLayout(head)
        rows = [
            Progress(
                a.business,
                a.title,
                f"現行 {a.current:,}　≠ {a.conflicts:,}" if a.conflicts else f"現行 {a.current:,}",
                a.verdicts,
            )
            for a in found.areas
            if a.items
        ]
        if rows:
            bars = ProgressBars(card, name=f"{found.name}の業務ごとの進み")
            bars.show_rows(rows)
            bars.chosen.connect(self.area)
            column.addWidget(bars)
            self.bars[found.rid] = bars
        without = "、".join(a.title for a in found.areas if not a.items)
        if without:
            column.addWidget(Label(f"標準仕様がまだない業務：{without}", card, tone="text2", size="remark", wrap=True))
        if not found.areas:
            column.addWidget(Label("所管業務が登録されていません。", card, tone="text2", size="remark"))
        return card


class ChaseDialog(SentenceDialog):
    """The words to ask with: looked at, changed if need be, and copied."""

    def __init__(self, name: str, text: str, parent: QWidget | None) -> None:
        super().__init__(
            f"{name}への催促の文",
            parent,
            explanation="ここで書き直せます。コピーして、メールや庁内の連絡に貼り付けてください。",
            main="コピーする",
            cancel="閉じる",
            width=640,
        )
        self.setObjectName("chase")
        self.text = QPlainTextEdit(text, self)
        self.text.setAccessibleName("催促の文")
        self.text.setTabChangesFocus(True)
        room = parent.height() - 260 if parent is not None else 320
        self.text.setMinimumHeight(max(120, min(300, room)))
        self.body.addWidget(self.text, 1)
        self.accepted.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
