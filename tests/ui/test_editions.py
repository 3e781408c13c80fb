"""版の比較 and 再確認: what changed, what an adoption makes suspect, triaged and confirmed with single keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.services.views import FORCE
from app.ui.models.changes import ChangeLine, ChangeModel
from app.ui.parts.dialogs import SentenceDialog
from app.ui.standard.compared import SegmentText
from app.ui.standard.editions import EditionsDialog
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def at_difference(program: ProgramObject) -> object:
    """The page, with the sample's two editions of 住民基本台帳."""
    program.window.go("standard")
    program.do_wait()
    screen = program.window.standard
    screen.tabs.bar.setCurrentIndex(1)
    program.do_wait()
    return screen.difference


def adopt_newer(program: ProgramObject) -> str:
    """Adopts 第1.1版 from the page; its hash."""
    page = at_difference(program)
    newer = next(e for e in program.context.editions if (e.business, e.kind) == ("001", "req") and not e.adopted)
    page.adopt.click()
    program.do_wait()
    assert program.context.adopted("001").hash == newer.hash
    return newer.hash


def lines(page: object) -> list[ChangeLine]:
    """The lines of a page's list."""
    return [page.panes.model.line(n) for n in range(page.panes.model.rowCount())]


def test_the_page_shows_every_change_once_and_the_facets_count_them(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = at_difference(program)
    step = page._step
    assert [x.node for x in lines(page)] == [c.node for c in step.diff.changes]
    counts = step.diff.counts
    for facet, count in (
        ("added", counts["added"]),
        ("removed", counts["removed"]),
        ("class", counts["class_changed"]),
    ):
        page.panes.facets.choose(facet)
        program.do_wait()
        assert page.panes.model.rowCount() == count > 0
    page.panes.facets.choose("removed")
    program.do_wait()
    assert all(x.removed for x in lines(page))


def test_the_words_that_changed_are_marked_on_their_side(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = at_difference(program)
    page.panes.facets.choose("text")
    program.do_wait()
    change = page._change(page.panes.view.node())
    texts = page.panes.compared.findChildren(SegmentText)
    old = "\n".join(t.plain() for t in texts if t.accessibleName() == "旧の本文")
    new = "\n".join(t.plain() for t in texts if t.accessibleName() == "新の本文")
    assert old == change.old.text
    assert new == change.new.text
    assert {s.op for t in texts if t.accessibleName() == "旧の本文" for s in t._segments} == {"same", "deleted"}


def test_a_letter_triages_and_goes_on_and_undo_takes_it_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = at_difference(program)
    page.panes.view.setFocus()
    first = page.panes.view.node()
    program.do_press("B")
    program.do_wait()
    assert lines(page)[0].grade == "B"
    assert page.panes.view.node() != first, "the next one is at hand"
    program.context.undo()
    program.do_wait()
    assert lines(page)[0].grade == ""


def test_several_are_triaged_as_one_step(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = at_difference(program)
    page.panes.view.setFocus()
    page.panes.view.selectAll()
    before = program.context.history.undo[0]
    program.do_press("C")
    program.do_wait()
    assert {x.grade for x in lines(page)} == {"C"}
    assert program.context.history.undo[0] == before + 1


def test_after_an_adoption_the_verdicts_to_be_confirmed_are_those_that_were_announced(
    start: Start, workspace: Path
) -> None:
    program = start(workspace)
    page = at_difference(program)
    announced = set(page._step.suspect)
    assert announced
    adopt_newer(program)
    screen = program.window.standard
    screen.tabs.bar.setCurrentIndex(2)
    program.do_wait()
    assert {x.node for x in lines(screen.suspects)} == announced
    assert screen.tabs.bar.tabText(2) == f"再確認 {len(announced)}"
    program.context.undo()
    program.do_wait()
    screen.suspects.load()
    program.do_wait()
    assert not screen.suspects._waiting.suspects, "taking the adoption back leaves nothing to confirm"


def test_one_key_confirms_and_the_verdict_stays(start: Start, workspace: Path) -> None:
    program = start(workspace)
    adopt_newer(program)
    page = program.window.standard.suspects
    program.window.standard.tabs.bar.setCurrentIndex(2)
    program.do_wait()
    page.panes.view.setFocus()
    node, count = page.panes.view.node(), page.panes.model.rowCount()
    verdict = lines(page)[0].verdict
    program.do_press("K")
    program.do_wait()
    assert page.panes.model.rowCount() == count - 1
    assert node not in {x.node for x in lines(page)}
    program.window.standard.show_node(node)
    program.do_wait()
    row = program.window.standard.browse.model.row_of(program.window.standard.browse.view.key())
    assert (row.node, row.verdict, row.suspect) == (node, verdict, False)


def test_bulk_confirms_only_what_changed_in_wording_after_a_preview(start: Start, workspace: Path) -> None:
    program = start(workspace)
    adopt_newer(program)
    page = program.window.standard.suspects
    program.window.standard.tabs.bar.setCurrentIndex(2)
    program.do_wait()
    wording = {s.node for s in page._waiting.suspects if s.wording_only}
    others = {s.node for s in page._waiting.suspects} - wording
    assert wording
    assert others
    before = program.context.history.undo[0]
    page.bulk.click()
    program.do_wait()
    dialog = next(d for d in program.window.findChildren(SentenceDialog) if d.isVisible())
    assert f"{len(wording)} 件" in dialog.main.text()
    dialog.main.click()
    program.do_wait()
    assert {s.node for s in page._waiting.suspects} == others
    assert program.context.history.undo[0] == before + 1


def test_everything_in_force_shows_as_one_list_with_the_businesses_as_its_tree(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.go("standard")
    screen = program.window.standard
    screen.show_edition(FORCE)
    program.do_wait()
    kinds = {
        screen.browse.model.row_of(k).kind for k in screen.browse.model.all_keys() if screen.browse.model.row_of(k)
    }
    assert kinds >= {"req"}
    total = sum(e.items for e in program.context.editions if e.in_force)
    assert len(screen.browse.model.all_keys()) >= total
    assert program.window.top.business.currentText() == "すべての業務"
    screen.browse.panes.facet_list.switch("documents", "form")
    program.do_wait()
    rows = [screen.browse.model.row_of(k) for k in screen.browse.model.all_keys()]
    assert {r.kind for r in rows if r} == {"form"}


def test_several_editions_come_into_force_as_one_step(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.go("standard")
    program.do_wait()
    screen = program.window.standard
    screen.list_editions()
    dialog = next(d for d in program.window.findChildren(EditionsDialog) if d.isVisible())
    assert dialog.table.topLevelItemCount() == len(program.context.editions)
    assert not dialog.main.isEnabled()
    waiting = [n for n, e in enumerate(program.context.editions) if not e.adopted]
    assert waiting
    for n in waiting:
        dialog.table.topLevelItem(n).setSelected(True)
    assert set(dialog.wanted()) == {program.context.editions[n].hash for n in waiting}
    before = program.context.history.undo[0]
    dialog.main.click()
    program.do_wait()
    hashes = {program.context.editions[n].hash for n in waiting}
    assert hashes <= {e.hash for e in program.context.editions if e.adopted}
    assert program.context.history.undo[0] == before + 1


def test_change_model_is_a_sound_model(qtbot: object) -> None:
    model = ChangeModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_lines([ChangeLine("req:0010101", "0010101", "名", (("≠", "本文"),), "fit", False, "A")])
    assert model.index(0, 2).data() == "名"
    assert "本文" in model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    model.set_lines([])
    assert model.rowCount() == 0


@pytest.mark.parametrize("letter", ["Z", "1"])
def test_other_keys_do_nothing(start: Start, workspace: Path, letter: str) -> None:
    program = start(workspace)
    page = at_difference(program)
    page.panes.view.setFocus()
    before = program.context.history.undo[0]
    program.do_press(letter)
    program.do_wait()
    assert program.context.history.undo[0] == before


def test_an_edition_that_comes_into_force_while_writing_takes_neither_the_words_nor_the_place(
    start: Start, workspace: Path
) -> None:
    program = start(workspace)
    program.window.go("standard")
    program.do_wait()
    page = program.window.screens.get("standard")
    program.window.go("comparison")
    program.do_wait()
    program.do_choose("req:0010402")
    program.do_press(Qt.Key.Key_Return)
    program.do_wait()
    program.do_type("abc")
    newer = next(e for e in program.context.editions if (e.business, e.kind) == ("001", "req") and not e.adopted)
    page.adopt_all((newer.hash,))
    program.do_wait()
    assert program.context.adopted("001").hash == newer.hash
    assert program.row_at_hand().node == "req:0010402"
    kept = program.context.drafts["req:0010402", "verdict"].fields["detail"]
    assert "abc" in kept
    assert program.window.comparison.bar.detail.text() == kept
