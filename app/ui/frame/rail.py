"""The rail: where one can go, what one may do there counted, help at its foot; three forms for three widths."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.ui.parts.text import tip
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

COMPACT, WIDE, WORDS = "compact", "wide", "words"
WIDTH = {COMPACT: 80, WIDE: 176, WORDS: 80}


class RailItem(QAbstractButton):
    """One task: icon over word, icon beside word, or the word alone."""

    def __init__(self, icon: str, word: str, parent: QWidget | None = None, *, checkable: bool = True) -> None:
        super().__init__(parent)
        self._icon, self._form, self._count = icon, COMPACT, 0
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(checkable)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.notifier().changed.connect(self.update)
        self.set_form(COMPACT)

    def set_form(self, form: str) -> None:
        """One of COMPACT, WIDE, WORDS."""
        self._form = form
        self.setFixedHeight(HEIGHT["rail"] if form == COMPACT else HEIGHT["rail_wide"])
        self.update()

    def set_count(self, count: int) -> None:
        """How many things wait there for me; 0 shows none."""
        self._count = count
        self.setAccessibleName(f"{self.text()} {count}件" if count else self.text())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH[self._form], self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, on = self.rect(), self.isChecked()
        if on:
            painter.fillRect(rect, look.colour("surface"))
            painter.fillRect(QRect(0, 0, 3, rect.height()), look.colour("accent"))
        elif self.underMouse():
            painter.fillRect(rect, look.colour("hover"))
        painter.setPen(look.colour("text" if on else "text2"))
        wide = self._form == WIDE
        painter.setFont(look.font(13 if wide else 12, bold=on))
        picture = look.pixmap(self._icon, "accent" if on else "text2", 20, self.devicePixelRatioF())
        if self._form == COMPACT:
            painter.drawPixmap((rect.width() - 20) // 2, 7, picture)
            painter.drawText(QRect(0, 29, rect.width(), 20), Qt.AlignmentFlag.AlignCenter, self.text())
        elif wide:
            painter.drawPixmap(16, (rect.height() - 20) // 2, picture)
            painter.drawText(rect.adjusted(46, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        else:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
        if self._count and self._form != WORDS:
            self._paint_count(painter, wide)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.toRectF().adjusted(2, 2, -2, -2), 4, 4)
        painter.end()

    def _paint_count(self, painter: QPainter, wide: bool) -> None:
        text = f"{self._count}" if self._count < 1000 else "999+"
        metrics = QFontMetrics(look.font(12, bold=True))
        width = max(20, metrics.horizontalAdvance(text) + 8)
        box = QRect(self.width() - width - (12 if wide else 2), 9 if wide else 3, width, 18)
        painter.setFont(look.font(12, bold=True))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("soft" if self.isChecked() else "line"))
        painter.drawRoundedRect(box, 9, 9)
        painter.setPen(look.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class City(QToolButton):
    """The municipality on top of the rail; pressing it opens the menu of what concerns the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("city")
        self.wide = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), look.colour("hover"))
        painter.setFont(look.font(13, bold=True))
        painter.setPen(look.colour("text"))
        room = self.rect().adjusted(16 if self.wide else 4, 0, -4, 0)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignLeft if self.wide else Qt.AlignmentFlag.AlignHCenter
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(2, 2, -2, -2), 4, 4)
        painter.end()


class Rail(QWidget):
    """The column at the left. ``went`` carries the code of the screen."""

    went = Signal(str)
    help_wanted = Signal()

    def __init__(self, screens: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """``screens``: (code, icon, word)."""
        super().__init__(parent)
        self.setProperty("ground", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("画面を選ぶ")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.city = City(self)
        self.city.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.city.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.city.setFixedHeight(HEIGHT["top"])
        self.city.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column.addWidget(self.city)
        self._items: dict[str, RailItem] = {}
        for code, icon, word in screens:
            item = RailItem(icon, word, self)
            item.setObjectName(f"rail-{code}")
            item.setAutoExclusive(True)
            item.clicked.connect(lambda _checked=False, code=code: self.went.emit(code))
            column.addWidget(item)
            self._items[code] = item
        column.addStretch(1)
        self.help = RailItem("help", "ヘルプ F1", self, checkable=False)
        self.help.clicked.connect(lambda _checked=False: self.help_wanted.emit())
        column.addWidget(self.help)
        self.set_form(COMPACT)

    def set_form(self, form: str) -> None:
        """One of COMPACT, WIDE, WORDS."""
        self.setFixedWidth(WIDTH[form])
        self.city.wide = form == WIDE
        for item in (*self._items.values(), self.help):
            item.set_form(form)

    def set_city(self, name: str) -> None:
        """The municipality on top; its menu holds what concerns the file."""
        self.city.setAccessibleName(f"{name}　ファイルの操作")
        self.city.setText(name)
        self.city.setToolTip(tip(f"{name}\nファイルの操作と配色"))

    def set_current(self, code: str) -> None:
        """Marks the screen one is on."""
        self._items[code].setChecked(True)

    def set_count(self, code: str, count: int) -> None:
        """How many things wait for me there."""
        self._items[code].set_count(count)

    def item(self, code: str) -> RailItem:
        """The button of a screen."""
        return self._items[code]
