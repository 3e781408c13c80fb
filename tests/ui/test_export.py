"""様式・報告 from the window: the files of the command line, findings in words, refusals where they happen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app import cli
from app.ui.export.dialog import ExportDialog
from app.ui.parts.banner import Banner
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def dialog(program: ProgramObject, action: str = "export") -> ExportDialog:
    """The dialog, with its list."""
    program.window.action(action).trigger()
    program.do_wait()
    return next(d for d in program.window.findChildren(ExportDialog) if d.isVisible())


def cells(path: Path) -> list[list[object]]:
    """Everything a sheet says."""
    return [[cell.value for cell in row] for sheet in load_workbook(path) for row in sheet.iter_rows()]


def test_sheets_are_those_of_the_command_line(
    start: Start, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(workspace)
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    made = dialog(program)
    assert made.wanted() == ["F1", "F2", "F3"]
    assert made.main.word() == "3 種類を書き出す"
    made.business.set_code("001")
    made.folder.setText(str(tmp_path / "ours"))
    made.main.click()
    program.do_wait()
    assert made.result.text() == "3 個のファイルを書き出しました。"
    theirs = tmp_path / "theirs"
    command = ["export", "sheets", str(workspace), "--out", str(theirs), "--business", "001"]
    assert cli.main(["--as", "市民課/佐藤 花子", *command, "--form", "F1", "F2", "F3"]) == 0
    names = sorted(p.name for p in (tmp_path / "ours").iterdir())
    assert names == sorted(p.name for p in theirs.iterdir())
    for name in names:
        assert cells(tmp_path / "ours" / name) == cells(theirs / name), name
    assert made.main.word() == "フォルダーを開く"
    made.main.click()
    assert opened == [QUrl.fromLocalFile(str(tmp_path / "ours"))]
    assert program.context.settings.get("export_folder") == str(tmp_path / "ours")


def test_reports_from_the_same_list(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    made = dialog(program, "export.state")
    assert made.wanted() == ["state"]
    made.choose("state", "my-items", "register")
    made.department.set_code("介護保険課")
    made.folder.setText(str(tmp_path / "出"))
    made.write()
    program.do_wait()
    names = sorted(p.name for p in (tmp_path / "出").iterdir())
    assert names == ["比較分析の状況.html", "決裁事項_介護保険課.html", "課題一覧.xlsx"]


def test_what_may_be_personal_is_said_before_writing(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)

    def write_memo(session: object) -> None:
        from app.services import catalogue, comparison

        edition, key = catalogue.find(session, "req:0010506")
        comparison.set_memo(session, edition, key, "本人の番号は 1234 5678 9018 です。")

    program.context.run(write_memo)
    program.do_wait()
    made = dialog(program)
    banners = [b for b in made.findChildren(Banner) if b.isVisible()]
    assert len(banners) == 1
    assert "個人情報の可能性" in banners[0].what.text()
    assert "0010506" in banners[0].where.text()
    assert "1234" not in banners[0].where.text(), "what was typed isn't repeated"
    assert made.main.isEnabled(), "it warns and never blocks"


def test_a_folder_that_cannot_be_written(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    (tmp_path / "ファイル").write_text("x", "utf-8")
    made = dialog(program)
    made.folder.setText(str(tmp_path / "ファイル" / "中"))
    made.write()
    program.do_wait()
    banner = next(b for b in made.findChildren(Banner) if b.isVisible())
    assert banner.property("tone") == "error"
    assert made.main.isEnabled()
    made.choose()
    assert not made.main.isEnabled()


def test_nothing_to_write_is_said(start: Start, tmp_path: Path) -> None:
    from app.services import session
    from app.services.views import Who

    path = tmp_path / "空.fitgap"
    session.create(path, municipality="空の市", code="999997", size="general", who=Who("課", "人", "clerk")).close()
    made = dialog(start(path))
    assert made.wanted() == []
    assert not made.main.isEnabled()
