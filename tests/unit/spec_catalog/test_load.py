"""From sheets to editions: headings found anywhere, nothing repaired silently, every cell accounted for."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from spec_catalog.load import apply_repairs, build, load_file, load_paths, neighbours
from spec_catalog.model import Edition, LoadedFile, SizeClasses, SpecItem
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Cell, Grid, Workbook
from tests.helpers import workbooks as wb

HEAD = ("項番", "大項目", "機能名称", "機能ID", "機能要件", "実装区分", "備考")


def edition(file: LoadedFile) -> Edition:
    assert file.edition is not None
    return file.edition


def items(file: LoadedFile) -> tuple[SpecItem, ...]:
    assert file.balanced, file.sheets
    return edition(file).items


def codes(file: LoadedFile) -> list[str]:
    return [f.code for f in file.findings]


def grid_of(rows: Sequence[Sequence[str]], *, name: str = "機能要件", first: int = 1) -> Grid:
    """A grid from an ASCII picture: one list per row, "" for an empty cell."""
    cells = {(r, c): Cell(text, text) for r, line in enumerate(rows, first) for c, text in enumerate(line, 1) if text}
    return Grid(name, cells, count=len(cells))


def book_of(*grids: Grid, file: str = "001_住民記録_機能要件【第1.0版】_20200911.xlsx") -> Workbook:
    return Workbook(f"/{file}", file, "xlsx", "ab" * 32, grids)


def read(rows: Sequence[Sequence[str]], **more: Any) -> LoadedFile:
    return build(book_of(grid_of(rows)), **more)


GOOD = ("1.1", "管理", "氏名", "0010001", "氏名を管理できること。", "◎", "")


def test_symbols_and_single_column_apply_to_every_size() -> None:
    rows = [HEAD] + [("1.1", "管理", "名", f"001000{i}", "文", s, "") for i, s in enumerate("◎〇✕－", 1)]
    found = items(read(rows))
    assert [i.classes for i in found] == [
        SizeClasses(c, c, c) for c in ("mandatory", "optional", "prohibited", "unlisted")
    ]
    assert found[1].extra == (("class", "〇"),)  # the original sign stays


def test_core_cities_use_the_general_column_unless_they_have_their_own() -> None:
    two = [("機能ID", "機能要件", "指定都市", "一般市区町村"), ("0010001", "文", "◎", "○")]
    assert items(read(two))[0].classes == SizeClasses("mandatory", "optional", "optional")
    three = [("機能ID", "機能要件", "指定都市", "中核市", "一般市"), ("0010001", "文", "◎", "○", "×")]
    assert items(read(three))[0].classes == SizeClasses("mandatory", "optional", "prohibited")
    without = [("機能ID", "機能要件", "政令市", "中核市等"), ("0010001", "文", "◎", "○")]
    assert items(read(without))[0].classes == SizeClasses("mandatory", "optional", "optional")


def test_heading_anywhere_notes_sentinels_repeated_headings() -> None:
    rows = [
        ("", "", "住民記録システム　機能要件【第2.0版（案）】", "", "", "", "", "", ""),
        ("", "", "※注記", "", "", "", "", "", ""),
        ("", "", *HEAD),
        ("", "", *GOOD, "e"),
        ("", "", *HEAD),
        ("", "", *GOOD[:3], "0010002", *GOOD[4:6], "　", "メモ"),
        ("", "", "", "", "", "", "ここは注記の行です", "", ""),
        ("e", "", "e", "e", "e", "e", "e", "e", "e"),
    ]
    file = read(rows)
    assert [i.id for i in items(file)] == ["0010001", "0010002"]
    assert (edition(file).label, edition(file).state) == ("第2.0版", "draft")
    reasons = [s.reason for s in file.sheets[0].skipped]
    assert reasons.count("表の前の題名・注記") == 2
    assert reasons.count("見出し") == 7
    assert reasons.count("繰り返された見出し") == 7
    assert reasons.count("表の端を示す印（番兵）") == 9
    assert reasons.count("空白だけのセル") == 1
    assert reasons.count("見出しのない列") == 1
    assert reasons.count("IDも実装区分もない行（注記）") == 1
    assert "note_row" in codes(file)


def test_values_continue_downward() -> None:
    rows = [
        HEAD,
        GOOD,
        ("", "", "", "0010002", "二つ目", "○", ""),
        ("", "証明", "", "", "", "", ""),
        ("5.1", "", "発行", "0010003", "三つ目", "×", ""),
    ]
    found = items(read(rows))
    assert [(i.section, i.path, i.name) for i in found] == [
        ("1.1", ("管理",), "氏名"),
        ("1.1", ("管理",), "氏名"),
        ("5.1", ("証明",), "発行"),
    ]


def test_merged_cells_and_two_heading_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "機能要件"
    sheet["B2"], sheet["C2"], sheet["D2"], sheet["E2"] = "大項目", "機能ID", "機能要件", "実装区分"
    sheet["E3"], sheet["F3"] = "指定都市", "一般市区町村"
    for merge in ("B2:B3", "C2:C3", "D2:D3", "E2:F2", "B4:B5"):
        sheet.merge_cells(merge)
    sheet["B4"] = "管理"
    for row, (number, text) in enumerate(((10001, "一"), (10002, "二")), 4):
        sheet.cell(row, 3, number).number_format = "0000000"
        sheet.cell(row, 4, text)
        sheet.cell(row, 5, "◎")
        sheet.cell(row, 6, "○")
    path = tmp_path / "機能要件.xlsx"
    book.save(path)
    found = items(load_file(path))
    assert [(i.id, i.path, i.classes.designated, i.classes.general) for i in found] == [
        ("0010001", ("管理",), "mandatory", "optional"),
        ("0010002", ("管理",), "mandatory", "optional"),
    ]


def broken(tmp_path: Path) -> LoadedFile:
    lines: list[list[str | int]] = [
        ["1.1", "氏名", "0010001", "文一", "◎", ""],
        ["1.2", "住所", 10002, "文二", "○", ""],
        ["1.3", "世帯", "００１０００３", "文三", "×", ""],
        ["1.4", "続柄", "別紙参照", "文四", "◎", ""],
        ["1.5", "本籍", "", "文五", "◎", ""],
    ]
    return load_file(wb.requirement_sheet(tmp_path / "001_住民記録.xlsx", lines))


def test_broken_ids_get_provisional_ones_and_a_warning(tmp_path: Path) -> None:
    file = broken(tmp_path)
    found = items(file)
    assert [i.id for i in found[:1]] == ["0010001"]
    digest = edition(file).source_sha256[:8]
    assert [i.id for i in found[1:]] == [f"~{digest}/1.{n}/{s}" for n, s in ((2, "○"), (3, "×"), (4, "◎"), (5, "◎"))]
    assert [i.id_original for i in found] == ["0010001", "10002", "００１０００３", "別紙参照", ""]
    proposals = [(f.cell, f.repairs, f.level) for f in file.findings if f.code == "broken_id"]
    assert proposals == [
        ("C5", ("0010002",), "warning"),
        ("C6", ("0010003",), "warning"),
        ("C7", (), "warning"),
        ("C8", (), "warning"),
    ]


def test_decisions_on_broken_ids(tmp_path: Path) -> None:
    file = broken(tmp_path)
    decided = apply_repairs(file, {("機能要件", "C5"): "0010002"})
    decided = apply_repairs(decided, {("機能要件", "C8"): "0010009"})
    assert [i.id for i in items(decided)][1] == "0010002"
    assert items(decided)[4].id == "0010009"
    assert items(decided)[1].id_original == "10002"
    assert [f.cell for f in decided.findings if f.code == "broken_id"] == ["C6", "C7"]
    with pytest.raises(InputProblem) as caught:
        apply_repairs(file, {("機能要件", "C5"): "そのまま"})
    assert (caught.value.code, caught.value.cell) == ("repair", "C5")


def test_neighbours(tmp_path: Path) -> None:
    around = neighbours(broken(tmp_path), "機能要件", "C5", rows=1)
    assert [r for r, _ in around] == [4, 5, 6]
    assert dict(around[1][1]) == {"A": "1.2", "B": "住所", "C": "10002", "D": "文二", "E": "○"}


def test_duplicate_ids_become_branches() -> None:
    rows = [HEAD, GOOD, GOOD, ("1.1", "", "", "", "仮の文", "◎", ""), ("1.1", "", "", "", "仮の文二", "◎", "")]
    file = read(rows)
    found = items(file)
    assert [(i.id, i.branch) for i in found[:2]] == [("0010001", ""), ("0010001", "2")]
    assert found[2].id == "~abababab/1.1/◎"
    assert found[3].id == "~abababab/1.1/◎/2"
    assert len({i.key for i in found}) == 4
    assert codes(file).count("duplicate_id") == 1


def test_deleted_by_label_and_unknown_sign() -> None:
    head = ("機能ID", "機能要件", "実装区分", "改定種別", "適合基準日")
    rows = [head, ("0010001", "文", "◎", "削除", ""), ("0010002", "文", "△", "修正", "令和10年4月1日")]
    file = read(rows)
    assert [i.deleted for i in items(file)] == [True, False]
    assert items(file)[1].classes == SizeClasses()
    assert items(file)[1].applies == "令和10年4月1日"
    assert items(file)[1].change_label == "修正"
    assert "unknown_class" in codes(file)


def test_struck_out_parts() -> None:
    cells = {(1, c): Cell(t, t) for c, t in enumerate(("機能ID", "機能要件", "実装区分"), 1)}
    cells |= {(2, 1): Cell("0010001", "0010001"), (2, 2): Cell("旧新", "新", "旧"), (2, 3): Cell("◎", "◎")}
    cells |= {(3, 1): Cell("0010002", "", "0010002"), (3, 2): Cell("消", "", "消"), (3, 3): Cell("◎", "", "◎")}
    file = build(book_of(Grid("機能要件", cells, count=len(cells))))
    first, second = items(file)
    assert (first.text, first.struck, first.deleted) == ("新", "旧", False)
    assert (second.id, second.text, second.struck, second.deleted) == ("0010002", "", "消", True)
    assert second.classes.general == "mandatory"
    assert codes(file)[:1] == ["struck_rows"]


def test_struck_out_parts_of_other_columns_are_taken_out_and_kept_apart() -> None:
    head = ("機能ID", "機能要件", "実装区分", "備考", "要件の考え方・理由")
    cells = {(1, c): Cell(t, t) for c, t in enumerate(head, 1)}
    cells |= {(2, 1): Cell("00100010010002", "0010002", "0010001"), (2, 2): Cell("文", "文")}
    cells |= {(2, 3): Cell("◎○", "○", "◎"), (2, 4): Cell("旧備考", "", "旧備考"), (2, 5): Cell("旧新", "新", "旧")}
    cells |= {(3, 1): Cell("0010003", "", "0010003"), (3, 2): Cell("消", "", "消"), (3, 3): Cell("×", "", "×")}
    cells |= {(3, 4): Cell("消した備考", "", "消した備考")}
    alive, dead = items(build(book_of(Grid("機能要件", cells, count=len(cells)))))
    assert (alive.id, alive.id_original, alive.classes.general) == ("0010002", "00100010010002", "optional")
    assert (alive.note, alive.reason, alive.deleted) == ("", "新", False)
    assert dict(alive.extra) == {
        "id.struck": "0010001", "class.struck": "◎", "note.struck": "旧備考", "reason.struck": "旧",
    }  # fmt: skip
    assert (dead.id, dead.deleted, dead.classes.general, dead.note) == ("0010003", True, "prohibited", "消した備考")
    assert dead.extra == ()


def test_unknown_columns_are_kept() -> None:
    rows = [("機能ID", "機能要件", "実装区分", "独自の列"), ("0010001", "文", "◎", "値")]
    assert items(read(rows))[0].extra == (("独自の列", "値"),)


def test_unknown_layout_names_the_headings_and_asks_for_a_mapping() -> None:
    with pytest.raises(InputProblem) as caught:
        read([("題名", "", ""), ("番号", "やること", "印"), ("1", "文", "◎")])
    assert caught.value.code == "unknown_layout"
    assert "やること" in caught.value.message
    assert "列の対応" in caught.value.hint
    with pytest.raises(InputProblem) as caught:
        build(book_of(Grid("空")))
    assert caught.value.code == "unknown_layout"


def test_profile_maps_columns() -> None:
    rows = [("題名", "", ""), ("番号", "やること", "印"), ("10001", "文", "◎"), ("", "続きの注記", "")]
    profile = {
        "kind": "req",
        "sheet": "機能要件",
        "header_row": 2,
        "columns": {"id": "A", "text": "B", "class": "C"},
        "repairs": {"機能要件!A3": "0010001"},
    }
    from spec_catalog.layouts.profile import parse_profile

    file = read(rows, profile=parse_profile(profile))
    assert [(i.id, i.text, i.classes.general) for i in items(file)] == [("0010001", "文", "mandatory")]
    reasons = {s.cell: s.reason for s in file.sheets[0].skipped}
    assert reasons["A1"] == "表の前の題名・注記"
    assert reasons["B4"] == "IDも実装区分もない行（注記）"


@pytest.mark.parametrize(
    "profile",
    [
        {"kind": "req", "columns": {"id": "A"}},
        {"kind": "nope", "columns": {"id": "A"}},
        {"kind": "req", "columns": {"id": "1", "text": "B", "class": "C"}},
        {"kind": "req", "columns": {"ない": "A"}},
        {"kind": "req", "columns": "A"},
        {"header_row": "六"},
        {"repairs": {"A1": "0010001"}},
        {"謎": 1},
        {"kind": "req", "sheet": "ない", "columns": {"id": "A", "text": "B", "class": "C"}},
    ],
)
def test_profiles_that_do_not_fit(tmp_path: Path, profile: dict[str, Any]) -> None:
    path = wb.requirement_sheet(tmp_path / "a.xlsx", [["1", "名", "0010001", "文", "◎", ""]])
    with pytest.raises(InputProblem) as caught:
        load_file(path, profile=profile)
    assert caught.value.code == "profile"
    assert caught.value.hint


def test_business_from_ids_file_title_or_person() -> None:
    rows = [HEAD, GOOD]
    assert edition(build(book_of(grid_of(rows), file="機能要件.xlsx"))).business == "001"
    assert edition(read(rows, business="023-1")).business == "023-1"
    assert "foreign_id" in codes(read(rows, business="023-1"))
    care = [HEAD, ("1", "", "", "0230001", "文", "◎", "")]
    assert edition(build(book_of(grid_of(care), file="023-1_審査会.xlsx"))).business == "023-1"
    no_ids = [("介護保険システム　機能要件",), HEAD, ("1", "", "", "", "文", "◎", "")]
    assert edition(build(book_of(grid_of(no_ids), file="a.xlsx"))).business == "023"
    nameless = build(book_of(grid_of(no_ids[1:]), file="a.xlsx"))
    assert edition(nameless).business == ""
    assert "no_business" in codes(nameless)
    with pytest.raises(InputProblem) as caught:
        read(rows, business="41")
    assert caught.value.code == "business"


def test_edition_label_and_date() -> None:
    title = [("住民記録　機能要件【第１．１版】　平成31年4月1日", "", "", "", "", "", "")]
    file = build(book_of(grid_of([*title, HEAD, GOOD]), file="001_住民記録【第9.9版】_20240101.xlsx"))
    assert (edition(file).label, edition(file).published) == ("第1.1版", "2019-04-01")
    bare = build(book_of(grid_of([HEAD, GOOD]), file="001_住民記録_機能要件【第2.0版】_20240229.xlsx"))
    assert (edition(bare).label, edition(bare).published) == ("第2.0版", "2024-02-29")
    silent = build(book_of(grid_of([HEAD, GOOD]), file="a_20241399.xlsx"))
    assert (edition(silent).label, edition(silent).published) == ("", "")
    assert "no_edition_label" in codes(silent)


def test_other_sheets_are_accounted_for() -> None:
    legend = grid_of([("◎", "実装必須")], name="凡例")
    other = grid_of([("様式", "図")], name="様式")
    file = build(book_of(legend, grid_of([HEAD, GOOD]), other))
    assert file.balanced
    assert [s.skipped[0].reason for s in (file.sheets[0], file.sheets[2])] == [
        "凡例・説明のシート",
        "取り込む表のないシート",
    ]
    assert [f.sheet for f in file.findings if f.code == "sheet_without_table"] == ["様式"]


def test_an_account_that_does_not_balance_is_an_error() -> None:
    grid = grid_of([HEAD, GOOD])
    file = build(book_of(Grid(grid.name, grid.cells, count=grid.count + 1)))
    assert not file.balanced
    assert file.findings[0].code == "unbalanced"
    assert file.findings[0].level == "error"


def test_requirements_of_several_sheets_are_one_edition() -> None:
    second = ("1.1", "管理", "氏名", "0010002", "文", "○", "")
    file = build(book_of(grid_of([HEAD, GOOD], name="1章"), grid_of([HEAD, second], name="2章")))
    assert [(i.id, i.order, i.rows[0].sheet) for i in items(file)] == [("0010001", 0, "1章"), ("0010002", 1, "2章")]


def test_folders(tmp_path: Path) -> None:
    wb.requirement_sheet(tmp_path / "b.xlsx", [["1", "名", "0010001", "文", "◎", ""]])
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "読んで.pdf").write_bytes(b"%PDF")
    (tmp_path / "~$b.xlsx").write_bytes(b"x")
    (tmp_path / "c.xlsx").write_bytes(b"")
    found = load_paths([tmp_path, tmp_path / "c.xlsx"])
    assert [(f.file, f.recognised) for f in found.files] == [("b.xlsx", "req"), ("c.xlsx", None)]
    assert [f.code for f in found.files[1].findings] == ["empty_file"]
    assert [Path(o).name for o in found.others] == ["読んで.pdf"]
    assert [p.code for p in found.refused] == ["empty_file"]
    (tmp_path / "d.csv").write_text("あ,い\n1,\n", encoding="utf-8")
    unknown = load_paths([tmp_path]).files[-1]
    assert (unknown.file, unknown.recognised, unknown.findings[0].code) == ("d.csv", None, "unknown_layout")
    assert unknown.balanced
    assert unknown.sheets[0].cells == 3
    stop = threading.Event()
    stop.set()
    assert load_paths([tmp_path], cancel=stop).files == ()


def test_csv_requirements(tmp_path: Path) -> None:
    path = tmp_path / "001_機能要件.csv"
    path.write_text("機能ID,機能要件,実装区分\n0010001,文,◎\n", encoding="cp932")
    assert [i.id for i in items(load_file(path))] == ["0010001"]
