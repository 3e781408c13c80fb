"""The palette (Ctrl+K): one line finds requirements, current functions and actions; keyboard throughout."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.parts.buttons import draw_key
from app.ui.parts.inputs import SearchField
from app.ui.parts.text import Label
from app.ui.theme import look

_HIT = Qt.ItemDataRole.UserRole
LIMIT = 9


@dataclass(frozen=True, slots=True)
class Hit:
    """One line: ``kind`` (要件, 現行, 操作), the key at the right, and what Enter does."""

    icon: str
    text: str
    kind: str
    run: Callable[[], object]
    key: str = ""
    extra: str = ""


def fold(text: str) -> str:
    """Match key of the palette's own words: width and case don't count."""
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "")


class _Line(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(100, 34)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        hit = index.data(_HIT)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        scale = option.widget.devicePixelRatioF() if option.widget is not None else 1.0
        picture = look.pixmap(hit.icon, "accent" if chosen else "text2", 16, scale)
        painter.drawPixmap(rect.left() + 12, rect.center().y() - 7, picture)
        right = rect.right() - 12
        key = hit.key or ("Enter" if chosen else "")
        if key:
            painter.setFont(look.font(12))
            width = painter.fontMetrics().horizontalAdvance(key) + 10
            draw_key(painter, QRect(right - width, rect.center().y() - 8, width, 18), key)
            right -= width + 12
        painter.setFont(look.font(12))
        tail = "　".join(p for p in (hit.kind, hit.extra) if p)
        tail_width = painter.fontMetrics().horizontalAdvance(tail)
        painter.setFont(look.font(13, bold=chosen))
        room = right - rect.left() - 40 - tail_width - 12
        text = painter.fontMetrics().elidedText(hit.text, Qt.TextElideMode.ElideRight, room)
        painter.setPen(look.colour("text"))
        painter.drawText(rect.adjusted(40, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        left = 40 + painter.fontMetrics().horizontalAdvance(text) + 12
        painter.setFont(look.font(12))
        painter.setPen(look.colour("text2"))
        painter.drawText(rect.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, tail)
        painter.restore()


class Palette(QDialog):
    """A popup of 640 px. ``asked`` fires when typing pauses; the owner answers with :meth:`put_found`."""

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setAccessibleName("さがす・操作する")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        self.line = SearchField("要件・課題・現行・操作をことばで探す", self, key="Esc", wait=120)
        column.addWidget(self.line)
        self.list = QListWidget(self)
        self.list.setItemDelegate(_Line(self.list))
        self.list.setAccessibleName("見つかったもの")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.list)
        self.none = Label("見つかりません。別のことばで試してください。", self, tone="text2")
        self.none.setContentsMargins(12, 4, 12, 8)
        column.addWidget(self.none)
        self._actions: list[Hit] = []
        self._found: list[Hit] = []
        self.line.searched.connect(self._searched)
        self.line.typed.connect(self._narrow)
        self.line.installEventFilter(self)
        self.list.itemActivated.connect(lambda _item: self._run())
        self.list.itemClicked.connect(lambda _item: self._run())

    def start(self, actions: Sequence[Hit], width: int) -> None:
        """Opens empty with the usable actions."""
        self._actions, self._found = list(actions), []
        self.line.clear()
        self.setFixedWidth(min(640, max(420, width - 80)))
        self._narrow()
        self.show()
        self.line.setFocus()

    def _narrow(self) -> None:
        wanted = fold(self.line.text())
        if not wanted:
            self._found = []
        self._show([hit for hit in self._actions if wanted in fold(hit.text)])

    def _searched(self, text: str) -> None:
        if text.strip():
            self.asked.emit(text.strip())
        else:
            self._narrow()

    def put_found(self, text: str, hits: Sequence[Hit]) -> None:
        """Answers a question; a late answer to an old one is dropped."""
        if text == self.line.text().strip():
            self._found = list(hits)
            self._narrow()

    def _show(self, actions: list[Hit]) -> None:
        self.list.clear()
        for hit in [*self._found, *actions][:LIMIT]:
            item = QListWidgetItem(hit.text, self.list)
            item.setData(_HIT, hit)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.text} {hit.kind} {hit.extra}")
        count = self.list.count()
        self.none.setVisible(count == 0)
        self.list.setVisible(count > 0)
        self.list.setFixedHeight(34 * count)
        if count:
            self.list.setCurrentRow(0)
        self.setFixedHeight(8 + 30 + 8 + (34 * count if count else 30) + 8)

    def hits(self) -> list[Hit]:
        """The lines shown."""
        return [self.list.item(i).data(_HIT) for i in range(self.list.count())]

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            hit = item.data(_HIT)
            self.hide()
            hit.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}.get(
                Qt.Key(event.key())
            )
            if step is not None and self.list.count():
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.line.composing():
                self._run()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        return super().eventFilter(watched, event)
