"""比較分析: puts the three panes and the bar together; loads what they show and keeps the reader's place."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.services.views import Changes, CurrentRow, EditionRow
from app.ui.comparison.layout import ComparisonLayout
from app.ui.context import JUDGED, Context
from app.ui.parts.banner import Banner
from app.ui.parts.inputs import digit_of
from app.ui.work import comparison as work
from app.ui.work import lists
from app.ui.work.comparison import Step
from app.ui.work.lists import Counts, Listing, Reading, Shape
from app.ui.work.register import ISSUE_TYPES
from spec_catalog.problems import InputProblem


class ComparisonScreen(ComparisonLayout):
    """The heart. ``progress`` tells the frame how many are left."""

    progress = Signal(int, int)
    kind_changed = Signal()
    issue_wanted = Signal(str)  # rid: show it in the register

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, self._fetch, self.kind, parent)
        self._edition: EditionRow | None = None
        self._shape: Shape | None = None
        self._wanted: int | None = None  # key to choose once the whole list is here
        self._counting = False
        self._asked_key: int | None = None
        self._own_step = False
        self._kind = "req"
        self._wanted_orphan = ""  # rid to choose once the second list is here
        self._connect()

    def _connect(self) -> None:
        context, view = self._context, self.list.view
        context.opened.connect(self._opened)
        context.editions_changed.connect(self.load)
        context.committed.connect(self._committed)
        view.digit.connect(self.judging.digit)
        view.fields.connect(lambda: self.bar.focus_field("detail"))
        view.record.connect(self.judging.record)
        view.letter.connect(self._letter)
        view.current_key.connect(self._chosen)
        self.list.filter_changed.connect(self._filter)
        self.list.bulk_offered.connect(self.judging.offer_prohibited)
        self.list.kind_chosen.connect(self.set_kind)
        self.list.tabs.currentChanged.connect(self._tab)
        self.list.orphans.current_row.connect(self.mapping.show_orphan)
        self.list.orphans.taken.connect(self.mapping.map_orphan)
        self.list.search.entered.connect(view.setFocus)
        self.bar.digit.connect(self.judging.digit)
        self.bar.record.connect(self.judging.record)
        self.bar.left.connect(self._leave_fields)
        self.bar.preset_switched.connect(self.set_detailed)
        self.bar.draft_due.connect(self.judging.keep_draft)
        self.bar.draft_dropped.connect(self.judging.drop_drafts)
        self.judging.stepped.connect(self._stepped)
        self.judging.refused.connect(self._refused)
        self.judging.said.connect(context.said)
        self.today.add_wanted.connect(self.mapping.map_current)
        self.today.take_off.connect(self.mapping.take_off)
        self.today.taken.connect(self.mapping.take)
        self.bar.disposed.connect(self.handling.dispose)
        self.bar.issue_pressed.connect(self.handling.issue)
        self.handling.refused.connect(self._refused)
        self.overseeing.refused.connect(self._refused)
        self.vendors.refused.connect(self._refused)
        self.vendors.item_wanted.connect(lambda node: self.go_to(node) if node else self.focus())
        self.handling.issue_opened.connect(self.issue_wanted)
        self.reading.followed.connect(self.go_to)
        self.reading.marks_switched.connect(self.set_marks)
        self.middle_tabs.bar.currentChanged.connect(self._middle_tab)

    # frame

    def set_detailed(self, detailed: bool) -> None:
        """簡易 or 詳細."""
        self._context.settings.put("detailed", detailed)
        self.bar.set_detailed(detailed)

    def set_marks(self, on: bool) -> None:
        """Marks on the words only the standard has."""
        self._context.settings.put("marks", on)
        self.reading.set_marks(on)

    def focus(self) -> None:
        """Where the keys go when one comes here."""
        page = self._stack.currentWidget()
        (self.list.view if page is self._work else page).setFocus()

    def edition(self) -> EditionRow | None:
        """The edition that is judged."""
        return self._edition

    def kind(self) -> str:
        """What is compared: req, form or link."""
        return self._kind

    def set_kind(self, kind: str) -> None:
        """Requirements, forms or linkages."""
        if kind == self._kind:
            return
        self.judging.keep_draft()
        self._kind = kind
        self._forget_filter()
        self.load()
        self.kind_changed.emit()
        self.list.view.setFocus()

    # loading

    def _opened(self) -> None:
        self._edition = self._shape = None
        self.bar.set_detailed(self._context.settings.get("detailed"))
        self.reading.set_marks(self._context.settings.get("marks"))
        self._kind = "req"
        self._forget_filter()

    def _forget_filter(self) -> None:
        self.banners.drop("refused")
        self.list.forget_filter()

    def load(self) -> None:
        """The edition in force of the business at hand."""
        offered = self._context.kinds(self._context.business)
        if offered and self._kind not in offered:
            self._kind = offered[0]
        edition = self._context.adopted(self._context.business, self._kind)
        self._stack.setCurrentWidget(self._work if edition is not None else self._empty)
        if self._edition is not None and (edition is None or edition.hash != self._edition.hash):
            self.judging.keep_draft()  # what is half written belongs to the edition that goes
        if edition is None:
            self._edition = None
            self.progress.emit(0, 0)
            any_edition = bool(self._context.editions)
            self._empty.say(
                "この業務で採用中の版がありません" if any_edition else "まだ比べる標準仕様がありません",
                "標準仕様の画面で版を採用すると、ここで判定できます。"
                if any_edition
                else "公表された機能要件の Excel を取り込むと、ここで判定できます。",
            )
            return
        reason = "読むだけで開いています" if self._context.read_only else ""
        self.bar.set_writable(not self._context.read_only, reason)
        self.today.set_writable(not self._context.read_only, reason)
        self.list.set_kinds(self._kind, offered)
        if self._edition is None or edition.hash != self._edition.hash:
            before, at = self._edition, self.judging.shown_reading()
            if before is not None and edition.business != before.business:
                self._forget_filter()  # a 大項目 of another business shows nothing here
            self._edition, self._shape = edition, None
            self.judging.set_edition(edition.hash, edition.business, edition.kind)
            self.overseeing.set_edition(edition.hash)
            self._reload(None)
            if before and at and (before.business, before.kind) == (edition.business, edition.kind):
                self._stay(at.detail.row.node)
            self._load_orphans()

    def _stay(self, node: str) -> None:
        """The same item in another edition, if it is there: nobody is moved away while writing."""

        def arrived(found: tuple[str, int]) -> None:
            if self._edition is not None and found[0] == self._edition.hash:
                self.list.view.choose(found[1])

        self._context.run(lists.find_key, node, done=arrived, failed=lambda _gone: None, owner=self)

    def _filter(self) -> None:
        wanted, self._wanted = self._wanted, None
        self._reload(wanted if wanted is not None else self.list.view.key())

    def _reload(self, keep: int | None) -> None:
        if self._edition is None:
            return
        flt = self.list.filter()
        job = self._context.run(
            lists.load_list,
            self._edition,
            flt,
            self._shape,
            keep,
            done=lambda listing: self._listed(listing, keep),
            label="一覧を読んでいます",
            owner=self,
        )
        assert job is not None

    def _listed(self, listing: Listing, keep: int | None) -> None:
        if self._edition is None or listing.shape.edition.hash != self._edition.hash:
            return
        if listing.flt != self.list.filter():
            return  # typed on meanwhile; the next answer is under way
        self._shape = listing.shape
        self.list.show_listing(listing)
        self._show_progress(listing.judged, listing.total)
        if keep is None or not self.list.view.choose(keep):
            self._choose_start(listing.keys)
        self._load_offer()

    def _choose_start(self, keys: tuple[int, ...]) -> None:
        rows = (self.list.model.row_of(key) for key in keys)
        first = next((row.key for row in rows if row is not None and row.verdict is None and not row.conflict), None)
        if first is None and keys:
            first = keys[0]
        if first is not None:
            self.list.view.choose(first)

    def _fetch(self, keys: tuple[int, ...]) -> None:
        if self._edition is not None:
            self._context.run(lists.load_rows, self._edition.hash, keys, done=self.list.model.put_rows, owner=self)

    def _chosen(self, key: object) -> None:
        if not isinstance(key, int) or self._edition is None:
            return
        if self.judging.shown_key() != key:
            self.judging.keep_draft()
        if self._asked_key == key and self.judging.shown_key() != key:
            return
        self._asked_key = key
        self._context.run(work.reading, self._edition.hash, key, done=lambda found: self._read(found, key), owner=self)

    def _read(self, reading: Reading, key: int) -> None:
        if key == self.list.view.key():
            self._show(reading)

    def _show(self, reading: Reading) -> None:
        self._asked_key = None
        self.reading.show_reading(reading)
        self.today.show_reading(reading)
        self.middle_tabs.bar.setTabText(1, "いまの業務（重点）" if reading.detail.focus else "いまの業務")
        self.bar.show_item(reading.detail, self.judging.drafts_of(reading.detail.row.node), reading.derived)
        self.handling.show_reading(reading)
        self.judging.set_reading(reading)

    def _load_orphans(self) -> None:
        if self._edition is not None:
            self._context.run(
                work.orphans, self._edition.business, self._edition.kind, done=self._orphans_arrived, owner=self
            )

    def _load_offer(self) -> None:
        if self._edition is not None and not self._context.read_only:
            self._context.run(
                work.offers,
                self._edition.hash,
                self._edition.business,
                self._edition.kind,
                done=lambda found: self.list.show_offer(*found),
                owner=self,
            )

    # after a commit

    def _stepped(self, step: Step) -> None:
        self.banners.drop("refused")
        self.list.model.put_rows([*step.rows, *([step.next_row] if step.next_row else [])])
        if step.reading is not None:
            key = step.reading.detail.row.key
            self._asked_key = key  # its reading came with the step: choosing the line asks for nothing
            self.list.view.choose(key)
            self._show(step.reading)
        if not self.list.view.hasFocus():
            self._leave_fields()
        self._own_step = True
        self._context.note_commit(step.changes, step.history)
        self._own_step = False
        if step.done:
            self._context.said.emit("この一覧に未判定の要件はもうありません。")
        self._count()

    def _committed(self, changes: Changes) -> None:
        """Undo, redo, mapping, or a commit of another screen: only what was touched is read again."""
        if self._own_step or self._edition is None:
            return
        keys = self.list.model.keys_of_nodes(changes.nodes)
        if keys:
            self._fetch(tuple(keys))
            if len(keys) == 1 and "mapping" not in changes.types:
                self.list.view.choose(keys[0])
        shown = self.judging.shown_key()
        # A mapping taken off names no requirement any more, so what is shown is read again in any case.
        if shown is not None and shown == self.list.view.key() and (shown in keys or "mapping" in changes.types):
            self._asked_key = None
            self._chosen(shown)
        if changes.types & ISSUE_TYPES:
            self.handling.reload()
        if "mapping" in changes.types or not changes.types:
            self._load_orphans()
        self._count()
        self._load_offer()

    def _count(self) -> None:
        """Counts follow the commit a moment later, once for many."""
        if self._counting or self._edition is None:
            return
        self._counting = True
        QTimer.singleShot(30, self._ask_counts)

    def _ask_counts(self) -> None:
        self._counting = False
        if self._edition is not None:
            self._context.run(lists.load_counts, self._edition.hash, self.list.filter(), done=self._counted, owner=self)

    def _counted(self, counts: Counts) -> None:
        self.list.model.put_counts({n.path: (n.total, n.judged) for n in counts.tree if len(n.path) == 1})
        self.list.show_facets(counts.facets)
        self._show_progress(counts.judged, counts.total)

    def _show_progress(self, judged: int, total: int) -> None:
        self.bar.set_progress(judged, total)
        self.list.set_total(total)
        self.progress.emit(judged, total)

    def _refused(self, problem: InputProblem) -> None:
        self.banners.put(
            "refused",
            Banner("warn", problem.message, problem.hint, self, dismiss=lambda: self.banners.drop("refused")),
        )

    # keys

    def _letter(self, letter: str) -> None:
        does = {
            "F": self.find,
            "M": lambda: self.bar.focus_field("memo"),
            "A": self.mapping.map_current,
            " ": self.mapping.take_first,
            "D": self.bar.open_dispositions,
            "G": self.handling.issue,
            "R": self.list.care.click,
        }.get(letter)
        if does is not None:
            does()

    def about(self) -> tuple[str, str]:
        """What 経緯 is about: what we say of the requirement that shows."""
        reading = self.judging.shown_reading()
        return (reading.detail.row.node, "") if reading is not None else ("", "")

    def find(self) -> None:
        """Goes to the search line."""
        self.list.search.setFocus()
        self.list.search.selectAll()

    def _leave_fields(self) -> None:
        self.judging.keep_draft()
        self.bar.close_fields()
        self.list.view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits pressed in a pane that has no use for them count as in the list."""
        digit = digit_of(event.text())
        judging = self._stack.currentWidget() is self._work and self.list.tabs.currentIndex() == 0
        if digit and self._edition is not None and judging:
            self.judging.digit(digit)
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        event.accept()

    # from elsewhere

    def go_to(self, node: str) -> None:
        """Chooses a requirement, dropping the filter when it hides it."""
        key = self.list.model.key_of_node(node)
        if key is not None and self.list.view.choose(key):
            self.list.view.setFocus()
            return

        def arrived(found: tuple[str, int]) -> None:
            edition, place = found
            if self._edition is None or edition != self._edition.hash:
                self._go_elsewhere(node, edition)
                return
            if not self.list.view.choose(place):
                self._wanted = place
                self.list.clear_filter()

        self._context.run(lists.find_key, node, done=arrived, owner=self)

    def _go_elsewhere(self, node: str, edition: str) -> None:
        """An item of another kind or business; only editions in force can be judged."""
        row = next((e for e in self._context.editions if e.hash == edition), None)
        if row is None or not row.adopted or row.kind not in JUDGED:
            self._context.said.emit("採用していない版の項目です。標準仕様の画面で読めます。")
            return
        self.judging.keep_draft()
        self._kind = row.kind
        if row.business != self._context.business:
            self._context.business = row.business
        self._context.editions_changed.emit()  # loads the edition, and the frame follows
        self.kind_changed.emit()
        self.go_to(node)

    def show_orphan(self, found: CurrentRow) -> None:
        """Chooses a current function of the second list, of whatever business."""
        self._wanted_orphan = found.rid
        if found.business != self._context.business and self._context.adopted(found.business) is not None:
            self._context.business = found.business
            self._context.editions_changed.emit()
        self.set_kind("req")
        self.list.tabs.setCurrentIndex(1)
        self._load_orphans()

    def _orphans_arrived(self, rows: list[CurrentRow]) -> None:
        before = self.list.orphans.chosen()
        wanted = self._wanted_orphan or (before.rid if before is not None else "")
        self.list.show_orphans(rows)
        for place, row in enumerate(rows):
            if row.rid == wanted:
                self._wanted_orphan = ""
                self.list.orphans.setCurrentIndex(self.list.orphan_model.index(place, 0))
