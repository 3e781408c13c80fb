"""The import of a department's book: a file, its headings beside the columns, what would happen, one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services.survey_headings import exclusive, tick_codes
from app.services.survey_lists import names, survey_list
from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import Banner, BannerStack, ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.findings import FindingLine, FindingModel, FindingView
from app.ui.parts.inputs import Chooser
from app.ui.parts.text import Elided, Label, SectionHeader
from app.ui.survey.file_page import FilePage
from app.ui.survey.rows_left import findings
from app.ui.survey.sums import DUPLICATES, WIDTH, Sums
from app.ui.survey.words import WordTable
from app.ui.tasks import Job
from app.ui.widgets.mapping_table import MappingTable
from app.ui.work import survey as work
from app.ui.work.frame import HistoryState
from app.ui.work.survey import Book, Looked
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from spec_catalog.rawtable import RawTable

FILE, COLUMNS = range(2)


class SurveyImport(QWidget):
    """``finished`` with the list taken over into, ``left`` when it was given up."""

    finished = Signal(str)
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._name = "functions"
        self._path = ""
        self._book: Book | None = None
        self._table: RawTable | None = None
        self._each: dict[str, str] = {}
        self._lines: list[tuple[FindingLine, str]] = []
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
        first = FilePage(self.choose, self._stop, self)
        self.choose_button, self.progress = first.choose_button, first.progress
        self.pages.addWidget(first)
        self.pages.addWidget(self._columns_page())
        column.addWidget(self.pages, 1)
        column.addWidget(self._foot())

    def _columns_page(self) -> QWidget:
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.sums = Sums(page)
        self.sums.table_chosen.connect(self._table_chosen)
        self.sums.head_chosen.connect(self._head_chosen)
        self.sums.changed.connect(self._look)
        row.addWidget(self.sums)
        split = QSplitter(Qt.Orientation.Vertical, page)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        self.mapping = MappingTable(split)
        self.mapping.changed.connect(self._look)
        split.addWidget(self.mapping)
        self.words = WordTable(split)
        self.words.changed.connect(self._look)
        self.words.hide()
        split.addWidget(self.words)
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
        self.row_action = Chooser(head, name="選んだ行をどうするか", lead="この行は")
        self.row_action.fill(DUPLICATES)
        self.row_action.activated.connect(lambda _i: self._row_decided())
        self.row_action.hide()
        line.addWidget(self.row_action)
        column.addWidget(head)
        self.problems = FindingModel(self)
        self.view = FindingView(self.problems, self._below)
        self.view.chosen.connect(self._line_chosen)
        column.addWidget(self.view, 1)
        split.addWidget(self._below)
        for place, stretch in enumerate((3, 1, 1)):
            split.setStretchFactor(place, stretch)
        split.setSizes([330, 140, 150])
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
        self._name, self._path, self._looked, self._taking = name, "", None, False
        self._book, self._table, self._each = None, None, {}
        self.list.set_code(name)
        self._file.set_whole("")
        self.banners.drop("problem")
        self.banners.drop("profile")
        self.banners.drop("list")
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
        self._book, self._table, self._looked = None, None, None
        self.banners.drop("problem")
        self.banners.drop("list")
        self._working(work.read_book, self._path, done=self._book_read)

    def _working(self, job: Callable[..., Any], *args: Any, done: Callable[[Any], None]) -> None:
        self.progress.advance(0, 0, Path(self._path).name)
        self.progress.show()
        self._job = self._context.tasks.pool(
            job, *args, done=done, failed=self._refused, label="ファイルを読んでいます", owner=self
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

    def _book_read(self, book: Book) -> None:
        self._book = book
        self._read_done(*work.first_table(book, self._name))

    def _table_chosen(self, number: int) -> None:
        if self._book is not None and number:
            table = self._book.choices[number - 1].table
            self._read_done(table, work.list_of(table, self._name))

    def _head_chosen(self, row: int) -> None:
        if self._book is not None and self._table is not None:
            name = self._name
            self._working(
                work.read_place, self._book, self._table.sheet, row, done=lambda table: self._read_done(table, name)
            )

    def _read_done(self, table: RawTable, name: str) -> None:
        self._job = None
        self.progress.hide()
        self._table, self._each = table, {}
        self.banners.drop("list")
        if name != self._name:
            self._name = name
            self.list.set_code(name)
            self.sums.begin(survey_list(name), self._context.businesses(), self.sums.business())
            said = f"見出しから「{survey_list(name).title}」の一覧として読みました"
            self._tell("list", said, "違っていれば上の「取り込む先」で選び直します。")
        self.sums.show_place(self._book.choices if self._book is not None else (), table)
        profile = work.kept_profile(self._name, table.headers)
        columns = dict(profile.get("columns") or {})
        self.words.begin(profile.get("values") or {})
        self.banners.drop("profile")
        if columns:
            self._tell(
                "profile", "前にこの形の表を取り込んだときの、列の対応を使っています", "違っていれば下で選び直します。"
            )
        self._ask(columns, fresh=True)

    def _tell(self, code: str, message: str, hint: str) -> None:
        self.banners.put(code, Banner("info", message, hint, self, dismiss=lambda: self.banners.drop(code)))

    def _list_chosen(self) -> None:
        self._name = self.list.code()
        self.sums.begin(survey_list(self._name), self._context.businesses(), self.sums.business())
        if self._table is not None:
            self._read_done(self._table, self._name)

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
                wanted = survey_list(self._name)
                columns = [("", "備考に残す"), ("-", "取り込まない"), *((c.code, c.label) for c in wanted.columns)]
                self.mapping.show_table(
                    table,
                    lambda heading: [*tick_codes(wanted, table, heading), *columns],
                    looked.mapping,
                    alone=lambda code: exclusive(wanted, code),
                )
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
            self.words.values(),
            self.sums.duplicates(),
            dict(self._each),
            done=arrived,
            failed=self._refused,
            owner=self,
        )

    def _show(self, looked: Looked) -> None:
        seen = looked.preview
        self.sums.show_preview(seen)
        self._lines = findings(seen)
        self.problems.set_lines([line for line, _key in self._lines])
        self.found.set_count(len(self._lines))
        self._below.setVisible(bool(self._lines))
        self._line_chosen(self.view.currentIndex().row())
        unknown = seen.unknown() if seen is not None else {}
        self.words.show_words(survey_list(self._name), unknown, self._context.businesses())
        self._say()

    def _line_chosen(self, row: int) -> None:
        """For a row that is a record already here its own decision is offered."""
        key = self._lines[row][1] if 0 <= row < len(self._lines) else ""
        self.row_action.setVisible(bool(key))
        if key:
            self.row_action.set_code(self._each.get(key, self.sums.duplicates()))

    def _row_decided(self) -> None:
        row = self.view.currentIndex().row()
        if 0 <= row < len(self._lines) and self._lines[row][1]:
            self._each[self._lines[row][1]] = self.row_action.code()
            self._look()

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
        elif not seen.taking:
            reason = "新しい行も、変わる行もありません。"
        count = seen.taking if seen is not None else 0
        self.main.set_word(f"{count:,} 行を取り込む" if count else "取り込む")
        self.main.set_usable(not reason, reason)
        self.why.setText(reason if self.pages.currentIndex() == COLUMNS else "")
        self._why_icon.setVisible(bool(self.why.text()))

    # taking over

    def _take(self) -> None:
        seen = self._looked.preview if self._looked is not None else None
        if seen is None or self._taking:
            return
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
