"""所属・氏名・役割: self-declared, no password; used at first start and by 別の人に交代."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.codes import ROLES
from app.services.views import Who
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Chooser, EditableChooser, Field, TextLine
from app.ui.parts.text import Label
from app.ui.settings import Settings

UNNAMED = "未記入"


def shown(who: Who) -> str:
    """市民課　佐藤 花子（担当者）; a missing name says 未記入."""
    return f"{who.department}　{who.name or UNNAMED}（{ROLES.get(who.role, who.role)}）".strip("　")


class WhoForm(QWidget):
    """The three fields in one line."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self.department = EditableChooser(self, name="所属")
        self.department.addItems(settings.texts("departments"))
        self.name = TextLine(self, name="氏名")
        self.role = Chooser(self, name="役割")
        self.role.fill(list(ROLES.items()))
        for word, editor in (("所属", self.department), ("氏名", self.name), ("役割", self.role)):
            row.addWidget(Field(word, editor, self), 1)
        self.set_who(settings.who())

    def set_who(self, who: Who) -> None:
        """Fills the fields."""
        self.department.setEditText(who.department)
        self.name.setText(who.name)
        self.role.set_code(who.role if who.role in ROLES else "clerk")

    def who(self) -> Who:
        """What is written; blanks stay blank and are recorded as 未記入."""
        return Who(self.department.currentText().strip(), self.name.text().strip(), self.role.code() or "clerk")


class WhoDialog(SentenceDialog):
    """別の人に交代."""

    def __init__(self, settings: Settings, who: Who, parent: QWidget | None) -> None:
        super().__init__("別の人に交代します", parent, main="この人で続ける", width=640)
        self.form = WhoForm(settings, self)
        self.form.set_who(who)
        self.body.addWidget(self.form)
        self.body.addWidget(
            Label("これから記録することに残る名前です。合言葉はありません。", self, tone="text2", size="remark")
        )
        self.form.name.entered.connect(self.accept)
        self.form.name.setFocus()
        self.form.name.selectAll()

    def who(self) -> Who:
        """The person from now on."""
        return self.form.who()
