"""The Excel round trip of the survey lists: records changed, added, paired with the standard."""

from __future__ import annotations

from pathlib import Path

from app.services import comparison, history, roundtrip, survey, upkeep
from app.services.session import Session
from tests.helpers.answers import Answered
from tests.store.test_roundtrip import asked, send, town

__all__ = ["town"]


def test_a_row_that_was_taken_out_deletes_nothing(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "functions"), tmp_path / "back.xlsx") as sheet:
        sheet.sheet.delete_rows(sheet.row("番号", "K-0002"))
    seen = roundtrip.preview(town, sheet.path)
    assert seen.operations == ()
    assert "「K-0002」の行は、戻ったシートにありません（記録は消しません）。" in seen.notes


def test_added_rows_are_new_records(town: Session, tmp_path: Path) -> None:
    path = send(town, tmp_path, "functions", business="001")
    with Answered(path, tmp_path / "back.xlsx") as sheet:
        below = sheet.last() + 1
        sheet.put(below, "機能名", "ふりがなの印字")
        sheet.put(below, "利用実態", "利用中")
        sheet.put(below, "システム", "住民情報システム")
        sheet.put(below, "対応する標準機能ID", "0010002")
        sheet.put(below + 1, "機能概要", "名前を書き忘れた")
        between = sheet.insert_row(sheet.row("番号", "K-0002"))
        sheet.put(between, "機能名", "年賀状の印刷")
        sheet.put(between, "利用実態", "ときどき")
    seen = roundtrip.preview(town, sheet.path)
    assert (seen.added, seen.new) == (2, 3)
    assert [(q.code, q.column) for q in seen.questions] == [("bad_value", "利用実態"), ("no_name", "機能名")]
    roundtrip.take_over(town, seen)
    rows = {r["name"]: r for r in survey.list_rows(town, "functions")}
    assert rows["ふりがなの印字"]["business"] == "001"
    assert rows["ふりがなの印字"]["system"] == "住民情報システム"
    assert rows["ふりがなの印字"]["usage"] == "in_use"
    assert rows["年賀状の印刷"]["number"].startswith("K-")
    made = next(r for r in survey.functions(town) if r.name == "ふりがなの印字")
    assert made.mapped == ("req:0010002",)
    with Answered(sheet.path, tmp_path / "again.xlsx", writer="") as again:
        again.sort("機能名")
    assert roundtrip.preview(town, again.path).new == 0
    assert upkeep.verify(town).ok


def test_pairs_with_the_standard_are_made_and_taken_back(town: Session, tmp_path: Path) -> None:
    path = send(town, tmp_path, "functions")
    with Answered(path, tmp_path / "back.xlsx") as sheet:
        row = sheet.row("番号", "K-0001")
        assert sheet.get(row, "対応する標準機能ID") == "0010003"
        sheet.put(row, "対応する標準機能ID", "0010004、0010005")
        sheet.put(sheet.row("番号", "K-0002"), "対応する標準機能ID", "0019999")
    seen = roundtrip.preview(town, sheet.path)
    assert asked(seen) == [("bad_value", "K-0002", "対応する標準機能ID")]
    assert seen.new == 3
    roundtrip.take_over(town, seen)
    assert {r.number: r.mapped for r in survey.functions(town)} == {
        "K-0001": ("req:0010004", "req:0010005"),
        "K-0002": ("req:0010003",),
    }
    history.undo(town)
    assert {r.number: r.mapped for r in survey.functions(town)} == {
        "K-0001": ("req:0010003",),
        "K-0002": ("req:0010003",),
    }
    assert roundtrip.preview(town, sheet.path).new == 0


def test_a_pair_taken_back_before_the_sheet_went_out_can_be_made_in_it(town: Session, tmp_path: Path) -> None:
    comparison.unmap_current(town, "req:0010003", survey.rid_of(town, "K-0001"))
    with Answered(send(town, tmp_path, "functions"), tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("番号", "K-0001"), "対応する標準機能ID", "0010003")
    roundtrip.take_over(town, roundtrip.preview(town, sheet.path))
    assert town.con.execute("SELECT count(*) FROM conflict").fetchone() == (0,)
    assert next(r for r in survey.functions(town) if r.number == "K-0001").mapped == ("req:0010003",)


