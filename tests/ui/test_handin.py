"""様式・報告: what is ticked is written, what is marked is looked at, for one department or for all; stopping keeps
whole files only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.core.problems import UserProblem
from app.services import handin
from app.ui.handin.page import EVERY, HandinPage
from app.ui.theme.tokens import tokens
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def page_of(program: ProgramObject) -> HandinPage:
    program.window.resize(1366, 768)
    program.window.go("handin")
    program.do_wait()
    return program.window.screens.get("handin").write


def test_everything_that_can_be_written_can_be_looked_at(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = page_of(program)
    entries = handin.entries(program.context.session)
    assert {e.group for e in entries} == {"sheets", "reports"}
    for entry in entries:
        page._mark(entry.id)
        program.do_wait()
        assert page.current() == entry.id
        shown = page.preview._stack.currentWidget()
        assert shown is not page.preview.empty or page.preview.empty.state.text(), entry.id
        if entry.id == "F1":
            texts = {t for row in page.preview.cells.rows for t in row}
            assert {"機能ID", "0010101", "001 住民基本台帳"} <= texts
        if entry.id == "state":
            assert page.preview._stack.currentWidget() is page.preview.pages
            assert [s.accessibleName() for s in page.preview.pages.sheets][:1] == ["1 ページ目"]
            assert all(s.pixmap().width() > 300 for s in page.preview.pages.sheets)


def test_space_ticks_and_the_files_come(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    page = page_of(program)
    page.choose()
    assert not page.main.isEnabled()
    page._mark("F1")
    page.list.setFocus()
    program.do_press(Qt.Key.Key_Space)
    assert page.wanted() == ["F1"]
    page.business.set_code("024")
    page.folder.setText(str(tmp_path / "出力"))
    page.main.click()
    program.do_wait()
    made = sorted((tmp_path / "出力").iterdir())
    assert [p.name for p in made] == ["F1_024_国民健康保険_第1.0版.xlsx"]
    assert "1 個のファイル" in page.made.text()
    assert load_workbook(made[0]).worksheets


def test_all_departments_get_folders_and_those_without_work_are_named(
    start: Start, workspace: Path, tmp_path: Path
) -> None:
    program = start(workspace)
    page = page_of(program)
    page.choose("F1", "my-items")
    page.department.set_code(EVERY)
    page.folder.setText(str(tmp_path / "出力"))
    page.main.click()
    program.do_wait()
    departments = handin.departments(program.context.session)
    folders = {p.name for p in (tmp_path / "出力").iterdir()}
    assert folders == set(departments)
    assert len(list((tmp_path / "出力" / "市民課").glob("F1_*.xlsx"))) >= 1
    assert "書くもののない所属：情報政策課" in page.made.text()
    assert not list((tmp_path / "出力").rglob("*.tmp*"))


def test_a_stopped_batch_keeps_what_is_whole(start: Start, workspace: Path, tmp_path: Path) -> None:
    session = start(workspace).context.session
    cancel = threading.Event()
    seen: list[str] = []

    def progress(_n: int, _all: int, what: str) -> None:
        seen.append(what)
        if len(seen) == 3:
            cancel.set()

    batch = handin.write_batch(
        session, tmp_path / "出力", [("F1", ""), ("state", "")], business=None,
        departments=list(handin.departments(session)), colours=tokens("light"), progress=progress, cancel=cancel,
    )  # fmt: skip
    assert batch.stopped
    assert sorted(batch.files) == sorted(p for p in (tmp_path / "出力").rglob("*") if p.is_file())
    for path in batch.files:
        if path.suffix == ".xlsx":
            load_workbook(path).close()
    with pytest.raises(UserProblem, match="選ばれていません"):
        handin.write_batch(session, tmp_path, [], business=None, departments=[], colours=tokens("light"))


def test_a_folder_that_cannot_be_written_is_said(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    page = page_of(program)
    (tmp_path / "ふさがり").write_text("ファイル", encoding="utf-8")
    page.choose("F1")
    page.folder.setText(str(tmp_path / "ふさがり" / "下"))
    page.main.click()
    program.do_wait()
    assert page.banners.codes() == ["refused"]
    assert page.main.isEnabled()


def test_machine_readable_sheets_by_a_pattern_with_a_cover(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    page = page_of(program)
    page.choose("F1")
    page.business.set_code("024")
    page.mode.set_code("machine")
    page.pattern.setText("{form}_{business}")
    page.cover.setChecked(True)
    page.folder.setText(str(tmp_path / "出力"))
    page.main.click()
    program.do_wait()
    assert sorted(p.name for p in (tmp_path / "出力").iterdir()) == ["00_表紙と目次.xlsx", "F1_024.xlsx"]
    assert load_workbook(tmp_path / "出力" / "F1_024.xlsx").worksheets[0]["A1"].value == "団体コード"
    page.pattern.setText("{city}")
    page.main.click()
    program.do_wait()
    assert page.banners.codes() == ["refused"]


def test_a_look_never_walks_through_the_whole_nation(start: Start, workspace: Path) -> None:
    session = start(workspace).context.session
    for id in ("F1", *handin.LONG):
        found = handin.preview(session, id, business=None, department=None, colours=tokens("light"))
        assert found.only == "001", id
        limited = handin.preview(session, id, business="024", department=None, colours=tokens("light"))
        assert limited.only == "", id
    with pytest.raises(UserProblem, match="見本を出しません"):
        handin.preview(session, "consistency", business=None, department=None, colours=tokens("light"))
