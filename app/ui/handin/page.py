"""What is written: the list at the left, its beginning in the middle, for whom and where to at the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.services.handin import GROUPS, Batch, Entry, Preview
from app.services.views import Changes
from app.ui.context import Context
from app.ui.handin.preview import PreviewPane
from app.ui.parts.banner import Banner, BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.tabs import TabStrip
from app.ui.parts.text import Label, SectionHeader
from app.ui.parts.tick_list import TickList
from app.ui.parts.ticks import CheckBox
from app.ui.theme.tokens import HEIGHT, tokens
from app.ui.work import handin as work
from app.ui.work.handin import Offered
from spec_catalog.problems import InputProblem

ENDING = {"xlsx": "Excel", "html": "ページ", "pdf": "PDF"}
EVERY = "*"
SHOWN = 3  # sentences about personal data; the rest is counted
LIST, RIGHT = 340, 296
_ID = Qt.ItemDataRole.UserRole


class HandinPage(QWidget):
    """Ticks say what is written, the marked line what is looked at."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._asked = 0
        self._busy = False
        self._small = False
        self._entries: dict[str, Entry] = {}
        self._ticked: set[str] = set()
        self._build()
        context.opened.connect(self._outdated)
        context.editions_changed.connect(self._outdated)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.banners = BannerStack(self)
        outer.addWidget(self.banners)
        self._tabs = TabStrip(("書き出すもの", "見本", "渡しかた"), self, name="書き出すもの・見本・渡しかたの切り替え")
        self._tabs.bar.currentChanged.connect(lambda _n: self._share_room())
        outer.addWidget(self._tabs)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        outer.addWidget(self._split, 1)
        self._left = QFrame(self._split)
        self._left.setProperty("ground", "surface")
        left = QVBoxLayout(self._left)
        left.setContentsMargins(8, 8, 8, 8)
        left.setSpacing(6)
        left.addWidget(SectionHeader("書き出すもの", self._left))
        self.list = TickList(self._left, name="書き出すもの")
        self.list.itemChanged.connect(lambda _i: self._ticks())
        self.list.currentItemChanged.connect(lambda *_i: self._look())
        left.addWidget(self.list, 1)
        left.addWidget(Label("クリックか Space で選ぶと印が付きます。", self._left, tone="text2", size="remark"))
        self.preview = PreviewPane(self._split)
        self._right = QFrame(self._split)
        self._right.setProperty("ground", "sunken")
        self._build_right()
        for part in (self._left, self.preview, self._right):
            self._split.addWidget(part)
        self._split.setStretchFactor(1, 1)
        self.set_form("normal", 1286)

    def _build_right(self) -> None:
        column = QVBoxLayout(self._right)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.about = Label("", self._right, tone="text2", wrap=True)
        column.addWidget(self.about)
        self.business = Chooser(self._right, name="業務")
        self.business.activated.connect(lambda _n: self._asks())
        column.addWidget(Field("業務", self.business, self._right))
        self.department = Chooser(self._right, name="所属")
        self.department.activated.connect(lambda _n: self._asks())
        column.addWidget(Field("所属", self.department, self._right))
        self.format = Chooser(self._right, name="形式")
        self.format.activated.connect(lambda _n: self._look())
        self.mode = Chooser(self._right, name="様式の書き出しかた")
        self.mode.activated.connect(lambda _n: self._look())
        beside = QHBoxLayout()
        beside.addWidget(Field("様式の形", self.mode, self._right), 1)
        beside.addWidget(Field("報告の形式", self.format, self._right), 1)
        column.addLayout(beside)
        self.pattern = TextLine(self._right, name="ファイル名の型", hint="空ければ、いつもの名前")
        self.pattern.setToolTip("{form}_{business}_{department}_{date} のように書きます")
        column.addWidget(Field("ファイル名の型", self.pattern, self._right))
        self.cover = CheckBox("表紙と目次を付ける", self._right)
        column.addWidget(self.cover)
        self.folder = TextLine(self._right, name="保存先のフォルダー")
        self.folder.textChanged.connect(lambda _t: self._say_usable())
        column.addWidget(Field("保存先のフォルダー", self.folder, self._right))
        row = QHBoxLayout()
        row.addWidget(Button("フォルダーを選ぶ…", self._right, press=self._pick))
        row.addStretch(1)
        column.addLayout(row)
        self.hint = Label("", self._right, tone="warn", wrap=True)
        column.addWidget(self.hint)
        self.made = Label("", self._right, bold=True, wrap=True)
        column.addWidget(self.made)
        self.files = QListWidget(self._right)
        self.files.setProperty("framed", True)
        self.files.setAccessibleName("できたファイル")
        self.files.itemActivated.connect(lambda item: _open(Path(item.data(_ID))))
        self.files.hide()
        column.addWidget(self.files, 1)
        self._room = QWidget(self._right)
        column.addWidget(self._room, 1)
        self.show_folder = Button("フォルダーを開く", self._right, press=lambda: _open(Path(self.folder.text())))
        self.show_folder.hide()
        column.addWidget(self.show_folder)
        self.main = Button("書き出す", self._right, kind="main", tall=True, press=self.write)
        column.addWidget(self.main)

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        self.list.setFocus()

    def find(self) -> None:
        """To the list."""
        self.list.setFocus()

    def set_form(self, form: str, width: int) -> None:
        """Small windows show list, preview and options one at a time."""
        self._small = form == "small"
        self._tabs.setVisible(self._small)
        self._split.setSizes([LIST, max(200, width - LIST - RIGHT), RIGHT])
        self._right.setMinimumWidth(0 if self._small else RIGHT)
        self._right.setMaximumWidth(16_777_215 if self._small else RIGHT)
        self._share_room()

    def _share_room(self) -> None:
        shown = self._tabs.bar.currentIndex()
        for place, part in enumerate((self._left, self.preview, self._right)):
            part.setVisible(not self._small or place == shown)

    # loading

    def _outdated(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, _changes: Changes) -> None:
        self._stale = True  # the preview is made anew when somebody looks again

    def load(self) -> None:
        """What can be written now."""
        self._stale = False
        self._context.run(work.offered, done=self._arrived, label="様式と報告を調べています", owner=self)

    def _arrived(self, found: Offered) -> None:
        first = not self._entries
        self._entries = {e.id: e for e in found.entries}
        if first:
            self._ticked = {e.id for e in found.entries if e.group == "sheets" and e.businesses}
        held = self.current()
        blocked = self.list.blockSignals(True)
        self.list.clear()
        group = ""
        for entry in found.entries:
            if entry.group != group:
                group = entry.group
                self.list.add(GROUPS[group], usable=False, ticks=False)
            item = self.list.add(entry.title)
            item.setData(_ID, entry.id)
            item.setToolTip(entry.title)
            on = Qt.CheckState.Checked if entry.id in self._ticked else Qt.CheckState.Unchecked
            item.setCheckState(on)
        self.list.blockSignals(blocked)
        self._mark(held or next(iter(self._entries), ""))
        names = (
            [("", "限らない"), (EVERY, f"すべての所属（{len(found.departments)}）")]
            if found.departments
            else [("", "限らない")]
        )
        self.department.fill([*names, *((d, d) for d in found.departments)], self.department.code())
        businesses = [("", "すべての業務"), *((b, f"{b} {n}") for b, n in self._context.businesses())]
        self.business.fill(businesses, self.business.code())
        self.mode.fill(list(found.modes), self.mode.code() or "form")
        if not self.folder.text():
            self.folder.setText(self._context.settings.get("export_folder") or found.folder)
        if not self._entries:
            self.preview.say("書き出すものがありません", "先に標準仕様を取り込み、採用してください。")
        self._asks()

    def _mark(self, id: str) -> None:
        for n in range(self.list.count()):
            if self.list.item(n).data(_ID) == id and id:
                self.list.setCurrentRow(n)
                return

    def current(self) -> str:
        """The id of what is looked at."""
        item = self.list.currentItem()
        return str(item.data(_ID) or "") if item is not None else ""

    def wanted(self) -> list[str]:
        """The ids that are ticked, in the order of the list."""
        out = []
        for n in range(self.list.count()):
            item = self.list.item(n)
            if item.data(_ID) and item.checkState() == Qt.CheckState.Checked:
                out.append(str(item.data(_ID)))
        return out

    def choose(self, *ids: str) -> None:
        """Ticks exactly these and looks at the first."""
        for n in range(self.list.count()):
            item = self.list.item(n)
            if item.data(_ID):
                item.setCheckState(Qt.CheckState.Checked if item.data(_ID) in ids else Qt.CheckState.Unchecked)
        if ids:
            self._mark(ids[0])

    # looking

    def _ticks(self) -> None:
        self._ticked = set(self.wanted())
        self._say_usable()

    def _asks(self) -> None:
        business = self.business.code()
        self._context.run(work.hints, business, done=self._say_hints, owner=self)
        self._look()

    def _say_hints(self, sentences: list[str]) -> None:
        if not sentences:
            self.hint.setText("")
            return
        more = f"\nほか {len(sentences) - SHOWN} か所" if len(sentences) > SHOWN else ""
        self.hint.setText("渡す前に確かめてください：\n" + "\n".join(sentences[:SHOWN]) + more)

    def _look(self) -> None:
        entry = self._entries.get(self.current())
        self._say_usable()
        if entry is None:
            return
        self.about.setText(f"{entry.title}\n{entry.about}")
        held = self.format.code()
        self.format.fill(
            [(f, ENDING.get(f, f)) for f in entry.formats], held if held in entry.formats else entry.formats[0]
        )
        self.format.setEnabled(len(entry.formats) > 1)
        self._asked += 1
        asked = self._asked
        department = self.department.code()
        self._context.run(
            work.preview,
            entry.id,
            self.business.code(),
            "" if department == EVERY else department,
            self.format.code(),
            tokens("light"),
            self.mode.code(),
            done=lambda found: self._arrived_preview(asked, found),
            failed=lambda problem: self._no_preview(asked, problem),
            owner=self,
        )

    def _arrived_preview(self, asked: int, found: Preview) -> None:
        if asked == self._asked:
            self.preview.show_preview(found)

    def _no_preview(self, asked: int, problem: BaseException) -> None:
        if not isinstance(problem, InputProblem):
            raise problem
        if asked == self._asked:
            self.preview.say(problem.message, problem.hint)

    # writing

    def _say_usable(self) -> None:
        count = len(self.wanted())
        self.main.set_word(f"{count} 種類を書き出す" if count else "書き出す")
        reason = "書き出すものを選んでください" if not count else "保存先を選んでください"
        self.main.set_usable(bool(count) and bool(self.folder.text().strip()) and not self._busy, reason)

    def _pick(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "保存先のフォルダー", self.folder.text())
        if path:
            self.folder.setText(path)

    def _chosen_departments(self) -> list[str]:
        code = self.department.code()
        if code != EVERY:
            return [code] if code else []
        every = [self.department.itemData(n) for n in range(self.department.count())]
        return [d for d in every if d and d != EVERY]

    def write(self) -> None:
        """Writes what is ticked, for one department or all of them; 中止 stands in the status bar."""
        self._busy = True
        self._say_usable()
        chosen = self.format.code()
        wanted = [(id, chosen if chosen in self._entries[id].formats else "") for id in self.wanted()]
        self._context.run_long(
            work.write,
            self.folder.text().strip(),
            wanted,
            self.business.code(),
            self._chosen_departments(),
            tokens("light"),
            (self.mode.code(), self.pattern.text().strip(), self.cover.isChecked()),
            done=self._written,
            failed=self._failed,
            label="書き出しています",
            owner=self,
        )

    def _written(self, batch: Batch) -> None:
        self._busy = False
        self._say_usable()
        self.banners.drop("refused")
        folder = self.folder.text().strip()
        self._context.settings.put("export_folder", folder)
        stopped = "中止しました。それまでに " if batch.stopped else ""
        said = f"{stopped}{len(batch.files):,} 個のファイルを書き出しました。"
        none = f"書くもののない所属：{'、'.join(d for d, _ in batch.skipped)}" if batch.skipped else ""
        self.made.setText("\n".join(t for t in (said, none) if t))
        self.files.clear()
        for path in batch.files:
            item = QListWidgetItem(str(path.relative_to(folder)), self.files)
            item.setData(_ID, str(path))
            item.setSizeHint(QSize(100, HEIGHT["grid_row"]))
        self.files.setVisible(bool(batch.files))
        self._room.setVisible(not batch.files)
        self.show_folder.setVisible(bool(batch.files))
        self._context.said.emit(said)

    def _failed(self, problem: BaseException) -> None:
        self._busy = False
        self._say_usable()
        if not isinstance(problem, InputProblem):
            raise problem
        drop = lambda: self.banners.drop("refused")  # noqa: E731
        self.banners.put("refused", Banner("error", problem.message, problem.hint, self, dismiss=drop))


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
