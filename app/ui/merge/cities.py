"""団体: ID × 団体 above, one item closely below; other municipalities laid beside ours, and joint decisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.codes import COMPARED, KIND_WORD
from app.services.city_matrix import SHOWS, Asked
from app.services.views import Changes
from app.ui.context import Context
from app.ui.merge.city_detail import CityDetail
from app.ui.merge.city_dialogs import AddDialog, AgreedDialog, DecideDialog, DeviateDialog, ListDialog
from app.ui.merge.city_table import MatrixTable
from app.ui.models.cities import MatrixModel
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar
from app.ui.parts.inputs import Chooser, SearchField
from app.ui.work import cities as work
from app.ui.work.cities import Close, Shown
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.cities import City
    from app.services.city_matrix import Key

READ_ONLY = "読むだけで開いています"
FILES = "他団体のパッケージ・作業ファイル (*.fgpkg *.fitgap *.xlsx)"
_ALL = "すべての業務"
KINDS = (*((kind, KIND_WORD[kind]) for kind in COMPARED), ("", "すべての種類"))
_BELOW = 250


class CitiesPage(QWidget):
    """``item_wanted`` carries the NODE of an item to be compared."""

    item_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = 0
        self._about: Key | None = None
        self._stale = True
        self._build()
        context.cities_changed.connect(self._outdated)
        context.opened.connect(self._opened)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._whole = QStackedWidget(self)
        outer.addWidget(self._whole)
        page = QWidget(self._whole)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._strip(page))
        self.split = QSplitter(Qt.Orientation.Vertical, page)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self._lists = QStackedWidget(self.split)
        self.model = MatrixModel(self._fetch, self)
        self.table = MatrixTable(self.model, self._lists)
        self.table.current_row.connect(self._chosen)
        self.table.taken.connect(self.decide_chosen)
        self._lists.addWidget(self.table)
        self._lists.addWidget(
            EmptyState("check", "ここに入る項目はありません", "上の札や語を選び直すと出てきます。", self._lists)
        )
        self.split.addWidget(self._lists)
        self.detail = CityDetail(self.split)
        self.detail.opened.connect(self.item_wanted)
        self.detail.deviate.connect(self.ask_deviation)
        self.detail.noted.connect(self._note)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([400, _BELOW])
        column.addWidget(self.split, 1)
        column.addWidget(self._foot(page))
        self._whole.addWidget(page)
        self._whole.addWidget(
            EmptyState(
                "inbox",
                "他団体をまだ並べていません",
                "同じ標準仕様を比べている団体からパッケージか作業ファイルをもらうと、ID ごとに見比べられます。"
                "自団体の記録は変わりません。",
                self._whole,
                buttons=(
                    Button("他団体を並べる…", self, kind="main", press=self.choose_file),
                    Button("他団体に見せるパッケージ…", self, press=self.choose_package),
                ),
            )
        )

    def _strip(self, parent: QWidget) -> QFrame:
        strip = QFrame(parent)
        strip.setProperty("ground", "sunken")
        strip.setProperty("edge", "bottom")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        self.search = SearchField("ID・ことばで絞り込む", strip, name="項目を絞り込む")
        self.search.setFixedWidth(180)
        self.search.searched.connect(lambda _text: self.load())
        row.addWidget(self.search)
        self.business = Chooser(strip, name="業務")
        self.business.fill([("", _ALL)])
        self.business.activated.connect(lambda _i: self.load())
        row.addWidget(self.business)
        self.kind = Chooser(strip, name="種類")
        self.kind.fill(KINDS, KINDS[0][0])
        self.kind.activated.connect(lambda _i: self.load())
        row.addWidget(self.kind)
        self.facets = FacetBar(tuple(SHOWS.items()), (), strip)
        self.facets.chosen.connect(self.load)
        row.addWidget(self.facets, 1, Qt.AlignmentFlag.AlignVCenter)
        return strip

    def _foot(self, parent: QWidget) -> QFrame:
        foot = QFrame(parent)
        foot.setProperty("ground", "sunken")
        foot.setProperty("edge", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        self.add = Button("他団体を並べる…", foot, kind="quiet", press=self.choose_file)
        row.addWidget(self.add)
        row.addWidget(Button("並べている団体…", foot, kind="quiet", press=self.ask_list))
        row.addWidget(Button("他団体に見せるパッケージ…", foot, kind="quiet", press=self.choose_package))
        row.addStretch(1)
        self.out = Button("Excel に書き出す…", foot, tall=True, press=self.choose_sheet)
        row.addWidget(self.out)
        self.together = Button("一致をまとめて決める…", foot, tall=True, press=self.ask_agreed)
        row.addWidget(self.together)
        self.decide = Button("共同で決める…", foot, kind="main", tall=True, press=self.decide_chosen)
        row.addWidget(self.decide)
        return foot

    # loading

    def asked(self) -> Asked:
        """What the strip asks for."""
        business = self.business.code()
        show = next(iter(self.facets.on()), "all")
        kind = self.kind.code()
        return Asked(self.search.text().strip(), (business,) if business else (), (kind,) if kind else (), show)

    def _opened(self) -> None:
        self.search.clear()
        self.business.set_code("")
        self.kind.set_code(KINDS[0][0])
        self.facets.reset()
        self._about = None
        self._outdated()

    def _outdated(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, _changes: Changes) -> None:
        self._outdated()

    def show_now(self) -> None:
        """The tab was chosen."""
        if self._stale:
            self.load()

    def load(self) -> None:
        """Reads the rows anew; of several questions the last one counts."""
        self._stale = False
        self._asked += 1
        asked = self._asked

        def arrived(found: Shown) -> None:
            if asked == self._asked:
                self._arrived(found)

        self._context.run(
            work.show, self.asked(), done=arrived, failed=self._failed, label="団体を突き合わせています", owner=self
        )

    def _arrived(self, shown: Shown) -> None:
        found = shown.found
        row = max(0, self.table.currentIndex().row())
        before = self.model.key(row)
        self._whole.setCurrentIndex(0 if len(found.columns) > 1 else 1)
        self.business.fill([("", _ALL), *((b, f"{b} {name}") for b, name in shown.businesses)], self.business.code())
        self.facets.set_counts(found.counts)
        self.model.set_content(found.columns, found.keys, shown.lines)
        self.table.fit()
        self._lists.setCurrentIndex(0 if found.keys else 1)
        self.detail.setVisible(bool(found.keys))
        self._about = None
        place = self.model.place_of(before)  # a row that went on is followed by the next, not by the first
        self.table.choose(place if place >= 0 else min(row, len(found.keys) - 1))
        self._say()

    def _fetch(self, keys: tuple[Key, ...]) -> None:
        self._context.run(work.lines, keys, done=self.model.put_lines, owner=self)

    def _say(self) -> None:
        why = READ_ONLY if self._context.read_only else "" if self.model.rowCount() else "項目がありません"
        for button in (self.decide, self.together):
            button.set_usable(not why, why)
        self.add.set_usable(not self._context.read_only, READ_ONLY)
        self.out.set_usable(self.model.rowCount() > 0, "書き出すものがありません")
        count = len(self.table.chosen())
        self.decide.set_word(f"選んだ {count:,} 件を共同で決める…" if count > 1 else "共同で決める…")

    # one item

    def _chosen(self) -> None:
        self._say()
        key = self.model.key(self.table.currentIndex().row())
        if key is None or key == self._about:
            return
        self._about = key
        self._context.run(work.close, key, done=self._closely, failed=self._failed, owner=self)

    def _closely(self, found: Close) -> None:
        if found.detail.line.key == self._about:
            self.detail.show_item(found, writable=not self._context.read_only)

    def _note(self, mark: bool, note: str, withhold: bool) -> None:
        shown = self.detail.item()
        if shown is not None:
            key = shown.detail.line.key

            def kept(_mark: object) -> None:
                self._context.note_saved()
                if self._about == key:
                    self._about = None
                    self._chosen()

            self._context.run(work.put_mark, key, mark, note, withhold, done=kept, failed=self._failed, owner=self)

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, InputProblem):
            self._context.problem.emit(problem)

    # deciding

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def decide_chosen(self) -> None:
        """A joint decision about the chosen rows."""
        keys = [key for n in self.table.chosen() if (key := self.model.key(n)) is not None]
        if not keys or not self.decide.isEnabled():
            return
        lines = [line for n in self.table.chosen() if (line := self.model.line(n)) is not None]
        one = lines[0] if len(keys) == 1 and lines else None
        said = {c.verdict for line in lines for c in line.cells}
        common = next(iter(said)) if len(said) == 1 else None
        title = f"{one.id} {one.name}" if one is not None else f"選んだ {len(keys):,} 件"
        before = one.joint if one is not None and one.joint is not None and not one.joint.conflict else None
        self._open(DecideDialog(self._context, keys, title, before, common or "", self.window()))

    def ask_agreed(self) -> None:
        """What all judged alike, at once."""
        self._open(AgreedDialog(self._context, self.asked(), self.window()))

    def ask_deviation(self) -> None:
        """Why a municipality does otherwise."""
        shown = self.detail.item()
        if shown is None:
            return
        line = shown.detail.line
        columns = [c.column.code for c in shown.detail.cities]
        off = next((c for c, x in zip(columns, line.cells, strict=True) if x.off and not x.reasoned), "")
        title = f"{line.id} {line.name}"
        self._open(DeviateDialog(self._context, line.key, title, shown.detail.cities, off, self.window()))

    # files

    def choose_file(self) -> None:
        """Another municipality's package or file."""
        if self._context.read_only:
            self._context.said.emit("読むだけで開いているため、並べられません。")
            return
        folder = self._context.settings.get("folder")
        path, _kind = QFileDialog.getOpenFileName(self, "他団体のパッケージか作業ファイルを選ぶ", folder, FILES)
        if path:
            self.add_file(path)

    def add_file(self, path: str) -> None:
        """What it would change is seen first."""
        self._context.settings.put("folder", str(Path(path).parent))
        self._open(AddDialog(self._context, path, self.window()))

    def ask_list(self) -> None:
        """The municipalities beside ours."""

        def show(found: tuple[City, ...]) -> None:
            self._open(ListDialog(self._context, found, self.window()))

        self._context.run(work.listed, done=show, owner=self)

    def choose_package(self) -> None:
        """What others may look at."""
        name = f"{self._context.info.municipality if self._context.info else ''}から他団体へ.fgpkg"
        start = str(Path(self._context.settings.get("folder") or Path.home()) / name)
        path, _kind = QFileDialog.getSaveFileName(
            self, "他団体に見せるパッケージの保存先", start, "パッケージ (*.fgpkg);;Excel の形 (*.xlsx)"
        )
        if path:
            self.write_package(path)

    def write_package(self, path: str) -> None:
        """Writes it and says the fingerprint."""

        def written(made: tuple[str, str, int]) -> None:
            held = f"　渡さない項目 {made[2]:,} 件は入れていません" if made[2] else ""
            self._context.said.emit(f"作りました：{made[0]}　指紋 {made[1]}{held}")

        self._context.run(
            work.write_package, path, done=written, failed=self._failed, label="パッケージを作っています", owner=self
        )

    def choose_sheet(self) -> None:
        """The rows that are shown, as a workbook."""
        start = str(Path(self._context.settings.get("folder") or Path.home()) / "団体の突き合わせ.xlsx")
        plain, machine = "話し合いの一覧 (*.xlsx)", "機械判読：1 行 1 件 (*.xlsx)"
        path, kind = QFileDialog.getSaveFileName(self, "団体の突き合わせを書き出す", start, f"{plain};;{machine}")
        if path:
            self.write(path, "machine" if kind == machine else "style")

    def write(self, path: str, mode: str = "style") -> None:
        """Writes the rows that are shown."""
        self._context.run(
            work.write_sheet,
            self.asked(),
            path,
            mode,
            done=lambda out: self._context.said.emit(f"書き出しました：{out}"),
            failed=self._failed,
            label="書き出しています",
            owner=self,
        )