def test_a_name_in_a_sheet_refers_to_what_was_registered_when_it_was_sent(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "functions"), tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("番号", "K-0002"), "システム", "介護保険システム")
        sheet.put(sheet.row("番号", "K-0001"), "システム", "新しいシステム")
    survey.add_records(town, "systems", [{"name": "新しいシステム"}])
    roundtrip.take_over(town, roundtrip.preview(town, sheet.path))
    held = {r["number"]: r["system"] for r in survey.list_rows(town, "functions")}
    assert held == {"K-0001": "新しいシステム", "K-0002": "介護保険システム"}
    stored = dict(town.con.execute("SELECT number, system FROM record WHERE type='function'").fetchall())
    assert stored == {"K-0001": "新しいシステム", "K-0002": survey.rid_of(town, "介護保険システム")}


def test_a_copied_row_is_asked(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "functions"), tmp_path / "back.xlsx") as sheet:
        source, target = sheet.row("番号", "K-0001"), sheet.last() + 1
        for column in range(1, sheet.sheet.max_column + 1):
            sheet.sheet.cell(target, column).value = sheet.sheet.cell(source, column).value
        sheet.put(target, "機能名", "もう一つの機能")
        sheet.put(target, "番号", None)
    seen = roundtrip.preview(town, sheet.path)
    assert {q.code for q in seen.questions} == {"twice"}
    assert seen.operations == ()
    told = roundtrip.preview(town, sheet.path, match={target: "new", source: "K-0001"})
    assert (told.added, told.questions) == (1, ())


def test_a_form_says_which_current_functions_answer_a_requirement(town: Session, tmp_path: Path) -> None:
    survey.add_records(
        town, "functions", [{"business": "001", "name": "同じ名前"}, {"business": "001", "name": "同じ名前"}]
    )
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        row = sheet.row("機能ID", "0010003")
        assert sheet.get(row, "現行の機能").startswith("K-0001 発行番号の印字（利用中）\nK-0002")
        sheet.put(row, "現行の機能", "K-0001　発行番号の印字\n")
        sheet.put(row + 1, "現行の機能", "住所の手書き台帳\nＫ-0001 （たぶん）")
        sheet.put(row + 2, "現行の機能", "番号のない機能")
        sheet.put(row + 3, "現行の機能", "同じ名前")
    seen = roundtrip.preview(town, sheet.path)
    assert asked(seen) == [("bad_value", "0010005", "現行の機能"), ("bad_value", "0010006", "現行の機能")]
    assert seen.new == 3
    roundtrip.take_over(town, seen)
    found = town.con.execute("SELECT item, target FROM mapping WHERE kind='req'").fetchall()
    numbers = {r.rid: r.number for r in survey.functions(town)}
    assert {(item, numbers[target]) for item, target in found} == {
        ("0010003", "K-0001"),
        ("0010004", "K-0001"),
        ("0010004", "K-0002"),
    }
    assert town.con.execute("SELECT count(*) FROM conflict").fetchone() == (0,)
    assert roundtrip.preview(town, sheet.path).new == 0
    comparison.unmap_current(town, "req:0010004", survey.rid_of(town, "K-0001"))
    with Answered(send(town, tmp_path / "next", "F1"), tmp_path / "next.xlsx") as sheet:
        row = sheet.row("機能ID", "0010004")
        sheet.put(row, "現行の機能", "K-0001\nK-0002")
        sheet.put(row - 1, "現行の機能", None)
    seen = roundtrip.preview(town, sheet.path, clear=True)
    roundtrip.take_over(town, seen)
    assert (seen.new, town.con.execute("SELECT count(*) FROM conflict").fetchone()) == (2, (0,))
    assert town.con.execute("SELECT count(*) FROM mapping WHERE kind='req' AND item='0010003'").fetchone() == (0,)
    assert upkeep.verify(town).ok
