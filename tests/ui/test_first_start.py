"""The first dialog, the person, the frame around the screens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.services.views import Who
from app.ui.app import Program
from app.ui.first_start.dialog import NEW, OPEN, SAMPLE
from app.ui.first_start.new_file import code_problem
from app.ui.first_start.who import shown
from app.ui.settings import Settings
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


@pytest.mark.parametrize(
    ("code", "refused", "said"),
    [
        ("999997", False, ""),
        ("９９９９９７", False, ""),
        ("999998", False, "999997"),
        ("99999", True, "6 桁"),
        ("", True, "6 桁"),
    ],
)
def test_wrong_check_digit_warns_and_never_refuses(code: str, refused: bool, said: str) -> None:
    sentence, no = code_problem(code)
    assert no is refused
    assert said in sentence
    assert bool(sentence) is bool(said)


def test_keys_choose_and_the_button_is_named_after_the_choice(start: Start) -> None:
    program = start()
    dialog = program.do_first_start()
    assert dialog.how() == OPEN
    program.do_press("3")
    assert dialog.how() == SAMPLE
    assert dialog.main.word() == "みほん市で始める"
    program.do_commit("２")
    assert dialog.how() == NEW
    assert not dialog.main.isEnabled()
    assert dialog.reason.text() == "団体名を入れてください。"


def test_new_workspace(start: Start, tmp_path: Path) -> None:
    program = start()
    dialog = program.do_first_start()
    dialog.choose(NEW)
    dialog.new.place.typed.emit()
    dialog.new.place.setText(str(tmp_path / "新しい.fitgap"))
    dialog.new.municipality.setText("みほん市")
    dialog.new.code.setText("999998")
    assert dialog.main.isEnabled(), "a wrong check digit only warns"
    assert "999997" in dialog.new.remark.text()
    dialog.form.department.setEditText("情報政策課")
    dialog.form.name.setText("中村 健")
    dialog.main.click()
    program.do_wait()
    assert (tmp_path / "新しい.fitgap").exists()
    assert program.window.isVisible()
    assert program.context.info.municipality == "みほん市"
    assert program.window.status.who.text() == "情報政策課　中村 健（担当者）"
    assert program.context.settings.who() == Who("情報政策課", "中村 健", "clerk")


def test_the_window_made_late_hears_that_the_file_is_open(start: Start, qtbot: QtBot) -> None:
    start()  # for the application's look and the clean end
    program = Program(Settings())
    try:
        program.begin()
        program.first.choose(SAMPLE)
        program.first.main.click()
        assert program.context.tasks.wait(20_000)
        QTest.qWait(50)
        assert program.context.tasks.wait(20_000)
        assert program.window.isVisible()
        assert program.window.rail.city.text() == "みほん市"
        assert program.window.comparison.list.view.key() is not None
        assert program.window.comparison.list.view.hasFocus()
    finally:
        program.close()
        program.deleteLater()


def test_later_leaves_the_name_blank(start: Start) -> None:
    program = start()
    dialog = program.do_first_start()
    dialog.choose(SAMPLE)
    dialog.form.name.setText("まちがい")
    dialog.later.click()
    program.do_wait()
    assert program.context.who().name == ""
    assert program.window.status.who.text() == "未記入（担当者）"


def test_a_file_that_cannot_be_opened_is_said_in_the_dialog(start: Start, tmp_path: Path) -> None:
    program = start()
    bad = tmp_path / "壊れた.fitgap"
    bad.write_bytes(b"not a database at all" * 200)
    program.program.open(str(bad))
    program.do_wait()
    dialog = program.program.first
    assert dialog is not None
    assert dialog._banner.what.text()
    assert dialog.main.isEnabled()


def test_another_person_takes_over(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.context.set_who(Who("税務課", "高橋 一郎", "head"))
    program.do_wait()
    assert program.window.status.who.text() == shown(Who("税務課", "高橋 一郎", "head"))
    node = program.row_at_hand().node
    program.do_press("1")
    program.do_wait()
    key = program.model.key_of_node(node)
    assert "高橋" in program.model.row_of(key).by


def test_second_opening_reads_only(start: Start, workspace: Path) -> None:
    first = start(workspace)
    second = start(workspace)
    assert second.context.read_only
    assert second.window.banners.codes() == ["read_only"]
    assert second.window.status.saved.text() == "読むだけ"
    assert not second.window.action("import").isEnabled()
    second.do_press("1")
    second.do_wait()
    second.assert_said("記録できません")
    QTest.keyClicks(first.list, "1")  # two windows of one process: the focus stays with the second
    first.do_wait()
    first.assert_saved()


def test_opening_the_same_file_again_stays_writable(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.open_file(str(workspace))
    program.do_wait()
    assert not program.context.read_only


def test_palette_finds_and_goes(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.action("palette").trigger()
    palette = program.window._palette.palette
    assert palette.isVisible()
    QTest.keyClicks(palette.line, "0010504")
    QTest.qWait(200)
    program.do_wait()
    assert palette.hits()[0].kind == "要件"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    program.do_wait()
    assert program.id_at_hand() == "0010504"


def test_themes_switch_while_running(start: Start, workspace: Path) -> None:
    program = start(workspace)
    light = program.window.palette().window().color().name()
    program.window.action("theme.dark").trigger()
    program.do_wait()
    assert program.window.palette().window().color().name() != light
    program.window.action("theme.light").trigger()
    program.do_wait()
    assert program.window.palette().window().color().name() == light


def test_every_shortcut_is_its_own(start: Start, workspace: Path) -> None:
    program = start(workspace)
    seen: dict[str, str] = {}
    for action in program.window.actions_.all():
        for keys in action.shortcuts():
            assert keys.toString() not in seen, (keys.toString(), seen.get(keys.toString()), action.objectName())
            seen[keys.toString()] = action.objectName()
