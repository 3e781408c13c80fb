"""現行調査: one grid per list, what a paste did, the current cell with its repair, and the cells left to check."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.survey_lists import survey_list
from app.services.views import Changes
from app.ui.context import Context
from app.ui.models.survey import ALL, TYPES, SurveyModel
from app.ui.parts.banner import BannerStack
from app.ui.survey.checking import Checking
from app.ui.survey.column_order import ColumnOrder
from app.ui.survey.editing import Editing, Pasted
from app.ui.survey.grid import Grid, GridPage
from app.ui.survey.importing import SurveyImport
from app.ui.survey.middle import EMPTY, GRID, NOTHING, Middle
from app.ui.survey.panels import PasteBanner
from app.ui.survey.questions_entry import Questions
from app.ui.survey.replacing import Replacing, ShownColumns
from app.ui.survey.rows import HOW, ask_delete, books, confirm_side
from app.ui.survey.tabs import SURVEY, Lists, ListTabs
from app.ui.survey.tools import ToolRow
from app.ui.survey.twins import Twins
from app.ui.work import survey as work
from app.ui.work.survey import Counts, Done, Loaded
from spec_catalog.business import name_of

LISTS = SURVEY.names
TOUCHING = frozenset({*TYPES.values(), "mapping", "adoption", "edition", "issue", "choice_list"})


class SurveyScreen(QWidget):
    """Loads a list when it is shown and after what it shows has changed elsewhere."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, lists: Lists = SURVEY) -> None:
        super().__init__(parent)
        self._context, self._lists = context, lists
        self._name = "functions" if lists is SURVEY else lists.first[0]
        self._pages: dict[str, GridPage] = {}
        self._stale: set[str] = set(lists.names)
        self._counts: Counts = {}
        self._business, self._business_seen = ALL, ""
        self._checking = False
        self.editing = Editing(context, self)
        self.setAcceptDrops(lists.books)
        self._build()
        self._say_later = QTimer(self)
        self._say_later.setSingleShot(True)
        self._say_later.setInterval(0)
        self._say_later.timeout.connect(self._say)
        self.editing.steps.counted.connect(self._counted)
        self.editing.pasted.connect(self._pasted)
        self.editing.undone.connect(lambda: self.banners.drop("pasted"))
        context.opened.connect(self._opened)
        context.committed.connect(self._committed)
        context.editions_changed.connect(self._editions)
        QShortcut(Qt.Key.Key_F8, self, activated=self.next_pending)
        QShortcut("Shift+F8", self, activated=lambda: self.next_pending(back=True))

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack)
        self._work = QWidget(self)
        self._stack.addWidget(self._work)
        self.importing_ = SurveyImport(self._context, self)
        self.importing_.left.connect(self._import_left)
        self.importing_.finished.connect(self._imported)
        self._stack.addWidget(self.importing_)
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = ListTabs(self._lists, self._work)
        self.tabs.chosen.connect(self.show_list)
        column.addWidget(self.tabs)
        self.questions = Questions(self._context, self.tabs, self._stack, self)
        self.questions.page.left.connect(self._import_left)
        self.questions.page.list_wanted.connect(lambda name: (self._import_left(), self.show_list(name)))
        self.questions.button.setVisible(self._lists.books)
        self.tools = ToolRow(self._work, books=self._lists.books)
        self.tools.import_wanted.connect(self.start_import)
        self.tools.act_wanted.connect(self._context.act)
        self.tools.add_wanted.connect(self.add_row)
        self.tools.delete_wanted.connect(self.delete_rows)
        self.tools.narrowed.connect(self._narrow)
        self.replacing = Replacing(self._context, self.editing, lambda: self.grid, self)
        self.tools.replace_wanted.connect(self.replacing.ask)
        self.twins = Twins(self._context, lambda: (self._name, survey_list(self._name).title), self)
        self.tools.twins_wanted.connect(self.twins.ask)
        self.tools.side_confirmed.connect(lambda side, on: confirm_side(self._context, self.grid, side, on))
        QShortcut("Ctrl+H", self, activated=self.replacing.ask)
        self.shown_columns = ShownColumns(self._context, self.tools.columns, lambda: self.grid)
        self.column_order = ColumnOrder(self._context, lambda: self._name, self._rebuild, self)
        self.shown_columns.order_wanted.connect(self.column_order.ask)
        column.addWidget(self.tools)
        self.banners = BannerStack(self._work)
        column.addWidget(self.banners)
        self.checking = Checking(self._context, self.editing, lambda: self.grid, self._work, self)
        self.checking.hidden.connect(self.clear_filter)
        column.addWidget(self.checking.strip)
        self._middle = Middle(
            self._work, self.start_import if self._lists.books else None, self.add_row, self.clear_filter
        )
        self._grids, self.empty = self._middle.grids, self._middle.empty
        column.addWidget(self._middle, 1)
        column.addWidget(self.checking.panel)

    # frame

    @property
    def grid(self) -> Grid:
        """The grid of the list that shows."""
        return self._page(self._name).grid

    @property
    def model(self) -> SurveyModel:
        """Its rows."""
        return self.grid.lines

    def _page(self, name: str) -> GridPage:
        page = self._pages.get(name)
        if page is None:
            model = SurveyModel(name, self, order=self.column_order.of(name))
            page = self._pages[name] = GridPage(model, self._grids)
            self._grids.addWidget(page)
            grid = page.grid
            grid.current_changed.connect(self._say_soon)
            grid.wanted.connect(self._wanted)
            grid.gone.connect(self._leave)
            model.typed.connect(lambda row, column, text: self.editing.typed(model, row, column, text))
            for signal in (model.pending_changed, model.modelReset, model.dataChanged, model.rowsInserted):
                signal.connect(self._say_soon)
            model.rowsRemoved.connect(self._say_soon)
            model.pending_changed.connect(lambda: self.editing.keep(model))
        return page

    def _rebuild(self) -> None:
        """The list that shows with its columns in another order; what waits to be put right is kept in the file."""
        self._drop(self._name)
        self._stale.add(self._name)
        self.show_list(self._name)

    def _drop(self, name: str) -> None:
        page = self._pages.pop(name)
        self._grids.removeWidget(page)
        page.grid.lines.deleteLater()
        page.deleteLater()

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        self.show_list(self._name)
        if self.questions.showing():
            self.questions.page.focus()
        elif self.importing():
            self.importing_.focus()
        elif self._middle.currentIndex() == GRID:
            self.grid.setFocus()
        else:
            (self.tools.importer if self._lists.books else self.tools.adder).setFocus()

    def find(self) -> None:
        """To the filter field."""
        self.tools.search.setFocus()
        self.tools.search.selectAll()

    def about(self) -> tuple[str, str]:
        """What 経緯 is about: the record and the column under the cursor."""
        index = self.grid.currentIndex()
        line = self.model.line(index.row()) if index.isValid() else None
        return (line.rid, self.model.columns[index.column()].code) if line is not None else ("", "")

    def set_form(self, form: str, _width: int) -> None:
        """On low screens fewer cells to check are in sight."""
        self.checking.panel.set_seen(2 if form == "small" else 3)
        self.importing_.set_narrow(form == "small")
        self.tools.set_narrow(form == "small")
        self.questions.page.set_form(form)

    def list_name(self) -> str:
        """Code of the list that shows."""
        return self._name

    def show_list(self, name: str) -> None:
        """Another list; what waits in this one stays there."""
        changed = name != self._name
        self._name = name
        self.tabs.show_list(name)
        page = self._page(name)
        self._grids.setCurrentWidget(page)
        self.tools.set_linkages(name == "linkages")
        if changed:
            self.tools.clear()
            self.banners.drop("pasted")
        if name in self._stale:
            self.load()
        else:
            self._fill_business()
            self._filter()

    # loading

    def _opened(self) -> None:
        for name in tuple(self._pages):
            self._drop(name)
        self._stale, self._counts = set(self._lists.names), {}
        self._business, self._business_seen = ALL, ""
        self.editing.forget()
        self.banners.drop("pasted")
        self._stack.setCurrentWidget(self._work)

    def _editions(self) -> None:
        self._stale = set(self._lists.names)
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.unit in self.editing.steps.own:
            self._stale |= {n for n in self._lists.names if n != self._name}  # other lists show names of these
        elif changes.types & TOUCHING:
            self._stale = set(self._lists.names)
            if self.isVisible():
                self.load()

    def load(self) -> None:
        """The list that shows, anew."""
        name = self._name
        self._stale.discard(name)

        def arrived(found: Loaded) -> None:
            model = self._page(name).grid.lines
            model.writable = not self._context.read_only
            self._counts = found.counts
            first = not model.loaded
            model.set_grid(found.grid)
            if first and found.grid.waiting:
                self.editing.restore(model, found.grid.waiting)
            if first:
                self.shown_columns.recall(self._page(name).grid)
            if name == self._name:
                self._fill_business()
                self._filter()
                if not self.grid.currentIndex().isValid():
                    self.grid.go(0, self.grid.frozen.shown()[0])

        self._context.run(work.load, name, done=arrived, owner=self)

    def _counted(self, counts: Counts) -> None:
        self._counts = counts
        self._say_soon()

    def _fill_business(self) -> None:
        """The businesses the list has; the one the window is about is chosen when one comes here."""
        here = self._counts.get(self._name, {})
        names = dict(self._context.businesses())
        ids = sorted({*(b for b in here if b), *names})
        if self._context.business != self._business_seen:
            self._business_seen = self._context.business
            self._business = self._context.business if self._context.business in here else ALL
        choices = [(ALL, "すべて"), *((b, f"{b} {names.get(b) or name_of(b)}") for b in ids)]
        if "" in here:
            choices.append(("", "記入なし"))
        self.tools.fill_business(choices, self._business, shown="business" in self.model.place)

    # filter

    def _narrow(self) -> None:
        if "business" in self.model.place:
            self._business = self.tools.chosen_business()
        self._filter()

    def _filter(self) -> None:
        business = self._business if "business" in self.model.place else ALL
        self.model.set_filter(self.tools.search.text(), business, self.tools.unknown.isChecked())
        self.grid.frozen.set_out({"business"} if business not in (ALL, "") else set())
        self.editing.steps.business = business if business != ALL else ""
        self._say_soon()

    def clear_filter(self) -> None:
        """Everything again."""
        self.tools.clear(business=True)
        self._business = ALL
        self._filter()
        self.grid.setFocus()

    # rows

    def add_row(self) -> None:
        """An empty row at the end, ready to be written."""
        if not self.model.writable or not self.model.loaded:
            return
        row = self.model.add_blank(1)
        self._say()
        self.grid.go(row, self.model.place[next(c.code for c in self.model.columns if c.required)])
        self.grid.setFocus()

    def delete_rows(self) -> None:
        """Asks, then deletes the rows of the chosen cells."""
        self._context.said.emit(ask_delete(self._context, self.grid, self, self.editing.steps.own, self._deleted))

    def _deleted(self, model: SurveyModel, keys: list[str], done: Done) -> None:
        self.editing.end_paste()
        model.drop_lines(keys)
        self._counts = done.counts

    # cells

    def _wanted(self, word: str) -> None:
        if not self.editing.act(word, self.grid):
            self._context.said.emit("読むだけで開いているため、書き換えられません。")

    def _leave(self, back: bool) -> None:
        if not back and self.checking.panel.isVisible():
            self.checking.panel.view.setFocus()
        else:
            (self.tabs.bar if back or not self._lists.books else self.tools.importer).setFocus()

    def next_pending(self, *, back: bool = False) -> None:
        """F8: the next cell to check."""
        if self.questions.showing():
            self.questions.page.next_owed()
        elif not self.importing():
            self.checking.next(back=back)

    def _pasted(self, report: Pasted) -> None:
        self._checking = bool(report.bad)
        banner = PasteBanner(
            *report.words(),
            self,
            check=self._checking,
            before=lambda: self.next_pending(back=True),
            after=self.next_pending,
            undo=self.editing.undo_paste,
            dismiss=lambda: self.banners.drop("pasted"),
        )
        self.banners.put("pasted", banner)
        self._context.said.emit(f"貼り付け {report.rows} 行 × {report.columns} 列 → {report.cells} セル")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self._middle.currentIndex() == EMPTY:
            self._wanted("paste")  # an empty list has no cell to paste into
            self.grid.setFocus()
            return
        super().keyPressEvent(event)

    # saying

    def _say_soon(self, *_args: object) -> None:
        self._say_later.start()

    def _say(self) -> None:
        """Everything around the grid, from what the model holds now."""
        self.tabs.say({name: self._count(name) for name in self._lists.names})
        model = self.model
        rows, unknown = model.facts()
        has_unknown = any(c in model.place for c in ("usage", "certainty"))
        self.tools.say(rows, model.rowCount(), unknown if has_unknown else None, filtered=model.filtered())
        self.tools.set_writable(model.writable)
        nothing = NOTHING if model.filtered() else EMPTY
        others = sum(self._counts.get(self._name, {}).values()) > 0
        self.empty.say("この業務にはまだ何も書かれていません" if others else "まだ何も書かれていません", HOW)
        self._middle.setCurrentIndex(GRID if model.rowCount() or not model.loaded else nothing)
        self.checking.strip.setVisible(self._middle.currentIndex() == GRID)
        waiting = self.checking.say()
        if not waiting and self._checking:  # the banner is only there while it is true
            self._checking = False
            self.banners.drop("pasted")

    def _count(self, name: str) -> int:
        here = self._counts.get(name, {})
        says = any(c.code == "business" for c in survey_list(name).columns)
        if says and self._business != ALL:
            return here.get(self._business, 0)
        return sum(here.values())

    # import

    def importing(self) -> bool:
        """True while the import shows."""
        return self._stack.currentWidget() is self.importing_

    def start_import(self, path: str = "") -> None:
        """The import of a book into the list that shows."""
        if self._context.session is None or self._context.read_only:
            self._context.said.emit("取り込むには、書き込めるファイルを開いてください。")
            return
        self._stack.setCurrentWidget(self.importing_)
        self.importing_.start(self._name, self._business if self._business != ALL else "", path)

    def _import_left(self) -> None:
        self._stack.setCurrentWidget(self._work)
        self.focus()

    def _imported(self, name: str) -> None:
        self._stale = set(self._lists.names)
        self._stack.setCurrentWidget(self._work)
        self._name = name
        self.focus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if books(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := books(event.mimeData()):
            self._context.sort_out(paths, partial(self._dropped, paths))
            event.acceptProposedAction()

    def _dropped(self, paths: list[str]) -> None:
        self.start_import(paths[0])
        if len(paths) > 1:
            self._context.said.emit("一度に取り込むのは 1 ファイルです。最初のファイルを読みました。")
