"""The 意向調査 goes out to each vendor and comes back: only what was really answered becomes an operation."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import checks, history, roundtrip, survey, transition, transition_pairs, transition_survey, upkeep
from app.services.session import Session
from app.services.transition_words import lines
from tests.helpers.answers import Answered, resaved
from tests.store.test_transition import town

__all__ = ["town"]

OFFER, WHEN, REMARK = "対応できる方式", "対応できる時期", "条件・備考"
KEEP = "現行システムでの連携機能の維持"


def send(session: Session, folder: Path, vendor: str = "北斗情報") -> Path:
    (sent,) = transition_survey.send(session, folder, vendor=vendor)
    return sent.path


def test_every_vendor_in_a_pair_gets_a_sheet(session: Session, town: dict[str, str], tmp_path: Path) -> None:
    sent = transition_survey.send(session, tmp_path)
    assert [(s.label, s.rows) for s in sent] == [("様式 T1 みほんソフト", 1), ("様式 T1 北斗情報", 3)]
    with pytest.raises(UserProblem, match="過渡期の組はありません"):
        transition_survey.send(session, tmp_path, vendor="知らない会社")


def test_nothing_answered_is_no_operation(session: Session, town: dict[str, str], tmp_path: Path) -> None:
    path = send(session, tmp_path)
    seen = roundtrip.preview(session, path)
    assert (seen.operations, seen.questions, seen.unchanged) == ((), (), 3)


def test_answers_come_back_once_and_are_shown_beside_the_pair(
    session: Session, town: dict[str, str], tmp_path: Path
) -> None:
    with Answered(send(session, tmp_path), tmp_path / "back.xlsx") as sheet:
        row = sheet.row("組", "S-0003→S-0001")
        sheet.put(row, OFFER, KEEP)
        sheet.put(row, WHEN, "R7.11")
        sheet.put(row, REMARK, "現行の形のまま受け取れる")
        sheet.put(sheet.row("組", "S-0003→S-0002"), OFFER, "たぶん大丈夫")
        sheet.put(sheet.row("組", "S-0002→S-0003"), WHEN, "そのうち")
    seen = roundtrip.preview(session, sheet.path)
    assert [(q.code, q.column) for q in seen.questions] == [("bad_value", WHEN), ("bad_value", OFFER)]
    assert (seen.new, len(seen.changes)) == (1, 3)
    roundtrip.take_over(session, seen)
    plan = transition.plan(session)
    (line,) = [x for x in lines(session, plan) if x.answers]
    assert line.answers == f"北斗情報：{KEEP}"
    assert line.pair.said.answers == {town["生活保護"]: "current"}
    assert roundtrip.preview(session, sheet.path).new == 0
    assert upkeep.verify(session).ok
    history.undo(session)
    assert not any(p.said.answers for p in transition.plan(session).pairs)


def answer(session: Session, folder: Path, vendor: str, pair: str, offer: str) -> None:
    with Answered(send(session, folder, vendor), folder / f"{vendor}.xlsx") as sheet:
        sheet.put(sheet.row("組", pair), OFFER, offer)
    roundtrip.take_over(session, roundtrip.preview(session, sheet.path))


def test_what_both_can_do_is_proposed_and_what_one_cannot_is_found(
    session: Session, town: dict[str, str], tmp_path: Path
) -> None:
    answer(session, tmp_path, "北斗情報", "S-0003→S-0001", "どちらもできる")
    assert not any(x.proposed for x in lines(session, transition.plan(session)))
    answer(session, tmp_path, "みほんソフト", "S-0001→S-0003", KEEP)
    assert [x.proposed for x in lines(session, transition.plan(session)) if x.answers] == [KEEP]
    transition_pairs.record(session, [(town["生活保護"], town["住民記録"])], {"method": "standard"})
    said = [f.message for f in checks.run(session, [7]) if "回答" in f.message]
    assert said == [f"住民記録⇔生活保護：方式がみほんソフトの回答（{KEEP}）と違います。"]


def test_an_answer_that_was_emptied_goes_only_when_confirmed(
    session: Session, town: dict[str, str], tmp_path: Path
) -> None:
    answer(session, tmp_path, "北斗情報", "S-0003→S-0001", KEEP)
    with Answered(send(session, tmp_path), tmp_path / "empty.xlsx") as sheet:
        row = sheet.row("組", "S-0003→S-0001")
        assert sheet.get(row, OFFER) == KEEP
        sheet.put(row, OFFER, "")
        sheet.put(row, "貴社のシステム", "別の名前")
    seen = roundtrip.preview(session, sheet.path)
    assert [q.code for q in seen.questions] == ["cleared"]
    assert any("書きかえても反映されない欄" in n for n in seen.notes)
    roundtrip.take_over(session, roundtrip.preview(session, sheet.path, clear=True))
    assert not any(p.said.answers for p in transition.plan(session).pairs)


def test_an_answer_somebody_changed_meanwhile_is_a_conflict(
    session: Session, town: dict[str, str], tmp_path: Path
) -> None:
    first = send(session, tmp_path)
    answer(session, tmp_path / "second", "北斗情報", "S-0003→S-0001", KEEP)
    with Answered(first, tmp_path / "first.xlsx") as sheet:
        sheet.put(sheet.row("組", "S-0003→S-0001"), OFFER, "どちらもできない")
    seen = roundtrip.preview(session, sheet.path)
    assert seen.conflicts == 1
    roundtrip.take_over(session, seen)
    assert session.con.execute("SELECT type FROM conflict").fetchall() == [("transition_answer",)]


def test_a_vendor_without_a_pair_has_nothing_to_answer(session: Session, tmp_path: Path) -> None:
    survey.add_records(session, "systems", [{"name": "住民記録", "migration": "2026-01"}])
    with pytest.raises(UserProblem, match="過渡期の組がありません"):
        transition_survey.send(session, tmp_path)


def test_a_sheet_saved_by_another_program_says_the_same(session: Session, town: dict[str, str], tmp_path: Path) -> None:
    with Answered(send(session, tmp_path), tmp_path / "typed.xlsx") as sheet:
        sheet.put(sheet.row("組", "S-0003→S-0001"), OFFER, KEEP)
    wanted = roundtrip.preview(session, sheet.path)
    (once,) = resaved([sheet.path], tmp_path / "once")
    seen = roundtrip.preview(session, once)
    assert [o.op_id for o in seen.operations] == [o.op_id for o in wanted.operations] != []
    assert seen.questions == ()
