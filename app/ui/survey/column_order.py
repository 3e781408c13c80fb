"""列の順番: the columns behind the row's name in the order a person wants, by keys, buttons or dragging."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.services.survey_lists import ListColumn, survey_list
from app.ui.context import Context
from app.ui.models.survey import in_order
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog


class OrderDialog(SentenceDialog):
    """The columns that may move, in their order now."""

    def __init__(self, title: str, columns: tuple[ListColumn, ...], parent: QWidget | None) -> None:
        super().__init__(
            f"{title}の列の順番",
            parent,
            explanation="番号と名前は左端に残ります。並べ替えても、書いた内容と書き出す様式は変わりません。",
            main="この順番にする",
            width=420,
        )
        self.setObjectName("column_order")
        row = QHBoxLayout()
        row.setSpacing(8)
        self.list = QListWidget(self)
        self.list.setAccessibleName("列の順番")
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.list.setMinimumHeight(300)
        for column in columns:
            item = QListWidgetItem(column.label, self.list)
            item.setData(Qt.ItemDataRole.UserRole, column.code)
        self.list.setCurrentRow(0)
        row.addWidget(self.list, 1)
        side = QVBoxLayout()
        side.setSpacing(6)
        self.up = Button("上へ", self, press=lambda: self.move_current(-1))
        self.down = Button("下へ", self, press=lambda: self.move_current(1))
        side.addWidget(self.up)
        side.addWidget(self.down)
        side.addStretch(1)
        row.addLayout(side)
        self.body.addLayout(row)

    def move_current(self, by: int) -> None:
        """The chosen column one place up or down."""
        row = self.list.currentRow()
        if 0 <= row + by < self.list.count() and row >= 0:
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentRow(row + by)

    def codes(self) -> list[str]:
        """The order now."""
        return [str(self.list.item(n).data(Qt.ItemDataRole.UserRole)) for n in range(self.list.count())]


class ColumnOrder(QObject):
    """Asks, remembers, and has the list built anew."""

    def __init__(
        self, context: Context, name: Callable[[], str], rebuild: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._name, self._rebuild, self._window = context, name, rebuild, parent

    def of(self, name: str) -> list[str]:
        """The order kept for a list; [] as it comes."""
        return [str(code) for code in self._context.settings.get("column_order").get(name, ())]

    def ask(self) -> None:
        """The dialog for the list that shows."""
        name = self._name()
        wanted = survey_list(name)
        columns = in_order(wanted.columns, self.of(name))
        fixed = next((n for n, c in enumerate(columns) if c.required), 0) + 1
        dialog = OrderDialog(wanted.title, columns[fixed:], self._window)
        dialog.accepted.connect(lambda: self.keep(name, dialog.codes()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def keep(self, name: str, codes: list[str]) -> None:
        """Another order for a list."""
        kept = dict(self._context.settings.get("column_order"))
        kept[name] = codes
        self._context.settings.put("column_order", kept)
        self._rebuild()
