"""Tables of other things are refused, tables of another edition left out, and both are said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest

from spec_catalog.facts import read_facts
from spec_catalog.layouts.sides import side_of, year_of
from spec_catalog.layouts.standing import gone_sheet
from spec_catalog.layouts.tables import of_before
from spec_catalog.load import apply_repairs, build, build_all
from spec_catalog.model import LoadedFile, SpecItem
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Grid, Merge
from tests.helpers.workbooks import grid_of, workbook_of

M, O, P = "mandatory", "optional", "prohibited"  # noqa: E741
Rows = Sequence[Sequence[str]]
HEAD = ("機能ID", "機能要件", "実装区分")
NOW: Rows = [HEAD, ("0170001", "甲を登録できること。", "◎"), ("0170002", "乙を登録できること。", "○")]


def read(*grids: Grid, file: str = "017_学齢簿.xlsx") -> LoadedFile:
    found = build(workbook_of(*grids, file=file))
    assert found.balanced, found.sheets
    return found


def items(file: LoadedFile) -> tuple[SpecItem, ...]:
    assert file.edition is not None
    return file.edition.items


def said(file: LoadedFile, code: str) -> list[tuple[str, str]]:
    return [(f.sheet, f.cell) for f in file.findings if f.code == code]


ALIENS: dict[str, Rows] = {
    "備品台帳": [("管理番号", "品名", "仕様", "区分", "備考"), ("0010001", "机", "幅120cm", "○", ""),
                 ("0010002", "椅子", "キャスター付", "◎", "")],
    "研修一覧": [("ID", "研修名", "内容", "必須/任意", "備考"), ("0010001", "情報", "セキュリティ", "必須", ""),
                 ("0010002", "接遇", "電話対応", "任意", "")],
    "電話帳": [("番号", "名称", "内線", "備考"), ("0010101", "市民課", "1234", ""), ("0010102", "税務課", "2345", "")],
    "条例一覧": [("条例番号", "名称", "条文", "適用", "備考"), ("0010101", "住民条例", "第1条", "○", ""),
                 ("0010102", "税条例", "第2条", "×", "")],
    "現行機能一覧": [("機能番号", "機能名", "機能概要", "利用有無", "備考"), ("0010001", "検索", "住民を検索", "○", ""),
                     ("0010002", "印刷", "住民票印刷", "×", "")],
    "問合せ管理": [("ID", "題名", "内容", "状態", "担当"), ("0010001", "ログイン", "できない。", "○", "A"),
                   ("0010002", "印刷", "ずれる。", "×", "B")],
    "蔵書": [("番号", "名称", "概要", "区分"), ("0100001", "六法", "法令集。", "◎"),
             ("0100002", "地図", "市全図。", "○")],
    "点検表": [("No", "項目", "内容", "要否"), ("0230001", "消火器", "期限を確かめる。", "必須"),
               ("0230002", "避難口", "物を置いていない。", "任意")],
    "職員": [("職員番号", "名称", "区分", "備考"), ("0240001", "佐藤", "○", ""), ("0240002", "鈴木", "×", "")],
    "電文コード": [("コードID", "コード名", "コード値", "内容"), ("E01", "エラー", "1", "異常"),
                   ("E02", "警告", "2", "注意")],
    "件数": [("機能ID", "機能名", "実装必須", "標準オプション", "実装不可"), ("0170001", "あ", "3", "1", "0"),
             ("0170002", "い", "2", "0", "0")],
    "例規": [("番号", "項目", "要件", "区分"), ("0010001", "手当", "年収が少ないこと。", "○"),
             ("0010002", "減免", "届出があること。", "◎")],
    "改修要望": [("要望ID", "機能名", "要望内容", "優先度"), ("0010001", "検索", "住民を検索できること。", "◎"),
                 ("0010002", "印刷", "一覧を印刷できること。", "○")],
    "本文が数": [("機能ID", "機能要件", "実装区分"), ("0170001", "12", "◎"), ("0170002", "1,300", "○")],
}  # fmt: skip


@pytest.mark.parametrize("name", ALIENS)
def test_other_tables_are_refused(name: str) -> None:
    with pytest.raises(InputProblem) as caught:
        build(workbook_of(grid_of(ALIENS[name], name="Sheet1"), file=f"{name}.xlsx"))
    assert caught.value.code == "unknown_layout"


OURS: dict[str, Rows] = {
    "plain": NOW,
    "generic headings, sentences": [("ID", "機能名", "内容", "区分"), ("0170001", "甲", "甲を登録できること。", "◎"),
                                    ("0170002", "乙", "乙を登録できること。", "○")],
    "a title": [("学齢簿編製　機能要件一覧", "", ""), ("番号", "内容", "区分"), ("0170001", "甲。", "◎"),
                ("0170002", "乙。", "○")],
    "forms": [("帳票ID", "帳票名称", "要否"), ("0170101", "通知書", "◎"), ("0170102", "一覧", "○")],
    "ticks": [("機能ID", "要件", "実装必須", "標準オプション"), ("0170001", "甲", "●", ""), ("0170002", "乙", "", "●")],
}  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_ours_are_not(name: str) -> None:
    assert len(items(read(grid_of(OURS[name], name="Sheet1")))) == 2


OLD: Rows = [HEAD, ("0170001", "古い甲。", "×"), ("0170009", "古い壬。", "◎")]


@pytest.mark.parametrize("name", ["変更履歴", "改定の経緯", "機能要件（旧）", "旧版", "参考", "記入例", "前版の要件"])
def test_sheets_of_other_editions_are_left_out(name: str) -> None:
    file = read(grid_of(NOW, name="機能要件"), grid_of(OLD, name=name))
    assert [i.text[:1] for i in items(file)] == ["甲", "乙"]
    assert said(file, "not_in_force") == [(name, "A1")]


def test_the_only_table_is_read_all_the_same() -> None:
    file = read(grid_of(NOW, name="機能要件（旧）"))
    assert len(items(file)) == 2
    assert said(file, "not_in_force") == [("機能要件（旧）", "A1")]


@pytest.mark.parametrize("name", ["更新", "参照", "旧姓", "帳票（参考様式）", "機能要件"])
def test_other_sheets_are_not(name: str) -> None:
    more: Rows = [HEAD, ("0170003", "丙を登録できること。", "◎")]
    file = read(grid_of(NOW, name="本編"), grid_of(more, name=name))
    assert (len(items(file)), said(file, "not_in_force")) == (3, [])


@pytest.mark.parametrize("title", ["（参考）第1.0版 機能要件", "旧版", "旧（第1.0版）", "【参考】前版の表", "改定前"])
def test_a_table_under_a_title_of_the_edition_before_is_left_out(title: str) -> None:
    assert of_before(title)
    file = read(grid_of([("第2.0版 機能要件", "", ""), *NOW, ("", "", ""), (title, "", ""), *OLD]))
    assert [i.text[:1] for i in items(file)] == ["甲", "乙"]
    assert said(file, "not_in_force") == [("表", "A7")]


@pytest.mark.parametrize("title", ["参考様式", "旧姓併記", "参考として別紙を参照すること。", "旧氏の記載", "続き"])
def test_titles_that_speak_of_something_else(title: str) -> None:
    assert not of_before(title)


def test_a_sheet_of_what_was_abolished() -> None:
    assert gone_sheet("廃止した機能")
    assert not gone_sheet("印鑑登録の廃止")
    gone: Rows = [HEAD, ("0170008", "辛を登録できること。", "◎")]
    file = read(grid_of(NOW, name="機能要件"), grid_of(gone, name="廃止した機能"))
    assert [(i.id, i.deleted) for i in items(file)] == [("0170001", False), ("0170002", False), ("0170008", True)]
    assert said(file, "deleted_sheet") == [("廃止した機能", "A1")]


def test_a_sheet_for_each_size() -> None:
    general: Rows = [HEAD, ("0170001", "甲を登録できること。", "○"), ("0170002", "乙を登録できること。", "×")]
    file = read(grid_of(NOW, name="指定都市"), grid_of(general, name="一般市区町村"))
    found = [(i.classes.designated, i.classes.core, i.classes.general) for i in items(file)]
    assert found == [(M, None, None), (O, None, None), (None, O, O), (None, P, P)]
    assert said(file, "size_of_sheet") == [("指定都市", "A1"), ("一般市区町村", "A1")]


def test_the_edition_beside_the_title_is_no_heading() -> None:
    title = "就学事務システム標準仕様書 機能要件"
    body = [("1", "1.1.1", "甲", "0170001", "甲。", "◎", ""), ("2", "1.1.2", "乙", "0170002", "乙。", "○", "注")]
    top: list[Rows] = [
        [(title, "", "", "", "", "", "第4.0版")],
        [(title, "", "", "", "", "", "第4.0版"), ("", "", "", "", "", "令和8年1月8日", "")],
        [(title, "", "", "", "", "第4.0版", "令和8年1月8日")],
    ]
    for above, id_heading in product(top, ("機能ID", "識別番号")):
        head = ("No.", "要件番号", "要件の名称", id_heading, "要件の内容", "実装区分", "補足")
        file = read(grid_of([*above, head, *body]))
        assert file.edition is not None
        assert (file.edition.label, file.edition.title) == ("第4.0版", title)
        assert [(i.section, i.name, i.note) for i in items(file)] == [("1.1.1", "甲", ""), ("1.1.2", "乙", "注")]


def test_of_two_years_the_later_one_holds() -> None:
    assert year_of("実装区分_指定都市_R8年度以降") == ("2026", "実装区分_指定都市")
    assert year_of("区分_令和7年度") == ("2025", "区分")
    assert year_of("区分_20年以上") == ("", "区分_20年以上")
    assert year_of("年度") == ("", "年度")
    assert (side_of("区分_前回"), side_of("区分_今回")) == (("old", "区分"), ("new", "区分"))
    for old, new in (("前回", "今回"), ("令和7年度", "令和8年度"), ("R8年度以降", "R7年度まで")):
        rows = [
            ("機能ID", "機能要件", "実装区分", ""),
            ("", "", old, new),
            ("0170001", "甲", "○", "◎"),
            ("0170002", "乙", "◎", "×"),
        ]
        file = read(grid_of(rows, merges=(Merge(1, 3, 1, 4),)))
        later = [i.classes.general for i in items(file)]
        assert later == ([O, M] if old.startswith("R8") else [M, P])
        assert [f.code for f in file.findings if f.code in ("old_columns", "no_class_column")] == ["old_columns"]


def test_a_sign_that_means_another_thing_to_each_size_is_not_read() -> None:
    legend = "凡例　◎：全団体で実装必須　○：指定都市で実装必須、その他は標準オプション　×：実装不可"
    file = read(grid_of([(legend, "", ""), HEAD, *[(f"017000{n}", "文", s) for n, s in enumerate("◎○×", 1)]]))
    assert [i.classes.general for i in items(file)] == [M, None, P]
    assert said(file, "legend_by_size") == [("表", "C2")]
    assert said(file, "unknown_class") == [("表", "C4")]


def test_file_and_title_name_different_editions() -> None:
    assert read_facts("001_機能要件【第3.0版】.xlsx", ["標準仕様書 第2.1版"], []).other_label == "第3.0版"
    assert read_facts("001_機能要件【第2.1版】.xlsx", ["標準仕様書 第2.1版"], []).other_label == ""
    file = read(grid_of([("標準仕様書 第2.1版", "", ""), *NOW]), file="017_機能要件【第3.0版】.xlsx")
    assert len(said(file, "label_conflict")) == 1
    assert said(read(grid_of(NOW), file="017_機能要件【第3.0版】.xlsx"), "label_conflict") == []


def test_the_edition_in_the_heading_of_the_later_column() -> None:
    rows = [
        ("機能ID", "第1.0版", "", "第2.0版", ""),
        ("", "要件", "区分", "要件", "区分"),
        ("0170001", "旧。", "○", "新。", "◎"),
    ]
    file = read(grid_of(rows, merges=(Merge(1, 2, 1, 3), Merge(1, 4, 1, 5))))
    assert file.edition is not None
    assert (file.edition.label, items(file)[0].text) == ("第2.0版", "新。")


def test_numbers_over_the_columns_are_no_title() -> None:
    file = read(grid_of([("①", "②", "③"), *NOW]))
    assert said(file, "business_conflict") == []


def test_one_row_is_enough_where_a_column_or_a_sheet_names_its_business() -> None:
    rows: Rows = [("業務", "機能ID", "機能要件", "実装区分"), ("個人住民税", "0100001", "甲。", "◎"),
                  ("個人住民税", "0100002", "乙。", "○"),
                  ("法人住民税", "0110001", "丙。", "◎")]  # fmt: skip
    tax: Rows = [HEAD, ("0120001", "丁。", "◎")]
    files = build_all(workbook_of(grid_of(rows, name="住民税"), grid_of(tax, name="固定資産税"), file="税務.xlsx"))
    assert [(f.edition.business, len(f.edition.items)) for f in files if f.edition] == [
        ("010", 2),
        ("011", 1),
        ("012", 1),
    ]
    assert all(f.balanced for f in files)
    stray = build_all(workbook_of(grid_of([HEAD, *NOW[1:], ("0120001", "丁。", "◎")], name="機能"), file="017.xlsx"))
    assert [f.edition.business for f in stray if f.edition] == ["017"]


def test_rows_of_another_branch_are_said() -> None:
    rows: Rows = [
        ("業務ID", "機能ID", "機能要件", "実装区分"),
        ("022", "0220001", "甲。", "◎"),
        ("022-1", "0220101", "乙。", "○"),
    ]
    file = read(grid_of(rows), file="障害者福祉.xlsx")
    assert said(file, "business_of_row") == [("表", "B3")]


def test_a_sheet_full_of_ids_without_a_table_is_a_warning() -> None:
    more = grid_of([("0170011", "丁。", "◎"), ("0170012", "戊。", "○")], name="第2章")
    file = read(grid_of(NOW, name="第1章"), more, grid_of([("担当", "甲課")], name="担当"))
    found = [(f.level, f.sheet, f.cell) for f in file.findings if f.code == "sheet_without_table"]
    assert found == [("warning", "第2章", "A1"), ("info", "担当", "")]


def test_the_branch_of_a_repaired_id_stays() -> None:
    rows: Rows = [HEAD, ("0390005-1", "甲。", "◎"), ("0390005－2", "乙。", "○")]
    broken = read(grid_of(rows), file="039_火葬.xlsx")
    assert [f.repairs for f in broken.findings if f.code == "broken_id"] == [("0390005",), ("0390005",)]
    mended = apply_repairs(broken, {("表", "A2"): "0390005", ("表", "A3"): "0390005"})
    assert [(i.id, i.branch) for i in items(mended)] == [("0390005", "1"), ("0390005", "2")]
    link: Rows = [
        ("連携ID", "連携機能名", "機能説明", "I/O"),
        ("001O005-01", "甲", "照会する。", "I"),
        ("001o006-02", "乙", "提供する。", "O"),
    ]
    linked = read(grid_of(link), file="004_附票_連携.csv")
    assert [(i.id, i.branch) for i in items(apply_repairs(linked, {("表", "A2"): "001o005"}))] == [
        ("001o005", "01"), ("001o006", "02")]  # fmt: skip


def test_particulars_below_the_items_and_the_form_in_the_name_of_the_file() -> None:
    rows: Rows = [("項番", "印字項目", "印字内容", "桁数", "実装区分"), ("1", "番号", "被保険者番号", "10", "◎"),
                  ("2", "氏名", "氏名", "40", "◎"), ("", "", "", "", ""), ("用紙サイズ", "A4縦", "", "", ""),
                  ("公印", "有", "", "", "")]  # fmt: skip
    file = read(grid_of(rows), file="0230010_被保険者証_帳票詳細要件.xlsx")
    assert [(i.id, i.branch, i.name, i.extra) for i in items(file)] == [
        ("0230010", "", "表", (("paper", "A4縦"), ("seal", "有"))),
        ("0230010", "1", "番号", (("length", "10"),)),
        ("0230010", "2", "氏名", (("length", "40"),)),
    ]
    assert said(file, "id_from_file") == [("表", "A1")]
    assert file.edition is not None
    assert file.edition.business == "023"
    two = read(grid_of(rows, name="一"), grid_of(rows, name="二"), file="0230010_帳票詳細要件.xlsx")
    assert said(two, "broken_id") == [("一", "A1"), ("二", "A1")]


def test_ticks_for_each_size() -> None:
    head = ("機能ID", "機能要件", "指定都市", "", "", "一般市区町村", "", "")
    sub = ("", "", "必須", "オプション", "不可", "必須", "オプション", "不可")
    rows = [head, sub, ("0170001", "甲。", "●", "", "", "", "●", ""), ("0170002", "乙。", "", "", "●", "", "", "●")]
    merges = (Merge(1, 1, 2, 1), Merge(1, 2, 2, 2), Merge(1, 3, 1, 5), Merge(1, 6, 1, 8))
    found = [
        (i.classes.designated, i.classes.core, i.classes.general) for i in items(read(grid_of(rows, merges=merges)))
    ]
    assert found == [(M, O, O), (P, P, P)]
