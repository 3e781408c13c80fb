"""Workshops: prepared from a filter, held with live verdicts and decisions, everything said there kept with its time.

What is recorded is only ever added. Verdicts and decisions are the ordinary operations of 比較分析 and 課題・決定; the
entry of the meeting is written in the same step and names it, so that one undo takes both back. Steps are named by
numbers alone: their names stand in headers, which can't be erased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from app.core.codes import UNJUDGED_LABEL
from app.core.problems import USAGE, UserProblem
from app.services import catalogue, choices, comparison, decisions, register, register_read, survey
from app.services.meetings_read import (
    ENDED,
    ISSUE,
    NONE,
    RUNNING,
    Meeting,
    Topic,
    entries,
    entry,
    meeting,
    subject,
)
from app.services.session import Session, changes
from app.services.views import Changes, ItemFilter
from app.store.project import now
from app.store.unit import Unit

TEXTS = ("name", "kind", "date", "place", "chair", "note")
Kept = dict[str, Any]


# --- preparing -------------------------------------------------------------------------------------------------------


def prepare(
    session: Session,
    *,
    name: str,
    date: str,
    kind: str = "workshop",
    place: str = "",
    chair: str = "",
    attendees: Sequence[str] = (),
    agenda: Sequence[Topic] = (),
    note: str = "",
) -> tuple[str, Changes]:
    """A new meeting; (rid, changes). Raises UserProblem without a name or day, for an unknown kind, and for an item of
    the agenda that isn't here."""
    given = {"name": name, "kind": kind, "date": date, "place": place, "chair": chair, "note": note}
    values = _checked(session, {**given, "attendees": attendees, "agenda": agenda})
    number = _number(session)
    values |= {"number": number, "state": "planned"}
    with session.project.unit(f"会議を準備：{number}") as unit:
        rid = unit.create("meeting", survey.atoms_of("meeting", values))
    return rid, changes(unit.changes)


def edit(session: Session, name: str, values: Mapping[str, Any]) -> Changes:
    """Other values for the fields of a meeting: TEXTS, ``attendees``, ``agenda``; only what changes is written."""
    found = meeting(session, name)
    asked = {**{t: getattr(found, t) for t in TEXTS}, **values}
    checked = _checked(session, asked)
    with session.project.unit(f"会議を編集：{found.number}") as unit:
        survey.write_changes(session, unit, found.rid, "meeting", {k: checked[k] for k in values})
    return changes(unit.changes)


