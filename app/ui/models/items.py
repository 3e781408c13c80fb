"""The list of published items as a flat table with group rows: keys in memory, lines fetched a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.codes import CLASS_LABEL, CLASS_SIGN, REVIEWS, UNJUDGED_LABEL, VERDICT
from app.services.views import ItemRow
from app.ui.parts.requirement import shown_id
from app.ui.parts.text import tip
from app.ui.work.lists import Group

PAGE = 128
COLUMNS: dict[str, str] = {
    "id": "機能ID",
    "cls": "類型",
    "name": "名称",
    "marks": "",
    "verdict": "判定",
    "by": "記入者",
    "path": "項目",
}
ITEM_ROLE = Qt.ItemDataRole.UserRole
GROUP_ROLE = Qt.ItemDataRole.UserRole + 1
EXCERPT_ROLE = Qt.ItemDataRole.UserRole + 2  # the piece of the text that holds what was searched

Index = QModelIndex | QPersistentModelIndex


def marks_of(row: ItemRow) -> list[tuple[str, str, str]]:
    """(icon, colour token, word) of the marks a line carries."""
    found = []
    if row.noted:
        found.append(("note", "text2", "メモあり"))
    if row.suspect:
        found.append(("again", "warn_line", "再確認"))
    if row.review == "returned":
        found.append(("undo", "error_line", "差戻し"))
    elif row.review:
        found.append(("check", "done_line", REVIEWS[row.review]))
    if row.focus:
        found.append(("flag", "warn_line", "重点"))
    return found


def spoken(row: ItemRow) -> str:
    """The whole line for a screen reader."""
    verdict = "競合" if row.conflict else VERDICT[row.verdict].label if row.verdict else UNJUDGED_LABEL
    parts = [shown_id(row), row.name, CLASS_LABEL.get(row.cls or "", ""), verdict]
    parts += [word for _icon, _token, word in marks_of(row)]
    if row.deleted:
        parts.append("この版で削除")
    return "　".join(p for p in parts if p)


def group_numbers(group: Group) -> str:
    """12 / 16 judged; the lines alone while how many are judged isn't known."""
    return f"{group.judged} / {group.total}" if group.total else f"{len(group.keys):,}"


def family(by: str) -> str:
    """市民課/佐藤 花子 → 佐藤; the narrow column has room for no more, the rest stands in the right pane."""
    return by.rpartition("/")[2].replace("\u3000", " ").split(" ")[0]


