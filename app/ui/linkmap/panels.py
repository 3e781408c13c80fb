"""Beside the picture: the legend, the table of the same linkages, and who is touched."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.linkpicture import SIGNS, STATES, STYLES
from app.services.link_files import BOX_LOOK, LINE_STYLE, STATE_LOOK
from app.services.link_table import Impact, ImpactGroup, LinkRow
from app.ui.models.links import ROW_ROLE, STATE_COLUMN, LinkModel
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, ChipLook, draw_chip
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.ring import RingedTree
from app.ui.parts.text import Elided, Label, SectionHeader
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT

WIDTHS = (100, 108, 108, 0, 48, 96, 88, 88, 100, 132)
LINE = 26  # pixels of a line in the legend
LIMIT = 120  # lines of the impact panel; more is for the table


def state_chip(state: str) -> ChipLook:
    """The chip of an edge's state."""
    ground, ink, _edge = STATE_LOOK[state]
    return ChipLook(SIGNS[state], SHORT.get(state, STATES[state]), "sunken" if state == "both" else ground, ink)


SHORT = {"via": "基盤経由", "direct": "直接"}
"""Words of a chip where those of the legend are too long for a column."""
NEAR_STATES = ("both", "standard", "current", "gap", "moving", "outside")
TOWN_STATES = ("via", "direct")


class Legend(QWidget):
    """Line styles with their signs and words; painted in one row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: tuple[str, ...] = ()
        self._styles: tuple[str, ...] = ()
        self.setFixedHeight(32)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.notifier().changed.connect(self.update)
        self.show_of(NEAR_STATES, BOX_LOOK)

    def show_of(self, states: tuple[str, ...], styles: Collection[str]) -> None:
        """The states a view may show, and the kinds of boxes that are there."""
        self._states = states
        self._styles = tuple(s for s in BOX_LOOK if s in styles)
        words = "、".join(f"{SIGNS[s]} {STATES[s]}" for s in states)
        self.setAccessibleName(f"凡例　線：{words}　箱：{'、'.join(STYLES[style] for style in self._styles)}")
        self.update()

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
            painter.drawLine(x, middle, x + LINE, middle)
            painter.setPen(look.colour("text"))
            text = f"{SIGNS[state]} {STATES[state]}"
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QRect(x + LINE + 4, 0, width + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            x += LINE + width + 16
        self._boxes(painter, x)
        painter.end()

    def _boxes(self, painter: QPainter, x: int) -> None:
        """What the boxes mean, where there is room for all of them."""
        metrics = painter.fontMetrics()
        widths = [metrics.horizontalAdvance(STYLES[style]) for style in self._styles]
        if x + 18 + sum(widths) + 42 * len(widths) > self.width():
            return
        painter.fillRect(QRect(x - 4, 9, 1, self.height() - 18), look.colour("line"))
        x += 10
        for style, width in zip(self._styles, widths, strict=True):
            fill, edge, dashed = BOX_LOOK[style]
            pen = QPen(look.colour(edge), 1)
            if dashed:
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.setBrush(look.colour(fill))
            painter.drawRoundedRect(
                QRect(x, self.height() // 2 - 7, 22, 14).toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3
            )
            painter.setPen(look.colour("text"))
            room = QRect(x + 28, 0, width + 4, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, STYLES[style])
            x += 28 + width + 14


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
        """Leaves out method, receiving owner and remark where there is no room."""
        for place in (5, 7, 9):
            self.setColumnHidden(place, compact)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.current_link.emit(self.rows.row(current.row()) if current.isValid() else None)

    def choose_none(self) -> None:
        """Takes the mark off without telling."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()
        self.blockSignals(blocked)
        self.viewport().update()

    def choose(self, node: str) -> None:
        """Puts the mark on a linkage without telling."""
        place = self.rows.place_of(node)
        if place >= 0 and place != self.currentIndex().row():
            blocked = self.blockSignals(True)
            self.setCurrentIndex(self.rows.index(place, 0))
            self.blockSignals(blocked)
            self.viewport().update()


