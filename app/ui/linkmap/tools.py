"""The two rows over the picture: around what, how far, which way; which view, what is folded, which lines."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.core.linkbundles import SIGNS, STATES
from app.services.link_nodes import LEVEL_NAMES
from app.services.link_views import GROUPS, VIEWS, Wish
from app.ui.parts.buttons import Button
from app.ui.parts.facets import Facet, Segment
from app.ui.parts.inputs import Chooser
from app.ui.parts.text import Label

DEPTHS = (("1", "1"), ("2", "2"), ("3", "3"))
WITHINS = (("2", "2"), ("4", "4"), ("6", "6"))
DIRECTIONS = (("both", "両方"), ("in", "受け取る"), ("out", "提供する"))
FACETS = ("gap", "moving", "outside", "standard", "current", "both")
SHORT = {"gap": "差異"}
LONGEST = 300  # pixels of a chooser of systems


class Tools(QFrame):
    """Emits ``changed`` when something else is to be drawn; ``anew`` says that it is no growth of the same picture."""

    changed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 7, 12, 7)
        line.setSpacing(12)
        self.line = line
        self.centre = Chooser(self, name="中心にするもの", lead="中心")
        self.centre.setMaximumWidth(LONGEST)
        self.centre.currentIndexChanged.connect(lambda _place: self.changed.emit(True))
        line.addWidget(self.centre)
        self.to = Chooser(self, name="道の終わり", lead="まで")
        self.to.setMaximumWidth(LONGEST)
        self.to.currentIndexChanged.connect(lambda _place: self.changed.emit(True))
        line.addWidget(self.to)
        self.depth = Segment(DEPTHS, self, name="つながりの深さ")
        self.within = Segment(WITHINS, self, name="道の段数")
        self.within.set_code("4")
        self.direction = Segment(DIRECTIONS, self, name="向き")
        for segment in (self.depth, self.within, self.direction):
            segment.chosen.connect(lambda: self.changed.emit(False))
        line.addWidget(self.depth)
        line.addWidget(self.within)
        self._word = Label("つながりの深さ", self, tone="text2")
        line.addWidget(self._word)
        line.addWidget(self.direction)
        line.addStretch(1)
        self.set_view("near")

    def add(self, button: Button) -> None:
        """A button at the right end."""
        self.line.addWidget(button)

    def fill(self, found: list[tuple[str, str]], current: str) -> None:
        """What may stand in the middle, without a signal; the end of a way keeps its place."""
        to = self.to.code()
        for chooser, chosen in ((self.centre, current), (self.to, to)):
            chooser.fill(found, chosen)
        if self.to.currentIndex() < 0 and found:
            self.to.set_code(found[-1][0])

    def offer(self, node: str, label: str) -> bool:
        """Whether something may stand in the middle; departments, vendors and published items are taken in as met."""
        if self.centre.findData(node) < 0 and node.startswith(("dept:", "vendor:", "req:", "form:")):
            blocked = self.centre.blockSignals(True)
            self.centre.addItem(label or node, node)
            self.centre.blockSignals(blocked)
        return self.centre.findData(node) >= 0

    def set_view(self, view: str) -> None:
        """Shows what this view asks for."""
        self.centre.setVisible(view in ("near", "path"))
        self.to.setVisible(view == "path")
        self.depth.setVisible(view == "near")
        self.direction.setVisible(view == "near")
        self.within.setVisible(view == "path")
        self._word.setVisible(view in ("near", "path"))
        self._word.setText("つながりの深さ" if view == "near" else "段まで")


class ViewBar(QFrame):
    """Which view, on which level, folded by what, and which lines. ``changed`` as of Tools."""

    changed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("edge", "bottom")
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 12, 4)
        line.setSpacing(10)
        self.view = Segment(tuple(VIEWS.items()), self, name="見方")
        self.view.chosen.connect(lambda: self.changed.emit(True))
        line.addWidget(self.view)
        self.level = Chooser(self, name="箱にするもの", lead="箱")
        self.level.fill([("", "自動"), *LEVEL_NAMES.items()])
        self.level.currentIndexChanged.connect(lambda _place: self.changed.emit(True))
        line.addWidget(self.level)
        self.group = Chooser(self, name="まとめる単位", lead="まとめ")
        self.group.fill([(code, word if code else "なし") for code, word in GROUPS.items()])
        self.group.currentIndexChanged.connect(lambda _place: self.changed.emit(True))
        line.addWidget(self.group)
        self._facets: dict[str, Facet] = {}
        for state in FACETS:
            word = f"{SIGNS[state]} {SHORT.get(state, STATES[state])}"
            facet = Facet(word, self, spoken=f"{STATES[state]}の線だけ")
            facet.setObjectName(f"facet-{state}")
            facet.clicked.connect(lambda _checked=False: self.changed.emit(False))
            facet.hide()
            self._facets[state] = facet
            line.addWidget(facet)
        line.addStretch(1)
        self._room = 0

    def states(self) -> frozenset[str]:
        """The lines wanted; none chosen means all."""
        return frozenset(state for state, facet in self._facets.items() if facet.isChecked())

    def set_counts(self, counts: Mapping[str, int], room: int) -> None:
        """Shows how many lines of each state there are, those that need somebody first, as far as ``room`` goes."""
        left = (
            room
            - 24
            - sum(w.sizeHint().width() + 10 for w in (self.view, self.level, self.group) if w.isVisibleTo(self))
        )
        for state, facet in self._facets.items():
            count = counts.get(state, 0)
            facet.set_count(count)
            left -= facet.width() + 10
            facet.setVisible(facet.isChecked() or (count > 0 and left > 0))

    def clear_states(self) -> None:
        """All lines again, without a signal."""
        for facet in self._facets.values():
            facet.setChecked(False)

    def set_view(self, view: str) -> None:
        """The whole town has one level and nothing folded."""
        self.level.setVisible(view != "town")
        self.group.setVisible(view != "town")

    def wish(self, tools: Tools, unfolded: frozenset[str]) -> Wish:
        """What both rows ask for."""
        return Wish(
            view=self.view.code(), around=tools.centre.code(), depth=int(tools.depth.code()),
            direction=tools.direction.code(), level=self.level.code(), group=self.group.code(), unfolded=unfolded,
            states=self.states(), to=tools.to.code(), within=int(tools.within.code()),
        )  # fmt: skip
