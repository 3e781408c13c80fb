"""現行調査 where nothing can be written, and where nothing is written yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from app.services.views import Who
from app.ui.survey.screen import LISTS
from app.ui.work import frame as work
from tests.ui.objects import ProgramObject
from tests.ui.survey_object import Survey

Start = Callable[..., ProgramObject]


def test_a_file_that_others_write_is_only_read(start: Start, workspace: Path) -> None:
    first = start(workspace)
    first.do_wait()
    second = start(workspace)
    survey = Survey(second)
    assert second.context.read_only
    survey.do_go(0, "name")
    before = survey.text(0, "name")
    second.do_press("x")
    survey.do_paste([["a", "b"]])
    assert survey.text(0, "name") == before
    assert not survey.screen.tools.importer.isEnabled()


def test_an_empty_list_leads_on(start: Start, tmp_path: Path) -> None:
    program = start()
    program.window.show()
    who = Who("情報政策課", "中村 健", "office")
    program.context.open_with(work.create, str(tmp_path / "空.fitgap"), "空の市", "999997", "general", who, label="")
    program.do_wait()
    survey = Survey(program, "vendors")
    assert survey.screen._middle.currentIndex() == 1
    survey.screen.add_row()
    survey.program.do_commit("みほんソフト")
    survey.program.do_press(Qt.Key.Key_Return)
    survey.program.do_wait()
    assert survey.stored(0, "name") == "みほんソフト"
    assert survey.screen.tabs.bar.tabText(LISTS.index("vendors")) == "事業者  1"
