"""Packages: out to a department, judged there, back, merged, withdrawn."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import (
    catalogue,
    checks,
    choices,
    comparison,
    history,
    meetings,
    parcels,
    register,
    sample,
    survey,
    taking,
    upkeep,
)
from app.services import session as sessions
from app.services.session import Session
from app.store import container
from tests.helpers.parcels import TAX, back, copy_of, judge, rewrapped, verdicts
from tests.helpers.workspaces import WHO, edition, with_edition, workspace


def test_out_judged_back_and_merged(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    copy = parcels.working_copy(there)
    assert copy is not None
    assert (copy.title, copy.note) == ("税務課の作業用コピー　期限 2026-12-25", "年内にお願いします。")
    assert {e.business for e in catalogue.editions(there)} == {"010"}, "only the department's editions travel"
    assert verdicts(there, "010") == {"0100001": "gap"}
    judge(there, "010", [1, 2], "fit", "改修済み")
    file = back(there, tmp_path)
    there.close()
    before = office.project.digest()
    seen = taking.preview(office, [file])
    assert office.project.digest() == before, "a dry run changes nothing"
    done = taking.merge(office, [file])
    assert (done.new, done.conflicts, done.digest) == (seen.new, seen.conflicts, seen.digest) == (2, 0, done.digest)
    (one,), (foreseen,) = done.packages, seen.packages
    assert (one.parts, one.writers) == (foreseen.parts, foreseen.writers)
    assert [(p.business, p.type, p.new, p.changed, p.conflicts) for p in one.parts] == [("010", "item", 1, 1, 0)]
    assert dict(one.verdicts.verdicts) == {"": -1, "gap": -1, "fit": 2}
    assert "税務課（鈴木 一）：判定 新しく 1 件・変更 1 件" in taking.sentence(one)
    assert verdicts(office, "010") == {"0100001": "fit", "0100002": "fit"}
    assert verdicts(office, "001") == {"0010001": "fit", "0010002": "fit"}
    assert upkeep.verify(office).ok
    again = taking.merge(office, [file])
    assert (again.new, again.digest) == (0, done.digest)
    assert [e.new for e in taking.entries(office)] == [2, 0]


def test_a_working_copy_changes_its_own_part_alone(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    mine, theirs = survey.rid_of(office, "台帳の印刷"), parcels.find_department(office, "税務課").department
    survey.set_cells(there, "functions", [(mine, {"summary": "毎月"})])
    survey.add_records(there, "functions", [{"business": "010", "name": "督促状"}, {"name": "業務を書かない機能"}])
    survey.add_records(there, "vendors", [{"name": "新しい会社"}])
    comparison.map_current(there, "req:0100003", mine)
    digest = there.project.digest()
    with pytest.raises(UserProblem) as refused:
        survey.set_cells(there, "departments", [(theirs, {"name": "納税課"})])
    assert refused.value.code == "office_only"
    with pytest.raises(UserProblem) as refused:
        survey.add_records(there, "functions", [{"business": "001", "name": "よその機能"}])
    assert refused.value.code == "not_our_part"
    assert "税務課" in refused.value.message
    with pytest.raises(UserProblem) as refused, there.project.unit("よその判定") as unit:
        unit.set("x", "item", "verdict", {"verdict": "fit"}, ref={"business": "001", "kind": "req", "id": "0010001"})
    assert refused.value.code == "not_our_part"
    assert there.project.digest() == digest
    history.undo(there)
    there.close()


def test_a_newer_package_for_the_department_keeps_what_it_wrote(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [3], "fit")
    there.close()
    judge(office, "010", [4], "ask")
    newer = parcels.create(office, "税務課", tmp_path / "二回目.fgpkg", deadline="2027-01-31")
    there = parcels.open_copy(newer.file, who=TAX, out=tmp_path / "税務課.fitgap")
    assert verdicts(there, "010") == {"0100001": "gap", "0100003": "fit", "0100004": "ask"}
    copy = parcels.working_copy(there)
    assert copy is not None
    assert copy.deadline == "2027-01-31"
    there.close()


def test_both_sides_edited_the_same_item(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1], "fit")
    judge(office, "010", [1], "ask")
    done = taking.merge(office, [back(there, tmp_path)])
    assert done.conflicts == 1
    assert (done.packages[0].verdicts.clashed, done.packages[0].verdicts.new) == (1, 0)
    assert verdicts(office, "010") == {"0100001": "conflict"}
    there.close()


def test_the_same_content_gives_the_same_bytes(
    office: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "now", lambda: "2026-11-20T10:00:00.000+09:00")
    files = [parcels.create(office, "税務課", tmp_path / f"{n}.fgpkg").file for n in (1, 2)]
    assert files[0].read_bytes() == files[1].read_bytes()
    made = parcels.inspect(files[0])
    assert len(made.fingerprint.split()) == 6
    assert parcels.fingerprint(made.id) == made.fingerprint


def test_other_municipalities_and_files_begun_apart(office: Session, tmp_path: Path) -> None:
    for code, expected in (("131016", "other_municipality"), ("999997", "began_apart")):
        other = workspace(tmp_path, f"{code}.fitgap", code=code, who=TAX)
        with_edition(other, edition(business="010"))
        judge(other, "010", [7], "fit")
        file = back(other, tmp_path, f"{code}.fgpkg")
        other.close()
        done = taking.merge(office, [file])
        assert done.packages[0].problem is not None
        assert (done.packages[0].problem.code, done.new) == (expected, 0)
    done = taking.merge(office, [tmp_path / "999997.fgpkg"], apart=True)
    assert done.packages[0].problem is None
    assert verdicts(office, "010")["0100007"] == "fit"
    assert taking.merge(office, [tmp_path / "131016.fgpkg"], apart=True).packages[0].problem is not None


def test_retracting_takes_back_exactly_what_a_package_brought(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1, 2], "fit", "誤り")
    survey.add_records(there, "functions", [{"business": "010", "name": "督促状"}])
    file = back(there, tmp_path)
    taking.merge(office, [file])
    package = taking.entries(office)[-1].package
    plan, _ = taking.retract(office, package[:10], "別の課の分でした")
    assert len(plan.op_ids) == 3
    assert verdicts(office, "010") == {"0100001": "gap"}
    assert office.con.execute("SELECT count(*) FROM record WHERE name='督促状'").fetchone()[0] == 0
    assert upkeep.verify(office).ok
    assert taking.entries(office)[-1].retracted == 3
    assert taking.merge(office, [file]).new == 0
    assert verdicts(office, "010") == {"0100001": "gap"}, "importing it again doesn't bring it back"
    with pytest.raises(UserProblem) as refused:
        taking.retract(office, package, "もう一度")
    assert refused.value.code == "nothing_to_retract"
    # the author learns of it, sees the former value, and submits again
    out = parcels.create(office, "税務課", tmp_path / "again.fgpkg")
    there.close()
    there = parcels.open_copy(out.file, who=TAX, out=tmp_path / "税務課.fitgap")
    assert verdicts(there, "010") == {"0100001": "gap"}
    judge(there, "010", [2], "partial")
    taking.merge(office, [back(there, tmp_path, "third.fgpkg")])
    assert verdicts(office, "010") == {"0100001": "gap", "0100002": "partial"}
    there.close()
    assert upkeep.verify(office).ok


def test_undoing_a_retraction_brings_everything_back(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [2], "fit")
    taking.merge(office, [back(there, tmp_path)])
    there.close()
    taking.retract(office, taking.entries(office)[-1].package, "誤り")
    assert verdicts(office, "010") == {"0100001": "gap"}
    history.undo(office)
    assert verdicts(office, "010") == {"0100001": "gap", "0100002": "fit"}
    history.redo(office)
    assert verdicts(office, "010") == {"0100001": "gap"}
    assert upkeep.verify(office).ok


def test_a_retraction_is_refused_while_later_work_builds_on_it(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [2], "fit")
    taking.merge(office, [back(there, tmp_path)])
    there.close()
    judge(office, "010", [2], "ask")
    with pytest.raises(UserProblem) as refused:
        taking.retract(office, taking.entries(office)[-1].package, "誤り")
    assert (refused.value.code, refused.value.exit_code) == ("built_upon", 5)
    assert "田中 次郎" in refused.value.message
    assert verdicts(office, "010")["0100002"] == "ask"


def test_missing_parents_are_flagged_and_settle_when_they_arrive(office: Session, tmp_path: Path) -> None:
    """The second package alone: its operations name parents of the first, which got lost on the way."""
    there = copy_of(office, tmp_path)
    judge(there, "010", [2], "fit")
    first = back(there, tmp_path, "1.fgpkg")
    known = {r[0] for r in there.con.execute("SELECT op_id FROM op")}
    judge(there, "010", [2], "ask")
    second = back(there, tmp_path, "2.fgpkg")
    there.close()

    def without_first(manifest: dict, contents: dict) -> None:
        lines = contents["ops.jsonl"].splitlines(keepends=True)
        kept = [x for x in lines if json.loads(x)["id"] not in known]
        contents["ops.jsonl"] = b"".join(kept)
        heads = [json.loads(json.loads(x)["header"]) for x in kept]
        manifest |= {
            "operations": len(kept), "records": len({h["rid"] for h in heads}), "types": {"item": len(kept)},
            "digest": container.sha256_hex("".join(sorted(json.loads(x)["id"] for x in kept)).encode()),
        }  # fmt: skip

    second.write_bytes(rewrapped(second, without_first))
    done = taking.merge(office, [second])
    assert (done.new, done.pending) == (1, 1)
    assert taking.entries(office)[-1].pending == 1
    assert "先行パッケージ未着 1 件" in taking.sentence(done.packages[0])
    assert taking.merge(office, [first]).new == 1
    assert taking.entries(office)[0].pending == 0
    assert verdicts(office, "010")["0100002"] == "ask"
    assert upkeep.verify(office).ok


def test_cancelling_changes_nothing(office: Session, tmp_path: Path) -> None:

    there = copy_of(office, tmp_path)
    judge(there, "010", [2], "fit")
    files = [back(there, tmp_path, f"{n}.fgpkg") for n in range(3)]
    there.close()
    digest, stop = office.project.digest(), threading.Event()
    with pytest.raises(UserProblem) as refused:
        taking.merge(office, files, cancel=stop, progress=lambda done, _total, _what: stop.set() if done else None)
    assert refused.value.code == "cancelled"
    assert (office.project.digest(), taking.entries(office)) == (digest, [])


def test_what_department_packages_hold(office: Session, tmp_path: Path) -> None:
    civil, tax = (
        parcels.inspect(parcels.create(office, n, tmp_path / f"{n}.fgpkg").file) for n in ("市民課", "税務課")
    )
    refs = {o.ref()["business"] for o in civil.operations if o.type == "item"}
    assert refs == {"001"}
    names = {(o.fields("identity") or {}).get("name") for o in tax.operations if o.type == "function"}
    assert names == {"台帳の印刷"}
    with pytest.raises(UserProblem) as refused:
        parcels.create(office, "ない課", tmp_path / "x.fgpkg")
    assert refused.value.code == "no_department"
    both = parcels.create(office, "税務課", tmp_path / "both.fgpkg", chosen=["001", "010"])
    assert len(both.manifest.editions) == 2
    opened = sessions.open_(tmp_path / "office.fitgap", who=WHO, read_only=True)
    opened.close()


def test_all_the_sample_municipality_holds_may_travel(tmp_path: Path) -> None:
    """Whatever the program itself writes passes what is asked of operations from elsewhere."""
    (tmp_path / "books").mkdir()
    session = sample.start_sample(tmp_path / "みほん市.fitgap", books=tmp_path / "books")
    count = session.con.execute("SELECT count(*) FROM op").fetchone()[0]
    made = parcels.hand_back(session, tmp_path / "all.fgpkg")
    session.close()
    types = parcels.inspect(made.file).manifest.types
    assert sum(types.values()) == count
    assert {"item", "mapping", "function", "issue", "vendor_answer", "decision"} <= types.keys()


def test_choices_and_meetings_travel(office: Session, tmp_path: Path) -> None:
    own = [
        choices.Choice("section", "課長決裁"),
        choices.Choice("own_1", "三役会議"),
        choices.Choice("x", "やめた", True),
    ]
    choices.write(office, "decision_levels", own)
    survey.add_records(office, "clauses", [{"number": "第3条", "name": "原則", "text": "改造しない。"}])
    survey.add_records(office, "calendar", [{"name": "予算要求", "basis": "budget", "date": "2026-10-31"}])
    issue, _ = register.add(office, title="印刷", nodes=["req:0100001"])
    case = survey.add_records(office, "bpr_cases", [{"business": "010", "name": "印刷の手順"}])
    assert case
    finding = next(f for f in checks.run(office, (2,)) if "台帳の印刷" in f.message)
    checks.silence(office, finding, "今年度で終わる")
    there = copy_of(office, tmp_path)
    assert finding not in checks.run(there, (2,)), "what was silenced is silent there"
    assert choices.label(there, "decision_levels", "own_1") == "三役会議", "or nobody there could read a decision"
    assert [c["number"] for c in survey.list_rows(there, "clauses")] == ["第3条"]
    assert [c["name"] for c in survey.list_rows(there, "calendar")] == ["予算要求"]
    with pytest.raises(UserProblem, match="事務局が決める"):
        choices.write(there, "meeting_kinds", [choices.Choice("section", "課の会")])
    with pytest.raises(UserProblem, match="事務局が決める"):
        survey.add_records(there, "clauses", [{"number": "第4条", "name": "例外"}])
    meeting, _ = meetings.prepare(
        there,
        name="課の打合せ",
        date="2026-12-08",
        attendees=["鈴木"],
        agenda=[meetings.Topic(f"issue:{issue}", "要否")],
    )
    meetings.start(there, meeting)
    meetings.homework(there, meeting, 1, "確かめる", person="鈴木")
    for name in ("back.fgpkg", "back.xlsx"):
        file = back(there, tmp_path, name)
        done = taking.merge(office, [file])
        assert (len(done.packages), done.conflicts) == (1, 0), name
    held = meetings.meeting(office, meeting)
    assert (held.name, held.attendees, held.agenda[0].point) == ("課の打合せ", ("鈴木",), "要否")
    assert upkeep.verify(office).ok
