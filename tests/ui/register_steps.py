"""Steps in 課題・決定 that several tests take."""

from __future__ import annotations

from app.ui.register.screen import RegisterScreen
from tests.ui.objects import ProgramObject


def register(program: ProgramObject) -> RegisterScreen:
    """The screen with its list."""
    program.window.action("go.register").trigger()
    program.do_wait()
    return program.window.register


def choose(program: ProgramObject, number: str) -> RegisterScreen:
    """The screen at an issue."""
    screen = register(program)
    screen.show_issue(next(line.rid for line in screen.list._all if line.number == number))
    program.do_wait()
    return screen


def dialog_of(program: ProgramObject, kind: type):
    return next(d for d in program.window.findChildren(kind) if d.isVisible())
