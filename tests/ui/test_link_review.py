"""連携検討表 in the window: written by keyboard with the rules beside, undone, narrowed; patterns beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.services import inquiries, link_patterns, link_review_rows, survey
from app.services.link_review_rows import ReviewLine
from app.services.session import Session
from app.ui.link_place import LinkPlace
from app.ui.linkreview.asking import AskDialog
from app.ui.linkreview.dialogs import PackageDialog, PatternDialog
from app.ui.linkreview.page import ReviewPage
from app.ui.linkreview.table import two_lines
from app.ui.linkreview.taking import TakeDialog
from app.ui.models.review import CODES, PLACE, TITLES, ReviewModel
from app.ui.register_place import RegisterPlace
from app.ui.theme import look
from tests.helpers import linkages
from tests.helpers.workspaces import with_edition
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]


def opened(program: ProgramObject) -> ReviewPage:
    program.window.go("linkmap")
    program.do_wait()
    place = cast(LinkPlace, program.window.screens.get("linkmap"))
    place.show_part("review")
    program.do_wait()
    return cast(ReviewPage, place.page("review"))


def stored(program: ProgramObject, node: str) -> ReviewLine:
    found: list[ReviewLine] = []

    def read(session: Session) -> None:
        found.extend(x for x in link_review_rows.lines(session) if x.node == node)

    program.context.run(read)
    program.do_wait()
    return found[0]


def at(page: ReviewPage, code: str, row: int = 0) -> ReviewLine:
    page.table.go(row, PLACE[code])
    line = page.model.line(row)
    assert line is not None
    return line


def test_the_columns_are_sapporos_and_the_business_is_the_windows(start: Start, workspace: Path) -> None:
    page = opened(start(workspace))
    assert [page.model.headerData(n, Qt.Orientation.Horizontal) for n in range(15)] == list(TITLES)
    assert page.business.code() == "001"
    assert {page.model.line(n).business for n in range(page.model.rowCount())} == {"001"}
    assert page.table.hasFocus()


def test_the_model_keeps_the_rules_of_models(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    model = ReviewModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    lines = [x for n in range(page.model.rowCount()) if (x := page.model.line(n)) is not None]
    model.set_lines(lines)
    model.narrow("001", "open", "")
    model.set_lines(lines)
    model.narrow("*", "*", "該当しない言葉")
    assert model.rowCount() == 0
    model.set_lines([])
    assert tester is not None


def test_a_sign_is_typed_and_the_rule_speaks_beside_it_and_undo_takes_it_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    row = next(n for n in range(page.model.rowCount()) if not page.model.line(n).need)
    line = at(page, "need", row)
    QTest.keyClicks(page.table, "x")
    editor = QApplication.focusWidget()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    program.do_wait()
    now = stored(program, line.node)
    assert now.need == "×"
    assert page.model.row_of(line.node) == row  # stays in sight
    assert page.table.currentIndex().row() == row + 1
    page.table.go(row, PLACE["need"])
    said = [w.text() for w in page.detail.findChildren(QLabel)]
    assert all(w in said for w in now.warnings)
    program.window.action("undo").trigger()
    program.do_wait()
    assert stored(program, line.node).need == ""


def test_published_columns_cannot_be_written(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    line = at(page, "text")
    QTest.keyClicks(page.table, "abc")
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    program.do_wait()
    assert stored(program, line.node).texts == line.texts


def test_a_bad_sign_is_refused_in_words(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    problems: list[object] = []
    program.context.problem.disconnect()
    program.context.problem.connect(problems.append)
    line = at(page, "need")
    page.model.put({(0, PLACE["need"]): "たぶん"})
    program.do_wait()
    assert "凡例にありません" in str(problems[0])
    assert stored(program, line.node).need == line.need


def test_the_pull_down_offers_the_legend(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    row = next(n for n in range(page.model.rowCount()) if not page.model.line(n).need)
    line = at(page, "need", row)
    QTest.keyClick(page.table, Qt.Key.Key_F4)
    menu = QApplication.activePopupWidget()
    assert [a.text() for a in menu.actions()] == [
        "〇　検討が必要",
        "×　検討が不要",
        "-　該当なし",
        "（未検討に戻す）",
    ]
    menu.actions()[2].trigger()
    menu.close()
    program.do_wait()
    assert stored(program, line.node).need == "-"


def test_a_block_is_copied_and_pasted_as_one_step(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    rows = [n for n in range(page.model.rowCount()) if not page.model.line(n).need][:2]
    assert rows == [rows[0], rows[0] + 1]
    nodes = [page.model.line(n).node for n in rows]
    at(page, "need", rows[0])
    QGuiApplication.clipboard().setText("〇\t既存なし\t\t\t2026年9月末\t相手と調整\n-\t-\n")
    QTest.keyClick(page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    program.do_wait()
    first, second = (stored(program, n) for n in nodes)
    assert [first.texts[c] for c in ("need", "current_id", "timing", "note")] == [
        "〇",
        "既存なし",
        "2026年9月末",
        "相手と調整",
    ]
    assert (second.need, second.texts["current_id"]) == ("-", "-")
    program.window.action("undo").trigger()
    program.do_wait()
    assert [stored(program, n).need for n in nodes] == ["", ""]
    at(page, "need", rows[0])
    page.table.copy()
    assert QGuiApplication.clipboard().text() == "\n"


def test_the_list_is_narrowed_by_state_and_words_and_counts(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    every = page.model.rowCount()
    page.states.choose("warned")
    shown = [page.model.line(n) for n in range(page.model.rowCount())]
    assert 0 < len(shown) < every
    assert all(x.warnings for x in shown)
    page.states.choose("*")
    page.search.setText(shown[0].texts["id"])
    page.search.searched.emit(shown[0].texts["id"])
    assert page.model.rowCount() == 1
    page.business.set_code("*")
    page.search.clear()
    page._narrow()
    assert page.model.rowCount() > every


def test_proposals_are_accepted_for_the_chosen_rows(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    row = next(n for n in range(page.model.rowCount()) if page.model.line(n).proposed)
    line = at(page, "need", row)
    assert page.detail.accept.isEnabled()
    QTest.keyClick(page.table, Qt.Key.Key_F6)
    assert page.detail.accept.hasFocus()
    QTest.keyClick(page.detail.accept, Qt.Key.Key_Return)
    program.do_wait()
    now = stored(program, line.node)
    assert now.proposed == frozenset()
    assert now.texts["current_id"] == line.texts["current_id"]
    assert not page.detail.accept.isEnabled()


def test_within_one_package_by_its_form_and_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    line = at(page, "need", 3)
    page.detail.package.click()
    dialog = next(d for d in program.window.findChildren(PackageDialog) if d.isVisible())
    assert not dialog.main.isEnabled()
    dialog.package.setText("みほん総合行政")
    dialog.main.click()
    program.do_wait()
    assert stored(program, line.node).within
    assert page.detail.package.word() == "適用外を取り消す"
    assert page.model.data(page.model.index(3, PLACE["need"]), Qt.ItemDataRole.AccessibleTextRole).count("適用外") == 1
    page.detail.package.click()
    program.do_wait()
    assert not stored(program, line.node).within


def test_rows_per_environment_come_into_the_list_beside(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    at(page, "need", 3)
    page.pattern_button.click()
    program.do_wait()
    dialog = next(d for d in program.window.findChildren(PatternDialog) if d.isVisible())
    dialog.partner.set_code("on_premises")
    dialog.main.click()
    program.do_wait()
    found: list[list[dict[str, object]]] = []
    program.context.run(lambda s: survey.list_rows(s, link_patterns.LIST), done=found.append)
    program.do_wait()
    assert [r["pattern"] for r in found[0]] == ["③", "④", "⑤"]
    place = cast(LinkPlace, program.window.screens.get("linkmap"))
    place.show_part("lists")
    program.do_wait()
    grid = place.page("lists").grid  # type: ignore[union-attr]
    model = grid.lines
    shown = [model.text(n, model.place["pattern"]) for n in range(model.rowCount())]
    assert shown == ["③", "④", "⑤"]
    assert not model.flags(model.index(0, model.place["pattern"])) & Qt.ItemFlag.ItemIsEditable


def test_nothing_can_be_written_while_only_reading(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    page.model.writable = False
    index = page.model.index(0, PLACE["note"])
    assert not page.model.flags(index) & Qt.ItemFlag.ItemIsEditable
    page._line(page.model.line(0))
    assert not page.detail.accept.isEnabled()
    assert not page.pattern_button.isEnabled()


def test_a_linkage_followed_from_elsewhere_still_goes_to_the_picture(start: Start, workspace: Path) -> None:
    program = start(workspace)
    page = opened(program)
    program.window.follow("linkmap", "link:001/001o001-03")
    program.do_wait()
    place = cast(LinkPlace, program.window.screens.get("linkmap"))
    assert place.part() == "map"
    page.show_link("link:023/001o001-00")
    assert page.model.line(page.table.currentIndex().row()).node == "link:023/001o001-00"


def test_two_lines_break_where_japanese_may(start: Start, workspace: Path) -> None:
    start(workspace)
    metrics = QFontMetrics(look.font(13))
    width = metrics.horizontalAdvance("一二三四五")
    assert two_lines("一二三四五、六七", metrics, width) == "一二三四\n五、六七"
    assert two_lines("一二三四（五六）", metrics, width).startswith("一二三四\n（")
    assert two_lines("一二", metrics, width) == "一二"
    assert two_lines("一二三四五六七八九十一二三", metrics, width).endswith("…")
    assert set(PLACE) == set(CODES)


def test_inquiries_are_made_from_the_impact_panel_and_undone(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.go("linkmap")
    program.do_wait()
    screen = program.window.linkmap
    assert screen.impact.ask.isEnabled()
    screen.impact.ask.click()
    program.do_wait()
    dialog = next(d for d in program.window.findChildren(AskDialog) if d.isVisible())
    everybody = dialog.addressees()
    assert len(everybody) == dialog.list.count() > 1
    assert everybody[0] in dialog.letter.text()
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.main.word() == f"{len(everybody) - 1} 件の照会を作る"
    dialog.due.setText("R8.12.10")
    dialog.main.click()
    program.do_wait()
    found: list[list[inquiries.Inquiry]] = []
    program.context.run(inquiries.inquiries, done=found.append)
    program.do_wait()
    assert {i.values["addressee"] for i in found[0]} == set(everybody[1:])
    assert {i.values["due"] for i in found[0]} == {"R8.12.10"}
    screen.impact.ask.click()
    program.do_wait()
    again = next(d for d in program.window.findChildren(AskDialog) if d.isVisible())
    assert again.addressees() == everybody[:1]  # the others are waited for
    again.reject()
    program.window.action("undo").trigger()
    program.do_wait()
    program.context.run(inquiries.inquiries, done=found.append)
    program.do_wait()
    assert found[-1] == []


def test_the_impact_becomes_a_file(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    program.window.go("linkmap")
    program.do_wait()
    place = cast(LinkPlace, program.window.screens.get("linkmap"))
    assert place.map.impact.file.isEnabled()
    place.asking.export_to(["business:001"], str(tmp_path / "影響.xlsx"))
    program.do_wait()
    assert (tmp_path / "影響.xlsx").read_bytes()[:2] == b"PK"


def test_sentences_that_could_not_be_read_are_a_list_of_their_own(start: Start, workspace: Path) -> None:
    program = start(workspace)

    def odd(session: Session) -> None:
        text = "別紙のとおり"
        made = linkages.edition("014", linkages.link("014", "014o001", "O", "", "収納情報", text=text))
        with_edition(session, made)

    program.context.run(odd)
    program.do_wait()
    page = opened(program)
    assert not page.states.findChild(QPushButton, "facet-unread").isVisibleTo(page)
    page.business.set_code("*")
    page._narrow()
    assert page.states.findChild(QPushButton, "facet-unread").isVisibleTo(page)
    page.states.choose("unread")
    assert [page.model.line(n).node for n in range(page.model.rowCount())] == ["link:014/014o001-00"]
    said = " ".join(w.text() for w in page.detail.findChildren(QLabel))
    assert "主体・相手・データ・操作が読み取れません" in said


def test_an_issue_asks_those_its_linkages_touch(start: Start, workspace: Path) -> None:
    program = start(workspace)
    program.window.go("register")
    program.do_wait()
    place = cast(RegisterPlace, program.window.screens.get("register"))
    number = "G-0004"
    place.issues.show_issue(next(x.rid for x in place.issues.list._all if x.number == number))
    program.do_wait()
    place.issues.issue.impact_wanted.emit()
    program.do_wait()
    dialog = next(d for d in program.window.findChildren(AskDialog) if d.isVisible())
    assert number in dialog.letter.text()
    dialog.main.click()
    program.do_wait()
    found: list[list[inquiries.Inquiry]] = []
    program.context.run(inquiries.inquiries, done=found.append)
    program.do_wait()
    assert {i.values["issue"] for i in found[0]} == {number}


def test_a_citys_own_table_is_seen_and_then_written(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    page = opened(program)
    line = next(x for n in range(page.model.rowCount()) if not (x := page.model.line(n)).need)
    book = Workbook()
    book.active.append(["連携ID", "枝番", "機能説明", "検討要否", "備考"])
    for id_, branch in ((line.texts["id"], line.texts["branch"]), ("001o999", "00")):
        book.active.append([id_, branch, line.texts["text"], "〇", "相手の課と調整"])
    path = tmp_path / "001_住民基本台帳_機能別連携仕様.xlsx"
    book.save(path)
    page.taking.take(str(path))
    program.do_wait()
    dialog = next(d for d in program.window.findChildren(TakeDialog) if d.isVisible())
    assert "1 連携" in dialog.windowTitle()
    assert any("001o999-00" in w.text() for w in dialog.findChildren(QLabel))
    dialog.main.click()
    program.do_wait()
    now = stored(program, line.node)
    assert (now.need, now.texts["note"]) == ("〇", "相手の課と調整")
