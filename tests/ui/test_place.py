"""A file from a share: the window says so, gives it back on one press, and takes in what others wrote meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.services import catalogue, comparison, upkeep
from app.services import session as sessions
from app.services.views import Who
from app.store import publish
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


@pytest.fixture
def far(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "共有"
    folder.mkdir()
    shutil.copyfile(workspace, folder / workspace.name)
    monkeypatch.setattr(publish, "is_far", lambda path: folder in path.resolve().parents)
    return folder / workspace.name


def give_back(program: ProgramObject) -> None:
    banner = program.window.banners._shown["far"]
    next(b for b in banner.findChildren(Button) if b.text() == "返す").click()
    program.do_wait()


def operations(path: Path) -> int:
    session = sessions.open_(path, who=Who("", ""), read_only=True)
    try:
        return upkeep.verify(session).operations
    finally:
        session.close()


def test_work_on_a_share_goes_back_on_one_press(start: Start, far: Path) -> None:
    before = operations(far)
    program = start(far)
    assert program.window.banners.codes() == ["far"]
    program.do_press("1")
    program.do_wait()
    assert operations(far) == before
    give_back(program)
    assert operations(far) > before
    assert program.window.status.said.text() == "返しました"


def test_what_others_put_there_is_taken_in_and_nothing_is_lost(start: Start, far: Path, tmp_path: Path) -> None:
    program = start(far)
    program.do_press("1")
    program.do_wait()
    other = tmp_path / "ほか.fitgap"
    shutil.copyfile(far, other)
    session = sessions.open_(other, who=Who("税務課", "高橋"))
    shown = program.model.row_of(program.model.all_keys()[1])
    assert shown is not None
    edition, key = catalogue.find(session, shown.node)
    comparison.judge(session, edition, [key], verdict="gap", detail="ほかの人の文")
    session.close()
    shutil.copyfile(other, far)
    theirs = operations(far)
    give_back(program)
    assert operations(far) == theirs
    dialog = next(d for d in QApplication.topLevelWidgets() if isinstance(d, SentenceDialog) and d.isVisible())
    dialog.main.click()
    program.do_wait()
    program.do_wait()
    assert operations(far) > theirs
    assert not program.context.read_only
    row = program.model.row_of(program.model.key_of_node(shown.node) or 0)
    assert row is not None
    assert row.verdict == "gap"
