"""Sheets answered in Excel from the window: made, dropped or chosen, seen first, then taken over as one step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.services import catalogue
from app.services.session import Session
from app.ui.export.returning import ReturnDialog
from app.ui.export.sending import SendDialog
from app.ui.parts.banner import Banner
from tests.helpers.answers import Answered
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def shown(program: ProgramObject, kind: type[QWidget]) -> QWidget:
    """The dialog of a kind that is open."""
    program.do_wait()
    return next(d for d in program.window.findChildren(kind) if d.isVisible())


def sent(program: ProgramObject, folder: Path, *codes: str) -> list[Path]:
    """Makes sheets as a person would."""
    program.window.action("sheet.send").trigger()
    dialog = shown(program, SendDialog)
    assert isinstance(dialog, SendDialog)
    dialog.choose(*codes)
    dialog.business.set_code("001")
    dialog.folder.setText(str(folder))
    dialog.main.click()
    program.do_wait()
    assert dialog.result.text() == f"{len(codes)} 個のファイルを書き出しました。"
    dialog.reject()
    return sorted(folder.glob("*.xlsx"))


def came(program: ProgramObject) -> ReturnDialog:
    """The dialog of a sheet that came back."""
    dialog = shown(program, ReturnDialog)
    assert isinstance(dialog, ReturnDialog)
    return dialog


def texts(dialog: ReturnDialog) -> list[str]:
    """The lines as a screen reader would read them."""
    model = dialog.lines
    return ["　".join(str(model.index(r, c).data()) for c in range(4)) for r in range(model.rowCount())]


def verdict(session: Session, node: str) -> str | None:
    edition, key = catalogue.find(session, node)
    return catalogue.item_rows(session, edition, [key])[0].verdict


def test_a_sheet_goes_out_and_its_answers_come_back(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    (path,) = sent(program, tmp_path / "回答用", "F1")
    with Answered(path, tmp_path / "回答.xlsx") as sheet:
        row = sheet.row("機能ID", "0010601")
        sheet.put(row, "判定", "▲ 差異あり")
        sheet.put(row, "影響度", "たいへん")
    assert program.do_drop(sheet.path)
    dialog = came(program)
    assert dialog.sums.text().startswith("変わるところ 1 か所　確かめること 1 件")
    assert "影響度「たいへん」" in texts(dialog)[0]
    assert "判定：□ 未判定 → ▲ 差異あり" in texts(dialog)[1]
    assert dialog.main.word() == "1 件を反映"
    assert verdict(program.context.session, "req:0010601") is None
    dialog.main.click()
    program.do_wait()
    assert not program.window.findChildren(ReturnDialog)
    assert verdict(program.context.session, "req:0010601") == "gap"
    program.assert_saved()
    program.assert_said("確かめることが 1 件残っています")
    program.window.action("undo").trigger()
    program.do_wait()
    assert verdict(program.context.session, "req:0010601") is None


def test_the_lists_are_taken_back_from_the_survey(
    start: Start, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(workspace)
    program.window.go("survey")
    program.do_wait()
    (path,) = sent(program, tmp_path / "回答用", "functions")
    with Answered(path, tmp_path / "回答.xlsx") as sheet:
        lost, below = sheet.top + 1, sheet.last() + 1
        sheet.put(lost, "備考", "確かめた")
        sheet.sheet.cell(lost, sheet.key_column).value = None
        sheet.put(sheet.top, "機能概要", None)
        sheet.put(below, "機能名", "窓口の呼び出し")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(sheet.path), ""))
    survey = program.window.screens.get("survey")
    entry = next(a for a in survey.tools.more.menu().actions() if a.text() == "回答済みのExcelを取り込む…")
    entry.trigger()
    dialog = came(program)
    assert dialog.main.word() == "1 件を反映"
    assert dialog.suggested.isVisible()
    assert dialog.clear.isVisible()
    dialog.next.click()
    while not dialog.row.isVisible():
        dialog.next.click()
    assert dialog.row.count() == 3
    dialog.row.setCurrentIndex(1)
    dialog.row.activated.emit(1)
    program.do_wait()
    assert dialog.main.word() == "2 件を反映"
    assert any("とします" in line for line in texts(dialog))
    dialog.clear.setChecked(True)
    program.do_wait()
    assert dialog.main.word() == "3 件を反映"
    dialog.main.click()
    program.do_wait()
    rows = program.context.session.con.execute("SELECT name FROM record WHERE type='function' AND present=1").fetchall()
    assert ("窓口の呼び出し",) in rows


def test_a_sheet_without_its_marks_is_asked_for(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    (path,) = sent(program, tmp_path / "回答用", "F1")
    with Answered(path, tmp_path / "回答.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010601"), "判定", "● 適合")
        sheet.drop_page()
    program.window.files.return_sheet(str(sheet.path))
    dialog = came(program)
    assert dialog.export.isVisible()
    assert not dialog.main.isEnabled()
    dialog.export.setCurrentIndex(1)
    dialog.export.activated.emit(1)
    program.do_wait()
    assert dialog.main.word() == "1 件を反映"
    dialog.reject()


def test_a_sheet_that_is_refused_says_why(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    (path,) = sent(program, tmp_path / "回答用", "F1")
    session = program.context.session
    with session.project.local_write() as con:
        con.execute("DELETE FROM sheet_export")
    program.window.files.return_sheet(str(path))
    dialog = came(program)
    (banner,) = [b for b in dialog.findChildren(Banner) if b.isVisible()]
    assert any("送った記録がない" in label.text() for label in banner.findChildren(QLabel))
    assert not dialog.main.isEnabled()
    dialog.reject()


@pytest.mark.parametrize("screen", ["comparison", "survey", "home"])
def test_a_dropped_sheet_is_recognised_on_every_screen(
    start: Start, workspace: Path, tmp_path: Path, screen: str
) -> None:
    program = start(workspace)
    (path,) = sent(program, tmp_path / "回答用", "F1")
    program.window.go(screen)
    program.do_wait()
    target = program.window.screens.get(screen) if screen != "home" else program.window
    drop_on(target, path)
    dialog = came(program)
    assert dialog.sums.text().startswith("変わるところ 0 か所")
    assert not dialog.main.isEnabled()
    dialog.reject()


def drop_on(target: QWidget, path: Path) -> None:
    """Drags a file over a widget and lets it go there."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place, copy, left = QPointF(10, 10), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), copy, data, left, none)
    QCoreApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QCoreApplication.sendEvent(target, QDropEvent(place, copy, data, left, none))


def test_comparison_offers_it_in_its_menu(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.go("comparison")
    program.do_wait()
    menu = program.window.comparison.overseeing.menu()
    entry = next(a for a in menu.actions() if a.text() == "Excelで回答してもらう…")
    entry.trigger()
    dialog = shown(program, SendDialog)
    assert isinstance(dialog, SendDialog)
    assert dialog.wanted() == ["F1", "F2", "F3"]
    dialog.reject()
    menu.deleteLater()
