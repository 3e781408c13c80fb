"""Commands on workshops: meeting prepare|list|show|record|minutes."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened, whole
from app.core.codes import COMPARED, VERDICT
from app.core.problems import USAGE, UserProblem
from app.services import catalogue, choices, meetings, meetings_read
from app.services.meetings_read import STATES, Entry, Meeting, Topic
from app.services.session import Session
from app.services.views import Changes, ItemFilter

ACTS = ("start", "end", "verdict", "decision", "homework", "note", "comment", "done")


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("meeting", help="会議（ワークショップ）").add_subparsers(dest="verb", required=True)
    p = group.add_parser("prepare", help="会議を準備する。議題は絞り込みか、項目・課題を並べて")
    p.add_argument("ws")
    p.add_argument("--name", required=True)
    p.add_argument("--date", required=True)
    p.add_argument("--kind", default="workshop", help="種類（workshop など。fitgap choices show meeting_kinds）")
    p.add_argument("--place", default="")
    p.add_argument("--chair", default="", help="進行")
    p.add_argument("--attendee", action="append", default=[], help="出席者（繰り返せる）")
    p.add_argument("--node", action="append", default=[], help="議題にする項目（NODE）か課題の番号（繰り返せる）")
    p.add_argument("--business", default="", help="絞り込み：業務ID")
    p.add_argument("--doc", choices=COMPARED, default="req", help="絞り込み：文書の種類")
    p.add_argument("--verdict", action="append", default=[], help="絞り込み：判定（none = 未判定。繰り返せる）")
    p.add_argument("--class", dest="cls", action="append", default=[], help="絞り込み：実装類型（繰り返せる）")
    p.add_argument("--text", default="", help="絞り込み：ことば")
    p.add_argument("--limit", type=whole, help="議題の数の上限")
    p.add_argument("--minutes", type=whole, default=meetings_read.MINUTES, help="一件の分数")
    p.set_defaults(run=prepare)
    p = group.add_parser("list", help="会議の一覧")
    p.add_argument("ws")
    p.set_defaults(run=list_)
    p = group.add_parser("show", help="議題と記録")
    p.add_argument("ws")
    p.add_argument("meeting")
    p.set_defaults(run=show)
    p = group.add_parser("record", help="始める・終える、判定・決定・持ち帰り・発言・意見を記録する")
    p.add_argument("ws")
    p.add_argument("meeting")
    p.add_argument("act", choices=ACTS)
    p.add_argument("--topic", type=whole, default=0, help="議題の番号（0 = 会議の全体）")
    p.add_argument("--as-verdict", metavar="CODE", help="verdict：判定の符号（none = 未判定に戻す）")
    p.add_argument("--text", default="", help="homework・note・comment：内容、decision：理由")
    p.add_argument("--person", default="", help="決めた人、言った人、持ち帰る人")
    p.add_argument("--due", default="", help="homework：いつまで、done：済んだ日")
    p.add_argument("--level", default="section", help="decision：決定区分")
    p.add_argument("--issue", action="store_true", help="homework：課題にもする")
    p.add_argument("--entry", default="", help="done：持ち帰りの rid")
    p.set_defaults(run=record)
    p = group.add_parser("minutes", help="会議録（.html、.pdf）か持ち帰りの一覧（.xlsx）を書き出す")
    p.add_argument("ws")
    p.add_argument("meeting")
    p.add_argument("--out", required=True, metavar="FILE")
    p.add_argument("--document-number", default="", help="文書番号")
    p.set_defaults(run=minutes)


def prepare(args: argparse.Namespace) -> Answer:
    """A new meeting with its agenda."""
    with opened(args) as session:
        agenda = [Topic(_about(session, n), minutes=args.minutes) for n in args.node]
        if args.business:
            agenda += [Topic(t.about, t.point, args.minutes) for t in _filtered(session, args)]
        rid, done = meetings.prepare(
            session, name=args.name, date=args.date, kind=args.kind, place=args.place, chair=args.chair,
            attendees=args.attendee, agenda=agenda,
        )  # fmt: skip
        made = meetings_read.meeting(session, rid)
    lines = [f"{made.number} {made.name} を準備しました。議題 {len(made.agenda)} 件。"]
    return Answer({"unit": done.unit, "rid": rid, "number": made.number, "topics": len(made.agenda)}, lines)


def _about(session: Session, text: str) -> str:
    from app.services import register_read

    return text if ":" in text else f"{meetings_read.ISSUE}{register_read.issue(session, text).rid}"


def _filtered(session: Session, args: argparse.Namespace) -> list[Topic]:
    edition = catalogue.adopted(session, args.business, args.doc)
    if edition is None:
        raise UserProblem(
            "no_edition", f"業務 {args.business} には採用中の版がありません。", hint="先に版を採用してください。",
            exit_code=USAGE,
        )  # fmt: skip
    verdicts = tuple("" if v == meetings_read.NONE else v for v in args.verdict)
    unknown = [v for v in verdicts if v and v not in VERDICT]
    if unknown:
        raise UserProblem("bad_verdict", f"判定「{unknown[0]}」はありません。", exit_code=USAGE)
    flt = ItemFilter(text=args.text, classes=tuple(args.cls), verdicts=verdicts)
    return meetings.from_filter(session, edition.hash, flt, limit=args.limit)


def list_(args: argparse.Namespace) -> Answer:
    """All meetings."""
    with opened(args, read_only=True) as session:
        found = meetings_read.meetings(session)
    lines = [f"{m.number} {m.date} {STATES.get(m.state, m.state)} {m.name} 議題 {len(m.agenda)} 件" for m in found]
    return Answer({"items": [_short(m) for m in found]}, lines or ["会議はまだありません。"])


def _short(found: Meeting) -> dict[str, Any]:
    return {
        "number": found.number, "rid": found.rid, "name": found.name, "kind": found.kind, "date": found.date,
        "state": found.state, "topics": len(found.agenda),
    }  # fmt: skip


def show(args: argparse.Namespace) -> Answer:
    """One meeting with agenda and everything recorded."""
    with opened(args, read_only=True) as session:
        found = meetings_read.meeting(session, args.meeting)
        agenda = [(t, meetings_read.subject(session, t.about)) for t in found.agenda]
        held = [_entry(session, e) for e in meetings_read.entries(session, found.rid)]
        words = choices.in_force(session, "entry_kinds").labels()
    data = {
        **_short(found), "place": found.place, "chair": found.chair, "attendees": list(found.attendees),
        "started": found.started, "ended": found.ended,
        "agenda": [
            {"topic": n, "about": t.about, "number": s.number, "name": s.name, "point": t.point, "minutes": t.minutes}
            for n, (t, s) in enumerate(agenda, 1)
        ],
        "entries": held,
    }  # fmt: skip
    lines = [f"{found.number} {found.name}　{STATES.get(found.state, found.state)}"]
    lines += [f"{n}　{s.number} {s.name}" for n, (_t, s) in enumerate(agenda, 1)]
    lines += [
        f"議題 {e['place']}　{words.get(e['kind'], e['kind'])}　{e['verdict'] or e['text']}　{e['person']}"
        for e in held
    ]
    return Answer(data, lines)


def _entry(session: Session, found: Entry) -> dict[str, Any]:
    said = meetings_read.recorded(session, found)
    decision = asdict(said.decision) if said.decision else None
    if decision is not None:
        decision = {k: list(v) if isinstance(v, tuple) else v for k, v in decision.items()}
    return {
        "rid": found.rid, "place": found.place, "about": found.about, "kind": found.kind, "text": found.text,
        "person": found.person, "due": found.due, "done": found.done, "unit": found.unit, "at": said.at,
        "by": said.by, "verdict": said.verdict, "decision": decision,
    }  # fmt: skip


def record(args: argparse.Namespace) -> Answer:
    """One thing said or decided; also the beginning and the end."""
    with opened(args) as session:
        number = meetings_read.meeting(session, args.meeting).number
        rid, done = _record(session, args)
    return Answer({"unit": done.unit, "rid": rid, "changed": done.operations}, [f"{number} に記録しました。"])


def _record(session: Session, args: argparse.Namespace) -> tuple[str, Changes]:
    name, place = args.meeting, args.topic
    if args.act in ("start", "end"):
        return "", meetings.start(session, name) if args.act == "start" else meetings.end(session, name)
    if args.act == "verdict":
        if args.as_verdict is None:
            raise UserProblem("usage", "--as-verdict で判定を指定してください。", exit_code=USAGE)
        chosen = None if args.as_verdict == meetings_read.NONE else args.as_verdict
        return "", meetings.judge(session, name, place, chosen, person=args.person)
    if args.act == "decision":
        return meetings.decide(session, name, place, by=args.person, reason=args.text, level=args.level)
    if args.act == "homework":
        return meetings.homework(session, name, place, args.text, person=args.person, due=args.due, issue=args.issue)
    if args.act == "done":
        return args.entry, meetings.done(session, args.entry, args.due)
    add = meetings.note if args.act == "note" else meetings.comment
    return add(session, name, place, args.text, person=args.person)


def minutes(args: argparse.Namespace) -> Answer:
    """The minutes as a page, or the homework as a sheet, by the name of the file."""
    from app.services import minutes as papers
    from app.ui.theme.tokens import tokens

    out = Path(args.out)
    with opened(args, read_only=True) as session:
        if out.suffix.lower() == ".xlsx":
            made = papers.write_homework(session, args.meeting, out)
        elif out.suffix.lower() in (".html", ".htm", ".pdf"):
            made = papers.write_page(
                session, args.meeting, out, colours=tokens("light"), document_number=args.document_number
            )
        else:
            raise UserProblem(
                "no_format", f"「{out.name}」の形式では書き出せません。",
                hint="会議録は .html か .pdf、持ち帰りの一覧は .xlsx の名前にしてください。", exit_code=USAGE,
            )  # fmt: skip
    return Answer({"file": str(made)}, [f"書き出しました：{made}"])
