"""Facets: a word and a count that filter a list; the chosen ones are soft, edged and bold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.parts.flow import FlowLayout
from app.ui.parts.text import amp
from app.ui.theme import look


class Facet(QPushButton):
    """One facet. Its width is that of the bold form, so that choosing it moves nothing."""

    def __init__(self, word: str, parent: QWidget | None = None, *, spoken: str = "") -> None:
        super().__init__(parent)
        self._word, self._spoken = word, spoken or word
        self.setProperty("facet", True)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(None)

    def set_count(self, count: int | None) -> None:
        """Shows the count after the word; ``None`` shows the word alone."""
        text = self._word if count is None else f"{self._word}  {count:,}"
        self.setText(amp(text))
        self.setAccessibleName(self._spoken if count is None else f"{self._spoken} {count}件")
        bold: QFont = look.font(12, bold=True)
        self.setFixedWidth(QFontMetrics(bold).horizontalAdvance(text) + 18)


class FacetBar(QWidget):
    """A set of facets. Those of ``single`` exclude each other (one of them is always on); the others add up."""

    chosen = Signal()

    def __init__(
        self,
        single: Sequence[tuple[str, str]],
        multiple: Sequence[tuple[str, str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        """``single``: (code, word); ``multiple``: (code, word, spoken word)."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._layout = FlowLayout(gap=4)
        column.addLayout(self._layout)
        self._second = QHBoxLayout()
        self._second.setSpacing(4)
        if multiple:
            column.addLayout(self._second)
        self._single = [code for code, _word in single]
        self._buttons: dict[str, Facet] = {}
        for code, word in single:
            self._layout.addWidget(self._add(code, Facet(word, self)))
        for code, word, spoken in multiple:
            self._second.addWidget(self._add(code, Facet(word, self, spoken=spoken)))
        self._second.addStretch(1)
        if single:
            self._buttons[self._single[0]].setChecked(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _add(self, code: str, facet: Facet) -> Facet:
        facet.setObjectName(f"facet-{code}")
        facet.clicked.connect(lambda _checked=False, code=code: self._pressed(code))
        self._buttons[code] = facet
        return facet

    def add_widget(self, widget: QWidget) -> None:
        """Another widget at the right end of the second line."""
        self._second.addWidget(widget)

    def _pressed(self, code: str) -> None:
        if code in self._single:
            for other in self._single:
                self._buttons[other].setChecked(other == code)
        self.chosen.emit()

    def choose(self, code: str) -> None:
        """Presses a facet from the program; emits ``chosen``."""
        if code not in self._single:
            self._buttons[code].setChecked(not self._buttons[code].isChecked())
        self._pressed(code)

    def put(self, code: str) -> None:
        """Switches a facet on without a signal; unknown codes are passed over."""
        if code in self._buttons:
            for other in self._single if code in self._single else ():
                self._buttons[other].setChecked(False)
            self._buttons[code].setChecked(True)

    def reset(self) -> None:
        """Back to the first, without a signal."""
        for code, button in self._buttons.items():
            button.setChecked(code == self._single[0] if self._single else False)

    def on(self) -> set[str]:
        """Codes of the chosen facets."""
        return {code for code, button in self._buttons.items() if button.isChecked()}

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Shows the counts; codes that are missing show their word alone."""
        for code, button in self._buttons.items():
            button.set_count(counts.get(code))
        self._layout.invalidate()
        self.updateGeometry()

    def show_only(self, codes: set[str]) -> None:
        """Hides facets that mean nothing here (never the first); a hidden one is switched off."""
        for code, button in self._buttons.items():
            visible = code in codes or code == (self._single[0] if self._single else "")
            button.setVisible(visible)
            if not visible:
                button.setChecked(False)
        self._layout.invalidate()
        self.updateGeometry()


class Segment(QWidget):
    """A few choices in one row of which one is on."""

    chosen = Signal()

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._buttons: dict[str, Facet] = {}
        for code, word in choices:
            button = Facet(word, self, spoken=f"{name} {word}")
            button.clicked.connect(lambda _checked=False, code=code: self.choose(code))
            self._buttons[code] = button
            row.addWidget(button)
        self._show(choices[0][0])

    def _show(self, code: str) -> None:
        for other, button in self._buttons.items():
            button.setChecked(other == code)

    def set_code(self, code: str) -> None:
        """Switches one on without telling."""
        self._show(code)

    def show_only(self, codes: Sequence[str]) -> None:
        """Hides choices that mean nothing here."""
        for code, button in self._buttons.items():
            button.setVisible(code in codes)

    def choose(self, code: str) -> None:
        """Switches one on."""
        self._show(code)
        self.chosen.emit()

    def code(self) -> str:
        """The one that is on."""
        return next(code for code, button in self._buttons.items() if button.isChecked())
