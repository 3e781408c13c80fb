"""Questionnaires of 現行調査: which there are, what departments answered, who still owes what."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.core.dates import read as read_date
from app.core.problems import USAGE, UserProblem
from app.core.questionnaire_file import parse
from app.core.questionnaires import NOTHING, Given, Question, Questionnaire, State, examine
from app.core.records import questionnaire_rid
from app.services import survey
from app.services.session import Session, changes
from app.services.views import Changes

MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Department:
    """A department that answers. ``asked``: whether the questionnaire is meant for it."""

    rid: str
    name: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What one department answered about one subject: one state for each question."""

    department: Department
    subject: str
    subject_label: str
    states: tuple[State, ...]

    @property
    def done(self) -> int:
        """Questions answered completely."""
        return sum(s.done for s in self.states if s.shown)

    @property
    def total(self) -> int:
        """Questions that are shown."""
        return sum(s.shown for s in self.states)

    @property
    def owing(self) -> int:
        """Questions something is owed for."""
        return sum(bool(s.missing) for s in self.states)


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing somebody still has to answer, and why."""

    department: Department
    subject: str
    subject_label: str
    question: Question
    why: tuple[str, ...]


@cache
def bundled() -> tuple[Questionnaire, ...]:
    """The questionnaires that come with the program: 吹田市, 三重県, 日高川町, in the order of the work."""
    folder = files("resources") / "questionnaires"
    found = [parse(json.loads(f.read_text("utf-8"))) for f in folder.iterdir() if f.name.endswith(".json")]
    return tuple(sorted(found, key=lambda q: (("suita16", "hidakagawa2", "mie").index(q.id), q.id)))


def definitions(session: Session) -> tuple[Questionnaire, ...]:
    """Every questionnaire of this file: the bundled ones, then its own by name."""
    return (*bundled(), *_own(session)[0])


def unreadable(session: Session) -> tuple[str, ...]:
    """Sentences about questionnaires of the file this version can't read; their answers are kept."""
    return _own(session)[1]


def _own(session: Session) -> tuple[tuple[Questionnaire, ...], tuple[str, ...]]:
    found, wrong = [], []
    rows = session.con.execute(
        "SELECT name, fields FROM record WHERE type='questionnaire' AND present=1 AND fields<>'{}' ORDER BY name, rid"
    )
    for name, fields in rows.fetchall():
        try:
            found.append(parse(json.loads(fields).get("definition")))
        except UserProblem as problem:
            wrong.append(f"質問票「{name}」はこの版のプログラムでは読めません。{problem.message}")
    return tuple(found), tuple(wrong)


def definition(session: Session, name: str) -> Questionnaire:
    """A questionnaire by its name or title. Raises UserProblem for an unknown one."""
    known = definitions(session)
    found = next((q for q in known if name in (q.id, q.title)), None)
    if found is None:
        hint = "使える質問票：" + "、".join(f"{q.id}（{q.title}）" for q in known)
        raise UserProblem("no_questionnaire", f"質問票「{name}」はありません。", hint=hint, exit_code=USAGE)
    return found


