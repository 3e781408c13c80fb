"""Work on vendors' answers: reading a list, seeing what it would do, taking it over; agreeing and overruling."""

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
    from app.services.vendor_agreement import Agreement, Line
    from app.services.vendor_import import Preview
    from app.services.vendor_layers import VendorAnswer
    from app.services.vendor_packages import Package
    from app.services.vendor_read import Book

Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Done:
    """A stored step."""

    changes: Changes
    history: HistoryState


@dataclass(frozen=True, slots=True)
class Known:
    """What the import begins with."""

    packages: tuple[Package, ...]
    vendors: tuple[str, ...]


def known(session: Session, business: str) -> Known:
    """The packages, those of a business first, and the names of the vendors."""
    from app.services import survey, vendor_packages

    found = vendor_packages.packages(session)
    found.sort(key=lambda p: business not in p.businesses)
    names = [str(r["name"]) for r in survey.list_rows(session, "vendors") if r["name"]]
    return Known(tuple(found), tuple(dict.fromkeys(names)))


@dataclass(frozen=True, slots=True)
class Opened:
    """A list as read, and the mapping a person made for the same headings before ({} = none)."""

    book: Book
    profile: Mapping[str, Any]


def open_book(
    path: str,
    sheet: str | None,
    header_row: int | None,
    *,
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> Opened:
    """Reads one sheet of a vendor's list."""
    from app.services import vendor_profiles, vendor_read

    book = vendor_read.open_book(path, sheet=sheet, header_row=header_row, cancel=cancel)
    return Opened(book, vendor_profiles.find(book.table))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person has chosen so far. ``columns`` {} = as recognised."""

    package: Package
    columns: Mapping[str, str]
    values: Mapping[str, str]
    business: str
    edition: str
    repairs: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What taking over would do. ``preview`` None: ``missing`` says what no heading is mapped to yet."""

    mapping: Mapping[str, str]
    preview: Preview | None
    missing: str


def look(session: Session, book: Book, asked: Asked) -> Looked:
    """The import under what is chosen; nothing is stored."""
    from app.core.problems import UserProblem
    from app.services import vendor_import, vendor_read

    try:
        seen = vendor_import.preview_book(
            session, book, asked.package, columns=asked.columns, values=asked.values, business=asked.business,
            edition=asked.edition, repairs=asked.repairs,
        )  # fmt: skip
    except UserProblem as problem:
        if problem.code != "unmapped":
            raise
        return Looked(vendor_read.mapping_of(book.table, asked.columns), None, problem.message)
    return Looked(seen.mapping, seen, "")


def take_over(session: Session, book: Book, seen: Preview) -> Done:
    """Stores what was seen as one step, and keeps the mapping for the next list with these headings."""
    from app.services import vendor_import, vendor_profiles

    changes = vendor_import.take_over(session, seen)
    vendor_profiles.save(book.table, seen.mapping, seen.understood())
    return Done(changes, history_state(session))


def agree(session: Session, shown: Sequence[VendorAnswer]) -> Done:
    """Staff agree with answers as shown."""
    from app.services import vendor_layers

    return Done(vendor_layers.agree(session, shown), history_state(session))


def overrule(session: Session, shown: VendorAnswer, reason: str, own: str) -> Done:
    """Staff see it differently."""
    from app.services import vendor_layers

    return Done(vendor_layers.overrule(session, shown, reason=reason, own=own), history_state(session))


def take_back(session: Session, shown: VendorAnswer) -> Done:
    """Neither agreed nor overruled."""
    from app.services import vendor_layers

    return Done(vendor_layers.take_back(session, [shown]), history_state(session))


def agreement(session: Session, business: str) -> Agreement:
    """The list of a business."""
    from app.services import vendor_agreement

    return vendor_agreement.agreement(session, business)


def about(session: Session, node: str) -> tuple[Line, ...]:
    """The lines of one item, with what is needed to write."""
    from app.services import vendor_agreement

    return tuple(vendor_agreement.about(session, node))


def write_sheet(session: Session, found: Agreement, lines: Sequence[Line], path: str) -> str:
    """The list as a sheet; its path."""
    from app.services import vendor_sheet

    return str(vendor_sheet.write(session, found, list(lines), Path(path)))
