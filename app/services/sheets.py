"""Survey sheets: from our records to the plain rows a form wants. What they look like is the form's affair."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.codes import (
    CLASS_LABEL,
    CLASS_SIGN,
    CURRENT_FACTS,
    EFFECT_DEGREES,
    UNJUDGED_LABEL,
    UNJUDGED_SIGN,
    VERDICTS,
)
from app.core.problems import LOCKED, REFUSED, USAGE, UserProblem
from app.services import catalogue, file_names, form_store, register_read, sheet_modes, sheet_rows, survey_grid
from app.services.session import Session
from app.services.views import EditionRow
from reports.dates import wareki
from reports.forms import Form, form_ids, load_form
from reports.problems import ExportProblem
from reports.sheets import Carry, FormHeader, LegendGroup, write_form
from reports.sheets.machine import write_machine
from spec_catalog import business as businesses

_REVIEW_LEGEND = LegendGroup("検討要否", sheet_rows.NEED_LEGEND)


@dataclass(frozen=True, slots=True)
class Source:
    """What fills a form: the kind of published item, the rows, and the signs explained under them."""

    kind: str
    rows: Callable[[Session, EditionRow], sheet_rows.Rows]
    legend: tuple[LegendGroup, ...]


def _classes(*codes: str) -> LegendGroup:
    return LegendGroup("類型", tuple((CLASS_SIGN[c], CLASS_LABEL[c]) for c in codes))


_CLASSES = _classes("mandatory", "optional", "prohibited")
_VERDICTS = LegendGroup("判定", (*((v.sign, v.short) for v in VERDICTS), (UNJUDGED_SIGN, UNJUDGED_LABEL)))

SOURCES: dict[str, Source] = {
    "F1": Source("req", sheet_rows.requirements, (_CLASSES, _VERDICTS)),
    "F2": Source("form", sheet_rows.forms, (_CLASSES, _VERDICTS)),
    "F3": Source("link", sheet_rows.linkages, (_REVIEW_LEGEND, _classes("mandatory", "optional"))),
}
"""Form → what fills it. A new form is a line here and a file in reports/forms."""


def list_forms() -> tuple[str, ...]:
    """The forms that show a survey list (S1 …), which need no edition."""
    return tuple(f for f in form_ids() if load_form(f).rows)


def available_forms(session: Session, *, business: str | None = None) -> tuple[str, ...]:
    """The forms that have something to show: an edition in force of their kind."""
    kinds = {e.kind for e in catalogue.in_force(session) if business in (None, e.business)}
    return tuple(f for f in form_ids() if f in SOURCES and SOURCES[f].kind in kinds)


def is_form(id: str) -> bool:
    """Whether an id is a form's that :func:`export_sheets` writes."""
    return id in SOURCES or id in list_forms()


def filled_lists(session: Session) -> tuple[str, ...]:
    """The forms of survey lists that have something to show."""
    held = survey_grid.counts(session)
    return tuple(f for f in list_forms() if any(held.get(load_form(f).rows, {}).values()))


def export_sheets(
    session: Session,
    out: Path,
    *,
    forms: Sequence[str] | None = None,
    business: str | None = None,
    department: str | None = None,
    printed_at: datetime | None = None,
    mode: str = sheet_modes.FORM,
    pattern: str = "",
) -> list[Path]:
    """Writes one workbook per form and business with an edition in force, and per survey list; the files made.

    ``forms`` None: all that have something to show. ``department`` stands in the sheet's head (and is the writer's by
    default); when the survey says which businesses it owns, only those are written. ``mode``: "form" (様式再現) or
    "machine" (機械判読); ``pattern``: of the file names (:mod:`app.services.file_names`). Raises UserProblem for an
    unknown form, when there is nothing to write, and when a file cannot be written (the old one is untouched).
    """
    check_forms(forms or ())
    sheet_modes.check_mode(mode)
    at = printed_at or datetime.now()
    chosen = available_forms(session, business=business) if forms is None else forms
    owned = businesses_of(session, department)
    names = file_names.Names(pattern, session.info.municipality, department or "", at.date(), mode)
    made: list[Path] = []
    for form_id in chosen:
        if form_id not in SOURCES:
            made.append(_write_list(session, out, form_id, business, department, owned, at, names))
            continue
        for edition in catalogue.in_force(session):
            wanted = business in (None, edition.business) and (not owned or edition.business in owned)
            if edition.kind == SOURCES[form_id].kind and wanted:
                made.append(_write(session, out, form_id, edition, department, at, names))
    if not made:
        raise nothing(business, department if owned else None)
    return made


def check_forms(forms: Sequence[str]) -> None:
    """Raises UserProblem for an unknown form."""
    usable = [f for f in form_ids() if f in SOURCES or load_form(f).rows]
    unknown = [f for f in forms if f not in usable]
    if unknown:
        hint = "使える様式：" + "、".join(usable)
        raise UserProblem("no_form", f"様式「{unknown[0]}」はありません。", hint=hint, exit_code=USAGE)


def nothing(business: str | None, department: str | None) -> UserProblem:
    """The refusal when no edition here fits."""
    where = "・".join(
        t for t in (f"業務 {business}" if business else "", f"{department}の業務" if department else "") if t
    )
    return UserProblem(
        "nothing_to_write",
        f"{where + 'の' if where else ''}標準仕様がまだないため、書き出すものがありません。",
        hint="先に標準仕様を取り込んでください。",
    )


