"""Characters that should never have been written are found nowhere afterwards, and nothing else is lost."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.core import personal
from app.core.operations import REDACT, REDACTION, make
from app.core.problems import UserProblem
from app.services import (
    choices,
    comparison,
    conflicts,
    history,
    meetings,
    options,
    oversight,
    parcels,
    personal_data,
    redaction,
    register,
    register_read,
    roundtrip,
    settings,
    survey,
    taking,
    upkeep,
)
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who
from app.store import baselines, drafts, redacting, tables
from app.store.names import PROJECTION
from tests.helpers.numbered import HIDDEN, SAID, WHY, apart, item, shown, write_everywhere
from tests.helpers.parcels import OFFICE, TAX, back, copy_of, edition_of
from tests.helpers.traces import NUMBER, traces


@pytest.fixture
def data() -> Path:
    return settings.data_folder()


@pytest.fixture
def full(office: Session, tmp_path: Path) -> tuple[Session, str]:
    rid = write_everywhere(office, tmp_path / "w")
    apart(office, tmp_path / "w")
    (settings.data_folder() / "settings.json").write_text(json.dumps({"filter": f"探す {NUMBER}"}), encoding="utf-8")
    return office, rid


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "w"
    made.mkdir()
    return made


def test_the_number_is_a_personal_number() -> None:
    assert personal.check_digit(NUMBER[:11]) == NUMBER[11]


def test_nowhere_in_the_bytes(full: tuple[Session, str], data: Path, tmp_path: Path) -> None:
    office, _ = full
    path = office.project.path
    before = {p.split(":")[0] for p in traces(path, data)}
    assert {path.name, "settings.json"} < before
    assert len([p for p in upkeep.backups(office) if p.name in before]) >= 3
    parcels.hand_back(office, tmp_path / "before.xlsx")
    assert any("base64" in t for t in traces(tmp_path / "before.xlsx")), "or nothing would be seen in a carrier"
    found = redaction.find(office, NUMBER)
    assert {p.field for p in found.places} >= {"理由", "差異内容", "メモ", "機能名", "件名", "決定者", "判定の理由"}
    assert all(NUMBER not in p.text and "■" in p.text for p in found.places)
    assert dict(found.beside).keys() >= {"下書き", "残した版の名前", "プログラムの設定"}
    done = redaction.apply(office, NUMBER, WHY)
    assert (done.left, done.headers) == ((), ())
    assert traces(data, *path.parent.glob(f"*{path.name}*")) == []
    assert redaction.find(office, NUMBER).empty
    assert upkeep.verify(office).ok
    for backup in upkeep.backups(office):
        out = tmp_path / f"restored-{backup.name}"
        upkeep.restore(backup, out)
        restored = sessions.open_(out, who=OFFICE)
        assert upkeep.verify(restored).ok
        restored.close()
    later = tmp_path / "later"
    later.mkdir()
    parcels.create(office, "市民課", later / "out.fgpkg")
    parcels.hand_back(office, later / "all.fgpkg")
    parcels.hand_back(office, later / "all.xlsx")
    roundtrip.send(office, later / "sheets", ["F1", "functions"], at=datetime(2026, 1, 15))
    assert traces(later) == []


def test_nothing_else_is_lost(full: tuple[Session, str]) -> None:
    office, rid = full
    reviewed = edition_of(office, "001")
    oversight.review(office, reviewed, [1], "section", note="よい")
    redaction.apply(office, NUMBER, WHY)
    assert shown(office, item(office, 1))["reason"] == f"番号 {HIDDEN} の人から電話"
    assert shown(office, item(office, 1))["detail"] == "様式が違う"
    row = office.con.execute(
        "SELECT why, judged_by, review, review_stale FROM item_state WHERE rid=?", (item(office, 1),)
    ).fetchone()
    assert row == (f"番号 {HIDDEN} の人から電話", "事務局/田中 次郎", "section", 0), "a review isn't stale because of ■"
    assert shown(office, item(office, 2)) == {**shown(office, item(office, 2)), "verdict": "fit", "reason": "直した"}
    assert shown(office, item(office, 3))["reason"] == f"元に戻す {HIDDEN}"
    assert shown(office, item(office, 4), "memo")["text"] == "■" * 14 + " と " + HIDDEN
    (held,) = (r for r in survey.list_rows(office, "functions") if r["rid"] == rid)
    assert (held["name"], held["note"]) == (f"照会 {HIDDEN}", "窓口")
    assert office.con.execute("SELECT count(*) FROM record WHERE name LIKE '消した%' AND present=0").fetchone()[0] == 1
    assert office.con.execute("SELECT count(*) FROM conflict WHERE atom='__state'").fetchone()[0] == 0
    (draft,) = drafts.all_of(office.project)
    assert draft.fields == {"reason": f"番号 {HIDDEN} の人から電話", "detail": "打ちかけ"}
    assert draft.parents == office.project.heads(item(office, 1), "verdict"), "it builds on what has ■ now"
    assert [b.name for b in baselines.all_of(office.project)] == [f"月次 {HIDDEN}"]
    withdrawn = office.con.execute("SELECT count(*) FROM withdrawn").fetchone()[0]
    assert withdrawn == 1, "what was withdrawn stays withdrawn"


def test_a_baseline_says_what_it_said(full: tuple[Session, str]) -> None:
    office, _ = full
    redaction.apply(office, NUMBER, WHY)
    changes = upkeep.baseline_compare(office, f"月次 {HIDDEN}", None)
    touched = {(c["rid"], c["atom"]) for c in changes}
    assert (item(office, 1), "verdict") not in touched
    assert (item(office, 4), "memo") not in touched


def test_a_conflict_stays_one_and_a_decision_stays_decided(full: tuple[Session, str]) -> None:
    office, _ = full
    before = [(c.node, c.atom, c.values) for c in conflicts.listed(office)]
    redaction.apply(office, NUMBER, WHY)
    assert [(c.node, c.atom, c.values) for c in conflicts.listed(office)] == before
    line = conflicts.listed(office)[0]
    found = conflicts.show(office, line.rid, line.atom)
    assert {dict(v.fields).get("理由") for v in found.values} == {f"実機 {HIDDEN}", "問い合わせ中"}
    assert {v.by for v in found.values} == {"税務課/鈴木 一", "事務局/田中 次郎"}
    conflicts.take(office, line.rid, line.atom, found.values[0].op_id, "電話で確かめた", heads=found.heads)
    assert conflicts.listed(office) == []


def test_what_comes_again_stays_out(full: tuple[Session, str], folder: Path) -> None:
    office, _ = full
    redaction.apply(office, NUMBER, WHY)
    digest = office.project.digest()
    for again in ("first.fgpkg", "second.fgpkg", "税務課.fgpkg"):
        taken = taking.merge(office, [folder / again])
        assert (taken.new, taken.packages[0].problem) == (0, None)
    assert roundtrip.take_over(office, roundtrip.preview(office, folder / "answered.xlsx")).operations == 0
    assert office.project.digest() == digest
    assert traces(office.project.path) == [], traces(office.project.path)
    assert upkeep.verify(office).ok


def test_what_comes_for_the_first_time_after_its_redaction_comes_without_its_value(
    office: Session, folder: Path
) -> None:
    there = copy_of(office, folder)
    comparison.judge(there, edition_of(there, "010"), [2], verdict="fit", reason=SAID)
    holding = back(there, folder, "holding.fgpkg")
    redaction.apply(there, NUMBER, WHY)
    later = back(there, folder, "later.fgpkg")
    there.close()
    taking.merge(office, [later])
    (waiting,) = redaction.waiting(office)
    redaction.confirm(office, waiting.id)
    taken = taking.merge(office, [holding])
    assert taken.new == 0
    assert traces(office.project.path, settings.data_folder() / "backups") == []
    fresh = sessions.create(folder / "fresh.fitgap", municipality="みほん市", code="999997", size="general", who=OFFICE)
    with fresh.project.transaction():
        fresh.con.execute("UPDATE setting SET value=? WHERE key='workspace_id'", (office.info.workspace_id,))
    both = taking.merge(fresh, [holding, later])
    assert both.packages[1].problem is None
    assert redaction.waiting(fresh) != []
    assert shown(fresh, item(fresh, 2, "010"))["reason"] == f"番号 {HIDDEN} の人から電話"
    shutil.copy(holding, folder / "again.fgpkg")
    taking.merge(fresh, [folder / "again.fgpkg"])
    assert fresh.con.execute("SELECT count(*) FROM op WHERE instr(cast(value AS TEXT), ?)", (NUMBER,)).fetchone() == (
        0,
    )
    fresh.close()


def test_a_redaction_from_elsewhere_hides_at_once_and_erases_once_the_office_has_seen_it(
    office: Session, folder: Path
) -> None:
    there = copy_of(office, folder)
    comparison.judge(there, edition_of(there, "010"), [2], verdict="fit", reason=SAID)
    taking.merge(office, [back(there, folder, "holding.fgpkg")])
    comparison.save_draft(office, edition_of(office, "010"), 2, "memo", {"text": f"折り返す {NUMBER}"}, ())
    upkeep.backup(office)
    redaction.apply(there, NUMBER, WHY)
    taking.merge(office, [back(there, folder, "later.fgpkg")])
    assert shown(office, item(office, 2, "010"))["reason"] == f"番号 {HIDDEN} の人から電話"
    out = parcels.hand_back(office, folder / "while-hidden.fgpkg").file
    assert traces(out) == [], "what is hidden is in no package"
    (waiting,) = redaction.waiting(office)
    assert (waiting.by, waiting.reason, waiting.confirmed, len(waiting.places)) == ("税務課/鈴木 一", WHY, False, 1)
    sessions.set_who(office, Who("市民課", "佐藤 花子", "clerk"))
    with pytest.raises(UserProblem) as refused:
        redaction.confirm(office, waiting.id)
    assert refused.value.code == "office_confirms"
    assert traces(office.project.path) != []
    sessions.set_who(office, OFFICE)
    done = redaction.confirm(office, waiting.id)
    assert done.left == ()
    assert redaction.waiting(office) == []
    assert traces(office.project.path, settings.data_folder() / "backups") == [], (
        "the draft too: its words were told by what took their place"
    )
    assert upkeep.verify(office).ok
    taking.merge(there, [parcels.hand_back(office, folder / "seen.fgpkg").file])
    assert redaction.waiting(there) == [], "who erased it has nothing to carry out"
    assert there.project.digest() == office.project.digest()
    there.close()


def test_two_pcs_agree_after_exchange(office: Session, folder: Path) -> None:
    comparison.judge(office, edition_of(office, "010"), [2], verdict="gap", reason=SAID)
    path = office.project.path
    office.close()
    shutil.copy(path, folder / "other.fitgap")
    here, other = sessions.open_(path, who=OFFICE), sessions.open_(folder / "other.fitgap", who=TAX)
    comparison.judge(other, edition_of(other, "010"), [2], verdict="fit", reason=f"前は {NUMBER}")
    redaction.apply(here, NUMBER, WHY)
    taking.merge(here, [parcels.hand_back(other, folder / "1.fgpkg").file])
    taking.merge(other, [parcels.hand_back(here, folder / "2.fgpkg").file])
    assert here.project.digest() == other.project.digest()
    assert [(c.id, c.values) for c in conflicts.listed(here)] == [(c.id, c.values) for c in conflicts.listed(other)]
    (waiting,) = redaction.waiting(other)
    assert waiting.confirmed, "the office wrote it"
    redaction.confirm(other, waiting.id)
    assert here.project.digest() == other.project.digest(), "carrying out what is confirmed writes nothing"
    redaction.apply(here, NUMBER, WHY)  # what the other had written meanwhile
    taking.merge(other, [parcels.hand_back(here, folder / "3.fgpkg").file])
    (waiting,) = redaction.waiting(other)
    redaction.confirm(other, waiting.id)
    assert here.project.digest() == other.project.digest()
    assert traces(path, folder / "other.fitgap") == []
    for session in (here, other):
        assert upkeep.verify(session).ok
        session.close()


def test_it_cannot_be_undone_and_what_was_erased_does_not_come_back_by_undo(office: Session) -> None:
    edition = edition_of(office, "001")
    comparison.judge(office, edition, [5], verdict="gap", reason=SAID)
    comparison.judge(office, edition, [5], verdict="fit", reason="直した")
    redaction.apply(office, NUMBER, WHY)
    assert history.undoable(office)[1] == "判定を記録：適合"
    (left,) = history.undo(office).left
    assert "戻しません" in left
    assert shown(office, item(office, 5))["verdict"] == "fit"
    comparison.judge(office, edition, [6], verdict="gap", reason=SAID)
    history.undo(office)
    redaction.apply(office, NUMBER, WHY)
    assert "戻しません" in history.redo(office).left[0], "an erased value isn't done again as an empty one"
    assert upkeep.verify(office).ok


def test_a_backup_keeps_what_was_in_force_then(office: Session, folder: Path) -> None:
    edition = edition_of(office, "001")
    comparison.judge(office, edition, [5], verdict="gap", reason=SAID, detail="様式が違う")
    backup = upkeep.backup(office)
    comparison.judge(office, edition, [5], verdict="fit", reason="直した", detail="")
    redaction.apply(office, NUMBER, WHY)
    upkeep.restore(backup, folder / "restored.fitgap")
    restored = sessions.open_(folder / "restored.fitgap", who=OFFICE)
    assert shown(restored, item(restored, 5))["detail"] == "様式が違う"
    assert shown(restored, item(restored, 5))["reason"] == f"番号 {HIDDEN} の人から電話"
    restored.close()


def test_a_backup_that_cannot_be_rewritten_is_named(office: Session) -> None:
    comparison.judge(office, edition_of(office, "001"), [5], verdict="gap", reason=SAID)
    backup = upkeep.backup(office)
    backup.write_bytes(backup.read_bytes()[:3000])
    found = redaction.find(office, NUMBER)
    assert found.damaged == (backup,)
    assert redaction.apply(office, NUMBER, WHY).left == (backup,)


def test_an_erasure_that_was_interrupted_goes_on_at_the_next_opening(
    office: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison.judge(office, edition_of(office, "001"), [5], verdict="gap", reason=SAID)
    path = office.project.path
    monkeypatch.setattr(redacting, "finish", lambda project: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        redaction.apply(office, NUMBER, WHY)
    office.close()
    monkeypatch.undo()
    again = sessions.open_(path, who=OFFICE)
    assert traces(path) == []
    assert again.project.setting(redacting.PENDING) == ""
    again.close()


def test_a_reason_must_be_given_and_must_not_say_it_again(office: Session) -> None:
    comparison.judge(office, edition_of(office, "001"), [5], verdict="gap", reason=SAID)
    for reason, code in (("", "reason_missing"), (f"{NUMBER} が入った", "reason_holds_it")):
        with pytest.raises(UserProblem) as refused:
            redaction.apply(office, NUMBER, reason)
        assert refused.value.code == code
    with pytest.raises(UserProblem) as refused:
        redaction.apply(office, "7", WHY)
    assert refused.value.code == "text_too_short"
    with pytest.raises(UserProblem) as refused:
        redaction.apply(office, "どこにもない語", WHY)
    assert refused.value.code == "nothing_found"


def test_ids_of_ours_are_nobodys_words(office: Session) -> None:
    """A short number also stands in hashes and record ids: those must stay, or nothing fits any more."""
    edition = edition_of(office, "001")
    comparison.judge(office, edition, [5], verdict="gap", reason="内線 42 へ")
    before = shown(office, item(office, 5))
    redaction.apply(office, "42", WHY)
    after = shown(office, item(office, 5))
    assert after["reason"] == "内線 ■■ へ"
    assert after["stamp"] == before["stamp"]
    assert upkeep.verify(office).ok


def test_every_table_is_known_to_the_erasure() -> None:
    known = set(redacting.TEXTS) | redacting.WITHOUT | set(PROJECTION) | {"op"}
    there = set(tables.Op.metadata.tables)
    assert there - known == set(), "a new table: may people's words stand in it?"


def test_a_redact_of_another_form_is_refused(office: Session, folder: Path) -> None:
    from app.core.operations import CorruptOperation
    from app.core.received import received

    def forged(**said: Any) -> None:
        whole: dict[str, Any] = {
            "kind": REDACT, "rid": "r", "type": REDACTION, "atoms": (REDACT,), "parents": (), "actor": "x", "prev": "",
            "payload": {"fields": {"operations": ["a" * 64]}}, "unit": "u", "label": "l", "by": "課/名",
            "role": "office", "at": "2026-11-20T10:00:00+09:00", "app": "x", "salt": b"0" * 16,
        }  # fmt: skip
        op = make(**{**whole, **said})
        received(op.header, op.value, op.salt, op_id=op.op_id)

    forged()
    for said in (
        {"type": "item"},
        {"atoms": ("verdict",)},
        {"payload": {"fields": {"operations": [1]}}},
        {"kind": "set"},
    ):
        with pytest.raises(CorruptOperation):
            forged(**said)


def test_also_where_a_number_is_stored_as_a_number(office: Session, tmp_path: Path, data: Path) -> None:
    issue, _ = register.add(office, title="番号札", nodes=["req:0010005"])
    options.add(office, issue, "bpr", "番号札をやめる", initial={"設計": NUMBER, "操作研修": "5万円"}, ceiling=NUMBER)
    upkeep.backup(office)
    assert {h.field for h in personal_data.find(office)} == {"初期費用", "補助上限額"}
    found = redaction.find(office, NUMBER)
    assert {p.field for p in found.places} == {"初期費用", "補助上限額"}
    away = copy_of(office, tmp_path / "w", "市民課")
    redaction.apply(office, NUMBER, WHY)
    path = office.project.path
    assert traces(data, *path.parent.glob(f"*{path.name}*")) == []
    (held,) = register_read.options(office, issue)
    assert (dict(held.money.initial), held.money.ceiling) == ({"操作研修": 50000}, None)
    assert upkeep.verify(office).ok
    parcels.hand_back(office, tmp_path / "later.fgpkg")
    taking.merge(away, [tmp_path / "later.fgpkg"])
    (waits,) = redaction.waiting(away)
    redaction.confirm(away, waits.id)
    assert traces(away.project.path) == [], "there too, told from what took its place"


def test_also_from_choices_meetings_and_what_is_taken_home(office: Session, tmp_path: Path, data: Path) -> None:
    choices.write(office, "meeting_kinds", [choices.Choice("own_1", f"{NUMBER} の会")])
    meeting, _ = meetings.prepare(
        office, name=f"会 {NUMBER}", date="2026-12-08", kind="own_1", chair=f"長 {NUMBER}", attendees=[f"係 {NUMBER}"],
        agenda=[meetings.Topic("req:0010005", f"論点 {NUMBER}")],
    )  # fmt: skip
    meetings.start(office, meeting)
    meetings.homework(office, meeting, 1, f"確かめる {NUMBER}", person=f"係 {NUMBER}", issue=True)
    meetings.comment(office, meeting, 1, f"意見 {NUMBER}")
    assert traces(path := office.project.path)
    redaction.apply(office, NUMBER, WHY)
    assert traces(data, *path.parent.glob(f"*{path.name}*")) == []
    parcels.hand_back(office, tmp_path / "later.fgpkg")
    assert traces(tmp_path / "later.fgpkg") == []


def test_the_reason_of_an_earlier_erasure_is_named_where_it_says_it(office: Session) -> None:
    comparison.judge(office, edition_of(office, "001"), [1], verdict="gap", reason=f"{NUMBER} 佐藤太郎")
    redaction.apply(office, NUMBER, "佐藤太郎さんの番号")
    assert len(redaction.find(office, "佐藤太郎").headers) == 1, "it can't be erased, and is not passed over"
