"""Tables that say something twice, half or not at all: nothing goes in wrongly, or missing, without being said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from spec_catalog.facts import find_label
from spec_catalog.layouts.requirement_columns import REASON_NONE
from spec_catalog.load import build
from spec_catalog.model import Finding, LoadedFile, SizeClasses, SpecItem
from spec_catalog.workbook import Cell, Merge
from tests.helpers.workbooks import grid_of, workbook_of

FILE = "001_住民基本台帳_要件.xlsx"


def read(rows: Sequence[Sequence[str]], file: str = FILE, merges: Sequence[Merge] = ()) -> LoadedFile:
    found = build(workbook_of(grid_of(rows, merges=merges), file=file))
    assert found.balanced, found.sheets
    assert not [f for f in found.findings if f.level == "error"]
    return found


def items(file: LoadedFile) -> tuple[SpecItem, ...]:
    assert file.edition is not None
    return file.edition.items


def finding(file: LoadedFile, code: str) -> Finding:
    return next(f for f in file.findings if f.code == code)


DATA = [("データ項目ID", "", "データ項目"), ("", "", "")]


@pytest.mark.parametrize(
    ("parts", "want"),
    [(("001", "8"), "00100008"), (("1", "8"), "00100008"), (("001", "０８"), "00100008"), (("1", "0000123"), "")],
)
def test_an_id_in_two_columns_that_lost_its_zeros(parts: tuple[str, str], want: str) -> None:
    file = read([*DATA, (*parts, "項目")], merges=[Merge(1, 1, 1, 2)])
    assert items(file)[0].id.startswith("~")
    found = finding(file, "broken_id")
    assert (found.level, found.cell) == ("warning", "B3")
    if want:
        assert found.repairs == (want,)


THREE = ("項番", "機能名称", "機能要件", "実装必須機能", "標準オプション機能", "実装不可機能")


@pytest.mark.parametrize("sign", ["－", "-", "ー", "（なし）", "なし", "該当なし", "【該当なし】"])
def test_a_sign_for_none_is_no_requirement(sign: str) -> None:
    rows = [
        THREE,
        ("1.1", "名", "", "必", sign, sign),
        ("1.2", "何もない節", "", sign, sign, sign),
        ("1.3", "名", "文", "○", sign, sign),
        ("1.4", "名", "文だけ", sign, sign, sign),
    ]
    file = read(rows)
    assert [(i.section, i.text, i.classes.general) for i in items(file)] == [
        ("1.1", "必", "mandatory"),
        ("1.3", "文", "mandatory"),
    ]
    left = [s.cell for s in file.sheets[0].skipped if s.reason == REASON_NONE]
    assert left == ["E2", "F2", "D3", "E3", "F3", "E4", "F4", "D5", "E5", "F5"]
    assert finding(file, "note_row").cell == "A5"  # a text that no column claims is said


def test_class_words_and_what_is_none() -> None:
    rows = [("機能ID", "機能要件", "指定都市", "一般市区町村"), ("0010001", "文", "対象外", "標準化対象外"),
            ("0010002", "文", "△", "◎（注）"), ("0010003", "文", "対象", "－")]  # fmt: skip
    file = read(rows)
    first, second, third = items(file)
    assert first.classes == SizeClasses("excluded", "excluded", "excluded")
    assert first.extra == (("class.designated", "対象外"), ("class.general", "標準化対象外"))
    assert second.classes == SizeClasses(None, None, None)
    assert second.extra == (("class.designated", "△"), ("class.general", "◎（注）"))
    assert third.classes == SizeClasses(None, "unlisted", "unlisted")
    unknown = [f for f in file.findings if f.code == "unknown_class"]
    assert [(f.level, f.sheet, f.cell) for f in unknown] == [("warning", "表", c) for c in ("C3", "D3", "C4")]


CASES = [
    ("機能ID", "機能要件（改定前）", "機能要件（改定後）", "実装区分"),
    ("機能ID", "改定前の機能要件", "改定後の機能要件", "実装区分"),
    ("機能ID", "変更前", "変更後", "実装区分"),
    ("機能ID", "旧", "新", "実装区分"),
    ("機能ID", "旧機能要件", "機能要件", "実装区分"),
    ("機能ID", "旧（第1.0版）", "新（第2.0版）", "実装区分"),
    ("機能ID", "機能要件", "機能要件（改正後）", "実装区分"),
]


@pytest.mark.parametrize("head", CASES)
@pytest.mark.parametrize("swap", [False, True])
def test_of_the_text_before_and_after_the_new_one_holds(head: tuple[str, str, str, str], swap: bool) -> None:
    order = (0, 2, 1, 3) if swap else (0, 1, 2, 3)
    rows = [[line[i] for i in order] for line in (head, ("0010001", "前の文", "後の文", "◎"))]
    file = read(rows)
    (one,) = items(file)
    assert (one.text, one.extra) == ("後の文", ((head[1], "前の文"),))
    said = finding(file, "old_columns")
    assert (said.level, said.sheet) == ("info", "表")
    assert head[1] in said.message


def test_old_and_new_over_groups_of_columns() -> None:
    head = ("機能ID", "機能要件", "実装区分")
    rows = [("旧（第1.0版）", "", "", "新（第2.0版）", "", ""), (*head, *head),
            ("0010003", "旧文", "◎", "0010004", "新文", "×")]  # fmt: skip
    for merges in ((), (Merge(1, 1, 1, 3), Merge(1, 4, 1, 6))):
        file = read(rows, merges=merges)
        (one,) = items(file)
        assert (one.id, one.text, one.classes.general) == ("0010004", "新文", "prohibited")
        assert [t for _, t in one.extra] == ["0010003", "旧文", "◎"]
        assert finding(file, "old_columns").cell == "A2"
        assert file.edition is not None
        assert file.edition.label == "第2.0版"


def test_a_heading_that_stands_there_twice() -> None:
    rows = [("機能ID", "機能要件", "実装区分", "備考", "備考", "実装区分", "独自", "独自"),
            ("0010001", "文", "◎", "一", "二", "○", "甲", "乙")]  # fmt: skip
    file = read(rows)
    (one,) = items(file)
    assert (one.note, one.classes.general) == ("一\n二", "mandatory")
    assert one.extra == (("実装区分", "○"), ("独自", "甲\n乙"))
    said = [(f.level, f.cell) for f in file.findings if f.code == "same_heading"]
    assert said == [("info", "F1"), ("info", "E1"), ("info", "H1")]
    assert "D列、E列" in next(f.message for f in file.findings if f.cell == "E1")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("旧（第1.0版）", ""),
        ("新旧対照表　旧：第1.0版　新：第2.0版", "第2.0版"),
        ("第1.0版から第2.0版への改定", "第2.0版"),
        ("第1.0版→第1.1版", "第1.1版"),
        ("機能要件【第2.0版】", "第2.0版"),
    ],
)
def test_the_edition_is_not_the_one_that_is_replaced(text: str, want: str) -> None:
    assert find_label(text) == want


ROW = ("0020001", "文", "◎")
HEAD = ("機能ID", "機能要件", "実装区分")


@pytest.mark.parametrize(
    ("file", "title", "said"),
    [
        ("003_戸籍_機能要件.xlsx", "", "ファイル名の業務（003 戸籍）とIDの業務（002 印鑑登録）が違います。"),
        ("戸籍の機能要件.xlsx", "", "ファイル名の業務（003 戸籍）とIDの業務（002 印鑑登録）が違います。"),
        ("要件.xlsx", "戸籍システム標準仕様書", "題名の業務（003 戸籍）とIDの業務（002 印鑑登録）が違います。"),
        ("002_印鑑登録_機能要件.xlsx", "印鑑登録（戸籍を含む）", ""),
        ("要件_20260401.xlsx", "機能要件", ""),
        ("12.xlsx", "", ""),
    ],
)
def test_ids_of_another_business_than_the_name_says(file: str, title: str, said: str) -> None:
    found = read([(title,), HEAD, ROW] if title else [HEAD, ROW], file)
    assert items(found)[0].business == "002"
    conflicts = [f for f in found.findings if f.code == "business_conflict"]
    assert [f.level for f in conflicts] == ["warning"] * bool(said)
    assert all(f.message.startswith(said) for f in conflicts)


@pytest.mark.parametrize("swap", [False, True])
def test_a_running_number_beside_the_section_is_not_the_section(swap: bool) -> None:
    head = ["No.", "項番", "機能ID", "機能要件", "実装区分"]
    row = ["1", "1.1.3", "0010001", "住民票を交付できること。", "◎"]
    if swap:
        head[0], head[1], row[0], row[1] = head[1], head[0], row[1], row[0]
    (item,) = items(read([head, row]))
    assert item.section == "1.1.3"
    assert ("No.", "1") in item.extra
    (alone,) = items(read([["No.", *head[2:]], ["7", *row[2:]]]))
    assert alone.section == "7"


def test_a_row_is_struck_out_though_its_name_serves_the_rows_below() -> None:
    head = ("項番", "機能名称", "機能ID", "機能要件", "実装区分", "改定種別")
    rows = [head, ("1.1", "住民票", "0010001", "旧い。", "◎", "削除"), ("", "", "0010002", "新しい。", "◎", "")]
    grid = grid_of(rows)
    cells = {at: Cell(c.text, "", c.text) if at[0] == 2 and at[1] > 2 else c for at, c in grid.cells.items()}
    loaded = build(workbook_of(replace(grid, cells=cells), file=FILE))
    gone, kept = items(loaded)
    assert (gone.deleted, gone.change_label, gone.text, gone.struck) == (True, "削除", "", "旧い。")
    assert (kept.deleted, kept.name, kept.section) == (False, "住民票", "1.1")
    named = {at: Cell(c.text, "", c.text) if at == (2, 2) else c for at, c in grid.cells.items()}
    first, _ = items(build(workbook_of(replace(grid, cells=named), file=FILE)))
    assert (first.deleted, first.text) == (True, "旧い。")  # by its label alone: only the name is struck out
