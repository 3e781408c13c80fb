"""版の比較 further: items that live on under another id, papers; and 文書の整合."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog

from app.services import session as sessions
from spec_catalog.model import Edition, SizeClasses, SourceRow, SpecItem
from tests.helpers.workspaces import WHO, store_edition, with_edition, workspace
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]
TEXT = "住民票の写しの交付請求を窓口及び郵送で受け付け、請求者の本人確認の結果を記録できること。"


def item(id_: str, text: str, name: str = "交付請求", *, kind: str = "req", **more: object) -> SpecItem:
    """A mandatory item of 住民基本台帳."""
    classes = SizeClasses("mandatory", "mandatory", "mandatory")
    return SpecItem(
        "001", kind, id_, section="1.1", path=("1 証明",), name=name, text=text, classes=classes,
        rows=(SourceRow("一覧", 5),), **more,
    )  # fmt: skip


@pytest.fixture
def renumbered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with two editions; 0010002 became 0010099, 0010001 refers to a form that isn't there."""
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    old = Edition(
        "001", "req", "第1.0版", "2024-01-01", items=(item("0010001", "検索できること。"), item("0010002", TEXT))
    )
    first = item("0010001", "検索できること。", related=("form:0010400",))
    new = Edition("001", "req", "第2.0版", "2025-01-01", items=(first, item("0010099", TEXT)))
    forms = Edition(
        "001", "form", "第1.0版", "2024-01-01", items=(item("0010300", "写し", "住民票の写し", kind="form"),)
    )
    session = workspace(tmp_path, "t.fitgap")
    with_edition(session, old)
    with_edition(session, forms)
    store_edition(session, new)
    session.close()
    return tmp_path / "t.fitgap"


def at_difference(program: ProgramObject) -> object:
    """The page with the two editions of the fixture."""
    program.window.go("standard")
    program.do_wait()
    program.window.standard.tabs.bar.setCurrentIndex(1)
    program.do_wait()
    return program.window.standard.difference


def test_a_renumbered_item_is_confirmed_and_taken_back(start: Start, renumbered: Path) -> None:
    program = start(renumbered)
    page = at_difference(program)
    assert page.panes.view.go("req:0010099")
    program.do_wait()
    assert not page.kin.isHidden()
    assert "0010002 → 0010099" in page.kin.text.text()
    page.kin.act.click()
    program.do_wait()
    assert page.kin.act.word() == "確認を取り消す"
    page.kin.other.click()
    program.do_wait()
    assert page.panes.view.node() == "req:0010002"
    program.context.undo()
    program.do_wait()
    assert page.kin.act.word() == "同じ項目として確認"


def test_a_verdict_given_before_stands_at_the_new_number_once_confirmed(start: Start, renumbered: Path) -> None:
    from app.services import catalogue, comparison

    session = sessions.open_(renumbered, who=WHO)
    comparison.judge(session, *_one(catalogue.find(session, "req:0010002")), verdict="gap")
    session.close()
    program = start(renumbered)
    page = at_difference(program)
    page.panes.view.go("req:0010099")
    program.do_wait()
    assert page._step.given.get("req:0010099") is None
    page.kin.act.click()
    program.do_wait()
    assert page._step.given["req:0010099"].verdict == "gap"


def _one(found: tuple[str, int]) -> tuple[str, list[int]]:
    return found[0], [found[1]]


@pytest.mark.parametrize(("form", "ending"), [("html", "html"), ("xlsx", "xlsx"), ("opinion", "xlsx")])
def test_the_difference_is_written_in_each_form(
    start: Start, renumbered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, ending: str
) -> None:
    program = start(renumbered)
    page = at_difference(program)
    out = tmp_path / f"差.{ending}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    page.write_paper(form)
    program.do_wait()
    if ending == "html":
        text = out.read_text("utf-8")
    else:
        sheets = load_workbook(out).worksheets
        text = "\n".join(str(c.value) for s in sheets for row in s.iter_rows() for c in row if c.value is not None)
    assert "0010099" in text
    assert "0010002" in text


def test_documents_that_contradict_each_other_are_listed_with_their_places(start: Start, renumbered: Path) -> None:
    program = start(renumbered)
    newer = next(e for e in program.context.editions if e.label == "第2.0版")
    program.window.go("standard")
    program.do_wait()
    screen = program.window.standard
    screen.adopt_all((newer.hash,))
    program.do_wait()
    screen.tabs.bar.setCurrentIndex(3)
    program.do_wait()
    page = screen.consistency
    codes = {f.code for f in page._found}
    assert "missing_reference" in codes
    page.facets.choose("missing_reference")
    program.do_wait()
    (found,) = page._shown
    assert (found.node, found.places[0].sheet) == ("req:0010001", "一覧")
    page.open.click()
    program.do_wait()
    assert screen.tabs.bar.currentIndex() == 0
    assert screen.browse.reading.reading().detail.row.id == "0010001"


def test_the_findings_are_written_as_a_list(
    start: Start, renumbered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(renumbered)
    newer = next(e for e in program.context.editions if e.label == "第2.0版")
    program.window.go("standard")
    program.do_wait()
    program.window.standard.adopt_all((newer.hash,))
    program.do_wait()
    program.window.standard.tabs.bar.setCurrentIndex(3)
    program.do_wait()
    out = tmp_path / "整合.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    program.window.standard.consistency.write.click()
    program.do_wait()
    sheet = load_workbook(out).worksheets[0]
    assert any("0010400" in str(c.value) for row in sheet.iter_rows() for c in row)


def test_nothing_wrong_says_so(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    session = workspace(tmp_path, "t.fitgap")
    sound = Edition("001", "req", "第1.0版", "2024-01-01", items=(item("0010001", "検索できること。"),))
    with_edition(session, replace(sound, title="機能要件"))
    session.close()
    program = start(tmp_path / "t.fitgap")
    program.window.go("standard")
    program.do_wait()
    program.window.standard.tabs.bar.setCurrentIndex(3)
    program.do_wait()
    assert program.window.standard.consistency._pages.currentIndex() == 1
