"""What people write between the items of a table: 〃, （削除）, sums, chapters, notes, ticks that say no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from spec_catalog.layouts.asides import chapter, says_gone
from spec_catalog.load import build
from spec_catalog.model import LoadedFile, SpecItem
from spec_catalog.workbook import Cell, Merge
from tests.helpers.workbooks import grid_of, workbook_of

M, O, P = "mandatory", "optional", "prohibited"  # noqa: E741
HEAD = ("機能ID", "機能名称", "機能要件", "実装区分")


def read(rows: Sequence[Sequence[str]], merges: Sequence[Merge] = (), *, struck: Sequence[tuple[int, int]] = (),
         hidden: Sequence[tuple[int, int]] = ()) -> LoadedFile:  # fmt: skip
    grid = grid_of(rows, merges=merges)
    cells = {at: Cell(c.text, "", c.text) if at in struck else c for at, c in grid.cells.items()}
    found = build(workbook_of(replace(grid, cells=cells, hidden_columns=tuple(hidden)), file="001_住民記録.xlsx"))
    assert found.balanced, found.sheets
    return found


def items(file: LoadedFile) -> tuple[SpecItem, ...]:
    assert file.edition is not None
    return file.edition.items


def general(file: LoadedFile) -> list[str | None]:
    return [i.classes.general for i in items(file)]


def sizes(file: LoadedFile) -> list[tuple[str | None, ...]]:
    return [(i.classes.designated, i.classes.core, i.classes.general) for i in items(file)]


def said(file: LoadedFile, code: str) -> list[str]:
    return [f.cell for f in file.findings if f.code == code]


def test_a_sign_merged_across_sizes_counts_for_each() -> None:
    rows = [("機能ID", "機能要件", "指定都市", "中核市", "一般市区町村"), ("0010001", "甲", "◎", "", "×"),
            ("0010002", "乙", "○", "", ""), ("0010003", "丙", "◎", "○", "×")]  # fmt: skip
    file = read(rows, (Merge(2, 3, 2, 4), Merge(3, 3, 3, 5)))
    assert sizes(file) == [(M, M, P), (O, O, O), (M, O, P)]


def test_a_title_merged_over_the_class_is_no_class() -> None:
    file = read([HEAD, ("第1章　転入", "", "", ""), ("0010001", "甲", "文", "◎")], (Merge(2, 1, 2, 4),))
    assert [(i.path, i.classes.general) for i in items(file)] == [(("第1章　転入",), M)]


def test_ditto_marks_are_the_value_above_or_beside() -> None:
    rows = [("大項目", "機能ID", "機能要件", "指定都市", "一般市区町村", "備考"),
            ("転入", "0010001", "甲", "◎", "○", "注"), ("〃", "0010002", "　同上", "〃", "同左", "同上"),
            ("", "0010003", "丙", "○", "←", "")]  # fmt: skip
    file = read(rows)
    assert [(i.path, i.text, i.note) for i in items(file)] == [
        (("転入",), "甲", "注"), (("転入",), "甲", "注"), (("転入",), "丙", "")]  # fmt: skip
    assert sizes(file) == [(M, O, O), (M, M, M), (O, O, O)]
    assert sorted(said(file, "ditto")) == ["A3", "C3", "D3", "E3", "F3"]


def test_a_ditto_mark_repeats_the_nearest_row() -> None:
    rows = [HEAD, ("0010001", "甲", "一", "◎"), ("0010002", "乙", "二", "○"), ("0010003", "〃", "三", "〃"),
            ("0010004", "〃", "四", "〃")]  # fmt: skip
    file = read(rows)
    assert [(i.name, i.classes.general) for i in items(file)] == [("甲", M), ("乙", O), ("乙", O), ("乙", O)]


def test_a_ditto_mark_without_anything_above_is_said() -> None:
    file = read([HEAD, ("0010001", "甲", "同上", "◎"), ("0010002", "乙", "文", "○")])
    assert items(file)[0].text == "同上"
    assert said(file, "ditto_unknown") == ["C2"]


@pytest.mark.parametrize("text", ["（削除）", "欠番", "削除", "廃止", "【削除】", "機能を削除"])
def test_words_that_say_it_is_gone(text: str) -> None:
    assert says_gone(text)


@pytest.mark.parametrize("text", ["削除できること。", "廃止届", "印鑑登録の廃止を記録すること。", "削除フラグ", ""])
def test_words_that_do_not(text: str) -> None:
    assert not says_gone(text)


def test_deleted_in_words_is_deleted_and_said() -> None:
    rows = [HEAD, ("0010001", "甲", "（削除）", ""), ("0010002", "乙", "文", "欠番"), ("0010003", "欠番", "", ""),
            ("0010004", "削除", "記録を消せること。", "◎")]  # fmt: skip
    file = read(rows)
    assert [i.deleted for i in items(file)] == [True, True, True, False]
    assert said(file, "deleted_in_words") == ["C2", "D3", "B4"]


def test_an_empty_new_side_is_deleted_where_the_reason_says_so() -> None:
    rows = [("機能ID", "改定前", "", "改定後", "", "改定理由"),
            ("", "機能要件", "実装区分", "機能要件", "実装区分", ""),
            ("0010001", "旧", "◎", "新", "○", ""), ("0010002", "旧", "◎", "", "", "削除"),
            ("0010003", "旧", "◎", "", "", "")]  # fmt: skip
    file = read(rows, (Merge(1, 1, 2, 1), Merge(1, 2, 1, 3), Merge(1, 4, 1, 5), Merge(1, 6, 2, 6)))
    assert [i.deleted for i in items(file)] == [False, True, False]
    assert (said(file, "deleted_in_words"), said(file, "empty_new_side")) == (["D4"], ["D5"])


def test_struck_ids_are_said() -> None:
    file = read([HEAD, ("0010001", "甲", "文", "◎"), ("0010002", "乙", "文", "○")], struck=[(2, 1)])
    assert [i.deleted for i in items(file)] == [False, False]
    assert said(file, "struck_id") == ["A2"]
    data = read([("データ項目ID", "データ項目", "データ型", "桁数"), ("00100001", "甲", "X", "1"),
                 ("00100002", "乙", "X", "1")], struck=[(2, 1), (2, 2)])  # fmt: skip
    assert [i.deleted for i in items(data)] == [True, False]
    assert said(data, "struck_rows") == ["A2"]


def test_sums_footnotes_units_and_examples_are_no_items() -> None:
    rows = [HEAD, ("(7桁)", "(全角)", "(全角)", "◎/○/×"), ("例）0019999", "例", "例文。", "◎"),
            ("0010001", "甲", "文", "◎"), ("小計", "1件", "", ""), ("※1 別紙2を参照。", "", "", ""),
            ("", "", "", "◎"), ("", "", "合計", "2"), ("0010002", "乙", "文", "○")]  # fmt: skip
    file = read(rows)
    assert [i.id for i in items(file)] == ["0010001", "0010002"]
    assert said(file, "note_row") == ["A2", "A3", "A5", "A6", "D7", "C8"]


@pytest.mark.parametrize(
    ("text", "level"),
    [("第1章　認証", 1), ("1 認証", 1), ("1.2　細目", 2), ("第3節 還付", 2), ("1.2.3 細目", 3), ("0010001", 0),
     ("2028年", 0), ("10%", 0), ("（注1）別紙", 0), ("12", 0)],
)  # fmt: skip
def test_numbered_titles(text: str, level: int) -> None:
    found = chapter(text)
    assert (found[0] if found else 0) == level


def test_chapters_become_the_path_of_the_rows_below() -> None:
    rows = [HEAD, ("第1章　転入", "", "", ""), ("0010001", "甲", "文", "◎"), ("1.1　届出", "", "", ""),
            ("0010002", "乙", "文", "○"), ("第2章　転出", "", "", ""), ("0010003", "丙", "文", "○")]  # fmt: skip
    file = read(rows)
    assert [i.path for i in items(file)] == [("第1章　転入",), ("第1章　転入", "1.1　届出"), ("第2章　転出",)]
    assert said(file, "chapter_row") == ["A2", "A4", "A6"]
    assert [f for f in file.findings if f.code == "broken_id"] == []


def test_no_repair_is_an_id_of_another_row() -> None:
    file = read([HEAD, ("0010001", "甲", "文", "◎"), ("様式1", "乙", "文", "○"), ("10002", "丙", "文", "○")])
    assert [f.repairs for f in file.findings if f.code == "broken_id"] == [(), ("0010002",)]


def test_ticks_that_say_no_and_rows_without_one() -> None:
    head = ("機能ID", "機能要件", "実装必須", "標準オプション", "実装不可")
    rows = [head, ("0010001", "甲できること。", "1", "0", "0"), ("0010002", "乙できること。", "×", "×", "○"),
            ("0010003", "丙できること。", "", "", ""), ("0010004", "丁できること。", "○", "○", "")]  # fmt: skip
    file = read(rows)
    assert [(i.id, i.classes.general) for i in items(file)] == [
        ("0010001", M), ("0010002", P), ("0010003", None), ("0010004", M), ("0010004", O)]  # fmt: skip
    assert (said(file, "no_mark"), said(file, "several_marks")) == (["A4"], ["D5"])


def test_the_municipalities_meant() -> None:
    rows = [("機能ID", "機能要件", "対象団体", "実装区分"), ("0010001", "甲", "全団体", "◎"),
            ("0010002", "乙", "指定都市のみ", "◎"), ("0010003", "丙", "指定都市以外", "○"),
            ("0010004", "丁", "港湾", "×")]  # fmt: skip
    file = read(rows)
    assert sizes(file) == [(M, M, M), (M, None, None), (None, O, O), (P, P, P)]
    assert said(file, "unknown_target") == ["C5"]


def test_what_is_said_of_the_large_cities_alone_is_not_said_of_others() -> None:
    both = read([("機能ID", "機能要件", "指定都市・中核市", "左記以外"), ("0010001", "甲", "◎", "○")])
    assert sizes(both) == [(M, M, O)]
    alone = read([("機能ID", "機能要件", "指定都市・中核市"), ("0010001", "甲", "◎")])
    assert sizes(alone) == [(M, M, None)]
    extra = read([("機能ID", "機能要件", "全団体", "指定都市のみ"), ("0010001", "甲", "○", "◎")])
    assert sizes(extra) == [(M, O, O)]


def test_the_levels_of_headings() -> None:
    file = read([("章", "節", "項", *HEAD[:1], *HEAD[2:]), ("資格", "取得", "転入", "0010001", "文", "◎"),
                 ("", "喪失", "転出", "0010002", "文", "○")])  # fmt: skip
    assert [(i.section, i.path) for i in items(file)] == [
        ("", ("資格", "取得", "転入")),
        ("", ("資格", "喪失", "転出")),
    ]
    dotted = read([("章", "節", *HEAD[:1], *HEAD[2:]), ("資格", "1.1", "0010001", "文", "◎"),
                   ("", "1.2", "0010002", "文", "○")])  # fmt: skip
    assert [(i.section, i.path) for i in items(dotted)] == [("1.1", ("資格",)), ("1.2", ("資格",))]
    named = read([("大項目", "", "機能ID", "機能要件", "区分"), ("番号", "名称", "", "", ""),
                  ("1", "資格", "0010001", "文", "◎")], (Merge(1, 1, 1, 2),))  # fmt: skip
    assert [(i.section, i.name, i.path) for i in items(named)] == [("", "", ("資格",))]


def test_the_column_that_holds_classes_and_the_one_that_is_seen() -> None:
    rows = [("機能ID", "機能要件", "区分", "必須度"), ("0010001", "甲", "新規", "◎"), ("0010002", "乙", "変更", "○"),
            ("0010003", "丙", "－", "×")]  # fmt: skip
    file = read(rows)
    assert general(file) == [M, O, P]
    assert said(file, "assumed_column") == ["D1"]
    many = read([("帳票ID", "帳票名称", "紙", "電子", "要否"), ("0010201", "甲", "○", "×", "◎"),
                 ("0010202", "乙", "○", "○", "○")])  # fmt: skip
    assert general(many) == [M, O]
    twice = [("機能ID", "機能要件", "実装区分", "実装区分"), ("0010001", "甲", "○", "◎"), ("0010002", "乙", "◎", "○")]
    assert general(read(twice)) == [O, M]
    hidden = read(twice, hidden=[(3, 3)])
    assert general(hidden) == [M, O]
    assert said(hidden, "hidden_heading") == ["D1"]
    forms = read([("様式番号", "帳票番号", "帳票名称", "用途", "実装区分"), ("様式1", "0010201", "甲", "x", "◎"),
                  ("様式2", "0010202/0010203", "乙", "y", "○")])  # fmt: skip
    assert items(forms)[0].id == "0010201"
