"""Filters with a name: kept for this person at this PC, called up again from the button beside the search line."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from app.ui.context import Context
from app.ui.parts.dialogs import AskText
from app.ui.parts.text import amp
from app.ui.standard.browse import Browse

MOST = 30


class SavedFilters(QObject):
    """The menu of the button."""

    def __init__(self, context: Context, browse: Browse) -> None:
        super().__init__(browse)
        self._context, self._browse = context, browse
        self._menu = QMenu(browse)
        self._menu.aboutToShow.connect(self.fill)
        browse.panes.saved.setMenu(self._menu)

    def names(self) -> list[str]:
        """The names there are, in the order they were saved."""
        return list(self._context.settings.get("filters"))

    def fill(self) -> None:
        """The menu anew."""
        self._menu.clear()
        self._menu.addAction("いまの絞り込みに名前を付けて保存…").triggered.connect(lambda _c=False: self.ask())
        names = self.names()
        if not names:
            self._menu.addSeparator()
            self._menu.addAction("保存した絞り込みはまだありません").setEnabled(False)
            return
        self._menu.addSeparator()
        for name in names:
            self._menu.addAction(amp(name)).triggered.connect(lambda _c=False, name=name: self.use(name))
        self._menu.addSeparator()
        drop = self._menu.addMenu("消す")
        for name in names:
            drop.addAction(amp(name)).triggered.connect(lambda _c=False, name=name: self.drop(name))

    def ask(self) -> None:
        """Asks for a name."""
        dialog = AskText(
            "いまの絞り込みを保存します", "名前", self._browse.window(), main="保存する", text=self._browse.said()[:40]
        )
        dialog.accepted.connect(lambda: self.save(dialog.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.line.selectAll()

    def save(self, name: str) -> None:
        """Keeps what is asked for now under a name; an older one of the same name is replaced."""
        if not name:
            return
        kept: dict[str, Any] = dict(self._context.settings.get("filters"))
        kept.pop(name, None)
        kept[name] = self._browse.filter_state()
        self._context.settings.put("filters", dict(list(kept.items())[-MOST:]))
        self._context.said.emit(f"絞り込みを保存しました：{name}")

    def use(self, name: str) -> None:
        """Asks for it again."""
        state = self._context.settings.get("filters").get(name)
        if isinstance(state, dict):
            self._browse.set_filter(state)

    def drop(self, name: str) -> None:
        """Forgets one."""
        kept = dict(self._context.settings.get("filters"))
        kept.pop(name, None)
        self._context.settings.put("filters", kept)
        self._context.said.emit(f"絞り込みを消しました：{name}")
