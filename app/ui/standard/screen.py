"""標準仕様: the list, the difference of two editions, what must be looked at again, what disagrees; and the import."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.codes import KIND_WORD
from app.services.views import FORCE, EditionRow
from app.ui.context import Context
from app.ui.parts.banner import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.tabs import TabStrip
from app.ui.standard.browse import Browse
from app.ui.standard.consistency import ConsistencyPage
from app.ui.standard.difference import DifferencePage
from app.ui.standard.editions import EditionsDialog
from app.ui.standard.saved_filters import SavedFilters
from app.ui.standard.suspects import SuspectsPage
from app.ui.standard.taking_out import TakingOut
from app.ui.standard.wizard import ImportWizard
from app.ui.work import lists
from app.ui.work import standard as work
from app.ui.work import suspects as suspects_work
from app.ui.work.catalogue_list import Scope
from app.ui.work.standard import Adopted, TakenOver

PAGES = ("一覧", "版の比較", "再確認", "文書の整合")


class StandardScreen(QWidget):
    """The catalogue as this municipality sees it."""

    compare_wanted = Signal(str)
    issue_wanted = Signal(str)
    step_changed = Signal()
    edition_shown = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._edition: EditionRow | None = None
        self._everything = False
        self._build()
        context.opened.connect(self._opened)
        context.editions_changed.connect(self.load)
        self.browse.compare_wanted.connect(self.compare_wanted)
        self.browse.elsewhere.connect(self.show_node)
        self.wizard.finished.connect(self._finished)
        self.wizard.left.connect(self._left_import)
        self.tabs.bar.currentChanged.connect(self._turn)
        for page in (self.difference, self.suspects):
            page.compare_wanted.connect(self.compare_wanted)
            page.issue_wanted.connect(self.issue_wanted)
        self.difference.adopt_wanted.connect(lambda edition: self.adopt_all((edition,)))
        self.consistency.node_wanted.connect(self.show_node)
        self.suspects.counted.connect(self._count_suspects)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack)
        self._empty = EmptyState(
            "standard",
            "まだ標準仕様がありません",
            "国が公表した機能要件やデータ要件の Excel を取り込みます。窓に落としても始まります。",
            self,
            buttons=(Button("標準仕様を取り込む…", self, kind="main", press=lambda: self.start_import([])),),
        )
        self._pages = QWidget(self)
        self.wizard = ImportWizard(self._context, self)
        for page in (self._empty, self._pages, self.wizard):
            self._stack.addWidget(page)
        column = QVBoxLayout(self._pages)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = TabStrip(PAGES, self._pages, name="標準仕様の見方")
        self.import_button = Button(
            "取り込む…", self.tabs, kind="main", compact=True, press=lambda: self.start_import([])
        )
        self.tabs.add_widget(Button("版の一覧…", self.tabs, compact=True, press=self.list_editions))
        self.tabs.add_widget(self.import_button)
        column.addWidget(self.tabs)
        self._shown = QStackedWidget(self._pages)
        column.addWidget(self._shown, 1)
        self.browse = Browse(self._context, self._shown)
        self.filters = SavedFilters(self._context, self.browse)
        self.taking_out = TakingOut(self._context, self.browse)
        self.difference = DifferencePage(self._context, self._shown)
        self.suspects = SuspectsPage(self._context, self._shown)
        self.consistency = ConsistencyPage(self._context, self._shown)
        for page in (self.browse, self.difference, self.suspects, self.consistency):
            self._shown.addWidget(page)

    # frame

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.browse.catch_up()
        self.suspects.catch_up()

    def focus(self) -> None:
        """Where the keys go when one comes here."""
        if self._stack.currentWidget() is self._pages:
            page = self._shown.currentWidget()
            (page.panes if page in (self.difference, self.suspects) else page).view.setFocus()
        elif self._stack.currentWidget() is self.wizard:
            self.wizard.setFocus()

    def find(self) -> None:
        """Goes to the search line."""
        self.tabs.bar.setCurrentIndex(0)
        self.browse.find()

    def about(self) -> tuple[str, str]:
        """What 経緯 is about: what we say of the item that is read."""
        return self.browse.node(), ""

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small."""
        self.wizard.findings.set_small(form == "small")
        for page in (self.browse, self.difference, self.suspects, self.consistency):
            page.set_form(form, width)

    def _turn(self, place: int) -> None:
        self._shown.setCurrentIndex(place)
        if self._shown.currentWidget() is self.difference:
            if self._everything:  # a difference is one of two editions of one document
                self._show(self._edition)
            else:
                self.difference.show_edition(self._edition)
        elif self._shown.currentWidget() is self.suspects:
            self.suspects.load()
        elif self._shown.currentWidget() is self.consistency:
            self.consistency.show_page()
        self.focus()

    def _count_suspects(self, count: int) -> None:
        self.tabs.bar.setTabText(2, f"再確認 {count:,}" if count else "再確認")

    # what is shown

    def edition(self) -> EditionRow | None:
        """The edition that shows; None while all that are in force show together."""
        return None if self._everything else self._edition

    def shown(self) -> str:
        """The hash of the edition that shows, FORCE for everything in force, "" for nothing."""
        return FORCE if self._everything else self._edition.hash if self._edition else ""

    @staticmethod
    def edition_word(edition: EditionRow) -> str:
        """第1.0版 採用中, with the kind where it is not the requirements."""
        kind = "" if edition.kind == "req" else f"{KIND_WORD.get(edition.kind, edition.kind)} "
        return f"{kind}{edition.label or edition.file} {edition.state}"

    def _opened(self) -> None:
        self._edition = None
        self._everything = False
        self.browse.forget()
        if self.importing():
            self._left_import()

    def load(self) -> None:
        """The edition of the business at hand: the same if it still is there, else the one in force."""
        if self.importing():
            return
        self._stack.setCurrentWidget(self._pages if self._context.editions else self._empty)
        found = self._context.editions_of(self._context.business)
        if not found:
            self._edition = None
            return
        self.import_button.set_usable(not self._context.read_only, "読むだけで開いています")
        self._context.run(suspects_work.count, done=self._count_suspects, owner=self)
        if self._everything:
            self._show(None)
            return
        same = next((e for e in found if self._edition is not None and e.hash == self._edition.hash), None)
        self._show(same or found[0])

    def leave_everything(self) -> None:
        """Back to a single business; the next load shows it."""
        self._everything = False

    def show_edition(self, edition_hash: str) -> None:
        """An edition chosen above; FORCE is everything in force."""
        if edition_hash == FORCE:
            self._show(None)
        for edition in self._context.editions:
            if edition.hash == edition_hash:
                self._show(edition)

    def _show(self, edition: EditionRow | None, node: str | None = None) -> None:
        self._everything = edition is None
        self._edition = edition or self._edition
        self.browse.banners.drop("adopt")
        if edition is not None and not edition.adopted and not self._context.read_only:
            what = f"{edition.label or 'この版'} は採用していません（{edition.state}）"
            banner = Banner(
                "info", what, "採用すると比較分析で使います。", self, action="この版を採用する", press=self.adopt
            )
            self.browse.banners.put("adopt", banner)
        self.browse.show_scope(self._scope(edition), node)
        if self._shown.currentWidget() is self.difference:
            self.difference.show_edition(self._edition)
        self.edition_shown.emit()

    def _scope(self, edition: EditionRow | None) -> Scope:
        return Scope(edition, edition is None or edition.in_force)

    def show_task(self, code: str, business: str) -> None:
        """The list narrowed to what ホーム speaks of: conflict or ask."""
        self.tabs.bar.setCurrentIndex(0)
        self._show(None)
        state: dict[str, object] = {"path": [business] if business else []}
        state["side"] = {"verdicts": [code]} if code == "ask" else {}
        state["quick"] = [code] if code == "conflict" else []
        self.browse.set_filter(state)

    def show_node(self, node: str) -> None:
        """An item found elsewhere: its edition, its line."""
        if self.importing():
            return

        def arrived(found: tuple[str, int]) -> None:
            edition = next((e for e in self._context.editions if e.hash == found[0]), None)
            if edition is not None:
                self.tabs.bar.setCurrentIndex(0)
                self._context.business = edition.business
                self._show(edition, node)

        self._context.run(lists.find_key, node, done=arrived, owner=self)

    # adopting

    def adopt(self) -> None:
        """Puts the edition that shows in force."""
        if self._edition is not None and not self._everything and not self._edition.adopted:
            self.adopt_all((self._edition.hash,))

    def adopt_all(self, hashes: tuple[str, ...]) -> None:
        """A job that can be stopped; afterwards one sees what must be looked at again."""

        def arrived(adopted: Adopted) -> None:
            self._context.note_commit(adopted.changes, adopted.history)
            self._edition = next((e for e in self._context.editions if e.hash in hashes), self._edition)
            self._context.said.emit("採用しました。比較分析で使います。")
            self._context.reload_editions()

        self._context.run_long(work.adopt, hashes, done=arrived, label="採用しています", owner=self)

    def list_editions(self) -> None:
        """Every edition here, and adopting several at once."""
        dialog = EditionsDialog(self._context, self.window())
        dialog.chosen.connect(self.adopt_all)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # import

    def importing(self) -> bool:
        """True while the wizard has the place."""
        return self._stack.currentWidget() is self.wizard

    def start_import(self, paths: list[str]) -> None:
        """Opens the wizard; files dropped while it is open are added."""
        if self._context.read_only:
            return
        if self.importing() and paths:
            self.wizard.add(paths)
            return
        self._stack.setCurrentWidget(self.wizard)
        self.wizard.start(paths)
        self.step_changed.emit()

    def _finished(self, taken: TakenOver) -> None:
        count = sum(e.items for e in taken.stored)
        if taken.stored:
            shown = sorted(taken.stored, key=lambda e: (e.kind != "req", not e.adopted))[0]
            self._context.business = shown.business
            self._edition, self._everything = shown, False
        self._context.note_commit(None, taken.history)
        self._context.note_saved()
        self._context.said.emit(f"取り込みました：{count} 件")
        self.browse.banners.drop("held")
        if held := [e for e in taken.stored if e.held_back]:
            what = f"取り込んだ {len(taken.stored)} 版のうち {len(held)} 版は採用していません"
            told = "\n".join(f"{e.business} {e.label or e.file}：{e.held_back}" for e in held[:3])
            drop = lambda: self.browse.banners.drop("held")  # noqa: E731
            banner = Banner("warn", what, told, self, action="版の一覧…", press=self.list_editions, dismiss=drop)
            self.browse.banners.put("held", banner)
        self._close_import()

    def _left_import(self) -> None:
        self._context.said.emit("取り込みをやめました。何も書き込んでいません。")
        self._close_import()

    def _close_import(self) -> None:
        self._stack.setCurrentWidget(self._pages if self._context.editions else self._empty)
        self.step_changed.emit()
        self._context.reload_editions()
        self.focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.browse.view.hasFocus() and self.browse.search.text():
            self.browse.clear_filter()
            return
        super().keyPressEvent(event)
