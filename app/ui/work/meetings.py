"""Work of 会議: the agenda with what stands on it, one item as the projector shows it, every write of a meeting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.meetings_read import Entry, Meeting, Topic
from app.services.views import Changes, ItemFilter
from app.ui.work.frame import HistoryState, history_state
from app.ui.work.register import Choice, choices_of

if TYPE_CHECKING:
    from app.services.session import Session

MEETING_TYPES = frozenset({"meeting", "meeting_entry", "comment"})


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One line of the agenda. ``verdict``: a code, "" = 未判定; ``touched``: something is recorded of it here;
    ``decided``, ``home``: a decision, homework."""

    place: int
    about: str
    number: str
    name: str
    cls: str
    verdict: str
    touched: bool
    decided: bool
    home: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A meeting ready to be shown."""

    meeting: Meeting
    kind: str
    lines: tuple[TopicLine, ...]
    entries: tuple[Entry, ...]
    first_open: int
    homework: int


@dataclass(frozen=True, slots=True)
class Way:
    """One option on the projector. ``lines``: (label, text); ``locked``: the clause that refuses it."""

    title: str
    content: str
    lines: tuple[tuple[str, str], ...]
    locked: str = ""


@dataclass(frozen=True, slots=True)
class Slide:
    """One item as everybody in the room sees it. ``marks`` in ``standard``; ``today``: (name, summary) of what is
    mapped; ``vendors``: (package, answer); ``heads``: of the verdict as shown; ``note``: what an issue says."""

    place: int
    number: str
    name: str
    cls: str
    judged: bool
    edition: str
    standard: str
    marks: tuple[tuple[int, int], ...]
    today: tuple[tuple[str, str], ...]
    vendors: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]
    point: str
    disposition: str
    decider: str
    verdict: str
    conflict: bool
    heads: tuple[str, ...]
    home: bool
    said: tuple[Entry, ...]
    minutes: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A step that was stored. ``rid``: of the meeting it is about."""

    rid: str
    changes: Changes
    history: HistoryState


def load_meetings(session: Session) -> list[Meeting]:
    """All meetings, the newest first."""
    from app.services import meetings_read

    return list(reversed(meetings_read.meetings(session)))


def load_meeting(session: Session, rid: str) -> Opened:
    """One meeting with its agenda as it stands."""
    from app.services import choices, meetings, meetings_read

    found = meetings_read.meeting(session, rid)
    held = meetings_read.entries(session, rid)
    lines = []
    for place, topic in enumerate(found.agenda, 1):
        about = meetings_read.subject(session, topic.about)
        mine = [e for e in held if e.place == place]
        verdict = about.detail.judgement.verdict or "" if about.detail and about.detail.judgement else ""
        lines.append(
            TopicLine(
                place, topic.about, about.number, about.name, about.cls, verdict, bool(mine),
                any(e.kind == "decision" for e in mine), sum(e.kind == "homework" for e in mine),
            )
        )  # fmt: skip
    kind = choices.label(session, "meeting_kinds", found.kind)
    home = sum(e.kind == "homework" for e in held)
    return Opened(found, kind, tuple(lines), tuple(held), meetings.first_open(session, found), home)


