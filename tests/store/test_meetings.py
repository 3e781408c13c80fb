"""Workshops: prepared from a filter, recorded by ordinary operations with the time, minutes that say what these say."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from app.core.problems import UserProblem
from app.services import (
    catalogue,
    comparison,
    history,
    meetings,
    meetings_read,
    minutes,
    personal_data,
    register,
    register_read,
)
from app.services import session as sessions
from app.services.meetings_read import Topic
from app.services.session import Session
from app.services.views import ItemFilter, Who
from app.ui.theme.tokens import tokens
from tests.helpers.workspaces import edition, with_edition, workspace

AT = datetime(2026, 1, 15, 14, 3)
SECRET = "山田 太郎さんの件"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A workspace with twelve requirements."""
    opened = workspace(tmp_path)
    with_edition(opened, edition())
    yield opened
    opened.close()


def prepared(session: Session, **given: object) -> str:
    """A meeting about all twelve, being held; its number."""
    edition_hash = catalogue.adopted(session, "001").hash
    agenda = meetings.from_filter(session, edition_hash, ItemFilter())
    fields = {
        "name": f"証明の会 {SECRET}",
        "date": "R8.1.15",
        "chair": "市民課長",
        "attendees": ["市民課 佐藤", "三輪"],
    }
    rid, _ = meetings.prepare(session, **{**fields, "agenda": agenda, **given})
    number = meetings_read.meeting(session, rid).number
    meetings.start(session, number)
    return number


def verdict_of(session: Session, node: str) -> str | None:
    """What stands for an item."""
    return catalogue.item_rows(session, *(lambda e, k: (e, [k]))(*catalogue.find(session, node)))[0].verdict


def test_an_agenda_comes_from_a_filter_and_keeps_its_order(session: Session) -> None:
    found = catalogue.adopted(session, "001").hash
    only = meetings.from_filter(session, found, ItemFilter(classes=("prohibited",)))
    assert [t.about for t in only] == ["req:0010002", "req:0010005", "req:0010008", "req:0010011"]
    issue, _ = register.add(session, title="番号", nodes=["req:0010003"])
    mixed = [Topic(f"issue:{register_read.issue(session, issue).number}", "やめられるか", 8), *reversed(only), only[0]]
    rid, _ = meetings.prepare(session, name="会", date="2026-01-15", agenda=mixed)
    held = meetings_read.meeting(session, rid)
    assert [t.about for t in held.agenda] == [f"issue:{issue}", *(t.about for t in reversed(only))]
    assert (held.agenda[0].point, held.agenda[0].minutes) == ("やめられるか", 8)
    shown = meetings_read.subject(session, held.agenda[0].about)
    assert (shown.number, shown.node, shown.issue) == ("G-0001", "req:0010003", issue)
    meetings.edit(session, held.number, {"agenda": held.agenda[1:], "place": "大会議室"})
    again = meetings_read.meeting(session, rid)
    assert (again.agenda, again.place, again.name) == (held.agenda[1:], "大会議室", "会")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "meeting_incomplete"),
        ({"date": ""}, "meeting_incomplete"),
        ({"date": "あした"}, "bad_date"),
        ({"kind": "party"}, "bad_choice"),
        ({"agenda": [Topic("req:0019999")]}, "no_item"),
        ({"agenda": [Topic("issue:G-0099")]}, "no_issue"),
    ],
)
def test_what_cannot_be_prepared_is_refused_and_nothing_stored(
    session: Session, given: dict[str, object], code: str
) -> None:
    before = len(history.log(session))
    with pytest.raises(UserProblem) as refused:
        meetings.prepare(session, **{"name": "会", "date": "2026-01-15", **given})
    assert refused.value.code == code
    assert len(history.log(session)) == before


