"""The lists of 現行調査: the five everybody fills as tabs, the rest behind one button that counts them too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.services.survey_lists import beside, record_types, survey_list
from app.ui.parts.buttons import Button
from app.ui.parts.tabs import TabStrip
from app.ui.parts.text import amp
from app.ui.parts.ticks import tick

FIRST = ("systems", "functions", "forms", "linkages", "tasks")


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one place. ``first`` have a tab at once; ``books``: a department's own book may be imported."""

    names: tuple[str, ...]
    first: tuple[str, ...]
    books: bool = True


SURVEY = Lists((*FIRST, *(name for name in record_types() if name not in FIRST)), FIRST)
REGISTER = Lists(beside("issues"), beside("issues"), books=False)
LINKS = Lists(beside("links"), beside("links"), books=False)


class ListTabs(TabStrip):
    """``chosen`` with the code of the list a person wants. Of the lists behind the button, one at most has a tab."""

    chosen = Signal(str)

    def __init__(self, lists: Lists, parent: QWidget | None = None) -> None:
        names = self._names = lists.names
        self._first = lists.first
        self._titles = {name: survey_list(name).title for name in names}
        super().__init__([self._titles[n] for n in names], parent, name="一覧を選ぶ")
        self._counts: Mapping[str, int] = {}
        self._quiet = False
        self.bar.currentChanged.connect(self._changed)
        self.more = Button("ほかの一覧", self, kind="quiet")
        self._menu = QMenu(self.more)
        self._menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self._menu)
        self._row.insertWidget(1, self.more)
        self.more.setVisible(self._first != names)
        self.show_list(names[0])

    def show_list(self, name: str) -> None:
        """Marks a list as the one that shows, without a signal."""
        self._quiet = True
        for place, other in enumerate(self._names):
            self.bar.setTabVisible(place, other in self._first or other == name)
        self.bar.setCurrentIndex(self._names.index(name))
        self._quiet = False

    def say(self, counts: Mapping[str, int]) -> None:
        """How many rows each list has."""
        self._counts = counts
        for place, name in enumerate(self._names):
            self.bar.setTabText(place, self._words(name))
        behind = sum(counts.get(name, 0) for name in self._names if name not in self._first)
        self.more.setText(f"ほかの一覧  {behind:,}")

    def _words(self, name: str) -> str:
        return f"{self._titles[name]}  {self._counts.get(name, 0):,}"

    def _changed(self, place: int) -> None:
        if not self._quiet and place >= 0:
            self.chosen.emit(self._names[place])

    def _fill(self) -> None:
        """The lists that have no tab of their own."""
        self._menu.clear()
        for name in self._names:
            if name not in self._first:
                action = self._menu.addAction(amp(self._words(name)))
                action.setCheckable(True)
                action.setChecked(self._names[self.bar.currentIndex()] == name)
                tick(action)
                action.triggered.connect(lambda _c=False, name=name: self.chosen.emit(name))
