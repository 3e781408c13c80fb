"""Frozen columns of a grid: the first ones stay, the others scroll by whole columns as they do in a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QScrollBar, QTableView

from app.services.survey_lists import ListColumn

LEAST, STRETCHED = 220, ("summary", "note")


class FrozenColumns(QObject):
    """Hides the columns that are scrolled away; ``bar`` is the scroll bar under the grid. ``out`` are left out."""

    moved = Signal()

    def __init__(self, view: QTableView, columns: tuple[ListColumn, ...], bar: QScrollBar) -> None:
        super().__init__(view)
        self._view, self._bar = view, bar
        self._codes = [c.code for c in columns]
        self._widths = [c.width for c in columns]
        name = next((n for n, c in enumerate(columns) if c.required), 0)
        self._fixed = name + 1
        code = next((c for c in STRETCHED if c in self._codes), self._codes[-1])
        self._stretch = self._codes.index(code)
        self._same: set[int] = set()  # columns that say the same in every row
        self._hidden: set[int] = set()  # columns the person doesn't want to see
        self._out: set[int] = set()
        self._first = 0
        self._quiet = False
        bar.valueChanged.connect(self._scrolled)
        view.horizontalHeader().sectionResized.connect(self._resized)

    def set_out(self, codes: set[str]) -> None:
        """Columns that say the same in every row here."""
        self._same = {n for n, c in enumerate(self._codes) if c in codes}
        self._leave_out()

    def set_hidden(self, codes: set[str]) -> None:
        """Columns the person doesn't want to see; the frozen ones always stay."""
        self._hidden = {n for n, c in enumerate(self._codes) if c in codes and n >= self._fixed}
        self._leave_out()

    def hidden(self) -> set[str]:
        """Codes of the columns the person hid."""
        return {self._codes[n] for n in self._hidden}

    def may_hide(self) -> list[str]:
        """Codes of the columns that can be hidden, in order."""
        return [c for n, c in enumerate(self._codes) if n >= self._fixed and n not in self._same]

    def _leave_out(self) -> None:
        self._out = self._same | self._hidden
        if len(self._out) >= len(self._codes) - self._fixed:  # one column at least stands beside the frozen ones
            self._out.discard(self._stretch)
        self.arrange()

    def shown(self) -> list[int]:
        """Columns in order, those scrolled away too."""
        return [n for n in range(len(self._codes)) if n not in self._out]

    def fixed(self) -> list[int]:
        """The columns that stay."""
        return [n for n in self.shown() if n < self._fixed]

    def _moving(self) -> list[int]:
        return [n for n in self.shown() if n >= self._fixed]

    def arrange(self) -> None:
        """Widths for the room there is, then the scrolled columns out of sight."""
        room = self._view.viewport().width()
        widths = list(self._widths)
        total = sum(widths[n] for n in self.shown())
        if self._stretch not in self._out:
            least = min(LEAST, widths[self._stretch])
            widths[self._stretch] = max(least, widths[self._stretch] + room - total)
        moving = self._moving()
        left = room - sum(widths[n] for n in self.fixed())
        last = 0
        while last < len(moving) - 1 and sum(widths[n] for n in moving[last:]) > left:
            last += 1
        self._quiet = True
        for n, width in enumerate(widths):
            self._view.setColumnWidth(n, width)
        self._bar.setRange(0, last)
        self._bar.setPageStep(max(1, len(moving) - last))
        self._bar.setVisible(last > 0)
        self._first = min(self._first, last)
        self._bar.setValue(self._first)
        for n in range(len(self._codes)):
            hidden = n in self._out or (n >= self._fixed and n in moving[: self._first])
            if self._view.isColumnHidden(n) != hidden:
                self._view.setColumnHidden(n, hidden)
        self._quiet = False
        self.moved.emit()

    def _scrolled(self, value: int) -> None:
        if not self._quiet:
            self._first = value
            self.arrange()

    def _resized(self, column: int, _old: int, new: int) -> None:
        if not self._quiet and new > 0 and 0 <= column < len(self._widths):
            self._widths[column] = max(new, 40)
            self.arrange()

    def show(self, column: int) -> None:
        """Scrolls until a column is in sight."""
        moving = self._moving()
        if column not in moving:
            return
        place = moving.index(column)
        if place < self._first:
            self._bar.setValue(place)
            return
        left = self._view.viewport().width() - sum(self._view.columnWidth(n) for n in self.fixed())
        first = self._first
        while first < place and sum(self._widths_now(n) for n in moving[first : place + 1]) > left:
            first += 1
        self._bar.setValue(first)

    def _widths_now(self, column: int) -> int:
        width = self._view.columnWidth(column)
        return width if width else self._widths[column]

    def bar(self) -> QScrollBar:
        """The bar under the grid."""
        return self._bar

    def divided(self) -> bool:
        """True while something is scrolled away behind the frozen columns."""
        return self._first > 0


def dress_header(header: QHeaderView, height: int) -> None:
    """Sunken, sortable, resizable."""
    header.setFixedHeight(height)
    header.setSectionsClickable(True)
    header.setHighlightSections(False)
    header.setSortIndicatorShown(True)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setMinimumSectionSize(40)
