"""A city's own template filled from our records: what a form would show, in the city's own workbook."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.core.problems import USAGE, UserProblem
from app.services import catalogue, form_store, sheet_rows, sheets
from app.services.session import Session
from reports.dates import wareki
from reports.problems import ExportProblem
from reports.sheets.machine import plain_columns
from reports.sheets.template import Filled
from reports.sheets.template import fill as fill_book
from spec_catalog import business as businesses
from spec_catalog.workbook import read_workbook


def fill(
    session: Session,
    template: Path,
    out: Path,
    *,
    form_id: str,
    business: str | None = None,
    department: str | None = None,
    at: datetime | None = None,
) -> Filled:
    """Fills ``{{団体}}``, ``{{業務}}`` … and the row with ``{{行.見出し}}`` by the rows a form shows.

    The template is read by the limited reader first. Raises InputProblem for a refused file, UserProblem for an unknown
    form or field, for what can't be kept (by its name), and when there is nothing to write.
    """
    sheets.check_forms((form_id,))
    if template.resolve() == out.resolve():
        raise UserProblem(
            "same_file",
            "ひな形そのものには書き出せません。",
            file=str(out),
            hint="別の名前を選んでください。",
            exit_code=USAGE,
        )
    if read_workbook(template).kind != "xlsx":
        raise UserProblem(
            "not_xlsx", "ひな形は .xlsx のブックです。", file=template.name, hint="Excel で保存し直してください。"
        )
    form = form_store.in_force(session, form_id)
    printed = at or datetime.now()
    edition_text, subject = "", businesses.name_of(business) if business else ""
    if form_id in sheets.SOURCES:
        source = sheets.SOURCES[form_id]
        found = [e for e in catalogue.in_force(session) if e.kind == source.kind and business in (None, e.business)]
        if not found:
            raise sheets.nothing(business, department)
        if len(found) > 1:
            hint = "使える業務：" + "、".join(f"{e.business} {e.business_name}" for e in found)
            raise UserProblem("which_business", "どの業務を書き出すかを選んでください。", hint=hint, exit_code=USAGE)
        (edition,) = found
        rows = list(source.rows(session, edition))
        business, subject, edition_text = edition.business, edition.business_name, edition.label
    else:
        owned = (business,) if business else sheets.businesses_of(session, department)
        rows = sheet_rows.survey_rows(session, form.rows, owned)
    columns = plain_columns(form)
    said = [
        {"No": str(n), "no": str(n)} | {c.code: row.get(c.code, "") for c in columns}
        | {c.title: row.get(c.code, "") for c in columns}
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip
    values = {
        "団体": session.info.municipality, "団体コード": session.code, "業務ID": business or "", "業務": subject,
        "所属": department or session.who.department, "記入者": session.who.name, "版": edition_text,
        "日付": wareki(printed.date()), "様式": form.title,
    }  # fmt: skip
    usable = ("No", "no", *(c.title for c in columns), *(c.code for c in columns))
    try:
        return fill_book(template, values, said, out, usable=usable)
    except ExportProblem as problem:
        raise UserProblem(
            problem.code, problem.message, file=str(problem.file or template.name), hint=problem.hint
        ) from problem
