"""Vendors' answers in the window: read beside the requirement, agreed with, overruled, imported, written out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from app.services.views import Who
from app.ui.comparison.vendor_cards import VendorCard
from app.ui.comparison.vendor_dialogs import AgreeDialog, OverruleDialog
from app.ui.comparison.vendor_import import COLUMNS, FILE
from app.ui.parts.text import Elided, Label
from app.ui.work import frame as work
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]
ROWS = [
    ["標準仕様書【第1.0版】対応状況"],
    ["凡例　◎：標準機能で対応　○：次期バージョンで対応　×：実装予定なし"],
    ["対照コード", "名称", "対応区分", "提供時期", "画面名", "営業担当"],
    ["0010111", "異動事由", "◎", "", "事由選択", "田中"],
    ["0010114", "住所辞書", "○", "令和9年3月", "", "田中"],
    ["10201", "検索条件", "◎", "", "", ""],
    ["0010207", "個人の照会", "要相談", "", "", ""],
]


class Vendors:
    """The vendors' part of 比較分析."""

    def __init__(self, program: ProgramObject) -> None:
        self.program = program
        self.screen = program.window.comparison
        self.vendors = self.screen.vendors

    def do_choose(self, node: str) -> None:
        self.program.do_choose(node)

    def card(self, name: str) -> VendorCard:
        return next(c for c in self.screen.today.vendors.cards() if c.line.answer.package.name == name)

    def words(self, card: VendorCard) -> str:
        labels = [x.text() for x in card.findChildren(Label)]
        return "\n".join([*labels, *(x.whole() for x in card.findChildren(Elided))])

    def do_press(self, card: VendorCard, word: str) -> None:
        from app.ui.parts.buttons import Button

        next(b for b in card.findChildren(Button) if b.word() == word).click()
        self.program.do_wait()

    def dialog(self, kind: type) -> object:
        return next(d for d in self.program.window.findChildren(kind) if d.isVisible())

    def do_list(self) -> None:
        self.vendors.show_list()
        self.program.do_wait()

    def do_drop(self, path: Path) -> bool:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        place, act, button = QPointF(300, 200), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(place.toPoint(), act, data, button, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.screen, enter)
        if not enter.isAccepted():
            return False
        drop = QDropEvent(place, act, data, button, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.screen, drop)
        self.program.do_wait()
        return True


@pytest.fixture
def vendors(start: Start, workspace: Path) -> Vendors:
    return Vendors(start(workspace))


def a_list(path: Path) -> Path:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(path)
    return path


def test_answers_stand_beside_the_requirement(vendors: Vendors) -> None:
    vendors.do_choose("req:0010113")
    ours, other = vendors.card("みほん総合住民"), vendors.card("北斗住民記録")
    assert "▼ 期限後に実装" in vendors.words(ours)
    assert "令和8年9月" in vendors.words(ours)
    assert "期限後の実装です。それまでの運用" in vendors.words(ours)
    assert "懸念：それまでは当社が代わりに更新する（有償）。" in vendors.words(ours)
    assert (ours.line.state, other.line.state) == ("differs", "differs")
    assert other.line.answer.other
    assert "みほん総合住民" in ours.accessibleName()
    assert "期限後に実装" in ours.accessibleName()
    vendors.do_choose("req:0240101")
    assert vendors.screen.today.vendors.cards() == []
    assert any("まだありません" in w for w in vendors.screen.today.words())


