"""団体 in the real window: another municipality laid beside ours, seen closely, decided together, taken back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.services import cities, parcels
from app.ui.export.taking import TakeDialog
from app.ui.merge.cities import CitiesPage
from app.ui.merge.city_dialogs import AddDialog, AgreedDialog, DecideDialog, DeviateDialog, ListDialog
from app.ui.merge.screen import MergeScreen
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip
from tests.helpers.cities import NORTH, SOUTH, beside, city, handed, judge, mapped
from tests.helpers.workspaces import edition
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ours with 南市 beside it, and 北市's package."""
    ours = city(tmp_path, "999997", "みほん市")
    judge(ours, {"0010001": "fit", "0010002": "gap"}, detail="手で計算する")
    judge(ours, {"0010003": "fit"})
    south = city(tmp_path, *SOUTH, edition(label="第1.1版"))
    judge(south, {"0010001": "gap"}, detail="棟ごとに手で計算する", reason="条例がある")
    judge(south, {"0010003": "fit", "0010002": "gap"})
    mapped(south, "0010001", "棟別の計算")
    beside(ours, handed(south, tmp_path))
    north = city(tmp_path, *NORTH)
    judge(north, {"0010001": "fit", "0010003": "fit"})
    handed(north, tmp_path)
    for session in (ours, south, north):
        session.close()
    return tmp_path


@pytest.fixture
def program(start: Start, folder: Path) -> ProgramObject:
    return start(folder / "みほん市.fitgap")


def page_of(program: ProgramObject) -> CitiesPage:
    program.window.go("merge")
    program.do_wait()
    screen = cast(MergeScreen, program.window.screens.get("merge"))
    screen.show_cities()
    program.do_wait()
    return screen.cities


def dialog(program: ProgramObject, kind: type[Any]) -> Any:
    program.do_wait()
    return next(d for d in program.window.findChildren(kind) if d.isVisible())


def rows(page: CitiesPage) -> list[tuple[str, ...]]:
    lines = [page.model.line(n) for n in range(page.model.rowCount())]
    return [page.model.texts(line)[3:] for line in lines if line is not None]


def digest(program: ProgramObject) -> str:
    found: list[str] = []
    program.window._context.run(lambda s: s.project.digest(), done=found.append)
    program.do_wait()
    return found[0]


def test_rows_are_narrowed_and_seen_closely(program: ProgramObject) -> None:
    page = page_of(program)
    QAbstractItemModelTester(page.model)
    assert page.model.headers()[3:] == ("みほん市", "南市", "共同の決定")
    assert rows(page)[:3] == [
        ("● 適合", "▲ 差異あり（第1.1版）", "－"),
        ("▲ 差異あり", "▲ 差異あり（第1.1版）", "－"),
        ("● 適合", "● 適合（第1.1版）", "－"),
    ]
    assert page.model.rowCount() == 12
    page.kind.setCurrentIndex(page.kind.findData("form"))
    page.kind.activated.emit(0)
    program.do_wait()
    assert page.model.rowCount() == 0
    page.kind.setCurrentIndex(page.kind.findData("req"))
    page.kind.activated.emit(0)
    program.do_wait()
    page.facets.choose("differs")
    program.do_wait()
    assert page.model.rowCount() == 1
    shown = page.detail.item()
    assert shown is not None
    assert [c.column.name for c in shown.detail.cities] == ["みほん市", "南市"]
    page.facets.choose("all")
    page.search.setText("機能7")
    page.search.searched.emit("機能7")
    program.do_wait()
    assert [page.model.key(n)[2] for n in range(page.model.rowCount())] == ["0010007"]
    page.search.setText("無い語")
    page.search.searched.emit("無い語")
    program.do_wait()
    assert (page.model.rowCount(), page.decide.isEnabled()) == (0, False)


def test_a_dropped_package_of_another_city_is_offered_to_be_laid_beside(program: ProgramObject, folder: Path) -> None:
    page = page_of(program)
    before = digest(program)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / "北市.fgpkg"))])
    program.window.files.drop(data)
    found = dialog(program, AddDialog)
    assert found.sums.text() == "北市（011002）　判定 2 件"
    found.main.click()
    program.do_wait()
    assert page.model.headers()[3:] == ("みほん市", "北市", "南市", "共同の決定")
    assert digest(program) == before
    page.ask_list()
    listed = dialog(program, ListDialog)
    listed.buttons["131016"].click()
    program.do_wait()
    assert page.model.headers()[3:] == ("みほん市", "北市", "共同の決定")


def test_taking_in_another_citys_package_leads_beside_ours(program: ProgramObject, folder: Path) -> None:
    page_of(program)
    program.window.files.take_packages([str(folder / "北市.fgpkg")])
    taking = dialog(program, TakeDialog)
    assert not taking.main.isEnabled()
    assert taking.beside.isVisible()
    taking.beside.click()
    assert dialog(program, AddDialog).sums.text().startswith("北市")


def test_another_citys_package_in_the_folder_leads_beside_ours(program: ProgramObject, folder: Path) -> None:
    page_of(program)
    inbox = folder / "受け取り"
    inbox.mkdir()
    (inbox / "北市.fgpkg").write_bytes((folder / "北市.fgpkg").read_bytes())
    os.utime(inbox / "北市.fgpkg", (1_700_000_000, 1_700_000_000))  # nobody is still writing it
    program.context.inbox.watch(str(inbox))
    program.do_wait()
    screen = cast(MergeScreen, program.window.screens.get("merge"))
    screen.show_packages()
    screen.arrived.list.choose(next(e.key for e in screen.arrived.list.entries() if "北市" in e.key))
    program.do_wait()
    (button,) = [
        b for b in screen.arrived.findChildren(Button) if b.word().startswith("他団体として") and b.isVisible()
    ]
    button.click()
    dialog(program, AddDialog).main.click()
    program.do_wait()
    screen.receiving.sort_out()
    program.do_wait()
    assert screen.receiving.fresh() == 0, "what lies beside ours waits no more"


