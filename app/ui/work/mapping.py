"""Work of the mapping of columns: the beginning of a book, trying a mapping, keeping it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.profiles import SheetPreview, Tried
    from spec_catalog.layouts.profile import Profile
    from spec_catalog.workbook import Workbook

Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook in memory and what a person sees of its sheets."""

    path: str
    workbook: Workbook
    sheets: tuple[SheetPreview, ...]


def read_book(path: str, *, progress: Report | None = None, cancel: threading.Event | None = None) -> Book:
    """Reads the cells of a book."""
    from app.services import profiles
    from spec_catalog.workbook import read_workbook

    workbook = read_workbook(Path(path), cancel=cancel)
    return Book(path, workbook, tuple(profiles.preview(workbook)))


def attempt(
    book: Book,
    sheet: str,
    kind: str,
    header_row: int,
    columns: Mapping[str, tuple[int, ...]],
    values: Mapping[str, str],
    business: str | None,
    *,
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> tuple[Profile | None, Tried]:
    """The mapping and what it gives."""
    from app.services import profiles
    from spec_catalog.problems import InputProblem

    try:
        profile = profiles.made(book.workbook, sheet, kind, header_row, columns, values)
    except InputProblem as problem:
        return None, profiles.Tried(None, problem)
    return profile, profiles.attempt(book.workbook, profile, business)


def save(profile: Profile) -> str:
    """Keeps a mapping; the file it lies in."""
    from app.services import profiles

    return str(profiles.save(profile))


def choices(kind: str) -> list[tuple[str, str, bool]]:
    """(column code, title, required) for a kind of document."""
    from app.services import profiles

    return profiles.choices(kind)


def kinds() -> tuple[str, ...]:
    """The kinds of document there are."""
    from app.services import profiles

    return profiles.kinds()