def _checked(session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(given.keys() - {*TEXTS, "attendees", "agenda"})
    if unknown:
        raise UserProblem("bad_field", f"会議に「{unknown[0]}」という欄はありません。", exit_code=USAGE)
    out: dict[str, Any] = {k: str(given.get(k) or "").strip() for k in TEXTS}
    missing = [word for word, key in (("会議名", "name"), ("日", "date")) if not out[key]]
    if missing:
        raise UserProblem(
            "meeting_incomplete", f"会議には{'・'.join(missing)}が要ります。", hint="書いてください。", exit_code=USAGE
        )
    register.check_date("会議の日", out["date"])
    out["kind"] = choices.check(session, "meeting_kinds", out["kind"] or "workshop")
    out["attendees"] = list(dict.fromkeys(a.strip() for a in given.get("attendees") or () if a.strip()))
    out["agenda"] = [asdict(t) for t in _topics(session, given.get("agenda") or ())]
    return out


def _topics(session: Session, wanted: Iterable[Topic]) -> list[Topic]:
    """Each once, in the order given. Raises UserProblem for one that isn't here."""
    found: dict[str, Topic] = {}
    for topic in wanted:
        about = topic.about
        if about.startswith(ISSUE):
            about = f"{ISSUE}{register_read.issue(session, about).rid}"
        else:
            catalogue.find(session, about)
        found.setdefault(about, Topic(about, topic.point.strip(), max(1, topic.minutes)))
    return list(found.values())


def from_filter(session: Session, edition: str, flt: ItemFilter, *, limit: int | None = None) -> list[Topic]:
    """An agenda of the items 比較分析 shows under a filter, in its order."""
    keys = catalogue.item_keys(session, edition, flt, limit=limit)
    return [Topic(row.node) for row in catalogue.item_rows(session, edition, keys)]


def _number(session: Session) -> str:
    """The number after the highest shown so far; shown only, never an identity."""
    rows = session.con.execute("SELECT number FROM record WHERE type='meeting'").fetchall()
    taken = [int(n[2:]) for (n,) in rows if n.startswith("W-") and n[2:].isdigit()]
    return f"W-{max(taken, default=0) + 1:04d}"


# --- holding ---------------------------------------------------------------------------------------------------------


def start(session: Session, name: str) -> Changes:
    """Opens a meeting; one that was ended is opened again, and keeps when it began."""
    found = meeting(session, name)
    if not found.agenda:
        raise UserProblem(
            "no_agenda", f"{found.number} には議題がありません。", hint="準備の画面で議題を入れてください。"
        )
    return _progress(session, found, "会議を始める", RUNNING, found.started or now(), "")


def end(session: Session, name: str) -> Changes:
    """Closes a meeting. Raises UserProblem for one that isn't being held."""
    found = meeting(session, name)
    _held(found)
    return _progress(session, found, "会議を終える", ENDED, found.started, now())


def _progress(session: Session, found: Meeting, label: str, state: str, started: str, ended: str) -> Changes:
    fields = {"state": state, "started": started, "ended": ended}
    with session.project.unit(f"{label}：{found.number}") as unit:
        if found.state != state:
            unit.set(found.rid, "meeting", "progress", {k: v for k, v in fields.items() if v})
    return changes(unit.changes)


def _held(found: Meeting) -> None:
    if found.state != RUNNING:
        raise UserProblem(
            "not_running",
            f"{found.number} は開催中ではありません。",
            hint="先に会議を始めてください（meeting record --start）。",
        )


def _topic(found: Meeting, place: int) -> Topic:
    _held(found)
    if not 1 <= place <= len(found.agenda):
        raise UserProblem(
            "no_topic", f"{found.number} に議題 {place} はありません。", hint=f"議題は 1～{len(found.agenda)} です。",
            exit_code=USAGE,
        )  # fmt: skip
    return found.agenda[place - 1]


def judge(
    session: Session,
    name: str,
    place: int,
    verdict: str | None,
    *,
    person: str = "",
    parents: tuple[str, ...] | None = None,
) -> Changes:
    """The verdict of an item of the agenda, by an ordinary step of 比較分析; the same one again is a confirmation.

    ``person``: who decided it (the chair where nobody is named); ``parents``: heads of the verdict as it was shown.
    """
    found = meeting(session, name)
    about = _topic(found, place).about
    node = subject(session, about).node
    if not node:
        raise UserProblem(
            "nothing_to_judge",
            "この議題には、判定する要件がありません。",
            hint="決定（D）か持ち帰り（H）を記録してください。",
        )
    edition, key = catalogue.find(session, node)
    if verdict is None and not comparison.item_targets(session, edition, [key])[0].stored:
        raise UserProblem("not_judged", f"まだ{UNJUDGED_LABEL}です。", hint="取り消す判定がありません。")
    _same_edition(session, edition)
    values = {"kind": "verdict", "text": verdict or NONE, "person": person.strip() or found.chair}
    return comparison.judge(
        session, edition, [key], verdict=verdict, parents=None if parents is None else {key: parents},
        also=_adds(found, place, node, values),
    )  # fmt: skip


def _same_edition(session: Session, edition: str) -> None:
    row = next((e for e in catalogue.editions(session) if e.hash == edition), None)
    if row is None or not row.in_force:
        raise UserProblem(
            "not_in_force", "この項目は、いまの版にありません。", hint="議題から外すか、要再確認で見直してください。"
        )


def decide(session: Session, name: str, place: int, *, by: str, reason: str, **given: Any) -> tuple[str, Changes]:
    """A decision on the issue of an item of the agenda; (rid, changes). ``given``: as for services.decisions.decide;
    the day and the name of the meeting are filled in."""
    found = meeting(session, name)
    topic = _topic(found, place)
    issue = subject(session, topic.about).issue
    if not issue:
        raise UserProblem(
            "no_issue_yet", "この議題には、まだ課題がありません。", hint="対応方針を選ぶと、課題になります。"
        )
    values = {"kind": "decision", "person": by.strip()}
    fields = {"level": "section", "date": now()[:10], "meeting": f"{found.number} {found.name}", **given}
    return decisions.decide(
        session, issue, by=by, reason=reason, **fields, also=_adds(found, place, topic.about, values)
    )


def homework(
    session: Session, name: str, place: int, text: str, *, person: str = "", due: str = "", issue: bool = False
) -> tuple[str, Changes]:
    """What somebody takes home (持ち帰り); (rid of the entry, changes). ``place`` 0 = of the whole meeting; ``issue``:
    a 課題 is made of it in the same step."""
    found = meeting(session, name)
    register.check_date("期限", due)
    values = {"kind": "homework", "text": _said(text), "person": person.strip(), "due": due.strip()}
    return _write(session, found, place, values, _as_issue(session, found, place, values) if issue else None)


def _as_issue(session: Session, found: Meeting, place: int, values: Mapping[str, str]) -> Callable[[Unit], object]:
    node = subject(session, _topic(found, place).about).node if place else ""
    business = node.partition(":")[2][:3] if node else ""
    if node:
        edition, _key = catalogue.find(session, node)
        business = next(e.business for e in catalogue.editions(session) if e.hash == edition)
    number = f"G-{register.next_number(session):04d}"
    fields = {
        "number": number, "kind": "gap", "title": values["text"].splitlines()[0], "business": business,
        "detail": values["text"], "nodes": [node] if node else [], "status": "open", "owner": values["person"],
        "due": values["due"], "note": f"{found.number} の持ち帰り",
    }  # fmt: skip
    return lambda unit: unit.create("issue", survey.atoms_of("issue", fields))


def note(session: Session, name: str, place: int, text: str, *, person: str = "") -> tuple[str, Changes]:
    """What somebody said."""
    values = {"kind": "note", "text": _said(text), "person": person.strip()}
    return _write(session, meeting(session, name), place, values)


def comment(session: Session, name: str, place: int, text: str, *, person: str = "") -> tuple[str, Changes]:
    """What the adviser thinks: in a layer of its own (type comment), which touches no answer."""
    found = meeting(session, name)
    about = _topic(found, place).about if place else ""
    values = {"kind": "comment", "text": _said(text), "person": person.strip()}
    held = {"about": about, "layer": "adviser", "text": values["text"]}
    return _write(session, found, place, values, lambda unit: unit.create("comment", {"comment": held}))


def done(session: Session, rid: str, day: str) -> Changes:
    """Says on which day homework was done; "" = it isn't after all."""
    found = entry(session, rid)
    register.check_date("済んだ日", day)
    if found.kind != "homework":
        raise UserProblem("not_homework", "済みにできるのは持ち帰りだけです。", exit_code=USAGE)
    with session.project.unit(f"持ち帰り：{'済み' if day else '未了に戻す'}") as unit:
        unit.set(rid, "meeting_entry", "done", {"done": day.strip()} if day.strip() else {})
    return changes(unit.changes)


def _said(text: str) -> str:
    if not text.strip():
        raise UserProblem("text_missing", "内容が書かれていません。", hint="一行でも書いてください。", exit_code=USAGE)
    return text.strip()


LABELS = {"homework": "持ち帰り", "note": "発言", "comment": "アドバイザーの意見"}


def _write(
    session: Session, found: Meeting, place: int, values: Kept, more: Callable[[Unit], object] | None = None
) -> tuple[str, Changes]:
    about = _topic(found, place).about if place else ""
    _held(found)
    add = _adds(found, place, about, values)
    with session.project.unit(f"{LABELS[values['kind']]}：{found.number} 議題{place}") as unit:
        rid = add(unit)
        if more is not None:
            more(unit)
    return rid, changes(unit.changes)


def _adds(found: Meeting, place: int, about: str, values: Mapping[str, Any]) -> Callable[[Unit], str]:
    """Writes an entry within a step, with that step's id and time."""

    def add(unit: Unit) -> str:
        step = str(UUID(unit.id))  # in the form of a record's id: bare digits look like somebody's number
        fields = {"meeting": found.rid, "place": place, "about": about, **values, "unit": step, "at": unit.at}
        return unit.create("meeting_entry", {"entry": {k: v for k, v in fields.items() if v != ""}}, kind="add")

    return add


def first_open(session: Session, found: Meeting) -> int:
    """The first item of the agenda of which nothing is recorded yet; the last one when all have something."""
    touched = {e.place for e in entries(session, found.rid)}
    return next((n for n in range(1, len(found.agenda) + 1) if n not in touched), max(1, len(found.agenda)))
