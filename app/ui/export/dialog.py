"""様式・報告を書き出す: choose, look at what to check before it leaves, write, open the folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.context import Context
from app.ui.parts.banner import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label, SectionHeader
from app.ui.parts.ticks import CheckBox
from app.ui.theme.tokens import HEIGHT, tokens
from app.ui.work import export as work
from app.ui.work.export import Offered
from spec_catalog.problems import InputProblem

SHOWN = 3  # sentences about personal data; the rest is counted
ENDING = {"xlsx": "Excel", "html": "ページ", "pdf": "PDF"}
FORMATS = (("", "ページ・Excel"), ("pdf", "PDF（作れるもの）"))


@dataclass(frozen=True, slots=True)
class Job:
    """What a dialog of this kind writes, and its words."""

    sentence: str
    explanation: str
    verb: str
    what: str
    offered: Callable[..., Offered]
    write: Callable[..., list[str]]
    department: str = "所属（決裁事項と表の頭に使います）"
    formats: bool = False  # whether reports can be asked for as PDF
    columns: int = 1  # choices beside one another; what they are about shows where there is one


_REST = 320  # what the dialog needs beside its list
OUT = Job("様式・報告を書き出します", "", "書き出す", "書き出すもの", work.offered, work.write, formats=True)


class ExportDialog(SentenceDialog):
    """Stays open after writing and shows what was made."""

    def __init__(
        self,
        context: Context,
        chosen: tuple[str, ...],
        parent: QWidget | None,
        *,
        job: Job = OUT,
    ) -> None:
        """``chosen``: ids ticked at the start, () = the sheets."""
        super().__init__(job.sentence, parent, explanation=job.explanation, main=job.verb, cancel="閉じる", width=720)
        self.setObjectName("export")
        self._job = job
        self._context, self._chosen = context, chosen
        self._boxes: dict[str, CheckBox] = {}
        self._asked = 0
        self._busy = False
        self._stack = QStackedWidget(self)
        self.body.addWidget(self._stack)
        self._choose = QWidget(self._stack)
        self._stack.addWidget(self._choose)
        self._done = QWidget(self._stack)
        self._stack.addWidget(self._done)
        self._build_choice()
        self._build_done()
        self.main.clicked.disconnect()
        self.main.clicked.connect(lambda _checked=False: self._press())
        self.main.set_usable(False, "読んでいます")
        context.run(job.offered, done=self._arrived, owner=self)

    # building

    def _build_choice(self) -> None:
        column = QVBoxLayout(self._choose)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._notes = QVBoxLayout()
        column.addLayout(self._notes)
        column.addWidget(SectionHeader(self._job.what, self._choose))
        self._scroll = Scroller(self._choose)
        self._list = QGridLayout()
        self._list.setHorizontalSpacing(12)
        self._list.setVerticalSpacing(0)
        self._list.setColumnStretch(1 if self._job.columns == 1 else self._job.columns, 1)
        self._scroll.column.addLayout(self._list)
        column.addWidget(self._scroll, 1)
        line = QHBoxLayout()
        line.setSpacing(12)
        self.business = Chooser(self._choose, name="業務")
        self.business.fill([("", "すべての業務"), *((b, f"{b} {n}") for b, n in self._context.businesses())], "")
        self.business.activated.connect(lambda _place: self._ask_hints())
        line.addWidget(Field("業務", self.business, self._choose))
        self.department = Chooser(self._choose, name="所属")
        self.department.fill([("", "限らない")], "")
        line.addWidget(Field(self._job.department, self.department, self._choose))
        self.format = Chooser(self._choose, name="報告の形式")
        self.format.fill(list(FORMATS), "")
        if self._job.formats:
            line.addWidget(Field("報告の形式", self.format, self._choose))
        else:
            self.format.hide()
        line.addStretch(1)
        column.addLayout(line)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.folder = TextLine(self._choose, name="保存先のフォルダー")
        self.folder.textChanged.connect(self._say_usable)
        line.addWidget(Field("保存先のフォルダー", self.folder, self._choose), 1)
        line.addWidget(Button("選ぶ…", self._choose, press=self._pick_folder), 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(line)

    def _build_done(self) -> None:
        column = QVBoxLayout(self._done)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.result = Label("", self._done, bold=True)
        column.addWidget(self.result)
        self._where = Elided("", self._done, tone="text2")
        column.addWidget(self._where)
        self.files = QListWidget(self._done)
        self.files.setProperty("framed", True)
        self.files.setAccessibleName("できたファイル")
        self.files.itemActivated.connect(lambda item: self._open(Path(self.folder.text()) / item.text()))
        column.addWidget(self.files, 1)
        column.addWidget(Label("ファイルを二度押すか Enter で開きます。", self._done, tone="text2", size="remark"))

    # choosing

    def _arrived(self, offered: Offered) -> None:
        self.folder.setText(self._context.settings.get("export_folder") or offered.folder)
        mine = self._context.who().department
        names = list(dict.fromkeys([*offered.departments, *([mine] if mine else [])]))
        self.department.fill([("", "限らない"), *((name, name) for name in names)], "")
        sheets = tuple(o.id for o in offered.offers if o.id[:1] == "F")
        start = self._chosen or sheets
        for place, offer in enumerate(offered.offers):
            box = CheckBox(offer.title, self._choose)
            box.setChecked(offer.id in start)
            box.toggled.connect(self._say_usable)
            self._boxes[offer.id] = box
            if self._job.columns > 1:
                box.setToolTip(offer.about)
                self._list.addWidget(box, *divmod(place, self._job.columns))
                continue
            self._list.addWidget(box, place, 0)
            self._list.addWidget(Elided(offer.about, self._choose, tone="text2", size="remark"), place, 1)
            endings = "・".join(ENDING.get(f, f) for f in (offer.formats or (offer.ending,)))
            word = Label(endings, self._choose, tone="text2", size="remark")
            self._list.addWidget(word, place, 2)
        if not offered.offers:
            text = "標準仕様がまだないため、書き出すものがありません。先に標準仕様を取り込んでください。"
            self._list.addWidget(Label(text, self._choose, tone="text2", wrap=True), 0, 0, 1, 3)
        needed = self._scroll.page.sizeHint().height() + 2
        window = self.parentWidget()
        self._scroll.setMinimumHeight(min(needed, max(120, window.height() - _REST)) if window else needed)
        self._say_usable()
        self._ask_hints()
        (next(iter(self._boxes.values()), None) or self.cancel).setFocus()

    def _ask_hints(self) -> None:
        self._asked += 1
        asked = self._asked

        def arrived(sentences: list[str]) -> None:
            if asked == self._asked:
                self._say_hints(sentences)

        self._context.run(work.hints, self.business.code(), done=arrived, owner=self)

    def _say_hints(self, sentences: list[str]) -> None:
        self._clear_notes("hints")
        if sentences:
            more = f"\nほか {len(sentences) - SHOWN} か所" if len(sentences) > SHOWN else ""
            what = f"個人情報の可能性があるところが {len(sentences)} か所あります。渡す前に確かめてください。"
            banner = Banner("warn", what, "\n".join(sentences[:SHOWN]) + more, self)
            banner.setProperty("note", "hints")
            self._notes.addWidget(banner)

    def _clear_notes(self, kind: str) -> None:
        for place in reversed(range(self._notes.count())):
            widget = self._notes.itemAt(place).widget()
            if widget is not None and widget.property("note") == kind:
                self._notes.takeAt(place)
                widget.hide()
                widget.deleteLater()

    def wanted(self) -> list[str]:
        """The ids that are ticked."""
        return [code for code, box in self._boxes.items() if box.isChecked()]

    def choose(self, *codes: str) -> None:
        """Ticks exactly these."""
        for code, box in self._boxes.items():
            box.setChecked(code in codes)

    def _say_usable(self, _value: object = None) -> None:
        count = len(self.wanted())
        self.main.set_word(f"{count} 種類を{self._job.verb}" if count else self._job.verb)
        reason = f"{self._job.what}を選んでください" if not count else "保存先を選んでください"
        self.main.set_usable(bool(count) and bool(self.folder.text().strip()) and not self._busy, reason)

    def _pick_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "保存先のフォルダー", self.folder.text())
        if path:
            self.folder.setText(path)

    # writing

    def _press(self) -> None:
        if self._stack.currentWidget() is self._done:
            self._open(Path(self.folder.text()))
        else:
            self.write()

    def write(self) -> None:
        """Writes what is ticked."""
        self._busy = True
        self.main.set_usable(False, "書き出しています")
        self._context.run(
            self._job.write,
            self.folder.text().strip(),
            self.wanted(),
            self.business.code(),
            self.department.code(),
            tokens("light"),
            *((self.format.code(),) if self._job.formats else ()),
            done=self._written,
            failed=self._failed,
            label="書き出しています",
            owner=self,
        )

    def _written(self, files: list[str]) -> None:
        self._busy = False
        folder = self.folder.text().strip()
        self._context.settings.put("export_folder", folder)
        self.result.setText(f"{len(files)} 個のファイルを書き出しました。")
        self._where.set_whole(folder)
        self.files.clear()
        for path in files:
            item = QListWidgetItem(Path(path).name, self.files)
            item.setSizeHint(QSize(100, HEIGHT["grid_row"]))
        self.files.setCurrentRow(0)
        self._stack.setCurrentWidget(self._done)
        self.main.set_word("フォルダーを開く")
        self.main.set_usable(True)
        self.main.setFocus()
        self._context.said.emit(f"{len(files)} 個のファイルを書き出しました：{folder}")

    def _failed(self, problem: BaseException) -> None:
        self._busy = False
        self._say_usable()
        if isinstance(problem, InputProblem):
            self._clear_notes("problem")
            banner = Banner("error", problem.message, problem.hint, self)
            banner.setProperty("note", "problem")
            self._notes.insertWidget(0, banner)

    @staticmethod
    def _open(path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
