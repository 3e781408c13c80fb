"""Counted journeys: first start to first verdict in at most 6 actions, 100 verdicts in at most 110 key presses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import catalogue, history, session
from app.services.views import ItemFilter, Who
from app.ui.app import make_application
from spec_catalog.model import Edition, LoadedFile, SheetAccount, SizeClasses, SourceRow, SpecItem
from tests.ui.objects import ProgramObject

WHO = Who("市民課", "佐藤 花子", "clerk")
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def start(qtbot: QtBot, qapp: object) -> Iterator[Callable[..., ProgramObject]]:
    """Programs that are closed at the end."""
    make_application(["fitgap"], "light")
    made: list[ProgramObject] = []

    def begin(workspace: Path | None = None) -> ProgramObject:
        made.append(ProgramObject(qtbot, (1366, 690)))
        if workspace is not None:
            made[-1].do_open(workspace)
        return made[-1]

    yield begin
    for program in made:
        program.do_close()


@pytest.fixture
def undecided(tmp_path: Path) -> Path:
    """A workspace with 120 requirements nobody judged."""
    items = tuple(
        SpecItem(
            business="001",
            kind="req",
            id=f"001{n:04d}",
            id_original=f"001{n:04d}",
            order=n,
            path=(f"{n // 20 + 1} 大項目",),
            name=f"要件{n}",
            text=f"{n} 番目のことができること。",
            classes=SizeClasses("mandatory", "mandatory", "mandatory"),
            rows=(SourceRow("要件", n + 2),),
        )
        for n in range(1, 121)
    )
    edition = Edition("001", "req", "第1.0版", "2025-03-31", items=items)
    loaded = LoadedFile("a.xlsx", "a.xlsx", "req", edition, (SheetAccount("要件", 480, 480),))
    path = tmp_path / "試験.fitgap"
    opened = session.create(path, municipality="みほん市", code="999997", size="general", who=WHO)
    try:
        catalogue.take_over(opened, [loaded], adopt=True)
    finally:
        opened.close()
    return path


def stored(path: Path) -> tuple[int, int]:
    """(judged items, units) as another process would read them."""
    opened = session.open_(path, who=WHO)
    try:
        edition = catalogue.adopted(opened, "001")
        assert edition is not None
        left = len(catalogue.item_keys(opened, edition.hash, ItemFilter(verdicts=("",))))
        return edition.items - left, len(history.log(opened))
    finally:
        opened.close()


def test_first_start_to_first_verdict_in_six_actions(start: Callable[..., ProgramObject]) -> None:
    program = start()
    program.do_first_start()
    program.do_press("3")  # みほん市で試す
    program.do_press(Qt.Key.Key_Return)
    program.do_wait()
    assert program.window.isVisible()
    assert program.window.screen() == "comparison"
    undoable = program.context.history.undo[0]
    program.do_press("1")
    program.do_wait()
    program.assert_saved()
    assert program.context.history.undo[0] == undoable + 1
    assert program.presses <= 6


@pytest.mark.parametrize("way", ["keys", "full width", "input method"])
def test_hundred_verdicts(start: Callable[..., ProgramObject], undecided: Path, way: str) -> None:
    program = start(undecided)
    digits = "1341"
    for n in range(100):
        digit = digits[n % 4]
        if way == "keys":
            program.do_press(digit)
        elif way == "full width":
            program.do_press(chr(ord(digit) + 0xFEE0))
        else:
            program.do_compose(chr(ord(digit) + 0xFEE0))
            program.do_commit(chr(ord(digit) + 0xFEE0))
    program.do_wait()
    program.assert_progress(100)
    assert program.presses <= 110
    program.do_close()
    judged, units = stored(undecided)
    assert judged == 100
    assert units == 101  # the adoption and one step per verdict


def test_keys_while_the_file_is_busy_are_kept(start: Callable[..., ProgramObject], undecided: Path) -> None:
    program = start(undecided)
    program.context.tasks.db(lambda: os.fsync(os.open(str(undecided.parent), os.O_RDONLY)))
    for _ in range(12):
        program.do_press("1")
    program.do_wait()
    program.assert_progress(12)
