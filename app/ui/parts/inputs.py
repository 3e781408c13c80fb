"""Inputs that respect the input method: half-composed text never counts; Return ending a conversion commits nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from app.ui.parts.buttons import draw_key
from app.ui.parts.text import KeyBox, Label
from app.ui.theme import look


def digit_of(text: str) -> str:
    """The ASCII digit a committed text stands for ("１" → "1"), "" for anything else."""
    folded = unicodedata.normalize("NFKC", text)
    return folded if len(folded) == 1 and folded in "0123456789" else ""


class TextLine(QLineEdit):
    """A line of text. ``typed`` fires for committed text only; ``entered`` on Return outside composition."""

    typed = Signal()
    entered = Signal()
    record = Signal()  # Ctrl+Enter

    def __init__(self, parent: QWidget | None = None, *, hint: str = "", name: str = "") -> None:
        super().__init__(parent)
        self._composing = False
        self.setPlaceholderText(hint)
        if name:
            self.setAccessibleName(name)
        # QLineEdit.textEdited stays silent while composing (measured), so it is safe to build on.
        self.textEdited.connect(self._edited)

    def composing(self) -> bool:
        """True while the input method holds text that is not yet committed."""
        return self._composing

    def _edited(self, _text: str) -> None:
        if not self._composing:
            self.typed.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            if self._composing:
                return
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.record.emit()
            else:
                self.entered.emit()
            return
        super().keyPressEvent(event)


class SearchField(TextLine):
    """A search line with its picture and its key; ``searched`` comes once typing pauses."""

    searched = Signal(str)

    def __init__(
        self, hint: str, parent: QWidget | None = None, *, key: str = "", wait: int = 150, name: str = ""
    ) -> None:
        super().__init__(parent, hint=hint, name=name or hint)
        self._key = key
        self.setTextMargins(22, 0, 30 if key else 0, 0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(wait)
        self._timer.timeout.connect(self._fire)
        self.typed.connect(self._timer.start if wait else self._fire)  # without a wait the answer starts at once
        self.entered.connect(self._now)
        self.setClearButtonEnabled(False)

    def _fire(self) -> None:
        if not self._composing:
            self.searched.emit(self.text())

    def _now(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._fire()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.commitString() and self._timer.interval():
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._timer.stop()
            self.searched.emit("")
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.drawPixmap(9, (self.height() - 16) // 2, look.pixmap("search", "text2", 16, self.devicePixelRatioF()))
        if self._key and not self.text():
            width = QFontMetrics(look.font(12)).horizontalAdvance(self._key) + 10
            draw_key(painter, QRect(self.width() - width - 7, (self.height() - 18) // 2, width, 18), self._key)
        painter.end()


class Chooser(QComboBox):
    """A pull-down drawn by us, because a style sheet cannot colour the arrow. ``lead`` stands before the value."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "", lead: str = "", quiet: bool = False) -> None:
        super().__init__(parent)
        self._lead, self._quiet = lead, quiet
        self.setFixedHeight(30)
        if name:
            self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def fill(self, choices: Sequence[tuple[str, str]], current: str | None = None) -> None:
        """Sets the choices (code, word) without a signal."""
        blocked = self.blockSignals(True)
        self.clear()
        for code, word in choices:
            self.addItem(word, code)
        index = self.findData(current) if current is not None else 0
        self.setCurrentIndex(index)
        self.blockSignals(blocked)
        self.updateGeometry()
        self.update()

    def code(self) -> str:
        """The code of the choice, "" when nothing is chosen."""
        value = self.currentData()
        return value if isinstance(value, str) else ""

    def set_code(self, code: str) -> None:
        """Chooses without a signal; an unknown code chooses nothing."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self.findData(code))
        self.blockSignals(blocked)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a turn of the wheel over the bar must not change what is recorded

    def _lead_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._lead) + 6 if self._lead else 0

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=48)
        if self._quiet:
            widest = metrics.horizontalAdvance(self.currentText())
        return QSize(10 + self._lead_width() + widest + 30, 30)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if not self.isEditable() else QSize(80, 30)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus() or (self.lineEdit() is not None and self.lineEdit().hasFocus())
        edge = "accent" if focus else ("line2" if self.isEnabled() and not self._quiet else "line")
        width = 2 if focus else 1
        painter.setPen(QPen(look.colour(edge), width))
        painter.setBrush(look.colour("surface" if self.isEnabled() else "sunken"))
        half = width / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(half, half, -half, -half), 4, 4)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        left = 10
        if self._lead:
            painter.setPen(look.colour("text2"))
            painter.drawText(QRect(left, 0, self._lead_width(), self.height()), flags, self._lead)
            left += self._lead_width()
        if not self.isEditable():
            painter.setPen(look.colour("text" if self.isEnabled() else "text3"))
            room = QRect(left, 0, self.width() - left - 26, self.height())
            text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, flags, text)
        painter.drawPixmap(
            self.width() - 23, (self.height() - 14) // 2, look.pixmap("down", "text2", 14, self.devicePixelRatioF())
        )
        painter.end()


class EditableChooser(Chooser):
    """A pull-down one may also type into (所属: those used before, or a new one)."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent, name=name)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = TextLine(self, name=name)
        line.setProperty("bare", True)
        self.setLineEdit(line)
        line.editingFinished.connect(self.update)

    def resizeEvent(self, event: QEvent) -> None:
        super().resizeEvent(event)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        field.setLeft(9)
        field.setRight(self.width() - 28)
        self.lineEdit().setGeometry(field)


class Field(QWidget):
    """A labelled input: the label above in 12 px, with the key that leads there."""

    def __init__(self, word: str, editor: QWidget, parent: QWidget | None = None, *, key: str = "") -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QWidget(self)
        head.setFixedHeight(22)  # the same with and without a key, so that fields in a line stand level
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.label = Label(word, head, tone="text2", size="remark")
        self.label.setBuddy(editor)
        line.addWidget(self.label)
        if key:
            line.addWidget(KeyBox(key, head))
        line.addStretch(1)
        self._head = line
        column.addWidget(head)
        editor.setParent(self)
        column.addWidget(editor)
        self.editor = editor

    def add_to_head(self, widget: QWidget) -> None:
        """Something at the right end of the label's line."""
        self._head.addWidget(widget)
