"""Work of 現行調査: lists, edits of many cells as one step, the import of a department's book."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.session import Session
    from app.services.survey_cells import Understood
    from app.services.survey_grid import Edit, Grid, GridRow
    from app.services.survey_headings import Choice
    from app.services.survey_views import Preview
    from spec_catalog.rawtable import RawTable
    from spec_catalog.workbook import Workbook

Counts = Mapping[str, Mapping[str, int]]
Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A list, and how many records all lists have by business."""

    grid: Grid
    counts: Counts


@dataclass(frozen=True, slots=True)
class Done:
    """A stored step; ``rows`` as they are now by the caller's keys."""

    changes: Changes
    rows: Mapping[str, GridRow]
    counts: Counts
    history: HistoryState


def load(session: Session, name: str) -> Loaded:
    """A whole list."""
    from app.services import survey_grid

    return Loaded(survey_grid.load(session, name), survey_grid.counts(session))


def understand(
    name: str, code: str, text: str, published: Mapping[str, str], offered: Sequence[str] = ()
) -> Understood:
    """What a text means in a cell; nothing is read or stored."""
    from app.services import survey_cells

    return survey_cells.understand(name, code, text, published, offered)


def edit(key: str, rid: str, values: Mapping[str, Any], heads: Mapping[str, tuple[str, ...]]) -> Edit:
    """One row of a step."""
    from app.services.survey_grid import Edit

    return Edit(key, rid, values, heads)


def keep_waiting(session: Session, name: str, cells: Sequence[tuple[str, str, str, str]]) -> None:
    """Keeps texts that could not be stored: (rid, row, column, text) each."""
    from app.services import survey_grid

    survey_grid.keep_waiting(session, name, [survey_grid.Waiting(*cell) for cell in cells])


def store(session: Session, name: str, edits: Sequence[Edit], label: str) -> Done:
    """Stores edits as one step."""
    from app.services import survey_grid

    stored = survey_grid.store(session, name, edits, label=label)
    return Done(stored.changes, stored.rows, survey_grid.counts(session), history_state(session))


def delete(session: Session, name: str, rids: Sequence[str]) -> Done:
    """Deletes rows as one step."""
    from app.services import survey, survey_grid

    changes = survey.delete_records(session, name, rids)
    return Done(changes, {}, survey_grid.counts(session), history_state(session))


@dataclass(frozen=True, slots=True)
class Book:
    """A file as read: its tables with what each may be."""

    workbook: Workbook
    choices: tuple[Choice, ...]


def read_book(path: str, *, progress: Report | None = None, cancel: threading.Event | None = None) -> Book:
    """Reads a book and finds its tables. Raises InputProblem for one that is refused or holds none."""
    from app.services import survey_import
    from spec_catalog.rawtable import table_of
    from spec_catalog.workbook import read_workbook

    workbook = read_workbook(path, cancel=cancel)
    found = survey_import.tables(workbook)
    if not found:
        table_of(workbook)  # says why
    return Book(workbook, tuple(found))


def read_place(
    book: Book,
    sheet: str,
    header_row: int,
    *,
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> RawTable:
    """The table under the heading row a person named."""
    from app.services.survey_headings import words
    from spec_catalog.rawtable import table_of

    return table_of(book.workbook, sheet=sheet, header_row=header_row, words=words())


def first_table(book: Book, name: str) -> tuple[RawTable, str]:
    """The table to begin with, and the list it goes to: ``name`` where one fits it, else the list a table is."""
    from app.services.survey_headings import best

    picked = best(book.choices, name)
    assert picked is not None
    if any(x.list == name and x.main for x in picked.likely):
        return picked.table, name
    other = best(book.choices)
    return (other.table, other.list) if other is not None and other.list else (picked.table, name)


def list_of(table: RawTable, name: str) -> str:
    """The list a table goes to: ``name`` where it fits, else the one it is."""
    from app.services.survey_headings import choices

    found = choices([table])[0]
    return name if not found.list or any(x.list == name and x.main for x in found.likely) else found.list


def kept_profile(name: str, headings: Sequence[str]) -> dict[str, Any]:
    """What was decided for a book of these headings, {} for nothing."""
    from app.services import survey_profiles

    return survey_profiles.find(name, headings)


@dataclass(frozen=True, slots=True)
class Looked:
    """What an import would do. ``preview`` is None while the main column isn't named: ``missing`` says which."""

    mapping: Mapping[str, str]
    preview: Preview | None
    missing: str


def look(
    session: Session,
    table: RawTable,
    path: str,
    name: str,
    columns: Mapping[str, str],
    business: str,
    repairs: bool,
    values: Mapping[str, Mapping[str, str]],
    duplicates: str,
    each: Mapping[str, str],
) -> Looked:
    """The import of a table under a mapping; nothing is stored."""
    from app.core.problems import UserProblem
    from app.services import survey_import
    from app.services.survey_lists import survey_list

    wanted = survey_list(name)
    mapping = survey_import.mapping_of(wanted, table, columns)
    try:
        seen = survey_import.preview_table(
            session, table, Path(path), name, columns=columns, values=values, business=business, repairs=repairs,
            duplicates=duplicates, each=each,
        )  # fmt: skip
    except UserProblem as problem:
        if problem.code != "unmapped":
            raise
        return Looked(mapping, None, next(c.label for c in wanted.columns if c.required))
    return Looked(mapping, seen, "")


def take_over(session: Session, seen: Preview) -> tuple[Changes, HistoryState]:
    """Stores what was seen as one step; the columns and words are kept for the next book of these headings."""
    from app.services import survey_import, survey_profiles

    done = survey_import.take_over(session, seen), history_state(session)
    survey_profiles.save(seen.profile(), seen.headers, seen.file)
    return done


def write_cells(
    path: str,
    rows: Sequence[tuple[str, ...]],
    *,
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> str:
    """The cells to check as a table a spreadsheet opens (UTF-8 with mark, written beside and then replaced)."""
    import csv

    from app.ui.work.standard import no_formula

    target = Path(path)
    beside = target.with_name(f".{target.name}.part")
    with beside.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("行", "欄", "書かれたもの", "確かめること", "直し方"))
        writer.writerows([tuple(no_formula(cell) for cell in row) for row in rows])
    beside.replace(target)
    return path


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A step that confirmed linkages."""

    changes: Changes
    history: HistoryState


def confirm_side(session: Session, rids: Sequence[str], side: str, on: bool) -> Confirmed:
    """One side's confirmation of linkages, or its withdrawal."""
    from app.services import linkage_sides

    return Confirmed(linkage_sides.confirm(session, rids, side, on=on), history_state(session))
