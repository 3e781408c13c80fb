"""ID × 団体 as a table: keys in memory, lines fetched a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.core.codes import CLASS_SIGN, KIND_WORD
from app.services.city_sheet import cell_text, joint_text
from app.ui.parts.text import tip

if TYPE_CHECKING:
    from app.services.city_matrix import Column, Key, Line

LINE_ROLE = Qt.ItemDataRole.UserRole
PAGE = 128
OWN = ("ID", "類型", "名称")
JOINT = "共同の決定"
ELSEWHERE = "こちらの版にない項目"
Index = QModelIndex | QPersistentModelIndex


class MatrixModel(QAbstractTableModel):
    """``fetch`` is asked for the lines of keys that are not here yet."""

    def __init__(self, fetch: Callable[[tuple[Key, ...]], object], parent: Any = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._columns: tuple[Column, ...] = ()
        self._keys: tuple[Key, ...] = ()
        self._place: dict[Key, int] = {}
        self._lines: dict[Key, Line] = {}
        self._asked: set[Key] = set()

    def set_content(self, columns: Sequence[Column], keys: Sequence[Key], lines: Iterable[Line]) -> None:
        """Another list."""
        self.beginResetModel()
        self._columns, self._keys = tuple(columns), tuple(keys)
        self._place = {key: n for n, key in enumerate(self._keys)}
        self._lines = {line.key: line for line in lines}
        self._asked = set()
        self.endResetModel()

    def put_lines(self, lines: Iterable[Line]) -> None:
        """Lines that arrived; only their rows are drawn anew."""
        for line in lines:
            self._asked.discard(line.key)
            place = self._place.get(line.key)
            if place is not None and len(line.cells) == len(self._columns):
                self._lines[line.key] = line
                self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))

    def columns(self) -> tuple[Column, ...]:
        """The municipalities."""
        return self._columns

    def key(self, place: int) -> Key | None:
        """The key of a row."""
        return self._keys[place] if 0 <= place < len(self._keys) else None

    def place_of(self, key: Key | None) -> int:
        """The row of a key, −1 where it isn't shown."""
        return self._place.get(key, -1) if key is not None else -1

    def line(self, place: int) -> Line | None:
        """The line of a row, as far as it is here."""
        key = self.key(place)
        return None if key is None else self._lines.get(key)

    def headers(self) -> tuple[str, ...]:
        """The titles of the columns."""
        return (*OWN, *(c.name for c in self._columns), JOINT)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(OWN) + len(self._columns) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        headers = self.headers()
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(headers):
            if role == Qt.ItemDataRole.DisplayRole:
                return headers[section]
            if role == Qt.ItemDataRole.ToolTipRole:
                place = section - len(OWN)
                here = 0 <= place < len(self._columns)
                return tip(f"{headers[section]}（{self._columns[place].code}）") if here else None
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def texts(self, line: Line) -> tuple[str, ...]:
        """What the cells say."""
        kind = "" if line.key[1] == "req" else f"{KIND_WORD.get(line.key[1], line.key[1])} "
        name = " ".join(line.name.split()) or ELSEWHERE
        own = (f"{kind}{line.id}", CLASS_SIGN.get(line.cls or "", ""), name if line.here else f"{name}（版外）")
        return (*own, *(cell_text(c) for c in line.cells), joint_text(line) or "－")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in _SERVED:
            return None
        line = self.line(index.row())
        if line is None:
            self._ask(index.row())
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        if role == LINE_ROLE:
            return line
        texts = self.texts(line)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return "　".join(f"{h} {t}" for h, t in zip(self.headers(), texts, strict=True) if t)
        return tip(texts[index.column()]) if role == Qt.ItemDataRole.ToolTipRole else texts[index.column()]

    def _ask(self, place: int) -> None:
        """Asks for the page around a row, once."""
        start = max(0, place - PAGE // 4)
        wanted = tuple(k for k in self._keys[start : start + PAGE] if k not in self._lines and k not in self._asked)
        if wanted:
            self._asked.update(wanted)
            self._fetch(wanted)


_SERVED = {
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    LINE_ROLE,
}