class ItemModel(QAbstractTableModel):
    """Rows are groups and items. ``fetch`` is asked for the lines of keys that are not here yet."""

    def __init__(
        self,
        columns: Sequence[str],
        fetch: Callable[[tuple[int, ...]], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._fetch = fetch
        self._groups: list[Group] = []
        self._closed: set[tuple[str, ...]] = set()
        self._lines: list[int] = []  # a key, or -(n + 1) for the row of group n: 20,000 rows must be laid out at once
        self._place: dict[int, int] = {}
        self._rows: dict[int, ItemRow] = {}
        self._asked: set[int] = set()
        self._id_word = COLUMNS["id"]
        self._names: dict[str, str] = {}
        self._excerpts: dict[int, str] = {}
        self.words: tuple[str, ...] = ()  # match keys of what is searched, to be marked

    # content

    def set_names(self, names: dict[str, str]) -> None:
        """Node → what stands in the name column instead of the published name; before :meth:`set_content`."""
        self._names = names

    def set_id_kind(self, kind: str) -> None:
        """What the first column is called for a kind of item."""
        word = {"req": "機能ID", "form": "帳票ID", "link": "連携ID", "data": "データ項目ID", "code": "コードID"}
        self._id_word = word.get(kind, "ID")
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)

    def set_content(self, groups: Sequence[Group], rows: Iterable[ItemRow]) -> None:
        """Another list: one reset. ``rows`` are the lines that came with it."""
        self.beginResetModel()
        self._groups = list(groups)
        self._rows = {row.key: row for row in rows}
        self._asked = set()
        self._lay_out()
        self.endResetModel()

    def _lay_out(self) -> None:
        self._lines = []
        for number, group in enumerate(self._groups):
            if group.title:
                self._lines.append(-number - 1)
            if group.path not in self._closed or not group.title:
                self._lines.extend(group.keys)
        self._place = {line: place for place, line in enumerate(self._lines)}

    def set_found(self, words: Sequence[str], excerpts: dict[int, str]) -> None:
        """What is searched and where it stands in the texts; before :meth:`set_content`."""
        self.words, self._excerpts = tuple(words), dict(excerpts)

    def put_found(self, excerpts: dict[int, str]) -> None:
        """Pieces of text of lines that arrive; before :meth:`put_rows`."""
        self._excerpts.update(excerpts)

    def put_rows(self, rows: Iterable[ItemRow]) -> None:
        """Lines that arrived or changed; only their rows are drawn anew."""
        for row in rows:
            self._rows[row.key] = row
            self._asked.discard(row.key)
            if (place := self._place.get(row.key)) is not None:
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(self._columns) - 1))

    def put_counts(self, counts: dict[tuple[str, ...], tuple[int, int]]) -> None:
        """New done / all numbers of the groups, by path."""
        for number, group in enumerate(self._groups):
            if group.path in counts and counts[group.path] != (group.total, group.judged):
                total, judged = counts[group.path]
                self._groups[number] = replace(group, total=total, judged=judged)
                if (place := self._place.get(-number - 1)) is not None:
                    self.dataChanged.emit(self.index(place, 0), self.index(place, len(self._columns) - 1))

    def toggle(self, row: int) -> None:
        """Opens or closes the group at a row."""
        group = self.group_at(row)
        if group is None:
            return
        if group.path in self._closed:
            self._closed.discard(group.path)
            if group.keys:
                self.beginInsertRows(QModelIndex(), row + 1, row + len(group.keys))
                self._lay_out()
                self.endInsertRows()
        else:
            self._closed.add(group.path)
            if group.keys:
                self.beginRemoveRows(QModelIndex(), row + 1, row + len(group.keys))
                self._lay_out()
                self.endRemoveRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    def open_all(self) -> None:
        """Opens every group."""
        if self._closed:
            self.beginResetModel()
            self._closed.clear()
            self._lay_out()
            self.endResetModel()

    # questions

    def all_keys(self) -> list[int]:
        """All keys of the list in order, closed groups included."""
        return [key for group in self._groups for key in group.keys]

    def key_at(self, row: int) -> int | None:
        """The key of a row; None for a group row or none at all."""
        return self._lines[row] if 0 <= row < len(self._lines) and self._lines[row] >= 0 else None

    def has(self, key: int) -> bool:
        """Whether a key is in the list, its group open or not."""
        return key in self._place or any(key in group.keys for group in self._groups)

    def place_of(self, key: int) -> int | None:
        """The row of a key, None while its group is closed or it is not in the list."""
        return self._place.get(key)

    def row_of(self, key: int) -> ItemRow | None:
        """The line of a key as far as it is here."""
        return self._rows.get(key)

    def key_of_node(self, node: str) -> int | None:
        """The key of a node among the lines that are here."""
        return next((key for key, row in self._rows.items() if row.node == node), None)

    def keys_of_nodes(self, nodes: Iterable[str]) -> list[int]:
        """Keys of the lines here that belong to the nodes."""
        wanted = set(nodes)
        return [key for key, row in self._rows.items() if row.node in wanted]

    def group_at(self, row: int) -> Group | None:
        """The group of a group row."""
        if not 0 <= row < len(self._lines) or self._lines[row] >= 0:
            return None
        return self._groups[-self._lines[row] - 1]

    def is_open(self, row: int) -> bool:
        """True when the group at a row is open."""
        group = self.group_at(row)
        return group is not None and group.path not in self._closed

    def group_row_above(self, row: int) -> int | None:
        """The group row an item row stands under."""
        while row >= 0:
            if self._lines[row] < 0:
                return row
            row -= 1
        return None

    def columns(self) -> tuple[str, ...]:
        """The column codes."""
        return self._columns

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self._id_word if self._columns[section] == "id" else COLUMNS[self._columns[section]]
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return COLUMNS[self._columns[section]] or "印"
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = index.row()
        if not 0 <= row < len(self._lines):
            return Qt.ItemFlag.NoItemFlags
        return _ITEM_FLAGS if self._lines[row] >= 0 else _GROUP_FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _SERVED or not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        if line < 0:
            return self._group_data(self._groups[-line - 1], index.column(), role)
        row = self._rows.get(line)
        if row is None:
            self._ask(index.row())
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        if role == ITEM_ROLE:
            return row
        if role == GROUP_ROLE:
            return None
        if role == EXCERPT_ROLE:
            return self._excerpts.get(line, "")
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return spoken(row)
        text = self._text(row, self._columns[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(text)
        return text

    def _group_data(self, group: Group, column: int, role: int) -> Any:
        if role == GROUP_ROLE:
            return group
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and column == 0:
            return f"{group.title}　{group_numbers(group)}"
        return None

    def _text(self, row: ItemRow, column: str) -> str:
        if column == "verdict":
            return "競合" if row.conflict else VERDICT[row.verdict].short if row.verdict else UNJUDGED_LABEL
        if column == "cls":
            return CLASS_SIGN.get(row.cls or "", "")
        if column == "marks":
            return "・".join(word for _icon, _token, word in marks_of(row))
        if column == "path":
            return " › ".join(row.path)
        if column == "name":
            return " ".join(self._names.get(row.node, row.name).split())  # a published name may hold line ends
        return {"id": shown_id(row), "by": family(row.by)}.get(column, "")

    def _ask(self, row: int) -> None:
        """Asks for the page around a row, once."""
        start = max(0, row - PAGE // 4)
        wanted = tuple(
            line
            for line in self._lines[start : start + PAGE]
            if line >= 0 and line not in self._rows and line not in self._asked
        )
        if wanted:
            self._asked.update(wanted)
            self._fetch(wanted)


_GROUP_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_ITEM_FLAGS = _GROUP_FLAGS | Qt.ItemFlag.ItemIsSelectable
_SERVED = {
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    ITEM_ROLE,
    GROUP_ROLE,
    EXCERPT_ROLE,
}
