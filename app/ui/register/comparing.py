"""All options of an issue on one page: what each would do, cost and bring, in the order of the ladder."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, state_look
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.text import Label
from app.ui.work.register import IssueReading

_WORD, _CARD = 132, 240


class CompareDialog(SentenceDialog):
    """``chosen`` carries the option to be decided on."""

    chosen = Signal(str)

    def __init__(self, reading: IssueReading, parent: QWidget | None, *, writable: bool) -> None:
        issue = reading.issue
        super().__init__(
            f"{issue.number} {issue.title} の対応案を比べる",
            parent,
            explanation="検討の順序で並べています。金額は 5 年間の合計で比べています。",
            main="閉じる",
            cancel="",
            width=min(1040, 200 + (_CARD + 16) * len(reading.options)),
        )
        self.setObjectName("compare")
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget(area)
        page.setProperty("ground", "surface")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        area.setWidget(page)
        self.body.addWidget(area, 1)
        rung = {rid: n for n, rid in enumerate(reading.more.money)}  # the order of the ladder
        options = sorted(reading.options, key=lambda o: rung.get(o.rid, 0))
        locked = {c.code: c for c in reading.choices if c.locked}
        money = list(dict.fromkeys(label for o in options for label, _ in reading.more.money.get(o.rid, ())))
        texts = [
            ("内容", "content"),
            ("効果", "effect"),
            ("危険", "risk"),
            ("住民への影響", "residents"),
            ("期間", "time"),
        ]
        words = [word for word, _ in texts] + ["費用（言葉で）", *money]
        for row, word in enumerate(words, 2):
            grid.addWidget(Label(word, page, tone="text2", size="remark", wrap=True), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.setColumnMinimumWidth(0, _WORD)
        taken = issue.decision.option if issue.decision else ""
        self.buttons: dict[str, Button] = {}
        for at, option in enumerate(options, 1):
            grid.setColumnMinimumWidth(at, _CARD)
            grid.setColumnStretch(at, 1)
            label = reading.labels.get(option.disposition, option.disposition)
            grid.addWidget(Label(label, page, bold=True, wrap=True), 0, at)
            chip = (
                state_look("決定", "done", "✓") if option.rid == taken
                else state_look("選べない", "error") if option.disposition in locked
                else state_look("いちばん安い", "soft") if option.rid in reading.more.cheapest
                else None
            )  # fmt: skip
            if chip is not None:
                grid.addWidget(Chip(chip, page), 1, at, Qt.AlignmentFlag.AlignLeft)
            said = dict(reading.more.money.get(option.rid, ()))
            values = [str(getattr(option, code)) for _, code in texts] + [
                option.cost,
                *(said.get(m, "") for m in money),
            ]
            for row, text in enumerate(values, 2):
                tone = "" if text else "text3"
                grid.addWidget(Label(text or "－", page, tone=tone, wrap=True), row, at, Qt.AlignmentFlag.AlignTop)
            if option.disposition in locked:
                why = f"{locked[option.disposition].locked}（{locked[option.disposition].clause}）"
                grid.addWidget(Label(why, page, tone="error", size="remark", wrap=True), len(words) + 2, at)
            button = Button("この案に決める…", page, press=partial(self._take, option.rid))
            barred = option.disposition in locked
            why_not = (
                "法令上選べない案です"
                if barred
                else "もう決めた案です"
                if option.rid == taken
                else "読むだけで開いています"
            )
            button.set_usable(writable and not barred and option.rid != taken, why_not)
            self.buttons[option.rid] = button
            grid.addWidget(button, len(words) + 3, at, Qt.AlignmentFlag.AlignLeft)
        grid.setRowStretch(len(words) + 4, 1)
        self.resize(self.minimumWidth(), 520)

    def _take(self, rid: str) -> None:
        self.accept()
        self.chosen.emit(rid)
