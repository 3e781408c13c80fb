"""The tree of 大項目, 中項目, 小項目 with their numbers; choosing one narrows the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.services.views import TreeNode
from app.ui.parts.ring import draw_ring
from app.ui.parts.text import tip
from app.ui.theme import look

_PATH = Qt.ItemDataRole.UserRole


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        return QSize(40, 28)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
        painter.setFont(look.font(13 if index.column() == 0 else 12, bold=chosen and index.column() == 0))
        painter.setPen(look.colour("text" if index.column() == 0 else "text2"))
        room = rect.adjusted(2, 0, -10, 0)
        flags = Qt.AlignmentFlag.AlignVCenter
        flags |= Qt.AlignmentFlag.AlignLeft if index.column() == 0 else Qt.AlignmentFlag.AlignRight
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, flags, text)
        painter.restore()


class SpecTree(QTreeWidget):
    """``picked`` carries the chosen path; () is everything."""

    picked = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderLabels(["項目", "件数"])
        self.setAccessibleName("項目の木")
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setItemDelegate(_Cell(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setFixedHeight(28)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, 60)
        self.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.currentItemChanged.connect(self._changed)
        self._quiet = False

    def show_tree(self, nodes: Sequence[TreeNode], total: int) -> None:
        """Another edition; everything is chosen."""
        self._quiet = True
        self.clear()
        top = self._item(None, "すべて", total, ())
        made: dict[tuple[str, ...], QTreeWidgetItem] = {}
        for node in nodes:
            parent = made.get(node.path[:-1])
            made[node.path] = self._item(parent, node.path[-1], node.total, node.path)
        self.setCurrentItem(top)
        self._quiet = False

    def _item(self, parent: QTreeWidgetItem | None, title: str, total: int, path: tuple[str, ...]) -> QTreeWidgetItem:
        item = QTreeWidgetItem([title, f"{total:,}"])
        item.setData(0, _PATH, path)
        item.setToolTip(0, tip(title))
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{title} {total}件")
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)
        return item

    def drawBranches(self, painter: QPainter, rect: QRect, index: object) -> None:
        item = self.itemFromIndex(index)
        chosen = item is not None and item.isSelected()
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
        if chosen:
            painter.fillRect(QRect(0, rect.top(), 3, rect.height()), look.colour("accent"))
        if item is not None and item.childCount():
            icon = "down" if item.isExpanded() else "right"
            picture = look.pixmap(icon, "text2", 11, self.devicePixelRatioF())
            painter.drawPixmap(rect.right() - 13, rect.center().y() - 5, picture)

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)
        draw_ring(self)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _changed(self, item: QTreeWidgetItem | None, _before: object) -> None:
        if not self._quiet and item is not None:
            self.picked.emit(self.path())

    def path(self) -> tuple[str, ...]:
        """The chosen path."""
        item = self.currentItem()
        value = item.data(0, _PATH) if item is not None else ()
        return tuple(value or ())
