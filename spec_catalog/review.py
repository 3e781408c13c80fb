"""A city's 連携検討 columns beside the published linkages, as plain rows (札幌市, survey-practice.md §5.2)."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spec_catalog import ids
from spec_catalog.layouts import linkages
from spec_catalog.layouts.profile import parse_profile
from spec_catalog.load import build
from spec_catalog.model import LoadedFile
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Grid, Limits, read_workbook, ref

NEEDS = {"○": "required", "×": "not_required", "－": "not_applicable"}
"""Legend of the published sheet: 〇 検討が必要, × 検討が不要; "-" 該当なし is read so ([INF] there); blank = 未検討."""
_NEED_WORDS = {
    "要": "required", "必要": "required", "検討要": "required", "不要": "not_required", "検討不要": "not_required",
    "該当なし": "not_applicable", "対象外": "not_applicable", "未検討": "undecided", "": "undecided",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """What a city wrote beside one linkage. Key: (business, id, branch). ``row`` is 1-based, ``cell`` that of ``need``.

    ``need``: "required" | "not_required" | "not_applicable" | "undecided", or "" for something else, with
    ``need_original`` as displayed. Line breaks that only wrap a narrow column are taken out of all but ``note``.
    """

    business: str
    id: str
    branch: str
    need: str = "undecided"
    need_original: str = ""
    current_id: str = ""
    partner: str = ""
    method: str = ""
    timing: str = ""
    note: str = ""
    sheet: str = ""
    row: int = 0
    cell: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """(business, 連携ID, 枝番)."""
        return (self.business, self.id, self.branch)

    @property
    def filled(self) -> bool:
        """Whether the city wrote anything at all."""
        return any((self.need_original, self.current_id, self.partner, self.method, self.timing, self.note))


def need_of(text: str) -> str:
    """The code of a 検討要否 cell; "" where it is none of the legend's signs and words."""
    plain = re.sub(r"\s+", "", text)
    if (found := NEEDS.get(ids.symbol(plain))) is not None:
        return found
    return _NEED_WORDS.get(plain, "")


def read_review(
    path: Path | str,
    *,
    business: str | None = None,
    profile: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
) -> list[ReviewRow]:
    """One row per linkage of the sheet, in its order, filled in or not. Read by the same child process and limits.

    Raises InputProblem as :func:`spec_catalog.load.load_file` does; "no_review" where the file has no 検討要否 column.
    """
    workbook = read_workbook(path, limits=limits, cancel=cancel)
    return review_rows(build(workbook, business=business, profile=parse_profile(profile)))


def review_rows(loaded: LoadedFile) -> list[ReviewRow]:
    """The same for a file already loaded (its cells must still be at hand). Raises InputProblem "no_review"."""
    if loaded.workbook is None or loaded.edition is None:
        raise ValueError("the file's cells are no longer at hand")
    chosen = loaded.options.get("chosen")
    headers = {name: part.header for name, part in chosen or () if part.layout.kind == "link"}
    columns = {name: found for name, header in headers.items() if (found := linkages.review_columns(header))}
    if not columns:
        raise InputProblem(
            "no_review",
            "連携検討の列がありません。",
            file=loaded.file,
            hint="見出しに「連携ID」「枝番」と「検討要否」のあるシートを指定してください。",
        )
    out = []
    for item in loaded.edition.items:
        place = item.rows[0]
        grid = loaded.workbook.sheet(place.sheet)
        if item.kind != "link" or grid is None or place.sheet not in columns:
            continue
        out.append(_row(grid, columns[place.sheet], place.row, (item.business, item.id, item.branch)))
    return out


def _row(grid: Grid, columns: Mapping[str, int], row: int, key: tuple[str, str, str]) -> ReviewRow:
    def shown(code: str) -> str:
        cell = grid.cells.get((row, columns[code])) if code in columns else None
        return cell.valid.strip() if cell else ""

    def joined(code: str) -> str:
        return re.sub(r"[^\S\n]*\n[^\S\n]*", "", shown(code))

    return ReviewRow(
        *key,
        need=need_of(shown("need")),
        need_original=shown("need"),
        current_id=joined("current_id"),
        partner=joined("partner"),
        method=joined("method"),
        timing=joined("timing"),
        note=shown("note"),
        sheet=grid.name,
        row=row,
        cell=ref(row, columns["need"]),
    )
