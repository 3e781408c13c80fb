"""The forms of 連携検討表: 同一パッケージ内（適用外）, and rows of 連携パターン per environment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.text import Label
from app.ui.parts.tick_list import TickList

UNDO = "1 回の「元に戻す」で戻ります"


class PackageDialog(SentenceDialog):
    """Which package serves both sides, and why somebody says so."""

    def __init__(self, count: int, package: str, parent: QWidget | None) -> None:
        super().__init__(
            f"{count} 連携を同一パッケージ内（適用外）にします",
            parent,
            explanation="同じ事業者の同じパッケージの中の連携は、連携要件の機能を省けます（標準化基本方針 4.1.2）。"
            "表には残り、検討の対象から外れます。",
            main="記録する",
            undo=UNDO,
        )
        self.setObjectName("same-package")
        self.package = TextLine(self, name="パッケージの名前")
        self.package.setText(package)
        self.reason = TextLine(self, name="理由", hint="両方の業務を同じパッケージが扱う")
        self.body.addWidget(Field("パッケージの名前", self.package, self))
        self.body.addWidget(Field("理由", self.reason, self))
        self.package.textChanged.connect(self._look)
        self.package.setFocus()
        self._look()

    def _look(self) -> None:
        self.main.set_usable(bool(self.package.text().strip()), "パッケージの名前を書いてください")

    def values(self) -> tuple[str, str]:
        """(package, reason)."""
        return self.package.text().strip(), self.reason.text().strip()


class PatternDialog(SentenceDialog):
    """相手先, and the environments that each get a row."""

    def __init__(
        self, count: int, partners: Sequence[tuple[str, str]], places: Sequence[tuple[str, str]],
        parent: QWidget | None,
    ) -> None:  # fmt: skip
        super().__init__(
            f"{count} 連携の行を「連携パターン」に作ります",
            parent,
            explanation="環境ごとに一行ずつできます。番号①〜⑧は、相手先と環境から決まります。もうある行は作りません。",
            main="行を作る",
            undo=UNDO,
        )
        self.setObjectName("link-patterns")
        self.partner = Chooser(self, name="相手先")
        self.partner.fill(partners)
        self.body.addWidget(Field("相手先", self.partner, self))
        self.body.addWidget(Label("環境", self, tone="text2", size="remark"))
        self.places = TickList(self, name="環境")
        self.places.setFixedHeight(len(places) * 26 + 8)
        for code, word in places:
            item = self.places.add(word)
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setCheckState(Qt.CheckState.Checked)
        self.places.itemChanged.connect(lambda _item: self._look())
        self.body.addWidget(self.places)
        self._look()

    def _look(self) -> None:
        self.main.set_usable(bool(self.values()[1]), "環境を一つ以上選んでください")

    def values(self) -> tuple[str, list[str]]:
        """(相手先, environments) as codes."""
        items = (self.places.item(n) for n in range(self.places.count()))
        ticked = [i for i in items if i.checkState() == Qt.CheckState.Checked]
        return self.partner.code(), [str(i.data(Qt.ItemDataRole.UserRole)) for i in ticked]
