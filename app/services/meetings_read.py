"""Reading meetings: what was prepared, and what was recorded there together with the operations it names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from app.core.problems import UserProblem
from app.services import catalogue, register_items, register_read
from app.services.register_read import Decision
from app.services.session import Session
from app.services.survey import CURRENT_TYPE
from app.services.views import ItemDetail
from reports.dates import short_wareki

PLANNED, RUNNING, ENDED = "planned", "running", "ended"
STATES: dict[str, str] = {PLANNED: "準備中", RUNNING: "開催中", ENDED: "終了"}
MINUTES = 5  # an item of the agenda may take as long where nobody said otherwise
ISSUE = "issue:"
NONE = "none"  # in place of a verdict's code: it was put back to 未判定


@dataclass(frozen=True, slots=True)
class Topic:
    """One item of the agenda. ``about``: NODE of a published item, or issue:<record id>; ``point``: 論点."""

    about: str
    point: str = ""
    minutes: int = MINUTES


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. ``started``, ``ended``: ISO times, "" before."""

    rid: str
    number: str
    name: str
    kind: str
    date: str
    place: str
    chair: str
    attendees: tuple[str, ...]
    agenda: tuple[Topic, ...]
    state: str
    started: str
    ended: str
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing recorded in a meeting, as it was written then.

    ``place``: number on the agenda from 1, 0 = of the whole meeting; ``kind``: a code of the list entry_kinds;
    ``unit``: the step in which the verdict, the decision or the comment was recorded; ``person``: who decided, said it,
    or takes it home; ``at``: ISO time.
    """

    rid: str
    meeting: str
    place: int
    about: str
    kind: str
    text: str
    unit: str
    person: str
    due: str
    at: str
    done: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the operations of an entry's step say. ``verdict``: a code, NONE = back to 未判定, "" where the step holds
    none; ``by``: 所属/氏名 of who recorded it; ``at``: ISO time."""

    verdict: str = ""
    decision: Decision | None = None
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an item of the agenda is about, as far as it is here."""

    number: str
    name: str
    cls: str = ""
    node: str = ""  # of the published item, "" for an issue that names none
    detail: ItemDetail | None = None
    issue: str = ""  # record id of the issue, "" where there is none


def day_words(text: str) -> str:
    """A day as people read it (R8.12.8); what is no day stays as typed."""
    return short_wareki(text)


def meetings(session: Session) -> list[Meeting]:
    """All meetings, by number."""
    rows = session.con.execute(
        "SELECT rid, fields FROM record WHERE type='meeting' AND present=1 ORDER BY number, rid"
    ).fetchall()
    return [_meeting(rid, json.loads(fields)) for rid, fields in rows]


def meeting(session: Session, name: str) -> Meeting:
    """One meeting by record id or number. Raises UserProblem when there is none."""
    row = session.con.execute(
        "SELECT rid, fields FROM record WHERE type='meeting' AND present=1 AND (rid=? OR number=?) ORDER BY rid",
        (name, name),
    ).fetchone()
    if row is None:
        raise UserProblem(
            "no_meeting", f"会議「{name}」はありません。", hint="fitgap meeting list で番号を確かめてください。"
        )
    return _meeting(row[0], json.loads(row[1]))


def _meeting(rid: str, f: dict[str, Any]) -> Meeting:
    def text(name: str) -> str:
        return str(f.get(name) or "")

    return Meeting(
        rid, text("number"), text("name"), text("kind"), text("date"), text("place"), text("chair"),
        tuple(str(a) for a in _several(f, "attendees")), tuple(_topic(t) for t in _several(f, "agenda")),
        text("state") or PLANNED, text("started"), text("ended"), text("note"),
    )  # fmt: skip


def _several(fields: dict[str, Any], name: str) -> list[Any]:
    held = fields.get(name)
    return held if isinstance(held, list) else []


def _topic(held: Any) -> Topic:
    """An agenda of another version may hold what we don't know: what can't be read is shown as written."""
    if not isinstance(held, dict):
        return Topic(str(held))
    minutes = held.get("minutes")
    return Topic(
        str(held.get("about") or ""),
        str(held.get("point") or ""),
        minutes if isinstance(minutes, int) and minutes > 0 else MINUTES,
    )


def entries(session: Session, meeting_rid: str) -> list[Entry]:
    """What was recorded in a meeting, in the order in which it was."""
    rows = session.con.execute(
        "SELECT r.rid, r.fields FROM record r WHERE r.type='meeting_entry' AND r.present=1"
        " AND json_extract(r.fields, '$.meeting')=? ORDER BY (SELECT min(seq) FROM op WHERE op.rid=r.rid)",
        (meeting_rid,),
    ).fetchall()
    return [_entry(rid, json.loads(fields)) for rid, fields in rows]


def entry(session: Session, rid: str) -> Entry:
    """One of them. Raises UserProblem when it isn't there."""
    row = session.con.execute(
        "SELECT fields FROM record WHERE rid=? AND type='meeting_entry' AND present=1", (rid,)
    ).fetchone()
    if row is None:
        raise UserProblem("no_entry", "その記録はもうありません。", hint="会議を読み直してください。")
    return _entry(rid, json.loads(row[0]))


def _entry(rid: str, f: dict[str, Any]) -> Entry:
    def text(name: str) -> str:
        return str(f.get(name) or "")

    place = f.get("place")
    return Entry(
        rid, text("meeting"), place if isinstance(place, int) else 0, text("about"), text("kind"), text("text"),
        text("unit").replace("-", ""), text("person"), text("due"), text("at"), text("done"),
    )  # fmt: skip


def recorded(session: Session, found: Entry) -> Recorded:
    """What was recorded, read from the operations themselves; from the entry where they aren't here."""
    decided = None
    verdict, by, at = "", "", found.at
    for op in session.project.operations(found.unit) if found.unit else ():
        by, at = op.by, op.at
        if op.type == "item" and "verdict" in op.atoms:
            fields = op.fields("verdict")
            if fields is not None:
                verdict = str(fields.get("verdict") or NONE)
        if op.type == "decision" and (fields := op.fields("decision")):
            held = register_read.decisions(session, str(fields.get("issue") or ""))
            decided = next((d for d in held if d.rid == op.rid), decided)
    if found.kind == "verdict" and not verdict:
        verdict = found.text
    return Recorded(verdict, decided, by, at)


def subject(session: Session, about: str) -> Subject:
    """What an item of the agenda is about: its first published item, its issue. Never refuses: what isn't here any more
    is shown by its id."""
    if about.startswith(ISSUE):
        try:
            found = register_read.issue(session, about)
        except UserProblem:
            return Subject("", "この課題はもうありません。")
        node = next((n for n in found.nodes if n.partition(":")[0] in CURRENT_TYPE), "")
        detail = _detail(session, node)
        return Subject(found.number, found.title, (detail.row.cls or "") if detail else "", node, detail, found.rid)
    detail = _detail(session, about)
    if detail is None:
        return Subject(about.partition(":")[2], "この項目は、いまの版にありません。", node=about)
    row = detail.row
    issues = register_items.issues_about(session, about)
    open_ = next((i for i in issues if i.status not in register_items.CLOSED), issues[-1] if issues else None)
    number = f"{row.id}-{row.branch}" if row.branch else row.id
    return Subject(number, row.name, row.cls or "", about, detail, open_.rid if open_ else "")


def _detail(session: Session, node: str) -> ItemDetail | None:
    if not node:
        return None
    try:
        return catalogue.detail(session, *catalogue.find(session, node))
    except UserProblem:
        return None
