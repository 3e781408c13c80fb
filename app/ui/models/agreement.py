"""Vendors' answers beside our verdicts as rows: one per item, a column per package, then what does not go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.core.codes import CLASS_SIGN, KIND_WORD, UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICT
from app.services.vendor_agreement import STATES
from app.services.vendor_words import UNANSWERED, chip_of
from app.ui.parts.requirement import shown_id
from app.ui.parts.text import tip

if TYPE_CHECKING:
    from app.services.vendor_agreement import Line
    from app.services.vendor_packages import Package
    from app.services.views import ItemRow

ROW_ROLE = Qt.ItemDataRole.UserRole
OWN = ("ID", "類型", "名称", "判定")
ABOUT = "確かめること"
_RANK = {"error": 0, "warning": 1, "info": 2, "": 3}
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One item with its line per package, in the order of the columns; None where a package wasn't asked."""

    row: ItemRow
    lines: tuple[Line | None, ...]

    def given(self) -> list[Line]:
        """The lines there are."""
        return [n for n in self.lines if n is not None]

    def states(self) -> set[str]:
        """Where its lines stand."""
        return {n.state for n in self.given()}

    def about(self) -> tuple[str, str]:
        """(level, what to look at first) over all packages; ("", "") where nothing stands against it."""
        found = [(d.level, d.message) for n in self.given() if n.level for d in n.doubts if d.rule != UNANSWERED]
        return min(found, key=lambda f: _RANK[f[0]], default=("", ""))


def rows_of(lines: Sequence[Line], packages: Sequence[Package]) -> list[AgreementRow]:
    """The lines of a business by item, in their order."""
    place = {p.rid: n for n, p in enumerate(packages)}
    by_item: dict[str, list[Line | None]] = {}
    first: dict[str, ItemRow] = {}
    for line in lines:
        first.setdefault(line.row.node, line.row)
        by_item.setdefault(line.row.node, [None] * len(packages))[place[line.answer.package.rid]] = line
    return [AgreementRow(first[node], tuple(found)) for node, found in by_item.items()]


def verdict_word(row: ItemRow) -> str:
    """● 適合."""
    found = VERDICT.get(row.verdict or "")
    return f"{found.sign} {found.short}" if found else f"{UNJUDGED_SIGN} {UNJUDGED_LABEL}"


class AgreementModel(QAbstractTableModel):
    """Some thousand rows at most: a business, not the nation."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._packages: tuple[Package, ...] = ()
        self._rows: list[AgreementRow] = []

    def set_rows(self, packages: Sequence[Package], rows: Sequence[AgreementRow]) -> None:
        """Another list."""
        self.beginResetModel()
        self._packages, self._rows = tuple(packages), list(rows)
        self.endResetModel()

    def row(self, place: int) -> AgreementRow | None:
        """The row at a place."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, node: str) -> int:
        """The place of an item, −1 where it isn't shown."""
        return next((n for n, r in enumerate(self._rows) if r.row.node == node), -1)

    def headers(self) -> tuple[str, ...]:
        """The titles of the columns."""
        return (*OWN, *(p.name for p in self._packages), ABOUT)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.headers())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.headers()):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.headers()[section]
            if role == Qt.ItemDataRole.ToolTipRole:
                place = section - len(OWN)
                return tip(self._packages[place].shown) if 0 <= place < len(self._packages) else None
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def texts(self, row: AgreementRow) -> tuple[str, ...]:
        """What the cells say."""
        r = row.row
        word = "" if r.kind == "req" else f"{KIND_WORD.get(r.kind, r.kind)} "
        answers = (self._said(n) if n is not None else "" for n in row.lines)
        own = (f"{word}{shown_id(r)}", CLASS_SIGN.get(r.cls or "", ""), r.name, verdict_word(r))
        return (*own, *answers, row.about()[1])

    @staticmethod
    def _said(line: Line) -> str:
        a = line.answer
        return "　".join(t for t in (chip_of(a.answer), a.when, STATES[line.state]) if t)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            texts = self.texts(row)
            if role == Qt.ItemDataRole.DisplayRole:
                return texts[index.column()]
            if role == Qt.ItemDataRole.ToolTipRole:
                return tip(texts[index.column()])
            if index.column() == 0:
                return "　".join(f"{h} {t}" for h, t in zip(self.headers(), texts, strict=True) if t)
            return texts[index.column()]
        return None
