"""Several tables on a sheet, several businesses in a book: each is read as what it is, and no cell is lost between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from spec_catalog.load import apply_repairs, build, build_all
from spec_catalog.model import LoadedFile, SpecItem
from spec_catalog.workbook import Grid
from tests.helpers.workbooks import grid_of, workbook_of

REQ = ("項番", "機能名称", "機能ID", "機能要件", "実装区分")
FORM = ("帳票ID", "帳票名称", "帳票概要", "実装区分")


def req(n: int, mark: str = "◎", business: str = "001") -> tuple[str, ...]:
    return (f"1.{n}", f"機能{n}", f"{business}{n:04}", f"文{n}", mark)


def entries(*grids: Grid, file: str = "要件.xlsx", business: str | None = None) -> tuple[LoadedFile, ...]:
    found = build_all(workbook_of(*grids, file=file), business=business)
    for one in found:
        assert one.balanced, one.sheets
        assert not [f for f in one.findings if f.level == "error"]
    return found


def read(rows: Sequence[Sequence[str]], file: str = "001_住民基本台帳.xlsx") -> LoadedFile:
    (one,) = entries(grid_of(rows), file=file)
    return one


def items(file: LoadedFile) -> tuple[SpecItem, ...]:
    assert file.edition is not None
    return file.edition.items


def shown(file: LoadedFile) -> list[tuple[str, str, str]]:
    return [(i.kind, i.id, i.text) for i in items(file)]


def warnings(file: LoadedFile) -> list[str]:
    return [f.code for f in file.findings if f.level == "warning"]


# --- one below the other ----------------------------------------------------------------------------------------------


def test_a_table_of_another_kind_below() -> None:
    rows = [("第1.0版",), REQ, req(1), req(2), (), ("■ 帳票要件",), ("注：略",), FORM,
            ("0010001", "写し", "証明", "○"), ("0010002", "票", "通知", "×")]  # fmt: skip
    file = read(rows)
    assert shown(file) == [
        ("req", "0010001", "文1"), ("req", "0010002", "文2"), ("form", "0010001", "証明"), ("form", "0010002", "通知"),
    ]  # fmt: skip
    assert warnings(file) == []
    reasons = {s.cell: s.reason for s in file.sheets[0].skipped}
    assert reasons["A6"] == reasons["A7"] == "表の前の題名・注記"
    assert reasons["A8"] == "見出し"


def test_a_table_of_the_same_kind_with_other_columns_below() -> None:
    other = ("機能ID", "実装区分", "機能要件", "備考")
    rows = [REQ, req(1), ("２．証明",), other, ("0010009", "×", "しない", "注"), REQ, req(3, "○")]
    file = read(rows)
    assert shown(file) == [("req", "0010001", "文1"), ("req", "0010009", "しない"), ("req", "0010003", "文3")]
    assert [i.classes.general for i in items(file)] == ["mandatory", "prohibited", "optional"]
    assert items(file)[1].note == "注"
    assert warnings(file) == []


def test_a_repeated_heading_is_no_new_table() -> None:
    rows = [("大項目", *REQ), ("証明", *req(1)), ("大項目", *REQ), ("", *req(2))]
    file = read(rows)
    assert [i.path for i in items(file)] == [("証明",), ("証明",)]


def test_a_code_list_below_data_items() -> None:
    rows = [("データ項目ID", "データ項目", "桁数"), ("00100001", "番号", "8"), (), ("コード一覧",),
            ("コードID", "コード名", "コード値", "内容"), ("001", "性別", "1", "男"), ("", "", "2", "女")]  # fmt: skip
    file = read(rows)
    assert [(i.kind, i.id) for i in items(file)] == [("data", "00100001"), ("code", "001")]
    assert file.recognised == "data"
    assert warnings(file) == []


def test_a_table_nobody_knows_below_is_no_part_of_the_one_above() -> None:
    unknown = [
        ("担当", "氏名", "内線", "階", "席"),
        ("係長", "山田", "10", "3", "窓"),
        ("主事", "佐藤", "11", "3", "奥"),
    ]
    file = read([REQ, req(1), req(2), (), ("連絡先",), *unknown])
    assert shown(file) == [("req", "0010001", "文1"), ("req", "0010002", "文2")]
    assert [(f.level, f.cell) for f in file.findings if f.code == "outside_table"] == [("warning", "A5")]
    assert not [f for f in file.findings if f.code == "broken_id"]
    again = read([REQ, req(1), req(2), (), *unknown, (), FORM, ("0010007", "写し", "証明", "○")])
    assert [i.id for i in items(again)] == ["0010001", "0010002", "0010007"]
    gap = read([REQ, req(1), (), ("", "名", "章の見出し", "", ""), req(2)])
    assert (items(gap)[0].id, items(gap)[-1].id) == ("0010001", "0010002")


# --- side by side -----------------------------------------------------------------------------------------------------


def test_the_same_headings_beside_each_other() -> None:
    rows = [("一覧",), REQ + REQ, req(1) + req(3, "×"), req(2, "○") + ("",) * 5]
    file = read(rows)
    assert shown(file) == [("req", "0010001", "文1"), ("req", "0010002", "文2"), ("req", "0010003", "文3")]
    assert [i.classes.general for i in items(file)] == ["mandatory", "optional", "prohibited"]
    assert [i.order for i in items(file)] == [0, 1, 2]


def test_two_kinds_beside_each_other_starting_on_different_rows() -> None:
    rows = [(*REQ, ""), (*req(1), ""), (*req(2), "", *FORM), (*req(3), "", "0010007", "写し", "証明", "○")]
    file = read(rows)
    assert Counter(i.kind for i in items(file)) == {"req": 3, "form": 1}
    assert [i.extra for i in items(file)] == [()] * 4
    assert warnings(file) == []


def test_a_legend_beside_the_table_is_no_column_of_it() -> None:
    rows = [(*REQ, "", "記号", "意味"), (*req(1), "", "◎", "実装必須"), (*req(2), "", "○", "標準オプション"), req(3)]
    file = read(rows)
    assert [i.extra for i in items(file)] == [()] * 3
    assert next(f for f in file.findings if f.code == "outside_table").cell == "G1"


def test_a_blank_column_within_one_table() -> None:
    rows = [("機能ID", "機能要件", "", "実装区分", "備考"), ("0010001", "文", "", "◎", "注")]
    (one,) = items(read(rows))
    assert (one.id, one.text, one.classes.general, one.note) == ("0010001", "文", "mandatory", "注")


# --- several businesses -----------------------------------------------------------------------------------------------


def taxes() -> Grid:
    rows = [REQ, *(req(n, business=b) for b in ("010", "011", "012") for n in (1, 2, 3))]
    rows.insert(4, ("", "法人の章", "", "", ""))
    return grid_of(
        [(("大項目"), *rows[0]), *(("" if len(r[2]) else r[1], *(r if r[2] else ("",) * 5)) for r in rows[1:])]
    )


def test_one_entry_for_each_business_of_a_book() -> None:
    grid = taxes()
    found = entries(grid, file="税務システム_機能要件【第2.0版】.xlsx")
    assert [f.edition.business for f in found if f.edition] == ["010", "011", "012"]
    assert [[i.id for i in items(f)] for f in found] == [
        [f"{b}000{n}" for n in (1, 2, 3)] for b in ("010", "011", "012")
    ]
    assert {f.path for f in found} == {"/税務システム_機能要件【第2.0版】.xlsx"}
    assert len({f.edition.hash() for f in found if f.edition}) == 3
    imported = [f.sheets[0].imported for f in found]
    skipped = [s for s in found[0].sheets[0].skipped if "ほかの業務" in s.reason]
    assert imported == [15, 16, 15]  # the heading 法人の章 goes with the rows below it
    assert len(skipped) == 31
    assert "011" in skipped[0].reason
    assert all("foreign_id" not in warnings(f) for f in found)
    assert [i.order for i in items(found[1])] == [0, 1, 2]


def test_a_few_stray_ids_stay_where_they_are() -> None:
    rows = [REQ, *(req(n) for n in range(1, 9)), req(9, business="002")]
    (one,) = entries(grid_of(rows), file="001_住民基本台帳.xlsx")
    assert warnings(one) == ["foreign_id"]
    assert len(items(one)) == 9
    rows = [REQ, *(req(n, business="010") for n in range(1, 30)), req(9, business="016")]
    assert len(entries(grid_of(rows), file="010_個人住民税.xlsx")) == 1


def test_a_sheet_for_each_business() -> None:
    link = ("連携ID", "枝番", "連携機能名", "機能説明")
    sheets = [grid_of([REQ, req(1, business=b), req(2, business=b)], name=f"{b}_業務") for b in ("017", "018")]
    found = entries(*sheets, file="就学.xlsx")
    assert [[i.business for i in items(f)] for f in found] == [["017", "017"], ["018", "018"]]
    linked = [grid_of([link, ("001o001", "00", "照会", "文")], name=n) for n in ("017_学齢簿編製", "018_就学援助")]
    both = entries(*sheets, *linked, file="就学.xlsx")
    assert [[(i.business, i.kind) for i in items(f)][-1] for f in both] == [("017", "link"), ("018", "link")]


def test_the_person_may_keep_a_book_in_one() -> None:
    (one,) = entries(taxes(), business="016")
    assert one.edition is not None
    assert one.edition.business == "016"
    assert len(items(one)) == 9


def test_a_repair_stays_within_its_entry() -> None:
    rows = [REQ, *(req(n, business=b) for b in ("010", "011") for n in (1, 2)), ("9", "名", "110009", "文", "◎")]
    first, second = entries(grid_of(rows), file="税務.xlsx")
    assert items(second)[-1].id.startswith("~")
    assert [f.cell for f in second.findings if f.code == "broken_id"] == ["C6"]
    assert not [f for f in first.findings if f.code == "broken_id"]
    mended = apply_repairs(second, {("表", "C6"): "0110009"})
    assert mended.edition is not None
    assert (mended.edition.business, items(mended)[-1].id) == ("011", "0110009")
    assert len(items(apply_repairs(first, {("表", "C6"): "0110009"}))) == 2


@pytest.mark.parametrize("kind", ["共通", "税"])
def test_columns_are_known_by_their_letters(kind: str) -> None:
    edition = build(workbook_of(grid_of([REQ, req(1)], name=kind), file="001_a.xlsx")).edition
    assert edition is not None
    assert [edition.column_of(kind, c) for c in ("section", "id", "text", "class", "note")] == ["A", "C", "D", "E", ""]
