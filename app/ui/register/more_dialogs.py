"""Smaller dialogs of 課題・決定: the ladder, splitting one issue, joining several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.fields import TextArea
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.text import Label
from app.ui.parts.tick_list import TickList
from app.ui.work.register import IssueLine

Rung = tuple[str, str, str]  # number, label, question


class LadderDialog(SentenceDialog):
    """検討の順序: why nothing on each rung will do; what is left empty counts as not considered."""

    def __init__(self, number: str, rungs: Sequence[Rung], refused: Mapping[str, str], parent: QWidget | None) -> None:
        super().__init__(
            f"{number} の検討の順序",
            parent,
            explanation="上の段から順に考えます。その段で済まない理由を書くと、次の段に進んだわけが残ります。",
            main="記録する",
            undo="1 回の「元に戻す」で戻ります",
            width=720,
        )
        self.setObjectName("ladder")
        self._areas: dict[str, TextArea] = {}
        for rung, label, question in rungs:
            area = TextArea(self, name=label, text=refused.get(rung, ""), lines=2)
            self._areas[rung] = area
            field = Field(f"{rung}　{label}", area, self)
            field.add_to_head(Label(question, self, tone="text2", size="remark"))
            self.body.addWidget(field)

    def values(self) -> dict[str, str]:
        """Rung → reason."""
        return {rung: text for rung, area in self._areas.items() if (text := area.toPlainText().strip())}


class SplitDialog(SentenceDialog):
    """分割: one title a line."""

    def __init__(self, number: str, title: str, parent: QWidget | None) -> None:
        super().__init__(
            f"{number} を分割します",
            parent,
            explanation="分割した課題は、内容・関係する標準と現行・期限・対応方針を引き継ぎます。元の課題と履歴は残ります。",
            main="分割する",
            undo="1 回の「元に戻す」で戻ります",
            width=600,
        )
        self.setObjectName("split")
        self.titles = TextArea(self, name="分割した課題の件名", text=f"{title}\n", lines=4)
        self.titles.textChanged.connect(self._look)
        self.body.addWidget(Field("分割した課題の件名（一行に一つ）", self.titles, self))
        self.titles.setFocus()
        self._look()

    def values(self) -> list[str]:
        """The titles."""
        return [t.strip() for t in self.titles.toPlainText().splitlines() if t.strip()]

    def _look(self) -> None:
        titles = self.values()
        why = "" if len(titles) > 1 else "二つ以上の件名を書いてください"
        if len(set(titles)) < len(titles):
            why = "同じ件名が二つあります"
        self.main.set_usable(not why, why)


class JoinDialog(SentenceDialog):
    """統合: the issue at hand with others that are ticked."""

    def __init__(self, line: IssueLine, others: Sequence[IssueLine], parent: QWidget | None) -> None:
        super().__init__(
            f"{line.number} にほかの課題を統合します",
            parent,
            explanation="関係する標準と現行はすべて引き継ぎます。対応方針は、同じときだけ引き継ぎます。元の課題と履歴は残ります。",
            main="統合する",
            undo="1 回の「元に戻す」で戻ります",
            width=640,
        )
        self.setObjectName("join")
        self._line = line
        self.title = TextLine(self, name="統合した課題の件名")
        self.title.setText(line.title)
        self.title.textChanged.connect(lambda _t: self._look())
        self.body.addWidget(Field("統合した課題の件名", self.title, self))
        self.list = TickList(self, name="統合する課題")
        for other in others:
            self.list.add(f"{other.number}　{other.title}").setData(Qt.ItemDataRole.UserRole, other.rid)
        self.list.itemChanged.connect(lambda _i: self._look())
        self.list.setMinimumHeight(220)
        self.body.addWidget(Field("統合する課題", self.list, self))
        self._look()

    def values(self) -> tuple[list[str], str]:
        """(the issues' rids, the title)."""
        items = [self.list.item(n) for n in range(self.list.count())]
        chosen = [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == Qt.CheckState.Checked]
        return [self._line.rid, *chosen], self.title.text().strip()

    def _look(self) -> None:
        rids, title = self.values()
        why = "" if len(rids) > 1 else "統合する課題を選んでください"
        self.main.set_usable(not why and bool(title), why or "件名を書いてください")
