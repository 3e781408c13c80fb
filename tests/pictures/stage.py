"""The window on its stage: the sample open, brought to a place, and the table of scenes to draw."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QWidget

from app.services.session import Session
from app.services.views import Who
from app.ui.app import Program
from app.ui.render import settle
from app.ui.work import frame as work

Drawn = list[QWidget]  # the window first, popups and dialogs over it
Scene = Callable[["Stage"], Drawn]
SCENES: dict[str, Scene] = {}
RICH = "req:0010504"


def make_conflict(session: Session, edition: str, key: int) -> None:
    """Two verdicts given without knowing of each other."""
    from app.services import comparison

    for verdict, detail in (("gap", "番号に端末名がない。"), ("fit", "")):
        comparison.judge(session, edition, [key], verdict=verdict, detail=detail, parents={key: ()})


class Stage:
    """The program with the sample open, and the workbooks for the import."""

    def __init__(self, program: Program, workspace: Path, books: list[Path]) -> None:
        self.program, self.workspace, self.books = program, workspace, books
        self.window = program.window
        self.height = 768
        self.context = program.context

    def open(self) -> None:
        """Opens the sample."""
        who = Who("市民課", "佐藤 花子", "clerk")
        self.context.open_with(work.open_file, str(self.workspace), who, label="")
        self.window.show()
        self.rest()

    def rest(self) -> None:
        """Until nothing moves."""
        settle(self.context)

    def compare(self, *, detailed: bool = False, node: str = RICH) -> None:
        """比較分析 at a requirement that has everything."""
        self.window.go("comparison")
        self.window.comparison.set_kind("req")
        self.rest()
        self.window.comparison.bar.close_fields()
        self.window.comparison.list.tabs.setCurrentIndex(0)
        self.window.comparison.set_detailed(detailed)
        self.rest()
        self.window.comparison.go_to(node)
        self.rest()
        self.window.comparison.list.view.setFocus()
        self.rest()

    def issue(self, number: str) -> None:
        """課題・決定 at an issue."""
        self.window.go("register", "issues")
        self.rest()
        screen = self.window.register
        screen.tabs.bar.setCurrentIndex(0)
        screen.show_issue(next(line.rid for line in screen.list._all if line.number == number))
        self.rest()

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """The dialog of a kind that is open."""
        self.rest()
        return next(d for d in self.window.findChildren(kind) if d.isVisible())


def at_field(popup: QWidget, field: QWidget) -> QWidget:
    """A popup where it would stand on a screen as large as the window: the platform without display has a small one."""
    window = field.window()
    place = field.mapTo(window, QPoint(0, 0))
    x = min(place.x(), window.width() - popup.width() - 4)
    over = place.y() > window.height() // 2
    y = place.y() - popup.height() - 2 if over else place.y() + field.height() + 2
    popup.move(window.x() + x, window.y() + max(4, y))
    return popup


def scene(function: Scene) -> Scene:
    """Registers a scene under its name."""
    SCENES[function.__name__.replace("_", "-")] = function
    return function
