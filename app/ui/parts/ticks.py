"""Ticks: a box to tick, and a pull-down of which several may be ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QCheckBox, QMenu, QPushButton, QSizePolicy, QWidget

from app.ui.parts.text import amp, tip
from app.ui.theme import look


def draw_tick(painter: QPainter, left: int, centre: int, *, on: bool) -> None:
    """A box of 18 by 18, ticked or not, ``centre`` being the height of its middle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRect(left, centre - 8, 18, 18)
    painter.setPen(QPen(look.colour("accent" if on else "line2"), 1))
    painter.setBrush(look.colour("accent" if on else "surface"))
    painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if on:
        scale = painter.device().devicePixelRatioF()
        painter.drawPixmap(box.left() + 2, box.top() + 2, look.pixmap("check", "on_accent", 14, scale))


class CheckBox(QCheckBox):
    """A tick in a box drawn by us: a style sheet cannot colour the tick."""

    def sizeHint(self) -> QSize:
        return QSize(30 + self.fontMetrics().horizontalAdvance(self.text()), 28)

    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_tick(painter, 3, (self.height() - 18) // 2 + 8, on=self.isChecked())
        painter.setPen(look.colour("text" if self.isEnabled() else "text3"))
        painter.drawText(self.rect().adjusted(29, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


def blank() -> QIcon:
    """An empty picture that keeps the place of a tick."""
    made = QPixmap(16, 16)
    made.fill(Qt.GlobalColor.transparent)
    return QIcon(made)


def tick(action: QAction) -> None:
    """Shows by our own tick whether a menu entry is on: the style's own cannot be coloured."""
    action.setIcon(look.icon("check", "accent") if action.isChecked() else blank())


class MultiChoice(QPushButton):
    """Several of a few fixed choices, in a menu that stays open while ticking."""

    picked = Signal()

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self._name = name
        self._menu = _StayingMenu(self)
        self._words = dict(choices)
        self._actions = {}
        for code, word in choices:
            action = self._menu.addAction(amp(word))
            action.setCheckable(True)
            action.toggled.connect(self._toggled)
            action.setIcon(blank())
            self._actions[code] = action
        self.setAutoDefault(False)
        self.clicked.connect(self._open)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._quiet = False
        self._say()

    def _open(self) -> None:
        self._menu.setMinimumWidth(self.width())
        above = QPoint(0, self._menu.sizeHint().height() + 2)  # the bar stands at the foot of the window
        self._menu.popup(self.mapToGlobal(self.rect().topLeft()) - above)

    def _toggled(self, _on: bool) -> None:
        for action in self._actions.values():
            tick(action)
        self._say()
        if not self._quiet:
            self.picked.emit()

    def codes(self) -> tuple[str, ...]:
        """The ticked codes in their fixed order."""
        return tuple(code for code, action in self._actions.items() if action.isChecked())

    def set_codes(self, codes: Sequence[str]) -> None:
        """Ticks without a signal."""
        self._quiet = True
        for code, action in self._actions.items():
            action.setChecked(code in codes)
        self._quiet = False
        self._say()

    def _say(self) -> None:
        words = [self._words[code] for code in self.codes()]
        full = "・".join(words)
        shown = full if len(words) <= 2 else f"{words[0]} ほか{len(words) - 1}"
        self.setText(shown or "－")
        self.setToolTip(tip(full))
        self.setAccessibleName(f"{self._name} {full or 'なし'}")

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        longest = sorted((metrics.horizontalAdvance(w) for w in self._words.values()), reverse=True)
        two = sum(longest[:2]) + metrics.horizontalAdvance("・")
        return QSize(two + 40, 30)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.hasFocus() else 1
        edge = "accent" if self.hasFocus() else "line2" if self.isEnabled() else "line"
        painter.setPen(QPen(look.colour(edge), width))
        painter.setBrush(look.colour("surface" if self.isEnabled() else "sunken"))
        half = width / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(half, half, -half, -half), 4, 4)
        painter.setPen(look.colour("text" if self.isEnabled() else "text3"))
        painter.drawText(self.rect().adjusted(10, 0, -26, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.drawPixmap(
            self.width() - 23, (self.height() - 14) // 2, look.pixmap("down", "text2", 14, self.devicePixelRatioF())
        )
        painter.end()


class _StayingMenu(QMenu):
    def mouseReleaseEvent(self, event: QEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.toggle()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.toggle()
            return
        super().keyPressEvent(event)
