"""The import of a department's book: a file, its headings beside the columns, what would happen, one step."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services.survey_lists import names, survey_list
from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import Banner, BannerStack, ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.findings import FindingLine, FindingModel, FindingView
from app.ui.parts.inputs import Chooser
from app.ui.parts.progress import ProgressPanel
from app.ui.parts.text import Elided, Label, SectionHeader
from app.ui.survey.mapping import MappingTable
from app.ui.survey.sums import WIDTH, Sums
from app.ui.tasks import Job
from app.ui.work import survey as work
from app.ui.work.frame import HistoryState
from app.ui.work.survey import Looked
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from spec_catalog.rawtable import RawTable

FILE, COLUMNS = range(2)
PROFILES = 40


class SurveyImport(QWidget):
    """``finished`` with the list taken over into, ``left`` when it was given up."""

    finished = Signal(str)
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._name = "functions"
        self._path = ""
        self._table: RawTable | None = None
        self._looked: Looked | None = None
        self._job: Job | None = None
        self._asked = 0
        self._taking = False
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame(self)
        head.setProperty("ground", "surface")
        head.setProperty("edge", "bottom")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(Label("課の一覧を取り込む", head, bold=True, size="todo"))
        self.list = Chooser(head, name="取り込む先の一覧", lead="取り込む先")
        self.list.fill([(n, survey_list(n).title) for n in names()], "functions")
        self.list.activated.connect(lambda _i: self._list_chosen())
        row.addWidget(self.list)
        self._file = Elided("", head, tone="text2")
        row.addWidget(self._file, 1)
        self.again = Button("別のファイル…", head, kind="quiet", icon="folder", press=self.choose)
        row.addWidget(self.again)
        column.addWidget(head)
        self.banners = BannerStack(self)
        column.addWidget(self.banners)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._file_page())
        self.pages.addWidget(self._columns_page())
        column.addWidget(self.pages, 1)
        column.addWidget(self._foot())

    def _file_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        card = QFrame(page)
        card.setProperty("card", True)
        box = QVBoxLayout(card)
        box.setContentsMargins(24, 32, 24, 32)
        box.setSpacing(8)
        box.addWidget(ThemedIcon("download", "text2", card, size=32), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (
            Label("課で使っている一覧の Excel をここに落とします", card, bold=True, size="todo"),
            Label("列の名前や並びは課のままで読めます。確かめるまで何も書き込みません。", card, tone="text2"),
        ):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(label)
        self.choose_button = Button("ファイルを選ぶ…", card, kind="main", press=self.choose)
        box.addSpacing(4)
        box.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(card)
        self.progress = ProgressPanel("ファイルを読んでいます", page, stop=self._stop)
        self.progress.hide()
        column.addWidget(self.progress)
        column.addStretch(1)
        return page

    def _columns_page(self) -> QWidget:
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.sums = Sums(page)
        self.sums.reread.connect(self._read)
        self.sums.changed.connect(self._look)
        row.addWidget(self.sums)
        split = QSplitter(Qt.Orientation.Vertical, page)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        self.mapping = MappingTable(split)
        self.mapping.changed.connect(self._look)
        split.addWidget(self.mapping)
        self._below = QFrame(split)
        self._below.setProperty("ground", "surface")
        column = QVBoxLayout(self._below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame(self._below)
        head.setProperty("ground", "sunken")
        head.setProperty("edge", "top")
        head.setFixedHeight(34)
        line = QHBoxLayout(head)
        line.setContentsMargins(10, 0, 12, 0)
        self.found = SectionHeader("見つかったこと", head, count=0)
        line.addWidget(self.found)
        line.addStretch(1)
        column.addWidget(head)
        self.problems = FindingModel(self)
        self.view = FindingView(self.problems, self._below)
        column.addWidget(self.view, 1)
        split.addWidget(self._below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([400, 150])
        row.addWidget(split, 1)
        return page

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setProperty("ground", "sunken")
        foot.setProperty("edge", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addStretch(1)
        self._why_icon = ThemedIcon("info", "text2", foot)
        row.addWidget(self._why_icon)
        self.why = Label("", foot, tone="text2")
        row.addWidget(self.why)
        row.addSpacing(4)
        self.cancel = Button("やめる", foot, tall=True, press=self._cancel)
        self.cancel.setMinimumWidth(80)
        row.addWidget(self.cancel)
        self.main = Button("取り込む", foot, kind="main", tall=True, press=self._take)
        self.main.setMinimumWidth(120)
        row.addWidget(self.main)
        return foot

    # reading

    def start(self, name: str, business: str, path: str = "") -> None:
        """Begins anew for a list; with a file it reads at once."""
        self._name, self._path, self._table, self._looked, self._taking = name, "", None, None, False
        self.list.set_code(name)
        self._file.set_whole("")
        self.banners.drop("problem")
        self.banners.drop("profile")
        self.sums.begin(survey_list(name), self._context.businesses(), business)
        self.pages.setCurrentIndex(FILE)
        self.progress.hide()
        self._say()
        if path:
            self.add(path)
        else:
            self.choose_button.setFocus()

    def focus(self) -> None:
        """Where the keys go."""
        first = self.mapping.first() if self.pages.currentIndex() == COLUMNS else self.choose_button
        (first or self.cancel).setFocus()

    def set_narrow(self, narrow: bool) -> None:
        """On narrow screens the sums take less, and the findings leave their last column out."""
        self.sums.setFixedWidth(WIDTH - 60 if narrow else WIDTH)
        self.view.setColumnHidden(4, narrow)

    def choose(self) -> None:
        """The file dialog."""
        folder = self._context.settings.get("folder")
        path, _kind = QFileDialog.getOpenFileName(
            self, "課の一覧を選ぶ", folder, "一覧 (*.xlsx *.xlsm *.csv *.tsv);;すべて (*)"
        )
        if path:
            self._context.settings.put("folder", str(Path(path).parent))
            self.add(path)

    def add(self, path: str) -> None:
        """Reads a file."""
        self._path = path
        self._file.set_whole(Path(path).name)
        self.sums.forget_place()
        self._read()

    def _read(self) -> None:
        self._table, self._looked = None, None
        self.banners.drop("problem")
        self.progress.advance(0, 0, Path(self._path).name)
        self.progress.show()
        sheet, header_row = self.sums.where()
        self._job = self._context.tasks.pool(
            work.read_book,
            self._path,
            sheet,
            header_row,
            done=self._read_done,
            failed=self._refused,
            label="ファイルを読んでいます",
            owner=self,
        )
        self._say()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.progress.hide()
        self._context.said.emit("読み取りを中止しました。何も書き込んでいません。")

    def _refused(self, problem: BaseException) -> None:
        self._job = None
        self._taking = False
        self.progress.hide()
        if isinstance(problem, InputProblem):
            where = "　".join(p for p in (problem.sheet, problem.cell, problem.hint) if p)
            banner = Banner("error", problem.message, where, self, dismiss=lambda: self.banners.drop("problem"))
            self.banners.put("problem", banner)
        self._say()

    def _read_done(self, table: RawTable) -> None:
        self._job = None
        self.progress.hide()
        self._table = table
        self.sums.show_place(table)
        profile = self._profiles().get(self._signature(), {})
        columns = {h: str(c) for h, c in dict(profile.get("columns") or {}).items() if h in table.headers}
        self.banners.drop("profile")
        if columns:
            banner = Banner(
                "info",
                "前にこの形の表を取り込んだときの、列の対応を使っています",
                "違っていれば下で選び直します。",
                self,
                dismiss=lambda: self.banners.drop("profile"),
            )
            self.banners.put("profile", banner)
        self._ask(columns, fresh=True)

    def _list_chosen(self) -> None:
        self._name = self.list.code()
        self.sums.begin(survey_list(self._name), self._context.businesses(), self.sums.business())
        if self._table is not None:
            self.sums.show_place(self._table)
            self._read_done(self._table)

    # what would happen

    def _look(self) -> None:
        self._ask(self.mapping.mapping(), fresh=False)

    def _ask(self, columns: Mapping[str, str], *, fresh: bool) -> None:
        if self._table is None:
            return
        self._asked += 1
        asked, table = self._asked, self._table

        def arrived(looked: Looked) -> None:
            if asked != self._asked:
                return  # another mapping was asked for since
            self._looked = looked
            if fresh:
                self.mapping.show_table(table, survey_list(self._name), looked.mapping)
                self.pages.setCurrentIndex(COLUMNS)
                self.focus()
            self._show(looked)

        self._context.run(
            work.look,
            table,
            self._path,
            self._name,
            dict(columns),
            self.sums.business(),
            self.sums.repairs(),
            done=arrived,
            failed=self._refused,
            owner=self,
        )

    def _show(self, looked: Looked) -> None:
        seen = looked.preview
        self.sums.show_preview(seen)
        lines: list[FindingLine] = []
        if seen is not None:
            for p in seen.problems:
                what = p.message if p.text in p.message else f"「{p.text}」{p.message}"
                state = "直し方あり" if p.repair else ""
                lines.append(FindingLine("warning", f"{p.cell}　{p.column}", what, "備考に残す", state, False))
            for number, why in seen.left:
                lines.append(FindingLine("info", f"{number} 行目", why, "取り込まない", "", False))
        self.problems.set_lines(lines)
        self.found.set_count(len(lines))
        self._below.setVisible(bool(lines))
        self._say()

    def _say(self) -> None:
        """The last button says how much, or why not yet."""
        looked = self._looked
        seen = looked.preview if looked is not None else None
        self.again.setVisible(bool(self._path))
        self.main.setVisible(self.pages.currentIndex() == COLUMNS)
        reason = ""
        if self._taking:
            reason = "取り込んでいます。"
        elif looked is not None and looked.missing:
            reason = f"「{looked.missing}」にする見出しを選んでください。"
        elif seen is None:
            reason = "ファイルを選んでください。" if not self._path else "読んでいます。"
        elif not seen.rows:
            reason = "取り込める行がありません。"
        count = len(seen.rows) if seen is not None else 0
        self.main.set_word(f"{count:,} 行を取り込む" if count else "取り込む")
        self.main.set_usable(not reason, reason)
        self.why.setText(reason if self.pages.currentIndex() == COLUMNS else "")
        self._why_icon.setVisible(bool(self.why.text()))

    # taking over

    def _signature(self) -> str:
        """The same for books of the same headings and list."""
        headers = self._table.headers if self._table is not None else ()
        return hashlib.sha256("\n".join((self._name, *headers)).encode()).hexdigest()[:24]

    def _profiles(self) -> dict[str, dict[str, Any]]:
        kept = self._context.settings.get("survey_profiles")
        return {k: v for k, v in kept.items() if isinstance(v, dict)}

    def _take(self) -> None:
        seen = self._looked.preview if self._looked is not None else None
        if seen is None or self._taking:
            return
        profiles = self._profiles()
        profiles.pop(self._signature(), None)
        profiles[self._signature()] = {"columns": self.mapping.mapping()}
        self._context.settings.put("survey_profiles", dict(list(profiles.items())[-PROFILES:]))
        self._taking = True
        self._say()
        self._context.run(
            work.take_over, seen, done=self._taken, failed=self._refused, label="取り込んでいます", owner=self
        )

    def _taken(self, taken: tuple[Changes, HistoryState]) -> None:
        changes, history = taken
        self._taking = False
        seen = self._looked.preview if self._looked is not None else None
        if changes.operations:
            self._context.note_commit(changes, history)
        if seen is not None:
            word = f"新しい行 {seen.new}、更新 {seen.updated}" if changes.operations else "変わるところはありません"
            self._context.said.emit(f"{seen.file} を取り込みました：{word}")
        self.finished.emit(self._name)

    def _cancel(self) -> None:
        if self._job is not None:
            self._stop()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._taking:
            self._cancel()
            return
        super().keyPressEvent(event)
