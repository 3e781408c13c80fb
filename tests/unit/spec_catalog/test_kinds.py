"""The documents beside requirements, forms, linkages and data: every published column arrives, no cell is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from spec_catalog.layouts import column_title
from spec_catalog.load import build
from spec_catalog.model import Finding, LoadedFile, SizeClasses, SpecItem
from spec_catalog.nodes import node_of, parse
from spec_catalog.workbook import Merge
from tests.helpers.workbooks import grid_of, workbook_of

DIGEST = "ab" * 4


def read(
    rows: Sequence[Sequence[str]], file: str = "023_介護保険.xlsx", name: str = "表", merges: Sequence[Merge] = ()
) -> LoadedFile:
    found = build(workbook_of(grid_of(rows, name=name, merges=merges), file=file))
    assert found.balanced, found.sheets
    assert not [f for f in found.findings if f.level == "error"]
    return found


def items(file: LoadedFile) -> tuple[SpecItem, ...]:
    assert file.edition is not None
    for item in file.edition.items:
        assert parse(str(node_of(item))) == node_of(item)
    assert len({i.key for i in file.edition.items}) == len(file.edition.items)
    return file.edition.items


def codes(file: LoadedFile) -> list[tuple[str, str]]:
    return [(f.code, f.cell) for f in file.findings if f.level != "info"]


def finding(file: LoadedFile, code: str) -> Finding:
    return next(f for f in file.findings if f.code == code)


def test_screens() -> None:
    head = ("No", "画面ID", "画面名称", "概要", "実装区分", "関連機能ID", "備考")
    rows = [
        head,
        ("1", "G-001", "資格照会", "資格を見る。", "◎", "0230265、0230266", "注"),
        ("2", "", "一覧", "", "", "", ""),
    ]
    file = read(rows)
    first, second = items(file)
    assert (file.recognised, file.layout) == ("screen", "画面要件")
    assert (first.kind, first.id, first.name, first.text, first.note) == (
        "screen",
        "G-001",
        "資格照会",
        "資格を見る。",
        "注",
    )
    assert first.related == ("req:0230265", "req:0230266")
    assert first.classes == SizeClasses("mandatory", "mandatory", "mandatory")
    assert (first.section, dict(first.extra)) == ("1", {"source": "0230265、0230266"})
    assert second.id == f"~{DIGEST}/2/－"
    assert codes(file) == [("broken_id", "B3")]


DETAIL = ("No", "印字項目", "印字内容・編集条件", "文字数", "フォント・サイズ", "備考")


def test_details_of_a_form_with_its_particulars() -> None:
    rows = [
        ("帳票詳細要件",),
        ("帳票ID：0230010", "", "帳票名称", "介護保険被保険者証"),
        ("用紙", "A5縦", "窓あき", "なし"),
        ("公印：あり", "", "カラー", ""),
        DETAIL,
        ("1", "被保険者番号", "10桁を印字する。", "10", "明朝 12pt", ""),
        ("２", "氏名", "通称を持つ者は併記する。", "40", "", "注"),
        ("2-1", "枠", "線", "", "", ""),
        ("", "※見本は別紙",),
    ]  # fmt: skip
    file = read(rows, name="被保険者証")
    assert (file.recognised, file.layout) == ("form_detail", "帳票詳細要件　一帳票一表")
    assert file.edition is not None
    assert (file.edition.kind, file.edition.item_kind, file.edition.business) == ("form_detail", "form", "023")
    form, number, name, frame = items(file)[:4]
    assert (form.kind, form.id, form.branch, form.name) == ("form", "0230010", "", "介護保険被保険者証")
    assert form.extra == (("paper", "A5縦"), ("window", "なし"), ("seal", "あり"))
    assert (number.id, number.branch, number.name, number.text) == ("0230010", "1", "被保険者番号", "10桁を印字する。")
    assert number.extra == (("length", "10"), ("font", "明朝 12pt"))
    assert (name.branch, name.note, dict(name.extra)["no"]) == ("2", "注", "２")
    assert (frame.branch, frame.section) == ("3", "2-1")
    assert str(node_of(number)) == "form:0230010-1"
    assert [s.cell for s in file.sheets[0].skipped if "題名" in s.reason] == ["A1", "C4"]
    assert column_title("form_detail", "window") == "窓あき"


def test_particulars_as_a_row_of_labels_over_a_row_of_values() -> None:
    rows = [("帳票ID", "帳票名称"), ("0230010", "証"), ("用紙", "窓あき", "公印"), ("A4", "なし", "あり"), (), DETAIL,
            ("1", "番号", "a", "", "", "")]  # fmt: skip
    form, one = items(read(rows))
    assert (form.id, form.name) == ("0230010", "証")
    assert form.extra == (("paper", "A4"), ("window", "なし"), ("seal", "あり"))
    assert (one.id, one.branch) == ("0230010", "1")


def test_the_form_is_named_by_the_sheet_or_by_a_column() -> None:
    rows = [DETAIL, ("1", "氏名", "印字する。", "40", "", "")]
    (one,) = items(read(rows, name="0230014_再交付申請書"))
    assert (one.id, one.branch) == ("0230014", "1")
    file = read(rows, name="再交付申請書")
    assert items(file)[0].id == f"~{DIGEST}/再交付申請書/－/1"
    assert codes(file) == [("broken_id", "A1")]
    head = ("帳票ID", "帳票名称", *DETAIL)
    body = [("0230010", "証", "1", "番号", "a", "", "", ""), ("", "", "2", "氏名", "b", "", "", ""),
            ("0230014", "申請書", "1", "氏名", "c", "", "", "")]  # fmt: skip
    found = items(read([head, *body]))
    assert [(i.id, i.branch, i.path) for i in found] == [
        ("0230010", "1", ("証",)), ("0230010", "2", ("証",)), ("0230014", "1", ("申請書",)),
    ]  # fmt: skip


def test_several_forms_one_below_the_other() -> None:
    rows = [
        ("帳票ID", "0230010"), ("用紙", "A5縦"), DETAIL, ("1", "番号", "a", "", "", ""), ("2", "氏名", "b", "", "", ""),
        (), ("帳票ID", "0230014"), ("用紙", "A4縦"), DETAIL, ("1", "住所", "c", "", "", ""),
    ]  # fmt: skip
    found = items(read(rows))
    assert [(i.id, i.branch, i.name) for i in found if i.branch] == [
        ("0230010", "1", "番号"), ("0230010", "2", "氏名"), ("0230014", "1", "住所"),
    ]  # fmt: skip
    assert [dict(i.extra) for i in found if not i.branch] == [{"paper": "A5縦"}, {"paper": "A4縦"}]


def test_flows_by_steps() -> None:
    rows = [
        ("業務フローID", "業務フロー名", "手順", "実施主体", "作業", "作業内容", "機能ID", "帳票ID"),
        ("02-01", "資格異動", "1", "住民等", "届出", "届け出る。", "", ""),
        ("", "", "2", "標準準拠システム", "登録", "登録する（機能ID 0230266）。", "0230265", "0230010"),
        ("02-02", "再交付", "", "職員", "", "交付する。", "", ""),
    ]
    file = read(rows)
    first, second, third = items(file)
    assert (file.recognised, file.layout) == ("flow", "業務フロー　表　一行一手順")
    assert (first.id, first.branch, first.name, first.text) == ("02-01", "1", "資格異動／届出", "届け出る。")
    assert dict(first.extra) == {"step": "1", "lane": "住民等", "task": "届出"}
    assert second.related == ("req:0230265", "req:0230266", "form:0230010")
    assert (third.id, third.branch, third.name) == ("02-02", "", "再交付")
    assert [str(node_of(i)) for i in (first, third)] == ["flow:023/02-01-1", "flow:023/02-02"]


def test_flows_one_a_row_have_no_branch_and_odd_steps_are_counted() -> None:
    head = ("No", "業務フローID", "業務フロー名", "概要", "関連機能ID")
    found = items(read([head, ("1", "01-01", "転入", "概要", "0230001"), ("2", "01-02", "転出", "", "")]))
    assert [(i.id, i.branch) for i in found] == [("01-01", ""), ("01-02", "")]
    steps = ("業務フローID", "手順番号", "作業内容")
    found = items(read([steps, ("01-01", "①", "a"), ("01-01", "②", "b"), ("01-01", "①", "c")]))
    assert [(i.branch, dict(i.extra)["step"]) for i in found] == [("1", "①"), ("2", "②"), ("3", "①")]


def test_a_tree_as_a_table() -> None:
    rows = [
        ("業務フローツリー図",),
        ("大項目", "中項目", "小項目", "業務フローID", "機能ID"),
        ("資格", "取得", "転入", "02-01", "0230265"),
        ("", "", "出生", "", "0230266"),
        ("", "喪失", "", "02-03", ""),
    ]
    file = read(rows)
    first, second, third = items(file)
    assert (file.recognised, file.layout) == ("tree", "ツリー図　表　3階層")
    assert file.edition is not None
    assert file.edition.item_kind == "flow"
    assert (first.id, first.path, first.name, first.related) == (
        "02-01", ("資格", "取得", "転入"), "転入", ("req:0230265",),
    )  # fmt: skip
    assert (second.id, second.path) == (f"~{DIGEST}/行4/－", ("資格", "取得", "出生"))
    assert (third.id, third.path) == ("02-03", ("資格", "喪失"))


def test_non_functional_requirements() -> None:
    rows = [
        ("項番", "大項目", "中項目", "小項目", "メトリクス", "選択レベル", "選択時の条件", "", "ケース", "レベル",
         "", "", "クラウド調達時の扱い", "備考"),
        ("", "", "", "", "", "", "[+]", "[-]", "", "0", "1", "2", "", ""),
        ("B.1.1.1", "性能", "業務量", "通常時", "利用者数", "1", "増える", "減る", "ケース1", "＊", "決まる", "", "○",
         "注"),
        ("B.1.1.2", "", "", "", "同時接続数", "＊", "", "", "ケース2", "", "a", "b", "", ""),
        ("Ｃ．１", "運用", "", "時間", "稼働", "2", "", "", "", "", "", "", "", ""),
    ]  # fmt: skip
    merges = (Merge(1, 7, 1, 8), Merge(1, 10, 1, 12))
    file = read(rows, "非機能要件の標準.xlsx", merges=merges)
    first, second, third = items(file)
    assert (file.recognised, file.layout) == ("nonfunc", "非機能要件の標準　レベル3列")
    assert (first.id, first.name, first.path, first.note) == (
        "B.1.1.1",
        "通常時／利用者数",
        ("性能", "業務量", "通常時"),
        "注",
    )
    assert dict(first.extra) == {
        "metric": "利用者数", "selected": "1", "plus": "増える", "minus": "減る", "case": "ケース1", "level0": "＊",
        "level1": "決まる", "cloud": "○",
    }  # fmt: skip
    assert (second.path, second.name) == (("性能", "業務量", "通常時"), "通常時／同時接続数")
    assert third.path == ("運用", "", "時間")
    assert finding(file, "broken_id").repairs == ("C.1",)


def test_linkages_of_own_measures() -> None:
    head = ("連携ID", "枝番", "独自施策システム等ID", "独自施策システム等名", "連携機能名", "機能説明", "I/O", "備考")
    file = read(
        [head, ("023o001", "00", "901", "給付金", "照会", "①甲が", "O", ""), ("", "", "902", "", "提供", "②", "", "")]
    )
    first, second = items(file)
    assert (file.recognised, first.kind, str(node_of(first))) == ("link_own", "link", "link:023/023o001-00")
    assert dict(first.extra) == {"own_id": "901", "own_name": "給付金", "io": "O"}
    assert (second.id, dict(second.extra)["own_id"]) == (f"~{DIGEST}/行3/－", "902")
    titled = read(
        [("独自施策システム等連携仕様",), ("連携ID", "枝番", "機能説明", "I/O"), ("023o001", "01", "文", "I")]
    )
    assert titled.recognised == "link_own"


@pytest.mark.parametrize("sign", ["◎", "○"])
def test_a_struck_class_in_a_row_that_stays_is_none(sign: str) -> None:
    from dataclasses import replace

    from spec_catalog.workbook import Cell

    rows = [("機能ID", "機能要件", "指定都市", "一般市区町村"), ("0230001", "文", sign, "◎")]
    grid = grid_of(rows)
    cells = {**grid.cells, (2, 3): Cell(sign, "", sign, True)}
    file = build(workbook_of(replace(grid, cells=cells), file="023_介護保険.xlsx"))
    (one,) = items(file)
    assert one.classes == SizeClasses(None, "mandatory", "mandatory")
    assert not one.deleted
    assert finding(file, "struck_class").cell == "C2"
    assert dict(one.extra) == {"class.designated.struck": sign}
