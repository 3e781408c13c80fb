"""The forms as they hold in this workspace: as the program brings them, or as somebody edited them in a workbook.

An edited form is a record: it travels in packages, can be undone, and says who changed it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.problems import USAGE, UserProblem
from app.core.records import deterministic_rid
from app.services import form_book
from app.services.session import Session, changes
from app.services.views import Changes
from reports.forms import Form, form_ids, load_form, parse_form, plain_form
from reports.problems import ExportProblem

TYPE, ATOM = "sheet_form", "form"


@dataclass(frozen=True, slots=True)
class Held:
    """A form in the list. ``own``: edited here; ``outdated``: the program's own form has columns this one lacks."""

    id: str
    number: str
    name: str
    columns: int
    own: bool
    missing: tuple[str, ...]


def in_force(session: Session, form_id: str) -> Form:
    """The form as it holds here. An edited one that can't be read (a newer program wrote it) gives way to ours.

    Raises UserProblem for an unknown form.
    """
    ours = published(form_id)
    raw = _stored(session, form_id)
    if raw is None:
        return ours
    try:
        form = parse_form(raw)
    except ValueError:
        return ours
    return form if not form_book.faults(form, ours) else ours


def published(form_id: str) -> Form:
    """The form as the program brings it. Raises UserProblem for an unknown one."""
    if form_id not in form_ids():
        hint = "使える様式：" + "、".join(form_ids())
        raise UserProblem("no_form", f"様式「{form_id}」はありません。", hint=hint, exit_code=USAGE)
    return load_form(form_id)


def held(session: Session) -> tuple[Held, ...]:
    """Every form, and whether it was edited here."""
    out = []
    for form_id in form_ids():
        ours, here = load_form(form_id), in_force(session, form_id)
        codes = {c.code for c in here.columns}
        missing = tuple(c.title for c in ours.columns if c.code not in codes)
        out.append(Held(form_id, here.number, here.name, len(here.columns), here != ours, missing))
    return tuple(out)


def export(session: Session, form_id: str, out: Path) -> Path:
    """Writes the form as a workbook to be edited. Raises UserProblem for an unknown form and a file not written."""
    form = in_force(session, form_id)
    try:
        return form_book.write(form, out, author=session.info.municipality)
    except ExportProblem as problem:
        raise UserProblem(problem.code, problem.message, file=str(out), hint=problem.hint) from problem


def take(session: Session, path: Path) -> tuple[Form, Changes]:
    """Reads an edited form back and keeps it as one step; (form, changes).

    Raises InputProblem for a file that is refused and UserProblem with every place that is wrong; nothing is kept then.
    """
    form_id = form_book.form_of(path)
    ours = published(form_id)
    form = form_book.read(path, ours)
    content = "" if form == ours else json.dumps(plain_form(form), ensure_ascii=False, sort_keys=True)
    return form, _put(session, ours, content, f"様式を変える：{ours.number}")


def reset(session: Session, form_id: str) -> Changes:
    """Back to the form as the program brings it, as one step. Raises UserProblem for an unknown form."""
    ours = published(form_id)
    return _put(session, ours, "", f"様式を元に戻す：{ours.number}")


def _put(session: Session, form: Form, content: str, label: str) -> Changes:
    fields: dict[str, Any] = {"form": form.id, "content": content} if content else {}
    with session.project.unit(label) as unit:
        unit.set(_rid(session, form.id), TYPE, ATOM, fields)
    return changes(unit.changes)


def _stored(session: Session, form_id: str) -> Mapping[str, Any] | None:
    row = session.con.execute(
        "SELECT fields FROM record WHERE rid=? AND present=1", (_rid(session, form_id),)
    ).fetchone()
    content = json.loads(row[0]).get("content") if row else None
    if not isinstance(content, str) or not content:
        return None
    try:
        raw = json.loads(content)
    except ValueError:  # another PC wrote it
        return None
    return raw if isinstance(raw, dict) else None


def _rid(session: Session, form_id: str) -> str:
    return deterministic_rid(TYPE, session.code, form_id)
