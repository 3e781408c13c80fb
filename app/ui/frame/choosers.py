"""業務 and 版 in the top bar: what they offer on each screen, and what choosing does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject

from app.services.views import FORCE, EditionRow
from app.ui.context import Context
from app.ui.frame.bars import TopBar


class Standard(Protocol):
    """What is asked of 標準仕様."""

    def shown(self) -> str: ...
    def importing(self) -> bool: ...
    def edition_word(self, edition: EditionRow) -> str: ...
    def show_edition(self, edition_hash: str) -> None: ...
    def leave_everything(self) -> None: ...


class Comparison(Protocol):
    """What is asked of 比較分析."""

    def edition(self) -> EditionRow | None: ...
    def kind(self) -> str: ...


class TopChoosers(QObject):
    """``screen`` tells which screen shows; ``changed`` is called when something may now be possible or no longer."""

    def __init__(
        self,
        context: Context,
        top: TopBar,
        standard: Standard,
        comparison: Comparison,
        screen: Callable[[], str],
        changed: Callable[[], object],
    ) -> None:
        super().__init__(top)
        self._context, self._top = context, top
        self._standard, self._comparison = standard, comparison
        self._screen, self._changed = screen, changed
        top.business_chosen.connect(self._business)
        top.edition_chosen.connect(self._edition)

    def fill(self) -> None:
        """What is offered now."""
        context, top = self._context, self._top
        business, standard = context.business, self._screen() == "standard"
        here = context.businesses()
        every = [(FORCE, "すべての業務")] if standard and here else []
        whole = standard and self._standard.shown() == FORCE
        top.business.fill([*every, *((b, f"{b} {name}") for b, name in here)], FORCE if whole else business)
        editions = context.editions_of(business, None if standard else self._comparison.kind())
        words = [(FORCE, "いま使う版すべて")] if whole else []
        words += [(e.hash, self._standard.edition_word(e)) for e in editions if not whole]
        top.edition.fill(words, None)
        compared = self._comparison.edition()
        shown = self._standard.shown() if standard else compared.hash if compared is not None else ""
        top.edition.set_code(shown)
        meant = self._screen() in ("standard", "comparison") and not (standard and self._standard.importing())
        for chooser in (top.business, top.edition):
            chooser.setVisible(chooser.count() > 0 and meant)
        self._changed()

    def _business(self, business: str) -> None:
        if business == FORCE:
            self._standard.show_edition(FORCE)
            return
        self._context.business = business
        self._standard.leave_everything()
        self._context.editions_changed.emit()

    def _edition(self, edition_hash: str) -> None:
        if self._screen() == "standard":
            self._standard.show_edition(edition_hash)
            return
        shown = self._comparison.edition()
        if shown is not None and edition_hash != shown.hash:
            self._context.said.emit("比較分析は採用中の版で判定します。版を替えるには標準仕様で採用します。")
        self.fill()
