"""What remains of a meeting on paper: the minutes as a page, the homework (持ち帰り) as a sheet to hand round.

Verdicts, deciders and times are read from the operations themselves, so that the minutes can't say otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from app.core.codes import CLASS_SIGN
from app.services import choices, targets
from app.services.meetings_read import NONE, Entry, Meeting, Recorded, entries, meeting, recorded, subject
from app.services.register_read import label_of
from app.services.session import Session
from app.services.sheet_rows import verdict_text
from app.services.sheets import export_refused
from reports.dates import short_wareki, wareki_time
from reports.html.minutes import Homework, MinutesPage, MinutesTopic, Said, write_minutes
from reports.pdf import memos, write_pdf
from reports.problems import ExportProblem
from reports.sheets.listing import Cell, ListColumn, Listing, write_listing

APPROVAL = ("課長", "課長補佐", "係長", "記録")
WHOLE = "全体"


def write_page(
    session: Session,
    name: str,
    out: Path,
    *,
    colours: Mapping[str, str],
    document_number: str = "",
    printed_at: datetime | None = None,
) -> Path:
    """Writes the minutes of a meeting, a page or (named .pdf) a PDF; ``out``.

    Raises UserProblem when there is no such meeting or no way to write.
    """
    targets.guard(out)
    try:
        page = page_of(session, name, colours, document_number, printed_at or datetime.now())
        return write_pdf(memos.minutes(page), out) if out.suffix.lower() == ".pdf" else write_minutes(page, out)
    except ExportProblem as problem:
        raise export_refused(problem) from problem


def page_of(session: Session, name: str, colours: Mapping[str, str], document_number: str, at: datetime) -> MinutesPage:
    """Everything the page shows."""
    found = meeting(session, name)
    held = entries(session, found.rid)
    kinds = choices.in_force(session, "entry_kinds").labels()
    topics = []
    for place, topic in enumerate(found.agenda, 1):
        about = subject(session, topic.about)
        mine = [_said(session, found, e, kinds) for e in held if e.place == place]
        topics.append(MinutesTopic(place, about.number, CLASS_SIGN.get(about.cls, ""), about.name, topic.point, mine))
    beyond = [e for e in held if not 1 <= e.place <= len(found.agenda)]  # the agenda may have been shortened since
    facts = (
        ("会議名", f"{found.number}　{found.name}"),
        ("種類", choices.label(session, "meeting_kinds", found.kind)),
        ("日時", _times(found)),
        ("場所", found.place),
        ("進行", found.chair),
        ("件数", _counts(found, held)),
        ("備考", found.note),
    )
    return MinutesPage(
        form="様式 W1　会議録", title=f"会議録　{found.name}", municipality=session.info.municipality,
        document_number=document_number, facts=tuple((k, v) for k, v in facts if v), approval=APPROVAL,
        attendees=found.attendees, topics=tuple(topics),
        general=tuple(_said(session, found, e, kinds) for e in beyond), homework=tuple(_homework(session, held)),
        colours=colours, printed_at=at,
    )  # fmt: skip


def _times(found: Meeting) -> str:
    spans = "～".join(clock(t) for t in (found.started, found.ended) if t)
    return "　".join(t for t in (short_wareki(found.date), spans) if t)


def clock(at: str) -> str:
    """14:03 of an ISO time; the text itself when it is none."""
    try:
        return f"{datetime.fromisoformat(at):%H:%M}"
    except ValueError:
        return at


def _counts(found: Meeting, held: list[Entry]) -> str:
    touched = len({e.place for e in held if 1 <= e.place <= len(found.agenda)})
    number = {kind: sum(e.kind == kind for e in held) for kind in ("verdict", "decision", "homework")}
    return (
        f"議題 {len(found.agenda)} 件（記録のあるもの {touched} 件）　判定 {number['verdict']}　"
        f"決定 {number['decision']}　持ち帰り {number['homework']}"
    )


def _said(session: Session, found: Meeting, entry: Entry, kinds: Mapping[str, str]) -> Said:
    what: str = entry.text
    said = recorded(session, entry)
    more: list[tuple[str, str]] = []
    person = entry.person
    if entry.kind == "verdict":
        what = verdict_text(None if said.verdict in (NONE, "") else said.verdict)
    elif entry.kind == "decision":
        what, person, more = _decided(session, said, entry)
    elif entry.kind == "homework" and entry.due:
        more.append(("期限", short_wareki(entry.due)))
    at = said.at or entry.at
    shown = (
        clock(at) if at[:10] == found.started[:10] else f"{short_wareki(at[:10])} {clock(at)}"
    )  # went on another day
    return Said(at, shown, kinds.get(entry.kind, entry.kind), what, person, said.by.replace("/", " "), more)


def _decided(session: Session, said: Recorded, entry: Entry) -> tuple[str, str, list[tuple[str, str]]]:
    decision = said.decision
    if decision is None:
        return "（決定の記録がここにありません）", entry.person, []
    more = [
        ("決定区分", choices.label(session, "decision_levels", decision.level)),
        ("決定日", short_wareki(decision.date)),
        ("理由", decision.reason),
    ]
    return label_of(decision.disposition), decision.by, [(k, v) for k, v in more if v]


def _homework(session: Session, held: list[Entry]) -> list[Homework]:
    return [
        Homework(
            f"議題 {e.place}" if e.place else WHOLE, subject(session, e.about).number if e.about else "", e.text,
            e.person, short_wareki(e.due), short_wareki(e.done),
        )
        for e in held
        if e.kind == "homework"
    ]  # fmt: skip


_COLUMNS = (
    ListColumn("会議", 74, key=True), ListColumn("議題", 84, key=True), ListColumn("項目", 180),
    ListColumn("持ち帰ること", 380), ListColumn("だれが", 150), ListColumn("いつまで", 96),
    ListColumn("済んだ日", 96, fill=True), ListColumn("結果", 240, fill=True),
)  # fmt: skip


def write_homework(session: Session, name: str, out: Path, *, printed_at: datetime | None = None) -> Path:
    """Writes the homework of a meeting as a list (.xlsx) with two columns to fill in; ``out``."""
    targets.guard(out)
    at = printed_at or datetime.now()
    found = meeting(session, name)
    rows: list[list[Cell]] = []
    for e in entries(session, found.rid):
        if e.kind != "homework":
            continue
        about = subject(session, e.about) if e.about else None
        item = f"{about.number}　{about.name}".strip("　") if about else ""
        place = f"議題 {e.place}" if e.place else WHOLE
        rows.append([found.number, place, item, e.text, e.person, short_wareki(e.due), short_wareki(e.done), ""])
    facts = (
        ("団体", session.info.municipality),
        ("会議", f"{found.name}　{_times(found)}"),
        ("件数", f"{len(rows)} 件"),
        ("出力", wareki_time(at)),
    )
    listing = Listing("持ち帰り", "会議の持ち帰り", facts, _COLUMNS, rows, nothing="持ち帰りはありません。")
    try:
        return write_listing(listing, out, author=session.info.municipality, printed_at=at)
    except ExportProblem as problem:
        raise export_refused(problem) from problem
