"""The import of a vendor's list in any columns: a file, what headings and words mean, what would happen, one step."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.vendor_import import UNREADABLE_ID
from app.services.vendor_read import ID_COLUMN
from app.services.vendor_words import columns
from app.ui.comparison.vendor_sums import WIDTH, VendorSums
from app.ui.comparison.vendor_values import ValueTable
from app.ui.context import Context
from app.ui.parts.banner import Banner, BannerStack, ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.findings import FindingLine, FindingModel, FindingView
from app.ui.parts.progress import ProgressPanel
from app.ui.parts.tabs import TabStrip
from app.ui.parts.text import Elided, Label
from app.ui.tasks import Job
from app.ui.widgets.mapping_table import MappingTable
from app.ui.work import vendors as work
from app.ui.work.vendors import Asked, Done, Known, Looked, Opened
from spec_catalog.problems import InputProblem

FILE, COLUMNS = range(2)


class VendorImport(QWidget):
    """``finished`` after it was taken over, ``left`` when it was given up."""

    finished = Signal()
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._path = ""
        self._opened: Opened | None = None
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
        row.addWidget(Label("ベンダの回答を取り込む", head, bold=True, size="todo"))
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
            Label("ベンダから届いた一覧をここに落とします", card, bold=True, size="todo"),
            Label(
                "機能ID と回答の列があれば読めます。確かめるまで何も書き込みません。",
                card,
                tone="text2",
            ),
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
        self.sums = VendorSums(page)
        self.sums.reread.connect(self._read)
        self.sums.changed.connect(self._look)
        row.addWidget(self.sums)
        right = QVBoxLayout()
        right.setSpacing(0)
        strip = TabStrip(("列の対応", "回答のことば", "見つかったこと"), page, name="取り込みの確かめ")
        self.tabs = strip.bar
        right.addWidget(strip)
        stack = QStackedWidget(page)
        self.mapping = MappingTable(stack)
        self.mapping.changed.connect(self._look)
        self.values = ValueTable(stack)
        self.values.changed.connect(self._look)
        self.problems = FindingModel(self)
        self.view = FindingView(self.problems, stack)
        for widget in (self.mapping, self.values, self.view):
            stack.addWidget(widget)
        self.tabs.currentChanged.connect(stack.setCurrentIndex)
        right.addWidget(stack, 1)
        row.addLayout(right, 1)
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

    def start(self, business: str, path: str = "") -> None:
        """Begins anew for a business; with a file it reads at once."""
        self._path, self._opened, self._looked, self._taking = "", None, None, False
        self._file.set_whole("")
        for code in ("problem", "profile"):
            self.banners.drop(code)
        self.pages.setCurrentIndex(FILE)
        self.progress.hide()
        self._say()

        def arrived(known: Known) -> None:
            self.sums.begin(known, self._context.businesses(), business)
            if path:
                self.add(path)

        self._context.run(work.known, business, done=arrived, owner=self)

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
            self, "ベンダの回答の一覧を選ぶ", folder, "一覧 (*.xlsx *.xlsm *.csv *.tsv);;すべて (*)"
        )
        if path:
            self._context.settings.put("folder", str(Path(path).parent))
            self.add(path)

    def add(self, path: str) -> None:
        """Reads a file."""
        self._path = path
        self._file.set_whole(Path(path).name)
        self.sums.forget()
        self._read()

    def _read(self) -> None:
        self._opened, self._looked = None, None
        self.banners.drop("problem")
        self.progress.advance(0, 0, Path(self._path).name)
        self.progress.show()
        sheet, header_row = self.sums.where()
        self._job = self._context.tasks.pool(
            work.open_book,
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

    def _read_done(self, opened: Opened) -> None:
        self._job = None
        self.progress.hide()
        self._opened = opened
        self.sums.show_place(opened.book.table)
        self.values.begin()
        self.banners.drop("profile")
        if opened.profile:
            banner = Banner(
                "info",
                "前にこの見出しの一覧を取り込んだときの、列と回答の対応を使っています",
                "違っていれば下で選び直します。",
                self,
                dismiss=lambda: self.banners.drop("profile"),
            )
            self.banners.put("profile", banner)
        self._ask(dict(opened.profile.get("columns") or {}), fresh=True)

    # what would happen

    def _look(self) -> None:
        if self._opened is not None:
            self._ask(self.mapping.mapping(), fresh=False)

    def _ask(self, chosen: Mapping[str, str], *, fresh: bool) -> None:
        opened = self._opened
        if opened is None:
            return
        self._asked += 1
        number = self._asked
        kept: Mapping[str, Any] = opened.profile.get("values") or {}
        asked = Asked(
            self.sums.package_chosen(), dict(chosen), {**kept, **self.values.said()}, self.sums.business(),
            self.sums.edition_said(), self.sums.repairs(),
        )  # fmt: skip

        def arrived(looked: Looked) -> None:
            if number != self._asked:
                return  # something else was asked for since
            self._looked = looked
            if fresh:
                several = {c.code for c in columns() if c.several}
                choices = [("", "説明に残す"), *((c.code, c.label) for c in columns())]
                self.mapping.show_table(
                    opened.book.table,
                    lambda _heading: choices,
                    looked.mapping,
                    alone=lambda code: bool(code) and code not in several,
                )
                self.tabs.setCurrentIndex(0)
                self.pages.setCurrentIndex(COLUMNS)
                self.focus()
            self._show(looked)

        self._context.run(work.look, opened.book, asked, done=arrived, failed=self._refused, owner=self)

    def _show(self, looked: Looked) -> None:
        seen = looked.preview
        self.sums.show_preview(seen)
        lines: list[FindingLine] = []
        unread = 0
        if seen is not None:
            self.values.show_values(seen.values)
            unread = sum(not v.code for v in seen.values)
            for number, id_, why in seen.left:
                if why == UNREADABLE_ID:
                    continue  # the cell says why below
                lines.append(FindingLine("warning", f"{number} 行目　{id_}".strip(), why, "取り込まない", "", False))
            for n in seen.notes:
                state = "直し方あり" if n.repair else ""
                how = "取り込まない" if n.column == ID_COLUMN else "説明に残す"
                what = n.message if n.text in n.message else f"「{n.text}」{n.message}"
                lines.append(FindingLine("warning", f"{n.cell}　{n.column}", what, how, state, False))
            for node, rows, differ in seen.doubles:
                place = "・".join(map(str, rows)) + " 行目"
                what = f"{node.partition(':')[2]} が {len(rows)} 行あります。"
                what += "回答が違うので、いちばん要件から遠いものにします。" if differ else "一つにまとめます。"
                lines.append(FindingLine("warning" if differ else "info", place, what, "まとめる", "", False))
            for row in seen.rows:
                if row.elsewhere:
                    what = f"いま使う版にはなく、{row.elsewhere}にあります。"
                    lines.append(FindingLine("info", row.key[2], what, "取り込む", "", False))
            lines += [FindingLine("info", "", remark, "", "", False) for remark in seen.remarks]
            if seen.kept:
                what = f"この一覧にない前の回答が {seen.kept} 件あります。"
                lines.append(FindingLine("info", "", what, "残す", "", False))
        self.problems.set_lines(lines)
        self.tabs.setTabText(1, f"回答のことば {unread} 件が読めません" if unread else "回答のことば")
        self.tabs.setTabText(2, f"見つかったこと {len(lines)}")
        self._say()

    def _say(self) -> None:
        """The last button says how much, or why not yet."""
        looked = self._looked
        seen = looked.preview if looked is not None else None
        columns_shown = self.pages.currentIndex() == COLUMNS
        self.again.setVisible(bool(self._path))
        self.main.setVisible(columns_shown)
        reason = ""
        if self._taking:
            reason = "取り込んでいます。"
        elif looked is not None and looked.missing:
            reason = looked.missing.partition("（見出し")[0] + "。"
        elif seen is None:
            reason = "ファイルを選んでください。" if not self._path else "読んでいます。"
        elif not seen.rows:
            reason = "取り込める行がありません。"
        elif not seen.package.name:
            reason = "パッケージの名前を書いてください。"
        count = len(seen.rows) if seen is not None else 0
        self.main.set_word(f"{count:,} 件の回答を取り込む" if count else "取り込む")
        self.main.set_usable(not reason, reason)
        self.why.setText(reason if columns_shown else "")
        self._why_icon.setVisible(bool(self.why.text()))

    # taking over

    def _take(self) -> None:
        seen = self._looked.preview if self._looked is not None else None
        if seen is None or self._opened is None or self._taking:
            return
        self._taking = True
        self._say()
        self._context.run(
            work.take_over,
            self._opened.book,
            seen,
            done=self._taken,
            failed=self._refused,
            label="取り込んでいます",
            owner=self,
        )

    def _taken(self, done: Done) -> None:
        self._taking = False
        seen = self._looked.preview if self._looked is not None else None
        if done.changes.operations:
            self._context.note_commit(done.changes, done.history)
        if seen is not None:
            word = f"新しい {seen.count('new')}、変わった {seen.count('changed')}、同じ {seen.count('same')}"
            self._context.said.emit(f"{seen.package.name} の回答を取り込みました：{word}")
        self.finished.emit()

    def _cancel(self) -> None:
        if self._job is not None:
            self._stop()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()  # a digit pressed here must not be a verdict on the page behind
        if event.key() == Qt.Key.Key_Escape and not self._taking:
            self._cancel()
