"""質問票 as a test object: what a person does on the page and sees there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.services import questionnaires as q
from app.services import survey
from app.services.session import Session
from app.ui.survey.questions_card import QuestionCard
from app.ui.survey.screen import SurveyScreen
from app.ui.work.questions import Wanted
from tests.ui.objects import ProgramObject


class Questions:
    """The page in a test."""

    def __init__(self, program: ProgramObject, name: str = "suita16", department: str = "税務課") -> None:
        self.program = program
        program.window.go("survey")
        program.do_wait()
        screen = program.window.screens.get("survey")
        assert isinstance(screen, SurveyScreen)
        self.screen = screen
        screen.questions.button.click()
        program.do_wait()
        self.page = screen.questions.page
        if name != "suita16":
            self.page._ask(Wanted(name))
            program.do_wait()
        if department:
            self.do_choose(department)

    def do_choose(self, department: str) -> None:
        """Another department of the list."""
        lines = self.page.departments._lines
        place = next(n for n, line in enumerate(lines.lines) if line.name == department)
        self.page.departments.setCurrentIndex(lines.index(place))
        self.program.do_wait()

    def card(self, question: str) -> QuestionCard:
        return self.page.sheet.cards[question]

    def do_type(self, question: str, text: str) -> None:
        """Writes over a field of text and leaves it with Tab."""
        self.page.sheet.show_question(question)
        focus = self.program.focus()
        focus.selectAll()
        self.program.do_commit(text)
        self.program.do_press(Qt.Key.Key_Tab)
        self.program.do_wait()

    def do_pick(self, question: str, label: str) -> None:
        """Chooses from a pull-down."""
        chooser = self.card(question).field.chooser
        chooser.setCurrentIndex(chooser.findText(label))
        chooser.activated.emit(chooser.currentIndex())
        self.program.do_wait()

    def do_run(self, function: Callable[[Session], object]) -> object:
        """Something done elsewhere; the window is told as after a merge."""
        found: list[object] = []
        self.program.context.run(function, done=found.append)
        self.program.do_wait()
        return found[0]

    def stored(self, question: str, department: str = "税務課") -> tuple[object, str]:
        """What the file holds."""

        def read(session: Session) -> object:
            asked = q.definition(session, self.page._wanted.questionnaire)
            rid = q.find_department(session, department)
            given = q.given(session, asked).get((rid, self.page._wanted.subject), {})
            return (given[question].value, given[question].remark) if question in given else ("", "")

        return self.do_run(read)  # type: ignore[return-value]

    def system(self, name: str) -> dict[str, object]:
        rows = self.do_run(lambda session: survey.list_rows(session, "systems"))
        return next(r for r in rows if r["name"] == name)  # type: ignore[attr-defined]

    @property
    def steps(self) -> int:
        return self.program.context.history.undo[0]

    def do_undo(self) -> None:
        self.program.window.action("undo").trigger()
        self.program.do_wait()
