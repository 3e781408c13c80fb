"""The screens of the window, each made when somebody first goes there: what is never looked at costs no start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QStackedWidget, QWidget


class Page(Protocol):
    """What the frame asks of a screen."""

    def focus(self) -> None:
        """Where the keys go when one comes here."""

    def find(self) -> None:
        """Goes to the line that narrows the list down."""

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small, from the size of the window."""


@runtime_checkable
class Parted(Protocol):
    """A screen with pages of its own."""

    def show_part(self, code: str) -> None:
        """Brings one of them to the front."""


@runtime_checkable
class Remembering(Protocol):
    """A screen that knows which record is meant when somebody asks for its past."""

    def about(self) -> tuple[str, str]:
        """(record's id or NODE, code of the field); "" each where nothing is meant."""


class Pages(QStackedWidget):
    """Screens by code."""

    def __init__(self, makers: Mapping[str, Callable[[QWidget], Page]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makers = dict(makers)
        self._made: dict[str, Page] = {}
        self._form = ("normal", 1286)

    def get(self, code: str) -> Page:
        """The screen of a code, made if it isn't yet."""
        if code not in self._made:
            page = self._makers[code](self)
            assert isinstance(page, QWidget)
            self._made[code] = page
            self.addWidget(page)
            page.set_form(*self._form)
        return self._made[code]

    def made(self, code: str) -> bool:
        """True once somebody went there."""
        return code in self._made

    def show_page(self, code: str, part: str = "") -> Page:
        """Brings a screen to the front; ``part``: one of its own pages, where it has several."""
        page = self.get(code)
        assert isinstance(page, QWidget)
        if part and isinstance(page, Parted):
            page.show_part(part)
        self.setCurrentWidget(page)
        return page

    def set_form(self, form: str, width: int) -> None:
        """Tells all screens, those made later too."""
        self._form = (form, width)
        for page in self._made.values():
            page.set_form(form, width)