def read_file(path: Path) -> tuple[Questionnaire, Mapping[str, Any]]:
    """A questionnaire from a file somebody made, and its JSON object. Raises UserProblem with the place."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserProblem("too_big", f"「{path.name}」は質問票としては大きすぎます。", file=str(path))
        raw = json.loads(path.read_text("utf-8-sig"))
    except OSError as problem:
        raise UserProblem(
            "no_file", f"質問票のファイル「{path.name}」が読めません。", file=str(path), exit_code=USAGE
        ) from problem
    except (ValueError, RecursionError) as problem:
        place = f"{problem.lineno} 行目 {problem.colno} 字目" if isinstance(problem, json.JSONDecodeError) else ""
        raise UserProblem(
            "bad_json",
            f"質問票のファイル「{path.name}」が JSON として読めません{f'（{place}）' if place else ''}。",
            file=str(path),
            cell=place,
            hint="UTF-8 で保存した JSON か確かめてください。",
        ) from problem
    return parse(raw, file=str(path)), raw


def add(session: Session, path: Path) -> tuple[Questionnaire, Changes]:
    """Takes a questionnaire from a file into the workspace, in place of an earlier one of the same name."""
    made, raw = read_file(path)
    if made.id in {q.id for q in bundled()}:
        raise UserProblem(
            "name_taken",
            f"「{made.id}」は本ソフトに付いている質問票の名前です。",
            file=str(path),
            cell="id",
            hint="ファイルの id をほかの名前にしてください。",
        )
    rid = questionnaire_rid(session.code, made.id)
    with session.project.unit(f"質問票「{made.title}」を追加") as unit:
        unit.set(rid, "questionnaire", "definition", {"code": made.id, "name": made.title, "definition": dict(raw)})
    return made, changes(unit.changes)


# departments and subjects


def departments(session: Session, questionnaire: Questionnaire) -> tuple[Department, ...]:
    """Everybody registered, those the questionnaire is meant for first."""
    found = [
        Department(rid, name, _asked(questionnaire, json.loads(fields)))
        for rid, name, fields in session.con.execute(
            "SELECT rid, name, fields FROM record WHERE type='department' AND present=1"
            " ORDER BY json_extract(fields, '$.division'), name, rid"
        ).fetchall()
    ]
    return tuple(sorted(found, key=lambda d: not d.asked))


def _asked(questionnaire: Questionnaire, fields: Mapping[str, Any]) -> bool:
    role = str(fields.get("role") or "")
    return not questionnaire.asked or not role or role in questionnaire.asked


def find_department(session: Session, name: str) -> str:
    """The record of a department by its name. Raises UserProblem for an unknown or doubtful one."""
    rows = session.con.execute(
        "SELECT rid, name FROM record WHERE type='department' AND present=1 AND (name=? OR rid=?) ORDER BY rid",
        (name.strip(), name),
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    if rows:
        raise UserProblem(
            "ambiguous", f"「{name}」という所属は {len(rows)} 件あります。", hint="所属の一覧で一つにしてください。"
        )
    known = [
        n for (n,) in session.con.execute("SELECT name FROM record WHERE type='department' AND present=1 ORDER BY name")
    ]
    raise UserProblem(
        "no_department",
        f"「{name}」という所属は登録されていません。",
        hint=f"使える所属：{'、'.join(known)}"
        if known
        else "先に現行調査の所属に書くか、--register を付けてください。",
        exit_code=USAGE,
    )


def register_department(session: Session, name: str) -> str:
    """A department of that name: the one registered, else a new one, as a step of its own."""
    row = session.con.execute(
        "SELECT 1 FROM record WHERE type='department' AND present=1 AND name=?", (name.strip(),)
    ).fetchone()
    if row is None:
        survey.add_records(session, "departments", [{"name": name.strip()}], label=f"所属「{name.strip()}」を登録")
    return find_department(session, name)


def subject_of(session: Session, questionnaire: Questionnaire, text: str, *, today: date | None = None) -> str:
    """The code of a subject as a person names it: a month, a system, or "". Raises UserProblem for anything else."""
    text = text.strip()
    if questionnaire.subject == "month":
        if not text:
            return f"{today or date.today():%Y-%m}"
        span = read_date(text)
        if span is None or span.precision != "month" or span.bound:
            raise UserProblem(
                "bad_subject", f"「{text}」は月として読めません。", hint="2026-04 か R8.4 のように書いてください。",
                exit_code=USAGE,
            )  # fmt: skip
        return f"{span.first:%Y-%m}"
    if not text:
        return ""
    if questionnaire.subject != "system":
        raise UserProblem(
            "bad_subject", f"「{questionnaire.title}」は所属ごとに一度だけ答えます。", hint="対象は書きません。",
            exit_code=USAGE,
        )  # fmt: skip
    rows = session.con.execute(
        "SELECT rid FROM record WHERE type='system' AND present=1 AND ? IN (rid, name, number)", (text,)
    ).fetchall()
    if len(rows) != 1:
        what = f"{len(rows)} 件あります" if rows else "ありません"
        raise UserProblem(
            "bad_subject", f"「{text}」というシステムは{what}。", hint="番号か名前を確かめてください。", exit_code=USAGE
        )
    return str(rows[0][0])


def subject_label(session: Session, questionnaire: Questionnaire, subject: str) -> str:
    """A subject as people read it: 令和8年4月, the system's name, "" for the department itself."""
    if not subject:
        return ""
    if questionnaire.subject == "month":
        year, month = (int(p) for p in subject.split("-"))
        return f"令和{year - 2018}年{month}月" if year >= 2020 else f"{year}年{month}月"
    row = session.con.execute("SELECT name, number FROM record WHERE rid=?", (subject,)).fetchone()
    return str(row[0] or row[1]) if row else "（消されたシステム）"


