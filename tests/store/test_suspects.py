"""Which verdicts a new edition makes suspect, against a computation that knows nothing of the program."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from app.core.problems import UserProblem
from app.services import catalogue, comparison, confirmation, history, register, suspects, triage, upkeep
from app.services.session import Session
from spec_catalog.model import Edition, SizeClasses, SpecItem
from tests.helpers.workspaces import edition as make
from tests.helpers.workspaces import with_edition

TODAY = date(2026, 11, 20)


def varied(first: Edition, seed: int) -> tuple[Edition, set[str]]:
    """Another edition, and the ids of what a verdict was given for that it changed; written without the program."""
    rnd = random.Random(seed)
    items: list[SpecItem] = []
    moved: set[str] = set()
    for item in first.items:
        match rnd.randrange(9):
            case 0:
                new, counts = replace(item, text=item.text + "履歴を残すこと。"), True
            case 1:
                new, counts = replace(item, classes=SizeClasses("unlisted", "unlisted", "unlisted")), True
            case 2:
                new, counts = replace(item, applies="令和9年4月1日"), True
            case 3:
                new, counts = replace(item, related=("form:0010001",)), True
            case 4:
                new, counts = replace(item, text=item.text.replace("。", "。\n")), False
            case 5:
                new, counts = replace(item, name=item.name + "（改）", section="9.9", reason="新しい理由"), False
            case 6:
                new, counts = replace(item, deleted=True), False
            case 7:
                continue  # not in the new edition at all
            case _:
                new, counts = item, False
        items.append(replace(new, order=len(items)))
        if counts:
            moved.add(item.id)
    return replace(first, label="第2.0版", items=tuple(items)), moved


def shown(session: Session) -> set[str]:
    return {s.id for s in suspects.listed(session, today=TODAY)}


@pytest.mark.parametrize("seed", range(4))
def test_adopting_marks_exactly_what_an_independent_computation_finds(session: Session, seed: int) -> None:
    first = make(120)
    old = with_edition(session, first)
    judged = random.Random(seed + 50).sample(range(1, 121), 90)
    comparison.judge(session, old, judged, verdict="fit")
    second, moved = varied(first, seed)
    ids = {f"001{n:04d}" for n in judged}
    assert shown(session) == set()
    with_edition(session, second)
    assert shown(session) == moved & ids
    assert suspects.total(session) == len(moved & ids)
    assert moved - ids  # some that changed carry no verdict
    history.undo(session)
    assert shown(session) == set()
    assert suspects.total(session) == 0
    history.redo(session)
    assert shown(session) == moved & ids


@pytest.fixture
def changed(session: Session) -> Session:
    """Six verdicts of 市民課; then an edition in which 1 moved in wording, 2 in class, 3 in both, 4 in its date."""
    first = make(6)
    comparison.judge(session, with_edition(session, first), [1, 2, 3, 4, 5, 6], verdict="gap", reason="手作業")
    one, two, three, four, *rest = first.items
    none = SizeClasses("optional", "optional", "prohibited")
    second = (
        replace(one, text=one.text.replace("発行", "交付").replace("課税台帳", "課税の台帳")),
        replace(two, classes=none),
        replace(three, text="別の文である。", classes=none),
        replace(four, applies="R8年度末まで"),
    )
    with_edition(session, Edition("001", "req", "第2.0版", "2026-10-01", items=(*second, *rest)))
    return session


def test_old_and_new_stand_side_by_side(changed: Session) -> None:
    found = suspects.listed(changed, today=TODAY)
    assert [(s.id, s.kinds, s.wording_only) for s in found] == [
        ("0010001", ("text",), True),
        ("0010002", ("class",), False),
        ("0010003", ("text", "class"), False),
        ("0010004", ("date",), False),
    ]
    first = found[0]
    assert (first.old_edition, first.new_edition, first.verdict, first.departments) == (
        "第1.0版", "第2.0版", "gap", ("市民課",),
    )  # fmt: skip
    assert found[3].span is not None
    assert found[3].days is not None
    assert (found[3].days.least, found[3].days.most, found[3].days.past) == (131, 131, False)
    side = suspects.compare(changed, found)
    assert [c.suspect for c in side] == found
    assert side[0].old is not None
    assert (side[0].old.edition, side[0].new.edition) == ("第1.0版", "第2.0版")
    assert "".join(s.text for s in side[0].segments if s.op != "added") == side[0].old.text
    assert "".join(s.text for s in side[0].segments if s.op != "deleted") == side[0].new.text
    assert [f.field for f in side[2].fields] == ["text", "class.designated", "class.core", "class.general"]
    assert [s.op for s in side[1].segments] == ["same"]


def test_who_must_look(changed: Session) -> None:
    assert suspects.counts(suspects.listed(changed)) == {"市民課": 4}
    with changed.project.unit("登録") as unit:
        office = unit.create("department", {"identity": {"name": "税務課"}})
        own = unit.create("function", {"identity": {"number": "K-1", "name": "台帳", "department": office}})
    comparison.map_current(changed, "req:0010002", own)
    comparison.map_current(changed, "req:0010003", own)
    rid, _ = register.add(changed, title="決める", nodes=["req:0010003"])
    register.set_fields(changed, rid, {"department": "福祉課"})
    assert suspects.counts(suspects.listed(changed)) == {"市民課": 2, "福祉課": 1, "税務課": 1}
    assert [s.id for s in suspects.listed(changed, department="税務課")] == ["0010002"]
    assert suspects.listed(changed, department="") == []


def test_confirming_gives_the_same_verdict_for_the_new_text_and_can_be_undone(changed: Session) -> None:
    before = catalogue.detail(changed, catalogue.in_force(changed)[0].hash, 3).judgement
    done = confirmation.confirm(changed, confirmation.find(changed, ["req:0010003", "req:0010003"]))
    assert (done.operations, done.nodes) == (1, {"req:0010003"})
    after = catalogue.detail(changed, catalogue.in_force(changed)[0].hash, 3)
    assert before is not None
    assert after.judgement is not None
    assert (after.row.suspect, after.judgement.verdict, after.judgement.reason) == (False, "gap", "手作業")
    operation = changed.project.operation(after.judgement.heads[0])
    assert operation is not None
    assert (operation.kind, operation.parents) == ("confirm", before.heads)
    assert shown(changed) == {"0010001", "0010002", "0010004"}
    history.undo(changed)
    assert shown(changed) == {"0010001", "0010002", "0010003", "0010004"}
    assert upkeep.verify(changed).ok


def test_a_verdict_given_meanwhile_is_not_covered_by_a_confirmation(changed: Session) -> None:
    listed = confirmation.find(changed, ["req:0010003"])
    edition = catalogue.in_force(changed)[0].hash
    comparison.judge(changed, edition, [3], verdict="fit")
    confirmation.confirm(changed, listed)
    row = catalogue.item_rows(changed, edition, [3])[0]
    assert row.conflict
    with pytest.raises(UserProblem) as refused:
        confirmation.confirm(changed, listed)
    assert (refused.value.code, refused.value.exit_code) == ("in_conflict", 5)


def test_in_bulk_only_where_the_wording_alone_moved(changed: Session) -> None:
    assert [s.id for s in confirmation.preview(changed)] == ["0010001"]
    with pytest.raises(UserProblem) as refused:
        confirmation.confirm_wording(changed, ["req:0010001", "req:0010002"])
    assert refused.value.code == "not_only_wording"
    steps = history.undoable(changed)[0]
    assert confirmation.confirm_wording(changed).operations == 1
    assert history.undoable(changed)[0] == steps + 1
    assert shown(changed) == {"0010002", "0010003", "0010004"}
    assert confirmation.confirm_wording(changed).operations == 0


def test_a_branch_of_a_business_within_its_edition(session: Session) -> None:
    (item,) = make(1).items
    items = (item, replace(item, business="001-1", id="0010002"))
    comparison.judge(session, with_edition(session, Edition("001", "req", "旧", items=items)), [1, 2], verdict="fit")
    later = tuple(replace(i, text="別の文。") for i in items)
    with_edition(session, Edition("001", "req", "新", "2026-01-01", items=later))
    assert [(s.business, s.id, s.kinds) for s in suspects.listed(session)] == [
        ("001", "0010001", ("text",)),
        ("001-1", "0010002", ("text",)),
    ]


def test_what_cannot_be_compared_is_said(session: Session) -> None:
    first = make(3)
    old = with_edition(session, first)
    comparison.judge(session, old, [1], verdict="fit")
    with_edition(session, replace(first, label="第2.0版", items=(replace(first.items[0], text="別の文。"),)))
    with session.project.local_write() as con:
        con.execute("DELETE FROM edition WHERE hash=?", (old,))
    session.detach_all()
    (found,) = suspects.listed(session)
    assert (found.kinds, found.old_edition, found.wording_only) == ((), "", False)
    (side,) = suspects.compare(session, [found])
    assert (side.old, side.fields, [s.op for s in side.segments]) == (None, (), ["same"])
    with pytest.raises(UserProblem):
        confirmation.find(session, ["req:0010002"])


def test_triage_of_a_step(changed: Session) -> None:
    new = catalogue.in_force(changed)[0].hash
    old = next(e.hash for e in catalogue.editions(changed) if e.hash != new)
    done = triage.set_grade(changed, old, new, ["req:0010001", "req:0010002"], "C", note="言い回し")
    assert (done.operations, done.nodes) == (2, {"req:0010001", "req:0010002"})
    found = triage.of_step(changed, old, new)["req:0010001"]
    assert (found.grade, found.note, found.by, found.conflict) == ("C", "言い回し", "市民課/佐藤 花子", False)
    assert triage.set_grade(changed, old, new, ["req:0010001"], "C").operations == 0
    assert triage.set_grade(changed, old, new, ["req:0010001"], "A").operations == 1
    (suspect,) = (s for s in suspects.listed(changed) if s.id == "0010001")
    assert suspect.triage is not None
    assert (suspect.triage.grade, suspect.triage.note) == ("A", "言い回し")
    assert triage.of_step(changed, new, old) == {}
    history.undo(changed)
    history.undo(changed)
    assert triage.of_step(changed, old, new) == {}
    history.redo(changed)
    triage.set_grade(changed, old, new, ["req:0010001", "req:0010002"], "")
    assert triage.into(changed, new) == {}
    assert upkeep.verify(changed).ok


def test_two_who_triage_apart_disagree_visibly(changed: Session) -> None:
    new = catalogue.in_force(changed)[0].hash
    old = next(e.hash for e in catalogue.editions(changed) if e.hash != new)
    triage.set_grade(changed, old, new, ["req:0010001"], "C")
    triage.set_grade(changed, old, new, ["req:0010001"], "A", parents={"req:0010001": ()})
    found = triage.of_step(changed, old, new)["req:0010001"]
    assert (found.grade, found.conflict, len(found.heads)) == ("", True, 2)


@pytest.mark.parametrize(("node", "grade", "code"), [
    ("req:0010001", "X", "bad_grade"), ("req:0019999", "A", "no_item"), ("何か", "A", "bad_node"),
])  # fmt: skip
def test_what_cannot_be_triaged(changed: Session, node: str, grade: str, code: str) -> None:
    new = catalogue.in_force(changed)[0].hash
    with pytest.raises(UserProblem) as refused:
        triage.set_grade(changed, new, new, [node], grade)
    assert refused.value.code == code


def test_the_grades_are_said_to_be_our_own_proposal() -> None:
    assert [g.code for g in triage.grades()] == ["A", "B", "C", "D"]
    assert all(g.label and g.meaning for g in triage.grades())