class ImpactPanel(QFrame):
    """Who has to hear of a change, those without an owner in the survey first; and the way to make it an issue."""

    issue_wanted = Signal(tuple, str)
    ask_wanted = Signal()  # inquiries to those who are touched
    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("edge", "left")
        self.setAccessibleName("影響")
        self._nodes: tuple[str, ...] = ()
        self._touched = False
        self._writable = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget(self)
        inside = QVBoxLayout(head)
        inside.setContentsMargins(12, 12, 12, 12)
        inside.setSpacing(8)
        inside.addWidget(SectionHeader("影響", head))
        self.subject = Elided("", head, bold=True, size="todo")
        inside.addWidget(self.subject)
        self.sum = Label("", head, tone="text2", wrap=True)
        inside.addWidget(self.sum)
        self._numbers = QWidget(head)
        row = QHBoxLayout(self._numbers)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        self._count = {}
        for word in ("連携", "課", "所管が未定"):
            pair = QVBoxLayout()
            pair.setSpacing(0)
            number = Label("0", self._numbers, size="title", bold=True)
            pair.addWidget(number)
            pair.addWidget(Label(word, self._numbers, tone="text2", size="remark"))
            self._count[word] = number
            row.addLayout(pair)
        row.addStretch(1)
        inside.addWidget(self._numbers)
        column.addWidget(head)
        self._area = Scroller(self, ground="sunken")
        self._area.setAccessibleName("影響を受ける連携")
        column.addWidget(self._area, 1)
        foot = QFrame(self)
        foot.setProperty("ground", "surface")
        foot.setProperty("edge", "top")
        lines = QVBoxLayout(foot)
        lines.setContentsMargins(12, 8, 12, 8)
        lines.setSpacing(6)
        self.issue = Button("課題にする…", foot, kind="main", icon="flag", press=self._make_issue)
        self.ask = Button("照会を作る…", foot, press=self.ask_wanted.emit)
        self.file = Button("影響の表…", foot, icon="download", press=self.file_wanted.emit)
        for buttons in ((self.ask, self.file), (self.issue,)):
            line = QHBoxLayout()
            line.setSpacing(8)
            for button in buttons:
                line.addWidget(button)
            line.addStretch(1)
            lines.addLayout(line)
        column.addWidget(foot)
        self.clear()

    def set_writable(self, writable: bool) -> None:
        """Without writing nothing becomes an issue."""
        self._writable = writable
        self._say_usable()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.subject.set_whole("")
        self.subject.hide()
        self._numbers.hide()
        self.sum.setText("図か表で線や相手を選ぶと、変わったときに知らせる課と連携が出ます。")
        self.sum.show()
        self._nodes, self._touched = (), False
        self._say_usable()
        self._fill(())

    def show_impact(self, subject: str, found: Impact, nodes: tuple[str, ...]) -> None:
        """The linkages touched, grouped by the department to be told; ``nodes``: the linkages chosen, if any."""
        self.subject.set_whole(subject)
        self.subject.show()
        for word, number in zip(self._count, (found.linkages, found.departments, found.unowned), strict=True):
            self._count[word].setText(f"{number:,}")
        self._numbers.setVisible(bool(found.groups))
        self.sum.setText("変わったときに知らせる課と連携です。" if found.groups else "影響を受ける連携はありません。")
        self._nodes, self._touched = nodes, bool(found.groups)
        self._say_usable()
        self._fill(found.groups)

    def _say_usable(self) -> None:
        reason = "線か表の行を選ぶと、その連携を課題にできます" if self._writable else "読むだけで開いています"
        self.issue.set_usable(self._writable and bool(self._nodes), reason)
        touched = self._touched
        self.ask.set_usable(self._writable and touched, "照会する相手がいません" if self._writable else reason)
        self.file.set_usable(touched, "影響を受ける連携がありません")

    def _make_issue(self) -> None:
        self.issue_wanted.emit(self._nodes, self.subject.whole())

    def _fill(self, groups: tuple[ImpactGroup, ...]) -> None:
        column = self._area.column
        clear(column)
        left = LIMIT
        for group in groups:
            column.addWidget(self._group_head(group))
            for row in group.rows[:left]:
                column.addWidget(_TouchedLine(row, self._area.page))
            left = max(0, left - len(group.rows))
        hidden = sum(len(g.rows) for g in groups) - LIMIT
        if hidden > 0:
            rest = Label(f"ほか {hidden} 連携は、左の表で見られます。", self._area.page, tone="text2", wrap=True)
            rest.setContentsMargins(12, 8, 12, 8)
            column.addWidget(rest)
        column.addStretch(1)
        self._area.verticalScrollBar().setValue(0)

    def _group_head(self, group: ImpactGroup) -> QWidget:
        head = QFrame(self._area.page)
        head.setProperty("ground", "bg")
        line = QHBoxLayout(head)
        line.setContentsMargins(10, 3, 12, 3)
        line.addWidget(SectionHeader(group.department or "所管が調査にない相手", head, count=len(group.rows)))
        return head


class _TouchedLine(QFrame):
    """One linkage: what passes, from whom to whom, and its state."""

    def __init__(self, row: LinkRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(Elided(row.data or row.number, self), 1)
        first.addWidget(Chip(state_chip(row.state), self))
        column.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(Elided(f"{row.source_name} → {row.target_name}", self, tone="text2", size="remark"), 1)
        second.addWidget(Label(row.number, self, tone="text2", size="remark"))
        column.addLayout(second)
