"""The way into 質問票: a button at the right end of the tabs of 現行調査, and a page of its stack."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.context import Context
from app.ui.parts.buttons import Button
from app.ui.survey.questions import QuestionsPage
from app.ui.survey.tabs import ListTabs


class Questions:
    """Ties the page to the screen."""

    def __init__(self, context: Context, tabs: ListTabs, stack: QStackedWidget, screen: QWidget) -> None:
        self._stack, self._work = stack, stack.widget(0)
        self.page = QuestionsPage(context, screen)
        stack.addWidget(self.page)
        self.button = Button("質問票", tabs, kind="quiet", icon="note", press=self.show)
        tabs.add_widget(self.button)

    def show(self) -> None:
        """The page in place of the lists."""
        self._stack.setCurrentWidget(self.page)
        self.page.focus()

    def showing(self) -> bool:
        """True while the page shows."""
        return self._stack.currentWidget() is self.page
