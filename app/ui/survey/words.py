"""The words of a book that no column knows: what each of them means, or all of them to 備考 with one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.survey_lists import SurveyList
from app.ui.parts.buttons import Button
from app.ui.parts.inputs import Chooser
from app.ui.parts.text import Elided, Label, SectionHeader

ASIDE = "備考に残す"
OPEN = "?"  # nothing decided yet: the word goes to 備考, and is asked about again


class WordTable(QFrame):
    """``changed`` after a person gave a word a meaning."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self._values: dict[str, dict[str, str]] = {}
        self._shown: list[tuple[str, str]] = []
        self.choosers: dict[tuple[str, str], Chooser] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame(self)
        head.setProperty("ground", "sunken")
        head.setProperty("edge", "top")
        head.setFixedHeight(34)
        line = QHBoxLayout(head)
        line.setContentsMargins(10, 0, 12, 0)
        self.count = SectionHeader("意味の分からない言葉", head, count=0)
        line.addWidget(self.count)
        line.addStretch(1)
        self.aside = Button("すべて備考へ", head, kind="quiet", press=self.all_aside)
        line.addWidget(self.aside)
        column.addWidget(head)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("意味の分からない言葉")
        column.addWidget(self._area, 1)

    def begin(self, values: Mapping[str, Mapping[str, str]]) -> None:
        """For another table: what was decided for one like it."""
        self._values = {code: dict(words) for code, words in values.items()}
        self._shown = []

    def show_words(
        self, wanted: SurveyList, unknown: Mapping[str, Sequence[str]], businesses: Sequence[tuple[str, str]]
    ) -> None:
        """The words nobody has given a meaning, and those given one here."""
        pairs = [(code, word) for code, words in self._values.items() for word in words]
        pairs += [(code, word) for code, words in unknown.items() for word in words if (code, word) not in pairs]
        codes = {c.code for c in wanted.columns}
        pairs = [p for p in pairs if p[0] in codes]
        self.count.set_count(sum(len(words) for words in unknown.values()))
        self.aside.setVisible(any(unknown.values()))
        self.setVisible(bool(pairs))
        if pairs == self._shown:
            return
        self._shown = pairs
        page = QWidget(self)
        page.setProperty("ground", "surface")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lines = QGridLayout(page)
        lines.setContentsMargins(12, 8, 12, 8)
        lines.setHorizontalSpacing(12)
        lines.setVerticalSpacing(6)
        for place, text in enumerate(("欄", "書かれた言葉", "意味")):
            lines.addWidget(Label(text, page, tone="text2", size="remark"), 0, place)
        self.choosers = {}
        for row, (code, word) in enumerate(pairs, 1):
            column = wanted.column(code)
            lines.addWidget(Elided(column.label, page, tone="text2"), row, 0)
            lines.addWidget(Elided(word, page, bold=True), row, 1)
            chooser = Chooser(page, name=f"「{word}」の意味")
            known = list(column.choices) if column.kind == "choice" else [(b, f"{b} {name}") for b, name in businesses]
            chooser.fill([(OPEN, "選んでください"), ("", ASIDE), *known], self._values.get(code, {}).get(word, OPEN))
            chooser.setFixedWidth(206)
            chooser.activated.connect(lambda _i, code=code, word=word: self._chosen(code, word))
            lines.addWidget(chooser, row, 2)
            self.choosers[code, word] = chooser
        lines.setColumnStretch(0, 1)
        lines.setColumnStretch(1, 3)
        lines.setRowStretch(len(pairs) + 1, 1)
        self._area.setWidget(page)

    def _chosen(self, code: str, word: str) -> None:
        value = self.choosers[code, word].code()
        words = self._values.setdefault(code, {})
        if value == OPEN:
            words.pop(word, None)
        else:
            words[word] = value
        self.changed.emit()

    def choose(self, code: str, word: str, value: str) -> None:
        """Gives a meaning from the program, as a person would."""
        self.choosers[code, word].set_code(value)
        self._chosen(code, word)

    def all_aside(self) -> None:
        """Every word still open is kept in 備考."""
        for (code, word), chooser in self.choosers.items():
            if chooser.code() == OPEN:
                chooser.set_code("")
                self._values.setdefault(code, {})[word] = ""
        self.changed.emit()

    def values(self) -> dict[str, dict[str, str]]:
        """Column code → word → value, as far as decided."""
        return {code: dict(words) for code, words in self._values.items() if words}