def test_a_verdict_is_an_ordinary_operation_and_one_undo_takes_both_back(session: Session) -> None:
    number = prepared(session)
    done = meetings.judge(session, number, 3, "gap", person="市民課長")
    (entry,) = meetings_read.entries(session, meetings_read.meeting(session, number).rid)
    assert (entry.place, entry.about, entry.kind, entry.unit) == (3, "req:0010003", "verdict", done.unit)
    (verdict,) = (op for op in session.project.operations(done.unit) if op.type == "item")
    assert verdict.fields("verdict")["verdict"] == "gap"
    assert meetings_read.recorded(session, entry).at == verdict.at == entry.at
    assert verdict_of(session, "req:0010003") == "gap"
    history.undo(session)
    assert verdict_of(session, "req:0010003") is None
    assert meetings_read.entries(session, entry.meeting) == []
    history.redo(session)
    assert verdict_of(session, "req:0010003") == "gap"
    assert [e.kind for e in meetings_read.entries(session, entry.meeting)] == ["verdict"]


def test_the_same_verdict_again_is_a_confirmation(session: Session) -> None:
    number = prepared(session)
    edition_hash, key = catalogue.find(session, "req:0010001")
    comparison.judge(session, edition_hash, [key], verdict="fit", detail="同じ")
    done = meetings.judge(session, number, 1, "fit")
    (op,) = (o for o in session.project.operations(done.unit) if o.type == "item")
    assert (op.fields("verdict")["verdict"], op.fields("verdict")["detail"]) == ("fit", "同じ")
    (entry,) = meetings_read.entries(session, meetings_read.meeting(session, number).rid)
    assert entry.person == "市民課長", "nobody was named, so it is the chair"
    meetings.judge(session, number, 1, None)
    last = meetings_read.entries(session, entry.meeting)[-1]
    assert meetings_read.recorded(session, last).verdict == meetings_read.NONE
    with pytest.raises(UserProblem, match="未判定"):
        meetings.judge(session, number, 2, None)


def test_a_verdict_on_a_disputed_or_outdated_view_is_not_taken(session: Session) -> None:
    number = prepared(session)
    edition_hash, key = catalogue.find(session, "req:0010001")
    for verdict in ("gap", "fit"):
        comparison.judge(session, edition_hash, [key], verdict=verdict, parents={key: ()})
    with pytest.raises(UserProblem, match="競合"):
        meetings.judge(session, number, 1, "fit")
    assert meetings_read.entries(session, meetings_read.meeting(session, number).rid) == []


def test_a_decision_names_the_meeting_and_needs_an_issue(session: Session) -> None:
    number = prepared(session)
    with pytest.raises(UserProblem, match="まだ課題がありません"):
        meetings.decide(session, number, 3, by="市民課長", reason="決めた")
    issue, _ = register.add(session, title="番号", nodes=["req:0010003"])
    register.dispose(session, issue, "bpr")
    rid, done = meetings.decide(session, number, 3, by="市民課長", reason="決めた", date="2026-01-15")
    held = register_read.issue(session, issue).decision
    assert (held.rid, held.by, held.meeting.split()[0]) == (rid, "市民課長", number)
    entry = meetings_read.entries(session, meetings_read.meeting(session, number).rid)[-1]
    assert (entry.kind, entry.unit) == ("decision", done.unit)
    assert meetings_read.recorded(session, entry).decision == held
    history.undo(session)
    assert register_read.issue(session, issue).decision is None
    assert meetings_read.entries(session, entry.meeting) == []


def test_homework_may_become_an_issue_in_the_same_step(session: Session) -> None:
    number = prepared(session)
    rid, _ = meetings.homework(session, number, 5, "様式を確かめる", person="三輪", due="R8.2.1", issue=True)
    (made,) = register_read.issues(session)
    assert (made.title, made.nodes, made.owner, made.due, made.business) == (
        "様式を確かめる", ("req:0010005",), "三輪", "R8.2.1", "001",
    )  # fmt: skip
    meetings.done(session, rid, "2026-02-01")
    assert meetings_read.entry(session, rid).done == "2026-02-01"
    history.undo(session)
    assert meetings_read.entry(session, rid).done == ""
    history.undo(session)
    assert register_read.issues(session) == []
    with pytest.raises(UserProblem, match="ありません"):
        meetings_read.entry(session, rid)


