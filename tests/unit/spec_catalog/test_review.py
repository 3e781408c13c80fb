"""札幌市's review columns as rows, keyed like the linkages beside which they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec_catalog.load import build
from spec_catalog.problems import InputProblem
from spec_catalog.review import ReviewRow, need_of, read_review, review_rows
from tests.helpers.workbooks import grid_of, requirement_sheet, shared, workbook_of

HEAD = ("連携ID", "枝番", "連携機能名", "機能説明", "I/O", "連携先システム", "検討要否", "現行連携ID", "現行連携先",
        "連携方法", "提供時期", "備考")  # fmt: skip


def row(id: str, branch: str, *review: str) -> tuple[str, ...]:
    return (id, branch, "名", "①甲が、②乙に、③丙を、④照会する", "I", "戸籍の附票", *review)


def test_rows_beside_the_linkages() -> None:
    rows = [
        HEAD,
        row("004o\n008", "00", "〇", "X（甲→\n乙）", "戸籍情報", "-", "2025年\n12月末", "一行目\n二行目"),
        row("004o009", "00", "", "", "", "", "", ""),
        row("こわれ", "00", "△", "", "", "", "", ""),
    ]
    loaded = build(workbook_of(grid_of(rows)))
    first, second, third = review_rows(loaded)
    assert first == ReviewRow(
        "001", "004o008", "00", "required", "〇", "X（甲→乙）", "戸籍情報", "-", "2025年12月末", "一行目\n二行目",
        "表", 2, "G2",
    )  # fmt: skip
    assert first.key == ("001", "004o008", "00")
    assert (first.filled, second.filled) == (True, False)
    assert second.need == "undecided"
    assert third.id.startswith("~")
    assert (third.need, third.need_original) == ("", "△")


@pytest.mark.parametrize(
    ("text", "code"),
    [("○", "required"), ("〇", "required"), ("◯", "required"), ("×", "not_required"), ("✕", "not_required"),
     ("x", "not_required"), ("-", "not_applicable"), ("－", "not_applicable"), ("ー", "not_applicable"),
     ("該当なし", "not_applicable"), ("", "undecided"), (" \n", "undecided"), ("要", "required"),
     ("不 要", "not_required"), ("◎", ""), ("確認中", "")],
)  # fmt: skip
def test_signs_of_the_legend(text: str, code: str) -> None:
    assert need_of(text) == code


def test_a_remark_of_the_standard_is_not_the_citys() -> None:
    rows = [(*HEAD[:6], "備考", *HEAD[6:]), (*row("004o008", "00"), "標準の注", "×", "A", "", "", "", "市の注")]
    loaded = build(workbook_of(grid_of(rows)))
    assert review_rows(loaded)[0].note == "市の注"
    assert loaded.edition is not None
    assert loaded.edition.items[0].note == "標準の注"


def test_files_without_review(tmp_path: Path) -> None:
    path = requirement_sheet(tmp_path / "001_住民記録.xlsx", [["1.1", "氏名", "0010001", "文", "◎", ""]])
    with pytest.raises(InputProblem) as caught:
        read_review(path)
    assert (caught.value.code, caught.value.file) == ("no_review", "001_住民記録.xlsx")
    with pytest.raises(InputProblem):
        read_review(tmp_path / "ない.xlsx")


@pytest.mark.needs_shared
def test_published_review() -> None:
    found = read_review(next((shared() / "data/spec").glob("*連携*")))
    assert [(r.id, r.need) for r in found] == [
        ("004o008", "not_required"),
        ("004o009", "required"),
        ("006o002", "undecided"),
        ("023o001", "not_applicable"),
        ("024o001", "undecided"),
        ("024o028", "undecided"),
    ]
    assert (found[0].timing, found[1].current_id) == ("2025年12月末", "既存なし")
    assert "確認する必要" in found[0].note
    assert found[1].note.endswith("継続して利用する想定。")
