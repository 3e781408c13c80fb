"""The departments that answer, with how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.services.questionnaires import Row
from app.services.questionnaires_answer import Sheet
from app.ui.parts.ring import draw_ring
from app.ui.parts.text import tip
from app.ui.theme import look

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole.UserRole
_HEIGHT = 46


class _Line:
    """One entry: a department, perhaps with a system, and its numbers."""

    def __init__(self, department: str, subject: str, name: str, label: str, done: int, total: int, owing: int) -> None:
        self.department, self.subject, self.name, self.label = department, subject, name, label
        self.done, self.total, self.owing = done, total, owing

    def words(self) -> str:
        """3 / 16 問　まだ 13 問."""
        return f"{self.done} / {self.total} 問　{f'まだ {self.owing} 問' if self.owing else '答え終わりました'}"

    def title(self) -> str:
        """The department with what it answers about."""
        return "　".join(t for t in (self.name, self.label) if t)


class _Model(QAbstractListModel):
    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.lines: list[_Line] = []

    def show(self, lines: list[_Line]) -> None:
        if len(lines) == len(self.lines):
            self.lines = lines
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == _ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title()
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(f"{line.title()}\n{line.words()}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.title()}　{line.words()}"
        return None


class _Entry(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(120, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        line: _Line = index.data(_ROLE)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("line"))
        room = rect.adjusted(12, 4, -10, 0)
        painter.setFont(look.font(13, bold=chosen))
        painter.setPen(look.colour("text"))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(line.title(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(QRect(room.left(), room.top(), room.width(), 20), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(look.font(12))
        painter.setPen(look.colour("text2" if line.owing else "done_text"))
        painter.drawText(
            QRect(room.left(), room.top() + 20, room.width(), 18), Qt.AlignmentFlag.AlignVCenter, line.words()
        )
        painter.restore()


class DepartmentList(QListView):
    """``chosen`` (department, subject) when a person goes to another one."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines = _Model(self)
        self._quiet = False
        self.setModel(self._lines)
        self.setItemDelegate(_Entry(self))
        self.setAccessibleName("答える所属の一覧")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        look.notifier().changed.connect(self.viewport().update)

    def show_rows(self, rows: Sequence[Row], sheet: Sheet) -> None:
        """The departments, the one that shows chosen; it is listed even when nobody asks it."""
        lines = [
            _Line(r.department.rid, r.subject, r.department.name, r.subject_label, r.done, r.total, r.owing)
            for r in rows
        ]
        here = next(
            (n for n, x in enumerate(lines) if (x.department, x.subject) == (sheet.department, sheet.subject)), -1
        )
        if here < 0:
            states = [x.state for x in sheet.lines if x.state.shown]
            done, owing = sum(s.done for s in states), sum(bool(s.missing) for s in states)
            lines.append(
                _Line(sheet.department, sheet.subject, sheet.name, sheet.subject_label, done, len(states), owing)
            )
            here = len(lines) - 1
        self._quiet = True
        self._lines.show(lines)
        self.setCurrentIndex(self._lines.index(here))
        self._quiet = False

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._quiet:
            line = self._lines.lines[current.row()]
            self.chosen.emit(line.department, line.subject)

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        draw_ring(self)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
