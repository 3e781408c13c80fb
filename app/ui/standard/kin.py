"""A line over the texts: the item may be another one under a new number, or a part of one; to be confirmed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.text import Label
from app.ui.work.difference import Step
from spec_catalog.succession import Candidate

WORDS = {
    "renumbered": ("番号が変わった同じ項目かもしれません", "番号の変更として確認しました", "同じ項目として確認"),
    "split": ("分割されたものかもしれません", "分割として確認しました", "分割として確認"),
    "joined": ("統合されたものかもしれません", "統合として確認しました", "統合として確認"),
}


class KinBanner(QWidget):
    """Hidden while there is nothing to say."""

    confirm_wanted = Signal(object)  # Candidate
    withdraw_wanted = Signal(str)  # rid
    follow_wanted = Signal(str)  # node

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setProperty("tone", "info")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._candidate: Candidate | None = None
        self._rid = ""
        self._node = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(ThemedIcon("info", "accent", self))
        self.text = Label("", self, wrap=True)
        row.addWidget(self.text, 1)
        self.other = Button("相手を見る", self, kind="link", press=self._follow)
        self.act = Button("", self, press=self._act)
        row.addWidget(self.other)
        row.addWidget(self.act)
        self.hide()

    def show_of(self, node: str, step: Step, writable: bool) -> None:
        """What may be said of an item."""
        found = step.candidates_of(node)
        self._candidate = found[0] if found else None
        self._node = node
        self.setVisible(bool(found))
        if self._candidate is None:
            return
        one = self._candidate
        self._rid = step.confirmed.get((one.kind, tuple(sorted(one.sources)), tuple(sorted(one.results))), "")
        maybe, done, act = WORDS[one.kind]
        ids = [", ".join(n.partition(":")[2] for n in side) for side in (one.sources, one.results)]
        self.text.setText(f"{done if self._rid else maybe}：{ids[0]} → {ids[1]}（{one.reason}）")
        self.act.set_word("確認を取り消す" if self._rid else act)
        self.act.setEnabled(writable)
        self.other.setVisible(bool(self._others()))

    def _others(self) -> list[str]:
        if self._candidate is None:
            return []
        return [n for n in (*self._candidate.sources, *self._candidate.results) if n != self._node]

    def _follow(self) -> None:
        for node in self._others()[:1]:
            self.follow_wanted.emit(node)

    def _act(self) -> None:
        if self._rid:
            self.withdraw_wanted.emit(self._rid)
        elif self._candidate is not None:
            self.confirm_wanted.emit(self._candidate)