def businesses_of(session: Session, department: str | None) -> tuple[str, ...]:
    """The businesses a department owns, as the survey says; () when it doesn't say.

    Raises UserProblem for a department the survey doesn't know, once it knows any.
    """
    if not department:
        return ()
    known = [n for (n,) in session.con.execute("SELECT name FROM record WHERE type='department' AND present=1")]
    if known and department not in known:
        raise UserProblem(
            "no_department", f"「{department}」という所属は登録されていません。",
            hint="使える所属：" + "、".join(sorted(known)), exit_code=USAGE,
        )  # fmt: skip
    owned: list[str] = []
    for (fields,) in session.con.execute(
        "SELECT fields FROM record WHERE type='department' AND present=1 AND name=?", (department,)
    ).fetchall():
        value = json.loads(fields).get("businesses") or ()
        owned += re.findall(r"\d{3}(?:-\d)?", value) if isinstance(value, str) else [str(b) for b in value]
    return tuple(dict.fromkeys(owned))


def _write(
    session: Session,
    out: Path,
    form_id: str,
    edition: EditionRow,
    department: str | None,
    at: datetime,
    names: file_names.Names,
) -> Path:
    source = SOURCES[form_id]
    form = form_store.in_force(session, form_id)
    rows = list(source.rows(session, edition))
    name = names.of(
        f"{form_id}_{edition.business}_{edition.business_name}_{edition.label}",
        form=form_id, form_name=form.name, business=edition.business, business_name=edition.business_name,
        edition=edition.label,
    )  # fmt: skip
    if names.mode == sheet_modes.MACHINE:
        facts = (
            *_facts(session),
            ("業務ID", edition.business),
            ("業務名", edition.business_name),
            ("標準仕様の版", edition.label),
        )
        return write_plain(session, form, facts, rows, out / name, at)
    header = header_of(
        session,
        at,
        department=department,
        business=f"{edition.business} {edition.business_name}",
        subject=edition.business_name,
        edition=f"{edition.label}{f'（{edition.published}）' if edition.published else ''}",
        legend=source.legend,
    )
    return write_sheet(form, header, rows, out / name, at)


def _write_list(
    session: Session,
    out: Path,
    form_id: str,
    business: str | None,
    department: str | None,
    owned: Sequence[str],
    at: datetime,
    names: file_names.Names,
) -> Path:
    """A form of a survey list: of a business, or of those a department owns (records that say none are among them)."""
    form = form_store.in_force(session, form_id)
    rows = sheet_rows.survey_rows(session, form.rows, (business,) if business else owned)
    subject = businesses.name_of(business) if business else ""
    default = "_".join(t for t in (form_id, form.name, business or "", department or "") if t)
    name = names.of(
        default, form=form_id, form_name=form.name, business=business or "", business_name=subject, edition=""
    )
    if names.mode == sheet_modes.MACHINE:
        return write_plain(session, form, _facts(session), rows, out / name, at)
    header = header_of(
        session, at, department=department, business=f"{business} {subject}" if business else "すべて",
        subject=subject, edition=f"{wareki(at.date())}現在の記録", legend=(),
    )  # fmt: skip
    return write_sheet(form, header, rows, out / name, at)


def _facts(session: Session) -> tuple[tuple[str, str], ...]:
    """What every row of a table for machines says alike (rule 1-12: code and name of the municipality)."""
    return (("団体コード", session.code), ("団体名", session.info.municipality))


def write_plain(
    session: Session,
    form: Form,
    facts: Sequence[tuple[str, str]],
    rows: Sequence[Mapping[str, str]],
    out: Path,
    at: datetime,
) -> Path:
    """The rows as a table for machines; ``out``. Raises UserProblem when it can't be written."""
    try:
        return write_machine(form, facts, rows, out, author=session.info.municipality, printed_at=at)
    except ExportProblem as problem:
        raise export_refused(problem) from problem


def header_of(
    session: Session,
    at: datetime,
    *,
    department: str | None,
    business: str,
    subject: str,
    edition: str,
    legend: tuple[LegendGroup, ...],
) -> FormHeader:
    """What stands above the rows of any form, with our own choice lists."""
    return FormHeader(
        municipality=session.info.municipality,
        business=business,
        subject=subject,
        department=department or session.who.department,
        writer=session.who.name,
        edition=edition,
        date=wareki(at.date()),
        choices=choices(),
        legend=legend,
    )


def choices() -> Mapping[str, tuple[str, ...]]:
    """The pull-down lists that are codes of ours; the others stand in the forms."""
    labels = (sheet_rows.disposition_label(d.code) for d in register_read.dispositions())
    return {
        "verdict": (*(f"{v.sign} {v.short}" for v in VERDICTS), sheet_rows.UNJUDGED),
        "current": tuple(CURRENT_FACTS.values()),
        "degree": tuple(EFFECT_DEGREES.values()),
        "disposition": tuple(dict.fromkeys((*labels, "対応不要"))),
    }


safe_name = file_names.safe_name


def write_sheet(
    form: str | Form,
    header: FormHeader,
    rows: Sequence[Mapping[str, str]],
    out: Path,
    at: datetime,
    *,
    note: str = "",
    carry: Carry | None = None,
) -> Path:
    """The rows as a workbook; ``out``. ``note``: the filter (絞り込み). Raises UserProblem when it can't be written."""
    chosen = load_form(form) if isinstance(form, str) else form
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return write_form(chosen, header, rows, out, printed_at=at, filter_note=note, carry=carry)
    except ExportProblem as problem:
        raise export_refused(problem) from problem
    except OSError as problem:
        raise UserProblem(
            "cannot_write",
            f"「{out.parent}」に書き出せません（{problem.strerror or problem}）。",
            file=str(out.parent),
            hint="書き込めるフォルダーを選んでください。",
        ) from problem


def export_refused(problem: ExportProblem) -> UserProblem:
    """A writer's refusal in the form every screen and command understands."""
    code = LOCKED if problem.code == "disk_full" else REFUSED
    return UserProblem(problem.code, problem.message, file=str(problem.file or ""), hint=problem.hint, exit_code=code)
