"""経緯: every value one record or one field had, who wrote it, when and why; opened from where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.frame.pages import Remembering
from app.ui.parts.buttons import Button
from app.ui.parts.changed import add_changes
from app.ui.parts.chips import Chip, state_look
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.empty import EmptyState
from app.ui.parts.inputs import Chooser
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label
from app.ui.work import records as work

if TYPE_CHECKING:
    from app.services.field_history import Moment, Past
    from app.ui.context import Context
    from app.ui.frame.pages import Page

AT_ONCE = 30  # moments on the page at once
ALL = ""


class PastDialog(SentenceDialog):
    """The newest first; one field or all of them."""

    def __init__(self, past: Past, field: str, parent: QWidget | None) -> None:
        super().__init__(
            f"{past.title} の経緯",
            parent,
            explanation="だれが、いつ、何を何に変えたか。新しいものが上です。元に戻したことも残ります。",
            main="閉じる",
            cancel="",
            width=720,
        )
        self.setObjectName("past")
        self.resize(760, 560)
        self._past, self._shown = past, AT_ONCE
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Label("欄", self, tone="text2"))
        self.field = Chooser(self, name="欄")
        self.field.fill([(ALL, "すべての欄"), *((name, name) for name in past.fields)], ALL)
        if field in past.fields:
            self.field.set_code(field)
        self.field.activated.connect(lambda _n: self._again())
        line.addWidget(self.field)
        self.count = Label("", self, tone="text2")
        line.addWidget(self.count)
        line.addStretch(1)
        self.body.addLayout(line)
        self._scroll = Scroller(self)
        self._page = self._scroll.column
        self._page.setSpacing(8)
        self.body.addWidget(self._scroll, 1)
        self._fill()

    def moments(self) -> list[Moment]:
        """Those of the chosen field."""
        name = self.field.code()
        return [m for m in self._past.moments if not name or any(f[0] == name for f in m.line.fields)]

    def _again(self) -> None:
        self._shown = AT_ONCE
        self._fill()

    def _fill(self) -> None:
        clear(self._page)
        found = self.moments()
        self.count.setText(f"{len(found):,} 件の記録")
        if not found:
            self._page.addWidget(
                EmptyState(
                    "clock",
                    "この欄は一度も変わっていません",
                    "「すべての欄」を選ぶと、ほかの欄の経緯が並びます。",
                    self,
                )
            )
        for moment in found[: self._shown]:
            self._page.addWidget(self._card(moment))
        if len(found) > self._shown:
            self._page.addWidget(Button(f"さらに前の {len(found) - self._shown:,} 件", self, press=self._more))
        self._page.addStretch(1)

    def _more(self) -> None:
        self._shown += AT_ONCE
        self._fill()

    def _card(self, moment: Moment) -> QFrame:
        card = QFrame(self)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        department, _, name = moment.by.partition("/")
        when = moment.at[:16].replace("T", " ")
        head.addWidget(Elided(f"{when}　{department} {name}（{moment.role}）", card, bold=True), 1)
        state = "取り消し" if moment.line.withdrawn else moment.state
        if state:
            head.addWidget(Chip(state_look(state, "neutral", "－"), card))
        column.addLayout(head)
        said = [moment.step, f"{moment.line.about}　{moment.line.what}".strip("　")]
        said += [f"{moment.package} のパッケージ"] if moment.package else []
        column.addWidget(Label("　／　".join(said), card, tone="text2", size="remark", wrap=True))
        add_changes(column, moment.line, card)
        return card


def show_past(context: Context, page: Page, parent: QWidget) -> None:
    """The past of what stands under the cursor of a screen."""
    rid, field = page.about() if isinstance(page, Remembering) else ("", "")
    if not rid:
        context.said.emit("経緯を見る項目を先に選んでください。")
        return

    def arrived(found: tuple[Past, str] | None) -> None:
        if found is None:
            context.said.emit("この項目には、まだ何も記録されていません。")
            return
        dialog = PastDialog(*found, parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    context.run(work.past, rid, field, done=arrived, owner=parent)
