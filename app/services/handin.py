"""Handing in: everything that can be written, a look at it before, and writing it for many departments at once."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.core.problems import USAGE, UserProblem
from app.services import catalogue, exports, file_names, reports, sheet_modes, sheets, survey
from app.services.exports import Offer
from app.services.session import Session
from app.services.sheet_modes import FORM
from reports.pdf import first_pages
from reports.problems import ExportProblem
from reports.sheets.cover import Cover, write_cover

SHEETS, REPORTS = "sheets", "reports"
GROUPS = {SHEETS: "様式", REPORTS: "報告"}
ROWS, COLUMNS = 60, 30  # of a preview: what fills a screen twice


LONG = frozenset({"options", "state", "overview"})
"""Reports over every item: of the whole nation they take seconds, in which nothing can be recorded."""

UNSEEN = frozenset({"consistency"})
"""Reports that can't be limited to a business and take longer still."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be written. ``group``: a key of GROUPS; ``formats``: endings; ``businesses``: those it is
    made of, () = it isn't made for one."""

    id: str
    group: str
    title: str
    about: str
    formats: tuple[str, ...]
    businesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How sheets are written. ``mode``: a key of MODES; ``pattern``: of the file names, "" = as the program names them;
    ``cover``: with 表紙 and 目次 for every department."""

    mode: str = FORM
    pattern: str = ""
    cover: bool = False


AS_EVER = Manner()


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of what would be written. ``name``: the file's; ``rows``: cells of its first sheet, () for a page;
    ``pages``: its first pages as PNG; ``html``: the page where no pages can be made; ``files``: how many files;
    ``only``: the business it is limited to though all will be written, "" for none."""

    name: str
    rows: tuple[tuple[str, ...], ...] = ()
    html: str = ""
    pages: tuple[bytes, ...] = ()
    files: int = 1
    more: bool = False
    only: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch wrote. ``skipped``: (department, why) of those there was nothing for; ``stopped``: by a person."""

    files: tuple[Path, ...]
    skipped: tuple[tuple[str, str], ...]
    stopped: bool


def entries(session: Session) -> tuple[Entry, ...]:
    """Sheets, then reports, in the order of work."""
    out = []
    for offer in exports.offers(session):
        if offer.id in sheets.list_forms():
            out.append(Entry(offer.id, SHEETS, offer.title, offer.about, (offer.ending,)))
        elif offer.id in sheets.SOURCES:
            kind = sheets.SOURCES[offer.id].kind
            held = tuple(e.business for e in catalogue.in_force(session) if e.kind == kind)
            out.append(Entry(offer.id, SHEETS, offer.title, offer.about, (offer.ending,), held))
        else:
            report = reports.find(offer.id)
            group = SHEETS if "様式" in report.title else REPORTS
            out.append(Entry(offer.id, group, report.title, report.audience, report.formats))
    return tuple(sorted(out, key=lambda e: e.group != SHEETS))


def departments(session: Session) -> tuple[str, ...]:
    """The departments of the survey, in their order."""
    return tuple(str(row["name"]) for row in survey.list_rows(session, "departments"))


def preview(
    session: Session,
    id: str,
    *,
    business: str | None,
    department: str | None,
    colours: Mapping[str, str],
    format: str = "",
    manner: Manner = AS_EVER,
) -> Preview:
    """Writes it into a folder that is thrown away and reads its beginning back, so that what is shown is what comes.

    Raises UserProblem as writing does.
    """
    offer = _offer(session, id)
    if offer.id in UNSEEN:
        raise UserProblem(
            "too_long",
            "この報告は、書き出すまで見本を出しません。",
            hint="標準仕様をすべて突き合わせるため、時間がかかります。",
        )
    if business is None and (offer.id in sheets.SOURCES or offer.id in LONG):
        business = _first_business(session, id)
        return replace(_preview(session, offer, business, department, colours, format, manner), only=business or "")
    return _preview(session, offer, business, department, colours, format, manner)


def _first_business(session: Session, id: str) -> str | None:
    held = next((e.businesses for e in entries(session) if e.id == id and e.businesses), ())
    every = held or tuple(e.business for e in catalogue.in_force(session) if e.kind == "req")
    return next(iter(every), None)


def _preview(
    session: Session,
    offer: Offer,
    business: str | None,
    department: str | None,
    colours: Mapping[str, str],
    format: str,
    manner: Manner,
) -> Preview:
    if not sheets.is_form(offer.id):
        shown = _pages(session, offer, business, department, colours, format)
        if shown is not None:
            return shown
    with tempfile.TemporaryDirectory(prefix="fitgap-preview-") as name:
        made = _write(session, Path(name), offer, business, department, colours, format, datetime.now(), manner)
        first = made[0]
        if first.suffix == ".html":
            return Preview(first.name, html=first.read_text("utf-8"), files=len(made))
        rows, more = _beginning(first)
        return Preview(first.name, rows, files=len(made), more=more)


def write_batch(
    session: Session,
    folder: Path,
    wanted: Sequence[tuple[str, str]],
    *,
    business: str | None,
    departments: Sequence[str],
    colours: Mapping[str, str],
    progress: Callable[[int, int, str], object] | None = None,
    cancel: threading.Event | None = None,
    printed_at: datetime | None = None,
    manner: Manner = AS_EVER,
) -> Batch:
    """Writes what is wanted, (id, format "" = its first) each, for every department into a folder of its name; with
    one department or none straight into ``folder``.

    ``manner``: how sheets are written. A file is there whole or not at all. Stopped by a person it keeps what is whole;
    a department there is nothing for is named. Raises UserProblem when nothing is wanted and when a file can't be
    written.
    """
    offers = [(_offer(session, id), format) for id, format in wanted]
    if not offers:
        raise UserProblem("nothing_to_write", "書き出すものが選ばれていません。", exit_code=USAGE)
    sheet_modes.check_mode(manner.mode)
    file_names.check(manner.pattern)
    at = printed_at or datetime.now()
    several = len(departments) > 1
    steps = [(d or None, o, f) for d in (departments or ("",)) for o, f in offers]
    made: list[Path] = []
    skipped: dict[str, str] = {}
    held: list[tuple[str, str]] = []  # of the department at hand, for its 目次
    for place, (department, offer, format) in enumerate(steps):
        if cancel is not None and cancel.is_set():
            return Batch(tuple(made), tuple(skipped.items()), True)
        if progress is not None:
            progress(place, len(steps), "　".join(t for t in (department, offer.title) if t))
        into = folder / sheets.safe_name(department) if several and department else folder
        try:
            new = _write(session, into, offer, business, department, colours, format, at, manner)
        except UserProblem as problem:
            if not several or problem.code != "nothing_to_write":
                raise
            skipped[department or ""] = problem.message
        else:
            made += new
            held += [(offer.title, p.name) for p in new]
        if manner.cover and held and (place + 1 == len(steps) or steps[place + 1][0] != department):
            made.append(_cover(session, into, department, held, at))
            held = []
    return Batch(tuple(made), tuple(skipped.items()), False)


def _offer(session: Session, id: str) -> Offer:
    found = next((o for o in exports.offers(session) if o.id == id), None)
    if found is None:
        hint = "標準仕様を取り込み、採用すると書き出せます。"
        raise UserProblem("no_form", f"「{id}」は、いまは書き出せません。", hint=hint, exit_code=USAGE)
    return found


def _pages(
    session: Session,
    offer: Offer,
    business: str | None,
    department: str | None,
    colours: Mapping[str, str],
    format: str,
) -> Preview | None:
    """The first pages of a report as they are printed; None for a sheet, and for a page where pages can't be made."""
    report = reports.find(offer.id)
    ending = format or report.formats[0]
    if report.paper is None or ending == "xlsx":
        return None
    asked = _asked(session, report, business, department, colours, ending, datetime.now())
    try:
        pages, more = first_pages(reports.paper(session, offer.id, asked))
    except ExportProblem as problem:
        if ending == "pdf":
            raise sheets.export_refused(problem) from problem
        return None
    return Preview(_name(offer, report, asked), pages=pages, more=more)


