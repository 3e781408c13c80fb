"""What leaves the list of 標準仕様, and filters that are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.core.cliptable import parse_html, parse_text
from app.ui.parts.dialogs import AskText
from app.ui.standard import taking_out
from app.ui.standard.taking_out import table_html
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def show(program: ProgramObject) -> object:
    """The screen, on the edition in force."""
    program.window.go("standard")
    program.do_wait()
    return program.window.standard


def test_the_chosen_lines_are_a_table_in_both_forms_of_the_clipboard(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = show(program)
    keys = screen.browse.model.all_keys()[:3]
    screen.browse.view.choose(keys[0])
    screen.browse.view.setFocus()
    for _ in range(2):
        program.do_press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    screen.taking_out.copy_table()
    program.do_wait()
    data = QGuiApplication.clipboard().mimeData()
    rows = parse_text(data.text())
    assert rows[0][:4] == ["ID", "類型", "名称", "本文"]
    chosen = [screen.browse.model.row_of(k) for k in screen.browse.view.selected_keys()]
    assert [r[0] for r in rows[1:]] == [c.id for c in chosen]
    assert len(chosen) == 3
    assert [r[0] for r in parse_html(data.html())] == [r[0] for r in rows]


def test_a_table_for_a_spreadsheet_holds_no_markup_of_its_cells() -> None:
    page = table_html([("ID", "本文"), ("0010101", "<b>=1+1</b>\n二行目")])
    assert "<b>" not in page
    assert parse_html(page) == [["ID", "本文"], ["0010101", "<b>=1+1</b>\n二行目"]]


def test_text_and_name_are_copied_alone(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = show(program)
    program.do_wait()
    detail = screen.browse.reading.reading().detail
    screen.taking_out.copy_text()
    assert QGuiApplication.clipboard().text() == detail.text
    screen.taking_out.copy_name()
    assert QGuiApplication.clipboard().text() == f"{detail.row.id} {detail.row.name}"


def test_the_narrowed_list_becomes_a_page_that_says_by_what(
    start: Start, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(workspace)
    screen = show(program)
    screen.browse.facets.choose("prohibited")
    program.do_wait()
    out = tmp_path / "一覧.html"
    opened: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    monkeypatch.setattr(taking_out.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    screen.taking_out.page(whole=True)
    program.do_wait()
    page = out.read_text("utf-8")
    rows = [screen.browse.model.row_of(k) for k in screen.browse.model.all_keys()]
    assert opened == [str(out)]
    assert "絞り込み：実装不可" in page
    assert page.count('<td class="sign"') == len(rows) > 0
    assert all(r.id in page for r in rows)


def test_a_filter_is_kept_under_a_name_and_called_up_again(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = show(program)
    screen.browse.search.setText("証明")
    screen.browse.facets.choose("mandatory")
    program.do_wait()
    wanted, found = screen.browse.filter(), screen.browse.model.all_keys()
    assert found
    screen.filters.ask()
    dialog = next(d for d in program.window.findChildren(AskText) if d.isVisible())
    dialog.main.click()
    program.do_wait()
    (name,) = screen.filters.names()
    assert "証明" in name
    screen.browse.clear_filter()
    program.do_wait()
    assert screen.browse.model.all_keys() != found
    screen.filters.fill()
    screen.filters.use(name)
    program.do_wait()
    assert screen.browse.filter() == wanted
    assert screen.browse.model.all_keys() == found
    screen.filters.drop(name)
    assert screen.filters.names() == []


def test_a_chosen_chapter_is_part_of_a_kept_filter(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = show(program)
    screen.browse.tree.setCurrentItem(screen.browse.tree.topLevelItem(3))
    program.do_wait()
    found = screen.browse.model.all_keys()
    screen.filters.save("三章")
    screen.browse.clear_filter()
    program.do_wait()
    screen.filters.use("三章")
    program.do_wait()
    assert screen.browse.model.all_keys() == found
