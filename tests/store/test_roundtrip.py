"""The Excel round trip: sent, answered, taken back. Real edits only, and everything doubtful asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from app.core.problems import UserProblem
from app.core.records import item_rid
from app.services import catalogue, comparison, history, roundtrip, survey, upkeep
from app.services import session as sessions
from app.services.roundtrip import Seen
from app.services.session import Session
from app.services.views import Who
from tests.helpers.answers import Answered
from tests.helpers.workspaces import WHO
from tests.unit.reports import towns

AT = datetime(2026, 1, 15, 14, 3)
EVERY = ("F1", "F2", "F3", *survey.EVERY)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Session]:
    session = towns.town(tmp_path)
    towns.review(session, "023o001", "01", need="required", current_id="既存なし", note="作る必要がある。")
    yield session
    session.close()


def send(session: Session, folder: Path, name: str, **options: str) -> Path:
    (sent,) = roundtrip.send(session, folder / "sent", [name], at=AT, **options)
    return sent.path


def changed(seen: Seen) -> set[tuple[str, str, str, str]]:
    return {(c.name, c.column, c.old, c.new) for c in seen.changes}


def asked(seen: Seen) -> list[tuple[str, str, str]]:
    return [(q.code, q.name, q.column) for q in seen.questions]


def verdict(session: Session, id_: str) -> dict[str, object]:
    rid = item_rid(session.code, "001", "req", id_, "")
    (head,) = session.project.heads(rid, "verdict")
    op = session.project.operation(head)
    assert op is not None
    return dict(op.fields("verdict") or {})


@pytest.mark.parametrize("name", EVERY)
def test_a_sheet_nobody_touched_makes_no_operation(town: Session, tmp_path: Path, name: str) -> None:
    before = town.project.digest()
    for sent in roundtrip.send(town, tmp_path / "sent", [name], at=AT):
        seen = roundtrip.preview(town, sent.path)
        assert (seen.operations, seen.changes, seen.questions) == ((), (), ())
        assert seen.rows == seen.unchanged == sent.rows
        assert seen.notes == ("「記入者」が空です。記録には氏名が残りません。",)
        assert roundtrip.take_over(town, seen).operations == 0
    assert town.project.digest() == before


def test_the_answers_come_back_as_what_they_say(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1", department="市民課"), tmp_path / "back.xlsx") as sheet:
        row = sheet.row("機能ID", "0010001")
        sheet.put(row, "現行有無", "利用中")
        sheet.put(row, "判定", "△ 一部適合")
        sheet.put(row, "差異の内容", "様式が違う。\n枚数も違う。")
        sheet.put(row, "影響先", "住民、他課")
        sheet.put(row, "影響度", "高")
        sheet.put(row, "メモ", "001")
    seen = roundtrip.preview(town, sheet.path)
    assert changed(seen) == {
        ("0010001", "現行有無", "", "利用中"),
        ("0010001", "判定", "□ 未判定", "△ 一部適合"),
        ("0010001", "差異の内容", "", "様式が違う。\n枚数も違う。"),
        ("0010001", "影響先", "", "住民、他課"),
        ("0010001", "影響度", "", "高"),
        ("0010001", "メモ", "", "001"),
    }
    assert (seen.new, seen.known, seen.conflicts, seen.questions) == (3, 0, 0, ())
    done = roundtrip.take_over(town, seen)
    assert (done.operations, done.nodes) == (3, frozenset({"req:0010001"}))
    edition, key = catalogue.find(town, "req:0010001")
    (now,) = catalogue.item_rows(town, edition, [key])
    detail = catalogue.detail(town, edition, key)
    assert now.verdict == "partial"
    assert detail.judgement is not None
    assert detail.judgement.by == "市民課/田中 一郎"
    rid = item_rid(town.code, "001", "req", "0010001", "")
    ops = [town.project.operation(h) for a in ("verdict", "effect", "memo") for h in town.project.heads(rid, a)]
    assert [op.fields(op.atoms[0]) for op in ops if op][1:] == [
        {"targets": ["residents", "departments"], "degree": "high"},
        {"text": "001"},
    ]
    exported = roundtrip.exports(town)[0]
    assert {(op.actor, op.at, op.prev) for op in ops if op} == {(exported.id, exported.at, "")}
    assert upkeep.verify(town).ok


def test_what_a_sheet_says_is_stored_as_the_screen_would_store_it(town: Session, tmp_path: Path) -> None:
    """The same verdict typed in the window agrees with it, stamp and all."""
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010003"), "判定", "適合")
    roundtrip.take_over(town, roundtrip.preview(town, sheet.path))
    ours = verdict(town, "0010003")
    assert (ours["verdict"], ours["current"], ours["detail"]) == ("fit", "in_use", "端末名を印字していない。")
    edition, key = catalogue.find(town, "req:0010003")
    assert comparison.judge(town, edition, [key], verdict="fit").operations == 0


def test_an_edit_of_a_part_keeps_the_other_fields(town: Session, tmp_path: Path) -> None:
    path = send(town, tmp_path, "F3")
    with Answered(path, tmp_path / "back.xlsx") as sheet:
        rows = {sheet.get(r, "枝番") + sheet.get(r, "連携ID"): r for r in range(sheet.top, sheet.last() + 1)}
        sheet.put(rows["01023o001"], "備考", "来年度に作る。")
        sheet.put(rows["00023o001"], "検討要否", "○")
        sheet.put(rows["00001o005"], "検討要否", "✕")
        proposed = sheet.get(rows["00023o001"], "連携方法")
        sheet.put(rows["00001o005"], "連携方法", "提案：電話")
    assert proposed == "提案：ファイル連携"
    seen = roundtrip.preview(town, sheet.path)
    assert seen.new == 3
    roundtrip.take_over(town, seen)
    said = {}
    for id_, branch in (("023o001", "01"), ("023o001", "00"), ("001o005", "00")):
        rid = item_rid(town.code, "001", "link", id_, branch)
        (head,) = town.project.heads(rid, "linkage_review")
        op = town.project.operation(head)
        said[id_, branch] = op.fields("linkage_review") if op else None
    assert said == {
        ("023o001", "01"): {"need": "required", "current_id": "既存なし", "note": "来年度に作る。"},
        ("023o001", "00"): {"need": "required"},  # a proposal nobody touched stays one
        ("001o005", "00"): {"need": "not_required", "method": "電話"},
    }


def test_the_same_file_twice_and_on_two_pcs_makes_the_same_operations(town: Session, tmp_path: Path) -> None:
    path = send(town, tmp_path, "F1")
    with Answered(path, tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010001"), "判定", "▲ 差異あり")
        sheet.put(sheet.row("機能ID", "0010002"), "メモ", "確かめる")
    copy = tmp_path / "other" / "みほん.fitgap"
    copy.parent.mkdir()
    shutil.copy(town.project.path, copy)
    other = sessions.open_(copy, who=Who("別の課", "別の人"))
    here, there = roundtrip.preview(town, sheet.path), roundtrip.preview(other, sheet.path)
    assert {o.op_id for o in here.operations} == {o.op_id for o in there.operations}
    roundtrip.take_over(town, here)
    digest = town.project.digest()
    again = roundtrip.preview(town, sheet.path)
    assert (again.new, again.known, again.conflicts) == (0, 2, 0)
    assert {c.state for c in again.changes} == {"known"}
    assert roundtrip.take_over(town, again).operations == 0
    assert town.project.digest() == digest
    roundtrip.take_over(other, there)
    assert other.project.digest() == digest
    other.close()


def test_later_work_shows_as_a_conflict_and_not_before(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010001"), "判定", "● 適合")
        sheet.put(sheet.row("機能ID", "0010002"), "判定", "● 適合")
        sheet.put(sheet.row("機能ID", "0010004"), "判定", "● 適合")
    towns.judge(town, "req:0010001", "gap")
    towns.judge(town, "req:0010005", "gap")  # the sheet says nothing about it
    edition, key = catalogue.find(town, "req:0010002")
    comparison.judge(town, edition, [key], verdict="fit")  # the same, decided by somebody else
    seen = roundtrip.preview(town, sheet.path)
    assert {(c.name, c.state) for c in seen.changes} == {
        ("0010001", "conflict"),
        ("0010002", "new"),
        ("0010004", "new"),
    }
    assert seen.conflicts == 1
    roundtrip.take_over(town, seen)
    found = town.con.execute("SELECT rid, atom FROM conflict").fetchall()
    assert found == [(item_rid(town.code, "001", "req", "0010001", ""), "verdict")]


def test_what_is_in_conflict_is_locked_and_said(town: Session, tmp_path: Path) -> None:
    first = send(town, tmp_path, "F1")
    with Answered(first, tmp_path / "first.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010001"), "判定", "● 適合")
    towns.judge(town, "req:0010001", "gap")
    roundtrip.take_over(town, roundtrip.preview(town, sheet.path))
    (sent,) = roundtrip.send(town, tmp_path / "second", ["F1"], at=AT)
    assert sent.disputed == 1
    with Answered(sent.path, tmp_path / "back.xlsx") as sheet:
        row = sheet.row("機能ID", "0010001")
        cell = sheet.sheet.cell(row, sheet.column("判定"))
        assert (cell.value, cell.protection.locked) == ("競合 2件", True)
        assert not sheet.sheet.cell(row + 1, sheet.column("判定")).protection.locked
        cell.value = "● 適合"
    seen = roundtrip.preview(town, sheet.path)
    assert seen.operations == ()
    assert asked(seen) == [("disputed", "0010001", "判定")]


def test_locked_columns_are_left_alone_and_named(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        row = sheet.row("機能ID", "0010002")
        sheet.put(row, "名称・機能要件", "別の要件")
        sheet.put(row, "担当", "山田")
        sheet.put(row, "メモ", "見た")
    seen = roundtrip.preview(town, sheet.path)
    assert changed(seen) == {("0010002", "メモ", "", "見た")}
    assert [n for n in seen.notes if "反映されない欄" in n] == [
        f"D{row}「名称・機能要件」 は書きかえても反映されない欄です（0010002）。",
        f"L{row}「担当」 は書きかえても反映されない欄です（0010002）。",
    ]


def test_what_can_be_filled_in_is_white_and_open_and_nothing_else(town: Session, tmp_path: Path) -> None:
    for name, open_ in (("F1", "現行有無 現行の機能 判定 差異の内容 影響度 影響先 判定の理由 メモ"), ("tasks", "")):
        if name == "tasks":
            survey.add_records(town, "tasks", [{"business": "001", "name": "転入"}])
        with Answered(send(town, tmp_path, name), tmp_path / f"{name}.xlsx") as sheet:
            row = sheet.sheet[sheet.top]
            white = {c.column for c in row if not c.protection.locked}
            assert white == {c.column for c in row if c.border.left.style and not c.fill.fill_type}
            assert white >= {sheet.column(t) for t in open_.split()}
            assert len(white) == (len(open_.split()) or sheet.key_column - 1)
            assert sheet.sheet.protection.sheet
            assert sheet.sheet.column_dimensions[sheet.sheet.cell(1, sheet.key_column).column_letter].hidden
            assert sheet.sheet.auto_filter.ref.split(":")[1].startswith(
                sheet.sheet.cell(1, sheet.key_column).column_letter
            )


def test_an_emptied_cell_clears_only_when_confirmed(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        row = sheet.row("機能ID", "0010003")
        sheet.put(row, "差異の内容", None)
        sheet.put(sheet.row("機能ID", "0010001"), "判定", None)  # 未判定 already: nothing is lost
    seen = roundtrip.preview(town, sheet.path)
    assert seen.operations == ()
    assert [(q.code, q.text) for q in seen.questions] == [("cleared", "端末名を印字していない。")]
    confirmed = roundtrip.preview(town, sheet.path, clear=True)
    assert (confirmed.new, confirmed.questions) == (1, ())
    roundtrip.take_over(town, confirmed)
    now = verdict(town, "0010003")
    assert (now["verdict"], now["detail"]) == ("gap", "")


def test_blanks_and_width_are_no_edit_where_the_field_has_choices(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        row = sheet.row("機能ID", "0010003")
        sheet.put(row, "判定", "▲差異あり　")
        sheet.put(row, "現行有無", " 利用中")
        sheet.put(row, "差異の内容", "端末名を印字していない。\n")
    seen = roundtrip.preview(town, sheet.path)
    assert (seen.operations, seen.questions) == ((), ())
    with Answered(send(town, tmp_path, "functions"), tmp_path / "back2.xlsx") as sheet:
        row = sheet.row("番号", "K-0001")
        sheet.put(row, "システム", "住民情報 システム")
        sheet.put(row, "業務", "001")
    seen = roundtrip.preview(town, sheet.path)
    assert (seen.operations, seen.questions) == ((), ())


def test_what_was_pasted_over_a_choice_is_asked_and_not_taken(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        row = sheet.row("機能ID", "0010003")
        sheet.put(row, "判定", "だいたい合う")
        sheet.put(row, "影響度", "とても高い")
        sheet.put(row, "影響先", "住民と他課")
        sheet.put(row, "判定の理由", "課で話した。")
    seen = roundtrip.preview(town, sheet.path)
    assert asked(seen) == [
        ("bad_value", "0010003", "判定"),
        ("bad_value", "0010003", "影響度"),
        ("bad_value", "0010003", "影響先"),
    ]
    assert "● 適合" in seen.questions[0].message
    assert changed(seen) == {("0010003", "判定の理由", "", "課で話した。")}
    roundtrip.take_over(town, seen)
    assert (verdict(town, "0010003")["verdict"], verdict(town, "0010003")["reason"]) == ("gap", "課で話した。")


def test_a_sheet_sent_from_elsewhere_is_refused(town: Session, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    other = towns.town(folder)
    path = send(other, tmp_path, "F1")
    other.close()
    with pytest.raises(UserProblem) as refused:
        roundtrip.preview(town, path)
    assert (refused.value.code, refused.value.exit_code) == ("other_export", 3)
    assert "別の作業ファイル" in refused.value.message
    book = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(book)
    with pytest.raises(UserProblem):
        roundtrip.preview(town, book)


def test_a_second_save_of_the_same_sheet_brings_only_what_is_new(town: Session, tmp_path: Path) -> None:
    path = send(town, tmp_path, "F1")
    with Answered(path, tmp_path / "first.xlsx") as first:
        first.put(first.row("機能ID", "0010001"), "判定", "● 適合")
    roundtrip.take_over(town, roundtrip.preview(town, first.path))
    with Answered(first.path, tmp_path / "second.xlsx", writer="") as second:
        second.put(second.row("機能ID", "0010002"), "判定", "● 適合")
    seen = roundtrip.preview(town, second.path)
    assert (seen.new, seen.known) == (1, 1)
    roundtrip.take_over(town, seen)
    assert upkeep.verify(town).ok
    assert [s.label.partition("：")[0] for s in history.log(town)[-2:]] == ["Excelの回答を取り込み"] * 2
    history.undo(town)
    assert verdict(town, "0010001")["verdict"] == "fit"
    edition, key = catalogue.find(town, "req:0010002")
    assert catalogue.item_rows(town, edition, [key])[0].verdict is None


def test_an_answer_that_was_changed_after_it_was_taken_over_is_a_conflict_and_never_lost(
    town: Session, tmp_path: Path
) -> None:
    path = send(town, tmp_path, "F1")
    for file, said in (("first", "● 適合"), ("second", "▲ 差異あり")):
        with Answered(path, tmp_path / f"{file}.xlsx") as sheet:
            sheet.put(sheet.row("機能ID", "0010001"), "判定", said)
        seen = roundtrip.preview(town, sheet.path)
        roundtrip.take_over(town, seen)
    assert seen.conflicts == 1
    assert town.con.execute("SELECT count(*) FROM conflict").fetchone() == (1,)


def test_an_answer_that_is_not_there_any_more_is_asked(town: Session, tmp_path: Path) -> None:
    path = send(town, tmp_path, "F1")
    with Answered(path, tmp_path / "first.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010001"), "判定", "● 適合")
        sheet.put(sheet.row("機能ID", "0010002"), "判定", "● 適合")
    roundtrip.take_over(town, roundtrip.preview(town, sheet.path))
    with Answered(path, tmp_path / "second.xlsx") as again:
        again.put(again.row("機能ID", "0010002"), "判定", "● 適合")
    seen = roundtrip.preview(town, again.path)
    assert asked(seen) == [("taken_back", "0010001", "現行有無")]
    assert seen.questions[0].text == "● 適合"
    assert (seen.new, seen.known) == (0, 1)


def test_what_is_struck_out_is_asked(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        row = sheet.row("機能ID", "0010003")
        sheet.sheet.cell(row, sheet.column("差異の内容")).font = Font(strike=True)
        sheet.put(row, "メモ", "なくなった。")
    seen = roundtrip.preview(town, sheet.path)
    assert [(q.code, q.text) for q in seen.questions] == [("struck", "端末名を印字していない。")]
    assert changed(seen) == {("0010003", "メモ", "", "なくなった。")}


def test_numbers_of_people_are_pointed_out(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010001"), "メモ", "連絡は 090-1234-5678 へ")
    assert any("可能性" in n or "電話" in n for n in roundtrip.preview(town, sheet.path).notes)


def test_a_file_open_for_reading_sends_nothing(town: Session, tmp_path: Path) -> None:
    reader = sessions.open_(town.project.path, who=WHO, read_only=True)
    with pytest.raises(UserProblem) as refused:
        roundtrip.send(reader, tmp_path / "out", ["F1"])
    assert refused.value.code == "read_only"
    assert not list((tmp_path / "out").glob("*"))
    reader.close()


def test_a_sheet_that_cannot_be_written_is_forgotten(town: Session, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(UserProblem):
        roundtrip.send(town, tmp_path / "out", ["F1"])
    assert roundtrip.exports(town) == []


def test_what_is_remembered_of_a_sheet_holds_no_text_of_its_cells(town: Session, tmp_path: Path) -> None:
    """So that a value that must be erased stands in the log and nowhere else."""
    import zlib

    send(town, tmp_path, "F1")
    ((blob,),) = town.con.execute("SELECT manifest FROM sheet_export").fetchall()
    assert "端末名を印字していない" not in zlib.decompress(blob).decode()
