"""連携検討表 as a table: 札幌市's columns, of which the last six can be written; narrowed by state and words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.services.link_review_rows import EDITABLE, NEEDS, STATES, ReviewLine, columns
from app.ui.parts.text import tip
from spec_catalog.text import match_key

LINE_ROLE = Qt.ItemDataRole.UserRole
PROPOSED_ROLE = LINE_ROLE + 1
ALL, UNREAD = "*", "unread"
CODES = tuple(c.code for c in columns())
TITLES = tuple(c.title for c in columns())
PLACE = {code: n for n, code in enumerate(CODES)}
SIGNS = tuple(NEEDS.values())
DISPUTED = "食い違う値（競合）があるため、ここでは書き換えられません。"
Index = QModelIndex | QPersistentModelIndex
Cells = Mapping[str, Mapping[str, str]]  # NODE → column → text


class ReviewModel(QAbstractTableModel):
    """A few thousand rows at most, so the filter is kept here. ``typed`` carries what an editor leaves, as Cells."""

    typed = Signal(object)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.writable = False
        self._lines: tuple[ReviewLine, ...] = ()
        self._shown: list[ReviewLine] = []
        self._unread: frozenset[str] = frozenset()
        self._filter: tuple[str, str, tuple[str, ...]] = (ALL, ALL, ())

    def set_lines(self, lines: Sequence[ReviewLine], unread: Collection[str] = ()) -> None:
        """The table as it is stored now; ``unread``: linkages whose sentence could not be read for certain."""
        self._unread = frozenset(unread)
        same = [x.node for x in lines] == [x.node for x in self._lines]
        self._lines = tuple(lines)
        if same:  # a row stays in sight though what was written takes it out of the filter
            by_node = {x.node: x for x in lines}
            self._shown = [by_node[x.node] for x in self._shown]
            if self._shown:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(CODES) - 1))
        else:
            self._refill()

    def narrow(self, business: str, state: str, words: str, *, again: bool = False) -> None:
        """Rows of a business (ALL = any), in a state, that hold every word; ``again``: also when nothing else is asked,
        so that rows go that no longer fit."""
        wanted = (business, state, tuple(match_key(w) for w in words.split()))
        if again or wanted != self._filter:
            self._filter = wanted
            self._refill()

    def _refill(self) -> None:
        self.beginResetModel()
        business, state, words = self._filter
        self._shown = [
            x
            for x in self._lines
            if business in (ALL, x.business)
            and (state == ALL or (x.node in self._unread if state == UNREAD else state in x.states()))
            and (not words or all(w in match_key("\n".join((*x.texts.values(), x.issues))) for w in words))
        ]
        self.endResetModel()

    def unread(self) -> int:
        """How many linkages of the business chosen have a sentence that could not be read for certain."""
        return sum(x.node in self._unread for x in self.of_business())

    def of_business(self) -> list[ReviewLine]:
        """The lines of the business chosen, in any state."""
        return [x for x in self._lines if self._filter[0] in (ALL, x.business)]

    def line(self, row: int) -> ReviewLine | None:
        """The linkage of a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, node: str) -> int:
        """The row of a linkage, −1 if it isn't shown."""
        return next((n for n, x in enumerate(self._shown) if x.node == node), -1)

    def choices(self, column: int) -> tuple[str, ...]:
        """What can be picked from a list in a column."""
        return SIGNS if CODES[column] == "need" else ()

    def put(self, cells: Mapping[tuple[int, int], str]) -> None:
        """Texts for cells by (row, column); what can't be written is passed over, what stands there already too."""
        out: dict[str, dict[str, str]] = {}
        for (row, column), text in cells.items():
            line = self.line(row)
            code = CODES[column]
            unchanged = line is not None and text == line.texts[code] and code not in line.proposed
            if line is not None and not unchanged and self.flags(self.index(row, column)) & Qt.ItemFlag.ItemIsEditable:
                out.setdefault(line.node, {})[code] = text
        if out:
            self.typed.emit(out)

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(CODES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return Qt.ItemFlag.NoItemFlags
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self.writable and CODES[index.column()] in EDITABLE and not line.conflict:
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(CODES):
            if role == Qt.ItemDataRole.DisplayRole:
                return TITLES[section]
            if role == Qt.ItemDataRole.ToolTipRole:
                return tip(columns()[section].guide)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                return left.value | Qt.TextFlag.TextWordWrap.value
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        code = CODES[index.column()]
        text = line.texts[code]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return text
        if role == LINE_ROLE:
            return line
        if role == PROPOSED_ROLE:
            return code in line.proposed
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(f"{text}\n{DISPUTED}" if line.conflict and code in EDITABLE else text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{TITLES[index.column()]}　{self._spoken(line, code, text)}"
        return None

    def _spoken(self, line: ReviewLine, code: str, text: str) -> str:
        said = [f"候補 {text}" if code in line.proposed else text or "空"]
        if code == "need":
            said += [STATES["package"]] if line.within else [] if text else ["未検討"]
            said += line.warnings
        return "　".join(said)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole or not isinstance(value, str):
            return False
        self.put({(index.row(), index.column()): value})
        return True
