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
from app.services import catalogue, register_read, sheet_rows
from app.services.session import Session
from app.services.views import EditionRow
from reports.dates import wareki
from reports.forms import Form, form_ids, load_form
from reports.problems import ExportProblem
from reports.sheets import Carry, FormHeader, LegendGroup, write_form

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
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


def available_forms(session: Session, *, business: str | None = None) -> tuple[str, ...]:
    """The forms that have something to show: an edition in force of their kind."""
    kinds = {e.kind for e in catalogue.in_force(session) if business in (None, e.business)}
    return tuple(f for f in form_ids() if f in SOURCES and SOURCES[f].kind in kinds)


def export_sheets(
    session: Session,
    out: Path,
    *,
    forms: Sequence[str] | None = None,
    business: str | None = None,
    department: str | None = None,
    printed_at: datetime | None = None,
) -> list[Path]:
    """Writes one workbook per form and business with an edition in force; the files made.

    ``forms`` None: all that have something to show. ``department`` stands in the sheet's head (and is the writer's by
    default); when the survey says which businesses it owns, only those are written. Raises UserProblem for an unknown
    form, when there is nothing to write, and when a file cannot be written (the old one is untouched).
    """
    check_forms(forms or ())
    at = printed_at or datetime.now()
    chosen = available_forms(session, business=business) if forms is None else forms
    owned = businesses_of(session, department)
    made: list[Path] = []
    for form_id in chosen:
        for edition in catalogue.in_force(session):
            wanted = business in (None, edition.business) and (not owned or edition.business in owned)
            if edition.kind == SOURCES[form_id].kind and wanted:
                made.append(_write(session, out, form_id, edition, department, at))
    if not made:
        raise nothing(business, department if owned else None)
    return made


def check_forms(forms: Sequence[str]) -> None:
    """Raises UserProblem for an unknown form."""
    unknown = [f for f in forms if f not in form_ids() or f not in SOURCES]
    if unknown:
        hint = "使える様式：" + "、".join(f for f in form_ids() if f in SOURCES)
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
    session: Session, out: Path, form_id: str, edition: EditionRow, department: str | None, at: datetime
) -> Path:
    source = SOURCES[form_id]
    header = header_of(
        session,
        at,
        department=department,
        business=f"{edition.business} {edition.business_name}",
        subject=edition.business_name,
        edition=f"{edition.label}{f'（{edition.published}）' if edition.published else ''}",
        legend=source.legend,
    )
    name = f"{form_id}_{edition.business}_{edition.business_name}_{edition.label}.xlsx"
    return write_sheet(form_id, header, list(source.rows(session, edition)), out / safe_name(name), at)


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


def safe_name(name: str) -> str:
    """A file name without what file systems forbid."""
    return _UNSAFE.sub("_", name)


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
