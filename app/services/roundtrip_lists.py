"""The survey lists as sheets to be answered: one row per record, empty rows below for what is added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.core import roundtrip
from app.services import catalogue, choices, roundtrip_pairs, sheets, survey, survey_grid
from app.services.roundtrip_cells import ANSWERS, NOT_BACK, list_place
from app.services.roundtrip_sheet import Draft, disputed_of, guide, heads_of
from app.services.session import Session
from app.services.survey_lists import ANSWER_KIND, ListColumn, SurveyList, beside, survey_list
from reports.dates import wareki
from reports.forms import Column, Form, load_form
from spec_catalog import business as businesses
from spec_catalog.text import match_key

LISTS = tuple(survey.EVERY)
BLANKS = 30
"""Empty rows for what is added. More can be inserted: a row without a key is a new record."""

_LOOK = "F1"  # paper and type as the forms
_HIGHEST_PT = 409.0  # as high as a row can be: a cell to be filled in holds its whole text


def draft(
    session: Session, name: str, at: datetime, *, business: str | None, department: str | None, owned: Sequence[str]
) -> Draft:
    """One list, of a business or of those a department owns (records that say no business are always among them)."""
    wanted = survey_list(name)
    book = "現行調査" if name in survey.LISTS else "連携" if name in beside("links") else "課題・決定"
    values = [v for v in survey.list_rows(session, name) if _concerns(v, business, owned)]
    rids = [str(v["rid"]) for v in values]
    shown = {row.rid: row for row in survey_grid.rows(session, name, rids)}
    columns = _columns(wanted, [shown[r].texts for r in rids])
    codes = [c.code for c in wanted.columns]
    texts = [dict(zip(codes, shown[rid].texts, strict=True)) for rid in rids]
    place = {c: atom for c, (atom, _) in list_place(name).items() if c in {k.code for k in columns}}
    atoms = set(place.values()) - {ANSWERS}
    heads, disputed = heads_of(session, rids), disputed_of(session, rids)
    pairs = roundtrip_pairs.of_records(session, rids) if ANSWER_KIND.get(name) else {}
    says = dict(
        session.con.execute("SELECT rid, said FROM record WHERE type=?", (survey.record_type(name),)).fetchall()
    )
    written = [
        roundtrip.Written(
            rid, _name(t), {}, {a: heads.get((rid, a), ()) for a in atoms}, frozenset(disputed.get(rid, ())) & atoms,
            more={"called": match_key(t.get(_main(wanted), "")), **({"pairs": p} if (p := pairs.get(rid)) else {}),
                  **({"said": s} if (s := says.get(rid)) else {})},
        )
        for rid, t in zip(rids, texts, strict=True)
    ]  # fmt: skip
    offered = survey.offered(session, name)
    lists = {c.code: tuple(label for _, label in c.choices) for c in columns if c.choices}
    lists |= {c.code: offered[c.code] for c in columns if c.kind == "list"}
    form = _form(wanted, columns, place, book, set(lists))
    subject = businesses.name_of(business) if business else department or ""
    header = sheets.header_of(
        session, at, department=department, business="すべて" if not business else f"{business} {subject}",
        subject=subject, edition=f"{wareki(at.date())}現在の記録", legend=(),
    )  # fmt: skip
    who = "".join(f"_{t}" for t in (business, department) if t)
    about = {
        "form": "", "list": name, "sheet": form.sheet, "type": survey.record_type(name), "business": business or "",
        "edition": "", "department": department or "", "names": _names(session, name),
    }  # fmt: skip
    return Draft(
        form, replace(header, writer="", department=department or "", choices=lists),
        sheets.safe_name(f"{book}_{wanted.title}{who}_回答用.xlsx"),
        f"{book} {wanted.title}{f' {subject}' if subject else ''}", texts, written, place, about, BLANKS,
    )  # fmt: skip


def _concerns(values: dict[str, Any], business: str | None, owned: Sequence[str]) -> bool:
    said = values.get("businesses") or ([values["business"]] if values.get("business") else [])
    wished = [business] if business else list(owned)
    return not wished or not said or any(b in wished for b in said)


def _name(texts: dict[str, str]) -> str:
    """What a person knows a record by: its number, or where a list has none, its name."""
    return texts.get("number", texts.get("name", "")).strip()


def name_of(texts: dict[str, str]) -> str:
    """The same of a row that came back."""
    return _name(texts)


def _main(wanted: SurveyList) -> str:
    return next(c.code for c in wanted.columns if c.required)


def _columns(wanted: SurveyList, rows: Sequence[Sequence[str]]) -> list[ListColumn]:
    """The usual columns, and the further ones that hold something."""
    return [c for n, c in enumerate(wanted.columns) if not c.more or any(row[n] for row in rows)]


def _form(
    wanted: SurveyList, columns: Sequence[ListColumn], place: dict[str, str], book: str, listed: set[str]
) -> Form:
    look = load_form(_LOOK)
    made = tuple(
        Column(
            c.code, c.label, c.label, max(64, c.width), "choice" if c.code in listed else "text", f"{book}の一覧",
            "▼ から選びます。" if c.code in listed else "分からなければ空けるか「不明」と書きます。",
            list=c.code if c.code in listed else "", locked=c.code not in place or c.code in NOT_BACK,
        )
        for c in columns
    )  # fmt: skip
    return Form(
        id="S", number=book, name=wanted.title, title=f"{book}　{wanted.title}", sheet=wanted.title,
        origin=f"{book}の一覧を、本ソフトを使わない人が Excel で答えるためのシートです。", columns=made, approval=(),
        print=replace(look.print, max_row_pt=_HIGHEST_PT), guide=(*guide("lists"), *guide("both"), *guide("people")),
        examples=(), lists={},
    )  # fmt: skip


def _names(session: Session, name: str) -> dict[str, dict[str, str]]:
    """Column of references → match key of a name → rid, of what is registered now; a name two have is left out."""
    type_ = survey.record_type(name)
    out: dict[str, dict[str, str]] = {}
    for code in survey.REFERRING.get(type_, ()):
        found: dict[str, list[str]] = {}
        shown = "number" if survey.REFERENCES[code] in survey.BY_NUMBER else "name"
        for rid, called in session.con.execute(
            f"SELECT rid, {shown} FROM record WHERE type=? AND present=1 AND {shown}<>'' ORDER BY rid",
            (survey.REFERENCES[code],),
        ):
            found.setdefault(match_key(called), []).append(rid)
        out[code] = {key: rids[0] for key, rids in found.items() if len(rids) == 1}
    for column in survey_list(name).columns:
        if column.kind == "list":
            held = choices.in_force(session, column.list)
            out[column.code] = {match_key(label): code for code, label in held.labels().items()}
    return out


def published(session: Session, name: str) -> dict[str, tuple[str, str, str, str]]:
    """Id → (business, kind, id, branch) of the items in force that 対応する標準… may hold."""
    kind = ANSWER_KIND.get(name)
    out: dict[str, tuple[str, str, str, str]] = {}
    for edition in catalogue.in_force(session):
        if edition.kind == kind:
            schema = session.attach(edition.hash)
            for business, id_, branch in session.con.execute(
                f"SELECT business, id, branch FROM {schema}.item WHERE deleted=0 ORDER BY key"
            ):
                out.setdefault(id_, (business, str(kind), id_, branch))
    return out
