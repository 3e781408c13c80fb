"""Work of 標準仕様: reading files, the finding among its neighbours, taking over, adopting."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.views import Changes, EditionRow
from app.ui.work.frame import HistoryState, history_state
from spec_catalog.model import LoadedFile

if TYPE_CHECKING:
    from app.services.catalogue import ReadResult
    from app.services.session import Session

SUFFIXES = (".xlsx", ".xlsm", ".csv", ".tsv")
Report = Callable[[int, int, str], None]
Neighbours = list[tuple[int, list[tuple[str, str]]]]


def expand(paths: Sequence[str]) -> list[str]:
    """Files as given, folders as the workbooks in them; office lock files and hidden ones are passed over."""
    found: list[str] = []
    for given in map(Path, paths):
        if given.is_dir():
            inside = (p for p in sorted(given.rglob("*")) if p.is_file() and p.suffix.lower() in SUFFIXES)
            found += [str(p) for p in inside if not p.name.startswith((".", "~$"))]
        else:
            found.append(str(given))
    return list(dict.fromkeys(found))


def read(
    paths: Sequence[str], business: str | None, *, progress: Report | None = None, cancel: threading.Event | None = None
) -> list[ReadResult]:
    """Reads files; nothing is stored."""
    from app.services import catalogue

    return catalogue.read_files([Path(p) for p in paths], business=business, progress=progress, cancel=cancel)


def neighbours(
    file: LoadedFile,
    sheet: str,
    cell: str,
    rows: int,
    *,
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> Neighbours:
    """The cells around a finding, ``rows`` each way."""
    from spec_catalog import load

    return load.neighbours(file, sheet, cell, rows)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Editions that were stored, and all editions there are now."""

    stored: tuple[EditionRow, ...]
    history: HistoryState


def take_over(
    session: Session,
    files: Sequence[LoadedFile],
    adopt: bool,
    repairs: Mapping[tuple[str, str, str], str],
    *,
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> TakenOver:
    """Stores what was read, with the ids a person decided."""
    from app.services import catalogue

    stored = catalogue.take_over(session, files, adopt=adopt, repairs=dict(repairs), progress=progress, cancel=cancel)
    return TakenOver(tuple(stored), history_state(session))


@dataclass(frozen=True, slots=True)
class Adopted:
    """An edition came into force."""

    changes: Changes
    history: HistoryState


def adopt(
    session: Session, hashes: tuple[str, ...], *, progress: Report | None = None, cancel: threading.Event | None = None
) -> Adopted:
    """Puts editions in force."""
    from app.services import catalogue

    adopted = catalogue.adopt(session, *hashes, progress=progress, cancel=cancel)
    return Adopted(adopted, history_state(session))


def id_refused(kind: str, text: str) -> str:
    """Why a text is no id of a kind, "" when it is one."""
    from spec_catalog import ids

    if ids.canonical(kind, text):
        return ""
    return {"data": "データ項目IDは 8 桁の数字です。", "link": "連携IDは 004o008 の形です。"}.get(
        kind, "機能IDは 7 桁の数字です。"
    )


def all_businesses() -> list[tuple[str, str]]:
    """(id, name) of the national list."""
    from spec_catalog import business

    return [(b.id, b.name) for b in business.all_businesses()]


def write_findings(path: str, rows: Sequence[tuple[str, ...]]) -> str:
    """The list of findings as a table a spreadsheet opens (UTF-8 with mark, written beside and then replaced)."""
    import csv

    target = Path(path)
    beside = target.with_name(f".{target.name}.part")
    with beside.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("ファイル", "重さ", "場所", "見つかったこと", "どうするか", "状態"))
        writer.writerows([tuple(no_formula(cell) for cell in row) for row in rows])
    beside.replace(target)
    return path


def no_formula(text: str) -> str:
    """A cell that a spreadsheet would take for a formula is quoted; texts come from files we did not write."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
