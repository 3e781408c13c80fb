"""The window: frame, screens, and the table of actions; it only assembles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QVBoxLayout, QWidget

from app.services.views import CurrentRow, Draft
from app.ui.actions import ACTION, Actions
from app.ui.comparison.screen import ComparisonScreen
from app.ui.context import Context
from app.ui.files import Files
from app.ui.first_start.who import WhoDialog, shown
from app.ui.frame.bars import StatusBar, TopBar
from app.ui.frame.choosers import TopChoosers
from app.ui.frame.counts import RailCounts
from app.ui.frame.help import HelpDialog
from app.ui.frame.pages import Pages
from app.ui.frame.place import Place
from app.ui.frame.rail import COMPACT, WIDE, WORDS, Rail
from app.ui.frame.searching import PaletteSearch
from app.ui.parts.banner import BannerStack
from app.ui.parts.dialogs import ProblemDialog
from app.ui.past import show_past
from app.ui.screens import SCREENS, TITLES, lead, makers, prepare_meeting
from app.ui.standard.screen import StandardScreen
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.ui.comparison.vendors import Vendors
    from app.ui.link_place import LinkPlace
    from app.ui.linkmap.screen import LinkScreen
    from app.ui.merge.screen import MergeScreen
    from app.ui.register.screen import RegisterScreen
    from app.ui.register_place import RegisterPlace

LEADING = ("office", "head", "joint")  # who leads sees first what is next; who judges goes on judging
TITLE = "標準化 Fit&Gap ワークベンチ"


class Window(QMainWindow):
    """``start_wanted`` asks for the first dialog again (新しく始める)."""

    start_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.files = Files(context, self._begin_import, self)
        self.setWindowTitle(TITLE)
        self.setMinimumSize(1000, 540)
        self.resize(1366, 690)
        self.setAcceptDrops(True)
        self._screen = "comparison"
        self._build()
        self.actions_ = Actions(self, self._runs(), self._can)
        for action in self.actions_.all():
            self.addAction(action)
        self._build_menu()
        self._palette = PaletteSearch(context, self, self.actions_, self)
        self._connect()
        self._arrange()
        self.go("comparison")

    def _build(self) -> None:
        frame = QWidget(self)
        frame.setObjectName("frame")
        self.setCentralWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        column.addLayout(row, 1)
        self.rail = Rail(SCREENS, frame)
        row.addWidget(self.rail)
        right = QVBoxLayout()
        right.setSpacing(0)
        row.addLayout(right, 1)
        self.top = TopBar(frame)
        right.addWidget(self.top)
        self.banners = BannerStack(frame)
        right.addWidget(self.banners)
        self.screens = Pages(makers(self._context, self), frame)
        right.addWidget(self.screens, 1)
        self.standard = cast(StandardScreen, self.screens.get("standard"))
        self.comparison = cast(ComparisonScreen, self.screens.get("comparison"))
        self._choosers = TopChoosers(
            self._context, self.top, self.standard, self.comparison, self.screen, self.refresh_actions
        )
        self.status = StatusBar(frame)
        column.addWidget(self.status)
        self._place = Place(self._context, self.banners, say=self.status.say, reopen=self.open_file, window=self)

    @property
    def register(self) -> RegisterScreen:
        """課題・決定."""
        return cast("RegisterPlace", self.screens.get("register")).issues

    @property
    def linkmap(self) -> LinkScreen:
        """連携図."""
        return cast("LinkPlace", self.screens.get("linkmap")).map

    def _build_menu(self) -> None:
        menu = QMenu(self)
        groups = (
            ("open", "new", "sample"),
            ("import", "export", "export.state", "backup", "erase"),
            ("parcel.hand", "parcel.take", "parcel.return", "city.add", "sheet.send", "sheet.return"),
            ("theme.light", "theme.dark", "theme.auto"),
            ("detailed", "marks"),
            ("help", "quit"),
        )
        for group in groups:
            for name in group:
                menu.addAction(self.actions_.get(name))
            menu.addSeparator()
        self.rail.city.setMenu(menu)

    def _connect(self) -> None:
        context = self._context
        context.opened.connect(self._opened)
        context.editions_changed.connect(self._fill_choosers)
        context.history_changed.connect(self._history)
        context.saved.connect(lambda at: self.status.set_saved(f"保存済み {at}"))
        context.who_changed.connect(self._say_who)
        context.drafts_changed.connect(self._say_drafts)
        context.said.connect(self.status.say)
        context.go.connect(self.follow)
        context.city_came.connect(self.show_city)
        context.act.connect(lambda name: self.action(name).trigger())
        context.problem.connect(self.show_problem)
        context.tasks.changed.connect(self._say_work)
        self.rail.went.connect(self.go)
        self._counts = RailCounts(context, self.rail)
        self.rail.help_wanted.connect(self.help)
        self.top.search.clicked.connect(lambda _c=False: self._palette.open())
        self.top.undo.clicked.connect(lambda _c=False: self._context.undo())
        self.top.redo.clicked.connect(lambda _c=False: self._context.redo())
        self.status.change_who.connect(self.change_who)
        self.status.drafts_wanted.connect(self._next_draft)
        self.status.stop_wanted.connect(self._stop_work)
        self.comparison.progress.connect(self._progress)
        self.comparison.import_wanted.connect(self.import_files)
        self.comparison.standard_wanted.connect(lambda: self.go("standard"))
        self.comparison.kind_changed.connect(self._fill_choosers)
        self.comparison.issue_wanted.connect(self.show_issue)
        self.standard.compare_wanted.connect(self.show_requirement)
        self.standard.issue_wanted.connect(lambda node: self.new_issue({"nodes": [node]}))
        self.standard.step_changed.connect(self._head)
        self.standard.edition_shown.connect(self._fill_choosers)

    # actions

    def _runs(self) -> dict[str, Callable[[], object]]:
        return {
            "palette": lambda: self._palette.open(),
            **{f"go.{code}": partial(self.go, code) for code in TITLES},
            "undo": self._context.undo,
            "redo": self._context.redo,
            "open": self.files.open_dialog,
            "new": lambda: self.start_wanted.emit("new"),
            "sample": lambda: self.start_wanted.emit("sample"),
            "import": self.import_files,
            "find": lambda: self.screens.get(self._screen).find(),
            "past": lambda: show_past(self._context, self.screens.get(self._screen), self),
            "export": self.files.export,
            "export.state": partial(self.files.export, "state"),
            "sheet.send": self.files.send_sheets,
            "sheet.return": self.files.return_sheet,
            **self.files.runs(),
            "issue.new": self.new_issue,
            "meeting.new": partial(prepare_meeting, self),
            "adopt": self.standard_adopt,
            "backup": self.files.backup,
            "who": self.change_who,
            "theme.light": lambda: self._context.set_theme("light"),
            "theme.dark": lambda: self._context.set_theme("dark"),
            "theme.auto": lambda: self._context.set_theme("auto"),
            "detailed": lambda: self.comparison.set_detailed(not self.comparison.bar.detailed()),
            "marks": lambda: self.comparison.set_marks(not self._context.settings.get("marks")),
            "bulk.prohibited": self._bulk_prohibited,
            "vendor.import": lambda: self._vendors().begin(),
            "vendor.agreement": lambda: self._vendors().show_list(),
            "help": self.help,
            "quit": self.close,
        }

    def _can(self, word: str) -> bool:
        context = self._context
        if word == "open":
            return context.session is not None
        if word == "writable":
            return not context.read_only
        if word == "undo":
            return context.history.undo[0] > 0
        if word == "redo":
            return context.history.redo[0] > 0
        if word == "adopted":
            return context.adopted(context.business) is not None
        edition = self.standard.edition()
        return edition is not None and not edition.adopted  # "not-adopted"

    def refresh_actions(self) -> None:
        """Asks all actions again whether they can be done."""
        self.actions_.refresh()
        history = self._context.history
        self.top.follow(self.top.undo, self.actions_.get("undo"), "元に戻す", history.undo[1])
        self.top.follow(self.top.redo, self.actions_.get("redo"), "やり直す", history.redo[1])

    # going about

    def go(self, screen: str, part: str = "") -> None:
        """Another screen, and a page of it."""
        self._screen = screen
        self.rail.set_current(screen)
        page = self.screens.show_page(screen, part)
        self._head()
        page.focus()

    def screen(self) -> str:
        """The code of the screen that shows."""
        return self._screen

    def _head(self) -> None:
        importing = self._screen == "standard" and self.standard.importing()
        self.top.set_screen(TITLES[self._screen], "取り込み" if importing else "")
        self._fill_choosers()

    def shows(self, edition: str) -> bool:
        """True when 比較分析 is about this edition."""
        shown = self.comparison.edition()
        return shown is not None and shown.hash == edition

    def show_requirement(self, node: str) -> None:
        """A requirement in 比較分析."""
        self.go("comparison")
        self.comparison.go_to(node)

    def show_item(self, node: str) -> None:
        """An item in 標準仕様."""
        self.go("standard")
        self.standard.show_node(node)

    def show_issue(self, rid: str) -> None:
        """An issue in 課題・決定."""
        self.go("register", "issues")
        self.register.show_issue(rid)

    def new_issue(self, given: Mapping[str, object] | None = None) -> None:
        """The form of a new issue."""
        self.go("register", "issues")
        self.register.new_issue(given)

    def follow(self, screen: str, node: str) -> None:
        """A NODE on another screen."""
        if screen == "register":
            self.show_issue(node)
        else:
            self.go(screen)
            lead(self.screens.get(screen), screen, node)

    def show_city(self, path: str = "") -> None:
        """What another municipality gave, laid beside ours."""
        self.go("merge")
        cast("MergeScreen", self.screens.get("merge")).show_cities(path)

    def do_task(self, code: str, business: str) -> None:
        """Where a task of ホーム is done. ``business`` "" = wherever the first of them is."""
        if code == "suspect":
            self.go("standard")
            self.standard.tabs.bar.setCurrentIndex(2)
        elif code in ("overdue", "waiting"):
            self.go("register")
        elif code == "conflict":
            self.go("merge")
        elif code == "orphan":
            self.go("comparison")
            self.comparison.list.tabs.setCurrentIndex(1)
        else:
            self.go("standard")
            self.standard.show_task(code, business)

    def show_function(self, found: CurrentRow) -> None:
        """A current function nobody mapped."""
        self.go("comparison")
        self.comparison.show_orphan(found)

    def _fill_choosers(self) -> None:
        self._choosers.fill()

    def standard_adopt(self) -> None:
        """Adopts the edition shown in 標準仕様."""
        self.go("standard")
        self.standard.adopt()

    def _vendors(self) -> Vendors:
        self.go("comparison")
        return self.comparison.vendors

    def _bulk_prohibited(self) -> None:
        self.go("comparison")
        self.comparison.judging.offer_prohibited()

    # files

    def open_file(self, path: str) -> None:
        """Opens a workspace file."""
        self.files.open_file(path)

    def import_files(self, paths: list[str] | None = None) -> None:
        """Starts the import, with files or by choosing them."""
        self.files.import_files(paths)

    def _begin_import(self, paths: list[str]) -> None:
        self.go("standard")
        self.standard.start_import(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.files.wanted(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.drop(event.mimeData())
        event.acceptProposedAction()

    # people, help, problems

    def change_who(self) -> None:
        """別の人に交代."""
        dialog = WhoDialog(self._context.settings, self._context.who(), self)
        dialog.accepted.connect(lambda: self._context.set_who(dialog.who()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def help(self) -> None:
        """Help for where one is."""
        importing = self._screen == "standard" and self.standard.importing()
        title = "取り込み" if importing else TITLES[self._screen]
        dialog = HelpDialog("import" if importing else self._screen, title, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_problem(self, problem: InputProblem) -> None:
        """What nobody else handled."""
        dialog = ProblemDialog(problem, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # what the frame says

    def _opened(self) -> None:
        info = self._context.info
        assert info is not None
        self.rail.set_city(info.municipality)
        self.setWindowTitle(" － ".join(t for t in (info.municipality, info.handed, TITLE) if t))
        self._say_who()
        self.status.say("")
        self._place.show()
        if info.read_only:
            self.status.set_saved("読むだけ", "lock", "text2")
        else:
            self.status.set_saved("開きました" if not self._context.saved_at else f"保存済み {self._context.saved_at}")
        adopted = any(e.adopted for e in self._context.editions)
        first = "home" if self._context.who().role in LEADING else "comparison"
        self.go(first if adopted else "standard")

    def _say_who(self) -> None:
        self.status.set_who(shown(self._context.who()) if self._context.session is not None else "")

    def _history(self) -> None:
        self.status.undoable.setText(f"元に戻せる操作 {self._context.history.undo[0]}")
        self.refresh_actions()

    def _say_drafts(self) -> None:
        self.status.set_drafts(len({node for node, _atom in self._context.drafts}))

    def _next_draft(self) -> None:
        drafts: list[Draft] = list(self._context.drafts.values())
        if drafts:
            self.go("comparison")
            self.comparison.go_to(drafts[0].node)

    def _say_work(self) -> None:
        running = self._context.tasks.running()
        self.status.set_work(running[0].said() if running else "", stoppable=bool(running) and running[0].stoppable)

    def _stop_work(self) -> None:
        for job in self._context.tasks.running()[:1]:
            job.cancel()

    def _progress(self, judged: int, total: int) -> None:
        self.rail.set_count("comparison", total - judged)

    # size

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        form = "wide" if width >= 1600 else "small" if width < 1200 or height < 620 else "normal"
        self.rail.set_form({"wide": WIDE, "normal": COMPACT, "small": WORDS}[form])
        self.screens.set_form(form, width - self.rail.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.comparison.judging.keep_draft()
        super().closeEvent(event)

    def action(self, name: str) -> QAction:
        """An action of the table."""
        assert name in ACTION
        return self.actions_.get(name)
