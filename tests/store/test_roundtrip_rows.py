"""The Excel round trip when people move things: sorted rows, moved and lost columns, lost and altered keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.core.records import item_rid
from app.services import roundtrip
from app.services.session import Session
from reports.sheets import PAGE
from tests.helpers.answers import Answered
from tests.store.test_roundtrip import asked, changed, send, town
from tests.unit.reports import towns

__all__ = ["town"]


@pytest.mark.parametrize("name", ["F1", "functions"])
def test_order_of_the_rows_and_place_of_the_columns_play_no_part(town: Session, tmp_path: Path, name: str) -> None:
    id_, title, text = ("機能ID", "判定の理由", "速い") if name == "F1" else ("番号", "備考", "夜に出す")
    which = "0010007" if name == "F1" else "K-0002"
    path = send(town, tmp_path, name)
    with Answered(path, tmp_path / "plain.xlsx") as plain:
        plain.put(plain.row(id_, which), title, text)
    wanted = roundtrip.preview(town, plain.path)
    assert wanted.new == 1
    with Answered(path, tmp_path / "moved.xlsx") as moved:
        moved.put(moved.row(id_, which), title, text)
        moved.sort(id_, reverse=True)
        moved.insert_column(id_, "自分用", "済")
        moved.move_column(title, id_)
    seen = roundtrip.preview(town, moved.path)
    assert [o.op_id for o in seen.operations] == [o.op_id for o in wanted.operations]
    assert seen.questions == ()
    assert any("「自分用」は、送ったシートにない列です" in n for n in seen.notes)


def test_a_column_that_is_gone_or_renamed_is_named(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        sheet.delete_column("影響度")
        sheet.put(sheet.row("機能ID", "0010002"), "判定", "● 適合")
        sheet.sheet.cell(sheet.top - 1, sheet.column("メモ")).value = "おぼえ"
    seen = roundtrip.preview(town, sheet.path)
    assert changed(seen) == {("0010002", "判定", "□ 未判定", "● 適合")}
    assert [n[:8] for n in seen.notes if "の列がありません" in n] == ["「影響度」の列が", "「メモ」の列があ"]
    assert any("「おぼえ」は、送ったシートにない列です" in n for n in seen.notes)


def test_rows_sorted_without_their_keys_are_asked_and_can_be_matched_by_their_ids(
    town: Session, tmp_path: Path
) -> None:
    path = send(town, tmp_path, "F1")
    with Answered(path, tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010002"), "判定", "● 適合")
        sheet.sort("機能ID", reverse=True, keys_too=False)
    seen = roundtrip.preview(town, sheet.path)
    assert seen.operations == ()
    assert {q.code for q in seen.questions} == {"other_name"}
    assert len(seen.questions) == 12
    row = sheet.row("機能ID", "0010002")
    rid = item_rid(town.code, "001", "req", "0010002", "")
    (question,) = [q for q in seen.questions if q.row == row]
    assert question.candidates[0] == (rid, "0010002")
    for given in ({"match": {row: rid}}, {"match": {row: "0010002"}}, {"suggested": True}):
        one = roundtrip.preview(town, sheet.path, **given)  # type: ignore[arg-type]
        assert changed(one) == {("0010002", "判定", "□ 未判定", "● 適合")}
    assert one.questions == ()


def test_lost_and_altered_keys_are_offered_for_matching(town: Session, tmp_path: Path) -> None:
    path = send(town, tmp_path, "F1")
    with Answered(path, tmp_path / "back.xlsx") as sheet:
        lost, altered, unknown = (sheet.row("機能ID", i) for i in ("0010001", "0010002", "0010005"))
        sheet.put(lost, "判定", "● 適合")
        sheet.sheet.cell(lost, sheet.key_column).value = None
        sheet.put(altered, "判定", "▲ 差異あり")
        sheet.sheet.cell(altered, sheet.key_column).value = "abc"
        sheet.sheet.cell(unknown, sheet.key_column).value = None
        sheet.put(unknown, "機能ID", "0019999")
    seen = roundtrip.preview(town, sheet.path)
    assert asked(seen) == [("lost", "0010001", ""), ("altered", "0010002", ""), ("unknown", "0019999", "")]
    assert seen.operations == ()
    both = roundtrip.preview(town, sheet.path, match={lost: "0010001"}, suggested=True)
    assert asked(both) == [("unknown", "0019999", "")]
    assert {c[0] for c in changed(both)} == {"0010001", "0010002"}
    wrong = roundtrip.preview(town, sheet.path, match={unknown: "no-such-rid"})
    assert ("unknown_choice", "0019999", "") in asked(wrong)


def test_a_sheet_without_its_hidden_sheet_needs_to_be_told(town: Session, tmp_path: Path) -> None:
    path = send(town, tmp_path, "F1")
    send(town, tmp_path, "F2")
    with Answered(path, tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010001"), "判定", "● 適合")
        sheet.drop_page()
    with pytest.raises(UserProblem) as refused:
        roundtrip.preview(town, sheet.path)
    assert refused.value.code == "no_export"
    which = next(e for e in roundtrip.exports(town) if e.label.startswith("様式 F1"))
    assert which.id[:8] in refused.value.hint
    assert roundtrip.preview(town, sheet.path, export=which.id[:8]).new == 1


def test_an_altered_hidden_sheet_is_noticed_and_changes_nothing(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        page = sheet.book[PAGE]
        assert page.sheet_state == "veryHidden"
        page.cell(6, 2).value = "{}"
        sheet.put(sheet.row("機能ID", "0010002"), "判定", "● 適合")
    seen = roundtrip.preview(town, sheet.path)
    assert seen.new == 1
    assert any("隠れたシートが書きかえられています" in n for n in seen.notes)


def test_a_cell_that_never_held_its_whole_text_is_asked(town: Session, tmp_path: Path) -> None:
    """A form as handed in sends long texts to its appendix; an answer sheet holds them whole."""
    long = "端末名を印字していない。" * 400
    towns.judge(town, "req:0010003", "gap", detail=long)
    (style,) = roundtrip.send(town, tmp_path / "style", ["F1"], style=True)
    assert roundtrip.preview(town, style.path).unchanged == 12
    with Answered(style.path, tmp_path / "back.xlsx") as sheet:
        row = sheet.row("機能ID", "0010003")
        assert "（以下別紙" in sheet.get(row, "差異の内容")
        sheet.put(row, "差異の内容", "短くした。")
    seen = roundtrip.preview(town, sheet.path)
    assert asked(seen) == [("cut", "0010003", "差異の内容")]
    assert seen.operations == ()
    with Answered(send(town, tmp_path, "F1"), tmp_path / "whole.xlsx") as sheet:
        assert sheet.get(row, "差異の内容") == long
        sheet.put(row, "差異の内容", long + "追記。")
    assert changed(roundtrip.preview(town, sheet.path)) == {("0010003", "差異の内容", long, long + "追記。")}


def test_an_answer_over_a_value_that_was_erased_is_asked(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "F1"), tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010003"), "判定の理由", "課で話した。")
    rid = item_rid(town.code, "001", "req", "0010003", "")
    (head,) = town.project.heads(rid, "verdict")
    with town.project.local_write() as con:
        con.execute("UPDATE op SET value=NULL, salt=NULL WHERE op_id=?", (head,))
    seen = roundtrip.preview(town, sheet.path)
    assert (asked(seen), seen.operations) == ([("erased", "0010003", "判定の理由")], ())


def test_a_block_torn_apart_names_nobody_rather_than_somebody_else(town: Session, tmp_path: Path) -> None:
    with Answered(send(town, tmp_path, "functions"), tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("番号", "K-0001"), "備考", "見た")
        sheet.move_column("機能概要", "番号")  # above it stands the label 記入者
    seen = roundtrip.preview(town, sheet.path)
    assert (seen.by, seen.new) == ("未記入/未記入", 1)
    assert "「記入者」が空です。記録には氏名が残りません。" in seen.notes
