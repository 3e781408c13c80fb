"""The left pane: the register under a search line and facets, in two lines per issue."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.choices import ISSUE_STATUSES
from app.ui.models.issues import BY, HEAD_ROLE, LINE_ROLE, IssueModel
from app.ui.parts.buttons import Button
from app.ui.parts.chips import ChipLook, chip_width, draw_chip, state_look
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar, Segment
from app.ui.parts.inputs import Chooser, SearchField
from app.ui.parts.ring import RingedTree
from app.ui.parts.text import Label
from app.ui.theme import look
from app.ui.work.register import STAGES, IssueLine, matching

FACETS = (
    ("all", "すべて"),
    ("open", "未着手"),
    ("studying", "検討中"),
    ("decided", "決定済"),
    ("mine", "決裁待ち"),
    ("late", "期限超過"),
    ("unlawful", "法令上要確認"),
)
TONE = {
    "open": "neutral",
    "studying": "soft",
    "section_decided": "soft",
    "office_review": "warn",
    "returned": "warn",
    "decided": "done",
    "doing": "done",
    "done": "done",
    "withdrawn": "neutral",
}
LINE, HEAD = 50, 28


def status_look(status: str) -> ChipLook:
    """The chip of a state."""
    return state_look(ISSUE_STATUSES.get(status, status), TONE.get(status, "neutral"))


class _Row(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(100, LINE if index.data(LINE_ROLE) is not None else HEAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        painter.save()
        head = index.data(HEAD_ROLE)
        if head is not None:
            painter.fillRect(rect, look.colour("sunken"))
            painter.setFont(look.font(13, bold=True))
            painter.setPen(look.colour("text2"))
            painter.drawText(rect.adjusted(12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, head[0])
            left = 12 + painter.fontMetrics().horizontalAdvance(head[0]) + 12
            painter.setFont(look.font(12))
            painter.drawText(rect.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, f"{head[1]} 件")
        else:
            self._line(painter, rect, index.data(LINE_ROLE), bool(option.state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _line(self, painter: QPainter, rect: QRect, line: IssueLine, chosen: bool) -> None:
        if chosen:
            painter.fillRect(rect, look.colour("selection"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("line"))
        top = QRect(rect.left() + 12, rect.top() + 4, rect.width() - 24, 22)
        right = top.right()
        chips = [status_look(line.status)]
        if line.unlawful:
            chips.append(state_look("法令上要確認", "error"))
        if line.conflict:
            chips.append(ChipLook("≠", "競合", "verdict_gap_ground", "verdict_gap_ink"))
        metrics = QFontMetrics(look.font(12))
        for chip in chips:
            width = chip_width(chip, metrics)
            draw_chip(painter, QRect(right - width, top.top(), width, top.height()), chip)
            right -= width + 6
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(13))
        painter.setPen(look.colour("text2"))
        painter.drawText(top, middle, line.number)
        left = top.left() + painter.fontMetrics().horizontalAdvance(line.number) + 8
        painter.setFont(look.font(13, bold=chosen))
        painter.setPen(look.colour("text"))
        title = painter.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, right - left - 4)
        painter.drawText(QRect(left, top.top(), right - left, top.height()), middle, title)
        below = QRect(top.left(), rect.top() + 25, top.width(), 20)
        painter.setFont(look.font(12))
        due = f"期限 {line.due}{' 超過' if line.late else ''}" if line.due else "期限なし"
        wide = painter.fontMetrics().horizontalAdvance(due)
        painter.setPen(look.colour("error_text" if line.late and not chosen else "text2"))
        painter.drawText(QRect(below.right() - wide, below.top(), wide + 2, 20), middle, due)
        painter.setPen(look.colour("text2"))
        facts = "　".join(p for p in (line.business_name, line.disposition or "対応方針なし", line.owner) if p)
        room = below.width() - wide - 12
        painter.drawText(below, middle, painter.fontMetrics().elidedText(facts, Qt.TextElideMode.ElideRight, room))


class IssueView(RingedTree):
    """Emits ``current_issue`` (rid or None); letters are commands, Return opens the fields."""

    current_issue = Signal(object)
    letter = Signal(str)
    fields = Signal()

    def __init__(self, model: IssueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self.setModel(model)
        self.setItemDelegate(_Row(self))
        self.setAccessibleName("課題の一覧")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        look.notifier().changed.connect(self.viewport().update)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        line = self._lines.line(current.row()) if current.isValid() else None
        self.current_issue.emit(line.rid if line is not None else None)

    def rid(self) -> str:
        """The issue of the chosen line, "" when there is none."""
        line = self._lines.line(self.currentIndex().row())
        return line.rid if line is not None else ""

    def choose(self, rid: str) -> bool:
        """Puts the mark on an issue; False when it isn't in the list."""
        place = self._lines.place_of(rid)
        if place < 0:
            return False
        self.setCurrentIndex(self._lines.index(place, 0))
        return True

    def keyboardSearch(self, _search: str) -> None:
        """Typing letters never jumps in the list: letters are commands here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.fields.emit()
            return
        folded = unicodedata.normalize("NFKC", event.text()).upper()
        if plain and len(folded) == 1 and folded.isascii() and folded.isalpha():
            self.letter.emit(folded)
            return
        super().keyPressEvent(event)


class ListPane(QFrame):
    """Filters what the screen gave it; ``shown`` after every change of what shows."""

    shown = Signal()
    new_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "right")
        self.setAccessibleName("一覧")
        self._all: tuple[IssueLine, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        strip = QFrame(self)
        strip.setProperty("ground", "sunken")
        strip.setProperty("edge", "bottom")
        box = QVBoxLayout(strip)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(6)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.search = SearchField("課題を絞り込む", strip, key="F")
        line.addWidget(self.search, 1)
        self.new = Button("新しい課題…", strip, icon="plus", press=self.new_wanted.emit)
        line.addWidget(self.new)
        box.addLayout(line)
        self.facets = FacetBar(FACETS, (), strip)
        box.addWidget(self.facets)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.by = Segment(BY, strip, name="まとめかた")
        line.addWidget(Label("まとめかた", strip, tone="text2", size="remark"))
        line.addWidget(self.by)
        line.addStretch(1)
        self.business = Chooser(strip, name="業務で絞り込む", quiet=True)
        line.addWidget(self.business)
        box.addLayout(line)
        column.addWidget(strip)
        self.model = IssueModel(self)
        self.view = IssueView(self.model, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.view)
        clear = Button("絞り込みをやめる", self, press=self.clear_filter)
        self._nothing = EmptyState(
            "search", "当てはまる課題がありません", "ことばや札を減らすと出てきます。", self, buttons=(clear,)
        )
        self._stack.addWidget(self._nothing)
        column.addWidget(self._stack, 1)
        self.search.searched.connect(lambda _text: self._show())
        self.search.entered.connect(self.view.setFocus)
        self.facets.chosen.connect(self._show)
        self.by.chosen.connect(self._show)
        self.business.activated.connect(lambda _place: self._show())

    def show_lines(self, lines: tuple[IssueLine, ...]) -> None:
        """The register as it is now; the filter stays."""
        self._all = lines
        kept = self.business.code()
        there = sorted({(line.business, f"{line.business} {line.business_name}") for line in lines if line.business})
        known = kept if kept in {code for code, _word in there} else ""
        self.business.fill([("", "すべての業務"), *there], known)
        self._show()

    def _show(self) -> None:
        on = self.facets.on()
        found = matching(self._all, self.search.text())
        if code := self.business.code():
            found = [line for line in found if line.business == code]
        counts = {
            "all": len(found),
            **{stage: sum(line.status in members for line in found) for stage, members in STAGES.items()},
            "mine": sum(line.mine for line in found),
            "late": sum(line.late for line in found),
            "unlawful": sum(line.unlawful for line in found),
        }
        self.facets.set_counts(counts)
        rare = {code for code in ("mine", "late", "unlawful") if counts[code] or code in on}
        self.facets.show_only({"all", *STAGES, *rare})
        for stage, members in STAGES.items():
            if stage in on:
                found = [line for line in found if line.status in members]
        if "mine" in on:
            found = [line for line in found if line.mine]
        if "late" in on:
            found = [line for line in found if line.late]
        if "unlawful" in on:
            found = [line for line in found if line.unlawful]
        kept = self.view.rid()
        blocked = self.view.blockSignals(True)
        self.model.set_lines(found, self.by.code())
        if not (kept and self.view.choose(kept)) and found:
            self.view.choose(self.model.lines()[0].rid)
        self.view.blockSignals(blocked)
        self._stack.setCurrentIndex(0 if found else 1)
        self.shown.emit()

    def all_lines(self) -> tuple[IssueLine, ...]:
        """The whole register, whatever the filter hides."""
        return self._all

    def filtered(self) -> bool:
        """True while something is left out."""
        return bool(self.search.text() or self.business.code() or self.facets.on() - {"all"})

    def clear_filter(self) -> None:
        """Everything again."""
        self.search.clear()
        self.facets.reset()
        self.business.set_code("")
        self._show()

    def show_issue(self, rid: str) -> bool:
        """Chooses an issue, dropping the filter when it hides it; False when there is no such issue."""
        if not self.view.choose(rid):
            self.clear_filter()
        return self.view.choose(rid)
