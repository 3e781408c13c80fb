"""連携図 beyond a neighbourhood: facets, folding, ways, circles, the whole town, a name found, everything by keyboard,
and what a screen reader is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.linkmap.canvas import PART
from app.ui.linkmap.screen import LinkScreen
from tests.ui.objects import ProgramObject
from tests.ui.test_linkmap import CENTRE, linkmap

Start = Callable[..., ProgramObject]


def rows(screen: LinkScreen) -> list[tuple[str, str, str]]:
    found = [screen.table.rows.row(n) for n in range(screen.table.rows.rowCount())]
    return [(r.source, r.target, r.state) for r in found if r is not None]


def boxes(screen: LinkScreen) -> dict[str, str]:
    return {b.id: b.label for b in screen.canvas.picture().boxes}


def ask(program: ProgramObject, screen: LinkScreen, view: str) -> None:
    screen.views.view.choose(view)
    program.do_wait()


def test_facets_count_the_lines_and_leave_the_others_out(start: Start, workspace: Path) -> None:
    program = start(workspace, size=(1920, 1080))
    screen = linkmap(program)
    lines = screen.canvas.picture().lines
    gaps = sum(line.state == "gap" for line in lines)
    facet = screen.views._facets["gap"]
    assert gaps
    assert facet.isVisible()
    assert facet.accessibleName() == f"差異ありの線だけ {gaps}件"
    facet.setFocus()
    QTest.keyClick(facet, Qt.Key.Key_Space)
    program.do_wait()
    assert {line.state for line in screen.canvas.picture().lines} == {"gap"}
    assert len(screen.canvas.picture().lines) == gaps
    assert {state for *_ends, state in rows(screen)} == {"gap"}
    assert facet.text().endswith(str(gaps)), "counts are those of the whole"
    QTest.keyClick(facet, Qt.Key.Key_Space)
    program.do_wait()
    assert len(screen.canvas.picture().lines) == len(lines)


def test_what_stood_there_stays_when_the_picture_grows(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    screen.canvas.zoom(1.2)
    before = {b.id: b.y for b in screen.canvas.picture().boxes}
    box = next(b for b in screen.canvas.picture().boxes if b.id == CENTRE)
    place = screen.canvas.mapFromScene(box.x, box.y)
    screen.depth.choose("2")
    program.do_wait()
    after = {b.id: (b.x, b.y) for b in screen.canvas.picture().boxes}
    assert set(before) < set(after)
    columns: dict[float, list[str]] = {}
    for node in before:
        columns.setdefault(round(after[node][0] / 40), []).append(node)
    for column in columns.values():
        order = sorted(column, key=lambda n: before[n])
        assert sorted(column, key=lambda n: after[n][1]) == order
    now = screen.canvas.mapFromScene(*after[CENTRE])
    assert (now - place).manhattanLength() <= 2, "the box with the ring stays under the eye"


def test_groups_fold_and_unfold_by_the_space_key(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    screen.views.level.setCurrentIndex(screen.views.level.findData("system"))
    screen.views.group.setCurrentIndex(screen.views.group.findData("vendor"))
    program.do_wait()
    group = next(i for i in boxes(screen) if i.startswith("group:"))
    count = len(boxes(screen))
    assert boxes(screen)[group].endswith("）")
    screen.canvas.choose_box(group)
    screen.canvas.setFocus()
    QTest.keyClick(screen.canvas, Qt.Key.Key_Space)
    program.do_wait()
    opened = boxes(screen)
    assert group not in opened
    assert len(opened) > count
    assert screen._view is not None
    member = next(n for n, g in screen._view.shown.member_of.items() if g == group)
    screen.canvas.choose_box(member)
    QTest.keyClick(screen.canvas, Qt.Key.Key_Space)
    program.do_wait()
    assert set(boxes(screen)) >= {group}
    assert len(boxes(screen)) == count
    screen.canvas.choose_box(group)
    QTest.keyClick(screen.canvas, Qt.Key.Key_Return)
    program.do_wait()
    assert group not in boxes(screen)


def test_walking_to_a_department(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    screen.views.level.setCurrentIndex(screen.views.level.findData("department"))
    program.do_wait()
    node = next(i for i in boxes(screen) if i.startswith("dept:") and i != screen.canvas.focused())
    name = boxes(screen)[node]
    screen.canvas.choose_box(node)
    QTest.keyClick(screen.canvas, Qt.Key.Key_Return)
    program.do_wait()
    assert screen.centre.code() == node
    assert screen.centre.currentText() == name
    assert [b.label for b in screen.canvas.picture().boxes if b.style == "centre"] == [name]


def test_ways_between_two_and_circles(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    ask(program, screen, "path")
    screen.tools.to.setCurrentIndex(screen.tools.to.findData("business:023"))
    program.do_wait()
    assert {CENTRE, "business:023"} <= set(boxes(screen))
    assert "道が" in screen.said.whole()
    assert screen.tools.to.isVisible()
    assert not screen.depth.isVisible()
    ask(program, screen, "circles")
    assert "組" in screen.said.whole()
    assert {s for s, _t, _ in rows(screen)} | {t for _s, t, _ in rows(screen)} <= set(boxes(screen))


def test_the_whole_town_tells_the_platform_from_the_rest(start: Start, workspace: Path) -> None:
    program = start(workspace, size=(1920, 1080))
    screen = linkmap(program)
    ask(program, screen, "town")
    assert {line.state for line in screen.canvas.picture().lines} == {"via", "direct"}
    assert "共通基盤を介する連携" in screen.said.whole()
    assert "共通基盤経由" in screen.legend.accessibleName()
    assert {state for *_ends, state in rows(screen)} == {"via", "direct"}
    via = next(n for n, r in enumerate(rows(screen)) if r[2] == "via")
    screen.table.setCurrentIndex(screen.table.rows.index(via, 0))
    program.do_wait()
    assert screen.canvas._sheet.chosen, "the lines to the platform are marked"
    line = next(x for x in screen.canvas.picture().lines if x.state == "via")
    screen.canvas.choose_line(line.source, line.target)
    screen.canvas.line_chosen.emit(line.source, line.target)
    program.do_wait()
    now = screen.table.rows.row(screen.table.currentIndex().row())
    assert now is not None
    assert line.source in (now.source, now.target)


def test_a_name_is_found_with_the_slash(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    screen.canvas.setFocus()
    QTest.keyClicks(screen.canvas, "/")
    assert screen.finder.isVisible()
    assert screen.finder.line.hasFocus()
    screen.finder.line.setText("証明書")
    screen.finder.line.textEdited.emit("証明書")
    program.do_wait()
    assert screen.finder.found.count() >= 1
    QTest.keyClick(screen.finder.line, Qt.Key.Key_Return)
    program.do_wait()
    assert not screen.finder.isVisible()
    assert "証明書" in boxes(screen)[screen.canvas.focused()]
    assert screen.canvas.hasFocus()
    QTest.keyClicks(screen.canvas, "/")
    QTest.keyClick(screen.finder.line, Qt.Key.Key_Escape)
    assert not screen.finder.isVisible()
    assert screen.canvas.hasFocus()


def test_every_box_and_line_is_spoken(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    said: list[str] = []
    screen.canvas.spoken.connect(said.append)
    screen.canvas.setFocus()
    assert screen.canvas.accessibleName() == "連携図"
    QTest.keyClick(screen.canvas, Qt.Key.Key_Right)
    box = next(b for b in screen.canvas.picture().boxes if b.id == screen.canvas.focused())
    assert said[-1].startswith(box.label)
    assert box.sub in said[-1]
    assert "連携" in said[-1]
    assert screen.canvas.accessibleDescription().startswith(said[-1])
    screen.canvas.choose_box(CENTRE)
    mine = [x for x in screen.canvas.picture().lines if CENTRE in (x.source, x.target)]
    names = boxes(screen)
    heard = set()
    for _ in mine:
        QTest.keyClick(screen.canvas, Qt.Key.Key_N)
        heard.add(said[-1].split("、")[0])
        assert screen.canvas._sheet.chosen
    assert heard == {f"{names[x.source]} から {names[x.target]} へ" for x in mine}
    QTest.keyClick(screen.canvas, Qt.Key.Key_P)
    assert said[-1].split("、")[0] in heard
    for node in names:
        screen.canvas.choose_box(node)
        assert said[-1].startswith(names[node])


def test_the_table_speaks_a_row_as_a_whole(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    assert screen.table.accessibleName() == "図と同じ線の表"
    row = screen.table.rows.row(0)
    assert row is not None
    spoken = screen.table.rows.data(screen.table.rows.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    for word in (f"提供する側 {row.source_name}", f"受け取る側 {row.target_name}", row.state_words):
        assert word in spoken


def test_all_controls_have_names_and_are_reached_by_tab(start: Start, workspace: Path) -> None:
    program = start(workspace, size=(1920, 1080))
    screen = linkmap(program)
    wanted = {screen.centre, screen.views.level, screen.views.group, screen.canvas, screen.table, screen.export_button}
    for widget in wanted:
        assert widget.accessibleName() or widget.property("text")
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    seen = set()
    at = screen.centre.nextInFocusChain()
    while at is not screen.centre and len(seen) < 3000:
        seen.add(at)
        at = at.nextInFocusChain()
    assert wanted - {screen.centre} <= seen


def test_the_table_goes_to_excel_as_it_is_seen(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    screen = linkmap(program)
    assert screen._view is not None
    screen.export_to(str(tmp_path / "連携一覧.xlsx"))
    program.do_wait()
    program.assert_said("書き出しました")
    sheet = load_workbook(tmp_path / "連携一覧.xlsx").worksheets[0]
    cells = [[str(c) if c is not None else "" for c in r] for r in sheet.iter_rows(values_only=True)]
    head = next(n for n, r in enumerate(cells) if "提供する側" in r)
    body = [r for r in cells[head + 1 :] if any(r)]
    first = screen._view.rows[0]
    assert len([r for r in body if first.state_words in r or any("標準" in c or "現行" in c for c in r)]) >= 1
    assert any(first.source_name in r and first.target_name in r for r in body)
    text = "\n".join("".join(r) for r in cells)
    assert f"{len(screen._view.rows)} 連携" in text


def test_a_picture_larger_than_its_place_says_so_until_all_of_it_is_seen(start: Start, workspace: Path) -> None:
    """Nothing is drawn smaller than it can be read; that there is more beyond the edge has to be told."""
    program = start(workspace, size=(1366, 768))
    screen = linkmap(program)
    ask(program, screen, "town")
    canvas = screen.canvas
    assert canvas.transform().m11() == 1.0
    assert not canvas.whole()
    assert PART in canvas.accessibleDescription()
    told: list[str] = []
    program.context.said.connect(told.append)
    QTest.keyClick(canvas, "0")
    program.do_wait()  # the scroll bars go, the place grows
    assert told
    assert PART not in told[-1]
    ask(program, screen, "near")
    ask(program, screen, "town")
    assert PART in told[-1]
    QTest.keyClick(canvas, "0")
    program.do_wait()
    assert canvas.whole()
    assert canvas.transform().m11() < 1.0
    assert PART not in canvas.accessibleDescription()
