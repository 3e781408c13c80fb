"""The beginning of what would be written: a sheet as a table of its cells, a paper as its first pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QTableView,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.services.handin import Preview
from app.ui.parts.empty import EmptyState
from app.ui.parts.text import Elided, tip
from app.ui.theme.tokens import HEIGHT

Index = QModelIndex | QPersistentModelIndex
WIDEST, NARROWEST = 320, 44
_CHARACTER = 13


class _Cells(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[tuple[str, ...], ...] = ()

    def put(self, rows: tuple[tuple[str, ...], ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else max((len(r) for r in self.rows), default=0)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        text = row[index.column()] if index.column() < len(row) else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return text.replace("\n", " ")
        return tip(text) if role == Qt.ItemDataRole.ToolTipRole else None


class Pages(QScrollArea):
    """Printed pages under one another, as wide as there is room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("書き出すページの初めの部分")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self._ground = QWidget(self)
        self._ground.setProperty("ground", "sunken")
        self._column = QVBoxLayout(self._ground)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(12)
        self.setWidget(self._ground)
        self._pictures: list[QPixmap] = []
        self.sheets: list[QLabel] = []

    def put(self, pages: Sequence[bytes]) -> None:
        """Shows these PNGs."""
        for sheet in self.sheets:
            self._column.removeWidget(sheet)
            sheet.hide()
            sheet.deleteLater()
        self._pictures = []
        self.sheets = []
        for number, page in enumerate(pages, 1):
            picture = QPixmap()
            picture.loadFromData(page, "PNG")
            sheet = QLabel(self._ground)
            sheet.setAccessibleName(f"{number} ページ目")
            sheet.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self._column.addWidget(sheet)
            self._pictures.append(picture)
            self.sheets.append(sheet)
        self._fit()
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        room = max(self.viewport().width() - 24, 120)
        for sheet, picture in zip(self.sheets, self._pictures, strict=True):
            wide = min(round(room * ratio), picture.width())
            shown = picture.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
            shown.setDevicePixelRatio(ratio)
            sheet.setPixmap(shown)


class PreviewPane(QFrame):
    """One at a time; what can't be shown says why."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget(self)
        line = QHBoxLayout(head)
        line.setContentsMargins(12, 8, 12, 8)
        self.title = Elided("", head, tone="text2")
        line.addWidget(self.title, 1)
        column.addWidget(head)
        self._stack = QStackedWidget(self)
        column.addWidget(self._stack, 1)
        self.empty = EmptyState(
            "file", "見るものを選んでください", "左の一覧で選ぶと、書き出す前に初めの部分を見られます。", self
        )
        self._stack.addWidget(self.empty)
        self.table = QTableView(self)
        self.table.setAccessibleName("書き出す表の初めの部分")
        self.cells = _Cells(self)
        self.table.setModel(self.cells)
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(HEIGHT["grid_row"])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setWordWrap(False)
        self._stack.addWidget(self.table)
        self.page = QTextBrowser(self)
        self.page.setAccessibleName("書き出すページの初めの部分")
        self.page.setOpenLinks(False)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self._stack.addWidget(self.page)
        self.pages = Pages(self)
        self._stack.addWidget(self.pages)

    def say(self, state: str, help_text: str) -> None:
        """Nothing to show."""
        self.title.set_whole("")
        self.empty.say(state, help_text)
        self._stack.setCurrentWidget(self.empty)

    def show_preview(self, found: Preview) -> None:
        """A sheet's cells or a page."""
        more = f"　ほか {found.files - 1} ファイル" if found.files > 1 else ""
        cut = "　（初めの部分）" if found.more else ""
        only = f"　（見本は業務 {found.only} だけ）" if found.only else ""
        self.title.set_whole(f"{found.name}{only or cut}{more}")
        if found.pages:
            self.pages.put(found.pages)
            self._stack.setCurrentWidget(self.pages)
            return
        if found.html:
            self.page.setHtml(found.html)
            self._stack.setCurrentWidget(self.page)
            return
        self.cells.put(found.rows)
        for column in range(self.cells.columnCount()):
            longest = max((_width(r[column]) for r in found.rows if column < len(r) and _table_row(r)), default=0)
            self.table.setColumnWidth(column, min(WIDEST, max(NARROWEST, longest * _CHARACTER // 2 + 16)))
        self._stack.setCurrentWidget(self.table)


def _table_row(row: tuple[str, ...]) -> bool:
    """Whether a row is one of a table: titles and notes stand alone and would make their column too wide."""
    return sum(bool(t) for t in row) > 2


def _width(text: str) -> int:
    """In half-width characters, of the longest line."""
    return max((sum(1 if ord(c) < 0x2E80 else 2 for c in line) for line in text.split("\n")), default=0)
