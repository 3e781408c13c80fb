"""The import: files → what was read → findings → take over; nothing is written before the last button."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.codes import KIND_WORD
from app.ui.context import Context
from app.ui.parts.banner import Banner, BannerStack, ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.layouts import clear
from app.ui.parts.progress import ProgressPanel
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label, SectionHeader
from app.ui.parts.ticks import CheckBox
from app.ui.standard.findings_page import FindingsPage
from app.ui.standard.plan import Plan, account
from app.ui.standard.sidebar import Sidebar
from app.ui.standard.steps import FilesPage, ResultsPage, StepsBar
from app.ui.tasks import Job
from app.ui.work import mapping as mapping_work
from app.ui.work import standard as work
from app.ui.work.mapping import Book
from app.ui.work.standard import TakenOver
from spec_catalog.model import LoadedFile
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.catalogue import ReadResult

FILES, RESULTS, FINDINGS, TAKE = range(4)


class ImportWizard(QWidget):
    """``finished`` with the editions taken over, ``left`` when it was given up."""

    finished = Signal(object)  # TakenOver
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._step = FILES
        self._paths: list[str] = []
        self._business: dict[str, str] = {}
        self._results: list[ReadResult] = []
        self._plan = Plan()
        self._job: Job | None = None
        self._taking = False
        self._build()
        self._go(FILES)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame(self)
        head.setProperty("ground", "surface")
        head.setProperty("edge", "bottom")
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 16, 0)
        self.steps = StepsBar(head)
        row.addWidget(self.steps, 3)
        self._subject = Elided("", head, tone="text2")
        self._subject.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._subject, 2)
        column.addWidget(head)
        self.banners = BannerStack(self)
        column.addWidget(self.banners)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.side = Sidebar(self)
        middle.addWidget(self.side)
        self.pages = QStackedWidget(self)
        middle.addWidget(self.pages, 1)
        column.addLayout(middle, 1)
        self.files = FilesPage(self)
        self.files.choose_wanted.connect(self.choose)
        self.files.stop_wanted.connect(self._stop)
        self.results = ResultsPage(self)
        self.results.business_chosen.connect(self._name_business)
        self.results.mapping_wanted.connect(self._map)
        self.findings = FindingsPage(self._context, self)
        self.findings.changed.connect(self._say)
        for page in (self.files, self.results, self.findings, self._take_page()):
            self.pages.addWidget(page)
        column.addWidget(self._foot())
        QShortcut(Qt.Key.Key_F8, self, activated=self.findings.next)

    def _take_page(self) -> Scroller:
        page = Scroller(self, ground="bg")
        page.column.setContentsMargins(24, 16, 24, 16)
        page.column.setSpacing(12)
        page.column.addWidget(SectionHeader("これから取り込むもの", page.page))
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        page.column.addLayout(self._list)
        self.adopt = CheckBox("取り込んだ版を採用する（比較分析で使います）", page.page)
        self.adopt.setChecked(True)
        page.column.addWidget(self.adopt)
        remark = "採用すると、新しい版で変わった要件は「再確認」になります。これまでの判定は消えません。"
        page.column.addWidget(Label(remark, page.page, tone="text2", wrap=True))
        self._progress = ProgressPanel("取り込んでいます", page.page)
        self._progress.hide()
        page.column.addWidget(self._progress)
        page.column.addStretch(1)
        return page

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setProperty("ground", "sunken")
        foot.setProperty("edge", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        self.back = Button("戻る", foot, tall=True, press=self._back)
        self.back.setMinimumWidth(80)
        row.addWidget(self.back)
        row.addStretch(1)
        self._why_icon = ThemedIcon("info", "text2", foot)
        row.addWidget(self._why_icon)
        self.why = Label("", foot, tone="text2")
        row.addWidget(self.why)
        row.addSpacing(4)
        self.cancel = Button("やめる", foot, tall=True, press=self._cancel)
        self.cancel.setMinimumWidth(80)
        row.addWidget(self.cancel)
        self.main = Button("次へ", foot, kind="main", tall=True, press=self._next)
        self.main.setMinimumWidth(120)
        row.addWidget(self.main)
        return foot

    # reading

    def start(self, paths: list[str]) -> None:
        """Begins anew; with files it reads at once."""
        self._paths, self._business, self._results, self._plan = [], {}, [], Plan()
        self.banners.drop("problem")
        self._go(FILES)
        if paths:
            self.add(paths)
        else:
            self.files.choose.setFocus()

    def add(self, paths: list[str]) -> None:
        """More files: everything is read again, so that the account is whole."""
        self._paths = list(dict.fromkeys([*self._paths, *work.expand(paths)]))
        if self._paths:
            self._read()
        else:
            self._context.said.emit("フォルダーに読めるファイル（.xlsx、.csv）がありません。")

    def choose(self) -> None:
        """The file dialog."""
        folder = self._context.settings.get("folder")
        paths, _kind = QFileDialog.getOpenFileNames(
            self, "標準仕様のファイルを選ぶ", folder, "標準仕様 (*.xlsx *.xlsm *.csv *.tsv);;すべて (*)"
        )
        if paths:
            self._context.settings.put("folder", str(Path(paths[0]).parent))
            self.add(paths)

    def _read(self) -> None:
        self._go(FILES)
        self.files.set_busy(True)
        self.files.progress.advance(0, len(self._paths), "")
        groups: dict[str, list[str]] = {}
        for path in self._paths:
            groups.setdefault(self._business.get(path, ""), []).append(path)
        self._results = []
        self._read_groups(list(groups.items()))

    def _read_groups(self, groups: list[tuple[str, list[str]]]) -> None:
        """Files with the same named business are read together."""
        if not groups:
            self._read_done()
            return
        business, paths = groups[0]

        def arrived(found: list[ReadResult]) -> None:
            self._results.extend(found)
            self._read_groups(groups[1:])

        self._job = self._context.tasks.pool(
            work.read,
            paths,
            business or None,
            done=arrived,
            failed=lambda _problem: self.files.set_busy(False),
            on_progress=self.files.progress.advance,
            label="ファイルを読んでいます",
            owner=self,
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.files.set_busy(False)
        self._paths = []
        self._context.said.emit("読み取りを中止しました。何も書き込んでいません。")

    def _read_done(self) -> None:
        self._job = None
        self.files.set_busy(False)
        place = {path: n for n, path in enumerate(self._paths)}
        self._results.sort(key=lambda r: place.get(r.path, 0))
        decisions, seen = self._plan.decisions, self._plan.seen
        self._plan = Plan([r.loaded for r in self._results if r.loaded is not None], decisions, seen)
        size = self._context.info.size if self._context.info else "general"
        here = self._context.editions
        self.results.show_results(self._results, size, work.all_businesses(), self._business, here)
        self.side.show_files(self._plan.files, account(self._plan.files))
        name = Path(self._paths[0]).name if self._paths else ""
        self._subject.set_whole(f"{name} ほか {len(self._paths) - 1}" if len(self._paths) > 1 else name)
        self._go(RESULTS)

    def _name_business(self, path: str, business: str) -> None:
        if business:
            self._business[path] = business
            self._read()

    def _map(self, path: str) -> None:
        """Asks a person what the columns of a file are."""

        def arrived(book: Book) -> None:
            if not book.sheets:
                self._context.said.emit("文字の入ったシートがありません。")
                return
            from app.ui.standard.mapping import MappingDialog

            dialog = MappingDialog(self._context, book, self._business.get(path) or None, self.window())
            dialog.mapped.connect(self._read)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._context.tasks.pool(mapping_work.read_book, path, done=arrived, label="ファイルを読んでいます", owner=self)

    # steps

    def _go(self, step: int) -> None:
        self._step = step
        self.steps.set_step(step)
        self.pages.setCurrentIndex(step)
        self.side.setVisible(step in (RESULTS, FINDINGS))
        self._subject.setVisible(step != FILES)
        if step == FINDINGS:
            self.findings.show_plan(self._plan)
        elif step == TAKE:
            self._fill_take()
        self._say()
        if step in (RESULTS, TAKE) and self.main.isEnabled():
            self.main.setFocus()

    def step(self) -> int:
        """FILES … TAKE."""
        return self._step

    def plan(self) -> Plan:
        """Files and decisions."""
        return self._plan

    def _next(self) -> None:
        if self._step == RESULTS:
            self._go(FINDINGS if self._plan.entries() else TAKE)
        elif self._step == FINDINGS:
            self._go(TAKE)
        elif self._step == TAKE:
            self._take()

    def _back(self) -> None:
        before = {RESULTS: FILES, FINDINGS: RESULTS, TAKE: FINDINGS if self._plan.entries() else RESULTS}
        if self._step in before:
            self._go(before[self._step])

    def _cancel(self) -> None:
        if self._job is not None:
            self._stop()
        self.left.emit()

    def _count_word(self) -> str:
        count = self._plan.items()
        kinds = {f.recognised for f in self._plan.files if f.recognised}
        word = KIND_WORD.get(next(iter(kinds)), "項目") if len(kinds) == 1 else "項目"
        old = [
            e
            for f in self._plan.files
            if f.edition
            for e in self._context.editions
            if e.adopted and (e.business, e.kind) == (f.edition.business, f.edition.kind)
        ]
        change = f"{old[0].items} → {count}" if len(old) == 1 and len(self._plan.files) == 1 else str(count)
        return f"{change} {word}を取り込む"

    def _say(self) -> None:
        """The last button stays pale and says why until nothing is left to repair."""
        left = self._plan.left()
        self.back.setVisible(self._step != FILES)
        self.main.setVisible(self._step != FILES)
        reason = ""
        if self._step == RESULTS and not self._plan.files:
            reason = "取り込めるファイルがありません。"
        elif self._step in (FINDINGS, TAKE) and left:
            reason = f"「直す」があと {left} 件。終わると取り込めます。"
        elif self._step == TAKE and account(self._plan.files).unexplained:
            reason = "説明のつかないセルがあるため取り込めません。"
        elif self._taking:
            reason = "取り込んでいます。"
        words = {RESULTS: "確かめることへ" if self._plan.entries() else "取り込みへ", FINDINGS: self._count_word()}
        self.main.set_word(words.get(self._step, self._count_word()))
        self.main.set_usable(not reason, reason)
        self.why.setText(reason)
        self._why_icon.setVisible(bool(reason))
        self.side.mark_open(self._plan)

    # taking over

    def _fill_take(self) -> None:
        clear(self._list)
        names = dict(work.all_businesses())
        for file in self._plan.files:
            edition = file.edition
            if edition is None:
                continue
            card = QFrame(self)
            card.setProperty("card", True)
            column = QVBoxLayout(card)
            column.setContentsMargins(16, 12, 16, 12)
            column.setSpacing(4)
            business = f"{edition.business} {names.get(edition.business[:3], '')}".strip()
            column.addWidget(Label(f"{business}　{KIND_WORD.get(edition.kind, '')}　{edition.label}", card, bold=True))
            valid = sum(1 for i in edition.items if i.kind == edition.item_kind and not i.deleted)
            column.addWidget(Label(f"{KIND_WORD.get(edition.kind, '')} {valid}　{file.file}", card, tone="text2"))
            self._list.addWidget(card)
        repaired = len(self._plan.repairs())
        if repaired:
            self._list.addWidget(Label(f"直した ID {repaired} 件。原文も残します。", self, tone="text2"))

    def _take(self) -> None:
        self._taking = True
        self._progress.show()
        self._progress.advance(0, 0, "")
        self._say()
        self._context.run_long(
            work.take_over,
            self._in_order(),
            self.adopt.isChecked(),
            self._plan.repairs(),
            done=self._taken,
            failed=self._refused,
            label="取り込んでいます",
            owner=self,
        )

    def _in_order(self) -> list[LoadedFile]:
        """Older editions first: of several of one business the last is the one that comes into force."""
        return sorted(self._plan.files, key=lambda f: f.edition.published if f.edition else "")

    def _taken(self, taken: TakenOver) -> None:
        self._taking = False
        self._progress.hide()
        self.finished.emit(taken)

    def _refused(self, problem: BaseException) -> None:
        self._taking = False
        self._progress.hide()
        self._say()
        if isinstance(problem, InputProblem):
            where = "　".join(p for p in (problem.file, problem.sheet, problem.cell, problem.hint) if p)
            banner = Banner("error", problem.message, where, self, dismiss=lambda: self.banners.drop("problem"))
            self.banners.put("problem", banner)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._taking:
            self._cancel()
            return
        super().keyPressEvent(event)
