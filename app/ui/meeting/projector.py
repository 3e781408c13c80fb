"""The projector's window: follows the PC, takes the same keys, and holds nothing of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.meeting.keys import command, command_of
from app.ui.meeting.slide import SlideView


class Projector(QWidget):
    """``pressed`` carries a command of keys.command, "undo" or "redo"; Esc closes, F11 fills the screen."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("projector")
        self.setWindowTitle("投影する画面")
        self.setAccessibleName("投影する画面")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.view = SlideView(self)
        column.addWidget(self.view)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.resize(1280, 720)

    def show_beside(self, window: QWidget) -> None:
        """On the second screen, filling it; where there is one only, as a window of its own."""
        others = [s for s in QGuiApplication.screens() if s is not window.screen()]
        if others:
            self.setGeometry(others[0].geometry())
            self.showFullScreen()
        else:
            self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_F11:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        elif control and event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y):
            self.pressed.emit("undo" if event.key() == Qt.Key.Key_Z else "redo")
        elif wanted := command_of(event):
            self.pressed.emit(wanted)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Only what is committed counts."""
        for character in event.commitString():
            if wanted := command(character):
                self.pressed.emit(wanted)
        event.accept()
