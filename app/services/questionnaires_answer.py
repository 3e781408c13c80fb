"""Answering a questionnaire: one step per answer, with what it is written through to; contradictions are settled."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.problems import USAGE, UserProblem
from app.core.questionnaires import NOTHING, Given, Question, Questionnaire, State, examine, meaning, shown
from app.core.records import answer_rid
from app.services import questionnaires as q
from app.services import questionnaires_through as through
from app.services.session import Session, changes
from app.services.views import Changes
from app.store import drafts
from app.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Line:
    """A question of one department as it stands. ``heads`` are named when it is answered anew.

    ``values``: in conflict, (answer, remark, who, when) of each; ``place``: where 現行調査 keeps the answer
    too, ``registered`` what stands there, ``proposed`` the same as an answer; "" if nothing or nowhere.
    """

    state: State
    text: str
    by: str
    at: str
    heads: tuple[str, ...]
    values: tuple[tuple[str, str, str, str], ...]
    plan: through.Plan
    place: str
    registered: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in a field and isn't stored yet. ``heads``: of the answer as it was shown when typing began."""

    value: Any
    remark: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All questions of one department about one subject. ``typed``: by question, kept from the last time."""

    questionnaire: Questionnaire
    department: str
    name: str
    subject: str
    subject_label: str
    lines: tuple[Line, ...]
    typed: Mapping[str, Typed]

    def line(self, question: str) -> Line:
        """One question's line. Raises KeyError."""
        for line in self.lines:
            if line.state.question.id == question:
                return line
        raise KeyError(question)


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer: the step stored, what is still owed, what could be written and wasn't agreed to."""

    changes: Changes
    state: State
    written: tuple[through.Step, ...]
    offered: tuple[through.Step, ...]
    why_not: tuple[str, ...]


def sheet(session: Session, questionnaire: Questionnaire, department: str, subject: str) -> Sheet:
    """What a department answered, with what each answer still lacks and where it would be written."""
    answers = q.given(session, questionnaire).get((department, subject), {})
    row = session.con.execute("SELECT name FROM record WHERE rid=?", (department,)).fetchone()
    lines = tuple(
        _line(session, questionnaire, department, subject, answers, state) for state in examine(questionnaire, answers)
    )
    label = q.subject_label(session, questionnaire, subject)
    kept = typed_kept(session, questionnaire.id, department, subject)
    return Sheet(questionnaire, department, str(row[0]) if row else "", subject, label, lines, kept)


def _line(
    session: Session,
    questionnaire: Questionnaire,
    department: str,
    subject: str,
    answers: Mapping[str, Given],
    state: State,
) -> Line:
    question = state.question
    rid = answer_rid(session.code, questionnaire.id, question.id, department, subject)
    heads = session.project.heads(rid, "answer")
    said = [o for o in map(session.project.operation, heads) if o is not None]
    latest = max(said, key=lambda o: (o.at, o.op_id), default=None)
    values: list[tuple[str, str, str, str]] = []
    if state.given.conflict:
        for op in said:
            fields = op.fields("answer") or {}
            text = shown(question, fields.get("value", ""))
            values.append((text, str(fields.get("remark") or ""), op.by, op.at))
    made = through.plan(session, questionnaire, department, subject, answers, only=question.id)
    place, registered = through.registered(session, questionnaire, question, department, subject)
    author = latest if latest is not None and state.given.answered else None
    return Line(
        state, shown(question, state.given.value), author.by if author else "", author.at if author else "", heads,
        tuple(values), made, place, registered, through.as_answer(question, registered),
    )  # fmt: skip


def answer(
    session: Session,
    questionnaire: Questionnaire,
    question: Question,
    department: str,
    subject: str,
    value: Any,
    remark: str | None = None,
    *,
    kinds: Collection[str] = through.FILL,
    parents: tuple[str, ...] | None = None,
    system_name: str = "",
    reason: str = "",
) -> Answered:
    """Stores an answer as one step, with what it is written through to.

    ``value`` as its kind stores it, "" takes it back; ``remark`` None keeps the 備考. ``kinds``: which steps of the
    plan are done with it (``through.FILL``, ``ALL``, ``NONE``). ``reason`` settles contradicting answers.
    Raises UserProblem for a contradiction without a reason.
    """
    before = q.given(session, questionnaire).get((department, subject), {})
    old = before.get(question.id, NOTHING)
    new = Given(value, old.remark if remark is None else remark.strip())
    answers = {**before, question.id: new}
    with session.project.unit(_label(session, questionnaire, question, department)) as unit:
        rid = answer_rid(session.code, questionnaire.id, question.id, department, subject)
        fields = {k: v for k, v in (("value", new.value), ("remark", new.remark)) if v not in ("", [], {})}
        if old.conflict and reason:
            unit.resolve(rid, "answer", "answer", fields, reason)
        elif (new.value, new.remark) != (old.value, old.remark) or old.conflict:
            unit.set(rid, "answer", "answer", fields, parents=parents)
        if fields:
            _identify(session, unit, rid, questionnaire, question, department, subject)
        made = through.plan(
            session, questionnaire, department, subject, answers, only=question.id, system_name=system_name
        )
        through.apply(session, unit, questionnaire, department, made, kinds)
    state = next(s for s in examine(questionnaire, answers) if s.question.id == question.id)
    rest = frozenset(through.ALL) - frozenset(kinds)
    return Answered(changes(unit.changes), state, made.of(kinds), made.of(rest), made.why_not)


