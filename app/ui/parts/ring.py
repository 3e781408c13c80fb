"""The focus ring of lists, drawn over the contents: a border would shift headers and rows by its width."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from app.ui.theme import look


def draw_ring(view: QAbstractItemView) -> None:
    """2 px accent around the rows of a view that has the focus."""
    if not view.hasFocus():
        return
    painter = QPainter(view.viewport())
    painter.setPen(QPen(look.colour("accent"), 2))
    painter.drawRect(view.viewport().rect().adjusted(1, 1, -1, -1))
    painter.end()


class RingedTree(QTreeView):
    """A tree view with the ring; it redraws when the focus comes and goes."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_ring(self)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
