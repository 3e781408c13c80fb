"""A survey list as a grid of texts: what is stored, what waits to be put right, and what the filter shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.core.records import ATOMS
from app.services.survey_derived import DERIVED
from app.services.survey_lists import ListColumn, record_types, register_types, survey_list
from app.ui.parts.text import tip
from spec_catalog.ids import natural_key
from spec_catalog.text import match_key

if TYPE_CHECKING:
    from app.services.survey_cells import Repair
    from app.services.survey_grid import Grid, GridRow

LINE_ROLE = Qt.ItemDataRole.UserRole
PENDING_ROLE = LINE_ROLE + 1
CONFLICT_ROLE = LINE_ROLE + 2
ALL = "*"
UNKNOWN = "不明"
TYPES = {**record_types(), **register_types()}
"""List → record type, of 現行調査 and of the register."""
DISPUTED = "食い違う値（競合）があるため、ここでは書き換えられません。"
Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class Line:
    """One row. ``rid`` is "" until it is stored; ``key`` stays the same all the time."""

    key: str
    rid: str
    texts: list[str]
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """A text that cannot be stored as it is. ``paste`` tells which paste it came with, 0 = typed."""

    text: str
    problem: str
    repairs: tuple[Repair, ...]
    paste: int = 0


def in_order(columns: tuple[ListColumn, ...], order: Sequence[str]) -> tuple[ListColumn, ...]:
    """Columns as a person ordered them: those up to the row's name stay, unknown codes count for nothing."""
    fixed = next((n for n, c in enumerate(columns) if c.required), 0) + 1
    place = {code: n for n, code in enumerate(order)}
    rest = sorted(columns[fixed:], key=lambda c: place.get(c.code, len(place)))
    return (*columns[:fixed], *rest)


