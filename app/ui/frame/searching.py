"""What the palette finds: actions at once; items, issues and current functions a moment later."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from app.core.choices import ISSUE_STATUSES
from app.core.codes import KIND_WORD, UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICT
from app.services.views import CurrentRow, ItemRow
from app.ui.actions import ACTION, Actions
from app.ui.context import Context
from app.ui.parts.palette import Hit, Palette
from app.ui.work import frame as work
from app.ui.work.frame import Hits


class Screens(Protocol):
    """What the palette asks of the window: where one is, and to go to what was found."""

    def screen(self) -> str: ...
    def shows(self, edition: str) -> bool: ...
    def show_requirement(self, node: str) -> None: ...
    def show_item(self, node: str) -> None: ...
    def show_function(self, found: CurrentRow) -> None: ...
    def show_issue(self, rid: str) -> None: ...


class PaletteSearch(QObject):
    """Owns the palette of the window."""

    def __init__(self, context: Context, window: QWidget, actions: Actions, screens: Screens) -> None:
        super().__init__(window)
        self._context, self._window, self._actions, self._screens = context, window, actions, screens
        self.palette = Palette(window)
        self.palette.asked.connect(self._ask)

    def open(self) -> None:
        """Shows it below the top bar, in the middle."""
        hits = []
        for action in self._actions.all():
            spec = ACTION[action.objectName()]
            if action.isEnabled() and spec.id != "palette":
                hits.append(Hit(spec.icon or "action", spec.text, "操作", partial(action.trigger), spec.shortcut))
        self.palette.start(hits, self._window.width())
        corner = self._window.mapToGlobal(QPoint((self._window.width() - self.palette.width()) // 2, 52))
        self.palette.move(corner)

    def _ask(self, text: str) -> None:
        self._context.run(work.palette_search, text, done=self._found, owner=self)

    def _found(self, hits: Hits) -> None:
        items = [self._item(edition, row) for edition, row in hits.items]
        functions = [self._function(row) for row in hits.functions]
        issues = [
            Hit("flag", f"{number} {title}", "課題", partial(self._screens.show_issue, rid), "",
                ISSUE_STATUSES.get(status, status))
            for rid, number, title, status in hits.issues
        ]  # fmt: skip
        self.palette.put_found(hits.text, [*items[:4], *issues[:3], *functions])

    def _item(self, edition: str, row: ItemRow) -> Hit:
        verdict = VERDICT.get(row.verdict or "")
        state = f"{verdict.sign} {verdict.short}" if verdict else f"{UNJUDGED_SIGN} {UNJUDGED_LABEL}"
        kind = KIND_WORD.get(row.kind, row.kind)
        extra = state if row.kind == "req" else ""
        return Hit("standard", f"{row.id} {row.name}", kind, partial(self._show_item, edition, row), "", extra)

    def _function(self, row: CurrentRow) -> Hit:
        return Hit("table", f"{row.number} {row.name}", "現行", partial(self._show_function, row), "", row.system)

    def _show_item(self, edition: str, row: ItemRow) -> None:
        if self._screens.screen() == "comparison" and self._screens.shows(edition):
            self._screens.show_requirement(row.node)
        else:
            self._screens.show_item(row.node)

    def _show_function(self, row: CurrentRow) -> None:
        if row.mapped:
            self._screens.show_requirement(row.mapped[0])
            self._context.said.emit(f"{row.number} {row.name} を対応付けた要件です。")
        else:
            self._screens.show_function(row)
