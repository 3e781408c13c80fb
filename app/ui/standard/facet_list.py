"""The facets beside the list: kind of document, change since the edition before, verdict, department, with counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.ui.parts.ring import draw_ring
from app.ui.parts.text import tip
from app.ui.theme import look

_CODE = Qt.ItemDataRole.UserRole
_BOX = 14


class _Row(QStyledItemDelegate):
    """A heading in bold, or a box, a word and a count."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        return QSize(40, 26)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        rect: QRect = option.rect
        heading = not index.parent().isValid()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.colour("selection"))
        left = rect.left() + 10
        if heading:
            painter.setFont(look.font(12, bold=True))
            painter.setPen(look.colour("text2"))
        elif index.column() == 0:
            on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            box = QRect(left, rect.center().y() - _BOX // 2 + 1, _BOX, _BOX)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(look.colour("accent" if on else "line2"))
            painter.setBrush(look.colour("accent" if on else "surface"))
            painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            if on:
                picture = look.pixmap("check", "on_accent", 12, painter.device().devicePixelRatioF())
                painter.drawPixmap(box.left() + 1, box.top() + 1, picture)
            left = box.right() + 8
            painter.setFont(look.font(13, bold=on))
            painter.setPen(look.colour("text"))
        else:
            painter.setFont(look.font(12))
            painter.setPen(look.colour("text2"))
        room = rect.adjusted(left - rect.left() if index.column() == 0 else 0, 0, -10, 0)
        flags = Qt.AlignmentFlag.AlignVCenter
        flags |= Qt.AlignmentFlag.AlignLeft if index.column() == 0 else Qt.AlignmentFlag.AlignRight
        text = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, flags, text)
        painter.restore()


class FacetList(QTreeWidget):
    """``chosen`` after a box was switched. Values come with the counts; what is chosen stays even at zero."""

    chosen = Signal()

    def __init__(self, groups: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``groups``: (code, heading)."""
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setAccessibleName("絞り込みの札")
        self.setUniformRowHeights(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setItemDelegate(_Row(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, 64)
        self._groups: dict[str, QTreeWidgetItem] = {}
        self._on: dict[str, list[str]] = {code: [] for code, _ in groups}
        for code, heading in groups:
            item = QTreeWidgetItem([heading, ""])
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.addTopLevelItem(item)
            item.setFirstColumnSpanned(True)
            item.setExpanded(True)
            item.setHidden(True)
            self._groups[code] = item

    def on(self, group: str) -> tuple[str, ...]:
        """The values that are switched on in a group."""
        return tuple(self._on[group])

    def set_on(self, chosen: Mapping[str, Sequence[str]]) -> None:
        """Switches exactly these on, without a signal; shown with the next counts."""
        self._on = {code: list(chosen.get(code, ())) for code in self._on}

    def show_counts(self, group: str, values: Sequence[tuple[str, str, int]]) -> None:
        """(value, word, count) in order; a group with a single value that isn't chosen says nothing and hides."""
        head = self._groups[group]
        known = {value for value, _, _ in values}
        shown = [(v, w, n) for v, w, n in values if n or v in self._on[group]]
        shown += [(v, v, 0) for v in self._on[group] if v not in known]
        head.setHidden(len(shown) < 2 and not self._on[group])
        while head.childCount() > len(shown):
            head.removeChild(head.child(head.childCount() - 1))
        for place, (value, word, count) in enumerate(shown):
            if place < head.childCount():
                item = head.child(place)
            else:
                item = QTreeWidgetItem(head)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setText(0, word)
            item.setText(1, f"{count:,}")
            item.setData(0, _CODE, value)
            on = value in self._on[group]
            item.setData(0, Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            item.setToolTip(0, tip(word))
            spoken = f"{head.text(0)} {word} {count}件{' 選択中' if on else ''}"
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)

    def switch(self, group: str, value: str) -> None:
        """Switches a value on or off; emits ``chosen``."""
        held = self._on[group]
        held.remove(value) if value in held else held.append(value)
        self.chosen.emit()

    def _pressed(self, item: QTreeWidgetItem | None) -> None:
        if item is None or item.parent() is None:
            return
        group = next(code for code, head in self._groups.items() if head is item.parent())
        self.switch(group, str(item.data(0, _CODE)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pressed(self.currentItem())
            return
        super().keyPressEvent(event)

    def drawBranches(self, _painter: QPainter, _rect: QRect, _index: object) -> None:
        """No branches: the headings are always open."""

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)
        draw_ring(self)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
