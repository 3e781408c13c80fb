"""Banners: what, where, and one button; only while true, never more than two at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.parts.buttons import Button, IconButton
from app.ui.parts.text import Label
from app.ui.theme import look

ICON = {"info": ("info", "accent"), "done": ("check", "done_line"), "warn": ("warning", "warn_line")}
ICON["error"] = ("error", "error_line")


class ThemedIcon(QLabel):
    """A picture that follows the theme; it says nothing, the word stands beside it."""

    def __init__(self, name: str, token: str, parent: QWidget | None = None, *, size: int = 16) -> None:
        super().__init__(parent)
        self._name, self._token, self._size = name, token, size
        self.setFixedSize(size, size)
        look.notifier().changed.connect(self._draw)
        self._draw()

    def set_icon(self, name: str, token: str) -> None:
        """Another picture."""
        self._name, self._token = name, token
        self._draw()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:  # moved to a screen of another scale
            self._draw()
        return super().event(event)

    def _draw(self) -> None:
        self.setPixmap(look.pixmap(self._name, self._token, self._size, self.devicePixelRatioF()))


class Banner(QWidget):
    """One banner. ``tone`` is info, done, warn or error."""

    def __init__(
        self,
        tone: str,
        what: str,
        where: str = "",
        parent: QWidget | None = None,
        *,
        action: str = "",
        press: Callable[[], object] | None = None,
        dismiss: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setProperty("tone", tone)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        icon, token = ICON[tone]
        row.addWidget(ThemedIcon(icon, token, self))
        column = QVBoxLayout()
        column.setSpacing(0)
        self.what = Label(what, self, bold=True, wrap=True)
        self.what.setObjectName("what")
        column.addWidget(self.what)
        self.where = Label(where, self, wrap=True)
        self.where.setObjectName("where")
        self.where.setVisible(bool(where))
        column.addWidget(self.where)
        row.addLayout(column, 1)
        if action and press is not None:
            row.addWidget(Button(action, self, press=press))
        if dismiss is not None:
            close = IconButton("close", "閉じる", self)
            close.clicked.connect(lambda _checked=False: dismiss())
            row.addWidget(close)
        self.setAccessibleName(f"{what} {where}")


class BannerStack(QWidget):
    """The place for banners on top of a screen: by code, at most two shown, the newest first."""

    LIMIT = 2

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._shown: dict[str, Banner] = {}
        self.hide()

    def put(self, code: str, banner: Banner) -> None:
        """Shows a banner; one of the same code is replaced."""
        self.drop(code)
        self._shown[code] = banner
        banner.setParent(self)
        self._column.insertWidget(0, banner)
        self._trim()

    def drop(self, code: str) -> None:
        """Takes a banner away once it is no longer true."""
        banner = self._shown.pop(code, None)
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self._trim()

    def _trim(self) -> None:
        for place, banner in enumerate(reversed(list(self._shown.values()))):
            banner.setVisible(place < self.LIMIT)
        self.setVisible(bool(self._shown))

    def codes(self) -> list[str]:
        """Codes of the banners, oldest first."""
        return list(self._shown)