def test_an_advisers_comment_is_a_layer_of_its_own(session: Session) -> None:
    number = prepared(session)
    before = session.con.execute("SELECT * FROM item_state").fetchall()
    _, done = meetings.comment(session, number, 2, "他市では紙をやめた", person="外部人材")
    assert session.con.execute("SELECT * FROM item_state").fetchall() == before
    (op,) = (o for o in session.project.operations(done.unit) if o.type == "comment")
    assert op.fields("comment") == {"about": "req:0010002", "layer": "adviser", "text": "他市では紙をやめた"}
    meetings.note(session, number, 0, "全体に関する発言")
    assert [e.place for e in meetings_read.entries(session, meetings_read.meeting(session, number).rid)] == [2, 0]


def test_nothing_is_recorded_before_the_start_or_after_the_end(session: Session) -> None:
    number = prepared(session)
    meetings.end(session, number)
    held = meetings_read.meeting(session, number)
    assert held.state == meetings_read.ENDED
    assert held.started <= held.ended
    for act in (
        lambda: meetings.judge(session, number, 1, "fit"),
        lambda: meetings.homework(session, number, 1, "x"),
        lambda: meetings.note(session, number, 0, "x"),
        lambda: meetings.end(session, number),
    ):
        with pytest.raises(UserProblem, match="開催中ではありません"):
            act()
    meetings.start(session, number)
    assert meetings_read.meeting(session, number).started == held.started
    with pytest.raises(UserProblem, match="議題 13 は"):
        meetings.judge(session, number, 13, "fit")


def test_names_of_steps_carry_no_word_a_person_typed(session: Session) -> None:
    number = prepared(session)
    meetings.edit(session, number, {"note": SECRET})
    meetings.judge(session, number, 1, "gap", person=SECRET)
    rid, _ = meetings.homework(session, number, 1, SECRET, person=SECRET)
    meetings.done(session, rid, "2026-01-20")
    meetings.note(session, number, 1, SECRET)
    meetings.comment(session, number, 1, SECRET, person=SECRET)
    meetings.end(session, number)
    assert not any("山田" in step.label or "証明の会" in step.label for step in history.log(session))


def test_what_a_meeting_keeps_of_its_steps_never_looks_like_somebodys_number(session: Session) -> None:
    number = prepared(session, chair="")
    for n in range(120):  # a step's id is 32 random digits and letters: bare, some of these would be warned of
        meetings.judge(session, number, n % 12 + 1, "fit")
    assert personal_data.find(session) == []


def parsed(page: str) -> list[tuple[str, ...]]:
    """(item, time, kind, content, decider, recorder) of every line of the minutes, from top to bottom."""
    out = []
    for article in re.findall(r"<article>.*?</article>", page, re.DOTALL):
        id_ = html.unescape(re.search(r"<h3>\d+　(\S+)　", article)[1])
        for row in re.findall(r"<tr><td><time.*?</tr>", article, re.DOTALL):
            at = re.search(r'datetime="(.*?)"', row)[1]
            out.append((id_, html.unescape(at), *(html.unescape(c) for c in re.findall(r"<td>([^<]*)</td>", row))))
    return out


