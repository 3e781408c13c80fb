"""Sheets that go out to be answered in Excel: F1–F3 and the survey lists, with what their way back needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core import roundtrip
from app.core.problems import USAGE, UserProblem
from app.core.records import item_rid
from app.core.stamps import stamp
from app.services import catalogue, comparison, form_store, roundtrip_lists, roundtrip_pairs, sheets
from app.services.roundtrip_cells import CURRENT, FORM_FIELDS
from app.services.roundtrip_sheet import Draft, disputed_of, guide, heads_of, manifest_of, name_of, page_of
from app.services.session import Session
from app.services.views import EditionRow
from app.store import handed, sheet_exports
from reports.forms import Form
from reports.sheets import Carry
from reports.sheets.fit import fit


@dataclass(frozen=True, slots=True)
class Sent:
    """One sheet as made: its file, the id under which it is remembered, its name, rows, and cells in conflict."""

    path: Path
    export: str
    label: str
    rows: int
    disputed: int


def send(
    session: Session,
    out: Path,
    wanted: Sequence[str] | None = None,
    *,
    business: str | None = None,
    department: str | None = None,
    at: datetime | None = None,
    style: bool = False,
) -> list[Sent]:
    """Writes sheets to be answered into a folder and remembers each; what was made.

    ``style``: forms as they are handed in (every column, what doesn't fit a printed row in the appendix) that can still
    be answered; else only the columns that are taken back can be filled in. ``wanted``: F1–F3 and names of survey lists
    (None: the forms with an edition in force). ``department`` stands in the heads and narrows to those it owns.
    Raises UserProblem for an unknown name, when there is nothing to write, and when a file can't be written.
    """
    printed = at or datetime.now()
    names = tuple(wanted) if wanted else sheets.available_forms(session, business=business)
    unknown = [n for n in names if n not in FORM_FIELDS and n not in roundtrip_lists.LISTS]
    if unknown:
        hint = "使えるもの：" + "、".join((*FORM_FIELDS, *roundtrip_lists.LISTS))
        raise UserProblem("no_form", f"様式・一覧「{unknown[0]}」はありません。", hint=hint, exit_code=USAGE)
    owned = sheets.businesses_of(session, department)
    made: list[Sent] = []
    for name in names:
        if name in roundtrip_lists.LISTS:
            draft = roundtrip_lists.draft(session, name, printed, business=business, department=department, owned=owned)
            made.append(write(session, out, draft, printed))
            continue
        for edition in catalogue.in_force(session):
            fits = business in (None, edition.business) and (not owned or edition.business in owned)
            if edition.kind == sheets.SOURCES[name].kind and fits:
                made.append(
                    write(session, out, _form_draft(session, name, edition, department, printed, style), printed)
                )
    if not made:
        raise sheets.nothing(business, department if owned else None)
    return made


def write(session: Session, out: Path, draft: Draft, at: datetime) -> Sent:
    """Remembers a sheet and writes it; one that can't be written is forgotten again."""
    export = sheet_exports.fresh(by=session.project.author.by, label=draft.label, file=draft.file)
    locked = frozenset(
        (n, code) for n, w in enumerate(draft.written) for code, atom in draft.place.items() if atom in w.disputed
    )
    texts = [_disputed(w, draft.place, t) for w, t in zip(draft.written, draft.texts, strict=True)]
    ready, overflow = fit(draft.form, texts, whole=draft.whole)
    by_title = {c.title: c.code for c in draft.form.columns}
    cut: dict[int, set[str]] = {}
    for item in overflow:
        cut.setdefault(item.row - 1, set()).add(by_title[item.column])
    rows = [
        replace(
            w,
            cells={
                c.code: roundtrip.mark(export.id, w.rid, c.code, "\n".join(t for t in (cell.head, cell.text) if t))
                for c, cell in zip(draft.form.columns, line.cells, strict=True)
                if c.kind != "number"
            },
            cut=frozenset(cut.get(n, ())),
        )
        for n, (w, line) in enumerate(zip(draft.written, ready, strict=True))
    ]
    columns = [roundtrip.Column(c.code, c.title, draft.place.get(c.code, "")) for c in draft.form.columns]
    foot = [f"{title}　" for title in (*(group.title for group in draft.header.legend), "絞り込み")]
    known = replace(export, manifest=manifest_of({**draft.about, "foot": foot}, columns, rows))
    page = page_of(known, session.info.workspace_id, columns, rows)
    keys = (*(w.rid for w in rows), *("" for _ in range(draft.blanks)))
    sheet_exports.save(session.project, known)
    try:
        path = sheets.write_sheet(
            draft.form, draft.header, [*texts, *({} for _ in range(draft.blanks))], out / draft.file, at,
            carry=Carry(keys, page, locked, draft.whole),
        )  # fmt: skip
    except BaseException:  # a sheet nobody has can't come back
        sheet_exports.forget(session.project, export.id)
        raise
    _wait_for(session, draft, export.id, path.name)
    return Sent(path, export.id, draft.label, len(rows), sum(len(w.disputed) for w in rows))


def _wait_for(session: Session, draft: Draft, export: str, file: str) -> None:
    """A sheet made for a department that is registered is one whose answer is waited for."""
    name = str(draft.about["department"])
    row = session.con.execute(
        "SELECT rid FROM record WHERE type='department' AND present=1 AND name=? ORDER BY rid", (name,)
    ).fetchone()
    if name and row is not None:
        business = str(draft.about["business"])
        areas = (business,) if business else sheets.businesses_of(session, name)
        handed.add(session.project, handed.SHEET, export, department=row[0], name=name, businesses=areas, file=file)


def _disputed(row: roundtrip.Written, place: Mapping[str, str], texts: dict[str, str]) -> dict[str, str]:
    """The texts with 競合 n件 where values contradict each other."""
    shown = {c: f"競合 {len(row.heads.get(a, ()))}件" for c, a in place.items() if a in row.disputed}
    return {**texts, **shown}


# --- the forms --------------------------------------------------------------------------------------------------------


def _form_draft(
    session: Session, form_id: str, edition: EditionRow, department: str | None, at: datetime, style: bool
) -> Draft:
    """F1–F3 of one business."""
    source, place = sheets.SOURCES[form_id], {c: atom for c, (atom, _) in FORM_FIELDS[form_id].items()}
    texts = list(source.rows(session, edition))
    stamps = _stamps(session, edition)
    rids = [item_rid(session.code, edition.business, edition.kind, t["id"], t["branch"]) for t in texts]
    heads, disputed = heads_of(session, rids), disputed_of(session, rids)
    pairs = roundtrip_pairs.of_items(session, edition) if CURRENT in place.values() else {}
    written = [
        roundtrip.Written(
            rid, name_of(t, form_id), {}, {a: heads.get((rid, a), ()) for a in set(place.values())},
            frozenset(disputed.get(rid, ())) & set(place.values()),
            more={
                "ref": {"business": edition.business, "kind": edition.kind, "id": t["id"], "branch": t["branch"]},
                **({"pairs": p} if (p := pairs.get((t["id"], t["branch"]))) else {}),
                **({"stamp": stamps[t["id"], t["branch"]]} if "verdict" in place.values() else {}),
            },
        )
        for rid, t in zip(rids, texts, strict=True)
    ]  # fmt: skip
    header = sheets.header_of(
        session, at, department=department, business=f"{edition.business} {edition.business_name}",
        subject=edition.business_name, legend=source.legend,
        edition=f"{edition.label}{f'（{edition.published}）' if edition.published else ''}",
    )  # fmt: skip
    form = form_store.in_force(session, form_id)
    file = f"{form_id}_{edition.business}_{edition.business_name}_{edition.label}"
    if not style:
        form, header = _answer_form(form, place), replace(header, writer="", department=department or "")
        file += f"{f'_{department}' if department else ''}_回答用"
    label = f"{form.number} {edition.business_name}{f' {department}' if department else ''}"
    about = {
        "form": form_id, "list": "", "sheet": form.sheet, "type": "item", "business": edition.business,
        "edition": edition.hash, "department": department or "",
        "current": roundtrip_pairs.current(session, edition.kind) if CURRENT in place.values() else {},
    }  # fmt: skip
    file = sheets.safe_name(f"{file}.xlsx")
    return Draft(form, header, file, label, texts, written, place, about, whole=not style)


def _answer_form(form: Form, place: Mapping[str, str]) -> Form:
    """The form with the columns locked that aren't taken back, and guidance that says so."""
    columns = tuple(replace(c, locked=c.code not in place) for c in form.columns)
    open_ = "、".join(c.title for c in columns if not c.locked)
    lines = (*(t.format(columns=open_) for t in guide("forms")), *guide("both"), *guide("people"))
    return replace(form, columns=columns, guide=lines)


def _stamps(session: Session, edition: EditionRow) -> dict[tuple[str, str], dict[str, Any]]:
    """(id, branch) → the stamp of a verdict given for what the sheet shows, though it comes back months later."""
    schema = session.attach(edition.hash)
    rows = session.con.execute(
        f"SELECT key, id, branch FROM {schema}.item WHERE kind=? AND deleted=0", (edition.kind,)
    ).fetchall()
    targets = comparison.item_targets(session, edition.hash, [r[0] for r in rows])
    return {
        (id_, branch): stamp(edition.hash, t.basis, t.around) for (_, id_, branch), t in zip(rows, targets, strict=True)
    }
