"""Mapping today to the standard: a current function for a requirement, or a requirement for a forgotten function."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.services.views import CurrentRow
from app.ui.comparison.dialogs import MapDialog, RequirementDialog
from app.ui.context import Context
from app.ui.parts.buttons import Button
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller, shown_id
from app.ui.parts.text import SectionHeader
from app.ui.widgets.current_card import CandidateLine, CurrentCard
from app.ui.work import comparison as work
from app.ui.work.comparison import Mapped
from app.ui.work.lists import Reading

if TYPE_CHECKING:
    from app.services.suggest import ItemCandidate


class Mapping(QObject):
    """Dialogs and commits of mappings; ``reading`` and ``orphan`` say what is chosen at the moment."""

    def __init__(
        self,
        context: Context,
        reading: Callable[[], Reading | None],
        orphan_page: Scroller,
        orphan: Callable[[], CurrentRow | None],
        kind: Callable[[], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._context, self._reading, self._orphan = context, reading, orphan
        self._page, self._window = orphan_page, parent

    def map_current(self) -> None:
        """Searches a current function for the requirement that is shown."""
        reading = self._reading()
        if reading is None or self._context.read_only:
            return
        row = reading.detail.row
        dialog = MapDialog(row, self._window)
        taken = {current.rid for current in reading.detail.mapped}

        def ask(text: str) -> None:
            self._context.run(
                work.current_items,
                row.kind,
                row.business,
                text,
                done=lambda rows: dialog.put(rows, taken),
                owner=dialog,
            )

        def accepted() -> None:
            chosen = dialog.chosen()
            if chosen is not None:
                self._map(row.node, chosen.rid, True)

        dialog.asked.connect(ask)
        dialog.accepted.connect(accepted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        ask("")

    def take(self, rid: str) -> None:
        """Maps a candidate to the item that is shown."""
        reading = self._reading()
        if reading is not None and not self._context.read_only:
            self._map(reading.detail.row.node, rid, True)

    def take_first(self) -> None:
        """Space: the nearest candidate."""
        reading = self._reading()
        if reading is None or self._context.read_only:
            return
        if reading.candidates:
            self.take(reading.candidates[0].current.rid)
        else:
            self._context.said.emit("候補はありません。「追加」（A）で現行を探して対応付けられます。")

    def take_off(self, rid: str) -> None:
        """Takes a current function off the requirement that is shown."""
        reading = self._reading()
        if reading is not None and not self._context.read_only:
            self._map(reading.detail.row.node, rid, False)

    def _map(self, node: str, rid: str, on: bool) -> None:
        def arrived(mapped: Mapped) -> None:
            self._context.note_commit(mapped.changes, mapped.history)
            self._context.said.emit("現行を対応付けました" if on else "対応付けを外しました")

        self._context.run(work.map_current, node, rid, on, done=arrived, label="書き込み中", owner=self)

    def show_orphan(self, row: object) -> None:
        """The function of the second list, with the way to map it."""
        column = self._page.column
        clear(column)
        if not isinstance(row, CurrentRow):
            return
        page = self._page.page
        column.addWidget(CurrentCard(row, page, take_off=None, lines=True, writable=False))
        button = Button("標準に対応付ける…", page, kind="main", press=self.map_orphan)
        button.set_usable(not self._context.read_only, "読むだけで開いています")
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._context.run(
            work.candidates_for, row.rid, done=lambda found: self._show_candidates(row, found), owner=self
        )

    def _show_candidates(self, row: CurrentRow, found: list[ItemCandidate]) -> None:
        """What of the standard the function may answer, nearest first."""
        now = self._orphan()
        if now is None or now.rid != row.rid or not found:
            return
        page = self._page.page
        head = SectionHeader("標準の候補", page, count=len(found))
        card = QFrame(page)
        card.setProperty("card", True)
        lines = QVBoxLayout(card)
        lines.setContentsMargins(1, 1, 1, 1)
        lines.setSpacing(0)
        for one in found:
            item = one.item
            line = CandidateLine(item.node, shown_id(item), item.name, one.score, one.why, card)
            line.setEnabled(not self._context.read_only)
            line.taken.connect(lambda node: self._map(node, row.rid, True))
            lines.addWidget(line)
        place = self._page.column.count() - 1
        self._page.column.insertWidget(place, head)
        self._page.column.insertWidget(place + 1, card)

    def map_orphan(self) -> None:
        """Searches a requirement for the function."""
        row = self._orphan()
        if row is None or self._context.read_only:
            return
        dialog = RequirementDialog(row, self._kind(), self._window)

        def ask(text: str) -> None:
            if text.strip():
                self._context.run(work.find_items, self._kind(), row.business, text, done=dialog.put, owner=dialog)

        def accepted() -> None:
            chosen = dialog.chosen()
            if chosen is not None:
                self._map(chosen.node, row.rid, True)

        dialog.asked.connect(ask)
        dialog.accepted.connect(accepted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        ask(row.name)
