"""The record of everything: found by who, when and words; what each step changed; as a file."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from app.core.problems import UserProblem
from app.services import (
    audit,
    audit_file,
    catalogue,
    comparison,
    duplicates,
    field_history,
    history,
    redaction,
    survey,
    taking,
)
from app.services.audit import ERASED, Wanted
from app.services.session import Session
from tests.helpers.parcels import back, copy_of, edition_of
from tests.helpers.traces import NUMBER


def labels(session: Session, **wanted: str) -> list[str]:
    return [s.label for s in audit.steps(session, Wanted(**wanted))]


@pytest.fixture
def told(office: Session, tmp_path: Path) -> Session:
    """Judged, judged again, undone; a package taken in and withdrawn; a number erased."""
    edition = edition_of(office, "001")
    comparison.judge(office, edition, [5], verdict="gap", reason="様式が違う")
    comparison.judge(office, edition, [5], verdict="fit", reason="確かめた")
    comparison.set_memo(office, edition, 6, text="やめる")
    history.undo(office)
    there = copy_of(office, tmp_path)
    comparison.judge(there, edition_of(there, "010"), [7], verdict="partial", reason="実機")
    taken = taking.merge(office, [back(there, tmp_path)])
    there.close()
    taking.retract(office, taken.packages[0].package, "取り違え")
    comparison.judge(office, edition, [8], verdict="ask", reason=f"{NUMBER} の方")
    redaction.apply(office, NUMBER, "誤記")
    return office


def test_steps_come_newest_first_a_page_at_a_time(told: Session) -> None:
    everything = audit.steps(told, Wanted())
    assert len(everything) == audit.total(told, Wanted())
    assert [s.seq for s in everything] == sorted((s.seq for s in everything), reverse=True)
    paged: list[int] = []
    last: int | None = None
    while page := audit.steps(told, Wanted(), before=last, limit=3):
        paged += [s.seq for s in page]
        last = page[-1].seq
    assert paged == [s.seq for s in everything]
    oldest = audit.steps(told, Wanted(), oldest=True)
    assert [s.seq for s in oldest] == paged[::-1]


def test_they_are_found_by_who_when_words_and_kind(told: Session) -> None:
    assert labels(told, by="税務課/鈴木 一") == ["判定を記録：一部適合"]
    assert labels(told, department="税務課") == ["判定を記録：一部適合"]
    assert labels(told, department="税務") == [], "a department, not the beginning of one"
    assert "判定を記録：差異あり" in labels(told, text="様式が違う"), "what was written counts, not only the name"
    assert labels(told, text="様式が違う 判定") == labels(told, text="判定 様式が違う")
    assert labels(told, text=NUMBER) == []
    assert labels(told, kind="retract") == ["パッケージの取り消し：税務課"]
    assert labels(told, kind="merge") == ["判定を記録：一部適合"]
    assert labels(told, kind="undo") == ["元に戻す：メモを記録"]
    assert labels(told, kind="redact") == ["文字を消す（1 件）"]
    today = datetime.now().date().isoformat()
    assert len(labels(told, since=today, until=today)) == audit.total(told, Wanted())
    assert labels(told, until="2020-01-01") == []
    assert labels(told, since="2999-01-01") == []
    with pytest.raises(UserProblem):
        labels(told, kind="everything")


def test_a_step_says_where_it_came_from_and_what_became_of_it(told: Session) -> None:
    (brought,) = audit.steps(told, Wanted(kind="merge"))
    assert brought.package.startswith("税務課 ")
    assert (brought.state, brought.role) == ("取り消し", "担当者")
    (memo,) = (s for s in audit.steps(told, Wanted(text="メモを記録")) if s.origin == "do")
    assert memo.state == "元に戻した"
    again = comparison.set_memo(told, edition_of(told, "001"), 9, text="もう一度")
    history.undo(told)
    history.redo(told)
    assert next(s.state for s in audit.steps(told, Wanted()) if s.unit == again.unit) == "", "done again"
    assert audit.people(told) == ["事務局/田中 次郎", "税務課/鈴木 一"]


def test_what_a_step_changed_is_said_in_words(told: Session) -> None:
    step = next(s for s in audit.steps(told, Wanted(text="確かめた")) if s.label == "判定を記録：適合")
    (line,) = audit.details(told, step.unit)
    assert (line.node, line.about, line.what) == ("req:0010005", "判定", "")
    assert line.fields == (("判定", "▲ 差異あり", "● 適合"), ("理由", "様式が違う", "確かめた"))
    added = survey.add_records(told, "functions", [{"business": "001", "name": "照会"}])
    (line,) = (x for x in audit.details(told, added.unit) if ("機能名", "", "照会") in x.fields)
    assert line.what == "登録"
    (rid,) = (r["rid"] for r in survey.list_rows(told, "functions") if r["name"] == "照会")
    deleted = survey.delete_records(told, "functions", [rid])
    (line,) = audit.details(told, deleted.unit)
    assert (line.what, line.fields) == ("削除", (("有無", "あり", "なし"),))


def test_erased_words_are_said_to_be_gone(told: Session) -> None:
    (step,) = audit.steps(told, Wanted(kind="redact"))
    again, redact = audit.details(told, step.unit)
    assert ("判定", ERASED, "？ 要確認") in again.fields or ERASED in {old for _, old, _ in again.fields}
    assert redact.fields == (("操作", "", "1 件"),)
    before = next(s for s in audit.steps(told, Wanted()) if s.label == "判定を記録：要確認")
    (line,) = audit.details(told, before.unit)
    assert line.erased


def test_the_record_as_a_file(told: Session, tmp_path: Path) -> None:
    out, count = audit_file.write(told, tmp_path / "記録.xlsx", Wanted())
    assert count == audit.total(told, Wanted())
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    assert rows[0] == audit_file.HEADINGS
    changed = [r for r in rows if r[8:11] == ("理由", "様式が違う", "確かめた")]
    assert len(changed) == 1
    assert changed[0][1:5] == ("事務局", "田中 次郎", "事務局", "判定を記録：適合")
    assert {r[13] for r in rows if r[12] and str(r[12]).startswith("税務課 ")} == {"取り消し"}
    comparison.set_memo(told, edition_of(told, "001"), 9, text="=1+1")
    plain, _ = audit_file.write(told, tmp_path / "記録.csv", Wanted(kind="verdict"))
    with plain.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == list(audit_file.HEADINGS)
    assert [line[10] for line in lines if line[10].endswith("1+1")] == ["'=1+1"], "no text becomes a formula"
    with pytest.raises(UserProblem):
        audit_file.write(told, tmp_path / "記録.txt", Wanted())
    with pytest.raises(UserProblem):
        audit_file.write(told, told.project.path, Wanted())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=A1", "'=A1"), (" ＝A1", "' ＝A1"), ("－", "－"), ("-3.5", "-3.5"), ("-3 件", "'-3 件"), ("'90年", "''90年"),
        ("@x", "'@x"), ("ふつう", "ふつう"), ("", ""), ("＋", "＋"), ("\t1", "'\t1"),
    ],
)  # fmt: skip
def test_cells_of_comma_separated_text(text: str, shown: str) -> None:
    from reports.sheets.comma import cell

    assert cell(text) == shown


def test_the_past_of_an_item_holds_every_value_it_had_with_undo_and_withdrawal(told: Session) -> None:
    edition = edition_of(told, "001")
    node = catalogue.detail(told, edition, 5).row.node
    past = field_history.of(told, node)
    changed = [(m.line.fields, m.line.reason) for m in past.moments if any(f[0] == "判定" for f in m.line.fields)]
    assert [next(f[1:] for f in fields if f[0] == "判定") for fields, _ in changed] == [
        ("▲ 差異あり", "● 適合"),
        ("", "▲ 差異あり"),
    ]
    assert [f[2] for fields, _ in changed for f in fields if f[0] == "理由"] == ["確かめた", "様式が違う"]
    only = field_history.of(told, node, field="verdict")
    assert [m.line.fields for m in only.moments] == [
        tuple(f for f in fields if f[0] == "判定") for fields, _ in changed
    ]
    memo = field_history.of(told, catalogue.detail(told, edition, 6).row.node)
    assert {m.state for m in memo.moments} == {"元に戻した", ""}
    other = catalogue.detail(told, edition_of(told, "010"), 7).row.node
    brought = field_history.of(told, other).moments
    assert brought
    assert all(m.line.withdrawn and m.package for m in brought)


def test_the_past_of_what_was_never_recorded_is_said_to_be_empty(told: Session) -> None:
    with pytest.raises(UserProblem, match="まだ何も記録されていません"):
        field_history.of(told, catalogue.detail(told, edition_of(told, "001"), 11).row.node)
    with pytest.raises(UserProblem, match="書き方ではありません"):
        field_history.of(told, "要件:1")


def test_an_erased_value_is_erased_in_the_past(told: Session) -> None:
    node = catalogue.detail(told, edition_of(told, "001"), 8).row.node
    past = field_history.of(told, node)
    assert NUMBER not in str(past)
    assert any(m.line.erased for m in past.moments)


def test_the_past_of_a_joined_record_goes_on_in_the_other(office: Session) -> None:
    rids = [
        next(iter(survey.add_records(office, "systems", [{"name": name}]).rids))
        for name in ("住記", "住民記録システム")
    ]
    duplicates.join(office, rids[1], [rids[0]])
    assert "住記" in {f[2] for m in field_history.of(office, rids[1]).moments for f in m.line.fields}
