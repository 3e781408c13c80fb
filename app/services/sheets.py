"""Survey sheets: from our records to the plain rows a form wants. What they look like is the form's affair."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from app.core.codes import (
    CLASS_LABEL,
    CLASS_SIGN,
    CURRENT_FACTS,
    EFFECT_DEGREES,
    EFFECT_TARGETS,
    UNJUDGED_LABEL,
    UNJUDGED_SIGN,
    VERDICT,
    VERDICTS,
)
from app.core.problems import REFUSED, USAGE, UserProblem
from app.services import catalogue
from app.services.session import Session
from app.services.views import EditionRow
from reports.dates import wareki
from reports.forms import form_ids, load_form
from reports.problems import ExportProblem
from reports.sheets import FormHeader, LegendGroup, write_form

KIND_OF_FORM = {"F1": "req"}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def export_sheets(
    session: Session,
    out: Path,
    *,
    forms: Sequence[str] = ("F1",),
    business: str | None = None,
    department: str | None = None,
    printed_at: datetime | None = None,
) -> list[Path]:
    """Writes one workbook per form and business with an edition in force; the files made.

    ``department`` stands in the sheet's head (and is the writer's by default). Raises UserProblem for an unknown form,
    when there is nothing to write, and when a file cannot be written (the old one is untouched).
    """
    unknown = [f for f in forms if f not in form_ids() or f not in KIND_OF_FORM]
    if unknown:
        hint = "使える様式：" + "、".join(f for f in form_ids() if f in KIND_OF_FORM)
        raise UserProblem("no_form", f"様式「{unknown[0]}」はありません。", hint=hint, exit_code=USAGE)
    at = printed_at or datetime.now()
    made: list[Path] = []
    for form_id in forms:
        for edition in catalogue.in_force(session):
            if edition.kind == KIND_OF_FORM[form_id] and business in (None, edition.business):
                made.append(_write(session, out, form_id, edition, department, at))
    if not made:
        where = f"業務 {business} の" if business else ""
        raise UserProblem(
            "nothing_to_write",
            f"{where}標準仕様がまだないため、書き出すものがありません。",
            hint="先に標準仕様を取り込んでください。",
        )
    return made


def _write(
    session: Session, out: Path, form_id: str, edition: EditionRow, department: str | None, at: datetime
) -> Path:
    form = load_form(form_id)
    who = session.who
    published = f"（{edition.published}）" if edition.published else ""
    header = FormHeader(
        municipality=session.info.municipality,
        business=f"{edition.business} {edition.business_name}",
        subject=edition.business_name,
        department=department or who.department,
        writer=who.name,
        edition=f"{edition.label}{published}",
        date=wareki(at.date()),
        choices={
            "verdict": (*(f"{v.sign} {v.short}" for v in VERDICTS), _UNJUDGED),
            "current": tuple(CURRENT_FACTS.values()),
            "degree": tuple(EFFECT_DEGREES.values()),
        },
        legend=(
            LegendGroup(
                "類型", tuple((CLASS_SIGN[c], CLASS_LABEL[c]) for c in ("mandatory", "optional", "prohibited"))
            ),
            LegendGroup("判定", (*((v.sign, v.label) for v in VERDICTS), (UNJUDGED_SIGN, UNJUDGED_LABEL))),
        ),
    )
    name = _UNSAFE.sub("_", f"{form_id}_{edition.business}_{edition.business_name}_{edition.label}.xlsx")
    try:
        out.mkdir(parents=True, exist_ok=True)
        return write_form(
            form, header, list(requirement_rows(session, edition)), out / name, printed_at=at, filter_note=""
        )
    except ExportProblem as problem:
        raise export_refused(problem) from problem
    except OSError as problem:
        raise UserProblem(
            "cannot_write",
            f"「{out}」に書き出せません（{problem.strerror or problem}）。",
            file=str(out),
            hint="書き込めるフォルダーを選んでください。",
        ) from problem


def export_refused(problem: ExportProblem) -> UserProblem:
    """A writer's refusal in the form every screen and command understands."""
    return UserProblem(
        problem.code, problem.message, file=str(problem.file or ""), hint=problem.hint, exit_code=REFUSED
    )


_UNJUDGED = f"{UNJUDGED_SIGN} {UNJUDGED_LABEL}"


def requirement_rows(session: Session, edition: EditionRow) -> Iterator[dict[str, str]]:
    """The valid requirements of an edition as form F1 wants them: column code → text as it shall stand."""
    schema = session.attach(edition.hash)
    mapped = _mapped_names(session, edition.business)
    sql = (
        f"SELECT i.id, i.{session.size}, i.name, i.text, i.section, i.p1, i.p2, i.p3, i.reason, i.applies,"
        " s.current, s.verdict, s.detail, s.why, s.targets, s.degree, s.memo, s.judged_by, coalesce(s.conflict, 0)"
        f" FROM {schema}.item i LEFT JOIN main.item_state s ON s.business=i.business AND s.kind=i.kind"
        " AND s.item=i.id AND s.branch=i.branch WHERE i.deleted=0 AND i.kind=? ORDER BY i.key"
    )
    for row in session.con.execute(sql, (edition.kind,)).fetchall():
        id_, cls, name, text, section, p1, p2, p3, why, applies, current, verdict, detail, reason = row[:14]
        targets, degree, memo, by, conflict = row[14:]
        shown = "≠ 競合" if conflict else f"{VERDICT[verdict].sign} {VERDICT[verdict].short}" if verdict else _UNJUDGED
        yield {
            "id": id_,
            "class": CLASS_SIGN.get(cls or "", ""),
            "name": name,
            "text": text,
            "section": section,
            "path1": p1,
            "path2": p2,
            "path3": p3,
            "why": why,
            "applies": applies,
            "current": CURRENT_FACTS.get(current or "", ""),
            "current_functions": "\n".join(mapped.get(id_, ())),
            "verdict": shown,
            "detail": detail or "",
            "reason": reason or "",
            "effect": "、".join(EFFECT_TARGETS.get(t, t) for t in (targets or "").split(",") if t),
            "degree": EFFECT_DEGREES.get(degree or "", ""),
            "memo": memo or "",
            "by": by or "",
        }


def _mapped_names(session: Session, business: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    sql = (
        "SELECT m.item, r.number, r.name FROM mapping m JOIN record r ON r.rid=m.target"
        " WHERE m.business=? AND m.kind='req' AND r.present=1 ORDER BY m.item, r.number"
    )
    for item, number, name in session.con.execute(sql, (business,)):
        found.setdefault(item, []).append(f"{number} {name}".strip())
    return found
