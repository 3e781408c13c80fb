"""対応方針 as a chooser: what the law doesn't allow stays readable, locked, with its clause, and cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.text import Label, tip
from app.ui.theme import look
from app.ui.work.register import Choice

WIDTH = 520
_CHOICE = Qt.ItemDataRole.UserRole
_LEFT, _LINE, _REASON_LINE = 32, 30, 18


def reason_of(choice: Choice) -> str:
    """Why an entry is locked, with the clause."""
    return f"{choice.locked}（{choice.clause}）" if choice.clause else choice.locked


class _Entry(QStyledItemDelegate):
    def __init__(self, parent: QListWidget, current: str) -> None:
        super().__init__(parent)
        self._current = current

    def _reason_height(self, choice: Choice) -> int:
        room = QRect(0, 0, WIDTH - _LEFT - 44, 400)
        metrics = QFontMetrics(look.font(12))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        lines = max(1, round(metrics.boundingRect(room, flags, reason_of(choice)).height() / metrics.lineSpacing()))
        return lines * _REASON_LINE

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        choice: Choice = index.data(_CHOICE)
        return QSize(100, 26 + self._reason_height(choice) + 4 if choice.locked else _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        choice: Choice = index.data(_CHOICE)
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.colour("selection" if not choice.locked else "hover"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        scale = option.widget.devicePixelRatioF() if option.widget is not None else 1.0
        mine = choice.code == self._current
        picture = "lock" if choice.locked else "check" if mine else ""
        top = rect.top() + (26 - 14) // 2 if choice.locked else rect.center().y() - 6
        if picture:
            token = "text2" if choice.locked else "accent"
            painter.drawPixmap(rect.left() + 11, top, look.pixmap(picture, token, 14, scale))
        painter.setFont(look.font(13, bold=mine))
        painter.setPen(look.colour("text2" if choice.locked else "text"))
        line = QRect(rect.left() + _LEFT, rect.top(), rect.width() - _LEFT - 12, 26 if choice.locked else rect.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, choice.label)
        painter.setFont(look.font(12))
        painter.setPen(look.colour("text2"))
        if choice.locked:
            below = QRect(rect.left() + _LEFT, rect.top() + 24, rect.width() - _LEFT - 24, rect.height() - 26)
            painter.drawText(below, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft, reason_of(choice))
        elif choice.remark:
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, choice.remark)
        painter.restore()


class DispositionPopup(QDialog):
    """The list itself. ``taken`` carries a :class:`Choice` that may be taken."""

    taken = Signal(object)

    def __init__(self, choices: Sequence[Choice], current: str, source: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("popup")
        self.setAccessibleName("対応方針")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 8, 4, 6)
        column.setSpacing(6)
        head = Label(source, self, tone="text2", size="remark", wrap=True)
        head.setContentsMargins(8, 0, 8, 0)
        head.setVisible(bool(source))
        column.addWidget(head)
        self.list = QListWidget(self)
        self.list.setItemDelegate(_Entry(self.list, current))
        self.list.setAccessibleName("対応方針")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        column.addWidget(self.list)
        for choice in choices:
            item = QListWidgetItem(choice.label, self.list)
            item.setData(_CHOICE, choice)
            said = f"選べません。{reason_of(choice)}" if choice.locked else choice.advice or choice.remark
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{choice.label}　{said}".strip())
            item.setToolTip(tip(said))
        for place, choice in enumerate(choices):
            if choice.code == current:
                self.list.setCurrentRow(place)
        if self.list.currentRow() < 0 and choices:
            self.list.setCurrentRow(next((n for n, c in enumerate(choices) if not c.locked), 0))
        self._height = sum(self.list.sizeHintForRow(n) for n in range(self.list.count())) + 4
        self.list.itemClicked.connect(lambda item: self._take(item.data(_CHOICE)))
        self.list.installEventFilter(self)

    def show_at(self, field: QWidget) -> None:
        """Over or under a field, wherever there is more room; never outside the screen."""
        screen = field.screen() or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        top = field.mapToGlobal(QPoint(0, 0))
        above, below = top.y() - room.top() - 8, room.bottom() - top.y() - field.height() - 8
        self.list.setFixedHeight(min(self._height, max(above, below) - 60))
        self.adjustSize()
        wanted = self.sizeHint().height()
        y = top.y() - wanted - 2 if above >= below else top.y() + field.height() + 2
        x = min(max(room.left() + 4, top.x()), room.right() - WIDTH - 4)
        self.move(x, max(room.top() + 4, y))
        self.show()
        self.list.setFocus()

    def choices(self) -> list[Choice]:
        """The entries, top down."""
        return [self.list.item(n).data(_CHOICE) for n in range(self.list.count())]

    def _take(self, choice: Choice) -> None:
        if not choice.locked:
            self.accept()
            self.taken.emit(choice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                if self.list.currentItem() is not None:
                    self._take(self.list.currentItem().data(_CHOICE))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.reject()
                return True
        return super().eventFilter(watched, event)


class DispositionField(QAbstractButton):
    """Shows the disposition; pressing opens the list. ``picked`` carries the :class:`Choice` taken."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, width: int = 150) -> None:
        super().__init__(parent)
        self._width = width
        self._choices: tuple[Choice, ...] = ()
        self._code, self._problem, self._source, self._word = "", "", "", ""
        self.popup: DispositionPopup | None = None
        self.setFixedHeight(30)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: self.open())
        look.notifier().changed.connect(self.update)
        self.show_choices((), "", "")

    def show_choices(self, choices: Sequence[Choice], code: str, problem: str, source: str = "") -> None:
        """What may be chosen, what is, and why that is not lawful any more ("" when it is)."""
        self._choices, self._code, self._problem, self._source = tuple(choices), code, problem, source
        label = next((c.label for c in choices if c.code == code), code)
        self._word = label or "まだない"
        state = f"法令上要確認：{problem}" if problem else ""
        self.setAccessibleName(f"対応方針 {self._word} {state}".strip())
        self.setToolTip(tip("\n".join(p for p in (label, state) if p)))
        self.update()

    def set_room(self, width: int) -> None:
        """Another usual width; the whole name stands in the tooltip."""
        self._width = width
        self.updateGeometry()

    def code(self) -> str:
        """The disposition that stands."""
        return self._code

    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen."""
        return self._choices

    def open(self) -> None:
        """Shows the list."""
        if not self.isEnabled() or not self._choices:
            return
        self.popup = DispositionPopup(self._choices, self._code, self._source, self.window())
        self.popup.taken.connect(self.picked)
        self.popup.finished.connect(self.popup.deleteLater)
        self.popup.show_at(self)

    def sizeHint(self) -> QSize:
        return QSize(self._width, 30)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._width, 110), 30)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.open()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.hasFocus() or bool(self._problem)
        edge = "accent" if self.hasFocus() else "error_line" if self._problem else "line2"
        width = 2 if strong else 1
        painter.setPen(QPen(look.colour(edge if self.isEnabled() else "line"), width))
        painter.setBrush(look.colour("surface" if self.isEnabled() else "sunken"))
        half = width / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(half, half, -half, -half), 4, 4)
        scale = self.devicePixelRatioF()
        left = 10
        if self._problem:
            painter.drawPixmap(8, 8, look.pixmap("error", "error_line", 14, scale))
            left = 27
        painter.setPen(look.colour("text3" if not self._code or not self.isEnabled() else "text"))
        room = QRect(left, 0, self.width() - left - 26, self.height())
        text = painter.fontMetrics().elidedText(self._word, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.drawPixmap(self.width() - 23, 8, look.pixmap("down", "text2", 14, scale))
        painter.end()


class DispositionDialog(SentenceDialog):
    """What has to be stated with a disposition; with ``texts`` also 対応内容 and 根拠, which may stay empty."""

    def __init__(
        self,
        subject: str,
        choice: Choice,
        parent: QWidget | None,
        *,
        data: Mapping[str, str],
        content: str = "",
        basis: str = "",
        texts: bool = False,
    ) -> None:
        super().__init__(
            f"{subject} の対応方針を「{choice.label}」にします",
            parent,
            explanation=choice.advice,
            main="対応方針にする",
            undo="1 回の「元に戻す」で戻ります",
            width=600,
        )
        self.setObjectName("disposition")
        self.choice = choice
        self._lines: dict[str, TextLine] = {}
        self.content, self.basis = TextLine(self, name="対応内容"), TextLine(self, name="根拠")
        self.content.setText(content)
        self.basis.setText(basis)
        for word, line in (("対応内容", self.content), ("根拠", self.basis)):
            self.body.addWidget(Field(word, line, self)) if texts else line.hide()
        for key, label in choice.needs:
            line = TextLine(self, name=label)
            line.setText(str(data.get(key, "")))
            line.textChanged.connect(self._look)
            self._lines[key] = line
            self.body.addWidget(Field(f"{label}（必ず書く）", line, self))
        lines = [self.content, self.basis, *self._lines.values()] if texts else list(self._lines.values())
        for line, following in zip(lines, [*lines[1:], self.main], strict=True):
            line.entered.connect(following.setFocus)
            line.record.connect(self._take)
        lines[0].setFocus()
        self._look()

    def _look(self) -> None:
        missing = [label for key, label in self.choice.needs if not self._lines[key].text().strip()]
        self.main.set_usable(not missing, f"まだ書いていません：{'、'.join(missing)}")

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def data(self) -> dict[str, str]:
        """What was stated, by key."""
        return {key: line.text().strip() for key, line in self._lines.items()}
