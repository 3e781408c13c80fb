"""課題・決定: the register at the left, one issue in the middle, what it is about at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.tabs import TabStrip
from app.ui.register.beside import BesidePane
from app.ui.register.issue_pane import IssuePane
from app.ui.register.list_pane import ListPane
from app.ui.register.writing import Writing
from app.ui.work import register as work
from app.ui.work import register_more as more
from app.ui.work.register import ISSUE_TYPES, IssueLine, IssueReading

LIST, BESIDE = 420, 320
WIDE_LIST, WIDE_BESIDE = 560, 460
TOUCHING = frozenset({"item", "mapping", "adoption", "edition", "function", "curform", "curlink", "system"})


class RegisterScreen(QWidget):
    """Loads when it is shown and after what it shows has changed."""

    followed = Signal(str, str)  # (screen, NODE)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._small = False
        self._asked = ""  # rid whose reading is under way
        self._wanted = ""  # rid to choose once the list is here
        self._build()
        context.opened.connect(self._opened)
        context.committed.connect(self._committed)
        context.editions_changed.connect(self._outdated)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.banners = BannerStack(self)
        outer.addWidget(self.banners)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack, 1)
        self._first = Button("新しい課題…", self, kind="main", press=self.new_issue)
        self._empty = EmptyState(
            "flag",
            "まだ課題がありません",
            "比較分析で G を押すか、ここで新しく書くと、課題になります。",
            self,
            buttons=(self._first,),
        )
        self._stack.addWidget(self._empty)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._stack.addWidget(self._split)
        self.list = ListPane(self._split)
        self.middle = QWidget(self._split)
        column = QVBoxLayout(self.middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = TabStrip(("課題", "関係する標準と現行"), self.middle, name="中央の欄の切り替え")
        column.addWidget(self.tabs)
        self._pages = QStackedWidget(self.middle)
        column.addWidget(self._pages, 1)
        self.issue = IssuePane(self._pages)
        self._pages.addWidget(self.issue)
        self.beside = BesidePane(self._split)
        for pane in (self.list, self.middle, self.beside):
            self._split.addWidget(pane)
        self._split.setStretchFactor(1, 1)
        self.tabs.hide()
        self.tabs.bar.currentChanged.connect(self._tab)
        self.list.new_wanted.connect(self.new_issue)
        self.list.shown.connect(lambda: self._chosen(self.list.view.rid()))
        self.list.view.current_issue.connect(self._chosen)
        self.list.view.letter.connect(self._letter)
        self.writing = Writing(self._context, self.list, self.issue, self.banners, self)
        self.writing.written.connect(self._written)
        self.list.view.fields.connect(self.writing.edit)
        self.issue.kin_wanted.connect(self.show_issue)
        self.beside.followed.connect(self.followed)
        QWidget.setTabOrder(self.list.search, self.list.view)

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        (self.list.view if self._stack.currentWidget() is self._split else self._first).setFocus()

    def find(self) -> None:
        """Goes to the search line."""
        self.list.search.setFocus()
        self.list.search.selectAll()

    def about(self) -> tuple[str, str]:
        """What 経緯 is about: the issue that shows."""
        reading = self.issue.reading()
        return (reading.issue.rid, "") if reading is not None else ("", "")

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small, from the size of the window."""
        self._small, wide = form == "small", form == "wide"
        if self._small and self._pages.indexOf(self.beside) < 0:
            self._pages.addWidget(self.beside)
        elif not self._small and self._pages.indexOf(self.beside) >= 0:
            self._pages.removeWidget(self.beside)
            self._split.addWidget(self.beside)
            self.beside.show()
        self.tabs.setVisible(self._small)
        self._pages.setCurrentIndex(0)
        self.tabs.bar.setCurrentIndex(0)
        if self._small:
            self._split.setSizes([min(400, width // 2), width - min(400, width // 2)])
        else:
            left, right = (WIDE_LIST, WIDE_BESIDE) if wide else (LIST, BESIDE)
            self._split.setSizes([left, width - left - right - 2, right])

    def _tab(self, place: int) -> None:
        if self._small:
            self._pages.setCurrentWidget(self.beside if place else self.issue)

    # loading

    def _opened(self) -> None:
        self._stale, self._asked, self._wanted = True, "", ""
        self.banners.drop("refused")

    def _outdated(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.types & ISSUE_TYPES or changes.types & TOUCHING or not changes.types:
            self._outdated()

    def load(self) -> None:
        """The register, the names of the departments, then the issue at hand."""
        self._stale = False
        writable = not self._context.read_only
        for button in (self.list.new, self._first):
            button.set_usable(writable, "読むだけで開いています")
        self.issue.set_writable(writable)
        self._context.run(more.form_lists, done=self.writing.put_lists, owner=self)
        self._context.run(
            work.load_register, date.today().isoformat(), done=self._arrived, label="課題を読んでいます", owner=self
        )

    def _arrived(self, lines: tuple[IssueLine, ...]) -> None:
        had_focus = self.isVisible() and self._first.hasFocus()
        self._stack.setCurrentWidget(self._split if lines else self._empty)
        self._asked = ""  # the same issue may have changed: it is read again
        self.list.show_lines(lines)
        wanted, self._wanted = self._wanted, ""
        if wanted and not self.list.show_issue(wanted):
            self._context.said.emit("その課題はもうありません。")
        if had_focus and lines:
            self.list.view.setFocus()

    def _written(self, rid: str) -> None:
        self._wanted = rid
        if not self.list.view.hasFocus() and self.isVisible():
            self.list.view.setFocus()

    def _chosen(self, rid: object) -> None:
        if not isinstance(rid, str) or not rid or rid == self._asked:
            return
        self._asked = rid
        today = date.today().isoformat()
        self._context.run(work.load_issue, rid, today, done=self._read, failed=self.writing.failed, owner=self)

    def _read(self, reading: IssueReading) -> None:
        if reading.issue.rid == self.list.view.rid():
            self.issue.show_reading(reading)
            self.beside.show_reading(reading)

    def show_issue(self, rid: str) -> None:
        """An issue named elsewhere."""
        if self._stale or self._stack.currentWidget() is not self._split:
            self._wanted = rid
            self.load()
        elif not self.list.show_issue(rid):
            self._wanted = rid  # made a moment ago: the list that holds it is under way
            self.load()
        self.list.view.setFocus()

    # keys

    def _letter(self, letter: str) -> None:
        run: dict[str, Callable[[], object]] = {
            "F": self.find,
            "N": self.new_issue,
            "D": self._open_dispositions,
            "O": self.writing.add_option,
            "K": self.writing.decide,
            "L": self.writing.write_ladder,
            "C": self.writing.compare,
        }
        if letter in run:
            run[letter]()

    def _open_dispositions(self) -> None:
        self.issue.disposition.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.issue.disposition.open()

    def new_issue(self, given: Mapping[str, Any] | None = None) -> None:
        """The empty form, or with what is known already."""
        self.writing.new_issue(given)
