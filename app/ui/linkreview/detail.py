"""Beneath the table: the whole sentence and what was read out of it, what the rules say, what is proposed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.link_review_rows import STATES, ReviewLine, Spoken
from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label, SectionHeader

HIGH, LOW = 176, 140
_NAMES = {"current_id": "現行の連携", "partner": "連携先", "method": "方法"}


class Detail(QFrame):
    """Of the current linkage. ``accepted``: what is proposed is wanted; ``packaged``: the form of 適用外 is."""

    accepted = Signal()
    packaged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "top")
        self.setFixedHeight(HIGH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._panes: list[Scroller] = []
        for word, share in (("機能説明", 5), ("確かめること", 4), ("候補と扱い", 4)):
            side = QWidget(self)
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            head = QFrame(side)
            head.setProperty("ground", "sunken")
            head.setFixedHeight(28)
            line = QHBoxLayout(head)
            line.setContentsMargins(12, 0, 12, 0)
            line.addWidget(SectionHeader(word, head))
            line.addStretch(1)
            column.addWidget(head)
            pane = Scroller(side)
            pane.setAccessibleName(word)
            pane.column.setContentsMargins(12, 8, 12, 8)
            pane.column.setSpacing(4)
            column.addWidget(pane, 1)
            self._panes.append(pane)
            row.addWidget(side, share)
        self.accept = Button("候補を採る", self, press=self.accepted.emit)
        self.package = Button("同一パッケージ内（適用外）…", self, kind="quiet", press=self.packaged.emit)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 6)
        foot.addWidget(self.accept)
        foot.addWidget(self.package)
        foot.addStretch(1)
        column.addLayout(foot)

    def say_usable(self, chosen: Sequence[ReviewLine], *, writable: bool) -> None:
        """What can be done with the chosen linkages."""
        reason = "連携を選ぶと使えます" if writable else "読むだけで開いています"
        offered = sum(bool(x.proposed) for x in chosen)
        self.accept.set_word(f"候補を採る（{offered} 連携）" if offered > 1 else "候補を採る")
        self.accept.set_usable(writable and offered > 0, reason if not chosen else "この連携には候補がありません")
        self.package.set_usable(writable and bool(chosen), reason)
        within = bool(chosen) and all(x.within for x in chosen)
        self.package.set_word("適用外を取り消す" if within else "同一パッケージ内（適用外）…")

    def show_line(self, line: ReviewLine | None, spoken: Spoken | None) -> None:
        """Another linkage, or none."""
        for pane in self._panes:
            clear(pane.column)
        if line is None:
            return
        self._sentence(line, spoken)
        self._rules(line)
        self._proposed(line)
        for pane in self._panes:
            pane.column.addStretch(1)
            pane.verticalScrollBar().setValue(0)

    def _add(self, pane: int, text: str, *, tone: str = "", sign: str = "") -> None:
        place = self._panes[pane]
        if not sign:
            place.column.addWidget(Label(text, place.page, tone=tone, wrap=True))
            return
        held = QWidget(place.page)
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        icon = ThemedIcon(sign, "warn_line" if sign == "warning" else "text2", held, size=14)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(text, held, tone=tone, wrap=True), 1)
        place.column.addWidget(held)

    def _sentence(self, line: ReviewLine, spoken: Spoken | None) -> None:
        self._add(0, line.texts["text"] or "機能説明がありません。")
        if spoken is None:
            return
        if spoken.why:
            self._add(0, f"{spoken.why}（確かさ {spoken.confidence}）", sign="warning")
        parts = (("主体", spoken.subject), ("相手", spoken.partner), ("目的", spoken.purpose), ("データ", spoken.data),
                 ("操作", spoken.operation))  # fmt: skip
        self._add(0, "　".join(f"{word}：{text}" for word, text in parts if text), tone="text2")
        places = line.texts["source"].replace("\n", " ")
        named = [f"関連箇所 {places}"] if places else []
        named += [f"Lv2 {line.texts['level2']}"] if line.texts["level2"] else []
        if named:
            self._add(0, "　".join(named), tone="text2")

    def _rules(self, line: ReviewLine) -> None:
        if line.within:
            self._add(1, "同一パッケージ内のため、検討の対象から外れています。表には残ります（標準化基本方針 4.1.2）。")
        for text in line.warnings:
            self._add(1, text, sign="warning")
        for text in line.unknown:
            self._add(1, text, tone="text2", sign="info")
        if line.issues:
            self._add(1, f"課題：{line.issues}", tone="text2")
        if not (line.within or line.warnings or line.unknown):
            self._add(1, "確かめることはありません。" if line.need else "検討要否をまだ書いていません。", tone="text2")

    def _proposed(self, line: ReviewLine) -> None:
        for code, word in _NAMES.items():
            if code in line.proposed:
                self._add(2, f"{word}：{line.texts[code]}")
        if line.within:
            self._add(2, f"{STATES['package']}：{line.package}")
        elif line.package:
            self._add(2, f"両方の業務を {line.package} が扱うため、{STATES['package']}にできます。", sign="info")
        if not (line.proposed or line.package):
            self._add(2, "候補はありません。現行調査の連携に「対応する標準連携ID」を書くと出ます。", tone="text2")