class SurveyModel(QAbstractTableModel):
    """A few thousand rows at most, so order and filter are kept here. ``typed`` carries what an editor leaves."""

    typed = Signal(int, int, str)
    pending_changed = Signal()

    def __init__(self, name: str, parent: Any = None, *, order: Sequence[str] = ()) -> None:
        """``order``: codes of columns as the person wants them; what names a row stays in front, others follow."""
        super().__init__(parent)
        self.list = survey_list(name)
        self.columns: tuple[ListColumn, ...] = in_order(self.list.columns, order)
        self._from = [self.list.columns.index(c) for c in self.columns]
        self.place = {c.code: n for n, c in enumerate(self.columns)}
        self.published: Mapping[str, str] = {}
        self.names: Mapping[str, tuple[str, ...]] = {}
        self.writable = False
        self.loaded = False
        self._atom = {f.code: atom for atom, fields in ATOMS[TYPES[name]].items() for f in fields}
        self._lines: list[Line] = []
        self._shown: list[Line] = []
        self._rows: dict[str, int] = {}
        self._pending: dict[tuple[str, str], Pending] = {}
        self._filter: tuple[tuple[str, ...], str, bool] = ((), ALL, False)
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._made = 0

    # loading

    def set_grid(self, grid: Grid) -> None:
        """The list as it is stored now. Rows not yet stored and cells that could not be stored stay."""
        self.published, self.names = grid.published, grid.names
        self.loaded = True
        key_of = {line.rid: line.key for line in self._lines if line.rid}
        lines = [self._line(key_of.get(row.rid, row.rid), row) for row in grid.rows]
        lines += [line for line in self._lines if not line.rid]
        same = [line.key for line in lines] == [line.key for line in self._lines]
        self._lines = lines
        there = {line.key for line in lines}
        self._pending = {at: p for at, p in self._pending.items() if at[0] in there}
        if same:
            new = {line.key: line for line in lines}
            self._shown = [new[line.key] for line in self._shown]
            self._say_all()
        else:
            self._refill()
        self.pending_changed.emit()

    def _texts(self, row: GridRow) -> list[str]:
        return [row.texts[place] for place in self._from]

    def _line(self, key: str, row: GridRow) -> Line:
        return Line(key, row.rid, self._texts(row), row.heads, row.conflicts)

    def filled(self) -> set[str]:
        """Codes of the columns that hold something in some row, or wait to be put right."""
        waiting = {code for _key, code in self._pending}
        return waiting | {c.code for n, c in enumerate(self.columns) if any(line.texts[n] for line in self._lines)}

    def refresh(self, rows: Mapping[str, GridRow]) -> None:
        """Rows that were stored, by key."""
        for key, row in rows.items():
            line = self.line_of(key)
            if line is not None:
                line.rid, line.texts, line.heads = row.rid, self._texts(row), row.heads
                line.conflicts, line.words = row.conflicts, ""
                self._say_row(key)

    def _say_row(self, key: str) -> None:
        row = self.row_of(key)
        if row >= 0:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, row, row)

    def _say_all(self) -> None:
        if self._shown:
            last = len(self._shown) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, len(self.columns) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, last)

    # filter and order

    def set_filter(self, words: str, business: str, unknown: bool) -> None:
        """Rows that hold every word, of a business (ALL = any), with something 不明. Edits never take a row away."""
        wanted = (tuple(match_key(w) for w in words.split()), business, unknown)
        if wanted != self._filter:
            self._filter = wanted
            self._refill()

    def filtered(self) -> bool:
        """True while words or 不明 narrow the list."""
        return bool(self._filter[0]) or self._filter[2]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By the shown text of a column, once; −1 is the order of the list."""
        self._sorted = (column, order) if 0 <= column < len(self.columns) else None
        self._refill()

    def _refill(self) -> None:
        self.beginResetModel()
        words, business, unknown = self._filter
        shown = [line for line in self._lines if self._fits(line, words, business, unknown)]
        if self._sorted is not None:
            column, order = self._sorted
            down = order == Qt.SortOrder.DescendingOrder
            stored = [line for line in shown if line.rid and line.texts[column]]
            rest = [line for line in shown if not (line.rid and line.texts[column])]
            shown = [*sorted(stored, key=lambda line: natural_key(line.texts[column]), reverse=down), *rest]
        self._shown = shown
        self._rows = {line.key: n for n, line in enumerate(shown)}
        self.endResetModel()

    def _fits(self, line: Line, words: tuple[str, ...], business: str, unknown: bool) -> bool:
        if not line.rid:
            return True
        if "business" in self.place and business not in (ALL, self.business_of(line)):
            return False
        if unknown and not self.unknown(line):
            return False
        if words and not line.words:
            line.words = "\n".join(match_key(t) for t in line.texts)
        return all(w in line.words for w in words)

    def business_of(self, line: Line) -> str:
        """The id of a row's business, "" when it says none."""
        return line.texts[self.place["business"]].split(" ")[0] if "business" in self.place else ""

    def unknown(self, line: Line) -> bool:
        """True when 利用実態 or 確度 says 不明."""
        return any(line.texts[self.place[c]] == UNKNOWN for c in ("usage", "certainty") if c in self.place)

    def facts(self) -> tuple[int, int]:
        """(rows, rows with something 不明) of the business shown."""
        here = [line for line in self._lines if self._fits(line, (), self._filter[1], False)]
        return len(here), sum(self.unknown(line) for line in here)

    # rows

    def line(self, row: int) -> Line | None:
        """The line of a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def line_of(self, key: str) -> Line | None:
        """The line of a key, shown or not."""
        row = self._rows.get(key)
        if row is not None:
            return self._shown[row]
        return next((line for line in self._lines if line.key == key), None)

    def row_of(self, key: str) -> int:
        """The row of a key, −1 when it isn't shown."""
        return self._rows.get(key, -1)

    def add_blank(self, count: int) -> int:
        """Empty rows at the end; the first of them."""
        first = len(self._shown)
        self.beginInsertRows(QModelIndex(), first, first + count - 1)
        for _ in range(count):
            self._made += 1
            line = Line(f"new-{self._made}", "", [""] * len(self.columns))
            self._lines.append(line)
            self._rows[line.key] = len(self._shown)
            self._shown.append(line)
        self.endInsertRows()
        return first

    def drop_lines(self, keys: Sequence[str]) -> None:
        """Takes rows away that were deleted, or never stored."""
        gone = set(keys)
        for row in range(len(self._shown) - 1, -1, -1):
            if self._shown[row].key in gone:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._shown[row]
                self._rows = {line.key: n for n, line in enumerate(self._shown)}
                self.endRemoveRows()
        self._lines = [line for line in self._lines if line.key not in gone]
        self._pending = {at: p for at, p in self._pending.items() if at[0] not in gone}
        self.pending_changed.emit()

    # cells

    def text(self, row: int, column: int) -> str:
        """What a cell shows: the text that waits, else the stored one."""
        line = self._shown[row]
        waiting = self._pending.get((line.key, self.columns[column].code))
        return waiting.text if waiting is not None else line.texts[column]

    def put(self, texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
        """Shows texts that are on their way to the file, by key and column; what stood there before."""
        before: dict[str, dict[str, str]] = {}
        for key, cells in texts.items():
            line = self.line_of(key)
            if line is not None:
                before[key] = {code: line.texts[self.place[code]] for code in cells}
                for code, text in cells.items():
                    line.texts[self.place[code]] = text
                line.words = ""
                self._say_row(key)
        return before

    def pending(self, key: str, code: str) -> Pending | None:
        """The text that waits in a cell."""
        return self._pending.get((key, code))

    def set_pending(self, cells: Mapping[tuple[str, str], Pending | None]) -> None:
        """Texts that wait, by (key, column); None: nothing waits there any more."""
        for at, waiting in cells.items():
            if waiting is None:
                self._pending.pop(at, None)
            else:
                self._pending[at] = waiting
        for key in dict.fromkeys(key for key, _code in cells):
            self._say_row(key)
        if cells:
            self.pending_changed.emit()

    def drop_paste(self, paste: int) -> None:
        """Forgets what waits from a paste, and the rows it made that were never stored."""
        self.set_pending({at: None for at, p in self._pending.items() if p.paste == paste})
        waiting = {key for key, _code in self._pending}
        empty = [ln.key for ln in self._lines if not ln.rid and ln.key not in waiting and not any(ln.texts)]
        self.drop_lines(empty)

    def all_pending(self) -> list[tuple[int, int, str, Pending]]:
        """(row, column, key, what waits) in the order of the grid; rows the filter hides (−1) come last."""
        found = [(self.row_of(key), self.place[code], key, p) for (key, code), p in self._pending.items()]
        return sorted(found, key=lambda entry: (entry[0] < 0, entry[0], entry[1]))

    def disputed(self, row: int, column: int) -> bool:
        """True for a cell whose values contradict."""
        return self._atom.get(self.columns[column].code, "") in self._shown[row].conflicts

    def locked(self, row: int, column: int) -> bool:
        """True for a cell nobody can write: its values contradict, or it follows from the other columns."""
        return self.columns[column].kind == DERIVED or self.disputed(row, column)

    def choices(self, column: int) -> tuple[str, ...]:
        """What can be picked from a list in a column; () where anything may be written."""
        found = self.columns[column]
        if found.kind == "choice":
            return tuple(label for _code, label in found.choices)
        return tuple(self.names.get(found.code, ()))

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self.writable and not self.locked(index.row(), index.column()):
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            line = self.line(section)
            if role == Qt.ItemDataRole.DisplayRole and line is not None:
                return f"≠ {section + 1}" if line.conflicts else str(section + 1)
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter if _aligns(role) else None
        if role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(self.columns):
            return self.columns[section].label
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter if _aligns(role) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        column = index.column()
        waiting = self._pending.get((line.key, self.columns[column].code))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return waiting.text if waiting is not None else line.texts[column]
        if role == LINE_ROLE:
            return line
        if role == PENDING_ROLE:
            return waiting
        if role == CONFLICT_ROLE:
            return self.disputed(index.row(), column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._told(index.row(), column, waiting))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[column].label}　{self._told(index.row(), column, waiting) or '空'}"
        return None

    def _told(self, row: int, column: int, waiting: Pending | None) -> str:
        if waiting is not None:
            return f"{waiting.text}\n{waiting.problem}"
        text = self._shown[row].texts[column]
        return f"{text}\n{DISPUTED}" if self.disputed(row, column) else text

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole or not isinstance(value, str):
            return False
        if value != self.text(index.row(), index.column()):
            self.typed.emit(index.row(), index.column(), value)
        return True


def _aligns(role: int) -> bool:
    return role == Qt.ItemDataRole.TextAlignmentRole
