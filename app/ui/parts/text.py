"""Labels and the helpers that keep user text plain: Qt guesses at markup in labels, tooltips, menus and buttons."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget


def tip(text: str) -> str:
    """A tooltip that shows ``text`` literally; tooltips have no plain-text switch."""
    return f"<div style='white-space:pre-wrap'>{html.escape(text)}</div>" if text else ""


def amp(text: str) -> str:
    """Text for a button or a menu: "&" would become a mnemonic."""
    return text.replace("&", "&&")


def repolish(widget: QWidget) -> None:
    """Makes a changed dynamic property take effect in the style sheet."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Label(QLabel):
    """A plain-text label. ``tone`` and ``size`` name rules of the style sheet; it is never elided, it wraps."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        tone: str = "",
        size: str = "",
        bold: bool = False,
        wrap: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        for name, value in (("tone", tone), ("rank", size)):
            if value:
                self.setProperty(name, value)
        if bold:
            self.setProperty("bold", True)
        self.setWordWrap(wrap)
        if not wrap:
            self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Another tone of the style sheet ("" = body)."""
        self.setProperty("tone", tone)
        repolish(self)


class Elided(QLabel):
    """One line of user text that may be longer than its place: shortened at the end, whole in the tooltip.

    Only for values (names, texts); a label of ours is never shortened.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        tone: str = "",
        bold: bool = False,
        size: str = "",
        hug: bool = False,
    ) -> None:
        """``hug`` takes no more width than the whole text needs; otherwise it fills its place."""
        self._whole = ""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        for name, value in (("tone", tone), ("rank", size)):
            if value:
                self.setProperty(name, value)
        if bold:
            self.setProperty("bold", True)
        self.setProperty("mayElide", True)
        policy = QSizePolicy.Policy.Maximum if hug else QSizePolicy.Policy.Ignored
        self.setSizePolicy(policy, QSizePolicy.Policy.Preferred)
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        """The whole text; what fits is shown."""
        self._whole = text.replace("\n", " ")
        self.setToolTip(tip(text))
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit()

    def whole(self) -> str:
        """The text before shortening."""
        return self._whole

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def _fit(self) -> None:
        self.ensurePolished()
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 0)))


class Pill(Label):
    """A round neutral count."""

    def __init__(self, number: int = 0, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setProperty("pill", True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_number(number)

    def set_number(self, number: int) -> None:
        """Shows the count with thousands separated."""
        self.setText(f"{number:,}")


class KeyBox(Label):
    """The small outlined box that names a key, after the word it works for."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.setProperty("keybox", True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class SectionHeader(QWidget):
    """A bold 13 px line with a count and room for one action at the right."""

    def __init__(self, text: str, parent: QWidget | None = None, *, count: int | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 0, 0, 0)
        self._row.setSpacing(8)
        self.label = Label(text, self, bold=True, tone="text2")
        self._row.addWidget(self.label)
        self._pill = Pill(count or 0, self)
        self._pill.setVisible(count is not None)
        self._row.addWidget(self._pill)
        self._row.addStretch(1)
        self.setMinimumHeight(24)

    def set_count(self, number: int) -> None:
        """Shows the count."""
        self._pill.set_number(number)
        self._pill.show()

    def add(self, widget: QWidget) -> None:
        """Puts a widget at the right end."""
        self._row.addWidget(widget)


def rule(parent: QWidget | None = None) -> QFrame:
    """A hairline."""
    made = QFrame(parent)
    made.setProperty("rule", True)
    made.setFixedHeight(1)
    return made