def test_minutes_say_what_the_operations_say(session: Session, tmp_path: Path) -> None:
    number = prepared(session)
    said = ["fit", "gap", "standard_only", "ask", "partial", "fit", "gap", "gap", "fit", "ask", "fit", "gap"]
    for place, verdict in enumerate(said, 1):
        meetings.judge(session, number, place, verdict, person=f"課長{place}")
    meetings.homework(session, number, 2, "<b>確かめる</b>", person="三輪", due="R8.2.1")
    sessions.set_who(session, Who("情報政策課", "中村 健", "office"))
    meetings.judge(session, number, 2, "fit", person="部長")
    page = minutes.write_page(session, number, tmp_path / "会議録.html", colours=tokens("light"), printed_at=AT)
    lines = parsed(page.read_text("utf-8"))
    ops = session.con.execute(
        "SELECT json_extract(cast(value AS TEXT), '$.ref.id'), at,"
        " json_extract(cast(value AS TEXT), '$.fields.verdict'), json_extract(cast(header AS TEXT), '$.by')"
        " FROM op WHERE type='item' ORDER BY seq"
    ).fetchall()
    signs = {
        "fit": "● 適合",
        "gap": "▲ 差異あり",
        "standard_only": "＋ 標準のみ",
        "ask": "？ 要確認",
        "partial": "△ 一部適合",
    }
    wanted = [(i, at, "判定", signs[v], who, by.replace("/", " ")) for (i, at, v, by), who in zip(
        ops, [*(f"課長{n}" for n in range(1, 13)), "部長"], strict=True
    )]  # fmt: skip
    assert sorted(x for x in lines if x[2] == "判定") == sorted(wanted)
    text = page.read_text("utf-8")
    assert "&lt;b&gt;確かめる&lt;/b&gt;" in text
    assert "<b>確かめる" not in text
    assert "議題 12 件（記録のあるもの 12 件）　判定 13　決定 0　持ち帰り 1" in text
    with session.project.unit("ほかで書き換え") as unit:  # the minutes follow the operation, not a copy of it
        entry = meetings_read.entries(session, meetings_read.meeting(session, number).rid)[0]
        fields = {**unit_fields(session, entry.rid), "text": "gap"}
        unit.set(entry.rid, "meeting_entry", "entry", fields)
    page = minutes.write_page(session, number, tmp_path / "会議録.html", colours=tokens("light"), printed_at=AT)
    assert sorted(x for x in parsed(page.read_text("utf-8")) if x[2] == "判定") == sorted(wanted)


def test_what_was_recorded_on_another_day_says_which(session: Session, tmp_path: Path) -> None:
    number = prepared(session)
    meetings.judge(session, number, 1, "fit")
    rid = meetings_read.meeting(session, number).rid
    with session.project.unit("前の日に始めた") as unit:
        unit.set(rid, "meeting", "progress", {"state": "running", "started": "2026-01-14T13:00:00+09:00"})
    page = minutes.page_of(session, number, tokens("light"), "", AT)
    shown = page.topics[0].said[0].shown
    assert shown.startswith("R")
    assert shown.endswith(page.topics[0].said[0].at[11:16])


def unit_fields(session: Session, rid: str) -> dict[str, object]:
    """The entry as stored."""
    (head,) = session.project.heads(rid, "entry")
    return session.project.operation(head).fields("entry")


def test_the_homework_sheet_can_be_filled_in(session: Session, tmp_path: Path) -> None:
    number = prepared(session)
    path = minutes.write_homework(session, number, tmp_path / "空.xlsx", printed_at=AT)
    assert "持ち帰りはありません。" in {c.value for row in openpyxl.load_workbook(path).active for c in row}
    meetings.homework(session, number, 4, "=1+1", person="三輪", due="R8.2.1")
    meetings.homework(session, number, 0, "次の日を決める")
    path = minutes.write_homework(session, number, tmp_path / "持ち帰り.xlsx", printed_at=AT)
    sheet = openpyxl.load_workbook(path).active
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    at = next(n for n, row in enumerate(rows) if row[0] == "会議" and row[3] == "持ち帰ること")
    assert rows[at + 1][:7] == ["W-0001", "議題 4", "0010004　機能4", "=1+1", "三輪", "R8.2.1", None]
    assert rows[at + 2][1:4] == ["全体", None, "次の日を決める"]
    assert not any(c.data_type == "f" for row in sheet.iter_rows() for c in row)


def test_everything_is_undone_step_by_step_after_a_restart(session: Session) -> None:
    path, before = session.project.path, len(history.log(session))
    number = prepared(session)
    meetings.judge(session, number, 1, "gap")
    meetings.comment(session, number, 1, "意見")
    meetings.homework(session, number, 1, "宿題", issue=True)
    meetings.end(session, number)
    steps = len(history.log(session)) - before
    session.close()
    again = sessions.open_(path, who=Who("市民課", "別の人", "clerk"))
    try:
        for _ in range(steps):
            assert history.undo(again).left == ()
        left = again.con.execute("SELECT count(*) FROM record WHERE present=1 AND type<>'adoption'").fetchone()[0]
        assert (left, meetings_read.meetings(again), verdict_of(again, "req:0010001")) == (0, [], None)
    finally:
        again.close()
