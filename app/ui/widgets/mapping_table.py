"""Which heading of a book becomes which column: one line per heading, the first rows of the book beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.ui.parts.inputs import Chooser
from app.ui.parts.text import Elided, Label

if TYPE_CHECKING:
    from spec_catalog.rawtable import RawTable

SAMPLES = 3


class MappingTable(QScrollArea):
    """``changed`` after a person chose another column for a heading."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("見出しと欄の対応")
        self._choosers: dict[str, Chooser] = {}
        self._alone: Callable[[str], bool] = bool

    def show_table(
        self,
        table: RawTable,
        choices: Callable[[str], Sequence[tuple[str, str]]],
        mapping: Mapping[str, str],
        *,
        alone: Callable[[str], bool] = bool,
    ) -> None:
        """Another book. ``choices``: heading → (column code, word) with "" for what is kept in words; ``alone``:
        whether a column is filled from one heading only."""
        page = QWidget(self)
        page.setProperty("ground", "surface")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lines = QGridLayout(page)
        lines.setContentsMargins(12, 8, 12, 8)
        lines.setHorizontalSpacing(12)
        lines.setVerticalSpacing(6)
        samples = _samples(table)
        heads = ["見出し", "取り込む欄", *(f"{table.numbers[r]} 行目" for r in samples)]
        for place, word in enumerate(heads):
            lines.addWidget(Label(word, page, tone="text2", size="remark"), 0, place)
        self._choosers = {}
        self._alone = alone
        for row, heading in enumerate(table.headers, 1):
            lines.addWidget(Elided(heading or "（見出しなし）", page, bold=True), row, 0)
            chooser = Chooser(page, name=f"「{heading}」を取り込む欄")
            chooser.fill(choices(heading), mapping.get(heading, ""))
            chooser.setFixedWidth(206)
            chooser.activated.connect(lambda _i, heading=heading: self._chosen(heading))
            lines.addWidget(chooser, row, 1)
            self._choosers[heading] = chooser
            for place, r in enumerate(samples):
                lines.addWidget(Elided(table.rows[r][row - 1], page, tone="text2"), row, 2 + place)
        lines.setColumnStretch(0, 3)
        for place in range(len(samples)):
            lines.setColumnStretch(2 + place, 3)
        lines.setRowStretch(len(table.headers) + 1, 1)
        self.setWidget(page)

    def _chosen(self, heading: str) -> None:
        """Another heading that had a column which stands alone is kept in words."""
        code = self._choosers[heading].code()
        alone = self._alone(code)
        for other, chooser in self._choosers.items():
            if alone and other != heading and chooser.code() == code:
                chooser.set_code("")
        self.changed.emit()

    def choose(self, heading: str, code: str) -> None:
        """Chooses from the program, as a person would."""
        self._choosers[heading].set_code(code)
        self._chosen(heading)

    def mapping(self) -> dict[str, str]:
        """Heading → column code, "" = kept in words."""
        return {heading: chooser.code() for heading, chooser in self._choosers.items()}

    def first(self) -> Chooser | None:
        """Where the keys go first."""
        return next(iter(self._choosers.values()), None)


def _samples(table: RawTable) -> Sequence[int]:
    """The fullest of the first rows, in their order."""
    first = range(min(len(table.rows), 30))
    fullest = sorted(first, key=lambda r: (-sum(bool(c.strip()) for c in table.rows[r]), r))[:SAMPLES]
    return sorted(fullest)
