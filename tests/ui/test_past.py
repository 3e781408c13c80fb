"""経緯: from the item, the field or the issue that is in hand to every value it had."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import Qt

from app.services import catalogue, field_history
from app.services import session as sessions
from app.services.views import ItemFilter, Who
from app.ui.past import PastDialog
from tests.ui.objects import ProgramObject
from tests.ui.register_steps import choose, dialog_of
from tests.ui.survey_object import Survey

Start = Callable[..., ProgramObject]
KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def never_recorded(workspace: Path) -> str:
    with closing(sessions.open_(workspace, who=Who("情報政策課", "中村 健"), read_only=True)) as session:
        edition = next(e for e in catalogue.in_force(session) if (e.business, e.kind) == ("001", "req"))
        nodes = (
            catalogue.detail(session, edition.hash, k).row.node
            for k in catalogue.item_keys(session, edition.hash, ItemFilter())
        )
        return next(n for n in nodes if not field_history.known(session, n))


def opened(program: ProgramObject) -> PastDialog:
    program.do_press(Qt.Key.Key_H, KEYS)
    program.do_wait()
    return dialog_of(program, PastDialog)


def values(dialog: PastDialog) -> list[tuple[str, str, str]]:
    return [f for m in dialog.moments() for f in m.line.fields]


def test_verdicts_of_a_requirement_with_what_was_undone(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.go("comparison")
    program.do_wait()
    node = program.first_undecided()
    program.do_choose(node)
    program.do_press("1")
    program.do_wait()
    program.do_choose(node)
    program.do_press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    program.do_wait()
    program.do_choose(node)
    dialog = opened(program)
    assert node.partition(":")[2] in dialog.windowTitle()
    assert ("判定", "", "● 適合") in values(dialog)
    assert ("判定", "● 適合", "") in values(dialog)
    dialog.field.set_code("判定")
    dialog._again()
    assert {f for m in dialog.moments() for f, _, _ in m.line.fields} >= {"判定"}


def test_a_cell_of_the_survey_opens_on_its_own_field(start: Start, workspace: Path) -> None:
    program = start(workspace)
    survey = Survey(program)
    survey.do_go(0, "name")
    before = survey.text(0, "name")
    survey.model.setData(survey.model.index(0, survey.model.place["name"]), "書き換えた名前")
    program.do_wait()
    survey.do_go(0, "name")
    dialog = opened(program)
    assert dialog.field.currentText() == "機能名"
    assert values(dialog)[0] == ("機能名", before, "書き換えた名前")
    assert len(dialog.moments()) == 2


def test_an_issue_and_what_was_never_recorded(start: Start, workspace: Path) -> None:
    untouched = never_recorded(workspace)
    program = start(workspace)
    choose(program, "G-0008")
    dialog = opened(program)
    assert "G-0008" in dialog.windowTitle()
    assert len(dialog.moments()) > 2
    dialog.close()
    program.window.go("comparison")
    program.do_wait()
    program.do_choose(untouched)
    program.window.action("past").trigger()
    program.do_wait()
    program.assert_said("まだ何も記録されていません")
    assert not any(d.isVisible() for d in program.window.findChildren(PastDialog))
    program.window.go("home")
    program.window.action("past").trigger()
    program.assert_said("先に選んでください")
