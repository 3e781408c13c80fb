"""Commands on questionnaires: survey questions, survey answer, survey answers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.core.problems import USAGE, UserProblem
from app.core.questionnaires import KINDS, SUBJECTS, Question, Questionnaire, State, shown
from app.services import questionnaires as service
from app.services import questionnaires_answer as answering
from app.services import questionnaires_sheet, targets
from app.services import questionnaires_through as through
from app.services.session import Session

_THROUGH = {"fill": through.FILL, "all": through.ALL, "none": through.NONE}


def add_parsers(group: Any) -> None:
    """Adds the verbs to ``survey``."""
    p = group.add_parser("questions", help="質問票の一覧、または一つの質問票の質問")
    p.add_argument("ws")
    p.add_argument("name", nargs="?", metavar="NAME", help="質問票の名前")
    p.add_argument("--add", metavar="FILE", help="質問票のファイル（JSON）をこの作業ファイルに加える")
    p.add_argument("--department", help="所属名。その所属の回答と、まだ要るものも出す")
    p.add_argument("--subject", default="", help="月（2026-04）またはシステムの名前")
    p.set_defaults(run=questions)
    p = group.add_parser("answer", help="質問に答える")
    p.add_argument("ws")
    p.add_argument("name", metavar="NAME")
    p.add_argument("question", metavar="QUESTION", help="問の番号")
    p.add_argument("value", metavar="VALUE", help="回答（選択肢はことばで。空にすると取り消す）")
    p.add_argument("--department", required=True)
    p.add_argument("--subject", default="", help="月（なければ今月）またはシステムの名前")
    p.add_argument("--note", help="備考（問が求めるものは「ツール名：… 使途：…」のように書く）")
    p.add_argument("--register", action="store_true", help="登録されていない所属を登録する")
    p.add_argument(
        "--through",
        choices=tuple(_THROUGH),
        default="fill",
        help="現行調査への書き込み：fill 空いている欄だけ、all 替えるものと登録するものも、none 書かない",
    )
    p.add_argument("--system", default="", help="書き込むシステムの名前（なければ登録する名前）")
    p.add_argument("--reason", default="", help="食い違う回答を、この回答に決める理由")
    p.add_argument("--dry-run", action="store_true", help="書き込み先を見るだけ")
    p.set_defaults(run=answer)
    p = group.add_parser("answers", help="回答の表、または未回答の一覧")
    p.add_argument("ws")
    p.add_argument("name", metavar="NAME")
    which = p.add_mutually_exclusive_group()
    which.add_argument("--table", action="store_true", help="所属 × 質問の表（なければこれ）")
    which.add_argument("--unanswered", action="store_true", help="まだ要るものの一覧")
    p.add_argument("--subject", default="", help="月（なければ今月）")
    p.add_argument("--out", metavar="FILE.xlsx")
    p.set_defaults(run=answers)


def questions(args: argparse.Namespace) -> Answer:
    """The questionnaires, or the questions of one; with a department also its answers."""
    with opened(args, read_only=not args.add) as session:
        added = None
        if args.add:
            added, _changes = service.add(session, Path(args.add))
        if not args.name:
            return _list(session, added)
        chosen = service.definition(session, args.name)
        data: dict[str, Any] = {**_head(chosen), "questions": [_question(q) for q in chosen.questions]}
        lines = [chosen.title, chosen.source, ""]
        states: dict[str, State] = {}
        if args.department:
            rid = service.find_department(session, args.department)
            subject = service.subject_of(session, chosen, args.subject)
            sheet = answering.sheet(session, chosen, rid, subject)
            states = {line.state.question.id: line.state for line in sheet.lines}
            data["department"], data["subject"] = sheet.name, sheet.subject_label
            data["answers"] = [_answer(line) for line in sheet.lines]
    for question in chosen.questions:
        lines += _lines(question, states.get(question.id))
    return Answer(data, lines)


def _list(session: Session, added: Questionnaire | None) -> Answer:
    known = service.definitions(session)
    wrong = list(service.unreadable(session))
    data = {"questionnaires": [_head(q) for q in known], "added": added.id if added else None, "unreadable": wrong}
    return Answer(data, [f"{q.id}　{q.title}　{len(q.questions)} 問　{SUBJECTS[q.subject]}" for q in known] + wrong)


def _head(questionnaire: Questionnaire) -> dict[str, Any]:
    return {
        "name": questionnaire.id,
        "title": questionnaire.title,
        "source": questionnaire.source,
        "subject": questionnaire.subject,
        "count": len(questionnaire.questions),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "group": question.group,
        "topic": question.topic,
        "text": question.wording,
        "kind": question.kind,
        "origin": question.origin,
        "choices": [{"code": c.code, "label": c.label} for c in question.choices],
        "choices_origin": question.choices_origin,
        "example": question.example,
        "required": question.required,
    }


def _answer(line: answering.Line) -> dict[str, Any]:
    state = line.state
    return {
        "id": state.question.id,
        "shown": state.shown,
        "value": line.text,
        "note": state.given.remark,
        "by": line.by,
        "conflict": state.given.conflict,
        "values": [{"value": v, "note": r, "by": by, "at": at} for v, r, by, at in line.values],
        "missing": list(state.missing),
        "notes": [{"text": text, "applies": applies} for text, applies in state.notes],
        "registered": line.registered,
    }


def _lines(question: Question, state: State | None) -> list[str]:
    if state is not None and not state.shown:
        return []
    out = [f"{question.id}　{question.topic}　［{KINDS[question.kind]}］"]
    out += [f"　　{line}" for line in question.text.splitlines()]
    for note in question.notes:
        applies = next((a for text, a in state.notes if text == note.text), None) if state else None
        if applies is not False:
            out.append(f"　　{note.text}")
    if question.choices:
        own = "（選択肢は本ソフトの提案）" if question.choices_origin == "own" else ""
        out.append(f"　　選択肢：{'、'.join(c.label for c in question.choices)}{own}")
    if state is not None:
        text = shown(question, state.given.value).replace("\n", "／")
        out.append(f"　→ {text or '（回答なし）'}" + (f"　備考：{state.given.remark}" if state.given.remark else ""))
        out += [f"　！{why}" for why in state.missing]
    return out


def answer(args: argparse.Namespace) -> Answer:
    """Stores one answer, with what it is written through to."""
    with opened(args, read_only=args.dry_run) as session:
        chosen = service.definition(session, args.name)
        question = answering.question_of(chosen, args.question)
        value = answering.typed(question, args.value)
        if args.note and not question.remark:
            raise UserProblem("no_note", f"問 {question.name} に備考の欄はありません。", exit_code=USAGE)
        if args.register and not args.dry_run:
            department = service.register_department(session, args.department)
        else:
            department = service.find_department(session, args.department)
        subject = service.subject_of(session, chosen, args.subject)
        if args.dry_run:
            made = answering.preview(session, chosen, question, department, subject, value, system_name=args.system)
            seen = {"unit": None, "steps": [_step(s) for s in made.steps], "why_not": list(made.why_not)}
            return Answer(seen, [*(s.sentence for s in made.steps), *made.why_not] or ["書き込み先はありません。"])
        done = answering.answer(
            session, chosen, question, department, subject, value, args.note,
            kinds=_THROUGH[args.through], system_name=args.system, reason=args.reason,
        )  # fmt: skip
    data = {
        "unit": done.changes.unit if done.changes.operations else None,
        "operations": done.changes.operations,
        "value": shown(question, done.state.given.value),
        "note": done.state.given.remark,
        "missing": list(done.state.missing),
        "notes": [text for text, applies in done.state.notes if applies],
        "written": [_step(s) for s in done.written],
        "offered": [_step(s) for s in done.offered],
        "why_not": list(done.why_not),
    }
    lines = [f"問 {question.name}：{shown(question, done.state.given.value) or '（取り消しました）'}"]
    lines += [f"  まだ要るもの：{why}" for why in done.state.missing]
    lines += [f"  {text}" for text, applies in done.state.notes if applies]
    lines += [f"  {s.sentence}" for s in done.written]
    lines += [f"  していないこと（--through all で行う）：{s.sentence}" for s in done.offered]
    return Answer(data, lines + [f"  {why}" for why in done.why_not])


def _step(step: through.Step) -> dict[str, Any]:
    return {
        "kind": step.kind, "record": step.type, "name": step.name, "field": step.field, "old": step.old,
        "new": step.new, "message": step.sentence,
    }  # fmt: skip


def answers(args: argparse.Namespace) -> Answer:
    """The table departments × questions, or what is still owed."""
    with opened(args, read_only=True) as session:
        chosen = service.definition(session, args.name)
        subject = service.subject_of(session, chosen, args.subject) if chosen.subject == "month" else None
        table = service.rows(session, chosen, subject=subject)
        data: dict[str, Any] = {"name": chosen.id, "subject": subject or ""}
        if args.unanswered:
            owed = service.owed(table)
            data["unanswered"] = [
                {
                    "department": o.department.name,
                    "subject": o.subject_label,
                    "question": o.question.id,
                    "topic": o.question.topic,
                    "why": list(o.why),
                }
                for o in owed
            ]
            lines = [f"{o.department.name} {o.subject_label} 問{o.question.name}：{'、'.join(o.why)}" for o in owed]
        else:
            data["rows"] = [_row(row) for row in table]
            lines = [f"{r.department.name} {r.subject_label}　{r.done} / {r.total} 問" for r in table]
        if args.out:
            out = Path(args.out)
            targets.guard(out)
            write = questionnaires_sheet.write_owed if args.unanswered else questionnaires_sheet.write_table
            data["file"] = str(write(session, chosen, table, out))
            lines.append(f"書き出しました：{out}")
    return Answer(data, lines or ["ありません。"])


def _row(row: service.Row) -> dict[str, Any]:
    return {
        "department": row.department.name,
        "subject": row.subject_label,
        "done": row.done,
        "total": row.total,
        "owing": row.owing,
        "answers": [
            {
                "question": s.question.id,
                "value": shown(s.question, s.given.value),
                "note": s.given.remark,
                "missing": list(s.missing),
            }
            for s in row.states
            if s.shown
        ],
    }
