"""Column mappings that persons made: one JSON file each in the data folder, found again by the heading they are for.

The files may be copied to other PCs, and the command line takes them too (``catalog import --profile``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.services import settings
from spec_catalog.layouts.infer import suggest_mapping
from spec_catalog.layouts.profile import Profile, layout_columns, parse_profile, signature
from spec_catalog.load import build_all
from spec_catalog.model import DOCUMENTS, LoadedFile
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Workbook

ROWS, COLUMNS = 40, 60  # of a sheet, shown to a person who maps it


def folder() -> Path:
    """Where the mappings lie."""
    return settings.data_folder() / "profiles"


def saved() -> list[Profile]:
    """The mappings here, oldest first. A file that isn't one (half copied, of a later version) is passed over."""
    found: list[tuple[float, Profile]] = []
    for path in sorted(folder().glob("*.json")) if folder().is_dir() else ():
        try:
            found.append((path.stat().st_mtime, parse_profile(json.loads(path.read_text("utf-8")))))
        except (OSError, ValueError, InputProblem):
            continue  # it can't be used here; the sheet is asked about as if it weren't there
    return [profile for _, profile in sorted(found, key=lambda f: f[0])]


def save(profile: Profile) -> Path:
    """Keeps a mapping; one for the same heading is replaced."""
    folder().mkdir(parents=True, exist_ok=True)
    title = re.sub(r'[\\/:*?"<>|\s]+', "_", profile.title)[:60]
    target = folder() / f"{profile.kind}_{title}_{profile.signature[:12]}.json"
    for path in folder().glob(f"*_{profile.signature[:12]}.json") if profile.signature else ():
        if path != target:
            path.unlink()
    temp = target.with_suffix(".part")
    temp.write_text(json.dumps(profile.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
    temp.replace(target)
    return target


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """The beginning of a sheet: rows of (row number, texts), the filled columns, and the guess to start from."""

    name: str
    columns: tuple[int, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    kind: str
    header_row: int
    guess: Mapping[str, tuple[int, ...]]


def preview(workbook: Workbook) -> list[SheetPreview]:
    """What a person sees of each sheet that holds something."""
    out = []
    for grid in workbook.sheets:
        rows = [(r, line) for (r, line), _ in zip(grid.rows(), range(ROWS), strict=False)]
        columns = tuple(sorted({c for _, line in rows for c in line}))[:COLUMNS]
        if not columns:
            continue
        kind, header_row, guess, _samples = suggest_mapping(grid, workbook.file)
        shown = tuple((r, tuple(line[c].text if c in line else "" for c in columns)) for r, line in rows)
        out.append(SheetPreview(grid.name, columns, shown, kind, header_row, dict(guess)))
    return out


def made(
    workbook: Workbook,
    sheet: str,
    kind: str,
    header_row: int,
    columns: Mapping[str, tuple[int, ...]],
    class_values: Mapping[str, str],
) -> Profile:
    """A mapping as a person chose it. Raises InputProblem "profile" in words where it can't be used."""
    grid = workbook.sheet(sheet)
    known = signature(grid, header_row) if grid is not None and header_row else ""
    profile = Profile(
        kind=kind, sheet=sheet, header_row=header_row, columns=dict(columns), class_values=dict(class_values),
        signature=known, title=f"{workbook.file} {sheet}",
    )  # fmt: skip
    return parse_profile(profile.as_dict())


@dataclass(frozen=True, slots=True)
class Tried:
    """What a mapping gives: the file as read, or why it can't be read; class texts that mean nothing yet."""

    loaded: LoadedFile | None
    problem: InputProblem | None
    unknown_classes: tuple[str, ...] = ()


def attempt(workbook: Workbook, profile: Profile, business: str | None) -> Tried:
    """Reads the sheet with a mapping; nothing is kept."""
    try:
        loaded = build_all(workbook, business=business, profile=replace(profile, signature=""))[0]
    except InputProblem as problem:
        return Tried(None, problem)
    unknown = dict.fromkeys(
        f.message.partition("：")[2].strip() for f in loaded.findings if f.code == "unknown_class" and "：" in f.message
    )
    return Tried(loaded, None, tuple(unknown))


def choices(kind: str) -> list[tuple[str, str, bool]]:
    """(column code, title, required) for a kind of document."""
    return layout_columns(kind)


def kinds() -> tuple[str, ...]:
    """The kinds of document a sheet can be mapped to; code lists come with their data items."""
    return (*DOCUMENTS,)