def test_staff_agree_overrule_and_take_back(vendors: Vendors) -> None:
    steps = vendors.program.context.history.undo[0]
    vendors.do_choose("req:0010113")
    vendors.do_press(vendors.card("みほん総合住民"), "同意する")
    assert vendors.card("みほん総合住民").line.state == "agreed"
    vendors.program.assert_undoable(steps + 1)
    vendors.program.context.undo()
    vendors.program.do_wait()
    assert vendors.card("みほん総合住民").line.state == "differs"
    vendors.do_press(vendors.card("みほん総合住民"), "異なる…")
    dialog = vendors.dialog(OverruleDialog)
    assert not dialog.main.isEnabled(), "never without a reason"
    dialog.own.set_code("not_planned")
    dialog.line.setText("打合せで次の版にも入らないと聞いた")
    dialog.main.click()
    vendors.program.do_wait()
    card = vendors.card("みほん総合住民")
    assert (card.line.state, card.line.answer.effective) == ("overruled", "not_planned")
    assert "打合せで次の版にも入らないと聞いた" in vendors.words(card)
    assert "▼ 期限後に実装" in vendors.words(card), "the vendor's own word stays"
    vendors.do_press(card, "取り消す")
    assert vendors.card("みほん総合住民").line.state == "differs"


def test_a_vendors_list_is_dropped_understood_and_taken_over(vendors: Vendors, tmp_path: Path) -> None:
    page = vendors.vendors.importing
    steps = vendors.program.context.history.undo[0]
    assert vendors.do_drop(a_list(tmp_path / "回答.xlsx"))
    assert vendors.screen._stack.currentWidget() is page
    assert page.pages.currentIndex() == COLUMNS
    assert not page.main.isEnabled()
    assert page.why.text() == "ID（機能ID など）の列が分かりません。"
    page.mapping.choose("対照コード", "id")
    vendors.program.do_wait()
    assert page.sums.edition.text() == "第1.0版"
    assert page.main.word() == "3 件の回答を取り込む"
    assert page.tabs.tabText(1) == "回答のことば 1 件が読めません"
    page.values.choose("要相談", "alternative")
    page.sums.set_repairs(True)
    vendors.program.do_wait()
    assert page.main.word() == "4 件の回答を取り込む"
    assert page.tabs.tabText(1) == "回答のことば"
    numbers = {code: label.text() for code, label in page.sums._labels.items()}
    assert int(numbers["cells"]) == int(numbers["taken"]) + int(numbers["skipped"])
    page.sums.package.set_code("")
    page.sums._chosen()
    vendors.program.do_wait()
    assert page.why.text() == "パッケージの名前を書いてください。"
    page.sums.name.setText("しらなみ住記")
    page.sums.vendor.lineEdit().setText("しらなみシステムズ")
    vendors.program.do_wait()
    page.main.click()
    vendors.program.do_wait()
    vendors.program.assert_undoable(steps + 1)
    vendors.program.assert_said("しらなみ住記 の回答を取り込みました：新しい 4")
    assert vendors.screen._stack.currentWidget() is vendors.vendors.list
    vendors.vendors.leave()
    vendors.do_choose("req:0010114")
    card = vendors.card("しらなみ住記")
    assert card.line.answer.answer == "late", "as the list's own legend says"
    assert card.line.answer.text == "営業担当：田中"
    assert vendors.do_drop(a_list(tmp_path / "次の回.xlsx"))
    assert page.banners.codes() == ["profile"]
    assert page.mapping.mapping()["対照コード"] == "id"
    assert page.tabs.tabText(1) == "回答のことば", "要相談 is remembered as well"
    page.cancel.click()
    assert vendors.screen._stack.currentWidget() is vendors.screen._work


def test_a_refused_file_says_why_and_keeps_the_page(vendors: Vendors, tmp_path: Path) -> None:
    path = tmp_path / "壊れ.xlsx"
    path.write_bytes(b"not a workbook")
    vendors.vendors.begin(str(path))
    vendors.program.do_wait()
    page = vendors.vendors.importing
    assert page.banners.codes() == ["problem"]
    assert page.pages.currentIndex() == FILE
    QTest.keyClick(page, "3")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    vendors.program.do_wait()
    assert vendors.screen._stack.currentWidget() is vendors.screen._work


