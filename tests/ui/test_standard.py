"""標準仕様: search as typed, facets, tree, adoption; the import from dropped files to the edition in force."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel

from app.ui.standard.plan import KEEP, account
from app.ui.standard.wizard import FILES, FINDINGS, RESULTS, TAKE
from spec_catalog.sample.books import write_workbooks
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample's workbooks by (business, edition), and one with two broken ids."""
    folder = tmp_path_factory.mktemp("books")
    found = {f"{p.name[:3]}-{'1.1' if '1.1' in p.name else '1.0'}": p for p in write_workbooks(folder)}
    workbook = load_workbook(found["001-1.1"])
    sheet = workbook.worksheets[0]
    head = next(c for row in sheet.iter_rows() for c in row if c.value == "機能ID")
    for row, damage in ((head.row + 8, lambda t: t.lstrip("0")), (head.row + 15, lambda t: t.replace("1", "１"))):
        cell = sheet.cell(row, head.column)
        cell.value = damage(str(cell.value))
    found["broken"] = folder / "001_直す.xlsx"
    workbook.save(found["broken"])
    return found


def show(program: ProgramObject) -> object:
    """The screen, on the edition in force."""
    program.window.go("standard")
    program.do_wait()
    return program.window.standard


def test_search_as_typed_with_one_character(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = show(program)
    everything = len(screen.browse.model.all_keys())
    program.do_press("F")
    assert screen.browse.search.hasFocus()
    program.do_compose("しょう")
    QTest.qWait(250)
    program.do_wait()
    assert len(screen.browse.model.all_keys()) == everything, "half-composed text searches nothing"
    program.do_commit("証")
    QTest.qWait(250)
    program.do_wait()
    found = len(screen.browse.model.all_keys())
    assert 0 < found < everything
    assert screen.browse.facets._buttons["all"].text().endswith(f" {found}")


def test_facets_and_tree_narrow(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = show(program)
    screen.browse.facets.choose("prohibited")
    program.do_wait()
    rows = [screen.browse.model.row_of(k) for k in screen.browse.model.all_keys()]
    assert rows
    assert {r.cls for r in rows} == {"prohibited"}
    screen.browse.facets.choose("prohibited")
    program.do_wait()
    screen.browse.tree.setCurrentItem(screen.browse.tree.topLevelItem(2))
    program.do_wait()
    rows = [screen.browse.model.row_of(k) for k in screen.browse.model.all_keys()]
    assert {r.path[0] for r in rows} == {screen.browse.tree.path()[0]}


def test_nothing_found_says_so_and_leads_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = show(program)
    screen.browse.search.setText("存在しないことば")
    screen.browse.search.searched.emit(screen.browse.search.text())
    program.do_wait()
    assert screen.browse.results.currentIndex() == 1
    screen.browse.clear_filter()
    program.do_wait()
    assert screen.browse.model.all_keys()


def test_another_edition_is_read_and_adopted(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = show(program)
    newer = next(e for e in program.context.editions if e.business == "001" and not e.adopted)
    screen.show_edition(newer.hash)
    program.do_wait()
    assert screen.browse.banners.codes() == ["adopt"]
    assert program.window.action("adopt").isEnabled()
    screen.adopt()
    program.do_wait()
    assert program.context.adopted("001").hash == newer.hash
    assert screen.browse.banners.codes() == []
    program.assert_saved()
    assert program.window.comparison.edition().hash == newer.hash
    program.context.undo()
    program.do_wait()
    assert program.context.adopted("001").hash != newer.hash, "adopting is taken back like everything else"


def test_struck_requirements_are_readable(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = show(program)
    newer = next(e for e in program.context.editions if e.deleted)
    screen.show_edition(newer.hash)
    program.do_wait()
    screen.browse.facets.choose("deleted")
    program.do_wait()
    rows = [screen.browse.model.row_of(k) for k in screen.browse.model.all_keys()]
    assert len(rows) == newer.deleted
    assert all(r.deleted for r in rows)


def test_drop_to_edition_in_force(start: Start, workspace: Path, books: dict[str, Path]) -> None:
    program = start(workspace)
    window, wizard = program.window, program.window.standard.wizard
    assert program.do_drop(books["broken"])
    program.do_wait()
    assert window.screen() == "standard"
    assert wizard.step() == RESULTS
    sums = account(wizard.plan().files)
    assert sums.cells == sums.imported + sums.skipped > 0
    wizard.main.click()
    assert wizard.step() == FINDINGS
    assert wizard.plan().left() == 2
    assert not wizard.main.isEnabled()
    assert wizard.why.text() == "「直す」があと 2 件。終わると取り込めます。"
    view = wizard.findings.view
    view.setFocus()
    program.do_wait()
    assert wizard.findings._sheet.rowCount() == 5
    program.do_press("1")
    program.do_commit("１")
    program.do_wait()
    assert wizard.plan().left() == 0
    assert len(wizard.plan().repairs()) == 2
    assert wizard.main.isEnabled()
    wizard.main.click()
    assert wizard.step() == TAKE
    before = program.context.history.undo[0]
    wizard.main.click()
    program.do_wait()
    assert not window.standard.importing()
    assert window.standard.edition().adopted
    assert window.standard.edition().items == 65
    assert program.context.history.undo[0] == before + 1
    program.assert_saved()


def test_findings_go_round_with_f8_and_filter(start: Start, workspace: Path, books: dict[str, Path]) -> None:
    program = start(workspace)
    wizard = program.window.standard.wizard
    program.window.import_files([str(books["broken"])])
    program.do_wait()
    wizard.main.click()
    findings = wizard.findings
    tester = QAbstractItemModelTester(findings.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    first = findings.view.currentIndex().row()
    findings.view.setFocus()
    program.do_press(Qt.Key.Key_F8)
    assert findings.view.currentIndex().row() == first + 1
    findings.facets.choose("error")
    assert findings.model.rowCount() == 2
    findings.decide(KEEP)
    assert wizard.plan().left() == 1
    assert [findings.model.line(n).how for n in (0, 1)] == ["選んでください", "仮番のまま取り込む"]
    assert tester.model() is findings.model


def test_refused_files_say_why_and_nothing_changes(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    editions = program.context.editions
    text = tmp_path / "お知らせ.xlsx"
    text.write_text("これは Excel ではありません。", "utf-8")
    package = tmp_path / "別のもの.xlsx"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("a.txt", "a")
    assert program.do_drop(text, package)
    program.do_wait()
    wizard = program.window.standard.wizard
    assert wizard.step() == RESULTS
    assert not wizard.main.isEnabled()
    assert wizard.why.text() == "取り込めるファイルがありません。"
    words = " ".join(b.what.text() for b in wizard.results.page.findChildren(object) if hasattr(b, "what"))
    assert "お知らせ.xlsx" in words
    assert "別のもの.xlsx" in words
    program.do_press(Qt.Key.Key_Escape)
    program.do_wait()
    assert not program.window.standard.importing()
    assert program.context.editions == editions


def test_import_can_be_left_and_begun_again(start: Start, workspace: Path, books: dict[str, Path]) -> None:
    program = start(workspace)
    wizard = program.window.standard.wizard
    program.window.import_files([str(books["024-1.0"])])
    program.do_wait()
    assert wizard.step() == RESULTS
    wizard.cancel.click()
    program.do_wait()
    assert not program.window.standard.importing()
    program.window.import_files([])
    assert wizard.step() == FILES
    assert wizard.plan().files == []


def test_empty_workspace_leads_to_the_import(start: Start, tmp_path: Path) -> None:
    from app.services.views import Who
    from app.ui.work import frame as work

    program = start()
    path = str(tmp_path / "空.fitgap")
    program.window.show()
    who = Who("情報政策課", "中村 健", "office")
    program.context.open_with(work.create, path, "空の市", "999997", "general", who, label="")
    program.do_wait()
    assert program.window.screen() == "standard"
    assert program.window.standard._stack.currentIndex() == 0
    program.window.go("comparison")
    assert program.window.comparison._stack.currentIndex() == 0
    assert "標準仕様" in program.window.comparison._empty.state.text()


def test_the_same_file_again_and_a_newer_one_are_told_apart(
    start: Start, workspace: Path, books: dict[str, Path]
) -> None:
    program = start(workspace)
    wizard = program.window.standard.wizard
    said: dict[str, str] = {}
    for name in ("001-1.0", "010-1.0"):
        assert program.do_drop(books[name])
        program.do_wait()
        texts = [label.text() for label in wizard.results.findChildren(QLabel)]
        said[name] = "".join(t for t in texts if "取り込み済み" in t or "新しい版として" in t)
        before = len(program.context.editions)
        while not wizard.plan().left() and wizard.isVisible():
            wizard.main.click()
            program.do_wait()
        assert len(program.context.editions) == before, "the same file adds nothing"
    assert all("取り込み済み" in s and "増えません" in s for s in said.values()), said


def test_a_verdict_given_elsewhere_costs_nothing_here_and_shows_when_one_comes_back(
    start: Start, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(workspace)
    program.window.go("standard")
    program.do_wait()
    browse = program.window.standard.browse
    program.window.go("comparison")
    program.do_wait()
    node = program.row_at_hand().node
    asked: list[str] = []
    run = program.context.run
    monkeypatch.setattr(
        program.context, "run", lambda work, *a, **k: (asked.append(work.__name__), run(work, *a, **k))[1]
    )
    program.do_press("3")
    program.do_wait()
    assert "numbers" not in asked
    assert "count" not in asked
    program.window.go("standard")
    program.do_wait()
    assert "numbers" in asked
    key = browse.model.key_of_node(node)
    assert browse.model.row_of(key).verdict == "gap"
