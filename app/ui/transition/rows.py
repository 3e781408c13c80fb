"""The rows of the timeline: headings (a vendor, a month, a department) and under each its systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.core.moves import Move
from app.core.oneline import one_line
from app.core.transition import Plan
from app.ui.parts.text import tip
from app.ui.transition.scale import month_word

ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
WAYS = (("vendor", "ベンダごと"), ("time", "時期ごと"), ("department", "所管課ごと"), ("group", "移行グループごと"))
NOTHING = {
    "vendor": "事業者の記入なし",
    "time": "移行時期 未定",
    "department": "所管課の記入なし",
    "group": "移行グループなし",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A heading (``move`` None) or a system. ``first``: the topmost row, which carries the band's words."""

    title: str
    move: Move | None
    first: bool = False
    pairs: int = 0
    gap: bool = False


def rows_of(plan: Plan, by: str) -> list[Row]:
    """Headings and systems in their order."""
    out: list[Row] = []
    gaps = {g.system for g in plan.gaps}
    counts: dict[str, int] = {}
    for pair in plan.pairs:
        for side in (pair.a, pair.b):
            counts[side] = counts.get(side, 0) + 1
    for heading, moves in plan.grouped(by):
        out.append(Row(_heading(heading, by), None, not out))
        out += [Row(m.name, m, False, counts.get(m.id, 0), m.id in gaps) for m in moves]
    return out


def _heading(text: str, by: str) -> str:
    if not text:
        return NOTHING[by]
    return f"{text[:4]}年{int(text[5:7])}月" if by == "time" else one_line(text)


def when(move: Move) -> str:
    """移行 2026年1月, as typed where it is no plain month."""
    span = move.shift.settled
    if span is None:
        return f"移行時期 {move.shift.text or '未定'}"
    return f"移行 {month_word(span.first) if span.precision == 'month' else move.shift.text}"


class TimelineModel(QAbstractListModel):
    """One column; what stands in a row is drawn by its delegate and said by its accessible text."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self.changes: Mapping[str, str] = {}

    def set_rows(self, rows: list[Row]) -> None:
        """Another plan; where the rows are the same but for dates, the selection stays."""
        if [(r.title, r.move and r.move.id) for r in rows] == [(r.title, r.move and r.move.id) for r in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, place: int) -> Row | None:
        """A row by its place."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, system: str) -> int:
        """The row of a system, −1 if it isn't there."""
        return next((n for n, r in enumerate(self._rows) if r.move is not None and r.move.id == system), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index.row())
        if row is None or row.move is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            said = "　".join(spoken(row))
            return tip(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None


def spoken(row: Row) -> list[str]:
    """What a row says aloud, and in its tooltip."""
    if row.move is None:
        return [row.title]
    move = row.move
    said = [" ".join(t for t in (move.number, move.name) if t), when(move)]
    if move.before is not None:
        said.append(f"試し（記録は {move.before.text or '未定'}）")
    if move.lift.text:
        said.append(f"リフト {move.lift.text}")
    if move.difficult:
        said.append(f"特定移行支援システム（{move.difficult}）")
    if move.contract_end.text:
        said.append(f"契約終了 {move.contract_end.text}{'：移行より前に終わります' if row.gap else ''}")
    said.append(f"過渡期の組 {row.pairs}")
    return said
