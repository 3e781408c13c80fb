"""課題・決定 with what belongs to it: the issues, later steps, BPR, the lists kept beside them, each behind a tab.

Only puts screens together: the folders of screens do not import one another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.services.views import Changes
from app.ui.context import Context
from app.ui.frame.pages import Remembering
from app.ui.linkreview.asking import Asking
from app.ui.parts.buttons import Button
from app.ui.parts.tabs import TabStrip
from app.ui.parts.text import amp
from app.ui.plans.asking import AskingPage
from app.ui.plans.bpr import BprPage
from app.ui.plans.conforming import ConformityPage
from app.ui.plans.routing import RoutingPage
from app.ui.register.screen import RegisterScreen
from app.ui.survey.screen import SurveyScreen
from app.ui.survey.tabs import REGISTER
from app.ui.work import plans as work
from app.ui.work.frame import HistoryState
from spec_catalog.problems import InputProblem

PARTS = (("issues", "課題"), ("routing", "後の工程"), ("bpr", "BPR"), ("conformity", "適合確認"),
         ("inquiries", "照会"), ("lists", "一覧"))  # fmt: skip


Part = RegisterScreen | SurveyScreen | BprPage | RoutingPage | ConformityPage | AskingPage


class RegisterPlace(QWidget):
    """``issues`` is made at once, the rest when somebody goes there."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._form = ("normal", 1286)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = TabStrip([word for _code, word in PARTS], self, name="課題・決定の中の切り替え")
        column.addWidget(self.tabs)
        self._stack = QStackedWidget(self)
        column.addWidget(self._stack, 1)
        self.issues = RegisterScreen(context, self)
        self._stack.addWidget(self.issues)
        self.asking = Asking(context, self)
        self.issues.issue.impact_wanted.connect(self._ask)
        self._made: dict[str, Part] = {"issues": self.issues}
        self.tabs.bar.currentChanged.connect(self._changed)
        self.examples = Button("公表された例から入れる", self.tabs, kind="quiet")
        menu = QMenu(self.examples)
        for name, title in work.examples():
            menu.addAction(amp(title), partial(self._take, name))
        menu.addSeparator()
        menu.addAction("採用中の非機能要件からSLAの行を作る", lambda: self._add(work.take_slas))
        self.examples.setMenu(menu)
        self.examples.hide()
        self.tabs.add_widget(self.examples)

    def part(self) -> str:
        """Code of the page that shows."""
        return PARTS[self.tabs.bar.currentIndex()][0]

    def show_part(self, code: str) -> None:
        """Brings a page to the front."""
        self.tabs.bar.setCurrentIndex([c for c, _word in PARTS].index(code))

    def _ask(self) -> None:
        """Inquiries to those the linkages of the issue touch."""
        reading = self.issues.issue.reading()
        if reading is not None:
            self.asking.ask([f"issue:{reading.issue.rid}"])

    def _bpr(self) -> Part:
        made = BprPage(self._context, self)
        made.lists_wanted.connect(self.show_list)
        made.issue_wanted.connect(self._show_issue)
        made.sheet_wanted.connect(lambda: self._context.act.emit("export"))
        return made

    def _routing(self) -> Part:
        made = RoutingPage(self._context, self)
        made.issue_wanted.connect(self._show_issue)
        made.sheet_wanted.connect(lambda: self._context.act.emit("export"))
        return made

    def _conformity(self) -> Part:
        made = ConformityPage(self._context, self)
        made.node_wanted.connect(lambda node: self._context.go.emit("comparison", node))
        return made

    def _asking(self) -> Part:
        made = AskingPage(self._context, self)
        made.issue_wanted.connect(self._show_issue)
        made.lists_wanted.connect(self.show_list)
        return made

    def _lists(self) -> Part:
        return SurveyScreen(self._context, self, lists=REGISTER)

    def show_list(self, name: str) -> None:
        """One of the lists."""
        page = self.page("lists")
        assert isinstance(page, SurveyScreen)
        self.show_part("lists")
        page.show_list(name)

    def _show_issue(self, rid: str) -> None:
        self.show_part("issues")
        self.issues.show_issue(rid)

    def _take(self, name: str) -> None:
        self._add(work.take_example, name)

    def _add(self, step: Callable[..., tuple[Changes, HistoryState]], *given: str) -> None:
        def done(found: tuple[Changes, HistoryState]) -> None:
            self._context.note_commit(*found)
            self._context.said.emit(f"{found[0].label}。元に戻すで戻せます。")

        def failed(problem: BaseException) -> None:
            if not isinstance(problem, InputProblem):
                raise problem
            self._context.said.emit("　".join(t for t in (problem.message, problem.hint) if t))

        if self._context.read_only:
            self._context.said.emit("読むだけで開いています。")
            return
        self._context.run(step, *given, done=done, failed=failed, label="書き込み中", owner=self)

    def _changed(self, _place: int) -> None:
        self.examples.setVisible(self.part() == "lists")
        page = self.page(self.part())
        self._stack.setCurrentWidget(page)
        page.focus()

    def page(self, code: str) -> Part:
        """A page by code, made if it isn't yet."""
        if code not in self._made:
            make = {
                "bpr": self._bpr,
                "routing": self._routing,
                "conformity": self._conformity,
                "inquiries": self._asking,
            }.get(code, self._lists)
            made = make()
            self._made[code] = made
            self._stack.addWidget(made)
            made.set_form(*self._form)
        return self._made[code]

    def focus(self) -> None:
        """Where the keys go when one comes here."""
        self.page(self.part()).focus()

    def find(self) -> None:
        """Goes to the line that narrows the page down."""
        self.page(self.part()).find()

    def about(self) -> tuple[str, str]:
        """What 経緯 is about: whatever the page that shows says."""
        page = self.page(self.part())
        return page.about() if isinstance(page, Remembering) else ("", "")

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small, from the size of the window."""
        self._form = (form, width)
        for page in self._made.values():
            page.set_form(form, width)