def load_slide(session: Session, rid: str, place: int) -> Slide:
    """One item of the agenda."""
    from app.services import meetings_read, register_read, vendor_agreement, vendor_words
    from app.ui.work.lists import load_reading

    found = meetings_read.meeting(session, rid)
    topic = found.agenda[place - 1]
    about = meetings_read.subject(session, topic.about)
    said = tuple(e for e in meetings_read.entries(session, rid) if e.place == place)
    issue = register_read.issue(session, about.issue) if about.issue else None
    decision = issue.decision if issue else None
    verdicts = [e for e in said if e.kind == "verdict"]
    slide = Slide(
        place=place, number=about.number, name=about.name, cls=about.cls, judged=bool(about.node), edition="",
        standard="", marks=(), today=(), vendors=(), ways=_ways(session, about.issue) if issue else (),
        point=topic.point, disposition=register_read.label_of(issue.disposition) if issue and issue.disposition else "",
        decider=decision.by if decision else verdicts[-1].person if verdicts else "", verdict="", conflict=False,
        heads=(), home=any(e.kind == "homework" for e in said), said=said, minutes=topic.minutes,
        note=issue.detail if issue else "",
    )  # fmt: skip
    if about.detail is None:
        return slide
    detail = about.detail
    reading = load_reading(session, detail.edition_hash, detail.row.key) if detail.row.key else None
    judged = detail.judgement
    lines = vendor_agreement.about(session, about.node)
    return replace(
        slide,
        edition=detail.edition_label,
        standard=detail.text,
        marks=reading.marks if reading and reading.detail.text == detail.text else (),
        today=tuple((f"{c.number} {c.name}".strip(), c.summary) for c in detail.mapped),
        vendors=tuple(
            (x.answer.package.name, " ".join(t for t in (vendor_words.chip_of(x.answer.answer), x.answer.when) if t))
            for x in lines
        ),
        verdict=(judged.verdict or "") if judged else "",
        conflict=bool(judged and judged.conflict),
        heads=judged.heads if judged else (),
    )


def _ways(session: Session, issue: str) -> tuple[Way, ...]:
    from app.services import options

    out = []
    for n, one in enumerate(options.compare(session, issue).options, 1):
        held = one.option
        money = "　".join(f"{name} {text}" for name, text in options.money_lines(held.money, held.money_notes))
        lines = (
            ("費用", "　".join(t for t in (held.cost, money) if t)), ("効果", held.effect), ("期間", held.time),
            ("危険", held.risk), ("住民への影響", held.residents),
        )  # fmt: skip
        mark = "（決定）" if one.chosen else ""
        locked = one.barred.clause if one.barred else ""
        out.append(Way(f"案{n}　{one.label}{mark}", held.content, tuple((k, v) for k, v in lines if v), locked))
    return tuple(out)


# --- preparing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What the agenda is taken from: a business's document under a filter, or ("issues") the open issues."""

    business: str
    kind: str
    flt: ItemFilter


def topics(session: Session, asked: Asked) -> list[TopicLine]:
    """What would come onto the agenda."""
    from app.services import catalogue, register_read
    from app.ui.work.register import WAITING

    if asked.kind == "issues":
        found = [i for i in register_read.issues(session) if i.status in WAITING and asked.business in ("", i.business)]
        return [TopicLine(0, f"issue:{i.rid}", i.number, i.title, "", "", False, False, 0) for i in found]
    edition = catalogue.adopted(session, asked.business, asked.kind)
    if edition is None:
        return []
    keys = catalogue.item_keys(session, edition.hash, asked.flt)
    rows = catalogue.item_rows(session, edition.hash, keys)
    return [TopicLine(0, r.node, r.id, r.name, r.cls or "", r.verdict or "", False, False, 0) for r in rows]


def kinds(session: Session) -> list[tuple[str, str]]:
    """Kinds of meetings."""
    from app.services import choices

    return choices.in_force(session, "meeting_kinds").offered()


def store(session: Session, rid: str, values: Mapping[str, Any]) -> Written:
    """A new meeting (``rid`` "") or other values for one."""
    from app.services import meetings

    if rid:
        return _written(session, rid, meetings.edit(session, rid, values))
    made, changes = meetings.prepare(session, **{"name": "", "date": "", **values})
    return _written(session, made, changes)


# --- holding ---------------------------------------------------------------------------------------------------------


def _written(session: Session, rid: str, *steps: Changes) -> Written:
    whole = replace(
        steps[-1],
        rids=frozenset[str]().union(*(s.rids for s in steps)),
        types=frozenset[str]().union(*(s.types for s in steps)),
        nodes=frozenset[str]().union(*(s.nodes for s in steps)),
    )
    return Written(rid, whole, history_state(session))


def start(session: Session, rid: str) -> Written:
    """会議を始める."""
    from app.services import meetings

    return _written(session, rid, meetings.start(session, rid))


