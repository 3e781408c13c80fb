"""Preparing a meeting: who comes, and an agenda that a filter fills and a person puts in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.core.codes import CLASS_LABEL, CLASS_SIGN, UNJUDGED_LABEL, VERDICTS
from app.services.meetings_read import MINUTES, Meeting
from app.services.views import ItemFilter
from app.ui.meeting.dialogs import TextArea, day_problem
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Chooser, Field, SearchField, TextLine
from app.ui.parts.ring import draw_ring
from app.ui.parts.text import Label, SectionHeader
from app.ui.parts.ticks import MultiChoice
from app.ui.work.meetings import Asked, TopicLine, agenda_of
from app.ui.work.register import day_of

KINDS = (("req", "機能"), ("form", "帳票"), ("link", "連携"), ("data", "データ"), ("issues", "課題"))
CLASS_CHOICES = [(code, f"{CLASS_SIGN[code]} {label}") for code, label in CLASS_LABEL.items()]
VERDICT_CHOICES = (("", UNJUDGED_LABEL), *((v.code, v.short) for v in VERDICTS))
_LINE = Qt.ItemDataRole.UserRole


class _List(QListWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_ring(self)


class PrepareDialog(SentenceDialog):
    """``asked`` wants the items under a filter; :meth:`offer` brings them."""

    asked = Signal(object)

    def __init__(
        self,
        meeting: Meeting | None,
        lines: Sequence[TopicLine],
        *,
        kinds: Sequence[tuple[str, str]],
        businesses: Sequence[tuple[str, str]],
        business: str,
        today: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(
            f"{meeting.number} {meeting.name} を書き直します" if meeting else "会議を準備します",
            parent,
            main="書き直す" if meeting else "準備する",
            undo="1 回の「元に戻す」で戻ります",
            width=900,
        )
        self.setObjectName("prepare")
        self._offered: list[TopicLine] = []
        row = QHBoxLayout()
        row.setSpacing(24)
        self.body.addLayout(row)
        row.addLayout(self._facts(meeting, kinds, today), 2)
        row.addLayout(self._agenda(businesses, business), 3)
        points = {t.about: t for t in meeting.agenda} if meeting else {}
        for line in lines:
            held = points.get(line.about)
            self._put(line, held.point if held else "", held.minutes if held else MINUTES)
        self.list.setCurrentRow(0)
        self.name.setFocus()
        self._look()

    def _facts(self, meeting: Meeting | None, kinds: Sequence[tuple[str, str]], today: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        self.name, self.date = TextLine(self, name="会議名"), TextLine(self, name="日", hint="2026-03-31、R8.3.31")
        self.kind = Chooser(self, name="種類")
        self.place, self.chair = TextLine(self, name="場所"), TextLine(self, name="進行・決める人", hint="職と氏名")
        self.name.setText(meeting.name if meeting else "")
        self.date.setText(meeting.date if meeting else today)
        self.kind.fill(list(kinds), meeting.kind if meeting else "workshop")
        self.place.setText(meeting.place if meeting else "")
        self.chair.setText(meeting.chair if meeting else "")
        people = "\n".join(meeting.attendees) if meeting else ""
        self.people = TextArea(self, name="出席者", text=people, lines=4)
        column.addWidget(Field("会議名（必ず書く）", self.name, self))
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(Field("日（必ず書く）", self.date, self), 1)
        pair.addWidget(Field("種類", self.kind, self), 1)
        column.addLayout(pair)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(Field("場所", self.place, self), 1)
        pair.addWidget(Field("進行・決める人", self.chair, self), 1)
        column.addLayout(pair)
        column.addWidget(Field("出席者（一行に一人）", self.people, self))
        self.problem = Label("", self, tone="error", wrap=True)
        column.addWidget(self.problem)
        column.addStretch(1)
        for line in (self.name, self.date):
            line.textChanged.connect(self._look)
        for line in (self.name, self.date, self.place, self.chair):
            line.entered.connect(self.focusNextChild)
            line.record.connect(self._take)
        return column

    def _agenda(self, businesses: Sequence[tuple[str, str]], business: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.head = SectionHeader("議題", self, count=0)
        column.addWidget(self.head)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.business = Chooser(self, name="業務")
        self.business.fill([(code, f"{code} {name}") for code, name in businesses], business)
        self.source = Chooser(self, name="何から")
        self.source.fill(KINDS, "req")
        self.verdicts = MultiChoice(VERDICT_CHOICES, self, name="判定で絞り込む")
        line.addWidget(self.business, 1)
        line.addWidget(self.source)
        line.addWidget(Label("類型", self, tone="text2", size="remark"))
        self.classes = MultiChoice(CLASS_CHOICES, self, name="類型で絞り込む")
        line.addWidget(self.classes)
        column.addLayout(line)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.words = SearchField("ことばで絞り込む", self)
        line.addWidget(self.words, 1)
        line.addWidget(Label("判定", self, tone="text2", size="remark"))
        line.addWidget(self.verdicts)
        self.add = Button("0 件を加える", self, icon="plus", press=self._add)
        line.addWidget(self.add)
        column.addLayout(line)
        self.list = _List(self)
        self.list.setAccessibleName("議題の並び")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setMinimumHeight(132)
        self.list.setUniformItemSizes(True)
        column.addWidget(self.list, 1)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.point = TextLine(self, name="論点", hint="この議題で決めること")
        self.minutes = TextLine(self, name="分")
        self.minutes.setFixedWidth(52)
        line.addWidget(Label("論点", self, tone="text2", size="remark"))
        line.addWidget(self.point, 1)
        line.addWidget(self.minutes)
        line.addWidget(Label("分", self, tone="text2", size="remark"))
        column.addLayout(line)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.up = Button("上へ", self, press=lambda: self._move(-1))
        self.down = Button("下へ", self, press=lambda: self._move(1))
        self.out = Button("外す", self, press=self._drop)
        for button in (self.up, self.down, self.out):
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        self.business.activated.connect(lambda _n: self.ask())
        self.source.activated.connect(lambda _n: self.ask())
        self.verdicts.picked.connect(self.ask)
        self.classes.picked.connect(self.ask)
        self.words.searched.connect(lambda _t: self.ask())
        self.list.currentItemChanged.connect(lambda now, _before: self._chosen(now))
        self.point.textChanged.connect(self._written)
        self.minutes.textChanged.connect(self._written)
        self.point.entered.connect(self._on)
        return column

    # the filter

    def ask(self) -> None:
        """Wants to know what the filter holds."""
        issues = self.source.code() == "issues"
        self.verdicts.setEnabled(not issues)
        self.classes.setEnabled(not issues)
        self.words.setEnabled(not issues)
        text, verdicts, classes = self.words.text().strip(), self.verdicts.codes(), self.classes.codes()
        flt = ItemFilter(text=text, verdicts=tuple(verdicts), classes=tuple(classes))
        self.asked.emit(Asked(self.business.code(), self.source.code(), flt))

    def offer(self, lines: Sequence[TopicLine]) -> None:
        """What the filter holds; what is on the agenda already doesn't count."""
        held = {self._line(n).about for n in range(self.list.count())}
        self._offered = [line for line in lines if line.about not in held]
        self.add.set_word(f"{len(self._offered)} 件を加える")
        self.add.set_usable(bool(self._offered), "加えるものがありません")

    def _add(self) -> None:
        first = self.list.count()
        for line in self._offered:
            self._put(line, "", MINUTES)
        self.list.setCurrentRow(first)
        self.offer([])
        self.list.setFocus()
        self._look()

    # the agenda

    def _put(self, line: TopicLine, point: str, minutes: int) -> None:
        item = QListWidgetItem(f"{line.number}　{line.name}", self.list)
        item.setSizeHint(QSize(100, 26))
        item.setData(_LINE, (line, point, minutes))

    def _line(self, row: int) -> TopicLine:
        found: TopicLine = self.list.item(row).data(_LINE)[0]
        return found

    def _chosen(self, item: QListWidgetItem | None) -> None:
        point, minutes = item.data(_LINE)[1:] if item is not None else ("", MINUTES)
        for line, text in ((self.point, point), (self.minutes, str(minutes))):
            blocked = line.blockSignals(True)
            line.setText(text)
            line.blockSignals(blocked)
            line.setEnabled(item is not None)

    def _written(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            text = self.minutes.text().strip()
            minutes = int(text) if text.isascii() and text.isdigit() and int(text) > 0 else MINUTES
            item.setData(_LINE, (item.data(_LINE)[0], self.point.text().strip(), minutes))

    def _on(self) -> None:
        self.list.setCurrentRow(min(self.list.count() - 1, self.list.currentRow() + 1))

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + by < self.list.count() and row >= 0:
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentRow(row + by)

    def _drop(self) -> None:
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())
            self._look()
            self.ask()

    def _look(self) -> None:
        wrong = day_problem(self.date.text())
        self.problem.setText(wrong)
        self.head.set_count(self.list.count())
        missing = [w for w, line in (("会議名", self.name), ("日", self.date)) if not line.text().strip()]
        said = f"まだ書いていません：{'、'.join(missing)}" if missing else wrong
        self.main.set_usable(not said, said)

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def values(self) -> dict[str, Any]:
        """What the service wants."""
        held = [self.list.item(n).data(_LINE) for n in range(self.list.count())]
        return {
            "name": self.name.text().strip(),
            "date": day_of(self.date.text()) or self.date.text().strip(),
            "kind": self.kind.code(),
            "place": self.place.text().strip(),
            "chair": self.chair.text().strip(),
            "attendees": [x.strip() for x in self.people.toPlainText().splitlines() if x.strip()],
            "agenda": agenda_of(held),
        }
