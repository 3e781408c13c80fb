"""連携図 with what belongs to it: the picture, 連携検討表, and the lists of patterns and dependencies, behind tabs.

Only puts screens together: the folders of screens do not import one another.
"""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.context import Context
from app.ui.linkmap.screen import LinkScreen
from app.ui.linkreview.asking import Asking
from app.ui.linkreview.page import ReviewPage
from app.ui.parts.tabs import TabStrip
from app.ui.survey.screen import SurveyScreen
from app.ui.survey.tabs import LINKS

PARTS = (("map", "図"), ("review", "連携検討表"), ("lists", "パターンと依存"))

Part = LinkScreen | ReviewPage | SurveyScreen


class LinkPlace(QWidget):
    """``map`` is made at once, the rest when somebody goes there."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._form = ("normal", 1286)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = TabStrip([word for _code, word in PARTS], self, name="連携図の中の切り替え")
        column.addWidget(self.tabs)
        self._stack = QStackedWidget(self)
        column.addWidget(self._stack, 1)
        self.map = LinkScreen(context, self)
        self._stack.addWidget(self.map)
        self.asking = Asking(context, self)
        self.map.ask_wanted.connect(self.asking.ask)
        self.map.impact_file_wanted.connect(self.asking.export)
        self._made: dict[str, Part] = {"map": self.map}
        self.tabs.bar.currentChanged.connect(self._changed)

    def part(self) -> str:
        """Code of the page that shows."""
        return PARTS[self.tabs.bar.currentIndex()][0]

    def show_part(self, code: str) -> None:
        """Brings a page to the front."""
        self.tabs.bar.setCurrentIndex([c for c, _word in PARTS].index(code))

    def show_link(self, node: str) -> None:
        """A linkage in the picture."""
        self.show_part("map")
        self.map.show_link(node)

    def _changed(self, _place: int) -> None:
        page = self.page(self.part())
        self._stack.setCurrentWidget(page)
        page.focus()

    def page(self, code: str) -> Part:
        """A page by code, made if it isn't yet."""
        if code not in self._made:
            made = self._review() if code == "review" else SurveyScreen(self._context, self, lists=LINKS)
            self._made[code] = made
            self._stack.addWidget(made)
            made.set_form(*self._form)
        return self._made[code]

    def _review(self) -> ReviewPage:
        made = ReviewPage(self._context, self)
        made.import_wanted.connect(self.map.import_wanted)
        made.sheet_wanted.connect(lambda: self._context.act.emit("export"))
        return made

    def focus(self) -> None:
        """Where the keys go when one comes here."""
        self.page(self.part()).focus()

    def find(self) -> None:
        """Goes to the line that narrows the page down."""
        self.page(self.part()).find()

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small, from the size of the window."""
        self._form = (form, width)
        for page in self._made.values():
            page.set_form(form, width)
