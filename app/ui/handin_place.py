"""様式・報告 with its pages: sheets and reports, and what the month wants."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.context import Context
from app.ui.frame.pages import Page
from app.ui.handin.page import HandinPage
from app.ui.parts.tabs import TabStrip
from app.ui.pmo.page import PmoPage

PARTS = (("write", "様式と報告"), ("pmo", "PMO・月次"))


class HandinPlace(QWidget):
    """The first page is made at once, the rest when somebody goes there."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._form = ("normal", 1286)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = TabStrip([word for _code, word in PARTS], self, name="様式・報告の中の切り替え")
        self.tabs.setVisible(len(PARTS) > 1)
        column.addWidget(self.tabs)
        self._stack = QStackedWidget(self)
        column.addWidget(self._stack, 1)
        self.write = HandinPage(context, self)
        self._made: dict[str, Page] = {"write": self.write}
        self._stack.addWidget(self.write)
        self.tabs.bar.currentChanged.connect(self._changed)

    def part(self) -> str:
        """Code of the page that shows."""
        return PARTS[self.tabs.bar.currentIndex()][0]

    def show_part(self, code: str) -> None:
        """Brings a page to the front."""
        self.tabs.bar.setCurrentIndex([c for c, _word in PARTS].index(code))

    def page(self, code: str) -> Page:
        """A page by code, made if it isn't yet."""
        if code not in self._made:
            made = PmoPage(self._context, self)
            self._made[code] = made
            self._stack.addWidget(made)
            made.set_form(*self._form)
        return self._made[code]

    def _changed(self, _place: int) -> None:
        page = self.page(self.part())
        assert isinstance(page, QWidget)
        self._stack.setCurrentWidget(page)
        page.focus()

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
