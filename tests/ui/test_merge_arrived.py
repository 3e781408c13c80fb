"""届いたもの in the real window: the folder is watched, a package is seen closely, taken in, put aside, withdrawn."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QLabel

from app.services import parcels, sample
from app.services import session as sessions
from app.ui.export.returning import ReturnDialog
from app.ui.export.taking import TakeDialog
from app.ui.merge.preview import PackagePane
from app.ui.merge.screen import MergeScreen
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import AskText
from tests.helpers.apart import CITIZENS, OFFICE, judge
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace and, beside it, a package that came back and opens one conflict."""
    folder = tmp_path_factory.mktemp("arrived")
    path = folder / "みほん市.fitgap"
    sample.start_sample(path, who=OFFICE).close()
    session = sessions.open_(path, who=OFFICE)
    parcels.create(session, "市民課", folder / "市民課.fgpkg", chosen=["001"])
    session.close()
    copy = parcels.open_copy(folder / "市民課.fgpkg", who=CITIZENS, out=folder / "市民課.fitgap")
    judge(copy, "req:0010115", "gap", "窓口で外字を一字ずつ作っている。", "実機で確かめた。")
    judge(copy, "req:0010114", "fit", "", "")
    parcels.hand_back(copy, folder / "市民課から.fgpkg")
    copy.close()
    session = sessions.open_(path, who=OFFICE)
    judge(session, "req:0010115", "fit", "なし", "前回の会議で「同じ」と聞いた。")
    session.close()
    return folder


@pytest.fixture
def program(start: Start, made: Path, tmp_path: Path) -> ProgramObject:
    path = tmp_path / "みほん市.fitgap"
    shutil.copyfile(made / "みほん市.fitgap", path)
    return start(path)


def page_of(program: ProgramObject) -> MergeScreen:
    program.window.go("merge")
    program.do_wait()
    page = cast(MergeScreen, program.window.screens.get("merge"))
    page.show_packages()
    program.do_wait()
    return page


