"""Packages from the window: handed out, opened as a working copy, handed back, seen first and taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.services import catalogue, comparison, parcels
from app.services import session as sessions
from app.services.views import Who
from app.ui.export.handing import HandDialog
from app.ui.export.taking import TakeDialog
from app.ui.parts.banner import Banner
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]
TAX = Who("税務課", "鈴木 一", "clerk")


def shown(program: ProgramObject, kind: type[QWidget]) -> QWidget:
    """The dialog of a kind that is open."""
    program.do_wait()
    return next(d for d in program.window.findChildren(kind) if d.isVisible())


def texts(dialog: TakeDialog) -> list[str]:
    """The lines as a screen reader would read them."""
    model = dialog.lines
    return ["　".join(str(model.index(r, c).data()) for c in (1, 2)) for r in range(model.rowCount())]


def returned(office: Path, folder: Path) -> Path:
    """A package that comes back from 税務課 with one verdict."""
    session = sessions.open_(office, who=Who("事務局", "田中", "office"))
    out = parcels.create(session, "税務課", folder / "out.fgpkg", deadline="2026-12-25")
    session.close()
    there = parcels.open_copy(out.file, who=TAX, out=folder / "copy.fitgap")
    edition, key = catalogue.find(there, "req:0100101")
    comparison.judge(there, edition, [key], verdict="gap", reason="改修が要る")
    made = parcels.hand_back(there, folder / "back.fgpkg")
    there.close()
    return made.file


def test_packages_are_made_for_the_departments_ticked(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    program.window.action("parcel.hand").trigger()
    dialog = shown(program, HandDialog)
    assert isinstance(dialog, HandDialog)
    assert not dialog.main.isEnabled()
    dialog.choose("税務課", "介護保険課")
    dialog.deadline.setText("2026-12-25")
    dialog.note.setText("年内にお願いします。")
    dialog.folder.setText(str(tmp_path / "渡す"))
    assert dialog.main.word() == "2 部署の分を作る"
    told: list[bool] = []
    program.window._context.handed_out.connect(lambda: told.append(True))
    dialog.main.click()
    program.do_wait()
    assert told == [True], "集約 counts anew whom it waits for"
    made = parcels.inspect(tmp_path / "渡す" / "税務課.fgpkg")
    assert (made.manifest.deadline, made.manifest.note) == ("2026-12-25", "年内にお願いします。")
    assert made.fingerprint in dialog.list.item(1).text() + dialog.list.item(0).text()
    dialog.reject()


def test_a_package_for_a_department_opens_as_its_copy_and_goes_back(
    start: Start, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sessions.open_(workspace, who=TAX)
    out = parcels.create(session, "税務課", tmp_path / "税務課.fgpkg", deadline="2026-12-25", note="年内に")
    session.close()
    program = start(workspace)
    assert program.do_drop(out.file)
    program.do_wait()
    assert "税務課の作業用コピー　期限 2026-12-25" in program.window.windowTitle()
    said = [label.text() for b in program.window.findChildren(Banner) for label in b.findChildren(QLabel)]
    assert "税務課の作業用コピー　期限 2026-12-25" in said
    assert "年内に" in said
    back = tmp_path / "返す.fgpkg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(back), ""))
    program.window.action("parcel.return").trigger()
    program.do_wait()
    found = parcels.inspect(back)
    assert (found.manifest.direction, found.manifest.department_name) == ("back", "税務課")
    program.assert_said(found.fingerprint)


def test_what_came_back_is_seen_first_and_then_taken_in(start: Start, workspace: Path, tmp_path: Path) -> None:
    back = returned(workspace, tmp_path)
    bad = tmp_path / "bad.fgpkg"
    bad.write_bytes(back.read_bytes()[:-1])
    program = start(workspace)
    before = program.context.session.project.digest()
    assert program.do_drop(back)
    dialog = shown(program, TakeDialog)
    assert isinstance(dialog, TakeDialog)
    assert dialog.sums.text() == "新しい記録 1 件　競合 0 件"
    assert texts(dialog)[0].startswith("税務課　判定 ")
    assert program.context.session.project.digest() == before
    dialog.main.click()
    program.do_wait()
    assert dialog.sums.text().startswith("取り込みました。新しい記録 1 件")
    assert program.context.session.project.digest() != before
    edition, key = catalogue.find(program.context.session, "req:0100101")
    assert catalogue.item_rows(program.context.session, edition, [key])[0].verdict == "gap"
    dialog.reject()
    program.window.files.take_packages([str(back), str(bad)])
    dialog = shown(program, TakeDialog)
    assert isinstance(dialog, TakeDialog)
    assert dialog.sums.text() == "新しい記録 0 件　競合 0 件　取り込めないもの 1 個"
    assert "途中で切れているか、書き換えられています" in texts(dialog)[1]
    assert not dialog.main.isEnabled()
    dialog.reject()


def test_a_department_is_ticked_by_a_click_anywhere_or_by_space(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.action("parcel.hand").trigger()
    program.do_wait()
    (dialog,) = program.window.findChildren(HandDialog)
    assert dialog.wanted() == []
    row = next(n for n in range(dialog.list.count()) if dialog.list.item(n).text().startswith("市民課"))
    place = dialog.list.visualItemRect(dialog.list.item(row)).center()
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(dialog.wanted()) == 1
    assert dialog.main.word() == "1 部署の分を作る"
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.wanted() == []
