"""The tree of 大項目, 中項目, 小項目 with their numbers; choosing one narrows the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
        self.setHeaderLabels(["項目", "判定 / 件数"])
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
        header.resizeSection(1, 92)
        self.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.currentItemChanged.connect(self._changed)
        self._quiet = False
        self._made: dict[tuple[str, ...], QTreeWidgetItem] = {}
        self._paths: list[tuple[str, ...]] = []
        self._lost: tuple[str, ...] = ()  # chosen, but nothing is left of it under the other filters

    def show_tree(self, nodes: Sequence[TreeNode], *, word: Callable[[tuple[str, ...]], str] | None = None) -> None:
        """The tree under other filters. What was chosen and opened stays so, even where nothing is left of it.

        ``word`` gives the title of a path where it isn't its last heading.
        """
        chosen, opened = self.path(), self._opened()
        self._quiet = True
        top = [n for n in nodes if len(n.path) == 1]
        total, judged = sum(n.total for n in top), sum(n.judged for n in top)
        if [n.path for n in nodes] == self._paths and self.topLevelItemCount():
            self._fill(self.topLevelItem(0), "すべて", total, judged)
            for node in nodes:
                self._fill(self._made[node.path], self._made[node.path].text(0), node.total, node.judged)
        else:
            self._rebuild(nodes, (total, judged), word, opened)
        self._paths = [n.path for n in nodes]
        self.setCurrentItem(self._made.get(chosen) or self.topLevelItem(0))
        self._lost = chosen if chosen and chosen not in self._made else ()
        self._quiet = False

    def _rebuild(
        self,
        nodes: Sequence[TreeNode],
        numbers: tuple[int, int],
        word: Callable[[tuple[str, ...]], str] | None,
        opened: set[tuple[str, ...]],
    ) -> None:
        self.clear()
        self._made = {(): self._item(None, "すべて", *numbers, ())}
        for node in nodes:
            parent = self._made.get(node.path[:-1]) if len(node.path) > 1 else None
            title = word(node.path) if word is not None else node.path[-1]
            self._made[node.path] = self._item(parent, title, node.total, node.judged, node.path)
        for path in opened & self._made.keys():
            self._made[path].setExpanded(True)

    def _opened(self) -> set[tuple[str, ...]]:
        return {path for path, item in self._made.items() if item.isExpanded()}

    def _item(
        self, parent: QTreeWidgetItem | None, title: str, total: int, judged: int, path: tuple[str, ...]
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem([title, ""])
        item.setData(0, _PATH, path)
        item.setToolTip(0, tip(title))
        self._fill(item, title, total, judged)
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)
        return item

    @staticmethod
    def _fill(item: QTreeWidgetItem, title: str, total: int, judged: int) -> None:
        item.setText(1, f"{judged:,} / {total:,}" if judged else f"{total:,}")
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{title} {total}件 判定済み{judged}件")

    def want(self, path: tuple[str, ...]) -> None:
        """Chooses a path without a signal, also one that comes with the next tree."""
        self._quiet = True
        self._lost = () if path in self._made else path
        self.setCurrentItem(self._made.get(path) or self.topLevelItem(0))
        self._quiet = False

    def forget(self) -> None:
        """Everything is chosen again, nothing open: another edition."""
        self._quiet = True
        self.clear()
        self._made, self._paths, self._lost = {}, [], ()
        self._quiet = False

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
            self._lost = ()
            self.picked.emit(self.path())

    def path(self) -> tuple[str, ...]:
        """The chosen path."""
        if self._lost:
            return self._lost
        item = self.currentItem()
        value = item.data(0, _PATH) if item is not None else ()
        return tuple(value or ())