def end(session: Session, rid: str) -> Written:
    """会議を終える."""
    from app.services import meetings

    return _written(session, rid, meetings.end(session, rid))


def judge(
    session: Session, rid: str, place: int, verdict: str | None, person: str, heads: tuple[str, ...] | None
) -> Written:
    """The verdict on an item, named as shown."""
    from app.services import meetings

    return _written(session, rid, meetings.judge(session, rid, place, verdict, person=person, parents=heads))


def homework(session: Session, rid: str, place: int, text: str, person: str, due: str, issue: bool) -> Written:
    """持ち帰り."""
    from app.services import meetings

    _entry, done = meetings.homework(session, rid, place, text, person=person, due=due, issue=issue)
    return _written(session, rid, done)


def say(session: Session, rid: str, kind: str, place: int, text: str, person: str) -> Written:
    """``kind``: note or comment."""
    from app.services import meetings

    add: Callable[..., tuple[str, Changes]] = meetings.comment if kind == "comment" else meetings.note
    return _written(session, rid, add(session, rid, place, text, person=person)[1])


@dataclass(frozen=True, slots=True)
class Deciding:
    """What the form of a decision starts with. ``ways``: (record id, words) of the options that may be taken."""

    number: str
    title: str
    choices: tuple[Choice, ...]
    disposition: str
    ways: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    standing: str


def load_deciding(session: Session, rid: str, place: int) -> Deciding:
    """What may be decided on an item of the agenda."""
    from app.services import choices, meetings_read, options, register_items, register_read

    topic = meetings_read.meeting(session, rid).agenda[place - 1]
    about = meetings_read.subject(session, topic.about)
    levels = tuple(choices.in_force(session, "decision_levels").offered())
    if about.issue:
        issue = register_read.issue(session, about.issue)
        rulings = register_read.rulings_for(session, issue.rid)
        compared = options.compare(session, issue.rid).options
        ways = tuple(
            (o.option.rid, f"案{n}　{o.label}　{o.option.content}")
            for n, o in enumerate(compared, 1)
            if o.barred is None
        )
        held = issue.decision
        standing = f"{held.date} {held.by}：{register_read.label_of(held.disposition)}" if held else ""
        return Deciding(issue.number, issue.title, choices_of(rulings), issue.disposition, ways, levels, standing)
    given = choices_of(register_items.handling(session, about.detail).rulings) if about.detail else ()
    return Deciding("", about.name, given, "", (), levels, "")


def decide(
    session: Session, rid: str, place: int, disposition: str, data: Mapping[str, str], values: Mapping[str, str]
) -> Written:
    """A decision; a disposition that doesn't stand yet is chosen first, as a step of its own."""
    from app.services import meetings, meetings_read, register, register_items, register_read

    about = meetings_read.subject(session, meetings_read.meeting(session, rid).agenda[place - 1].about)
    steps = []
    if not values.get("option"):
        if not about.issue:
            steps.append(register_items.dispose_item(session, about.node, disposition, data=data)[1])
        else:
            issue = register_read.issue(session, about.issue)
            if issue.disposition != disposition or data:
                steps.append(
                    register.dispose(
                        session, issue.rid, disposition, content=issue.content, basis=issue.basis, data=data
                    )[0]
                )
    _decision, done = meetings.decide(session, rid, place, **values)
    return _written(session, rid, *steps, done)


def write_papers(session: Session, rid: str, out: str, colours: Mapping[str, str]) -> str:
    """The minutes (.html) or the homework (.xlsx), by the name of the file."""
    from app.services import minutes

    path = Path(out)
    if path.suffix.lower() == ".xlsx":
        return str(minutes.write_homework(session, rid, path))
    return str(minutes.write_page(session, rid, path, colours=colours))


def agenda_of(lines: Sequence[tuple[TopicLine, str, int]]) -> list[Topic]:
    """The agenda to be stored: (line, 論点, minutes) each."""
    return [Topic(line.about, point, minutes) for line, point, minutes in lines]
