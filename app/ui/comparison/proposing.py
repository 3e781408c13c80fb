"""まとめて対応付ける: what nobody mapped yet beside its nearest item, ticked by a person, stored as one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.context import Context
from app.ui.models.proposals import CURRENT, ITEM, SCORE, TICK, WHY, ProposalModel
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.ring import RingedTree
from app.ui.parts.text import Label
from app.ui.parts.ticks import draw_tick
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT
from app.ui.work import proposals as work
from app.ui.work.comparison import Mapped
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.proposals import Proposal
    from app.ui.tasks import Job

NEAR = 50  # where ticking begins by one press: our own choice; a person still looks at each line
_WIDTHS = {TICK: 40, SCORE: 52}


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(40, HEIGHT["row"])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        rect: QRect = option.rect
        painter.save()
        if bool(option.state & QStyle.StateFlag.State_Selected):
            painter.fillRect(rect, look.colour("selection"))
        if index.column() == TICK:
            on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            draw_tick(painter, rect.left() + 12, rect.center().y(), on=on)
        else:
            painter.setFont(look.font(13))
            painter.setPen(look.colour("text2" if index.column() in (SCORE, WHY) else "text"))
            room = rect.adjusted(4, 0, -6, 0)
            text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class ProposalTable(RingedTree):
    """Space or a click on the box ticks a line; with several lines chosen, all of them."""

    def __init__(self, model: ProposalModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName("現行と標準の候補の一覧")
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(HEIGHT["header"])
        for section in (CURRENT, ITEM, WHY):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
        for section, width in _WIDTHS.items():
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(section, width)

    def _switch(self) -> None:
        places = sorted({i.row() for i in self.selectedIndexes()} | {self.currentIndex().row()})
        self._rows.tick(places, not self._rows.is_ticked(self.currentIndex().row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._switch()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == TICK and event.button() == Qt.MouseButton.LeftButton:
            self._rows.tick([index.row()], not self._rows.is_ticked(index.row()))
        super().mouseReleaseEvent(event)


class ProposalDialog(SentenceDialog):
    """The proposals; ``model.chosen()`` holds the pairs when it was accepted."""

    def __init__(self, rows: tuple[Proposal, ...], parent: QWidget | None) -> None:
        super().__init__(
            "まとめて対応付ける",
            parent,
            explanation="まだ対応付けていない現行と、いちばん近い標準です。合っているものだけを選んでください。"
            "選ばないものは、そのまま残ります。",
            main="対応付ける",
            undo="1 回の「元に戻す」で全部戻ります",
            width=920,
        )
        self.setObjectName("proposals")
        self.model = ProposalModel(self)
        self.table = ProposalTable(self.model, self)
        self.table.setMinimumHeight(220)
        self.body.addWidget(self.table, 1)
        strip = QHBoxLayout()
        self._sum = Label("", self, tone="text2", size="remark")
        strip.addWidget(self._sum)
        strip.addStretch(1)
        near = Button(f"近さ {NEAR} 以上を選ぶ", self, kind="link", compact=True, press=self._near)
        strip.addWidget(near)
        none = Button("選択を外す", self, kind="link", compact=True, press=self._none)
        strip.addWidget(none)
        self.body.addLayout(strip)
        self.model.ticked.connect(self._count)
        self.model.set_rows(rows)
        near.set_usable(bool(self.model.at_least(NEAR)), f"近さが {NEAR} 以上のものはありません")
        self.table.setCurrentIndex(self.model.index(0, CURRENT))
        self.table.setFocus()

    def _near(self) -> None:
        self.model.tick(self.model.at_least(NEAR), True)

    def _none(self) -> None:
        self.model.tick(range(self.model.rowCount()), False)

    def _count(self) -> None:
        chosen = len(self.model.chosen())
        self._sum.setText(f"{self.model.rowCount():,} 件のうち {chosen:,} 件を選んでいます")
        self.main.set_word(f"{chosen:,} 件を対応付ける" if chosen else "対応付ける")
        self.main.set_usable(chosen > 0, "対応付けるものを選んでください（Space）")


class Proposing(QObject):
    """Looks for the candidates as a job that can be stopped, and stores what was ticked."""

    def __init__(self, context: Context, about: Callable[[], tuple[str, str]], parent: QWidget) -> None:
        """``about``: kind and business that are compared."""
        super().__init__(parent)
        self._context, self._about, self._window = context, about, parent
        self._job: Job | None = None

    def ask(self) -> None:
        """Proposes a published item for everything that answers none."""
        if self._context.read_only:
            self._context.said.emit("読むだけで開いているため、書き換えられません。")
            return
        if self._job is not None and not self._job.cancelled.is_set():  # pressed twice: the answer is on its way
            return
        self._job = self._context.run_long(
            work.find, *self._about(), done=self._show, failed=self._failed, label="近い標準を探しています", owner=self
        )

    def _failed(self, problem: BaseException) -> None:
        self._job = None
        if isinstance(problem, InputProblem):
            self._context.problem.emit(problem)

    def _show(self, rows: tuple[Proposal, ...]) -> None:
        self._job = None
        if not rows:
            self._context.said.emit("近い標準は見つかりませんでした。一件ずつことばで探してください。")
            return
        dialog = ProposalDialog(rows, self._window)
        dialog.accepted.connect(lambda: self._store(dialog.model.chosen()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _store(self, pairs: tuple[tuple[str, str], ...]) -> None:
        def arrived(mapped: Mapped) -> None:
            self._context.note_commit(mapped.changes, mapped.history)
            self._context.said.emit(f"現行 {len(pairs):,} 件を対応付けました")

        self._context.run(work.store, pairs, done=arrived, label="書き込み中", owner=self)
