"""The pairs of systems that live through a transition, as a table: those that lack something first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.transition import UNNEEDED, Pair
from app.ui.parts.chips import ChipLook, draw_chip, state_look
from app.ui.parts.line_table import ROW_ROLE, LineModel, LineTable
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT
from app.ui.work.transition import View

HEADERS = ("組", "連携", "期間", "試すと", "方式", "試験", "主導", "合理的説明")
PAIR, LINKS, PERIOD, TRIAL, METHOD, TESTS, LEAD, REASON = range(len(HEADERS))
WIDTHS = (260, 0, 132, 92, 220, 48, 160, 88)
STATES = {"added": ("＋", "増える", "warn"), "removed": ("－", "なくなる", "done"), "changed": ("⇄", "変わる", "warn")}


@dataclass(frozen=True, slots=True)
class PairRow:
    """A line; ``state`` is what the trial does to it: added, removed, changed, same."""

    pair: Pair
    name: str
    method: str
    lead: str
    state: str


def rows_of(view: View) -> list[PairRow]:
    """Those of the plan, first what a trial adds or changes; then those it takes away."""
    states = view.change.state if view.change is not None else {}
    gone = view.change.removed if view.change is not None else ()
    moves, methods = {**view.before.moves, **view.plan.moves}, dict(view.lists["method"])

    def row(pair: Pair) -> PairRow:
        name = f"{moves[pair.a].name} ⇄ {moves[pair.b].name}"
        method = "対応しない" if pair.said.need == UNNEEDED else methods.get(pair.said.method, pair.said.method)
        return PairRow(pair, name, method, view.leaders.get(pair.lead, pair.lead), states.get(pair.id, "same"))

    rows = [row(p) for p in (*view.plan.pairs, *gone)]
    order = {"added": 0, "changed": 1, "removed": 2, "same": 3}
    return sorted(rows, key=lambda r: order[r.state])


def period(pair: Pair) -> str:
    """2026-01～03; 2026-01～未定; ？ while nobody knows the beginning."""
    start = f"{pair.start:%Y-%m}" if pair.start else "？"
    if pair.end is None:
        return f"{start}～未定"
    return f"{start}～{_end(pair.start, pair.end)}"


def _end(start: date | None, end: date) -> str:
    return f"{end:%m}" if start is not None and start.year == end.year else f"{end:%Y-%m}"


def links(pair: Pair) -> str:
    """資格異動情報 ほか 2."""
    names = pair.names
    return f"{names[0]} ほか {len(names) - 1}" if len(names) > 1 else names[0] if names else "－"


def texts(row: PairRow) -> tuple[str, ...]:
    """A line's cells as they are read out and written."""
    pair = row.pair
    tests = "？" if pair.tests is None else str(pair.tests)
    reason = "未記入" if "reason" in pair.missing else "記入済み" if pair.said.reason else "－"
    if "term" in pair.missing and "reason" not in pair.missing:
        reason = "期限なし"
    method = row.method or "未定"
    state = STATES[row.state][1] if row.state in STATES else "変わらない"
    lead = f"{row.lead}（案）" if pair.lead_proposed else row.lead
    return row.name, links(pair), period(pair), state, method, tests, lead, reason


class PairModel(LineModel[PairRow]):
    """A town has some hundreds of pairs."""

    headers = HEADERS

    def key(self, line: PairRow) -> str:
        """The id of the pair's record."""
        return line.pair.id

    def texts(self, line: PairRow) -> tuple[str, ...]:
        """A line's cells."""
        return texts(line)

    def hint(self, line: PairRow, column: int) -> str:
        """All linkages where the cell names the first."""
        return "、".join(line.pair.names) if column == LINKS else texts(line)[column]


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, HEIGHT["grid_row"])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        row: PairRow = index.data(ROW_ROLE)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.colour("selection"))
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        text = str(index.data())
        chip = _chip(row, index.column())
        room = rect.adjusted(12 if index.column() == 0 else 6, 0, -4, 0)
        if chip is not None:
            draw_chip(painter, room.adjusted(0, 3, 0, -3), chip)
        else:
            bold = index.column() == PAIR and (row.state in STATES or bool(row.pair.missing))
            painter.setFont(look.font(13, bold=bold))
            painter.setPen(look.colour(_ink(row, index.column())))
            if index.column() == REASON and text == "記入済み":
                text = "✓ 記入済み"
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


def _chip(row: PairRow, column: int) -> ChipLook | None:
    if column == TRIAL and row.state in STATES:
        sign, word, tone = STATES[row.state]
        return state_look(word, tone, sign)
    if column == METHOD and "method" in row.pair.missing:
        return state_look("未定", "error", "？")
    return None


def _ink(row: PairRow, column: int) -> str:
    if column == REASON:
        return "error_text" if row.pair.missing and row.pair.missing != ("method",) else "done_text"
    if column == PERIOD and row.pair.red:
        return "error_text"
    if row.state == "removed" or column in (LINKS, TRIAL) or (column == LEAD and row.pair.lead_proposed):
        return "text2"
    return "text"


class PairTable(LineTable):
    """``opened`` carries the pair whose fields are wanted, ``looked`` the one that is chosen."""

    opened = Signal(object)
    looked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.rows = PairModel()
        super().__init__(self.rows, WIDTHS, parent, name="過渡期の連携", sortable=True)
        self.rows.setParent(self)
        self.setItemDelegate(_Cell(self))
        self.doubleClicked.connect(lambda _i: self._open())

    def put(self, rows: Sequence[PairRow], *, trial: bool) -> None:
        """Other lines; the chosen pair stays chosen where it is still there."""
        held = self.pair()
        self.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.rows.put(rows)
        self.setColumnHidden(TRIAL, not trial)
        place = self.rows.place_of(held.id) if held is not None else -1
        if place >= 0:
            self.setCurrentIndex(self.rows.index(place, 0))

    def set_compact(self, compact: bool) -> None:
        """Leaves out what the dialog says as well, where there is no room."""
        self.setColumnHidden(LEAD, compact)
        self.header().resizeSection(METHOD, 150 if compact else WIDTHS[METHOD])

    def pair(self) -> Pair | None:
        """The chosen pair."""
        row = self.rows.line(self.currentIndex().row())
        return row.pair if row is not None else None

    def _open(self) -> None:
        if self.pair() is not None:
            self.opened.emit(self.pair())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.looked.emit(self.pair())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)


def counts(rows: Sequence[PairRow]) -> Mapping[str, int]:
    """For the facets: pairs without method, pairs without explanation."""
    here = [r.pair for r in rows if r.state != "removed"]
    return {
        "method": sum("method" in p.missing for p in here),
        "reason": sum("reason" in p.missing for p in here),
    }
