"""Painting and editing of cells: a line that respects the input method, arrows that leave it, errors with a corner."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QAbstractItemDelegate, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.models.survey import CONFLICT_ROLE, PENDING_ROLE, SurveyModel
from app.ui.parts.inputs import TextLine
from app.ui.theme import look

PAD = 6
ARROW = 20
_LEAVE = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class CellLine(TextLine):
    """The editor of a cell. ``typed_over``: opened by typing, so that arrow keys leave it as in a spreadsheet."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, name=name)
        self.typed_over = True
        self.setProperty("cell", True)
        self._least = 0
        self.textChanged.connect(self._grow)

    def set_place(self, rect: QRect) -> None:
        """Over its cell; a longer text takes room to the right."""
        self._least = rect.width()
        self.setGeometry(rect)
        self._grow()

    def _grow(self, _text: str = "") -> None:
        room = self.parentWidget().width() - self.x() if self.parentWidget() is not None else self._least
        wanted = self.fontMetrics().horizontalAdvance(self.text()) + 20
        self.resize(max(self._least, min(wanted, room)), self.height())

    def open_at_end(self) -> None:
        """Opened to change the text: the cursor behind it, arrows stay inside."""
        self.typed_over = False
        self.deselect()
        self.end(False)


class CellDelegate(QStyledItemDelegate):
    """``left`` asks the grid to go on by (rows, columns) once the text has been taken."""

    left = Signal(int, int)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:
        model = index.model()
        label = model.columns[index.column()].label if isinstance(model, SurveyModel) else ""
        return CellLine(parent, label)

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        assert isinstance(editor, CellLine)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: SurveyModel, index: QModelIndex) -> None:
        assert isinstance(editor, CellLine)
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: QModelIndex) -> None:
        assert isinstance(editor, CellLine)
        editor.set_place(option.rect.adjusted(-1, -1, 0, 0))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if not isinstance(editor, CellLine):
            return super().eventFilter(editor, event)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return not editor.composing() and self._key(editor, event)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
            return False
        return super().eventFilter(editor, event)

    def _key(self, editor: CellLine, event: QKeyEvent) -> bool:
        key, back = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                editor.insert("\n")
            else:
                self._take(editor, -1 if back else 1, 0)
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._take(editor, 0, -1 if back or key == Qt.Key.Key_Backtab else 1)
            return True
        if editor.typed_over and key in _LEAVE and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._take(editor, *_LEAVE[key])
            return True
        return False

    def _take(self, editor: CellLine, rows: int, columns: int) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.left.emit(rows, columns)

    # painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        waiting = index.data(PENDING_ROLE)
        disputed = bool(index.data(CONFLICT_ROLE))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus) or _is_current(option.widget, index)
        painter.save()
        if waiting is not None:
            painter.fillRect(rect, look.colour("error_ground"))
        elif disputed:
            painter.fillRect(rect, look.colour("verdict_gap_ground"))
        elif chosen or current:
            painter.fillRect(rect, look.colour("surface" if current else "soft"))
        ink = "error_text" if waiting is not None else "verdict_gap_ink" if disputed else "text"
        painter.setPen(look.colour(ink))
        painter.setFont(look.font(13, bold=waiting is not None))
        room = rect.adjusted(PAD, 0, -PAD, 0)
        model = index.model()
        if current and isinstance(model, SurveyModel) and model.writable and model.choices(index.column()):
            room.setRight(rect.right() - ARROW)
            scale = option.widget.devicePixelRatioF() if option.widget is not None else 1.0
            picture = look.pixmap("down", "text2", 14, scale)
            painter.drawPixmap(rect.right() - ARROW + 3, rect.center().y() - 6, picture)
        text = str(index.data() or "").replace("\n", " ")
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if waiting is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("error_line"))
            corner = QPoint(rect.right() + 1, rect.top())
            painter.drawPolygon(QPolygon([corner, corner - QPoint(9, 0), corner + QPoint(0, 9)]))
        if current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            active = option.widget is not None and option.widget.hasFocus()
            token = "error_line" if waiting is not None else "accent" if active else "line2"
            painter.setPen(QPen(look.colour(token), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()


def _is_current(view: QWidget | None, index: QModelIndex) -> bool:
    current = getattr(view, "currentIndex", None)
    return current is not None and current() == index