def systems_of(session: Session, department: str) -> list[tuple[str, str]]:
    """(record, name) of a department's systems, by number."""
    name = session.con.execute("SELECT name FROM record WHERE rid=?", (department,)).fetchone()
    return [
        (str(r[0]), str(r[1] or r[2]))
        for r in session.con.execute(
            "SELECT rid, name, number FROM record WHERE type='system' AND present=1"
            " AND json_extract(fields, '$.department') IN (?, ?) ORDER BY number, rid",
            (department, name[0] if name and name[0] else department),
        )
    ]


def subjects(
    session: Session, questionnaire: Questionnaire, department: str, *, today: date | None = None
) -> list[tuple[str, str]]:
    """What a department may answer about: (code, label), the usual one first; this month, the last, those answered."""
    if questionnaire.subject == "month":
        now = subject_of(session, questionnaire, "", today=today)
        before = f"{date(int(now[:4]), int(now[5:]), 1) - timedelta(days=1):%Y-%m}"
        answered = {s for d, s in given(session, questionnaire) if department in ("", d)}
        months = sorted({now, before, *answered}, reverse=True)
        return [(m, subject_label(session, questionnaire, m)) for m in months]
    if questionnaire.subject == "system":
        systems = systems_of(session, department)
        return [("", "所属全体"), *(systems if len(systems) > 1 else ())]
    return [("", "")]


# answers


def given(session: Session, questionnaire: Questionnaire) -> dict[tuple[str, str], dict[str, Given]]:
    """(department, subject) → question → answer. Answers taken back are left out."""
    found: dict[tuple[str, str], dict[str, Given]] = {}
    for fields, conflict in session.con.execute(
        "SELECT fields, conflict FROM record WHERE type='answer' AND present=1"
        " AND json_extract(fields, '$.questionnaire')=? ORDER BY rid",
        (questionnaire.id,),
    ).fetchall():
        f = json.loads(fields)
        answer = Given(f.get("value", ""), str(f.get("remark") or ""), bool(conflict))
        if answer.answered or answer.remark:
            key = (str(f.get("department") or ""), str(f.get("subject") or ""))
            found.setdefault(key, {})[str(f.get("question") or "")] = answer
    return found


def rows(
    session: Session, questionnaire: Questionnaire, *, subject: str | None = None, today: date | None = None
) -> tuple[Row, ...]:
    """The table departments × questions. ``subject``: the month, in a monthly one (default: this month).

    A department that began to answer for single systems owes them, and no longer the answers for itself as a whole.
    """
    answers = given(session, questionnaire)
    if questionnaire.subject == "month":
        wanted = subject or subject_of(session, questionnaire, "", today=today)
        answers = {key: found for key, found in answers.items() if key[1] == wanted}
        usual = wanted
    else:
        usual = ""
    out: list[Row] = []
    known = departments(session, questionnaire)
    gone = {d for d, _ in answers} - {d.rid for d in known}
    for department in (*known, *(Department(d, _gone_name(session, d), False) for d in sorted(gone))):
        found = [s for d, s in answers if d == department.rid]
        if not found and department.asked:
            found = [usual]
        labelled = sorted((subject_label(session, questionnaire, s), s) for s in found)
        for label, one in labelled:
            states = examine(questionnaire, answers.get((department.rid, one), {}))
            out.append(Row(department, one, label, states))
    return tuple(out)


def _gone_name(session: Session, rid: str) -> str:
    row = session.con.execute("SELECT name FROM record WHERE rid=?", (rid,)).fetchone()
    return f"{row[0] if row and row[0] else '名前の分からない所属'}（一覧にない所属）"


def owed(table: Sequence[Row]) -> tuple[Owed, ...]:
    """Who still has to answer what, and why."""
    return tuple(
        Owed(row.department, row.subject, row.subject_label, s.question, s.missing)
        for row in table
        for s in row.states
        if s.missing
    )


def answer_of(row: Row, question: str) -> Given:
    """One answer of a row."""
    return next((s.given for s in row.states if s.question.id == question), NOTHING)
