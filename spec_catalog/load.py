"""Files → editions with findings: every non-empty cell ends in an item or in the list of what was left out and why."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spec_catalog import business as businesses
from spec_catalog import ids, reading
from spec_catalog.entries import REASON_LEGEND, REASON_OTHER, REASON_UNCACHED, entries, nothing_read
from spec_catalog.layouts.header import headings_seen
from spec_catalog.layouts.profile import Profile, parse_profile
from spec_catalog.model import Finding, LoadedFile
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Limits, Reader, Workbook, letters, position, read_workbook, ref

__all__ = [
    "REASON_LEGEND",
    "REASON_OTHER",
    "REASON_UNCACHED",
    "WORKBOOKS",
    "LoadedPaths",
    "apply_repairs",
    "build",
    "build_all",
    "load_all",
    "load_file",
    "load_paths",
    "neighbours",
]

WORKBOOKS = (".xlsx", ".xlsm", ".csv", ".tsv")
_LISTED = 300_000  # cells of a refused workbook that are listed one by one; more would only fill the memory
_HINT = (
    "見出しの行に「機能ID」「機能要件」「実装区分」などがあるか確かめてください。"
    "様式が異なるときは、列の対応（プロファイル）を指定すると取り込めます。"
)


@dataclass(frozen=True, slots=True)
class LoadedPaths:
    """What several paths gave: ``files`` read, ``refused`` named files that cannot be used, ``others`` listed only.

    A workbook within a folder that cannot be used stands in ``files`` with ``recognised`` None and a warning.
    """

    files: tuple[LoadedFile, ...] = ()
    refused: tuple[InputProblem, ...] = ()
    others: tuple[str, ...] = ()


def load_file(
    path: Path | str,
    *,
    business: str | None = None,
    profile: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
) -> LoadedFile:
    """Read one published file.

    ``business`` overrides what the document says. ``profile`` maps columns where no layout recognises the sheet:
    ``{"kind": "req", "sheet": "Sheet1", "header_row": 6, "columns": {"id": "F", "text": "G", "class.general": "I"},
    "repairs": {"Sheet1!B118": "0010115"}}``; any kind of model.DOCUMENTS, column codes of layouts/*.json,
    ``sheet`` and ``header_row`` (last row of the heading, 0 = none) may be left out, as may ``columns`` to give
    repairs only. Further keys: ``class_values`` (sign → class), ``signature`` (of the heading it belongs to).
    Of a book of several businesses this is the main one: :func:`load_all` gives all.

    Raises InputProblem for a file that is refused; code "unknown_layout" where nothing was recognised, and "profile"
    for a mapping that does not fit.
    """
    return load_all(path, business=business, profile=profile, limits=limits, cancel=cancel)[0]


def load_all(
    path: Path | str,
    *,
    business: str | None = None,
    profile: Mapping[str, Any] | None = None,
    profiles: Sequence[Profile] = (),
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
    reader: Reader | None = None,
) -> tuple[LoadedFile, ...]:
    """Read one published file that may hold several businesses (税 010–016, 選挙, 就学, 共通機能).

    One LoadedFile per business, all with the same ``path``, the main business first; each one's account holds every
    cell of the file, the rows of the other businesses as skipped with that reason. Arguments and errors as
    :func:`load_file`; ``profiles`` are saved mappings, used for sheets that have their very heading. The process of
    ``reader`` is used where one is given.
    """
    given = parse_profile(profile)
    workbook = read_workbook(path, limits=limits, cancel=cancel, reader=reader)
    return build_all(workbook, business=business, profile=given, profiles=profiles)


def build(
    workbook: Workbook,
    *,
    business: str | None = None,
    profile: Profile | None = None,
    profiles: Sequence[Profile] = (),
) -> LoadedFile:
    """The (main) edition of a workbook already read. Raises InputProblem "unknown_layout", "profile", "business"."""
    return build_all(workbook, business=business, profile=profile, profiles=profiles)[0]


def build_all(
    workbook: Workbook,
    *,
    business: str | None = None,
    profile: Profile | None = None,
    profiles: Sequence[Profile] = (),
    shares: Sequence[str] = (),
) -> tuple[LoadedFile, ...]:
    """The editions of a workbook already read, one per business. Errors as :func:`build`."""
    profile = profile or Profile()
    if business is not None and businesses.get(business) is None:
        raise InputProblem(
            "business",
            f"業務IDが正しくありません：{business}",
            file=workbook.file,
            hint="001 から 039 までの業務ID（枝番は 023-1 の形）を指定してください。",
        )
    chosen = reading.choose(workbook, profile, profiles)
    if not chosen.parts:
        raise _unknown(workbook)
    found = reading.read(workbook, chosen, business, profile.repairs)
    if not any(f.items for _, _, f in found.found):
        raise _unknown(workbook)
    options = {"business": business, "profile": profile, "profiles": tuple(profiles)}
    return entries(workbook, chosen, found, options, shares)


def apply_repairs(loaded: LoadedFile, repairs: Mapping[tuple[str, str], str]) -> LoadedFile:
    """The same file with a person's decisions on broken ids: ``{(sheet, cell): id}``. Earlier decisions stay.

    Raises InputProblem "repair" for an id that is not canonical, ValueError for a file that was not kept in memory.
    """
    if loaded.workbook is None or loaded.edition is None:
        raise ValueError("the file's cells are no longer at hand")
    for (sheet, cell), value in repairs.items():
        if not any(ids.canonical(k, value) for k in ("req", "form", "link", "data", "code")):
            raise InputProblem(
                "repair",
                f"IDの形が正しくありません：{value}",
                file=loaded.file,
                sheet=sheet,
                cell=cell,
                hint="機能IDと帳票IDは7桁、データ項目IDは8桁の数字、連携IDは 004o008 の形です。",
            )
    profile: Profile = loaded.options.get("profile") or Profile()
    decided = replace(profile, repairs={**profile.repairs, **repairs})
    options = loaded.options
    every = build_all(
        loaded.workbook,
        business=options.get("business"),
        profile=decided,
        profiles=options.get("profiles", ()),
        shares=options.get("shares", ()),
    )
    business = options.get("entry", loaded.edition.business)
    return next((e for e in every if e.edition and e.edition.business == business), every[0])


def neighbours(loaded: LoadedFile, sheet: str, cell: str, rows: int = 2) -> list[tuple[int, list[tuple[str, str]]]]:
    """The cells around a finding: [(row number, [(column letters, displayed text), …]), …], ``rows`` rows each way.

    All rows list the same columns (those that hold something nearby). Empty where the place is unknown.
    """
    grid = loaded.workbook.sheet(sheet) if loaded.workbook else None
    if grid is None:
        return []
    try:
        row, column = position(cell)
    except ValueError:
        return []
    near = range(max(1, row - rows), row + rows + 1)
    columns = sorted({c for r, c in grid.cells if r in near} | {column})
    return [(r, [(letters(c), grid.text(r, c)) for c in columns]) for r in near]


def load_paths(
    paths: Iterable[Path | str],
    *,
    business: str | None = None,
    profile: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
) -> LoadedPaths:
    """Read files and folders (walked, in the order of their names). Stops early when ``cancel`` is set."""
    files: list[LoadedFile] = []
    refused: list[InputProblem] = []
    others: list[str] = []
    given_profile = parse_profile(profile)

    def one(path: Path, named: bool) -> None:
        workbook: Workbook | None = None
        try:
            workbook = read_workbook(path, limits=limits, cancel=cancel)
            files.extend(build_all(workbook, business=business, profile=given_profile))
        except InputProblem as problem:
            if named or problem.code in ("cancelled", "business", "profile"):
                refused.append(problem)
            else:
                files.append(_unusable(path, problem, workbook))

    for given in map(Path, paths):
        for path, named in _walk(given):
            if cancel is not None and cancel.is_set():
                break
            if named or path.suffix.lower() in WORKBOOKS:
                one(path, named)
            else:
                others.append(str(path))
    return LoadedPaths(tuple(files), tuple(refused), tuple(others))


def _unusable(path: Path, problem: InputProblem, workbook: Workbook | None) -> LoadedFile:
    """A workbook of a folder that cannot be used: nothing recognised, every cell left out for that reason."""
    finding = Finding("warning", problem.code, f"{problem.message}{problem.hint}", problem.sheet, problem.cell)
    sheets = nothing_read(workbook)[0] if workbook else ()
    return LoadedFile(str(path), path.name, None, None, sheets=sheets, findings=(finding,), workbook=workbook)


def _walk(given: Path) -> Iterable[tuple[Path, bool]]:
    """(file, named by the person) — office lock files and hidden files are passed over."""
    if not given.is_dir():
        yield given, True
        return
    for path in sorted(given.rglob("*")):
        hidden = any(p.startswith((".", "~$")) for p in path.relative_to(given).parts)
        if path.is_file() and not hidden:
            yield path, False


def _unknown(workbook: Workbook) -> InputProblem:
    parts = []
    for grid in workbook.sheets[:3]:
        seen = headings_seen(grid)
        if seen:
            parts.append(f"シート「{grid.name}」の見出し：" + "、".join(seen))
    seen_text = "／".join(parts) if parts else "文字の入ったセルがありません"
    sheet = workbook.sheets[0].name if workbook.sheets else ""
    problem = InputProblem(
        "unknown_layout",
        f"どの様式か判別できません（{seen_text}）。",
        file=workbook.file,
        sheet=sheet,
        hint=_HINT,
    )
    if sum(len(g.cells) for g in workbook.sheets) <= _LISTED:
        places = [(g.name, (*g.cells, *g.uncached)) for g in workbook.sheets]
        problem.left_out = tuple((name, tuple(ref(r, c) for r, c in cells)) for name, cells in places)
    return problem
