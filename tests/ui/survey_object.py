"""現行調査 as a test object: what a person does in the grid and sees there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.cliptable import write_text
from app.services import survey_grid
from app.ui.models.survey import SurveyModel
from app.ui.survey.screen import SurveyScreen
from tests.ui.objects import ProgramObject

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Survey:
    """The screen in a test."""

    def __init__(self, program: ProgramObject, name: str = "functions") -> None:
        self.program = program
        program.window.go("survey")
        program.do_wait()
        page = program.window.screens.get("survey")
        assert isinstance(page, SurveyScreen)
        self.screen = page
        page.show_list(name)
        program.do_wait()
        self.grid.setFocus()

    @property
    def grid(self):
        """The grid of the list that shows."""
        return self.screen.grid

    @property
    def model(self) -> SurveyModel:
        """Its rows."""
        return self.screen.model

    def do_go(self, row: int, code: str) -> None:
        """Chooses a cell."""
        self.grid.go(row, self.model.place[code])
        self.grid.setFocus()

    def text(self, row: int, code: str) -> str:
        """What a cell shows."""
        return self.model.text(row, self.model.place[code])

    def stored(self, row: int, code: str) -> str:
        """What the file holds."""
        line = self.model.line(row)
        assert line is not None
        done = []
        self.program.context.run(
            lambda session: survey_grid.rows(session, self.screen.list_name(), [line.rid]), done=done.append
        )
        self.program.do_wait()
        place = [c.code for c in self.model.list.columns].index(code)
        return done[0][0].texts[place] if done[0] else ""

    def do_paste(self, table: list[list[str]]) -> None:
        """A block from a spreadsheet."""
        QApplication.clipboard().setText(write_text(table))
        self.program.do_press(Qt.Key.Key_V, CTRL)
        self.program.do_wait()

    @property
    def steps(self) -> int:
        """What can be taken back."""
        return self.program.context.history.undo[0]

    def do_undo(self) -> None:
        """Ctrl+Z."""
        self.program.window.action("undo").trigger()
        self.program.do_wait()
