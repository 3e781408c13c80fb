"""The dialog of an option: what would be done, what it brings and costs; unlawful ones can't be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.dispositions import DispositionField
from app.ui.parts.fields import TextArea
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label
from app.ui.register.money_fields import MoneyFields
from app.ui.work.register import Choice, IssueReading

if TYPE_CHECKING:
    from app.services.register_read import Option


_FRAME = 210  # of the dialog around what is scrolled: its sentence, its problem, its buttons


class OptionDialog(SentenceDialog):
    """One way that is considered; unlawful ones cannot be chosen here either."""

    def __init__(
        self, reading: IssueReading, source: str, parent: QWidget | None, *, option: Option | None = None
    ) -> None:
        """``option``: the one to be written anew."""
        super().__init__(
            f"{reading.issue.number} の対応案を書き直します"
            if option
            else f"{reading.issue.number} に対応案を加えます",
            parent,
            main="書き直す" if option else "加える",
            undo="1 回の「元に戻す」で戻ります",
            width=760,
        )
        self.setObjectName("option")
        self._choices = reading.choices
        self._choice: Choice | None = None
        self._scroll = Scroller(self)  # all of it may be taller than a small window
        page = self._scroll.column
        page.setSpacing(8)
        self.body.addWidget(self._scroll, 1)
        self.disposition = DispositionField(self, width=320)
        self.disposition.show_choices(reading.choices, "", "", source)
        self.disposition.picked.connect(self.choose)
        page.addWidget(Field("対応方針（必ず選ぶ）", self.disposition, self))
        self.content = TextArea(self, name="内容", lines=2)
        self.content.textChanged.connect(self._look)
        page.addWidget(Field("内容（必ず書く）", self.content, self))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self._lines: dict[str, TextLine] = {}
        words = (
            ("effect", "効果"),
            ("risk", "危険"),
            ("residents", "住民への影響"),
            ("time", "期間"),
            ("cost", "費用（言葉で）"),
        )
        for place, (code, word) in enumerate(words):
            self._lines[code] = line = TextLine(self, name=word)
            line.record.connect(self._take)
            line.entered.connect(self.focusNextChild)
            grid.addWidget(Field(word, line, self), place // 4, place % 4)
        self.money = MoneyFields(self)
        self.money.changed.connect(self._look)
        self._open = Button("金額の内訳を書く…", self, kind="link", compact=True, press=self._show_money)
        grid.addWidget(self._open, 1, 1, 1, 3, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        page.addLayout(grid)
        page.addWidget(self.money)
        self.money.hide()
        self._needs: dict[str, tuple[Field, TextLine]] = {}
        for choice in reading.choices:
            for key, label in choice.needs:
                line = TextLine(self, name=label)
                line.textChanged.connect(self._look)
                line.record.connect(self._take)
                field = Field(f"{label}（必ず書く）", line, self)
                field.hide()
                page.addWidget(field)
                self._needs[key] = (field, line)
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        if option is not None:
            self._fill(option)
        self._fit()
        self.disposition.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    def _fill(self, option: Option) -> None:
        chosen = next((c for c in self._choices if c.code == option.disposition), None)
        if chosen is not None:
            self.choose(chosen)
        self.content.setPlainText(option.content)
        for code, line in self._lines.items():
            line.setText(str(getattr(option, code)))
        for key, (_field, line) in self._needs.items():
            line.setText(str(option.data.get(key, "")))
        self.money.put(option.money, option.money_notes)
        if not option.money.empty:
            self._show_money()

    def _show_money(self) -> None:
        self.money.show()
        self._open.hide()
        self._fit()

    def _fit(self) -> None:
        """As high as what it holds, as far as the window lets it."""
        window = self.parentWidget()
        room = (window.height() if window is not None else 700) - _FRAME
        wanted = self._scroll.page.sizeHint().height()
        self._scroll.setFixedHeight(max(120, min(wanted, room)))
        layout = self.layout()
        if layout is not None:
            layout.activate()
        self.resize(self.width(), self.sizeHint().height())  # adjustSize stops at two thirds of the display
        if window is not None and self.isVisible():  # what grew downward must not leave the window
            self.move(window.mapToGlobal(window.rect().center()) - self.rect().center())

    def choose(self, choice: Choice) -> None:
        """A disposition was taken from the list."""
        self._choice = choice
        self.disposition.show_choices(self._choices, choice.code, "")
        wanted = {key for key, _label in choice.needs}
        for key, (field, _line) in self._needs.items():
            field.setVisible(key in wanted)
        self._fit()
        self.content.setFocus()
        self._look()

    def _look(self) -> None:
        missing = []
        if self._choice is None:
            missing.append("対応方針")
        if not self.content.toPlainText().strip():
            missing.append("内容")
        for key, label in self._choice.needs if self._choice else ():
            if not self._needs[key][1].text().strip():
                missing.append(label)
        wrong = self.money.problem()
        self.problem.setText(wrong)
        self.main.set_usable(not missing and not wrong, wrong or f"まだ書いていません：{'、'.join(missing)}")

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def values(self) -> tuple[str, str, dict[str, Any]]:
        """(disposition, content, other fields)."""
        assert self._choice is not None
        fields: dict[str, Any] = {code: line.text().strip() for code, line in self._lines.items()}
        fields |= self.money.values()
        fields["data"] = {key: self._needs[key][1].text().strip() for key, _label in self._choice.needs}
        return self._choice.code, self.content.toPlainText().strip(), fields
