"""The main job by hand in the window leaves the sheets, pages and pictures that ``fitgap demo`` leaves without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Self

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.services import demo, exports, sample
from app.ui.app import make_application
from app.ui.comparison.dialogs import BulkDialog
from app.ui.export.dialog import ExportDialog
from app.ui.parts.dispositions import DispositionDialog
from app.ui.register.decide_dialog import DecideDialog
from app.ui.register.dialogs import IssueDialog
from app.ui.theme.tokens import tokens
from app.ui.work import frame as work
from reports.dates import wareki
from tests.ui.objects import ProgramObject

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def program(qtbot: QtBot, qapp: object, tmp_path: Path) -> Iterator[ProgramObject]:
    """The window on a fresh sample, opened as the sample's own clerk."""
    path = tmp_path / "みほん市.fitgap"
    sample.start_sample(path).close()
    make_application(["fitgap"], "light")
    made = ProgramObject(qtbot, (1366, 690))
    made.window.show()
    made.context.open_with(work.open_file, str(path), sample.WHO, label="")
    made.do_wait()
    yield made
    made.do_close()


def dialog(program: ProgramObject, kind: type):
    """The dialog of a kind that is open."""
    program.do_wait()
    return next(d for d in program.window.findChildren(kind) if d.isVisible())


def do_bulk(program: ProgramObject, business: str) -> None:
    """× with nothing today, in one step, taken back and done again."""
    program.window.top.business_chosen.emit(business)
    program.do_wait()
    program.window.action("bulk.prohibited").trigger()
    dialog(program, BulkDialog).main.click()
    program.do_wait()
    for name in ("undo", "redo"):
        program.window.action(name).trigger()
        program.do_wait()


def do_first_gap(program: ProgramObject) -> None:
    """The first undecided ◎ with a suggestion: mapped by Space, judged, made an issue, handled, decided."""
    program.window.top.business_chosen.emit("001")
    program.do_wait()
    screen = program.window.comparison
    screen.list.facets.choose("mandatory")
    screen.list.facets.choose("undecided")
    program.do_wait()
    for key in program.model.all_keys():
        program.list.choose(key)
        program.do_wait()
        if screen.reading.reading().candidates:
            break
    row = screen.reading.reading().detail.row
    nearest = screen.reading.reading().candidates[0].current.name
    program.list.setFocus()
    program.do_press(" ")
    program.do_wait()
    screen.bar._more_link.click()
    screen.bar.current.set_code("in_use")
    screen.bar.detail.setText(f"{nearest}と手順が違う。")
    program.list.setFocus()
    program.do_press("3")
    program.do_wait()
    screen.list.clear_filter()
    program.do_wait()
    program.do_choose(row.node)
    program.do_press("G")
    program.do_wait()
    program.do_press("G")
    program.do_wait()
    register = program.window.register
    QTest.keyClick(register.list.view, Qt.Key.Key_Return)
    form = dialog(program, IssueDialog)
    form.title.setText(f"{row.name}の手順の違い")
    form.detail.setPlainText("")
    form.department.setEditText("市民課")
    form.owner.setText("")
    form.due.setText("R8.10.31")
    form.main.click()
    program.do_wait()
    bpr = next(c for c in register.issue.disposition.choices() if c.code == "bpr")
    register.issue.disposition_picked.emit(bpr)
    program.do_wait()
    register.issue.texts.click()
    texts = dialog(program, DispositionDialog)
    texts.content.setText("標準の手順に合わせる。")
    texts.basis.setText("標準の機能で足りる。")
    texts.main.click()
    program.do_wait()
    QTest.keyClicks(register.list.view, "k")
    decision = dialog(program, DecideDialog)
    decision.by.setText("市民課長")
    decision.date.setText("2026-01-15")
    decision.reason.setPlainText("費用がかからず、住民の手間も減る。")
    decision.main.click()
    program.do_wait()


def do_export(program: ProgramObject, folder: Path) -> None:
    """Sheets and pages by the dialog, the page that is for one department by itself, the picture from its screen."""
    for only, department in (("", ""), ("my-items", "市民課")):
        program.window.action("export").trigger()
        made = dialog(program, ExportDialog)
        for code, box in made._boxes.items():
            if box.isChecked() != (code == only if only else code != "my-items"):
                box.click()
        made.department.set_code(department)
        made.folder.setText(str(folder))
        made.main.click()
        program.do_wait()
        assert made.result.isVisible()
        made.reject()
        program.do_wait()
    program.window.top.business_chosen.emit("001")
    program.window.go("linkmap")
    program.do_wait()
    for form in ("svg", "json"):
        program.window.linkmap.export_to(str(folder / f"連携図_001_住民基本台帳.{form}"))
        program.do_wait()


def cells(path: Path, day: date) -> list[list[str | None]]:
    """Everything a sheet says, but for the day it was printed."""
    shown = wareki(day)
    rows = [[cell.value for cell in row] for sheet in load_workbook(path) for row in sheet.iter_rows()]
    return [[str(value).replace(shown, "") if value is not None else None for value in row] for row in rows]


def drawn(path: Path) -> str:
    """A picture's text without the random ids of records a person made."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", path.read_text("utf-8"))


class Frozen(datetime):
    """The clock of the demo: what is overdue and what was decided lately depends on the day."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        at = demo.PRINTED_AT
        return cls(at.year, at.month, at.day, at.hour, at.minute, at.second, tzinfo=tz)


def test_by_hand_as_by_demo(program: ProgramObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "datetime", Frozen)
    for business, _name in program.context.businesses():
        do_bulk(program, business)
    do_first_gap(program)
    ours = tmp_path / "ours"
    do_export(program, ours)

    theirs = tmp_path / "theirs"
    demo.run(theirs, colours=tokens("light"))
    sheets = sorted((theirs / "様式").glob("F*.xlsx"))
    assert [p.name for p in sheets] == sorted(p.name for p in ours.glob("F*.xlsx"))
    for sheet in sheets:
        mine = cells(ours / sheet.name, demo.PRINTED_AT.date())
        assert mine == cells(sheet, demo.PRINTED_AT.date()), sheet.name
    assert cells(ours / "課題一覧.xlsx", demo.PRINTED_AT.date()) == cells(
        theirs / "課題一覧.xlsx", demo.PRINTED_AT.date()
    )
    for mine, page in (("比較分析の状況.html", "状況.html"), ("決裁事項_市民課.html", "決裁事項_市民課.html")):
        assert drawn(ours / mine) == drawn(theirs / page), page
    for form in ("svg", "json"):
        name = f"連携図_001_住民基本台帳.{form}"
        assert drawn(ours / name) == drawn(theirs / "連携図" / name)


def test_the_comparison_sees_a_difference(tmp_path: Path) -> None:
    """A planted difference: the comparer is not blind."""
    demo.run(tmp_path / "demo", colours=tokens("light"))
    sheet = sorted((tmp_path / "demo" / "様式").glob("F1*.xlsx"))[0]
    before = cells(sheet, demo.PRINTED_AT.date())
    book = load_workbook(sheet)
    place = next(
        c for row in book.worksheets[0].iter_rows() for c in row if c.value == "標準の機能で足りる。" or c.row > 9
    )
    place.value = "ちがう"
    book.save(sheet)
    assert cells(sheet, demo.PRINTED_AT.date()) != before
