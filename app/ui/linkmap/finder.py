"""「/」: somebody's name is typed and the picture goes there; Esc goes back to where one was."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.core.linkgraph import Node

WIDTH, LINES = 320, 8


class Finder(QFrame):
    """``typed`` asks for names; ``show_found`` shows them; ``taken`` is the one somebody chose."""

    typed = Signal(str)
    taken = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "all")
        self.setAccessibleName("図の中をさがす")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("名前・所管課の一部")
        self.line.setAccessibleName("さがす名前")
        self.line.textEdited.connect(self.typed)
        self.line.installEventFilter(self)
        column.addWidget(self.line)
        self.found = QListWidget(self)
        self.found.setAccessibleName("見つかった相手")
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.itemActivated.connect(lambda item: self._take(item))
        self.found.itemClicked.connect(lambda item: self._take(item))
        column.addWidget(self.found)
        self.found.hide()
        self.hide()

    def open(self) -> None:
        """Empty, at the top right of its parent, with the keys."""
        self.line.clear()
        self.show_found(())
        self.show()
        self.raise_()
        self.line.setFocus()

    def show_found(self, nodes: Sequence[Node]) -> None:
        """What was found, the likeliest first and chosen."""
        self.found.clear()
        for node in nodes:
            item = QListWidgetItem(f"{node.label}　{node.department}".rstrip("　"))
            item.setData(Qt.ItemDataRole.UserRole, node.id)
            self.found.addItem(item)
        self.found.setVisible(bool(nodes))
        if nodes:
            self.found.setCurrentRow(0)
            self.found.setFixedHeight(min(LINES, len(nodes)) * self.found.sizeHintForRow(0) + 4)
        self.adjustSize()
        self.setFixedWidth(WIDTH)
        parent = self.parentWidget()
        if parent is not None:
            self.move(max(0, parent.width() - self.width() - 12), 32)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.close_()
            self.taken.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def close_(self) -> None:
        """Out of sight, and the keys back."""
        self.hide()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key == Qt.Key.Key_Escape:
                self.close_()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.found.currentItem())
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if key == Qt.Key.Key_Down else -1
                count = self.found.count()
                if count:
                    self.found.setCurrentRow((self.found.currentRow() + step) % count)
                return True
        return super().eventFilter(watched, event)
