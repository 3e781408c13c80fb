"""Beside the picture: the legend, the table of the same linkages, and who is touched."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.linkpicture import SIGNS, STATES
from app.services.link_files import LINE_STYLE
from app.services.link_table import Impact, ImpactGroup, LinkRow
from app.ui.linkmap.sheet import CHIP
from app.ui.models.links import ROW_ROLE, STATE_COLUMN, LinkModel
from app.ui.parts.chips import Chip, ChipLook, draw_chip
from app.ui.parts.ring import RingedTree
from app.ui.parts.text import Elided, Label, SectionHeader
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

WIDTHS = (104, 120, 120, 0, 56, 108, 104, 104, 104)


def state_chip(state: str) -> ChipLook:
    """The chip of an edge's state."""
    chip = CHIP.get(state)
    if chip is None:
        return ChipLook(SIGNS[state], STATES[state], "sunken", "text2")
    return ChipLook(SIGNS[state], STATES[state], f"verdict_{chip}_ground", f"verdict_{chip}_ink")


class Legend(QWidget):
    """Line styles with their signs and words; painted in one row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: tuple[str, ...] = tuple(STATES)
        self.setFixedHeight(32)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        words = "、".join(f"{SIGNS[s]} {STATES[s]}" for s in STATES)
        self.setAccessibleName(f"凡例：{words}")
        look.notifier().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("sunken"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(12))
        x = 16
        middle = self.height() // 2
        for state in self._states:
            token, dash = LINE_STYLE[state]
            pen = QPen(look.colour(token), 1.6)
            if dash:
                pen.setDashPattern([float(v) / 1.6 for v in dash.split()])
            painter.setPen(pen)
            painter.drawLine(x, middle, x + 28, middle)
            painter.setPen(look.colour("text"))
            text = f"{SIGNS[state]} {STATES[state]}"
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QRect(x + 34, 0, width + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            x += 34 + width + 22
        painter.end()


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, HEIGHT["row"])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        painter.setFont(look.font(13))
        row: LinkRow = index.data(ROW_ROLE)
        if index.column() == STATE_COLUMN:
            draw_chip(painter, rect.adjusted(4, 3, -4, -3), state_chip(row.state))
        else:
            painter.setPen(look.colour("text2" if index.column() in (0, 4, 5) else "text"))
            room = rect.adjusted(12 if index.column() == 0 else 4, 0, -4, 0)
            text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class LinkTable(RingedTree):
    """The same linkages as the picture. ``current_link`` tells which is chosen."""

    current_link = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = LinkModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName("図と同じ線の表")
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setFixedHeight(HEIGHT["header"])
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        for place, width in enumerate(WIDTHS):
            mode = QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(place, mode)
            if width:
                header.resizeSection(place, width)

    def set_compact(self, compact: bool) -> None:
        """Leaves out method and receiving owner where there is no room."""
        for place in (5, 7):
            self.setColumnHidden(place, compact)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.current_link.emit(self.rows.row(current.row()) if current.isValid() else None)

    def choose(self, node: str) -> None:
        """Puts the mark on a linkage without telling."""
        place = self.rows.place_of(node)
        if place >= 0 and place != self.currentIndex().row():
            blocked = self.blockSignals(True)
            self.setCurrentIndex(self.rows.index(place, 0))
            self.blockSignals(blocked)
            self.viewport().update()


class ImpactPanel(QFrame):
    """Who has to hear of a change, those without an owner in the survey first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        self.title = SectionHeader("影響", self)
        column.addWidget(self.title)
        self.subject = Elided("", self, bold=True)
        column.addWidget(self.subject)
        self.sum = Label("", self, tone="text2", wrap=True)
        column.addWidget(self.sum)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("影響を受ける連携")
        column.addWidget(self._area, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.subject.set_whole("")
        self.sum.setText("図か表で線や相手を選ぶと、変わったときに知らせる課と連携が出ます。")
        self._fill(())

    def show_impact(self, subject: str, found: Impact) -> None:
        """The linkages touched, grouped by the department to be told."""
        self.subject.set_whole(subject)
        text = f"{found.linkages} 連携、{found.departments} 課に及びます。"
        if found.unowned:
            text += f"所管が調査にない相手が {found.unowned} 件あります。"
        self.sum.setText(text if found.groups else "影響を受ける連携はありません。")
        self._fill(found.groups)

    def _fill(self, groups: tuple[ImpactGroup, ...]) -> None:
        page = QWidget(self._area)
        page.setProperty("ground", "sunken")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(4)
        for group in groups:
            column.addWidget(SectionHeader(group.department or "所管が調査にない相手", page, count=len(group.rows)))
            for row in group.rows:
                line = QFrame(page)
                line.setProperty("card", True)
                inside = QVBoxLayout(line)
                inside.setContentsMargins(8, 6, 8, 6)
                inside.setSpacing(2)
                inside.addWidget(Elided(f"{row.source_name} → {row.target_name}", line))
                inside.addWidget(Elided(row.data or row.number, line, tone="text2"))
                inside.addWidget(Chip(state_chip(row.state), line))
                column.addWidget(line)
        column.addStretch(1)
        self._area.setWidget(page)
