"""標準仕様: tree, list with search as typed, reading pane; the import wizard takes its place while it runs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.codes import VERDICT
from app.services.views import Changes, EditionRow, ItemFilter
from app.ui.context import Context
from app.ui.parts.banner import Banner
from app.ui.parts.requirement import KIND_WORD
from app.ui.standard.layout import CLASSES, StandardLayout
from app.ui.work import lists
from app.ui.work import standard as work
from app.ui.work.lists import Counts, Listing, Reading, Shape
from app.ui.work.standard import Adopted, TakenOver


class StandardScreen(StandardLayout):
    """The catalogue as this municipality sees it."""

    compare_wanted = Signal(str)
    step_changed = Signal()
    edition_shown = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._edition: EditionRow | None = None
        self._shape: Shape | None = None
        self._wanted: int | None = None
        self._connect()

    def _connect(self) -> None:
        context = self._context
        context.opened.connect(self._opened)
        context.editions_changed.connect(self.load)
        context.committed.connect(self._committed)
        self.view.current_key.connect(self._chosen)
        self.view.letter.connect(self._letter)
        self.view.fields.connect(self._compare)
        self.search.searched.connect(lambda _text: self._reload(self.view.key()))
        self.search.entered.connect(self.view.setFocus)
        self.facets.chosen.connect(lambda: self._reload(self.view.key()))
        self.tree.picked.connect(lambda _path: self._reload(None))
        self.reading.followed.connect(self._follow)
        self.reading.marks_switched.connect(self._marks)
        self.wizard.finished.connect(self._finished)
        self.wizard.left.connect(self._left_import)
        self._tabs.bar.currentChanged.connect(self._left.setCurrentIndex)

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here."""
        if self._stack.currentWidget() is self._browse:
            self.view.setFocus()
        elif self._stack.currentWidget() is self.wizard:
            self.wizard.setFocus()

    def edition(self) -> EditionRow | None:
        """The edition that shows."""
        return self._edition

    @staticmethod
    def edition_word(edition: EditionRow) -> str:
        """第1.0版 採用中, with the kind where it is not the requirements."""
        kind = "" if edition.kind == "req" else f"{KIND_WORD.get(edition.kind, edition.kind)} "
        return f"{kind}{edition.label or edition.file} {edition.state}"

    # loading

    def _opened(self) -> None:
        self._edition = self._shape = None
        self.search.clear()
        self.facets.reset()
        self.reading.set_marks(self._context.settings.get("marks"))
        if self.importing():
            self._left_import()

    def load(self) -> None:
        """The edition of the business at hand: the same if it still is there, else the one in force."""
        if self.importing():
            return
        found = self._context.editions_of(self._context.business)
        self._stack.setCurrentWidget(self._browse if found else self._empty)
        if not found:
            self._edition = None
            return
        writable = not self._context.read_only
        self.import_button.set_usable(writable, "読むだけで開いています")
        same = next((e for e in found if self._edition is not None and e.hash == self._edition.hash), None)
        self._show_edition(same or found[0], again=same is not None)

    def show_edition(self, edition_hash: str) -> None:
        """An edition chosen above."""
        for edition in self._context.editions:
            if edition.hash == edition_hash:
                self._show_edition(edition, again=False)

    def _show_edition(self, edition: EditionRow, *, again: bool) -> None:
        self._edition = edition
        self.banners.drop("adopt")
        if not edition.adopted and not self._context.read_only:
            what = f"{edition.label or 'この版'} は採用していません（{edition.state}）"
            banner = Banner(
                "info", what, "採用すると比較分析で使います。", self, action="この版を採用する", press=self.adopt
            )
            self.banners.put("adopt", banner)
        if not again:
            self._shape = None
            self._reload(None)
        self.edition_shown.emit()

    def filter(self) -> ItemFilter:
        """What search line, facets and tree ask for."""
        on = self.facets.on()
        verdicts: tuple[str, ...] = ()
        if "undecided" in on:
            verdicts = ("",)
        elif "judged" in on:
            verdicts = tuple(VERDICT)
        return ItemFilter(
            text=self.search.text().strip(),
            classes=tuple(c for c in CLASSES if c in on),
            verdicts=verdicts,
            path=self.tree.path() if self._shape is not None else (),
            deleted="deleted" in on,
        )

    def clear_filter(self) -> None:
        """Everything again."""
        self.search.clear()
        self.facets.reset()
        self.tree.setCurrentItem(self.tree.topLevelItem(0))
        self._reload(None)

    def _reload(self, keep: int | None) -> None:
        if self._edition is None:
            return
        wanted, self._wanted = self._wanted, None
        keep = wanted if wanted is not None else keep
        self._context.run(
            lists.load_list,
            self._edition,
            self.filter(),
            self._shape,
            keep,
            done=lambda listing: self._listed(listing, keep),
            label="一覧を読んでいます",
            owner=self,
        )

    def _listed(self, listing: Listing, keep: int | None) -> None:
        if self._edition is None or listing.shape.edition.hash != self._edition.hash:
            return
        if self._shape is None:
            self._shape = listing.shape
            self.model.set_id_kind(self._edition.kind)
            self.view.set_id_kind(self._edition.kind)
            self.tree.show_tree(listing.shape.tree, self._edition.items)
        if listing.flt != self.filter():
            return
        self.model.set_content(listing.groups, listing.rows)
        self._show_counts(listing.facets)
        self._results.setCurrentIndex(0 if listing.keys else 1)
        if (keep is None or not self.view.choose(keep)) and listing.keys:
            self.view.choose(listing.keys[0])

    def _show_counts(self, facets: object) -> None:
        by = facets.by_verdict
        judged = sum(n for code, n in by.items() if code)
        deleted = self._edition.deleted if self._edition else 0
        counts = {"all": facets.total, "undecided": by.get("", 0), "judged": judged, "deleted": deleted}
        if "deleted" in self.facets.on():
            counts = {"deleted": facets.total}
        counts |= {c: facets.by_class.get(c, 0) for c in CLASSES}
        requirement = self._edition is not None and self._edition.kind == "req"
        shown = {"all", *(CLASSES if requirement else ()), *(("undecided", "judged") if requirement else ())}
        self.facets.set_counts(counts)
        self.facets.show_only(shown | ({"deleted"} if deleted else set()))
        self.view.setColumnHidden(4, not requirement)
        self.view.setColumnHidden(1, not requirement)
        self._foot.setVisible(requirement and self._edition is not None and self._edition.adopted)

    def _fetch(self, keys: tuple[int, ...]) -> None:
        if self._edition is not None:
            self._context.run(lists.load_rows, self._edition.hash, keys, done=self.model.put_rows, owner=self)

    def _chosen(self, key: object) -> None:
        if isinstance(key, int) and self._edition is not None:
            self._context.run(
                lists.load_reading, self._edition.hash, key, done=lambda found: self._read(found, key), owner=self
            )

    def _read(self, reading: Reading, key: int) -> None:
        if key == self.view.key():
            self.reading.show_reading(reading)

    def _committed(self, changes: Changes) -> None:
        keys = self.model.keys_of_nodes(changes.nodes)
        if keys:
            self._fetch(tuple(keys))
            if self.view.key() in keys:
                self._chosen(self.view.key())
        if self._edition is not None and changes.nodes:
            self._context.run(lists.load_counts, self._edition.hash, self.filter(), done=self._counted, owner=self)

    def _counted(self, counts: Counts) -> None:
        self.model.put_counts({n.path: (n.total, n.judged) for n in counts.tree if len(n.path) == 1})
        self._show_counts(counts.facets)

    # doing

    def adopt(self) -> None:
        """Puts the edition that shows in force."""
        if self._edition is None or self._edition.adopted:
            return

        def arrived(adopted: Adopted) -> None:
            self._context.note_commit(adopted.changes, adopted.history)
            self._context.said.emit("採用しました。比較分析で使います。")
            self._context.reload_editions()

        self._context.run(work.adopt, self._edition.hash, done=arrived, label="採用しています", owner=self)

    def _compare(self) -> None:
        reading = self.reading.reading()
        if reading is not None and self._edition is not None and self._edition.adopted:
            self.compare_wanted.emit(reading.detail.row.node)

    def _marks(self, on: bool) -> None:
        self._context.settings.put("marks", on)
        self.reading.set_marks(on)

    def _letter(self, letter: str) -> None:
        if letter == "F":
            self.find()

    def find(self) -> None:
        """Goes to the search line."""
        self.search.setFocus()
        self.search.selectAll()

    def _follow(self, node: str) -> None:
        self._context.run(lists.find_key, node, done=lambda found: self.show_item(*found), owner=self)

    def show_item(self, edition_hash: str, key: int) -> None:
        """An item found elsewhere: its edition, its line."""
        edition = next((e for e in self._context.editions if e.hash == edition_hash), None)
        if edition is None or self.importing():
            return
        if self._edition is None or edition.hash != self._edition.hash:
            self._context.business = edition.business
            self._wanted = key
            self._show_edition(edition, again=False)
        elif not self.view.choose(key):
            self._wanted = key
            self.clear_filter()

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
            self._edition = shown
            self._shape = None
        self._context.note_commit(None, taken.history)
        self._context.note_saved()
        self._context.said.emit(f"取り込みました：{count} 件")
        self._close_import()

    def _left_import(self) -> None:
        self._context.said.emit("取り込みをやめました。何も書き込んでいません。")
        self._close_import()

    def _close_import(self) -> None:
        self._stack.setCurrentWidget(self._browse if self._context.editions else self._empty)
        self.step_changed.emit()
        self._context.reload_editions()
        if self._edition is not None and self._shape is None:
            self._reload(None)
        self.focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.view.hasFocus() and self.search.text():
            self.clear_filter()
            return
        super().keyPressEvent(event)