def test_no_digit_judges_from_these_pages(vendors: Vendors) -> None:
    vendors.do_choose(vendors.program.first_undecided())
    node = vendors.program.row_at_hand().node
    steps = vendors.program.context.history.undo[0]
    for show in (vendors.vendors.begin, vendors.vendors.show_list):
        show()
        vendors.program.do_wait()
        for widget in (vendors.screen._stack.currentWidget(), vendors.program.focus()):
            QTest.keyClicks(widget, "1")
        vendors.program.do_wait()
    vendors.program.assert_undoable(steps)
    assert vendors.program.verdict_of(node) is None


def test_the_list_shows_what_disagrees_first_and_leads_to_the_item(vendors: Vendors, tmp_path: Path) -> None:
    vendors.do_list()
    page = vendors.vendors.list
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert page.facets.on() == {"differs"}
    assert page.model.headers()[4:] == ("みほん総合住民", "北斗住民記録", "確かめること")
    assert page.banners.codes() == ["edition"]
    ids = [page.model.row(n).row.id for n in range(page.model.rowCount())]
    assert "0010302" in ids
    place = ids.index("0010302")
    page.table.choose(place)
    assert page.model.row(place).about()[0] == "error"
    assert [c.line.state for c in page.cards.cards()] == ["differs", "differs"]
    page.cards.cards()[0].agreed.emit(page.cards.cards()[0].line.answer)
    vendors.program.do_wait()
    again = page.model.row(page.model.place_of("req:0010302"))
    assert [n.state for n in again.given()] == ["agreed", "differs"]
    assert page.table.chosen().row.id == "0010302", "the list doesn't jump"
    page.package.set_code(next(p.rid for p in page._found.packages if p.name == "みほん総合住民"))
    page._show()
    assert page.model.headers()[4:] == ("みほん総合住民", "確かめること")
    page.write(str(tmp_path / "一致.xlsx"))
    vendors.program.do_wait()
    sheet = load_workbook(tmp_path / "一致.xlsx").active
    assert page.model.rowCount() == sum(str(c[0].value or "").startswith("001") for c in sheet.iter_rows())
    page.table.setFocus()
    wanted = page.table.chosen().row.node
    vendors.program.do_press(Qt.Key.Key_Return)
    vendors.program.do_wait()
    assert vendors.program.row_at_hand().node == wanted
    assert vendors.screen._stack.currentWidget() is vendors.screen._work


def test_many_are_agreed_with_after_a_look(vendors: Vendors) -> None:
    steps = vendors.program.context.history.undo[0]
    vendors.do_list()
    page = vendors.vendors.list
    word = page.agree.word()
    page.agree.click()
    dialog = vendors.dialog(AgreeDialog)
    count = int("".join(c for c in dialog.main.word() if c.isdigit()))
    assert word == f"食い違いのない {count} 件に同意する…"
    dialog.main.click()
    vendors.program.do_wait()
    vendors.program.assert_undoable(steps + 1)
    assert page.agree.word() == "同意する…"
    assert not page.agree.isEnabled()
    assert page._found.counts()["agreed"] == 9 + count
    vendors.program.context.undo()
    vendors.program.do_wait()
    assert page._found.counts()["agreed"] == 9


def test_without_writing_one_can_only_read(start: Start, workspace: Path) -> None:
    writer = start(workspace)
    program = start()
    program.window.show()
    program.context.open_with(work.open_file, str(workspace), Who("税務課", "鈴木 一", "clerk"), label="")
    program.do_wait()
    assert program.context.read_only
    reader = Vendors(program)
    program.window.go("comparison")
    reader.do_choose("req:0010113")
    from app.ui.parts.buttons import Button

    assert not any(b.isEnabled() for b in reader.card("みほん総合住民").findChildren(Button))
    reader.vendors.begin()
    program.do_wait()
    assert reader.screen._stack.currentWidget() is reader.screen._work
    reader.do_list()
    assert not reader.vendors.list.agree.isEnabled()
    writer.do_close()