def put(file: Path, folder: Path, name: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    out = folder / (name or file.name)
    shutil.copyfile(file, out)
    os.utime(out, (time.time() - 60,) * 2)
    return out


def words(pane: PackagePane) -> str:
    return "\n".join(x.text() for x in pane.findChildren(QLabel) if x.isVisible())


def press(pane: PackagePane, word: str) -> None:
    (button,) = [b for b in pane.findChildren(Button) if b.word() == word and b.isVisible()]
    assert button.isEnabled(), button.toolTip()
    button.click()


def watched(program: ProgramObject, folder: Path) -> MergeScreen:
    page = page_of(program)
    program.context.inbox.watch(str(folder))
    program.do_wait()
    return page


def test_a_package_that_appears_is_found_seen_closely_and_taken_in(
    program: ProgramObject, made: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "受け取り"
    folder.mkdir()
    page = watched(program, folder)
    assert page.arrived.list.entries() == []
    put(made / "市民課から.fgpkg", folder)
    program.context.inbox.look()
    program.do_wait()
    assert page.tabs.tabText(1) == "届いたもの（新しく 1）"
    program.assert_said("新しく届きました：市民課")
    (row,) = page.arrived.list.entries()
    assert (row.title, row.chip.word) == ("市民課", "確かめる前")
    said = words(page.arrived.pane)
    before = program.context.session.project.digest()
    assert "中身は壊れていません" in said
    assert "競合 1 / 1" in said
    assert "実機で確かめた。" in said
    assert "前回の会議で「同じ」と聞いた。" in said
    assert "001 住民基本台帳" in said
    press(page.arrived.pane, "競合を残して取り込む")
    program.do_wait()
    assert program.context.session.project.digest() != before
    assert [e.chip.word for e in page.arrived.list.entries()] == ["取込済み"]
    assert page.arrived.list.key() == "#1", "what was chosen stays chosen as what it became"
    assert page.tabs.tabText(0) == "競合 1"
    assert "いま競合" in words(page.arrived.pane)
    assert page.tabs.tabText(1) == "届いたもの 1"


def test_putting_aside_needs_a_reason_and_keeps_it(program: ProgramObject, made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "受け取り"
    put(made / "市民課から.fgpkg", folder)
    page = watched(program, folder)
    before = program.context.session.project.digest()
    press(page.arrived.pane, "別に置く…")
    dialog = program.window.findChild(AskText)
    assert not dialog.main.isEnabled()
    dialog.line.setText("課長が見てから")
    dialog.main.click()
    program.do_wait()
    assert [e.chip.word for e in page.arrived.list.entries()] == ["別に置いた"]
    assert "別に置いた理由：課長が見てから" in words(page.arrived.pane)
    assert program.context.session.project.digest() == before


def test_a_damaged_file_says_why_and_offers_nothing(program: ProgramObject, made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "受け取り"
    bad = put(made / "市民課から.fgpkg", folder)
    bad.write_bytes(bad.read_bytes()[:-5])
    os.utime(bad, (time.time() - 60,) * 2)
    page = watched(program, folder)
    assert [e.chip.word for e in page.arrived.list.entries()] == ["取り込めない"]
    assert "途中で切れている" in words(page.arrived.pane)
    assert not [b for b in page.arrived.pane.findChildren(Button) if b.isVisible()]


def test_several_are_taken_in_together(program: ProgramObject, made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "受け取り"
    put(made / "市民課から.fgpkg", folder)
    page = watched(program, folder)
    assert not page.arrived.every.isVisible()
    put(made / "市民課.fgpkg", folder, "名前だけ.fgpkg")
    session = sessions.open_(made / "市民課.fitgap", who=CITIZENS)
    parcels.hand_back(session, folder / "もう一度.fgpkg", note="二回目")
    session.close()
    os.utime(folder / "もう一度.fgpkg", (time.time() - 60,) * 2)
    program.context.inbox.look()
    program.do_wait()
    assert len(page.arrived.list.entries()) == 2
    page.arrived.every.click()
    program.do_wait()
    (dialog,) = program.window.findChildren(TakeDialog)
    assert dialog.lines.rowCount() == 2
    dialog.main.click()
    program.do_wait()
    dialog.reject()
    program.do_wait()
    assert [e.chip.word for e in page.arrived.list.entries()] == ["取込済み", "取込済み"]


def test_a_folder_that_vanishes_is_said_and_found_again(program: ProgramObject, made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "受け取り"
    put(made / "市民課から.fgpkg", folder)
    page = watched(program, folder)
    gone = folder.rename(tmp_path / "よそ")
    program.context.inbox.look()
    program.do_wait()
    assert "読めません" in page.arrived.folder.whole()
    assert len(page.arrived.list.entries()) == 1, "what was found stays listed"
    gone.rename(folder)
    program.context.inbox.look()
    program.do_wait()
    assert page.arrived.folder.whole() == "フォルダー　受け取り"


def test_the_folder_belongs_to_the_workspace_and_is_remembered(
    program: ProgramObject, made: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "受け取り"
    folder.mkdir()
    watched(program, folder)
    workspace = program.context.info.workspace_id
    assert program.context.settings.get("inboxes") == {workspace: str(folder)}
    program.context.inbox.follow(None)
    assert program.context.inbox.folder == ""
    program.context.inbox.follow(program.context.info)
    assert program.context.inbox.folder == str(folder)
    program.context.inbox.watch("")
    assert program.context.settings.get("inboxes") == {}


def test_a_sheet_answered_in_excel_goes_to_its_own_dialog(program: ProgramObject, tmp_path: Path) -> None:
    from app.services import roundtrip_out

    folder = tmp_path / "受け取り"
    folder.mkdir()
    sent: list[object] = []
    program.context.run(lambda s: roundtrip_out.send(s, folder, ["F1"], business="001"), done=sent.append)
    program.do_wait()
    assert sent
    (file,) = folder.iterdir()
    os.utime(file, (time.time() - 60,) * 2)
    page = watched(program, folder)
    assert [e.chip.word for e in page.arrived.list.entries()] == ["回答の Excel"]
    press(page.arrived.pane, "受け取る…")
    program.do_wait()
    dialog = program.window.findChild(ReturnDialog)
    assert dialog is not None
    dialog.reject()


def test_in_a_file_open_for_reading_nothing_is_watched(start: Start, made: Path, tmp_path: Path) -> None:
    path = tmp_path / "読む.fitgap"
    shutil.copyfile(made / "みほん市.fitgap", path)
    first = sessions.open_(path, who=OFFICE)
    program = start(path)
    assert program.context.read_only
    program.context.inbox.watch(str(tmp_path))
    program.do_wait()
    assert (program.context.inbox.folder, program.context.settings.get("inboxes")) == ("", {})
    first.close()