def _asked(
    session: Session,
    report: reports.Report,
    business: str | None,
    department: str | None,
    colours: Mapping[str, str],
    format: str,
    at: datetime,
) -> reports.Asked:
    return reports.Asked(
        colours=colours,
        format=format or report.formats[0],
        department=department or (session.who.department if report.needs_department else None),
        business=business,
        printed_at=at,
    )


def _name(offer: Offer, report: reports.Report, asked: reports.Asked) -> str:
    who = f"_{asked.department}" if report.needs_department else ""
    return sheets.safe_name(f"{exports.NAMES.get(offer.id, offer.title)}{who}.{asked.format}")


def _write(
    session: Session,
    folder: Path,
    offer: Offer,
    business: str | None,
    department: str | None,
    colours: Mapping[str, str],
    format: str,
    at: datetime,
    manner: Manner,
) -> list[Path]:
    if sheets.is_form(offer.id):
        return sheets.export_sheets(
            session, folder, forms=[offer.id], business=business, department=department, printed_at=at,
            mode=manner.mode, pattern=_apart(manner.pattern),
        )  # fmt: skip
    report = reports.find(offer.id)
    asked = _asked(session, report, business, department, colours, format, at)
    folder.mkdir(parents=True, exist_ok=True)
    return [reports.write(session, offer.id, folder / _name(offer, report, asked), asked)]


def _apart(pattern: str) -> str:
    """The pattern, so that two forms in one folder never get the same name."""
    if not pattern or "{form}" in pattern or "{form_name}" in pattern:
        return pattern
    return "{form}_" + pattern


def _cover(
    session: Session, folder: Path, department: str | None, held: Sequence[tuple[str, str]], at: datetime
) -> Path:
    cover = Cover("標準仕様との比較分析　提出書類", session.info.municipality, department or "", tuple(held))
    try:
        return write_cover(cover, folder / "00_表紙と目次.xlsx", printed_at=at)
    except ExportProblem as problem:
        raise sheets.export_refused(problem) from problem


def _beginning(path: Path) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """The first rows of the first sheet of a workbook we wrote, without hidden columns, empty ends cut off."""
    from openpyxl import load_workbook
    from openpyxl.utils import get_column_letter

    book = load_workbook(path)
    try:
        sheet = book.worksheets[0]
        shown = [
            n
            for n in range(1, min(sheet.max_column, COLUMNS) + 1)
            if not sheet.column_dimensions[get_column_letter(n)].hidden
        ]
        rows = []
        for row in sheet.iter_rows(min_row=1, max_row=min(sheet.max_row, ROWS), values_only=True):
            rows.append(tuple("" if row[n - 1] is None else str(row[n - 1]) for n in shown if n <= len(row)))
        return tuple(row for row in rows if any(row)), sheet.max_row > ROWS
    finally:
        book.close()
