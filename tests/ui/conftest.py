"""The sample workspace written once, copied for every test; windows closed with their workers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services import sample
from app.services.views import Who
from app.ui.app import make_application
from tests.ui.objects import ProgramObject


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of every window what it cannot do without a window manager."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """みほん市, written once."""
    patch = pytest.MonkeyPatch()
    patch.setenv("FITGAP_HOME", str(tmp_path_factory.mktemp("home")))
    path = tmp_path_factory.mktemp("sample") / "みほん市.fitgap"
    sample.start_sample(path, who=Who("市民課", "佐藤 花子", "clerk")).close()
    patch.undo()
    return path


@pytest.fixture
def workspace(sample_file: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copy(sample_file, tmp_path / sample_file.name))


@pytest.fixture
def start(qtbot: QtBot, qapp: object) -> Iterator[Callable[..., ProgramObject]]:
    """Makes a program; all are closed at the end, workers first."""
    make_application(["fitgap"], "light")
    made: list[ProgramObject] = []

    def begin(workspace: Path | None = None, *, size: tuple[int, int] = (1366, 690)) -> ProgramObject:
        program = ProgramObject(qtbot, size)
        made.append(program)
        if workspace is not None:
            program.do_open(workspace)
        return program

    yield begin
    for program in made:
        program.do_close()
