"""Work of 質問票: what a page shows, read at once, and an answer stored as one step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.core.questionnaires import Questionnaire
    from app.services.questionnaires import Department, Row
    from app.services.questionnaires_answer import Sheet
    from app.services.session import Session

Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks for: codes, "" = the usual one. ``name``: of the person's department, chosen at first."""

    questionnaire: str = ""
    department: str = ""
    subject: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows. ``sheet`` is None while no department is registered; ``subjects``: (code, label)."""

    known: tuple[tuple[str, str], ...]
    questionnaire: Questionnaire
    departments: tuple[Department, ...]
    rows: tuple[Row, ...]
    subjects: tuple[tuple[str, str], ...]
    sheet: Sheet | None
    vendors: tuple[str, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored step and the page after it."""

    changes: Changes
    history: HistoryState
    shown: Shown


def load(session: Session, wanted: Wanted) -> Shown:
    """What the page shows; what is asked for and isn't there gives way to the usual."""
    from app.services import questionnaires as q
    from app.services import questionnaires_answer as answering

    known = q.definitions(session)
    chosen = next((d for d in known if d.id == wanted.questionnaire), known[0])
    departments = q.departments(session, chosen)
    month = chosen.subject == "month"
    table_subject = (wanted.subject or q.subject_of(session, chosen, "")) if month else None
    table = q.rows(session, chosen, subject=table_subject)
    here = {d.rid for d in departments} | {r.department.rid for r in table}
    department = wanted.department if wanted.department in here else ""
    if not department:
        listed = [r.department for r in table] or list(departments)
        named = [d.rid for d in listed if wanted.name and d.name == wanted.name]
        department = next(iter((*named, *(d.rid for d in listed))), "")
    subjects = tuple(q.subjects(session, chosen, "" if month else department))
    subject = table_subject or ""
    if not month:
        answered = {r.subject for r in table if r.department.rid == department}
        known_subjects = {code for code, _label in subjects} | answered
        usual = next((r.subject for r in table if r.department.rid == department), "")
        subject = wanted.subject if wanted.subject in known_subjects else usual
        subjects += tuple((s, q.subject_label(session, chosen, s)) for s in answered - {c for c, _l in subjects})
    sheet = answering.sheet(session, chosen, department, subject) if department else None
    vendors = session.con.execute(
        "SELECT DISTINCT name FROM record WHERE type='vendor' AND present=1 AND name<>'' ORDER BY name"
    )
    return Shown(
        tuple((d.id, d.title) for d in known), chosen, departments, table, subjects, sheet,
        tuple(str(r[0]) for r in vendors), q.unreadable(session),
    )  # fmt: skip


def answer(
    session: Session,
    wanted: Wanted,
    question: str,
    value: Any,
    remark: str,
    parents: tuple[str, ...] | None,
    reason: str = "",
) -> Stored:
    """Stores an answer and fills what is empty in 現行調査."""
    from app.services import questionnaires as q
    from app.services import questionnaires_answer as answering

    chosen = q.definition(session, wanted.questionnaire)
    found = answering.question_of(chosen, question)
    done = answering.answer(
        session, chosen, found, wanted.department, wanted.subject, value, remark, parents=parents, reason=reason
    )
    return Stored(done.changes, history_state(session), load(session, wanted))


def keep_typed(session: Session, wanted: Wanted, fields: Mapping[str, tuple[Any, str, tuple[str, ...]]]) -> None:
    """Keeps what stands in fields and isn't stored: question → (value, remark, heads); none forgets it."""
    from app.services import questionnaires_answer as answering

    kept = {question: answering.Typed(*said) for question, said in fields.items()}
    answering.keep_typed(session, wanted.questionnaire, wanted.department, wanted.subject, kept)


def write_through(session: Session, wanted: Wanted, question: str, system_name: str) -> Stored:
    """Writes an answer to 現行調査: what is replaced and registered, too."""
    from app.services import questionnaires as q
    from app.services import questionnaires_answer as answering

    chosen = q.definition(session, wanted.questionnaire)
    changes = answering.write_through(
        session, chosen, wanted.department, wanted.subject, only=question, system_name=system_name
    )
    return Stored(changes, history_state(session), load(session, wanted))


def add_file(session: Session, path: str, wanted: Wanted) -> Stored:
    """Takes a questionnaire from a file into the workspace; the page shows it."""
    from app.services import questionnaires as q

    made, changes = q.add(session, Path(path))
    return Stored(changes, history_state(session), load(session, Wanted(made.id, name=wanted.name)))


def write_sheet(
    session: Session,
    path: str,
    wanted: Wanted,
    owed: bool,
    *,
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> str:
    """The table, or the list of what is owed, as a workbook."""
    from app.services import questionnaires as q
    from app.services import questionnaires_sheet as sheets

    chosen = q.definition(session, wanted.questionnaire)
    table = q.rows(session, chosen, subject=wanted.subject if chosen.subject == "month" else None)
    write = sheets.write_owed if owed else sheets.write_table
    return str(write(session, chosen, table, Path(path)))
