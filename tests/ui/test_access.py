"""For keyboard and screen reader: names on everything that takes the focus, a way through by Tab, plain user text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QLineEdit, QTextEdit, QWidget

from app.ui.parts.text import Elided, Label, amp, tip
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def focusable(window: QWidget) -> list[QWidget]:
    """Visible widgets the Tab key reaches."""
    return [
        w
        for w in window.findChildren(QWidget)
        if w.isVisibleTo(window) and w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled()
    ]


@pytest.mark.parametrize("screen", ["comparison", "standard", "survey", "linkmap", "meeting"])
def test_everything_with_focus_has_a_name(start: Start, workspace: Path, screen: str) -> None:
    program = start(workspace)
    program.window.go(screen)
    program.do_wait()
    nameless = [
        w
        for w in focusable(program.window)
        if isinstance(w, (QAbstractButton, QAbstractItemView, QLineEdit, QTextEdit))
        and not (w.accessibleName() or (w.text() if isinstance(w, QAbstractButton) else ""))
    ]
    assert nameless == []


def test_every_screen_has_a_name_a_key_and_help(start: Start, workspace: Path) -> None:
    from app.ui.actions import ACTION
    from app.ui.frame.help import HelpDialog, keys_for
    from app.ui.screens import SCREENS

    program = start(workspace)
    for place, (code, _icon, title) in enumerate(SCREENS):
        assert ACTION[f"go.{code}"].shortcut == f"Alt+{place}"
        program.window.action(f"go.{code}").trigger()
        program.do_wait()
        assert program.window.screen() == code
        assert program.window.top.title.text() == title
        program.window.action("help").trigger()
        dialog = next(d for d in program.window.findChildren(HelpDialog) if d.isVisible())
        assert dialog.windowTitle() == f"{title}の使い方"
        assert len(keys_for(code)) > 5
        dialog.accept()


def test_tab_goes_round(start: Start, workspace: Path) -> None:
    program = start(workspace)
    seen: set[int] = set()
    for _ in range(200):
        program.do_press(Qt.Key.Key_Tab)
        here = program.focus()
        if id(here) in seen:
            break
        seen.add(id(here))
    assert len(seen) >= 15
    assert program.window.comparison.list.view.hasFocus() or id(program.window.comparison.list.view) in seen


def test_user_text_is_plain_everywhere(start: Start, workspace: Path) -> None:
    program = start(workspace)
    rich = [w for w in program.window.findChildren(QLabel) if w.text() and w.textFormat() != Qt.TextFormat.PlainText]
    assert rich == []


def test_markup_in_names_is_shown_not_obeyed(start: Start) -> None:
    name = "<b>A&B</b>"
    assert "<b>" not in tip(name)
    assert "&lt;b&gt;" in tip(name)
    assert amp("A&B") == "A&&B"
    assert Label(name).text() == name
    assert Elided(name).whole() == name


def test_qt_speaks_japanese(start: Start, workspace: Path) -> None:
    program = start(workspace)
    menu = program.window.comparison.list.search.createStandardContextMenu()
    words = "".join(action.text() for action in menu.actions())
    menu.deleteLater()
    assert "コピー" in words
    assert "Copy" not in words
