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
    from app.services.survey_import import Preview
    from spec_catalog.rawtable import RawTable

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


def understand(name: str, code: str, text: str, published: Mapping[str, str]) -> Understood:
    """What a text means in a cell; nothing is read or stored."""
    from app.services import survey_cells

    return survey_cells.understand(name, code, text, published)


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


def read_book(
    path: str,
    sheet: str | None,
    header_row: int | None,
    *,
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> RawTable:
    """Reads one sheet of a book as a table."""
    from spec_catalog.rawtable import read_table

    return read_table(path, header_row=header_row, sheet=sheet, cancel=cancel)


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
) -> Looked:
    """The import of a table under a mapping; nothing is stored."""
    from app.core.problems import UserProblem
    from app.services import survey_import
    from app.services.survey_lists import survey_list

    wanted = survey_list(name)
    mapping = survey_import.mapping_of(wanted, table, columns)
    try:
        seen = survey_import.preview_table(
            session, table, Path(path), name, columns=columns, business=business, repairs=repairs
        )
    except UserProblem as problem:
        if problem.code != "unmapped":
            raise
        return Looked(mapping, None, next(c.label for c in wanted.columns if c.required))
    return Looked(mapping, seen, "")


def take_over(session: Session, seen: Preview) -> tuple[Changes, HistoryState]:
    """Stores what was seen as one step."""
    from app.services import survey_import

    return survey_import.take_over(session, seen), history_state(session)


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
