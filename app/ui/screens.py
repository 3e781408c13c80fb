"""The screens there are, in the order of the work, and how each is made and tied to the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, cast

from app.ui.comparison.screen import ComparisonScreen
from app.ui.frame.pages import Page
from app.ui.standard.screen import StandardScreen

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from app.ui.context import Context
    from app.ui.frame.pages import Pages
    from app.ui.handin_place import HandinPlace
    from app.ui.link_place import LinkPlace
    from app.ui.meeting.screen import MeetingScreen
    from app.ui.merge.screen import MergeScreen
    from app.ui.pmo.page import PmoPage
    from app.ui.survey.screen import SurveyScreen
    from app.ui.transition.screen import TransitionScreen

SCREENS = (
    ("home", "home", "ホーム"),
    ("standard", "standard", "標準仕様"),
    ("survey", "table", "現行調査"),
    ("comparison", "comparison", "比較分析"),
    ("register", "flag", "課題・決定"),
    ("linkmap", "graph", "連携図"),
    ("transition", "transition", "過渡期"),
    ("merge", "inbox", "集約"),
    ("meeting", "meeting", "会議"),
    ("handin", "file", "様式・報告"),
)
TITLES = {code: word for code, _icon, word in SCREENS}


class Going(Protocol):
    """What a screen asks of the window: to go elsewhere with something in hand."""

    screens: Pages

    def go(self, screen: str) -> None: ...
    def import_files(self) -> None: ...
    def follow(self, screen: str, node: str) -> None: ...
    def show_issue(self, rid: str) -> None: ...
    def do_task(self, code: str, business: str) -> None: ...
    def action(self, name: str) -> QAction: ...
    def new_issue(self, given: Mapping[str, object] | None = None) -> None: ...


def makers(context: Context, window: Going) -> dict[str, Callable[[QWidget], Page]]:
    """Code → what makes the screen. Those that aren't seen at the start are loaded when somebody goes there."""

    def home(parent: QWidget) -> Page:
        from app.ui.home.screen import HomeScreen

        made = HomeScreen(context, parent)
        made.node_wanted.connect(lambda node: window.follow("comparison", node))
        made.issue_wanted.connect(window.show_issue)
        made.task_wanted.connect(window.do_task)
        made.import_wanted.connect(lambda: window.import_files())
        return made

    def survey(parent: QWidget) -> Page:
        from app.ui.survey.screen import SurveyScreen

        return SurveyScreen(context, parent)

    def register(parent: QWidget) -> Page:
        from app.ui.register_place import RegisterPlace

        made = RegisterPlace(context, parent)
        made.issues.followed.connect(window.follow)
        return made

    def linkmap(parent: QWidget) -> Page:
        from app.ui.link_place import LinkPlace

        made = LinkPlace(context, parent)
        made.map.import_wanted.connect(lambda: window.import_files())
        made.map.issue_wanted.connect(lambda nodes, title: window.new_issue(about_links(nodes, title)))
        return made

    def transition(parent: QWidget) -> Page:
        from app.ui.transition.screen import TransitionScreen

        made = TransitionScreen(context, parent)
        made.survey_wanted.connect(lambda number: window.follow("survey", f"systems/{number}"))
        return made

    def compare(business: str) -> None:
        if business != context.business and business in dict(context.businesses()):
            context.business = business
            context.editions_changed.emit()
        window.go("comparison")

    def merge(parent: QWidget) -> Page:
        from app.ui.merge.screen import MergeScreen

        made = MergeScreen(context, parent)
        made.item_wanted.connect(lambda node: window.follow("comparison", node))
        made.area_wanted.connect(compare)
        made.take_wanted.connect(lambda: window.action("parcel.take").trigger())
        made.hand_wanted.connect(lambda: window.action("parcel.hand").trigger())
        return made

    def meeting(parent: QWidget) -> Page:
        from app.ui.meeting.screen import MeetingScreen

        return MeetingScreen(context, parent)

    def handin(parent: QWidget) -> Page:
        from app.ui.handin_place import HandinPlace

        return HandinPlace(context, parent)

    return {
        "home": home,
        "standard": lambda parent: StandardScreen(context, parent),
        "survey": survey,
        "comparison": lambda parent: ComparisonScreen(context, parent),
        "register": register,
        "linkmap": linkmap,
        "transition": transition,
        "merge": merge,
        "meeting": meeting,
        "handin": handin,
    }


def lead(page: Page, screen: str, node: str) -> None:
    """A NODE on the screen one has gone to; elsewhere there is nothing to stand on."""
    if screen == "comparison":
        cast(ComparisonScreen, page).go_to(node)
    elif screen == "linkmap":
        cast("LinkPlace", page).show_link(node)
    elif screen == "transition":
        cast("TransitionScreen", page).show_pair(node)
    elif screen == "handin":
        place = cast("HandinPlace", page)
        place.show_part("pmo")
        cast("PmoPage", place.page("pmo")).show_cell(node)
    elif screen == "merge":
        cast("MergeScreen", page).show_node(node)
    elif screen == "survey":
        find_in_survey(page, node)


def find_in_survey(page: Page, place: str) -> None:
    """A record in 現行調査; ``place``: list/number."""
    name, _, number = place.partition("/")
    survey = cast("SurveyScreen", page)
    survey.show_list(name)
    survey.tools.search.setText(number)
    survey.tools.search.searched.emit(number)


def prepare_meeting(window: Going) -> None:
    """The form of a new meeting."""
    window.go("meeting")
    cast("MeetingScreen", window.screens.get("meeting")).new_meeting()


def about_links(nodes: tuple[str, ...], title: str) -> dict[str, object]:
    """What the form of an issue about linkages of the picture starts with."""
    records = [node.partition(":")[2] for node in nodes if node.startswith("curlink:")]
    published = [node for node in nodes if not node.startswith("curlink:")]
    return {"kind": "linkage", "title": f"{title} の連携", "nodes": published, "records": records}
