"""The four buttons: main (one per screen), normal, quiet, link."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from app.ui.parts.text import amp, tip
from app.ui.theme import look

KINDS = ("main", "normal", "quiet", "link")


class Button(QPushButton):
    """A button of one of KINDS. Return presses it as Space does; a key named in ``key`` is drawn after the word."""

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        kind: str = "normal",
        icon: str = "",
        key: str = "",
        press: Callable[[], object] | None = None,
        tall: bool = False,
        compact: bool = False,
    ) -> None:
        super().__init__(amp(text), parent)
        self._key = key
        self._word = text
        if kind != "normal":
            self.setProperty("kind", kind)
        if tall:
            self.setProperty("tall", True)
        if compact:
            self.setProperty("compact", True)
        if icon:
            look.set_icon(self, icon, {"main": "on_accent", "link": "accent"}.get(kind, "text2"))
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if press is not None:
            self.clicked.connect(lambda _checked=False: press())

    def set_word(self, text: str) -> None:
        """Another word on the button; user text is shown literally."""
        self._word = text
        self.setText(amp(text))

    def word(self) -> str:
        """The word without the doubling of "&"."""
        return self._word

    def set_usable(self, usable: bool, reason: str = "") -> None:
        """Pale with the reason in the tooltip when it cannot be pressed."""
        self.setEnabled(usable)
        self.setToolTip("" if usable else tip(reason))
        self.setAccessibleDescription("" if usable else reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier
        ):
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._key:
            hint.setWidth(hint.width() + self._key_width() + 6)
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _key_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._key) + 10

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._key:
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        width = self._key_width() + 6
        option.rect = self.rect().adjusted(0, 0, -width, 0)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        token = "on_accent" if self.property("kind") == "main" and self.isEnabled() else "text2"
        box = QRect(self.width() - width - 8, (self.height() - 18) // 2, self._key_width(), 18)
        draw_key(painter, box, self._key, token)


class ElidedLink(Button):
    """A link whose word is user text: shortened to its place, whole in the tooltip and for a screen reader."""

    def __init__(self, text: str, parent: QWidget | None = None, *, press: Callable[[], object]) -> None:
        super().__init__(text, parent, kind="link", press=press)
        self._whole = text
        self.setProperty("mayElide", True)
        self.setAccessibleName(text)
        self.setToolTip(tip(text))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        whole = self.fontMetrics().horizontalAdvance(self._whole)
        return QSize(whole + 6, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 4
        self.setText(amp(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)))


def draw_key(painter: QPainter, box: QRect, key: str, token: str = "text2", edge: str = "") -> None:
    """The outlined key box, for painted parts."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(look.colour(edge or token))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setFont(look.font(12))
    painter.setPen(look.colour(token))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
    painter.restore()


class IconButton(QPushButton):
    """A button with a picture alone: only undo, redo, close; the word is its tooltip and accessible name."""

    def __init__(self, icon: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "quiet")
        look.set_icon(self, icon)
        self.setFixedSize(32, 30)
        self.setToolTip(tip(word))
        self.setAccessibleName(word)
        self.setAutoDefault(False)