def preview(
    session: Session,
    questionnaire: Questionnaire,
    question: Question,
    department: str,
    subject: str,
    value: Any,
    *,
    system_name: str = "",
) -> through.Plan:
    """What an answer would be written through to; nothing is stored."""
    answers = {**q.given(session, questionnaire).get((department, subject), {}), question.id: Given(value)}
    return through.plan(session, questionnaire, department, subject, answers, only=question.id, system_name=system_name)


def write_through(
    session: Session,
    questionnaire: Questionnaire,
    department: str,
    subject: str,
    *,
    only: str | None = None,
    system_name: str = "",
) -> Changes:
    """Does everything the plan of the stored answers holds, agreed to by a person, as one step."""
    answers = q.given(session, questionnaire).get((department, subject), {})
    made = through.plan(session, questionnaire, department, subject, answers, only=only, system_name=system_name)
    with session.project.unit(f"{questionnaire.title}の回答を現行調査に書き込み") as unit:
        through.apply(session, unit, questionnaire, department, made, through.ALL)
    return changes(unit.changes)


def keep_typed(
    session: Session, questionnaire: str, department: str, subject: str, fields: Mapping[str, Typed]
) -> None:
    """Keeps what stands in the fields of a department and isn't stored, in place of what was kept; none forgets it."""
    place = _draft(questionnaire, department, subject)
    if not fields:
        drafts.drop(session.project, place, "answers")
        return
    kept = {k: {"value": t.value, "remark": t.remark, "heads": list(t.heads)} for k, t in fields.items()}
    drafts.save(session.project, rid=place, atom="answers", node=place, fields=kept, parents=())


def typed_kept(session: Session, questionnaire: str, department: str, subject: str) -> dict[str, Typed]:
    """What was kept of a department's fields."""
    place = _draft(questionnaire, department, subject)
    row = session.con.execute("SELECT fields FROM draft WHERE rid=? AND atom='answers'", (place,)).fetchone()
    found: dict[str, dict[str, Any]] = json.loads(row[0]) if row else {}
    return {k: Typed(t["value"], str(t["remark"]), tuple(t["heads"])) for k, t in found.items()}


def _draft(questionnaire: str, department: str, subject: str) -> str:
    return f"{drafts.DRAFT_PREFIX}answers/{questionnaire}/{department}/{subject}"


def typed(question: Question, text: str) -> Any:
    """The value of a typed text. Raises UserProblem when it can't be an answer."""
    found = meaning(question, text)
    if found.problem:
        raise UserProblem("bad_answer", f"問 {question.name}：{found.problem}", cell=question.id, exit_code=USAGE)
    return found.value


def question_of(questionnaire: Questionnaire, text: str) -> Question:
    """A question by its number. Raises UserProblem for an unknown one."""
    found = questionnaire.question(text)
    if found is None:
        hint = "使える問：" + "、".join(q.id for q in questionnaire.questions)
        raise UserProblem(
            "no_question", f"「{questionnaire.title}」に問 {text} はありません。", hint=hint, exit_code=USAGE
        )
    return found


def _label(session: Session, questionnaire: Questionnaire, question: Question, department: str) -> str:
    row = session.con.execute("SELECT name FROM record WHERE rid=?", (department,)).fetchone()
    return f"{questionnaire.title} 問{question.id} に回答（{row[0] if row else ''}）"


def _identify(
    session: Session,
    unit: Unit,
    rid: str,
    questionnaire: Questionnaire,
    question: Question,
    department: str,
    subject: str,
) -> None:
    """The id is a hash, so the record says once what it is about; every PC says the same."""
    fields = {
        "questionnaire": questionnaire.id, "question": question.id, "department": department, "subject": subject,
    }  # fmt: skip
    if not session.con.execute(
        "SELECT 1 FROM record WHERE rid=? AND json_extract(fields, '$.questionnaire')=?", (rid, questionnaire.id)
    ).fetchone():
        unit.set(rid, "answer", "identity", {k: v for k, v in fields.items() if v})
