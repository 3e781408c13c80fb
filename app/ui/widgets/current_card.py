"""A current function, form or linkage as a card, and a candidate as a line that takes it when pressed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.codes import CURRENT_FACTS
from app.services.views import CurrentRow
from app.ui.parts.buttons import Button, draw_key
from app.ui.parts.text import Elided, Label, tip
from app.ui.theme import look


def facts_line(row: CurrentRow) -> str:
    """住民情報システム　利用中・毎日　ヒアリング 2025-10-21."""
    usage = "・".join(p for p in (CURRENT_FACTS.get(row.usage, row.usage), row.frequency) if p)
    source = f"{row.source} {row.as_of}".strip()
    return "　".join(p for p in (row.system, usage, source) if p)


class CurrentCard(QFrame):
    """One current function. ``lines`` shows the three labelled lines of wide windows."""

    def __init__(
        self, row: CurrentRow, parent: QWidget, *, take_off: Callable[[], object] | None, lines: bool, writable: bool
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(f"現行 {row.number} {row.name}")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(row.number, self, tone="text2"))
        head.addWidget(Elided(row.name, self, bold=True), 1)
        if take_off is not None:
            off = Button("外す", self, kind="link", press=take_off)
            off.set_usable(writable, "読むだけで開いています")
            head.addWidget(off)
        column.addLayout(head)
        if row.summary:
            column.addWidget(Label(row.summary, self, wrap=True))
        if not lines:
            column.addWidget(Label(facts_line(row), self, tone="text2", size="remark", wrap=True))
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        usage = "・".join(p for p in (CURRENT_FACTS.get(row.usage, row.usage), row.frequency) if p)
        source = "　".join(
            p for p in (f"{row.source} {row.as_of}".strip(), f"確度 {row.certainty}" if row.certainty else "") if p
        )
        filled = [
            (w, t)
            for w, t in (("システム", row.system), ("利用", usage), ("所管", row.department), ("確かめ方", source))
            if t
        ]
        for place, (word, text) in enumerate(filled):
            grid.addWidget(Label(word, self, tone="text2", size="remark"), place, 0)
            grid.addWidget(Label(text, self, wrap=True), place, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)

    def add_link(self, word: str, press: Callable[[], object]) -> None:
        """A way to where it is written."""
        self.layout().addWidget(Button(word, self, kind="link", press=press), 0, Qt.AlignmentFlag.AlignLeft)


class CandidateLine(QAbstractButton):
    """One candidate: number, name, how near, and why. ``taken`` when it is pressed; ``first`` shows the key Space."""

    taken = Signal(str)

    def __init__(
        self,
        rid: str,
        number: str,
        name: str,
        score: int,
        why: tuple[str, ...],
        parent: QWidget,
        *,
        first: bool = False,
    ) -> None:
        super().__init__(parent)
        self.rid, self._number, self._score, self._first = rid, number, score, first
        self._why = "／".join(why) or "語は一致しません"
        self.setText(name)
        self.setFixedHeight(50)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tip(f"{number} {name}\n{self._why}\n押すと対応付けます"))
        self.setAccessibleName(f"候補 {number} {name} 近さ {score}　{self._why}　押すと対応付けます")
        self.clicked.connect(lambda _checked=False: self.taken.emit(self.rid))
        look.notifier().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(280, 50)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.rect()
        live = self.isEnabled()
        hot = live and (self._first or self.underMouse())
        painter.fillRect(rect, look.colour("soft" if hot else "surface"))
        painter.setFont(look.font(13, bold=self._first))
        score = f"近さ {self._score}"
        right = rect.right() - 12
        wide = painter.fontMetrics().horizontalAdvance(score)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(look.colour("text" if self._first else "text2"))
        painter.drawText(QRect(right - wide, 5, wide + 2, 20), middle, score)
        painter.setFont(look.font(13))
        painter.setPen(look.colour("text2"))
        left = 12
        painter.drawText(QRect(left, 5, 70, 20), middle, self._number)
        left += painter.fontMetrics().horizontalAdvance(self._number) + 8
        painter.setFont(look.font(13, bold=self._first))
        painter.setPen(look.colour("text"))
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, right - wide - 10 - left)
        painter.drawText(QRect(left, 5, right - left, 20), middle, name)
        painter.setFont(look.font(12))
        painter.setPen(look.colour("text2"))
        room = right - 12
        if self._first and live:
            key = painter.fontMetrics().horizontalAdvance("Space") + 10
            draw_key(painter, QRect(right - key, 27, key, 17), "Space", "text2", "line2")
            room -= key + 8
        why = painter.fontMetrics().elidedText(self._why, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(12, 25, room, 20), middle, why)
        painter.fillRect(QRect(0, rect.bottom(), rect.width(), 1), look.colour("line"))
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.end()
