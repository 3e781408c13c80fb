"""ホーム: tasks and progress counted from the records, against a count of every row."""

from __future__ import annotations

from datetime import date

from app.services import catalogue, comparison, home, oversight, register, survey
from app.services.session import Session
from app.services.views import FORCE, ItemFilter
from tests.helpers.workspaces import edition as make_edition
from tests.helpers.workspaces import with_edition

DAY = date(2026, 11, 20)


def test_progress_is_what_counting_every_row_gives(session: Session, edition: str) -> None:
    with_edition(session, make_edition(9, business="010"))
    comparison.judge(session, edition, [1, 2, 3], verdict="fit")
    comparison.judge(session, edition, [4], verdict="gap")
    found = home.load(session, today=DAY)
    wanted: dict[str, dict[str, int]] = {}
    for row in catalogue.item_rows(session, FORCE, catalogue.item_keys(session, FORCE, ItemFilter())):
        of = wanted.setdefault(row.business, {})
        of[row.verdict or ""] = of.get(row.verdict or "", 0) + 1
    assert {p.key: p.verdicts for p in found.progress} == wanted
    first = found.progress[0]
    assert (first.judged, first.total) == (4, 12)
    assert found.left == 12 - 4 + 9


def test_a_business_shows_its_chapters_and_where_to_go_on(session: Session, edition: str) -> None:
    comparison.judge(session, edition, [1, 2], verdict="fit")
    found = home.load(session, business="001", today=DAY)
    assert [p.key for p in found.progress] == ["1 大項目", "2 大項目", "3 大項目"]
    assert (found.progress[0].judged, found.progress[0].total) == (2, 4)
    assert found.following is not None
    assert found.following.id == "0010003"
    assert found.excerpt


def test_tasks_name_what_waits_and_nothing_else(session: Session, edition: str) -> None:
    assert home.load(session, today=DAY).tasks == ()
    comparison.judge(session, edition, [5], verdict="ask")
    comparison.judge(session, edition, [6], verdict="fit")
    comparison.judge(session, edition, [6], verdict="gap", parents={6: ()})
    survey.add_records(session, "functions", [{"name": "台帳の印刷", "business": "001"}])
    register.add(session, title="様式が違う", nodes=["req:0010001"], due="2026-11-01")
    register.add(session, title="期限のある課題", nodes=["req:0010002"], due="2027-01-31")
    found = home.load(session, today=DAY)
    assert {t.code: t.count for t in found.tasks} == {
        "conflict": 1, "overdue": 1, "waiting": 1, "ask": 1, "orphan": 1
    }  # fmt: skip
    assert found.tasks[0].code == "conflict", "what blocks comes first"
    assert [d.days.past for d in found.deadlines] == [True, False]
    newer = with_edition(session, make_edition(12, label="第2.0版", changed=(5,)))
    assert newer
    assert {t.code: t.count for t in home.load(session, today=DAY).tasks}["suspect"] == 1


def test_without_anything_judged_everything_is_left(session: Session, edition: str) -> None:
    found = home.load(session, today=DAY)
    assert found.left == 12
    assert found.following is not None
    assert found.following.id == "0010001"
    comparison.judge(session, edition, list(range(1, 13)), verdict="fit")
    assert home.load(session, today=DAY).following is None


def test_what_came_back_and_what_is_mine_come_with_their_first_item(session: Session, edition: str) -> None:
    comparison.judge(session, edition, [5, 6], verdict="fit")
    oversight.review(session, edition, [6], "returned", note="根拠を書いてください。")
    department, _, person = session.project.author.by.partition("/")
    oversight.assign(session, edition, [6, 7, 8], department=department, person=person)
    tasks = {t.code: t for t in home.load(session, today=DAY).tasks}
    assert (tasks["returned"].count, tasks["returned"].node) == (1, "req:0010006")
    assert (tasks["mine"].count, tasks["mine"].node) == (2, "req:0010007"), "what is judged waits no more"
    comparison.judge(session, edition, [6], verdict="gap")
    assert "returned" not in {t.code for t in home.load(session, today=DAY).tasks}
