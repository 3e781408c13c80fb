"""Taking everything out of a layout, before other contents come in."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout


def clear(layout: QLayout) -> None:
    """Hides what a layout holds at once and deletes it when Qt comes to it; stretches and inner layouts are dropped."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