def test_our_own_package_is_refused(program: ProgramObject, folder: Path) -> None:
    from app.services import session as sessions
    from tests.helpers.workspaces import WHO

    session = sessions.open_(folder / "みほん市.fitgap", who=WHO, read_only=True)
    parcels.hand_back(session, folder / "自分.fgpkg")
    session.close()
    page = page_of(program)
    page.add_file(str(folder / "自分.fgpkg"))
    found = dialog(program, AddDialog)
    assert (found.sums.text(), found.main.isEnabled()) == ("並べていません", False)


def test_deciding_together_by_keys_and_a_reason_to_do_otherwise(program: ProgramObject) -> None:
    page = page_of(program)
    page.table.choose(0)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    found = dialog(program, DecideDialog)
    assert not found.main.isEnabled()
    found.verdict.set_code("fit")
    found.disposition.set_code("customise")
    found.reason.setText("窓口の流れが同じ")
    found.by.setText("二市協議会")
    found.main.click()
    program.do_wait()
    assert found.isVisible(), "the law forbids it"
    found.disposition.set_code("bpr")
    found.main.click()
    program.do_wait()
    assert rows(page)[0] == ("● 適合", "▲ 差異あり（第1.1版）※", "● 適合　業務運用の見直し")
    page.facets.choose("apart")
    program.do_wait()
    assert page.model.rowCount() == 1
    page.ask_deviation()
    why = dialog(program, DeviateDialog)
    assert why.city.code() == SOUTH[0]
    why.reason.setText("条例を改めるまで")
    QTest.keyClick(why.reason, Qt.Key.Key_Return)
    program.do_wait()
    assert page.model.rowCount() == 0
    for _ in range(2):
        program.window._context.undo()
        program.do_wait()
    page.facets.choose("all")
    program.do_wait()
    assert rows(page)[0][2] == "－"


def test_what_others_say_stands_beside_the_item_that_is_judged(program: ProgramObject) -> None:
    program.window.go("comparison")
    program.do_wait()
    program.window.comparison.go_to("req:0010001")
    program.do_wait()
    pane = program.window.comparison.today
    assert "他団体" in pane.words()
    assert "▲ 差異あり" not in pane.words()  # a chip, not a word in a sentence
    assert {c.word() for c in pane.findChildren(Chip) if c.isVisibleTo(pane)} >= {"適合", "差異あり"}
    assert "第1.1版" in pane.words()


def test_what_agrees_is_decided_at_once(program: ProgramObject) -> None:
    page = page_of(program)
    page.ask_agreed()
    found = dialog(program, AgreedDialog)
    assert found.sums.text() == "2 件を決められます　（ほかの 10 件はそのまま）"
    assert not found.main.isEnabled()
    found.by.setText("二市協議会")
    found.main.click()
    program.do_wait()
    assert [r[2] for r in rows(page)[:3]] == ["－", "▲ 差異あり", "● 適合"]
    page.facets.choose("open")
    program.do_wait()
    assert page.model.rowCount() == 10


def test_the_row_after_a_decided_one_is_next(program: ProgramObject) -> None:
    page = page_of(program)
    page.facets.choose("open")
    program.do_wait()
    page.table.choose(4)
    program.do_wait()
    page.decide_chosen()
    found = dialog(program, DecideDialog)
    found.verdict.set_code("fit")
    found.reason.setText("同じ")
    found.by.setText("協議会")
    found.main.click()
    program.do_wait()
    assert page.model.key(page.table.currentIndex().row())[2] == "0010006"


def test_an_own_memo_is_kept_here_alone(program: ProgramObject, folder: Path) -> None:
    page = page_of(program)
    before = digest(program)
    page.table.choose(1)
    program.do_wait()
    page.detail.note.setText("次の会議で聞く")
    page.detail.note.editingFinished.emit()
    program.do_wait()
    page.detail.withhold.setChecked(True)
    program.do_wait()
    page.table.choose(0)
    program.do_wait()
    assert page.detail.note.text() == ""
    page.table.choose(1)
    program.do_wait()
    assert (page.detail.note.text(), page.detail.withhold.isChecked()) == ("次の会議で聞く", True)
    assert digest(program) == before
    page.write_package(str(folder / "渡す.fgpkg"))
    program.do_wait()
    given = cities.read(folder / "渡す.fgpkg", code="000000")
    assert [s.item for s in given.items] == ["0010001", "0010003"]


def test_the_shown_rows_are_written_out(program: ProgramObject, folder: Path) -> None:
    page = page_of(program)
    page.write(str(folder / "行列.xlsx"))
    page.write(str(folder / "機械.xlsx"), "machine")
    program.do_wait()
    assert (folder / "行列.xlsx").stat().st_size > 4000
    assert (folder / "機械.xlsx").exists()


def test_nothing_beside_ours_says_what_to_do(start: Start, tmp_path: Path) -> None:
    city(tmp_path, "999997", "みほん市").close()
    page = page_of(start(tmp_path / "みほん市.fitgap"))
    assert page._whole.currentIndex() == 1
