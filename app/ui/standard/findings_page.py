"""Step 3: findings by severity, the one at hand in its own place in the sheet, and the repairs it offers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QGuiApplication, QKeyEvent, QPen
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.context import Context
from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import AskText
from app.ui.parts.facets import FacetBar
from app.ui.parts.findings import LEVELS, FindingModel, FindingView
from app.ui.parts.layouts import clear
from app.ui.parts.text import Elided, KeyBox, Label, tip
from app.ui.standard.plan import KEEP, Entry, Plan
from app.ui.theme import look
from app.ui.work import standard as work
from app.ui.work.standard import Neighbours

_HIT = Qt.ItemDataRole.UserRole


class _Framed(QStyledItemDelegate):
    """Frames the cell of the finding; a colour alone would not be seen by everybody."""

    def paint(self, painter: object, option: QStyleOptionViewItem, index: object) -> None:
        super().paint(painter, option, index)
        if index.data(_HIT):
            painter.save()
            painter.setPen(QPen(look.colour("error_line"), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
            painter.restore()


class SheetPart(QTableWidget):
    """A few rows of the sheet around a cell, as displayed there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("シートの前後の行")
        self.setProperty("framed", True)
        self.setItemDelegate(_Framed(self))
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(24)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setFixedHeight(25)
        self.horizontalHeader().setStretchLastSection(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_part(self, part: Neighbours, cell: str) -> None:
        """Rows and columns with the finding's cell framed."""
        columns = [letters for letters, _text in part[0][1]] if part else []
        self.setRowCount(len(part))
        self.setColumnCount(len(columns))
        self.setHorizontalHeaderLabels(columns)
        self.setVerticalHeaderLabels([str(number) for number, _cells in part])
        for row, (number, cells) in enumerate(part):
            for column, (letters, text) in enumerate(cells):
                item = QTableWidgetItem(text.replace("\n", "⏎"))
                item.setToolTip(tip(text))
                if f"{letters}{number}" == cell:
                    item.setData(_HIT, True)
                    item.setBackground(QBrush(look.colour("error_ground")))
                    item.setForeground(QBrush(look.colour("error_text")))
                    item.setFont(look.font(13, bold=True))
                self.setItem(row, column, item)
        self.setFixedHeight(25 + len(part) * 24 + 4)
        self._fit()
        self.setVisible(bool(part))

    def _fit(self) -> None:
        """Columns as wide as their texts, long ones shortened until all fit; the whole text is the tooltip."""
        metrics, rows = self.fontMetrics(), range(self.rowCount())
        needs = [
            max((metrics.horizontalAdvance(item.text()) for r in rows if (item := self.item(r, c))), default=40) + 20
            for c in range(self.columnCount())
        ]
        room, cap = self.width() - self.verticalHeader().width() - 4, 400
        while cap > 60 and sum(min(need, cap) for need in needs) > room:
            cap -= 20
        for column, need in enumerate(needs):
            self.setColumnWidth(column, max(40, min(need, cap)))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._fit()


class FindingsPage(QWidget):
    """``changed`` after every decision."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._plan = Plan()
        self._entries: list[Entry] = []
        self._entry: Entry | None = None
        self._small = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._strip())
        self.model = FindingModel(self)
        self.view = FindingView(self.model, self)
        self.view.chosen.connect(self._show)
        self.view.digit.connect(self._digit)
        column.addWidget(self.view, 1)
        column.addWidget(self._detail())

    # building

    def _strip(self) -> QFrame:
        strip = QFrame(self)
        strip.setProperty("ground", "sunken")
        strip.setProperty("edge", "bottom")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        words = [("all", "すべて"), *((level, LEVELS[level][0]) for level in ("error", "warning", "info"))]
        self.facets = FacetBar(words, (), strip)
        self.facets.chosen.connect(self._fill)
        row.addWidget(self.facets, 1)
        row.addWidget(Label("F8 で次へ", strip, tone="text2", size="remark"))
        self.export = Button("一覧を書き出す…", strip, kind="quiet", icon="download", press=self._export)
        row.addWidget(self.export)
        return strip

    def _detail(self) -> QFrame:
        pane = QFrame(self)
        pane.setProperty("ground", "surface")
        pane.setProperty("edge", "top")
        column = QVBoxLayout(pane)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._icon = ThemedIcon("info", "text2", pane)
        head.addWidget(self._icon)
        self._title = Elided("", pane, bold=True)
        head.addWidget(self._title, 1)
        self._copy = Button("場所をコピー", pane, kind="quiet", press=self._copy_place)
        head.addWidget(self._copy)
        column.addLayout(head)
        self._what = Label("", pane, tone="text2", wrap=True)
        column.addWidget(self._what)
        self._sheet = SheetPart(pane)
        column.addWidget(self._sheet)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        column.addLayout(self._buttons)
        return pane

    def set_small(self, small: bool) -> None:
        """Low windows show one row of the sheet each way."""
        self._small = small

    # contents

    def show_plan(self, plan: Plan) -> None:
        """Another set of files."""
        self._plan = plan
        self.facets.reset()
        self._fill()
        self.view.choose(0)
        self.view.setFocus()

    def _level(self) -> str:
        on = self.facets.on() - {"all"}
        return next(iter(on), "")

    def _fill(self) -> None:
        entries = self._plan.entries()
        counts = {"all": len(entries), **{lv: sum(1 for e in entries if e.level == lv) for lv in LEVELS}}
        self.facets.set_counts(counts)
        before = self._entry
        self._entries = self._plan.entries(self._level())
        self.model.set_lines([self._plan.line(e) for e in self._entries])
        if before in self._entries:
            self.view.choose(self._entries.index(before))
        else:
            self.view.choose(0)

    def _refresh(self) -> None:
        self.model.set_lines([self._plan.line(e) for e in self._entries])
        self.changed.emit()

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._entries):
            return
        entry = self._entry = self._entries[row]
        self._plan.look_at(entry)
        _word, _tone, icon, token = LEVELS[entry.level]
        self._icon.set_icon(icon, token)
        self._title.set_whole(f"{entry.place()}　{entry.file.file}")
        self._what.setText(entry.finding.message)
        self._draw_buttons()
        if entry.finding.cell:
            self._context.tasks.pool(
                work.neighbours,
                entry.file,
                entry.finding.sheet,
                entry.finding.cell,
                1 if self._small else 2,
                done=lambda part: self._neighbours(entry, part),
                owner=self,
            )
        else:
            self._neighbours(entry, [])
        self._refresh()

    def _neighbours(self, entry: Entry, part: Neighbours) -> None:
        if entry is self._entry:
            self._sheet.show_part(part, entry.finding.cell)

    def _draw_buttons(self) -> None:
        clear(self._buttons)
        entry = self._entry
        if entry is None:
            return
        if entry.repairable:
            decided = self._plan.decisions.get(entry.key)
            for place, repair in enumerate(entry.finding.repairs[:3]):
                main = place == 0 and decided is None and entry.level == "error"
                self._buttons.addWidget(
                    Button(
                        f"{repair} とみなす",
                        self,
                        kind="main" if main else "normal",
                        press=lambda repair=repair: self.decide(repair),
                    )
                )
            self._buttons.addWidget(Button("別の ID を入れる…", self, press=self._other_id))
            self._buttons.addWidget(Button("仮番のまま取り込む", self, kind="quiet", press=lambda: self.decide(KEEP)))
            self._buttons.addStretch(1)
            if entry.finding.repairs:
                self._buttons.addWidget(KeyBox("1", self))
                self._buttons.addWidget(Label("でも選べます", self, tone="text2", size="remark"))
        else:
            text = {
                "warning": "このまま取り込みます。原文は変えません。",
                "info": "お知らせです。することはありません。",
            }.get(entry.level, "このファイルは取り込めません。開いて保存し直し、もう一度取り込んでください。")
            self._buttons.addWidget(Label(text, self, tone="text2"))
            self._buttons.addStretch(1)

    # deciding

    def decide(self, choice: str) -> None:
        """A repair (or KEEP) for the finding at hand, then on to the next that is open."""
        if self._entry is None or not self._entry.repairable:
            return
        self._plan.decide(self._entry, choice)
        self._refresh()
        self._draw_buttons()
        if self._plan.left():
            self.next(open_only=True)

    def _digit(self, digit: int) -> None:
        if self._entry is not None and self._entry.repairable and digit <= len(self._entry.finding.repairs):
            self.decide(self._entry.finding.repairs[digit - 1])

    def _other_id(self) -> None:
        entry = self._entry
        if entry is None or entry.file.recognised is None:
            return
        kind = entry.file.recognised
        dialog = AskText(
            f"{entry.place()} の ID を決めます",
            "正しい ID",
            self,
            main="この ID とみなす",
            text=entry.finding.repairs[0] if entry.finding.repairs else "",
            check=lambda text: work.id_refused(kind, text) if text else "",
        )
        dialog.accepted.connect(lambda: self.decide(dialog.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def next(self, *, open_only: bool = False) -> None:
        """F8: the next finding, or the next that must still be decided."""
        count = len(self._entries)
        start = self._entries.index(self._entry) if self._entry in self._entries else -1
        for step in range(1, count + 1):
            row = (start + step) % count
            if not open_only or self._plan.is_open(self._entries[row]):
                self.view.choose(row)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F8:
            self.next()
            return
        super().keyPressEvent(event)

    def _copy_place(self) -> None:
        if self._entry is not None:
            QGuiApplication.clipboard().setText(f"{self._entry.file.file}　{self._entry.place()}")
            self._context.said.emit("場所をコピーしました")

    def _export(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, "一覧を書き出す", "確かめること.csv", "表 (*.csv)")
        if path:
            lines = [(e.file.file, self._plan.line(e)) for e in self._plan.entries()]
            rows = [(file, LEVELS[x.level][0], x.place, x.what, x.how, x.state) for file, x in lines]
            self._context.tasks.db(work.write_findings, path, rows, done=self._exported, owner=self)

    def _exported(self, path: str) -> None:
        self._context.said.emit(f"一覧を書き出しました：{path}")
